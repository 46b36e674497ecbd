"""Packing: EbookLib writes package, NCX and container; what it gets wrong is put right around it.

EbookLib 0.20 drops text and attributes of the pages that it serialises itself (so every page is an EpubItem of finished
bytes), writes its own navigation only in part (so ours is one more such item), puts no language on the package, lets
duplicate names and paths that leave the archive pass, and stamps every entry with the wall clock.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from anthology.core.errors import LayoutError
from anthology.core.findings import Finding, Location
from anthology.core.xml import parse_xml
from anthology.epub.model import FOLDER, NAV_NAME, NAV_SLUG, NCX_NAME, Asset, Document, Meta, Navigation, Package
from anthology.epub.nav import XHTML, XML_LANG, Entry, nav_document, outline
from anthology.manifest.roles import roles

if TYPE_CHECKING:
    from ebooklib import epub as ebooklib_epub

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ASSET_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*/)?[A-Za-z0-9][A-Za-z0-9_.-]*")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # all but Char of XML 1.0, 2.2
# MARC relators of who answers for the whole; all others are contributors.
CREATOR_ROLES = frozenset(role.marc for role in roles().values() if role.answers)
CONTAINER_ORDER = ("mimetype", "META-INF/container.xml", f"{FOLDER}/content.opf")
ENTRY_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP entry can have
CONFORMANCE_ID = "conf"
COVER_ID = "cover-image"
# Vocabularies of properties that a package must declare (EPUB 3.3, D.1.4), by the prefixes that metas use.
PREFIXES = {"ibooks": "http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"}
FOREIGN_MARKUP = {"http://www.w3.org/2000/svg": "svg", "http://www.w3.org/1998/Math/MathML": "mathml"}


def pack(
    package: Package,
    documents: Sequence[Document],
    assets: Sequence[Asset] = (),
    navigation: Navigation | None = None,
) -> bytes:
    """The finished EPUB 3.3; documents stand in reading order.

    The same records make the same bytes, whatever the clock, the zone and the locale. LayoutError, with all findings,
    for names that cannot be file names, names given twice, pages that are not well-formed XHTML, and metadata that is
    missing or that XML cannot hold.
    """
    navigation = navigation or Navigation()
    every_asset = (*assets, package.cover) if package.cover else tuple(assets)
    trees, findings = _read_pages(documents)
    findings = [
        *_check_names(documents, every_asset, navigation),
        *_check_words(documents, navigation),
        *_check_metadata(package),
        *findings,
    ]
    if findings:
        raise LayoutError(*findings)
    book = _describe(package)
    items = {page.slug: _page_item(page, tree) for page, tree in zip(documents, trees, strict=True)}
    items[NAV_SLUG] = _item(NAV_SLUG, NAV_NAME, nav_document(package, documents, navigation), properties=("nav",))
    for slug in (NAV_SLUG, *(page.slug for page in documents)):
        book.add_item(items[slug])
    for number, asset in enumerate(sorted(every_asset, key=lambda asset: asset.name), start=1):
        book.add_item(_asset_item(asset, COVER_ID if asset is package.cover else f"asset-{number}"))
    book.toc = _ncx_tree(outline(documents, navigation.byline), count(1))
    book.spine = [
        (items[slug], "yes" if linear else "no") for slug, linear in _reading_order(documents, navigation.before)
    ]
    return _repack(_write(book, package), package.language)


def _read_pages(documents: Iterable[Document]) -> tuple[list[Any], list[Finding]]:
    trees, findings = [], []
    for document in documents:
        try:
            tree = parse_xml(document.xhtml)
        except etree.XMLSyntaxError as error:
            line, column = error.position
            at = Location(Path(document.name), line or 1, column)
            findings.append(Finding("L002", f"the page of “{document.title}”: {error.msg}", at, piece=document.slug))
            continue
        if tree.tag != f"{{{XHTML}}}html":
            at = Location(Path(document.name), tree.sourceline)
            message = f"the page of “{document.title}” is no XHTML: it begins as {tree.tag}"
            findings.append(Finding("L002", message, at, piece=document.slug))
        trees.append(tree)
    return trees, findings


def _check_names(documents: Sequence[Document], assets: Sequence[Asset], navigation: Navigation) -> Iterator[Finding]:
    for document in documents:
        if not SLUG.fullmatch(document.slug):
            yield Finding(
                "E001", f"“{document.slug}” cannot be the file name of “{document.title}”", piece=document.slug
            )
    for asset in assets:
        if not ASSET_NAME.fullmatch(asset.name):
            yield Finding("E001", f"“{asset.name}” cannot be a file name in the e-book", file=asset.name)
    seen = {NAV_NAME, NCX_NAME, "content.opf"}
    for name in (*(document.name for document in documents), *(asset.name for asset in assets)):
        if name.lower() in seen:
            yield Finding("E002", f"“{name}” is there twice", file=name)
        seen.add(name.lower())
    if not any(document.listed for document in documents):
        yield Finding("E004", "no page of the book is listed in its table of contents")
    slugs = {NAV_SLUG, *(document.slug for document in documents)}
    for slug in dict.fromkeys((navigation.before, *(page.slug for page in navigation.pages))):
        if slug and slug not in slugs:
            yield Finding("E004", f"the navigation names “{slug}”, and the book has no such page")


def _check_words(documents: Iterable[Document], navigation: Navigation) -> Iterator[Finding]:
    lines = [navigation.title, navigation.landmarks_title, navigation.pages_title, navigation.byline]
    lines += [page.folio for page in navigation.pages]
    for page in documents:
        lines += [page.title, page.byline, page.part, *(words for _, _, words in page.headings)]
    for line in filter(UNWRITABLE.search, lines):
        yield Finding("E003", f"a line of the contents holds a character that XML cannot hold: {line!a}")


def _check_metadata(package: Package) -> Iterator[Finding]:
    for name in ("title", "language", "identifier"):
        if not getattr(package, name).strip():
            yield Finding("E003", f"the book's {name} is empty")
    try:
        date.fromisoformat(package.date)
    except ValueError:
        yield Finding("E003", f"“{package.date}” is not a date in the form 2026-11-20")
    for element in _metadata(package):
        if UNWRITABLE.search(element.value):
            yield Finding("E003", f"{element.property} holds a character that XML cannot hold: {element.value!a}")


def _metadata(package: Package) -> Iterator[Meta]:
    """Everything that the package says, in order; a property `dc:…` is an element of that name."""
    yield Meta(property="dc:title", value=package.title, id="title")
    yield Meta(property="title-type", value="main", refines="title")
    if package.subtitle:
        yield Meta(property="dc:title", value=package.subtitle, id="subtitle")
        yield Meta(property="title-type", value="subtitle", refines="subtitle")
    yield Meta(property="dc:language", value=package.language)
    numbers: Counter[str] = Counter()
    for number, creator in enumerate(package.creators, start=1):
        name = "creator" if creator.role in CREATOR_ROLES else "contributor"
        yield Meta(property=f"dc:{name}", value=creator.name, id=f"person-{number}")
        yield Meta(property="role", value=creator.role, refines=f"person-{number}", scheme="marc:relators")
        if creator.file_as:
            yield Meta(property="file-as", value=creator.file_as, refines=f"person-{number}")
        for language, written in creator.scripts:
            yield Meta(property="alternate-script", value=written, refines=f"person-{number}", lang=language)
        numbers[name] += 1
        yield Meta(property="display-seq", value=str(numbers[name]), refines=f"person-{number}")
    single = {"publisher": package.publisher, "date": package.date, "description": package.description}
    for name, value in (*single.items(), *(("subject", term) for term in package.subjects), ("rights", package.rights)):
        if value:
            yield Meta(property=f"dc:{name}", value=value)
    for term, value in package.accessibility:
        conforms = term == "dcterms:conformsTo"
        certifies = term.startswith("a11y:")  # EPUB Accessibility 1.1, 4.2: who certifies refines the claim
        yield Meta(
            property=term,
            value=value,
            id=CONFORMANCE_ID if conforms else "",
            refines=CONFORMANCE_ID if certifies else "",
        )
    yield from package.metas


def _describe(package: Package) -> ebooklib_epub.EpubBook:
    from ebooklib import epub

    book = epub.EpubBook()
    book.metadata = {}
    book.title = package.title
    book.language = package.language
    book.set_direction(package.direction)
    book.set_identifier(package.identifier)
    for element in _metadata(package):
        attributes = {"id": element.id} if element.id else {}
        if element.property.startswith("dc:"):
            book.add_metadata("DC", element.property.removeprefix("dc:"), element.value, attributes)
            continue
        attributes["property"] = element.property
        if element.refines:
            attributes["refines"] = f"#{element.refines}"
        if element.scheme:
            attributes["scheme"] = element.scheme
        if element.lang:
            attributes[XML_LANG] = element.lang
        book.add_metadata(None, "meta", element.value, attributes)
    if package.cover:
        book.add_metadata(None, "meta", "", {"name": "cover", "content": COVER_ID})
    used = {meta.property.partition(":")[0] for meta in package.metas}
    for prefix in sorted(used & PREFIXES.keys()):
        book.add_prefix(prefix, PREFIXES[prefix])
    book.add_item(epub.EpubNcx(file_name=NCX_NAME))
    return book


def _page_item(document: Document, tree: Any) -> ebooklib_epub.EpubItem:
    namespaces = {element.nsmap.get(element.prefix) for element in tree.iter(etree.Element)}
    found = tuple(name for uri, name in FOREIGN_MARKUP.items() if uri in namespaces)
    return _item(f"page-{document.slug}", document.name, document.xhtml, properties=found)


def _asset_item(asset: Asset, identifier: str) -> ebooklib_epub.EpubItem:
    properties = ("cover-image", *asset.properties) if identifier == COVER_ID else asset.properties
    return _item(identifier, asset.name, asset.data, asset.media_type, properties)


def _item(
    identifier: str,
    name: str,
    data: bytes,
    media_type: str = "application/xhtml+xml",
    properties: tuple[str, ...] = (),
) -> ebooklib_epub.EpubItem:
    from ebooklib import epub

    item = epub.EpubItem(uid=identifier, file_name=name, media_type=media_type, content=data)
    item.properties = list(properties)
    return item


def _reading_order(documents: Iterable[Document], before: str) -> Iterator[tuple[str, bool]]:
    for document in documents:
        if document.slug == before:
            yield NAV_SLUG, True
        yield document.slug, document.linear


def _ncx_tree(entries: Iterable[Entry], numbers: Iterator[int]) -> list[Any]:
    """The same table of contents for old reading systems, in the shape that EbookLib takes."""
    from ebooklib import epub

    tree: list[Any] = []
    for entry in entries:
        target = entry.target or entry.children[0].target
        if entry.children:
            tree.append((epub.Section(entry.label, target), _ncx_tree(entry.children, numbers)))
        else:
            tree.append(epub.Link(target, entry.label, f"ncx-{next(numbers)}"))
    return tree


def _write(book: ebooklib_epub.EpubBook, package: Package) -> bytes:
    from ebooklib import epub

    stream = io.BytesIO()
    options = {
        "raise_exceptions": True,
        "package_direction": True,
        "compresslevel": 0,  # compressed once, when the entries are put in order
        "mtime": datetime.combine(date.fromisoformat(package.date), time()),
    }
    epub.write_epub(stream, book, options)
    return stream.getvalue()


def _repack(data: bytes, language: str) -> bytes:
    """The same container with its entries in a fixed order and no trace of when and where it was made.

    EPUB Open Container Format 3.3, section 4.3.3: `mimetype` comes first, is stored, and has no extra field.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as written, zipfile.ZipFile(stream, "w") as packed:
        names = sorted(set(written.namelist()) - set(CONTAINER_ORDER))
        for name in (*CONTAINER_ORDER, *names):
            entry = zipfile.ZipInfo(name, ENTRY_TIME)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            content = written.read(name)
            if name.endswith("content.opf"):
                content = _set_language(content, language)
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(entry, content, method, compresslevel=9)
    return stream.getvalue()


def _set_language(opf: bytes, language: str) -> bytes:
    root = etree.fromstring(opf)
    root.set(XML_LANG, language)
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data
