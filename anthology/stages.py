"""The order of the stages: manifest, book, editions, reading back, publishing."""

from __future__ import annotations

import datetime
import hashlib
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

from anthology.book.assemble import assemble
from anthology.book.locate import located
from anthology.book.model import Book, excerpt
from anthology.book.unread import refusal, without_consequences
from anthology.core.build_day import build_day
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.errors import AnthologyError, BookError, LimitError, ManifestError, ReleaseError
from anthology.core.findings import Finding, Severity, sorted_findings, worst
from anthology.core.i18n import direction, words
from anthology.core.input_trace import InputTrace
from anthology.core.watchdog import report_step
from anthology.manifest import Edition, Manifest, load
from anthology.manifest.purposes import PURPOSES
from anthology.result import BuildOptions, BuildResult, OutputFile, Progress
from anthology.verify.book import check_book

if TYPE_CHECKING:
    from anthology.epub.build import PrintedPages
    from anthology.pdf.print_job import PdfResult
    from anthology.render.templates import Layout

LONGEST_STEM = 120  # letters

_log = logging.getLogger("anthology")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of an edition before it is written: what its name has after the book's, its bytes, its pages if any."""

    name: str
    data: bytes
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionResult:
    """The files of an edition before they are written, and the findings on them.

    `printed` is given for an edition whose pages an e-book may name as its own.
    """

    files: tuple[File, ...]
    findings: tuple[Finding, ...]
    printed: PrintedPages | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionContext:
    """What making an edition needs; `executor` returns the workers, which start at the first call."""

    book: Book
    layout: Layout
    executor: Callable[[], Executor]
    cache: Cache
    progress: Progress
    printed: PrintedPages | None = None


def read_book(
    path: Path,
    *,
    release: bool = False,
    today: datetime.date | None = None,
    trace: InputTrace | None = None,
    cache: Cache = NO_CACHE,
    sources: Mapping[str, bytes] = MappingProxyType({}),
) -> Book:
    """The book of a manifest, with every finding on it; ManifestError where the manifest cannot be used.

    SourceError where a text cannot be read, with the findings on all the others; LimitError where a file that belongs
    to it goes beyond a limit. What is read of its folder is noted in `trace`; what
    the cache knows of unchanged texts is not searched for again. `sources` are files of its folder that are in memory;
    `today` is the day of building where it is not that of SOURCE_DATE_EPOCH or the clock.
    """
    manifest, findings = load(path, trace=trace, sources=sources)
    if manifest is None:
        raise (LimitError if _is_beyond(findings) else ManifestError)(*findings)
    day = today or build_day()
    book = assemble(manifest, dict(words(manifest.language)), day=day, release=release, cache=cache)
    book = check_book(book, findings)
    if book.unread:
        raise refusal(book.unread, without_consequences(book.findings, book.unread))
    if _is_beyond(book.findings):
        raise LimitError(*book.findings)
    return book


def _is_beyond(findings: Sequence[Finding]) -> bool:
    """Whether one of the findings is of a limit."""
    return any(finding.code == "X002" for finding in findings)


def make(path: Path, options: BuildOptions, progress: Progress, trace: InputTrace) -> BuildResult:
    """Make the editions of a manifest, in memory; what is read of the book's folder is noted in `trace`.

    Raises ManifestError, SourceError, LayoutError or SettingError where work cannot go on, BookError where the book or
    a finished file has an error.
    """
    from anthology.export.sidecars import sidecar_files
    from anthology.render.templates import chosen_layout

    book = read_book(
        path,
        release=options.release,
        today=options.today,
        trace=trace,
        cache=options.cache,
        sources=options.sources,
    )
    if options.release and worst(book.findings) is Severity.ERROR:
        raise ReleaseError(*book.findings)
    _stop_at_errors(book.findings)
    with ExitStack() as stack:
        shared = options.workers
        made = _make_all(
            EditionContext(
                book=book,
                layout=chosen_layout(book.manifest)[0],
                executor=(lambda: shared) if shared else lazy_executor(stack, options.executor),
                cache=options.cache,
                progress=progress,
            ),
            options,
        )
    found = (finding for each in made.values() for finding in each.findings)
    findings = sorted_findings((*book.findings, *found))
    _stop_at_errors(findings)
    stem = slug(book.manifest.title)
    editions = [(name, file) for name, each in made.items() for file in each.files]
    stems = {name: _stem(book.manifest, name) for name in made}
    message, gaps = _onix(book, editions, stems)
    sidecars = dict(sidecar_files(book, stem)) | ({f"{stem}-onix.xml": message} if message else {})
    files = (
        *(_output(name, f"{stems[name]}-{file.name}", file.data, file.pages) for name, file in editions),
        *(_output("", name, data) for name, data in sidecars.items()),
    )
    return BuildResult(files=files, findings=sorted_findings((*findings, *gaps)))


def _make_all(context: EditionContext, options: BuildOptions) -> dict[str, EditionResult]:
    from anthology.pdf.cover.editions import discreet_book

    made: dict[str, EditionResult] = {}
    book = context.book
    for name, edition in _asked_for(book.manifest, options):
        context.progress(name, 0, 0)
        report_step(f"making the edition {name}", longer=len(book.pieces))
        edition_book = discreet_book(book, edition.discreet) if edition.discreet else book
        try:
            edited = EDITIONS[edition.format](name, edition, replace(context, book=edition_book))
        except AnthologyError as error:
            raise type(error)(*located(error.findings, book, name)) from error
        made[name] = replace(edited, findings=located(edited.findings, book, name))
        _log.info("made the edition %s: %d files", name, len(made[name].files))
        context = replace(context, printed=context.printed or made[name].printed)
    return made


def _onix(book: Book, files: Sequence[tuple[str, File]], stems: Mapping[str, str]) -> tuple[bytes, tuple[Finding, ...]]:
    """The book's ONIX message, and what a shop will miss in it; nothing where no edition is one that shops sell."""
    from anthology.export import Output, entry_of, onix_gaps, onix_message
    from anthology.export.onix_codes import onix_tables

    outputs = [
        Output(edition=name, name=f"{stems[name]}-{file.name}", data=file.data, pages=file.pages)
        for name, file in files
    ]
    entry = entry_of(book, outputs)
    if not any(file.form in onix_tables().forms for file in entry.files):
        return b"", ()
    sender = book.manifest.publisher or book.editors_in_words("en")
    return onix_message([entry], sender, book.manifest.date.isoformat()), onix_gaps(entry)


def _asked_for(manifest: Manifest, options: BuildOptions) -> Iterator[tuple[str, Edition]]:
    unknown = [name for name in options.editions if name not in manifest.editions]
    if unknown:
        at, hint = manifest.at("editions"), f"one of: {', '.join(manifest.editions)}"
        raise ManifestError(*(Finding("M018", f"there is no edition “{name}”", at, hint) for name in unknown))
    wanted = [(name, edition) for name, edition in manifest.editions.items() if name in (options.editions or (name,))]
    # The press first and e-books last: an e-book names the pages of the printed book.
    yield from sorted(wanted, key=lambda pair: (pair[1].format == "epub", pair[1].purpose != "press"))


def lazy_executor(stack: ExitStack, spec: str) -> Callable[[], Executor]:
    """A function that returns the same executor every time; it starts at the first call and ends with the stack."""
    lock, started = Lock(), list[Executor]()

    def start() -> Executor:
        from anthology.pdf.executors import executor

        with lock:
            if not started:
                started.append(stack.enter_context(executor(spec)))
            return started[0]

    return start


def _make_ebook(name: str, edition: Edition, context: EditionContext) -> EditionResult:
    from anthology.epub.build import make_epub
    from anthology.verify.known_words import layout_words
    from anthology.verify.page_text import check_ebook

    layout = replace(context.layout, embeds=edition.fonts == "embed")
    made = make_epub(context.book, layout, context.printed, context.cache)
    texts = context.printed.texts if context.printed else ()
    return EditionResult(
        files=(File(name=f"{name}.epub", data=made.data),),
        findings=(*made.findings, *check_ebook(made.data, context.book, made.mark_checks, texts, layout_words(layout))),
    )


def _make_pdf(name: str, edition: Edition, context: EditionContext) -> EditionResult:
    from anthology.epub.build import PrintedPages, edition_identifier
    from anthology.pdf.cover.editions import print_cover

    if not PURPOSES[edition.purpose].is_whole_book:
        return _make_handouts(name, edition, context)
    printed, texts, findings = _print(name, edition, context.book, context)
    source = edition_identifier(context.book.manifest.identifier, name)
    files = [File(name=f"{name}.pdf", data=printed.data, pages=len(printed.pagination.pages))]
    if PURPOSES[edition.purpose].checks == "press":
        cover = print_cover(name, edition, context.book, context.layout, len(printed.pagination.pages), context.cache)
        files += [File(name=f"{name}-cover.pdf", data=cover.data, pages=1)] if cover.data else []
        findings = (*findings, *cover.findings)
    return EditionResult(
        files=tuple(files),
        findings=findings,
        printed=PrintedPages(source=source, pagination=printed.pagination, texts=texts),
    )


def _make_handouts(name: str, edition: Edition, context: EditionContext) -> EditionResult:
    """A file for each selected essay, or one for all of them, and the same as a booklet where that is asked for."""
    from anthology.pdf.imposition import SHEETS, booklet
    from anthology.verify.care_print import check_booklet

    chosen = edition.select or tuple(entry.id for entry in context.book.manifest.essays)
    parts = {f"{name}/{each}": (each,) for each in chosen} if edition.each else {name: chosen}
    files: list[File] = []
    findings: list[Finding] = []
    for stem, slugs in parts.items():
        printed, _, found = _print(name, edition, excerpt(context.book, slugs), context)
        files.append(File(name=f"{stem}.pdf", data=printed.data, pages=len(printed.pagination.pages)))
        findings.extend(found)
        if edition.booklet:
            half = edition.model_copy(update={"paper": HALVES[edition.booklet.sheet]})
            printed, _, found = _print(name, half, excerpt(context.book, slugs), context)
            findings.extend(found)
            folded = booklet(
                printed.data,
                sheet=SHEETS[edition.booklet.sheet],
                signature=edition.booklet.signature,
                direction=direction(context.book.language),
            )
            findings.extend(check_booklet(folded, printed.data, name, context.book, printed.pagination))
            files.append(File(name=f"{stem}-booklet.pdf", data=folded))
    return EditionResult(files=tuple(files), findings=tuple(findings))


# Half of a sheet of paper: the page of a booklet, set at its own size so that the type need not be made smaller.
HALVES = {"a4": "a5", "letter": "half-letter"}


def _print(
    name: str, edition: Edition, book: Book, context: EditionContext
) -> tuple[PdfResult, tuple[str, ...], tuple[Finding, ...]]:
    """A book printed for an edition, the text of its pages as read back, and all findings."""
    from anthology.pdf.build import print_book
    from anthology.pdf.print_job import PrintJob
    from anthology.verify.added_styles import check_sheets
    from anthology.verify.added_words import check_printed
    from anthology.verify.addresses import hyphenated_addresses
    from anthology.verify.cache import cached_pages, cached_print_check, cached_sight
    from anthology.verify.care_print import check_care
    from anthology.verify.known_words import layout_words
    from anthology.verify.missing_words import missing_findings, unseen_findings
    from anthology.verify.page_text import own_pages, page_texts

    job = PrintJob(
        name=name,
        edition=edition,
        book=book,
        layout=context.layout,
        executor=context.executor(),
        cache=context.cache,
        progress=lambda done, total: context.progress(name, done, total),
    )
    printed = print_book(job)
    extracted, pagination = cached_pages(printed.data, context.cache, job.document), printed.pagination
    words, labels = printed.layout.settings.words, layout_words(printed.layout)
    texts = page_texts(extracted, book, pagination, context.cache, job.document, words)
    found = list(cached_print_check(texts, book, pagination, context.cache, job.document))
    shown, read = own_pages(texts, pagination), own_pages(extracted, pagination)
    found += check_printed(shown, read, printed.markup, book, labels, pagination.label)
    found += () if context.layout.files.is_own else check_sheets(context.layout)
    found += hyphenated_addresses(extracted, printed.markup.values(), name, pagination)
    found += check_care(printed.data, extracted, texts, name, book, pagination, context.cache)
    if context.layout.files.is_own:
        found += unseen_findings(cached_sight(printed.data, context.cache), name, book, pagination)
        found += missing_findings(extracted, name, book, printed.layout, pagination)
    return printed, texts, (*printed.findings, *found)


# Format to the stage that makes its files.
EDITIONS: Mapping[str, Callable[[str, Edition, EditionContext], EditionResult]] = {
    "epub": _make_ebook,
    "pdf": _make_pdf,
}


def _stop_at_errors(findings: tuple[Finding, ...]) -> None:
    if worst(findings) is Severity.ERROR:
        raise BookError(*findings)


def _output(edition: str, name: str, data: bytes, pages: int = 0) -> OutputFile:
    digest = hashlib.sha256(data).hexdigest()
    return OutputFile(edition=edition, name=name, sha256=digest, size=len(data), pages=pages, data=data)


def output_names(manifest: Manifest) -> tuple[str, ...]:
    """The names with which the files of a book's editions begin, each once."""
    return tuple(dict.fromkeys([slug(manifest.title), *(_stem(manifest, name) for name in manifest.editions)]))


def _stem(manifest: Manifest, edition: str) -> str:
    return slug(manifest.editions[edition].discreet or manifest.title)


def slug(title: str) -> str:
    """A title as the stem of a file name: ASCII letters and figures with hyphens between, “book” if none is left.

    It is cut at a word so that names stay far from the 255 bytes that a file system gives them.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    whole = "-".join(re.findall(r"[a-z0-9]+", plain)) or "book"
    return whole if len(whole) <= LONGEST_STEM else whole[:LONGEST_STEM].rpartition("-")[0] or whole[:LONGEST_STEM]
