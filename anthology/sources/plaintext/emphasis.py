"""Italics of plain text: `_words_` between underscores, as transcribers of old books write them, over lines too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from anthology.core.document import Inline, Inlines, Mark
from anthology.sources.draft import Draft

# What stands for the two underscores until blocks are made: no source can have these (see `without_forbidden`).
OPENS, CLOSES = "\ufdd0", "\ufdd1"
_EMPHASIS = re.compile(r"(?<![\w_])_(?![\s_])([^_]{1,400}?)(?<![\s_])_(?![\w_])")
_MARKED = re.compile(f"{OPENS}([^{OPENS}{CLOSES}]*){CLOSES}")


def mark_emphasis(draft: Draft) -> Draft:
    """The draft with each pair of underscores in a paragraph of plain text as marks of emphasis."""
    lines = list(draft.lines)
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and not lines[index].gap and not lines[index].block:
            continue
        group = lines[start:index]
        if any("_" in line.text for line in group if not line.block):
            whole = "\n".join(line.text for line in group)
            marked = _EMPHASIS.sub(f"{OPENS}\\1{CLOSES}", whole).split("\n")
            lines[start:index] = [
                line if line.block else replace(line, text=text) for line, text in zip(group, marked, strict=True)
            ]
        start = index
    return replace(draft, lines=tuple(lines))


def unmarked(text: str) -> str:
    """The text without the marks."""
    return text.replace(OPENS, "").replace(CLOSES, "")


def emphasised(text: str) -> Inlines:
    """The text as inlines, emphasised between the marks."""
    return tuple(_pieces(text)) or ("",)


def _pieces(text: str) -> Iterator[Inline]:
    end = 0
    for found in _MARKED.finditer(text):
        if found.start() > end:
            yield unmarked(text[end : found.start()])
        if found[1]:
            yield Mark(kind="emphasis", content=(found[1],))
        end = found.end()
    if unmarked(text[end:]):
        yield unmarked(text[end:])
