"""Blocks to XHTML: one markup, two writers, nothing lost and nothing that is not text taken for markup."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from anthology.core.document import (
    Block,
    Cell,
    Cite,
    Divider,
    Figure,
    Heading,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Note,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    Verse,
    number_blocks,
    plain_block,
)
from anthology.render.xhtml import LONGEST_FOOTNOTE, Page, blocks_markup, first_words, href, notes_markup

EBOOK = Page(
    target="ebook", slug="here", images={"a.png": "images/a.png"}, remarks={}, pieces=frozenset({"here", "there"})
)
PRINT = replace(EBOOK, target="print")

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=30)
MARKS = st.builds(
    Mark, kind=st.sampled_from(["emphasis", "strong", "title", "code", "small-caps"]), content=st.tuples(WORDS)
)
INLINES = st.lists(st.one_of(WORDS, MARKS, st.just(LineBreak())), min_size=1, max_size=4).map(tuple)
PARAGRAPHS = st.builds(Paragraph, content=INLINES)
ROWS = st.lists(st.lists(st.builds(Cell, content=INLINES), min_size=1, max_size=3).map(tuple), min_size=1).map(tuple)
BLOCKS = st.one_of(
    PARAGRAPHS,
    st.builds(Heading, content=INLINES, level=st.integers(1, 5)),
    st.builds(Quote, blocks=st.lists(PARAGRAPHS, min_size=1, max_size=2).map(tuple), attribution=INLINES),
    st.builds(
        ListBlock, items=st.lists(st.tuples(PARAGRAPHS), min_size=1, max_size=3).map(tuple), ordered=st.booleans()
    ),
    st.builds(Verse, lines=st.lists(INLINES, min_size=1, max_size=3).map(tuple)),
    st.builds(Preformatted, text=WORDS),
    st.builds(Table, rows=ROWS),
    st.just(Divider()),
)


def parsed(markup: str) -> etree._Element:
    namespaces = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    return etree.fromstring(f"<body {namespaces}>{markup}</body>")


def bare(text: str) -> str:
    return "".join(text.split())


@given(st.lists(BLOCKS, max_size=4).map(tuple))
def test_markup_is_well_formed_holds_every_word_and_gives_every_block_its_id(blocks: tuple[Block, ...]) -> None:
    numbered = number_blocks(blocks, "here")
    for page in (EBOOK, PRINT):
        tree = parsed(blocks_markup(numbered, page))
        assert bare("".join(tree.itertext())) == bare("".join(map(plain_block, numbered)))
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert all(block.id in ids for block in numbered)


def one(inline: Inline, page: Page = EBOOK) -> str:
    return blocks_markup((Paragraph(content=(inline,)),), page)


def test_text_that_looks_like_markup_stays_text() -> None:
    assert one("<script>{{ 7*7 }}</script> & “x”") == "<p>&lt;script&gt;{{ 7*7 }}&lt;/script&gt; &amp; “x”</p>"


@pytest.mark.parametrize(
    ("address", "ebook", "printed"),
    [
        ("book:there", "there.xhtml", "#there"),
        ("book:there#b1", "there.xhtml#b1", "#b1"),
        ("book:here#b1", "#b1", "#b1"),
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2"),
    ],
)
def test_addresses_are_written_as_each_writer_needs_them(address: str, ebook: str, printed: str) -> None:
    assert (href(address, EBOOK), href(address, PRINT)) == (ebook, printed)


def test_a_link_to_a_piece_that_an_excerpt_lacks_is_its_words_alone() -> None:
    link = Link(target="book:nowhere", content=("the words",))
    assert one(link) == "<p>the words</p>"
    assert one(replace(link, target="book:there")) == '<p><a href="there.xhtml">the words</a></p>'


def test_an_address_that_is_its_own_text_says_what_it_is() -> None:
    link = Link(target="https://example.org", content=("https://example.org",))
    assert 'aria-label="Web page https://example.org"' in one(link)


def test_a_citation_has_an_empty_place_to_come_back_to() -> None:
    cite = Cite(keys=("walby",), content=("Walby (2011)",), id="here-c1")
    assert one(cite) == (
        '<p><span id="here-c1"></span><a class="citation" role="doc-biblioref" href="bibliography.xhtml#ref-walby">'
        "Walby (2011)</a></p>"
    )
    assert 'href="#here-ref-walby"' in one(cite, replace(EBOOK, own_references=True))


def note(length: int) -> Note:
    return Note(blocks=(Paragraph(content=("x" * length,)), Paragraph(content=("second",))), id="here-n3", number=3)


def test_a_short_note_stands_at_the_foot_of_the_page_and_a_long_one_behind_the_text() -> None:
    short, long = note(20), note(LONGEST_FOOTNOTE + 1)
    assert 'class="footnote" id="here-n3" data-number="3"' in one(short, PRINT)
    assert notes_markup([short], PRINT) == ""
    assert 'footnote"' not in one(long, PRINT)
    assert 'href="#here-n3">3</a>' in one(long, PRINT)
    behind = parsed(notes_markup([long], PRINT))
    assert behind[0].get("id") == "here-n3"
    assert "".join(behind.itertext()).endswith("second")


def test_in_the_e_book_every_note_is_an_aside_with_its_way_back_and_all_its_blocks() -> None:
    rich = replace(note(5), blocks=(*note(5).blocks, Quote(blocks=(Paragraph(content=("quoted",)),))))
    aside = parsed(notes_markup([rich], EBOOK))[0]
    assert (aside.get("role"), aside.get("id")) == ("doc-footnote", "here-n3")
    back = aside[0][0]
    assert (back.get("role"), back.get("href")) == ("doc-backlink", "#here-n3-call")
    assert "".join(aside.itertext()).endswith("secondquoted") or "quoted" in "".join(aside.itertext())
    assert 'id="here-n3-call"' in one(rich)


def test_a_figure_has_its_text_and_its_caption() -> None:
    figure = Figure(image="a.png", alt="A gate", caption=("The gate",), credit=("Photo: N.",))
    assert blocks_markup((figure,), EBOOK) == (
        '<figure><img src="images/a.png" alt="A gate"/><figcaption>The gate Photo: N.</figcaption></figure>'
    )


def test_a_table_names_its_columns_and_rows() -> None:
    head = (Cell(content=("a",), header=True), Cell(content=("b",), header=True))
    row = (Cell(content=("c",), header=True), Cell(content=("d",), colspan=2))
    tree = parsed(blocks_markup((Table(rows=(head, row), header_rows=1),), EBOOK))
    scopes = [cell.get("scope") for cell in tree.iter("{http://www.w3.org/1999/xhtml}th")]
    assert scopes == ["col", "col", "row"]


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("The recent social media campaign has done this and that for some time.", "The recent social media"),
        ("#METOO is a trend that is followed by many, many people everywhere.", ""),
        ("The #MeToo campaign has done this and that for some time now, it seems.", ""),
        ("Why? Because in a world where this depends on that, much else does too.", ""),
        ("Too short.", ""),
        ("Η σιωπή δεν είναι πάντα συναίνεση, και ο λόγος έχει βάρος για όλους.", ""),
    ],
)
def test_a_lead_in_is_whole_words_and_never_a_hashtag(text: str, lead: str) -> None:
    words, rest = first_words((text,))
    assert words == lead
    assert words + str(rest[0]) == text
