"""Citations by key, as Markdown sources write them for pandoc: `[@key]`, `[see @key, p. 3; -@other]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKET = re.compile(r"\[(?P<items>[^\[\]]{0,400}@[^\[\]]{1,400})\]")
_ITEM = re.compile(
    r"\s*(?P<prefix>(?:[^@]*\s)?)(?P<alone>-?)@(?P<key>[\w:.#$%&+?~/-]*[\w/])(?:,\s*(?P<locator>.*))?\s*", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedItem:
    """One key of a bracket, the words around it, and whether the author's name is left out (`-@key`)."""

    key: str
    prefix: str = ""
    locator: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedCitation:
    """A bracket that holds citations by key, with its place in the text."""

    start: int
    end: int
    items: tuple[KeyedItem, ...]


def find_keys(text: str) -> Iterator[KeyedCitation]:
    """The brackets of the text that hold nothing but citations by key (the pandoc manual, Citation syntax)."""
    for bracket in _BRACKET.finditer(text):
        items = [_ITEM.fullmatch(item) for item in bracket["items"].split(";")]
        read = tuple(
            KeyedItem(
                key=item["key"],
                prefix=item["prefix"],
                locator=(item["locator"] or "").strip(),
                alone=bool(item["alone"]),
            )
            for item in items
            if item
        )
        if len(read) == len(items):
            yield KeyedCitation(start=bracket.start(), end=bracket.end(), items=read)
