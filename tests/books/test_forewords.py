"""A foreword, an introduction and an afterword: by whom, when, under which title, from a file of any kind."""

from __future__ import annotations

from pathlib import Path

import pytest
import word_file
from lxml import etree
from real_book import build_book
from source_book import pages_of

from anthology.api import check
from anthology.result import BuildResult
from anthology.verify.page_text import pdf_pages

PROSE = "It rained for a week, and nobody who lived in the street went out before the water had gone."
MANIFEST = """\
anthology: 1
title: Around
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
contributors: [{id: dee, given: Dee, family: Guest, biography: Dee Guest has guests.}]
editors: [{name: Ada Editor, sort_as: "Editor, Ada"}]
front: [contents, foreword, introduction]
back: [afterword, contributors]
foreword: {source: fore.docx, author: dee, date: 2026-05-03}
introduction: {source: intro.md, title: "On *Doors*", author: [{name: Ada Editor, sort_as: "Editor, Ada"}, dee]}
afterword: after.md
essays:
  - {id: one, source: one.md, author: {name: Bo Writer}, content_notes: none, permission: {status: own}}
editions: {ebook: {format: epub}, print: {format: pdf}}
"""


def write_book(folder: Path, manifest: str = MANIFEST) -> Path:
    letter = ("Foreword", "Heading1"), ("By Dee Guest", ""), (PROSE, ""), ("The first words of its last sentence.", "")
    made = [word_file.paragraph(text, style=style) if style else word_file.paragraph(text) for text, style in letter]
    (folder / "fore.docx").write_bytes(word_file.document(*made))
    (folder / "intro.md").write_text(f"# Introduction\n\n{PROSE} So it was.\n", "utf-8")
    (folder / "after.md").write_text(f"{PROSE} That was all.\n", "utf-8")
    (folder / "one.md").write_text(f"# One\n\n{PROSE}\n", "utf-8")
    path = folder / "book.yaml"
    path.write_text(manifest, "utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("around")
    return build_book(write_book(folder), folder / "out")


def words(element: etree._Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_matter_has_author_title_and_date(built: BuildResult) -> None:
    pages = pages_of(built)
    assert words(pages["foreword"]).endswith(
        f"Foreword Foreword Dee Guest 3 May 2026 {PROSE[:21]} {PROSE[22:]} The first words of its last sentence."
    )
    assert "On Doors Ada Editor and Dee Guest It rained" in words(pages["introduction"])
    (title,) = pages["introduction"].iter("{*}h1")
    assert [each.text for each in title.iter("{*}em")] == ["Doors"]
    assert pages["introduction"].find(".//{*}section[@role='doc-introduction']") is not None
    assert pages["afterword"].find(".//{*}p[@class='byline']") is None


def test_matter_stands_in_contents_with_its_authors(built: BuildResult) -> None:
    shown = words(pages_of(built)["nav"])
    assert "Foreword , by Dee Guest" in shown
    assert "On Doors , by Ada Editor and Dee Guest" in shown
    (path,) = [each.path for each in built.editions if each.edition == "print" and "cover" not in each.name]
    contents = " ".join(pdf_pages(path.read_bytes())[0].split())
    assert contents.startswith("Contents Foreword iii Dee Guest On Doors v Ada Editor and Dee Guest One 1 Bo Writer")


def test_catalogues_name_who_wrote_matter_as_that(built: BuildResult) -> None:
    (onix,) = [each.path for each in built.sidecars if each.name.endswith("-onix.xml")]
    people = {
        each.findtext("{*}PersonName"): [role.text for role in each.iterfind("{*}ContributorRole")]
        for each in next(etree.parse(onix).iter("{*}DescriptiveDetail")).iterfind("{*}Contributor")
    }
    assert people == {"Ada Editor": ["B01", "A24"], "Bo Writer": ["A01"], "Dee Guest": ["A23", "A24"]}


def test_contributors_have_the_matter_that_they_wrote(built: BuildResult) -> None:
    entries = [words(each) for each in pages_of(built)["contributors"].iter("{*}li")]
    assert entries == [
        "Bo Writer “ One ”",
        "Dee Guest Dee Guest has guests. Foreword “ On Doors ”, introduction",
        "Ada Editor “ On Doors ”, introduction",
    ]


def test_a_foreword_by_another_than_its_file_says_is_found(tmp_path: Path) -> None:
    path = write_book(tmp_path, MANIFEST.replace("fore.docx, author: dee", "fore.docx, author: {name: Jo Last}"))
    assert [each.message for each in check(path) if each.code == "C004"] == [
        "by Jo Last here and by “Dee Guest” in fore.docx"
    ]


def test_an_author_whom_only_the_file_names_is_printed_and_found(tmp_path: Path) -> None:
    path = write_book(tmp_path, MANIFEST.replace("fore.docx, author: dee", "fore.docx"))
    assert [each.message for each in check(path) if each.code == "C004"] == [
        "unsigned here, but fore.docx is by “Dee Guest”"
    ]
    page = pages_of(build_book(path, tmp_path / "out", "ebook"))["foreword"]
    assert "Foreword Dee Guest 3 May 2026 It rained" in words(page)


def test_a_list_of_references_stays_with_its_foreword(tmp_path: Path) -> None:
    path = write_book(tmp_path, MANIFEST.replace("fore.docx", "fore.html"))
    listed = "<h2>References</h2><ul><li>Smith, J. (2001) <i>Rain</i>. London: Press.</li></ul>"
    text = f"<h1>Foreword</h1><p>{PROSE}</p><p>It was over.</p>{listed}"
    (tmp_path / "fore.html").write_text(f"<html><body><article>{text}</article></body></html>", "utf-8")
    page = pages_of(build_book(path, tmp_path / "out", "ebook"))["foreword"]
    assert "References" in words(page)
    assert "Smith, J. (2001)" in words(page)


# --- manifests that build on others ---


def test_a_manifest_that_extends_another_changes_people_by_their_ids(tmp_path: Path) -> None:
    write_book(tmp_path)
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "extends: book.yaml\ntitle: Mine\ncontributors: [{id: dee, biography: Dee Guest writes.}]\n", encoding="utf-8"
    )
    found = pages_of(build_book(mine, tmp_path / "out", "ebook"))["contributors"]
    assert "Dee Guest Dee Guest writes. Foreword" in words(found)
