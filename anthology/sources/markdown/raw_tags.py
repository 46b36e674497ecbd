"""HTML in a Markdown text, cut into tags and what stands between them; each opening tag with the one that closes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from markdown_it.common.html_re import close_tag, open_tag

from anthology.sources.html.sanitize import KEPT, VANISHING, VOID
from anthology.sources.html.tree import FLOW

# What a page may open and not close (HTML Living Standard, section 13.1.2.4, Optional tags).
OPEN_ENDED = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption"})
# Elements of which only the words are kept, as those of a saved page.
_READ_THROUGH = {
    *("acronym", "body", "data", "font", "form", "head", "html", "label", "map", "meter", "nobr", "option", "optgroup"),
    *("output", "picture", "progress", "rb", "rp", "rt", "rtc", "ruby", "time", "colgroup"),
}
# `title` and those whose contents no parser reads as HTML: in a text they are words in brackets.
_WORDS_ONLY = {"title", "plaintext", "xmp", "frame", "frameset", "noframes", "noembed"}
KNOWN = (KEPT | set(VANISHING) | VOID | _READ_THROUGH) - _WORDS_ONLY
_SHOWN = {"br", "hr", "img", "wbr"}  # what closes nothing and is still something without attributes
_WHOLE = {"svg", "math"}  # may hold what Markdown takes for paragraphs

# Classes that say what the parts of a text are (the pandoc manual, Line blocks; classes of collections in use).
QUOTED = frozenset({"blockquote", "epigraph", "extract", "quotation", "quote"})
VERSED = frozenset({"line-block", "poem", "poetry", "verse"})
SMALL = frozenset({"smallcaps", "small-caps"})
VERSE, SMALL_CAPITALS, PASSAGE = "x-verse", "x-small", "x-passage"  # elements of our own, which no text can write
_BY_CLASS = (
    (frozenset({"div", "section", "p", "aside"}), QUOTED, "blockquote"),
    (frozenset({"div", "section", "p"}), VERSED, VERSE),
    (frozenset({"span"}), SMALL, SMALL_CAPITALS),
)
USED_CLASSES = QUOTED | VERSED | SMALL

HEAD = re.compile(r"<(?:!--|/?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>]))")
_TAG = re.compile(f"{open_tag}|{close_tag}")
_OPAQUE = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "textarea")}
_CLASS = re.compile(r"\sclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_STYLE = re.compile(r"\sstyle\s*=\s*[\"'][^\"']*small-caps", re.IGNORECASE)
_LANG = re.compile(r"\slang\s*=\s*[\"']?([A-Za-z][A-Za-z0-9-]*)", re.IGNORECASE)

Kind = Literal["text", "raw", "open", "close", "void", "comment", "words"]


@dataclass(slots=True, eq=False, kw_only=True)
class Piece:
    """A tag, a comment, what a script holds (`raw`), or text between them; `words` stand for a part of the Markdown.

    `row` is the number of the node that it stands in, `is_inline` whether that is a line of text; `number` is that of
    the part that `words` stand for, `typed` what the text has where that is no tag.
    """

    kind: Kind
    text: str
    row: int
    name: str = ""
    partner: Piece | None = None
    number: int = 0
    typed: str = ""
    is_inline: bool = False

    def is_alone(self) -> bool:
        """Whether it is a tag that belongs to another, and that other is not there."""
        is_half = self.partner is None and self.kind in ("open", "close")
        return is_half and (self.is_inline or self.name not in OPEN_ENDED)


def is_tag(name: str, tag: str) -> bool:
    """Whether what looks like a tag is one of HTML, and not words in brackets such as `<name>` or `<source>`."""
    return name in KNOWN and (name not in VOID or name in _SHOWN or "=" in tag)


def cut(text: str, row: int, *, is_inline: bool = False, typed: str = "") -> Iterator[Piece]:
    """The pieces of the HTML of a node, in order; what is no tag of HTML is text."""
    done = start = 0
    while (start := text.find("<", start)) >= 0:
        piece = _piece(text, start, row)
        if piece is None:
            start += 1
            continue
        if start > done:
            yield Piece(kind="text", text=text[done:start], row=row)
        piece.is_inline, piece.typed = is_inline, typed
        yield piece
        start = done = start + len(piece.text)
        closing = _OPAQUE[piece.name].search(text, start) if piece.kind == "open" and piece.name in _OPAQUE else None
        if closing:
            yield Piece(kind="raw", text=text[start : closing.start()], row=row)
            start = done = closing.start()
    if done < len(text):
        yield Piece(kind="text", text=text[done:], row=row)


def _piece(text: str, start: int, row: int) -> Piece | None:
    if text.startswith("<!--", start):
        end = text.find("-->", start + 2)
        return Piece(kind="comment", text=text[start : end + 3], row=row) if end >= 0 else None
    head, found = HEAD.match(text, start), _TAG.match(text, start)
    name = head[1].lower() if head and head[1] else ""
    if not found or not is_tag(name, found[0]):
        return None
    if found[0].startswith("</") and name in VOID:  # `</br>` is a break, the others are nothing (HTML, 13.2.6.4.7)
        return Piece(kind="void" if name == "br" else "text", text=found[0], row=row, name=name)
    if found[0].startswith("</"):
        return Piece(kind="close", text=found[0], row=row, name=name)
    return Piece(kind="void" if name in VOID else "open", text=found[0], row=row, name=name)


def pair(pieces: Iterable[Piece]) -> None:
    """Give each opening tag its closing one: in the same node, or where the element may hold several of them.

    What vanishes with all it holds must end in the node where it begins.
    """
    waiting: list[Piece] = []
    names: Counter[str] = Counter()
    for piece in pieces:
        if piece.kind == "open":
            if piece.text.endswith("/>"):
                piece.partner = piece
                continue
            waiting.append(piece)
            names[piece.name] += 1
        elif piece.kind == "close" and names[piece.name]:
            opening = _popped(waiting, names, piece.name)
            if opening.row == piece.row or _goes_over(opening, piece):
                opening.partner, piece.partner = piece, opening


def _goes_over(opening: Piece, closing: Piece) -> bool:
    """Whether an element can hold several nodes of the Markdown: one in a line of text only if it holds blocks."""
    if opening.name in VANISHING:
        return opening.name in _WHOLE
    return opening.name in FLOW or not (opening.is_inline or closing.is_inline)


def _popped(waiting: list[Piece], names: Counter[str], name: str) -> Piece:
    while True:
        opening = waiting.pop()
        names[opening.name] -= 1
        if opening.name == name:
            return opening


def written(piece: Piece) -> str:
    """The piece as HTML: a tag without its other half stands as typed in a line, and is passed over between blocks."""
    match piece.kind:
        case "text":
            return "" if piece.name else piece.text.replace("<", "&lt;")
        case "comment":
            return ""
        case "open" | "close" if piece.partner is None:
            if piece.name in OPEN_ENDED:
                return piece.text if piece.kind == "open" else ""
            return escape(piece.text) if piece.is_inline or piece.name in VANISHING else ""
        case "open":
            opening = _opening(piece)
            return f"{opening}</{piece.name}>" if piece.partner is piece else opening
        case "close":
            assert piece.partner is not None
            return "".join(f"</{name}>" for name in reversed(_names(piece.partner)))
        case _:
            return piece.text


def _opening(piece: Piece) -> str:
    first, *others = _names(piece)
    if first != piece.name or others:
        lang = _LANG.search(piece.text)
        opened = f"<{first}{_attribute('id', piece.text)}>"
        return opened + "".join(f'<{each} lang="{lang[1] if lang else ""}">' for each in others)
    return f"{piece.text[:-2]}>" if piece.text.endswith("/>") else piece.text


def _attribute(name: str, tag: str) -> str:
    found = re.search(rf"\s{name}\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", tag, re.IGNORECASE)
    return found[0] if found else ""


def _names(piece: Piece) -> tuple[str, ...]:
    """The elements that a tag becomes: what its class says it is, and within that a passage of its language."""
    if piece.partner is piece:
        return (piece.name,)
    found = _CLASS.search(piece.text)
    classes = set((found[1] or found[2] or found[3] or "").lower().split()) if found else set()
    if piece.name == "span" and _STYLE.search(piece.text):
        classes.add("smallcaps")
    fitting = (becomes for names, wanted, becomes in _BY_CLASS if piece.name in names and classes & wanted)
    name = next(fitting, piece.name)
    is_passage = piece.name in ("div", "section", "blockquote") and _LANG.search(piece.text)
    return (name, PASSAGE) if is_passage else (name,)
