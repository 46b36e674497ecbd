"""Ways through the bound book: outline, named destinations, page labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.assemble.writer import PdfFile, real, text_string
from anthology.pdf.engine.model import Bookmark

LEAF = 64


@dataclass(slots=True, kw_only=True)
class _Entry:
    """An entry of the outline with those below it."""

    number: int
    level: int
    bookmark: Bookmark | None = None
    page: int = 0
    below: list[_Entry] = field(default_factory=list)

    def shown(self) -> int:
        """How many entries are seen below this one when it is open."""
        return sum(1 + (entry.shown() if entry.bookmark and entry.bookmark.open else 0) for entry in self.below)


def add_outline(file: PdfFile, bookmarks: Iterable[tuple[Bookmark, int]]) -> int | None:
    """Write the outline of bookmarks, each with its page's object, and return its number; None if there are none.

    ISO 32000-1, 12.3.3.
    """
    root = _Entry(number=file.reserve(), level=0)
    open_entries = [root]
    for bookmark, page in bookmarks:
        while open_entries[-1].level >= bookmark.level:
            open_entries.pop()
        entry = _Entry(number=file.reserve(), level=bookmark.level, bookmark=bookmark, page=page)
        open_entries[-1].below.append(entry)
        open_entries.append(entry)
    if not root.below:
        return None
    head = b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
    objects = [(root.number, head % (root.below[0].number, root.below[-1].number, root.shown()))]
    _write_below(root, objects)
    file.add_objects(objects)
    return root.number


def _write_below(parent: _Entry, objects: list[tuple[int, bytes]]) -> None:
    neighbours = [None, *parent.below, None]
    for (before, entry), after in zip(pairwise(neighbours), neighbours[2:], strict=False):
        if entry is None or entry.bookmark is None:
            continue
        mark = entry.bookmark
        parts = [b"/Title %s/Parent %d 0 R" % (text_string(mark.title), parent.number)]
        parts.append(b"/Dest %s" % destination(entry.page, mark.x, mark.y))
        parts += [b"/Prev %d 0 R" % before.number] if before else []
        parts += [b"/Next %d 0 R" % after.number] if after else []
        if entry.below:
            count = entry.shown() if mark.open else -entry.shown()
            parts.append(b"/First %d 0 R/Last %d 0 R" % (entry.below[0].number, entry.below[-1].number))
            parts.append(b"/Count %d" % count)
        objects.append((entry.number, b"<<%s>>" % b"".join(parts)))
        _write_below(entry, objects)


def destination(page: int, x: float, y: float) -> bytes:
    """A place on the page whose object has that number."""
    return b"[%d 0 R /XYZ %s %s 0]" % (page, real(x), real(y))


def add_names(file: PdfFile, values: dict[str, bytes]) -> int | None:
    """Write a name tree and return its number, None if there are none: ISO 32000-1, 7.9.6."""
    if not values:
        return None
    items = sorted((_name_bytes(name), text_string(name), place) for name, place in values.items())
    kids: list[tuple[int, bytes]] = []
    for start in range(0, len(items), LEAF):
        leaf = items[start : start + LEAF]
        pairs = b" ".join(b"%s %s" % (text, place) for _, text, place in leaf)
        kids.append((file.reserve(), b"<</Limits [%s %s]/Names [%s]>>" % (leaf[0][1], leaf[-1][1], pairs)))
    root = file.reserve()
    file.add_objects([*kids, (root, b"<</Kids [%s]>>" % b" ".join(b"%d 0 R" % number for number, _ in kids))])
    return root


def _name_bytes(name: str) -> bytes:
    return name.encode() if name.isascii() else b"\xfe\xff" + name.encode("utf-16-be")


def page_labels(pagination: Pagination) -> bytes:
    """The number tree of page labels, which WeasyPrint does not write: ISO 32000-1, 12.4.2."""
    ranges: list[bytes] = []
    style = b""
    for index, label in enumerate(pagination.labels):
        wanted = b"D" if label.isdecimal() else b"r"
        if wanted != style:
            style = wanted
            ranges.append(b"%d <</S /%s>>" % (index, style))
    return b"<</Nums [%s]>>" % b" ".join(ranges)
