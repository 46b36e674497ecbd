"""Plain text: bytes to numbered lines."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from anthology.errors import SourceError
from anthology.essay import Change
from anthology.findings import Finding, Location
from anthology.ingest.draft import Draft, Line
from anthology.ingest.typography import REPAIRS, silently_changed, without_forbidden

_LINE_END = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes, at: Location) -> str:
    """The text of a file: UTF-8, or what its byte order mark says; anything else is refused with SourceError S002."""
    encoding = "utf-8"
    for mark, named in _BOMS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], named
            break
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{data[error.start]:02x} is not {encoding.upper()}"
        raise SourceError(Finding("S002", message, replace(at, line=line))) from error


def read_plain(data: bytes, slug: str, at: Location) -> Draft:
    """A draft with one open line for each line of the file that is not blank."""
    lines: list[Line] = []
    changes: list[Change] = []
    findings: list[Finding] = []
    gap = 0
    for number, source in enumerate(_LINE_END.split(decode(data, at)), start=1):
        text = silently_changed(source)
        if len(without_forbidden(source)) != len(source):
            findings.append(Finding("C005", "control characters removed", replace(at, line=number)))
        if not text:
            gap += 1
            continue
        for rule, repair in REPAIRS:
            repaired = repair(text)
            if repaired != text:
                changes.append(Change(number=number, rule=rule, before=text, after=repaired))
                text = repaired
        indent = len(source) - len(source.lstrip(" \t\u00a0"))
        lines.append(Line(number=number, source=source, text=text, indent=indent, gap=gap))
        gap = 0
    return Draft(slug=slug, at=at, lines=tuple(lines), changes=tuple(changes), findings=tuple(findings))
