"""A book as an EPUB: its pieces as pages, what it says of itself, and how one finds one's way in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from anthology.book.model import Book, Piece
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.document import Heading, plain
from anthology.core.findings import Finding
from anthology.core.i18n import direction, messages_language, words
from anthology.editorial.content_notes import keywords
from anthology.epub import Asset, Creator, Document, Meta, Navigation, Package, PageTarget, pack
from anthology.epub.accessibility import Evidence, accessibility_metadata
from anthology.epub.fonts import Embedded, embed
from anthology.epub.page_list import MarkCheck, mark_pages, page_marks
from anthology.manifest.roles import roles
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.cover.editions import EpubCover, epub_cover
from anthology.render.templates import Layout, Pages
from anthology.render.xhtml import Target

SUMMARY = "schema:accessibilitySummary"
STATEMENT = "accessibility-statement"  # the class of the place for it in a template
TARGETS: tuple[Target, Target] = ("ebook", "print")
CONTENTS = "contents"  # the piece that the navigation document stands for


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPages:
    """The printed edition whose pages an e-book names: its identifier, its pagination, the text of each page."""

    source: str
    pagination: Pagination
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubResult:
    """A finished EPUB, what must hold for its page markers, and what was found when it was made."""

    data: bytes
    mark_checks: tuple[MarkCheck, ...]
    findings: tuple[Finding, ...]


def edition_identifier(identifier: str, edition: str) -> str:
    """A URN of its own for one edition of a book (RFC 9562, section 5.5), the same at every build."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{identifier}#{edition}')}"


def make_epub(book: Book, layout: Layout, printed: PrintedPages | None = None, cache: Cache = NO_CACHE) -> EpubResult:
    """Make the EPUB of a book, with the pages of its printed edition if there is one, and the faces if it embeds them.

    Raises LayoutError for a page that is not well-formed. A printed page that has no place in the e-book is a finding
    E020, faces that cannot be in it are E022 and E023.
    """
    pieces = [piece for piece in book.pieces if piece.kind != CONTENTS]
    documents, mark_checks, findings = _documents(book, layout, printed, cache, pieces)
    styles, navigation = layout.stylesheet("ebook"), _navigation(book, _page_targets(mark_checks, printed))
    evidence = Evidence(
        pages=[etree.fromstring(document.xhtml) for document in documents],
        stylesheets=[styles],
        page_list=len(navigation.pages),
    )
    cover = epub_cover(book, layout, cache)
    claims = accessibility_metadata(evidence, _certifier(book), book.language)
    package = _package(book, claims, printed, cover)
    pages = [_with_statement(document, dict(claims)[SUMMARY]) for document in documents]
    faces = _embedded(layout, styles, pages, navigation) if layout.embeds else Embedded()
    pages = _with_faces_named(pages, book, layout.naming(faces.families), printed, cache) if faces.files else pages
    if faces.files:
        package = replace(package, metas=(*package.metas, Meta(property="ibooks:specified-fonts", value="true")))
    sheet = Asset(name="book.css", media_type="text/css", data=(faces.rules + styles).encode())
    shown = (Asset(name=each.name, media_type=each.media_type, data=each.data) for each in book.pictures())
    data = pack(package, (_cover_page(book, cover), *pages), (sheet, *faces.files, *shown), navigation)
    return EpubResult(data=data, mark_checks=mark_checks, findings=(*findings, *cover.findings, *faces.findings))


def _navigation(book: Book, pages: tuple[PageTarget, ...]) -> Navigation:
    terms = words(book.language)
    return Navigation(
        title=terms["contents"],
        landmarks_title=terms["landmarks"],
        pages_title=terms["pages"],
        byline="{}",
        lang=messages_language(book.language),
        stylesheets=("book.css",),
        before=_after_contents(book),
        pages=pages,
    )


def _embedded(layout: Layout, styles: str, documents: Sequence[Document], navigation: Navigation) -> Embedded:
    """The faces for the pages, and for the navigation document, whose words are not on them alone."""
    lines = [navigation.title, navigation.landmarks_title, navigation.pages_title]
    lines += [text for page in documents for text in (page.title, page.byline, page.part)]
    lines += [page.folio for page in navigation.pages]
    return embed(layout.faces, styles, [etree.fromstring(page.xhtml) for page in documents], "".join(lines))


def _certifier(book: Book) -> str:
    given = book.manifest.accessibility
    return str(given.certified_by) if given else ""


def _with_statement(document: Document, summary: str) -> Document:
    """The page with the statement on accessibility where its template has kept a place for it."""
    if STATEMENT.encode() not in document.xhtml:
        return document
    tree = etree.fromstring(document.xhtml)
    for place in tree.iter("{http://www.w3.org/1999/xhtml}p"):
        if STATEMENT in str(place.get("class", "")).split():
            place[-1].tail = f" {summary}"
    xhtml = etree.tostring(tree, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    return replace(document, xhtml=xhtml)


def _with_faces_named(
    documents: Sequence[Document], book: Book, layout: Layout, printed: PrintedPages | None, cache: Cache
) -> list[Document]:
    """The pages with a colophon that names the typefaces that the e-book holds, as the layout has them now."""
    pieces = [piece for piece in book.pieces if piece.kind == "colophon"]
    anew = {document.slug: document for document in _documents(book, layout, printed, cache, pieces)[0]}
    return [anew.get(document.slug, document) for document in documents]


def _documents(
    book: Book, layout: Layout, printed: PrintedPages | None, cache: Cache, pieces: Sequence[Piece]
) -> tuple[tuple[Document, ...], tuple[MarkCheck, ...], tuple[Finding, ...]]:
    """The pages of these pieces in the e-book, with the printed pages marked in them."""
    ebook_pages, print_pages = (Pages(layout, book, target, cache) for target in TARGETS)
    pages = {piece.slug: ebook_pages.page(piece).encode() for piece in pieces}
    if printed is None:
        return tuple(_document(piece, book, pages[piece.slug]) for piece in pieces), (), ()
    pagination = printed.pagination
    labels = {target: pagination.labels[page] for target, page in (pagination.first | pagination.anchors).items()}
    marks = page_marks(pagination)
    marked = [
        mark_pages(
            pages[piece.slug],
            print_pages.page(piece, labels).encode(),
            [mark for mark in marks if mark.slug == piece.slug],
        )
        for piece in pieces
    ]
    return (
        tuple(_document(piece, book, each.xhtml) for piece, each in zip(pieces, marked, strict=True)),
        tuple(check for each in marked for check in each.mark_checks),
        tuple(finding for each in marked for finding in each.findings),
    )


def _page_targets(mark_checks: Sequence[MarkCheck], printed: PrintedPages | None) -> tuple[PageTarget, ...]:
    """Where each printed page begins, in the order of the pages; that of the contents is the navigation document."""
    marks = [check.mark for check in mark_checks]
    targets = {mark.page: PageTarget(folio=mark.label, slug=mark.slug, id=mark.id) for mark in marks}
    for mark in page_marks(printed.pagination) if printed else ():
        if mark.slug == CONTENTS:
            listed = mark.block.removeprefix(f"{CONTENTS}-")
            entry = "" if listed == "title" else f"{listed}.xhtml"
            targets[mark.page] = PageTarget(folio=mark.label, slug="nav", id=mark.id, entry=entry)
    return tuple(targets[page] for page in sorted(targets))


def _document(piece: Piece, book: Book, xhtml: bytes) -> Document:
    rule = piece.rule
    return Document(
        slug=piece.slug,
        title=piece.title,
        lang=piece.lang,
        xhtml=xhtml,
        matter=rule.matter,
        byline=_byline(piece, book),
        epub_type=rule.epub_type,
        landmark=rule.landmark or _start(piece, book),
        listed=rule.listed,
        part=piece.part,
        headings=() if book.editorial.has_themes(piece.slug) else tuple(_headings(piece)),
    )


def _cover_page(book: Book, cover: EpubCover) -> Document:
    """The page that shows the cover: the picture alone, as Kobo wants it."""
    return Document(
        slug="cover",
        title=words(book.language)["cover"],
        lang=messages_language(book.language),
        xhtml=cover.page.encode(),
        matter="front",
        epub_type="cover",
        landmark="cover",
        listed=False,
    )


def _byline(piece: Piece, book: Book) -> str:
    """What follows an essay's title in the table of contents: who wrote it, or that nobody signed it."""
    return piece.signed.listed(book.language) if piece.kind == "essay" or piece.bylines else ""


def _start(piece: Piece, book: Book) -> str:
    """The landmark of the first piece of the body, where reading begins."""
    first = next((candidate for candidate in book.pieces if candidate.rule.matter == "body"), None)
    return "bodymatter" if piece is first else ""


def _headings(piece: Piece) -> Iterator[tuple[int, str, str]]:
    for block in piece.blocks:
        if isinstance(block, Heading):
            yield block.level, block.id, plain(block.content)


def _after_contents(book: Book) -> str:
    """The piece before which the navigation document stands: the one after the contents, or the first."""
    following = book.after(CONTENTS) if book.has(CONTENTS) else book.pieces[0]
    return following.slug if following else ""


def _package(
    book: Book, claims: tuple[tuple[str, str], ...], printed: PrintedPages | None, cover: EpubCover
) -> Package:
    manifest = book.manifest
    return Package(
        title=book.outer_title,
        subtitle="" if book.discreet else manifest.subtitle,
        language=manifest.language,
        identifier=edition_identifier(manifest.identifier, book.discreet) if book.discreet else manifest.identifier,
        date=manifest.date.isoformat(),
        creators=tuple(
            Creator(
                name=person.name,
                role=roles()[role].marc,
                file_as=person.sort_as,
                scripts=tuple(person.scripts.items()),
            )
            for role, person in book.credits()
        ),
        publisher=manifest.publisher,
        description="" if book.discreet else manifest.description,
        subjects=() if book.discreet else manifest.subjects,
        rights=" ".join(filter(None, [book.editorial.proof, manifest.rights.notice if manifest.rights else ""])),
        metas=(
            Meta(property="schema:additionalType", value="http://schema.org/Collection"),
            Meta(property="pageBreakSource", value=printed.source if printed else "none"),
            *([Meta(property="schema:creativeWorkStatus", value="Proof")] if book.editorial.proof else []),
            *_series_metas(book),
            *_essay_metas(book),
        ),
        accessibility=claims,
        cover=Asset(name="cover.jpg", media_type="image/jpeg", data=cover.picture),
        direction=direction(manifest.language),
    )


def _series_metas(book: Book) -> Iterator[Meta]:
    """The series that the book belongs to (EPUB 3.3, section 5.5.4.2); a discreet edition does not tell it."""
    series = book.manifest.series
    if series and not book.discreet:
        yield Meta(property="belongs-to-collection", value=series.name, id="series")
        yield Meta(property="collection-type", value="series", refines="series")
        if series.number:
            yield Meta(property="group-position", value=series.number, refines="series")


def _essay_metas(book: Book) -> Iterator[Meta]:
    """What the package says of each essay for machines: who did what for it, and the keywords of its content note.

    Content notes are keywords (schema.org) and never accessibility hazards, which are about flashing, motion and sound.
    """
    for contribution in () if book.discreet else book.contributions:
        item = f"page-{contribution.slug}"
        for credit in contribution.entry.credits:
            yield Meta(property=f"schema:{roles()[credit.role].property}", value=credit.name, refines=item)
        for keyword in keywords(book.editorial.assessments[contribution.slug], book.editorial.vocabulary):
            yield Meta(property="schema:keywords", value=keyword, refines=item)
