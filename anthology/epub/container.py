"""Reading back what an EPUB says of itself, whoever made it."""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeAlias
from urllib.parse import unquote

from lxml import etree

from anthology.export.model import Contributor

Element: TypeAlias = Any  # lxml brings no types

DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"

DOCUMENT_LIMIT = 8 * 1024 * 1024  # the container document and the package document, unpacked
COVER_LIMIT = 32 * 1024 * 1024
DIRECTORY_LIMIT = 8 * 1024 * 1024  # the archive's list of files, about a hundred thousand of them

# What zipfile and lxml raise on damaged files; RuntimeError is zipfile's word for encryption, KeyError for what is
# not in the archive, NotImplementedError for an unknown compression.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    ValueError,
    KeyError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    etree.XMLSyntaxError,
)

MARKUP = re.compile(r"</?(?:p|br|div|span|b|i|em|strong|a|ul|ol|li|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)

CERTIFIER = "a11y:certifiedBy"
ACCESSIBILITY = (
    "schema:accessMode",
    "schema:accessModeSufficient",
    "schema:accessibilityFeature",
    "schema:accessibilityHazard",
    "schema:accessibilitySummary",
    "dcterms:conformsTo",
    CERTIFIER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """What the package document says, each text on one line; `cover` is the name of the cover in the archive."""

    title: str
    subtitle: str
    language: str
    identifier: str
    date: str
    modified: str
    publisher: str
    description: str
    rights: str
    subjects: tuple[str, ...]
    contributors: tuple[Contributor, ...]
    accessibility: tuple[tuple[str, str], ...]
    content_notes: tuple[str, ...]
    is_proof: bool
    cover: str


def read_package(data: bytes) -> PackageFacts:
    """What an EPUB 2 or 3 says of itself; one of DAMAGE for a file that cannot be read as one.

    Refused (ValueError) are document types with entities, documents over their limit, and archives with more files
    than a book can have (CWE-409, CWE-776).
    """
    _check_directory(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        container = _parse(_member(archive, "META-INF/container.xml", DOCUMENT_LIMIT))
        name = next((root.get("full-path", "") for root in container.iter(f"{CONTAINER}rootfile")), "")
        package = _parse(_member(archive, name, DOCUMENT_LIMIT))
    return _facts(package, _cover(name, package))


def read_cover(data: bytes, name: str) -> bytes:
    """The bytes of the cover of an EPUB, as they are; one of DAMAGE where it cannot be had or is too large."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _member(archive, name, COVER_LIMIT)


def _check_directory(data: bytes) -> None:
    """The size of the central directory (APPNOTE.TXT 6.3.10, sections 4.3.15 and 4.3.16), before it is read."""
    end = data.rfind(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if end < 0 or size > DIRECTORY_LIMIT or data[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise ValueError("it is no archive, or one with too many files")


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{name} is larger than {limit:,} bytes")
    return data


def _parse(data: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    root = etree.fromstring(data, parser)
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and any(document_type.iterentities()):
        raise ValueError("it declares entities")
    return root


def _facts(package: Element, cover: str) -> PackageFacts:
    refined = _refinements(package)
    titles = _titles(package, refined)
    return PackageFacts(
        title=titles.get("main", ""),
        subtitle=titles.get("subtitle", ""),
        language=_first(package, "language").replace("_", "-"),
        identifier=_identifier(package),
        date=_date(package),
        modified=next(iter(_metas(package, "dcterms:modified")), ""),
        publisher=_first(package, "publisher"),
        description=_first(package, "description"),
        rights=_first(package, "rights"),
        subjects=tuple(dict.fromkeys(filter(None, map(_words, package.iter(f"{DC}subject"))))),
        contributors=_contributors(package, refined),
        accessibility=tuple((name, value) for name in ACCESSIBILITY for value in _metas(package, name)),
        content_notes=_content_notes(package),
        is_proof="Proof" in _metas(package, "schema:creativeWorkStatus"),
        cover=cover,
    )


def _words(element: Element) -> str:
    """The words of an element on one line, without the HTML that stands in many descriptions as text."""
    text = "".join(element.itertext())
    if MARKUP.search(text):
        text = unescape(MARKUP.sub(" ", text))
    return " ".join(text.split())


def _first(package: Element, name: str) -> str:
    return next(filter(None, map(_words, package.iter(DC + name))), "")


def _metas(package: Element, name: str) -> tuple[str, ...]:
    """The values of a property of the book itself, in order; certifiers refine the claim that they certify."""
    metas = (meta for meta in package.iter(f"{OPF}meta") if meta.get("property") == name)
    return tuple(_words(meta) for meta in metas if _words(meta) and (name == CERTIFIER or not meta.get("refines")))


def _refinements(package: Element) -> Mapping[tuple[str, str], str]:
    """The values that refine elements, by id and property; the first of each."""
    values: dict[tuple[str, str], str] = {}
    for meta in package.iter(f"{OPF}meta"):
        if meta.get("refines"):
            values.setdefault((meta.get("refines", "").removeprefix("#"), meta.get("property", "")), _words(meta))
    return values


def _titles(package: Element, refined: Mapping[tuple[str, str], str]) -> Mapping[str, str]:
    titles: dict[str, str] = {}
    for element in package.iter(f"{DC}title"):
        kind = refined.get((element.get("id", ""), "title-type"), "" if "main" in titles else "main")
        titles.setdefault(kind, _words(element))
    return titles


def _identifier(package: Element) -> str:
    elements = list(package.iter(f"{DC}identifier"))
    unique = [element for element in elements if element.get("id") == package.get("unique-identifier")]
    return next(filter(None, map(_words, [*unique, *elements])), "")


def _date(package: Element) -> str:
    """The date of publication, as far as it names a day (EPUB 2 may give several dates, each with its event)."""
    elements = list(package.iter(f"{DC}date"))
    published = [element for element in elements if element.get(f"{OPF}event") in (None, "publication")]
    return _words(published[0])[:10] if published else ""


def _contributors(package: Element, refined: Mapping[tuple[str, str], str]) -> tuple[Contributor, ...]:
    """Creators and contributors with their roles; a creator without one is an author (EPUB 2 had attributes)."""
    people = []
    for name, otherwise in (("creator", "aut"), ("contributor", "ctb")):
        for element in package.iter(DC + name):
            key = element.get("id", "")
            role = refined.get((key, "role")) or element.get(f"{OPF}role") or otherwise
            sort_as = refined.get((key, "file-as")) or element.get(f"{OPF}file-as") or ""
            people.append(Contributor(name=_words(element), role=role, sort_as=sort_as))
    return tuple(person for person in people if person.name)


def _content_notes(package: Element) -> tuple[str, ...]:
    """The keywords that refine the pages of our own e-books: content notes, each theme once with all its levels."""
    themes: dict[str, dict[str, None]] = {}
    for meta in package.iter(f"{OPF}meta"):
        if meta.get("property") == "schema:keywords" and meta.get("refines", "").startswith("#page-"):
            theme, _, level = _words(meta).rpartition(" (")
            themes.setdefault(theme, {})[level.removesuffix(")")] = None
    return tuple(f"{theme} ({', '.join(levels)})" for theme, levels in themes.items() if theme)


def _cover(package_name: str, package: Element) -> str:
    """The item with the property of a cover in EPUB 3, the one that a meta names in EPUB 2; empty if there is none."""
    items = list(package.iter(f"{OPF}item"))
    named = {meta.get("content") for meta in package.iter(f"{OPF}meta") if meta.get("name") == "cover"}
    covers = [item for item in items if "cover-image" in item.get("properties", "").split()]
    covers += [item for item in items if item.get("id") in named]
    if not covers:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(package_name), unquote(covers[0].get("href", ""))))
