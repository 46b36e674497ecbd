"""References merged, after each essay, or both; sources of other kinds; answers of the manifest."""

from __future__ import annotations

import zipfile
from pathlib import Path

import judges
import pytest
from lxml import etree
from real_book import build_book, copy_book, replace_in

from anthology.core.document import plain
from anthology.result import BuildResult
from anthology.stages import read_book

X = {"x": "http://www.w3.org/1999/xhtml"}
BIB = """@book{walby2011,
  author = {Walby, Sylvia},
  title = {The Future of Feminism},
  publisher = {Polity},
  address = {Cambridge},
  year = {2011}
}
@book{other1999,
  author = {Nobody, Ann},
  title = {A Work That No Essay Cites},
  publisher = {Press},
  year = {1999}
}
"""


def placed(manifest: Path, placement: str) -> None:
    replace_in(manifest, "placement: merged", f"placement: {placement}")


def page(report: BuildResult, slug: str) -> etree._Element | None:
    with zipfile.ZipFile(report.editions[0].path) as archive:
        name = f"EPUB/{slug}.xhtml"
        return etree.fromstring(archive.read(name)) if name in archive.namelist() else None


@pytest.mark.parametrize(("placement", "own", "merged"), [("merged", 0, 17), ("per-essay", 12, 0), ("both", 12, 17)])
def test_references_stand_where_the_manifest_wants_them(tmp_path: Path, placement: str, own: int, merged: int) -> None:
    manifest = copy_book(tmp_path)
    if placement != "merged":
        placed(manifest, placement)
    report = build_book(manifest, tmp_path / "build", "ebook")
    essay, bibliography = page(report, "coalition-building"), page(report, "bibliography")
    assert essay is not None
    assert len(essay.findall(".//x:section[@class='references']//x:li", X)) == own
    entries = bibliography.findall(".//x:ul[@class='entries']/x:li", X) if bibliography is not None else []
    assert len(entries) == merged
    citations = [link.get("href") or "" for link in essay.iterfind(".//x:a[@class='citation']", X)]
    assert len(citations) == 13
    where = "#coalition-building-ref-" if placement == "per-essay" else "bibliography.xhtml#ref-"
    assert all(address.startswith(where) for address in citations)
    if placement != "merged":  # as the first edition is, which is judged elsewhere
        assert judges.epubcheck(report.editions[0].path) == []


def test_a_work_that_a_bib_file_has_too_is_merged_and_the_lost_reading_is_told(tmp_path: Path) -> None:
    manifest = copy_book(tmp_path)
    (tmp_path / "refs.bib").write_text(BIB)
    replace_in(manifest, "placement: merged", "placement: merged\n  sources: [refs.bib]")
    book = read_book(manifest)
    assert len(book.bibliography.entries) == 18
    walby = [entry for entry in book.bibliography.entries if "feminism" in plain(entry.content).lower()]
    assert len([entry for entry in walby if "Walby" in plain(entry.content)]) == 1
    assert book.bibliography.replaced
    assert "R010" in {finding.code for finding in book.findings}


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("harvard-leeds", "Gill, R. and Scharff, C. 2011. New femininities: postfeminism, neoliberalism and"),
        ("apa-7", "Gill, R., & Scharff, C. (2011). New femininities: postfeminism, neoliberalism and"),
        ("chicago-author-date", "Gill, R., and C. Scharff. 2011. New femininities: postfeminism, neoliberalism and"),
    ],
)
def test_the_book_follows_the_style_that_the_manifest_names(tmp_path: Path, style: str, shown: str) -> None:
    manifest = copy_book(tmp_path)
    if style != "harvard-leeds":
        replace_in(manifest, "style: harvard-leeds", f"style: {style}")
    entries = [plain(entry.content) for entry in read_book(manifest).bibliography.entries]
    (found,) = [entry for entry in entries if entry.startswith("Gill")]
    assert found.casefold().startswith(shown.casefold())


def test_no_entry_ends_in_words_that_lead_nowhere() -> None:
    book = read_book(Path(__file__).parents[2] / "book.yaml")
    words = {entry.key: plain(entry.content) for entry in book.bibliography.entries}
    bare = [said for said in words.values() if "address not given in the source" in said]
    assert len(bare) == 2
    assert not any(said.rstrip(". ").endswith("Available from:") for said in words.values())


STORIES = """anthology: 1
title: Stories
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
editors: [{name: Ada Editor}]
essays:
  - {id: rain, source: rain.md, title: On Rain, author: {name: Bo Writer}, content_notes: none}
  - {id: snow, source: snow.md, title: On Snow, author: {name: Cy Writer}, content_notes: none}
editions:
  ebook: {format: epub}
"""
LISTED = "\n\n# References\n\nLee, A. 2016. *On Weather*. Leeds: The Press.\n"


@pytest.mark.parametrize(
    ("wanted", "listed", "essays", "others"),
    [("", "", 0, 0), ("", LISTED, 2, 1), ("no", LISTED, 0, 1), ("yes", "", 2, 0)],
)
def test_the_books_own_essays_are_listed_where_they_are_wanted(
    tmp_path: Path, wanted: str, listed: str, essays: int, others: int
) -> None:
    manifest = tmp_path / "book.yaml"
    manifest.write_text(STORIES + (f"bibliography: {{own_essays: {wanted}}}\n" if wanted else ""), "utf-8")
    (tmp_path / "rain.md").write_text(f"It rained.{listed}", "utf-8")
    (tmp_path / "snow.md").write_text("It snowed.", "utf-8")
    bibliography = page(build_book(manifest, tmp_path / "out", "ebook"), "bibliography")
    words = [] if bibliography is None else ["".join(each.itertext()) for each in bibliography.iter("{*}li")]
    counted = (sum("Writer" in each for each in words), sum("Lee" in each for each in words))
    assert (counted, bibliography is None) == ((essays, others), not essays + others)
