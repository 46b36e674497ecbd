"""Pagination: which page of which piece is which page of the book, and what number it bears."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from anthology.pdf.engine.model import Galley, Opening, Side

ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a piece may open, and how its pages are numbered; `none` counts them but prints no folio."""

    slug: str
    opens: Literal["recto", "verso", "next"] = "recto"
    folio_style: Literal["roman", "arabic", "none"] = "arabic"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPage:
    """A page of the book: a piece's page, counted from 0, or a blank one, whose slug is empty."""

    slug: str = ""
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """The pages of the book in order; page indices count from 0, so even ones are rectos.

    `labels` names every page as it is counted, `folios` only those on which the number may be printed. `first` gives
    the first page of each piece, `anchors` the page of each id, `openings` where in the text each page begins.
    """

    pages: tuple[PlacedPage, ...]
    labels: tuple[str, ...]
    folios: tuple[str, ...]
    first: dict[str, int]
    anchors: dict[str, int]
    openings: tuple[Opening | None, ...]

    def label(self, target: str) -> str:
        """The label of the page on which an id or a piece of that name stands, empty if the book has neither."""
        page = self.anchors.get(target, self.first.get(target))
        return "" if page is None else self.labels[page]

    def side(self, slug: str) -> Side:
        """The side on which a piece opens."""
        return side_of(self.first[slug])


def side_of(page: int) -> Side:
    """The side of a page by its index."""
    return "verso" if page % 2 else "recto"


def roman(number: int) -> str:
    """A number from 1 in lower-case roman numerals."""
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def shape(label: str) -> str:
    """What of a label layout depends on: each arabic digit as 0, letters as they are."""
    return re.sub("[0-9]", "0", label)


def paginate(galleys: Iterable[Galley], placements: Sequence[Placement]) -> Pagination:
    """Place the pieces one after the other.

    A piece that opens on a recto or verso gets a blank page before it where needed. Pages count in roman numerals
    from i until the first piece numbered in arabic, which opens on a recto as page 1; from there all count on in
    arabic. The number of pages is made even, unless no piece minds on which side it opens, as in a handout. KeyError
    if a placement has no galley.
    """
    by_slug = {galley.slug: galley for galley in galleys}
    pages: list[PlacedPage] = []
    folios: list[bool] = []
    first: dict[str, int] = {}
    anchors: dict[str, int] = {}
    body: int | None = None
    for placement in placements:
        galley = by_slug[placement.slug]
        starts = body is None and placement.folio_style == "arabic"
        opens = "recto" if starts else placement.opens
        if opens not in ("next", side_of(len(pages))):
            pages.append(PlacedPage())
            folios.append(False)
        body = len(pages) if starts else body
        first[galley.slug] = len(pages)
        for anchor in galley.anchors:
            anchors.setdefault(anchor.id, len(pages) + anchor.page)
        pages.extend(PlacedPage(slug=galley.slug, index=index) for index in range(galley.pages))
        folios.extend(placement.folio_style != "none" and not kind.blank for kind in galley.kinds)
    if len(pages) % 2 and any(placement.opens != "next" for placement in placements):
        pages.append(PlacedPage())
        folios.append(False)
    labels = tuple(_label(index, len(pages) if body is None else body) for index in range(len(pages)))
    return Pagination(
        pages=tuple(pages),
        labels=labels,
        folios=tuple(label if printed else "" for label, printed in zip(labels, folios, strict=True)),
        first=first,
        anchors=anchors,
        openings=tuple(by_slug[page.slug].openings[page.index] if page.slug else None for page in pages),
    )


def _label(index: int, body: int) -> str:
    return roman(index + 1) if index < body else str(index - body + 1)
