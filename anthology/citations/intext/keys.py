"""Citations by key, as Markdown sources write them for pandoc: `[see @key, p. 3; -@other]`, `@key [p. 3]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_KEY = r"(?P<alone>-?)@(?:\{(?P<braced>[^{}@\s]{1,200})\}|(?P<key>[\w:.#$%&+?~/-]*[\w/])(?![\w(]))"
_CITATION = re.compile(
    rf"\[(?P<items>[^\[\]]{{0,400}}@[^\[\]]{{1,400}})\]|(?<![\w@.\\/-]){_KEY}(?:\s?(?P<open>\[)(?P<locator>[^\[\]@]{{1,200}})\])?"
)
_ITEM = re.compile(rf"(?P<prefix>(?:[^@]*[\s(])?){_KEY}(?P<suffix>(?![\w@]).*)", re.DOTALL)
# Words after a key that say where in the work, with no comma before them (the pandoc manual, Citation syntax).
_PLACE = re.compile(
    r"\s+(?:\d|[ivxlc]+(?!\w)|(?:pp?|paras?|ch|chaps?|chapters?|secs?|sections?|vols?|volumes?|figs?|figures?|nn?|notes?"
    r"|lines?|ll?|bks?|books?|verses?|tables?|fols?|pages?|cols?)(?:\.|\s)|[§¶])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedItem:
    """A key with its place in the text, and whether the author's name is left out (`-@key`).

    `lacks_comma` says that a place in the work follows it with only a space before it.
    """

    start: int
    end: int
    key: str
    locator: str = ""
    alone: bool = False
    lacks_comma: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedCitation:
    """A bracket that holds citations by key, or one key in the running text, with its place in the text.

    `opens` is where the bracket of a key in the running text begins, 0 where it has none.
    """

    start: int
    end: int
    items: tuple[KeyedItem, ...]
    is_running: bool = False
    opens: int = 0


def find_keys(text: str) -> Iterator[KeyedCitation]:
    """The citations by key of the text: brackets that hold nothing else, and keys in the running text.

    Source: the pandoc manual, Citation syntax. The `@` of an address or a name for a network is no key's, and what
    stands in the running text may be such a name: only who knows the keys can tell.
    """
    for found in _CITATION.finditer(text):
        if found["items"] is not None:
            items = tuple(_items(found["items"], found.start("items")))
            if items:
                yield KeyedCitation(start=found.start(), end=found.end(), items=items)
            continue
        item = KeyedItem(
            start=found.start(),
            end=found.end("key") if found["key"] else found.end("braced") + 1,
            key=found["key"] or found["braced"],
            locator=(found["locator"] or "").strip(),
            alone=bool(found["alone"]),
        )
        opens = found.start("open") if found["open"] else 0
        yield KeyedCitation(start=found.start(), end=found.end(), items=(item,), is_running=True, opens=opens)


def _items(inside: str, start: int) -> Iterator[KeyedItem]:
    """The items of a bracket; none if one of them is no citation by key."""
    read: list[KeyedItem] = []
    for part in inside.split(";"):
        item = _ITEM.fullmatch(part)
        if not item:
            return
        suffix = item["suffix"]
        read.append(
            KeyedItem(
                start=start + item.start("alone"),
                end=start + item.start("suffix"),
                key=item["key"] or item["braced"],
                locator=suffix.lstrip(" ,").strip(),
                alone=bool(item["alone"]),
                lacks_comma=_PLACE.match(suffix) is not None,
            )
        )
        start += len(part) + 1
    yield from read
