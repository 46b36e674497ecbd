"""A book as a PDF, by what it is for: every piece set, paginated, bound, and read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TypeVar

from anthology.book.model import Book, FolioStyle, Opens
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.document import plain_block
from anthology.core.errors import ManifestError
from anthology.core.files import FolderError
from anthology.core.findings import Finding, Severity, worst
from anthology.core.i18n import direction
from anthology.core.limits import exceeded, limit
from anthology.core.units import INCH, MM, Margins
from anthology.manifest.schema import Edition
from anthology.pdf.assemble.folios import find_folios
from anthology.pdf.assemble.merge import bind
from anthology.pdf.assemble.paginate import Pagination, Placement
from anthology.pdf.assemble.resolve_pages import SetBook, set_pieces
from anthology.pdf.engine import Folios, Job, Side
from anthology.pdf.icc import Profile, given_profile, screen_profile, shipped_profile
from anthology.pdf.metadata import DocumentMetadata
from anthology.pdf.pdfx import Finish, finish, with_blanks
from anthology.pdf.preflight.cached import cached_facts, cached_findings
from anthology.pdf.preflight.check import check_facts, why_not
from anthology.pdf.preflight.common import Expected
from anthology.pdf.printers import Printer, check_trim, gutter, printer_table, round_pages, spine_width
from anthology.pdf.rasterize import page_pictures
from anthology.render.templates import Layout, Pages

T = TypeVar("T")

BLACK = "device-cmyk(0 0 0 1)"
# Office paper by its name, upright, in points (ISO 216; ANSI/ASME Y14.1).
PAPERS: Mapping[str, tuple[float, float]] = {
    "a4": (210 * MM, 297 * MM),
    "letter": (8.5 * INCH, 11 * INCH),
    "a5": (148 * MM, 210 * MM),
    "half-letter": (5.5 * INCH, 8.5 * INCH),
}
# A rule for pages with the margin boxes in it, and what in it names a side (CSS Paged Media 3, sections 4 and 5).
PAGE_RULE = re.compile(r"@page[^{]*\{(?:[^{}]|\{[^{}]*\})*\}")
PAGE_SIDE = re.compile(r"(margin-|@(?:top|bottom)-)(left|right)")
OTHER_SIDE = {"left": "right", "right": "left"}
CLAIMS_OF_TAGGED = ("PDF/UA-1", "PDF/A-2a")
GUTTER_ROUNDS = 5
LETTERS_ON_A_LEAF = 4400  # of the printed book, both sides
LARGEST_PROFILE = 8_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A finished PDF, its pagination, and what was found on the way."""

    data: bytes
    pagination: Pagination
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An edition to be printed: its name, its keys, the book and the look, and with what the work is done."""

    name: str
    edition: Edition
    book: Book
    layout: Layout
    executor: Executor
    cache: Cache = NO_CACHE
    progress: Callable[[int, int], None] | None = None

    @property
    def document(self) -> str:
        """A name for the file that it has in every build."""
        first = self.book.contributions[0].slug if self.book.contributions else ""
        return f"{self.book.manifest.identifier} {self.name} {self.edition.paper} {first}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """A book set in type with some style sheets, not yet bound."""

    book: SetBook
    folios: Folios
    said: tuple[Finding, ...] = ()

    @property
    def findings(self) -> Iterator[Finding]:
        yield from self.said
        yield from self.book.findings
        for galley in self.book.galleys:
            yield from galley.findings
        yield from self.folios.findings


def print_book(order: Order) -> Printed:
    """The PDF of an edition, as what it is for asks.

    Raises ManifestError where trim, bleed or marks do not fit the printer, LayoutError, SettingError or MissingError.
    """
    return PURPOSES[order.edition.purpose](order)


def print_for_screen(order: Order) -> Printed:
    """A tagged PDF with links and outline, which says that it is PDF/UA-1 and PDF/A-2a where that holds."""
    margins = order.layout.settings.margins
    sheets = (order.layout.stylesheet("print"), _page_size(order.edition), _spine_margin(margins, margins.inside))
    return _tagged(order, _set(order, sheets), _trim(order.edition))


def print_handout(order: Order) -> Printed:
    """An excerpt of a book on office paper, tagged, with its own numbers; pieces follow one another page by page."""
    size = PAPERS[order.edition.paper]
    sheets = (order.layout.stylesheet("print", "handout"), _sheet_size(size))
    return _tagged(order, _set(order, sheets, opens="next", folio_style="arabic"), size)


def print_large(order: Order) -> Printed:
    """The whole book in large print on office paper, tagged."""
    size = PAPERS[order.edition.paper]
    return _tagged(
        order, _set(order, (order.layout.stylesheet("print", "large"), _sheet_size(size)), opens="next"), size
    )


def _tagged(order: Order, made: _Set, size: tuple[float, float]) -> Printed:
    """The bound file with those claims that hold when it is read back."""
    profile, reasons = screen_profile(), dict[str, tuple[Finding, ...]]()
    for _ in range(2):
        claims = tuple(claim for claim in CLAIMS_OF_TAGGED if not reasons.get(claim))
        metadata = replace(_metadata(order.book), claims=claims)
        bound = bind(made.book.galleys, made.book.pagination, made.folios, metadata, profile=profile)
        facts = cached_facts(bound.data, order.cache, order.document)
        reasons = {claim: why_not(facts, claim) for claim in CLAIMS_OF_TAGGED}
        if not any(reasons[claim] for claim in claims):
            break
    notes = (
        Finding("D038", f"{order.name}: no claim to be {claim}: {reason.message}")
        for claim, found in reasons.items()
        for reason in found
    )
    checked = check_facts(facts, Expected(purpose="screen", trim=size))
    return Printed(
        data=bound.data,
        pagination=made.book.pagination,
        findings=(*made.findings, *bound.findings, *notes, *checked),
    )


def print_for_press(order: Order) -> Printed:
    """The inside of a book as a printer takes it: black ink, no links, boxes, page count and gutter as it asks."""
    edition, printer = order.edition, printer_table().printers[order.edition.printer]
    bleed = printer.bleed if edition.bleed is None else edition.bleed.points
    problems = tuple(_check_edition(order, printer, bleed))
    if worst(problems) is Severity.ERROR:
        raise ManifestError(*problems)
    profile, said = _profile(order)
    press = replace(order, layout=replace(order.layout, ink=BLACK))
    sheets = (order.layout.stylesheet("print", "press"), _page_size(edition))
    margins = order.layout.settings.margins

    def set_at(inside: float) -> tuple[_Set, int]:
        made = _set(press, (*sheets, _spine_margin(margins, inside)), tagged=False)
        pages = made.book.pagination.pages
        return made, round_pages(printer, len(pages), last_is_blank=not pages[-1].slug)

    guess = guess_pages(order.book)
    made, pages, unsettled = settle_gutter(set_at, lambda count: max(margins.inside, gutter(printer, count)), guess)
    pagination = with_blanks(made.book.pagination, pages)
    metadata = _metadata(order.book)
    bound = bind(made.book.galleys, pagination, made.folios, metadata)
    wish = Finish(
        bleed=bleed,
        bleeds_at_spine=printer.bleeds_at_spine,
        has_spine_on_right=direction(order.book.language) == "rtl",
        has_marks=edition.marks == "yes",
        standard=edition.standard,
        profile=profile,
    )
    data = finish(bound.data, wish, metadata)
    expected = Expected(
        purpose="press",
        trim=_trim(edition),
        bleed=bleed,
        printer=printer,
        has_spine_on_right=wish.has_spine_on_right,
    )
    findings = (*problems, *said, *made.findings, *bound.findings, *unsettled, *_spine(order, printer, pages))
    checked = cached_findings(data, expected, order.cache, order.document)
    return Printed(data=data, pagination=pagination, findings=(*findings, *checked))


# What a PDF may be for, and the stage that makes it.
PURPOSES: Mapping[str, Callable[[Order], Printed]] = {
    "press": print_for_press,
    "screen": print_for_screen,
    "handout": print_handout,
    "large-print": print_large,
}


def settle_gutter(
    set_at: Callable[[float], tuple[T, int]], needed: Callable[[int], float], guess: int, rounds: int = GUTTER_ROUNDS
) -> tuple[T, int, tuple[Finding, ...]]:
    """Set with the inside margin for a guessed number of pages, count them, and set again while they need a wider one.

    A margin never becomes narrower again: else a book at the edge of a step could go to and fro for ever. What is
    still too narrow after that many rounds is a finding.
    """
    inside = needed(guess)
    for _ in range(rounds):
        made, pages = set_at(inside)
        wanted = needed(pages)
        if wanted <= inside:
            return made, pages, ()
        inside = wanted
    message = f"{pages} pages ask for {wanted / INCH:.3g} in at the spine, which changes their number again"
    return made, pages, (Finding("D005", message),)


def guess_pages(book: Book) -> int:
    """How many pages a book will have, by its letters alone.

    Each piece takes whole leaves; the back matter has about a page on each essay.
    """
    letters = (sum(len(plain_block(block)) for block in piece.blocks) for piece in book.pieces)
    return sum(2 * (1 + count // LETTERS_ON_A_LEAF) for count in letters) + len(book.contributions)


def _set(
    order: Order,
    sheets: tuple[str, ...],
    *,
    tagged: bool = True,
    opens: Opens | None = None,
    folio_style: FolioStyle | None = None,
) -> _Set:
    """The book set with these style sheets; `opens` and `folio_style` hold for every piece instead of the house's."""
    if direction(order.book.language) == "rtl":
        sheets = tuple(map(mirrored, sheets))
    pieces = {piece.slug: piece for piece in order.book.pieces}
    pages = Pages(order.layout, order.book, "print", order.cache)
    pictures, said = page_pictures(order.book.pictures(), sheets, order.cache, grey=not tagged)

    def make_job(slug: str, labels: Mapping[str, str], side: Side) -> Job:
        piece = pieces[slug]
        xhtml = pages.page(piece, labels)
        assets = tuple((each.name, pictures[each.name]) for each in order.book.pictures_of(piece))
        whole = order.book.manifest.keep_whole
        return Job(slug=slug, xhtml=xhtml, stylesheets=sheets, assets=assets, side=side, tagged=tagged, whole=whole)

    placements = tuple(
        Placement(slug=piece.slug, opens=opens or piece.rule.opens, folio_style=folio_style or piece.rule.folio_style)
        for piece in order.book.pieces
    )
    set_book = set_pieces(make_job, placements, order.executor, cache=order.cache, progress=order.progress)
    count = len(set_book.pagination.pages)
    if count > limit("pages"):
        raise exceeded("pages", f"{order.name}: {count:,} pages", hint="divide the book into volumes")
    return _Set(book=set_book, folios=find_folios(set_book.galleys, sheets, cache=order.cache), said=said)


def _trim(edition: Edition) -> tuple[float, float]:
    return edition.trim[0].points, edition.trim[1].points


def _page_size(edition: Edition) -> str:
    return f"@page {{ size: {edition.trim[0]} {edition.trim[1]} }}"


def _sheet_size(size: tuple[float, float]) -> str:
    return f"@page {{ size: {size[0]:g}pt {size[1]:g}pt }}"


def _spine_margin(margins: Margins, inside: float) -> str:
    """The margins as CSS: the spine is on the right of a left page, and its margin grows with a thick book."""
    outer = f"margin-top: {margins.top:g}pt; margin-bottom: {margins.bottom:g}pt"
    return (
        f"@page :left {{ {outer}; margin-left: {margins.outside:g}pt; margin-right: {inside:g}pt }}\n"
        f"@page :right {{ {outer}; margin-left: {inside:g}pt; margin-right: {margins.outside:g}pt }}"
    )


def mirrored(sheet: str) -> str:
    """A style sheet for a book that is bound on the right: left and right changed over in its rules for pages."""
    return PAGE_RULE.sub(lambda rule: PAGE_SIDE.sub(lambda side: side[1] + OTHER_SIDE[side[2]], rule[0]), sheet)


def _check_edition(order: Order, printer: Printer, bleed: float) -> Iterator[Finding]:
    """What of an edition's keys does not fit its printer."""
    manifest, route = order.book.manifest, ("editions", order.name)
    for finding in check_trim(printer, _trim(order.edition), order.layout.settings.margins, bleed):
        yield replace(finding, at=manifest.at(*route, "bleed" if finding.code == "D002" else "trim"))
    if order.edition.marks == "yes" and "marks" in printer.forbidden:
        yield Finding("D004", f"{printer.title} refuses crop marks", manifest.at(*route, "marks"), "write marks: no")


def _profile(order: Order) -> tuple[Profile | None, tuple[Finding, ...]]:
    """The press's profile: the book's own, or else the one that comes with the builder."""
    name, manifest = order.edition.profile, order.book.manifest
    if name:
        at = manifest.at("editions", order.name, "profile")
        try:
            data = manifest.folder.read(name, LARGEST_PROFILE)
        except FolderError as error:
            return None, (Finding("D006", f"{name}: {error.message}", at, error.hint),)
        return given_profile(data, name, at)
    profile = shipped_profile()
    hint = "name an ICC file of the book's folder in `profile`"
    return profile, () if profile else (Finding("D006", "no profile of a press is there", hint=hint),)


def _spine(order: Order, printer: Printer, pages: int) -> Iterator[Finding]:
    """How wide the spine will be, where the printer's formula is known."""
    width = spine_width(printer, pages, order.edition.stock)
    if width is not None:
        message = f"{order.name}: {pages} pages on {order.edition.stock} paper make a spine of {width / MM:.1f} mm"
        yield Finding("D007", message)


def _metadata(book: Book) -> DocumentMetadata:
    manifest = book.manifest
    said = [book.apparatus.proof, "" if book.discreet else manifest.description]
    return DocumentMetadata(
        title=": ".join(filter(None, [book.outer_title, "" if book.discreet else manifest.subtitle])),
        authors=tuple(person.name for person in manifest.editors),
        subject=" ".join(filter(None, said)),
        keywords=() if book.discreet else manifest.subjects,
        language=manifest.language,
        date=manifest.date.isoformat(),
        identifier=manifest.identifier,
    )
