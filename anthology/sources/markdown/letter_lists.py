"""Lists of Markdown that count in letters or Roman numerals, or in brackets: written with figures for the parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from anthology.core.document import ListStyle
from anthology.core.list_numbers import number_of

# CommonMark has figures only (section 5.2); the pandoc manual, fancy_lists, adds these. A capital with a full stop
# needs two spaces behind it: “B. Russell” is a name.
MARKER = r"(?:\((?:[A-Za-z]|[ivxlcdm]{2,7}|[IVXLCDM]{2,7}|\d{1,3})\)|(?:[A-Za-z]|[ivxlcdm]{2,7}|[IVXLCDM]{2,7})[.)])"
_ITEM = re.compile(
    rf"(?P<lead>(?:[ \t]|>[ \t]?|[-*+][ \t]+|\d{{1,9}}[.)][ \t]+)*+)(?P<mark>{MARKER})(?P<space>[ \t]+)(?=\S)"
)
_FIGURE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)*\d{1,9}([.)])[ \t]")
_ANY_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_FENCE = re.compile(r"[ \t>]*(?P<fence>`{3,}|~{3,})")
_STYLES: tuple[ListStyle, ...] = ("a", "A", "i", "I", "1")


@dataclass(frozen=True, slots=True)
class Count:
    """How a list counts: in which style, and from which number."""

    style: ListStyle
    start: int


@dataclass(frozen=True, slots=True)
class _Item:
    row: int
    indent: int
    shape: str
    label: str


def with_figures(text: str) -> tuple[str, Mapping[int, Count]]:
    """The text with figures before such items, each line as long as it was; how each list counts, by its first line.

    Two items in their order make a list: one alone may be the beginning of a sentence.
    """
    lines = text.split("\n")
    items = {item.row: item for item in _items(lines)}
    counts: dict[int, Count] = {}
    done: set[int] = set()
    for row, item in items.items():
        if row in done or not _may_begin(lines, row, items):
            continue
        run, count = _run(lines, items, item)
        if count is None:
            continue
        counts[row + 1] = count
        done.update(each.row for each in run)
        mark = _other_mark(lines, run)
        for each in run:
            found = _ITEM.match(lines[each.row])
            if found:
                figure = "1".rjust(len(found["mark"]) - 1, " " if found["mark"][0] == "(" else "0") + mark
                lines[each.row] = lines[each.row][: found.start("mark")] + figure + lines[each.row][found.end("mark") :]
    return "\n".join(lines), counts


def _items(lines: Sequence[str]) -> Iterator[_Item]:
    fence = ""
    for row, line in enumerate(lines):
        found = _FENCE.match(line)
        if found and (not fence or found["fence"].startswith(fence)):
            fence = "" if fence else found["fence"]
        item = _ITEM.match(line) if not fence and not found else None
        if item is None:
            continue
        mark = item["mark"]
        label = mark.strip("().")
        shape = f"{mark[0] == '('}{mark[-1]}"
        if label.isupper() and shape == "False." and len(item["space"].expandtabs()) < 2:
            continue
        yield _Item(row, len(item["lead"].expandtabs(4)), shape, label)


def _may_begin(lines: Sequence[str], row: int, items: Mapping[int, _Item]) -> bool:
    """Whether a list may begin on a line: behind a blank line, the start of the text, or another item."""
    before = lines[row - 1].strip() if row else ""
    if before and before != ">":
        return bool(_ANY_ITEM.match(lines[row - 1])) or row - 1 in items
    if items[row].indent < 4:
        return True
    above = next((line for line in reversed(lines[:row]) if line.strip()), "")  # else it is code (section 4.4)
    return bool(_ANY_ITEM.match(above)) or above.startswith(" ")


def _run(lines: Sequence[str], items: Mapping[int, _Item], first: _Item) -> tuple[list[_Item], Count | None]:
    """The items that go on from the first one, and how they count; nothing where the second is not its next."""
    following = list(_following(lines, items, first))
    for style in sorted(_STYLES, key=lambda each: (each in "aA") == (first.label in ("i", "I"))):
        run = [first]
        for item in following:
            if _number(item.label, style) != _number(first.label, style) + len(run):
                break
            run.append(item)
        if len(run) > 1 and _number(first.label, style):
            return run, Count(style, _number(first.label, style))
    return [], None


def _number(label: str, style: ListStyle) -> int:
    return number_of(label, style) if style not in "aA" or len(label) == 1 else 0


def _following(lines: Sequence[str], items: Mapping[int, _Item], first: _Item) -> Iterator[_Item]:
    """The items of the same shape and indent as far as their list can go."""
    for row in range(first.row + 1, len(lines)):
        line, item = lines[row], items.get(row)
        if item and item.indent == first.indent:
            if item.shape != first.shape:
                return
            yield item
        elif line.strip(" \t>") and _width(line) <= first.indent and _ends(lines[row - 1], line):
            return


def _width(line: str) -> int:
    """How far a line is set in, marks of quotations with it."""
    return len(line[: len(line) - len(line.lstrip(" \t>"))].expandtabs(4))


def _ends(before: str, line: str) -> bool:
    """Whether a line that is not set in ends a list: it is no lazy continuation of a paragraph (section 5.2)."""
    return not before.strip(" \t>") or bool(_ANY_ITEM.match(line))


def _other_mark(lines: Sequence[str], run: Sequence[_Item]) -> str:
    """The mark behind the figures that keeps the list apart from one directly before or behind it (section 5.3)."""
    before = next((line for line in reversed(lines[: run[0].row]) if line.strip()), "")
    after = next((line for line in lines[run[-1].row + 1 :] if line.strip()), "")
    beside = _FIGURE.match(before) or _FIGURE.match(after)
    return "." if beside and beside[1] == ")" else ")"
