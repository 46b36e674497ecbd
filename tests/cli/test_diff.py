"""What changed between two editions: told of manifests, e-books and printed pages, and nothing where nothing did."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from real_book import build_book, replace_in

from anthology.cli import main
from anthology.core.errors import SourceError
from anthology.diff import compare, read_side

MANIFEST = """anthology: 1
title: A Reader
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
essays:
  - {id: one, source: one.md, author: unsigned, content_notes: none}
  - {id: two, source: two.md, author: unsigned, content_notes: none}
  - {id: three, source: three.md, author: unsigned, content_notes: none}
editions:
  ebook: {format: epub}
  print: {format: pdf}
"""
TEXT = """# The {0}

A first paragraph of the {0}, long enough to be one.

A second paragraph, which has its own words.
"""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A book, and the same with a word changed, an essay gone, one new, two in another order, a note declared."""
    folder = tmp_path_factory.mktemp("books")
    old, new = folder / "old", folder / "new"
    old.mkdir()
    for name in ("one", "two", "three"):
        (old / f"{name}.md").write_text(TEXT.format(name), "utf-8")
    (old / "book.yaml").write_text(MANIFEST, "utf-8")
    shutil.copytree(old, new)
    replace_in(new / "one.md", "its own words", "other words of its own")
    (new / "four.md").write_text(TEXT.format("four"), "utf-8")
    manifest = MANIFEST.splitlines(keepends=True)
    three = manifest.pop(8).replace("content_notes: none", "content_notes: [{theme: war, level: mention}]")
    manifest[7] = three.replace("three", "four")
    manifest.insert(6, three)
    (new / "book.yaml").write_text("".join(manifest), "utf-8")
    for each in (old, new):
        build_book(each / "book.yaml", each / "out")
    return old, new


def differences(old: Path, new: Path) -> set[tuple[str, str, str]]:
    return {(each.part, each.place, each.kind) for each in compare(read_side(old), read_side(new))}


def test_of_manifests_words_essays_order_and_notes_are_told(books: tuple[Path, Path]) -> None:
    old, new = (folder / "book.yaml" for folder in books)
    changes = compare(read_side(old), read_side(new))
    told = {(each.part, each.kind): each for each in changes}
    assert told["essay two", "removed"].before == "The two"
    assert told["essay four", "added"].after == "The four"
    moved = [part for part, kind in told if kind == "moved"]
    assert moved in (["essay one"], ["essay three"])
    word = told["essay one", "changed"]
    assert word.place == "one-b2"
    assert word.before == "A second paragraph, which has [] its [own words.]"
    assert word.after == "A second paragraph, which has [other words of] its [own.]"
    assert {each.place for each in changes if each.part == "content notes"} == {"two", "three", "four"}
    assert {each.place.split()[0] for each in changes if each.part == "findings"} <= {"P001", "N012", "H020"}


def test_of_e_books_the_printed_pages_are_told_too(books: tuple[Path, Path]) -> None:
    old, new = (next((folder / "out").glob("*.epub")) for folder in books)
    told = differences(old, new)
    assert ("essay two", "", "removed") in told
    assert ("essay one", "one-b2", "changed") in told
    assert any(part == "printed pages" for part, _, _ in told)
    assert differences(books[0] / "book.yaml", old) == set(), "a manifest and the e-book made of it say the same"


def test_of_pdfs_pages_are_told_by_words_and_looks(books: tuple[Path, Path]) -> None:
    old, new = (folder / "out/a-reader-print.pdf" for folder in books)
    told = differences(old, new)
    assert any(kind == "changed" for _, _, kind in told)
    assert any(kind == "looks" for _, _, kind in told)
    assert differences(old, old) == set()
    with pytest.raises(SourceError, match="nothing in common"):
        compare(read_side(old), read_side(books[0] / "book.yaml"))


def test_the_command_ends_as_diff_does(books: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = (str(folder / "book.yaml") for folder in books)
    assert CliRunner().invoke(main, ["diff", old, old]).exit_code == 0
    told = CliRunner().invoke(main, ["diff", old, new])
    assert told.exit_code == 1
    assert "essay one" in told.stdout
    records = json.loads(CliRunner().invoke(main, ["diff", old, new, "--json"]).stdout)
    assert {"part", "place", "kind", "before", "after"} == set(records[0])
    (tmp_path / "x.epub").write_bytes(b"no book")
    refused = CliRunner().invoke(main, ["diff", old, str(tmp_path / "x.epub")])
    assert refused.exit_code == 4
    assert "x.epub" in refused.stderr
