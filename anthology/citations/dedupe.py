"""One list out of many: the same work once, under one key, with nothing put together from two readings.

Which references are the same work, which may be, and which cannot be: only those of one first author and one year are
compared.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, combinations, pairwise, product

from anthology.citations.formats.csl_json import to_csl
from anthology.citations.model import (
    Reference,
    first_author,
    given_name,
    given_names_agree,
    same_author_and_year,
    title_key,
)
from anthology.core.findings import Finding
from anthology.core.limits import limit, limit_error

#: Titles that are as near as this (per cent, rapidfuzz's ratio) are the same; from NEAR on a person decides.
SAME = 95
NEAR = 80
#: A title that another one continues makes a question only if it has as many words as this.
LONG_TITLE = 4

WHOLE_BOOKS = ("book", "report", "thesis", "document")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the manifest says of pairs of keys: the same work, or distinct works.

    With `may_fall_away` a key that is not there is no error: its essay may have been left out on purpose.
    """

    same: tuple[Pair, ...] = ()
    distinct: tuple[Pair, ...] = ()
    may_fall_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedReading:
    """A reading of a work in whose place another reading is used, and the key of that one."""

    reading: Reference
    winner: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Likeness:
    """Two references that are or may be one work: their keys in order, how near their titles are, and the verdict."""

    first: str
    second: str
    score: int
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The works in the order of their keys, the keys that were replaced and by which, and the readings not used.

    `local` has for each essay the works that the keys of its own files mean; `private` are the keys that only essays
    have, and not the whole book. `questions` are the pairs that a person must answer, each with the likeness of their
    titles in per cent.
    """

    works: tuple[Reference, ...]
    replaced: Mapping[str, str] = field(default_factory=dict)
    local: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    unused: tuple[UnusedReading, ...] = ()
    questions: tuple[Likeness, ...] = ()
    findings: tuple[Finding, ...] = ()


def merge(references: Iterable[Reference], answers: Answers | None = None) -> Merged:
    """The references with the same work kept once.

    Two references are one work if they have the same DOI, for whole books the same ISBN, or titles that are alike by
    SAME per cent, if their first authors and years agree and `are_apart` finds nothing against it; titles that are
    alike by NEAR per cent make a question (R006). Answers of the manifest go first. The fullest reading of a work is
    used unchanged; the others are listed as unused, with a finding where they differ (R007). A key that people gave to
    several works is an error (R005), except in the files of essays, where it is valid for that essay alone. The result
    does not depend on the order of the references, and merging it again changes nothing.
    """
    answers = answers or Answers()
    merger = _Merger(references, answers.distinct)
    findings = merger.follow(answers)
    merger.join()
    questions = merger.alike()
    for one in questions:
        message = f"“{one.first}” and “{one.second}” may be one work ({one.score} % alike)"
        findings.append(Finding("R006", message, merger.works[one.first].at))
    findings += merger.repeated()
    works = tuple(merger.works[key] for key in sorted(merger.works))
    unused = tuple(sorted(merger.unused, key=lambda one: (one.winner, one.reading.key, _canonical(one.reading))))
    unused = tuple(replace(one, winner=merger.current(one.winner)) for one in unused)
    for each in unused:
        if _content(each.reading) != _content(merger.works[each.winner]):
            source = next((f" of {name}" for name in each.reading.sources or each.reading.essays), "")
            message = f"“{each.reading.key}”{source} is a further reading of “{each.winner}”, not used"
            findings.append(Finding("R007", message, each.reading.at))
    findings += [
        Finding("R009", f"“{one.key}” and “{other.key}” have the same {what}, but not the same author and year", one.at)
        for one, other, what in find_disagreeing(works)
    ]
    return Merged(
        works=works,
        replaced={key: merger.current(key) for key in sorted(merger.replaced)},
        local=merger.local(),
        private=frozenset(key for key, _ in merger.owned) - merger.public,
        unused=unused,
        questions=questions,
        findings=tuple(findings),
    )


class _Merger:
    """The works by key while they are being merged, and the keys that replace others."""

    def __init__(self, references: Iterable[Reference], distinct: tuple[Pair, ...]) -> None:
        self.distinct = distinct
        self.works: dict[str, Reference] = {}
        self.replaced: dict[str, str] = {}
        self.unused: list[UnusedReading] = []
        self.given: dict[str, list[str]] = defaultdict(list)
        self.owned: dict[Pair, str] = {}
        self.public: set[str] = set()
        groups: dict[str, list[Reference]] = defaultdict(list)
        for reference in references:
            groups[reference.key].append(reference)
        for key in sorted(groups):
            self._name(key, sorted(groups[key], key=_rank), set(groups))

    def _name(self, key: str, group: Sequence[Reference], taken: set[str]) -> None:
        """Give each work of those that share a key a key of its own: key, key-2, key-3 …"""
        numbered = [replace(reference, key=str(number)) for number, reference in enumerate(group)]
        parts = _components([one.key for one in numbered], find_alike(numbered))
        parts.sort(key=lambda part: not any(_is_shared(group[int(member)]) for member in part))
        number = 1
        for part in parts:
            members = [group[int(member)] for member in part]
            alone = len(members) > 1 and are_apart(members)
            for one in [[member] for member in members] if alone else [members]:
                name = key
                while name in self.works or (name != key and name in taken):
                    number += 1
                    name = f"{key}-{number}"
                for member in one:
                    if member.given_key and member.essays:
                        self.owned.update(((key, essay), name) for essay in member.essays)
                    else:
                        self.public.add(key)
                if any(map(_is_shared, one)):
                    self.given[key].append(name)
                self._use_best([replace(member, key=name) for member in one])

    def local(self) -> dict[str, dict[str, str]]:
        """For each essay the keys of its own files with those of the works that they now mean."""
        local: dict[str, dict[str, str]] = defaultdict(dict)
        for key, essay in sorted(self.owned):
            local[essay][key] = self.current(self.owned[key, essay])
        return dict(local)

    def current(self, key: str) -> str:
        """The key under which the work of this key now stands."""
        while key in self.replaced:
            key = self.replaced[key]
        return key

    def follow(self, answers: Answers) -> list[Finding]:
        """Merge what the manifest calls the same; a finding for each answer that cannot be followed."""
        findings = []
        distinct = set(map(frozenset, answers.distinct))
        for first, second in sorted({*answers.same, *answers.distinct}):
            missing = [key for key in (first, second) if self.current(key) not in self.works]
            if missing:
                code = "M020" if answers.may_fall_away else "R008"
                findings.append(Finding(code, f"no reference has the key “{missing[0]}”"))
                continue
            one, other = self.works[self.current(first)], self.works[self.current(second)]
            if (first, second) not in answers.same or one is other:
                continue
            if frozenset((first, second)) in distinct:
                findings.append(Finding("R008", f"“{first}” and “{second}” are called both the same and distinct"))
            elif not same_author_and_year(one, other):
                message = f"“{first}” and “{second}” have not the same first author and year"
                findings.append(Finding("R008", message, one.at, "put the author or the year right with an override"))
            else:
                self._use_best([one, other])
        return findings

    def join(self) -> None:
        """Merge what is certainly the same; where a chain holds together what is not, nothing of it."""
        distinct = self._distinct()
        for part in _components(list(self.works), self.alike()):
            members = [self.works[key] for key in part]
            denied = any(pair <= set(part) for pair in distinct)
            if len(part) > 1 and not denied and not are_apart(members):
                self._use_best(members)

    def alike(self) -> tuple[Likeness, ...]:
        """The pairs of works that are alike and that nobody calls distinct."""
        distinct = self._distinct()
        return tuple(p for p in find_alike(self.works.values()) if frozenset((p.first, p.second)) not in distinct)

    def _distinct(self) -> set[frozenset[str]]:
        return {frozenset(map(self.current, pair)) for pair in self.distinct}

    def repeated(self) -> list[Finding]:
        """A finding for each key that people gave to works which are not the same."""
        return [
            Finding("R005", f"the key “{key}” stands for different works: {' and '.join(sorted(names))}")
            for key, given in sorted(self.given.items())
            if len(names := {self.current(name) for name in given}) > 1
        ]

    def _use_best(self, members: Sequence[Reference]) -> None:
        """Use the best reading of a work in place of all; it is listed wherever one of the readings is."""
        for member in members:
            self.works.pop(member.key, None)
        winner, *others = sorted(members, key=_rank)
        essays = tuple(sorted({essay for member in members for essay in member.essays}))
        sources = tuple(sorted({source for member in members for source in member.sources}))
        self.works[winner.key] = replace(winner, essays=essays, sources=sources)
        for other in others:
            self.unused.append(UnusedReading(reading=other, winner=winner.key))
            if other.key != winner.key:
                self.replaced[other.key] = winner.key


def _is_shared(reference: Reference) -> bool:
    """Whether a person gave the reference its key for the whole book."""
    return reference.given_key and not reference.essays


def _rank(reference: Reference) -> tuple[object, ...]:
    """Where a reading stands among readings of the same work: the book's own, chosen keys, no doubts, then fullness."""
    return (
        not reference.is_essay,
        not reference.given_key,
        bool(reference.problems),
        not reference.doi,
        -len(to_csl(replace(reference, raw="", problems=(), aliases=()))),
        -sum(len(name.given) for name in reference.creators),
        reference.key,
        _canonical(reference),
    )


def _canonical(reference: Reference) -> str:
    item = json.dumps(to_csl(reference), sort_keys=True, ensure_ascii=False)
    return f"{item} {reference.sources} {reference.essays} {reference.at}"


def _components(keys: Sequence[str], pairs: Iterable[Likeness]) -> list[list[str]]:
    """The keys in groups that certain likeness holds together, in the order of the keys."""
    leader = {key: key for key in keys}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for pair in pairs:
        if pair.certain:
            leader[find(pair.second)] = find(pair.first)
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[find(key)].append(key)
    return list(groups.values())


def _content(reference: Reference) -> str:
    """What a reading has on its work, for telling whether another one has the same."""
    item = to_csl(replace(reference, key="", raw="", problems=(), aliases=(), doi=reference.doi.casefold()))
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


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
    for one, other, score, same in chain.from_iterable(map(_alike_in, blocks.values())):
        first, second = sorted((one.key, other.key))
        certain = same and not are_apart((one, other))
        if first != second and same_author_and_year(one, other) and not (one.is_essay and other.is_essay):
            found[first, second] = Likeness(first=first, second=second, score=score, certain=certain)
        if len(found) > limit("alike"):
            message = f"more than {limit('alike'):,} pairs of references may be one work, “{one.key}” among them"
            hint = "give the works years, first authors or titles of their own"
            most = sum(len(each) * (len(each) - 1) // 2 for each in blocks.values())
            raise limit_error("alike", message, one.at, hint, needed=most)
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
            if not same_author_and_year(one, other) and not (one.is_essay and other.is_essay):
                found.setdefault((one.key, other.key), (one, other, what))
    return tuple(found[pair] for pair in sorted(found))


def are_apart(references: Sequence[Reference]) -> bool:
    """Whether two of the references cannot be one work, or not without a person's word.

    So it is with other given names, DOIs, editions, containers, or numbers in the title, and with essays of this book.
    """
    if sum(reference.is_essay for reference in references) > 1:
        return True
    features = set(map(_features, references))
    return any(
        not given_names_agree(one[0], other[0])
        or any(left and right and left != right for left, right in zip(one[1:4], other[1:4], strict=True))
        or (one[4] != other[4] and not (one[1] and one[1] == other[1]))
        for one, other in combinations(sorted(features), 2)
    )


def _alike_in(block: Sequence[Reference]) -> Iterable[tuple[Reference, Reference, int, bool]]:
    """Pairs of one block with their score and whether it says that they are the same."""
    if len(block) < 2:
        return
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
            pairs = product(*map(_one_of_each, (by_title[title], by_title[other_title])))
            yield from ((one, other, int(score), score >= SAME) for one, other in pairs)
        longer = later[0] if later and later[0].startswith(f"{title} ") else ""
        if longer and len(title.split()) >= LONG_TITLE:
            pairs = product(*map(_one_of_each, (by_title[title], by_title[longer])))
            yield from ((one, other, NEAR, False) for one, other in pairs)
    for group in by_number.values():
        yield from ((one, other, 100, True) for one, other in _chain(group))


def _chain(group: Sequence[Reference]) -> Iterable[tuple[Reference, Reference]]:
    """Pairs that hold a group together: neighbours with the same features, and each two with different ones."""
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
    return given_name(reference), _doi(reference), reference.edition, title_key(reference.container), numbers


def _doi(reference: Reference) -> str:
    """A DOI for comparing: the case of its letters does not count (the DOI Handbook, 2.4)."""
    return reference.doi.casefold()
