"""Stretches of inline content by their place in its text: found there, cut out, and changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from anthology.core.document import Inline, Inlines, LineBreak, Mark, PageBreak

#: What stands in the searched text for an inline that no citation may reach into or across.
WALL = "\ufffc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stretch of the searched text, and what makes the inlines that take its place."""

    start: int
    end: int
    make: Callable[[], Inlines]


def searched(inline: Inline) -> str:
    """The words of an inline as the search sees them; its length is what offsets count."""
    match inline:
        case str():
            return inline
        case Mark(kind=kind, content=content) if kind != "code":
            return "".join(map(searched, content))
        case LineBreak():
            return "\n"
        case PageBreak():
            return ""
        case _:
            return WALL


def cut(content: Inlines, points: Sequence[int], start: int = 0) -> Iterator[tuple[int, Inline]]:
    """Each inline with the offset where it begins, cut in two wherever a point, of which they are in order, lies."""
    for inline in content:
        end = start + len(searched(inline))
        inner = points[bisect_right(points, start) : bisect_left(points, end)]
        borders = (start, *dict.fromkeys(inner), end)
        if isinstance(inline, str):
            yield from ((low, inline[low - start : high - start]) for low, high in pairwise(borders))
        elif isinstance(inline, Mark) and inner:
            pieces = list(cut(inline.content, points, start))
            for low, high in pairwise(borders):
                held = tuple(piece for at, piece in pieces if low <= at < high or (at == high == end))
                yield low, replace(inline, content=held)
        else:
            yield start, inline
        start = end


def changed(content: Inlines, changes: Sequence[Change], other: Callable[[Inline], Inline]) -> Iterator[Inline]:
    """The content with its changes made, which are in order and apart, and with everything else as `other` has it.

    What is made stands in the marks that the stretch stood in.
    """
    waiting = iter(changes)
    change = next(waiting, None)
    points = [point for each in changes for point in (each.start, each.end)]
    for start, inline in cut(content, points):
        while change and start >= change.end:
            change = next(waiting, None)
        if change and start >= change.start:
            if start == change.start and searched(inline):
                yield from _in_marks(inline, change.make())
        else:
            yield other(inline)


def _in_marks(inline: Inline, made: Inlines) -> Inlines:
    if not isinstance(inline, Mark) or not made:
        return made
    return (replace(inline, content=_in_marks(inline.content[0], made) if inline.content else made),)
