"""The two forms in which a text is compared with finished pages: with its structure, and as words on paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Protocol, Self

from anthology.core.normalize import normalize
from anthology.verify.notation import CLOSE, EMPTY, MARK, OPEN, lines_of, mark

CUT = mark("document")  # stands where a text was taken out of its page


class View(Protocol):
    """A text in the form in which it is compared."""

    @property
    def text(self) -> str:
        """What is compared."""

    @property
    def has_structure(self) -> bool:
        """Whether marks and spaces count too."""

    def quote(self, place: slice) -> str:
        """The words of a stretch, as a reader sees them."""

    def structure(self, place: slice) -> str:
        """The marks of structure in a stretch, as elements are written; empty where it has none."""

    def around(self, place: int) -> str:
        """The elements that a place stands in, as they are written; empty where it stands in none."""

    def without(self, place: slice) -> Self:
        """The rest, where a stretch is taken out."""

    def lines(self) -> Iterable[str]:
        """The words, cut where other words begin for certain."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with marks for its structure, as an e-book has it: letters, marks and spaces count as they stand."""

    text: str
    has_structure: ClassVar[bool] = True

    def quote(self, place: slice) -> str:
        """The words of a stretch."""
        return " ".join(lines_of(self.text[_whole(self.text, place)]))

    def structure(self, place: slice) -> str:
        """The marks in a stretch."""
        return "".join(f"<{found[1]}>" for found in MARK.finditer(self.text[_whole(self.text, place)]))

    def around(self, place: int) -> str:
        """The marks that are open at a place."""
        opened: list[str] = []
        for found in MARK.finditer(self.text, 0, place):
            name = found[1].partition(" ")[0]
            if opened and name == f"/{opened[-1]}":
                opened.pop()
            elif not name.startswith("/") and name not in EMPTY:
                opened.append(name)
        return "".join(f"<{name}>" for name in opened)

    def without(self, place: slice) -> Marked:
        """The rest, with a mark where the stretch was."""
        return Marked(self.text[: place.start] + CUT + self.text[place.stop :])

    def lines(self) -> Iterable[str]:
        """The words of each block."""
        return lines_of(self.text)


def _whole(text: str, place: slice) -> slice:
    """A stretch of a notation without a mark cut in two."""
    start, stop = place.start, place.stop
    if text.rfind(OPEN, 0, start) > text.rfind(CLOSE, 0, start):
        start = text.rfind(OPEN, 0, start)
    if stop > start and text.rfind(OPEN, 0, stop) > text.rfind(CLOSE, 0, stop):
        stop = text.find(CLOSE, stop) + 1
    return slice(start, stop)


def _is_ornament(sign: str) -> bool:
    """Whether a sign may be an ornament between two parts of a text, and is no word."""
    return sign in "*⁂⁕·•※" or (unicodedata.category(sign) == "So" and sign not in "©®℗")


class Printed:
    """A text as it is read from printed pages: spaces, hyphens and the shapes of quotation marks do not count.

    Ornaments between parts of a text do not count either: their place is in the structure.
    """

    has_structure: ClassVar[bool] = False

    def __init__(self, text: str) -> None:
        self._words = [word for word in text.split() if not all(map(_is_ornament, word))]
        self._folded = [normalize(word) for word in self._words]
        self.text = "".join(self._folded)
        self._origins = [index for index, letters in enumerate(self._folded) for _ in letters]

    def quote(self, place: slice) -> str:
        """The words of a stretch."""
        return " ".join(self._words[index] for index in dict.fromkeys(self._origins[place]))

    def structure(self, place: slice) -> str:
        """Nothing: what is read of pages has words alone."""
        del place
        return ""

    def around(self, place: int) -> str:
        """Nothing: what is read of pages has words alone."""
        del place
        return ""

    def without(self, place: slice) -> Printed:
        """The rest, as one text."""
        rest = Printed("")
        rest._words, rest._folded = self._words, self._folded
        rest.text = self.text[: place.start] + self.text[place.stop :]
        rest._origins = self._origins[: place.start] + self._origins[place.stop :]
        return rest

    def lines(self) -> Iterable[str]:
        """All words as one line."""
        words, at = [], 0
        for index, run in groupby(self._origins):
            letters = self.text[at : at + len(list(run))]
            words.append(self._words[index] if letters == self._folded[index] else letters)
            at += len(letters)
        return (" ".join(words),)
