"""Extension points: each table has a complete entry for each name, and the handbook for contributors finds them all."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from anthology.citations.styles import STYLES
from anthology.core.limits import limit
from anthology.export.onix_codes import onix_tables
from anthology.manifest.choices import PrinterName, PurposeName, StyleName
from anthology.manifest.editions import Edition
from anthology.manifest.purposes import PURPOSES, Purpose
from anthology.pdf.preflight.check import RULES
from anthology.pdf.printers import printer_table
from anthology.sources.pipeline import READERS

ROOT = Path(__file__).parents[2]
NAMES = {"PrinterName", "PurposeName", "StyleName"}


@pytest.mark.parametrize(
    ("names", "table"),
    [(PrinterName, printer_table().printers), (PurposeName, PURPOSES), (StyleName, STYLES)],
    ids=["printers", "purposes", "styles"],
)
def test_each_name_in_a_manifest_has_an_entry(names: object, table: dict[str, object]) -> None:
    assert set(get_args(names)) == set(table)


@pytest.mark.parametrize("purpose", PURPOSES.values(), ids=PURPOSES)
def test_a_purpose_names_keys_style_sheets_and_checks_that_there_are(purpose: Purpose) -> None:
    keys = {field.alias or name for name, field in Edition.model_fields.items()}
    assert {"for", purpose.size} <= set(purpose.keys) <= keys
    assert all((ROOT / f"layouts/house/{name}.css").is_file() for name in purpose.sheets)
    assert purpose.checks in RULES


def test_each_purpose_that_is_sold_has_a_product_form() -> None:
    assert set(onix_tables().forms) == {"ebook", *(name for name, purpose in PURPOSES.items() if purpose.is_sold)}


def test_each_format_of_sources_has_a_limit() -> None:
    assert all(limit(form.limit) for form in READERS.values())


def test_the_handbook_names_each_table_where_it_stands() -> None:
    text = (ROOT / "docs/contributing.md").read_text("utf-8")
    rows = [re.findall(r"`([^`]+)`", row) for row in text.splitlines() if row.startswith("| a ")]
    assert rows, "no table of extension points"
    for *names, path in rows:
        assert (ROOT / path).exists(), path
        module = import_module(path.removesuffix(".py").replace("/", ".")) if path.endswith(".py") else None
        assert all(name in NAMES or hasattr(module, name) for name in names if name.replace("_", "").isalpha()), names
