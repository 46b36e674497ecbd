"""Verse: a run of words cut into the lines that its author ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anthology.core.document import Inline, Inlines, LineBreak, Verse
from anthology.core.findings import Location
from anthology.sources.inlines import trimmed

_BAR = re.compile(r"\|(?: (?P<indent> *)\S.*)?$")
STANZA = 3  # so many line ends in a row: two are one end written twice, as `<br>` at the end of a line is


def versed(content: Inlines, at: Location | None) -> Iterator[Verse]:
    """The content as stanzas, each of the lines between its breaks."""
    lines: list[Inlines] = []
    run: list[Inline] = []
    breaks = 0
    for inline in (*content, LineBreak()):
        if not isinstance(inline, LineBreak):
            run.append(inline)
            continue
        line = trimmed(run)
        breaks = 1 if line else breaks + 1
        run = []
        if line:
            lines.append(line)
        elif breaks >= STANZA and lines:
            yield Verse(lines=tuple(lines), at=at)
            lines = []
    if lines:
        yield Verse(lines=tuple(lines), at=at)


def is_barred(typed: str) -> bool:
    """Whether each line of a paragraph begins with a bar, and it is no part of a table."""
    lines = typed.split("\n")
    return len(lines) > 1 and all(map(_BAR.match, lines)) and not typed.rstrip().endswith("|")


def barred(typed: str, content: Inlines, at: Location) -> Verse:
    """The content of a barred paragraph, with its line ends, as verse; lines are set in as their author set them in."""
    indents = [len(bar["indent"] or "") // 2 for bar in map(_BAR.match, typed.split("\n")) if bar]
    lines = zip(indents, lines_of(content), strict=False)
    return Verse(lines=tuple(_unbarred("\u2003" * indent, line) for indent, line in lines), at=at)


def _unbarred(indent: str, line: Inlines) -> Inlines:
    first = line[0] if line else ""
    words = f"{indent}{first.lstrip().removeprefix('|').lstrip()}" if isinstance(first, str) else ""
    return (words, *line[1:])


def lines_of(content: Inlines) -> list[Inlines]:
    """The content line by line, as its line breaks divide it."""
    lines: list[list[Inline]] = [[]]
    for inline in content:
        if isinstance(inline, LineBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    return [tuple(line) for line in lines]
