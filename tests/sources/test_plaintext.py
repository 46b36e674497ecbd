"""Plain text as it arrives: encodings that are told, guessed or refused, damaged characters, and the limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.document import plain_block
from anthology.core.errors import AnthologyError, LimitError, SourceError
from anthology.core.essay import Essay
from anthology.core.findings import Location
from anthology.core.limits import limit
from anthology.sources.encoding import decode
from anthology.sources.pipeline import Source, read_essay

AT = Location(Path("essay.txt"))
PROSE = "“Déjà vu,” she wrote – and it was long enough to be somebody’s own sentence and no label of any page."


def read(data: bytes) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.txt"), data=data, title_is_supplied=True))


def codes(essay: Essay) -> list[str]:
    return [finding.code for finding in essay.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_in_every_form(encoding: str) -> None:
    essay = read(PROSE.encode(encoding))
    assert (plain_block(essay.blocks[0]), codes(essay)) == (PROSE, [])


def test_windows_1252_is_known_and_said() -> None:
    essay = read(PROSE.encode("cp1252"))
    assert (plain_block(essay.blocks[0]), codes(essay)) == (PROSE, ["S007"])


@pytest.mark.parametrize(
    "data",
    [
        PROSE.encode() + b"\nbroken \xff here",  # UTF-8 but for one byte: never read as something else
        b"\xff\xfea",  # half a character of UTF-16
        b"\x00\x01\x02\x89PNG",
    ],
)
def test_what_is_damaged_or_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError) as refused:
        decode(data, AT)
    assert [finding.code for finding in refused.value.findings] == ["S002"]


@pytest.mark.parametrize("damage", ["\x00", "\x1b", "\ud800", "\ufffe", "\ufdd0"])
def test_characters_that_no_book_can_hold_are_taken_out_and_said(damage: str) -> None:
    essay = read(f"{PROSE}\n\n{damage}{PROSE}".encode("utf-8", "surrogatepass"))
    assert plain_block(essay.blocks[1]) == PROSE
    assert [(finding.code, finding.at and finding.at.line) for finding in essay.findings] == [("C005", 3)]


@pytest.mark.parametrize("mark", ["\u0301", "\u05b0", "\u20dd"])
def test_combining_marks_without_end_are_cut_and_said(mark: str) -> None:
    essay = read(f"{PROSE}\n\n{PROSE} Z{mark * 2000}algo".encode())
    assert plain_block(essay.blocks[1]).count(mark) == 40
    assert codes(essay) == ["C007"]
    assert codes(read(f"{PROSE} Z{mark * 40}".encode())) == []


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0c", "\u2028"])
def test_every_line_end_ends_a_line(end: str) -> None:
    essay = read(f"{PROSE}{end}{end}{PROSE}".encode())
    assert [line.number for line in essay.ledger] == [1, 3]


def test_a_line_without_end_and_a_file_too_large_name_their_limit() -> None:
    with pytest.raises(LimitError) as long:
        read(f"{PROSE}\n{'x' * (limit('line') + 1)}".encode())
    (finding,) = long.value.findings
    assert (finding.code, finding.at and finding.at.line) == ("X002", 2)
    assert f"{limit('line'):,}" in finding.message
    with pytest.raises(LimitError, match=r"2,097,152"):
        read(b"word \n" * 400_000)
    assert long.value.exit_code == 9


def test_an_essay_of_too_many_parts_names_its_limit() -> None:
    with pytest.raises(LimitError, match=r"60,000"):
        read(b"a.\n\n" * 40_000)


@given(st.binary(max_size=400))
def test_no_bytes_do_anything_but_read_or_be_refused(data: bytes) -> None:
    try:
        essay = read(data)
    except AnthologyError as error:
        assert {finding.code for finding in error.findings} <= {"S002", "S004", "S028", "S041", "X002"}  # noqa: PT017
    else:
        assert essay.blocks


def test_a_paragraph_does_not_go_on_past_a_line_that_was_moved_from_below_it() -> None:
    essay = read(
        b"By Ann Hale\n\nThe first paragraph ends here, with a full stop.\n\n"
        b"29 November 2017\nThe second one stands below the day.\n"
    )
    assert essay.date == "29 November 2017"
    assert [plain_block(block) for block in essay.blocks] == [
        "The first paragraph ends here, with a full stop.",
        "The second one stands below the day.",
    ]
