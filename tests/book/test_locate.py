"""Findings on an edition: what they are about stands in fields, and their places are looked up from these."""

from __future__ import annotations

from pathlib import Path

import pytest

from anthology.book.locate import located
from anthology.book.model import Book
from anthology.core.findings import Finding, Location
from anthology.pdf.engine import typeset_to_bytes
from anthology.pdf.engine.model import Job, decode
from anthology.stages import read_book

BOOK = """\
anthology: 1
title: Weather
identifier: urn:isbn:9780306406157
date: 2026-11-20
editors: [{name: A. Editor}]
essays:
  - {id: front, source: front.txt, author: unsigned}
  - {id: rain, source: rain.txt, author: unsigned}
editions: {print: {format: pdf}}
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("weather")
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    (folder / "front.txt").write_text("The Front\n\nIt is cold.\n", "utf-8")
    (folder / "rain.txt").write_text("Rain\n\nIt rains, é.\n", "utf-8")
    return read_book(folder / "book.yaml")


def place(finding: Finding, book: Book) -> str:
    (found,) = located([finding], book, "print")
    assert found.edition == "print"
    return f"{found.at.path.name}:{found.at.line}" if found.at else ""


def test_the_place_of_a_finding_is_that_of_its_piece_whatever_its_message_says(book: Book) -> None:
    assert place(Finding("T003", "rain: a word", piece="front"), book) == "book.yaml:7"
    assert place(Finding("T003", "front: a word", piece="rain"), book) == "book.yaml:8"
    assert place(Finding("T003", "rain: a word"), book) == ""


def test_an_error_without_a_place_stands_at_its_edition(book: Book) -> None:
    assert place(Finding("T001", "rain: not well-formed"), book) == "book.yaml:9"


def test_a_character_is_looked_for_in_its_piece_before_the_place_that_is_known(book: Book) -> None:
    known = Location(Path("book.yaml"), 2)
    assert place(Finding("T006", "", known, piece="rain", character="é"), book) == "rain.txt:3"
    assert place(Finding("T006", "", known, piece="rain", character="雨"), book) == "book.yaml:2"


def test_findings_that_print_the_same_are_one(book: Book) -> None:
    twice = [Finding("T003", "a word", piece="rain"), Finding("T003", "a word", piece="rain", file="x.css")]
    assert len(located(twice, book, "print")) == 1


def test_a_piece_says_what_its_findings_are_about_and_a_cache_keeps_that() -> None:
    xhtml = (
        '<html lang="en"><head><title>t</title></head><body><p>\ue123</p><img src="asset:a.png" alt="a"/></body></html>'
    )
    galley = decode(typeset_to_bytes(Job(slug="rain", xhtml=xhtml, stylesheets=("p { no-such: 1 }",))))
    about = {each.code: (each.piece, each.character, each.file) for each in galley.findings}
    assert about["T006"] == ("rain", "\ue123", "")
    assert about["T005"] == ("rain", "", "a.png")
    assert about["T003"] == ("", "", ""), "the style sheets are those of every piece"
