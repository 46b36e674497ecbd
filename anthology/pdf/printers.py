"""Printers: what each asks of the inside of a book, as dated data with a source for every fact.

Printers change their rules. Before a book goes to one of them, its own page is to be read again, and what differs is
to be put right here. Lengths are in points, 72 to the inch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

from anthology.core.findings import Finding, Location
from anthology.core.units import INCH, MM, Margins
from anthology.manifest.choices import PrinterName, Stock

T = TypeVar("T")

# When the facts below were last gone through.
READ_ON = date(2026, 11, 20)

# The printer's own text, a report by others, what is remembered but not confirmed, or a choice of this house.
Source = Literal["printer", "others", "unconfirmed", "house"]


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """Something known of a printer, and where it is known from."""

    value: T
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """What a printer asks of an interior.

    `bleed` is the width that it trims off, `most_bleed` the widest that its sheet has room for, on all four sides or,
    unless `bleeds_at_spine`, on the three outer ones. `margin` is the least distance of anything from the outer edges.
    `gutters` give the least inside margin for books up to so many pages. `pages` is the range of page counts,
    `multiple` what they are a multiple of. `thickness` of a page by paper, with `cover_thickness` added once, makes
    the spine; it is missing where the printer publishes no formula. `spine_text_from` is the page count from which the
    spine may bear words. `most_ink` is the highest sum of the four inks in per cent.
    """

    title: str
    bleed: Fact[float]
    most_bleed: Fact[float]
    bleeds_at_spine: Fact[bool]
    margin: Fact[float]
    margin_with_bleed: Fact[float]
    gutters: Fact[tuple[tuple[int, float], ...]]
    pages: Fact[tuple[int, int]]
    multiple: Fact[int]
    ends_blank: Fact[bool]
    thickness: Fact[Mapping[Stock, float]] | None
    cover_thickness: Fact[float]
    spine_text_from: Fact[int]
    forbidden: Fact[tuple[str, ...]]
    most_ink: Fact[float]
    colour: Fact[str]


PRINTERS: Mapping[PrinterName, Printer] = {
    "generic": Printer(
        title="a printer",
        bleed=Fact(3 * MM, "house"),
        most_bleed=Fact(20 * MM, "house"),
        bleeds_at_spine=Fact(True, "house"),
        margin=Fact(0.375 * INCH, "house"),
        margin_with_bleed=Fact(0.375 * INCH, "house"),
        gutters=Fact(
            ((150, 0.75 * INCH), (300, 0.85 * INCH), (500, 0.95 * INCH), (700, 1.05 * INCH), (9999, 1.15 * INCH)),
            "house",
        ),
        pages=Fact((4, 9999), "house"),  # how many it binds, the printer will say
        multiple=Fact(4, "house"),
        ends_blank=Fact(False, "house"),
        thickness=Fact({"white": 0.00225 * INCH, "cream": 0.0025 * INCH}, "unconfirmed"),
        cover_thickness=Fact(0.0, "unconfirmed"),
        spine_text_from=Fact(80, "house"),
        forbidden=Fact(("outline", "annotations", "locks"), "house"),
        most_ink=Fact(300.0, "house"),
        colour=Fact("black ink; PDF/X-4 or PDF/X-1a", "house"),
    ),
    "kdp": Printer(
        title="Amazon KDP",
        bleed=Fact(0.125 * INCH, "others"),
        most_bleed=Fact(0.125 * INCH, "others"),
        bleeds_at_spine=Fact(False, "others"),
        margin=Fact(0.25 * INCH, "others"),
        margin_with_bleed=Fact(0.375 * INCH, "others"),
        gutters=Fact(
            ((150, 0.375 * INCH), (300, 0.5 * INCH), (500, 0.625 * INCH), (700, 0.75 * INCH), (828, 0.875 * INCH)),
            "others",
        ),
        pages=Fact((24, 828), "printer"),
        multiple=Fact(2, "unconfirmed"),
        ends_blank=Fact(False, "unconfirmed"),
        thickness=Fact({"white": 0.002252 * INCH, "cream": 0.0025 * INCH}, "others"),
        cover_thickness=Fact(0.0, "others"),
        spine_text_from=Fact(80, "printer"),
        forbidden=Fact(("marks", "outline", "annotations", "locks"), "printer"),
        most_ink=Fact(300.0, "house"),
        colour=Fact("grey interior; RGB is taken too", "printer"),
    ),
    "ingramspark": Printer(
        title="IngramSpark",
        bleed=Fact(0.125 * INCH, "unconfirmed"),
        most_bleed=Fact(0.125 * INCH, "unconfirmed"),
        bleeds_at_spine=Fact(False, "unconfirmed"),
        margin=Fact(0.5 * INCH, "printer"),
        margin_with_bleed=Fact(0.5 * INCH, "printer"),
        gutters=Fact(((1200, 0.5 * INCH),), "printer"),
        pages=Fact((18, 1200), "unconfirmed"),
        multiple=Fact(2, "printer"),
        ends_blank=Fact(True, "printer"),
        thickness=None,
        cover_thickness=Fact(0.0, "printer"),
        spine_text_from=Fact(48, "unconfirmed"),
        forbidden=Fact(("marks", "spreads", "outline", "annotations", "locks"), "printer"),
        most_ink=Fact(240.0, "unconfirmed"),
        colour=Fact("PDF/X-1a is asked for", "printer"),
    ),
    "lulu": Printer(
        title="Lulu",
        bleed=Fact(0.125 * INCH, "others"),
        most_bleed=Fact(0.125 * INCH, "others"),
        bleeds_at_spine=Fact(True, "others"),
        margin=Fact(0.5 * INCH, "printer"),
        margin_with_bleed=Fact(0.5 * INCH, "printer"),
        # What Lulu adds to its margin of half an inch is added here.
        gutters=Fact(
            ((60, 0.5 * INCH), (150, 0.625 * INCH), (400, 1.0 * INCH), (600, 1.125 * INCH), (800, 1.25 * INCH)),
            "others",
        ),
        pages=Fact((32, 800), "printer"),
        multiple=Fact(2, "unconfirmed"),
        ends_blank=Fact(False, "unconfirmed"),
        thickness=Fact({"white": INCH / 444, "cream": INCH / 444}, "others"),
        cover_thickness=Fact(0.06 * INCH, "others"),
        spine_text_from=Fact(100, "others"),  # the sources say 80 to 100: the careful one
        forbidden=Fact(("marks", "spreads", "outline", "annotations", "locks"), "printer"),
        most_ink=Fact(270.0, "unconfirmed"),
        colour=Fact("grey or sRGB", "printer"),
    ),
}


LEAST_MEASURE = 2.25 * INCH  # narrower lines hold too few words to be justified
LEAST_DEPTH = 3.0 * INCH


def gutter(printer: Printer, pages: int) -> float:
    """The least inside margin in points that a book of so many pages needs; past the table its last step."""
    steps = printer.gutters.value
    return next((least for last, least in steps if pages <= last), steps[-1][1])


def round_pages(printer: Printer, pages: int, *, last_is_blank: bool) -> int:
    """The page count that the printer wants for a book of so many pages: blank ones are added at the end."""
    if printer.ends_blank.value and not last_is_blank:
        pages += 1
    return -(-pages // printer.multiple.value) * printer.multiple.value


def spine_width(printer: Printer, pages: int, paper: Stock) -> float | None:
    """The width of the spine in points, None where only the printer's own template tells it."""
    if printer.thickness is None:
        return None
    return pages * printer.thickness.value[paper] + printer.cover_thickness.value


def allows_spine_text(printer: Printer, pages: int) -> bool:
    """Whether the spine of a book of so many pages may bear words."""
    return pages >= printer.spine_text_from.value


def check_pages(printer: Printer, pages: int, at: Location | None = None) -> Iterator[Finding]:
    """A page count that the printer does not bind is a finding."""
    least, most = printer.pages.value
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
    least_margin = (printer.margin_with_bleed if bleed else printer.margin).value
    narrowest = min(margins.top, margins.outside, margins.bottom)
    if narrowest < least_margin:
        message = f"a margin of {_inches(narrowest)}: {printer.title} wants {_inches(least_margin)} at least"
        yield Finding("D001", message, at, "give the style sheet wider margins, or choose another printer")
    if bleed > printer.most_bleed.value + 0.5:
        message = f"a bleed of {_mm(bleed)} goes beyond the sheet of {printer.title}"
        yield Finding("D002", message, at, f"{_mm(printer.most_bleed.value)} at most")
    elif 0 < bleed < printer.bleed.value - 0.5:
        message = f"a bleed of {_mm(bleed)} is less than {printer.title} trims off"
        yield Finding("D002", message, at, f"{_mm(printer.bleed.value)} at least, or 0mm for none")


def _inches(points: float) -> str:
    return f"{points / INCH:.3g} in"


def _mm(points: float) -> str:
    return f"{points / MM:.3g} mm"
