"""The index of names and years against which citations are resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from anthology.references.record import Name, Reference, fold

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
    """What a citation needs to know of a reference: its key, the keys of its names, given names, year and letter."""

    key: str
    names: tuple[frozenset[str], ...]
    given: tuple[str, ...]
    year: str
    letter: str
    essays: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationIndex:
    """Works by the first name that a citation can give them, and by key; `last_words` are the ends of those names."""

    works: dict[str, tuple[Work, ...]]
    keys: frozenset[str]
    last_words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Names as a citation gives them: each author's words, whether others are meant, and the word before the first."""

    authors: tuple[str, ...]
    others: bool = False
    before: str = ""

    def __str__(self) -> str:
        return " and ".join(self.authors) + (" et al." if self.others else "")


def index_references(references: Iterable[Reference]) -> CitationIndex:
    """The index of the merged references; an alias of a body counts as its name, "Gogh" as van Gogh."""
    works: dict[str, dict[str, Work]] = {}
    last_words: set[str] = set()
    keys: set[str] = set()
    for reference in references:
        keys.add(reference.key)
        names = tuple(map(_name_keys, reference.creators))
        work = Work(
            key=reference.key,
            names=names,
            given=tuple(fold(name.given) for name in reference.creators),
            year=reference.year,
            letter=reference.year_suffix,
            essays=frozenset(reference.essays),
        )
        heads = [name.surname for name in reference.creators[:1]] or [reference.title]
        for head in (*heads, *(name.family for name in reference.creators[:1]), *reference.aliases):
            if head:
                works.setdefault(word_key(head), {})[reference.key] = work
                last_words.add(word_key(re.split(r"[\s\-‐]+", head.strip())[-1]))
    return CitationIndex(
        works={name: tuple(entries.values()) for name, entries in works.items()},
        keys=frozenset(keys),
        last_words=frozenset(last_words),
    )


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
    dated = [work for work in works if _is_of(work, year)]
    own = [work for work in dated if essay in work.essays]
    keys = tuple(sorted(work.key for work in own or dated))
    if len(keys) == 1:
        return keys, ""
    return keys, "ambiguous" if keys else "year" if works else "unknown"


@lru_cache(maxsize=65536)
def word_key(text: str) -> str:
    """A name for comparing: folded, letters and digits only, without "the" before it."""
    return re.sub(r"[\W_]", "", re.sub(r"^the\s", "", fold(text)))


def _name_keys(name: Name) -> frozenset[str]:
    return frozenset(filter(None, (word_key(name.surname), word_key(name.family))))


def _fits(work: Work, cited: Cited) -> bool:
    count = len(cited.authors)
    if not work.names:
        return count == 1
    if cited.others and len(work.names) <= count:
        return False
    if not cited.others and len(work.names) != count:
        return False
    others = zip(cited.authors[1:], work.names[1:], strict=False)
    return _agrees(cited.before, work.given[0]) and all(word_key(author) in names for author, names in others)


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


def _is_of(work: Work, year: str) -> bool:
    found = _YEAR.fullmatch(year)
    if not found:
        return work.year.casefold() == year.casefold()
    years: Sequence[str] = (found[1], found[2] or "")
    return work.year in years and (not found[3] or not work.letter or found[3] == work.letter)
