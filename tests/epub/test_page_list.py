"""Printed pages in the e-book: the marker stands at the word with which the page begins, whatever is cut there."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest
from generated_book import write_book
from lxml import etree
from real_book import ROOT, build_book

from anthology.core.normalize import normalize
from anthology.epub.page_list import PageMark, mark_pages, misplaced_marks
from anthology.result import BuildResult
from anthology.verify.page_text import pdf_pages

X = {"x": "http://www.w3.org/1999/xhtml"}
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
WORDS = "The first words of a paragraph that goes on and on until the page is full."


def mark(offset: int, block: str = "b1") -> PageMark:
    return PageMark(label="7", page=0, slug="essay", block=block, offset=offset)


def marked(ebook: str, printed: str, offset: int, block: str = "b1") -> str:
    data = mark_pages(PAGE.format(ebook).encode(), PAGE.format(printed).encode(), [mark(offset, block)]).xhtml
    body = data.decode().partition("<body>")[2].partition("</body>")[0]
    return re.sub(r"<span[^>]* id=\"page-7\"[^>]*/>", "|", body)


@pytest.mark.parametrize(
    ("ebook", "printed", "offset", "wanted"),
    [
        ('<p id="b1">one two three</p>', '<p id="b1">one two three</p>', 3, '<p id="b1">one |two three</p>'),
        ('<p id="b1">one hyphenated</p>', '<p id="b1">one hyphenated</p>', 8, '<p id="b1">one |hyphenated</p>'),
        ('<p id="b1">a <em>b c</em> d</p>', '<p id="b1">a <em>b c</em> d</p>', 2, '<p id="b1">a <em>b |c</em> d</p>'),
        ('<p id="b1">a <em>b</em> c</p>', '<p id="b1">a <em>b</em> c</p>', 2, '<p id="b1">a <em>b</em> |c</p>'),
        (
            '<ul id="b0"><li id="b1">one two</li></ul>',
            '<ul id="b0"><li id="b1">one two</li></ul>',
            0,
            '<ul id="b0"><li id="b1">|one two</li></ul>',
        ),
        (
            '<p id="b1">see there and on</p>',
            '<p id="b1">see there<span class="print-only">, page 12</span> and on</p>',
            15,
            '<p id="b1">see there |and on</p>',
        ),
        (
            '<p id="b1">word<a class="note-call" href="#n">1</a> next one</p>',
            '<p id="b1">word<span class="footnote">A note of many words.</span> next one</p>',
            8,
            '<p id="b1">word<a class="note-call" href="#n">1</a> next |one</p>',
        ),
    ],
)
def test_the_marker_stands_before_the_word(ebook: str, printed: str, offset: int, wanted: str) -> None:
    assert marked(ebook, printed, offset) == wanted


def test_a_block_that_the_e_book_lacks_is_a_finding() -> None:
    result = mark_pages(PAGE.format("<p/>").encode(), PAGE.format('<p id="b1">x</p>').encode(), [mark(0)])
    assert [finding.code for finding in result.findings] == ["E020"]
    assert result.mark_checks == ()


@pytest.mark.parametrize(
    ("page", "is_proved"),
    [
        ("paragraph that goes on and on", True),
        ("graph that goes on and on until", False),
        ("words of a paragraph that goes", False),
        ("", False),
    ],
)
def test_the_proof_fails_unless_the_page_begins_with_these_words(page: str, is_proved: bool) -> None:
    source = PAGE.format(f'<p id="b1">{WORDS}</p>').encode()
    result = mark_pages(source, source, [mark(len("Thefirstwordsofa"))])
    found = misplaced_marks({"essay": etree.fromstring(result.xhtml)}, result.mark_checks, [page])
    assert (found == ()) is is_proved


def test_the_proof_fails_where_the_finished_e_book_lost_its_marker_or_moved_it() -> None:
    source = PAGE.format(f'<p id="b1">{WORDS}</p>').encode()
    result = mark_pages(source, source, [mark(3)])
    page = WORDS.removeprefix("The ")
    assert misplaced_marks({"essay": etree.fromstring(result.xhtml)}, result.mark_checks, [page]) == ()
    assert [
        finding.code for finding in misplaced_marks({"essay": etree.fromstring(source)}, result.mark_checks, [page])
    ] == ["E021"]
    moved = mark_pages(source, source, [mark(8)]).xhtml
    assert [
        finding.code for finding in misplaced_marks({"essay": etree.fromstring(moved)}, result.mark_checks, [page])
    ] == ["E021"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("generated")
    return build_book(write_book(folder, 12), folder / "build")


def pages_of(report: BuildResult) -> tuple[dict[str, str], zipfile.ZipFile]:
    """The label of each printed page with its text, and the e-book."""
    pdf_path = next(artefact.path for artefact in report.editions if artefact.edition == "print")
    with pikepdf.open(pdf_path) as pdf:
        labels = [str(pikepdf.Page(page.obj).label) for page in pdf.pages]
    epub_path = next(artefact.path for artefact in report.editions if artefact.edition == "ebook")
    texts = dict(zip(labels, pdf_pages(pdf_path.read_bytes()), strict=True))
    return texts, zipfile.ZipFile(io.BytesIO(epub_path.read_bytes()))


def test_every_printed_page_with_text_is_in_the_page_list_in_order(report: BuildResult) -> None:
    texts, archive = pages_of(report)
    nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    links = nav.findall(".//x:nav[@role='doc-pagelist']//x:a", X)
    assert [link.text for link in links] == [label for label, text in texts.items() if text.strip()]
    for link in links:
        name, _, anchor = (link.get("href") or "").partition("#")
        page = etree.fromstring(archive.read(f"EPUB/{name}"))
        (marker,) = page.iterfind(f".//*[@id='{anchor}']", X)
        assert (marker.get("role"), marker.get("aria-label")) == ("doc-pagebreak", link.text)


def test_after_every_marker_in_an_essay_come_the_first_words_of_the_page(report: BuildResult) -> None:
    texts, archive = pages_of(report)
    checked = cut_words = 0
    for name in sorted(name for name in archive.namelist() if "essay-" in name):
        page = etree.fromstring(archive.read(name))
        for marker in page.iterfind(".//x:span[@role='doc-pagebreak']", X):
            rest = normalize("".join(marker.xpath("following::text()"))[:400])
            label = marker.get("aria-label")
            text = re.split(r"[\r\n]", texts[label or ""])[0]
            line = normalize(re.sub(r"^(?:•|\d+\.)\s*", "", text))[:16]
            assert rest[:16] == line or line in rest[:32], f"{name}, page {label}"
            checked += 1
            cut_words += rest[:16] != line
    assert checked > 40
    assert cut_words >= 1  # words that the press hyphenated over a page are among them


def test_the_package_names_the_printed_edition_and_claims_page_navigation(report: BuildResult) -> None:
    _, archive = pages_of(report)
    opf = archive.read("EPUB/content.opf").decode()
    assert re.search(r'<meta property="pageBreakSource">urn:uuid:[0-9a-f-]{36}</meta>', opf)
    assert ">pageNavigation<" in opf
    assert ">pageBreakMarkers<" in opf


def test_without_a_printed_edition_there_is_no_page_list_and_no_claim(tmp_path: Path) -> None:
    report = build_book(ROOT / "book.yaml", tmp_path, "ebook")
    with zipfile.ZipFile(report.editions[0].path) as archive:
        opf, nav = archive.read("EPUB/content.opf").decode(), archive.read("EPUB/nav.xhtml").decode()
    assert '<meta property="pageBreakSource">none</meta>' in opf
    assert "pageNavigation" not in opf
    assert "doc-pagelist" not in nav
