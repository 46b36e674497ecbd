"""Words of a book that a layout of its own hides: found in its pages, before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterator

from anthology.book.model import Book
from anthology.core.errors import LayoutError
from anthology.core.findings import Finding, Location
from anthology.core.watchdog import doing
from anthology.core.yaml import shown
from anthology.css.hiding import hidden_words, sheets_for
from anthology.render.layout_files import LayoutFile, shipped_layout, shipped_names
from anthology.render.templates import Layout
from anthology.render.xhtml import Target

PRINT = ("common.css", "print.css")
# What an edition is for, which pages it has, and the style sheets that they have.
SHEETS: dict[str, tuple[Target, tuple[str, ...]]] = {
    "epub": ("ebook", ("common.css", "ebook.css")),
    "screen": ("print", PRINT),
    "press": ("print", (*PRINT, "press.css")),
    "handout": ("print", (*PRINT, "handout.css")),
}
OTHER_MEDIUM: dict[Target, str] = {"ebook": "print", "print": "screen"}
MANY = 20  # pieces for which looking may take one more second
MOST = 20  # findings


def hidden_by_layout(book: Book, layout: Layout) -> Iterator[Finding]:
    """F005 for words of the book's pages that its own layout hides, at most 20; none for a layout that is shipped.

    What the shipped sheets hide themselves, such as the head of a table that is told in another way, is not told. A
    template at fault is passed over here: it stops the build.
    """
    if not layout.files.is_own:
        return
    editions = book.manifest.editions.values()
    wanted = {"epub" if edition.format == "epub" else edition.purpose for edition in editions}
    found: dict[Finding, None] = {}
    for purpose, (target, names) in SHEETS.items():
        if purpose in wanted:
            doing("looking for words that the layout hides", longer=len(book.pieces) // MANY)
            found |= dict.fromkeys(_hidden(book, layout, target, names))
    yield from list(found)[:MOST]


def _hidden(book: Book, layout: Layout, target: Target, names: tuple[str, ...]) -> Iterator[Finding]:
    files = [file for name in names for file in layout.files.sheets if file.name == name]
    own = [file for file in files if file not in _shipped()]
    medium = OTHER_MEDIUM[target]
    both = [
        sheets_for(files, own, passed_over=medium, conditions=conditions, strictly=target == "ebook")
        for conditions in (False, True)
    ]
    told: set[tuple[str, Location | None]] = set()
    for piece in book.pieces:
        try:
            page = layout.page(piece, book, target)
        except LayoutError:
            continue
        template = next(file.path for file in layout.files.templates if file.name == f"{piece.kind}.xhtml.j2")
        for sheets in both:
            for hidden in hidden_words(page, sheets):
                at = hidden.at or Location(template)
                if (hidden.by, at) not in told:
                    told.add((hidden.by, at))
                    yield Finding("F005", f"{hidden.by} hides {shown(hidden.words)} in {piece.slug}", at)


def _shipped() -> tuple[LayoutFile, ...]:
    return tuple(file for name in shipped_names() for file in shipped_layout(name).sheets)
