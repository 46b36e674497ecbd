"""What authors make by hand, and editors call their texts, as it comes out: read back from the e-book and the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree
from real_book import build_book
from source_book import pages_of, write_book
from word_file import document, paragraph

from anthology.result import BuildResult
from anthology.verify.page_text import pdf_pages

MANIFEST = """anthology: 1
title: A Reader
subtitle: For one evening
identifier: 978-3-16-148410-0
date: 2026-11-20
editors: [{name: An Editor}]
foreword: before.md
essays:
  - {id: schweigen, source: schweigen.md, language: de, author: {name: Lena Brandt}, content_notes: none}
  - {id: stille, source: stille.md, language: de, author: {name: Lena Brandt}, content_notes: none}
  - {id: list, source: list.txt, author: unsigned, content_notes: none}
  - {id: harbour, source: harbour.docx, author: {name: Tom Aldous}, content_notes: none}
  - {id: bus, source: bus.html, author: {name: Dele Okafor}, content_notes: none}
editions:
  ebook: {format: epub}
  print: {format: pdf}
  handout: {format: pdf, for: handout, paper: a4}
"""
TEXTS = {
    "before.md": "# Before we meet\n\nA word to the group.\n",
    "schweigen.md": """# Das "Schweigen"

Von Lena Brandt

"Wer nichts sagt", schrieb sie, "sagt 'etwas', so geht's."[^1] Und `"code"`.

> Das Private ist politisch.
>
> -- Carol Hanisch, 1970

| Am Morgen
|     am Abend

[^1]: Vgl. "Netz".
""",
    "stille.md": '# Stille\n\nEr sagte “nein” und dann "ja".\n',
    "list.txt": "The List\n\nSomebody wrote it, they say.\n\n* * *\n\nNobody read it, they say.\n",
    "bus.html": """<!-- saved from url=(0030)https://bus.example.org/2021/night/ -->
<html><head><title>The Bus</title></head><body><nav><a href="javascript:menu()">Menu</a></nav><main>
<h1>The Bus</h1><p>Dele Okafor</p><p>It is a waiting room with an engine, and a
<a href="../depot/">depot</a> is where it sleeps when nobody waits for it any more.</p></main></body></html>""",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("handmade")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    lines = ["The water came at six,", "the bread at seven,", "and nobody had asked."]
    verse = "<w:p>" + "<w:r><w:br/></w:r>".join(f"<w:r><w:t>{line}</w:t></w:r>" for line in lines) + "</w:p>"
    body = paragraph("The Harbour") + paragraph("It rose.") + paragraph("* * *") + paragraph("It fell.") + verse
    (folder / "harbour.docx").write_bytes(document(body))
    (folder / "book.yaml").write_text(MANIFEST, "utf-8")
    return build_book(folder / "book.yaml", folder / "out")


@pytest.fixture(scope="module")
def pages(report: BuildResult) -> dict[str, etree._Element]:
    return pages_of(report)


def words(page: etree._Element, path: str = "body") -> str:
    (element,) = page.xpath(f"//*[local-name()='{path}']" if path.isalnum() else path)
    return " ".join("".join(element.itertext()).split())


def print_of(report: BuildResult, edition: str) -> list[str]:
    (path,) = [each.path for each in report.editions if each.edition == edition and "cover" not in each.path.name]
    return [" ".join(page.split()) for page in pdf_pages(path.read_bytes())]


@pytest.mark.parametrize(("slug", "name"), [("schweigen", "Lena Brandt"), ("bus", "Dele Okafor")])
def test_the_authors_name_below_the_title_is_a_byline_and_printed_once(
    pages: dict[str, etree._Element], slug: str, name: str
) -> None:
    text = words(pages[slug])
    assert text.count(name) == 2  # the byline, and the credit at the end
    assert f"Von {name}" not in text


def test_straight_marks_take_the_shape_of_the_language_and_curly_ones_stay(pages: dict[str, etree._Element]) -> None:
    text = words(pages["schweigen"])
    assert "„Wer nichts sagt“, schrieb sie, „sagt ‚etwas‘, so geht’s.“" in text
    assert "„Netz“" in text
    assert '"code"' in text
    assert "Das „Schweigen“" in text
    assert "“nein” und dann “ja”" in words(pages["stille"])


def test_a_name_after_a_dash_below_a_quotation_says_whose_words_they_are(pages: dict[str, etree._Element]) -> None:
    assert words(pages["schweigen"], "//*[@class='attribution']") == "– Carol Hanisch, 1970"


def test_lines_that_begin_with_bars_are_verse_set_in_as_they_were(pages: dict[str, etree._Element]) -> None:
    (verse,) = pages["schweigen"].xpath("//*[@class='verse']")
    assert [line.rstrip("\n") for line in verse.itertext() if line.strip()] == ["Am Morgen", "\n\u2003\u2003am Abend"]


def test_short_lines_of_a_word_document_are_verse(pages: dict[str, etree._Element]) -> None:
    assert words(pages["harbour"], "//*[@class='verse']").startswith("The water came at six, the bread")


@pytest.mark.parametrize("slug", ["list", "harbour"])
def test_three_asterisks_between_paragraphs_are_a_break(pages: dict[str, etree._Element], slug: str) -> None:
    assert len(pages[slug].xpath("//*[local-name()='hr']")) == 1
    assert "*" not in words(pages[slug])


def test_a_relative_link_of_a_saved_page_leads_to_where_the_page_was_saved_from(
    report: BuildResult, pages: dict[str, etree._Element]
) -> None:
    assert pages["bus"].xpath("//@href[contains(., 'depot')]") == ["https://bus.example.org/2021/depot/"]
    assert "S006" not in {
        finding.code for finding in report.findings
    }  # of the menu, which is left out, nothing is said


def test_a_foreword_is_headed_as_the_editors_headed_it(report: BuildResult, pages: dict[str, etree._Element]) -> None:
    assert words(pages["foreword"], "h1") == "Before we meet"
    assert "Before we meet" in words(pages["nav"])
    assert any(page.startswith("Before we meet") for page in print_of(report, "print"))


def test_a_handout_of_all_essays_bears_the_title_of_the_book_once(report: BuildResult) -> None:
    first, *others = print_of(report, "handout")
    assert first.startswith("A Reader For one evening")
    assert not any("A Reader" in page for page in others)


def test_an_author_of_two_essays_is_one_contributor(pages: dict[str, etree._Element]) -> None:
    names = ["".join(name.itertext()) for name in pages["contributors"].xpath("//*[local-name()='strong']")]
    assert names == ["Lena Brandt", "Unsigned", "Tom Aldous", "Dele Okafor"]
    assert "“Das „Schweigen“” “Stille”" in words(pages["contributors"])


def test_the_isbn_is_printed_as_an_isbn(pages: dict[str, etree._Element], report: BuildResult) -> None:
    assert "ISBN 9783161484100" in words(pages["copyright"])
    assert not any("urn:" in page for page in print_of(report, "print"))


def test_the_note_on_the_texts_counts_notes_and_claims_nothing_of_where_texts_come_from(
    pages: dict[str, etree._Element],
) -> None:
    text = words(pages["note-on-the-texts"])
    assert re.search(r"Moved \(the text of a note, shown where it is called\): 1 lines?, to the notes", text)
    assert "web page" not in text.split("Das „Schweigen“")[0]


def test_no_short_word_stands_alone_in_the_last_line_of_a_title(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nWords.\n", "utf-8")
    title = "A History of Small Rooms in Large Old Houses"
    manifest = write_book(tmp_path / "book", [tmp_path / "a.md"])
    manifest.write_text(manifest.read_text("utf-8").replace("title: A Reader", f"title: {title}"), "utf-8")
    path = build_book(manifest, tmp_path / "out", "print").editions[0].path
    pages = [page.get_textpage().get_text_range().split("\r\n") for page in pypdfium2.PdfDocument(path)]
    lines = next([line for line in page if line.strip()] for page in pages[2:] if "History" in " ".join(page))
    cut = lines.index(next(line for line in lines if line.endswith(title[-6:])))
    assert lines[cut].strip() == "Old Houses"
