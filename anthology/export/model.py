"""What a catalogue knows of a finished book."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Literal

from anthology.core.errors import LayoutError
from anthology.editorial.content_notes import heading
from anthology.epub.build import edition_identifier
from anthology.manifest.choices import PurposeName
from anthology.pdf.cover.barcode import isbn_digits

EditionForm = Literal["ebook", PurposeName]

EPUB_TYPE = "application/epub+zip"
PDF_TYPE = "application/pdf"

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Someone who made a book: the name as printed, the MARC relator of the role, the name as it is sorted."""

    name: str
    role: str
    sort_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFile:
    """One finished file of a book.

    `href` is its path from the catalogue's folder, with `/` between the parts; `size` is in bytes; `pages` counts all
    pages of a paged file, 0 for others; `identifier` is the edition's own, empty where it has none.
    """

    edition: str
    form: EditionForm
    href: str
    media_type: str
    size: int
    sha256: str
    pages: int = 0
    identifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A picture of the cover: its path from the catalogue's folder, its type, its width and height in pixels."""

    href: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A finished book with its files.

    `language` is a BCP 47 tag; `identifier` a URI; `date` an ISO date and `modified` an ISO date and time in UTC, both
    empty where not known. `edition` is the edition statement. `accessibility` holds pairs of property and value as in
    the package of the e-book. `advice` holds codes of ONIX list 203, `content_notes` what they mean in words, one
    theme each. A proof is a book that may not be distributed yet; `rights` then says so in words.
    """

    title: str
    language: str
    identifier: str
    files: tuple[EditionFile, ...]
    subtitle: str = ""
    date: str = ""
    modified: str = ""
    publisher: str = ""
    contributors: tuple[Contributor, ...] = ()
    description: str = ""
    subjects: tuple[str, ...] = ()
    rights: str = ""
    edition: str = ""
    is_proof: bool = False
    cover: Cover | None = None
    accessibility: tuple[tuple[str, str], ...] = ()
    advice: tuple[str, ...] = ()
    content_notes: tuple[str, ...] = ()

    @property
    def content_note(self) -> str:
        """The content notes as a sentence under the heading that they have in the book; empty if there are none."""
        return f"{heading(self.language)}: {' · '.join(self.content_notes)}." if self.content_notes else ""

    def values(self, property_: str) -> tuple[str, ...]:
        """The values of one accessibility property, in order."""
        return tuple(value for name, value in self.accessibility if name == property_)


def product_identifier(entry: CatalogueEntry, file: EditionFile) -> str:
    """The identifier of one edition, never shared with another edition of the book.

    It is the edition's own, or the book's for the first e-book, whose package carries it, or else the one that the
    e-book too gives as the source of its page numbers, derived from the book's identifier and the edition's name.
    """
    if file.identifier:
        return file.identifier
    first = next((each for each in entry.files if each.form == "ebook"), None)
    if file == first:
        return entry.identifier
    return edition_identifier(entry.identifier, file.edition)


def as_uri(identifier: str) -> str:
    """An identifier as a URI: itself if it is one, `urn:isbn:` or `urn:uuid:` before a bare ISBN-13 or UUID.

    Anything else becomes a UUID that is derived from it.
    """
    text = identifier.strip()
    isbn = isbn_of(text)
    if _URI.fullmatch(text) and (text.startswith("urn:") or not isbn):
        return text
    if isbn:
        return f"urn:isbn:{isbn}"
    try:
        return uuid.UUID(text).urn
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, text).urn


def isbn_of(identifier: str) -> str:
    """The thirteen digits of an ISBN, bare or as a URN, of ten digits or thirteen; empty for any other identifier."""
    try:
        return isbn_digits(re.sub(r"(?i)^(?:urn:)?isbn[: ]*", "", identifier.strip()))
    except LayoutError:
        return ""
