"""Findings: what is worth saying about a book, each with a code, a place and a way to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from anthology.core.codes import CODES


class Severity(StrEnum):
    """How much a finding matters: an error stops a build, a warning does not, a note only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file; line and column count from 1, 0 means that there is none to name."""

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = self.path.as_posix()
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        return place


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed: its code (a key of CODES), what is the matter here, where, and what to do."""

    code: str
    message: str
    at: Location | None = None
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """How much it matters, as CODES has it."""
        return Severity(CODES[self.code].severity)

    def __str__(self) -> str:
        place = f"{self.at}: " if self.at else ""
        return f"{place}{self.code} {self.message}"


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among the findings, None if there are none."""
    order = list(Severity)
    return min((finding.severity for finding in findings), key=order.index, default=None)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without repetitions, by file and place, errors first at the same place."""

    def key(finding: Finding) -> tuple[str, int, int, int, str, str]:
        at = finding.at or Location(Path())
        rank = list(Severity).index(finding.severity)
        return at.path.as_posix(), at.line, at.column, rank, finding.code, finding.message

    return tuple(sorted(dict.fromkeys(findings), key=key))


def some(words: Iterable[str], most: int = 8) -> str:
    """The first of some words for a message, and how many more there are."""
    listed = list(words)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
