"""The line of a YAML file that a finding is about, with a mark below its column."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding, Location, Severity
from anthology.core.yaml import LINE_END, Limits

SUFFIXES = (".yaml", ".yml", ".j2")  # what editors of a book write in a strict form
WIDEST = 100  # letters of a line that are shown
BEFORE = 60  # letters shown before the place, where the line is longer


def with_excerpts(
    findings: Iterable[Finding], folder: Path, *, every: bool = False
) -> Iterator[tuple[Finding, tuple[str, ...]]]:
    """Each finding with the lines to show below it: for an error in a file written by hand, its line and a mark.

    `every` quotes for warnings and notes too. No other file is opened. Letters that a terminal would obey are replaced;
    wide and combining letters are counted as a terminal counts them (UAX #11).
    """
    files: dict[Path, list[str]] = {}
    for finding in findings:
        at, is_error = finding.at, finding.severity is Severity.ERROR
        if at is None or not at.line or at.path.suffix not in SUFFIXES or not (every or is_error):
            yield finding, ()
            continue
        if at.path not in files:
            files[at.path] = _lines(at.path, folder)
        lines = files[at.path]
        yield finding, excerpt_lines(lines[at.line - 1], at) if at.line <= len(lines) else ()


def _lines(path: Path, folder: Path) -> list[str]:
    """The lines of a file, named from the folder or from where the folder is named; none if it cannot be read."""
    relative = path.relative_to(folder) if path.is_relative_to(folder) else path
    try:
        data = Folder(folder).read(relative.as_posix(), Limits().size)
    except FolderError:
        return []
    return LINE_END.split(data.decode("utf-8-sig", "replace"))


def excerpt_lines(line: str, at: Location) -> tuple[str, ...]:
    """A line with its number, shortened around the place, and a mark below the place if it has a column."""
    clean = "".join(letter if letter.isprintable() else " " if letter == "\t" else "\ufffd" for letter in line)
    column = max(at.column, 1)
    start = max(0, column - 1 - BEFORE) if len(clean) > WIDEST else 0
    shown = clean[start : start + WIDEST]
    dots = "…" if start else ""
    number = f"{at.line:>5}"
    mark = " " * _width(dots + shown[: column - 1 - start]) + "^"
    lines = (f"{number} | {dots}{shown}{'…' if start + WIDEST < len(clean) else ''}", f"{' ' * len(number)} | {mark}")
    return lines if at.column else lines[:1]


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
