"""The words of a finished PDF that was read back before, from the cache.

An unchanged file is known by the digest of its bytes. Of a changed one only those pages are read again of which
something visible or a word has changed: a page is known by its streams, fonts, pictures and boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from anthology.book.model import Book
from anthology.core.cache import Cache
from anthology.core.findings import Finding
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.inspect.page_digests import by_number, digests_of
from anthology.verify.fidelity import missing_sentences
from anthology.verify.missing_words import Unread, look_at_pages
from anthology.verify.page_text import own_pages, pdf_pages


def cached_pages(data: bytes, cache: Cache, document: str) -> tuple[str, ...]:
    """The text of each page of a PDF, from the cache where the document had that page before."""
    if cache.folder is None:
        return pdf_pages(data)
    digests = cache.memo("page digests", sha256(data).hexdigest(), lambda: digests_of(data), tuple[str, ...])
    texts = cache.memo_each(
        "page text", document, by_number(digests), lambda numbers: pdf_pages(data, map(int, numbers)), str
    )
    return tuple(texts.values())


def cached_print_check(
    texts: Sequence[str], book: Book, pagination: Pagination, cache: Cache, document: str
) -> tuple[Finding, ...]:
    """As `check_print`, from the cache for an essay of which neither text nor pages have other words than before."""
    # The words of an essay and its ledger are made of its source, of its entry in the manifest and the book's language.
    own, essays = own_pages(texts, pagination), {each.slug: each.essay for each in book.contributions}
    found = cache.memo_each(
        "missing words",
        document,
        {each.slug: (each.essay.origin, each.entry, book.language, own[each.slug]) for each in book.contributions},
        lambda slugs: (missing_sentences(essays[slug], own[slug], "the PDF") for slug in slugs),
        tuple[Finding, ...],
    )
    return tuple(finding for each in found.values() for finding in each)


def cached_sight(data: bytes, cache: Cache) -> Unread:
    """The words of a PDF that are not seen on its pages, from the cache if the same bytes were looked at before."""
    return cache.memo("unseen words", sha256(data).hexdigest(), lambda: look_at_pages(data), Unread)
