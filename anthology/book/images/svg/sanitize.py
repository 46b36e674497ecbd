"""The sanitizer of drawings: elements and attributes by the allow-list, references within the drawing, and its size."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from anthology.book.images.raster import UnfitError
from anthology.book.images.svg.allowed import (
    DRAWN,
    ELEMENTS,
    GRADIENTS,
    GROUPS,
    HOLDS,
    LETTERED,
    PARTS,
    PREFIXES,
    PROPERTIES,
    REFERRING,
    SAID,
    SHAPES,
    SILENT,
    SILENT_ELEMENTS,
    SVG,
    TOLD,
    XLINK,
    XML,
    attribute_name,
    element_name,
)
from anthology.book.images.svg.styles import Styles
from anthology.book.images.svg.values import read_value
from anthology.core.limits import limit
from anthology.core.normalize import with_few_marks, without_forbidden
from anthology.core.xml import parse_xml

DEEPEST = 40  # levels of elements: the typesetter draws each level inside the one above it
LETTERS = LETTERED | TOLD
XHTML = "http://www.w3.org/1999/xhtml"
NAMESPACES = {None: SVG, "xlink": XLINK}
MOST_SAID = 8  # kinds of things left out that a finding names
PIXELS = {"px": 1.0, "": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
PIXELS |= {"em": 16.0, "ex": 8.0}
UNSAID = (300.0, 150.0)  # CSS 2.2, section 10.3.2: the size of what says none
LARGEST_SIDE = 10_000.0  # CSS pixels along a side
DEEPEST_DRAWN = 60  # levels, with those of what is drawn by reference
MOST_TARGETS = 600  # elements that are referred to: WeasyPrint 70 looks for each through the whole drawing
COMMANDS = 20  # of a path: as much work as one element
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

_START = re.compile(r"\A\s*(?:<\?xml[^>]*\?>)?")
_DOCTYPE = re.compile(r"<!DOCTYPE([^\[>]*)(\[?)", re.IGNORECASE)
_LOCAL = re.compile(r"url\(#([^)]+)\)\s*(.*)")
_SHEER = re.compile(r"#([0-9a-f]{6})([0-9a-f]{2})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing that only draws: its bytes as SVG, its size in CSS pixels, and what was left out of it, in words."""

    data: bytes
    width: float
    height: float
    left_out: str


@dataclass(slots=True)
class _Reading:
    styles: Styles
    said: Counter[str] = field(default_factory=Counter)


def is_drawing(data: bytes) -> bool:
    """Whether bytes can be a drawing and no picture of pixels, none of which begins with such a mark."""
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_drawing(data: bytes) -> Drawing:
    """The drawing with what only draws.

    UnfitError for what is no SVG in UTF-8, declares entities, draws nothing, refers to itself, or goes beyond a limit:
    of bytes, of levels, of parts, those counted again that are drawn again.
    """
    if len(data) > limit("drawing-bytes"):
        raise UnfitError(f"a drawing of {len(data):,} bytes: the limit is {limit('drawing-bytes'):,} (drawing-bytes)")
    try:
        root = _parsed(data)
        reading = _Reading(Styles(root, _levels(root)))
        made = _element(root, reading, etree.Element(f"{{{SVG}}}g", nsmap=NAMESPACES))
    except RecursionError as error:
        raise UnfitError("it is nested too deep") from error
    except ValueError as error:  # Python refuses to read numbers of thousands of digits
        raise UnfitError("its style has a number of thousands of digits") from error
    assert made is not None
    resolved(made, reading.said)
    width, height = sized(made)
    check_size(made)
    if not any(name_of(each) in DRAWN for each in made.iter()):
        raise UnfitError("nothing that draws is in it, or nothing that a book can hold")
    reading.said.update(reading.styles.said)
    etree.cleanup_namespaces(made)
    return Drawing(data=etree.tostring(made), width=width, height=height, left_out=_in_words(reading.said))


def _parsed(data: bytes) -> Any:
    """The tree of a drawing: no entity, no document type, no network; comments and instructions are gone."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnfitError("it is not in UTF-8") from error
    text = _START.sub("", text, count=1)
    declared = _DOCTYPE.search(text)
    if "<!ENTITY" in text.upper() or (declared and declared[2]):
        raise UnfitError("it declares entities")
    text = _DOCTYPE.sub("<!DOCTYPE", text, count=1).replace("<!DOCTYPE>", "", 1)
    try:
        root = parse_xml(without_forbidden(text).encode(), keep_comments=False)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnfitError("it is no SVG, or damaged") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnfitError("it declares a document type of its own")
    for element in root.iter():
        if etree.QName(element).namespace in (SVG, None):
            element.tag = f"{{{SVG}}}{element_name(name_of(element))}"
    if root.tag != f"{{{SVG}}}svg":
        raise UnfitError("it is no SVG")
    return root


def _levels(root: Any) -> int:
    """How many levels of elements a drawing has; UnfitError for too many."""
    deepest, deep = 1, [(root, 1)]
    while deep:
        element, depth = deep.pop()
        if depth > DEEPEST:
            raise UnfitError(f"its elements are nested more than {DEEPEST} levels deep")
        deepest = max(deepest, depth)
        deep.extend((child, depth + 1) for child in element)
    return deepest


def _element(source: Any, reading: _Reading, parent: Any) -> Any:
    """The element as it is written, below its parent, with what it holds; None where it is left out."""
    name, namespace = name_of(source), etree.QName(source).namespace
    if namespace != SVG:
        if namespace == XHTML:
            reading.said["embedded page"] += 1
        return None
    if name == "switch":
        return next((made for child in source if (made := _element(child, reading, parent)) is not None), None)
    if name in GROUPS:
        reading.said["link"] += 1
        name = "tspan" if name_of(parent) in LETTERED else "g"
    if name not in ELEMENTS or not _fits(name, name_of(parent)):
        if name not in SILENT_ELEMENTS:
            reading.said[SAID.get(name, f"“{name[:40]}”")] += 1
        return None
    made = etree.SubElement(parent, f"{{{SVG}}}{name}", nsmap=NAMESPACES)
    _set_attributes(source, made, name, reading)
    if name in LETTERS:
        made.text = _letters(source.text)
    for child in source:
        kept = _element(child, reading, made)
        if name in LETTERS and child.tail:
            if kept is not None:
                kept.tail = _letters(child.tail)
            elif len(made):
                made[-1].tail = (made[-1].tail or "") + _letters(child.tail)
            else:
                made.text = (made.text or "") + _letters(child.tail)
    return made


def _fits(name: str, parent: str) -> bool:
    """Whether an element may stand there: EPUBCheck refuses others, and no two programs draw them alike."""
    return name in HOLDS[parent] if parent in HOLDS else name not in PARTS


def _letters(text: str | None) -> str:
    return with_few_marks(without_forbidden(text or ""))


def _set_attributes(source: Any, made: Any, name: str, reading: _Reading) -> None:
    """The attributes that are kept, those of styles put over them in the order of the cascade."""
    given: list[tuple[str, str]] = []
    for key, value in source.attrib.items():
        qualified = etree.QName(key)
        if qualified.namespace in (None, XLINK):
            given.append((attribute_name(qualified.localname), value))
        elif key == f"{{{XML}}}space" and value == "preserve" and name in LETTERS:
            made.set(key, value)
    if source.get("id"):
        made.set("id", source.get("id"))
    for key, value in (*given, *reading.styles.of(source)):
        kind = ELEMENTS[name].get(key) or PROPERTIES.get(key)
        read = read_value(kind, value) if kind else None
        if read is not None:
            made.set(f"{{{XLINK}}}href" if key == "href" else key, read)
        elif not _is_nothing(key, value):
            reading.said[_why(key, value, is_known=bool(kind))] += 1
    _part_alpha(made)
    if name in ("polyline", "polygon"):
        _as_path(made, name)


def _is_nothing(key: str, value: str) -> bool:
    """Whether nothing is lost with an attribute: it says nothing, or how fast or by which program was drawn."""
    return (
        key in SILENT
        or key.startswith(PREFIXES)
        or value.strip().lower() in ("inherit", "none", "auto", "normal", "initial", "unset", "")
    )


def _why(key: str, value: str, *, is_known: bool) -> str:
    if key.lower().startswith("on"):
        return "event handler"
    is_address = "url(" in value.lower()
    if key == "href" or (is_address and (is_known or "#" not in value)):
        return "reference to elsewhere"
    return f"value of “{key[:40]}”" if is_known else f"“{key[:40]}”"


def _part_alpha(made: Any) -> None:
    """Colours that one sees through as a colour and an opacity: SVG 1.1 knows no other way."""
    for key in ("fill", "stroke", "stop-color", "color"):
        found = _SHEER.search(made.get(key, ""))
        if found:
            made.set(key, made.get(key)[: found.start(2)])
            own = f"{key.removesuffix('-color')}-opacity"
            if key != "color":
                made.set(own, f"{int(found[2], 16) / 255 * float(made.get(own, '1')):.4g}")


def _as_path(made: Any, name: str) -> None:
    """A polygon or an open line as a path: the typesetter's time for it then grows with its length, not its square."""
    numbers = made.attrib.pop("points", "").split()
    made.tag = f"{{{SVG}}}path"
    if numbers:
        corners = (" ".join(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))
        made.set("d", f"M{'L'.join(corners)}{'Z' if name == 'polygon' else ''}")


def _in_words(said: Counter[str]) -> str:
    """What was left out, each kind with its number, the first ones of many."""
    named = [f"{count} × {what}" for what, count in sorted(said.items())]
    more = [f"and {len(named) - MOST_SAID} kinds more"] if len(named) > MOST_SAID else []
    return ", ".join([*named[:MOST_SAID], *more])


# --- references ---


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


# --- size ---


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
    scale = min(1.0, LARGEST_SIDE / max(width, height))
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
    if work.depth > DEEPEST_DRAWN:
        raise UnfitError("what it draws by reference is nested too deep")


def _work(element: Any, count: _Count) -> _Work:
    """What an element asks for, with all that it holds and refers to."""
    if element in count.known:
        return count.known[element]
    if element in count.open or len(count.open) > 2 * DEEPEST_DRAWN:
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
