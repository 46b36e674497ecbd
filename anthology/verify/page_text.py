"""Finished files read back: is every sentence of every essay in them, in order, word for word?"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from anthology.book.model import Book, Piece
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.findings import Finding
from anthology.core.i18n import translate
from anthology.core.normalize import normalize
from anthology.epub.page_list import MarkCheck, misplaced_marks
from anthology.epub.validate import check_opened, open_epub
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.inspect.pdfium import is_bound_on_the_right, open_pdf
from anthology.verify.added_styles import check_order, check_styles
from anthology.verify.added_words import check_pages
from anthology.verify.care_ebook import check_care
from anthology.verify.fidelity import missing_sentences

LINE_END = re.compile("[\r\n\ufffe\x02]+")  # pdfium writes U+FFFE or U+0002 for a hyphen at the end of a line
# A number, letter or Roman numeral, with the space that goes before the words of the item.
LIST_MARK = re.compile(r"(?:-?\d{1,4}|[a-zA-Z]{1,2}|[ivxlcdm]{1,15}|[IVXLCDM]{1,15})\. +")
HEAD_LINES = 4  # over so many lines a running head may run
XHTML = "{http://www.w3.org/1999/xhtml}"


def check_ebook(
    data: bytes,
    book: Book,
    mark_checks: Sequence[MarkCheck] = (),
    printed: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """What is wrong with a finished EPUB: its structure, its texts against those of the book, its page markers.

    `printed` are the texts of the printed pages, as page_texts gives them; `labels` the words that the layout adds.
    """
    opened = open_epub(data)
    if isinstance(opened, Finding):
        return (opened,)
    findings = [*check_opened(opened), *check_care(opened, book)]
    for contribution in book.contributions:
        page = opened.pages[f"EPUB/{contribution.slug}.xhtml"]
        findings.extend(missing_sentences(contribution.essay, page_words(page), "the EPUB"))
    for check in (check_pages(opened, book, labels), check_styles(opened, book), check_order(opened, book)):
        findings.extend(check)
    finished = {slug: opened.pages[f"EPUB/{slug}.xhtml"] for slug in {check.mark.slug for check in mark_checks}}
    return (*findings, *misplaced_marks(finished, mark_checks, printed))


def page_words(page: etree._Element) -> str:
    """The words of an XHTML page in reading order, without the numbers that call notes."""
    body = page.find(f"{XHTML}body")
    return " ".join(_words(body)) if body is not None else ""


def _words(element: etree._Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.get("role") == "doc-noteref":
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def page_texts(
    extracted: Sequence[str],
    book: Book,
    pagination: Pagination,
    cache: Cache = NO_CACHE,
    document: str = "",
    labels: Sequence[str] = (),
) -> tuple[str, ...]:
    """The text of each page of a finished PDF, of what a reader extracts from it, without running heads and folios.

    `document` is a name that the file has in every build; `labels` are words that the layout adds, as to margin boxes.
    """
    added = frozenset(map(normalize, labels))
    heads = {piece.slug: _running_heads(book, piece) for piece in book.pieces}
    opened = zip(pagination.pages, pagination.folios, strict=True)
    furniture = [
        added | (heads[page.slug] if page.slug and page.index else added) | ({normalize(folio)} if folio else added)
        for page, folio in opened
    ]
    inputs = {
        str(number): (text, sorted(beside))
        for number, (text, beside) in enumerate(zip(extracted, furniture, strict=True))
    }
    texts = cache.memo_each(
        "page words",
        document,
        inputs,
        lambda numbers: (without_furniture(extracted[int(each)], furniture[int(each)]) for each in numbers),
        str,
    )
    return tuple(texts.values())


def check_print(texts: Sequence[str], book: Book, pagination: Pagination) -> tuple[Finding, ...]:
    """The authors' sentences that the pages of a finished PDF lack, alter or have out of order."""
    own = own_pages(texts, pagination)
    found = (
        missing_sentences(contribution.essay, own[contribution.slug], "the PDF") for contribution in book.contributions
    )
    return tuple(finding for each in found for finding in each)


def own_pages(texts: Sequence[str], pagination: Pagination) -> Mapping[str, Sequence[str]]:
    """The texts of the pages of each piece, by its slug."""
    own: dict[str, list[str]] = defaultdict(list)
    for text, page in zip(texts, pagination.pages, strict=False):
        own[page.slug].append(text)
    return own


def pdf_pages(data: bytes, indices: Iterable[int] | None = None) -> tuple[str, ...]:
    """The text of each page of a PDF, as a reader extracts it, or of those with these indices."""
    with open_pdf(data) as document:
        if not is_bound_on_the_right(document):
            return _texts(document, indices)
    with open_pdf(_without_direction(data)) as document:
        return _texts(document, indices)


def _texts(document: Any, indices: Iterable[int] | None) -> tuple[str, ...]:
    wanted = range(len(document)) if indices is None else indices
    return tuple(_page_text(document, index) for index in wanted)


def _without_direction(data: bytes) -> bytes:
    """The same document without the word that it is bound on the right.

    With it PDFium takes all lines for such as run from right to left, and turns the words of English ones round.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.Root.ViewerPreferences.Direction
        made = io.BytesIO()
        pdf.save(made)
        return made.getvalue()


def _page_text(document: Any, index: int) -> str:
    """The text of one page, which is closed again: of a long book the open ones would be hundreds of megabytes."""
    page = document[index]
    words = page.get_textpage()
    try:
        return str(words.get_text_range())
    finally:
        words.close()
        page.close()


def _running_heads(book: Book, piece: Piece) -> frozenset[str]:
    """What may stand at the head of a page of a piece, unless it opens on that page."""
    heads = (book.outer_title, piece.running_head, piece.signature or translate("unsigned", book.language))
    return frozenset(normalize(words) for words in heads if words)


def without_furniture(text: str, furniture: frozenset[str]) -> str:
    """A page's text without list marks and without the lines at its two ends that are folio or running head.

    WeasyPrint 70 paints the marks of lists after the text of a page and before its notes; each is then a line of its
    own. A long running head takes several lines.
    """
    lines = [line for line in LINE_END.split(text) if not LIST_MARK.fullmatch(line)]
    while count := _furniture_lines(lines, furniture):
        lines = lines[count:]
    while count := _furniture_lines(lines[::-1], furniture):
        lines = lines[:-count]
    return "\n".join(lines)


def _furniture_lines(lines: Sequence[str], furniture: frozenset[str]) -> int:
    """How many of the first lines, which may be in reverse, make one piece of furniture; 0 where they are text."""
    for count in range(1, min(HEAD_LINES, len(lines)) + 1):
        first = lines[:count]
        if _is_furniture("".join(first), furniture) or _is_furniture("".join(reversed(first)), furniture):
            return count
    return 0


def _is_furniture(line: str, furniture: frozenset[str]) -> bool:
    words = normalize(line)
    if not words or words in furniture:
        return True
    return any(words.startswith(part) and words.removeprefix(part) in furniture for part in furniture)
