"""The tree of an HTML text as blocks: every word of it, whatever the elements around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from urllib.parse import urljoin

from lxml import html

from anthology.core.document import (
    Block,
    Blocks,
    Cell,
    Divider,
    Figure,
    Heading,
    Inline,
    InlineImage,
    Inlines,
    LineBreak,
    Link,
    Mark,
    Note,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    plain,
    plain_block,
)
from anthology.core.findings import Finding, Location
from anthology.core.normalize import with_few_marks, without_forbidden
from anthology.core.urls import internal_target, is_address, link_target, without_link
from anthology.sources.draft import Standing
from anthology.sources.formula_trees import FORMULA
from anthology.sources.formulas import Formulas
from anthology.sources.html.images import figure_of
from anthology.sources.html.lists import list_of, number_in
from anthology.sources.html.main_content import IN_MAIN, NOTHING_AROUND, Surroundings
from anthology.sources.html.styles import MARKS, SUBTITLE
from anthology.sources.html.tree import FLOW, HEADINGS, children, is_layout, names, parts, span
from anthology.sources.inlines import (
    captioned,
    flat,
    holds,
    is_language,
    joined,
    set_in,
    strong,
    trimmed,
    without_links,
    without_notes,
    without_pictures,
)

_WHITE_SIGNS = " \t\r\n\f"
_WHITE = re.compile(f"[{_WHITE_SIGNS}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A block at the top of a text, in the order of the page: from which element, and in which part of the page.

    A note's text, which stands where the note is called, has no block; `words` are then the words of it. `anchors` are
    the names by which links can lead to the block.
    """

    block: Block | None
    tag: str
    standing: Standing
    words: str = ""
    anchors: tuple[str, ...] = ()

    @property
    def is_main(self) -> bool:
        """Whether it stands in the main text of the page."""
        return self.standing in IN_MAIN


@dataclass(slots=True, kw_only=True)
class Tree:
    """A tree on its way to units: where its text is, which elements are notes, and what was found on the way.

    `notes` gives the element of a note's text by the link that calls it, `back` the addresses of the links that lead
    back from notes; `base` is the address that relative links start from.
    """

    main: html.HtmlElement
    at: Location
    surroundings: Surroundings = NOTHING_AROUND
    base: str = ""
    notes: Mapping[html.HtmlElement, html.HtmlElement] = field(default_factory=dict)
    back: frozenset[str] = frozenset()
    findings: list[Finding] = field(default_factory=list)
    formulas: Formulas = field(default_factory=Formulas)
    holders: set[html.HtmlElement] = field(default_factory=set)
    inside_note: bool = False
    is_main: bool = True
    waiting: list[str] = field(default_factory=list)
    is_begun: bool = True
    flow: ClassVar[frozenset[str]] = FLOW | {SUBTITLE}
    makers: ClassVar[Mapping[str, Callable[[Any, html.HtmlElement], Iterator[Block]]]] = {}

    def walk(self, body: html.HtmlElement) -> Iterator[Unit]:
        """Every block of the page in order, each made when it is asked for; those outside the main text say so."""
        self._find_holders(body)
        yield from self._units(body, "main" if body is self.main else self.surroundings.elsewhere)

    def line(self, body: html.HtmlElement) -> Inlines:
        """All that an element holds as one line: its blocks, if it has some, with breaks between them."""
        self._find_holders(body)
        return self._line(body) if body in self.holders else self._inside(body)

    def _find_holders(self, body: html.HtmlElement) -> None:
        for element in body.iter(*self.flow):
            above = element.getparent()
            while above is not None and above not in self.holders:
                self.holders.add(above)
                above = above.getparent()

    def _units(self, element: html.HtmlElement, standing: Standing) -> Iterator[Unit]:
        """The units of a container: runs of words as paragraphs, and what stands between them."""
        texts = set(self.notes.values())
        self.waiting += names(element, deep=False)
        for part in parts(element, self._is_flow):
            if isinstance(part, list):
                self.waiting += [name for node in part if not isinstance(node, str) for name in names(node)]
                place = self.surroundings.of_run(part, element, standing)
                self.is_main = place in IN_MAIN
                for block in self._runs(part):
                    yield Unit(block=block, tag="p", standing=place, anchors=self._arrived())
                continue
            place = "main" if part is self.main else self.surroundings.of(part, standing)
            if part in texts:
                yield Unit(block=None, tag="note", standing=place, words=self._note_words(part))
            elif part is self.main or self._is_container(part, texts):
                yield from self._units(part, place)
            else:
                self.waiting += names(part)
                self.is_main = place in IN_MAIN
                for made in self._block(part):
                    yield Unit(block=made, tag=str(part.tag), standing=place, anchors=self._arrived())

    def _arrived(self) -> tuple[str, ...]:
        """The names of places since the last block."""
        names, self.waiting = tuple(self.waiting), []
        return names

    def _note_words(self, text: html.HtmlElement) -> str:
        self.inside_note = True
        words = " ".join(plain_block(block) for block in flat(tuple(self._blocks(text))))
        self.inside_note = False
        return words

    def _is_flow(self, element: html.HtmlElement) -> bool:
        return element.tag in self.flow or element in self.holders

    def _is_container(self, element: html.HtmlElement, texts: set[html.HtmlElement]) -> bool:
        """Whether an element only holds blocks, or what no block may hide: the main text, notes."""
        if element.tag in ("table", "ol", "ul", "dl", "blockquote"):
            if any(inner is self.main or inner in texts for inner in element.iter()):
                return True
            return bool(element.tag == "table" and is_layout(element))
        return element.tag not in self.makers

    def _blocks(self, element: html.HtmlElement) -> Iterator[Block]:
        """The blocks of a container below the top."""
        for part in parts(element, self._is_flow):
            if isinstance(part, list):
                yield from self._runs(part)
            else:
                yield from self._block(part)

    def _block(self, element: html.HtmlElement) -> Iterator[Block]:
        make = self.makers.get(str(element.tag))
        if make is None or (element.tag == "table" and is_layout(element)):
            yield from self._blocks(element)
        else:
            yield from make(self, element)

    def _runs(self, nodes: Sequence[str | html.HtmlElement]) -> Iterator[Block]:
        """Words as paragraphs, two line breaks in a row end one; pictures without words beside them stand alone."""
        self.is_begun = False
        content = self.inlines(nodes)
        run: list[Inline] = []
        for index, inline in enumerate((*content, LineBreak(), LineBreak())):
            following = content[index + 1] if index + 1 < len(content) else LineBreak()
            is_end = isinstance(inline, LineBreak) and (
                isinstance(following, LineBreak) or (isinstance(following, str) and not following.strip())
            )
            if not is_end:
                run.append(inline)
                continue
            words = trimmed(run)
            opening = run[0] if run else None
            if isinstance(opening, LineBreak) and opening.indent and any(isinstance(each, LineBreak) for each in words):
                words = ("\u2003" * opening.indent, *words)  # prose begins its paragraphs at the margin
            run = []
            rest, pictures = without_pictures(words)
            if pictures and not any(isinstance(each, Note) or plain((each,)).strip() for each in rest):
                yield from pictures
            elif words:
                yield Paragraph(content=words, at=self.at)

    def heading(self, element: html.HtmlElement) -> Iterator[Block]:
        """A heading; the blocks that a damaged page has inside it follow one another in it."""
        content = self._line(element)
        words, pictures = without_pictures(content)
        if pictures and not plain(words).strip():
            yield from pictures
        elif content:
            yield Heading(content=content, level=int(str(element.tag)[1]), at=self.at)

    def figure(self, element: html.HtmlElement) -> Iterator[Block]:
        """A picture with its caption; a figure of anything else is its blocks one after the other."""
        images = list(element.iter("img"))
        others = [part for part in element.iter(*self.flow) if part.tag not in ("figure", "figcaption", "p", "div")]
        captions = list(element.iterchildren("figcaption"))
        if len(images) != 1 or others:
            blocks = tuple(self._blocks(element))
            yield from captioned(blocks) if len(captions) == 1 else blocks
            return
        words = tuple(each for part in captions for each in self._line(part))
        yield replace(figure_of(images[0], self.at), caption=words)
        for part in parts(element, self._is_flow):
            if not isinstance(part, list) and part.tag == "figcaption":
                continue
            for block in self._runs(part if isinstance(part, list) else [part]):
                words = without_pictures(block.content)[0] if isinstance(block, Paragraph) else ()
                if trimmed(words):
                    yield Paragraph(content=trimmed(words), at=self.at)

    def quote(self, element: html.HtmlElement) -> Iterator[Block]:
        """A block quotation."""
        blocks = tuple(self._blocks(element))
        if blocks:
            yield Quote(blocks=blocks, at=self.at)

    def items(self, element: html.HtmlElement) -> Iterator[Block]:
        """A list; what stands in it outside of any item goes on with the item before."""
        items: list[Blocks] = []
        values: list[int | None] = []
        for part in parts(element, self._is_flow):
            tag, value = "", None
            if isinstance(part, list):
                blocks: Blocks = tuple(self._runs(part))
            else:  # each element once: lists in lists would else double the time with each level
                tag, value = str(part.tag), number_in(part.get("value"))
                blocks = tuple(self._blocks(part) if tag in ("li", "dt", "dd") else self._block(part))
            if tag == "dt":
                blocks = tuple(map(strong, blocks))
            if tag not in ("li", "dt") and items:
                items[-1] = (*items[-1], *blocks)
            elif blocks:
                items.append(blocks)
                values.append(value)
        if items:
            yield list_of(element, items, values, self.at)

    def preformatted(self, element: html.HtmlElement) -> Iterator[Block]:
        """Text as it stands; a break or a paragraph in it ends its line."""
        for inner in element.iterdescendants("br", *self.flow):
            inner.text, inner.tail = (
                f"\n{inner.text or ''}",
                f"\n{inner.tail or ''}" if inner.tag != "br" else inner.tail,
            )
        text = with_few_marks(without_forbidden(element.text_content())).strip("\r\n")
        if text.strip():
            yield Preformatted(text=text, at=self.at)

    def divider(self, element: html.HtmlElement) -> Iterator[Block]:
        """A break."""
        del element
        yield Divider(at=self.at)

    def table(self, element: html.HtmlElement) -> Iterator[Block]:
        """A table of data."""
        caption: Inlines = ()
        rows: list[tuple[Cell, ...]] = []
        for part in element.iter("tr", "caption"):
            if part.tag == "caption":
                caption = self._line(part)
            else:
                cells = tuple(self._cell(cell) for cell in part.iterchildren("td", "th"))
                rows += [cells] if cells else []
        heads = next((index for index, row in enumerate(rows) if not all(cell.header for cell in row)), 0)
        if any(plain(each.content).strip() or holds(each.content) for row in rows for each in row):
            yield Table(rows=tuple(rows), header_rows=heads, caption=caption, at=self.at)
        elif caption:
            yield Paragraph(content=caption, at=self.at)

    def _cell(self, cell: html.HtmlElement) -> Cell:
        return Cell(
            content=self._line(cell),
            header=cell.tag == "th",
            colspan=span(cell.get("colspan")),
            rowspan=span(cell.get("rowspan")),
        )

    def _line(self, element: html.HtmlElement) -> Inlines:
        """The paragraphs of an element as one run with line breaks."""
        line: list[Inline] = []
        for block in flat(tuple(self._blocks(element))):
            if isinstance(block, Paragraph):
                line += [LineBreak(), *block.content] if line else block.content
            elif isinstance(block, Figure):
                line += [*([" "] if line else []), InlineImage(figure=block)]
        return tuple(line)

    def inlines(self, nodes: Sequence[str | html.HtmlElement]) -> Inlines:
        """The inline content of text and elements that stand beside one another."""
        found: list[Inline] = []
        for node in nodes:
            for inline in self.text(node) if isinstance(node, str) else self.inline(node):
                if isinstance(inline, LineBreak) and inline.indent and found and isinstance(found[-1], LineBreak):
                    found[-1] = inline
                elif inline != "":
                    found.append(inline)
        return joined(found)

    def inline(self, element: html.HtmlElement) -> Inlines:
        """An element amid words."""
        match element.tag:
            case "br":
                self.is_begun = False
                return (LineBreak(),)
            case "img":
                return (InlineImage(figure=figure_of(element, self.at)),)
            case "a":
                return self._link(element)
            case "q":
                return ("“", *self._inside(element), "”")
            case "code" if element.get("class") == FORMULA:
                return self.formulas.content(element.text_content(), self.at)
        kind = MARKS.get(str(element.tag))
        is_typed = kind == "code" and not len(element)  # which is no prose: nothing of it is made regular
        content = self.text(element.text or "") if is_typed else self._inside(element)
        lang = element.get("lang", "")
        lang = lang if is_language(lang) else ""
        if not plain(content).strip() or not (kind or lang):
            return content
        if isinstance(content[0], LineBreak) and content[0].indent:
            return (content[0], Mark(kind=kind or "span", content=content[1:], lang=lang))
        return (Mark(kind=kind or "span", content=content, lang=lang),)

    def text(self, words: str) -> Inlines:
        """Text as HTML has it, where line ends are spaces; spaces that stay, at the beginning of a line, set it in."""
        indent = 0
        if not self.is_begun and words.strip(_WHITE_SIGNS):
            indent, words = set_in(words)
            self.is_begun = bool(words.strip())
        return (*((LineBreak(indent=indent),) if indent else ()), _WHITE.sub(" ", words))

    def _inside(self, element: html.HtmlElement) -> Inlines:
        return self.inlines(tuple(children(element)))

    def _link(self, element: html.HtmlElement) -> Inlines:
        text = self.notes.get(element)
        if text is not None and not self.inside_note:
            note = self._note(element, text)
            return (note,) if note.blocks else self._inside(element)
        given = element.get("href", "")
        if self.inside_note and given in self.back:
            return ()
        content, notes = without_notes(without_links(self._inside(element)))
        target = link_target(urljoin(self.base, given) if self.base else given) if is_address(given) else ""
        target = target or internal_target(given)
        if target and plain(content).strip():
            return (Link(target=target, content=content), *notes)
        if given and not target and given not in ("#", "#top") and self.is_main:
            self._say("S006", f"“{given[:200]}” is not an address that a book can link to")
        elif self.is_main and (said := without_link(given, without_pictures(content)[1])):
            self._say("S034", said)
        return (*content, *notes)

    def _note(self, call: html.HtmlElement, text: html.HtmlElement) -> Note:
        self.inside_note = True
        blocks = flat(tuple(self._blocks(text)))
        self.inside_note = False
        label = re.escape(plain(self._inside(call)).strip(" []().") or "-")
        first = blocks[0] if blocks else None
        if isinstance(first, Paragraph) and first.content and isinstance(first.content[0], str):
            words = re.sub(rf"^(?:[\^↑]\s*|[\[(]?{label}[\])]?[.:)]?\s+)", "", first.content[0])
            blocks = (Paragraph(content=(words, *first.content[1:]), at=first.at), *blocks[1:])
        return Note(blocks=blocks)

    def _say(self, code: str, message: str) -> None:
        self.findings.append(Finding(code, without_forbidden(message), self.at))


# Element to the method that makes its block; every other element that ends a paragraph only holds blocks.
BLOCKS: Mapping[str, Callable[[Any, html.HtmlElement], Iterator[Block]]] = {
    **dict.fromkeys(HEADINGS, Tree.heading),
    **dict.fromkeys(("ul", "ol", "dl", "menu", "dir"), Tree.items),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), Tree.preformatted),
    "blockquote": Tree.quote,
    "figure": Tree.figure,
    "hr": Tree.divider,
    SUBTITLE: Tree._blocks,
    "table": Tree.table,
}
Tree.makers = BLOCKS
