"""A book as a PDF: every piece set, paginated and bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from anthology.book import Book, Piece
from anthology.findings import Finding
from anthology.layout import Layout
from anthology.manifest import Length
from anthology.press.bind import bind
from anthology.press.metadata import DocumentMetadata
from anthology.press.paginate import Pagination, Placement
from anthology.press.settle import set_pieces
from anthology.store import Cache
from anthology.typeset import Job, Side, probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A bound PDF, its pagination, and what was found on the way."""

    data: bytes
    pagination: Pagination
    findings: tuple[Finding, ...]


def print_book(
    book: Book,
    layout: Layout,
    *,
    trim: tuple[Length, Length],
    executor: Executor,
    store: Cache | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Printed:
    """The PDF of a book at a trim size; raises LayoutError, SettingError or MissingError."""
    sheets = (layout.stylesheet("print"), f"@page {{ size: {trim[0]} {trim[1]} }}")
    pieces = {piece.slug: piece for piece in book.pieces}

    def make_job(slug: str, labels: Mapping[str, str], side: Side) -> Job:
        return Job(slug=slug, xhtml=layout.page(pieces[slug], book, "print", labels), stylesheets=sheets, side=side)

    placements = tuple(_placement(piece) for piece in book.pieces)
    set_book = set_pieces(make_job, placements, executor, store=store, progress=progress)
    folios = probe(sheets, tuple(sorted({piece.rule.page for piece in book.pieces})))
    bound = bind(set_book.galleys, set_book.pagination, folios, _metadata(book))
    galley_findings = (finding for galley in set_book.galleys for finding in galley.findings)
    return Printed(
        data=bound.data,
        pagination=set_book.pagination,
        findings=(*set_book.findings, *galley_findings, *folios.findings, *bound.findings),
    )


def _placement(piece: Piece) -> Placement:
    return Placement(slug=piece.slug, opens=piece.rule.opens, folio_style=piece.rule.folio_style)


def _metadata(book: Book) -> DocumentMetadata:
    manifest = book.manifest
    return DocumentMetadata(
        title=": ".join(filter(None, [manifest.title, manifest.subtitle])),
        authors=tuple(person.name for person in manifest.editors),
        subject=" ".join(filter(None, [book.apparatus.proof, manifest.description])),
        keywords=manifest.subjects,
        language=manifest.language,
        date=manifest.date.isoformat(),
        identifier=manifest.identifier,
    )
