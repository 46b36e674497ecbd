"""What WeasyPrint's layout says of each page: the runs of text on it, in reading order, and where it opens."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from anthology.pdf.engine.model import INLINE, Opening, PageKind

Element = Any
Area = Literal["text", "note", "margin"]

REFERENCE_CLASS = "page-ref"
CALL_CLASS = "note-call"  # of the number that calls a note behind the text
UNCOUNTED = re.compile(r"[\s\u00ad\u200b]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of text on one line: its element (None for none), position in CSS pixels from the upper left corner.

    `ancestry` are the elements from below the body down to its own; `order` counts the runs of a page from 0, `line`
    its lines. `end` is where the measure of its line ends, `stretch` by how much justifying widened each space.
    """

    element: Element
    pseudo: bool
    area: Area
    text: str
    x: float
    y: float
    width: float
    align: str
    size: float
    features: Mapping[str, int]
    lang: str
    order: int
    ancestry: tuple[Element, ...]
    line: int
    end: float
    stretch: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRuns:
    """A page's kind and its runs of text in the order of the document, text first, then notes, then margins.

    `pictures` are the upper edges of the pictures in its text, in CSS pixels from the upper edge of the page.
    """

    kind: PageKind
    runs: tuple[Run, ...]
    pictures: tuple[float, ...] = ()


def ancestries(root: Element) -> dict[Element, tuple[Element, ...]]:
    """For each element below the body the elements from there down to itself."""
    found: dict[Element, tuple[Element, ...]] = {}
    stack: list[tuple[Element, tuple[Element, ...]]] = [(child, ()) for body in root.iter("body") for child in body]
    while stack:
        element, above = stack.pop()
        found[element] = (*above, element)
        stack.extend((child, found[element]) for child in element)
    return found


def is_page_reference(element: Element) -> bool:
    """Whether an element shows a page number that binding is to write."""
    return element is not None and REFERENCE_CLASS in (element.get("class") or "").split()


def openings(root: Element, pages: tuple[PageRuns, ...]) -> tuple[Opening | None, ...]:
    """For each page the block and the character where its text begins, None where it has no text."""
    blocks = _blocks(root)
    source = _source(root, blocks, pages)
    done: dict[str, int] = defaultdict(int)
    found: list[Opening | None] = []
    for page in pages:
        opening = None
        for run in page.runs:
            block = None if run.pseudo or run.area != "text" else blocks.get(run.element)
            text = UNCOUNTED.sub("", run.text)
            if block is None or not text:
                continue
            opening = opening or Opening(block=block, offset=done[block])
            done[block] += _length(text, source[block], done[block])
        found.append(opening)
    return tuple(found)


def _length(text: str, source: str, start: int) -> int:
    """How many characters of the source a run shows: one less than it has where it ends in an inserted hyphen."""
    if not source.startswith(text, start) and source.startswith(text[:-1], start) and text[-1] in "-\u2010":
        return len(text) - 1
    return len(text)


def _blocks(root: Element) -> dict[Element, str]:
    """For each element the id of the nearest block around it, itself included; the calls of notes are in none."""
    blocks: dict[Element, str] = {}
    stack: list[tuple[Element, str]] = [(root, "")]
    while stack:
        element, block = stack.pop()
        if CALL_CLASS in (element.get("class") or "").split():
            continue
        if element.get("id") and element.tag not in INLINE:
            block = element.get("id")
        if block:
            blocks[element] = block
        stack.extend((child, block) for child in element)
    return blocks


def _source(root: Element, blocks: dict[Element, str], pages: tuple[PageRuns, ...]) -> dict[str, str]:
    """The counted characters of every block, without those of notes, which are set in an area of their own."""
    parents = {child: parent for parent in root.iter() for child in parent}
    shown = set()
    for element in (run.element for page in pages for run in page.runs if run.area == "text" and not run.pseudo):
        above = element
        while above is not None and above not in shown:
            shown.add(above)
            above = parents.get(above)
    words: dict[str, list[str]] = defaultdict(list)
    stack: list[tuple[Element, str | None]] = [(root, None)]
    while stack:
        element, tail = stack.pop()
        if tail is not None:
            words[blocks.get(element, "")].append(tail)
        elif element in shown:
            words[blocks.get(element, "")].append(element.text or "")
            for child in reversed(element):
                stack.extend([(element, child.tail or ""), (child, None)])
    return {block: UNCOUNTED.sub("", "".join(parts)) for block, parts in words.items()}
