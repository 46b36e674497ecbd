"""A PDF edition to be printed, and its book typeset piece by piece with the style sheets of its purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from anthology.book.model import Book
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.findings import Finding
from anthology.core.i18n import direction
from anthology.core.limits import limit, limit_error
from anthology.core.units import INCH, MM
from anthology.manifest.editions import Edition
from anthology.manifest.purposes import PURPOSES, Purpose
from anthology.pdf.assemble.folios import find_folios
from anthology.pdf.assemble.paginate import Pagination, Placement
from anthology.pdf.assemble.resolve_pages import TypesetPieces, typeset_again, typeset_pieces
from anthology.pdf.engine.model import Face, Folios, Job, Side
from anthology.pdf.fonts.files import font_licence
from anthology.pdf.metadata import DocumentMetadata
from anthology.pdf.rasterize import page_pictures
from anthology.render.templates import Layout, Pages

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfResult:
    """A finished PDF, its pagination, and all findings of its making and of its preflight.

    `markup` is what was typeset, by the slugs of the pieces: of its structure a file for the press tells nothing.
    `layout` is that of the job, whose colophon names the typefaces that the file holds.
    """

    data: bytes
    pagination: Pagination
    findings: tuple[Finding, ...]
    markup: Mapping[str, str]
    layout: Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """An edition to be printed: its name and its keys, the book, the layout, and the executor that does the work."""

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

    @property
    def purpose(self) -> Purpose:
        """What the edition is for."""
        return PURPOSES[self.edition.purpose]

    @property
    def page_size(self) -> tuple[float, float]:
        """Width and height of a page in points."""
        width, height = self.edition.trim
        return PAPERS[self.edition.paper] if self.purpose.size == "paper" else (width.points, height.points)

    @property
    def metadata(self) -> DocumentMetadata:
        """What the file says of itself; of a discreet edition nothing that names its subject.

        A handout of one essay bears the essay's title, and then the book's.
        """
        manifest, is_open = self.book.manifest, not self.book.discreet
        title = ": ".join(filter(None, [self.book.outer_title, manifest.subtitle if is_open else ""]))
        is_one = self.book.is_excerpt and len(self.book.contributions) == 1 and is_open
        subject = [self.book.editorial.proof, manifest.description if is_open else ""]
        return DocumentMetadata(
            title=f"{self.book.contributions[0].title} – {title}" if is_one else title,
            authors=tuple(person.name for person in manifest.editors),
            subject=" ".join(filter(None, subject)),
            keywords=manifest.subjects if is_open else (),
            language=manifest.language,
            date=manifest.date.isoformat(),
            identifier=manifest.identifier,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesetBook:
    """The pieces of a book typeset and paginated, the look of its page numbers, and the layout that they were set in.

    `markup` is what was typeset, by the slugs of the pieces. `other_findings` are those on the pictures and on the
    faces that the colophon names.
    """

    pieces: TypesetPieces
    folios: Folios
    markup: Mapping[str, str]
    layout: Layout
    other_findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> Iterator[Finding]:
        """All findings of typesetting."""
        yield from self.other_findings
        yield from self.pieces.findings
        for galley in self.pieces.galleys:
            yield from galley.findings
        yield from self.folios.findings


def typeset_book(job: PrintJob, inside: float | None = None) -> TypesetBook:
    """Typeset the book of a job; `inside` is the margin at the spine in points, else the layout's.

    LimitError for a book of more pages than the limit `pages` allows.
    """
    book, sheets, purpose = job.book, _style_sheets(job, inside), job.purpose
    is_tagged = purpose.checks == "screen"
    pieces = {piece.slug: piece for piece in book.pieces}
    pages = Pages(job.layout, book, "print", job.cache)
    markup: dict[str, str] = {}
    pictures, findings = page_pictures(book.pictures(), sheets, job.cache, grey=not is_tagged)

    def make_job(slug: str, labels: Mapping[str, str], side: Side) -> Job:
        markup[slug] = pages.page(pieces[slug], labels)
        return Job(
            slug=slug,
            xhtml=markup[slug],
            stylesheets=sheets,
            assets=tuple((each.name, pictures[each.name]) for each in book.pictures_of(pieces[slug])),
            side=side,
            tagged=is_tagged,
            whole=book.manifest.keep_whole,
        )

    placements = tuple(
        Placement(
            slug=piece.slug,
            opens=purpose.opens or piece.rule.opens,
            folio_style=purpose.folio_style or piece.rule.folio_style,
        )
        for piece in book.pieces
    )
    typeset = typeset_pieces(make_job, placements, job.executor, cache=job.cache, progress=job.progress)
    count = len(typeset.pagination.pages)
    if count > limit("pages"):
        raise limit_error("pages", f"{job.name}: {count:,} pages", hint="divide the book into volumes", needed=count)
    folios = find_folios(typeset.galleys, sheets, cache=job.cache)
    faces = (*folios.faces, *(face for galley in typeset.galleys for face in galley.faces))
    families = frozenset(filter(None, map(_family, faces)))
    layout = job.layout.naming(families)
    colophon = next((piece for piece in book.pieces if piece.kind == "colophon"), None)
    if colophon is not None and layout is not job.layout:
        pages = Pages(layout, book, "print", job.cache)
        typeset = typeset_again(typeset, colophon.slug, make_job, placements, job.executor, job.cache)
    if colophon is not None and job.layout.settings.typefaces:
        findings = (*findings, *_unnamed(families, layout, job))
    return TypesetBook(pieces=typeset, folios=folios, markup=markup, layout=layout, other_findings=findings)


def _family(face: Face) -> str:
    """The family of a face that a font file brings; a font of the machine is a finding of its own (T007)."""
    licence = font_licence(face.source.removeprefix("font/")) if face.source.startswith("font/") else None
    return licence.family if licence else ""


def _unnamed(families: frozenset[str], layout: Layout, job: PrintJob) -> Iterator[Finding]:
    """A finding for each family in the file that its colophon, which names typefaces, does not name."""
    named = {each.partition(" (")[0] for each in layout.settings.typefaces}
    for family in sorted(families - named):
        message = f"{job.name}: the colophon does not name {family}, in which a part of the book is set"
        yield Finding("D077", message, job.book.manifest.at("layout"))


def _style_sheets(job: PrintJob, inside: float | None) -> tuple[str, ...]:
    """The layout's style sheet for the job's purpose, the size of a page, and the margins if the edition has a trim.

    The spine is on the right of a left page: its margin changes sides, and grows with a thick book.
    """
    sheets = [job.layout.stylesheet("print", *job.purpose.sheets)]
    if job.purpose.size == "paper":
        sheets.append("@page {{ size: {:g}pt {:g}pt }}".format(*job.page_size))
    else:
        margins = job.layout.settings.margins
        inside = margins.inside if inside is None else inside
        outer = f"margin-top: {margins.top:g}pt; margin-bottom: {margins.bottom:g}pt"
        sheets.append("@page {{ size: {} {} }}".format(*job.edition.trim))
        sheets.append(
            f"@page :left {{ {outer}; margin-left: {margins.outside:g}pt; margin-right: {inside:g}pt }}\n"
            f"@page :right {{ {outer}; margin-left: {inside:g}pt; margin-right: {margins.outside:g}pt }}"
        )
    return tuple(map(_mirrored, sheets) if direction(job.book.language) == "rtl" else sheets)


def _mirrored(sheet: str) -> str:
    """A style sheet for a book that is bound on the right: left and right exchanged in its rules for pages."""
    return PAGE_RULE.sub(lambda rule: PAGE_SIDE.sub(lambda side: side[1] + OTHER_SIDE[side[2]], rule[0]), sheet)
