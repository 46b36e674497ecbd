"""A book set piece by piece has the pages of one that is set as a single document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops

from anthology.pdf.assemble.folios import find_folios
from anthology.pdf.assemble.merge import merge
from anthology.pdf.assemble.paginate import Placement
from anthology.pdf.assemble.resolve_pages import typeset_pieces
from anthology.pdf.engine.model import Job, Side
from anthology.pdf.executors import Inline
from anthology.pdf.metadata import DocumentMetadata
from anthology.render.templates import Pages, layout
from anthology.stages import read_book
from benchmarks.whole import main, prepare

ROOT = Path(__file__).parents[2]
# One document counts its pages from the half-title on: the numbers are left out, and have the same room everywhere.
# What stands in the margins is not compared: for one document only its very first page is a first page.
UNNUMBERED = """
@page { size: 6in 9in; margin: 0.9in 0.8in }
.page-ref { display: inline-block; width: 3em; height: 0.5em; overflow: hidden; color: white }
"""
METADATA = DocumentMetadata(
    title="A Book", authors=(), subject="", keywords=(), language="en-GB", date="2026-11-20", identifier="urn:x"
)
TEXT_AREA = (0, 62, 432, 590)  # pixels
FAINT = 64  # of 255: what the place of a glyph between two pixels may make of its edge


def pictures(data: bytes | Path) -> list[Image.Image]:
    document: Any = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=1).to_pil().convert("L").crop(TEXT_AREA) for page in document]
    finally:
        document.close()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Image.Image], list[Image.Image]]:
    """The pages of the first edition, set piece by piece, and as one document."""
    book, look, folder = read_book(ROOT / "book.yaml"), layout(), tmp_path_factory.mktemp("whole")
    sheets = (look.stylesheet("print").replace("string(folio)", "none"), UNNUMBERED)
    pieces, pages = {piece.slug: piece for piece in book.pieces}, Pages(look, book, "print")

    def make_job(slug: str, labels: Mapping[str, str], side: Side) -> Job:
        return Job(slug=slug, xhtml=pages.page(pieces[slug], labels), stylesheets=sheets, side=side)

    placements = [
        Placement(slug=piece.slug, opens=piece.rule.opens, folio_style=piece.rule.folio_style) for piece in book.pieces
    ]
    made = typeset_pieces(make_job, placements, Inline())
    bound = merge(made.galleys, made.pagination, find_folios(made.galleys, sheets), METADATA)
    prepare(book, look, sheets, folder)
    main(folder, tagged=False)
    return pictures(bound.data), pictures(folder / "whole.pdf")


def test_there_are_as_many_pages(both: tuple[list[Image.Image], list[Image.Image]]) -> None:
    ours, whole = both
    assert len(ours) - len(whole) in (0, 1), "the count is made even at the end"
    assert len(whole) > 30


def test_every_page_looks_the_same(both: tuple[list[Image.Image], list[Image.Image]]) -> None:
    different = {
        number: sum(ImageChops.difference(one, other).histogram()[FAINT:])
        for number, (one, other) in enumerate(zip(*both, strict=False), start=1)
    }
    assert {number: pixels for number, pixels in different.items() if pixels} == {}
    assert sum(any(page.histogram()[:128]) for page in both[0]) > 30, "pages have ink"
