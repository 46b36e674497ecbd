"""A finished book as an entry of a catalogue."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from anthology.book.model import Book
from anthology.core.errors import LayoutError
from anthology.editorial.content_notes import heading, onix_codes
from anthology.epub.build import edition_identifier
from anthology.export.epub_metadata import Contributor, read_facts
from anthology.export.onix_codes import CONTENT_ADVICE, EditionForm
from anthology.manifest.purposes import PURPOSES
from anthology.manifest.roles import roles
from anthology.pdf.cover.barcode import isbn_digits

EPUB_TYPE = "application/epub+zip"
PDF_TYPE = "application/pdf"

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


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
    theme each. A proof is a book that may not be distributed yet; `rights` then has the notice.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A finished file: the name of its edition in the manifest, its file name, its bytes, its pages if it has any."""

    edition: str
    name: str
    data: bytes
    pages: int = 0


def entry_of(book: Book, outputs: Iterable[Output], cover: Cover | None = None) -> CatalogueEntry:
    """The catalogue's entry of a book, its finished files and the picture of its cover that lies beside them.

    Of each edition its first file is listed, of handouts all; a discreet edition is not, for beside the book's own
    title its neutral one would hide nothing. The files stand in the order of the manifest's editions. What the entry
    says of accessibility is read back from the e-book, and is nothing where no e-book was made.
    """
    manifest = book.manifest
    made = tuple(_listed(book, outputs))
    files = tuple(_file(book, output) for output in made)
    epub = next((output.data for output, file in zip(made, files, strict=True) if file.form == "ebook"), None)
    return CatalogueEntry(
        title=manifest.title,
        subtitle=manifest.subtitle,
        language=book.language,
        identifier=as_uri(manifest.identifier),
        files=files,
        date=manifest.date.isoformat(),
        modified=f"{manifest.date.isoformat()}T00:00:00Z",
        publisher=manifest.publisher,
        contributors=tuple(
            Contributor(name=person.name, role=roles()[role].marc, sort_as=person.sort_as, person=person)
            for role, person in book.credits()
        ),
        description=manifest.description,
        subjects=manifest.subjects,
        rights=" ".join(filter(None, [book.editorial.proof, manifest.rights.notice if manifest.rights else ""])),
        edition=manifest.edition,
        is_proof=bool(book.editorial.proof),
        cover=cover,
        accessibility=read_facts(epub).accessibility if epub else (),
        advice=_advice(book),
        content_notes=tuple(_content_notes(book)),
    )


def _listed(book: Book, outputs: Iterable[Output]) -> Iterator[Output]:
    """The outputs that are the book, without what printers get beside it, such as a wrap."""
    made = tuple(outputs)
    for name, edition in book.manifest.editions.items():
        files = [] if edition.discreet else [output for output in made if output.edition == name]
        yield from files[:1] if PURPOSES[edition.purpose].is_whole_book else files


def _file(book: Book, output: Output) -> EditionFile:
    edition = book.manifest.editions[output.edition]
    is_epub = edition.format == "epub"
    form: EditionForm = "ebook" if is_epub else edition.purpose
    return EditionFile(
        edition=output.edition,
        form=form,
        href=output.name,
        media_type=EPUB_TYPE if is_epub else PDF_TYPE,
        size=len(output.data),
        sha256=hashlib.sha256(output.data).hexdigest(),
        pages=output.pages,
    )


def _advice(book: Book) -> tuple[str, ...]:
    """The codes of ONIX list 203 for what the essays treat; the general one where themes are no more than mentioned.

    The codes speak of extreme and explicit content: for a word in passing they would say what is not there.
    """
    editorial = book.editorial
    levels = editorial.vocabulary.levels
    lowest = min(level.rank for level in levels.values())
    treated = [
        replace(each, notes=tuple(note for note in each.notes if levels[note.level].rank > lowest))
        for each in editorial.assessments.values()
    ]
    has_notes = any(each.notes for each in editorial.assessments.values())
    return onix_codes(treated, editorial.vocabulary) or (CONTENT_ADVICE,) * has_notes


def _content_notes(book: Book) -> Iterator[str]:
    """Each theme that any essay treats, once, with the closest level at which one does: “Racism (mentioned)”."""
    for row in book.editorial.matrix.rows:
        levels = [cell.level for cell in row.cells if cell]
        yield f"{row.theme.label} ({max(levels, key=lambda level: level.rank).label})"
