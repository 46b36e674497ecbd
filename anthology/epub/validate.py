"""Reading a finished e-book back: what must hold of the bytes, whoever wrote them.

EPUBCheck says nothing on text alternatives, order of headings and languages, Ace nothing on dead links and ids; these
checks cover both without either, so that every build can run them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from anthology.core.epub_container import DAMAGE, OPF, open_archive, read_package, resolve
from anthology.core.findings import Finding, Location
from anthology.core.xml import Element, parse_xml
from anthology.css.requests import sheet_requests
from anthology.render.allowed_markup import markup_faults

XHTML = "{http://www.w3.org/1999/xhtml}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
MIMETYPE = b"application/epub+zip"
PAGE_TYPE = "application/xhtml+xml"
NCX_TYPE = "application/x-dtbncx+xml"

SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
ID_LISTS = ("aria-labelledby", "aria-describedby", "aria-details", "headers")
# Elements that may link, in the order of the page.
_XLINK = {"xlink": "http://www.w3.org/1999/xlink"}
LINKING = etree.XPath(
    "//*[@href or @src or @xlink:href" + "".join(f" or @{name}" for name in ID_LISTS) + "]", namespaces=_XLINK
)
HEADINGS = {f"{XHTML}h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An e-book taken apart: bytes, pages and NCX by their names in the container, the spine in reading order."""

    files: Mapping[str, bytes]
    package_name: str
    package: Element
    media_types: Mapping[str, str]
    pages: Mapping[str, Element]
    old_contents: Mapping[str, Element]
    spine: tuple[str, ...]
    nav_name: str

    @property
    def style_sheets(self) -> dict[str, str]:
        """The texts of the style sheets that are in the container, by their names."""
        named = (name for name, kind in self.media_types.items() if kind == "text/css" and name in self.files)
        return {name: self.files[name].decode("utf-8", "replace") for name in named}


def check_epub(data: bytes) -> tuple[Finding, ...]:
    """Everything wrong with the bytes of an e-book; findings name the file inside it.

    A file that cannot be taken apart gives the one finding E010 that says why.
    """
    opened = open_epub(data)
    return (opened,) if isinstance(opened, Finding) else check_opened(opened)


def open_epub(data: bytes) -> Opened | Finding:
    """An e-book taken apart, or a finding E010 that says why it cannot be."""
    try:
        return _open(data)
    except DAMAGE as error:
        return Finding("E010", f"the e-book cannot be taken apart: {str(error) or 'it ends too early'}")


def check_opened(opened: Opened) -> tuple[Finding, ...]:
    """Everything wrong with an e-book that was taken apart."""
    return tuple(finding for check in CHECKS for finding in check(opened))


def _open(data: bytes) -> Opened:
    with open_archive(data) as archive:
        first = [(entry.filename, entry.compress_type, entry.extra) for entry in archive.infolist()[:1]]
        if first != [("mimetype", zipfile.ZIP_STORED, b"")]:
            raise ValueError("`mimetype` is not the first entry, stored and bare")
        files = {name: archive.read(name) for name in archive.namelist()}
        package = read_package(archive)
    if files["mimetype"] != MIMETYPE:
        raise ValueError("`mimetype` does not say that it is an EPUB")
    if len(package.spine) != sum(1 for _ in package.root.iter(f"{OPF}itemref")):
        raise ValueError("its spine names an item that its manifest does not have")
    media_types = package.media_types()
    navs = [item.name for item in package.items.values() if "nav" in item.properties]
    if len(navs) != 1 or navs[0] not in files or media_types[navs[0]] != PAGE_TYPE:
        raise ValueError("there is not exactly one navigation document")
    return Opened(
        files=files,
        package_name=package.name,
        package=package.root,
        media_types=media_types,
        pages=_parse_all(files, media_types, PAGE_TYPE),
        old_contents=_parse_all(files, media_types, NCX_TYPE),
        spine=package.spine,
        nav_name=navs[0],
    )


def _parse_all(files: Mapping[str, bytes], media_types: Mapping[str, str], kind: str) -> dict[str, Element]:
    return {name: parse_xml(files[name]) for name, found in media_types.items() if found == kind and name in files}


def _finding(code: str, message: str, name: str, element: Element = None) -> Finding:
    return Finding(code, message, Location(Path(name), element.sourceline or 0 if element is not None else 0))


def _elements(root: Element) -> Iterator[Element]:
    yield from root.iter(etree.Element)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def check_manifest(book: Opened) -> Iterator[Finding]:
    """Every file is in the manifest and every item of the manifest is there (EPUB 3.3, section 5.6)."""
    unlisted = {"mimetype", book.package_name}
    for name in sorted(book.media_types.keys() - book.files.keys()):
        yield _finding("E011", f"{name} is in the manifest, and there is no such file", book.package_name)
    for name in sorted(book.files.keys() - book.media_types.keys() - unlisted):
        if not name.startswith("META-INF/"):
            yield _finding("E011", f"{name} is not in the manifest", book.package_name)


def check_links(book: Opened) -> Iterator[Finding]:
    """Every address without a scheme leads to a file of the book, its fragment and every naming id to an element."""
    ids = {name: {element.get("id") for element in _elements(page)} for name, page in book.pages.items()}
    for name, root in (*book.pages.items(), *book.old_contents.items()):
        for element in LINKING(root):
            for attribute in ("href", "src", XLINK_HREF):
                address = element.get(attribute)
                if address is None or SCHEME.match(address) or address.startswith("//"):
                    continue
                target, fragment = resolve(name, address), unquote(address.partition("#")[2])
                if target not in book.files:
                    yield _finding("E012", f"no file for “{address}”", name, element)
                elif fragment and fragment not in ids.get(target, ()):
                    yield _finding("E012", f"no id for “{address}”", name, element)
            for attribute in ID_LISTS:
                for identifier in element.get(attribute, "").split():
                    if identifier not in ids.get(name, ()):
                        yield _finding("E012", f"no id for {attribute}, “{identifier}”", name, element)


def check_ids(book: Opened) -> Iterator[Finding]:
    """No id is used twice, in one page or in two: reading systems show the first note 1 for every note 1."""
    seen: dict[str, str] = {}
    for name, page in book.pages.items():
        for element in _elements(page):
            identifier = element.get("id")
            if identifier is None:
                continue
            if identifier in seen:
                yield _finding("E013", f"“{identifier}” is also an id in {seen[identifier]}", name, element)
            seen.setdefault(identifier, name)


def check_pictures(book: Opened) -> Iterator[Finding]:
    """Every picture has an `alt`, empty if it is decorative (WCAG 2.2, 1.1.1)."""
    for name, page in book.pages.items():
        for picture in page.iter(f"{XHTML}img"):
            if picture.get("alt") is None:
                yield _finding("E014", f"“{picture.get('src')}” has no text alternative", name, picture)


def check_headings(book: Opened) -> Iterator[Finding]:
    """A page's first heading is of level 1, and none is more than one level below the one before it."""
    for name, page in book.pages.items():
        before = 0
        for element in _elements(page):
            level = HEADINGS.get(element.tag)
            if level is None:
                continue
            if level > before + 1:
                words = " ".join("".join(element.itertext()).split())
                yield _finding("E015", f"“{words}” is of level {level} and follows level {before}", name, element)
            before = level


def check_languages(book: Opened) -> Iterator[Finding]:
    """The package and every page say their language, each page in both attributes (EPUB Accessibility 1.1, 3.3)."""
    if not book.package.get(XML_LANG):
        yield _finding("E016", "the package does not say its language", book.package_name)
    for name, page in book.pages.items():
        if not page.get("lang") or page.get("lang") != page.get(XML_LANG):
            yield _finding("E016", f"{name} does not say its language in both attributes", name, page)


def check_style_sheets(book: Opened) -> Iterator[Finding]:
    """A style sheet asks for nothing but files of the book: no picture, font or other sheet from elsewhere."""
    for name, kind in book.media_types.items():
        for token, address in sheet_requests(_text(book, name)) if kind == "text/css" else ():
            if address is None:
                yield _finding("E018", f"{token.lower_name}() is not a function that a style sheet may have", name)
            elif resolve(name, address) not in book.files or token.type == "at-rule":
                yield _finding("E017", f"“{address}” would be fetched by {name}", name)


def check_markup(book: Opened) -> Iterator[Finding]:
    """A page has nothing but the elements, attributes and addresses of the list in render.allowed_markup."""
    for name, page in book.pages.items():
        for fault in markup_faults(page, _text(book, name), fetched=frozenset({""})):
            yield _finding("E017" if fault.is_fetched else "E018", fault.message, name, fault.element)


def _text(book: Opened, name: str) -> str:
    return book.files.get(name, b"").decode("utf-8", "replace")


def check_contents(book: Opened) -> Iterator[Finding]:
    """The table of contents follows the spine, and the NCX has the same entries (EPUB 3.3, section 7.4.2)."""
    nav = book.pages[book.nav_name]
    toc = next((element for element in nav.iter(f"{XHTML}nav") if element.get(EPUB_TYPE) == "toc"), nav)
    entries = [(" ".join("".join(link.itertext()).split()), link.get("href", "")) for link in toc.iter(f"{XHTML}a")]
    if not entries:
        yield _finding("E019", "the table of contents is empty", book.nav_name, toc)
    places = [_place(book, href) for _, href in entries]
    for (label, _), place in zip(entries, places, strict=True):
        if place[0] < 0:
            yield _finding("E019", f"“{label}” is not in the reading order", book.nav_name)
    for (before, after), (label, _) in zip(pairwise(places), entries[1:], strict=False):
        if after < before:
            yield _finding("E019", f"“{label}” stands after what it precedes in the book", book.nav_name)
    for name, ncx in book.old_contents.items():
        if _ncx_entries(ncx) != entries:
            yield _finding("E019", "the entries differ from those of the navigation document", name)


def _place(book: Opened, href: str) -> tuple[int, int]:
    """Where an entry leads: the number of the page in the spine and of the element in the page, -1 if not there."""
    name, fragment = resolve(book.nav_name, href), href.partition("#")[2]
    if name not in book.spine or name not in book.pages:
        return -1, 0
    ids = [element.get("id") for element in _elements(book.pages[name])]
    return book.spine.index(name), ids.index(fragment) if fragment in ids else 0


def _ncx_entries(ncx: Element) -> list[tuple[str, str]]:
    """The lines of an NCX; one that repeats the address of the line below it is only a label in the navigation."""
    points = [
        (" ".join(point.findtext(f"{NCX}navLabel/{NCX}text", "").split()), content.get("src", ""))
        for point in ncx.iter(f"{NCX}navPoint")
        for content in point.iterchildren(f"{NCX}content")
    ]
    return [point for point, after in zip(points, [*points, ("", "")][1:], strict=True) if point[1] != after[1]]


CHECKS: tuple[Callable[[Opened], Iterator[Finding]], ...] = (
    check_manifest,
    check_links,
    check_ids,
    check_pictures,
    check_headings,
    check_languages,
    check_style_sheets,
    check_markup,
    check_contents,
)
