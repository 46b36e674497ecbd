"""Drawings as pixels, for pages: those that the typesetter would not draw right, or not as a press or archive asks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anthology.book.images.collect import Picture
from anthology.book.images.raster import written
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.findings import Finding
from anthology.core.watchdog import report_step
from anthology.pdf.assemble.merge import merge_one_page
from anthology.pdf.assemble.resolve_pages import typeset_alone
from anthology.pdf.engine import digest
from anthology.pdf.engine.model import Galley, Job
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.pdf.metadata import DocumentMetadata

DENSITY = 600  # pixels to the inch: layouts/house/print.css shows them by this measure
CSS_PIXELS = 96  # to the inch (CSS Values and Units 4, section 6.2)
MOST_PIXELS = 30_000_000

_FACE = re.compile(r"@font-face\s*\{[^{}]*\}")


def page_pictures(
    pictures: Iterable[Picture], sheets: tuple[str, ...], cache: Cache = NO_CACHE, *, grey: bool
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Each picture by its name as the typesetter takes it, and what was found when drawings became pixels."""
    made: dict[str, bytes] = {}
    findings: list[Finding] = []
    for picture in pictures:
        made[picture.name] = picture.grey if grey else picture.coloured
        if picture.is_for_pixels:
            report_step(f"drawing {picture.name}")
            made[picture.name], said = in_pixels(picture, sheets, cache, grey=grey)
            findings += said
    return made, tuple(findings)


def in_pixels(
    picture: Picture, sheets: tuple[str, ...], cache: Cache = NO_CACHE, *, grey: bool
) -> tuple[bytes, tuple[Finding, ...]]:
    """A drawing as a PNG of 600 pixels to the inch, its letters in the faces of these style sheets.

    One of more than 30 million pixels at that measure has fewer to the inch. The typesetter's complaints are findings.
    """
    job = _job(picture, sheets)
    galley = typeset_alone(job, cache)
    made = cache.memo("drawing", (digest(job), grey), lambda: _rendered(galley, picture, grey=grey), bytes)
    return made, galley.findings


def _job(picture: Picture, sheets: tuple[str, ...]) -> Job:
    """The drawing alone on a page of its size."""
    width, height = picture.size
    faces = "\n".join(face for sheet in sheets for face in _FACE.findall(sheet))
    page = f"@page {{ size: {width:g}px {height:g}px; margin: 0 }} html, body, p {{ margin: 0; font-size: 1px }}"
    image = f"img {{ display: block; width: {width:g}px; height: {height:g}px }}"
    xhtml = (
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>.</title></head>'
        f'<body><p><img src="asset:{picture.name}" alt="."/></p></body></html>'
    )
    shown = ((picture.name, picture.coloured),)
    return Job(slug=picture.name, xhtml=xhtml, stylesheets=(faces, page + image), assets=shown, tagged=False)


def _rendered(galley: Galley, picture: Picture, *, grey: bool) -> bytes:
    merged = merge_one_page(galley, DocumentMetadata(title="."))
    scale = min(DENSITY / CSS_PIXELS, (MOST_PIXELS / (picture.size[0] * picture.size[1])) ** 0.5)
    with open_pdf(merged.data) as document:
        shown = document[0].render(scale=scale * CSS_PIXELS / 72).to_pil()
    return written(shown.convert("L" if grey else "RGB"), "PNG")
