"""A chapter of an e-book as a source: its page, with the notes and pictures that stand in other files of the book."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import html

from anthology.core.epub_container import DAMAGE, open_archive, read_package, resolve
from anthology.core.errors import LimitError, SourceError
from anthology.core.findings import Finding, Location, summarize
from anthology.core.limits import limit, limit_error
from anthology.sources.encoding import decode_any_lines
from anthology.sources.html.doctype import without_subset
from anthology.sources.html.sanitize import check_depth, is_xhtml, xhtml_as_html

MOST_ENTRIES = 10_000
MOST_NAMED = 12  # chapters that a message lists
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class Ebook:
    """An e-book's files by name, their media types, and its pages in reading order."""

    files: Mapping[str, bytes]
    media_types: Mapping[str, str]
    spine: tuple[str, ...]


def read_chapter(data: bytes, chapter: str, at: Location) -> bytes:
    """The page of a chapter as HTML of one file: pictures inside it, notes of other files at its end.

    `chapter` is the page's name in the book, with or without its folders; it may be left out where the book has one
    page only. Source: EPUB 3.3, sections 4 and 5. Raises SourceError: S002 for a file that is no EPUB, S018 for a
    chapter that the book does not have; LimitError X002 for one that unpacks to too much.
    """
    book = open_book(data, at)
    name = page_name(book, chapter, at)
    page = _page(book, name, at)
    _bring_notes(book, page, name, at)
    for image in page.iter("img"):
        target = resolve(name, image.get("src", ""))
        if book.media_types.get(target) in PICTURES and target in book.files:
            words = base64.b64encode(book.files[target]).decode()
            image.set("src", f"data:{book.media_types[target]};base64,{words}")
    made: bytes = html.tostring(page, encoding="utf-8")
    return made


def open_book(data: bytes, at: Location) -> Ebook:
    """The files of an e-book; raises SourceError S002 for a file that is none, LimitError X002 for one too large."""
    try:
        with open_archive(data) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            message = f"the e-book has {unpacked:,} bytes in {len(entries):,} files"
            if len(entries) > MOST_ENTRIES:
                hint = "take the chapter out of it, and save that alone"
                raise LimitError(Finding("X002", f"{message}: the limit is {MOST_ENTRIES:,} files", at, hint))
            if unpacked > limit("unpacked-bytes"):
                raise limit_error("unpacked-bytes", message, at, needed=unpacked)
            files = {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
            package = read_package(archive)
    except DAMAGE as error:
        hint = "get the e-book once more, or save its chapter alone as .html"
        raise SourceError(Finding("S002", f"the file is no EPUB: {error or 'it ends too early'}", at, hint)) from error
    return Ebook(files=files, media_types=package.media_types(), spine=package.spine)


def page_name(book: Ebook, chapter: str, at: Location) -> str:
    """The page with this name; the message for a wrong one lists those that there are."""
    found = [name for name in book.spine if chapter in (name, posixpath.basename(name))]
    if not chapter and len(book.spine) == 1:
        found = list(book.spine)
    if len(found) == 1:
        return found[0]
    names = [posixpath.basename(name) for name in book.spine]
    said = f"the e-book has no chapter “{chapter}”" if chapter else "the e-book has several chapters"
    raise SourceError(Finding("S018", said, at, f"chapter: one of {summarize(names, MOST_NAMED)}"))


def _page(book: Ebook, name: str, at: Location) -> html.HtmlElement:
    text, guessed = decode_any_lines(book.files.get(name, b""), at)
    if guessed:
        message = f"{name} is neither UTF-8 nor UTF-16, as pages of an e-book are"
        raise SourceError(Finding("S002", message, at, "open the e-book in an editor, and save it again"))
    text = xhtml_as_html(without_subset(text, at))
    check_depth(text, at)
    return html.document_fromstring(f"<meta charset='utf-8'>{text.partition('?>')[2] if is_xhtml(text) else text}")


def _bring_notes(book: Ebook, page: html.HtmlElement, name: str, at: Location) -> None:
    """Put the notes that the page calls from other files at its end, under ids of their own."""
    others: dict[str, html.HtmlElement] = {}
    body = page.find("body")
    for number, call in enumerate(page.iter("a"), start=1):
        target, _, place = call.get("href", "").partition("#")
        file = resolve(name, target)
        is_call = "noteref" in f"{call.get('epub:type', '')} {call.get('role', '')}" or call.find(".//sup") is not None
        is_other = bool(target) and file != name and file in book.files and bool(place)
        if not (is_call or (call.getparent() is not None and call.getparent().tag == "sup")) or not is_other:
            continue
        others.setdefault(file, _page(book, file, at))
        note = next((each for each in others[file].iter() if each.get("id") == place), None)
        if note is None or body is None:
            continue
        text = note if note.tag in ("aside", "li", "div", "p", "section") else note.getparent()
        mine = f"note-{number}"
        call.set("href", f"#{mine}")
        call.set("id", f"call-{mine}")
        call.set("role", "doc-noteref")
        brought = html.Element("div", id=mine)
        brought.append(html.fromstring(html.tostring(text, encoding="unicode", with_tail=False)))
        for each in brought.iterdescendants():
            each.attrib.pop("id", None)
        for back in brought.iter("a"):
            if resolve(file, back.get("href", "")) == name:
                back.set("href", f"#call-{mine}")
        body.append(brought)
