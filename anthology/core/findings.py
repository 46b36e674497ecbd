"""Findings on a book, each with a code, a message, a location and a remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anthology.core.finding_codes import CodeInfo


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
    """One thing noticed: its code (an entry of `finding_codes.yaml`), what is wrong here, where, and what to do.

    What it is about is given when it is made, so that no code parses messages: `piece` is the slug of a piece,
    `character` one letter, `file` the name of a picture, font or page inside an edition, `edition` the edition's name.
    They do not count in comparisons, because two editions often share a finding. `hint` is empty where the remedy of
    the code says what to do: read `remedy`, which is never empty.
    """

    code: str
    message: str
    at: Location | None = None
    hint: str = ""
    piece: str = field(default="", compare=False)
    character: str = field(default="", compare=False)
    file: str = field(default="", compare=False)
    edition: str = field(default="", compare=False)

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return Severity(self._info.severity)

    @property
    def remedy(self) -> str:
        """What to do: its own hint, or the remedy of its code."""
        return self.hint or self._info.remedy

    @property
    def _info(self) -> CodeInfo:
        from anthology.core.finding_codes import code_info  # pydantic and YAML, which most commands start without

        return code_info(self.code)

    def __str__(self) -> str:
        place = f"{self.at}: " if self.at else ""
        return f"{place}{self.code} {self.message}"


def of_piece(findings: Iterable[Finding], slug: str) -> tuple[Finding, ...]:
    """The findings as such on this piece of the book."""
    return tuple(replace(finding, piece=slug) for finding in findings)


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among the findings, None if there are none."""
    order = list(Severity)
    return min((finding.severity for finding in findings), key=order.index, default=None)


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without repetitions, by file and place, errors first at the same place."""

    def key(finding: Finding) -> tuple[str, int, int, int, str, str]:
        at = finding.at or Location(Path())
        rank = list(Severity).index(finding.severity)
        return at.path.as_posix(), at.line, at.column, rank, finding.code, finding.message

    return tuple(sorted(dict.fromkeys(findings), key=key))


def summarize(words: Iterable[str], most: int = 8) -> str:
    """The first of some words for a message, and how many more there are."""
    listed = list(words)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more


def suggest(word: str, known: Iterable[str]) -> str:
    """A hint: “did you mean” with the nearest of the known words, or all of them where none is near."""
    import difflib  # only a hint needs it

    names = tuple(dict.fromkeys(known))
    near = difflib.get_close_matches(word[:80].lower(), names, n=1)
    if near:
        return f"did you mean “{near[0]}”?"
    return f"possible here: {', '.join(names)}" if names else ""
