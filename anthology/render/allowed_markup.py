"""What the markup of a page may hold: elements, attributes and addresses that only show words, and nothing that acts.

An allow-list, one table for e-books and for print: what a browser or a reading system learns to run or to fetch is
refused until it stands here. Drawings have the table of the room `book` (anthology/book/images/svg/allowed.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from anthology.book.images.svg.allowed import ELEMENTS as DRAWN
from anthology.book.images.svg.allowed import PROPERTIES, SVG
from anthology.core.xml import Element, declares_entities
from anthology.core.yaml import quote
from anthology.css.parser import LONG_NUMBER, is_too_deep
from anthology.css.requests import requests, style_requests

Kind = Literal["element", "attribute", "address", "style", "document"]

XHTML = "http://www.w3.org/1999/xhtml"
XML = "{http://www.w3.org/XML/1998/namespace}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
# Attributes of any element: what it is, in which language, how it looks and how it is read out. What hides words has
# its own rule (css.lint).
COMMON = frozenset(
    {"id", "class", "lang", "dir", "title", "style", "role", "hidden", f"{XML}lang", EPUB_TYPE}
    | {"aria-label", "aria-labelledby", "aria-describedby", "aria-details"}
)
DATA = re.compile("data-[a-z-]+")  # nothing reads these but our own style sheets
_CELL = frozenset({"colspan", "rowspan", "headers", "scope", "abbr"})
_SECTIONS = "html head title body main nav section article aside header footer address div h1 h2 h3 h4 h5 h6 hgroup"
_BLOCKS = "p pre blockquote hr ul dl dt dd figure figcaption table caption thead tbody tfoot tr"
_WORDS = "em strong small s cite q dfn abbr ruby rt rp rb rtc code var samp kbd sub sup i b u mark bdi bdo span br wbr"
# Each element that a page may have, with the attributes that are its own.
ELEMENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(f"{_SECTIONS} {_BLOCKS} {_WORDS} ins del".split(), frozenset()),
    "meta": frozenset({"charset"}),
    "link": frozenset({"rel", "type", "href"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "li": frozenset({"value"}),
    "a": frozenset({"href", "hreflang"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "time": frozenset({"datetime"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "td": _CELL,
    "th": _CELL,
}
# The schemes of addresses that lead somewhere, and of those that are fetched: the latter are names in the book itself.
LEADING = frozenset({"", "http", "https", "mailto", "tel", "sms"})
FETCHED = frozenset({"", "asset"})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# Browsers pass over these in an address (URL Standard, section 4.1), and read a backslash as a slash.
PASSED_OVER = re.compile("[\x00-\x20\x7f-\xa0]+")
# Of a document type nothing is taken but the name: it may declare entities and attributes (XML 1.0, section 2.8).
DOCUMENT_TYPE = re.compile(r"<!DOCTYPE(?!\s+html\s*>)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """Markup that is not on the list: its kind, what is said of it, where it is, and how its source is written.

    `is_fetched` says that a reading system would load something for it.
    """

    kind: Kind
    message: str
    element: Element
    written: str
    is_fetched: bool = False

    @property
    def line(self) -> int:
        """The line of the page on which it is, 0 where that is not known."""
        return self.element.sourceline or 0


def markup_faults(root: Element, source: str, fetched: frozenset[str] = FETCHED) -> Iterator[Fault]:
    """What a page has that is not on the list, in its order.

    `source` is its markup, `fetched` are the schemes that the address of a picture may have.
    """
    document = root.getroottree()
    if DOCUMENT_TYPE.search(source) or declares_entities(root):
        yield Fault("document", "the document type declares something", root, "<!DOCTYPE")
    if (document.docinfo.encoding or "utf-8").lower() not in ("utf-8", "ascii", "us-ascii"):
        yield Fault("document", f"the page is in {document.docinfo.encoding}, and not in UTF-8", root, "encoding")
    for node in document.xpath("//processing-instruction()"):
        yield Fault("document", f"the processing instruction {node.target} is not taken", node, f"<?{node.target}")
    for element in root.iter("{*}*", "*"):
        namespace, _, name = str(element.tag).rpartition("}")
        if namespace == f"{{{XHTML}" and name in ELEMENTS:
            yield from _attribute_faults(element, name, COMMON | ELEMENTS[name], fetched)
        elif namespace == f"{{{SVG}" and name in DRAWN:
            yield from _attribute_faults(element, name, COMMON | DRAWN[name].keys() | PROPERTIES.keys(), fetched)
        else:
            written = f"<{element.prefix}:{name}" if element.prefix else f"<{name}"
            yield Fault("element", f"the element <{name}> is not one that a page may have", element, written)


def _attribute_faults(element: Element, name: str, allowed: frozenset[str], fetched: frozenset[str]) -> Iterator[Fault]:
    is_drawing = str(element.tag).startswith(f"{{{SVG}")
    for attribute, value in element.attrib.items():
        shown = attribute.rpartition("}")[2]
        if attribute not in allowed and not DATA.fullmatch(attribute):
            message = f"the attribute {shown} is not one that <{name}> may have"
            yield Fault("attribute", message, element, f"{shown}=")
        elif attribute == "style":
            yield from _style_faults(element, value)
        elif is_drawing and (attribute == "href" or "(" in value):
            yield from _reference_faults(element, shown, value)
        elif attribute in ("href", "src"):
            yield from _address_faults(element, shown, value, LEADING if name == "a" else fetched)
        elif (name, attribute) == ("link", "rel") and value != "stylesheet":
            yield Fault("attribute", f"a link of the kind {quote(value)} is not taken", element, "rel=")
        elif attribute == "charset" and value.lower() != "utf-8":
            yield Fault("attribute", f"the page says that it is in {quote(value)}", element, "charset=")


def _style_faults(element: Element, style: str) -> Iterator[Fault]:
    if is_too_deep(style) or LONG_NUMBER.search(style):
        yield Fault("style", "an attribute style cannot be read", element, "style=")
        return
    for token, address in style_requests(style):
        if address is None:
            yield Fault("style", f"{token.lower_name}() is not a function that a style may have", element, "style=")
        else:
            yield Fault("style", f"{quote(address)}, in a style, would be fetched", element, "style=", is_fetched=True)


def _address_faults(element: Element, attribute: str, value: str, schemes: frozenset[str]) -> Iterator[Fault]:
    bare = PASSED_OVER.sub("", value).replace("\\", "/")
    scheme = SCHEME.match(bare)
    if (scheme[1].lower() if scheme else "") not in schemes or bare.startswith("//"):
        leads = schemes is LEADING
        what = "is not an address that a link may have" if leads else "would be fetched"
        yield Fault("address", f"{quote(value)} {what}", element, f"{attribute}=", not leads)


def _reference_faults(element: Element, attribute: str, value: str) -> Iterator[Fault]:
    """What an attribute of a drawing names that is no part of the drawing itself, as `#id` and `url(#id)` are."""
    found = [value] if attribute == "href" else [address for _, address in requests(value)]
    for address in found:
        if address is None or not address.startswith("#"):
            yield Fault("address", f"{quote(value)} would be fetched", element, f"{attribute}=", is_fetched=True)
