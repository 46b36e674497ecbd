"""Styles and reading order of a finished e-book: they say nothing else than its pages do."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from anthology.book.model import Book, Piece
from anthology.core.document import plain_block
from anthology.core.epub_container import OPF
from anthology.core.findings import Finding, Location, of_piece
from anthology.core.i18n import direction
from anthology.core.normalize import normalize
from anthology.core.yaml import quote
from anthology.css.cascade import Cascade, Element, rules_of
from anthology.css.lint import hiding_parts, sheet_faults
from anthology.css.parser import Declaration, declarations
from anthology.epub.validate import Opened
from anthology.render.templates import Layout

FOLDER = "EPUB/"
COVER = "cover.xhtml"
CODES = ("F005", "F011")  # of what is wrong with a style sheet, that which concerns words
PSEUDO = re.compile("::?(before|after|marker|first-letter|first-line)")
SHORTEST = 8  # letters of a block by which it is known again
# What a style may say of the words of an author: properties, the elements that are meant, the values that are taken.
OF_AUTHORS = tuple(
    (re.compile(names), elements, re.compile(values))
    for names, elements, values in (
        ("text-transform", (), "none"),
        ("content", (), r"(?!.*(counter|attr\((?!data-label\)))).*"),
        ("list-style(-type)?", ("ol", "li"), "((decimal|inside|outside)( |$))+"),
        ("display", ("li",), "list-item"),
        ("text-decoration(-line)?", ("s", "del", "strike"), ".*line-through.*"),
        ("vertical-align", ("sup", "sub"), "(?!baseline|0$).*"),
    )
)
KEPT = ("inherit", "initial", "unset", "revert", "normal")
HINT = "take it out, or select with it only words that are the layout's own"
IN_ORDER = 'let every piece of the book be one page of the reading order, none of them `linear="no"`'


def check_styles(opened: Opened, book: Book) -> Iterator[Finding]:
    """F005 and F011 for what style sheets, styles and attributes of an e-book's pages do to words."""
    sheets = opened.style_sheets
    for name, text in sheets.items():
        yield from (found for found in sheet_faults("ebook.css", Path(name), text) if found.code in CODES)
    cascade = _cascade(sheets.values())
    for piece in book.pieces:
        name = f"{FOLDER}{piece.slug}.xhtml"
        if name in opened.pages:
            yield from of_piece(_page_faults(opened.pages[name], piece, cascade, Location(Path(name))), piece.slug)


def _cascade(sheets: Iterable[str]) -> Cascade:
    """The rules that no word of an author may have, with the declarations of each that are at fault."""
    cascade = Cascade()
    for selectors, own in rules_of(sheets):
        faults = [each for each in own if _meant(each) is not None]
        if faults:
            cascade.add(PSEUDO.sub("", selectors), faults)
    return cascade


def _meant(each: Declaration) -> Sequence[str] | None:
    """The elements that a declaration may not have in an author's text, none where any is meant; None if it may."""
    value = each.text.lower()
    for names, elements, values in OF_AUTHORS:
        if names.fullmatch(each.name) and value not in KEPT and not values.fullmatch(value):
            return elements
    return None


def _page_faults(page: Element, piece: Piece, cascade: Cascade, at: Location) -> Iterator[Finding]:
    for what in hiding_parts(page):
        yield Finding("F005", f"{what} may hide words of the book", at, HINT)
    blocks = [letters for block in piece.blocks if len(letters := normalize(plain_block(block))) >= SHORTEST]
    blocks += [normalize(words) for words in (piece.title, *piece.bylines) if piece.contribution and words]
    told = set()
    for element, own in cascade.apply(page):
        name = str(element.tag).rpartition("}")[2]
        if not isinstance(element.tag, str) or (name == "li" and not str(element.getparent().tag).endswith("}ol")):
            continue
        for each in (*own, *declarations(element.get("style", ""))):
            elements = _meant(each)
            if elements is not None and (name in elements or not elements) and each.text not in told:
                letters = normalize("".join(element.itertext()))
                if letters and any(letters in block or block in letters for block in blocks):
                    told.add(each.text)
                    message = f"{quote(f'{each.name}: {each.text}')} changes words of {piece.slug}, in <{name}>"
                    yield Finding("F011", message, at, HINT)


def check_sheets(layout: Layout) -> Iterator[Finding]:
    """The same of the style sheets of a layout that comes with the builder; those of the book's own are read before."""
    for sheet in layout.files.sheets:
        yield from (found for found in _sheet_faults(sheet.name, sheet.path, sheet.text) if found.code in CODES)


@functools.lru_cache(maxsize=64)
def _sheet_faults(name: str, path: Path, text: str) -> tuple[Finding, ...]:
    return sheet_faults(name, path, text)


def check_order(opened: Opened, book: Book) -> Iterator[Finding]:
    """F009 where the reading order is not that of the book, F007 for a page that is no piece of it.

    The cover and the navigation document, which is the contents, may be anywhere.
    """
    at = Location(Path(opened.package_name))
    own = {f"{FOLDER}{COVER}", opened.nav_name}
    wanted = [f"{FOLDER}{piece.slug}.xhtml" for piece in book.pieces if piece.kind != "contents"]
    for name in sorted(opened.pages.keys() - own - set(wanted)):
        yield Finding("F007", f"{name} is no page of this book", at, IN_ORDER)
    order = [name for name in opened.spine if name not in own]
    if order != wanted:
        place = next(
            (index for index, (one, other) in enumerate(zip(order, wanted, strict=False)) if one != other),
            min(len(order), len(wanted)),
        )
        there, right = ([*names, "nothing"][place] for names in (order, wanted))
        yield Finding("F009", f"the reading order has {there} where {right} belongs", at, IN_ORDER)
    spine = opened.package.find(f"{OPF}spine")
    for reference in spine.iter(f"{OPF}itemref"):
        if reference.get("linear", "yes") != "yes":
            message = f'{reference.get("idref")} is taken out of the reading order (linear="no")'
            yield Finding("F009", message, at, IN_ORDER)
    turned = direction(book.language)
    if spine.get("page-progression-direction", "ltr") not in (turned, "default"):
        yield Finding("F009", f"pages follow one another against the book's direction, {turned}", at, IN_ORDER)
