"""HTML made harmless: the elements and attributes that a book can hold, and a count of what was taken out of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from html import escape
from string import ascii_lowercase

from lxml import html

from anthology.core.findings import Location
from anthology.core.limits import limit, limit_error
from anthology.core.normalize import with_few_marks, without_forbidden
from anthology.sources.html.images import EMBEDDED
from anthology.sources.html.tree import FLOW

# Elements that vanish with what they hold, and the word for each kind in finding S011.
VANISHING = {
    **dict.fromkeys(("script", "noscript", "template"), "script"),
    "style": "style sheet",
    **dict.fromkeys(("button", "select", "textarea", "datalist"), "form control"),
    **dict.fromkeys(("iframe", "noframes", "object", "noembed", "audio", "video", "canvas"), "embedded object"),
    "svg": "drawing",
    "math": "formula",
    "title": "",
}
# Not `xmp` and `plaintext`, in which tags are words: they would be tags again in what is made of them.
KEPT = (FLOW - {"xmp", "plaintext"}) | {
    *("a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd"),
    *("mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param"}
ATTRIBUTES = {
    "*": {"id", "role", "lang", "class", "style", "hidden", "itemprop"},
    "a": {"href", "name"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
}

# Addresses of pictures that no book can have; they stay until a finding has named them. A letter is a drive.
UNUSABLE = ("data", "file", "cid", "blob", *ascii_lowercase)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_HEADING_END = re.compile("</h[1-6]>")
_LITERAL_BLOCK = re.compile(r"</?(?:xmp|plaintext)\b", re.IGNORECASE)
_HANDLER = re.compile(r"\son[a-z]{3,20}\s*=", re.IGNORECASE)
# Browsers pass over line ends and tabs within the name of a scheme (URL Standard, section 4.4).
_ACTING = "|".join(r"\s*".join(name) for name in ("javascript", "vbscript", "data"))
_ACTING_LINK = re.compile(rf"\bhref\s*+=\s*+(?:[\"']\s*+)?(?:{_ACTING})\s*:", re.IGNORECASE)
# Elements that never hold a deeper level of their own kind, because the next one ends them.
_FLAT = {
    *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rp", "rt"),
}
# Elements of drawings in SVG that hold no text, most of which close themselves.
_SHAPES = {
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use", "stop", "g", "defs", "symbol", "svg"),
    *("lineargradient", "radialgradient", "clippath", "mask", "pattern", "marker", "filter", "image"),
}
_CLOSED = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*'){0,2000}?/>""")
_OPAQUE = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title")}


def tags(text: str) -> Iterator[re.Match[str]]:
    """Each tag of a text, those inside scripts and style sheets passed over."""
    match = _TAG.search(text)
    while match:
        yield match
        end = match.end()
        if not match[1] and match[2].lower() in _OPAQUE:
            closing = _OPAQUE[match[2].lower()].search(text, end)
            end = closing.start() if closing else len(text)
        match = _TAG.search(text, end)


def check_depth(text: str, at: Location) -> None:
    """Refuse, in one pass, what is nested too deep or has too many elements; raises LimitError X002.

    A tag may close itself only within a drawing (HTML Living Standard, section 13.1.2.1), which the first element that
    is none of a drawing's ends (13.2.6.5).
    """
    depth = count = deepest = first = 0
    is_drawn = False
    for match in tags(text):
        name = match[2].lower()
        is_drawn = name == "svg" if not is_drawn else name in _SHAPES
        if name in VOID or name in _FLAT or (is_drawn and name != "svg" and _CLOSED.match(text, match.end())):
            count += not match[1]
            continue
        if match[1]:
            depth = max(0, depth - 1)
        else:
            depth, count = depth + 1, count + 1
        if depth > limit("levels"):
            first = first if deepest else match.start()
            deepest = max(deepest, depth)
    if deepest:
        place = replace(at, line=text.count("\n", 0, first) + 1)
        hint = "close the elements, or save the text only"  # the parser adds elements around all
        raise limit_error("levels", "elements nested too deep", place, hint, needed=deepest + 2)
    if count > limit("elements"):
        raise limit_error("elements", f"{count:,} elements", at, "divide it into several essays", needed=count)


def body_of(clean: str, at: Location) -> html.HtmlElement:
    """The tree of a sanitised text; raises LimitError X002 where it is deeper than its tags let expect."""
    # libxml2 ends a heading at a table in it, and passes over the heading's own end: words would run together.
    held = _HEADING_END.sub(r" \g<0>", clean) if clean.strip() else " "
    body = html.document_fromstring(f"<html><body>{held}</body></html>", html.HTMLParser(huge_tree=True)).body
    deepest = 1 + levels(body)
    if deepest > limit("levels"):
        raise limit_error("levels", "elements nested too deep", at, "save the text only", needed=deepest)
    return body


def levels(body: html.HtmlElement) -> int:
    """How many levels of elements stand in another."""
    deepest, waiting = 0, [(body, 0)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in element)
    return deepest


def sanitize(text: str, more: Mapping[str, Collection[str]] | None = None) -> tuple[str, Counter[str]]:
    """The text with the allowed elements and attributes only, and how much of what kind was taken out of it.

    `more` are elements that the caller itself put into the text, each with its attributes.
    """
    import nh3

    opened = Counter(VANISHING.get(match[2].lower(), "") for match in tags(text) if not match[1])
    opened["event handler"] = sum(1 for _ in _HANDLER.finditer(text))
    opened["script in a link"] = sum(1 for _ in _ACTING_LINK.finditer(text))
    opened["form"] = len(re.findall(r"<form\b", text, re.IGNORECASE))
    del opened[""]
    own = more or {}
    text = _LITERAL_BLOCK.sub(r" \g<0>", text)  # they end a paragraph, and are taken out
    clean = nh3.clean(
        re.sub("[\x0b\x0c\x85\u2028\u2029]", " ", text.encode("utf-8", "ignore").decode()),
        tags=KEPT | set(own),
        clean_content_tags=set(VANISHING),
        attributes={**ATTRIBUTES, **{name: set(each) for name, each in own.items()}},
        url_schemes={"http", "https", "mailto", *UNUSABLE, EMBEDDED},
        link_rel=None,
        strip_comments=True,
    )
    return with_few_marks(without_forbidden(clean)), +opened


def count_words(opened: Mapping[str, int]) -> str:
    """What was left out, for a finding: how many of each kind."""
    return ", ".join(f"{count} × {name}" for name, count in sorted(opened.items()) if count)


# XML 1.0, section 3.1: no `<` stands in the value of an attribute.
_EMPTY = re.compile(r"""<([a-zA-Z][^\s<>/"']*+)((?:[^<>"'/]|/(?!>)|"[^"<]*"|'[^'<]*')*+)/>""")
_VOID_END = re.compile(rf"</(?:{'|'.join(sorted(VOID))})\s*>", re.IGNORECASE)
_LITERAL = "<![CDATA["


def is_xhtml(text: str) -> bool:
    """Whether a text declares itself as XML (XML 1.0, section 2.8)."""
    return text.startswith("<?xml")


def xhtml_as_html(text: str) -> str:
    """The text with an end for each element that ends itself, and its literal sections as words; its lines stay.

    HTML knows no elements that end themselves: what follows `<a id="p1"/>` would be in the link, and what follows
    `<script/>` would be lost (HTML Living Standard, sections 13.1.2.1 and 14.2; XML 1.0, sections 2.7 and 3.1).
    """
    first, *literal = text.split(_LITERAL)
    text = first + "".join(map(_as_words, literal))
    return _EMPTY.sub(_ended, _VOID_END.sub("", text))


def _as_words(section: str) -> str:
    words, end, rest = section.partition("]]>")
    return escape(words, quote=False) + rest if end else _LITERAL + section


def _ended(match: re.Match[str]) -> str:
    name, attributes = match[1], match[2]
    return match[0] if name.lower() in VOID else f"<{name}{attributes}></{name}>"
