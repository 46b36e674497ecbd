"""The search for themes that a text may treat: it suggests and never declares."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from anthology.core.cache import Cache
from anthology.core.document import Block, Blocks, ListBlock, Quote, plain, plain_block, walk
from anthology.core.findings import Location
from anthology.editorial.theme_frames import SHIPPED as FRAMES
from anthology.editorial.theme_frames import Hit, hits, is_strong
from anthology.editorial.vocabulary import ThemePatterns, Vocabulary

WEAK_HITS = 3
OFTEN = 4  # passages from which on a text does more than mention a theme
EXCERPT = 40  # letters shown on either side of a hit
TURKISH = {0x0307: None, 0x0131: "i"}
# An escape, a class of characters, or one character.
PATTERN_PARTS = re.compile(r"\\(?:x..|u.{4}|U.{8}|N\{[^}]*\}|[0-9]+|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
PATTERN_KINDS = ("strong", "weak", "exclude", "context", "names")
LONGEST_WORD = 100  # letters that are read of a word: a longer one is no word, and could cost its square in time


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A hit of a pattern: the words, what stands around them, and the place of the block in its source."""

    words: str
    excerpt: str
    at: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A theme that patterns or frames find in a text, with the passages in reading order.

    It is `is_likely` where one passage alone suggests it; `level` is the level of a note that the passages look like.
    """

    theme: str
    passages: tuple[Passage, ...]
    is_likely: bool = True
    level: str = "mention"


def suggest(blocks: Iterable[Block], vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """The themes that patterns and frames find in an essay's cleaned body, in the vocabulary's order.

    The words of notes, of the reference list and of comments are not read. Time grows with text times patterns.
    """
    runs = tuple(run for block in blocks for run in _runs(block))
    text = _Text(runs)
    framed = hits([letters for _, letters, _ in runs])
    made: list[Suggestion] = []
    for theme in vocabulary.themes.values():
        by_pattern, is_likely = _hits(theme.patterns, text)
        by_frame = framed.get(theme.id, ())
        passages = by_pattern or tuple(_framed(hit, runs) for hit in by_frame)
        if passages:
            level = "discussion" if max(len(by_pattern), len(by_frame)) >= OFTEN else "mention"
            is_likely = (is_likely and bool(by_pattern)) or is_strong(by_frame)
            made.append(Suggestion(theme=theme.id, passages=passages, is_likely=is_likely, level=level))
    return tuple(made)


def _framed(hit: Hit, runs: tuple[Run, ...]) -> Passage:
    words, letters, at = runs[hit.run]
    words = words if len(words) == len(letters) else letters  # a few letters grow when their case goes
    return Passage(words=words[hit.start : hit.end], excerpt=_excerpt(words, hit.start, hit.end), at=at)


def suggest_all(texts: Mapping[str, Blocks], vocabulary: Vocabulary, cache: Cache) -> dict[str, tuple[Suggestion, ...]]:
    """The suggestions for each text by its slug, from the cache for texts in which not a word or line has changed."""
    patterns = [
        (theme.id, kind, pattern.pattern, pattern.flags)
        for theme in vocabulary.themes.values()
        for kind in PATTERN_KINDS
        for pattern in getattr(theme.patterns, kind)
    ]
    return cache.memo_each(
        "themes",
        (patterns, FRAMES.read_text("utf-8"), next(iter(texts), "")),
        texts,
        lambda slugs: (suggest(texts[slug], vocabulary) for slug in slugs),
        tuple[Suggestion, ...],
    )


Run = tuple[str, str, Location | None]


def _runs(block: Block) -> Iterator[Run]:
    """The words of each block inside this one that holds words itself, and again folded, with its place.

    Spaces are single.
    """
    for inner in walk((block,)):
        match inner:
            case ListBlock():
                continue
            case Quote(attribution=attribution):
                words = plain(attribution)
            case _:
                words = plain_block(inner)
        text = " ".join(word[:LONGEST_WORD] for word in words.split())
        yield text, without_case(text), inner.at


class _Text:
    """The runs of a text, and which of them hold some letters."""

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self.runs = runs
        self._whole = "\n".join(letters for _, letters, _ in runs)
        self._ends = tuple(accumulate(len(letters) + 1 for _, letters, _ in runs))
        self._having: dict[str, tuple[int, ...]] = {"": tuple(range(len(runs)))}

    def having(self, letters: str) -> tuple[int, ...]:
        """The indices of the runs that hold these letters, whatever their case."""
        if letters not in self._having:
            self._having[letters] = tuple(self._search(letters))
        return self._having[letters]

    def _search(self, letters: str) -> Iterator[int]:
        place = self._whole.find(letters)
        while place >= 0:
            index = bisect_right(self._ends, place)
            yield index
            place = self._whole.find(letters, self._ends[index])


def _hits(patterns: ThemePatterns, text: _Text) -> tuple[tuple[Passage, ...], bool]:
    """The passages that suggest a theme, empty where they do not suffice, and whether one alone would suffice."""
    strong = tuple(_passages((*patterns.strong, *patterns.names), patterns.exclude, text))
    if strong:
        return strong, True
    weak = tuple(_passages(patterns.weak, patterns.exclude, text)) if patterns.weak else ()
    if len(weak) < WEAK_HITS:
        return (), False
    fits = not patterns.context or any(
        pattern.search(text.runs[index][0])
        for pattern in patterns.context
        for index in text.having(needed_letters(pattern))
    )
    return (weak if fits else ()), False


def _passages(
    patterns: tuple[re.Pattern[str], ...], exclude: tuple[re.Pattern[str], ...], text: _Text
) -> Iterator[Passage]:
    found: dict[int, set[tuple[int, int]]] = {}
    for pattern in patterns:
        for index in text.having(needed_letters(pattern)):
            for match in pattern.finditer(text.runs[index][0]):
                found.setdefault(index, set()).add(match.span())
    for index in sorted(found):
        words, _, at = text.runs[index]
        harmless = [match.span() for pattern in exclude for match in pattern.finditer(words)]
        reached = 0
        for start, end in sorted(found[index]):
            if start < reached or any(start < stop and begin < end for begin, stop in harmless):
                continue
            reached = end
            yield Passage(words=words[start:end], excerpt=_excerpt(words, start, end), at=at)


def without_case(text: str) -> str:
    """Without the differences of case that a pattern ignores, those of the Turkish i among them."""
    folded = text.casefold()
    return folded.translate(TURKISH) if any(chr(letter) in folded for letter in TURKISH) else folded


@lru_cache(maxsize=4096)
def needed_letters(pattern: re.Pattern[str]) -> str:
    """The longest run of small letters and marks that is in all that a pattern can match, empty if none can be told.

    To look for these first is many times quicker than to try the pattern. Only what stands outside all groups counts,
    and nothing of a pattern of alternatives.
    """
    if pattern.flags & re.VERBOSE:
        return ""
    runs, depth = [""], 0
    for part in PATTERN_PARTS.findall(pattern.pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            return ""
        if part in ("?", "*", "{"):
            runs[-1] = runs[-1][:-1]
        letter = part[1:] if len(part) == 2 and part[0] == "\\" and not part[1].isalnum() else part
        is_letter = not depth and letter.isascii() and (letter.isalpha() or letter == " " or letter != part)
        runs += [runs.pop() + letter] if is_letter else [""]
    return without_case(max(runs, key=len))


def _excerpt(words: str, start: int, end: int) -> str:
    first, last = max(0, start - EXCERPT), min(len(words), end + EXCERPT)
    return f"{'…' if first else ''}{words[first:last].strip()}{'…' if last < len(words) else ''}"
