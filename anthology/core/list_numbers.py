"""What stands before the items of an ordered list: their numbers, and these as letters and Roman numerals."""

from __future__ import annotations

from anthology.core.document import ListBlock, ListStyle

# The name of each style in CSS (Counter Styles 3, section 6), by its letter in HTML (Living Standard, section 4.4.5).
CSS_NAMES: dict[ListStyle, str] = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
STYLES: dict[str, ListStyle] = {
    **{name: style for style, name in CSS_NAMES.items()},
    "lower-latin": "a",
    "upper-latin": "A",
}
LARGEST = 3999  # of Roman numerals; beyond it CSS has decimal ones

_ROMAN = {"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40}
_ROMAN |= {"x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1}


def item_numbers(block: ListBlock) -> tuple[int, ...]:
    """The number of each item: its own if it has one, else the next one up, or down in a reversed list."""
    step = -1 if block.is_reversed else 1
    numbers: list[int] = []
    number = block.start - step
    for index in range(len(block.items)):
        given = block.values[index] if block.values else None
        number = number + step if given is None else given
        numbers.append(number)
    return tuple(numbers)


def label(number: int, style: ListStyle) -> str:
    """A number as a list of that style shows it; what letters or numerals cannot say is in figures."""
    if style == "1" or not 0 < number <= LARGEST:
        return str(number)
    said = _roman(number) if style in "iI" else _letters(number)
    return said if style.islower() else said.upper()


def number_of(written: str, style: ListStyle) -> int:
    """The number that a label says in a style; 0 where it says none."""
    if style == "1":
        return int(written) if written.isascii() and written.isdigit() and len(written) <= 4 else 0
    if not written.isascii() or not written.isalpha() or written.islower() != style.islower() or len(written) > 15:
        return 0
    lower = written.lower()
    if style in "aA":
        return sum((ord(letter) - 96) * 26**place for place, letter in enumerate(reversed(lower[-3:])))
    number, rest = 0, lower
    for numeral, value in _ROMAN.items():
        while rest.startswith(numeral):
            number, rest = number + value, rest.removeprefix(numeral)
    return number if not rest and _roman(number) == lower else 0


def _letters(number: int) -> str:
    said = ""
    while number:
        number, rest = divmod(number - 1, 26)
        said = chr(97 + rest) + said
    return said


def _roman(number: int) -> str:
    said = ""
    for numeral, value in _ROMAN.items():
        count, number = divmod(number, value)
        said += numeral * count
    return said
