"""The covers of a book's editions: the e-book's picture, the printed book's wrap, and those of a discreet edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from anthology.book.model import Book
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.findings import Finding
from anthology.core.i18n import direction, words
from anthology.manifest import CoverPicture, Edition, Manifest, read_file
from anthology.render.templates import Layout

if TYPE_CHECKING:
    from anthology.pdf.cover.design import Cover, CoverFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubCover:
    """The e-book's cover: the picture as JPEG, its page as XHTML, and what was found when they were made."""

    picture: bytes
    page: str
    findings: tuple[Finding, ...] = ()


def cover_facts(book: Book) -> CoverFacts:
    """What the cover of a book says; of a discreet book nothing but its neutral title."""
    from anthology.pdf.cover.design import CoverFacts, discreet

    manifest = book.manifest
    names = book.editors_in_words()
    terms = words(book.language)
    identifier = manifest.identifier
    facts = CoverFacts(
        title=manifest.title,
        subtitle=manifest.subtitle,
        editors=names if names == terms["the-editors"] else f"{terms['edited-by']} {names}",
        publisher=manifest.publisher,
        isbn=identifier.removeprefix("urn:isbn:") if identifier.startswith("urn:isbn:") else "",
        description=manifest.description.strip(),
        language=book.language,
        date=manifest.date.isoformat(),
        places={name: manifest.at(name) for name in ("title", "subtitle", "editors", "description", "publisher")},
    )
    return discreet(facts, book.discreet) if book.discreet else facts


def epub_cover(book: Book, layout: Layout, cache: Cache = NO_CACHE) -> EpubCover:
    """The cover of an e-book: the book's own picture, or one set from its title and editors.

    Raises SourceError for a picture that cannot be used, LayoutError where the words do not fit. Setting a cover takes
    as long as all else in an e-book, so it is stored.
    """
    from anthology.pdf.cover.design import Cover, cover_page, front_cover
    from anthology.pdf.engine import styles_digest

    facts = cover_facts(book)
    given = book.manifest.cover
    if given and given.image and not book.discreet:
        picture = _given_picture(book.manifest, given)
        return EpubCover(picture=picture, page=cover_page(facts, layout, "cover.jpg", given.alt))
    inputs = (facts, layout.settings, layout.cover_digest, styles_digest((layout.stylesheet("cover"),)))
    made = cache.memo("cover", inputs, lambda: front_cover(facts, layout, cache), Cover)
    return EpubCover(picture=made.data, page=cover_page(facts, layout, "cover.jpg"), findings=made.findings)


def print_cover(name: str, edition: Edition, book: Book, layout: Layout, pages: int, cache: Cache = NO_CACHE) -> Cover:
    """The wrap of a printed book of so many pages, checked as the file that it is.

    There is no data, and a finding D065, where only the printer's own template tells the width of the spine.
    """
    from anthology.pdf.cover.design import Board, Cover, wrap
    from anthology.pdf.icc import shipped_profile
    from anthology.pdf.inspect.facts import read_pdf
    from anthology.pdf.preflight.check import check_facts
    from anthology.pdf.preflight.common import Expected
    from anthology.pdf.printers import allows_spine_text, printer_table, spine_width

    printer = printer_table().printers[edition.printer]
    spine = spine_width(printer, pages, edition.stock)
    if spine is None:
        message = f"{name}: {printer.title} gives the width of the spine in its own template, so no cover is made"
        return Cover(data=b"", findings=(Finding("D065", message, book.manifest.at("editions", name)),))
    bleed = printer.bleed if edition.bleed is None else edition.bleed.points
    board = Board(
        width=edition.trim[0].points,
        height=edition.trim[1].points,
        spine=spine,
        bleed=bleed,
        opens_left=direction(book.language) == "rtl",
    )
    made = wrap(
        cover_facts(book),
        layout,
        board,
        spine_text=allows_spine_text(printer, pages),
        profile=shipped_profile(),
        standard=edition.standard,
        cache=cache,
    )
    expected = Expected(kind="cover", trim=(2 * board.width + board.spine, board.height), bleed=board.bleed)
    return Cover(data=made.data, findings=(*made.findings, *check_facts(read_pdf(made.data), expected)))


def _given_picture(manifest: Manifest, cover: CoverPicture) -> bytes:
    from anthology.pdf.cover.picture import cover_picture

    at = manifest.at("cover", "image")
    return cover_picture(read_file(manifest, cover.image, "picture-bytes", at), at)


def discreet_book(book: Book, title: str) -> Book:
    """The same book under a neutral title: nothing outside its pages tells what it is about.

    The cover, the metadata, the file name and the running heads have the neutral title; the pages are untouched.
    """
    return replace(book, pieces=tuple(replace(piece, running_head=title) for piece in book.pieces), discreet=title)
