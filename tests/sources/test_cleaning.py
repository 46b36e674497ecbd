"""Laws of cleaning, and rules on texts that none of the five sources holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.document import Heading, ListBlock, Paragraph, plain_block
from anthology.core.errors import SourceError
from anthology.core.essay import Essay
from anthology.core.normalize import house_style, normalize
from anthology.sources.draft import Action, EditorRule
from anthology.sources.pipeline import Source, read_essay

PROSE = "This is a sentence that is long enough to be somebody’s own writing and not a label of any page at all."
LINES = st.lists(st.text(st.characters(exclude_characters="\r\n\x0b\x0c\x85\u2028\u2029"), max_size=120), max_size=25)


def read(*lines: str, declared: tuple[EditorRule, ...] = (), is_supplied: bool = True) -> Essay:
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    return read_essay(
        Source(slug="essay", path=Path("essay.txt"), data=data, title_is_supplied=is_supplied, declared=declared)
    )


def declared(action: Action, words: str) -> EditorRule:
    return EditorRule(action=action, words=words, because="the test says so")


@given(st.text())
def test_the_silent_changes_are_idempotent(text: str) -> None:
    once = house_style(text)
    assert house_style(once) == once


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Cf", "Co"))))
def test_the_silent_changes_change_nothing_but_spaces_quotes_and_dashes(text: str) -> None:
    assert normalize(house_style(text)) == normalize(text)


@given(LINES)
def test_no_line_disappears_without_an_entry_in_the_ledger(lines: list[str]) -> None:
    try:
        essay = read(PROSE, *lines, PROSE)
    except SourceError:
        return  # bytes that are no text: refused, not lost
    named = {line.number for line in essay.ledger}
    whole = [PROSE, *lines, PROSE]
    wanted = {number for number, line in enumerate(whole, start=1) if house_style(line)}
    assert wanted <= named


@given(LINES)
def test_every_kept_line_stands_in_the_blocks(lines: list[str]) -> None:
    try:
        essay = read(PROSE, *lines, PROSE)
    except SourceError:
        return
    shown = normalize("\n".join(plain_block(block) for block in essay.blocks))
    for line in essay.ledger:
        if line.disposition == "kept":
            assert normalize(line.expected) in shown


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('He said "no" and left.', "He said “no” and left."),
        ("the '90s and 'tis 'so'", "the ’90s and ’tis ‘so’"),
        ('don\'t ("ever") stop', "don’t (“ever”) stop"),
        ("a - b -- c and 2016-2020", "a – b – c and 2016–2020"),
        ("call 0808 802-9999 or well-known 1999-12-31", "call 0808 802-9999 or well-known 1999-12-31"),
        ("no\u00a0 break  space", "no break space"),
    ],
)
def test_quotes_dashes_and_spaces_get_their_shape(typed: str, printed: str) -> None:
    assert house_style(typed) == printed


def test_characters_that_no_book_can_hold_go_with_a_finding() -> None:
    essay = read(PROSE, "", f"bell\x07 {PROSE}")
    assert [finding.code for finding in essay.findings] == ["C005"]
    assert essay.findings[0].at is not None
    assert essay.findings[0].at.line == 3


def test_menu_words_inside_the_prose_are_the_authors() -> None:
    essay = read("Menu", "", PROSE, "", "Home", "", PROSE, "", "Contact us")
    assert [line.rule for line in essay.ledger if line.disposition == "dropped"] == ["navigation", "navigation"]
    assert "Home" in [plain_block(block) for block in essay.blocks]


def test_a_list_at_the_end_without_a_comment_form_is_the_authors() -> None:
    essay = read(PROSE, "", "", "  1. first of the author", "  2. second of the author")
    assert isinstance(essay.blocks[-1], ListBlock)


def test_a_list_before_a_comment_form_is_the_authors_unless_it_is_set_off() -> None:
    kept = read(PROSE, "", "1. first of the author", "2. second", "", "Leave a reply")
    gone = read(PROSE, "", "", "", "1. first of a reader", "2. second", "", "Leave a reply")
    assert isinstance(kept.blocks[-1], ListBlock)
    assert [line.rule for line in gone.ledger if line.disposition == "dropped"] == ["comments", "comments", "form"]


def test_lines_that_a_file_wrapped_are_one_paragraph() -> None:
    essay = read("The first half of a paragraph that was wrapped by", "hand and goes on here.", "", PROSE)
    assert plain_block(essay.blocks[0]).startswith("The first half of a paragraph that was wrapped by hand")


def test_a_reference_list_with_a_heading_may_be_short() -> None:
    essay = read(PROSE, "", "Works cited", "", "Walby, S. 2011. The future of feminism. Cambridge: Polity.")
    assert len(essay.references) == 1
    assert plain_block(essay.blocks[-1]) == PROSE


def test_a_sentence_is_no_title() -> None:
    essay = read(PROSE, "", PROSE, is_supplied=False)
    assert essay.title == ""
    assert [finding.code for finding in essay.findings] == ["C003"]


@pytest.mark.parametrize(
    ("action", "words", "is_shown"),
    [("drop", "A line like no other.", False), ("keep", "Home", True), ("heading", "A line like no other.", True)],
)
def test_what_the_editor_declares_is_done(action: Action, words: str, is_shown: bool) -> None:
    essay = read("Home", "", PROSE, "", "A line like no other.", "", PROSE, declared=(declared(action, words),))
    shown = [plain_block(block) for block in essay.blocks]
    assert (words in shown) is is_shown
    if action == "heading":
        assert any(isinstance(block, Heading) for block in essay.blocks)


def test_a_declaration_that_fits_no_line_or_several_is_a_finding_and_changes_nothing() -> None:
    essay = read(PROSE, "", PROSE, declared=(declared("drop", "not there"), declared("drop", PROSE[:20])))
    assert [finding.code for finding in essay.findings] == ["C001", "C002"]
    assert len(essay.blocks) == 2


def test_the_only_line_of_a_text_is_no_title() -> None:
    essay = read("One line and nothing else")
    assert (essay.title, [plain_block(block) for block in essay.blocks]) == ("", ["One line and nothing else"])


def test_a_file_that_is_not_text_or_has_no_reader_is_refused_with_its_line() -> None:
    with pytest.raises(SourceError) as broken:
        read_essay(Source(slug="a", path=Path("a.txt"), data="fine é\nnot ".encode() + b"\xff fine"))
    assert [(f.code, f.at.line if f.at else 0) for f in broken.value.findings] == [("S002", 2)]
    with pytest.raises(SourceError) as unknown:
        read_essay(Source(slug="a", path=Path("a.wri"), data=b"text"))
    assert unknown.value.findings[0].code == "S003"
    with pytest.raises(SourceError) as empty:
        read_essay(Source(slug="a", path=Path("a.txt"), data=b"\n \n"))
    assert empty.value.findings[0].code == "S004"


def test_other_encodings_are_known_by_their_byte_order_mark() -> None:
    for data in (PROSE.encode("utf-8-sig"), PROSE.encode("utf-16")):
        essay = read_essay(Source(slug="a", path=Path("a.txt"), data=data, title_is_supplied=True))
        assert isinstance(essay.blocks[0], Paragraph)
        assert plain_block(essay.blocks[0]) == PROSE
