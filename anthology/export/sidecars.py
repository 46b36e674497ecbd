"""Files beside the book for other programs: the bibliography for reference managers, content notes, changes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from anthology.book.model import Book
from anthology.citations.formats import WRITERS
from anthology.editorial.content_notes import to_record
from anthology.export.changes import changes_html, changes_json


def content_notes_json(book: Book) -> bytes:
    """The content notes of every essay, with the version of the vocabulary that their ids belong to."""
    record = to_record(book.editorial.assessments, book.editorial.vocabulary, book.language)
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def sidecar_files(book: Book, stem: str) -> Iterator[tuple[str, bytes]]:
    """The name of each file, which begins with the stem, and its bytes."""
    for suffix, write in WRITERS.items():
        yield f"{stem}-bibliography{suffix}", write(book.bibliography.references)
    yield f"{stem}-content-notes.json", content_notes_json(book)
    yield f"{stem}-changes.json", changes_json(book)
    yield f"{stem}-changes.html", changes_html(book)
