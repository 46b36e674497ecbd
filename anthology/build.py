"""The order of the stages: manifest, book, editions, reading back, publishing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from anthology.assemble import assemble
from anthology.book import Book
from anthology.checks.book_checks import check_book
from anthology.checks.readback import check_ebook, check_print, page_texts
from anthology.ebook import PrintedPages, ebook, edition_identifier
from anthology.errors import BookError, LimitError, ManifestError, OutputError, ReleaseError
from anthology.findings import Finding, Severity, in_order, worst
from anthology.layout import Layout, layout, words
from anthology.manifest import Edition, Manifest, load
from anthology.publish import publish
from anthology.records import records
from anthology.store import Cache

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks of a build: which editions (all if none is named), where, and with what workers."""

    editions: tuple[str, ...] = ()
    folder: Path = Path("build")
    executor: str = "inline"
    store: Cache | None = None
    release: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A file that was made: its edition, its path, its digest, its size in bytes and, for print, its pages."""

    edition: str
    path: Path
    sha256: str
    size: int
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build made, editions and the records beside them, and what it found."""

    artefacts: tuple[Artefact, ...]
    records: tuple[Path, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition before it is written: its bytes, its pages where it has any, and what reading it back found.

    `printed` is given for an edition whose pages an e-book may name as its own.
    """

    data: bytes
    pages: int
    findings: tuple[Finding, ...]
    printed: PrintedPages | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What the making of any edition needs."""

    book: Book
    layout: Layout
    executor: Callable[[], AbstractContextManager[Executor]]
    store: Cache | None
    progress: Progress
    printed: PrintedPages | None = None


def read_book(path: Path, *, release: bool = False) -> Book:
    """The book of a manifest, with every finding on it; ManifestError where the manifest cannot be used."""
    manifest, findings = load(path)
    if manifest is None:
        is_limit = any(finding.code == "X002" for finding in findings)
        raise (LimitError if is_limit else ManifestError)(*findings)
    book = assemble(manifest, dict(words(manifest.language)), release=release)
    return check_book(book, findings)


def build(path: Path, wishes: Wishes, progress: Progress) -> Report:
    """Make the editions of a manifest and write them into the wished folder, all of them or none.

    Raises ManifestError, SourceError, LayoutError or SettingError where work cannot go on, BookError where the book or
    a finished file has an error, OutputError where the files cannot be written.
    """
    book = read_book(path, release=wishes.release)
    if wishes.release and worst(book.findings) is Severity.ERROR:
        rows = ((row.permission.work, row.status, row.reason, row.next_step) for row in book.apparatus.pending)
        raise ReleaseError(*book.findings, rows=tuple(rows))
    _stop_at_errors(book.findings)
    shop = Shop(
        book=book, layout=layout(), executor=lambda: _executor(wishes.executor), store=wishes.store, progress=progress
    )
    made: dict[str, Made] = {}
    names: dict[str, str] = {}
    for name, edition in _wished(book.manifest, wishes):
        suffix, make = EDITIONS[edition.format]
        progress(f"{name}: {suffix.upper()}", 0, 0)
        made[name] = make(name, edition, shop)
        shop = replace(shop, printed=shop.printed or made[name].printed)
        names[name] = f"{slug(book.manifest.title)}-{name}.{suffix}"
    findings = in_order((*book.findings, *(finding for each in made.values() for finding in each.findings)))
    _stop_at_errors(findings)
    files = {names[name]: each.data for name, each in made.items()}
    paths = publish(files | dict(records(book, slug(book.manifest.title))), wishes.folder)
    artefacts = tuple(_artefact(name, path, made[name]) for name, path in zip(made, paths, strict=False))
    return Report(artefacts=artefacts, records=paths[len(made) :], findings=findings)


def _wished(manifest: Manifest, wishes: Wishes) -> Iterator[tuple[str, Edition]]:
    unknown = [name for name in wishes.editions if name not in manifest.editions]
    if unknown:
        at, hint = manifest.at("editions"), f"one of: {', '.join(manifest.editions)}"
        raise ManifestError(*(Finding("M018", f"there is no edition “{name}”", at, hint) for name in unknown))
    wanted = [(name, edition) for name, edition in manifest.editions.items() if name in (wishes.editions or (name,))]
    yield from sorted(wanted, key=lambda pair: pair[1].format == "epub")  # e-books last: they name printed pages


def _executor(spec: str) -> AbstractContextManager[Executor]:
    from anthology.workers import executor

    return executor(spec)


def _make_ebook(name: str, edition: Edition, shop: Shop) -> Made:
    del name, edition
    made = ebook(shop.book, shop.layout, shop.printed)
    texts = shop.printed.texts if shop.printed else ()
    return Made(
        data=made.data,
        pages=0,
        findings=(*made.findings, *check_ebook(made.data, shop.book, made.proofs, texts)),
    )


def _make_print(name: str, edition: Edition, shop: Shop) -> Made:
    from anthology.printing import Order, print_book

    with shop.executor() as executor:
        order = Order(
            name=name,
            edition=edition,
            book=shop.book,
            layout=shop.layout,
            executor=executor,
            store=shop.store,
            progress=lambda done, total: shop.progress("setting", done, total),
        )
        printed = print_book(order)
    texts = page_texts(printed.data, shop.book, printed.pagination)
    return Made(
        data=printed.data,
        pages=len(printed.pagination.pages),
        findings=(*printed.findings, *check_print(texts, shop.book, printed.pagination)),
        printed=PrintedPages(
            source=edition_identifier(shop.book.manifest.identifier, name),
            pagination=printed.pagination,
            texts=texts,
        ),
    )


# Format to the ending of its files and the stage that makes it.
EDITIONS: Mapping[str, tuple[str, Callable[[str, Edition, Shop], Made]]] = {
    "epub": ("epub", _make_ebook),
    "pdf": ("pdf", _make_print),
}


def _stop_at_errors(findings: tuple[Finding, ...]) -> None:
    if worst(findings) is Severity.ERROR:
        raise BookError(*findings)


def _artefact(edition: str, path: Path, made: Made) -> Artefact:
    digest = hashlib.sha256(made.data).hexdigest()
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise OutputError(Finding("O003", f"{path} does not hold what was written"))
    return Artefact(edition=edition, path=path, sha256=digest, size=len(made.data), pages=made.pages)


def slug(title: str) -> str:
    """A title as the stem of a file name: ASCII letters and figures with hyphens between, “book” if none is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "book"
