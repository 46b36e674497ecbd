"""Setting a piece: from XHTML and style sheets to a galley."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from anthology.core.findings import of_piece
from anthology.pdf.engine.actual_text import add_actual_text
from anthology.pdf.engine.adapter.boxes import drop_repeated_links, pages_of
from anthology.pdf.engine.adapter.objects import write
from anthology.pdf.engine.layout_tree import openings
from anthology.pdf.engine.line_quality import check_lines
from anthology.pdf.engine.links import add_outside_targets, describe_links
from anthology.pdf.engine.model import Anchor, Bookmark, Face, Galley, Job, PageReference, StreamObject
from anthology.pdf.engine.page_refs import find_references
from anthology.pdf.engine.serialize import DEFLATE_LEVEL, page_contents, serialise
from anthology.pdf.engine.table_fit import lay_out_fitted
from anthology.pdf.engine.tagging import tidy_structure
from anthology.pdf.engine.weasyprint import warnings_as_findings
from anthology.pdf.fonts.record import GalleyFonts, faces_of

POINTS = 0.75


def typeset_piece(job: Job) -> Galley:
    """The job's galley; see `anthology.pdf.engine.typeset`."""
    layout = lay_out_fitted(job)
    document, fonts = layout.document, GalleyFonts()
    drop_repeated_links(document)
    outward = add_outside_targets(document)
    with warnings_as_findings(job.slug, job.slug) as findings:
        pdf = write(document, fonts, tagged=job.tagged)
    fonts.rename_private_fonts(pdf, job.slug, layout.fonts)
    pages = pages_of(document, layout.root)
    gone = tidy_structure(pdf, pages, page_contents(pdf), job.slug)
    add_actual_text(pdf, pages)
    body = serialise(pdf, describe_links(document, outward), gone)
    references, unwritable = find_references(pages, body.contents(), fonts.instances, job.slug)
    faces = with_digits(faces_of(fonts, layout.fonts), references)
    patched = {reference.stream for reference in references}
    lacking = fonts.findings(faces, job.slug, "".join(layout.root.itertext()))
    said = (*findings, *lacking, *unwritable, *check_lines(job.slug, pages))
    return Galley(
        slug=job.slug,
        pages=len(pages),
        width=document.pages[0].width * POINTS,
        height=document.pages[0].height * POINTS,
        kinds=tuple(page.kind for page in pages),
        openings=openings(layout.root, pages),
        anchors=_anchors(document, outward),
        bookmarks=_bookmarks(document),
        references=references,
        links=body.links,
        linked=tuple(sorted({link[1] for page in document.pages for link in page.links if link[0] == "internal"})),
        faces=faces,
        count=body.count,
        numbers=body.numbers,
        objects=body.objects,
        streams=tuple(stream if stream.number in patched else deflate(stream) for stream in body.streams),
        shared=body.shared,
        tops=body.tops,
        parents=body.parents,
        parent_keys=body.parent_keys,
        ids=body.ids,
        findings=tuple(dict.fromkeys((*layout.findings, *of_piece(said, job.slug)))),
    )


def deflate(stream: StreamObject) -> StreamObject:
    """The stream with its data deflated, if it was not."""
    if not stream.raw:
        return stream
    data = zlib.compress(stream.data, DEFLATE_LEVEL)
    return replace(stream, data=data, entries=stream.entries + b"/Filter /FlateDecode", raw=False)


def with_digits(faces: Iterable[Face], references: Iterable[PageReference]) -> tuple[Face, ...]:
    """The faces with the glyphs of all digits in those that page references are set in."""
    wanted: dict[str, dict[int, str]] = {}
    for reference in references:
        for value, glyph in enumerate(reference.digits):
            wanted.setdefault(reference.face, {})[glyph] = str(value)
    return tuple(face.with_glyphs(wanted[face.key]) if face.key in wanted else face for face in faces)


def _anchors(document: Any, outward: set[str]) -> tuple[Anchor, ...]:
    found: dict[str, Anchor] = {}
    for index, page in enumerate(document.pages):
        for name, (x, y, *_) in page.anchors.items():
            if name not in found and name not in outward:
                found[name] = Anchor(id=name, page=index, x=x * POINTS, y=(page.height - y) * POINTS)
    return tuple(found.values())


def _bookmarks(document: Any) -> tuple[Bookmark, ...]:
    return tuple(
        Bookmark(
            level=level,
            title=title,
            page=index,
            x=x * POINTS,
            y=(page.height - y) * POINTS,
            open=state == "open",
        )
        for index, page in enumerate(document.pages)
        for level, title, (x, y), state in page.bookmarks
    )
