"""What a file says, read a second time: passages of plain text and of HTML, without a tree and without blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from anthology.core.findings import Location
from anthology.sources.encoding import LINE_END, decode
from anthology.sources.html.reader import is_xml, page_text
from anthology.sources.html.sanitize import VOID
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
    """The visible text of a web page."""
    del chapter
    text, _ = page_text(data, at)
    return html_passages(text, is_xml=is_xml(text, at))


# HTML Living Standard, section 13.2.5: comments, tags with their attributes, and what is taken for a comment.
TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^>=]++|=\s*+(?:\"[^\"]*\"|'[^']*'|))*+)>"
    r"|<[!?/][^>]*>",
    re.DOTALL,
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_INTERNAL = re.compile(r"\bhref\s*+=\s*+[\"']?\s*+[^\s\"'>:#?]{0,1000}#", re.IGNORECASE)
# What vanishes by rule with all it holds (finding S011): written here anew, so that the reader cannot add to it.
HIDDEN = {"script", "noscript", "template", "style", "button", "select", "textarea", "datalist", "iframe", "object"} | {
    *("audio", "video", "canvas", "svg", "math", "title"),
}
# Elements that hold characters and no tags; of the first kind references are read (13.1.2, 13.2.6.4.7).
_RAW = {"textarea", "title", "script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"}
# Elements of drawings and formulas end where these begin (13.2.6.5).
_BREAKS_OUT = {"p", "div", "span", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dd", "dt", "table"} | {
    *(
        "pre",
        "blockquote",
        "img",
        "br",
        "center",
        "em",
        "strong",
        "b",
        "i",
        "code",
        "hr",
        "small",
        "sub",
        "sup",
        "body",
    ),
}
_CLOSED_SCOPE = {"object", "template"}  # which no other end tag closes (13.2.4.2)
_CELLS = {"td", "th", "caption", "template"}


def html_passages(text: str, *, is_xml: bool = False) -> Iterator[Passage]:
    """The visible text of HTML: all but what stands in elements that vanish by rule (finding S011)."""
    yield from _Page(is_xml=is_xml).read(text)


@dataclass(slots=True)
class _Page:
    """A page that is read tag by tag: which elements are open, and since which of them all is hidden."""

    is_xml: bool
    open: list[str] = field(default_factory=list)
    hidden: int = -1
    links: int = 0
    tables: list[int] = field(default_factory=list)
    found: list[Passage] = field(default_factory=list)

    def read(self, text: str) -> list[Passage]:
        """All passages of the page, in the order in which they are shown."""
        done, line, place = 0, 1, 0
        while True:
            token = TOKEN.search(text, place)
            end = token.start() if token else len(text)
            if end > done:
                self._say(unescape(text[done:end]), line)
                line += text.count("\n", done, end)
            if token is None:
                return self.found
            done = place = token.end()
            cdata = _CDATA.match(text, end) if self.is_xml and text.startswith("<![CDATA[", end) else None
            if cdata:
                self._say(cdata[1], line)
                done = place = cdata.end()
            elif name := (token["name"] or "").lower():
                done = place = self._tag(name, token, text, line)
            line += text.count("\n", end, done)

    def _tag(self, name: str, token: re.Match[str], text: str, line: int) -> int:
        """Where to go on behind a tag."""
        if (name in FLOW or name == "br") and self.hidden < 0:
            self._break(line)
        if token["end"]:
            self._close(name)
            return token.end()
        is_drawn = self.hidden >= 0 and self.open[self.hidden] in ("svg", "math")
        if is_drawn and name in _BREAKS_OUT and "foreignobject" not in self.open:
            self._close(self.open[self.hidden])
            is_drawn = False
        is_empty = token["rest"].endswith("/") and (self.is_xml or is_drawn or name in ("svg", "math"))
        if name in VOID or is_empty:
            return token.end()
        if name in _RAW and not is_drawn:
            closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, token.end())
            end = closing.start() if closing and name != "plaintext" else len(text)
            if name not in HIDDEN and self.hidden < 0:
                self._say(text[token.end() : end], line + text.count("\n", token.start(), token.end()))
            self.open.append(name)
            return end
        self.open.append(name)
        if name == "table" and self.hidden < 0:
            self.tables.append(len(self.found))
        if name == "a" and _INTERNAL.search(token["rest"]):
            self.links = len(self.open)
        if name in HIDDEN and self.hidden < 0:
            self.hidden = len(self.open) - 1
        return token.end()

    def _close(self, name: str) -> None:
        if name not in self.open:
            return
        if self.hidden >= 0:
            last = self.open[self.hidden]
            if last in _CLOSED_SCOPE and name != last and name not in self.open[self.hidden :]:
                return
            if last in ("button", "select") and name == "p" and "p" not in self.open[self.hidden :]:
                return
        while self.open.pop() != name:
            pass
        if len(self.open) <= self.hidden:
            self.hidden = -1
        if len(self.open) < self.links:
            self.links = 0
        if name == "table" and self.tables and self.hidden < 0:
            self.tables.pop()

    def _break(self, line: int) -> None:
        self.found.append(Passage("\n", line))

    def _say(self, words: str, line: int) -> None:
        if self.hidden >= 0 or not words:
            return
        passage = Passage(words, line, "label" if self.links else "text")
        if self.tables and not words.isspace() and self._is_astray():
            self.found[self.tables[-1] : self.tables[-1]] = [Passage("\n", line), passage, Passage("\n", line)]
            self.tables[-1] += 3
        else:
            self.found.append(passage)

    def _is_astray(self) -> bool:
        """Whether words stand in a table and in no cell: they are shown before the table (13.2.6.1)."""
        above = next((name for name in reversed(self.open) if name == "table" or name in _CELLS), "")
        return above == "table"
