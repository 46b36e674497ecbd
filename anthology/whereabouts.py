"""Where in a book's folder a character first stands that is in trouble on a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from anthology.book import Book, Piece
from anthology.essay import Essay
from anthology.findings import Location
from anthology.text import Blocks, notes_of, plain_block, walk

BY_LETTER = ("text/plain", "text/markdown")  # media types whose lines are those of the file, letter by letter


def first_place(book: Book, slug: str, letter: str) -> Location | None:
    """The first place of a character in a piece: in its source, else in the manifest, else in any other essay's.

    The editors' introduction stands before the essay and is looked at first. Places in text and Markdown have a column,
    others the line of the block. None where the character is nowhere, as one that a layout draws.
    """
    pieces = sorted(book.pieces, key=lambda piece: piece.slug != slug)  # the piece first, the others in their order
    own, others = pieces[:1], pieces[1:]
    if own and own[0].slug != slug:
        own, others = [], pieces
    found = [*_in_pieces(own, letter), book.manifest.where(letter), *_in_pieces(others, letter)]
    return next((place for place in found if place is not None), None)


def _in_pieces(pieces: list[Piece], letter: str) -> Iterator[Location | None]:
    for piece in pieces:
        contribution = piece.contribution
        if contribution is None:
            yield _in_blocks(piece.blocks, letter)
        else:
            yield _in_blocks(contribution.headnote, letter)
            yield _in_essay(contribution.essay, letter)


def _in_blocks(blocks: Blocks, letter: str) -> Location | None:
    for block in walk(blocks):
        notes = (inner for note in notes_of((block,)) for inner in note.blocks)
        if any(letter in plain_block(each) for each in (block, *notes)) and block.at is not None:
            return block.at
    return None


def _in_essay(essay: Essay, letter: str) -> Location | None:
    for line in essay.ledger:
        if line.fate != "dropped" and letter in line.text:
            has_columns = essay.origin.media_type in BY_LETTER
            column = line.text.index(letter) + 1 if has_columns else 0
            return Location(Path(essay.origin.path), line.number, column)
    return _in_blocks(essay.blocks, letter)
