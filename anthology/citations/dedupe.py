"""One list out of many: the same work once, under one key, with nothing put together from two readings."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anthology.citations.formats.csl_json import to_csl
from anthology.citations.model import Reference
from anthology.citations.similarity import Likeness, are_apart, find_alike, find_disagreeing, same_block
from anthology.core.findings import Finding

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
class Lost:
    """A reading of a work in whose place another reading is used, and the key of that one."""

    reading: Reference
    winner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The works in the order of their keys, the keys that went and what they became, the readings that lost.

    `local` says for each essay what the keys of its own files mean there; what other essays mean by such a key is
    another matter, unless the whole book has it: `private` are the keys that it has not. `questions` are the pairs that
    a person must answer, each with the likeness of their titles in per cent.
    """

    works: tuple[Reference, ...]
    replaced: Mapping[str, str] = field(default_factory=dict)
    local: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    lost: tuple[Lost, ...] = ()
    questions: tuple[Likeness, ...] = ()
    findings: tuple[Finding, ...] = ()


def merge(references: Iterable[Reference], answers: Answers | None = None) -> Merged:
    """The references with the same work kept once.

    The same DOI, for whole books the same ISBN, or titles that `alike.SAME` says are the same make two references
    one work, if their first authors and years agree and nothing else speaks against it; titles that are only near make
    a question. What the manifest answers goes before what is found. One reading of a work, the fullest, is used as
    it is; the others are listed as lost, with a finding where they say something else (R007). A key that people gave
    to several works is an error (R005), unless it was given in the files of essays: there each essay means its own. The
    result does not depend on the order of the references, and merging it
    again changes nothing.
    """
    answers = answers or Answers()
    merger = _Merger(references)
    findings = merger.follow(answers)
    distinct = frozenset(frozenset(map(merger.current, pair)) for pair in answers.distinct)
    merger.join(distinct)
    questions = merger.alike(frozenset(frozenset(map(merger.current, pair)) for pair in answers.distinct))
    findings += [_question(question, merger.works) for question in questions]
    findings += merger.repeated()
    works = tuple(merger.works[key] for key in sorted(merger.works))
    lost = tuple(sorted(merger.lost, key=lambda one: (one.winner, one.reading.key, _canonical(one.reading))))
    lost = tuple(replace(one, winner=merger.current(one.winner)) for one in lost)
    findings += [_lost(one) for one in lost if _says(one.reading) != _says(merger.works[one.winner])]
    findings += [
        Finding("R009", f"“{one.key}” and “{other.key}” have the same {what}, but not the same author and year", one.at)
        for one, other, what in find_disagreeing(works)
    ]
    replaced = {key: merger.current(key) for key in sorted(merger.replaced)}
    return Merged(
        works=works,
        replaced=replaced,
        local=merger.local(),
        private=frozenset(key for key, _ in merger.owned) - merger.public,
        lost=lost,
        questions=questions,
        findings=tuple(findings),
    )


class _Merger:
    """The works by key while they are being merged, and what became of the keys that went."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self.works: dict[str, Reference] = {}
        self.replaced: dict[str, str] = {}
        self.lost: list[Lost] = []
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
        parts = _components([one.key for one in numbered], _certain(find_alike(numbered)))
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
                self._note(key, name, one)
                self._keep([replace(member, key=name) for member in one])

    def _note(self, key: str, name: str, members: Sequence[Reference]) -> None:
        """Keep who gave the works of this name their key: the book, or essays in their own files."""
        for member in members:
            if member.given_key and member.essays:
                self.owned.update(((key, essay), name) for essay in member.essays)
            else:
                self.public.add(key)
        if any(map(_is_shared, members)):
            self.given[key].append(name)

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
        distinct = {frozenset(pair) for pair in answers.distinct}
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
            elif not same_block(one, other):
                message = f"“{first}” and “{second}” have not the same first author and year"
                findings.append(Finding("R008", message, one.at, "put the author or the year right with an override"))
            else:
                self._replace([one, other])
        return findings

    def join(self, distinct: frozenset[frozenset[str]]) -> None:
        """Merge what is certainly the same; where a chain holds together what is not, nothing of it."""
        certain = _certain(self.alike(distinct))
        for part in _components(list(self.works), certain):
            members = [self.works[key] for key in part]
            denied = any(pair <= set(part) for pair in distinct)
            if len(part) > 1 and not denied and not are_apart(members):
                self._replace(members)

    def alike(self, distinct: frozenset[frozenset[str]]) -> tuple[Likeness, ...]:
        """The pairs of works that are alike and that nobody calls distinct."""
        pairs = find_alike(self.works.values())
        return tuple(pair for pair in pairs if frozenset((pair.first, pair.second)) not in distinct)

    def repeated(self) -> list[Finding]:
        """A finding for each key that people gave to works which are not the same."""
        return [
            Finding("R005", f"the key “{key}” stands for different works: {' and '.join(sorted(names))}")
            for key, given in sorted(self.given.items())
            if len(names := {self.current(name) for name in given}) > 1
        ]

    def _replace(self, members: Sequence[Reference]) -> None:
        for member in members:
            del self.works[member.key]
        self._keep(members)

    def _keep(self, members: Sequence[Reference]) -> None:
        """Keep the best reading of a work; it is listed wherever one of the readings is."""
        winner, *others = sorted(members, key=_rank)
        essays = tuple(sorted({essay for member in members for essay in member.essays}))
        sources = tuple(sorted({source for member in members for source in member.sources}))
        self.works[winner.key] = replace(winner, essays=essays, sources=sources)
        for other in others:
            self.lost.append(Lost(reading=other, winner=winner.key))
            if other.key != winner.key:
                self.replaced[other.key] = winner.key


def _is_shared(reference: Reference) -> bool:
    """Whether a person gave the reference its key for the whole book."""
    return reference.given_key and not reference.essays


def _rank(reference: Reference) -> tuple[object, ...]:
    """Where a reading stands among readings of the same work: the book's own, chosen keys, no doubts, then fullness."""
    item = to_csl(replace(reference, raw="", problems=(), aliases=()))
    given = sum(len(name.given) for name in reference.creators)
    return (
        not reference.own,
        not reference.given_key,
        bool(reference.problems),
        not reference.doi,
        -len(item),
        -given,
        reference.key,
        _canonical(reference),
    )


def _canonical(reference: Reference) -> str:
    item = json.dumps(to_csl(reference), sort_keys=True, ensure_ascii=False)
    return f"{item} {reference.sources} {reference.essays} {reference.at}"


def _certain(pairs: Iterable[Likeness]) -> list[Pair]:
    return [(pair.first, pair.second) for pair in pairs if pair.certain]


def _components(keys: Sequence[str], pairs: Iterable[Pair]) -> list[list[str]]:
    """The keys in groups that the pairs hold together, in the order of the keys."""
    leader = {key: key for key in keys}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for first, second in pairs:
        leader[find(second)] = find(first)
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(find(key), []).append(key)
    return list(groups.values())


def _question(question: Likeness, works: Mapping[str, Reference]) -> Finding:
    message = f"“{question.first}” and “{question.second}” may be one work ({question.score} % alike)"
    return Finding("R006", message, works[question.first].at)


def _says(reference: Reference) -> str:
    """What a reading says of its work, for telling whether another one says the same."""
    item = to_csl(replace(reference, key="", raw="", problems=(), aliases=(), doi=reference.doi.casefold()))
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def _lost(lost: Lost) -> Finding:
    source = lost.reading.sources or lost.reading.essays
    return Finding(
        "R007",
        f"“{lost.reading.key}”{f' of {source[0]}' if source else ''} is a further reading of “{lost.winner}”, not used",
        lost.reading.at,
    )
