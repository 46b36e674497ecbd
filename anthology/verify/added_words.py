"""Nothing is added to a text, doubled or moved, and its structure is the author's: proved on finished pages.

The words of each text, from its first to its last, must be those of the book's record, once and in their order. What
stands before and after must be made of the book's own labels, names and notes (`known_words`).
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from anthology.book.model import Book, Piece
from anthology.core.document import SEE, Blocks, Link, ListBlock, Quote, inlines_of, notes_of
from anthology.core.findings import Finding, Location, of_piece
from anthology.core.i18n import direction, translate
from anthology.core.list_numbers import item_numbers, label
from anthology.core.normalize import RIGHT_TO_LEFT_LETTERS, normalize, shortened
from anthology.core.xml import parse_xml
from anthology.epub.validate import Opened
from anthology.verify.align import Difference, align
from anthology.verify.fidelity import sentences
from anthology.verify.known_words import Lexicon, attribute_words, book_words, headings_of, page_words
from anthology.verify.notation import (
    Element,
    PageNotation,
    blocks_notation,
    note_notation,
    printed_words,
)
from anthology.verify.views import Marked, Printed, View

SHOWN = 70  # so much of words is quoted in a finding
MOST = 5  # findings on one text
LEAST = 8  # letters of words that are asked whether a text has them in another place
MOST_ITEMS = 999
MOST_PARTS = 3  # of a note: pages that it stands on
SHORTEST_PART = 8  # letters of a note that goes on over a page
NUMBER = re.compile(r"(\d{1,3}|[A-Za-z]{1,15})\. ")  # of an item, at the beginning of a line
LINE_END = re.compile("[\r\n\ufffe]+")  # U+FFFE is what pdfium gives for a hyphen at the end of a line
# Attributes that hold words, and no names of elements.
SPOKEN = re.compile(
    "(alt|title|summary|label|placeholder|data-.*|aria-(?!labelledby|describedby|details|owns|controls|flowto).*)$"
)
COVER = "EPUB/cover.xhtml"

TAKE_OUT = (
    "take it out of the template or style sheet, or list it under `words:` in the layout.yaml if it is your label"
)
ONCE = "let the template print each text once, whole and in its order"
AS_MADE = "let the template print the blocks of a text as the builder writes them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A text that a page must have: what it is called in findings, its notation, and where it comes from."""

    called: str
    notation: str
    at: Location | None


def wanted_texts(piece: Piece) -> tuple[Wanted, ...]:
    """The texts of authors and editors that a piece holds, an essay's introduction before the essay."""
    contribution = piece.contribution
    named = [("the introduction", contribution.headnote)] if contribution else []
    named.append(("the text", piece.blocks))
    return tuple(
        Wanted(called=called, notation=blocks_notation(blocks), at=blocks[0].at) for called, blocks in named if blocks
    )


def wanted_notes(piece: Piece) -> tuple[Wanted, ...]:
    """The notes of a piece as an e-book has them."""
    return tuple(
        Wanted(called=f"note {note.number}", notation=note_notation(note), at=note.blocks[0].at)
        for note in notes_of(piece.blocks)
    )


V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination(Generic[V]):
    """A page, or the printed pages of a piece, that is looked through for `wanted` texts and what else is there.

    `layout` is where the book names its layout, `where` what the page is called.
    """

    wanted: Sequence[tuple[Wanted, V]]
    shown: V
    lexicon: Lexicon
    layout: Location | None
    where: str

    def findings(self) -> Iterator[Finding]:
        """What the page has otherwise than the texts are, or beside them and the words of the lexicon."""
        rest, lost = self.shown, list[str]()
        for text, view in self.wanted:
            found = align(view.text, rest.text)
            if found is None:
                yield Finding("F001", f"{text.called} is missing from {self.where}", text.at, ONCE)
                continue
            told = (self._told(text, view, rest, each, found.differences) for each in found.differences)
            yield from islice(filter(None, told), MOST)
            around = rest.around(found.start)
            if around:
                message = f"{text.called} stands in {around} in {self.where}"
                yield Finding("F010", message, text.at, AS_MADE)
            lost += (view.quote(each.lost) for each in found.differences)
            rest = rest.without(slice(found.start, found.end))
        strays = (words for line in rest.lines() for words in self.lexicon.unknown(line))
        yield from (self._stray(words, lost) for words in islice(strays, MOST))

    def _told(
        self, text: Wanted, view: V, shown: V, each: Difference, all_of_it: Sequence[Difference]
    ) -> Finding | None:
        """One difference between a text and the page; None for the half of a move that the other half tells."""
        lost, added = view.quote(each.lost), shown.quote(each.added)
        if normalize(lost) == normalize(added):
            return self._shape(text, view, shown, each) if view.has_structure else None
        if _is_said(added) and len(added) > 2 * len(lost):
            if not any(_is_same(view.quote(other.lost), added) for other in all_of_it):
                return self._stray(added, ())
            message = f"{_quoted(added)} stands out of its order in {text.called}, in {self.where}"
            return Finding("F009", message, text.at, ONCE)
        if any(_is_same(lost, shown.quote(other.added)) for other in all_of_it if other is not each):
            return None
        if _is_said(lost) or _is_said(added) or view.has_structure:
            becomes = f"reads {_quoted(added)} in" if added else "is missing from"
            return Finding("F001", f"{_quoted(lost)} of {text.called} {becomes} {self.where}", text.at, ONCE)
        return None  # an ornament between paragraphs, or the mark of a list

    def _shape(self, text: Wanted, view: V, shown: V, each: Difference) -> Finding:
        """F010 for words that are the same, in another structure or with other spaces."""
        near = _quoted(view.quote(slice(each.lost.start, each.lost.stop + SHOWN)))
        before, after = view.structure(each.lost) or "none", shown.structure(each.added) or "none"
        what = f"the elements {after}, not {before}," if before != after else "other spaces"
        return Finding("F010", f"{what} at {near} of {text.called}, in {self.where}", text.at, AS_MADE)

    def _stray(self, words: str, lost: Iterable[str]) -> Finding:
        """Words in a place where they do not belong: of nobody, or of a text, which may have `lost` them in its own."""
        parts = {normalize(part).strip(string.punctuation) for part in (words, *sentences(words))}
        known = [part for part in parts if len(part) >= LEAST]
        if any(part in normalize(text) for part in known for text in lost):
            return Finding("F009", f"{_quoted(words)} stands out of its order in {self.where}", self.layout, ONCE)
        if any(part in normalize(view.quote(slice(0, len(view.text)))) for part in known for _, view in self.wanted):
            return Finding("F008", f"{_quoted(words)} stands more than once in {self.where}", self.layout, ONCE)
        return Finding("F007", f"{_quoted(words)} in {self.where} is of nobody in this book", self.layout, TAKE_OUT)


def _is_said(words: str) -> bool:
    return any(map(str.isalnum, words))


def _is_same(one: str, other: str) -> bool:
    """Whether two stretches are of the same words, one of them perhaps with a little more."""
    shorter, longer = sorted(map(normalize, (one, other)), key=len)
    return len(shorter) >= LEAST and shorter in longer


def _quoted(words: str) -> str:
    return f"“{shortened(words, SHOWN)}”"


def check_pages(opened: Opened, book: Book, labels: Sequence[str]) -> Iterator[Finding]:
    """What the pages of an e-book have that the book has not, and what is otherwise than in the book.

    `labels` are the words that the layout adds.
    """
    common = book_words(book, labels)
    for piece in book.pieces:
        page = opened.pages.get(f"EPUB/{piece.slug}.xhtml")
        if page is not None:
            examination = Examination(
                wanted=[(text, Marked(text.notation)) for text in (*wanted_texts(piece), *wanted_notes(piece))],
                shown=Marked(PageNotation(page, _remarks(book)).text),
                lexicon=page_words(piece, book, common),
                layout=book.manifest.at("layout"),
                where=f"{piece.slug} of the EPUB",
            )
            yield from of_piece((*examination.findings(), *_said_aside(page, piece, book, examination)), piece.slug)

    for name, where in ((opened.nav_name, "the contents of the EPUB"), (COVER, "the cover of the EPUB")):
        if name in opened.pages:
            beside: Examination[Marked] = Examination(
                wanted=(),
                shown=Marked(PageNotation(opened.pages[name]).text),
                lexicon=Lexicon(headings_of(book), common),
                layout=book.manifest.at("layout"),
                where=where,
            )
            yield from beside.findings()


def _remarks(book: Book) -> tuple[str, ...]:
    """What is said at passages of the essays by others than their authors."""
    return tuple(remark.words for remark in book.editorial.remarks.values())


def _said_aside(page: Element, piece: Piece, book: Book, examination: Examination[Marked]) -> Iterator[Finding]:
    """F007 for attributes that a reading system speaks or a style sheet shows, with words of nobody in this book."""
    lexicon = attribute_words(piece, book, examination.lexicon)
    for element in page.iter("{*}*"):
        for name, text in element.attrib.items():
            if SPOKEN.match(name):
                for words in lexicon.unknown(text):
                    message = f"{_quoted(words)} in {name} of {examination.where} is of nobody in this book"
                    yield Finding("F007", message, examination.layout, TAKE_OUT)


def check_printed(
    pages: Mapping[str, Sequence[str]],
    extracted: Mapping[str, Sequence[str]],
    markup: Mapping[str, str],
    book: Book,
    labels: Sequence[str],
    folio: Callable[[str], str],
) -> Iterator[Finding]:
    """The same of a PDF: the words as they are read back from its pages, the structure as it was typeset.

    `folio` gives the number of the page on which a piece begins. `pages` are those of each piece without running heads
    and folios, `extracted` with all that is read on them.
    Right-to-left text, and what stands in its lines, is read in an order of its own: nothing is said of the words of
    pieces that have it, or of a book that runs so.
    """
    common, layout = book_words(book, labels), book.manifest.at("layout")
    remarks = _remarks(book)
    for words in " ".join(pages.get("", ())).split()[:1]:
        yield Finding("F007", f"{_quoted(words)} is on a page of the PDF that is to be blank", layout, TAKE_OUT)
    for piece in book.pieces:
        where, texts = f"{piece.slug} of the PDF", wanted_texts(piece)
        shown = Printed("\n".join(pages.get(piece.slug, ())))
        if direction(book.language) == "ltr" and not RIGHT_TO_LEFT_LETTERS.search(shown.text):
            for said in (*(f"[Ed.: {said}]" for said in remarks), *_page_references(piece, book, folio)):
                shown = _without(shown, said)
            for note in reversed(notes_of(piece.blocks)):
                body = printed_words(note_notation(note)).strip().removeprefix(str(note.number))
                shown = _without(shown, f"{note.number}. {body}", f"{note.number} {body}", most=MOST_PARTS)
            read = Examination(
                wanted=[(text, Printed(printed_words(text.notation))) for text in texts],
                shown=shown,
                lexicon=page_words(piece, book, common),
                layout=layout,
                where=where,
            )
            yield from of_piece(read.findings(), piece.slug)
            missing = _missing_numbers(piece.blocks, extracted.get(piece.slug, ()))
            if missing:
                message = f"items {missing} of lists of the text have not their numbers in {where}"
                yield Finding("F010", message, texts[-1].at, AS_MADE, piece.slug)
        if piece.slug in markup and texts:
            typeset = Examination(
                wanted=[(text, Marked(text.notation)) for text in (*texts, *wanted_notes(piece))],
                shown=Marked(PageNotation(parse_xml(markup[piece.slug].encode()), remarks).text),
                lexicon=common,
                layout=layout,
                where=where,
            )
            yield from of_piece((each for each in typeset.findings() if each.code == "F010"), piece.slug)


def _page_references(piece: Piece, book: Book, folio: Callable[[str], str]) -> Iterator[str]:
    """What print adds behind the editors' references to other pieces: “(page 12)”."""
    own = (*(piece.contribution.headnote if piece.contribution else ()), *piece.blocks)
    for inline in inlines_of((*own, *(block for note in notes_of(own) for block in note.blocks))):
        slug = inline.target.removeprefix("book:") if isinstance(inline, Link) and inline.role == SEE else ""
        if slug and slug != piece.slug and book.has(slug):
            yield f"({translate('page', book.language)} {folio(slug)})"


def _missing_numbers(blocks: Blocks, pages: Sequence[str]) -> str:
    """The numbers of the items of a text that are not on its pages; empty where all are.

    The mark of an item is a line of its own in what is read of a page, or stands before its words; those of lists
    inside others are read in an order of their own.
    """
    wanted = Counter(_labels(blocks))
    lines = (line for page in pages for line in LINE_END.split(page)) if wanted else ()
    printed = Counter(found[1] for line in lines if (found := NUMBER.match(line)))
    return ", ".join((wanted - printed).elements())


def _labels(blocks: Blocks) -> Iterator[str]:
    """What stands before the items of the ordered lists in some blocks, in reading order."""
    for block in blocks:
        if isinstance(block, ListBlock):
            for number, item in zip(item_numbers(block), block.items, strict=True):
                if block.ordered and 0 <= number <= MOST_ITEMS:
                    yield label(number, block.style)
                yield from _labels(item)
        elif isinstance(block, Quote):
            yield from _labels(block.blocks)


def _without(shown: Printed, *ways: str, most: int = 1) -> Printed:
    """The text without one of these stretches, the first that it has; it may be there in so many parts, of pages.

    Of notes the last is taken out first: so 2 is not taken for the end of 12, and a figure may stand before it.
    """
    for letters in map(normalize, ways):
        parts = list(islice(_parts(letters, shown.text), most))
        if "".join(parts) == letters:
            for part in parts:
                start = shown.text.rfind(part)
                shown = shown.without(slice(start, start + len(part))) if start >= 0 else shown
            break
    return shown


def _parts(letters: str, text: str) -> Iterator[str]:
    """The longest parts of a stretch, in order, that a text has; the last of them ends where one would be too short."""
    while letters:
        long = len(letters)
        if letters not in text:
            long = bisect_left(range(len(letters)), 1, key=lambda length: letters[: length + 1] not in text)
            if long < SHORTEST_PART:
                return
        yield letters[:long]
        letters = letters[long:]
