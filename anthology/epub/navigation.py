"""The table of contents as a tree, and the navigation document made of it.

EPUB 3.3, section 7 (navigation document): one `toc`, at most one `landmarks` and one `page-list`, both flat.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from lxml import etree

from anthology.epub.records import NAV_NAME, NAV_SLUG, Document, Navigation, Package, PageTarget

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = f"{{{OPS}}}type"
CLOSING_MARKS = ("?", "!", ".", "…", ":")

Element: TypeAlias = Any  # lxml brings no types


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the table of contents; one without a target is only the label of what stands below it."""

    title: str
    target: str = ""
    after: str = ""
    children: tuple[Entry, ...] = ()

    @property
    def label(self) -> str:
        """The whole line as one string."""
        return self.title + self.after


def outline(documents: Iterable[Document], byline: str) -> tuple[Entry, ...]:
    """The table of contents of the listed pages, in their order, nested by parts and headings."""
    entries: list[Entry] = []
    for part, run in groupby((document for document in documents if document.listed), key=lambda page: page.part):
        pages = tuple(run)
        if not part:
            entries += [_entry(page, byline) for page in pages]
        elif pages[0].epub_type == "part":
            below = tuple(_entry(page, byline) for page in pages[1:])
            entries.append(Entry(title=pages[0].title, target=pages[0].name, children=below))
        else:
            entries.append(Entry(title=part, children=tuple(_entry(page, byline) for page in pages)))
    return tuple(entries)


def _entry(document: Document, byline: str) -> Entry:
    after = ""
    if document.byline:
        comma = "" if document.title.endswith(CLOSING_MARKS) else ","
        after = f"{comma} {byline.format(document.byline)}"
    children = _nest(document.headings, document.name)
    return Entry(title=document.title, target=document.name, after=after, children=children)


def _nest(headings: Sequence[tuple[int, str, str]], name: str) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    while headings:
        level, fragment, words = headings[0]
        end = next((index for index, later in enumerate(headings) if index and later[0] <= level), len(headings))
        entries.append(Entry(title=words, target=f"{name}#{fragment}", children=_nest(headings[1:end], name)))
        headings = headings[end:]
    return tuple(entries)


def landmarks(documents: Sequence[Document], navigation: Navigation) -> tuple[tuple[str, str, str], ...]:
    """The landmarks as (type, target, words): the contents first, then the pages' own in their order.

    Where no page is declared to be the beginning of the text, the first page of the body is (reading systems open the
    book there).
    """
    declared = {document.slug: document.landmark for document in documents if document.landmark}
    if "bodymatter" not in declared.values():
        body = [page.slug for page in documents if page.matter == "body" and not page.landmark]
        declared |= dict.fromkeys(body[:1], "bodymatter")
    found = [("toc", NAV_NAME, navigation.title)]
    found += [(declared[page.slug], page.name, page.title) for page in documents if page.slug in declared]
    return tuple(found)


def nav_document(package: Package, documents: Sequence[Document], navigation: Navigation) -> bytes:
    """The finished navigation document: contents, landmarks and, if printed pages are known, the page list."""
    html = etree.Element(f"{{{XHTML}}}html", nsmap={None: XHTML, "epub": OPS})
    html.set("lang", package.language)
    html.set(XML_LANG, package.language)
    html.set("dir", package.direction)
    head = _add(html, "head")
    _add(head, "title", navigation.title)
    for name in navigation.stylesheets:
        _add(head, "link", rel="stylesheet", type="text/css", href=name)
    body = _add(html, "body")
    body.set(EPUB_TYPE, "frontmatter")
    toc = _nav(body, "toc", navigation.title)
    _add_entries(toc, outline(documents, navigation.byline))
    places = {"": toc[0], **{link.get("href"): link for link in toc.iter(f"{{{XHTML}}}a")}}
    for page in navigation.pages:
        if page.slug == NAV_SLUG and page.entry in places:
            _mark_page(places[page.entry], page)
    marked = _add(_nav(body, "landmarks", navigation.landmarks_title), "ol")
    for kind, target, words in landmarks(documents, navigation):
        _add(_add(marked, "li"), "a", words, href=target).set(EPUB_TYPE, kind)
    if navigation.pages:
        folios = _add(_nav(body, "page-list", navigation.pages_title), "ol")
        for page in navigation.pages:
            _add(_add(folios, "li"), "a", page.folio, href=f"{page.slug}.xhtml#{page.id}")
    data: bytes = etree.tostring(html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    return data


ROLES = {"toc": "doc-toc", "page-list": "doc-pagelist"}


def _nav(body: Element, kind: str, title: str) -> Element:
    nav = _add(body, "nav", id=f"nav-{kind}")
    nav.set(EPUB_TYPE, kind)
    nav.set("aria-labelledby", f"nav-{kind}-title")
    if kind in ROLES:
        nav.set("role", ROLES[kind])
    if kind != "toc":
        nav.set("hidden", "hidden")
    _add(nav, "h1" if kind == "toc" else "h2", title, id=f"nav-{kind}-title")
    return nav


def _mark_page(place: Element, page: PageTarget) -> None:
    """The marker of a printed contents page, before the first word of the heading or of an entry."""
    marker = etree.Element(f"{{{XHTML}}}span", id=page.id, role="doc-pagebreak")
    marker.set(EPUB_TYPE, "pagebreak")
    marker.set("aria-label", page.folio)
    marker.tail, place.text = place.text, None
    place.insert(0, marker)


def _add_entries(parent: Element, entries: Iterable[Entry]) -> None:
    items = _add(parent, "ol")
    for entry in entries:
        item = _add(items, "li")
        line = _add(item, "a", entry.title, href=entry.target) if entry.target else _add(item, "span", entry.title)
        if entry.after:
            _add(line, "span", entry.after).set("class", "byline")
        if entry.children:
            _add_entries(item, entry.children)


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = etree.SubElement(parent, f"{{{XHTML}}}{tag}", attributes)
    child.text = text
    return child
