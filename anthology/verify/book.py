"""Checks over a book before anything is made of it: a table of functions that give findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from anthology.book.model import Book, Piece
from anthology.core.document import Block, Link, inlines_of, plain
from anthology.core.errors import AnthologyError, LayoutError
from anthology.core.findings import Finding, Location, sorted_findings, suggest
from anthology.core.i18n import message_languages, primary
from anthology.core.watchdog import report_step
from anthology.css.lint import hiding_markup
from anthology.manifest import read_file
from anthology.pdf.cover.picture import look_at
from anthology.render.templates import Layout, chosen_layout

PER_SECOND = 20  # pieces for which looking may take one more second


def check_links(book: Book) -> Iterator[Finding]:
    """Links inside the book lead to a piece that is there, or to an essay that was left out on purpose."""
    slugs = {piece.slug for piece in book.pieces}
    for piece, block, link in _links(book):
        target = link.target.removeprefix("book:").partition("#")[0]
        if not link.target.startswith("book:") or target in slugs:
            continue
        if target in book.manifest.omitted:
            words = " ".join(plain(link.content).split())
            message = f"“{words}” links to “{target}”, which this book leaves out: the words are printed alone"
            yield Finding("L004", message, block.at, piece=piece.slug)
        else:
            hint = suggest(f"book:{target}", sorted(f"book:{slug}" for slug in slugs))
            message = f"a link leads to “{target}”, which the book does not have"
            yield Finding("L003", message, block.at, hint, piece.slug)


def _links(book: Book) -> Iterator[tuple[Piece, Block, Link]]:
    for piece in book.pieces:
        headnote = piece.contribution.headnote if piece.contribution else ()
        for block in (*piece.blocks, *headnote):
            yield from ((piece, block, inline) for inline in inlines_of((block,)) if isinstance(inline, Link))


def check_language(book: Book) -> Iterator[Finding]:
    """The builder has words of its own in the book's language, and patterns in that of each essay (else L005, L006).

    The patterns that come with the builder are English; a vocabulary of the book's own may bring others.
    """
    known, ours = message_languages(), primary(book.language)
    if ours not in known:
        hint = f"known are {', '.join(known)}; a file for {ours} beside them would add it"
        message = f"the builder has no words of its own in “{book.language}”"
        yield Finding("L005", message, book.manifest.at("language"), hint)
    for index, contribution in enumerate(book.contributions):
        language = contribution.essay.lang
        if primary(language) != "en" and not book.manifest.vocabulary:
            message = f"no theme is suggested for {contribution.slug}: its text is in “{language}”"
            yield Finding("L006", message, book.manifest.at("essays", index), piece=contribution.slug)


def check_layout(book: Book) -> Iterator[Finding]:
    """The layout that the manifest names is there, its files can be read, and it hides nothing of the book."""
    chosen, findings = chosen_layout(book.manifest)
    yield from findings
    if chosen.files.is_own and any(edition.format == "epub" for edition in book.manifest.editions.values()):
        yield from dict.fromkeys(_hidden_by_templates(book, chosen))


def _hidden_by_templates(book: Book, layout: Layout) -> Iterator[Finding]:
    """F005 for markup that hides words in an e-book, and what of it no page may have (L015 to L019).

    A template that cannot be filled in is passed over here: it stops the build.
    """
    report_step("looking for words that the templates hide", longer=len(book.pieces) // PER_SECOND)
    for piece in book.pieces:
        template = next(file.path for file in layout.files.templates if file.name == f"{piece.kind}.xhtml.j2")
        try:
            hiding = list(hiding_markup(layout.page(piece, book, "ebook")))
        except LayoutError as error:
            yield from (finding for finding in error.findings if finding.code != "L001")
            continue
        for what in hiding:
            yield Finding("F005", f"{what} may hide words of the book", Location(template), "show them, or take it out")


def check_cover(book: Book) -> Iterator[Finding]:
    """The picture that the book brings for the cover of an e-book can be used, and is opened as it is for that."""
    manifest = book.manifest
    is_shown = any(edition.format == "epub" and not edition.discreet for edition in manifest.editions.values())
    if manifest.cover and manifest.cover.image and is_shown:
        at = manifest.at("cover", "image")
        try:
            look_at(read_file(manifest, manifest.cover.image, "picture-bytes", at), at)
        except AnthologyError as error:
            yield from error.findings


# Every check of a book.
CHECKS: tuple[Callable[[Book], Iterable[Finding]], ...] = (check_links, check_language, check_layout, check_cover)


def check_book(book: Book, findings: Iterable[Finding]) -> Book:
    """The book with all its findings: those given, its own, and those of every check."""
    found = (finding for check in CHECKS for finding in check(book))
    return replace(book, findings=sorted_findings((*findings, *book.findings, *found)))
