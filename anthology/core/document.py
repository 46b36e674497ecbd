"""Text as typed blocks and inlines: what every reader makes and every writer takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from anthology.core.findings import Location

Inline: TypeAlias = "str | Mark | Link | Cite | Note | InlineImage | LineBreak | PageBreak"
Inlines: TypeAlias = "tuple[Inline, ...]"
Block: TypeAlias = "Paragraph | Heading | Quote | Verse | ListBlock | Figure | Table | Preformatted | Divider"
Blocks: TypeAlias = "tuple[Block, ...]"
ORNAMENT = "\u2060"  # stands in print for the words of a picture that only adorns the page: its engine asks for some

SEE = "see"  # the role of a link by which the editors refer to another piece of the book

MarkKind = Literal["emphasis", "strong", "small-caps", "code", "superscript", "subscript", "strike", "title", "span"]
Role = Literal["", "helplines", "closing-note", "title-note", "author-warning", "lead"]
ListStyle = Literal["1", "a", "A", "i", "I"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Inline text set apart; `lang` is a BCP 47 tag where the language changes, empty where not."""

    kind: MarkKind
    content: Inlines
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link; the target is an http(s) or mailto address, or `book:SLUG` or `book:SLUG#ID` inside the book."""

    target: str
    content: Inlines
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A citation: the author's own words as content, the keys of the references that they point to."""

    keys: tuple[str, ...]
    content: Inlines
    locator: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note called at this point of the text."""

    blocks: Blocks
    id: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineImage:
    """A picture amid words; one that `is_small` stands in their line, another in its table cell."""

    figure: Figure
    is_small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBreak:
    """A line break that the author made; the line below is set in by `indent` ems."""

    indent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """The exact place where the printed page with this folio begins."""

    folio: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; `role` is its purpose if it is not plain text."""

    content: Inlines
    role: Role = ""
    id: str = ""
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside an essay; level 1 is the highest below the essay's title."""

    content: Inlines
    level: int = 1
    id: str = ""
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A block quotation, with its attribution line if the text gives one."""

    blocks: Blocks
    attribution: Inlines = ()
    id: str = ""
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verse:
    """Lines that end where the author ended them."""

    lines: tuple[Inlines, ...]
    id: str = ""
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlock:
    """A list that counts from `start` if it is ordered; `values` are the items' own numbers, for each or for none."""

    items: tuple[Blocks, ...]
    ordered: bool = False
    start: int = 1
    style: ListStyle = "1"
    is_reversed: bool = False
    values: tuple[int | None, ...] = ()
    role: Role = ""
    id: str = ""
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture: `image` is its name in the source, later among the book's assets; `alt` is the alternative text.

    An empty `alt` means that there is none yet; a picture that only adorns the page is `decorative`.
    """

    image: str
    alt: str = ""
    decorative: bool = False
    caption: Inlines = ()
    credit: Inlines = ()
    id: str = ""
    at: Location | None = field(default=None, compare=False)


Align = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell; `align` is how its author set it, empty where the layout decides."""

    content: Inlines
    header: bool = False
    colspan: int = 1
    rowspan: int = 1
    align: Align = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first `header_rows` rows name the columns."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 1
    caption: Inlines = ()
    id: str = ""
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preformatted:
    """Text whose spaces and line ends count."""

    text: str
    id: str = ""
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Divider:
    """A break between sections that has no heading."""

    id: str = ""
    at: Location | None = field(default=None, compare=False)


def plain(content: Iterable[Inline]) -> str:
    """The words of inline content, without the words of its notes."""
    return "".join(_plain_inline(inline) for inline in content)


def _plain_inline(inline: Inline) -> str:
    match inline:
        case str():
            return inline
        case Mark(content=content) | Link(content=content) | Cite(content=content):
            return plain(content)
        case LineBreak():
            return "\n"
        case Note() | InlineImage() | PageBreak():
            return ""


def plain_block(block: Block) -> str:
    """The words of a block in reading order, one line for each paragraph, item or row."""
    match block:
        case Paragraph(content=content) | Heading(content=content):
            return plain(content)
        case Quote(blocks=blocks, attribution=attribution):
            return "\n".join([*map(plain_block, blocks), *([plain(attribution)] if attribution else [])])
        case Verse(lines=lines):
            return "\n".join(map(plain, lines))
        case ListBlock(items=items):
            return "\n".join(plain_block(block) for item in items for block in item)
        case Figure(caption=caption, credit=credit):
            return "\n".join(filter(None, [plain(caption), plain(credit)]))
        case Table(rows=rows, caption=caption):
            cells = [" ".join(plain(cell.content) for cell in row) for row in rows]
            return "\n".join(filter(None, [plain(caption), *cells]))
        case Preformatted(text=text):
            return text
        case Divider():
            return ""


def words_in_order(block: Block) -> str:
    """The words of a block, cut where others may stand between: at calls of notes, ends of cells, items, paragraphs."""
    match block:
        case Paragraph(content=content) | Heading(content=content):
            return _in_order(content)
        case Quote(blocks=blocks, attribution=attribution):
            return "\n".join([*map(words_in_order, blocks), *([_in_order(attribution)] if attribution else [])])
        case Verse(lines=lines):
            return "\n".join(map(_in_order, lines))
        case ListBlock(items=items):
            return "\n".join(words_in_order(inner) for item in items for inner in item)
        case Figure(caption=caption, credit=credit):
            return "\n".join(filter(None, [_in_order(caption), _in_order(credit)]))
        case Table(rows=rows, caption=caption):
            cells = [_in_order(cell.content) for row in rows for cell in row]
            return "\n".join(filter(None, [_in_order(caption), *cells]))
        case _:
            return plain_block(block)


def _in_order(content: Inlines) -> str:
    words = []
    for inline in content:
        match inline:
            case Mark(content=inner) | Link(content=inner) | Cite(content=inner):
                words.append(_in_order(inner))
            case Note():
                words.append("\n")
            case _:
                words.append(plain((inline,)))
    return "".join(words)


def is_wordless(block: Block) -> bool:
    """Whether a block stands for itself though it has no words: a break, a picture, or one that holds pictures."""
    return isinstance(block, Divider | Figure) or any(isinstance(each, InlineImage) for each in inlines_of((block,)))


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block in reading order, a container before what it holds."""
    for block in blocks:
        yield block
        match block:
            case Quote(blocks=inner):
                yield from walk(inner)
            case ListBlock(items=items):
                for item in items:
                    yield from walk(item)
            case _:
                pass


def rewrite(blocks: Blocks, change: Callable[[Inlines, Block], Inlines]) -> Blocks:
    """The same blocks with each run of inline content replaced by what `change` makes of it.

    `change` is given whole runs (a paragraph's content, a heading's, an attribution's, a caption's, a credit's, a
    line's, a cell's), with the block that holds them, and never the inside of a mark or a link.
    """
    return tuple(_rewrite_block(block, change) for block in blocks)


def _rewrite_block(block: Block, change: Callable[[Inlines, Block], Inlines]) -> Block:
    match block:
        case Paragraph() | Heading():
            content = change(block.content, block)
            return block if content is block.content else replace(block, content=content)
        case Quote():
            return replace(
                block,
                blocks=rewrite(block.blocks, change),
                attribution=change(block.attribution, block) if block.attribution else (),
            )
        case Verse():
            return replace(block, lines=tuple(change(line, block) for line in block.lines))
        case ListBlock():
            return replace(block, items=tuple(rewrite(item, change) for item in block.items))
        case Figure():
            return replace(
                block,
                caption=change(block.caption, block) if block.caption else (),
                credit=change(block.credit, block) if block.credit else (),
            )
        case Table():
            caption = change(block.caption, block) if block.caption else ()
            rows = tuple(
                tuple(replace(cell, content=change(cell.content, block)) for cell in row) for row in block.rows
            )
            return replace(block, rows=rows, caption=caption)
        case Preformatted() | Divider():
            return block


def rewrite_inlines(blocks: Blocks, change: Callable[[Inline, Block], Inlines | None]) -> Blocks:
    """The same blocks with each inline, words too, replaced by what `change` makes of it, in any depth.

    `change` is given the inline and the block that holds it, in reading order. What it makes nothing of (`None`)
    stays, and what a mark, a link, a citation or a note among that holds is gone through.
    """

    def run(content: Inlines, block: Block) -> Inlines:
        return tuple(made for inline in content for made in changed(inline, block))

    def changed(inline: Inline, block: Block) -> Inlines:
        made = change(inline, block)
        if made is not None:
            return made
        match inline:
            case Mark() | Link() | Cite():
                return (replace(inline, content=run(inline.content, block)),)
            case Note():
                return (replace(inline, blocks=rewrite(inline.blocks, run)),)
            case _:
                return (inline,)

    return rewrite(blocks, run)


def number_blocks(blocks: Blocks, slug: str) -> Blocks:
    """The same blocks with ids `slug-b1`, `slug-b2` … in reading order; ids that are there already stay."""
    counter = iter(range(1, 1_000_000_000))
    return tuple(_number(block, slug, counter) for block in blocks)


def _number(block: Block, slug: str, counter: Iterator[int]) -> Block:
    number = next(counter)
    named = block if block.id else replace(block, id=f"{slug}-b{number}")
    match named:
        case Quote():
            return replace(named, blocks=tuple(_number(inner, slug, counter) for inner in named.blocks))
        case ListBlock():
            items = tuple(tuple(_number(inner, slug, counter) for inner in item) for item in named.items)
            return replace(named, items=items)
        case _:
            return named


def inlines_of(blocks: Iterable[Block]) -> tuple[Inline, ...]:
    """Every inline of the blocks in reading order, a mark, link or citation before what it holds."""
    found: list[Inline] = []

    def collect(content: Inlines, block: Block) -> Inlines:
        for inline in content:
            found.append(inline)
            if isinstance(inline, Mark | Link | Cite):
                collect(inline.content, block)
        return content

    rewrite(tuple(blocks), collect)
    return tuple(found)


def notes_of(blocks: Iterable[Block]) -> tuple[Note, ...]:
    """The notes that the blocks call, in reading order, those inside quotations and lists among them."""
    return tuple(inline for inline in inlines_of(blocks) if isinstance(inline, Note))


def number_notes(blocks: Blocks, slug: str) -> Blocks:
    """The same blocks with their notes numbered from 1 in reading order, with ids `slug-n1`, `slug-n2` …"""
    counter = iter(range(1, 1_000_000_000))

    def number(inline: Inline, _block: Block) -> Inlines | None:
        if not isinstance(inline, Note):
            return None
        count = next(counter)
        return (replace(inline, id=f"{slug}-n{count}", number=count),)

    return rewrite_inlines(blocks, number)
