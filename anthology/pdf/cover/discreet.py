"""The cover of a book: what it says, the picture on the e-book, the wrap of the printed book, and a discreet one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from anthology.book.model import Book
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.findings import Finding
from anthology.core.i18n import words
from anthology.manifest import CoverPicture, Manifest, read_file
from anthology.render.templates import Layout
from anthology.render.xhtml import own_voice

if TYPE_CHECKING:
    from anthology.pdf.cover.design import CoverFacts


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
    page = cover_page(facts, layout, "cover.jpg")
    given = book.manifest.cover
    if given and given.image and not book.discreet:
        return EpubCover(
            picture=_given(book.manifest, given),
            page=layout.render(
                "cover-page.xhtml.j2",
                facts=facts,
                words=words(book.language),
                ours=own_voice(book.language),
                picture="cover.jpg",
                alt=given.alt,
            ),
        )
    inputs = (facts, layout.settings, layout.cover_digest, styles_digest((layout.stylesheet("cover"),)))
    made = cache.memo("cover", inputs, lambda: front_cover(facts, layout, cache), Cover)
    return EpubCover(picture=made.data, page=page, findings=made.findings)


def _given(manifest: Manifest, cover: CoverPicture) -> bytes:
    from anthology.pdf.cover.picture import cover_picture

    at = manifest.at("cover", "image")
    return cover_picture(read_file(manifest, cover.image, "picture-bytes", at), at)


def discreet_book(book: Book, title: str) -> Book:
    """The same book under a neutral title: nothing outside its pages tells what it is about.

    The cover, the metadata, the file name and the running heads have the neutral title; the pages are untouched.
    """
    return replace(book, pieces=tuple(replace(piece, running_head=title) for piece in book.pieces), discreet=title)
