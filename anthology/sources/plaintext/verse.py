"""Verse in plain text: by what the editor says, else by its shape, which is not that of lines wrapped by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from anthology.core.document import Inlines, Verse
from anthology.core.findings import Finding, Location
from anthology.sources.draft import Line

LONGEST_LINE = 60  # letters: people wrap prose further out
FEWEST_LINES = 3  # of a stanza by which verse is known
SURE, DOUBTFUL = 0.6, 0.34  # shares of line ends at which the next word would have had room
TAB = 4  # spaces
ROOM = 4  # letters that the longest line of prose may have beyond the others


def _is_verse(group: Sequence[Line]) -> bool:
    """Whether lines are a stanza by themselves.

    The lines of wrapped prose are full: the first word of the next one would have had no room. Verse ends its lines
    where it likes, or sets some of them in.
    """
    if len(group) < FEWEST_LINES or not _may_be(group):
        return False
    return _is_stepped(group) or _ragged(group) >= SURE


def is_doubtful(group: Sequence[Line]) -> bool:
    """Whether lines that are read as prose may be verse."""
    return len(group) >= FEWEST_LINES and _may_be(group) and _ragged(group) >= DOUBTFUL


def _may_be(group: Sequence[Line]) -> bool:
    return all(line.block is None and len(line.text) <= LONGEST_LINE for line in group)


def _is_stepped(group: Sequence[Line]) -> bool:
    """Whether lines below the first are set in otherwise than the one above them."""
    return any(above.indent != line.indent for above, line in pairwise(group[1:]))


def _ragged(group: Sequence[Line]) -> float:
    """The share of line ends at which the next word would have had room in the longest line."""
    width = _longest(group)
    ends = [
        above.indent + len(above.text) + 1 + len(line.text.split(" ", 1)[0]) <= width - ROOM
        for above, line in pairwise(group)
    ]
    return sum(ends) / len(ends)


def stanzas(groups: Sequence[Sequence[Line]], declared: bool | None) -> Iterator[bool]:
    """For each group of lines whether it is a stanza: as the editor declares it, or by its shape and its neighbours."""
    if declared is not None:
        yield from (declared and len(group) > 1 for group in groups)
        return
    known = [_is_verse(group) for group in groups]
    for order in (range(1, len(groups)), range(len(groups) - 2, -1, -1)):
        for index in order:
            beside = index - order.step
            known[index] = known[index] or (known[beside] and _goes_on(groups[index], groups[beside]))
    yield from known


def _goes_on(group: Sequence[Line], beside: Sequence[Line]) -> bool:
    """Whether two lines or more beside a stanza are one too: none of them is much longer."""
    return len(group) > 1 and _may_be(group) and _longest(group) <= _longest(beside) + ROOM


def _longest(group: Sequence[Line]) -> int:
    return max(line.indent + len(line.text) for line in group)


def stanza(group: Sequence[Line], content: Callable[[str], Inlines], at: Location) -> Verse:
    """The lines as verse, each as far set in as its author has done it, measured from the outermost one."""
    indents = [_width(line) for line in group]
    least = min(indents)
    lines = []
    for indent, line in zip(indents, group, strict=True):
        first, *rest = content(line.text)
        before = "\u2003" * ((indent - least) // 2)
        lines.append((f"{before}{first}", *rest) if isinstance(first, str) else (*filter(None, [before]), first, *rest))
    return Verse(lines=tuple(lines), at=at)


def _width(line: Line) -> int:
    return len(line.source[: line.indent].expandtabs(TAB))


def said(verses: Sequence[Sequence[Line]], doubtful: Sequence[Sequence[Line]], at: Location) -> Iterator[Finding]:
    """S063 for what is set as verse by its shape, S064 for prose that may be verse."""
    for code, groups, what in (
        ("S063", verses, "set as verse, by the shape of the lines"),
        ("S064", doubtful, "read as prose, but the lines are not full"),
    ):
        if groups:
            first = groups[0][0]
            place = Location(at.path, first.number, at.column)
            yield Finding(code, f"{what}: “{first.text[:60]}” and {sum(map(len, groups)) - 1} more lines", place)
