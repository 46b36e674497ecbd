"""Pages in XHTML, spelled as a reader of HTML understands them."""

from __future__ import annotations

import html
import re

from anthology.sources.html.sanitize import VOID

# XML 1.0, section 3.1: no `<` stands in the value of an attribute.
_EMPTY = re.compile(r"""<([a-zA-Z][^\s<>/"']*)((?:[^<>"'/]|/(?!>)|"[^"<]*"|'[^'<]*')*)/>""")
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
    return html.escape(words, quote=False) + rest if end else _LITERAL + section


def _ended(match: re.Match[str]) -> str:
    name, attributes = match[1], match[2]
    return match[0] if name.lower() in VOID else f"<{name}{attributes}></{name}>"
