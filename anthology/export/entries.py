"""A book that has just been made, as an entry of a catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from anthology.book.model import Book
from anthology.editorial.content_notes import onix_codes
from anthology.export.epub_metadata import read_facts
from anthology.export.model import (
    EPUB_TYPE,
    PDF_TYPE,
    CatalogueEntry,
    Contributor,
    Cover,
    EditionFile,
    EditionForm,
    as_uri,
)
from anthology.export.onix_codes import CONTENT_ADVICE
from anthology.manifest.purposes import PURPOSES


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
        contributors=tuple(_contributors(book)),
        description=manifest.description,
        subjects=manifest.subjects,
        rights=" ".join(filter(None, [book.apparatus.proof, manifest.rights.notice if manifest.rights else ""])),
        edition=manifest.edition,
        is_proof=bool(book.apparatus.proof),
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


def _contributors(book: Book) -> Iterator[Contributor]:
    """The editors, then each author once in the order of the essays; unsigned essays name nobody."""
    authors = {each.entry.author.name: each.entry.author for each in book.contributions if each.entry.author}
    for role, people in (("edt", book.manifest.editors), ("aut", authors.values())):
        for person in people:
            yield Contributor(name=person.name, role=role, sort_as=person.sort_as)


def _advice(book: Book) -> tuple[str, ...]:
    """The codes of ONIX list 203 for what the essays treat; the general one where themes are no more than mentioned.

    The codes speak of extreme and explicit content: for a word in passing they would say what is not there.
    """
    apparatus = book.apparatus
    levels = apparatus.vocabulary.levels
    lowest = min(level.rank for level in levels.values())
    treated = [
        replace(each, notes=tuple(note for note in each.notes if levels[note.level].rank > lowest))
        for each in apparatus.assessments.values()
    ]
    has_notes = any(each.notes for each in apparatus.assessments.values())
    return onix_codes(treated, apparatus.vocabulary) or (CONTENT_ADVICE,) * has_notes


def _content_notes(book: Book) -> Iterator[str]:
    """Each theme that any essay treats, once, with the closest level at which one does: “Racism (mentioned)”."""
    for row in book.apparatus.matrix.rows:
        levels = [cell.level for cell in row.cells if cell]
        yield f"{row.theme.label} ({max(levels, key=lambda level: level.rank).label})"
