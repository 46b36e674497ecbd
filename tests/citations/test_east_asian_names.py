"""Names in the scripts of East Asia: the family name first, without comma and initial, in every style."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree
from real_book import build_book

from anthology.citations.formats import WRITERS
from anthology.citations.formats.bibtex import read_bibtex
from anthology.citations.model import Name
from anthology.citations.parse.names import parse_signature

BOOK = """anthology: 1
title: A Reader
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
editors: [{{name: Ada Editor}}]
bibliography: {{style: {style}, sources: [r.bib], own_essays: yes}}
essays:
  - id: rain
    source: rain.md
    title: On Rain
    author: {{name: 李 伟, sort_as: 李 伟}}
    content_notes: none
  - id: snow
    source: snow.md
    title: On Snow
    author: {{name: Kodály Zoltán, sort_as: Kodály Zoltán}}
    content_notes: none
editions:
  ebook: {{format: epub}}
"""
BIB = """@book{zhang, author={张, 伟}, title={On H$_2$O and 10$^{12}$ drops}, publisher={Acta}, year={2018}}
@book{yamada, author={山田, 太郎 and 김, 철수 and Lee, Ada}, title={Rain}, publisher={Acta}, year={2017}}
"""


@pytest.mark.parametrize("style", ["chicago-author-date", "apa-7", "harvard-leeds"])
def test_the_family_name_stands_first_without_a_comma(tmp_path: Path, style: str) -> None:
    (tmp_path / "book.yaml").write_text(BOOK.format(style=style), "utf-8")
    (tmp_path / "r.bib").write_text(BIB, "utf-8")
    for name in ("rain", "snow"):
        (tmp_path / f"{name}.md").write_text("It fell.", "utf-8")
    report = build_book(tmp_path / "book.yaml", tmp_path / "out", "ebook")
    with zipfile.ZipFile(report.editions[0].path) as archive:
        page = etree.fromstring(archive.read("EPUB/bibliography.xhtml"))
    entries = ["".join(each.itertext()).strip() for each in page.iter("{*}li")]
    starts = sorted(each.split("20")[0].split("n.d")[0].split("(")[0].strip(" .") for each in entries)
    joined = "Lee" if style == "harvard-leeds" else "Ada Lee" if style.startswith("chicago") else "Lee"
    assert [each for each in starts if each.startswith(("张伟", "李伟", "Kodály Zoltán"))] == [
        "Kodály Zoltán",
        "张伟",
        "李伟",
    ]
    (several,) = (each for each in starts if each.startswith("山田太郎"))
    assert "김철수" in several
    assert joined in several
    (water,) = (each for each in entries if each.startswith("张伟"))
    assert "On H₂O and 10¹² drops" in water


def test_other_programs_get_both_parts_of_the_name() -> None:
    works, findings = read_bibtex(Path("r.bib"), BIB.encode())
    assert findings == ()
    assert works[0].authors == (Name(family="张", given="伟"),)
    assert "张, 伟" in WRITERS[".bib"](works).decode()


@pytest.mark.parametrize(
    ("signed", "name"),
    [
        ("李 伟", Name(family="李", given="伟")),
        ("山田 太郎", Name(family="山田", given="太郎")),
        ("张伟", Name(literal="张伟")),
        ("Li Wei", Name(family="Wei", given="Li")),
    ],
)
def test_bylines(signed: str, name: Name) -> None:
    assert parse_signature(signed) == name
