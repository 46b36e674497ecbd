"""The content of the preview: a book's e-book pages, printed pages, content notes, findings and line records."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock

from anthology.book.model import Book, Contribution
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.document import plain_block, walk
from anthology.core.errors import AnthologyError
from anthology.core.excerpts import excerpt_lines, with_excerpts
from anthology.core.finding_codes import explanation
from anthology.core.findings import Finding, sorted_findings
from anthology.core.limits import limit
from anthology.core.watchdog import report_step
from anthology.epub.build import CONTENTS
from anthology.manifest import Edition
from anthology.manifest.purposes import PURPOSES
from anthology.pdf.build import print_book
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.pdf.print_job import PrintJob
from anthology.render.templates import Layout, chosen_layout
from anthology.stages import read_book

DPI_STEPS = (48, 72, 96, 144, 192)  # resolutions at which a page can be asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The printed pages of an edition: the bytes of its PDF and their digest, for each page its folio and its piece."""

    edition: str
    data: bytes = b""
    digest: str = ""
    labels: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The last book that could be read, as e-book pages, files and tables, and what is wrong with the newest.

    `number` counts all changes, `reading` those of the e-book; `error` holds the findings because of which the newest
    book cannot be shown.
    """

    number: int = 0
    reading: int = 0
    title: str = ""
    language: str = "en"
    direction: str = "ltr"
    pieces: tuple[Mapping[str, str], ...] = ()
    files: Mapping[str, tuple[str, bytes]] | None = None
    notes: tuple[Mapping[str, object], ...] = ()
    ledgers: tuple[Mapping[str, object], ...] = ()
    findings: tuple[Mapping[str, object], ...] = ()
    error: tuple[Mapping[str, object], ...] = ()
    pages: Pages | None = None


class Session:
    """Reads a book on request, and keeps the last one that could be read. Its methods are thread-safe."""

    def __init__(self, manifest: Path, executor: Callable[[], Executor], cache: Cache = NO_CACHE) -> None:
        self._manifest = manifest
        self._executor = executor
        self._cache = cache
        self._lock = Lock()
        self._book: Book | None = None
        self.shown = Snapshot()

    def read(self) -> Book | None:
        """Read the book and show its e-book pages; None, and the error is shown, if it cannot be read."""
        with self._lock:
            report_step("reading the book", usual=limit("seconds"))
            try:
                book = read_book(self._manifest, cache=self._cache)
                layout = chosen_layout(book.manifest)[0]
                self.shown = _with_book(self.shown, book, layout, self._manifest.parent)
            except Exception as error:  # whatever it is, the next save must be read
                self._fail(error)
                return None
            finally:
                report_step("showing the preview", usual=0)
            self._book = book
            return book

    def set_pages(self) -> None:
        """Typeset the edition that goes to print of the book that was read last, and show its pages.

        The findings are not shown if another book was read meanwhile.
        """
        book = self._book
        chosen = _printed_edition(book) if book else None
        if book is None or chosen is None:
            return
        name, edition = chosen
        try:
            printed = print_book(
                PrintJob(
                    name=name,
                    edition=edition,
                    book=book,
                    layout=chosen_layout(book.manifest)[0],
                    executor=self._executor(),
                    cache=self._cache,
                )
            )
        except Exception as error:
            with self._lock:
                if book is self._book:
                    self._fail(error)
            return
        pagination = printed.pagination
        pages = Pages(
            edition=name,
            data=printed.data,
            digest=sha256(printed.data).hexdigest()[:16],
            labels=tuple(pagination.labels),
            pieces=tuple(page.slug for page in pagination.pages),
        )
        with self._lock:
            findings = sorted_findings((*book.findings, *printed.findings))
            self.shown = replace(
                self.shown,
                number=self.shown.number + 1,
                pages=pages,
                findings=tuple(_finding_rows(findings, self._manifest.parent, _sources(book)))
                if book is self._book
                else self.shown.findings,
            )

    def _fail(self, error: Exception) -> None:
        fault = Finding("X004", f"a fault of the builder, not of your book: {type(error).__name__}: {error}")
        findings = sorted_findings(error.findings) if isinstance(error, AnthologyError) else (fault,)
        rows = tuple(_finding_rows(findings, self._manifest.parent, {}))
        self.shown = replace(self.shown, number=self.shown.number + 1, error=rows)


def _printed_edition(book: Book) -> tuple[str, Edition] | None:
    """The edition whose pages are shown: the first whose purpose stands first in the table of purposes."""
    purposes = [name for name, purpose in PURPOSES.items() if purpose.is_whole_book]
    found = [
        (name, edition)
        for name, edition in book.manifest.editions.items()
        if edition.format == "pdf" and edition.purpose in purposes
    ]
    return min(found, key=lambda each: purposes.index(each[1].purpose), default=None)


def _with_book(shown: Snapshot, book: Book, layout: Layout, folder: Path) -> Snapshot:
    pieces = [piece for piece in book.pieces if piece.kind != CONTENTS]
    pages = {f"{piece.slug}.xhtml": layout.page(piece, book, "ebook").encode() for piece in pieces}
    files = {name: ("application/xhtml+xml", data) for name, data in pages.items()}
    files["book.css"] = ("text/css", layout.stylesheet("ebook").encode())
    files |= {picture.name: (picture.media_type, picture.data) for picture in book.pictures()}
    return replace(
        shown,
        number=shown.number + 1,
        reading=shown.reading + 1,
        title=book.manifest.title,
        language=book.language,
        pieces=tuple({"slug": piece.slug, "kind": piece.kind, "title": piece.title} for piece in pieces),
        files=files,
        notes=tuple(_note_row(each, book) for each in book.contributions),
        ledgers=tuple(map(_ledger, book.contributions)),
        findings=tuple(_finding_rows(sorted_findings(book.findings), folder, _sources(book))),
        error=(),
    )


def _note_row(contribution: Contribution, book: Book) -> Mapping[str, object]:
    """An essay's row of the table of content notes: declared, suggested and waived themes."""
    assessment = book.editorial.assessments[contribution.slug]
    themes = book.editorial.vocabulary.themes
    suggested = [each.message for each in book.findings if each.code[0] == "N" and each.piece == contribution.slug]
    return {
        "slug": contribution.slug,
        "title": contribution.title,
        "state": assessment.state,
        "sentence": book.editorial.note(contribution.slug),
        "declared": [
            {"theme": themes[note.theme].label if note.theme in themes else note.theme, "level": note.level}
            for note in assessment.notes
        ],
        "waived": [{"theme": each.theme, "because": each.because} for each in assessment.waived],
        "suggested": suggested,
    }


def _ledger(contribution: Contribution) -> Mapping[str, object]:
    """How each line of an essay's source was treated, with its words in the book."""
    essay = contribution.essay
    results = {block.id: plain_block(block) for block in walk(essay.blocks)}
    return {
        "slug": contribution.slug,
        "title": contribution.title,
        "source": essay.origin.path,
        "lines": [
            {
                "number": line.number,
                "text": line.text.strip(),
                "fate": line.disposition,
                "rule": line.rule,
                "reason": line.reason,
                "place": line.place,
                "result": results.get(line.place, line.expected) if line.disposition == "kept" else line.expected,
            }
            for line in essay.ledger
        ],
        "changes": [{"number": each.number, "before": each.before, "after": each.after} for each in essay.changes],
    }


def _sources(book: Book) -> Mapping[str, Mapping[int, str]]:
    """The lines of each essay's source by their numbers, by its path in the book's folder."""
    return {
        each.essay.origin.path: {line.number: line.text for line in each.essay.ledger} for each in book.contributions
    }


def _finding_rows(
    findings: tuple[Finding, ...], folder: Path, sources: Mapping[str, Mapping[int, str]]
) -> list[Mapping[str, object]]:
    """Findings as rows of the page: with the source line, the remedy and the explanation."""
    return [
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "place": str(finding.at) if finding.at else "",
            "message": finding.message,
            "hint": finding.remedy,
            "lines": list(lines or _line_of(finding, sources)),
            "story": "\n".join(explanation(finding.code)),
        }
        for finding, lines in with_excerpts(findings, folder, every=True)
    ]


def _line_of(finding: Finding, sources: Mapping[str, Mapping[int, str]]) -> tuple[str, ...]:
    at = finding.at
    lines = sources.get(at.path.as_posix(), {}) if at else {}
    return excerpt_lines(lines[at.line], at) if at and at.line in lines else ()


@functools.lru_cache(maxsize=256)
def render_page(data: bytes, index: int, dpi: int) -> bytes:
    """A page of a PDF as a PNG at so many dots to the inch; IndexError where there is no such page."""
    import io

    with open_pdf(data) as document:
        if not 0 <= index < len(document):
            raise IndexError(index)
        page = document[index]
        page.set_cropbox(*page.get_trimbox())  # as it lies in the bound book, without bleed and marks
        picture = page.render(scale=dpi / 72).to_pil().convert("L")
        page.close()
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
