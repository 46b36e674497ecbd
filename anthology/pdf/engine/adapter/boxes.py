"""The boxes into which WeasyPrint lays out a page: the only reader of `Page._page_box` and of what is below it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from anthology.pdf.engine.adapter.library import boxes, font_features, known_inside
from anthology.pdf.engine.layout_tree import Area, Element, PageRuns, Run, ancestries, is_page_reference
from anthology.pdf.engine.model import PageKind

# The properties that `font_features` takes, each as the argument of its own name.
FEATURE_PROPERTIES = tuple(
    f"font_{name}"
    for name in (
        *("kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric"),
        *("variant_alternates", "variant_east_asian", "feature_settings"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a page: its kind and target, its element, whether the element itself makes it, and its annotation.

    WeasyPrint repeats a link for each box inside a linking element. `annotation` is None before the PDF is written, and
    where the link has none.
    """

    kind: Literal["internal", "external", "attachment"]
    target: str
    element: Element
    is_own: bool
    annotation: Any


def pages_of(document: Any, root: Element) -> tuple[PageRuns, ...]:
    """The runs of text of every page of a document with that root element."""
    above = ancestries(root)
    with known_inside():
        return tuple(_page(page._page_box, above) for page in document.pages)


def _page(box: Any, above: Mapping[Element, tuple[Element, ...]]) -> PageRuns:
    kind = box.page_type
    texts = [(text, _area(part), line, end) for part in box.children for text, line, end in _texts(part)]
    lines = {line: number for number, line in enumerate(dict.fromkeys(line for _, _, line, _ in texts))}
    side: Literal["recto", "verso"] = "recto" if kind.side == "right" else "verso"
    return PageRuns(
        kind=PageKind(name=kind.name if isinstance(kind.name, str) else "", side=side, blank=bool(kind.blank)),
        runs=tuple(
            _run(text, area, order, above.get(text.element, ()), (lines[line], end))
            for order, (text, area, line, end) in enumerate(texts)
        ),
        pictures=tuple(
            float(inner.position_y)
            for part in box.children
            if _area(part) == "text"
            for inner in _descendants(part)
            if isinstance(inner, boxes.ReplacedBox)
        ),
    )


def _descendants(box: Any) -> Iterator[Any]:
    """The box and all below it; what is positioned absolutely stands in a placeholder, which is looked through."""
    yield from box.descendants(placeholders=True)


def _texts(part: Any) -> Iterator[tuple[Any, int, float]]:
    """The boxes of text in a part of a page, each with a name for its line and the end of that line's measure."""
    ends: dict[int, float] = {}
    measure = part.content_box_x() + part.width
    line = 0
    for box in _descendants(part):
        if isinstance(box, boxes.TextBox):
            yield box, line, ends.get(line, math.inf)
        elif isinstance(box, boxes.LineBox):
            line = id(box)
        else:
            lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
            end = box.content_box_x() + box.width
            if isinstance(box, boxes.TableCellBox):  # whose table may be wider than the page
                end = min(end, measure)
            ends.update((id(child), end) for child in lines)


def _area(part: Any) -> Area:
    if isinstance(part, boxes.MarginBox):
        return "margin"
    return "note" if isinstance(part, boxes.FootnoteAreaBox) else "text"


def _run(box: Any, area: Area, order: int, ancestry: tuple[Element, ...], place: tuple[int, float]) -> Run:
    is_number = box.text.isalnum() and is_page_reference(box.element)
    return Run(
        element=box.element,
        pseudo="::" in (box.element_tag or ""),
        area=area,
        text=box.text,
        x=box.position_x,
        y=box.position_y + box.baseline,
        width=box.width,
        align=box.style["text_align_all"],
        size=box.style["font_size"],
        features=dict(font_features(**{name: box.style[name] for name in FEATURE_PROPERTIES})) if is_number else {},
        lang=box.style["lang"] or "",
        order=order,
        ancestry=ancestry,
        line=place[0],
        end=place[1],
        stretch=box.justification_spacing,
    )


def indent_from_the_right(document: Any) -> None:
    """Move the first lines of the document's blocks by their indent (CSS Text 3, section 8.1), and what they hold.

    WeasyPrint 70 takes an indent away from the left end of a line, whichever way it runs: so a Hebrew paragraph is not
    indented, and the first line of an entry that hangs stands out over the other margin. A page that was changed is
    read again by WeasyPrint itself, which knows the places of links from before.
    """
    with known_inside():
        for number, page in enumerate(document.pages):
            lines = list(_indented(page._page_box))
            for line in {id(line): line for line in lines}.values():
                line.translate(-line.text_indent, 0, ignore_floats=True)
            if lines:
                document.pages[number] = type(page)(page._page_box)


def _indented(page: Any) -> Iterator[Any]:
    """The lines of a page that run from right to left and begin a block with an indent."""
    for box in _descendants(page):
        for line in box.children:
            if isinstance(line, boxes.LineBox) and line.style["direction"] == "rtl" and line.text_indent:
                yield line


def links_of(page: Any) -> list[Link]:
    """The links of a page of a document."""
    with known_inside():
        return [_link(link) for link in page.links]


def _link(link: Any) -> Link:
    kind, target, _, box = link
    return Link(
        kind=kind,
        target=target,
        element=box.element,
        is_own=bool(box.element.get("href")) and "::" not in box.element_tag,
        annotation=box.link_annotation,
    )


def drop_repeated_links(document: Any) -> None:
    """Keep of each page's links those of the linking elements alone: each repetition would be an annotation."""
    with known_inside():
        for page in document.pages:
            page.links[:] = [link for link in page.links if _link(link).is_own]
