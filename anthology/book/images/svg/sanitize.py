"""A drawing read: parsed, each element and attribute held against the list of what only draws, and written anew."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from anthology.book.images.raster import UnfitError
from anthology.book.images.svg.allowed import (
    DRAWN,
    ELEMENTS,
    GROUPS,
    HOLDS,
    LETTERED,
    PARTS,
    PREFIXES,
    PROPERTIES,
    SAID,
    SILENT,
    SILENT_ELEMENTS,
    SVG,
    TOLD,
    XLINK,
    XML,
    attribute_name,
    element_name,
)
from anthology.book.images.svg.references import name_of, resolved
from anthology.book.images.svg.sizes import check_size, sized
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

_START = re.compile(r"\A\s*(?:<\?xml[^>]*\?>)?")
_DOCTYPE = re.compile(r"<!DOCTYPE([^\[>]*)(\[?)", re.IGNORECASE)
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
