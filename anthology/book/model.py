"""The book: its pieces in reading order, which is the order of the spine and of the printed pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from anthology.book.accounts import Account, account
from anthology.book.images.collect import Picture
from anthology.citations.bibliography import Bibliography
from anthology.core.document import Blocks, Figure, Inlines
from anthology.core.essay import Essay
from anthology.core.findings import Finding
from anthology.core.i18n import join_names
from anthology.core.titles import plain_title, title_content
from anthology.editorial.material import EditorialMaterial
from anthology.manifest import EssayEntry, Manifest, Part
from anthology.manifest.bylines import NO_BYLINE, Byline
from anthology.manifest.choices import WRITTEN, BackKind, FrontKind, RoleName
from anthology.manifest.people import Credit, Named

Matter = Literal["front", "body", "back"]
FolioStyle = Literal["roman", "arabic", "none"]
Opens = Literal["recto", "verso", "next"]
MatterKind = FrontKind | BackKind
PieceKind = MatterKind | Literal["part", "essay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """The house style for one kind of piece.

    `epub_type` and `landmark` are terms of EPUB 3 Structural Semantics, `role` of DPUB-ARIA 1.1; `listed` pieces
    stand in the contents; `folio_style` says how its pages are counted; `opens` on which side it begins; `page` names
    the @page rules that the style sheets give it, and so where its folios and running heads stand.
    """

    matter: Matter
    epub_type: str = ""
    role: str = ""
    landmark: str = ""
    listed: bool = True
    folio_style: FolioStyle = "arabic"
    opens: Opens = "recto"
    page: str = "body"


FRONT = KindRule(matter="front", folio_style="roman", page="front")
DISPLAY = replace(FRONT, listed=False, page="display")
BACK = KindRule(matter="back", opens="next")
APPENDIX = replace(BACK, epub_type="appendix", role="doc-appendix")
KINDS: dict[PieceKind, KindRule] = {
    "half-title": replace(DISPLAY, epub_type="halftitlepage"),
    "title-page": replace(DISPLAY, epub_type="titlepage", landmark="titlepage"),
    "copyright": replace(DISPLAY, epub_type="copyright-page", opens="verso"),
    "contents": replace(FRONT, epub_type="toc", landmark="toc", listed=False),
    "content-notes": replace(FRONT, epub_type="preamble"),
    "foreword": replace(FRONT, epub_type="foreword", role="doc-foreword"),
    "introduction": replace(FRONT, epub_type="introduction", role="doc-introduction"),
    "part": KindRule(matter="body", epub_type="part", role="doc-part", page="display"),
    "essay": KindRule(matter="body", epub_type="chapter", role="doc-chapter"),
    "afterword": replace(BACK, epub_type="afterword", role="doc-afterword"),
    "contributors": replace(BACK, epub_type="contributors"),
    "note-on-the-texts": APPENDIX,
    "permissions": replace(BACK, epub_type="other-credits"),
    "bibliography": replace(BACK, epub_type="bibliography", role="doc-bibliography", landmark="bibliography"),
    "resources": replace(APPENDIX, landmark="appendix"),
    "colophon": replace(BACK, epub_type="colophon", role="doc-colophon", listed=False, page="display"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """An essay with all that the editors say of it.

    `title` is as printed, a supplied one in square brackets, in the language `title_lang`; `heading` is the same as it
    is set in type, with its italics, and `subtitle` what stands below it. `author` are its authors in a sentence, empty
    where it has none, `byline` also those who did something else for it. `entry` is the manifest's entry, `headnote`
    the editors' introduction.
    """

    entry: EssayEntry
    essay: Essay
    title: str
    short_title: str
    author: str
    byline: Byline = NO_BYLINE
    heading: Inlines = ()
    subtitle: Inlines = ()
    title_lang: str = ""
    headnote: Blocks = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def slug(self) -> str:
        """The id by which the book knows the essay."""
        return self.essay.slug

    @property
    def title_is_supplied(self) -> bool:
        """Whether the title is the editors' and not the source's."""
        return self.entry.title is not None and bool(self.entry.title.supplied)

    def account(self) -> Account:
        """What was done to the source, from its ledger and from what the manifest puts right in its references."""
        override = self.entry.references.override
        return account(self.essay, {key: ", ".join(fields) for key, fields in override.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A text among the works of a contributor: where it first appeared, what they did for it, what the list says of it.

    `lang` is the language of the title.
    """

    slug: str
    title: str
    heading: Inlines = ()
    lang: str = ""
    venue: str = ""
    roles: tuple[RoleName, ...] = ()
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Somebody in the list of contributors, None for an unsigned essay, with the texts that they contributed to."""

    person: Named | None
    works: tuple[Work, ...]
    portrait: Figure | None = None

    @property
    def capacity(self) -> str:
        """How the source presents them, empty where it does not."""
        return self.person.capacity if isinstance(self.person, Credit) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A unit of the book: one file of the e-book, one print job, one entry of the cache.

    `heading` is the title as it is set in type, empty where that is the same. `lang` is the language of the title,
    `text_lang` that of a text of the editors; empty, it is that of the book. `dated` says when such a text was written.
    """

    slug: str
    kind: PieceKind
    title: str
    heading: Inlines = ()
    lang: str = ""
    text_lang: str = ""
    signed: Byline = NO_BYLINE
    dated: str = ""
    blocks: Blocks = ()
    part: str = ""
    running_head: str = ""
    contribution: Contribution | None = None

    @property
    def body_lang(self) -> str:
        """The language of its text, empty where it is the book's."""
        return self.contribution.essay.lang if self.contribution else self.text_lang

    @property
    def byline(self) -> str:
        """The authors in a sentence, empty where there are none."""
        return self.signed.authors

    @property
    def bylines(self) -> tuple[str, ...]:
        """Who did what for the text, a line each."""
        return self.signed.lines

    @property
    def signature(self) -> str:
        """The authors as the head of a page names them."""
        return self.signed.short

    @property
    def rule(self) -> KindRule:
        """What the house style says of this kind of piece."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book ready for the writers: the manifest, the pieces in reading order, and what was found on the way.

    An excerpt that `is_gathered` has several essays, all of the book: it bears the book's title at its head.
    `own_pictures` are those of the texts that the editors wrote, by kind, `portraits` those of contributors, by anchor;
    `unread` are the findings on texts that could not be read, for which something else stands in.
    """

    manifest: Manifest
    pieces: tuple[Piece, ...]
    contributions: tuple[Contribution, ...]
    editorial: EditorialMaterial
    bibliography: Bibliography
    own_pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)
    portraits: Mapping[str, Figure] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    unread: tuple[Finding, ...] = ()
    is_excerpt: bool = False
    is_gathered: bool = False
    discreet: str = ""

    @property
    def outer_title(self) -> str:
        """The title by which the book goes about: its own, or the neutral one of a discreet edition."""
        return self.discreet or self.manifest.title

    @property
    def language(self) -> str:
        """The language of the book's own words, as a BCP 47 tag."""
        return self.manifest.language

    def editors_in_words(self, language: str = "") -> str:
        """The editors' names as a sentence has them, “A, B and C”, in a language, else in that of the book."""
        return join_names([person.name for person in self.manifest.editors], language or self.language)

    def credits(self) -> tuple[tuple[RoleName, Named], ...]:
        """Who made the book and its essays, each once in each role: the editors, then the essays in their order."""
        once: dict[tuple[RoleName, str], Named] = {}
        for role, person in self.manifest.people():
            once.setdefault((role, person.who), person)
        return tuple((role, person) for (role, _), person in once.items())

    def contributors(self) -> tuple[Contributor, ...]:
        """Editors of whom more is known than the name, then all people in the order of the essays, each once.

        Every unsigned essay stands by itself; who wrote other texts comes last.
        """
        people: dict[str, Named | None] = {each.who: each for each in self.manifest.editors if each.is_described}
        works: dict[str, dict[str, Work]] = {who: {} for who in people}
        for credit, role, work in self._works():
            who = credit.who if credit else f"//{work.slug}"
            people.setdefault(who, credit)
            before = works.setdefault(who, {}).get(work.slug, work)
            if credit:
                before = replace(before, roles=(*before.roles, role or credit.role), entry=before.entry or credit.entry)
            works[who][work.slug] = before
        return tuple(
            Contributor(
                person=person,
                works=tuple(works[who].values()),
                portrait=self.portraits.get(person.anchor) if person else None,
            )
            for who, person in people.items()
        )

    def _works(self) -> Iterator[tuple[Credit | None, RoleName | None, Work]]:
        """Each text with each of its people, and with what they did for it where that is not in the credit."""
        for each in self.contributions:
            venue = each.entry.published.venue if each.entry.published else ""
            work = Work(slug=each.slug, title=each.title, heading=each.heading, lang=each.title_lang, venue=venue)
            yield from ((credit, None, work) for credit in each.entry.credits or (None,))
        for kind in WRITTEN:
            given = self.manifest.written(kind)
            for piece in self.pieces:
                if given and piece.kind == kind:
                    work = Work(slug=kind, title=piece.title, heading=piece.heading, lang=piece.lang)
                    for credit in given.credits:
                        yield credit, kind if credit.role == "author" else None, work

    def pictures(self) -> tuple[Picture, ...]:
        """The pictures of all pieces, each once, in the order of the text."""
        return tuple({picture.name: picture for piece in self.pieces for picture in self.pictures_of(piece)}.values())

    def pictures_of(self, piece: Piece) -> tuple[Picture, ...]:
        """The pictures of a piece: of an essay with its introduction, or of a text that the editors wrote."""
        return piece.contribution.pictures if piece.contribution else self.own_pictures.get(piece.kind, ())

    def piece(self, slug: str) -> Piece:
        """The piece with this slug."""
        return next(piece for piece in self.pieces if piece.slug == slug)

    def has(self, slug: str) -> bool:
        """Whether the book has a piece with this slug."""
        return any(piece.slug == slug for piece in self.pieces)

    def after(self, slug: str) -> Piece | None:
        """The piece that follows this one in reading order, None after the last."""
        slugs = [piece.slug for piece in self.pieces]
        index = slugs.index(slug) + 1
        return self.pieces[index] if index < len(self.pieces) else None


def matter_pieces(
    kinds: Sequence[MatterKind], titles: Mapping[str, str], language: str, written: Mapping[str, Piece]
) -> Iterator[Piece]:
    """The pieces of front or back matter in the manifest's order.

    Those that are nothing but a text (foreword, introduction, afterword) are `written`, and left out where there is
    none. `language` is that of the other titles.
    """
    for kind in kinds:
        if kind in written:
            yield written[kind]
        elif kind not in WRITTEN:
            yield Piece(slug=kind, kind=kind, title=titles[kind], lang=language, running_head=titles[kind])


def essay_pieces(contributions: Sequence[Contribution], parts: Sequence[Part]) -> Iterator[Piece]:
    """The essays in the manifest's order, each part opened by a page of its own."""
    part_of = {slug: number for number, part in enumerate(parts, start=1) for slug in part.essays}
    opened = 0
    for contribution in contributions:
        number = part_of.get(contribution.slug, 0)
        if number and number != opened:
            typed = parts[number - 1].title
            title, heading = plain_title(typed), title_content(typed)
            yield Piece(
                slug=f"part-{number}", kind="part", title=title, heading=heading, part=title, running_head=title
            )
            opened = number
        yield Piece(
            slug=contribution.slug,
            kind="essay",
            title=contribution.title,
            heading=contribution.heading,
            lang=contribution.title_lang,
            signed=contribution.byline,
            blocks=contribution.essay.blocks,
            part=plain_title(parts[number - 1].title) if number else "",
            running_head=contribution.short_title,
            contribution=contribution,
        )


def excerpt(book: Book, slugs: Sequence[str]) -> Book:
    """Some essays as a book of their own, such as a handout: the essays, their own references, always the resources.

    Several essays that are all of the book have its title and its foreword too: these speak of them together.
    """
    is_gathered = len(slugs) > 1 and {each.slug for each in book.contributions} == set(slugs)
    kept = tuple(
        piece
        for piece in book.pieces
        if piece.slug in slugs
        or (piece.kind in ("foreword", "introduction") and is_gathered)
        or (piece.kind == "resources" and book.editorial.appendix.resources)
    )
    return replace(
        book,
        pieces=kept,
        contributions=tuple(each for each in book.contributions if each.slug in slugs),
        bibliography=replace(book.bibliography, placement="per-essay"),
        is_excerpt=True,
        is_gathered=is_gathered,
    )
