"""Merging: the same work once, questions instead of guesses, and always the same result."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anthology.citations.dedupe import Answers, Merged, merge
from anthology.citations.model import Date, Name, Reference, first_author
from anthology.citations.overrides import essay_reference
from anthology.core.findings import Location


def work(key: str, title: str, **facts: object) -> Reference:
    family, given_name = str(facts.pop("family", "Walby")), str(facts.pop("given_name", "S."))
    known: dict[str, object] = {
        "authors": (Name(family=family, given=given_name),),
        "issued": Date(year=int(str(facts.pop("year", 2011)))),
        "type": "book",
    }
    return Reference(key=key, title=title, **{**known, **facts})  # type: ignore[arg-type]


FUTURE = work("a", "The future of feminism")


def keys(merged: Merged) -> list[str]:
    return [one.key for one in merged.works]


def codes(merged: Merged) -> list[str]:
    return [finding.code for finding in merged.findings]


@pytest.mark.parametrize(
    "other",
    [
        work("b", "Future of Feminism!"),
        work("b", "The future of feminisms"),
        work("b", "The future of feminism", given_name="Sylvia"),
        work("b", "The future of feminism", given_name="S.J."),
        work("b", "The future of feminism", given_name=""),
        work("b", "The future of feminism", family="WALBY"),
    ],
    ids=lambda other: f"{other.title}/{other.authors[0].given}",
)
def test_the_same_first_author_year_and_title_are_one_work(other: Reference) -> None:
    merged = merge([FUTURE, other])
    assert len(merged.works) == 1
    assert merged.works[0] in (FUTURE, other)
    assert len(merged.unused) == 1
    assert list(merged.replaced.values()) == keys(merged)
    assert codes(merged) == ["R007"]


@pytest.mark.parametrize(
    "other",
    [
        work("b", "The future of feminism", family="Walsby"),
        work("b", "The future of feminism", given_name="T."),
        work("b", "The future of feminism", authors=()),
        work("b", "Globalization and inequalities"),
    ],
    ids=lambda other: f"{other.title}/{other.creators}",
)
def test_never_across_first_authors_and_not_without_likeness(other: Reference) -> None:
    merged = merge([FUTURE, other])
    assert keys(merged) == ["a", "b"]
    assert not merged.questions
    assert not merged.findings


def test_never_across_years_but_the_disagreement_is_a_finding() -> None:
    merged = merge(
        [FUTURE, work("b", "The future of feminism and more", year=2012), work("c", FUTURE.title, year=2012)]
    )
    assert keys(merged) == ["a", "b", "c"]
    longer = [work("d", "The future of feminism today"), work("e", "The future of feminism today", year=2012)]
    assert codes(merge(longer)) == ["R009"]
    same_doi = [work("d", "One", doi="10.1/x"), work("e", "Two", doi="10.1/x", family="Kelly")]
    assert codes(merge(same_doi)) == ["R009"]


def test_a_doi_makes_one_work_of_two_titles_and_an_isbn_does_for_whole_books_only() -> None:
    one, other = work("a", "Naming", doi="10.1/x"), work("b", "Defining domestic violence", doi="10.1/X")
    assert len(merge([one, other]).works) == 1
    books = [work("a", "Naming", isbn="978"), work("b", "Defining domestic violence", isbn="978")]
    assert len(merge(books).works) == 1
    chapters = [replace(book, type="chapter") for book in books]
    assert len(merge(chapters).works) == 2


@pytest.mark.parametrize(
    "other",
    [
        work("b", "The futures of feminists"),
        work("b", "The future of feminism: a reader"),
        work("b", "The future of feminism", doi="10.1/y"),
        work("b", "The future of feminism", edition="2"),
        work("b", "The future of feminism", container="Feminist Review"),
    ],
    ids=lambda other: f"{other.title}/{other.doi}{other.edition}{other.container}",
)
def test_what_is_only_near_is_a_question(other: Reference) -> None:
    one = replace(FUTURE, doi="10.1/x", edition="1", container="Sociology", at=Location(Path("a.bib"), 4))
    merged = merge([one, other])
    assert keys(merged) == ["a", "b"]
    assert [(question.first, question.second) for question in merged.questions] == [("a", "b")]
    assert codes(merged) == ["R006"]
    assert merged.findings[0].at == Location(Path("a.bib"), 4)


def test_a_number_in_the_title_tells_works_apart() -> None:
    merged = merge([work("a", "Annual survey of services, part 1"), work("b", "Annual survey of services, part 2")])
    assert keys(merged) == ["a", "b"]
    assert len(merged.questions) == 1


def test_an_answer_settles_a_question() -> None:
    other = work("b", "The futures of feminists")
    assert keys(merge([FUTURE, other], Answers(same=(("a", "b"),)))) in (["a"], ["b"])
    apart = merge([FUTURE, other], Answers(distinct=(("b", "a"),)))
    assert (keys(apart), apart.questions, apart.findings) == (["a", "b"], (), ())
    twin = work("b", FUTURE.title)
    assert keys(merge([FUTURE, twin], Answers(distinct=(("a", "b"),)))) == ["a", "b"]
    chain = merge([FUTURE, twin, work("c", FUTURE.title)], Answers(distinct=(("a", "c"),)))
    assert keys(chain) == ["a", "b", "c"], "what is like both of two distinct works is merged with neither"


@pytest.mark.parametrize(
    "answers",
    [
        Answers(same=(("a", "zzz"),)),
        Answers(distinct=(("zzz", "b"),)),
        Answers(same=(("a", "b"),)),
        Answers(same=(("a", "c"),), distinct=(("a", "c"),)),
    ],
)
def test_an_answer_that_cannot_be_followed_is_an_error(answers: Answers) -> None:
    references = [FUTURE, work("b", FUTURE.title, family="Kelly"), work("c", "Something else")]
    merged = merge(references, answers)
    assert "R008" in codes(merged)
    assert keys(merged) == ["a", "b", "c"]


def test_a_chain_that_holds_two_authors_together_is_asked_about_as_a_whole() -> None:
    trio = [FUTURE, work("b", FUTURE.title, given_name="Sylvia"), work("c", FUTURE.title, given_name="Susan")]
    merged = merge(trio)
    assert keys(merged) == ["a", "b", "c"]
    assert {(question.first, question.second) for question in merged.questions} == {("a", "b"), ("a", "c")}


def test_readings_that_nothing_sets_apart_do_not_hide_two_that_something_does() -> None:
    plain_ones = [work(key, FUTURE.title) for key in ("a", "d", "e")]
    numbered = [work("b", FUTURE.title, doi="10.1/x"), work("c", FUTURE.title, doi="10.1/y")]
    for order in permutations([*plain_ones, *numbered]):
        merged = merge(order)
        assert keys(merged) == ["a", "b", "c", "d", "e"]
        assert ("b", "c") in {(question.first, question.second) for question in merged.questions}


def test_a_question_about_a_reading_that_lost_is_asked_of_the_one_that_won() -> None:
    longer = work("c", "The future of feminism: a reader")
    merged = merge([FUTURE, work("b", FUTURE.title, edition="2"), longer])
    assert keys(merged) == ["b", "c"]
    assert [(question.first, question.second) for question in merged.questions] == [("b", "c")]
    assert (
        merge([FUTURE, work("b", FUTURE.title, edition="2"), longer], Answers(distinct=(("a", "c"),))).questions == ()
    )


def test_one_reading_wins_whole_and_the_others_are_listed() -> None:
    line = work("walby-2011-future", "The future of feminism", place="Cambridge", essays=("one",), raw="the line")
    entry = work("walby:2011", "The Future of Feminism", given_name="Sylvia", given_key=True, sources=("refs.bib",))
    doubtful = replace(line, key="x", problems=("a doubt",), publisher="Polity", essays=("two",))
    merged = merge([line, doubtful, entry])
    assert merged.works == (replace(entry, essays=("one", "two")),)
    assert [lost.reading for lost in merged.unused] == [line, doubtful]
    assert {lost.winner for lost in merged.unused} == {"walby:2011"}
    assert merged.replaced == {"walby-2011-future": "walby:2011", "x": "walby:2011"}
    assert any("refs.bib" in finding.message or "one" in finding.message for finding in merged.findings)
    assert merge([line, doubtful]).works == (replace(line, essays=("one", "two")),)


def test_one_key_for_two_works_is_an_error_if_people_chose_it_and_is_numbered_if_not() -> None:
    chosen = [work("k", "One thing", given_key=True), work("k", "Quite another", given_key=True)]
    merged = merge(chosen)
    assert keys(merged) == ["k", "k-2"]
    assert codes(merged) == ["R005"]
    made = [replace(one, given_key=False) for one in chosen]
    assert (keys(merge(made)), codes(merge(made))) == (["k", "k-2"], [])
    twice = [work("k", "One thing", given_key=True), work("k", "One Thing", given_key=True)]
    assert (keys(merge(twice)), codes(merge(twice))) == (["k"], ["R007"])
    taken = merge([*made, work("k-2", "A third subject", given_key=True)])
    assert keys(taken) == ["k", "k-2", "k-3"]
    assert next(one.title for one in taken.works if one.key == "k-2") == "A third subject"


def test_an_essay_of_the_book_keeps_its_key_whoever_else_lists_it() -> None:
    essay = essay_reference(
        slug="the-essay", title="The future of feminism", authors=["Sylvia Walby"], date="2011-05-01"
    )
    listed = replace(FUTURE, key="b", doi="10.1/x", publisher="Polity", given_key=True, essays=("other",))
    assert merge([essay, listed]).works == (replace(essay, essays=("other",)),)


def test_works_that_nobody_signs_are_compared_by_year_and_title() -> None:
    unsigned = [work(key, "The silence breakers", authors=()) for key in "ab"]
    assert len(merge(unsigned).works) == 1
    assert first_author(unsigned[0]) == ""


TITLES = st.sampled_from(
    [
        "The future of feminism",
        "Future of feminism",
        "The futures of feminism",
        "The future of feminism: a reader",
        "Part 1",
        "Part 2",
        "Care",
    ]
)
REFERENCES = st.builds(
    Reference,
    key=st.sampled_from(["a", "b", "c", "d", "b-2"]),
    title=TITLES,
    authors=st.builds(
        Name, family=st.sampled_from(["Walby", "Kelly"]), given=st.sampled_from(["", "S.", "Sylvia", "Susan"])
    ).map(lambda name: (name,)),
    issued=st.builds(Date, year=st.sampled_from([2011, 2012])),
    doi=st.sampled_from(["", "", "10.1/x", "10.1/y"]),
    isbn=st.sampled_from(["", "", "978"]),
    edition=st.sampled_from(["", "2"]),
    essays=st.sampled_from([(), ("one",), ("two",)]),
    given_key=st.booleans(),
)
PAIRS = st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"))


@settings(deadline=None)
@given(st.lists(REFERENCES, max_size=6), st.data())
def test_the_order_of_the_sources_does_not_matter(references: list[Reference], data: st.DataObject) -> None:
    merged = merge(references)
    assert merge(data.draw(st.permutations(references))) == merged


@settings(deadline=None)
@given(st.lists(REFERENCES, max_size=6))
def test_merging_again_changes_nothing(references: list[Reference]) -> None:
    merged = merge(references)
    again = merge(merged.works)
    assert again.works == merged.works
    assert again.questions == merged.questions
    assert not again.replaced
    assert not again.unused


@settings(deadline=None)
@given(st.lists(REFERENCES, max_size=6), st.lists(PAIRS, max_size=2), st.lists(PAIRS, max_size=2))
def test_nothing_is_lost_or_made_up(
    references: list[Reference], same: list[tuple[str, str]], distinct: list[tuple[str, str]]
) -> None:
    merged = merge(references, Answers(same=tuple(same), distinct=tuple(distinct)))
    by_key = {one.key: one for one in merged.works}
    assert len(by_key) == len(merged.works)
    assert len(merged.works) + len(merged.unused) == len(references)

    def bare(reference: Reference) -> Reference:
        return replace(reference, key="", essays=(), sources=())

    assert {bare(one) for one in merged.works} <= {bare(one) for one in references}
    for lost in merged.unused:
        winner = by_key[lost.winner]
        assert (first_author(winner), winner.year) == (first_author(lost.reading), lost.reading.year)
        assert set(lost.reading.essays) <= set(winner.essays)
    assert all(key not in by_key and by_key[winner] for key, winner in merged.replaced.items())


def test_the_essays_of_the_book_are_never_one_work() -> None:
    essays = [essay_reference(slug=slug, title="Introduction", authors=["Ada Lee"], date="2016") for slug in ("a", "b")]
    merged = merge(essays)
    assert [one.key for one in merged.works] == ["a", "b"]
    assert merged.findings == ()
