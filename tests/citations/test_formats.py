"""Files of references: read, written, read back; damaged ones give findings with their lines and never raise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anthology.citations.formats import FORMATS, WRITERS, read_references
from anthology.citations.formats.csl_json import bare_doi, from_csl, to_csl, to_csl_json
from anthology.citations.model import Date, Name, Reference

GOLDEN = Path(__file__).parents[1] / "golden" / "bibliography"

BIB = r"""
@string{polity = "Polity"}
@report{womens-aid,
  author = {{Women's Aid} and Garc{\'\i}a M\'arquez, Gabriel and van Gogh, Vincent and {Barnes and Noble} and Plato},
  title = {The {BBC} \& \emph{its} ``critics'': 50\% of it},
  year = 2016, month = mar, institution = polity, address = {London}, pages = {3--10},
  url = {https://example.org/a_b%20c}, urldate = {2016-08-08},
}
@article{kelly, author = "Kelly, Liz", title = "Naming", subtitle = {Defining}, journaltitle = {Feminist Review},
  volume = 112, number = 1, date = {2016-05-01/2016-06}, doi = {https://doi.org/10.1057/FR.2015.52}, langid = {british}}
@misc{page, title = {A page: 5 % of #all_things & more}, url = {https://example.org}, pubstate = {forthcoming}}
"""


def read(name: str, data: bytes | str) -> tuple[Reference, ...]:
    references, findings = read_references(Path(name), data.encode() if isinstance(data, str) else data)
    assert not findings
    return references


def codes(name: str, data: bytes | str) -> list[tuple[str, int]]:
    _, findings = read_references(Path(name), data.encode() if isinstance(data, str) else data)
    return [(finding.code, finding.at.line if finding.at else -1) for finding in findings]


def test_bibtex_splits_names_before_it_decodes_them() -> None:
    report = read("a.bib", BIB)[0]
    assert report.authors == (
        Name(literal="Women's Aid"),
        Name(family="García Márquez", given="Gabriel"),
        Name(family="Gogh", particle="van", given="Vincent"),
        Name(literal="Barnes and Noble"),
        Name(literal="Plato"),
    )


JOINED = r"""
@string{meeting = "Proceedings of the " # {Meeting}}
@inproceedings{one, author = "Roe, Ann", title = "On #, \"{o}, " # {and #}, booktitle = MEETING # {, } # 2003,
  year = 2003, month = 10 # "~" # jan}
@xdata{house, publisher = {The } # "Press", location = {London}}
@inproceedings{two, author = {Doe, Jane}, title = {A Paper}, pages = {1--9}, crossref = {VOLUME}}
@proceedings{volume, editor = {Chair, Carl}, title = {The Volume}, subtitle = {And More}, year = 2004, xdata = {house}}
@book{three, title = {Second}, crossref = {four}, note = {mine}}
@book{four, author = {Woe, Max}, title = {First}, year = 1999, note = {theirs}}
"""


def test_bibtex_joins_texts() -> None:
    one = read("a.bib", JOINED)[0]
    assert (one.title, one.container) == ("On #, ö, and #", "Proceedings of the Meeting, 2003")
    assert one.issued == Date(year=2003, month=1, day=10)


def test_bibtex_takes_what_an_entry_lacks_from_the_entry_that_it_names() -> None:
    _, two, volume, three, _ = read("a.bib", JOINED)
    assert (two.title, two.container, two.pages, two.issued) == (
        "A Paper",
        "The Volume: And More",
        "1-9",
        Date(year=2004),
    )
    assert (two.editors, two.publisher, two.place) == ((Name(family="Chair", given="Carl"),), "The Press", "London")
    assert (volume.type, volume.publisher) == ("book", "The Press")
    assert (three.title, three.note, three.issued.year) == ("Second", "mine", 1999)
    assert three.authors == (Name(family="Woe", given="Max"),)


@pytest.mark.parametrize("lead", ["crossref = {nothing}", "xdata = {nothing}"])
def test_an_entry_that_leads_nowhere_is_named(lead: str) -> None:
    assert codes("a.bib", f"@book{{one, title = {{T}}, year = 2001, {lead}}}") == [("R002", 1)]


def test_entries_that_lead_to_each_other_are_read() -> None:
    bib = "@book{a, title = {A}, crossref = {b}}\n@book{b, title = {B}, year = 2001, crossref = {a}}"
    assert [each.issued.year for each in read("a.bib", bib)] == [2001, 2001]


def test_bibtex_fields() -> None:
    report, article, page = read("refs/a.bib", BIB)
    assert (report.type, report.title) == ("report", "The BBC & its “critics”: 50% of it")
    assert (report.publisher, report.place, report.pages) == ("Polity", "London", "3-10")
    assert (report.issued, report.accessed) == (Date(year=2016, month=3), Date(year=2016, month=8, day=8))
    assert report.url == "https://example.org/a_b%20c"
    assert (report.key, report.given_key, report.sources) == ("womens-aid", True, ("refs/a.bib",))
    assert report.at
    assert report.at.line == 3
    assert (article.title, article.container, article.issue) == ("Naming: Defining", "Feminist Review", "1")
    assert (article.issued, article.doi, article.language) == (
        Date(year=2016, month=5, day=1),
        "10.1057/FR.2015.52",
        "en-GB",
    )
    assert (page.type, page.year) == ("webpage", "forthcoming")
    assert page.title == "A page: 5 % of #all_things & more"


RIS = """TY  - JOUR\r
ID  - kelly\r
AU  - Kelly, Liz\r
AU  - Women's Aid\r
TI  - Naming and defining\r
JO  - Feminist Review\r
VL  - 112\r
IS  - 1\r
SP  - 113\r
EP  - 127\r
PY  - 2016\r
DA  - 2016/05/01/\r
DO  - doi:10.1057/FR.2015.52\r
ER  - \r
\r
TY  - EBOOK\r
T1  - Untitled\r
Y1  - 2010///\r
ER  -\r
"""


def test_ris_fields() -> None:
    article, book = read("a.ris", RIS)
    assert article.authors == (Name(family="Kelly", given="Liz"), Name(literal="Women's Aid"))
    assert (article.container, article.volume, article.issue) == ("Feminist Review", "112", "1")
    assert (article.pages, article.issued) == ("113-127", Date(year=2016, month=5, day=1))
    assert (article.doi, article.key) == ("10.1057/FR.2015.52", "kelly")
    assert (book.type, book.title, book.issued, book.key) == ("book", "Untitled", Date(year=2010), "2010-untitled")
    assert not book.given_key


def test_csl_yaml_is_the_same_as_csl_json_and_numbers_are_text() -> None:
    yaml = """
references:
  - id: kelly
    type: article-journal
    title: Naming
    volume: 012
    author:
      - {family: Kelly, given: Liz}
      - literal: Women's Aid
    issued: {date-parts: [[2016, 5]]}
    accessed: 2016-08-08
    DOI: 10.1057/FR.2015.52
"""
    (reference,) = read("a.yaml", yaml)
    item = {
        "id": "kelly",
        "type": "article-journal",
        "title": "Naming",
        "volume": "012",
        "author": [{"family": "Kelly", "given": "Liz"}, {"literal": "Women's Aid"}],
        "issued": {"date-parts": [["2016", 5]]},
        "accessed": {"raw": "2016-08-08"},
        "DOI": "10.1057/FR.2015.52",
    }
    (same,) = read("a.json", json.dumps([item]))
    assert to_csl(reference) == to_csl(same)
    assert (reference.volume, reference.accessed) == ("012", Date(year=2016, month=8, day=8))
    assert reference.at
    assert reference.at.line == 3
    (bare,) = read("a.yml", yaml.replace("references:\n", ""))
    assert to_csl(bare) == to_csl(reference)


def test_values_of_another_kind_than_they_should_be_are_treated_as_absent() -> None:
    item = {
        "id": 7,
        "title": ["x"],
        "author": [{"family": 3}, "y", {}, {"given": "Only"}],
        "issued": {"date-parts": [[]]},
    }
    reference = from_csl(
        {**item, "volume": True, "accessed": {"date-parts": "x"}, "custom": "x", "publisher": "a\x00b\ud800"}
    )
    assert (reference.key, reference.title, reference.volume, reference.publisher) == ("7", "", "", "ab")
    assert reference.authors == (Name(family="3"), Name(literal="Only"))
    assert (reference.issued, reference.accessed, reference.type) == (Date(), Date(), "document")


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.json", '[\n  {"id": "a"},\n  oops\n]', [("R004", 3)]),
        ("a.json", b'[\n"\xff"]', [("R004", 2)]),
        ("a.json", '"words"', [("R004", 0)]),
        ("a.json", '[{"id": "a"},\n 3]', [("R004", 2)]),
        ("a.json", "[" * 100_000, [("R004", 0)]),
        ("a.json", "[" + "9" * 5000 + "]", [("R004", 0)]),
        ("a.json", '[{"id": "a"},\n\n{"id": "a"}]', [("R005", 3)]),
        ("a.yaml", "- id: a\n- words", [("R004", 2)]),
        ("a.bib", "@book{a, title={x}, year=2000}\n@book{a, title={y}}", [("R005", 2)]),
        ("a.bib", "@book{a, title={x},\n@book{b, title={y}}", [("R004", 1)]),
        ("a.bib", "\n@book{a, title={x}, title={y}}", [("R004", 2)]),
        ("a.bib", "@book{a, author={a, b, c, d}}", [("R004", 1)]),
        ("a.bib", b"@book{a,\ntitle={\xff}}", [("R004", 2)]),
        ("a.bib", "@book{a,\ntitle={x\0\x1b[31m}}", [("R004", 2)]),
        ("a.bib", "@book{a, title={" + r"\textbf{" * 5000 + "x" + "}" * 5002, [("R004", 0)]),
        ("a.bib", "@book{a, year=2000, month=" + "9" * 5000 + "}", []),
        ("a.json", '[\n{"id": "a", "title": "x", "title": "y"}]', [("R004", 2)]),
        ("a.json", '[{"id": "a", "volume": NaN, "issue": 1e999}]', [("R004", 1), ("R004", 1)]),
        ("a.ris", "TY  - BOOK\nTI  - x\n\nTY  - BOOK\nER  -", [("R004", 1)]),
        ("a.ris", "TI  - x\nTY  - BOOK\nfree words\nER  - ", [("R004", 1), ("R004", 3)]),
        ("a.ris", "TY  - BOOK\nTI  - x", [("R004", 1)]),
        ("a.ris", b"TY  - BOOK\nTI  - \xff\nER  - ", [("R004", 2)]),
        ("a.docx", "x", [("R011", 0)]),
    ],
)
def test_a_damaged_file_gives_findings_with_their_lines(
    name: str, data: bytes | str, wanted: list[tuple[str, int]]
) -> None:
    assert codes(name, data) == wanted


def test_damaged_yaml_gives_a_finding_with_its_line() -> None:
    ((code, line),) = codes("a.yaml", "- id: a\n  title: [x\n- id: b\n")
    assert code.startswith("M")
    assert line >= 2


def test_what_is_whole_in_a_damaged_file_is_read() -> None:
    references, _ = read_references(Path("a.bib"), b"@book{a, title={x},\n@book{b, title={y}, year=2001}\n")
    assert [reference.key for reference in references] == ["b"]
    references, _ = read_references(Path("a.ris"), b"TY  - BOOK\nfree\nTI  - x\nER  - ")
    assert [reference.title for reference in references] == ["x"]


@settings(deadline=None)
@given(
    st.sampled_from(list(FORMATS)),
    st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")),
)
def test_no_bytes_make_a_reader_raise(suffix: str, data: bytes) -> None:
    references, findings = read_references(Path(f"a{suffix}"), data)
    assert all(reference.key for reference in references)
    assert all(finding.at and finding.at.path == Path(f"a{suffix}") for finding in findings)


WORDS = st.text(alphabet=st.sampled_from("abÉ&%$#_{}~^\\'\"`-–.,;:<>[]@= "), max_size=14).map(
    lambda text: " ".join(text.split())
)
NAMED = st.text(alphabet=st.sampled_from("aBÉ'’-"), min_size=1, max_size=8).map(lambda text: f"B{text}")
NAMES = st.builds(Name, family=NAMED, given=NAMED, particle=st.sampled_from(["", "van", "de la"])) | st.builds(
    Name, literal=NAMED.map(lambda text: f"{text} and Noble")
)
YEARS = st.builds(Date, year=st.integers(1000, 2100)) | st.builds(
    Date, year=st.integers(1000, 2100), month=st.integers(1, 12), day=st.integers(1, 28)
)
CARRIED = st.builds(
    Reference,
    key=st.from_regex(r"[a-z]{1,8}-[0-9]{4}", fullmatch=True),
    type=st.sampled_from(["book", "article-journal", "chapter", "report", "thesis"]),
    title=WORDS,
    authors=st.lists(NAMES, max_size=3).map(tuple),
    editors=st.lists(NAMES, max_size=2).map(tuple),
    container=WORDS,
    publisher=WORDS,
    place=WORDS,
    volume=st.sampled_from(["", "12"]),
    issue=st.sampled_from(["", "3"]),
    pages=st.sampled_from(["", "3-10", "7"]),
    issued=YEARS,
    accessed=YEARS,
    url=st.sampled_from(["", "https://example.org/a_b?c=d&e=%20~f#g"]),
    doi=st.sampled_from(["", "10.1057/fr_2015(52)"]),
    language=st.sampled_from(["", "fr"]),
    given_key=st.just(True),
)


@settings(deadline=None)
@given(st.lists(CARRIED, max_size=3, unique_by=lambda reference: reference.key), st.sampled_from(list(WRITERS)))
def test_what_is_written_is_read_back_the_same(references: list[Reference], suffix: str) -> None:
    name = f"out{suffix}"
    data = WRITERS[suffix](references)
    again = read(name, data)
    wanted = [to_csl(reference) for reference in references]
    assert [to_csl(reference) for reference in again] == wanted
    assert WRITERS[suffix](again) == data


def test_csl_json_carries_everything_that_the_record_holds() -> None:
    reference = Reference(
        key="a",
        type="book",
        title="T",
        title_supplied=True,
        authors=(Name(family="B", given="S.", dropping="de", suffix="Jr"),),
        year_suffix="b",
        issued=Date(literal="forthcoming"),
        address_missing=True,
        raw="the line",
        problems=("a doubt",),
        aliases=("X",),
        given_key=True,
    )
    (again,) = read("a.json", to_csl_json([reference]))
    assert again == Reference(
        **{**{name: getattr(reference, name) for name in reference.__slots__}, "sources": ("a.json",)}
    )


def test_the_hard_set_comes_through_every_format_with_its_authors_and_titles() -> None:
    references = read("hard.json", (GOLDEN / "hard.json").read_bytes())
    for suffix, write in WRITERS.items():
        again = read(f"a{suffix}", write(references))
        assert [one.title for one in again] == [one.title for one in references], suffix
        assert [[name.family for name in one.authors] for one in again] == [
            [name.family for name in one.authors] for one in references
        ], suffix
        assert [one.type for one in again] == [one.type for one in references] or suffix == ".bib", suffix


def test_files_end_in_a_line_end_and_are_the_same_every_time() -> None:
    references = read("hard.json", (GOLDEN / "hard.json").read_bytes())
    for write in WRITERS.values():
        data = write(references)
        assert data.endswith(b"\n")
        assert write(references) == data


def test_ris_lines_end_as_the_format_asks() -> None:
    data = WRITERS[".ris"](read("a.ris", RIS))
    assert data.count(b"\r\n") == data.count(b"\n") > 20
    assert data.startswith(b"TY  - JOUR\r\nID  - kelly\r\n")


def test_a_doi_loses_what_people_put_before_it() -> None:
    forms = ["10.1/A", "doi:10.1/a", "https://doi.org/10.1/a", "http://dx.doi.org/10.1/A "]
    assert [bare_doi(form) for form in forms] == ["10.1/A", "10.1/a", "10.1/a", "10.1/A"]


def test_what_a_bibtex_file_says_twice_in_the_same_way_is_read() -> None:
    entry = "@book{a, author={Lee, Ada}, title={On Rain}, year=2016, keywords={x}, keywords={y}, Year=2016}\n"
    references, findings = read_references(Path("a.bib"), (entry + entry).encode())
    assert [(one.key, one.title, one.authors[0].family, one.year) for one in references] == [
        ("a", "On Rain", "Lee", "2016")
    ] * 2
    assert findings == ()
    other = "@book{a, author={Lee, Ada}, title={On Snow}, year=2017}\n"
    assert [found.code for found in read_references(Path("a.bib"), (entry + other).encode())[1]] == ["R005"]
    twice = entry.replace("Year=2016", "Year=2017")
    assert [found.code for found in read_references(Path("a.bib"), twice.encode())[1]] == ["R004"]
