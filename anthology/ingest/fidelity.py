"""Fidelity: every sentence of every kept line is found again, in order, in the finished file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from anthology.essay import Essay
from anthology.findings import Finding, Location
from anthology.ingest.typography import folded

SHOWN = 70  # so much of a lost sentence is quoted in its finding

_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+")


def sentences(text: str) -> tuple[str, ...]:
    """The text cut behind each end mark and the closing marks after it; nothing of it is left out."""
    parts: list[str] = []
    start = 0
    for match in _END.finditer(text):
        parts.append(text[start : match.end()].strip())
        start = match.end()
    parts.append(text[start:].strip())
    return tuple(part for part in parts if folded(part))


def wanted(essay: Essay) -> Iterator[tuple[Location, str]]:
    """Each sentence of the essay's kept lines, in order, with its place in the source."""
    for line in essay.ledger:
        if line.fate == "kept":
            for sentence in sentences(line.wanted):
                yield Location(Path(essay.origin.path), line.number), sentence


def lost(essay: Essay, shown: str, artefact: str) -> tuple[Finding, ...]:
    """A finding F001 for each sentence of the essay that the text shown by an artefact lacks, alters or moves.

    `shown` is the text of the essay as read back from the artefact, in reading order, without running heads and
    folios. Quote shapes, spaces and hyphens do not count; letters, capitals and every other mark do.
    """
    hay = folded(shown)
    position = 0
    findings: list[Finding] = []
    for at, sentence in wanted(essay):
        needle = folded(sentence)
        found = hay.find(needle, position)
        if found >= 0:
            position = found + len(needle)
            continue
        what = "stands out of order in" if needle in hay else "is missing from, or altered in,"
        findings.append(Finding("F001", f"“{_shortened(sentence)}” {what} {artefact}", at))
    return tuple(findings)


def unaccounted(essay: Essay, source: str) -> tuple[Finding, ...]:
    """A finding F002 for each line of the source that is not blank and that the ledger does not name."""
    named = {line.number for line in essay.ledger}
    return tuple(
        Finding("F002", "the ledger does not say what became of this line", Location(Path(essay.origin.path), number))
        for number, line in enumerate(source.splitlines(), start=1)
        if line.strip() and number not in named
    )


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
