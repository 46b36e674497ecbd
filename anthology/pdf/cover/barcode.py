"""The bar code of an ISBN: EAN-13 as ISO/IEC 15420 and the GS1 General Specifications (section 5.2) have it."""

from __future__ import annotations

from dataclasses import dataclass

from anthology.core.errors import LayoutError
from anthology.core.findings import Finding

# Seven modules a digit, 1 for a bar: set A; set C is its complement, set B is set C backwards.
SET_A = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"]
SET_C = [digit.translate(str.maketrans("01", "10")) for digit in SET_A]
SET_B = [digit[::-1] for digit in SET_C]
# Which set each digit of the left half is from: it is how the first digit is shown.
PARITIES = ["AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"]
GUARD, CENTRE = "101", "01010"
GUARDS = (0, 2, 46, 48, 92, 94)  # modules of the bars that reach further down

# Millimetres at 100 %: the width of a module, the height of bars and of guard bars, the whole with digits.
MODULE, BAR_HEIGHT, GUARD_HEIGHT, HEIGHT = 0.33, 22.85, 24.5, 25.93
QUIET_LEFT, QUIET_RIGHT = 11, 7  # modules
WIDTH = MODULE * (QUIET_LEFT + 95 + QUIET_RIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar in millimetres from the upper left corner of the symbol, quiet zones included."""

    x: float
    width: float
    height: float


def isbn_digits(isbn: str) -> str:
    """The thirteen digits of an ISBN, which may have ten digits, hyphens, spaces or `urn:isbn:` before it.

    An ISBN of ten digits belongs to 978 and gets another check digit (ISO 2108, annex). LayoutError if it is none.
    """
    digits = isbn.lower().removeprefix("urn:isbn:").replace("-", "").replace(" ", "").upper()
    if len(digits) == 10 and _is_number(digits[:9]) and _ten_adds_up(digits):
        return f"978{digits[:9]}{check_digit('978' + digits[:9])}"
    if len(digits) == 13 and _is_number(digits) and digits[:3] in ("978", "979") and check_digit(digits) == digits[12]:
        return digits
    hint = "thirteen digits from 978 or 979, or the ten of an older one; the last digit must fit the others"
    raise LayoutError(Finding("D061", f"“{isbn}” is not an ISBN", hint=hint))


def check_digit(digits: str) -> str:
    """The thirteenth digit for the first twelve: GS1 General Specifications, 7.9."""
    total = sum(int(digit) * (1, 3)[index % 2] for index, digit in enumerate(digits[:12]))
    return str(-total % 10)


def modules(digits: str) -> str:
    """The 95 modules of thirteen digits, 1 for a bar and 0 for a space, without quiet zones."""
    sets = {"A": SET_A, "B": SET_B}
    parity = PARITIES[int(digits[0])]
    left = "".join(sets[name][int(digit)] for name, digit in zip(parity, digits[1:7], strict=True))
    right = "".join(SET_C[int(digit)] for digit in digits[7:13])
    return GUARD + left + CENTRE + right + GUARD


def bars(digits: str) -> tuple[Bar, ...]:
    """The bars of thirteen digits at 100 %: neighbouring dark modules are one bar."""
    found: list[Bar] = []
    row = modules(digits) + "0"
    start: int | None = None
    for index, module in enumerate(row):
        if module == "1" and start is None:
            start = index
        elif module == "0" and start is not None:
            height = GUARD_HEIGHT if start in GUARDS else BAR_HEIGHT
            found.append(Bar(x=(QUIET_LEFT + start) * MODULE, width=(index - start) * MODULE, height=height))
            start = None
    return tuple(found)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _ten_adds_up(digits: str) -> bool:
    values = [10 if digit == "X" else int(digit) for digit in digits if digit == "X" or _is_number(digit)]
    return len(values) == 10 and sum(value * (10 - index) for index, value in enumerate(values)) % 11 == 0
