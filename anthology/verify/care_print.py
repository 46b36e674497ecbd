"""The care apparatus in a finished PDF: its statements, the page numbers printed with them, and where links lead."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from anthology.book.model import Book, Piece
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.findings import Finding
from anthology.core.i18n import words
from anthology.core.normalize import RIGHT_TO_LEFT_LETTERS, normalize
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.verify.care import (
    CALLS,
    NAMES,
    Statement,
    bounds,
    check_address,
    dialled,
    finding,
    has_words,
    is_turned,
    missing,
    said,
    statements,
)
from anthology.verify.page_text import pdf_pages

LABEL = "[0-9]+|[ivxlcdm]+"  # a page number as it is printed: pdf.assemble.paginate
OUTER = 3  # lines at the head and at the foot of a page among which its number is
SPACED = r"[\s\x02\ufffe\u00ad-]*"  # what a PDF may have between two letters of a word, where a line ends


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """The links of a PDF: for each the index of its page, its address or the index of the page to which it leads.

    `words` are those that the page shows there; `to` is -1 for an address. `labels` are the names of the pages, and
    `subjects` what the two records of metadata say of the file's subject.
    """

    pages: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    to: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def cached_links(data: bytes, cache: Cache = NO_CACHE) -> PageLinks:
    """The links of a finished PDF, from the cache if the same bytes were read before."""
    return cache.memo("page links", sha256(data).hexdigest(), lambda: read_links(data), PageLinks)


def read_links(data: bytes) -> PageLinks:
    """The links of a PDF, the labels of its pages, and its subject by the information dictionary and by XMP."""
    import pikepdf

    pages: list[int] = []
    addresses: list[str] = []
    to: list[int] = []
    shown: list[str] = []
    with pikepdf.open(io.BytesIO(data)) as pdf, open_pdf(data) as document:
        numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        root: Any = pdf.Root
        names: Any = pikepdf.NameTree(root.Names.Dests) if "/Dests" in root.get("/Names", {}) else {}
        for index, page in enumerate(pdf.pages):
            links: list[Any] = [each for each in page.obj.get("/Annots", ()) if "/Rect" in each]
            pages += [index] * len(links)
            shown += _words_in(document, index, links) if links else []
            for link in links:
                action = link.get("/A", {})
                addresses.append(str(action.get("/URI", "")))
                to.append(_destination(link.get("/Dest", action.get("/D")), names, numbers))
        labels = tuple(document.get_page_label(index) for index in range(len(document)))
        subjects = _subjects(pdf)
    return PageLinks(
        pages=tuple(pages),
        addresses=tuple(addresses),
        to=tuple(to),
        words=tuple(shown),
        labels=labels,
        subjects=subjects,
    )


def _subjects(pdf: Any) -> tuple[str, str]:
    """The subject of an open PDF by the information dictionary and by XMP."""
    information = pdf.trailer.get("/Info") or {}
    with pdf.open_metadata() as xmp:
        return str(information.get("/Subject", "")), str(xmp.get("dc:description", ""))


def _words_in(document: Any, index: int, links: Sequence[Any]) -> list[str]:
    """The words that a page shows in the place of each link."""
    page = document[index]
    text = page.get_textpage()
    try:
        boxes = [sorted(map(float, each.Rect[::2])) + sorted(map(float, each.Rect[1::2])) for each in links]
        return [text.get_text_bounded(left, bottom, right, top) for left, right, bottom, top in boxes]
    finally:
        text.close()
        page.close()


def _destination(named: Any, names: Any, numbers: Mapping[Any, int]) -> int:
    """The index of the page to which a destination leads (ISO 32000-1, 12.3.2), -1 where it is none of the file."""
    import pikepdf

    place = named
    if isinstance(named, pikepdf.String | pikepdf.Name):
        place = names.get(str(named))
    if isinstance(place, pikepdf.Dictionary):
        place = place.get("/D")
    if not isinstance(place, pikepdf.Array) or not isinstance(place[0], pikepdf.Dictionary):
        return -1
    return numbers.get(place[0].objgen, -1)


def check_care(
    data: bytes,
    extracted: Sequence[str],
    texts: Sequence[str],
    name: str,
    book: Book,
    pagination: Pagination,
    cache: Cache = NO_CACHE,
) -> Iterator[Finding]:
    """What is wrong with the care apparatus of a finished PDF (F020 to F031).

    `extracted` are the texts of its pages as they are read, `texts` the same without running heads and folios.
    """
    links = cached_links(data, cache)
    allowed = dialled(book)
    for page, address in zip(links.pages, links.addresses, strict=True):
        slug = pagination.pages[page].slug if page < len(pagination.pages) else ""
        yield from check_address(address, allowed, name, book, slug)
    yield from _check_subjects(links.subjects, name, book)
    ways = _Ways(extracted=extracted, links=links, book=book, pagination=pagination)
    for piece in book.pieces:
        own = [index for index, page in enumerate(pagination.pages) if page.slug == piece.slug]
        pages = [texts[index] for index in own]
        whole = "\n".join(pages)
        folded = normalize(whole)
        within, turned = bounds(piece, folded), is_turned(book, piece) or bool(RIGHT_TO_LEFT_LETTERS.search(whole))
        for statement in statements(book, piece):
            reason = missing(statement, folded, within)
            if reason and not (turned and has_words(said(statement), whole)):
                yield finding(statement, reason, name, book, piece)
                continue
            if statement.place == "at" and not turned and not _on_one_page(statement, pages):
                yield finding(statement, "stands on another page than the number", name, book, piece)
            if statement.target:
                yield from ways.check(statement, own, name, piece)


def _check_subjects(subjects: Sequence[str], name: str, book: Book) -> Iterator[Finding]:
    proof = normalize(book.editorial.proof)
    if any(proof not in normalize(subject) for subject in subjects):
        message = f"{name}: its metadata does not say that it is a proof"
        yield Finding("F030", message, book.manifest.at("title"))


def check_booklet(folded: bytes, data: bytes, name: str, book: Book, pagination: Pagination) -> Iterator[Finding]:
    """F032 for a PDF of which the pages are not all on the sheets on which it was imposed; F030 as `check_care`."""
    import pikepdf

    with pikepdf.open(io.BytesIO(folded)) as pdf:
        yield from _check_subjects(_subjects(pdf), f"{name}, booklet", book)
    sides = [normalize(text) for text in pdf_pages(folded)]
    pages = [normalize(text) for text in pdf_pages(data)]
    lost = [index for index, text in enumerate(pages) if not any(text in side for side in sides)]
    if lost or sum(map(len, sides)) != sum(map(len, pages)):
        slug = pagination.pages[lost[0]].slug if lost else ""
        where = f"page {lost[0] + 1}, of {slug}, is on no sheet" if lost else "the sheets have other words than pages"
        yield Finding("F032", f"{name}, booklet: {where}", book.manifest.at("editions", name), piece=slug)


def _on_one_page(statement: Statement, pages: Sequence[str]) -> bool:
    """Whether the line and the editors' note at it stand on one page; of a line of half a page and more, its end."""
    parts = (*filter(None, map(normalize, statement.line.split("\n"))), *map(normalize, statement.parts[1:]))
    whole = re.compile(CALLS.join(map(re.escape, parts)))
    folded = list(map(normalize, pages))
    is_tall = 2 * len(normalize(statement.line)) > max(map(len, folded))
    wanted = statement.pattern if is_tall else whole
    return any(wanted.search(page) for page in folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """The ways that an essay offers, as the pages of a finished PDF have them."""

    extracted: Sequence[str]
    links: PageLinks
    book: Book
    pagination: Pagination

    def check(self, statement: Statement, own: Sequence[int], name: str, piece: Piece) -> Iterator[Finding]:
        """What is wrong with where a way leads, and with the page number that is printed with it (F025)."""
        slug, _, anchor = statement.target.partition("#")
        target = self.pagination.anchors.get(anchor) if anchor else self.pagination.first.get(slug)
        if target is None or not self._opens(slug, anchor, target):
            yield finding(statement, f"leads to {statement.target}, which is on no page", name, self.book, piece)
            return
        linked = [each for each in zip(self.links.pages, self.links.to, self.links.words, strict=True) if each[1] >= 0]
        way = sorted(normalize(statement.parts[0]))
        if linked and not any(
            sorted("".join(normalize(said) for said in here)) == way
            for page in own
            for here in _runs([said for at, to, said in linked if at == page and to == target])
        ):
            yield finding(statement, f"does not lead to {statement.target}", name, self.book, piece)
        wrong = self._wrong_number(statement.parts[0], own, target, turned=is_turned(self.book, piece))
        if wrong:
            message = f"{name}: {NAMES['F025']} of {piece.slug}, “{statement.parts[0]}”, {wrong}"
            yield Finding("F025", message, self.book.manifest.at("layout"), piece=piece.slug)

    def _opens(self, slug: str, anchor: str, target: int) -> bool:
        """Whether the page on which a piece or a row is said to stand has its title, as far as it can be read."""
        title = self.book.piece(anchor.removeprefix("row-") if anchor else slug).title
        page = self.extracted[target]
        if normalize(title) in normalize(page):
            return True
        return bool(RIGHT_TO_LEFT_LETTERS.search(title + page)) and has_words(title, page)

    def _wrong_number(self, way: str, own: Sequence[int], target: int, *, turned: bool) -> str:
        """What is wrong with the number printed behind the words of a way; empty if it is the label of the target.

        The label is that which the file gives to the page, and the number printed at the head or foot of that page.
        """
        label = self.links.labels[target] or self.pagination.labels[target]
        if turned:  # a PDF has the number before these words or behind them
            shown = any(label in re.findall(LABEL, self.extracted[page]) for page in own)
            return "" if shown else f"does not say page {label}"
        before = rf"\W*{_spaced(words(self.book.language)['page'])}?\W*"
        printed = re.compile(rf"{_spaced(way)}{before}\b({LABEL})\b")
        found = [match[1] for page in own for match in printed.finditer(self.extracted[page])]
        if label not in found:
            return f"says page {found[0]}, and it is page {label}" if found else f"does not say page {label}"
        lines = [line.strip() for line in self.extracted[target].splitlines() if line.strip()]
        folios = {line for line in (*lines[:OUTER], *lines[-OUTER:]) if re.fullmatch(LABEL, line)}
        if self.pagination.folios[target] and folios and label not in folios:
            return f"says page {label}, and the page bears {', '.join(sorted(folios))}"
        return ""


def _spaced(text: str) -> str:
    """A pattern for a text as a PDF may have it, with line ends anywhere."""
    return f"(?:{SPACED.join(map(re.escape, normalize(text)))})"


def _runs(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Each text, and each with the next few: a link that goes on over a line has an area for each line."""
    for start in range(len(texts)):
        yield from (texts[start:end] for end in range(start + 1, min(start + 4, len(texts)) + 1))
