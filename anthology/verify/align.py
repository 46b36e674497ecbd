"""A text that is expected, and one that is shown: where they part, and what is lost or added there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

ANCHOR = 40  # letters that follow one another in both texts: here they are the same place
RESUMED = 12  # and so many after a difference, where the texts go on together
FARTHEST = 4000  # letters within which texts that have parted are looked for again


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of the expected text that is lost, and the stretch of the shown one that stands there: both by places.

    Either of them may be empty.
    """

    lost: slice
    added: slice


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the expected text begins and ends in the one that is shown, and the differences between, in order."""

    start: int
    end: int
    differences: tuple[Difference, ...] = ()


def align(expected: str, shown: str) -> Alignment | None:
    """Find a text in another; None where nothing of it is there. Without differences it is there as it stands."""
    start = shown.find(expected)
    if start >= 0:
        return Alignment(start, start + len(expected))
    anchor = _anchor(expected, shown)
    if anchor is None:
        return None
    wanted, found = anchor
    start, differences = found, [Difference(slice(0, wanted), slice(found, found))] if wanted else []
    while True:
        run = _same(expected, wanted, shown, found)
        wanted, found = wanted + run, found + run
        if wanted >= len(expected):
            return Alignment(start, found, tuple(differences))
        lost, added = _gap(expected, wanted, shown, found)
        back = _before(expected, wanted, lost) if not added else _before(shown, found, added) if not lost else 0
        gone, new = wanted - back, found - back
        differences.append(Difference(slice(gone, gone + lost), slice(new, new + added)))
        wanted, found = wanted + lost, found + added


def _anchor(expected: str, shown: str) -> tuple[int, int] | None:
    """The first place of the expected text that the shown one has too, in both; as far to the front as they agree."""
    for length in (ANCHOR, RESUMED):
        for place in range(0, max(1, len(expected) - length + 1), max(1, length // 2)):
            found = shown.find(expected[place : place + length])
            if found >= 0:
                same = (
                    back for back in range(min(place, found)) if expected[place - back - 1] != shown[found - back - 1]
                )
                back = next(same, min(place, found))
                if place > back:  # the beginning is altered: where its first letters are, there it begins
                    first = shown.rfind(expected[:RESUMED], 0, found)
                    if first >= 0:
                        return 0, first
                return place - back, found - back
    return None


def _same(one: str, at: int, other: str, there: int) -> int:
    """How many letters two texts have in common from two places on."""
    length, step = 0, 256
    while (part := one[at + length : at + length + step]) and part == other[there + length : there + length + step]:
        length += len(part)
    pairs = zip(one[at + length : at + length + step], other[there + length : there + length + step], strict=False)
    return length + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _gap(expected: str, wanted: int, shown: str, found: int) -> tuple[int, int]:
    """How much of two texts is passed over before they go on together: the least of either alone, else of both."""
    key = expected[wanted : wanted + RESUMED]
    added = shown.find(key, found)
    here = shown[found : found + RESUMED]
    lost = expected.find(here, wanted) if len(here) == RESUMED else -1
    if added >= 0 and (lost < 0 or added - found <= lost - wanted):
        return 0, added - found
    if lost >= 0:
        return lost - wanted, 0
    for more in range(1, min(FARTHEST, len(expected) - wanted)):
        key = expected[wanted + more : wanted + more + RESUMED]
        place = shown.find(key, found, found + more + FARTHEST)
        if place >= 0:
            return more, place - found
    return len(expected) - wanted, 0


def _before(text: str, at: int, length: int) -> int:
    """How many letters before a stretch of a text it may as well begin, so that it begins with a word."""
    back = 0
    while text[at - back - 1 : at - back + 1].isalnum() and text[at - back - 1] == text[at - back - 1 + length]:
        back += 1
    return 0 if text[at - back - 1 : at - back + 1].isalnum() else back
