"""The internal subset of a document type declaration: taken out of the page, its entities read as words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape, unescape

from anthology.core.errors import SourceError
from anthology.core.findings import Finding, Location
from anthology.core.limits import limit, limit_error

# XML 1.0, sections 2.8 and 4.2; what may stand before is white space, comments and instructions (section 2.1).
_BEFORE = re.compile(r"\s++|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_OPENING = re.compile(r"<!DOCTYPE\s(?:[^\[>\"']++|\"[^\"]*\"|'[^']*')*+\[", re.IGNORECASE)
_PART = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!ENTITY\s+(?P<name>[^\s%\"'<>&;]+)\s+(?P<value>\"[^\"]*\"|'[^']*')\s*>"
    r"|<!ENTITY\s+(?P<other>[^\s%\"'<>&;]+)\s(?:[^>\"']++|\"[^\"]*\"|'[^']*')*+>"
    r"|<!(?:[^>\"']++|\"[^\"]*\"|'[^']*')*+>|%[^\s;]+;|\s++|(?P<end>\]\s*>)",
    re.DOTALL,
)
_REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?P<name>[^\s&;<>\"'#]{1,100});", re.DOTALL)
_NO_WORDS = re.compile(
    r"[<%]|&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|lt|gt|amp|quot|apos);)|&(?:#0*(?:38|60)|#x0*(?:26|3c));"
)
_PREDEFINED = {"lt", "gt", "amp", "quot", "apos"}  # (section 4.6)


def without_subset(text: str, at: Location, *, is_xml: bool = True) -> str:
    """The page without the internal subset of its document type, and the words of its entities where they are named.

    HTML knows no such subset, and would print the end of it. An entity is read if it stands for plain words; its
    lines stay in the text, so that no line below has another number. One that stands for markup, for another entity or
    for a file is refused in XHTML, and stays as it is typed in HTML, which has none. Raises SourceError S036 for these
    and for a subset without an end; LimitError X002 where the words would make a page larger than a source may be.
    """
    opening = _opening(text)
    if opening is None:
        return text
    entities: dict[str, str | None] = {}
    place = opening.end()
    while True:
        part = _PART.match(text, place)
        if part is None:
            message = "the document type of the page has a part that cannot be read, or no end"
            raise _refused(message, "delete all between `[` and `]` in the `<!DOCTYPE …>`", text, place, at)
        place = part.end()
        if part["end"]:
            break
        name = part["name"] or part["other"]
        if name and name not in _PREDEFINED:
            entities.setdefault(name, _words(part["value"]))
    lines = "\n" * text.count("\n", opening.start(), place)
    whole = f"{text[: opening.start()]}<!DOCTYPE html{lines}>{text[place:]}"
    known = {name: said for name, said in entities.items() if is_xml or said is not None}
    return _expanded(whole, known, at) if known else whole


def _opening(text: str) -> re.Match[str] | None:
    place = 0
    while before := _BEFORE.match(text, place):
        place = before.end()
    return _OPENING.match(text, place)


def _words(value: str | None) -> str | None:
    """The words that an entity stands for; None where they are none."""
    return None if value is None or _NO_WORDS.search(value, 1, len(value) - 1) else unescape(value[1:-1])


def _expanded(text: str, entities: Mapping[str, str | None], at: Location) -> str:
    size = len(text)

    def words(found: re.Match[str]) -> str:
        nonlocal size
        name = found["name"]
        if name is None or name not in entities:
            return found[0]
        said = entities[name]
        if said is None:
            message = f"the entity “{name}” stands for more than plain words"
            raise _refused(message, f"write what it stands for instead of `&{name};`", text, found.start(), at)
        said = escape(said, quote=False)
        size += len(said)
        if size > limit("source-bytes"):
            raise limit_error("source-bytes", "with the words of its entities the page is too large", at)
        return said

    return _REFERENCE.sub(words, text)


def _refused(message: str, hint: str, text: str, place: int, at: Location) -> SourceError:
    return SourceError(Finding("S036", message, replace(at, line=text.count("\n", 0, place) + 1), hint))
