"""Notes that cite works: read where that is certain, linked where a work is named again, never invented."""

from __future__ import annotations

import zipfile

import judges
import pytest
from lxml import etree
from real_book import build_book

from anthology.citations.model import Reference
from anthology.citations.parse import read_footnote
from anthology.citations.parse.notes import NoteText, read_short_note
from anthology.result import BuildResult


def note(written: str) -> NoteText:
    """A note whose title stands between asterisks."""
    words, marked = "", []
    for index, part in enumerate(written.split("*")):
        if index % 2:
            marked.append((len(words), len(words) + len(part)))
        words += part
    return NoteText(words, tuple(marked))


def said(work: Reference) -> tuple[str, ...]:
    people = "; ".join(f"{each.family}, {each.given}" for each in work.creators)
    imprint = work.publisher or f"{work.volume}.{work.issue}".strip(".")
    return people, work.title, work.container, imprint, work.year, work.pages


FULL = {
    "Michael Lewis, *Flash Boys: A Wall Street Revolt*, New York: W.W. Norton & Co., 2014.": (
        *("Lewis, Michael", "Flash Boys: A Wall Street Revolt", "", "W.W. Norton & Co.", "2014", ""),
    ),
    "See David Graeber, *Debt: The First 5,000 Years* (Brooklyn: Melville House, 2011), 12.": (
        *("Graeber, David", "Debt: The First 5,000 Years", "", "Melville House", "2011", ""),
    ),
    "Amanda Spink, Bernard J. Jansen, *Web Search: Public Searching of the Web*, Dordrecht: Springer, 2004.": (
        *("Spink, Amanda; Jansen, Bernard J.", "Web Search: Public Searching of the Web", "", "Springer", "2004", ""),
    ),
    "Cf. Judith Butler, *Gender Trouble* (New York: Routledge, 1990), 33–34.": (
        *("Butler, Judith", "Gender Trouble", "", "Routledge", "1990", ""),
    ),
    "Sara Ahmed, “Affective Economies,” *Social Text* 22, no. 2 (2004): 117–139.": (
        *("Ahmed, Sara", "Affective Economies", "Social Text", "22.2", "2004", "117-139"),
    ),
    "Ada Lee and Bo Roe, “On Rain,” in *Weather Writing*, ed. Cy Poe (Leeds: Quay Press, 2001), 3–9.": (
        *("Lee, Ada; Roe, Bo", "On Rain", "Weather Writing", "Quay Press", "2001", ""),
    ),
    "Jodi Kantor and Megan Twohey, “A Headline,” *The New York Times*, October 5, 2017, https://example.org/a.": (
        *("Kantor, Jodi; Twohey, Megan", "A Headline", "The New York Times", "", "2017", ""),
    ),
    "Michel Foucault, *Discipline and Punish*, trans. Alan Sheridan (New York: Pantheon, 1977).": (
        *("Foucault, Michel", "Discipline and Punish", "", "Pantheon", "1977", ""),
    ),
    "Cy Poe, ed., *Weather Writing*, 2nd ed. (Leeds: Quay Press, 2001).": (
        *("Poe, Cy", "Weather Writing", "", "Quay Press", "2001", ""),
    ),
    "Walby, S. 2011. *The Future of Feminism*. Cambridge: Polity.": (
        *("Walby, S.", "The Future of Feminism", "", "Polity", "2011", ""),
    ),
    "Ludwig van Beethoven, *Letters* (London: Macmillan, 1961).": (
        *("Beethoven, Ludwig", "Letters", "", "Macmillan", "1961", ""),
    ),
}


@pytest.mark.parametrize("written", FULL)
def test_a_work_that_a_note_gives_in_full_is_read(written: str) -> None:
    read = read_footnote(note(written))
    assert read
    assert said(read[0]) == FULL[written]


@pytest.mark.parametrize(
    "written",
    [
        "Michael Lewis, Flash Boys: A Wall Street Revolt, New York: W.W. Norton & Co., 2014.",
        "Amanda Spink, Bernard J. Jansen, Web Search: Public Searching of the Web, Dordrecht: Springer, 2004.",
        "See David Graeber, Debt: The First 5,000 Years, Brooklyn: Melville House, 2011, p. 12.",
        "I owe this to a letter of 2014, which quotes *Flash Boys* at length, and to much else.",
        "Ada Lee, *On Rain* (Leeds: Quay, 2014), 3; Bo Roe, *On Snow* (Leeds: Quay, 2015), 4.",
        "The film is *On Rain*, London: the cinema, 2014.",
        "Author’s interview with Bo, Leeds, 2014.",
        "Ministry of Rain, *Annual Report*, which nobody reads, 2014.",
        "See *On Rain* (Leeds: Quay, 2014).",
    ],
)
def test_what_cannot_be_read_for_certain_stays_a_note(written: str) -> None:
    assert read_footnote(note(written)) is None


@pytest.mark.parametrize(
    ("written", "names", "title", "locator"),
    [
        ("Lewis, *Flash Boys*, p. 12.", "Lewis", "Flash Boys", "12"),
        ("See Lewis and Roe, *Flash Boys*, 12–14.", "Lewis and Roe", "Flash Boys", "12–14"),
        ("Ahmed, “Affective Economies,” 120.", "Ahmed", "Affective Economies", "120"),
        ("Ibid.", "", "", ""),
        ("Ibid., p. 45.", "", "", "45"),
        ("Lewis, op. cit., p. 9.", "Lewis", "", "9"),
    ],
)
def test_a_note_that_names_a_work_again_is_known(written: str, names: str, title: str, locator: str) -> None:
    short = read_short_note(note(written))
    assert short
    assert (short.names, short.title, short.locator) == (names, title, locator)


@pytest.mark.parametrize("written", ["Ibid. says otherwise.", "Lewis, *Flash Boys*, is a good book.", "I mean *this*."])
def test_other_notes_are_no_short_ones(written: str) -> None:
    assert read_short_note(note(written)) is None


BOOK = """anthology: 1
title: A Reader
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
editors: [{name: Ada Editor}]
bibliography: {own_essays: no}
essays:
  - {id: rain, source: rain.md, title: On Rain, author: {name: Bo Writer}, content_notes: none}
editions:
  ebook: {format: epub}
  print: {format: pdf}
"""
TEXT = """A sentence that is there to hold the call of a note.[^1] So is this one.[^2] And this.[^3] Others.[^4]
More.[^5] Still more.[^6] And one that is no citation.[^7] The last of them.[^8]

[^1]: Michael Lewis, *Flash Boys: A Wall Street Revolt*, New York: W.W. Norton & Co., 2014.
[^2]: See Sara Ahmed, “Affective Economies,” *Social Text* 22, no. 2 (2004): 117–139.
[^3]: Lewis, *Flash Boys*, p. 12.
[^4]: Ibid., 13.
[^5]: Ahmed, “Affective Economies,” 120.
[^6]: Lewis, op. cit., 14.
[^7]: I owe this to a friend.
[^8]: A letter of 1999 that quotes *On Snow* and has no publisher.
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("noted")
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    (folder / "rain.md").write_text(TEXT, "utf-8")
    return build_book(folder / "book.yaml", folder / "out")


def test_the_finished_book_lists_what_was_read_and_links_every_note(report: BuildResult) -> None:
    (path,) = (each.path for each in report.editions if each.edition == "ebook")
    with zipfile.ZipFile(path) as archive:
        essay = etree.fromstring(archive.read("EPUB/rain.xhtml"))
        listed = etree.fromstring(archive.read("EPUB/bibliography.xhtml"))
    entries = [" ".join("".join(each.itertext()).split()) for each in listed.iter("{*}li")]
    assert [each.split(".")[0] for each in entries] == ["Ahmed, S", "Lewis, M"]
    assert "Flash Boys: A Wall Street Revolt" in entries[1]
    cited = [
        ("".join(each.itertext()), each.get("href", ""))
        for each in essay.iter("{*}a")
        if each.get("class") == "citation"
    ]
    assert [words for words, _ in cited] == [
        "Michael Lewis, Flash Boys: A Wall Street Revolt",
        "Sara Ahmed, “Affective Economies,” Social Text",
        "Lewis, Flash Boys",
        "Ibid.,",
        "Ahmed, “Affective Economies,” ",
        "Lewis, op. cit.,",
    ]
    assert [address.rpartition("-")[0].rpartition("#")[2] for _, address in cited] == [
        "ref-lewis-2014", "ref-ahmed-2004", "ref-lewis-2014", "ref-lewis-2014", "ref-ahmed-2004", "ref-lewis-2014",
    ]  # fmt: skip
    assert judges.epubcheck(path) == []


def test_no_heading_is_made_that_the_author_never_wrote(report: BuildResult) -> None:
    (path,) = (each.path for each in report.editions if each.edition == "ebook")
    with zipfile.ZipFile(path) as archive:
        essay = etree.fromstring(archive.read("EPUB/rain.xhtml"))
    assert not [each for each in essay.iter("{*}h2") if "References" in "".join(each.itertext())]


def test_findings_say_what_was_not_read_and_nothing_that_is_false(report: BuildResult) -> None:
    found = {each.code: each.message for each in report.findings if each.code[0] in "RB"}
    assert set(found) == {"R040"}
    assert found["R040"].startswith("a note looks like a citation")
    assert "A letter of 1999" in found["R040"]
