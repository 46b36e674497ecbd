"""Folio styles, read from a small document that shows all characters of folios on each kind of page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Literal

from anthology.core.findings import Finding
from anthology.pdf.engine.adapter.boxes import pages_of
from anthology.pdf.engine.adapter.objects import write
from anthology.pdf.engine.layout_tree import Run
from anthology.pdf.engine.model import Face, Folios, FolioStyle, Job, PageKind, Side
from anthology.pdf.engine.page_refs import colour_of, font_of, glyphs_of, show_of
from anthology.pdf.engine.render import POINTS
from anthology.pdf.engine.serialize import serialise
from anthology.pdf.engine.weasyprint import lay_out, warnings_as_findings
from anthology.pdf.fonts.record import GalleyFonts, advances, faces_of

CHARACTERS = "0123456789ivxlcdm"
MARGIN_BOXES = tuple(
    f"@{edge}-{part}"
    for edge, parts in (
        ("top", ("left-corner", "left", "center", "right", "right-corner")),
        ("bottom", ("left-corner", "left", "center", "right", "right-corner")),
        ("left", ("top", "middle", "bottom")),
        ("right", ("top", "middle", "bottom")),
    )
    for part in parts
)
SHEET = f"""html {{ string-set: folio "{CHARACTERS}" }}
section {{ break-before: page }}
@page {{ {" ".join(f"{box} {{ white-space: nowrap }}" for box in MARGIN_BOXES)} }}"""
ALIGNMENTS: dict[str, Literal["left", "center", "right"]] = {
    "left": "left",
    "start": "left",
    "justify": "left",
    "justify-all": "left",
    "center": "center",
    "right": "right",
    "end": "right",
}


def probe_folios(
    stylesheets: tuple[str, ...], page_names: Iterable[str], assets: tuple[tuple[str, bytes], ...]
) -> Folios:
    """The folio styles of all kinds of pages with these names; see `anthology.pdf.engine.probe`."""
    styles: dict[tuple[str, bool, Side], FolioStyle] = {}
    faces: dict[str, Face] = {}
    findings: list[Finding] = []
    for name in sorted(set(page_names)):
        for side in ("recto", "verso"):
            with warnings_as_findings("the page numbers"):
                probed = _probe(stylesheets, name, side, assets)
            findings += probed.findings
            for style in probed.styles:
                styles.setdefault((style.page_name, style.first, style.side), style)
            for face in probed.faces:
                faces[face.key] = faces[face.key].joined([face]) if face.key in faces else face
    return Folios(
        styles=tuple(styles.values()),
        faces=tuple(faces[key] for key in sorted(faces)),
        findings=tuple(dict.fromkeys(findings)),
    )


def _probe(stylesheets: tuple[str, ...], name: str, side: Side, assets: tuple[tuple[str, bytes], ...]) -> Folios:
    """The styles of the first, second and third page of a document whose pages have that name."""
    page = f' style="page: {escape(name)}"' if name else ""
    body = "".join(f"<section{page}>\u00a0</section>" for _ in range(3))
    xhtml = f'<html lang="en"><head><title>folios</title></head><body{page}>{body}</body></html>'
    job = Job(slug="folios", xhtml=xhtml, stylesheets=(*stylesheets, SHEET), assets=assets, side=side)
    layout, fonts = lay_out(job), GalleyFonts()
    contents = serialise(write(layout.document, fonts, tagged=False), {}).contents()
    used = {face.key: replace(face, glyphs=(), texts=()) for face in faces_of(fonts, layout.fonts)}
    styles, faces, findings = [], {}, []
    for index, runs in enumerate(pages_of(layout.document, layout.root)):
        _, content = contents[index]
        for run in (run for run in runs.runs if run.area == "margin" and CHARACTERS in run.text):
            show = show_of(content, run)
            glyphs = [glyph for _, glyph in glyphs_of(content, show)] if show else []
            if show is None or len(glyphs) != len(CHARACTERS) or run.text != CHARACTERS:
                findings.append(Finding("T014", f"on pages {name or 'without a name'}: {run.text}"))
                continue
            style = _style(run, runs.kind, content[: show[0]], glyphs, fonts)
            styles.append(replace(style, first=index == 0, y=layout.document.pages[index].height * POINTS - style.y))
            faces[style.face] = used[style.face].with_glyphs(dict(zip(glyphs, run.text, strict=True)))
    return Folios(styles=tuple(styles), faces=tuple(faces.values()), findings=tuple(findings))


def _style(run: Run, kind: PageKind, content: bytes, glyphs: list[int], fonts: GalleyFonts) -> FolioStyle:
    """The style of a folio that a run shows, `y` still counted from the top; `content` is what comes before it."""
    face, size = font_of(content)
    widths = advances(fonts.instances[face])
    align = ALIGNMENTS[run.align]
    return FolioStyle(
        page_name=kind.name,
        first=False,
        side=kind.side,
        align=align,
        x=(run.x + {"left": 0.0, "center": run.width / 2, "right": run.width}[align]) * POINTS,
        y=run.y * POINTS,
        size=size * POINTS,
        colour=colour_of(content),
        face=face,
        characters=CHARACTERS,
        glyphs=tuple(glyphs),
        advances=tuple(widths[glyph] for glyph in glyphs),
    )
