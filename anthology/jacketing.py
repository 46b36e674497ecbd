"""The wrap of a printed book: as wide as its pages make its spine, and read back before it is called done."""

from __future__ import annotations

from collections.abc import Iterator

from anthology.book import Book
from anthology.checks.pdf_facts import read_pdf
from anthology.checks.pdf_rules import Expected, check_boxes, check_fonts
from anthology.checks.press_rules import (
    check_ink,
    check_intent,
    check_interactive,
    check_press_words,
    check_transparency,
)
from anthology.cover import Board, Cover, wrap
from anthology.findings import Finding
from anthology.jacket import cover_facts
from anthology.layout import Layout
from anthology.manifest import Edition
from anthology.press.profiles import shipped_profile
from anthology.printers import PRINTERS, allows_spine_text, spine_width
from anthology.store import Cache

# What a printer's preflight asks of a cover; type may be in colour here, and there is one page.
RULES = (
    check_boxes,
    check_fonts,
    check_ink,
    check_transparency,
    check_interactive,
    check_intent,
    check_press_words,
)


def print_cover(
    name: str, edition: Edition, book: Book, layout: Layout, pages: int, store: Cache | None = None
) -> Cover:
    """The wrap for so many pages; no data where only the printer's own template tells the width of the spine (D065)."""
    printer = PRINTERS[edition.printer]
    spine = spine_width(printer, pages, edition.stock)
    if spine is None:
        message = f"{name}: {printer.title} gives the width of the spine in its own template, so no cover is made"
        return Cover(data=b"", findings=(Finding("D065", message, book.manifest.at("editions", name)),))
    bleed = printer.bleed.value if edition.bleed is None else edition.bleed.points
    board = Board(width=edition.trim[0].points, height=edition.trim[1].points, spine=spine, bleed=bleed)
    made = wrap(
        cover_facts(book),
        layout,
        board,
        spine_text=allows_spine_text(printer, pages),
        profile=shipped_profile(),
        standard=edition.standard,
        store=store,
    )
    return Cover(data=made.data, findings=(*made.findings, *_faults(made.data, board)))


def _faults(data: bytes, board: Board) -> Iterator[Finding]:
    facts = read_pdf(data)
    trim = (2 * board.width + board.spine, board.height)
    expected = Expected(purpose="press", trim=trim, bleed=board.bleed)
    for rule in RULES:
        yield from rule(facts, expected)
