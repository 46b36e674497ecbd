"""The words of an essay, and of what was dropped from its file, as pieces that are looked for in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from anthology.core.document import (
    Block,
    Divider,
    Figure,
    Heading,
    InlineImage,
    Inlines,
    ListBlock,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    Verse,
    inlines_of,
    notes_of,
    walk,
    words_in_order,
)
from anthology.core.essay import Essay, LineRecord
from anthology.core.list_numbers import item_numbers
from anthology.sources.draft import WORDLESS


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the essay. `text` stands in the order of the file; `apart` stands elsewhere, such as a note.

    `gone` is what a rule dropped or moved to a fact, which may not be in the file as it is here; `spare` is what may
    stand in it anywhere, such as the alternative text of a picture.
    """

    text: str
    kind: Literal["text", "apart", "gone", "spare"] = "text"
    is_note: bool = False


def pieces_of(essay: Essay, strip: Callable[[str], str]) -> Iterator[Piece]:
    """The words of an essay and of what was dropped from its file, as nearly in the order of the file as is known."""
    dividers = {block.id for block in walk(essay.blocks) if isinstance(block, Divider)}
    others = [record for record in essay.ledger if _explains(record) or record.place in dividers]
    others.reverse()
    is_numbered = essay.origin.media_type == "text/plain"
    for block in (*essay.blocks, None):
        while others and (block is None or (block.at is not None and others[-1].number < block.at.line)):
            record = others.pop()
            is_title = record.rule == "title" and record.disposition == "moved"
            yield Piece(essay.title if is_title else strip(record.text), "gone")
        if isinstance(block, Paragraph) and block.role == "title-note":
            yield from (replace(piece, kind="apart", is_note=True) for piece in _lines(block, is_numbered))
        elif block is not None:
            yield from _lines(block, is_numbered)
    for block in essay.author_note:
        yield from (replace(piece, kind="apart") for piece in _lines(block, is_numbered))
    yield from (Piece(entry.text, "apart") for entry in essay.references)
    for note in dict.fromkeys(notes_of((*essay.blocks, *essay.author_note))):  # one may be called twice
        first, *more = [piece for block in note.blocks for piece in _lines(block, is_numbered)] or [Piece("")]
        yield replace(first, kind="apart", is_note=True)
        yield from (replace(piece, kind="apart") for piece in more)


def _explains(record: LineRecord) -> bool:
    """Whether words may be missing from an essay because of what the ledger says of a line.

    What moved to notes, references or the author's warning is looked for there, and what has no words explains none.
    """
    if record.disposition == "kept" or record.reason == WORDLESS:
        return False
    return record.rule not in ("note", "references", "author-note", "comment", "picture")


def _lines(block: Block, is_numbered: bool) -> Iterator[Piece]:
    """The words of a block, line by line, cut where notes are called; numbers of items where the author typed them."""
    match block:
        case Quote(blocks=blocks, attribution=attribution):
            for inner in blocks:
                yield from _lines(inner, is_numbered)
            yield from _inline(attribution)
        case ListBlock():
            for number, item in zip(item_numbers(block), block.items, strict=True):
                if block.ordered and is_numbered:
                    yield Piece(f"{number} ")
                for inner in item:
                    yield from _lines(inner, is_numbered)
        case Figure():
            yield from _picture(block)
        case Table(caption=caption, rows=rows):
            yield from (replace(piece, kind="apart") for piece in _inline(caption))
            yield from (piece for row in rows for cell in row for piece in _inline(cell.content))
        case Verse(lines=lines):
            yield from (piece for line in lines for piece in _inline(line))
        case Preformatted(text=text):
            yield Piece(text)
        case Paragraph(content=content) | Heading(content=content):
            yield from _inline(content)


def _inline(content: Inlines) -> Iterator[Piece]:
    """The words of a line of text, and those of the pictures in it."""
    line = Paragraph(content=content)
    yield from _words(words_in_order(line))
    yield from (
        piece for each in inlines_of((line,)) if isinstance(each, InlineImage) for piece in _picture(each.figure)
    )


def _words(text: str) -> Iterator[Piece]:
    return (Piece(line) for line in text.split("\n") if line)


def _picture(figure: Figure) -> Iterator[Piece]:
    yield Piece(figure.alt, "spare")
    for said in (figure.caption, figure.credit):
        yield from (replace(piece, kind="apart") for piece in _inline(said))
