"""Words of a book that its finished pages do not show: a layout of the book's own may have done anything to them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

from anthology.book.model import Book, Piece
from anthology.core.findings import Finding
from anthology.core.watchdog import report_step
from anthology.core.yaml import quote
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.render.templates import Layout
from anthology.verify.page_text import own_pages
from anthology.verify.visibility import Unseen, Why, unseen_on

PER_SECOND = 20  # pages that may take one more second
UNPRINTED = ("head", "title", "script", "style")  # elements whose text is not of the page
WAYS: Mapping[Why, str] = {
    "outside": "lies outside of the page",
    "unseen": "does not stand out from what is around it, or is too small",
    "covered": "has other words on top of it",
}
HINT = "look at the page in the layout, with hiding, colours, places and sizes of a kind that a reader can follow"
TURNED = ("R", "AL")  # letters that PDFium may give in another order (Unicode Standard Annex 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The invisible words of a file, each with the index of its page."""

    pages: tuple[int, ...]
    words: tuple[Unseen, ...]


def look_at_pages(data: bytes) -> Unread:
    """The words of a finished PDF that are not seen on its pages."""
    pages: list[int] = []
    words: list[Unseen] = []
    with open_pdf(data) as document:
        report_step("looking for words that the pages do not show", longer=len(document) // PER_SECOND)
        for index in range(len(document)):
            found = unseen_on(document, index)
            pages += [index] * len(found)
            words += found
    return Unread(pages=tuple(pages), words=tuple(words))


def unseen_findings(unread: Unread, name: str, book: Book, pagination: Pagination) -> Iterator[Finding]:
    """F006 for words that are on the pages and are not seen: one for each piece and each reason."""
    groups: dict[tuple[str, Why], list[tuple[int, str]]] = {}
    for index, unseen in zip(unread.pages, unread.words, strict=True):
        slug = pagination.pages[index].slug if index < len(pagination.pages) else ""
        groups.setdefault((slug, unseen.why), []).append((index, unseen.words))
    for (slug, why), places in groups.items():
        index, words = places[0]
        more = f", and {len(places) - 1} more" if len(places) > 1 else ""
        where = f"{name}, page {index + 1}" + (f" ({slug})" if slug else "")
        yield Finding("F006", f"{where}: {quote(words)} {WAYS[why]}{more}", book.manifest.at("layout"), HINT, slug)


def missing_findings(
    texts: Sequence[str], name: str, book: Book, layout: Layout, pagination: Pagination
) -> Iterator[Finding]:
    """F006 for words of a piece that stand on none of its pages; `texts` are those of the pages as they are read."""
    own = own_pages(texts, pagination)
    for piece in book.pieces:
        report_step(f"looking for the words of {piece.slug} on its pages")
        missing = _missing(_printed_texts(layout.page(piece, book, "print")), own.get(piece.slug, ()))
        if missing:
            yield Finding("F006", _said(missing, name, piece), book.manifest.at("layout"), HINT, piece.slug)


def _printed_texts(page: str) -> Iterator[str]:
    """The words of an XHTML page, a text for each element: no style sheet for print hides any (F005)."""
    waiting = [ElementTree.fromstring(page)]
    while waiting:
        element = waiting.pop()
        if element.tag.rpartition("}")[2] not in UNPRINTED:
            yield " ".join(filter(None, [element.text, *(child.tail for child in element)]))
            waiting.extend(reversed(element))


def _said(missing: Sequence[str], name: str, piece: Piece) -> str:
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    return f"{name}: a word of {piece.slug}, {quote(missing[0])}, is on none of its pages{more}"


def _missing(words: Iterable[str], pages: Sequence[str]) -> list[str]:
    """The words that the pages have not, or not so often; a word may be cut where a page ends."""
    there = [letters(page) for page in pages]
    whole = "\n".join(there)
    wanted = Counter(token for text in words for token in tokens(text))
    return [
        token
        for token, count in wanted.items()
        if (found := whole.count(token)) < count and found + _cut(token, there) < count
    ]


def _cut(token: str, pages: Sequence[str]) -> int:
    """How often a word may stand with its beginning on one page and its end on the next."""
    ways = [(token[:at], token[at:]) for at in range(2, len(token) - 1)]
    return sum(any(start in here and end in after for start, end in ways) for here, after in pairwise(pages))


def tokens(text: str) -> Iterator[str]:
    """The words of a text as they can be looked for: letters and figures, without marks and capitals.

    Figures alone are left out, which may be numbers of pages, and words that run from right to left. Of scripts without
    spaces each letter is a word.
    """
    for word in text.split():
        token = letters(word)
        if token.isdigit() or any(unicodedata.bidirectional(sign) in TURNED for sign in token):
            continue
        if any(unicodedata.category(sign) == "Lo" for sign in token):
            yield from token
        elif token:
            yield token


def letters(text: str) -> str:
    """The letters and figures of a text, without marks and capitals (Unicode Standard Annex 15, NFKD)."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if sign.isalnum())
