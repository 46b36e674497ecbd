"""How large a drawing is: on the page, and as work for whoever draws it, what is drawn again counted again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from anthology.book.images.raster import UnfitError
from anthology.book.images.svg.references import HREF, MARKERS, target_id
from anthology.core.limits import limit

PIXELS = {"px": 1.0, "": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
PIXELS |= {"em": 16.0, "ex": 8.0}
UNSAID = (300.0, 150.0)  # CSS 2.2, section 10.3.2: the size of what says none
LARGEST = 10_000.0  # CSS pixels along a side
DEEPEST = 60  # levels, with those of what is drawn by reference
MOST_TARGETS = 600  # elements that are referred to: WeasyPrint 70 looks for each through the whole drawing
COMMANDS = 20  # of a path: as much work as one element


def sized(root: Any) -> tuple[float, float]:
    """Give a drawing a width and height in CSS pixels and a view box, whatever it had; these two numbers.

    UnfitError where a side is next to nothing.
    """
    box = [float(each) for each in root.get("viewBox", "").split()]
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    ratio = box[2] / box[3] if box else UNSAID[0] / UNSAID[1]
    if width is None and height is None:
        width, height = (box[2], box[3]) if box else UNSAID
    width = width if width is not None else (height or 0) * ratio
    height = height if height is not None else width / ratio
    if min(width, height) < 0.5:
        raise UnfitError("it has no size")
    if not box:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    scale = min(1.0, LARGEST / max(width, height))
    width, height = round(width * scale, 2), round(height * scale, 2)
    if min(width, height) < 0.5:
        raise UnfitError("one of its sides is next to nothing")
    for key in ("x", "y"):
        root.attrib.pop(key, None)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    return width, height


def _pixels(text: str) -> float | None:
    figure = text.rstrip("%abcdefghijklmnopqrstuvwxyz")
    unit = text[len(figure) :]
    return float(figure) * PIXELS[unit] if figure and unit in PIXELS else None


@dataclass(frozen=True, slots=True)
class _Work:
    parts: int
    depth: int
    vertices: int


@dataclass(slots=True)
class _Count:
    by_id: dict[str, Any]
    known: dict[Any, _Work] = field(default_factory=dict)
    open: set[Any] = field(default_factory=set)


def check_size(root: Any) -> None:
    """Refuse a drawing that asks for too much work, or for itself without end; UnfitError says which."""
    count = _Count({element.get("id"): element for element in root.iter() if element.get("id")})
    if len(count.by_id) > MOST_TARGETS:
        raise UnfitError(f"{len(count.by_id):,} of its parts are referred to: the most are {MOST_TARGETS}")
    work = _work(root, count)
    if work.parts > limit("drawing-parts"):
        raise UnfitError(
            f"it has {work.parts:,} parts, those drawn again counted again: "
            f"the limit is {limit('drawing-parts'):,} (drawing-parts)"
        )
    if work.depth > DEEPEST:
        raise UnfitError("what it draws by reference is nested too deep")


def _work(element: Any, count: _Count) -> _Work:
    """What an element asks for, with all that it holds and refers to."""
    if element in count.known:
        return count.known[element]
    if element in count.open or len(count.open) > 2 * DEEPEST:
        raise UnfitError("it draws a part of itself inside itself")
    count.open.add(element)
    commands = sum(map(element.get("d", "").upper().count, "MLHVCSQTAZ")) + element.get("points", "").count(" ")
    parts = 1 + commands // COMMANDS + len(element.text or "") + len(element.tail or "")
    below = [_work(child, count) for child in element]
    vertices = commands + sum(each.vertices for each in below)
    referred = []
    for key in (HREF, "fill", "stroke", "clip-path", *MARKERS):
        target = count.by_id.get(target_id(element, key))
        if target is not None:
            found = _work(target, count)
            times = max(1, vertices) if key in MARKERS else 1
            parts += found.parts * times
            vertices += found.vertices if key == HREF else 0
            referred.append(found)
    count.open.discard(element)
    work = _Work(
        parts=parts + sum(each.parts for each in below),
        depth=1 + max((each.depth for each in (*below, *referred)), default=0),
        vertices=vertices,
    )
    count.known[element] = work
    return work
