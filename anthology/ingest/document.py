"""Word documents: checked as an archive first, then as HTML through the reader of web pages."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from anthology.errors import LimitError, SourceError
from anthology.findings import Finding, Location
from anthology.ingest.draft import Draft
from anthology.ingest.webpage import draft_of
from anthology.limits import exceeded, limit

MOST_ENTRIES = 2_000
MOST_PART = 16 * 1024 * 1024  # bytes of one XML part
DEEPEST = 600  # levels of XML

_BODY = "word/document.xml"
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
_WORDS = re.compile(rb"<w:t[ >][^<]*>?\s*[^<\s]")
_HIDDEN = re.compile(rb"<w:vanish(?:\s+w:val=[\"'](?:1|true|on)[\"'])?\s*/?>")  # 17.17.4: a switch that is on
# What the reader passes over without a word (ECMA-376, part 1, 17.13 and 22.1).
_LEFT_OUT = (
    (re.compile(rb"<w:del[ >]"), "tracked deletion"),
    (re.compile(rb"<w:moveFrom[ >]"), "passage at the place from which it was moved"),
    (re.compile(rb"<w:commentReference[ />]"), "comment"),
    (re.compile(rb"<m:oMath[ >]"), "formula"),
    (re.compile(rb"<w:object[ >]"), "embedded object"),
)

# Elements around words of the text that mammoth drops with their words: simple fields, turned runs, ruby (ECMA-376,
# part 1, 17.16.19, 17.3.2.3, 17.3.2.8, 17.3.3.25); read as that of which it knows that it is only a wrapping.
_WRAPPINGS = re.compile(rb"(?<=<)(/?)w:(?:fldSimple|bdo|dir|ruby|rt|rubyBase)(?=[\s/>])")
_UNREAD = re.compile(r"An unrecognised element was ignored: (.*)")

# Built-in styles that mammoth does not know, by the names that Word, LibreOffice and Google Docs write for them.
QUOTES = ("Quote", "Intense Quote", "Block Text", "Quotations", "Block Quotation")
STYLES = "\n".join(
    ["p[style-name='Title'] => h1:fresh", *(f"p[style-name='{name}'] => blockquote > p:fresh" for name in QUOTES)]
)
INDENTED = 360  # twentieths of a point: from here on a paragraph that is set in as a whole is a quotation

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)[a-zA-Z_][^<>]*?(/?)>")


def read_document(data: bytes, slug: str, at: Location) -> Draft:
    """A draft with one line for each block of a Word document (ECMA-376, Office Open XML), its notes with it.

    What Word's own styles do not say is found by the names of its built-in styles, and quotations also by their
    indents; a style map inside the document is not followed, because it can make text vanish, and nothing outside of
    the document is opened. Raises SourceError S002 for a file that is no such document, and LimitError X002 for more
    than 2,000 entries, 100 MiB unpacked, or 600 levels of XML.
    """
    _check_archive(data, at)
    import mammoth

    try:
        made = mammoth.convert_to_html(
            io.BytesIO(_unwrapped(data)),
            include_embedded_style_map=False,
            style_map=STYLES,
            transform_document=mammoth.transforms.paragraph(_quoted),
            external_file_access=False,
        )
    except Exception as error:  # what mammoth raises for a damaged document is of many kinds, none of them its own
        raise SourceError(Finding("S002", f"the document is damaged: {type(error).__name__}", at)) from error
    messages = tuple(dict.fromkeys(message.message for message in made.messages if message.type != "info"))
    unread = [found[1] for found in map(_UNREAD.match, messages) if found and not found[1].endswith("Pr")]
    said = [message for message in messages if not _UNREAD.match(message)]
    findings = [Finding("S012", "; ".join(said[:5]), at)] if said else []
    if unread:
        findings.append(Finding("S011", f"left out with all that is in it: {', '.join(unread[:5])}", at))
    return draft_of(made.value, slug, at, (*findings, *_silences(data, at)), is_page=False)


def _quoted(paragraph: Any) -> Any:
    """A paragraph of the text, and no item or heading, that is set in from the margin, as a quotation.

    Google Docs has no style for quotations. Entries of a list of works hang: their first line is not set in.
    """
    indent, style = paragraph.indent, (paragraph.style_name or "Normal").casefold()
    if paragraph.numbering or indent.hanging or style not in ("normal", "body text"):
        return paragraph
    start = indent.start or ""
    is_set_in = start.isdecimal() and int(start) >= INDENTED
    return paragraph.copy(style_name=QUOTES[0]) if is_set_in else paragraph


def _unwrapped(data: bytes) -> bytes:
    """The document with the wrappings that would vanish with their words under the name of one that is read through."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    made = {
        name: _WRAPPINGS.sub(rb"\1w:smartTag", part) if name.endswith(".xml") else part for name, part in parts.items()
    }
    if made == parts:
        return data
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in made.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return target.getvalue()


def _silences(data: bytes, at: Location) -> Iterator[Finding]:
    """What a document holds and its text does not tell: left out, or shown though Word hides it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if _RUNNING.fullmatch(name)]
        running = sum(bool(_WORDS.search(archive.read(name))) for name in names)
        body = archive.read(_BODY) if _BODY in archive.namelist() else b""
    counts = [(len(pattern.findall(body)), what) for pattern, what in _LEFT_OUT]
    left_out = ", ".join(f"{count} × {what}" for count, what in [*counts, (running, "header or footer")] if count)
    if left_out:
        yield Finding("S011", f"left out: {left_out}", at)
    hidden = len(_HIDDEN.findall(body))
    if hidden:
        yield Finding("S012", f"text that is hidden in Word stands in the book: {hidden} × run", at)


def _check_archive(data: bytes, at: Location) -> None:
    """Refuse what is no archive, what would unpack without end, and XML that declares entities or nests too deep."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, at)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(archive.read(entry), entry.filename, at)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise SourceError(Finding("S002", f"the file is no Word document: {error}", at)) from error
    except (ValueError, IndexError, zlib.error) as error:
        raise SourceError(Finding("S002", f"the document is damaged: {error}", at)) from error


def _check_sizes(entries: list[zipfile.ZipInfo], at: Location) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    largest = max(
        (entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))), default=0
    )
    hint = "save it again without pictures, or divide it"
    if unpacked > limit("unpacked-bytes"):
        raise exceeded("unpacked-bytes", f"the document has {unpacked:,} bytes unpacked", at, hint)
    for found, most, what in ((len(entries), MOST_ENTRIES, "entries"), (largest, MOST_PART, "bytes in one part")):
        if found > most:
            raise LimitError(Finding("X002", f"the document has {found:,} {what}: the limit is {most:,}", at, hint))


def _check_xml(part: bytes, name: str, at: Location) -> None:
    if _DOCTYPE.search(part) or part.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(Finding("S002", f"{name} declares a document type or an encoding that Word never writes", at))
    depth = 0
    for tag in _TAG.finditer(part):
        depth += -1 if tag[1] else not tag[2]
        if depth > DEEPEST:
            raise LimitError(Finding("X002", f"{name} is nested more than {DEEPEST} levels deep", at, "save it again"))
