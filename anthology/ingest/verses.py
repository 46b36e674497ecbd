"""Verse: a run of words cut into the lines that its author ended."""

from __future__ import annotations

from collections.abc import Iterator

from anthology.findings import Location
from anthology.ingest.inlines import trimmed
from anthology.text import Inline, Inlines, LineBreak, Verse

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
