"""Plain text: bytes to numbered lines."""

from __future__ import annotations

from anthology.core.essay import Change
from anthology.core.findings import Location
from anthology.core.normalize import REPAIRS, silently_changed
from anthology.sources.draft import Draft, Line
from anthology.sources.encoding import LINE_END, decode, unfit


def read_plain(data: bytes, slug: str, at: Location) -> Draft:
    """A draft with one open line for each line of the file that is not blank; errors as for `decode`."""
    lines: list[Line] = []
    changes: list[Change] = []
    whole, found = decode(data, at)
    findings = list(found)
    gap = 0
    for number, source in enumerate(LINE_END.split(whole), start=1):
        text = silently_changed(source)
        findings.extend(unfit(source, Location(at.path, number)))
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
    return Draft(
        slug=slug,
        at=at,
        lines=tuple(lines),
        changes=tuple(changes),
        findings=tuple(findings),
        typed=frozenset(whole),
    )
