"""Addresses in finished books: broken after their own marks, never with a hyphen, and copied as they are."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from real_book import build_book
from source_book import MANIFEST

from anthology.core.errors import BookError
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.verify.page_text import pdf_pages

LETTERS = "internationalization"
LONG = f"https://example.org/{f'{LETTERS}/' * 4}misunderstanding-and_more.html?category={LETTERS}&format=1"
MAIL = f"{LETTERS}.communication@representation.example.org"
DOI = "https://doi.org/10.1000/representation.communication.internationalization.misunderstandings-and-more"
ADDRESSES = (LONG, MAIL, DOI)
FILL = "The words of a sentence that fills a line or two of the page, so that what follows stands anywhere on it. "
TEXT = f"# A Title\n\n{FILL}{FILL}{LONG} {FILL}Write to {MAIL}. {FILL}[{LONG}]({LONG}) is linked.[^1]\n\n"
TEXT += f"{FILL}And https://example.org/**{LETTERS}**/{LETTERS}/{LETTERS}/{LETTERS} is partly strong. {FILL}\n\n"
TEXT += f"> {FILL}{FILL}{DOI} {FILL}\n\n- {FILL} {LONG}\n\n[^1]: {FILL}{FILL}{DOI}, {LONG}\n"
RESOURCES = f"""version: 1
regions: {{uk: United Kingdom}}
needs: {{any: Any}}
resources:
- {{id: line, kind: service, name: A Line, region: uk, need: any, for_whom: All, source: its page, web: '{LONG}'}}
"""
BIB = f"@online{{smith, author={{Smith, Ann}}, title={{A Title}}, year={{2001}}, url={{{LONG}}}}}\n"
EDITIONS = """editions:
  ebook: {format: epub}
  press: {format: pdf, for: press}
  screen: {format: pdf, for: screen}
  large: {format: pdf, for: large-print}
  sheets: {format: pdf, for: handout}
"""
OWN = {
    "layouts/mine/layout.yaml": "extends: house\n",
    "layouts/mine/print.css": ".unhyphenated { hyphens: auto !important }",
}


def write(folder: Path, *more: str) -> Path:
    """A book in which these addresses stand in every place."""
    for name, text in {"one.md": TEXT, "r.yaml": RESOURCES, "b.bib": BIB, **OWN}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    entry = "  - {id: one, source: one.md, author: unsigned, content_notes: none}\n"
    keys = "resources: r.yaml\nbibliography: {sources: [b.bib]}\n"
    (folder / "book.yaml").write_text("".join([MANIFEST, entry, keys, *more, EDITIONS]), "utf-8")
    return folder / "book.yaml"


def test_no_edition_adds_a_hyphen_to_an_address(tmp_path: Path) -> None:
    built = build_book(write(tmp_path), tmp_path / "out")
    pages = {each.path.name: each.path.read_bytes() for each in built.editions if each.path.suffix == ".pdf"}
    for name, data in pages.items():
        if "cover" in name:
            continue
        text = "".join(pdf_pages(data))
        joined = re.sub(r"\s+", "", text)
        assert LONG in joined, name
        assert not re.search("[\u00ad\u200b\u2060]", text), name
        starts = re.findall(r"\S*(?:example|doi)\.org\S*", text)
        assert starts
        assert not any("\ufffe" in each or "\x02" in each or "\u2010" in each for each in starts), name
        assert LETTERS[:-5] + "\r\n" not in text
    (book,) = [each.path.read_bytes() for each in built.editions if each.path.suffix == ".epub"]
    with zipfile.ZipFile(BytesIO(book)) as archive:
        for name in ("one", "resources", "bibliography"):
            page = etree.fromstring(archive.read(f"EPUB/{name}.xhtml"))
            words = "".join(page.itertext())
            assert LONG in words
            assert not re.search("[\u00ad\u200b\u2060]", words)


def test_a_layout_that_hyphenates_addresses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        build_book(write(tmp_path, "layout: mine\n"), tmp_path / "out", "screen")
    found = [finding for finding in caught.value.findings if finding.code == "T035"]
    assert found
    assert {finding.piece for finding in found} >= {"one"}


WORDS = ("a" * 6_000, LETTERS * 300, f"https://example.org/{LETTERS * 300}", "e\u0301" * 6_000)


@pytest.mark.parametrize("word", WORDS, ids=["one-letter", "hyphenated", "address", "marks"])
def test_a_very_long_word_is_set_whole(word: str, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(f"A Title\n\n{FILL}\n\n{FILL}{word} {FILL}\n", "utf-8")
    manifest = tmp_path / "book.yaml"
    entry = "  - {id: one, source: one.txt, author: unsigned, content_notes: none}\n"
    manifest.write_text(f"{MANIFEST}{entry}{EDITIONS}", "utf-8")
    built = build_book(manifest, tmp_path / "out", "screen", "ebook")
    assert "T020" not in {finding.code for finding in built.findings}
    (path,) = [each.path for each in built.editions if each.path.suffix == ".pdf"]
    with open_pdf(path.read_bytes()) as document:
        for page in document:
            words = page.get_textpage()
            boxes = (words.get_rect(index) for index in range(words.count_rects()))
            assert all(right <= page.get_width() for _, _, right, _ in boxes)
