"""A finished PDF that was read back before: its findings and what its pages paint, from the cache."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from anthology.core.cache import Cache
from anthology.core.findings import Finding
from anthology.pdf.inspect.content_stream import Content, read_content
from anthology.pdf.inspect.facts import PdfFacts, read_pdf
from anthology.pdf.inspect.page_digests import by_number, page_digests
from anthology.pdf.preflight.check import check_facts
from anthology.pdf.preflight.common import Expected
from anthology.pdf.preflight.safety import check_safety


def cached_findings(data: bytes, expected: Expected, cache: Cache, document: str) -> tuple[Finding, ...]:
    """What is wrong with a finished PDF, from the cache if the same bytes have been checked for the same before.

    `document` is a name that the file has in every build. SourceError D010 for a PDF that is damaged.
    """
    return cache.memo(
        "verdict",
        (sha256(data).hexdigest(), expected),
        lambda: (*check_facts(cached_facts(data, cache, document), expected), *check_safety(data, expected)),
        tuple[Finding, ...],
    )


def cached_facts(data: bytes, cache: Cache, document: str) -> PdfFacts:
    """A finished PDF read back; what its pages paint from the cache where the document had the same page before."""

    def contents(pdf: Any) -> Iterator[Content]:
        if cache.folder is None:
            yield from map(read_content, pdf.pages)
            return
        pages, digests = list(pdf.pages), page_digests(pdf)
        cache.keep("page digests", sha256(data).hexdigest(), digests, tuple[str, ...])
        yield from cache.memo_each(
            "page content",
            document,
            by_number(digests),
            lambda numbers: (read_content(pages[int(number)]) for number in numbers),
            Content,
        ).values()

    return read_pdf(data, contents)
