"""The inside of a book for a printer: black ink, no links, boxes, page count and gutter as the printer asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from anthology.book.model import Book
from anthology.core.document import plain_block
from anthology.core.errors import ManifestError
from anthology.core.files import FolderError
from anthology.core.findings import Finding, Severity, worst
from anthology.core.i18n import direction
from anthology.core.units import INCH, MM
from anthology.pdf.assemble.merge import merge
from anthology.pdf.icc import Profile, given_profile, shipped_profile
from anthology.pdf.pdfx import PressOptions, make_press_file, with_blanks
from anthology.pdf.preflight.cached import cached_findings
from anthology.pdf.preflight.common import Expected
from anthology.pdf.print_job import PdfResult, PrintJob, TypesetBook, typeset_book
from anthology.pdf.printers import Printer, check_trim, gutter, printer_table, round_pages, spine_width

T = TypeVar("T")

BLACK = "device-cmyk(0 0 0 1)"  # WeasyPrint leaves `#000` in RGB, which a press prints in four inks
GUTTER_ROUNDS = 5
LETTERS_ON_A_LEAF = 4400  # of the printed book, both sides
LARGEST_PROFILE = 8_000_000  # bytes


def print_for_press(job: PrintJob) -> PdfResult:
    """Make the inside of a book as a printer takes it: black ink, no links, boxes, page count and gutter as it asks.

    ManifestError where trim, bleed or marks do not fit the printer.
    """
    edition, printer = job.edition, printer_table().printers[job.edition.printer]
    bleed = printer.bleed if edition.bleed is None else edition.bleed.points
    problems = tuple(_check_edition(job, printer, bleed))
    if worst(problems) is Severity.ERROR:
        raise ManifestError(*problems)
    profile, profile_findings = _profile(job)
    black_job = replace(job, layout=replace(job.layout, ink=BLACK))

    def typeset_with(inside: float) -> tuple[TypesetBook, int]:
        typeset = typeset_book(black_job, inside)
        pages = typeset.pieces.pagination.pages
        return typeset, round_pages(printer, len(pages), last_is_blank=not pages[-1].slug)

    least, guess = job.layout.settings.margins.inside, guess_pages(job.book)
    typeset, pages, gutter_findings = fit_gutter(typeset_with, lambda count: max(least, gutter(printer, count)), guess)
    pagination = with_blanks(typeset.pieces.pagination, pages)
    merged = merge(typeset.pieces.galleys, pagination, typeset.folios, job.metadata)
    options = PressOptions(
        bleed=bleed,
        bleeds_at_spine=printer.bleeds_at_spine,
        has_spine_on_right=direction(job.book.language) == "rtl",
        has_marks=edition.marks == "yes",
        standard=edition.standard,
        profile=profile,
    )
    data = make_press_file(merged.data, options, job.metadata)
    expected = Expected(
        kind="press",
        trim=job.page_size,
        bleed=bleed,
        printer=printer,
        has_spine_on_right=options.has_spine_on_right,
    )
    findings = (*problems, *profile_findings, *typeset.findings, *merged.findings, *gutter_findings)
    checked = cached_findings(data, expected, job.cache, job.document)
    return PdfResult(
        data=data,
        pagination=pagination,
        findings=(*findings, *_spine_findings(job, printer, pages), *checked),
        markup=typeset.markup,
        layout=typeset.layout,
    )


def fit_gutter(
    typeset_with: Callable[[float], tuple[T, int]],
    needed: Callable[[int], float],
    guess: int,
    rounds: int = GUTTER_ROUNDS,
) -> tuple[T, int, tuple[Finding, ...]]:
    """Typeset with the inside margin that a guessed page count needs, and again while the real count needs more.

    A margin never becomes narrower again, as a book whose page count is near a step of the printer's table could
    oscillate between two margins. A margin that is still too narrow after that many rounds is a finding D005.
    """
    inside = needed(guess)
    for _ in range(rounds):
        typeset, pages = typeset_with(inside)
        wanted = needed(pages)
        if wanted <= inside:
            return typeset, pages, ()
        inside = wanted
    message = f"{pages} pages ask for {wanted / INCH:.3g} in at the spine, which changes their number again"
    return typeset, pages, (Finding("D005", message),)


def guess_pages(book: Book) -> int:
    """Guess how many pages a book will have from its letters alone.

    Each piece takes whole leaves; the back matter has about a page on each essay.
    """
    letters = (sum(len(plain_block(block)) for block in piece.blocks) for piece in book.pieces)
    return sum(2 * (1 + count // LETTERS_ON_A_LEAF) for count in letters) + len(book.contributions)


def _check_edition(job: PrintJob, printer: Printer, bleed: float) -> Iterator[Finding]:
    """Findings on keys of the edition that do not fit its printer."""
    manifest, route = job.book.manifest, ("editions", job.name)
    for finding in check_trim(printer, job.page_size, job.layout.settings.margins, bleed):
        yield replace(finding, at=manifest.at(*route, "bleed" if finding.code == "D002" else "trim"))
    if job.edition.marks == "yes" and "marks" in printer.forbidden:
        yield Finding("D004", f"{printer.title} refuses crop marks", manifest.at(*route, "marks"), "write marks: no")


def _profile(job: PrintJob) -> tuple[Profile | None, tuple[Finding, ...]]:
    """The press's profile: the book's own, or else the one that comes with the builder."""
    name, manifest = job.edition.profile, job.book.manifest
    if name:
        at = manifest.at("editions", job.name, "profile")
        try:
            data = manifest.folder.read(name, LARGEST_PROFILE)
        except FolderError as error:
            return None, (Finding("D006", f"{name}: {error.message}", at, error.hint),)
        return given_profile(data, name, at)
    profile = shipped_profile()
    hint = "name an ICC file of the book's folder in `profile`"
    return profile, () if profile else (Finding("D006", "no profile of a press is there", hint=hint),)


def _spine_findings(job: PrintJob, printer: Printer, pages: int) -> Iterator[Finding]:
    """A note on the width of the spine, where the printer publishes its formula."""
    width = spine_width(printer, pages, job.edition.stock)
    if width is not None:
        message = f"{job.name}: {pages} pages on {job.edition.stock} paper make a spine of {width / MM:.1f} mm"
        yield Finding("D007", message)
