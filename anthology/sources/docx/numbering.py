"""The numbers of a Word document's lists: which paragraph is an item, how deep, and what stands before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from anthology.core.document import ListStyle
from anthology.sources.docx.package import Parts, attribute, name_of
from anthology.sources.html.lists import ITEM_MARK

# Formats of numbers (ECMA-376, part 1, 17.18.59); others are set in figures.
_FORMATS: dict[str, ListStyle] = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}
DEEPEST = 8  # levels below the first (17.9.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """A level of a definition: its first number and its format."""

    start: int = 1
    format: str = "decimal"


@dataclass(slots=True, kw_only=True)
class _Lists:
    """The lists of a document: definitions by the numbers of lists, first numbers of their own, and where each is."""

    levels: Mapping[str, Mapping[int, _Level]] = field(default_factory=dict)
    abstract: Mapping[str, str] = field(default_factory=dict)
    restarts: Mapping[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, number: str, level: int) -> tuple[str, int]:
        """The format of the next item of a list at a level, and its number (17.9.27)."""
        held = self.abstract.get(number, "")
        made = self.levels.get(held, {}).get(level, _Level())
        counts = self.counts[held]
        restart = self.restarts.get((number, level))
        if restart is not None and (number, level) not in self.begun:
            counts[level] = restart
        else:
            counts[level] = counts[level] + 1 if level in counts else made.start
        self.begun.add((number, level))
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return made.format, counts[level]


def mark_items(parts: Parts) -> frozenset[str]:
    """Put a bookmark into each item, which says what stands before it; the names of the parts that have some."""
    lists, styles = _lists(parts), dict(_styles(parts))
    changed = set()
    for name, root in parts.items():
        if name_of(root) not in ("document", "footnotes", "endnotes"):
            continue
        for paragraph in root.iter():
            found = _item(paragraph, styles) if name_of(paragraph) == "p" else None
            if found is None or found[0] not in lists.abstract:
                continue
            form, number = lists.next(*found)
            said = "ul" if form == "bullet" else _FORMATS.get(form, "1")
            mark = etree.Element(f"{{{etree.QName(paragraph).namespace}}}bookmarkStart")
            mark.set(f"{{{etree.QName(paragraph).namespace}}}name", f"{ITEM_MARK}{found[1]}-{said}-{number}")
            paragraph.insert(1 if len(paragraph) and name_of(paragraph[0]) == "pPr" else 0, mark)
            changed.add(name)
    return frozenset(changed)


def _lists(parts: Parts) -> _Lists:
    levels: dict[str, dict[int, _Level]] = {}
    abstract: dict[str, str] = {}
    restarts: dict[tuple[str, int], int] = {}
    for root in parts.values():
        if name_of(root) != "numbering":
            continue
        for each in root:
            if name_of(each) == "abstractNum":
                levels[attribute(each, "abstractNumId") or ""] = {
                    _number(attribute(level, "ilvl")): _Level(
                        start=_number(_value(level, "start"), 1), format=_value(level, "numFmt") or "decimal"
                    )
                    for level in each
                    if name_of(level) == "lvl"
                }
            elif name_of(each) == "num":
                number = attribute(each, "numId") or ""
                abstract[number] = _value(each, "abstractNumId") or ""
                for override in each:
                    first = _value(override, "startOverride") if name_of(override) == "lvlOverride" else None
                    if first is not None:
                        restarts[number, _number(attribute(override, "ilvl"))] = _number(first, 1)
    return _Lists(levels=levels, abstract=abstract, restarts=restarts)


def _styles(parts: Parts) -> Iterator[tuple[str, tuple[str, etree._Element]]]:
    """Each style by its id, with the id of the style that it is based on."""
    for root in parts.values():
        if name_of(root) == "styles":
            for style in root:
                if name_of(style) == "style":
                    yield attribute(style, "styleId") or "", (_value(style, "basedOn") or "", style)


def _item(paragraph: etree._Element, styles: Mapping[str, tuple[str, etree._Element]]) -> tuple[str, int] | None:
    """The list of a paragraph and its level, by itself or by its style; None where it is in none (17.9.18)."""
    number, level, holder = None, None, paragraph
    style = _value(_child(paragraph, "pPr"), "pStyle") or ""
    seen: set[str] = set()
    while True:
        given = _child(_child(holder, "pPr"), "numPr")
        number = number if number is not None else _value(given, "numId")
        level = level if level is not None else _value(given, "ilvl")
        if style in seen or style not in styles or (number is not None and level is not None):
            break
        seen.add(style)
        style, holder = styles[style]
    depth = min(_number(level), DEEPEST)
    return (number, depth) if number and number != "0" else None


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next((each for each in element if name_of(each) == name), None) if element is not None else None


def _value(element: etree._Element | None, name: str) -> str | None:
    child = _child(element, name)
    return attribute(child, "val") if child is not None else None


def _number(given: str | None, usual: int = 0) -> int:
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) <= 4 else usual
