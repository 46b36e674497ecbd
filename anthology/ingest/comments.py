"""Comments of a Markdown text, `<!-- … -->` on lines of their own, which no reader of it is meant to see."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_OPENS = re.compile(r" {0,3}<!--")
_CLOSES = re.compile(r".*?-->(?P<rest>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncommented:
    """The text with its comments as blank lines, and the lines of each: the first, and the one behind the last."""

    text: str
    comments: tuple[tuple[int, int], ...] = ()


def without_comments(text: str) -> Uncommented:
    """Take out the comments that begin a line and end one (CommonMark 0.31.2, section 4.6, second kind).

    A comment that never ends, or that has words behind it on its last line, stays in the text as it was typed.
    """
    if "<!--" not in text:
        return Uncommented(text=text)
    lines = text.split("\n")
    found: list[tuple[int, int]] = []
    fence = ""
    index = 0
    while index < len(lines):
        mark = _FENCE.match(lines[index])
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif _OPENS.match(lines[index]):
            end, is_alone = _end(lines, index)
            if is_alone:
                found.append((index, end))
                lines[index:end] = [""] * (end - index)
            index = end
            continue
        index += 1
    return Uncommented(text="\n".join(lines), comments=tuple(found))


def _end(lines: list[str], start: int) -> tuple[int, bool]:
    """The line behind the comment that begins on a line, and whether it has an end with nothing behind it."""
    for number in range(start, len(lines)):
        closed = _CLOSES.match(lines[number].rstrip("\r"), lines[number].find("<!--") + 4 if number == start else 0)
        if closed:
            return number + 1, not closed["rest"].strip()
    return len(lines), False
