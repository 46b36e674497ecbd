"""The container of an EPUB, whoever made it: the archive, the package document, its manifest and its spine.

Source: EPUB 3.3, sections 4 (Open Container Format) and 5 (package document); EPUB 2 is read the same way.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from lxml import etree

from anthology.core.xml import Element, declares_entities, parse_xml

OPF = "{http://www.idpf.org/2007/opf}"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"

DOCUMENT_LIMIT = 8 * 1024 * 1024  # bytes of the container document and of the package document, unpacked
DIRECTORY_LIMIT = 8 * 1024 * 1024  # bytes of the archive's list of files, about a hundred thousand of them

# What zipfile and lxml raise for damaged files; RuntimeError is zipfile's word for encryption and for an unknown
# compression.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    etree.XMLSyntaxError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a manifest: the name of its file in the archive, its media type and its properties."""

    name: str
    media_type: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package document: its name in the archive, its root, the items by their ids, the files in reading order.

    References of the spine to items that the manifest does not have are left out.
    """

    name: str
    root: Element
    items: Mapping[str, Item]
    spine: tuple[str, ...]

    def media_types(self) -> dict[str, str]:
        """The media type of each file of the manifest, by its name in the archive."""
        return {item.name: item.media_type for item in self.items.values()}


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive of an EPUB; raises one of DAMAGE.

    An archive whose list of files is larger than that of any book is refused (ValueError; CWE-409) before the list is
    read: its size stands in the end of central directory record (APPNOTE.TXT 6.3.10, sections 4.3.15 and 4.3.16).
    """
    end = data.rfind(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if end < 0 or size > DIRECTORY_LIMIT or data[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise ValueError("it is no archive, or one with too many files")
    return zipfile.ZipFile(io.BytesIO(data))


def read_file(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A file of an archive; raises ValueError where there is none, or where it unpacks to more than `most` bytes."""
    try:
        with archive.open(name) as file:
            data = file.read(most + 1)
    except KeyError:
        raise ValueError(f"it has no {name}") from None
    if len(data) > most:
        raise ValueError(f"{name} is larger than {most:,} bytes")
    return data


def read_package(archive: zipfile.ZipFile) -> Package:
    """The package document of an EPUB; raises one of DAMAGE, ValueError also for documents that declare entities."""
    roots = _parsed(archive, "META-INF/container.xml").iter(f"{CONTAINER}rootfile")
    name = next((root.get("full-path", "") for root in roots), "")
    if not name:
        raise ValueError("it names no package document")
    root = _parsed(archive, name)
    items = {item.get("id", ""): _item(item, name) for item in root.iter(f"{OPF}item")}
    spine = (reference.get("idref") for reference in root.iter(f"{OPF}itemref"))
    return Package(name=name, root=root, items=items, spine=tuple(items[each].name for each in spine if each in items))


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    root = parse_xml(read_file(archive, name, DOCUMENT_LIMIT))
    if declares_entities(root):
        raise ValueError(f"{name} declares entities")
    return root


def _item(element: Element, package: str) -> Item:
    address = element.get("href", "")
    return Item(
        name=resolve(package, address) or address,
        media_type=element.get("media-type", ""),
        properties=tuple(element.get("properties", "").split()),
    )


@lru_cache(maxsize=4096)
def resolve(base: str, address: str) -> str:
    """The name of the file that an address in the file `base` leads to; empty where it leads out of the book."""
    try:
        parts = urlsplit(address)
    except ValueError:  # a host in brackets that is no IPv6 address
        return ""
    if parts.scheme or parts.netloc:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path))) if parts.path else base
