"""Records beside the book, for other programs: the bibliography for reference managers, the content notes as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from anthology.book.model import Book
from anthology.citations.formats.bibtex import to_bibtex
from anthology.citations.formats.csl_json import to_csl_json
from anthology.citations.formats.ris import to_ris
from anthology.editorial.content_notes import to_record


def content_notes_json(book: Book) -> bytes:
    """The content notes of every essay, with the version of the vocabulary that their ids belong to."""
    record = to_record(book.apparatus.assessments, book.apparatus.vocabulary, book.language)
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


# The ending of each record's file name, and how it is made.
RECORDS: tuple[tuple[str, Callable[[Book], bytes]], ...] = (
    ("bibliography.json", lambda book: to_csl_json(book.bibliography.references)),
    ("bibliography.bib", lambda book: to_bibtex(book.bibliography.references)),
    ("bibliography.ris", lambda book: to_ris(book.bibliography.references)),
    ("content-notes.json", content_notes_json),
)


def records(book: Book, stem: str) -> Iterator[tuple[str, bytes]]:
    """Each record's file name, which begins with the stem, and its bytes."""
    for ending, make in RECORDS:
        yield f"{stem}-{ending}", make(book)
