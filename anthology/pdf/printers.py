"""Printers: what each asks of the inside of a book (the facts are in `printers.yaml`), and the sums made from it.

Lengths are in points, 72 to the inch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator

from anthology.core.facts import Facts, read_facts
from anthology.core.findings import Finding, Location
from anthology.core.units import INCH, MM, Margins
from anthology.manifest.choices import PrinterName, Stock

# The printer's own text, reports by others, what is remembered and not confirmed, or a choice of ours.
Source = Literal["printer", "others", "unconfirmed", "house"]


def _points(text: str) -> float:
    """The points of a length such as `0.125 in`, `3 mm` or `1/444 in`; KeyError for another unit."""
    number, unit = text.split(" ")
    dividend, _, divisor = number.partition("/")
    return float(dividend) * {"in": INCH, "mm": MM}[unit] / float(divisor or 1)


Points = Annotated[float, BeforeValidator(_points)]


class Printer(Facts):
    """What a printer asks of an interior.

    `bleed` is the width that it trims off, `most_bleed` the widest that its sheet has room for, on all four sides or,
    unless `bleeds_at_spine`, on the three outer ones. `margin` is the least distance of anything from the outer edges.
    `gutters` give the least inside margin for books up to so many pages. `pages` is the range of page counts,
    `multiple` what they are a multiple of. `thickness` of a page by paper, with `cover_thickness` added once, makes
    the spine; it is missing where the printer publishes no formula. `spine_text_from` is the page count from which the
    spine may bear words. `most_ink` is the highest sum of the four inks in per cent. `sources` says of each fact where
    it is from.
    """

    title: str
    bleed: Points
    most_bleed: Points
    bleeds_at_spine: bool
    margin: Points
    margin_with_bleed: Points
    gutters: tuple[tuple[int, Points], ...]
    pages: tuple[int, int]
    multiple: int
    ends_blank: bool
    thickness: Mapping[Stock, Points] | None = None
    cover_thickness: Points
    spine_text_from: int
    forbidden: tuple[Literal["marks", "spreads", "outline", "annotations", "locks"], ...]
    most_ink: float
    colour: str
    sources: Mapping[Source, tuple[str, ...]]


class PrinterTable(Facts):
    """All printers, and the day on which their facts were last checked."""

    read_on: date
    printers: Mapping[PrinterName, Printer]


@cache
def printer_table() -> PrinterTable:
    """The table of `printers.yaml`."""
    return read_facts(PrinterTable, Path(__file__).with_suffix(".yaml").read_text("utf-8"))


LEAST_MEASURE = 2.25 * INCH  # narrower lines hold too few words to be justified
LEAST_DEPTH = 3.0 * INCH
ROUNDING = 0.1  # points: 3 mm, which many take for an eighth of an inch, are half a point less


def gutter(printer: Printer, pages: int) -> float:
    """The least inside margin in points that a book of so many pages needs; past the table its last step."""
    steps = printer.gutters
    return next((least for last, least in steps if pages <= last), steps[-1][1])


def round_pages(printer: Printer, pages: int, *, last_is_blank: bool) -> int:
    """The page count that the printer wants for a book of so many pages: blank ones are added at the end."""
    if printer.ends_blank and not last_is_blank:
        pages += 1
    return -(-pages // printer.multiple) * printer.multiple


def spine_width(printer: Printer, pages: int, paper: Stock) -> float | None:
    """The width of the spine in points, None where only the printer's own template tells it."""
    if printer.thickness is None:
        return None
    return pages * printer.thickness[paper] + printer.cover_thickness


def allows_spine_text(printer: Printer, pages: int) -> bool:
    """Whether the spine of a book of so many pages may bear words."""
    return pages >= printer.spine_text_from


def check_pages(printer: Printer, pages: int, at: Location | None = None) -> Iterator[Finding]:
    """A page count that the printer does not bind is a finding."""
    least, most = printer.pages
    if not least <= pages <= most:
        hint = "add to the book or choose another printer" if pages < least else "divide the book into volumes"
        message = f"{pages} pages: {printer.title} binds books of {least} to {most} pages"
        yield Finding("D003", message, at, hint)


def check_trim(
    printer: Printer, trim: tuple[float, float], margins: Margins, bleed: float, at: Location | None = None
) -> Iterator[Finding]:
    """A page too small for its margins, margins too small for the printer, and a bleed beyond its sheet are findings.

    `trim` is width and height in points, `bleed` in points too.
    """
    measure = trim[0] - margins.inside - margins.outside
    depth = trim[1] - margins.top - margins.bottom
    for name, left, least in (("wide", measure, LEAST_MEASURE), ("high", depth, LEAST_DEPTH)):
        if left < least:
            size = f"{_inches(trim[0])} x {_inches(trim[1])}"
            message = f"between its margins a page of {size} leaves {_inches(max(left, 0))} for text, as it is {name}"
            yield Finding("D001", message, at, f"at least {_inches(least)} are needed: choose a larger trim")
    least_margin = printer.margin_with_bleed if bleed else printer.margin
    narrowest = min(margins.top, margins.outside, margins.bottom)
    if narrowest < least_margin:
        message = f"a margin of {_inches(narrowest)}: {printer.title} wants {_inches(least_margin)} at least"
        yield Finding("D001", message, at, "give the style sheet wider margins, or choose another printer")
    if bleed > printer.most_bleed + ROUNDING:
        message = f"a bleed of {_mm(bleed)} goes beyond the sheet of {printer.title}"
        yield Finding("D002", message, at, f"{_mm(printer.most_bleed)} at most")
    elif 0 < bleed < printer.bleed - ROUNDING:
        message = f"a bleed of {_mm(bleed)} is less than {printer.title} trims off"
        yield Finding("D002", message, at, f"{_mm(printer.bleed)} at least, or 0mm for none")


def _inches(points: float) -> str:
    return f"{points / INCH:.3g} in"


def _mm(points: float) -> str:
    return f"{points / MM:.4g} mm"
