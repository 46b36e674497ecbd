"""The comparison: every letter of a file is in the essay, or was dropped by a rule, and nothing was put to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from anthology.core.document import notes_of
from anthology.core.essay import Essay
from anthology.core.findings import Finding, Location
from anthology.core.normalize import shortened
from anthology.sources.rereading.letters import SHAPES, TYPED, Letters, compared
from anthology.sources.rereading.passages import Passage
from anthology.sources.rereading.pieces import Piece, pieces_of

SHOWN = 120  # so many letters of lost words are quoted
MOST_NAMED = 12  # findings of a kind for one essay
ANCHOR = 24  # letters of a piece that is known again wherever it stands
MOST_TRIES = 20_000  # searches for parts of pieces: where so much is altered, enough is named
HEAD = 6  # letters by which the beginning of a piece is looked for
MOST_STARTS = 50  # places at which it may begin
AROUND = 4_000  # letters beyond the length of a piece in which its parts are looked for

_NUMBER = r"(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶]{1,4})"
# The number of a note, or several in brackets: notes are called side by side.
_LABEL = re.compile(rf"[\^↑\[(]*+{_NUMBER}?[\])]*+[.:)↩↑^]*+(?:[\[(]++{_NUMBER}[\])]++)*+")

_CLOSING = ".,;:!?)]…"  # a space before them is no end of a word


def unaccounted(
    essay: Essay, passages: Iterable[Passage], strip: Callable[[str], str] | None = None
) -> tuple[Finding, ...]:
    """What a second reading of its file finds wrong with an essay.

    F002 for words that are neither in the essay nor dropped by a rule, F003 for words that the essay has and the file
    has not, has once only, in another order, or divided otherwise. `strip` takes the syntax out of a line of the
    ledger, where that has lines as they are typed.
    """
    is_typed = essay.origin.media_type in ("text/plain", "text/markdown")
    return tuple(_Comparison(essay, passages, TYPED if is_typed else SHAPES, strip or str).findings())


@dataclass(slots=True)
class _Part:
    """A piece with its letters, and where they stand in the file; `is_astray` if not where they are expected.

    `stop` is where they end if some of them are no running text there.
    """

    piece: Piece
    letters: str
    starts: bytes
    start: int = -1
    stop: int = -1
    is_astray: bool = False

    @property
    def end(self) -> int:
        """Where it ends in the file."""
        return self.stop if self.stop >= 0 else self.start + len(self.letters)

    @property
    def may_follow(self) -> bool:
        """Whether it may stand where the piece before it ends: a caption, which stands beside its picture, does."""
        return self.piece.kind in ("text", "gone") or (self.piece.kind == "apart" and len(self.letters) >= HEAD)


class _Markup(NamedTuple):
    """Letters that are no running text, and before which letter of the text they stand."""

    place: int
    letters: str
    is_formula: bool


class _Comparison:
    """The letters of a file, which of them were found in the essay, and what of the essay is not among them."""

    def __init__(
        self, essay: Essay, passages: Iterable[Passage], fold: re.Pattern[str], strip: Callable[[str], str]
    ) -> None:
        self.fold = fold
        self.path = Path(essay.origin.path)
        self.is_repaired = bool(essay.changes)
        self.has_notes = bool(notes_of((*essay.blocks, *essay.author_note)))
        self.passages: list[Passage] = []
        self.offsets: list[int] = []
        self.labels: dict[int, int] = {}
        self.markup: list[_Markup] = []
        whole, size = Letters(), 0
        for passage in passages:
            if passage.kind in ("markup", "formula"):
                letters = "".join(compared(passage.text, fold).split())
                self.markup.append(_Markup(size, letters, passage.kind == "formula"))
            elif added := whole.add(passage.text, fold):
                self.passages.append(passage)
                self.offsets.append(size)
                if passage.kind == "label":
                    self.labels[size] = size + added
                size += added
        self.tries = MOST_TRIES + 20 * len(self.markup)
        self.letters, self.starts = "".join(whole.parts), bytes(whole.starts)
        self.used = bytearray(size)
        parts = [self._part(piece) for piece in pieces_of(essay, strip)]
        self.parts = [part for part in parts if part.letters]

    def _part(self, piece: Piece) -> _Part:
        letters = Letters()
        letters.add(piece.text, self.fold)
        return _Part(piece, "".join(letters.parts), bytes(letters.starts))

    def findings(self) -> Iterator[Finding]:
        """What is wrong: lost words by their line, then words that the file has not."""
        added = list(self._placed())
        divided = (each for part in self.parts if (each := self._divided(part)))
        yield from _few([*self._lost()], self.path)
        yield from _few([*added, *divided], self.path)

    def _placed(self) -> Iterator[Finding]:
        """Find each piece in the file; a finding for what is not there, or stands elsewhere."""
        everywhere = (0, len(self.used))
        self._place_in_order()
        if 0 not in self.used and all(part.start >= 0 or part.piece.kind in ("gone", "spare") for part in self.parts):
            return
        text = [part for part in self.parts if part.piece.kind == "text"]
        if any(part.start < 0 and len(part.letters) >= ANCHOR for part in text):
            self._place_between_anchors(text)
        apart = [part for part in self.parts if part.piece.kind == "apart"]
        # A cell of one letter comes last: it would be found in the middle of a note that has not been taken yet.
        for least in (HEAD, 1):
            self._place_whole(text, apart, least)
        yield from self._astray(text)
        for part, gap in self._gaps(text):
            yield from self._fragments(part, *gap)
        for part in apart:
            if part.start < 0:
                yield from self._fragments(part, *everywhere)
        for kind in ("gone", "spare"):
            for part in self.parts:
                if part.piece.kind == kind and part.start < 0:
                    self._take(part, self._free(part.letters, *everywhere))

    def _place_whole(self, text: Sequence[_Part], apart: Sequence[_Part], least: int) -> None:
        """Take pieces of at least so many letters that stand in one stretch: texts between their neighbours."""
        for part, gap in self._gaps(text):
            if len(part.letters) >= least:
                self._take(part, self._free(part.letters, *gap))
        for part in apart:
            if part.start < 0 and len(part.letters) >= least:
                self._take(part, self._free(part.letters, 0, len(self.used)))

    def _astray(self, text: Sequence[_Part]) -> Iterator[Finding]:
        """A finding for each piece that stands in another place of the file than its neighbours say."""
        for part in text:
            if part.start < 0 and len(part.letters) >= ANCHOR:
                self._take(part, self._free(part.letters, 0, len(self.used)))
                part.is_astray = part.start >= 0
                if part.is_astray:
                    yield self._finding("F003", f"“{_quoted(part)}” is not in the order of the file", part.start)

    def _place_in_order(self) -> None:
        place = 0
        for part in self.parts:
            if not part.may_follow:
                continue
            if not self._begins(part, place) and part.piece.kind == "text" and len(part.letters) >= ANCHOR:
                self._take(part, self.letters.find(part.letters, place))
            place = part.end if part.start >= 0 else place

    def _begins(self, part: _Part, place: int) -> bool:
        """Take a piece if it begins at a place or behind the labels there; whether it does."""
        while not self.letters.startswith(part.letters, place) and place in self.labels:
            place = self.labels[place]
        if self.letters.startswith(part.letters, place):
            if self.used.find(1, place, place + len(part.letters)) < 0:
                self._take(part, place)
        elif part.piece.kind == "text" and self.markup:
            self._weave(part, place)
        return part.start >= 0

    def _weave(self, part: _Part, place: int) -> bool:
        """Take a piece that begins at a place and has what is no running text in it; whether it does."""
        end = self._through(part.letters, place)
        if end >= 0:
            part.start, part.stop = place, end
            self._use(place, end - place)
        return end >= 0

    def _place_between_anchors(self, text: Sequence[_Part]) -> None:
        """Begin again from the longest run of pieces that are in the order of the file: others may have been moved."""
        self.used = bytearray(len(self.used))
        known = []
        for part in self.parts:
            part.start = part.stop = -1
        for part in text:
            found = self.letters.find(part.letters) if len(part.letters) >= ANCHOR else -1
            if found >= 0 and self.letters.find(part.letters, found + 1) < 0:
                known.append((found, part))
        for place, part in _rising(known):
            self._take(part, place)
        place = 0
        for part in self.parts:
            if part.may_follow and part.start < 0:
                self._begins(part, place)
            place = part.end if part.start >= 0 else place

    def _gaps(self, parts: Sequence[_Part]) -> Iterator[tuple[_Part, tuple[int, int]]]:
        """Each part that is not placed, with the stretch of the file between its neighbours that are."""
        highs, high = [], len(self.used)
        for part in reversed(parts):
            high = part.start if part.start >= 0 and not part.is_astray else high
            highs.append(high)
        low = 0
        for part, above in zip(parts, reversed(highs), strict=True):
            if part.start < 0:
                yield part, (low, above)
            low = part.end if part.start >= 0 and not part.is_astray else low

    def _free(self, letters: str, low: int, high: int) -> int:
        """Where the letters first stand in a stretch of which nothing is used, few of them as a word; -1 if nowhere."""
        place = self.letters.find(letters, low, high)
        while place >= 0:
            taken = self.used.rfind(1, place, place + len(letters))
            if taken < 0 and (len(letters) >= ANCHOR or self._is_word(place, place + len(letters))):
                return place
            place = self.letters.find(letters, max(taken, place) + 1, high)
        return -1

    def _is_word(self, start: int, end: int) -> bool:
        return bool(self.starts[start] and (end == len(self.starts) or self.starts[end] or end in self.labels))

    def _take(self, part: _Part, place: int) -> None:
        part.start = place if part.start < 0 else part.start
        self._use(place, len(part.letters))

    def _use(self, place: int, length: int) -> None:
        if place >= 0:
            self.used[place : place + length] = b"\1" * length

    def _fragments(self, part: _Part, low: int, high: int) -> Iterator[Finding]:
        """Find as much of a piece as there is, word by word; a finding for the words that are not there."""
        if self._is_woven(part, low, high):
            return
        cuts = [*(index for index, begins in enumerate(part.starts) if begins and index), len(part.letters)]
        high = min(high, low + len(part.letters) + AROUND) if part.piece.kind == "text" else high
        waiting, place, missing = [(0, cuts)], low, []
        while waiting:
            first, ends = waiting.pop()
            found = self._free(part.letters[first : ends[-1]], place, high) if self.tries > 0 else -1
            self.tries -= 1
            if found >= 0:
                place = found + ends[-1] - first
                self._use(found, ends[-1] - first)
            elif len(ends) == 1 or self.tries <= 0:
                missing.append(part.letters[first : ends[-1]])
            else:
                middle = len(ends) // 2
                waiting += [(ends[middle - 1], ends[middle:]), (first, ends[:middle])]
        said, quoted = shortened(" ".join(missing), SHOWN), _quoted(part)
        message = f"“{said}” is not in the file, or not there: “{quoted}”"
        message = message if said else f"“{quoted}” has words between in the file, or has them in another order"
        yield self._finding("F003", message, min(low, max(0, len(self.used) - 1)))

    def _is_woven(self, part: _Part, low: int, high: int) -> bool:
        """Whether a piece stands in a stretch with what is no running text among it, shown as typed or left out."""
        if not self.markup:
            return False
        if part.piece.kind == "apart" and part.letters in "".join(each.letters for each in self.markup):
            return True  # a caption that is the title of a picture, a note in another file
        head = part.letters[:HEAD]
        starts = {max(low, self.used.find(0, low)): None}
        for markup in self.markup[bisect_left(self.markup, low, key=itemgetter(0)) :]:
            if markup.place > high or len(starts) > MOST_STARTS:
                break
            if markup.is_formula or head.startswith(markup.letters[:HEAD]):
                starts[markup.place] = None
        found = low - 1
        while len(starts) < 2 * MOST_STARTS and (found := self.letters.find(head, found + 1, high)) >= 0:
            starts[found] = None
        return any(self._weave(part, start) for start in starts)

    def _through(self, letters: str, start: int) -> int:
        """Where a piece ends that begins at a place of the text; -1 where it does not go through from there."""
        first = bisect_left(self.markup, start, key=itemgetter(0))
        ways = [(0, start, first)]  # letters of the piece that are found, place in the text, number of the markup
        while ways and self.tries > 0:
            self.tries -= 1
            index, place, number = ways.pop()
            following = self.markup[number] if number < len(self.markup) else _Markup(len(self.used), "", False)
            length = min(following.place - place, len(letters) - index)
            if self.used.find(1, place, place + length) >= 0:
                continue
            if not self.letters.startswith(letters[index : index + length], place):
                continue
            index, place = index + length, place + length
            if index == len(letters):
                return place
            if number == len(self.markup):
                continue
            shown = []
            if following.letters and letters.startswith(following.letters, index):
                shown = [(index + len(following.letters), place, number + 1)]
            if following.is_formula:
                ways += [(end, place, number + 1) for end in self._behind_formula(letters, index, place, number)]
                ways += [(index, place, number + 1), *shown]
            else:
                ways += [*shown, (index, place, number + 1)]
        return -1

    def _behind_formula(self, letters: str, index: int, place: int, number: int) -> Iterator[int]:
        """Where a piece may go on behind a formula that it has in other signs."""
        end = self.markup[number + 1].place if number + 1 < len(self.markup) else len(self.used)
        head = self.letters[place : min(end, place + HEAD)]
        yield len(letters)
        for rest in range(1, min(HEAD, len(letters) - index)):  # the end of a line, shorter than what is looked for
            if self.letters.startswith(letters[-rest:], place):
                yield len(letters) - rest
        while 0 <= (index := letters.find(head, index + 1)) < len(letters):
            yield index

    def _divided(self, part: _Part) -> Finding | None:
        """A finding where words of a piece are run together, or one is cut."""
        if part.start < 0 or part.stop >= 0 or part.piece.kind in ("gone", "spare"):
            return None
        there, here = self.starts[part.start + 1 : part.end], part.starts[1:]
        if there == here:
            return None
        both = enumerate(zip(there, here, strict=True), start=1)
        places = (at for at, (had, has) in both if had != has and not (had and part.letters[at] in _CLOSING))
        place = next(places, 0)
        if not place or (self.is_repaired and here[place - 1]):
            return None
        shown = f"{part.letters[max(0, place - 20) : place]}|{part.letters[place : place + 20]}"
        how = "cut a word" if here[place - 1] else "run words together"
        return self._finding("F003", f"the essay has {how} at “{shown}”", part.start + place)

    def _lost(self) -> Iterator[Finding]:
        """A finding for each stretch of the file that is neither in the essay nor dropped."""
        notes = {part.start for part in self.parts if part.piece.is_note and part.start >= 0}
        ends = {part.end for part in self.parts if part.piece.kind == "apart" and part.start >= 0}
        for run in re.finditer(b"\0+", self.used):
            start, end = run.span()
            is_beside = end in notes or start in ends
            for first, last, passage in self._stretches(start, end):
                is_shaped = _LABEL.fullmatch(self.letters, first, last) is not None
                is_label = passage.kind == "label" and (is_shaped or is_beside)
                if not (self.has_notes and (is_label or (is_shaped and is_beside))):
                    words = self._said(first, last)
                    message = f"“{shortened(words, SHOWN)}” was neither kept, moved nor dropped by a rule"
                    yield self._finding("F002", message, first)

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, int, Passage]]:
        """A stretch of the file cut where it goes over from text to labels or back, with the first passage of each."""
        index = bisect_right(self.offsets, start) - 1
        first, passage = start, self.passages[index]
        for offset, following in zip(self.offsets[index + 1 :], self.passages[index + 1 :], strict=True):
            if offset >= end:
                break
            if following.kind != passage.kind:
                yield first, offset, passage
                first, passage = offset, following
        yield first, end, passage

    def _said(self, start: int, end: int) -> str:
        """The words of a stretch, divided as in the file."""
        cuts = [start, *(place for place in range(start + 1, end) if self.starts[place]), end]
        return " ".join(self.letters[first:last] for first, last in pairwise(cuts))

    def _finding(self, code: str, message: str, place: int) -> Finding:
        return Finding(code, message, Location(self.path, self._line(place)))

    def _line(self, place: int) -> int:
        """The line of the file on which a letter stands."""
        index = bisect_right(self.offsets, place) - 1
        if index < 0:
            return 0
        passage, left = self.passages[index], place - self.offsets[index]
        letters = Letters()
        for number, line in enumerate(passage.text.split("\n"), start=passage.line):
            left -= letters.add(line, self.fold)
            if left < 0:
                return number if passage.line else 0
        return passage.line


def _rising(known: Sequence[tuple[int, _Part]]) -> list[tuple[int, _Part]]:
    """The longest selection of places that rise (by patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for number, (place, _) in enumerate(known):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [number]
    chosen = []
    number = piles[-1] if piles else -1
    while number >= 0:
        chosen.append(known[number])
        number = before[number]
    return chosen[::-1]


def _quoted(part: _Part) -> str:
    return shortened(" ".join(part.piece.text.split()), SHOWN)


def _few(findings: Sequence[Finding], path: Path) -> Iterator[Finding]:
    """The findings, or the first of them and how many more there are."""
    yield from findings[:MOST_NAMED]
    if len(findings) > MOST_NAMED:
        more = len(findings) - MOST_NAMED
        yield Finding(findings[0].code, f"and {more:,} more of the same kind", Location(path))
