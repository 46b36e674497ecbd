"""Titles as they are typed in a manifest: italics between asterisks or underscores, and their plain words."""

from __future__ import annotations

import re

from anthology.core.document import Inline, Inlines, Mark, MarkKind, plain

# CommonMark 0.31.2, section 6.2, for marks that do not stand in one another; small capitals as pandoc writes them.
_MARKED = re.compile(
    r"\*\*(?P<strong>[^*\s](?:[^*]*[^*\s])?)\*\*"
    r"|(?<![\w*])\*(?P<emphasis>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<underlined>[^_\s](?:[^_]*[^_\s])?)_(?![\w_])"
    r"|\[(?P<small>[^\[\]]+)\]\{\.small-?caps\}"
)
_KINDS: dict[str, MarkKind] = {
    "strong": "strong",
    "emphasis": "emphasis",
    "underlined": "emphasis",
    "small": "small-caps",
}


def title_content(typed: str) -> Inlines:
    """A title as it is set in type."""
    found: list[Inline] = []
    done = 0
    for marked in _MARKED.finditer(typed):
        kind = marked.lastgroup or "emphasis"
        found += [typed[done : marked.start()], Mark(kind=_KINDS[kind], content=(marked[kind],))]
        done = marked.end()
    return tuple(each for each in (*found, typed[done:]) if each)


def plain_title(typed: str) -> str:
    """The words of a title, as metadata and names of files have them."""
    return plain(title_content(typed))
