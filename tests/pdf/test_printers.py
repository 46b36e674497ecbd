"""What printers ask: the table is whole, and the sums made from it are right."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from anthology.core.facts import read_facts
from anthology.core.findings import Finding
from anthology.core.units import INCH, MM, Margins
from anthology.manifest.choices import PrinterName, Stock
from anthology.pdf import printers
from anthology.pdf.printers import (
    Printer,
    PrinterTable,
    allows_spine_text,
    check_pages,
    check_trim,
    gutter,
    printer_table,
    round_pages,
    spine_width,
)

TABLE = Path(printers.__file__).with_suffix(".yaml")
PRINTERS = printer_table().printers
NAMES = get_args(PrinterName)
KDP, LULU, SPARK, GENERIC = (PRINTERS[name] for name in ("kdp", "lulu", "ingramspark", "generic"))
MARGINS = Margins(top=68.4, outside=50.4, bottom=64.8, inside=61.2)
SIX_BY_NINE = (6 * INCH, 9 * INCH)


def test_every_printer_that_a_manifest_may_name_is_in_the_table() -> None:
    assert tuple(PRINTERS) == NAMES
    assert date(2026, 1, 1) <= printer_table().read_on


@pytest.mark.parametrize("printer", PRINTERS.values(), ids=NAMES)
def test_every_fact_says_once_where_it_is_from(printer: Printer) -> None:
    facts = {name for name, value in printer if name not in ("title", "sources") and value is not None}
    assert sorted(name for names in printer.sources.values() for name in names) == sorted(facts)


def test_every_thickness_is_given_for_each_paper() -> None:
    formulas = [printer.thickness for printer in PRINTERS.values() if printer.thickness]
    assert len(formulas) == 3
    assert all(set(formula) == set(get_args(Stock)) for formula in formulas)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    title: Lulu", "    title: Lulu\n    blead: 3 mm"),
        ("    multiple: 4\n", ""),
        ("      unconfirmed:", "      hearsay:"),
        ("20 mm", "20 furlongs"),
        ("[marks, spreads", "[marks, spread"),
        ("cream: 0.0025 in", "beige: 0.0025 in"),
        ("  lulu:", "  llull:"),
    ],
)
def test_a_table_with_an_unknown_or_a_missing_part_is_refused(old: str, new: str) -> None:
    text = TABLE.read_text("utf-8")
    assert old in text
    with pytest.raises((ValidationError, KeyError)):
        read_facts(PrinterTable, text.replace(old, new, 1))


@pytest.mark.parametrize("printer", PRINTERS.values(), ids=NAMES)
def test_gutters_grow_up_to_the_last_page_that_is_bound(printer: Printer) -> None:
    steps = printer.gutters
    assert list(steps) == sorted(steps)
    assert steps[-1][0] == printer.pages[1]


@pytest.mark.parametrize(
    ("printer", "pages", "inches"),
    [
        (KDP, 24, 0.375),
        (KDP, 150, 0.375),
        (KDP, 151, 0.5),
        (KDP, 828, 0.875),
        (LULU, 60, 0.5),
        (LULU, 61, 0.625),
        (SPARK, 700, 0.5),
        (GENERIC, 50000, 1.15),
    ],
)
def test_the_gutter_is_that_of_the_step(printer: Printer, pages: int, inches: float) -> None:
    assert gutter(printer, pages) == inches * INCH


@given(st.sampled_from(NAMES), st.integers(1, 1200), st.booleans())
def test_a_rounded_page_count_fits_and_is_the_next_that_does(name: PrinterName, pages: int, blank: bool) -> None:
    printer = PRINTERS[name]
    rounded = round_pages(printer, pages, last_is_blank=blank)
    needed = pages + (1 if printer.ends_blank and not blank else 0)
    assert rounded % printer.multiple == 0
    assert needed <= rounded < needed + printer.multiple


@pytest.mark.parametrize(
    ("printer", "pages", "paper", "inches"),
    [
        (KDP, 200, "white", 0.4504),
        (KDP, 200, "cream", 0.5),
        (LULU, 444, "white", 1.06),
        (LULU, 444, "cream", 1.06),
    ],
)
def test_the_spine_is_as_wide_as_the_printer_says(printer: Printer, pages: int, paper: Stock, inches: float) -> None:
    width = spine_width(printer, pages, paper)
    assert width is not None
    assert width / INCH == pytest.approx(inches)


def test_a_printer_without_a_formula_has_no_spine_width() -> None:
    assert spine_width(SPARK, 200, "white") is None


def test_words_stand_on_a_spine_from_the_printers_page_count_on() -> None:
    assert [allows_spine_text(KDP, pages) for pages in (79, 80)] == [False, True]


def found(printer: Printer = GENERIC, trim: tuple[float, float] = SIX_BY_NINE, bleed: float = 0.0) -> list[Finding]:
    return list(check_trim(printer, trim, MARGINS, bleed))


def test_a_usual_page_has_no_findings() -> None:
    assert [found(printer, bleed=printer.bleed) for printer in PRINTERS.values()] == [[]] * len(PRINTERS)


@pytest.mark.parametrize("trim", [(3 * INCH, 9 * INCH), (6 * INCH, 3 * INCH)])
def test_a_page_smaller_than_its_margins_is_refused(trim: tuple[float, float]) -> None:
    assert [finding.code for finding in found(trim=trim)] == ["D001"]


def test_margins_smaller_than_the_printers_are_refused() -> None:
    narrow = Margins(top=72, outside=30, bottom=72, inside=72)
    assert [list(check_trim(printer, SIX_BY_NINE, narrow, 0.0)) != [] for printer in (KDP, SPARK)] == [False, True]


@pytest.mark.parametrize(
    ("printer", "bleed", "codes"),
    [
        (GENERIC, 3 * MM, []),
        (GENERIC, 0.0, []),
        (GENERIC, 1 * MM, ["D002"]),
        (GENERIC, 21 * MM, ["D002"]),
        (KDP, 3 * MM, ["D002"]),
        (SPARK, 3 * MM, ["D002"]),
        (SPARK, 3.175 * MM, []),
        (SPARK, 0.125 * INCH, []),
        (KDP, 5 * MM, ["D002"]),
    ],
)
def test_a_bleed_fits_the_printers_sheet(printer: Printer, bleed: float, codes: list[str]) -> None:
    assert [finding.code for finding in found(printer, bleed=bleed)] == codes


@pytest.mark.parametrize(
    ("printer", "pages", "codes"), [(KDP, 22, ["D003"]), (KDP, 24, []), (KDP, 828, []), (KDP, 830, ["D003"])]
)
def test_page_counts_are_those_that_the_printer_binds(printer: Printer, pages: int, codes: list[str]) -> None:
    assert [finding.code for finding in check_pages(printer, pages)] == codes
