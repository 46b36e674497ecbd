"""Finds the line of the manifest or of a source that a finding on a finished page is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from anthology.book.model import Book, Piece
from anthology.core.document import Blocks, notes_of, plain_block, walk
from anthology.core.essay import Essay
from anthology.core.findings import Finding, Location, Severity

MADE = "TDEL"  # the letters of findings on an edition; those on fidelity (F) name the source line themselves
BY_LETTER = ("text/plain", "text/markdown")  # media types whose lines are those of the file, letter by letter


def located(findings: Iterable[Finding], book: Book, edition: str) -> tuple[Finding, ...]:
    """The findings on an edition with their places: of a piece its entry, of an error without any the edition's.

    The typesetter and the checks of finished files know pieces and pages, and nothing of the manifest or of sources.
    """
    manifest = book.manifest
    entries = {entry.id: manifest.at("essays", index) for index, entry in enumerate(manifest.essays)}
    found: dict[Finding, None] = {}
    for each in findings:
        finding = _with_picture_named(each, book)
        letter = first_place(book, finding.piece, finding.character) if finding.character else None
        at = letter or finding.at or entries.get(finding.piece)
        if at is None and finding.severity is Severity.ERROR and finding.code[0] in MADE:
            at = manifest.at("editions", edition)
        found[replace(finding, at=at, edition=edition)] = None
    return tuple(found)


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


def _with_picture_named(finding: Finding, book: Book) -> Finding:
    """A finding of the typesetter that it could not show a picture (T004) as T015, with the picture's own name."""
    name = finding.file if finding.code == "T004" else ""
    picture = next((each for each in book.pictures() if each.name == name), None)
    if picture is None:
        return finding
    message = f"the picture “{picture.source}” cannot be drawn on pages"
    hint = "save it as a PNG of 600 pixels to the inch, or leave out of it gradients, markers and changes of place"
    return replace(finding, code="T015", message=message, at=picture.at, hint=hint)


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
        if line.disposition != "dropped" and letter in line.text:
            has_columns = essay.origin.media_type in BY_LETTER
            column = line.text.index(letter) + 1 if has_columns else 0
            return Location(Path(essay.origin.path), line.number, column)
    return _in_blocks(essay.blocks, letter)
