"""Invisible words of a finished PDF: its pages are drawn, and each letter is looked for.

Whatever took the words away (a colour, a cover, an edge, a size, other words in the same place), the letter does not
stand out from what is around it, lies outside of the page, or has others on top of it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from ctypes import byref, c_double
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias

from anthology.css.values import LEAST_CONTRAST, contrast, linear

Why = Literal["outside", "unseen", "covered"]

SCALE = 2.0  # pixels to the point: fine enough for the thinnest letters
MOST_PIXELS = 6_000_000
INSIDE = 0.5  # of a letter must lie on the page
SMALLEST = 1.2  # points: a letter that is less high and less wide cannot be read
CELL = 4.0  # points
LARGEST = 100.0  # points: what is larger is looked for, but is not asked what it covers
NEAR, NEAR_TURNED = 1, 3  # letters so near in a word may touch, and those of joined scripts

Box: TypeAlias = tuple[float, float, float, float]  # left, bottom, right, top, in points


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a page: its place in the text, and where it stands."""

    index: int
    sign: str
    box: Box


@dataclass(frozen=True, slots=True)
class Unseen:
    """Words of a page that follow one another and are not seen, and why not."""

    words: str
    why: Why


def unseen_on(document: Any, index: int) -> tuple[Unseen, ...]:
    """The words of a page of an opened PDF that are not seen, in its order; a word is lost with half of its letters."""
    page = document[index]
    text = page.get_textpage()
    try:
        words = list(_words(text.raw, text.count_chars()))
        sight = _Sight(page, [letter for word in words for letter in word])
        judged = [("".join(letter.sign for letter in word), sight.why_not(word)) for word in words]
        runs = groupby(judged, key=lambda pair: pair[1])
        return tuple(Unseen(" ".join(word for word, _ in run), why) for why, run in runs if why)
    finally:
        text.close()
        page.close()


def _words(text: Any, count: int) -> Iterator[list[Letter]]:
    """The words of a page that have letters or figures; marks above and below letters are left out."""
    word: list[Letter] = []
    for letter in _letters(text, count):
        if letter is not None:
            word.append(letter)
        elif word:
            yield word
            word = []
    if word:
        yield word


def _letters(text: Any, count: int) -> Iterator[Letter | None]:
    """The letters and figures of a page, None where a word ends."""
    from pypdfium2 import raw

    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    for index in range(count):
        number = raw.FPDFText_GetUnicode(text, index)
        sign = chr(number) if 32 < number < 0x110000 else " "
        if sign.isspace():
            yield None
        elif sign.isalnum() and raw.FPDFText_GetCharBox(
            text, index, byref(left), byref(right), byref(bottom), byref(top)
        ):
            yield Letter(index, sign, (left.value, bottom.value, right.value, top.value))


class _Sight:
    """A page drawn, and the letters that stand in each of its cells."""

    def __init__(self, page: Any, letters: Sequence[Letter]) -> None:
        self._edge: Box = page.get_trimbox()
        box: Box = page.get_cropbox()
        width, height = max(1.0, box[2] - box[0]), max(1.0, box[3] - box[1])
        self._scale = min(SCALE, (MOST_PIXELS / (width * height)) ** 0.5)
        self._corner = box[0], box[3]
        self._picture = page.render(scale=self._scale).to_pil().convert("L")
        self._cells: dict[tuple[int, int], list[Letter]] = defaultdict(list)
        for letter in letters:
            for cell in _cells(letter.box):
                self._cells[cell].append(letter)

    def why_not(self, word: Sequence[Letter]) -> Why | None:
        """Why a word is not seen; None where it is."""
        reasons: dict[Why, Callable[[Letter], bool]] = {
            "outside": self._is_outside,
            "unseen": self._is_unseen,
            "covered": self._is_covered,
        }
        return next((why for why, is_lost in reasons.items() if 2 * sum(map(is_lost, word)) >= len(word)), None)

    def _is_outside(self, letter: Letter) -> bool:
        left, bottom, right, top = letter.box
        across = min(right, self._edge[2]) - max(left, self._edge[0])
        along = min(top, self._edge[3]) - max(bottom, self._edge[1])
        return across < INSIDE * (right - left) or along < INSIDE * (top - bottom)

    def _is_unseen(self, letter: Letter) -> bool:
        left, bottom, right, top = letter.box
        if right - left < SMALLEST and top - bottom < SMALLEST:
            return True
        x, y = ((left - self._corner[0]) * self._scale, (self._corner[1] - top) * self._scale)
        far = (x + (right - left) * self._scale + 1, y + (top - bottom) * self._scale + 1)
        width, height = self._picture.size
        place = (max(0, int(x)), max(0, int(y)), min(width, int(far[0])), min(height, int(far[1])))
        if place[0] >= place[2] or place[1] >= place[3]:
            return True
        darkest, lightest = self._picture.crop(place).getextrema()
        return contrast(linear(darkest / 255), linear(lightest / 255)) < LEAST_CONTRAST

    def _is_covered(self, letter: Letter) -> bool:
        left, bottom, right, top = letter.box
        x, y = (left + right) / 2, (bottom + top) / 2
        near = NEAR_TURNED if unicodedata.bidirectional(letter.sign) in ("R", "AL") else NEAR
        return any(
            other.box[0] < x < other.box[2] and other.box[1] < y < other.box[3]
            for other in self._cells.get((int(x // CELL), int(y // CELL)), ())
            if abs(other.index - letter.index) > near and other.box != letter.box
        )


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    if max(box[2] - box[0], box[3] - box[1]) > LARGEST:
        return
    for x in range(int(box[0] // CELL), int(box[2] // CELL) + 1):
        for y in range(int(box[1] // CELL), int(box[3] // CELL) + 1):
            yield x, y
