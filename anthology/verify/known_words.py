"""What may stand in a book beside the texts of its authors and editors: titles, names, notes, labels, page numbers.

The words are those of the book's records, of the message table and of the layout's own list, and not of its templates:
so a template that adds a word is found out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from pydantic import BaseModel

from anthology.book.model import Book, Contribution, Piece
from anthology.core.document import Figure, Heading, InlineImage, Link, Table, inlines_of, notes_of, plain, walk
from anthology.core.i18n import words
from anthology.core.normalize import normalize
from anthology.render.templates import Layout

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
# A page number in small Roman figures.
ROMAN = re.compile("(?=[ivxlcdm])m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
KEY = 2  # letters by which phrases are looked up
NEAR = 12  # letters between two unknown words that are said in one
# What the program says of itself and of the standards that it follows, beside its messages.
OWN = ("anthology", "ISBN", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA")


class Lexicon:
    """Phrases of which the words around a text are made."""

    def __init__(self, phrases: Iterable[str], below: Lexicon | None = None) -> None:
        self._below = below
        self._phrases: dict[str, set[str]] = defaultdict(set)
        for phrase in phrases:
            folded = normalize(phrase)
            first = next((at for at, letter in enumerate(folded) if letter.isalpha()), len(folded))
            if folded[first:]:
                self._phrases[folded[first : first + KEY]].add(folded[first:])

    def unknown(self, text: str) -> tuple[str, ...]:
        """The words of a text that are in none of the phrases, those near one another as one."""
        chunks = text.split()
        folded = [normalize(chunk) for chunk in chunks]
        whole = "".join(folded)
        starts, length = [], 0
        for chunk in folded:
            starts.append(length)
            length += len(chunk)
        bounds = {*starts, length}
        gaps: list[tuple[int, int]] = []
        reached, farthest = {0}, 0
        for at in range(length):
            if at not in reached:
                continue
            ends = set(self._ends(whole, at, bounds))
            if not ends and farthest <= at:
                end = next(place for place in range(at + 1, length + 1) if place in bounds)
                is_near = bool(gaps) and at - gaps[-1][1] <= NEAR
                gaps.append((gaps.pop()[0] if is_near else at, end))
                ends = {end}
            reached |= ends
            farthest = max(farthest, *ends, 0)
        places = list(zip(starts, chunks, strict=True))
        return tuple(" ".join(chunk for at, chunk in places if start <= at < end) for start, end in gaps)

    def _ends(self, text: str, at: int, bounds: set[int]) -> Iterator[int]:
        """Where the phrases end that stand at a place of a folded text; marks and figures stand for themselves."""
        if not text[at].isalpha():
            yield at + 1
            return
        if not _is_bound(text, at, bounds):
            return
        roman = ROMAN.match(text, at)
        if roman and _is_bound(text, roman.end(), bounds):
            yield roman.end()
        lexicon: Lexicon | None = self
        while lexicon is not None:
            for length in range(1, KEY + 1):
                for phrase in lexicon._phrases.get(text[at : at + length], ()):
                    if text.startswith(phrase, at) and _is_bound(text, at + len(phrase), bounds):
                        yield at + len(phrase)
            lexicon = lexicon._below


def _is_bound(text: str, at: int, bounds: set[int]) -> bool:
    """Whether a word may begin or end at a place of a folded text."""
    if at in bounds or not text[at - 1].isalpha() or not text[at].isalpha():
        return True
    return "Lo" in (unicodedata.category(text[at - 1]), unicodedata.category(text[at]))


def book_words(book: Book, more: Iterable[str]) -> Lexicon:
    """What may stand on any page of a book; `more` are the words that its layout says it adds."""
    manifest, editorial = book.manifest, book.editorial
    said = [
        *more,
        *OWN,
        *_messages(words(book.language)),
        *_texts((manifest.title, manifest.subtitle, manifest.edition, manifest.place, manifest.publisher)),
        *_texts((manifest.identifier, manifest.rights, manifest.accessibility, manifest.series)),
        *_texts(tuple(person for _, person in manifest.people())),
        *_texts((book.discreet, editorial.proof, editorial.checks, editorial.appendix, editorial.matrix)),
        *(text for entry in book.bibliography.entries for text in (plain(entry.content), entry.label)),
    ]
    if manifest.cover:
        said.append(manifest.cover.alt)
    for piece in book.pieces:
        said += [piece.title, *piece.bylines, piece.signature, piece.dated, piece.running_head, piece.part]
    for contribution in book.contributions:
        said += _said_of(contribution, book)
    return Lexicon(said)


def _said_of(contribution: Contribution, book: Book) -> Iterator[str]:
    """What the editors say of an essay in other places than before it, and its author's own warning."""
    entry, editorial, slug = contribution.entry, book.editorial, contribution.slug
    yield from _texts(
        (entry.credits, contribution.byline, entry.published, entry.questions, entry.pictures, entry.source_note)
    )
    yield plain(contribution.subtitle)
    for parts in (editorial.note_parts(slug), editorial.credit_parts(slug)):
        yield from map(plain, parts)
    yield editorial.license_note(slug)
    for block in contribution.essay.author_note:
        yield plain(getattr(block, "content", ()))


def layout_words(layout: Layout) -> tuple[str, ...]:
    """What a layout may put on a page: the words that it lists, and the names of its faces."""
    return tuple(_texts(layout.settings))


def page_words(piece: Piece, book: Book, common: Lexicon) -> Lexicon:
    """What may stand on the pages of a piece: the note on the texts quotes lines of the sources."""
    if piece.kind != "note-on-the-texts":
        return common
    accounts = (contribution.account() for contribution in book.contributions)
    kept = (contribution.entry.readings_kept for contribution in book.contributions)
    names = (book.bibliography.called(key) for each in book.contributions for key, _ in each.account().repaired)
    return Lexicon([*_texts(tuple(accounts)), *_texts(tuple(kept)), *names], common)


def attribute_words(piece: Piece, book: Book, page: Lexicon) -> Lexicon:
    """What attributes may say beside the words of their page: addresses, words for pictures, heads of columns."""
    contribution = piece.contribution
    own = (*piece.blocks, *(contribution.headnote if contribution else ()))
    blocks = (*own, *(block for note in notes_of(own) for block in note.blocks))
    said: list[str] = []
    for inline in (*inlines_of(blocks), *(each for entry in book.bibliography.entries for each in entry.content)):
        match inline:
            case Link(target=target):
                said.append(target)
            case InlineImage(figure=figure):
                said.append(figure.alt)
    for block in walk(blocks):
        match block:
            case Figure(alt=alt):
                said.append(alt)
            case Table(rows=rows):
                said += (plain(cell.content) for row in rows[:1] for cell in row)
    return Lexicon(said, page)


def headings_of(book: Book) -> Iterator[str]:
    """The headings within texts, which the navigation document lists."""
    for piece in book.pieces:
        yield from (plain(block.content) for block in piece.blocks if isinstance(block, Heading))


def _messages(message: object) -> Iterator[str]:
    """Every message of a table: its parts around what is filled in, in the cases in which sentences have them."""
    if isinstance(message, Mapping):
        for each in message.values():
            yield from _messages(each)
    elif isinstance(message, list):
        for each in message:
            yield from _messages(each)
    else:
        for part in PLACEHOLDER.split(str(message)):
            yield from (part, part.lower(), part[:1].upper() + part[1:])


def _texts(value: object) -> Iterator[str]:
    """Every text in a record, in whatever depth; a text whose first letter may become a capital, with that too."""
    if isinstance(value, str):
        yield from (value, value[:1].upper() + value[1:])
    elif isinstance(value, BaseModel):
        for _, each in value:
            yield from _texts(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)
