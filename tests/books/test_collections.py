"""Whole collections as editors have them, built without a change of code: nothing lost, every note and citation linked.

A reader of 24 essays in Markdown, chapters with `.bib` files, saved web pages, documents of three word processors, and
texts as they are found in old libraries. Each is built once; the tests read the finished e-book and the printed pages.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import judges
import pytest
import written_chapters
import written_documents
import written_reader
from lxml import etree
from real_book import build_book
from source_book import EDITIONS as BOTH
from source_book import ENTRY, MANIFEST, pages_of
from written_texts import paragraph

from anthology.core.normalize import normalize
from anthology.result import BuildResult
from anthology.stages import read_book
from anthology.verify.page_text import page_words, pdf_pages

FOLDER = Path(__file__).parents[1] / "collections"
X = {"x": "http://www.w3.org/1999/xhtml", "o": "http://www.idpf.org/2007/ops"}
TYPE = "{http://www.idpf.org/2007/ops}type"
pytestmark = pytest.mark.slow  # its fixtures are asked for by their names, which conftest does not see


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A collection as it was built: its pages by name, the text of the printed pages, folded, and the findings."""

    report: BuildResult
    pages: dict[str, etree._Element]
    printed: str

    @property
    def epub(self) -> Path:
        return next(each.path for each in self.report.editions if each.path.suffix == ".epub")

    def codes(self) -> Counter[str]:
        return Counter(finding.code for finding in self.report.findings)

    def words(self, name: str) -> str:
        return page_words(self.pages[name])


def made(manifest: Path, out: Path) -> Made:
    report = build_book(manifest, out, "ebook", "print", executor="processes:2")
    pdf = next(each.path for each in report.editions if each.path.name.endswith("print.pdf"))
    printed = normalize("".join(pdf_pages(pdf.read_bytes())))
    return Made(report=report, pages=pages_of(report), printed=printed)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("reader")
    return made(written_reader.write_reader(folder / "book"), folder / "out")


@pytest.fixture(scope="module")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("chapters")
    return made(written_chapters.write_chapters(folder / "book"), folder / "out")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Web pages, documents and plain texts in one book."""
    folder = tmp_path_factory.mktemp("mixed")
    book = folder / "book"
    book.mkdir()
    for name in ("kettle", "drawer", "ferry"):
        (book / f"{name}.png").write_bytes(written_documents.png())
    for make in (written_documents.from_word, written_documents.from_libreoffice, written_documents.from_google):
        (book / f"{make.__name__.replace('_', '-')}.docx").write_bytes(make(300))
    for source in FOLDER.iterdir():
        (book / source.name).write_bytes(source.read_bytes())
    names = sorted(each.name for each in book.iterdir() if each.suffix != ".png")
    entries = "".join(ENTRY.format(number=name, name=name).replace(f"essay-{name}", Path(name).stem) for name in names)
    (book / "book.yaml").write_text(MANIFEST + entries + BOTH, "utf-8")
    return made(book / "book.yaml", folder / "out")


@pytest.fixture(params=["reader", "chapters", "mixed"])
def each_one(request: pytest.FixtureRequest) -> Made:
    collection: Made = request.getfixturevalue(request.param)
    return collection


def linked_notes(page: etree._Element) -> Iterator[tuple[str, str]]:
    """For each call its target and, from the note there, the way back."""
    ids = {element.get("id"): element for element in page.iter() if element.get("id")}
    for call in page.iter("{*}a"):
        if call.get(TYPE) == "noteref":
            note = ids[call.get("href", "").removeprefix("#")]
            back = note.find(".//x:a[@role='doc-backlink']", X)
            yield f"#{call.get('id')}", back.get("href", "") if back is not None else ""


def test_the_e_book_is_without_fault_for_epubcheck(each_one: Made) -> None:
    assert judges.epubcheck(each_one.epub) == []


def test_no_id_stands_twice_and_every_note_is_linked_both_ways(each_one: Made) -> None:
    seen: Counter[str] = Counter()
    for page in each_one.pages.values():
        own = [str(element.get("id")) for element in page.iter() if element.get("id")]
        assert len(own) == len(set(own))
        seen.update(name for name in own if "-n" in name)
        assert all(call == back for call, back in linked_notes(page))
    assert set(seen.values()) <= {1}


def test_the_reader_has_its_parts_texts_notes_and_people(reader: Made) -> None:
    assert not {"F001", "F002", "R001", "R002", "B001", "B003"} & set(reader.codes())
    for number in range(1, written_reader.COUNT + 1):
        page = reader.pages[f"e{number:02}"]
        assert len(list(linked_notes(page))) == written_reader.NOTES
        (heading,) = [heading for heading in page.iter("{*}h1") if "title" in heading.get("class", "").split()]
        assert normalize("".join(heading.itertext())).strip("[]") == normalize(written_reader.title(number))
    (toc,) = [nav for nav in reader.pages["nav"].iter("{*}nav") if nav.get(TYPE) == "toc"]
    contents = " ".join(toc.itertext())
    assert [contents.count(f"Part {part}") for part in range(1, 5)] == [1, 1, 1, 1]
    assert contents.count("Introduction") == 4
    people = reader.words("contributors")
    assert all(written_reader.author(number) in people for number in range(1, written_reader.COUNT + 1))


def test_the_readers_verse_lists_and_tables_are_what_they_were(reader: Made) -> None:
    page = reader.pages["e02"]
    assert len(page.findall(".//x:blockquote//x:br", X)) == 3
    assert page.find(".//x:ol/x:li//x:ul/x:li//x:ol/x:li", X) is not None
    assert page.find(".//x:blockquote/x:blockquote", X) is not None
    assert len(page.findall(".//x:table", X)) == 1
    assert reader.codes()["S010"] == 3


def test_what_the_reader_says_is_in_both_formats(reader: Made) -> None:
    book = normalize(" ".join(reader.words(name) for name in sorted(reader.pages)))
    for number in range(1, written_reader.COUNT + 1):
        for line in written_reader.essay(number).partition("[^1]: ")[2].partition("\n## ")[0].split("\n\n"):
            words = normalize(re.sub(r"^(?:\[\^\d+\]:)?\s+", "", line))
            assert words in book
            assert words in reader.printed or len(words) > 300  # a long one goes on over a page


def test_every_citation_of_the_reader_is_a_link_to_an_entry(reader: Made) -> None:
    bibliography = reader.pages["bibliography"]
    ids = {element.get("id") for element in bibliography.iter() if element.get("id")}
    entries = normalize(page_words(bibliography))
    for number in range(1, written_reader.COUNT + 1):
        page = reader.pages[f"e{number:02}"]
        links = [link.get("href", "") for link in page.iterfind(".//x:a[@class='citation']", X)]
        assert all(link.partition("#")[2] in ids for link in links)
        if written_reader.style(number) in ("harvard", "apa"):
            assert len(links) == written_reader.CITATIONS
        for work in written_reader.own_works(number):
            assert normalize(work.title) in entries


def test_each_citation_of_the_chapters_reads_as_its_style_has_it(chapters: Made) -> None:
    assert not {"B001", "B003", "B004", "R005", "R010"} & set(chapters.codes())
    for number in range(1, written_chapters.COUNT + 1):
        page = chapters.pages[f"c{number:02}"]
        words = normalize(page_words(page))
        for typed, shown in written_chapters.citations(number):
            assert normalize(shown) in words, typed
            assert normalize(shown) in chapters.printed, typed
        assert "@" not in "".join(page_words(page).split()).replace("teacher@example.org", "")
        assert len(page.findall(".//x:a[@class='citation']", X)) == 8
        assert len(page.findall(".//x:section[@class='references']//x:li", X)) == written_chapters.OWN
    works = {work.title for number in range(1, 11) for work in written_chapters.own_works(number)}
    bibliography = chapters.words("bibliography")
    assert all(bibliography.count(f"The {title}") == 1 for title in works)


def test_a_key_that_no_file_has_stops_the_book_and_is_named(tmp_path: Path) -> None:
    manifest = written_chapters.write_chapters(tmp_path)
    with (tmp_path / "02.md").open("a", encoding="utf-8") as text:
        text.write("\nAnd [@nobody_1999, p. 2].\n")
    found = [finding for finding in read_book(manifest).findings if finding.code == "B004"]
    assert [finding.message for finding in found] == ["“@nobody_1999” is not the key of a reference"]


def test_saved_pages_are_their_text_and_not_their_furniture(mixed: Made) -> None:
    wanted = {
        "blog": ("The Kettle and the Clock", 2, 1, 1),
        "letter": ("Letters Nobody Sent", 2, 1, 0),
        "lecture": ("Four Ways to Mend a Sea Wall", 2, 0, 1),
        "encyclopedia": ("Holm ferry", 3, 1, 2),
    }
    for name, (title, notes, pictures, tables) in wanted.items():
        page = mixed.pages[name]
        assert "".join(next(page.iter("{*}h1")).itertext()) == title
        assert len(list(linked_notes(page))) == notes
        assert len(page.findall(".//x:figure/x:img[@alt]", X)) == pictures
        assert len(page.findall(".//x:figure/x:figcaption", X)) == pictures
        assert len(page.findall(".//x:table", X)) == tables
        words = page_words(page)
        for furniture in ("Share", "Subscribe", "[edit]", "My own aunt", "Posted in", "Main page", "^", "Powered"):
            assert furniture not in words
    assert mixed.pages["lecture"].find(".//x:ol/x:li//x:ol/x:li", X) is not None
    captions = [each.text for each in mixed.pages["blog"].iterfind(".//x:table/x:caption", X)]
    assert captions == ["A morning"]


def test_documents_are_alike_whichever_program_wrote_them(mixed: Made) -> None:
    wanted = {"from-word": ("Word", 3), "from-libreoffice": ("LibreOffice", 2), "from-google": ("Google Docs", 2)}
    for name, (program, notes) in wanted.items():
        page = mixed.pages[name]
        assert "".join(next(page.iter("{*}h1")).itertext()) == f"A Chapter out of {program}"
        assert len(list(linked_notes(page))) == notes
        assert len(page.findall(".//x:blockquote", X)) == 1
        assert len(page.findall(".//x:ol", X)) == 1
        assert len(page.findall(".//x:table", X)) == 1
    words = mixed.words("from-word")
    assert "Here stand inserted words and (Maddox 1950)." in words
    assert "deleted words" not in words
    assert "ZOTERO" not in words
    assert mixed.pages["from-word"].find(".//x:figure/x:img[@alt='A grey square']", X) is not None


def test_old_texts_have_their_paragraphs_italics_and_chapters_back(mixed: Made) -> None:
    page = mixed.pages["voyage"]
    words = page_words(page)
    assert "_" not in words
    assert [mark.text for mark in page.iterfind(".//x:div[@class='text']//x:em", X)] == [
        "Patience",
        "kittiwake of the cliffs",
    ]
    assert [heading.text for heading in page.iterfind(".//x:h2", X)] == ["Of the Departure", "Of the Weather"]
    assert "Project" not in words
    assert len(page.findall(".//x:div[@class='text']/x:p", X)) == 6
    with zipfile.ZipFile(mixed.epub) as archive:
        assert archive.testzip() is None


def test_a_page_that_begins_after_the_call_of_a_long_note_is_marked_at_its_word(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(
        f"# Long\n\nA word[^1] and on. {paragraph(1, 40)}\n\n[^1]: {paragraph(60, 12)}\n", "utf-8"
    )
    (tmp_path / "book.yaml").write_text(MANIFEST + ENTRY.format(number=1, name="one.md") + BOTH, "utf-8")
    page = made(tmp_path / "book.yaml", tmp_path / "out").pages["essay-1"]
    marks = [mark for mark in page.iter("{*}span") if mark.get("role") == "doc-pagebreak"]
    text = page.find(".//x:p[@id='essay-1-b1']", X)
    assert text is not None
    assert [mark.getparent() is text for mark in marks][1:3] == [True, True]
