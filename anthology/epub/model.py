"""What an e-book is packed from: its pages, its assets, what it says of itself, and how one finds one's way in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FOLDER = "EPUB"
NAV_SLUG = "nav"
NAV_NAME = "nav.xhtml"
NCX_NAME = "toc.ncx"

Matter = Literal["front", "body", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One page of the e-book: finished XHTML that becomes the file `SLUG.xhtml`, beside all other pages.

    Pages link to one another as `SLUG.xhtml` or `SLUG.xhtml#ID`. `listed` pages are in the table of contents, where
    `byline` (a name) follows the title; `headings` (level from 1, id, words) are listed below their page. `landmark`
    is a term of the EPUB structural semantics vocabulary, empty where the page is none. Neighbours of the same `part`
    are listed together, below the page whose `epub_type` is `part` if the first of them is one. A page that is not
    `linear` is reached by links only. `lang` is the language of the title and the headings, empty where it is that of
    the package.
    """

    slug: str
    title: str
    xhtml: bytes
    matter: Matter
    byline: str = ""
    epub_type: str = ""
    landmark: str = ""
    listed: bool = True
    linear: bool = True
    part: str = ""
    headings: tuple[tuple[int, str, str], ...] = ()
    lang: str = ""

    @property
    def name(self) -> str:
        """The page's file name, as other pages link to it."""
        return f"{self.slug}.xhtml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A style sheet, picture or font, under the name by which pages link to it (`book.css`, `images/cover.jpg`)."""

    name: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """Someone who made the book: the name as printed, a MARC relator (`edt`, `aut`, …), the name as it is sorted.

    `scripts` are pairs of a language and the name in it.
    """

    name: str
    role: str
    file_as: str = ""
    scripts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """One more `meta` element of the package: a property and its value, of the book or of what `refines` names."""

    property: str
    value: str
    id: str = ""
    refines: str = ""
    scheme: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What the e-book says of itself.

    `date` is an ISO date, and also the day of the last change (midnight UTC). `accessibility` holds pairs of property
    and value in the order in which they are written; `metas` what no other field has room for, such as a collection.
    `cover` is the picture that shops and shelves show; the page that shows it inside the book is a Document.
    """

    title: str
    language: str
    identifier: str
    date: str
    subtitle: str = ""
    creators: tuple[Creator, ...] = ()
    publisher: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    rights: str = ""
    direction: Literal["ltr", "rtl"] = "ltr"
    accessibility: tuple[tuple[str, str], ...] = ()
    metas: tuple[Meta, ...] = ()
    cover: Asset | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTarget:
    """Where a page of the printed edition begins: its folio, and the page and id of the e-book that mark the place.

    For a page of the contents, whose slug is that of the navigation document, `entry` is the address of the entry
    with which it begins, empty for the page that begins with the heading.
    """

    folio: str
    slug: str
    id: str
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigation:
    """The navigation document `nav.xhtml`: its headings, its style sheets, its place, and the printed pages.

    `before` is the slug of the page that it comes before in reading order, so that it is the visible contents page;
    empty, it stays outside the reading order. `byline` has a gap for the name after a title. `lang` is the language of
    its headings and bylines, empty where it is that of the package.
    """

    title: str = "Contents"
    landmarks_title: str = "Landmarks"
    pages_title: str = "Pages"
    byline: str = "by {}"
    stylesheets: tuple[str, ...] = ()
    before: str = ""
    pages: tuple[PageTarget, ...] = ()
    lang: str = ""
