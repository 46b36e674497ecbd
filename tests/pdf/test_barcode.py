"""The bar code: known numbers, and every number read back from the widths of its bars."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.errors import LayoutError
from anthology.pdf.cover.barcode import HEIGHT, WIDTH, bars, check_digit, isbn_digits, modules

# Widths of the two spaces and two bars of a digit of set A, from the standard's other table: ISO/IEC 15420, figure 1.
WIDTHS = {"3211": "0", "2221": "1", "2122": "2", "1411": "3", "1132": "4", "1231": "5", "1114": "6", "1312": "7"}
WIDTHS |= {"1213": "8", "3112": "9"}
FIRST = {"......": "0", "..r.rr": "1", "..rr.r": "2", "..rrr.": "3", ".r..rr": "4"}
FIRST |= {".rr..r": "5", ".rrr..": "6", ".r.r.r": "7", ".r.rr.": "8", ".rr.r.": "9"}

twelve = st.text("0123456789", min_size=12, max_size=12)


def decode(row: str) -> str:
    """The thirteen digits of 95 modules."""
    widths = "".join(str(len(list(group))) for _, group in groupby(row))
    assert (widths[:3], widths[27:32], widths[-3:]) == ("111", "11111", "111")
    digits, parity = "", ""
    for start in (*range(3, 27, 4), *range(32, 56, 4)):
        one = widths[start : start + 4]
        turned = one not in WIDTHS
        digits += WIDTHS[one[::-1] if turned else one]
        parity += "r" if turned else "."
    assert parity[6:] == "......"
    return FIRST[parity[:6]] + digits


@given(twelve)
def test_every_number_is_read_back(digits: str) -> None:
    number = digits + check_digit(digits)
    row = modules(number)
    assert len(row) == 95
    assert decode(row) == number


@given(twelve)
def test_bars_cover_the_dark_modules_and_no_others(digits: str) -> None:
    number = digits + check_digit(digits)
    drawn = ["0"] * 113
    for bar in bars(number):
        first, count = round(bar.x / 0.33, 6), round(bar.width / 0.33, 6)
        assert first == int(first)
        assert count == int(count)
        drawn[int(first) : int(first + count)] = "1" * int(count)
    assert "".join(drawn) == "0" * 11 + modules(number) + "0" * 7
    assert (round(WIDTH, 2), HEIGHT) == (37.29, 25.93)
    assert [round(bar.x / 0.33) - 11 for bar in bars(number) if bar.height > 23] == [0, 2, 46, 48, 92, 94]


@given(twelve, st.integers(0, 11), st.integers(1, 9))
def test_the_check_digit_tells_of_a_wrong_digit(digits: str, place: int, change: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert check_digit(wrong) != check_digit(digits)


@pytest.mark.parametrize("number", ["9780306406157", "4003994155486", "5901234123457", "9771234567003"])
def test_known_numbers_have_their_check_digit(number: str) -> None:
    assert check_digit(number[:12]) == number[12]


def test_a_known_row_of_modules() -> None:
    """The worked example of many textbooks, 4003994155486, written out digit by digit."""
    left = "0001101 0100111 0111101 0001011 0010111 0011101"
    right = "1100110 1001110 1001110 1011100 1001000 1010000"
    assert modules("4003994155486") == f"101 {left} 01010 {right} 101".replace(" ", "")


@pytest.mark.parametrize(
    ("isbn", "digits"),
    [
        ("978-0-306-40615-7", "9780306406157"),
        ("urn:isbn:9780306406157", "9780306406157"),
        ("URN:ISBN:0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("979 10 90636 07 1", "9791090636071"),
    ],
)
def test_isbns_as_they_are_written(isbn: str, digits: str) -> None:
    assert isbn_digits(isbn) == digits


@pytest.mark.parametrize(
    "isbn",
    ["9780306406158", "0306406153", "4003994155486", "978030640615", "", "urn:uuid:1", "X306406152", "９780306406157"],
)
def test_what_is_no_isbn_is_refused(isbn: str) -> None:
    with pytest.raises(LayoutError, match="D061"):
        isbn_digits(isbn)
