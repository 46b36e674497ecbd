"""Reference lists as essays write them: every field of seed 000, the other shapes, and doubts instead of guesses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anthology.citations.model import Date, Name, Reference, first_author, fold, make_key, parse_date, title_key
from anthology.citations.overrides import apply_overrides, essay_reference, override
from anthology.citations.parse import parse_line, parse_list, read_footnote, reference_findings
from anthology.citations.parse.names import parse_name, parse_people, parse_signature
from anthology.citations.parse.notes import NoteText
from anthology.core.essay import SourceLine
from anthology.core.findings import Location

SEED = Path(__file__).parents[2] / "seeds" / "000_a898ea8db3bfb7b9.txt"


def seed_list() -> tuple[Reference, ...]:
    lines = SEED.read_text("utf-8").split("\n")
    numbered = [SourceLine(number=number, text=text) for number, text in enumerate(lines, start=1)]
    start = next(at for at, line in enumerate(lines) if line.startswith("Butler, J. 2013"))
    return parse_list(numbered[start:], Path("seeds/000.txt"))


def person(family: str, given_name: str) -> Name:
    return Name(family=family, given=given_name)


def body(name: str) -> Name:
    return Name(literal=name)


#: Everything that each of the twelve lines says, field by field.
SEED_FIELDS: dict[str, dict[str, object]] = {
    "butler-2013-white": {
        "type": "article-journal",
        "authors": (person("Butler", "J."),),
        "issued": Date(year=2013),
        "title": "For White Girls Only?: Postfeminism and the Politics of Inclusion",
        "container": "Feminist Formations",
        "volume": "25",
        "issue": "1",
        "pages": "35-58",
    },
    "casey-2010-strategies": {
        "type": "article-journal",
        "authors": (person("Casey", "E."),),
        "issued": Date(year=2010),
        "title": "Strategies for Engaging Men as Anti-Violence Allies: Implications for Ally Movements",
        "container": "Advances in Social Work",
        "volume": "11",
        "issue": "2",
        "pages": "267-282",
    },
    "dobash-dobash-1992-women": {
        "type": "book",
        "authors": (person("Dobash", "R.E."), person("Dobash", "R.P.")),
        "issued": Date(year=1992),
        "title": "Women, violence and social change",
        "place": "London",
        "publisher": "Routledge",
    },
    "gill-scharff-2011-femininities": {
        "type": "book",
        "authors": (person("Gill", "R."), person("Scharff", "C.")),
        "issued": Date(year=2011),
        "title": "New femininities: postfeminism, neoliberalism and subjectivity",
        "place": "Basingstoke",
        "publisher": "Palgrave Macmillan",
    },
    "home-office-2016-violence": {
        "type": "report",
        "authors": (body("Home Office"),),
        "issued": Date(year=2016),
        "title": "Violence against Women and Girls Strategy 2016 - 2020",
        "place": "London",
        "publisher": "HM Government",
    },
    "kelly-westmarland-2016-naming": {
        "type": "article-journal",
        "authors": (person("Kelly", "L."), person("Westmarland", "N.")),
        "issued": Date(year=2016),
        "title": "Naming and defining 'domestic violence': Lessons from research with violent men",
        "container": "Feminist Review",
        "volume": "112",
        "issue": "1",
        "pages": "113-127",
    },
    "ons-2016-chapter": {
        "type": "webpage",
        "authors": (body("ONS"),),
        "issued": Date(year=2016),
        "title": "Chapter 4: Intimate personal violence and partner abuse",
        "medium": "Online",
        "accessed": Date(year=2016, month=8, day=8),
        "address_missing": True,
    },
    "robson-2016-challenging": {
        "type": "report",
        "authors": (person("Robson", "S."),),
        "issued": Date(year=2016),
        "title": "Challenging Austerity: The impact of austerity measures on women’s voluntary community organisations "
        "and the response of the women’s sector",
        "medium": "Online",
        "place": "London",
        "publisher": "Women's Resource Centre",
        "address_missing": True,
    },
    "stanko-1990-intimate": {
        "type": "book",
        "authors": (person("Stanko", "E.A."),),
        "issued": Date(year=1990),
        "title": "Intimate intrusions: women's experience of male violence",
        "place": "London",
        "publisher": "Unwin Hyman",
    },
    "towers-walby-2012-measuring": {
        "type": "document",
        "authors": (person("Towers", "J."), person("Walby", "S.")),
        "issued": Date(year=2012),
        "title": "Measuring the impact of cuts in public expenditure on the provision of services to prevent violence "
        "against women and girls Lancaster University, Northern Rock Foundation, and Trust for London",
        "problems": ("no place and publisher were recognised: the publisher may stand inside the title",),
    },
    "walby-2011-future": {
        "type": "book",
        "authors": (person("Walby", "S."),),
        "issued": Date(year=2011),
        "title": "The future of feminism",
        "place": "Cambridge",
        "publisher": "Polity",
    },
    "womens-aid-2016-womens": {
        "type": "report",
        "authors": (body("Women's Aid"),),
        "issued": Date(year=2016),
        "title": "Women’s Aid Annual Survey 2015: the findings",
        "place": "London",
        "publisher": "Women's Aid",
    },
}


def test_the_seed_s_list_is_read_with_every_field_right_and_nothing_else_in_it() -> None:
    references = seed_list()
    lines = [line for line in SEED.read_text("utf-8").split("\n") if line in {one.raw for one in references}]
    assert [reference.raw for reference in references] == lines
    read = {
        reference.key: Reference(key=reference.key, raw=reference.raw, **SEED_FIELDS[reference.key])  # type: ignore[arg-type]
        for reference in references
    }
    assert tuple(read.values()) == references
    assert len(read) == 12


def test_in_the_seed_one_line_is_doubtful_and_two_addresses_are_missing() -> None:
    findings = reference_findings(seed_list())
    assert [(finding.code, finding.message.split("”")[0]) for finding in findings] == [
        ("R003", "“ons-2016-chapter"),
        ("R003", "“robson-2016-challenging"),
        ("R002", "“towers-walby-2012-measuring"),
    ]
    assert {finding.at.path for finding in findings if finding.at} == {Path("seeds/000.txt")}
    assert all(finding.at and finding.at.line > 30 for finding in findings)


def fields(line: str, *names: str) -> tuple[object, ...]:
    reference = parse_line(line)
    assert reference.raw == line
    return tuple(str(getattr(reference, name)) for name in names)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "Butler, J. 1990. Performative acts. In: Case, S.-E. and Reinelt, J. eds. Performing feminisms. "
            "Baltimore: Johns Hopkins University Press, pp.270-282.",
            ("chapter", "Performative acts", "Performing feminisms", "Johns Hopkins University Press", "270-282"),
        ),
        (
            "Butler, J. (1990) 'Performative acts', in S.-E. Case and J. Reinelt (eds.), Performing Feminisms. "
            "Baltimore: Johns Hopkins University Press, pp. 270–282.",
            ("chapter", "Performative acts", "Performing Feminisms", "Johns Hopkins University Press", "270-282"),
        ),
        (
            "Crenshaw, Kimberlé. 1991. “Mapping the Margins.” Stanford Law Review 43, no. 6: 1241–99.",
            ("article-journal", "Mapping the Margins", "Stanford Law Review", "", "1241-99"),
        ),
        (
            "Walby, S., Towers, J. & Francis, B. (2016) Is crime increasing? A new method. British Journal of "
            "Criminology, 56(6), pp. 1203-1234. doi:10.1093/BJC/azv131",
            ("article-journal", "Is crime increasing? A new method", "British Journal of Criminology", "", "1203-1234"),
        ),
        (
            "Gentleman, A. 2011. Aid faces cuts. The Guardian. 14 June, p.5.",
            ("article-newspaper", "Aid faces cuts", "The Guardian", "", "5"),
        ),
        (
            "Bates, L. 2014. Sexism. PhD thesis, University of Leeds.",
            ("thesis", "Sexism", "", "University of Leeds", ""),
        ),
        ("Kelly, L. (1988) Surviving. Cambridge: Polity Press.", ("book", "Surviving", "", "Polity Press", "")),
        ("* Kelly, L. 1988. *Surviving*. Cambridge: Polity.", ("book", "Surviving", "", "Polity", "")),
        (
            "The silence breakers. 2017. [Online]. Available from: https://time.com/x.",
            ("webpage", "The silence breakers", "", "", ""),
        ),
    ],
)
def test_the_shapes_of_publication(line: str, wanted: tuple[str, ...]) -> None:
    assert fields(line, "type", "title", "container", "publisher", "pages") == wanted
    assert fields(line, "problems") == ("()",)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("Smith, J. 2010. A. 2nd ed. Leeds: B.", "edition", "2"),
        ("Smith, J. 2010. A. Second edition. Leeds: B.", "edition", "2"),
        ("Smith, J. 2010. A. Revised edn. Leeds: B.", "edition", "revised"),
        ("Smith, J. 2010. A. Translated by Hurley, R. Leeds: B.", "translators", str((person("Hurley", "R."),))),
        ("Smith, J. 2010. A. Leeds: B. ISBN: 978-0-7456-4756-2.", "isbn", "9780745647562"),
        ("Smith, J. 2010. Aa. Bb. 1(2), pp.3-4. https://doi.org/10.1093/BJC/azv131.", "doi", "10.1093/BJC/azv131"),
        ("Smith, J. 2010. A. [Online]. Available from: www.example.org/a.", "url", "https://www.example.org/a"),
        ("Smith, J. 2010. A. [Online]. Available at: <https://example.org/a>", "url", "https://example.org/a"),
        ("Smith, J. 2010. A. [Blog]. Available from: https://example.org", "medium", "Blog"),
        ("Smith, J. 2010. A [with brackets]. Leeds: B.", "title", "A [with brackets]"),
        ("Smith, J. 2010. A. [Online]. [Accessed 5 January 2020]. Available from: x.org", "accessed", "2020-01-05"),
        ("Smith, J. 2010. A. Available from: x.org/a (Accessed: January 5, 2020)", "accessed", "2020-01-05"),
        ("Smith, J. 2010. A. [Online]. [Accessed 25/12/2016]. Available from: x.org", "accessed", "2016-12-25"),
        ("Smith, J. n.d. A. Leeds: B.", "year", "n.d."),
        ("Smith, J. (no date) A. Leeds: B.", "year", "n.d."),
        ("Smith, J. Forthcoming. A. Leeds: B.", "year", "forthcoming"),
        ("Smith, J. 2010b. A. Leeds: B.", "year_suffix", "b"),
        ("Smith, J. (2017, October 15). A. Leeds: B.", "issued", "2017-10-15"),
        ("Smith, J. (ed.) 2010. A. Leeds: B.", "editors", str((person("Smith", "J."),))),
        ("Smith, J. and Roe, K. eds. 2010. A. Leeds: B.", "editors", str((person("Smith", "J."), person("Roe", "K.")))),
        ("Department of Health (DoH). 2010. A. Leeds: B.", "aliases", "('DoH',)"),
        (
            "ONS (Office for National Statistics). 2010. A. Leeds: B.",
            "authors",
            str((body("Office for National Statistics"),)),
        ),
    ],
)
def test_the_parts_of_a_line(line: str, name: str, value: str) -> None:
    assert fields(line, name, "problems") == (value, "()")


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("Nothing but words", "no author and year"),
        ("2016. No author. London: X.", "no author and year"),
        ("Smith, J. 2010. A thing that nobody published", "no place and publisher"),
        ("Smith, J. 2010. Policing violence in London: Routledge.", "no place and publisher"),
        ("Smith, J. et al. 2010. A. Leeds: B.", "does not name all of the authors"),
        ("Lee, Ada, et al. On Rain. Leeds: Press, 1987.", "does not name all of the authors"),
        ("Smith, J., x, Roe, K. 2010. A. Leeds: B.", "names could not be told apart"),
        ("Smith, J. 2010. A. In: Someone Odd & co (eds) B. Leeds: C.", "editors' names could not be told apart"),
        ("Smith, J. 2010. One. Two. Three. 1(2), pp.3-4.", "could end in more than one place"),
        ("Smith, J. 2010. A. [Online]. [Accessed 03/04/2016]. Available from: x.org", "read as day/month"),
        ("Smith, J. 2010. A. [Online]. [Accessed last week]. Available from: x.org", "could not be read"),
        ("Smith, J. 2010. A. [Online]. Available from: the library", "are not an address"),
        ("Smith, J. 2010. One. Two. [Online]. Available from: x.org", "name of the site"),
        ("Smith, J. 2010.", "no title"),
    ],
)
def test_what_is_not_certain_is_a_problem_and_a_finding(line: str, doubt: str) -> None:
    reference = parse_line(line, Location(Path("a.txt"), 3))
    assert any(doubt in problem for problem in reference.problems), reference.problems
    assert any(doubt in finding.message for finding in reference_findings([reference]))
    assert {finding.code for finding in reference_findings([reference])} <= {"R001", "R002", "R003"}


def test_a_line_that_is_not_read_keeps_its_words_and_has_its_own_code() -> None:
    reference = parse_line("Nothing but words", Location(Path("a.txt"), 3))
    assert (reference.type, reference.title) == ("document", "Nothing but words")
    assert [finding.code for finding in reference_findings([reference])] == ["R001"]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("Aé.,:;()[]“'’ 12-–&\nandIn"), max_size=60), st.booleans())
def test_no_line_is_too_strange(text: str, headed: bool) -> None:
    line = f"Smith, J. 2010. {text}" if headed else text
    reference = parse_line(line)
    assert reference.raw == line
    assert reference.title or reference.problems
    assert reference.key


def lines(*texts: str) -> list[SourceLine]:
    return [SourceLine(number=number, text=text) for number, text in enumerate(texts, start=5)]


def test_a_list_passes_over_its_heading_and_blank_lines_and_a_dash_repeats_the_author() -> None:
    references = parse_list(
        lines(
            "## References",
            "",
            "Walby, S. 2009. One. Leeds: X.",
            "———. 2011. Two. Leeds: X.",
            "--- 2012. Three. Leeds: X.",
        ),
        Path("a.md"),
    )
    assert [(one.title, one.authors, one.at) for one in references] == [
        (title, (person("Walby", "S."),), Location(Path("a.md"), line, 1))
        for title, line in (("One", 7), ("Two", 8), ("Three", 9))
    ]
    assert references[1].key == "walby-2011-two"
    assert references[1].raw.startswith("———")


def test_an_override_puts_a_reference_right_by_its_key() -> None:
    wrong = next(reference for reference in seed_list() if reference.problems)
    (right,), findings = apply_overrides(
        [wrong],
        {
            wrong.key: {
                "type": "report",
                "title": "Measuring the impact of cuts",
                "publisher": "Lancaster University",
                "authors": "Towers, J.; Walby, S.; Women's Aid",
                "issued": "2012-03",
                "url": "https://example.org",
                "note": "",
                "aliases": "T&W",
            }
        },
    )
    assert not findings
    assert (right.key, right.raw, right.problems) == (wrong.key, wrong.raw, ())
    assert right.authors == (person("Towers", "J."), person("Walby", "S."), body("Women's Aid"))
    assert (right.issued, right.aliases) == (Date(year=2012, month=3), ("T&W",))


def test_an_override_that_cannot_be_followed_is_a_finding() -> None:
    reference = Reference(key="a", title="A", address_missing=True)
    kept, findings = apply_overrides([reference], {"b": {"title": "x"}, "a": {"autor": "x"}})
    assert kept == (reference,)
    assert [finding.code for finding in findings] == ["R008", "R008"]
    assert "autor" in findings[0].message
    assert "“b”" in findings[1].message
    with pytest.raises(ValueError, match="authors"):
        override(reference, {"autor": "x"})
    assert not override(reference, {"url": "https://example.org"}).address_missing


def test_an_essay_becomes_a_reference_without_a_guess() -> None:
    essay = essay_reference(
        slug="a", title="T", authors=["Vincent van Gogh"], date="2017-11-01", url="https://example.org"
    )
    assert essay.authors == (Name(family="Gogh", particle="van", given="Vincent"),)
    assert (essay.issued, essay.key, essay.given_key) == (Date(year=2017, month=11, day=1), "a", True)
    unsigned = essay_reference(slug="b", title="T")
    assert (unsigned.authors, unsigned.year) == ((), "n.d.")
    assert essay_reference(slug="c", title="T", authors=[body("Home Office")]).authors == (body("Home Office"),)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("van Gogh, Vincent", Name(family="Gogh", particle="van", given="Vincent")),
        ("de la Cruz, A.", Name(family="Cruz", particle="de la", given="A.")),
        ("King, Martin Luther, Jr", Name(family="King", given="Martin Luther", suffix="Jr")),
        ("Women's Aid", Name(literal="Women's Aid")),
    ],
)
def test_names(text: str, wanted: Name) -> None:
    assert parse_name(text) == wanted


def test_lists_of_people() -> None:
    assert parse_people("Dobash, R.E. and Dobash, R.P.") == (person("Dobash", "R.E."), person("Dobash", "R.P."))
    assert parse_people("Gill R & Scharff CM") == (person("Gill", "R"), person("Scharff", "CM"))
    assert parse_people("Walby, Sylvia; Towers, Jude") == (person("Walby", "Sylvia"), person("Towers", "Jude"))
    assert parse_people("García Márquez, G., O’Reilly, T., and hooks, b.") == (
        person("García Márquez", "G."),
        person("O’Reilly", "T."),
        person("hooks", "b."),
    )
    assert parse_people("Beauvoir, S. de") == (Name(family="Beauvoir", given="S.", dropping="de"),)
    assert parse_people("Home Office") is None
    assert parse_people("Marks and Spencer") is None
    assert parse_signature("@jasmine") == body("@jasmine")


def test_dates() -> None:
    assert parse_date("2016-08") == Date(year=2016, month=8)
    assert parse_date("2016-13-01") == Date(literal="2016-13-01")
    assert parse_date("N.D.") == Date(literal="n.d.")
    assert [str(parse_date(text)) for text in ("2016", "2016-8-9", "forthcoming")] == [
        "2016",
        "2016-08-09",
        "forthcoming",
    ]


def test_what_is_compared_has_no_case_accents_or_shapes_of_marks() -> None:
    assert fold("Émilie  L’Œuvre—Ø") == "emilie l'oeuvre-o"
    assert title_key("The #MeToo: “moment”!") == "metoo moment"
    assert first_author(Reference(key="a", authors=(body("The Women’s Aid"),))) == "womensaid"
    key = make_key(Reference(key="", authors=(body("Ministry of Justice, Home Office"),), title="An overview of 2013"))
    assert key == "ministry-of-justice-home-nd-overview"


def test_a_note_that_gives_a_reference_in_full_is_one_and_others_are_not() -> None:
    read = read_footnote(NoteText("Walby, S. 2011. The future of feminism. Cambridge: Polity."))
    assert read
    assert (read[0].key, *read[1:]) == ("walby-2011-future", 0, len("Walby, S. 2011"))
    assert read_footnote(NoteText("See Walby 2011.")) is None
    assert read_footnote(NoteText("I thank my editor. 2011 was a long year. London: cold.")) is None


@pytest.mark.parametrize(
    ("line", "people", "kind", "title", "container", "pages", "publisher"),
    [
        ("Lee, Ada. On Rain. Leeds: Press, 1987.", ["Lee"], "book", "On Rain", "", "", "Press"),
        ("Lee, Ada. On Rain. Quay Press, 1987.", ["Lee"], "book", "On Rain", "", "", "Quay Press"),
        ("Lee, Ada J., and Bo Roe. On Rain. Leeds: Press, 1987.", ["Lee", "Roe"], "book", "On Rain", "", "", "Press"),
        (
            "Lee, Ada. “A Gate.” Weather 12, no. 3 (1987): 4–9.",
            ["Lee"],
            "article-journal",
            "A Gate",
            "Weather",
            "4-9",
            "",
        ),
        (
            "Lee, Ada. “A Gate.” Weather, vol. 12, no. 3, 1987, pp. 4–9.",
            ["Lee"],
            "article-journal",
            "A Gate",
            "Weather",
            "4-9",
            "",
        ),
        ("Lee, A. (1987). On rain. Quay Press.", ["Lee"], "book", "On rain", "", "", "Quay Press"),
    ],
)
def test_lines_of_other_styles_are_read(
    line: str, people: list[str], kind: str, title: str, container: str, pages: str, publisher: str
) -> None:
    read = parse_line(line)
    assert [name.family for name in read.authors] == people
    assert (read.type, read.title, read.container, read.pages) == (kind, title, container, pages)
    assert (read.publisher, read.year, read.problems, read.raw) == (publisher, "1987", (), line)


def test_editors_and_the_same_author_where_the_year_comes_last() -> None:
    lines = ["Lee, Ada, ed. On Rain. Leeds: Press, 1987.", "———. On Snow. Leeds: Press, 1989."]
    first, second = parse_list([SourceLine(number=at, text=text) for at, text in enumerate(lines, 1)], Path("a.md"))
    assert [name.family for name in first.editors] == ["Lee"]
    assert first.authors == ()
    assert [name.family for name in second.creators] == ["Lee"]
    assert (second.title, second.year) == ("On Snow", "1989")
