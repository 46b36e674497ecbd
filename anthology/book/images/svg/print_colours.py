"""A drawing as the typesetter takes it: in the faces of the book, and for the press in one black ink."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree

from anthology.book.images.svg.allowed import SVG
from anthology.book.images.svg.sanitize import name_of
from anthology.core.xml import parse_xml

# The faces that every layout gives under these names (layouts/house/faces.css).
FACES = {"serif": "Book Serif", "sans-serif": "Book Sans", "monospace": "Book Mono"}
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, by which pictures of pixels are made grey too

_COLOUR = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$")


@lru_cache(maxsize=64)
def for_print(data: bytes) -> bytes:
    """The drawing with its letters in the faces of the book: those of the machine would differ from one to the next."""
    root = _tree(data)
    for element in root.iter():
        family = element.get("font-family")
        if family or element is root:
            element.set("font-family", FACES[family or "serif"])
    return bytes(etree.tostring(root))


def is_plain(data: bytes) -> bool:
    """Whether flat areas and lines are all that is in a drawing, so that pages can have it as lines and areas.

    Gradients WeasyPrint 70 leaves where they were when the page is bound, letters and what one sees through it writes
    as groups in RGB, which no printer takes and no claim to be PDF/A bears here.
    """
    return not any(
        name_of(element) in ("text", "linearGradient", "radialGradient", "marker")
        or any(key.endswith("opacity") and value != "1" for key, value in element.attrib.items())
        for element in _tree(data).iter()
    )


@lru_cache(maxsize=64)
def in_black(data: bytes) -> bytes:
    """A plain drawing with each of its colours as a share of black ink."""
    root = _tree(data)
    root.set("fill", root.get("fill", "#000000"))
    root.set("color", root.get("color", "#000000"))
    for element in root.iter():
        for key in ("fill", "stroke", "color"):
            found = _COLOUR.search(element.get(key, ""))
            if found:
                light = sum(share * int(part, 16) / 255 for share, part in zip(LUMA, found.groups(), strict=True))
                ink = f"{1 - light:.3f}".rstrip("0").rstrip(".")
                element.set(key, f"device-cmyk(0 0 0 {ink})")
    return bytes(etree.tostring(root))


def _tree(data: bytes) -> Any:
    root = parse_xml(data)
    assert root.tag == f"{{{SVG}}}svg"
    return root
