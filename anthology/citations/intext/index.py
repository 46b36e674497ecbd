"""The index of names and years against which citations are resolved."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from anthology.citations.dedupe import Merged
from anthology.citations.model import Reference, fold, given_name

Trouble = Literal["", "unknown", "year", "ambiguous"]

#: Capitalised words that may stand before a name without belonging to it.
OPENERS = re.compile(
    r"according|after|although|as|at|because|before|both|but|by|cf|dr|during|e\.?g|following|for|from|here|however|i\.?e|"
    r"if|in|indeed|like|mr|mrs|ms|on|prof|professor|quoting|see|since|sir|that|the|then|thus|to|under|unlike|when|where|"
    r"whereas|while|with|yet",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(\d{4})(?:/(\d{2,4}))?([a-r]?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A reference with its creators' names as keys, and the letters after the year in other essays' lists."""

    reference: Reference
    names: tuple[frozenset[str], ...]
    letters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationIndex:
    """Works by the first name that a citation can give them, and what each key now leads to.

    `last_words` are the last words of those names and `longest` the words of the longest: most stretches of text are
    set aside by these two at once. `essay_works` are the keys of the essays of this book, `local` what each essay means
    by the keys of its own files.
    """

    works: Mapping[str, tuple[Work, ...]]
    keys: Mapping[str, str]
    last_words: frozenset[str]
    longest: int
    essay_works: frozenset[str] = frozenset()
    local: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def keyed(self, key: str, essay: str) -> str:
        """The key of the work that an essay means by a key, empty where there is none."""
        return self.local.get(essay, {}).get(key) or self.keys.get(key, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Names as a citation gives them: each author's words, whether others are meant, and the word before the first."""

    authors: tuple[str, ...]
    others: bool = False
    before: str = ""

    def __str__(self) -> str:
        return " and ".join(self.authors) + (" et al." if self.others else "")


def index_references(merged: Merged) -> CitationIndex:
    """The index of the merged references; an alias of a body counts as its name, "Gogh" as van Gogh.

    Keys that were replaced and readings that are not used lead to the work in their place, with the letter after the
    year that each essay's own list gives it.
    """
    letters: dict[str, dict[str, str]] = defaultdict(dict)
    readings: dict[str, list[Reference]] = {work.key: [work] for work in merged.works}
    for unused in merged.unused:
        readings[unused.winner].append(unused.reading)
        letters[unused.winner].update((essay, unused.reading.year_suffix) for essay in unused.reading.essays)
    works: dict[str, dict[str, Work]] = defaultdict(dict)
    last_words: set[str] = set()
    longest = 1
    for reference in merged.works:
        surnames = ({word_key(name.surname), word_key(name.family)} for name in reference.creators)
        names = tuple(frozenset(filter(None, each)) for each in surnames)
        work = Work(reference=reference, names=names, letters=letters[reference.key])
        for head in _heads(readings[reference.key]):
            works[word_key(head)][reference.key] = work
            last_words.add(word_key(head.rsplit(None, 1)[-1]))
            longest = max(longest, len(head.split()))
    all_keys = {**{key: key for key in readings}, **merged.replaced}
    return CitationIndex(
        works={name: tuple(entries.values()) for name, entries in works.items()},
        keys={key: to for key, to in all_keys.items() if key not in merged.private},
        last_words=frozenset(last_words),
        longest=longest,
        essay_works=frozenset(work.key for work in merged.works if work.is_essay),
        local=merged.local,
    )


def _heads(readings: Iterable[Reference]) -> set[str]:
    """The names under which a citation may give a work."""
    heads: set[str] = set()
    for reading in readings:
        heads.update(reading.aliases)
        if reading.creators:
            heads.update((reading.creators[0].surname, reading.creators[0].family))
        else:
            heads.add(reading.title)
    return {head for head in heads if word_key(head)}


def matching(index: CitationIndex, cited: Cited) -> tuple[Work, ...]:
    """The works whose authors are the ones named: all of them or, before "et al.", the first of more.

    A given name or an initial before the first author must not contradict the reference's.
    """
    if word_key(cited.authors[0].rsplit(None, 1)[-1]) not in index.last_words:
        return ()
    works = index.works.get(word_key(cited.authors[0]), ())
    return tuple(work for work in works if _fits(work, cited))


def resolve(works: Sequence[Work], year: str, essay: str = "") -> tuple[tuple[str, ...], Trouble]:
    """The keys of the works of this year, and what is the trouble if that is not exactly one.

    Works that the essay itself lists go before the works of other essays.
    """
    dated = [work for work in works if _is_of(work, year, essay)]
    listed = [work for work in dated if essay in work.reference.essays]
    keys = tuple(sorted(work.reference.key for work in listed or dated))
    if len(keys) == 1:
        return keys, ""
    return keys, "ambiguous" if keys else "year" if works else "unknown"


@lru_cache(maxsize=65536)
def word_key(text: str) -> str:
    """A name for comparing: folded, letters and digits only, without "the" before it."""
    return re.sub(r"[\W_]", "", re.sub(r"^the\s", "", fold(text)))


def _fits(work: Work, cited: Cited) -> bool:
    count = len(cited.authors)
    if not work.names:
        return count == 1
    if cited.others and len(work.names) <= count - work.reference.others:
        return False
    if not cited.others and len(work.names) != count:
        return False
    others = zip(cited.authors[1:], work.names[1:], strict=False)
    return _agrees(cited.before, given_name(work.reference)) and all(
        word_key(author) in names for author, names in others
    )


def _agrees(before: str, given: str) -> bool:
    """Whether the word before a family name may be the reference's given name, or is no given name at all."""
    if not before or OPENERS.fullmatch(before.rstrip(".")):
        return True
    word = fold(before).rstrip(".")
    if not given:
        return False
    return given.startswith(word[0]) and (
        len(word) == 1 or len(given.rstrip(".")) == 1 or "." in given or word in given
    )


def _is_of(work: Work, year: str, essay: str) -> bool:
    found = _YEAR.fullmatch(year)
    if not found:
        return work.reference.year.casefold() == year.casefold()
    letter = work.letters.get(essay, work.reference.year_suffix)
    return work.reference.year in (found[1], found[2] or "") and (not found[3] or not letter or found[3] == letter)
