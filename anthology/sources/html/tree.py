"""The tree of an HTML text as it is walked: its parts, the names of its places, what its tables are for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import html

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# The elements that end a paragraph (HTML Living Standard, section 15.3.3, Flow content).
FLOW = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "li"}
    | {"listing", "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp", *HEADINGS}
)
MOST_SPAN = 100  # columns or rows of one cell: WeasyPrint needs a minute for 100,000


def children(element: html.HtmlElement) -> Iterator[str | html.HtmlElement]:
    """The text and the elements that an element holds, in order."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def parts(
    element: html.HtmlElement, is_flow: Callable[[html.HtmlElement], bool]
) -> Iterator[list[str | html.HtmlElement] | html.HtmlElement]:
    """The children in order: each that ends a paragraph, and between them the runs of text and inline elements."""
    run: list[str | html.HtmlElement] = []
    for child in children(element):
        if isinstance(child, str) or not is_flow(child):
            run.append(child)
            continue
        if run:
            yield run
            run = []
        yield child
    if run:
        yield run


def is_layout(table: html.HtmlElement) -> bool:
    """Whether a table only places things on a page: it has one column, or a cell with what no table of data holds."""
    if table.get("role") in ("presentation", "none"):
        return True
    if all(len(list(row.iterchildren("td", "th"))) < 2 for row in table.iter("tr")):
        return True
    return any(
        cell.find(f".//{tag}") is not None for cell in table.iter("td") for tag in ("table", "blockquote", *HEADINGS)
    )


def span(given: str | None) -> int:
    """Over how many columns or rows a cell goes."""
    digits = re.match(r"\s*(\d+)", given or "1")
    return max(1, min(int(digits[1][:6]), MOST_SPAN)) if digits else 1


def names(element: html.HtmlElement, *, deep: bool = True) -> list[str]:
    """The names of places in an element: ids, and the names of old anchors (HTML Living Standard, 7.4.6.4)."""
    named = element.iter() if deep else [element]
    return [name for each in named for name in (each.get("id"), each.tag == "a" and each.get("name")) if name]
