"""What the elements of a drawing refer to: to what is there and fit, by names of our own, or to nothing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

from anthology.book.images.svg.allowed import GRADIENTS, REFERRING, SHAPES, SVG, XLINK

MARKERS = ("marker-start", "marker-mid", "marker-end")
HREF = f"{{{XLINK}}}href"
# What each kind of reference may lead to.
LEADS_TO = {
    "use": SHAPES | {"g", "symbol", "svg", "text", "use"},
    "textPath": frozenset({"path"}),
    **dict.fromkeys(GRADIENTS, GRADIENTS),
    **dict.fromkeys(("fill", "stroke"), GRADIENTS),
    "clip-path": frozenset({"clipPath"}),
    **dict.fromkeys(MARKERS, frozenset({"marker"})),
}

_LOCAL = re.compile(r"url\(#([^)]+)\)\s*(.*)")


def name_of(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def target_id(element: Any, key: str) -> str:
    """The id that an attribute refers to, empty where it refers to nothing."""
    value = str(element.get(key, ""))
    if key == HREF:
        return value.removeprefix("#")
    found = _LOCAL.match(value)
    return found[1] if found else ""


def resolved(root: Any, said: Counter[str]) -> None:
    """Give the elements that are referred to names of our own; take references away that lead to nothing fit.

    A colour for want of a gradient takes its place; a `use` of nothing goes, and words along a line that is none.
    """
    by_id: dict[str, Any] = {}
    for element in root.iter():
        if element.get("id"):
            by_id.setdefault(element.get("id"), element)
            del element.attrib["id"]
    _drop_unfounded(root, by_id, said)
    names: dict[Any, str] = {}
    for element in list(root.iter()):
        for key in (HREF, *(each for each in REFERRING if each in element.attrib)):
            wanted = target_id(element, key)
            if wanted:
                _lead(element, key, by_id.get(wanted), names, said)
    for element in root.iter(f"{{{SVG}}}marker"):
        for key in MARKERS:  # what holds a marker would else hand its own markers on into it, without end
            element.set(key, element.get(key, "none"))


def _drop_unfounded(root: Any, by_id: dict[str, Any], said: Counter[str]) -> None:
    """Take out what draws nothing without its target, and then what had that for a target."""
    waiting: dict[str, list[Any]] = defaultdict(list)
    gone = []
    for element in root.iter():
        if name_of(element) in ("use", "textPath"):
            target = by_id.get(target_id(element, HREF))
            if target is None or name_of(target) not in LEADS_TO[name_of(element)]:
                gone.append(element)
            waiting[target_id(element, HREF)].append(element)
    ids = {element: name for name, element in by_id.items()}
    while gone:
        element = gone.pop()
        if element.getparent() is None:
            continue
        said["reference to nothing"] += bool(element.get(HREF))
        for each in element.iter():
            gone += waiting.get(ids.get(each, ""), [])
            by_id.pop(ids.get(each, ""), None)
        _take_out(element)


def _lead(element: Any, key: str, target: Any, names: dict[Any, str], said: Counter[str]) -> None:
    kinds = LEADS_TO.get(name_of(element) if key == HREF else key, frozenset())
    if target is not None and name_of(target) in kinds:
        name = names.setdefault(target, f"part-{len(names) + 1}")
        target.set("id", name)
        rest = "" if key == HREF else _LOCAL.match(element.get(key))[2]  # type: ignore[index]
        element.set(key, f"#{name}" if key == HREF else f"url(#{name}) {rest}".rstrip())
        return
    said["reference to nothing"] += 1
    other = _LOCAL.match(element.get(key)) if key in ("fill", "stroke") else None
    if other:
        element.set(key, other[2] or "none")
    else:
        del element.attrib[key]


def _take_out(element: Any) -> None:
    """Take an element out, and leave the words behind it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
