"""Frames: what passages of a theme say, as sequences of words (who does what to whom), each with a weight.

A frame is a line of `theme_frames.yaml`: terms separated by spaces. A term is one of its alternatives (`a|b`), a list
of the file (`{kin}`) or a gap: `..` stands for up to five words of a sentence, `//` for up to twelve across sentences.
In a term, `_` is a space, a final `*` any ending, and a final `?` makes the term optional.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anthology.core.schema import Line, OptionalList, Record, Slug
from anthology.core.yaml import read

SHIPPED = Path(__file__).with_name("theme_frames.yaml")
WEIGHTS = {"strong": 3, "fair": 2, "weak": 1}
ENOUGH = 3  # weight in one paragraph that suggests a theme
ENOUGH_IN_TEXT = 4  # weight in a whole text, where no paragraph has enough
STEM = 4  # first letters of a word by which frames are found
BREAK = r"[^\w.!?]+"
GAPS = {".": r"(?:[^\w.!?]+[\w'-]+){0,5}?[^\w.!?]+", "/": r"(?:\W+[\w'-]+){0,12}?\W+"}
WORD = re.compile(r"\w+")
COMMON = frozenset({
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "with", "by", "from", "and", "or", "but", "not",
    "no", "i", "me", "my", "he", "him", "his", "she", "her", "it", "its", "we", "us", "our", "they", "them",
    "their", "you", "your", "was", "were", "is", "are", "be", "been", "had", "have", "has", "did", "do",
    "would", "could", "as", "so", "that", "this", "who", "into", "out", "up", "down", "off", "all", "one",
    "two", "after", "before", "when", "until", "back", "went", "go", "got", "came", "come", "said", "told",
    "man", "men", "woman", "women", "people"
})  # fmt: skip


class ThemeFrames(Record):
    """The frames of one theme: one `strong`, a `fair` and a `weak` or three `weak` ones of a paragraph suggest it.

    A hit that touches one of `exclude` is none.
    """

    strong: OptionalList[Line] = ()
    fair: OptionalList[Line] = ()
    weak: OptionalList[Line] = ()
    exclude: OptionalList[Line] = ()


class FrameFile(Record):
    """The file of frames: lists of words by name, what takes back the hits of any theme, and each theme's frames."""

    lists: dict[Slug, Line]
    harmless: OptionalList[Line] = ()
    themes: dict[Slug, ThemeFrames]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A compiled frame; a weight of 0 takes back, for all themes where it names none."""

    theme: str
    weight: int
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]  # of each of its terms, the first letters of the alternatives


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a frame matches: the index of the paragraph, the span of its letters, and the frame's weight."""

    run: int
    start: int
    end: int
    weight: int


@functools.cache
def shipped_frames() -> dict[str, tuple[Frame, ...]]:
    """The frames that come with the program, by the first letters of the word at which each is tried."""
    document, _ = read(SHIPPED.read_bytes(), SHIPPED)
    file = FrameFile.model_validate(
        {} if document is None else {key: document.get(key) for key in FrameFile.model_fields}
    )
    index: dict[str, list[Frame]] = {}
    lines = [("", 0, line) for line in file.harmless]
    for theme, frames in file.themes.items():
        lines += [(theme, weight, line) for kind, weight in WEIGHTS.items() for line in getattr(frames, kind)]
        lines += [(theme, 0, line) for line in frames.exclude]
    for theme, weight, line in lines:
        terms = [term.format_map(file.lists) for term in line.split()]
        rarest, needs = _stems(terms)
        frame = Frame(theme, weight, _compiled(terms), needs)
        for stem in rarest:
            index.setdefault(stem, []).append(frame)
    return {stem: tuple(frames) for stem, frames in index.items()}


def _compiled(terms: Sequence[str]) -> re.Pattern[str]:
    made, is_gap = r"\b", True
    for term in terms:
        if set(term) in ({"."}, {"/"}):
            made, is_gap = made + GAPS[term[0]], True
            continue
        words = "|".join(re.escape(word.rstrip("*")) + r"[\w'-]*" * word.endswith("*") for word in _words(term))
        body = f"(?:{words.replace('_', ' ')})" + r"\b" * (term[-1] != "?")
        if term.endswith("?"):
            made += f"(?:{BREAK}{body}" + r"\b)?"
        else:
            made, is_gap = made + ("" if is_gap else BREAK) + body, False
    return re.compile(made)


def _words(term: str) -> list[str]:
    return term.removesuffix("?").split("|")


def _stems(terms: Sequence[str]) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """The first letters of the words of the term that fewest texts have, and those of the words of each term."""
    needed = [_words(term) for term in terms if term[0] not in "./" and not term.endswith("?")]
    rarest = min(needed, key=lambda words: sum(200 if _first(word) in COMMON else 1 for word in words))
    return _stems_of(rarest), tuple(_stems_of(words) for words in needed if words is not rarest)


def _stems_of(words: Sequence[str]) -> frozenset[str]:
    return frozenset(_stem(word) for word in words)


def _first(word: str) -> str:
    """The first word of an alternative, with the asterisk that leaves its ending open."""
    found = re.match(r"\w+?(?=_|\W|$)\*?", word)
    return found.group() if found else word


def _stem(word: str) -> str:
    first = _first(word)
    return first if first.endswith("*") and len(first) <= STEM else first[:STEM]


def hits(runs: Sequence[str]) -> dict[str, tuple[Hit, ...]]:
    """The hits of each theme that the frames suggest in a text, given as its paragraphs without case."""
    frames = shipped_frames()
    found: dict[str, dict[tuple[int, int, int], int]] = {}
    taken_back: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for number, run in enumerate(runs):
        for frame, match in _matches(run.replace("\u2019", "'"), frames):
            if frame.weight:
                span = (number, *match.span())
                hits_of = found.setdefault(frame.theme, {})
                hits_of[span] = max(frame.weight, hits_of.get(span, 0))
            else:
                taken_back.setdefault((frame.theme, number), []).append(match.span())
    kept = {
        theme: tuple(
            _apart(
                Hit(*span, weight)
                for span, weight in sorted(spans.items())
                if not any(
                    span[1] < end and start < span[2]
                    for name in ("", theme)
                    for start, end in taken_back.get((name, span[0]), ())
                )
            )
        )
        for theme, spans in found.items()
    }
    return {theme: each for theme, each in kept.items() if is_enough(each)}


def _matches(run: str, frames: dict[str, tuple[Frame, ...]]) -> Iterator[tuple[Frame, re.Match[str]]]:
    stems = {stem for word in set(WORD.findall(run)) for stem in _known_stems(word)}
    tried: set[Frame] = set()
    for stem in sorted(stems & frames.keys()):
        for frame in frames[stem]:
            if frame not in tried and not any(stems.isdisjoint(need) for need in frame.needs):
                tried.add(frame)
                for match in frame.pattern.finditer(run):
                    yield frame, match


@functools.lru_cache(maxsize=1 << 15)
def _known_stems(word: str) -> tuple[str, ...]:
    """What frames may look for of a word: nothing for most words, and that is what makes the search quick."""
    return tuple(stem for stem in (word[:STEM], f"{word[:3]}*", f"{word[:2]}*") if stem in _all_stems())


@functools.cache
def _all_stems() -> frozenset[str]:
    frames = shipped_frames()
    return frozenset(frames).union(*(need for each in frames.values() for frame in each for need in frame.needs))


def _apart(found: Iterator[Hit]) -> Iterator[Hit]:
    """Hits that do not overlap; of those that do, the heaviest."""
    last: Hit | None = None
    for hit in found:
        if last and hit.run == last.run and hit.start < last.end:
            last = max(last, hit, key=lambda each: each.weight)
            continue
        if last:
            yield last
        last = hit
    if last:
        yield last


def is_enough(found: Sequence[Hit]) -> bool:
    """Whether hits of one theme suffice to suggest it, in one paragraph or in the text."""
    by_run: dict[int, int] = {}
    for hit in found:
        by_run[hit.run] = by_run.get(hit.run, 0) + hit.weight
    return max(by_run.values(), default=0) >= ENOUGH or sum(by_run.values()) >= ENOUGH_IN_TEXT


def is_strong(found: Sequence[Hit]) -> bool:
    """Whether one hit alone would suggest the theme."""
    return any(hit.weight >= ENOUGH for hit in found)
