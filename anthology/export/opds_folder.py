"""A folder of EPUBs, ours or anybody's, as entries of a catalogue."""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anthology.core.epub_container import DAMAGE
from anthology.core.errors import LimitError
from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding, Location
from anthology.export.epub_metadata import PackageFacts, read_cover, read_facts
from anthology.export.model import EPUB_TYPE, CatalogueEntry, Cover, EditionFile, as_uri

BOOK_LIMIT = 256 * 1024 * 1024
MOST_BOOKS = 10_000

# The formats that OPDS 2.0 (section 2.3) and Pillow both know, and the endings of their files.
PICTURES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "GIF": ("image/gif", "gif")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The books of a folder by title, the covers to put beside the feed by file name, and what could not be read."""

    entries: tuple[CatalogueEntry, ...]
    covers: tuple[tuple[str, bytes], ...]
    findings: tuple[Finding, ...]


def read_folder(path: Path) -> Shelf:
    """The books in the files that end in `.epub`, in the folder and below it, hidden folders and links left out.

    A book that cannot be read is a finding (E030), and so is a cover (E031). Raises LimitError for more than 10,000
    files. Two reads of the same files give the same shelf.
    """
    folder = Folder(path)
    entries: list[tuple[str, str, CatalogueEntry]] = []
    covers: dict[str, bytes] = {}
    findings: list[Finding] = []
    for relative in _names(path):
        try:
            data = folder.read(relative, BOOK_LIMIT)
            facts = read_facts(data)
        except FolderError as error:
            findings.append(Finding("E030", error.message, Location(path / relative), error.hint))
            continue
        except DAMAGE as error:
            message = f"it cannot be read as an EPUB: {error or 'it ends too early'}"
            findings.append(Finding("E030", message, Location(path / relative)))
            continue
        cover, picture = _cover(data, facts)
        if facts.cover and not cover:
            findings.append(Finding("E031", f"{facts.cover} is no picture to show", Location(path / relative)))
        if cover:
            covers[cover.href] = picture
        entry = _entry(relative, data, facts, cover)
        entries.append((entry.title.casefold(), relative, entry))
    return Shelf(
        entries=tuple(entry for _, _, entry in sorted(entries, key=lambda row: row[:2])),
        covers=tuple(sorted(covers.items())),
        findings=tuple(findings),
    )


def _names(path: Path) -> Iterator[str]:
    """The EPUBs by their paths from the folder, in the same order on every system."""
    found = 0
    for parent, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(".epub") and not name.startswith("."):
                found += 1
                if found > MOST_BOOKS:
                    raise LimitError(
                        Finding("X002", f"more than {MOST_BOOKS:,} books in one catalogue", Location(path))
                    )
                yield (Path(parent) / name).relative_to(path).as_posix()


def _entry(relative: str, data: bytes, facts: PackageFacts, cover: Cover | None) -> CatalogueEntry:
    digest = hashlib.sha256(data).hexdigest()
    file = EditionFile(edition="EPUB", form="ebook", href=relative, media_type=EPUB_TYPE, size=len(data), sha256=digest)
    return CatalogueEntry(
        title=facts.title or Path(relative).stem,
        subtitle=facts.subtitle,
        language=facts.language,
        identifier=as_uri(facts.identifier or digest),
        files=(file,),
        date=facts.date,
        modified=facts.modified,
        publisher=facts.publisher,
        contributors=facts.contributors,
        description=facts.description,
        subjects=facts.subjects,
        rights=facts.rights,
        is_proof=facts.is_proof,
        cover=cover,
        accessibility=facts.accessibility,
        content_notes=facts.content_notes,
    )


def _cover(data: bytes, facts: PackageFacts) -> tuple[Cover | None, bytes]:
    """The cover with the name of the file that is to hold it, which is that of its bytes, and these bytes."""
    if not facts.cover:
        return None, b""
    try:
        picture = read_cover(data, facts.cover)
        name, width, height = _measure(picture)
    except DAMAGE:
        return None, b""
    media_type, ending = PICTURES[name]
    href = f"catalogue-cover-{hashlib.sha256(picture).hexdigest()[:16]}.{ending}"
    return Cover(href=href, media_type=media_type, width=width, height=height), picture


def _measure(picture: bytes) -> tuple[str, int, int]:
    """The format of a picture, its width and height, from its head alone; ValueError for one that is too large."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(picture), formats=tuple(PICTURES)) as image:
                return str(image.format), image.width, image.height
        except (Image.DecompressionBombWarning, Image.DecompressionBombError, SyntaxError) as error:
            raise ValueError(str(error)) from error
