"""What the template of a page is given of the book, so that it is known on what the page depends.

A template may use the facts of the book that stand in the tables below; a page is known by them, and by the piece
itself. It may ask for more, such as another essay's text: then the page depends on the whole book.
"""

from __future__ import annotations

from dataclasses import replace

from anthology.book.model import Book, Contribution, Piece
from anthology.core.cache import digest
from anthology.render.template_functions import OLD_NAMES

PIECE = (
    *("slug", "kind", "title", "heading", "lang", "text_lang", "byline", "bylines", "signature", "dated"),
    *("part", "running_head", "rule", "body_lang"),
)
CONTRIBUTION = (
    "slug",
    "title",
    "heading",
    "subtitle",
    "short_title",
    "author",
    "byline",
    "title_lang",
    "title_is_supplied",
    "entry",
)
BOOK = ("language", "outer_title", "discreet", "is_excerpt", "is_gathered", "manifest", "portraits")


class _Facts:
    """Gives a template what it asks of a record, and notes in `context` if that is not one of the record's facts."""

    def __init__(self, record: Piece | Contribution, names: tuple[str, ...], context: PageContext) -> None:
        self._record, self._names, self._context = record, names, context

    def __getattr__(self, name: str) -> object:
        self._context.is_whole |= name not in self._names
        return getattr(self._record, name)


class PageContext:
    """A book as the template of a page sees it; `is_whole` says whether it has asked for more than the facts."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.is_whole = False
        self.editorial = replace(book.editorial, findings=())
        self.bibliography = replace(book.bibliography, findings=())
        self.has = book.has
        self.editors_in_words = book.editors_in_words
        self.contributors = book.contributors

    def __getattr__(self, name: str) -> object:
        if name in OLD_NAMES:
            return getattr(self, OLD_NAMES[name])
        self.is_whole |= name not in BOOK
        return getattr(self._book, name)

    @property
    def pieces(self) -> tuple[_Facts, ...]:
        """The pieces in reading order."""
        return tuple(_Facts(piece, PIECE, self) for piece in self._book.pieces)

    def piece(self, slug: str) -> _Facts:
        """The piece with this slug."""
        return _Facts(self._book.piece(slug), PIECE, self)

    def after(self, slug: str) -> _Facts | None:
        """The piece that follows this one in reading order, None after the last."""
        following = self._book.after(slug)
        return _Facts(following, PIECE, self) if following else None

    @property
    def contributions(self) -> tuple[_Facts, ...]:
        """The essays in the order of the manifest."""
        return tuple(_Facts(each, CONTRIBUTION, self) for each in self._book.contributions)

    def digest(self) -> str:
        """A digest of all facts."""
        book = self._book
        records = ((book, BOOK), *((each, PIECE) for each in book.pieces))
        records = (*records, *((each, CONTRIBUTION) for each in book.contributions))
        facts = [getattr(record, name) for record, names in records for name in names]
        return digest(facts, self.editorial, self.bibliography)


def piece_digest(piece: Piece) -> str:
    """A digest of all that a template may ask of its own piece, of pictures by their names."""
    own = piece.contribution
    if own is None:
        return digest(piece)
    # The ledger is made of the source, whose digest is the origin's, of the entry and of the book's language.
    essay = replace(own.essay, ledger=(), pictures=(), doubts=(), findings=())
    names = [(picture.name, picture.size) for picture in own.pictures]
    return digest(replace(piece, contribution=None), replace(own, essay=essay, pictures=()), names)
