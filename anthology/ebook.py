"""A book as an EPUB: its pieces as pages, what it says of itself, and how one finds one's way in it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from anthology.accessibility import Evidence, accessibility_metadata
from anthology.book import Book, Piece
from anthology.epub import Asset, Creator, Document, Meta, Navigation, Package, pack
from anthology.layout import Layout, words
from anthology.notes import keywords
from anthology.text import Heading, plain

CONTENTS = "contents"  # the piece that the navigation document stands for


def ebook(book: Book, layout: Layout) -> bytes:
    """The EPUB of a book; raises LayoutError for a page that is not well-formed."""
    terms = words(book.language)
    documents = tuple(_document(piece, book, layout) for piece in book.pieces if piece.kind != CONTENTS)
    sheet = Asset(name="book.css", media_type="text/css", data=layout.stylesheet("ebook").encode())
    navigation = Navigation(
        title=terms["contents"],
        landmarks_title=terms["landmarks"],
        pages_title=terms["pages"],
        byline="{}",
        stylesheets=("book.css",),
        before=_after_contents(book),
    )
    evidence = Evidence(
        pages=[etree.fromstring(document.xhtml) for document in documents], stylesheets=[sheet.data.decode()]
    )
    return pack(_package(book, evidence), documents, (sheet,), navigation)


def _document(piece: Piece, book: Book, layout: Layout) -> Document:
    rule = piece.rule
    return Document(
        slug=piece.slug,
        title=piece.title,
        xhtml=layout.page(piece, book, "ebook").encode(),
        matter=rule.matter,
        byline=_byline(piece, book),
        epub_type=rule.epub_type,
        landmark=rule.landmark or _start(piece, book),
        listed=rule.listed,
        part=piece.part,
        headings=tuple(_headings(piece)),
    )


def _byline(piece: Piece, book: Book) -> str:
    """What follows an essay's title in the table of contents: who wrote it, or that nobody signed it."""
    terms = words(book.language)
    if piece.kind != "essay":
        return ""
    return f"{terms['by']} {piece.byline}" if piece.byline else str(terms["unsigned"]).lower()


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


def _package(book: Book, evidence: Evidence) -> Package:
    manifest = book.manifest
    return Package(
        title=manifest.title,
        subtitle=manifest.subtitle,
        language=manifest.language,
        identifier=manifest.identifier,
        date=manifest.date.isoformat(),
        creators=(*_editors(book), *_authors(book)),
        publisher=manifest.publisher,
        description=manifest.description,
        subjects=manifest.subjects,
        rights=" ".join(filter(None, [book.apparatus.proof, manifest.rights.notice if manifest.rights else ""])),
        metas=tuple(_essay_metas(book)),
        accessibility=accessibility_metadata(evidence),
    )


def _essay_metas(book: Book) -> Iterator[Meta]:
    """What the package says of each essay for machines: its author and the keywords of its content note.

    Content notes are keywords (schema.org) and never accessibility hazards, which are about flashing, motion and sound.
    """
    for contribution in book.contributions:
        item = f"page-{contribution.slug}"
        if contribution.author:
            yield Meta(property="schema:author", value=contribution.author, refines=item)
        for keyword in keywords(book.apparatus.assessments[contribution.slug], book.apparatus.vocabulary):
            yield Meta(property="schema:keywords", value=keyword, refines=item)


def _editors(book: Book) -> Iterator[Creator]:
    for person in book.manifest.editors:
        yield Creator(name=person.name, role="edt", file_as=person.sort_as)


def _authors(book: Book) -> Iterator[Creator]:
    """Each author once, in the order of the essays; unsigned essays name nobody."""
    seen: set[str] = set()
    for contribution in book.contributions:
        author = contribution.entry.author
        if author and author.name not in seen:
            seen.add(author.name)
            yield Creator(name=author.name, role="aut", file_as=author.sort_as)
