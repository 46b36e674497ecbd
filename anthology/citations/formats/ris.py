"""References as RIS, the tagged lines that library catalogues and reference managers exchange.

Read here and not with rispy (0.10.0 was tried): it gives no line numbers, drops a last entry without ER, makes one work
of two entries between which ER is missing, and reads nothing from a file whose lines end in CR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from anthology.citations.formats.csl_json import bare_doi
from anthology.citations.model import (
    UNPUBLISHED,
    Date,
    Reference,
    clean,
    first_values,
    inverted_name,
    make_key,
    parse_date,
    read_text,
)
from anthology.citations.parse.names import parse_name
from anthology.core.findings import Finding, Location

TYPES = {
    "JOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "CHAP": "chapter",
    "RPRT": "report",
    "ELEC": "webpage",
    "THES": "thesis",
    "CONF": "paper-conference",
    "GEN": "document",
}
#: Other tags for the same kinds, read but never written.
READ_TYPES = {
    **TYPES,
    "EJOUR": "article-journal",
    "EBOOK": "book",
    "EDBOOK": "book",
    "ECHAP": "chapter",
    "BLOG": "webpage",
}

#: Field and tags, in the order in which they are written; the first tag is written, each of them is read.
TEXTS = {
    "title": ("TI", "T1"),
    "container": ("T2", "JO", "JF", "BT"),
    "publisher": ("PB",),
    "place": ("CY", "PP"),
    "volume": ("VL",),
    "issue": ("IS",),
    "edition": ("ET",),
    "number": ("M1",),
    "genre": ("M3",),
    "url": ("UR",),
    "doi": ("DO",),
    "isbn": ("SN",),
    "language": ("LA",),
    "note": ("N1",),
}
PEOPLE = {"authors": ("AU", "A1"), "editors": ("ED", "A2"), "translators": ("A4",)}
LINE = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?")


def read_ris(path: Path, data: bytes) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """The references of a RIS file; lines outside an entry or without a tag give findings and are passed over."""
    references: list[Reference] = []
    findings: list[Finding] = []
    fields: list[tuple[str, str]] = []
    start = 0
    text, undecoded = read_text(data, path)
    findings.extend(undecoded)
    number = 0
    for number, line in enumerate(re.split("\r\n?|\n", text), start=1):
        found = LINE.fullmatch(line.rstrip())
        if not line.strip():
            continue
        if not found:
            findings.append(Finding("R004", "a line without a RIS tag is passed over", Location(path, number)))
        elif found[1] == "TY":
            if start:
                findings.append(Finding("R004", "an entry is not closed by ER", Location(path, start)))
            start, fields = number, [("TY", (found[2] or "").strip())]
        elif not start:
            findings.append(Finding("R004", f"{found[1]} stands outside an entry", Location(path, number)))
        elif found[1] == "ER":
            references.append(_reference(fields, Location(path, start)))
            start = 0
        else:
            fields.append((found[1], clean(found[2] or "")))
    if start:
        findings.append(Finding("R004", "the last entry is not closed by ER", Location(path, start)))
    return tuple(references), tuple(findings)


def to_ris(references: Iterable[Reference]) -> bytes:
    """The references as RIS with the line ends that the format asks for (CR LF)."""
    lines: list[str] = []
    names = {kind: tag for tag, kind in TYPES.items()}
    for reference in references:
        lines.append(f"TY  - {names.get(reference.type, 'GEN')}")
        lines.append(f"ID  - {reference.key}")
        for role, tags in PEOPLE.items():
            lines += [f"{tags[0]}  - {inverted_name(name, name.given)}" for name in getattr(reference, role)]
        lines += _dates_to_ris(reference)
        lines += [f"{tags[0]}  - {text}" for field, tags in TEXTS.items() if (text := getattr(reference, field))]
        first, _, last = reference.pages.partition("-")
        lines += [f"{tag}  - {value}" for tag, value in (("SP", first), ("EP", last)) if value]
        lines += ["ER  - ", ""]
    return "".join(line + "\r\n" for line in lines).encode()


def _reference(fields: list[tuple[str, str]], at: Location) -> Reference:
    first = dict(reversed(fields))
    texts = first_values(first, TEXTS)
    texts["doi"] = bare_doi(texts["doi"])
    people = {
        role: tuple(parse_name(value) for tag in tags for name, value in fields if name == tag and value)
        for role, tags in PEOPLE.items()
    }
    pages = "-".join(filter(None, (first.get("SP", ""), first.get("EP", ""))))
    key = first.get("ID", "")
    reference = Reference(
        key=key,
        type=READ_TYPES.get(first["TY"].upper(), "document"),
        **texts,  # type: ignore[arg-type]  # TEXTS names text fields only
        **people,  # type: ignore[arg-type]
        pages=pages,
        issued=_date(first.get("DA", "") or first.get("PY", "") or first.get("Y1", "")),
        accessed=_date(first.get("Y2", "")),
        given_key=bool(key),
        sources=(at.path.as_posix(),),
        at=at,
    )
    return reference if key else replace(reference, key=make_key(reference))


def _date(text: str) -> Date:
    """A RIS date, `YYYY/MM/DD/other` with the later parts possibly empty."""
    if not text:
        return Date()
    parts = [part.strip() for part in text.split("/")[:3]]
    return parse_date("-".join(part for part in parts if part)) if parts[0].isdigit() else parse_date(text)


def _dates_to_ris(reference: Reference) -> list[str]:
    lines = []
    issued = reference.issued
    if issued.year:
        lines.append(f"PY  - {issued.year:04d}")
        if issued.month:
            lines.append(f"DA  - {str(issued).replace('-', '/')}")
    elif issued.literal in UNPUBLISHED:
        lines.append(f"PY  - {issued.literal}")
    if reference.accessed.year:
        lines.append(f"Y2  - {str(reference.accessed).replace('-', '/')}")
    return lines
