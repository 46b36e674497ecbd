"""The wrap of a printed book: as wide as its pages make its spine, and read back before it is called done."""

from __future__ import annotations

from anthology.book.model import Book
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.findings import Finding
from anthology.core.i18n import direction
from anthology.manifest import Edition
from anthology.pdf.cover.design import Board, Cover, wrap
from anthology.pdf.cover.discreet import cover_facts
from anthology.pdf.icc import shipped_profile
from anthology.pdf.inspect.facts import read_pdf
from anthology.pdf.preflight.check import check_facts
from anthology.pdf.preflight.common import Expected
from anthology.pdf.printers import allows_spine_text, printer_table, spine_width
from anthology.render.templates import Layout


def print_cover(name: str, edition: Edition, book: Book, layout: Layout, pages: int, cache: Cache = NO_CACHE) -> Cover:
    """The wrap for so many pages; no data where only the printer's own template tells the width of the spine (D065)."""
    printer = printer_table().printers[edition.printer]
    spine = spine_width(printer, pages, edition.stock)
    if spine is None:
        message = f"{name}: {printer.title} gives the width of the spine in its own template, so no cover is made"
        return Cover(data=b"", findings=(Finding("D065", message, book.manifest.at("editions", name)),))
    bleed = printer.bleed if edition.bleed is None else edition.bleed.points
    board = Board(
        width=edition.trim[0].points,
        height=edition.trim[1].points,
        spine=spine,
        bleed=bleed,
        opens_left=direction(book.language) == "rtl",
    )
    made = wrap(
        cover_facts(book),
        layout,
        board,
        spine_text=allows_spine_text(printer, pages),
        profile=shipped_profile(),
        standard=edition.standard,
        cache=cache,
    )
    expected = Expected(kind="cover", trim=(2 * board.width + board.spine, board.height), bleed=board.bleed)
    return Cover(data=made.data, findings=(*made.findings, *check_facts(read_pdf(made.data), expected)))
