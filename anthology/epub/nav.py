"""The table of contents as a tree, and the navigation document made of it.

EPUB 3.3, section 7 (navigation document): one `toc`, at most one `landmarks` and one `page-list`, both flat.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from anthology.core.i18n import lang_values
from anthology.core.xml import Element
from anthology.epub.model import NAV_NAME, NAV_SLUG, Document, Navigation, Package, PageTarget

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = f"{{{OPS}}}type"
CLOSING_MARKS = ("?", "!", ".", "…", ":")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the table of contents; one without a target is only the label of what stands below it.

    `lang` is the language of the title, empty where it is that of the package.
    """

    title: str
    target: str = ""
    after: str = ""
    lang: str = ""
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
            entries.append(Entry(title=pages[0].title, target=pages[0].name, lang=pages[0].lang, children=below))
        else:
            entries.append(Entry(title=part, children=tuple(_entry(page, byline) for page in pages)))
    return tuple(entries)


def _entry(document: Document, byline: str) -> Entry:
    after = ""
    if document.byline:
        comma = "" if document.title.endswith(CLOSING_MARKS) else ","
        after = f"{comma} {byline.format(document.byline)}"
    children = _nest(document.headings, document.name, document.lang)
    return Entry(title=document.title, target=document.name, after=after, lang=document.lang, children=children)


def _nest(headings: Sequence[tuple[int, str, str]], name: str, lang: str) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    while headings:
        level, fragment, words = headings[0]
        end = next((index for index, later in enumerate(headings) if index and later[0] <= level), len(headings))
        below = _nest(headings[1:end], name, lang)
        entries.append(Entry(title=words, target=f"{name}#{fragment}", lang=lang, children=below))
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
    own = navigation.lang
    _speak(_add(head, "title", navigation.title), own, package.language)
    for name in navigation.stylesheets:
        _add(head, "link", rel="stylesheet", type="text/css", href=name)
    body = _add(html, "body")
    body.set(EPUB_TYPE, "frontmatter")
    toc = _nav(body, "toc", navigation.title, own, package.language)
    _add_entries(toc, outline(documents, navigation.byline), own, package.language)
    places = {"": toc[0], **{link.get("href"): link for link in toc.iter(f"{{{XHTML}}}a")}}
    for page in navigation.pages:
        if page.slug == NAV_SLUG and page.entry in places:
            _mark_page(places[page.entry], page)
    marked = _add(_nav(body, "landmarks", navigation.landmarks_title, own, package.language), "ol")
    spoken = {NAV_NAME: own, **{document.name: document.lang for document in documents}}
    for kind, target, words in landmarks(documents, navigation):
        link = _add(_add(marked, "li"), "a", words, href=target)
        link.set(EPUB_TYPE, kind)
        _speak(link, spoken[target], package.language)
    if navigation.pages:
        folios = _add(_nav(body, "page-list", navigation.pages_title, own, package.language), "ol")
        for page in navigation.pages:
            _add(_add(folios, "li"), "a", page.folio, href=f"{page.slug}.xhtml#{page.id}")
    data: bytes = etree.tostring(html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    return data


ROLES = {"toc": "doc-toc", "page-list": "doc-pagelist"}


def _speak(element: Element, language: str, around: str) -> None:
    """Say the language of an element's words where that of the words around is another (WCAG 2.2, 3.1.2)."""
    for name, value in lang_values(language, around).items():
        element.set(name, value)
        if name == "lang":
            element.set(XML_LANG, value)


def _nav(body: Element, kind: str, title: str, own: str, language: str) -> Element:
    nav = _add(body, "nav", id=f"nav-{kind}")
    nav.set(EPUB_TYPE, kind)
    nav.set("aria-labelledby", f"nav-{kind}-title")
    if kind in ROLES:
        nav.set("role", ROLES[kind])
    if kind != "toc":
        nav.set("hidden", "hidden")
    _speak(_add(nav, "h1" if kind == "toc" else "h2", title, id=f"nav-{kind}-title"), own, language)
    return nav


def _mark_page(place: Element, page: PageTarget) -> None:
    """The marker of a printed contents page, before the first word of the heading or of an entry."""
    marker = etree.Element(f"{{{XHTML}}}span", id=page.id, role="doc-pagebreak")
    marker.set(EPUB_TYPE, "pagebreak")
    marker.set("aria-label", page.folio)
    marker.tail, place.text = place.text, None
    place.insert(0, marker)


def _add_entries(parent: Element, entries: Iterable[Entry], own: str, language: str) -> None:
    """The entries as a list; `own` is the language of what follows titles, `language` that of the package."""
    items = _add(parent, "ol")
    for entry in entries:
        item = _add(items, "li")
        line = _add(item, "a", entry.title, href=entry.target) if entry.target else _add(item, "span", entry.title)
        _speak(line, entry.lang, language)
        if entry.after:
            after = _add(line, "span", entry.after)
            after.set("class", "byline")
            _speak(after, own, entry.lang or language)
        if entry.children:
            _add_entries(item, entry.children, own, language)


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = etree.SubElement(parent, f"{{{XHTML}}}{tag}", attributes)
    child.text = text
    return child
