"""The files that references come in and go out as."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from anthology.citations.formats.bibtex import read_bibtex, to_bibtex
from anthology.citations.formats.csl_json import read_csl_json, read_csl_yaml, to_csl_json
from anthology.citations.formats.ris import read_ris, to_ris
from anthology.citations.model import Reference, same_author_and_year, title_key
from anthology.core.findings import Finding, Location

IN_FIGURES = re.compile(r"[\s./:+-]*\d[\d\s./:+-]*")
Read = tuple[tuple[Reference, ...], tuple[Finding, ...]]


def read_references(path: Path, data: bytes) -> Read:
    """The references of a file by its suffix, and what is wrong with it; a damaged file never raises.

    `path` is the file's name inside the book, `data` its bytes. A key that the file uses for
    two works is an error (R005).
    """
    reader = FORMATS.get(path.suffix.lower())
    if not reader:
        known = ", ".join(FORMATS)
        return (), (
            Finding("R011", f"no reader for “{path.suffix}” files of references; known: {known}", Location(path)),
        )
    try:
        references, findings = reader(path, data)
    except RecursionError:
        message = "the file cannot be read: its braces are nested too deep"
        return (), (Finding("R004", message, Location(path)),)
    return references, (*findings, *_repeated(references), *_undatable(references))


def _undatable(references: Sequence[Reference]) -> Iterator[Finding]:
    """A finding for each date in figures that no calendar has: it is printed as typed, and sorted as words are."""
    for reference in references:
        for date in (reference.issued, reference.accessed):
            if IN_FIGURES.fullmatch(date.literal):
                yield Finding("R002", f"“{reference.key}”: “{date.literal}” is no date", reference.at)


def _repeated(references: Sequence[Reference]) -> list[Finding]:
    """A finding for each key that stands for another work above; an entry that a file has twice does no harm."""
    seen: dict[str, Reference] = {}
    findings = []
    for reference in references:
        first = seen.setdefault(reference.key, reference)
        title = title_key(reference.title)
        is_same = title and title == title_key(first.title) and same_author_and_year(first, reference)
        if reference.given_key and first is not reference and not is_same:
            findings.append(Finding("R005", f"the key “{reference.key}” is used twice in this file", reference.at))
    return findings


FORMATS: dict[str, Callable[[Path, bytes], Read]] = {
    ".json": read_csl_json,
    ".yaml": read_csl_yaml,
    ".yml": read_csl_yaml,
    ".bib": read_bibtex,
    ".ris": read_ris,
}
#: The files that are put beside the book.
WRITERS: dict[str, Callable[[Iterable[Reference]], bytes]] = {
    ".json": to_csl_json,
    ".bib": to_bibtex,
    ".ris": to_ris,
}
