"""A galley's objects with their numbers in the book: marks become object numbers, page references their digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anthology.core.findings import Finding
from anthology.core.i18n import translate
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.assemble.writer import PdfFile
from anthology.pdf.engine.model import MARK, OBJECT_END, Galley, StreamObject


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectNumbers:
    """The numbers that a galley's objects get in the book.

    Object n of the galley becomes base + n, key k of its parent tree becomes key + k. `titles` and `language` are the
    book's: the titles of its pieces, and the language in which links say where they lead.
    """

    base: int
    node: int
    key: int
    fonts: int
    document: int
    shared: Mapping[str, int]
    targets: frozenset[str]
    titles: Mapping[str, str]
    language: str


def write_galley(
    file: PdfFile, galley: Galley, place: ObjectNumbers, folio_contents: Sequence[bytes], pagination: Pagination
) -> list[Finding]:
    """Write all objects of a galley, with its pages' numbers; findings for page references that do not fit."""
    folios: dict[int, int] = {}
    for index, content in enumerate(folio_contents):
        if content:
            folios[index] = file.reserve()
            file.add_stream(folios[index], b"", content, deflated=True)
    patches, findings = _patches(galley, pagination)
    for stream in galley.streams:
        data = _patched(stream, patches.get(stream.number, []))
        entries = renumbered(stream.entries, galley, place, folios, pagination)
        file.add_stream(place.base + stream.number, entries, data, deflated=not stream.raw)
    bodies = renumbered(galley.objects, galley, place, folios, pagination).split(OBJECT_END)
    file.add_objects([(place.base + number, body) for number, body in zip(galley.numbers, bodies, strict=False)])
    return findings


def renumbered(
    data: bytes, galley: Galley, place: ObjectNumbers, folios: Mapping[int, int], pagination: Pagination | None
) -> bytes:
    """The bytes with every mark replaced; for the marks see `anthology.pdf.engine.serialize`."""
    parts = data.split(MARK)
    if len(parts) > 1:
        marks = _marks(galley, place, folios)
        for index in range(1, len(parts), 2):
            part = parts[index]
            parts[index] = marks[part] if part in marks else _words(part, place, pagination)
    return b"".join(parts)


def _marks(galley: Galley, place: ObjectNumbers, folios: Mapping[int, int]) -> dict[bytes, bytes]:
    marks = {b"%d" % number: b"%d 0 R" % (place.base + number) for number in range(1, galley.count + 1)}
    marks |= {b"s:" + digest.encode(): b"%d 0 R" % number for digest, number in place.shared.items()}
    marks |= {b"k:%d" % key: b"%d" % (place.key + key) for key in range(galley.parent_keys)}
    marks |= {b"c:%d" % page: b"%d 0 R" % folios[page] if page in folios else b"" for page in range(galley.pages)}
    for link in galley.links:
        alive = link.target in place.targets
        for number in link.objects:
            marks[b"?:%d" % number] = b"%d 0 R" % (place.base + number) if alive else b""
    marks |= {b"fonts": b"%d 0 R" % place.fonts, b"document": b"%d 0 R" % place.document}
    return marks | {b"pages": b"%d 0 R" % place.node}


def _words(mark: bytes, place: ObjectNumbers, pagination: Pagination | None) -> bytes:
    """The words that a mark in those of a link stands for: the label of a page, or where the link leads."""
    kind, _, rest = mark.partition(b":")
    if pagination is None:
        return b""
    if kind == b"d":
        told, _, target = rest.partition(b":")
        words = bytes.fromhex(told.decode()).decode("utf-16-be")
        return _hex(_description(words, target.decode(), place, pagination))
    label = pagination.label(rest.decode())
    return _hex(label) if kind == b"u" else label.encode()


def _hex(words: str) -> bytes:
    return words.encode("utf-16-be").hex().encode()


def _description(words: str, target: str, place: ObjectNumbers, pagination: Pagination) -> str:
    """The words of a link, and behind them the title and the page of what it leads to, as “Resources, page 32”."""
    page = pagination.anchors.get(target, pagination.first.get(target))
    if page is None:
        return words
    title = place.titles.get(pagination.pages[page].slug, "")
    label = f"{translate('page', place.language)} {pagination.labels[page]}"
    is_title = bool(words) and title.casefold().startswith(words.casefold())  # a bookmark has the author behind it
    where = translate("comma", place.language).join(filter(None, (words if is_title else title, label)))
    return where if is_title or not words else f"{words}: {where}"


def _patches(galley: Galley, pagination: Pagination) -> tuple[dict[int, list[tuple[int, bytes]]], list[Finding]]:
    """For each stream the places to write to and the four hexadecimal characters of the glyph to be written there."""
    patches: dict[int, list[tuple[int, bytes]]] = {}
    findings = []
    for reference in galley.references:
        label = pagination.label(reference.target)
        # Only figures are written here: roman numerals are typeset with the piece, until they are right.
        values = [int(letter) for letter in label if letter.isdigit()]
        if len(values) != len(reference.places):
            if label:
                message = f"{galley.slug}: page {label} of {reference.target} does not fit"
                findings.append(Finding("T009", message, piece=galley.slug))
            continue
        glyphs = (b"%04x" % reference.digits[value] for value in values)
        patches.setdefault(reference.stream, []).extend(zip(reference.places, glyphs, strict=True))
    return patches, findings


def _patched(stream: StreamObject, patches: Sequence[tuple[int, bytes]]) -> bytes:
    if not patches:
        return stream.data
    data = bytearray(stream.data)
    for start, glyph in patches:
        data[start : start + len(glyph)] = glyph
    return bytes(data)
