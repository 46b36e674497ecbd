"""What was done to a source, as the note on the texts tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anthology.core.essay import Change, Essay
from anthology.core.normalize import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was done to one source, as the note on the texts tells it.

    `repaired` names the references that the editors put right, with the fields they gave; `moved` and `dropped` hold,
    for each rule, its name, its reason and the words of the lines it took; `changes` the places where something was
    put right, before and after.
    """

    lines: int
    kept: int
    repaired: tuple[tuple[str, str], ...]
    moved: tuple[tuple[str, str, tuple[str, ...]], ...]
    dropped: tuple[tuple[str, str, tuple[str, ...]], ...]
    changes: tuple[tuple[str, str], ...]


def account(essay: Essay, repaired: Mapping[str, str]) -> Account:
    """The account of an essay's ledger, rules in the order of the lines that they took."""

    def by_rule(disposition: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        groups: dict[tuple[str, str], list[str]] = {}
        for line in essay.ledger:
            if line.disposition == disposition:
                groups.setdefault((line.rule, line.reason), []).append(printable(line.text).strip())
        return tuple((rule, reason, tuple(lines)) for (rule, reason), lines in groups.items())

    return Account(
        lines=len({line.number for line in essay.ledger}),
        kept=len({line.number for line in essay.ledger if line.disposition == "kept"}),
        repaired=tuple(repaired.items()),
        moved=by_rule("moved"),
        dropped=by_rule("dropped"),
        changes=tuple(difference(change) for change in essay.changes),
    )


def difference(change: Change, words: int = 24) -> tuple[str, str]:
    """The few words around the place where something was put right, before and after."""
    pairs = zip(change.before, change.after, strict=False)
    start = next((index for index, (one, other) in enumerate(pairs) if one != other), 0)
    begin = change.before.rfind(" ", 0, max(0, start - words)) + 1

    def cut(text: str) -> str:
        end = text.find(" ", start + words)
        return printable(text[begin:] if end < 0 else text[begin:end])

    return cut(change.before), cut(change.after)
