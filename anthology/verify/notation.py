"""Blocks of the book, and a finished XHTML page, in one notation: words with a mark at each change of structure.

The two are made apart from each other, and neither by the code that renders pages: equal notations are equal texts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from anthology.core.document import (
    ORNAMENT,
    Block,
    Cite,
    Divider,
    Figure,
    Heading,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Note,
    PageBreak,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    Verse,
)
from anthology.render.table_shape import as_grid

Element: TypeAlias = Any  # lxml brings no types

OPEN, CLOSE = "\x01", "\x02"  # around the name of a mark: no text of a book has them (XML 1.0, section 2.2)
MARK = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")

# Elements that begin a line of their own; space beside them is not the text's.
BLOCK = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "figure", "figcaption", "table"),
        *("caption", "tr", "th", "td", "pre", "hr", "aside"),
    )
)
# Elements that say nothing of the words in them. Any other is a mark of its own name.
TRANSPARENT = frozenset(
    ("body", "div", "section", "article", "header", "footer", "main", "nav", "thead", "tbody", "tfoot", "span", "a")
)
EMPTY = frozenset(("br", "hr", "img", "note", "document"))  # marks that nothing closes
SAME = {"i": "em", "b": "strong", "del": "s", "strike": "s"}  # names for one thing
UNPRINTED = ("head", "script", "style", "template", "wbr")  # a place where a line may break is no word
KINDS: Mapping[str, str] = {
    "emphasis": "em",
    "strong": "strong",
    "small-caps": "small-caps",
    "code": "code",
    "superscript": "sup",
    "subscript": "sub",
    "strike": "s",
    "title": "cite",
    "span": "",
}
EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
INSIDE = "book:"  # how blocks name a place in the book
LIST_ATTRIBUTES = ("start", "type", "reversed", "value")
SPANS = ("colspan", "rowspan")

_BLOCK_MARK = re.compile(rf"\s*({OPEN}/?(?:{'|'.join(sorted(BLOCK))}|br|document)\b[^{CLOSE}]*{CLOSE})\s*")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_CALL = re.compile(f"{OPEN}note number=([0-9]+){CLOSE}")
_EMPTY = re.compile(f"{OPEN}(p|em|strong|code|sup|sub|s|cite|small-caps){CLOSE}{OPEN}/\\1{CLOSE}")


def mark(name: str, **values: object) -> str:
    """The mark of a name, with the values that are given."""
    return OPEN + " ".join([name, *(f"{key}={value}" for key, value in values.items() if value)]) + CLOSE


def _around(name: str, inside: Iterable[str], **values: object) -> Iterator[str]:
    if name:
        yield mark(name, **values)
    yield from inside
    if name:
        yield mark(f"/{name}")


def tidy(parts: Iterable[str]) -> str:
    """Parts of a notation as one: runs of space as one, none beside blocks, and nothing around no words.

    Places where a line may break (`render.breaks`) are left out, and whatever else is never seen.
    """
    text = _BLOCK_MARK.sub(r"\1", " ".join(_UNSEEN.sub("", "".join(parts)).split()))
    while (shorter := _EMPTY.sub("", text)) != text:
        text = shorter
    return text


def lines_of(notation: str) -> list[str]:
    """The words of a notation, cut where its blocks begin and end."""
    return [line for part in _BLOCK_MARK.split(notation)[::2] if (line := MARK.sub("", part).strip())]


def blocks_notation(blocks: Iterable[Block]) -> str:
    """What a finished page must have of some blocks."""
    return tidy(part for block in blocks for part in _block(block))


def note_notation(note: Note) -> str:
    """What an e-book must have of a note, which stands behind its text with its number."""
    first, rest = note.blocks[0], note.blocks[1:]
    if isinstance(first, Paragraph):
        inside = [*_around("p", [f"{note.number} ", *_inlines(first.content)])]
    else:
        inside, rest = [*_around("p", [str(note.number)])], note.blocks
    return _as_note(tidy([*_around("aside", [*inside, *(part for block in rest for part in _block(block))])]))


def _as_note(notation: str) -> str:
    """The notation of a note, of which paragraphs are lines where it stands at the foot of a page."""
    return notation.replace(mark("br"), mark("/p") + mark("p"))


def inlines_notation(content: Iterable[Inline]) -> str:
    """What a finished page must have of inline content."""
    return tidy(_inlines(content))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(content=content):
            yield from _around("p", _inlines(content))
        case Heading(content=content, level=level):
            yield from _around(f"h{min(level + 1, 6)}", _inlines(content))
        case Quote(blocks=blocks, attribution=attribution):
            inside = [part for inner in blocks for part in _block(inner)]
            yield from _around("blockquote", [*inside, *(_around("p", _inlines(attribution)) if attribution else ())])
        case Verse(lines=lines):
            yield from _around("p", [mark("br").join("".join(_inlines(line)) for line in lines)])
        case ListBlock():
            yield from _list(block)
        case Figure(caption=caption, credit=credit):
            words = [*_inlines(caption), " ", *_inlines(credit)] if caption or credit else []
            yield from _around("figure", [_picture(block), *(_around("figcaption", words) if words else ())])
        case Table(caption=caption):
            yield mark("table")
            yield from _around("caption", _inlines(caption)) if caption else ()
            for row in as_grid(block).rows:
                yield mark("tr")
                for cell in row:
                    spans = {name: value for name in SPANS if (value := getattr(cell, name)) > 1}
                    yield from _around("th" if cell.header else "td", _inlines(cell.content), **spans)
                yield mark("/tr")
            yield mark("/table")
        case Preformatted(text=text):
            yield from _around("pre", [text])
        case Divider():
            yield mark("hr")


def _list(block: ListBlock) -> Iterator[str]:
    """A list with the numbers that are not those of every list."""
    is_own = block.ordered and bool(block.values)
    inside = [
        part
        for index, item in enumerate(block.items)
        for part in _around(
            "li",
            [part for each in item for part in _block(each)],
            value="" if not is_own or block.values[index] is None else str(block.values[index]),
        )
    ]
    if block.ordered:
        start = "" if block.start == 1 and not block.is_reversed else str(block.start)
        style = block.style if block.style != "1" else ""
        yield from _around("ol", inside, start=start, type=style, reversed="reversed" if block.is_reversed else "")
    else:
        yield from _around("ul", inside)


def _inlines(content: Iterable[Inline]) -> Iterator[str]:
    for inline in content:
        match inline:
            case str():
                yield inline
            case Mark(kind=kind, content=inner):
                yield from _around(KINDS[kind], _inlines(inner))
            case Link(target=target, content=inner):
                yield from _around("" if target.startswith(INSIDE) else "a", _inlines(inner), href=target)
            case Cite(content=inner):
                yield from _inlines(inner)
            case Note(number=number):
                yield mark("note", number=number)
            case InlineImage(figure=figure):
                yield _picture(figure)
            case LineBreak():
                yield mark("br")
            case PageBreak():
                pass


def _picture(figure: Figure) -> str:
    return mark("img", alt="" if figure.decorative else " ".join(figure.alt.split()))


def printed_words(notation: str) -> str:
    """The words of a notation as a printed page has them: notes are called by their numbers, pictures say nothing."""
    called = _CALL.sub(r"\1", _BLOCK_MARK.sub(" ", notation))
    return MARK.sub("", called)


class PageNotation:
    """A finished XHTML page in the same notation.

    `remarks` are the editors' words that may stand behind any block of an essay: an element of nothing else is left
    out. Notes at the foot of printed pages come last.
    """

    def __init__(self, page: Element, remarks: Collection[str] = ()) -> None:
        self._remarks = frozenset(" ".join(f"[Ed.: {each}]".split()) for each in remarks)
        body = next((child for child in page.iter() if _name(child) == "body"), None)
        self._footnotes: list[str] = []
        text = tidy(self._element(body)) if body is not None else ""
        self.text = "".join([text, *self._footnotes])

    def _element(self, element: Element) -> Iterator[str]:
        name = _name(element)
        if not name or name in UNPRINTED or self._is_remark(element):
            return
        name, values = SAME.get(name, name), {}
        if element.get("role") == "doc-noteref":
            yield mark("note", number="".join(element.itertext()).strip())
            return
        classes = element.get("class", "").split()
        if "footnote" in classes:
            number = element.get("data-number", "")
            inside = [f"{number} ", *self._children(element)]
            self._footnotes.append(_as_note(tidy(_around("aside", _around("p", inside)))))
            yield mark("note", number=number)
            return
        if name == "aside":
            yield _as_note(tidy(_around(name, self._inside(element))))
            return
        if name == "span" and "small-caps" in classes:
            name = "small-caps"
        elif name == "a" and EXTERNAL.match(element.get("href", "")):
            values = {"href": element.get("href")}
        elif name in TRANSPARENT:
            name = ""
        elif name == "img":
            yield mark("img", alt=" ".join(element.get("alt", "").replace(ORNAMENT, "").split()))
            return
        elif name in ("br", "hr"):
            yield mark(name)
            return
        elif name in ("ol", "ul", "li"):
            values = {key: element.get(key) for key in LIST_ATTRIBUTES if element.get(key) is not None}
        elif name in ("td", "th"):
            values = {key: element.get(key) for key in SPANS if element.get(key, "1") != "1"}
        yield from _around(name, self._inside(element), **values)

    def _inside(self, element: Element) -> Iterator[str]:
        """What stands in an element; an item of nothing but words is one of a paragraph."""
        is_plain = _name(element) == "li" and not any(_name(child) in BLOCK for child in element)
        yield from _around("p" if is_plain else "", self._children(element))

    def _children(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            yield from self._element(child)
            yield child.tail or ""

    def _is_remark(self, element: Element) -> bool:
        first = next(filter(str.strip, element.itertext()), "") if self._remarks else ""
        return first.startswith("[Ed.:") and " ".join("".join(element.itertext()).split()) in self._remarks


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
