"""Which references are the same work, which may be, and which cannot be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from anthology.citations.model import Reference, first_author, fold, title_key
from anthology.core.limits import exceeded, limit

#: Titles that are as near as this (per cent, rapidfuzz's ratio) are the same; from NEAR on a person decides.
SAME = 95
NEAR = 80
#: A title that another one continues makes a question only if it has as many words as this.
LONG_TITLE = 4

WHOLE_BOOKS = ("book", "report", "thesis", "document")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Likeness:
    """Two references that are or may be one work: their keys in order, how near their titles are, and the verdict."""

    first: str
    second: str
    score: int
    certain: bool


def find_alike(references: Iterable[Reference]) -> tuple[Likeness, ...]:
    """The pairs of references with the same first author and year that are, or may be, the same work.

    Only references of one first author and one year are compared, so that the work grows with the list and not with
    its square. The essays of this book are works of their own, whatever they are called. LimitError X002 for too
    many pairs: each is a question.
    """
    blocks: dict[tuple[str, str], list[Reference]] = defaultdict(list)
    for reference in references:
        blocks[first_author(reference), reference.year].append(reference)
    found: dict[tuple[str, str], Likeness] = {}
    for block in blocks.values():
        if len(block) > 1:
            for one, other, score, same in _alike_in(block):
                first, second = sorted((one.key, other.key))
                certain = same and not are_apart((one, other))
                if first != second and _agree(one, other) and not (one.own and other.own):
                    found[first, second] = Likeness(first=first, second=second, score=score, certain=certain)
                if len(found) > limit("alike"):
                    said = f"more than {limit('alike'):,} pairs of references may be one work, “{one.key}” among them"
                    raise exceeded("alike", said, one.at, "give the works years, first authors or titles of their own")
    return tuple(found[pair] for pair in sorted(found))


def find_disagreeing(references: Sequence[Reference]) -> tuple[tuple[Reference, Reference, str], ...]:
    """Neighbouring pairs with one DOI or, of one first author, one title, but with another author or year."""
    groups: dict[tuple[str, str, str], list[Reference]] = defaultdict(list)
    for reference in references:
        if reference.doi:
            groups["DOI", _doi(reference), ""].append(reference)
        words = title_key(reference.title)
        if len(words.split()) >= LONG_TITLE:
            groups["title", words, first_author(reference)].append(reference)
    found: dict[tuple[str, str], tuple[Reference, Reference, str]] = {}
    for (what, _, _), group in sorted(groups.items()):
        for one, other in pairwise(group):
            if not same_block(one, other) and not (one.own and other.own):
                found.setdefault((one.key, other.key), (one, other, what))
    return tuple(found[pair] for pair in sorted(found))


def same_block(one: Reference, other: Reference) -> bool:
    """Whether two references have the same first author and the same year."""
    return one.year == other.year and first_author(one) == first_author(other) and _agree(one, other)


def are_apart(references: Sequence[Reference]) -> bool:
    """Whether two of the references cannot be one work, or not without a person's word.

    So it is with other given names, DOIs, editions, containers, or numbers in the title, and with essays of this book.
    """
    if sum(reference.own for reference in references) > 1:
        return True
    features = set(map(_features, references))
    return any(
        not _names_agree(one[0], other[0])
        or any(left and right and left != right for left, right in zip(one[1:4], other[1:4], strict=True))
        or (one[4] != other[4] and not (one[1] and one[1] == other[1]))
        for one, other in combinations(sorted(features), 2)
    )


def _alike_in(block: Sequence[Reference]) -> Iterable[tuple[Reference, Reference, int, bool]]:
    """Pairs of one block with their score and whether it says that they are the same."""
    from rapidfuzz import fuzz, process  # only lists with two works of an author and year need it

    by_title: dict[str, list[Reference]] = defaultdict(list)
    by_number: dict[str, list[Reference]] = defaultdict(list)
    for reference in block:
        by_title[title_key(reference.title)].append(reference)
        numbers = [_doi(reference)] if reference.doi else []
        numbers += [reference.isbn] if reference.isbn and reference.type in WHOLE_BOOKS else []
        for number in numbers:
            by_number[number].append(reference)
    titles = sorted(by_title)
    for at, title in enumerate(titles):
        yield from ((one, other, 100, True) for one, other in _chain(by_title[title]))
        later = titles[at + 1 :]
        for other_title, score, _ in process.extract(title, later, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None):
            yield from _pairs(by_title[title], by_title[other_title], int(score), score >= SAME)
        longer = later[0] if later and later[0].startswith(f"{title} ") else ""
        if longer and len(title.split()) >= LONG_TITLE:
            yield from _pairs(by_title[title], by_title[longer], NEAR, False)
    for group in by_number.values():
        yield from ((one, other, 100, True) for one, other in _chain(group))


def _pairs(
    ones: Sequence[Reference], others: Sequence[Reference], score: int, same: bool
) -> Iterable[tuple[Reference, Reference, int, bool]]:
    return ((one, other, score, same) for one in _one_of_each(ones) for other in _one_of_each(others))


def _chain(group: Sequence[Reference]) -> Iterable[tuple[Reference, Reference]]:
    """Pairs that hold a group together: neighbours that nothing sets apart, and each two that something may."""
    ordered = sorted(group, key=_features)
    yield from pairwise(ordered)
    yield from combinations(_one_of_each(ordered), 2)


def _one_of_each(group: Sequence[Reference]) -> list[Reference]:
    """The first reference of each set of features: all others of the set are as near to anything as it is."""
    first: dict[object, Reference] = {}
    for reference in group:
        first.setdefault(_features(reference), reference)
    return list(first.values())


@lru_cache(maxsize=8192)
def _features(reference: Reference) -> tuple[str, str, str, str, tuple[str, ...]]:
    """What may set two references apart: given name, DOI, edition, container, the numbers in the title."""
    numbers = tuple(re.findall(r"\d+", reference.title))
    return _given(reference), _doi(reference), reference.edition, title_key(reference.container), numbers


def _doi(reference: Reference) -> str:
    """A DOI for comparing: the case of its letters does not count (the DOI Handbook, 2.4)."""
    return reference.doi.casefold()


def _agree(one: Reference, other: Reference) -> bool:
    return _names_agree(_given(one), _given(other))


def _given(reference: Reference) -> str:
    return fold(reference.creators[0].given) if reference.creators else ""


def _names_agree(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, one missing, or initials that the other one's begin with."""
    if not one or not other or one == other:
        return True
    ones, others = re.findall(r"[^\W\d_]+", one), re.findall(r"[^\W\d_]+", other)
    return all(
        left == right or (left[0] == right[0] and 1 in (len(left), len(right)))
        for left, right in zip(ones, others, strict=False)
    )
