"""Reference lists in the manners of Chicago, MLA, APA, Harvard and Vancouver: every field of a line, and the book."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from source_book import build_sources, pages_of

from anthology.citations.model import Name, Reference, is_initials
from anthology.citations.parse import parse_line, parse_list
from anthology.citations.styles import format_entry, sort_entries
from anthology.core.document import plain
from anthology.core.essay import SourceLine

#: What a line of one manner says, beside what all of its kind say.
CHAPTER = {
    "kind": "chapter",
    "authors": "Okafor",
    "title": "Salt on the Road",
    "container": "Roads of the North: A Reader",
    "pages": "23-67",
    "year": "2006",
}
CHAPTERS = {
    "chicago-author-date": (
        "Okafor, Ben. 2006. “Salt on the Road.” In Roads of the North: A Reader, edited by Ann Lea Roe, 23–67. "
        "Durham: Quay University Press.",
        {"editors": "Roe", "place": "Durham", "publisher": "Quay University Press"},
    ),
    "chicago-bibliography": (
        "Okafor, Ben. “Salt on the Road.” In Roads of the North: A Reader, edited by Ann Lea Roe and Bo Poe, 23–67. "
        "Durham, NC: Quay University Press, 2006.",
        {"editors": "Roe, Poe", "place": "Durham, NC", "publisher": "Quay University Press"},
    ),
    "chicago-markdown": (
        "Okafor, Ben. “Salt on the Road.” In *Roads of the North: A Reader*, edited by Ann Lea Roe, Bo Poe, and "
        "Cy M. Dow, 23–67. 2nd ed. Quay University Press, 2006.",
        {"editors": "Roe, Poe, Dow", "publisher": "Quay University Press", "edition": "2"},
    ),
    "chicago-short-editor": (
        "Okafor, Ben. “Salt on the Road.” In Roads of the North: A Reader, ed. Ann Lea Roe, 23–67. Durham: Quay, 2006.",
        {"editors": "Roe", "place": "Durham", "publisher": "Quay"},
    ),
    "harvard-in-colon": (
        "Okafor, B. (2006) ‘Salt on the Road’, In: Roe, A.L. and Poe, B. (eds.) Roads of the North: A Reader. Durham: "
        "Quay Press, pp. 23–67.",
        {"editors": "Roe, Poe", "place": "Durham", "publisher": "Quay Press"},
    ),
    "harvard-cite-them-right": (
        "Okafor, B. (2006) ‘Salt on the Road’, in Roe, A.L. (ed.) *Roads of the North: A Reader*. Durham: Quay Press, "
        "pp. 23–67.",
        {"editors": "Roe", "place": "Durham", "publisher": "Quay Press"},
    ),
    "sage-harvard": (
        "Okafor B (2006) Salt on the Road. In: Roe AL, Poe BW and Dow C (eds) Roads of the North: A Reader. London: "
        "SAGE Publications, pp. 23–67.",
        {"editors": "Roe, Poe, Dow", "place": "London", "publisher": "SAGE Publications"},
    ),
    "encyclopedia": (
        "Okafor, Ben, 2006, “Salt on the Road”, in *Roads of the North: A Reader*, edited by A. L. Roe and B. Poe, "
        "Cambridge, MA: Quay University Press, pp. 23–67.",
        {"editors": "Roe, Poe", "place": "Cambridge, MA", "publisher": "Quay University Press"},
    ),
    "apa": (
        "Okafor, B. (2006). Salt on the Road. In A. L. Roe & B. Poe (Eds.), Roads of the North: A Reader (2nd ed., "
        "Vol. 3, pp. 23–67). Quay University Press. https://doi.org/10.1000/abc.123",
        {"editors": "Roe, Poe", "publisher": "Quay University Press", "edition": "2", "volume": "3"},
    ),
    "apa-many-editors": (
        "Okafor, B. (2006). Salt on the Road. In A. L. Roe, B. Poe, & C. M. Dow (Eds.), *Roads of the North: A Reader* "
        "(pp. 23–67). Quay.",
        {"editors": "Roe, Poe, Dow", "publisher": "Quay"},
    ),
    "mla": (
        "Okafor, Ben. “Salt on the Road.” Roads of the North: A Reader, edited by Ann Lea Roe and Bo Poe, Quay UP, "
        "2006, pp. 23–67.",
        {"editors": "Roe, Poe", "publisher": "Quay UP"},
    ),
    "mla-seventh-edition": (
        'Okafor, Ben. "Salt on the Road." Roads of the North: A Reader. Ed. Ann Lea Roe. Durham: Quay UP, 2006. 23-67. '
        "Print.",
        {"editors": "Roe", "place": "Durham", "publisher": "Quay UP"},
    ),
    "vancouver": (
        "12. Okafor B. Salt on the Road. In: Roe AL, Poe B, editors. Roads of the North: A Reader. 2nd ed. Durham: "
        "Quay Press; 2006. p. 23-67.",
        {"editors": "Roe, Poe", "place": "Durham", "publisher": "Quay Press", "edition": "2"},
    ),
}


def families(names: tuple[Name, ...]) -> str:
    return ", ".join(name.family or f"{{{name.literal}}}" for name in names)


def said(read: Reference, *names: str) -> dict[str, str]:
    """The fields of a reference as a test writes them."""
    special = {
        "kind": read.type,
        "authors": families(read.authors),
        "editors": families(read.editors),
        "translators": families(read.translators),
        "issued": str(read.issued),
        "accessed": str(read.accessed),
    }
    return {name: special[name] if name in special else str(getattr(read, name)) for name in names}


@pytest.mark.parametrize("manner", CHAPTERS)
def test_a_chapter_is_read_as_one_in_each_manner(manner: str) -> None:
    line, more = CHAPTERS[manner]
    read = parse_line(line)
    wanted = {**CHAPTER, "place": "", "edition": "", "volume": "", **more}
    assert said(read, *wanted) == wanted
    assert read.problems == ()
    assert read.raw == line


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "Lee AJ, van der Poe B. Rain in the north: a review. J Rain. 2016 Mar 5;12(3):4-9. doi: 10.1000/abc. "
            "PubMed PMID: 123456.",
            {
                "kind": "article-journal",
                "authors": "Lee, Poe",
                "title": "Rain in the north: a review",
                "container": "J Rain",
                "volume": "12",
                "issue": "3",
                "pages": "4-9",
                "issued": "2016-03-05",
                "doi": "10.1000/abc",
                "note": "PMID: 123456",
            },
        ),
        (
            "World Rain Organization. Rain report 2018. Geneva: WRO; 2018 [cited 2020 Jan 5]. Available from: "
            "https://rain.example/x",
            {
                "kind": "report",
                "authors": "{World Rain Organization}",
                "title": "Rain report 2018",
                "place": "Geneva",
                "publisher": "WRO",
                "accessed": "2020-01-05",
                "url": "https://rain.example/x",
            },
        ),
        (
            "Lee AJ. Rain and trials. J Rain (Leeds) [Internet]. 2016;89 Suppl 1:S74-S84. Available from: "
            "https://rain.example/y",
            {"container": "J Rain (Leeds)", "volume": "89", "issue": "Suppl 1", "pages": "S74-S84"},
        ),
        (
            "Lee, Ada, and Bo Roe. 2016. “Rain in the North.” Weather: A Quarterly 12, no. 3 (Summer): 4–9.",
            {
                "kind": "article-journal",
                "authors": "Lee, Roe",
                "container": "Weather: A Quarterly",
                "volume": "12",
                "issue": "3",
            },
        ),
        (
            'Lee, Ada. "Rain in the North." Weather: A Quarterly 9.1 (2022): 44-64. Web. 3 May 2023.',
            {"container": "Weather: A Quarterly", "volume": "9", "issue": "1", "accessed": "2023-05-03"},
        ),
        (
            "Lee, Ada. “It Rains.” The Leeds Times, 14 June 2011, www.times.example/x. Accessed 3 May 2020.",
            {
                "kind": "article-newspaper",
                "container": "The Leeds Times",
                "issued": "2011-06-14",
                "url": "https://www.times.example/x",
                "accessed": "2020-05-03",
            },
        ),
        (
            "Lee, A. (2024) ‘It rains’, _The Leeds Times_, 19 February. Available at: "
            "[https://times.example/a_(b)](https://times.example/a_(b)) (Accessed: 12 April 2024).",
            {
                "title": "It rains",
                "container": "The Leeds Times",
                "issued": "2024-02-19",
                "url": "https://times.example/a_(b)",
            },
        ),
        (
            "Rain Association (RA). “What Is Rain?” <https://rain.example/what>. Accessed 6 Dec. 2025.",
            {"kind": "webpage", "authors": "{Rain Association}", "title": "What Is Rain?", "year": "n.d."},
        ),
        ("Lee, A. J., & Roe, B. (Eds.). (1990). *On rain* (3rd ed.). Quay Press.", {"editors": "Lee, Roe"}),
        ("Lee, Ada. On Rain. Translated by Bo Roe, Cy L. Poe, and Di Dow. Leeds: Quay, 1987.", {
            "kind": "book", "title": "On Rain", "translators": "Roe, Poe, Dow", "publisher": "Quay"}),
        ("Lee, Ada. On Rain. Edited by Bo Roe. Leeds: Quay, 1987.", {
            "kind": "book", "title": "On Rain", "authors": "Lee", "editors": "Roe", "publisher": "Quay"}),
        ("Lee, A. (1982). Image and rain. Quay Press, Cambridge, MA.", {
            "title": "Image and rain", "publisher": "Quay Press", "place": "Cambridge, MA"}),
        ("Bo J. Lee, *On Rain*, Quay University Press, 1993.", {
            "authors": "Lee", "title": "On Rain", "publisher": "Quay University Press", "year": "1993"}),
        ("Lee, A. (1982). Rain in labs (Report No. RA-82-13). Office of Rain.", {
            "kind": "report", "title": "Rain in labs", "genre": "Report", "number": "No. RA-82-13",
            "publisher": "Office of Rain"}),
        ("Lee, Ada. “Rain.” PhD diss., University of Leeds, 2003.", {
            "kind": "thesis", "title": "Rain", "genre": "PhD diss.", "publisher": "University of Leeds"}),
        ("Lee, A. (December 1998). \"Rain\". Weather 4 (2). doi:10.1000/4.2", {"issued": "1998-12", "issue": "2"}),
        ("Lee, Ada, 1986, ‘An Account of International Rain’, Weather, 4(2): 3–5.", {
            "title": "An Account of International Rain", "year": "1986", "pages": "3-5"}),
        ("Lee, A. (2001). Getting to know rain... and snow. *Weather*, *7*, 1–2.", {
            "title": "Getting to know rain... and snow", "container": "Weather", "volume": "7"}),
        ("Lee, I. ul (2023) ‘The rain’, Weather, 4(2), pp. 3–5.", {"authors": "Lee"}),
        ("Lee, A. 1995. Rain. Weather, 50: 2, pp.679- 698.", {"volume": "50", "issue": "2", "pages": "679-698"}),
        ("Lee, A. (2003). Rain: a review. Nat. Rev. Rain 13(2), 137-172.", {"container": "Nat. Rev. Rain"}),
        ("Lee, George H. On Rain in Leeds Since 1945. Leeds: Quay, 2006.", {
            "authors": "Lee", "title": "On Rain in Leeds Since 1945", "year": "2006"}),
        ("Lee, David R. and Peter G. Roe. “Rain.” Weather 7, no. 1 (Spring 1979): 135—42.", {
            "authors": "Lee, Roe", "title": "Rain", "pages": "135-42"}),
        ("Lee, Ada. On Rain: A Study. York: Quay, forthcoming.", {"title": "On Rain: A Study", "place": "York"}),
        ("Lee, W. Paul. “Rain.” Accessed October 10, 2018. https://rain.example/x.", {
            "authors": "Lee", "title": "Rain", "year": "n.d.", "accessed": "2018-10-10"}),
        ("Lee Jr., Eddie S. On Rain. Leeds: Quay, 2014.", {"authors": "Lee", "title": "On Rain"}),
        ("Lee, Ada, Robin M. Roe Jr., and Bo S. Poe Jr. On Rain. Leeds: Quay, 1949.", {
            "authors": "Lee, Roe, Poe", "title": "On Rain"}),
        ("Arvieux, Laurent d’. On Rain. Vol. 5. Paris: Quay, 1735.", {"authors": "Arvieux", "volume": "5"}),
        ("Lee, Ada. Two Essays: Of 1842 and 1844. Edited by Bo Lee. Quay University Press, 1909.", {
            "title": "Two Essays: Of 1842 and 1844", "editors": "Lee", "publisher": "Quay University Press"}),
        ("Lee, Ada, ed. Notes on Rain. Boston: Bedford/St. Martin’s, 2002.", {"publisher": "Bedford/St. Martin’s"}),
        ("Lee, M. and G. Roe, 2009, “Rain”, *Weather*, 4(2): 3–5.", {"authors": "Lee, Roe"}),
    ],
)  # fmt: skip
def test_what_the_manners_have_else(line: str, wanted: dict[str, str]) -> None:
    assert said(parse_line(line), *wanted) == wanted


@pytest.mark.parametrize(
    ("behind", "url", "doi"),
    [
        ("(https://x.example/a).", "https://x.example/a", ""),
        ("[https://x.example/a_(b)]", "https://x.example/a_(b)", ""),
        ("“https://x.example/a”.", "https://x.example/a", ""),
        ("<https://x.example/a?b=1&c=(d)>, accessed 3 May 2020.", "https://x.example/a?b=1&c=(d)", ""),
        ("https://x.example/A%20b/;id=1#f.", "https://x.example/A%20b/;id=1#f", ""),
        ("(doi:10.1000/ABC(1)x).", "", "10.1000/ABC(1)x"),
        ("https://doi.org/10.1016/S0140-6736(18)30832-8.", "", "10.1016/S0140-6736(18)30832-8"),
        ("DOI:http://dx.doi.org/10.1076/csed.13.2.137.14200", "", "10.1076/csed.13.2.137.14200"),
    ],
)
def test_an_address_is_what_the_line_has_without_the_marks_around_it(behind: str, url: str, doi: str) -> None:
    read = parse_line(f"Lee, A. 2010. On rain. Leeds: Quay. {behind}")
    assert (read.url, read.doi, read.title, read.publisher, read.problems) == (url, doi, "On rain", "Quay", ())
    for style in ("harvard-leeds", "apa-7", "chicago-author-date"):
        (entry,) = sort_entries([read], style)
        assert (url or f"https://doi.org/{doi}") in plain(format_entry(entry, style, "en-GB"))


def test_a_short_given_name_is_not_taken_for_initials() -> None:
    assert [is_initials(name) for name in ("R.E.", "J. P.", "J.-P.", "JP", "b.", "M")] == [True] * 6
    assert [is_initials(name) for name in ("Cy M.", "Bo", "Jo", "Ann", "Cy", "A. Lea", "")] == [False] * 7
    (entry,) = sort_entries([parse_line("Dow, Cy M. On Rain. Leeds: Quay, 1987.")], "chicago-author-date")
    assert plain(format_entry(entry, "chicago-author-date", "en-GB")).startswith("Dow, Cy M. 1987.")


def test_a_second_address_is_said() -> None:
    read = parse_line("Lee, A. 2010. On rain. Leeds: Quay. https://x.example/a https://y.example/b")
    assert read.problems == ("a second address stands in the line",)


def test_a_dash_without_a_stop_is_the_same_author_and_before_an_author_a_mark_of_the_list() -> None:
    texts = [
        "Lee, Ada. On Rain. Leeds: Quay, 1987.",
        "— On Snow. Leeds: Quay, 1989.",
        "— Roe, Bo. On Ice. Leeds: Quay, 1990.",
    ]
    works = parse_list([SourceLine(number=at, text=text) for at, text in enumerate(texts, 1)], Path("a.md"))
    assert [(families(work.authors), work.title) for work in works] == [
        ("Lee", "On Rain"),
        ("Lee", "On Snow"),
        ("Roe", "On Ice"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Catmull, Edwin and Rom, Raphael, A class of splines, in R. Barn and F. Wry (eds.), Design, Press, 1974, 3-6.",
        "Lee, Ada, A Treatise on Rain, 2nd ed., Quay and Company, 1872. [See also: other edition].",
        "Stephen H. Lee, In the Wake of Rain: Notes on Weather, Rain Review, v. 5, 1993, p. 32.",
        "Lee AJ, et al. Rain in the north. J Rain. 2016;12(3):4-9.",
        "Lee, Ada. “Rain.” In Weather, edited by Ann Roe, an imprint that nobody knows of at all 12, 3–9. 2004.",
    ],
)
def test_what_cannot_be_read_for_certain_is_said(line: str) -> None:
    assert parse_line(line).problems


def test_a_long_line_of_any_shape_takes_no_time() -> None:
    shapes = [
        "Lee, A. 2010. " + "In " * 600,
        "Lee, A., " * 180 + "2010. x",
        "“a” " * 400,
        "Lee A, " * 200 + ". T. 2010;",
    ]
    shapes += ["Lee, A. 2010. T. In " + "A. Bb, " * 250 + "(eds) X. Y: Z", "edited by " * 190, "[a](http://x " * 150]
    started = time.monotonic()
    assert all(parse_line(shape[:2000]) for shape in shapes)
    assert time.monotonic() - started < 2


def test_no_field_of_an_entry_is_lost_in_print() -> None:
    lines = [SourceLine(number=at, text=line) for at, (line, _) in enumerate(CHAPTERS.values(), start=1)]
    lines.append(SourceLine(number=90, text="Lee, A. 2001. On rain. In: Proceedings of Rain. Leeds: Quay, pp.3-9."))
    lines.append(SourceLine(number=91, text="Lee, Ada. On Rain. Edited by Bo Roe. Vol. 3. Leeds: Quay, 1987."))
    works = parse_list(lines, Path("a.md"))
    assert [work.type for work in works[-2:]] == ["paper-conference", "book"]
    for work in works:
        for style in ("harvard-leeds", "apa-7", "chicago-author-date"):
            (entry,) = sort_entries([work], style)
            words = plain(format_entry(entry, style, "en-GB"))
            for editor in work.editors:
                assert editor.family in words, (style, words)
            if (
                style != "chicago-author-date" and work.container
            ):  # which has no pages of chapters (18th edition, 13.108)
                assert "23–67" in words or "3–9" in words, (style, words)
            if work.volume:
                assert work.volume in words, (style, words)


def test_a_list_of_another_manner_is_a_bibliography_in_the_books_own(tmp_path: Path) -> None:
    essay = tmp_path / "essay.md"
    listed = "\n\n".join(
        CHAPTERS[manner][0].replace("Okafor", f"Okafor{'abcdefghijklm'[at]}") for at, manner in enumerate(CHAPTERS)
    )
    cited = " ".join(f"(Okafor{'abcdefghijklm'[at]} 2006)" for at in range(len(CHAPTERS)))
    essay.write_text(f"# Roads\n\nThere is salt. {cited}\n\n## References\n\n{listed}\n", "utf-8")
    report = build_sources(tmp_path, [essay], "ebook")
    assert not [finding for finding in report.findings if finding.code[0] in "RB"]
    (page,) = [page for name, page in pages_of(report).items() if name == "bibliography"]
    entries = ["".join(item.itertext()) for item in page.iter("{*}li") if "Okafor" in "".join(item.itertext())]
    assert len(entries) == len(CHAPTERS)
    assert all("Salt on the Road. In:" in entry for entry in entries), entries
    assert all("pp.23–67" in entry for entry in entries)
    assert all("Roe, ed" in entry or "Poe, eds" in entry or "Dow, eds" in entry for entry in entries)
