"""Lists in the structure tree of a galley: what an item holds, and how its items are marked.

WeasyPrint 70 puts what it sets as a block of its own, such as the editors' note on a line, beside the body of an item,
where only a label may stand (PDF/UA-1, 7.2; ISO 32000-1, table 336), and says of no list how it is numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pydyf

from anthology.pdf.engine.tag_tree import TagTree

# The marks of unnumbered lists (CSS Counter Styles 3, section 6.2) as ListNumbering has them (ISO 32000-1, table 347).
BULLETS = {"•": "Disc", "◦": "Circle", "○": "Circle", "▪": "Square", "■": "Square"}
ROMAN = re.compile(r"[ivxlcdm]+")


def gather_bodies(tree: TagTree, pdf: Any) -> set[int]:
    """Put all that an item holds beside its label into one body; return the numbers of the bodies that are no more."""
    gone: set[int] = set()
    for item in list(tree.objects):
        if not isinstance(item, pydyf.Dictionary) or item.get("S") != "/LI":
            continue
        labels = [kid for kid in item["K"] if (tree.element(kid) or {}).get("S") == "/Lbl"]
        rest = [kid for kid in item["K"] if kid not in labels]
        bodies = [each for each in map(tree.element, rest) if each is not None and each["S"] == "/LBody"]
        if not rest or (len(rest) == 1 and bodies):
            continue
        body = bodies[0] if bodies else _new_body(pdf, item)
        body["K"] = pydyf.Array(_moved(tree, rest, body))
        item["K"] = pydyf.Array([*labels, body.reference])
        gone |= {each.number for each in bodies[1:]}
    return gone


def _new_body(pdf: Any, item: Any) -> Any:
    keys = {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "Pg": item["Pg"], "P": item.reference}
    body = pydyf.Dictionary(keys)
    pdf.add_object(body)
    return body


def _moved(tree: TagTree, kids: list[Any], body: Any) -> Iterator[Any]:
    """The kids of a body: what stood in another body, or beside it."""
    for kid in kids:
        element = tree.element(kid)
        if element is not None and element["S"] == "/LBody":
            yield from _moved(tree, list(element["K"]), body)
            continue
        if element is not None:
            element["P"] = body.reference
        elif isinstance(kid, int):
            tree.give(tree.page(body), kid, body)
        yield kid


def name_numbering(tree: TagTree) -> None:
    """Let every list say how its items are marked: ISO 32000-1, 14.8.5.5."""
    for item in tree.objects:
        if isinstance(item, pydyf.Dictionary) and item.get("S") == "/L":
            labels = [label for _, kid in tree.elements(item) if (label := _label(tree, kid))]
            item["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{_numbering(labels)}"})


def _label(tree: TagTree, item: Any) -> str:
    """The words of an item's label, empty where it has none; a list in the item has its own."""
    for _, kid in tree.elements(item):
        if kid["S"] == "/Lbl":
            runs = tree.runs[tree.page(kid)]
            return "".join(runs[content].text for content in tree.contents(kid) if content in runs).strip()
        found = _label(tree, kid) if kid["S"] != "/L" else ""
        if found:
            return found
    return ""


def _numbering(labels: list[str]) -> str:
    names = [label.strip(".()[]:– ") for label in labels]
    first = names[0] if names else ""
    if not labels or not first:
        return BULLETS.get(labels[0][:1], "None") if labels else "None"
    if first in BULLETS or not first[0].isalnum():
        return BULLETS.get(first, "Disc")
    if not first[0].isalpha():
        return "Decimal"
    case = "Upper" if first.isupper() else "Lower"
    is_roman = first.lower() == "i" or (len(first) > 1 and all(ROMAN.fullmatch(name.lower()) for name in names))
    return f"{case}{'Roman' if is_roman else 'Alpha'}"
