"""Folio styles, read from a small document that shows all characters of folios on each kind of page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Literal

from anthology.findings import Finding
from anthology.typeset.boxes import PageRuns, Run, pages_of
from anthology.typeset.engine import lay_out
from anthology.typeset.faces import GalleyFonts, advances, faces_of
from anthology.typeset.records import Face, Folios, FolioStyle, Job, Side
from anthology.typeset.references import colour_of, font_of, glyphs_of, show_of
from anthology.typeset.serialise import serialise
from anthology.typeset.setting import POINTS, write

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
    """The folio styles of all kinds of pages with these names; see `anthology.typeset.probe`."""
    styles: list[FolioStyle] = []
    faces: dict[str, Face] = {}
    findings: list[Finding] = []
    for name in sorted(set(page_names)):
        for side in ("recto", "verso"):
            found, used = _probe(stylesheets, name, side, assets)
            kinds = {(style.first, style.side) for style in styles if style.page_name == name}
            styles.extend(style for style in found if (style.first, style.side) not in kinds)
            for face in used:
                known = faces.get(face.key, face)
                faces[face.key] = known.with_glyphs(dict(zip(face.glyphs, face.texts, strict=True)))
    return Folios(styles=tuple(styles), faces=tuple(faces[key] for key in sorted(faces)), findings=tuple(findings))


def _probe(
    stylesheets: tuple[str, ...], name: str, side: Side, assets: tuple[tuple[str, bytes], ...]
) -> tuple[list[FolioStyle], tuple[Face, ...]]:
    """The styles of the first, second and third page of a document whose pages have that name."""
    page = f' style="page: {escape(name)}"' if name else ""
    body = "".join(f"<section{page}>\u00a0</section>" for _ in range(3))
    xhtml = f'<html lang="en"><head><title>folios</title></head><body{page}>{body}</body></html>'
    job = Job(slug="folios", xhtml=xhtml, stylesheets=(*stylesheets, SHEET), assets=assets, side=side)
    layout = lay_out(job)
    document = layout.document
    fonts = GalleyFonts()
    contents = {}
    body_parts = serialise(write(document, fonts, tagged=False), {})
    for stream in body_parts.streams:
        contents[stream.number] = stream.data
    styles = []
    for index, runs in enumerate(pages_of(document, layout.root)):
        content = contents[body_parts.page_streams[index]]
        height = document.pages[index].height * POINTS
        styles.extend(_styles(runs, content, fonts, (name, index == 0, height)))
    shown = {style.face for style in styles}
    faces = tuple(face for face in faces_of(fonts, layout.fonts) if face.key in shown)
    wanted = {style.face: dict(zip(style.glyphs, style.characters, strict=True)) for style in styles}
    bare = (replace(face, glyphs=(), texts=()) for face in faces)
    return styles, tuple(face.with_glyphs(wanted[face.key]) for face in bare)


def _styles(page: PageRuns, content: bytes, fonts: GalleyFonts, where: tuple[str, bool, float]) -> list[FolioStyle]:
    name, first, height = where
    found = []
    for run in page.runs:
        show = show_of(content, run) if run.area == "margin" and run.text == CHARACTERS else None
        if show is None:
            continue
        face, size = font_of(content, show[0])
        glyphs = tuple(glyph for _, glyph in glyphs_of(content, show))
        widths = advances(fonts.cuts[face])
        align = ALIGNMENTS[run.align]
        found.append(
            FolioStyle(
                page_name=name,
                first=first,
                side=page.kind.side,
                align=align,
                x=_anchor(run, align) * POINTS,
                y=height - run.y * POINTS,
                size=size * POINTS,
                colour=colour_of(content, show[0]),
                face=face,
                characters=CHARACTERS,
                glyphs=glyphs,
                advances=tuple(float(widths[glyph]) for glyph in glyphs),
            )
        )
    return found


def _anchor(run: Run, align: str) -> float:
    return run.x + {"left": 0.0, "center": run.width / 2, "right": run.width}[align]
