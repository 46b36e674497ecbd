"""Tables in the structure tree of a galley: what its header cells head, and one table where pages cut it.

WeasyPrint makes a table of each page's part and tags a head row that comes again as if it were new. Header cells say
what they head by a scope (PDF/UA-1, 7.5; ISO 32000-1, 14.8.5.7), which holds over pages, not by ids of each part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

from anthology.pdf.engine.tag_tree import TagTree

CELLS = ("/TH", "/TD")


def scope_headers(tree: TagTree) -> None:
    """Call the group of a table's rows what it is, and let every header cell say which way it heads.

    A row of header cells alone, or one in the head, heads columns; any other header cell heads its row.
    """
    for item in tree.objects:
        if not isinstance(item, pydyf.Dictionary):
            continue
        kind = item.get("S")
        if kind == "/Table" == tree.element(item["P"])["S"]:
            item["S"] = "/TBody"
        elif kind == "/TR":
            _scope_row(tree, item)


def _scope_row(tree: TagTree, row: Any) -> None:
    cells = [cell for _, cell in tree.elements(row) if cell["S"] in CELLS]
    is_head = tree.element(row["P"])["S"] == "/THead" or all(cell["S"] == "/TH" for cell in cells)
    for cell in cells:
        cell.pop("ID", None)
        cell["A"].pop("Headers", None)
        if cell["S"] == "/TH":
            cell["A"]["Scope"] = "/Column" if is_head else "/Row"


def take_out_repeats(tree: TagTree) -> Iterator[tuple[int, int]]:
    """Take head rows that come again on a later page out of the tree; yield page and number of their contents."""
    seen: set[Any] = set()
    for page, runs in enumerate(tree.runs):
        found: dict[int, tuple[Any, Any]] = {}
        for content, run in runs.items():
            head = next((element for element in run.ancestry if element.tag == "thead"), None)
            if head is not None and run.area == "text":
                element = _head_of(tree, page, content)
                found[element.number] = (element, head)
        for element, head in found.values():
            if head in seen:
                yield from ((page, content) for content in tree.contents(element))
                tree.remove(element)
        seen |= {head for _, head in found.values()}


def _head_of(tree: TagTree, page: int, content: int) -> Any:
    element = tree.owner(page, content)
    while element["S"] != "/THead":
        element = tree.element(element["P"])
    return element


def same_cells(tree: TagTree, one: Any, other: Any) -> bool:
    """Whether two parts of a row have the same kinds of cells, so that each goes on with its own."""
    return [cell["S"] for _, cell in tree.elements(one)] == [cell["S"] for _, cell in tree.elements(other)]
