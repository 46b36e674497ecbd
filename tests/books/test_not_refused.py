"""Books in which nothing is wrong, and which were refused: each is built, and read back."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from PIL import Image
from real_book import build_book
from source_book import pages_of, write_book

from anthology.core.errors import SourceError
from anthology.result import BuildResult
from anthology.stages import read_book
from anthology.verify.page_text import pdf_pages


def built(folder: Path, text: str, *editions: str, more: str = "", name: str = "a.md") -> BuildResult:
    """A book of one text, with `more` in its manifest."""
    (folder / name).write_text(text, "utf-8")
    manifest = write_book(folder / "book", [folder / name])
    manifest.write_text(manifest.read_text("utf-8") + more, "utf-8")
    return build_book(manifest, folder / "out", *editions)


def words_of(report: BuildResult, edition: str) -> str:
    (path,) = [each.path for each in report.editions if each.edition == edition and "cover" not in each.name]
    return " ".join(" ".join(pdf_pages(path.read_bytes())).split())


# --- letters and their marks as characters of their own ---

MARKED = unicodedata.normalize("NFD", "The café was über die Straße, naïve, Ọlọ́run, x̄ and ế.")
SCREEN = "  screen: {format: pdf, for: screen}\n"
LAST = "And this is the last of it."


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_letters_with_marks_of_their_own_are_printed_with_all_around_them(tmp_path: Path, edition: str) -> None:
    plain = "Plain words follow. " * 12
    text = f"# Rôle\n\nFirst words.\n\n{MARKED} {plain}\n\n- {MARKED}\n\n{LAST}[^1]\n\n[^1]: {MARKED}\n"
    report = built(tmp_path, unicodedata.normalize("NFD", text), edition, more=SCREEN)
    shown = unicodedata.normalize("NFC", words_of(report, edition))
    assert shown.count(unicodedata.normalize("NFC", MARKED)) == 3
    assert "First words." in shown
    assert LAST in shown


# --- references without a bibliography ---

CITING = "# Rain\n\nWords as Smith (2001) says them.\n\n## References\n\nSmith, J. (2001) *Rain*. London: Press.\n"


def test_a_book_without_a_bibliography_has_its_references_after_the_essay(tmp_path: Path) -> None:
    report = built(tmp_path, CITING, "ebook", more="back: [colophon]\n")
    page = pages_of(report)["essay-1"]
    (link,) = [each for each in page.iter("{*}a") if each.get("role") == "doc-biblioref"]
    (entry,) = [each for each in page.iter() if f"#{each.get('id')}" == link.get("href")]
    assert "".join(entry.itertext()).startswith("Smith, J. 2001. Rain.")
    assert [finding.code for finding in report.findings].count("R015") == 1


def test_a_book_without_references_needs_no_bibliography(tmp_path: Path) -> None:
    report = built(tmp_path, "# Rain\n\nWords.\n", "ebook", more="back: [colophon]\n")
    assert "R015" not in {finding.code for finding in report.findings}


# --- several texts that cannot be read ---


def test_every_text_that_cannot_be_read_is_named_and_the_rest_is_checked(tmp_path: Path) -> None:
    texts = {"a.md": b"# Only", "b.md": b"# Titles", "c.docx": b"none", "d.md": b"# D\n\nAs Walby (2011) says.\n"}
    for name, data in texts.items():
        (tmp_path / name).write_bytes(data)
    manifest = write_book(tmp_path / "book", [tmp_path / name for name in texts])
    (manifest.parent / "foreword.md").write_bytes(b"PK\x03\x04 an archive")
    manifest.write_text(manifest.read_text("utf-8") + "foreword: foreword.md\n", "utf-8")
    with pytest.raises(SourceError) as refused:
        read_book(manifest)
    said = {(finding.code, finding.at.path.name) for finding in refused.value.findings if finding.at}
    assert {("S004", "a.md"), ("S004", "b.md"), ("S002", "c.docx"), ("S041", "foreword.md"), ("B001", "d.md")} <= said
    unread = ("essay-1", "essay-2", "essay-3")
    assert {finding.code for finding in refused.value.findings if finding.piece in unread} == {"S004", "S002"}


# --- characters that no book can hold ---

ODD = """# Ti\ue000tle

Words\x01 with \U000f0001private ones\x1f.

\x02

## \x03

## Sub\uf020head

An end.
"""


@pytest.mark.parametrize("edition", ["print", "screen", "ebook"])
def test_control_and_private_characters_are_left_out_and_named(tmp_path: Path, edition: str) -> None:
    report = built(tmp_path, ODD, edition, more=SCREEN)
    page = pages_of(report)["essay-1"] if edition == "ebook" else None
    shown = words_of(report, edition) if page is None else " ".join("".join(page.itertext()).split())
    assert all(words in shown for words in ("Title", "Words with private ones.", "Subhead", "An end."))
    said = [finding.message for finding in report.findings if finding.code == "C005"]
    assert any("U+E000" in each for each in said)
    assert any("U+0001" in each for each in said)


def test_private_characters_by_which_word_writes_bullets_are_bullets(tmp_path: Path) -> None:
    text = "A Title\n\nSome words come before a list here.\n\n\uf0b7 one\n\n\uf0a7 two\n\nSome words come after it too."
    page = pages_of(built(tmp_path, text, "ebook", name="a.txt"))["essay-1"]
    assert ["".join(each.itertext()) for each in page.iter("{*}li")] == ["one", "two"]


# --- pictures that nobody describes ---


@pytest.mark.parametrize("edition", ["print", "screen", "hand", "large", "ebook"])
def test_a_picture_without_words_is_warned_of_in_every_edition(tmp_path: Path, edition: str) -> None:
    (tmp_path / "a.md").write_text("# A\n\nWords.\n\n![](p.png)\n", "utf-8")
    manifest = write_book(tmp_path / "book", [tmp_path / "a.md"])
    Image.new("RGB", (600, 400), "grey").save(manifest.parent / "p.png")
    more = f"{SCREEN}  hand: {{format: pdf, for: handout}}\n  large: {{format: pdf, for: large-print}}\n"
    manifest.write_text(manifest.read_text("utf-8") + more, "utf-8")
    report = build_book(manifest, tmp_path / "out", edition)
    assert "S013" in {finding.code for finding in report.findings}
    assert "T015" not in {finding.code for finding in report.findings}
