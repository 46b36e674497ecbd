"""What a file says, read a second time: passages of plain text and of HTML, without a tree and without blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Literal
from xml.etree.ElementTree import Element

from anthology.core.findings import Location
from anthology.sources.encoding import LINE_END, decode
from anthology.sources.formulas import words_of
from anthology.sources.html.formulas import TYPED, TYPESETTERS, formula_at
from anthology.sources.html.reader import is_xml, page_text
from anthology.sources.html.sanitize import VOID, xhtml_as_html
from anthology.sources.html.site_parts import NAMES
from anthology.sources.html.tree import FLOW

Kind = Literal["text", "label", "markup", "formula"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a file, with the line on which it begins.

    Of kind `text` every letter must be in the essay. A `label` is text that may be the call of a note, or lead back to
    one: the book has numbers of its own. `markup` is no running text, but some of it may be shown as it was typed; so
    is a `formula`, which may also be shown as other signs.
    """

    text: str
    line: int
    kind: Kind = "text"


_CALL = re.compile(r"\[\d{1,3}\]:?|\[Footnote:?\s\d{1,3}[:.]", re.IGNORECASE)


def plain_passages(data: bytes, chapter: str, at: Location) -> Iterator[Passage]:
    """The lines of a plain text."""
    del chapter
    text, _ = decode(data, at)
    for number, line in enumerate(LINE_END.split(text), start=1):
        done = 0
        for call in _CALL.finditer(line):
            yield Passage(line[done : call.start()], number)
            yield Passage(call[0], number, "label")
            done = call.end()
        yield Passage(f"{line[done:]}\n", number)


def page_passages(data: bytes, chapter: str, at: Location) -> Iterator[Passage]:
    """The visible text of a web page, read tag by tag."""
    del chapter
    text, _ = page_text(data, at)
    return html_passages(text, is_xml=is_xml(text, at))


def parsed_page_passages(data: bytes, chapter: str, at: Location) -> Iterator[Passage]:
    """The visible text of a web page, read as a browser does; nothing of a page that is too large for that."""
    del chapter
    text, _ = page_text(data, at)
    return parsed_passages(xhtml_as_html(text) if is_xml(text, at) else text)


# HTML Living Standard, section 13.2.5: comments, tags with their attributes, and what is taken for a comment; where the
# file ends inside one of them, all from its beginning is no text.
TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^>=]++|=\s*+(?:\"[^\"]*\"|'[^']*'|))*+)(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.DOTALL,
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_INTERNAL = re.compile(r"\bhref\s*+=\s*+[\"']?\s*+[^\s\"'>:#?]{0,1000}#", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s*+=\s*+[\"']?([^\"'>]{0,1000})", re.IGNORECASE)
_UNSEEN = re.compile(
    r"\bstyle\s*+=[^>]{0,1000}\b(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)|\shidden(?=[\s=/>]|\Z)",
    re.IGNORECASE,
)
_LEADS_INSIDE = re.compile(r"\s*[^\s:#?]{0,1000}#.*", re.DOTALL)
# A paragraph that Word sets as an item of a list, and the space that ends the mark which it has written before it.
_ITEM = re.compile(r"\bMsoList", re.IGNORECASE)
_SPACE = r"(?:font:\s*7(?:\.0)?pt|mso-list:\s*ignore)"
_MARKED = re.compile(rf"(?:(?!</?p\b).){{0,600}}?<span\b[^>]*{_SPACE}.*?</span", re.IGNORECASE | re.DOTALL)
_SPACED = re.compile(_SPACE, re.IGNORECASE)
# What vanishes by rule with all it holds (finding S011): written here anew, so that the reader cannot add to it.
HIDDEN = {
    *("script", "noscript", "template", "style", "button", "select", "textarea", "datalist", "iframe", "noframes"),
    *("object", "noembed", "audio", "video", "canvas", "svg", "math", "title"),
}
# Elements that hold characters and no tags; of the first kind references are read (13.1.2, 13.2.6.4.7).
_RAW = {"textarea", "title", "script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"}


def html_passages(text: str, *, is_xml: bool = False) -> Iterator[Passage]:
    """The visible text of HTML: all but what stands in elements that vanish by rule (finding S011)."""
    yield from _Page(is_xml=is_xml, is_typeset=bool(TYPESETTERS.search(text))).read(text)


@dataclass(slots=True)
class _Page:
    """A page that is read tag by tag: which elements are open, and since which of them all is hidden.

    `links` and `added` count the elements up to the open link, and up to words that the program of the site has added.
    """

    is_xml: bool
    is_typeset: bool = False
    open: list[str] = field(default_factory=list)
    hidden: int = -1
    links: int = 0
    added: int = 0
    marked: int = 0

    def read(self, text: str) -> Iterator[Passage]:
        """All passages of the page in order."""
        done, line = 0, 1
        while True:
            token = TOKEN.search(text, done)
            start = token.start() if token else len(text)
            if start > done and self.hidden < 0:
                is_markup = start <= self.marked or self.added
                kind: Kind = "markup" if is_markup else "label" if self.links else "text"
                yield from self._words(text[done:start], line, kind)
            line += text.count("\n", done, start)
            if token is None:
                return
            done = token.end()
            cdata = _CDATA.match(text, start) if self.is_xml and text.startswith("<![CDATA[", start) else None
            if cdata:
                done = cdata.end()
                yield Passage(cdata[1], line)
            elif name := (token["name"] or "").lower():
                if (name in FLOW or name == "br") and self.hidden < 0:
                    yield Passage("\n", line)
                if token["end"]:
                    self._close(name)
                elif name not in VOID and not (token["rest"].endswith("/") and (self.is_xml or self._is_drawn(name))):
                    if (
                        self.hidden < 0
                        and name in ("math", "script")
                        and (shown := formula_at(text, start)) is not None
                    ):
                        yield Passage(shown, line, "formula")
                    self._open(name, token["rest"])
                    if name == "p" and _ITEM.search(token["rest"]) and (mark := _MARKED.match(text, done)):
                        self.marked = mark.end()
                    done = self._behind_characters(name, text, done)
                    if name not in HIDDEN and done > token.end() and self.hidden < 0:
                        yield Passage(text[token.end() : done], line)
            line += text.count("\n", start, done)

    def _words(self, words: str, line: int, kind: Kind) -> Iterator[Passage]:
        """Text between two tags, cut where a formula is typed in it that the page has set where it is read."""
        done = 0
        for found in TYPED.finditer(words) if self.is_typeset else ():
            yield Passage(unescape(words[done : found.start()]), line, kind)
            yield Passage(words_of(unescape(found[1] or found[2] or found[3])), line, "formula")
            done = found.end()
        yield Passage(unescape(words[done:]), line, kind)

    def _is_drawn(self, name: str) -> bool:
        return name in ("svg", "math") or (self.hidden >= 0 and self.open[self.hidden] in ("svg", "math"))

    def _behind_characters(self, name: str, text: str, place: int) -> int:
        """Where an element ends that holds characters and no tags; the place itself for all others."""
        if name not in _RAW or (self._is_drawn("") and name not in ("script", "style")):
            return place
        closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, place)
        return closing.start() if closing and name != "plaintext" else len(text)

    def _open(self, name: str, rest: str) -> None:
        self.open.append(name)
        if name == "a" and _INTERNAL.search(rest):
            self.links = len(self.open)
        if not self.added and name not in FLOW and _may_be_left_out(rest):
            self.added = len(self.open)
        if name in HIDDEN and self.hidden < 0:
            self.hidden = len(self.open) - 1

    def _close(self, name: str) -> None:
        if name in self.open:
            while self.open.pop() != name:
                pass
            self.hidden = self.hidden if self.hidden < len(self.open) else -1
            self.links = self.links if self.links <= len(self.open) else 0
            self.added = self.added if self.added <= len(self.open) else 0


def _may_be_left_out(rest: str) -> bool:
    """Whether the attributes of an element amid words say that a site's program has put it there, or hides it."""
    given = _CLASS.search(rest)
    return bool((given and NAMES & set(given[1].split())) or _UNSEEN.search(rest))


MOST_PARSED = 400_000  # characters of a page: the parser reads some 100,000 in a second


def parsed_passages(text: str) -> Iterator[Passage]:
    """The visible text of HTML however its tags are nested, by a parser that follows HTML's own rules (13.2)."""
    import tinyhtml5

    if len(text) > MOST_PARSED:
        return
    yield from _parsed(tinyhtml5.parse(text, namespace_html_elements=False), "text")


def _parsed(element: Element, kind: Kind) -> Iterator[Passage]:
    waiting: list[tuple[Element, Kind, bool]] = [(element, kind, False)]
    mark: Element | None = None
    while waiting:
        each, kind, is_end = waiting.pop()
        name = each.tag.rpartition("}")[2] if isinstance(each.tag, str) else ""
        if name == "p" and not is_end and _ITEM.search(each.get("class", "")):
            mark = next((part for part in each.iter("span") if _SPACED.search(part.get("style", ""))), None)
        if (name in FLOW or name == "br") and name == each.tag:
            yield Passage("\n", 0)
        if is_end or not name or name in HIDDEN:
            if not is_end and (name == "math" or (name == "script" and "math/tex" in each.get("type", ""))):
                yield Passage("", 0, "formula")
            mark = None if each is mark else mark
            if each.tail and each is not element:
                yield Passage(each.tail, 0, "markup" if mark is not None else kind)
            continue
        waiting.append((each, kind, True))
        inside: Kind = "label" if name == "a" and _LEADS_INSIDE.fullmatch(each.get("href", "")) else kind
        if each.text:
            yield Passage(each.text, 0, "markup" if mark is not None else inside)
        waiting += [(child, inside, False) for child in reversed(each)]
