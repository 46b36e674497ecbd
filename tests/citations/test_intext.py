"""Citations in the text: what is one, what it means, and that linking it changes no word."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anthology.citations.dedupe import merge
from anthology.citations.intext.detect import find_citations
from anthology.citations.intext.index import CitationIndex, index_references
from anthology.citations.intext.keys import find_keys
from anthology.citations.intext.link import Linked, footnoted_references, link_citations, uncited
from anthology.citations.model import Date, Name, Reference
from anthology.citations.overrides import essay_reference
from anthology.citations.parse import parse_list
from anthology.citations.styles import in_text, sort_entries
from anthology.core.document import (
    Blocks,
    Cite,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Note,
    PageBreak,
    Paragraph,
    Quote,
    plain,
    plain_block,
    walk,
)
from anthology.core.essay import SourceLine
from anthology.core.findings import Location

SEED = Path(__file__).parents[2] / "seeds" / "000_a898ea8db3bfb7b9.txt"


def work(key: str, *authors: str | Name, year: int = 2011, **facts: object) -> Reference:
    names = tuple(one if isinstance(one, Name) else Name(family=one, given="A.") for one in authors)
    known: dict[str, object] = {"title": f"On {key}", "issued": Date(year=year)}
    return Reference(key=key, authors=names, **{**known, **facts})  # type: ignore[arg-type]


WORKS = (
    work("walby", Name(family="Walby", given="Sylvia")),
    work("walby-2012", Name(family="Walby", given="S."), year=2012),
    work("butler", "Butler", year=2013),
    work("office", Name(literal="Home Office"), year=2016),
    work("aid", Name(literal="Women's Aid"), year=2016),
    work("towers", "Towers", "Walby", year=2012),
    work("stern", "Stern", "Kelly", "Lovett", "Regan", year=2009),
    work("ons-a", Name(literal="Office for National Statistics"), year=2016, year_suffix="a", aliases=("ONS",)),
    work("ons-b", Name(literal="Office for National Statistics"), year=2016, year_suffix="b", aliases=("ONS",)),
    work("gogh", Name(family="Gogh", particle="van", given="Vincent"), year=1914),
    work("oreilly", "O'Reilly", year=2005),
    work("marquez", "García Márquez", year=1985),
    work("kelly-nd", "Kelly", issued=Date(literal="n.d.")),
    work("kelly-soon", "Kelly", issued=Date(literal="forthcoming")),
    work("smith-j", Name(family="Smith", given="John"), year=2010),
    work("smith-k", Name(family="Smith", given="Kate"), year=2010),
    work("marks", Name(literal="Marks and Spencer"), year=2020),
    work("freud", "Freud", year=1953),
    work("silence", title="The silence breakers", year=2017),
)
INDEX = index_references(merge(WORKS))


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], "/".join(one.keys)) for one in find_citations(text, INDEX) if not one.trouble]


def troubles(text: str) -> list[tuple[str, str]]:
    return [(one.words, one.trouble) for one in find_citations(text, INDEX) if one.trouble]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("as shown (Walby, 2011).", [("Walby, 2011", "walby")]),
        ("as shown (Walby 2011).", [("Walby 2011", "walby")]),
        ("as shown [Walby, 2011].", [("Walby, 2011", "walby")]),
        ("as Walby (2011) argues", [("Walby (2011)", "walby")]),
        ("Walby [2011] argues", [("Walby [2011]", "walby")]),
        ("(Butler, 2013; Walby, 2011)", [("Butler, 2013", "butler"), ("Walby, 2011", "walby")]),
        ("(Walby, 2011, Butler, 2013)", [("Walby, 2011", "walby"), ("Butler, 2013", "butler")]),
        ("change”(Home Office, 2016, p. 52).", [("Home Office, 2016", "office")]),
        ("the Home Office (2016, pp. 52-3)", [("Home Office (2016, pp. 52-3)", "office")]),
        ("Women’s Aid (2016) says", [("Women’s Aid (2016)", "aid")]),
        ("(Women's Aid, 2016)", [("Women's Aid, 2016", "aid")]),
        ("Towers and Walby’s (2012) study", [("Towers and Walby’s (2012)", "towers")]),
        ("Butler's (2013) study", [("Butler's (2013)", "butler")]),
        ("(Towers & Walby, 2012)", [("Towers & Walby, 2012", "towers")]),
        ("(Stern et al., 2009)", [("Stern et al., 2009", "stern")]),
        ("Stern et al. (2009)", [("Stern et al. (2009)", "stern")]),
        ("Stern and colleagues (2009)", [("Stern and colleagues (2009)", "stern")]),
        ("(Stern, Kelly, Lovett and Regan, 2009)", [("Stern, Kelly, Lovett and Regan, 2009", "stern")]),
        ("Stern, Kelly, Lovett, and Regan (2009)", [("Stern, Kelly, Lovett, and Regan (2009)", "stern")]),
        ("(ONS, 2016a, b)", [("ONS, 2016a", "ons-a"), ("b", "ons-b")]),
        ("(Office for National Statistics, 2016a)", [("Office for National Statistics, 2016a", "ons-a")]),
        ("(ONS, 2016a; 2016b)", [("ONS, 2016a", "ons-a"), ("2016b", "ons-b")]),
        ("(Walby, 2011, 2012)", [("Walby, 2011", "walby"), ("2012", "walby-2012")]),
        ("Walby (2011, 2012)", [("2011", "walby"), ("2012", "walby-2012")]),
        ("Walby (2011; Butler, 2013)", [("2011", "walby"), ("Butler, 2013", "butler")]),
        ("(see also Walby, 2011; cf. Butler, 2013)", [("Walby, 2011", "walby"), ("Butler, 2013", "butler")]),
        ("(See Walby, 2011)", [("Walby, 2011", "walby")]),
        ("(e.g. Walby, 2011, for this)", [("Walby, 2011", "walby")]),
        ("van Gogh (1914)", [("van Gogh (1914)", "gogh")]),
        ("Vincent van Gogh (1914)", [("van Gogh (1914)", "gogh")]),
        ("(Gogh, 1914)", [("Gogh, 1914", "gogh")]),
        ("O’Reilly (2005)", [("O’Reilly (2005)", "oreilly")]),
        ("(Garcia Marquez, 1985)", [("Garcia Marquez, 1985", "marquez")]),
        ("(Kelly, n.d.)", [("Kelly, n.d.", "kelly-nd")]),
        ("Kelly (forthcoming)", [("Kelly (forthcoming)", "kelly-soon")]),
        ("J. Smith (2010)", [("Smith (2010)", "smith-j")]),
        ("Kate Smith (2010)", [("Smith (2010)", "smith-k")]),
        ("Professor Walby (2011)", [("Walby (2011)", "walby")]),
        ("In London, Towers and Walby (2012)", [("Towers and Walby (2012)", "towers")]),
        ("Marks and Spencer (2020)", [("Marks and Spencer (2020)", "marks")]),
        ("(Freud, 1900/1953)", [("Freud, 1900/1953", "freud")]),
        ("(Silence breakers, 2017)", [("Silence breakers, 2017", "silence")]),
        ("(“The silence breakers”, 2017)", [("“The silence breakers”, 2017", "silence")]),
        ("see Walby, 2011, for more", [("Walby, 2011", "walby")]),
        ("(as Walby (2011) says; Butler, 2013)", [("Walby (2011)", "walby"), ("Butler, 2013", "butler")]),
        ("(see Walby (2011); 2012)", [("Walby (2011)", "walby"), ("2012", "walby-2012")]),
        ("(Walby,\u00a02011)", [("Walby,\u00a02011", "walby")]),
    ],
)
def test_the_forms_of_citations(text: str, wanted: list[tuple[str, str]]) -> None:
    assert found(text) == wanted
    assert not troubles(text)


@pytest.mark.parametrize(
    "text",
    [
        "girls strategy (2016-2020) outlines",
        "the strategy (2016–2020)",
        "the strategy (2016) outlines",
        "in March 2011, Walby",
        "Walby was born in 2011",
        "the 2011 Walby lecture",
        "Walby. (2011)",
        "Walby\n\n(2011)",
        "(£2011)",
        "Walby (2011%)",
        "in the 1980s (1980s)",
        "the Sexual Offences Act (2003)",
        "In March (2011)",
        "call 0808 2011 (2011)",
        "Walby (12011)",
        "(page 2011)",
        "Walby 2011",
        "she moved to Jonestown, 2010, and",
        "(Walby) (; 2011)",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert found(text) == []
    assert troubles(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("(Jones, 2010)", [("Jones 2010", "unknown")]),
        ("Jones and Roe (2010)", [("Jones and Roe 2010", "unknown")]),
        ("(Jones et al., 2010)", [("Jones et al. 2010", "unknown")]),
        ("(Walby, 1999)", [("Walby 1999", "year")]),
        ("(Walby, 2011; 1999)", [("Walby 1999", "year")]),
        ("Smith (2010)", [("Smith 2010", "ambiguous")]),
        ("(ONS, 2016)", [("ONS 2016", "ambiguous")]),
        ("(Towers, 2012)", [("Towers 2012", "unknown")]),
        ("(Walby et al., 2011)", [("Walby et al. 2011", "unknown")]),
        ("(Butler and Walby, 2013)", [("Butler and Walby 2013", "unknown")]),
        ("Jones and Walby (2011)", [("Jones and Walby 2011", "unknown")]),
        ("Jane Walby (2011)", [("Jane Walby 2011", "unknown")]),
        ("(Walby, 2011a, b)", [("Walby 2011b", "unknown")]),
    ],
)
def test_what_does_not_mean_exactly_one_work_is_listed_and_not_linked(text: str, wanted: list[tuple[str, str]]) -> None:
    assert troubles(text) == wanted


@pytest.mark.parametrize(
    ("text", "locator"),
    [
        ("(Walby, 2011, p. 52)", "p. 52"),
        ("(Walby, 2011, pp. 52–53)", "pp. 52–53"),
        ("(Walby, 2011: 52)", "52"),
        ("(Walby, 2011, ch. 3)", "ch. 3"),
        ("Walby (2011, p. iv)", "p. iv"),
        ("(Walby, 2011, and others)", ""),
    ],
)
def test_locators(text: str, locator: str) -> None:
    assert [one.locator for one in find_citations(text, INDEX)] == [locator]


def test_an_essay_s_own_works_go_before_those_of_other_essays() -> None:
    mine, yours = work("mine", "Roe", essays=("one",)), work("yours", "Roe", essays=("two",), title="Other")
    index = index_references(merge([mine, yours]))
    for essay, wanted in (("one", ("mine",)), ("two", ("yours",)), ("three", ("mine", "yours"))):
        assert [one.keys for one in find_citations("(Roe, 2011)", index, essay)] == [wanted]


def test_each_essay_s_own_letters_count_after_a_merge() -> None:
    one = work("x", "Roe", essays=("one",), year_suffix="a", title="The same thing exactly")
    same = replace(one, key="y", essays=("two",), year_suffix="b")
    other = work("z", "Roe", essays=("two",), year_suffix="a", title="Quite another matter")
    index = index_references(merge([one, same, other]))
    assert [hit.keys for hit in find_citations("(Roe, 2011b)", index, "two")] == [("x",)]
    assert [hit.keys for hit in find_citations("(Roe, 2011a)", index, "two")] == [("z",)]
    assert [hit.keys for hit in find_citations("(Roe, 2011a)", index, "one")] == [("x",)]


# --- linking ---


def seed() -> tuple[Blocks, CitationIndex, tuple[Reference, ...]]:
    lines = SEED.read_text("utf-8").split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("Butler, J. 2013"))
    numbered = [SourceLine(number=number, text=text) for number, text in enumerate(lines, start=1)]
    listed = [replace(one, essays=("coalition",)) for one in parse_list(numbered[start:], Path("000.txt"))]
    others = [essay_reference(slug=slug, title=f"An essay: {slug}", authors=["Jessica Wild"]) for slug in "abcde"]
    merged = merge([*listed, *others])
    blocks = tuple(Paragraph(content=(line.text,), id=f"b{line.number}") for line in numbered[:start] if line.text)
    return blocks, index_references(merged), merged.works


def cites(blocks: Blocks) -> list[Cite]:
    def of(content: Inlines) -> list[Cite]:
        made: list[Cite] = []
        for inline in content:
            if isinstance(inline, Cite):
                made.append(inline)
            elif isinstance(inline, Mark):
                made += of(inline.content)
            elif isinstance(inline, Note):
                made += cites(inline.blocks)
        return made

    return [cite for block in walk(blocks) for cite in of(getattr(block, "content", ()))]


def test_the_seed_s_thirteen_citations_are_linked_and_nothing_else_is() -> None:
    blocks, index, works = seed()
    linked = link_citations(blocks, index, "coalition")
    assert [(plain(cite.content), cite.keys[0], cite.locator) for cite in cites(linked.blocks)] == [
        ("ONS, 2016", "ons-2016-chapter", ""),
        ("Women's Aid, 2016", "womens-aid-2016-womens", ""),
        ("Home Office, 2016", "home-office-2016-violence", "p. 52"),
        ("Towers and Walby, 2012", "towers-walby-2012-measuring", ""),
        ("Robson, 2016", "robson-2016-challenging", ""),
        ("Kelly and Westmarland, 2016", "kelly-westmarland-2016-naming", ""),
        ("Casey, 2010", "casey-2010-strategies", ""),
        ("Gill and Scharff, 2011", "gill-scharff-2011-femininities", ""),
        ("Butler, 2013", "butler-2013-white", ""),
        ("Walby, 2011", "walby-2011-future", ""),
        ("Stanko, 1990", "stanko-1990-intimate", ""),
        ("Walby (2011)", "walby-2011-future", ""),
        ("Dobash and Dobash, 1992", "dobash-dobash-1992-women", ""),
    ]
    assert not linked.findings
    assert [place.id for place in linked.places] == [f"coalition-c{number}" for number in range(1, 14)]
    assert [cite.id for cite in cites(linked.blocks)] == [place.id for place in linked.places]
    assert {place.block for place in linked.places} <= {f"b{number}" for number in range(1, 40)}
    assert len(works) == 17
    assert not uncited([one for one in works if one.essays], linked.places)


def test_the_seed_s_words_are_the_same_before_and_after() -> None:
    blocks, index, _ = seed()
    linked = link_citations(blocks, index, "coalition")
    assert [plain_block(block) for block in linked.blocks] == [plain_block(block) for block in blocks]


def linked(*content: Inline) -> Linked:
    return link_citations((Paragraph(content=content, id="b1", at=Location(Path("a.md"), 3)),), INDEX, "s", LABELS)


def running(*content: Inline) -> Linked:
    """The same for a source that has keys in its running text."""
    return link_citations((Paragraph(content=content, id="b1"),), INDEX, "s", LABELS, running=True)


def strong(words: str) -> Mark:
    return Mark(kind="strong", content=(words,))


def first(content: Linked) -> Inlines:
    block = content.blocks[0]
    assert isinstance(block, Paragraph)
    return block.content


LABELS = {entry.reference.key: in_text(entry, "harvard-leeds") for entry in sort_entries(WORKS, "harvard-leeds")}


def test_a_citation_may_hold_or_cut_emphasis() -> None:
    etal = Mark(kind="emphasis", content=("et al.",))
    assert first(linked("(Stern ", etal, ", 2009)")) == (
        "(",
        Cite(keys=("stern",), content=("Stern ", etal, ", 2009"), id="s-c1"),
        ")",
    )
    inside = first(linked(Mark(kind="strong", content=("as (Walby, 2011) says",)), "."))
    assert inside == (
        Mark(kind="strong", content=("as (",)),
        Cite(keys=("walby",), content=(Mark(kind="strong", content=("Walby, 2011",)),), id="s-c1"),
        Mark(kind="strong", content=(") says",)),
        ".",
    )


def test_links_code_notes_and_citations_stay_whole() -> None:
    walls: tuple[Inline, ...] = (
        Link(target="https://example.org", content=("(Walby, 2011)",)),
        Mark(kind="code", content=("(Walby, 2011)",)),
        Cite(keys=("butler",), content=("(Walby, 2011)",), id="x"),
    )
    assert first(linked(*walls)) == walls
    note = Note(blocks=(Paragraph(content=("A note.",)),))
    assert not linked("(Walby", note, ", 2011)").places
    assert [cite.content for cite in cites(linked("(Walby", PageBreak(folio="3"), ", 2011)").blocks)] == [
        ("Walby", PageBreak(folio="3"), ", 2011")
    ]


def test_every_kind_of_block_is_searched_and_numbered_in_reading_order() -> None:
    text = ("See (Walby, 2011).",)
    blocks: Blocks = (
        Heading(content=text, id="h"),
        Quote(blocks=(Paragraph(content=text, id="q"),), attribution=("Walby (2011)",), id="quote"),
        ListBlock(items=((Paragraph(content=text, id="i"),),), id="items"),
    )
    result = link_citations(blocks, INDEX, "s")
    assert [(place.id, place.block) for place in result.places] == [
        ("s-c1", "h"),
        ("s-c2", "q"),
        ("s-c3", "quote"),
        ("s-c4", "i"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("(Jones, 2010)", "B001", "“Jones 2010” is cited"),
        ("(ONS, 2016)", "B002", "ons-a or ons-b"),
        ("(Walby, 1999)", "B003", "Walby 1999"),
        ("[@nobody]", "B004", "@nobody"),
    ],
)
def test_what_is_not_linked_is_a_finding_at_its_block(text: str, code: str, words: str) -> None:
    result = linked(text)
    assert [(finding.code, finding.at) for finding in result.findings] == [(code, Location(Path("a.md"), 3))]
    assert words in result.findings[0].message
    assert first(result) == (text,)


def test_a_citation_by_key_becomes_the_words_of_the_style() -> None:
    result = linked("As [see @walby, p. 3; -@butler] and [@towers].")
    assert plain(first(result)) == "As (see Walby, 2011, p. 3; 2013) and (Towers and Walby, 2012)."
    assert [(cite.keys, plain(cite.content), cite.locator) for cite in cites(result.blocks)] == [
        (("walby",), "Walby, 2011", "p. 3"),
        (("butler",), "2013", ""),
        (("towers",), "Towers and Walby, 2012", ""),
    ]


@pytest.mark.parametrize(
    ("text", "shown", "locators"),
    [
        ("[@walby p. 3]", "(Walby, 2011, p. 3)", ["p. 3"]),
        ("[@walby 3-5; @towers xii]", "(Walby, 2011, 3-5; Towers and Walby, 2012, xii)", ["3-5", "xii"]),
        ("[@walby and elsewhere]", "(Walby, 2011 and elsewhere)", ["and elsewhere"]),
        ("[@{walby}, §2]", "(Walby, 2011, §2)", ["§2"]),
        ("As @walby has it", "As Walby (2011) has it", [""]),
        ("As @walby [p. 3] has it", "As Walby (2011, p. 3) has it", ["p. 3"]),
        ("Walby -@walby has it", "Walby (2011) has it", [""]),
        ("Walby -@walby [p. 3]", "Walby (2011, p. 3)", ["p. 3"]),
        ("@walby.", "Walby (2011).", [""]),
        ("@s and @nobody at me@walby", "@s and @nobody at me@walby", []),
    ],
)
def test_keys_as_pandoc_reads_them(text: str, shown: str, locators: list[str]) -> None:
    result = running(text)
    assert plain(first(result)) == shown
    assert [cite.locator for cite in cites(result.blocks)] == locators
    assert result.findings == ()


def test_marks_around_and_inside_a_citation_by_key_stay() -> None:
    result = running("So ", Mark(kind="emphasis", content=("see [@walby,",)), " ", strong("passim"), "] twice.")
    assert plain(first(result)) == "So see (Walby, 2011, passim) twice."
    kinds = [(inline.kind, plain(inline.content)) for inline in first(result) if isinstance(inline, Mark)]
    assert ("strong", "passim") in kinds
    assert ("emphasis", "see ") in kinds
    assert ("emphasis", "Walby, 2011") in kinds


def test_a_key_of_the_running_text_counts_only_where_a_source_has_such_keys() -> None:
    assert first(linked("As @walby has it")) == ("As @walby has it",)
    assert cites(linked("As @walby has it").blocks) == []
    missing = running("As @nobody2011 has it")
    assert [finding.code for finding in missing.findings] == ["B001"]
    assert first(missing) == ("As @nobody2011 has it",)


def test_a_replaced_key_leads_to_the_work_that_stands_for_it() -> None:
    merged = merge([work("old", "Roe"), replace(work("old", "Roe"), key="new", given_key=True)])
    result = link_citations((Paragraph(content=("[@old]",)),), index_references(merged), "s")
    assert [place.key for place in result.places] == ["new"]


@pytest.mark.parametrize(
    "text",
    ["[mail me@example.org]", "[@]", "[see this]", "[@a; and this]", "me@walby", "<https://a.org/@walby>", "@@b"],
)
def test_what_is_no_citation_by_key(text: str) -> None:
    assert not list(find_keys(text))


def test_a_reference_in_a_note_is_collected_and_linked() -> None:
    full = "Walby, S. 2015. Crisis. Cambridge: Polity."
    blocks: Blocks = (
        Paragraph(
            content=("Text", Mark(kind="emphasis", content=(Note(blocks=(Paragraph(content=(full,)),)),)), "."),
            id="b1",
        ),
        Paragraph(content=("More", Note(blocks=(Paragraph(content=("See Butler (2013).",)),))), id="b2"),
    )
    collected = footnoted_references(blocks, "s")
    assert [(one.key, one.essays) for one in collected] == [("walby-2015-crisis", ("s",))]
    result = link_citations(blocks, index_references(merge([*WORKS, *collected])), "s")
    assert [(place.key, place.id) for place in result.places] == [("walby-2015-crisis", "s-c1"), ("butler", "s-c2")]
    assert [plain(cite.content) for cite in cites(result.blocks)] == ["Walby, S. 2015", "Butler (2013)"]


def test_what_is_listed_and_not_cited_is_a_finding() -> None:
    result = linked("(Walby, 2011)")
    listed = [replace(one, essays=("s",)) for one in WORKS[:2]]
    assert [(finding.code, "walby-2012" in finding.message) for finding in uncited(listed, result.places)] == [
        ("R010", True)
    ]
    assert not uncited([essay_reference(slug="e", title="An essay of this book")], result.places)


PIECES = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        ";",
        ",",
        " ",
        "Walby",
        "Towers and Walby",
        "et al.",
        "2011",
        "2012a",
        "b",
        "p. 3",
        "’s",
        "See",
        "\n\n",
        "n.d.",
        "ONS",
        "van",
        "x",
    ]
)
WORDS = st.lists(PIECES, max_size=12).map("".join)
INLINES: st.SearchStrategy[Inline] = st.recursive(
    WORDS | st.builds(LineBreak) | st.builds(PageBreak, folio=st.just("3")),
    lambda inner: (
        st.builds(
            Mark, kind=st.sampled_from(["emphasis", "code", "title"]), content=st.lists(inner, max_size=4).map(tuple)
        )
        | st.builds(Link, target=st.just("https://x"), content=st.lists(WORDS, max_size=2).map(tuple))
        | st.builds(
            Note, blocks=st.builds(Paragraph, content=st.lists(WORDS, max_size=2).map(tuple)).map(lambda one: (one,))
        )
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(INLINES, max_size=6).map(tuple))
def test_linking_never_changes_a_word_and_never_puts_a_link_in_a_link(content: Inlines) -> None:
    blocks: Blocks = (Paragraph(content=content, id="b"),)
    result = link_citations(blocks, INDEX, "s")
    assert plain_block(result.blocks[0]) == plain_block(blocks[0])
    assert [cite.id for cite in sorted(cites(result.blocks), key=lambda one: int(one.id[3:]))] == [
        place.id for place in result.places
    ]
    for cite in cites(result.blocks):
        assert cite.keys[0] in INDEX.keys
        assert any(letter.isdigit() or letter == "n" for letter in plain(cite.content))
        assert not [inline for inline in cite.content if isinstance(inline, Link | Note | Cite)]
    again = link_citations(result.blocks, INDEX, "s")
    assert not again.places or plain_block(again.blocks[0]) == plain_block(blocks[0])


@settings(deadline=None)
@given(st.lists(PIECES | st.sampled_from(["Home ", "Office ", "and ", "Stern, ", ". "]), max_size=40).map("".join))
def test_citations_are_in_order_and_do_not_overlap(text: str) -> None:
    hits = find_citations(text, INDEX)
    for before, after in pairwise(hits):
        assert before.end <= after.start or before.trouble or after.trouble
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert len(hit.keys) == 1 or hit.trouble


@pytest.mark.parametrize(
    "text",
    [
        "the first opera house (Florence 1711) stood here",
        "a fair (Vienna, 1894) and another (New York, 1939)",
        "bound for sale (Leeds: Quay Press, 1987), with notes",
        "it came out (Leeds and York: Quay, 1987) at last",
        "a book of hours (Quay University Press, 1987)",
        "in the same year (Routledge, 2014) and (Oxford University Press 2000)",
        "the strike (Spring 1926), the lockout (Sept. 1926), the end (Jan 1927)",
        "a tablet (ca. B.C. 1700)",
        "the master Thomas Nemo (1590) wrote madrigals",
        "and (MODERN FORMS 1850)",
        "as (Chapter 1850) and (Table 1901) say",
    ],
)
def test_places_houses_times_and_lives_are_no_citations(text: str) -> None:
    assert troubles(text) == []
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(Nemo, 1987)", "Nemo 1987"),
        ("(see: Nemo 1987)", "Nemo 1987"),
        ("(for a view: Nemo and Nobody, 1987)", "Nemo and Nobody 1987"),
        ("(Nemo, 1651)", "Nemo 1651"),
        ("as Nemo (1901) has it", "Nemo 1901"),
        ("(World Rain Organization, 2010)", "World Rain Organization 2010"),
        ("(Walby, 2011; Nemo, 2012)", "Nemo 2012"),
        ("(Florence Nemo 1901)", "Florence Nemo 1901"),
    ],
)
def test_a_citation_without_a_reference_is_still_named(text: str, words: str) -> None:
    assert troubles(text) == [(words, "unknown")]


def test_a_place_that_signs_a_work_is_a_citation() -> None:
    index = index_references(merge([*WORKS, work("florence", Name(literal="Florence"), year=1711)]))
    assert [one.keys for one in find_citations("(Florence 1711)", index)] == [("florence",)]


def test_a_year_behind_a_title_in_italics_is_no_citation_in_running_text_and_a_house_none_in_a_note() -> None:
    film = Paragraph(content=("So ", Mark(kind="emphasis", content=("Counting Rain",)), " (2012) and Nemo (2013) say."))
    book = Mark(kind="emphasis", content=("On Rain",))
    note = Note(id="n", blocks=(Paragraph(content=(book, " (Quay, 2014), 3; (Nemo, 2015).")),))
    cited = Paragraph(content=("The ", Mark(kind="emphasis", content=("habitus",)), " (Nobody, 1977) is here.", note))
    found = [(each.code, each.message.split("”")[0]) for each in link_citations((film, cited), INDEX, "a").findings]
    *unknown, unread = found
    assert unknown == [("B001", "“Nemo 2013"), ("B001", "“Nemo 2015"), ("B001", "“Nobody 1977")]
    assert unread[0] == "R040"
