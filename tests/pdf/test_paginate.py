"""Pagination: laws that hold for every book."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.pdf.assemble.paginate import Pagination, Placement, paginate, roman, shape, side_of
from anthology.pdf.engine import typeset
from anthology.pdf.engine.model import Anchor, Galley, Job, Opening, PageKind


def galley(slug: str, pages: int, blank: int = -1) -> Galley:
    """A galley as paginate sees it: pages, each with an anchor and an opening, one of them perhaps blank."""
    return Galley(
        slug=slug,
        pages=pages,
        width=360.0,
        height=504.0,
        kinds=tuple(PageKind(name="", side=side_of(page), blank=page == blank) for page in range(pages)),
        openings=tuple(Opening(block=f"{slug}-b{page}", offset=page) for page in range(pages)),
        anchors=tuple(Anchor(id=f"{slug}-b{page}", page=page, x=0.0, y=0.0) for page in range(pages)),
        bookmarks=(),
        references=(),
        links=(),
        linked=(),
        faces=(),
        count=0,
        numbers=(),
        objects=b"",
        streams=(),
        shared=(),
        tops=(),
        parents=b"",
        parent_keys=0,
        ids=(),
    )


placements = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.sampled_from(["recto", "verso", "next"]),
        st.sampled_from(["roman", "arabic", "none"]),
    ),
    min_size=1,
    max_size=12,
)


def book(rows: list[tuple[int, str, str]]) -> tuple[list[Galley], list[Placement], Pagination]:
    galleys = [galley(f"p{number}", pages) for number, (pages, _, _) in enumerate(rows)]
    places = [
        Placement(slug=f"p{number}", opens=opens, folio_style=style)  # type: ignore[arg-type]  # sampled literals
        for number, (_, opens, style) in enumerate(rows)
    ]
    return galleys, places, paginate(galleys, places)


@given(rows=placements)
def test_every_page_of_every_piece_is_placed_once_and_in_order(rows: list[tuple[int, str, str]]) -> None:
    galleys, _, pagination = book(rows)
    placed = [(page.slug, page.index) for page in pagination.pages if page.slug]
    assert placed == [(piece.slug, index) for piece in galleys for index in range(piece.pages)]


@given(rows=placements)
def test_pieces_open_where_they_must_and_the_book_ends_on_a_verso(rows: list[tuple[int, str, str]]) -> None:
    _, places, pagination = book(rows)
    wanted = {place.slug: place.opens for place in places if place.opens != "next"}
    started = next((place.slug for place in places if place.folio_style == "arabic"), None)
    wanted |= {started: "recto"} if started else {}
    assert all(pagination.side(slug) == side for slug, side in wanted.items())
    minds_sides = any(place.opens != "next" for place in places)
    assert len(pagination.pages) % 2 == 0 or not minds_sides


def test_a_handout_ends_with_its_text_and_not_with_a_blank_page() -> None:
    _, _, pagination = book([(3, "next", "arabic")])
    assert [page.slug for page in pagination.pages] == ["p0", "p0", "p0"]


@given(rows=placements)
def test_blank_pages_stand_alone_and_bear_no_folio(rows: list[tuple[int, str, str]]) -> None:
    _, _, pagination = book(rows)
    blanks = [index for index, page in enumerate(pagination.pages) if not page.slug]
    assert all(pagination.folios[index] == "" for index in blanks)
    assert all(after - before > 1 for before, after in pairwise(blanks))


@given(rows=placements)
def test_labels_count_roman_then_arabic_without_a_gap(rows: list[tuple[int, str, str]]) -> None:
    _, places, pagination = book(rows)
    started = next((place.slug for place in places if place.folio_style == "arabic"), None)
    body = pagination.first[started] if started else len(pagination.pages)
    expected = [roman(index + 1) for index in range(body)]
    expected += [str(index + 1) for index in range(len(pagination.pages) - body)]
    assert list(pagination.labels) == expected


@given(rows=placements)
def test_anchors_openings_and_folios_agree_with_the_pages(rows: list[tuple[int, str, str]]) -> None:
    _, places, pagination = book(rows)
    printed = {place.slug for place in places if place.folio_style != "none"}
    for index, (page, opening) in enumerate(zip(pagination.pages, pagination.openings, strict=True)):
        if page.slug:
            assert pagination.anchors[f"{page.slug}-b{page.index}"] == index
            assert opening == Opening(block=f"{page.slug}-b{page.index}", offset=page.index)
            assert pagination.folios[index] == (pagination.labels[index] if page.slug in printed else "")
        else:
            assert opening is None


def test_pages_left_blank_inside_a_piece_bear_no_folio() -> None:
    pagination = paginate([galley("one", 4, blank=2)], [Placement(slug="one")])
    assert pagination.folios == ("1", "2", "", "4")


def test_a_placement_without_a_galley_is_refused() -> None:
    with pytest.raises(KeyError):
        paginate([], [Placement(slug="absent")])


@given(number=st.integers(1, 3999))
def test_roman_numerals_read_back(number: int) -> None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    digits = [values[letter] for letter in roman(number)]
    total = sum(-one if one < after else one for one, after in pairwise([*digits, 0]))
    assert total == number
    assert not any(letter * 4 in roman(number) for letter in values)


def test_the_shape_of_a_label_keeps_letters() -> None:
    assert (shape("109"), shape("xii"), shape("")) == ("000", "xii", "")


def test_a_real_galley_can_be_paginated() -> None:
    xhtml = '<html lang="en"><head><title>t</title></head><body><p id="a">one</p></body></html>'
    real = typeset(Job(slug="a-piece", xhtml=xhtml, stylesheets=("p { font-family: serif }",)))
    assert paginate([real], [Placement(slug="a-piece")]).label("a") == "1"
