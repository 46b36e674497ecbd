"""The care apparatus in finished files: what must stand for each piece, and whether it does, word for word.

Notes, warnings, ways past a text and to support, editors' notes at helplines, credits, titles and proof marks are for
readers what sentences are for authors. What must stand is made of the book's records and of the message table, never of
a template, so that no layout can drop, change or move it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anthology.book.model import Book, Piece
from anthology.core.document import Blocks, plain_block, walk, words_in_order
from anthology.core.findings import Finding
from anthology.core.i18n import direction, words
from anthology.core.normalize import RIGHT_TO_LEFT_LETTERS, normalize, shortened
from anthology.editorial.content_notes import heading
from anthology.editorial.resources import caution
from anthology.render.template_functions import call_link, sms_link
from anthology.render.xhtml import EDITORS_MARK

# Where a statement stands: before introduction and text, before the text, at a line of it, behind it.
Place = Literal["anywhere", "head", "before", "at", "after"]

SHOWN = 60  # so much of a statement is quoted in its finding
EDGES = (240, 60)  # letters by which the beginning of a text is known, and its end by the fewer
LINE_TAIL = 40  # letters of a line that stand right before the editors' note at it
MARKS = r"[^\w]{0,8}"  # what may stand between the parts of a statement: marks and quotation marks
CALLS = r"[\W\d]{0,8}"  # and between words with a call of a note
DIALLING = re.compile("(?:tel|sms):")
# Browsers pass over these in an address (URL Standard, section 4.1).
PASSED_OVER = re.compile("[\x00-\x20\x7f-\xa0]+")

# What each statement is called in a message.
NAMES = {
    "F020": "the content note",
    "F021": "the author’s own warning",
    "F022": "the way past the text",
    "F023": "the way to support",
    "F024": "the way to the table of content notes",
    "F025": "the page number of a way",
    "F026": "the editors’ note at its line",
    "F027": "the credit line",
    "F028": "the title",
    "F030": "the proof mark",
    "F031": "the caution on the resources",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Words that must stand in a piece: the code of their finding, and their parts, with only marks between these.

    `target` is the piece or anchor (`SLUG` or `SLUG#ID`) to which the words lead; `block` the id of the line at which
    they stand, `line` the words of that line.
    """

    code: str
    parts: tuple[str, ...]
    place: Place = "anywhere"
    target: str = ""
    block: str = ""
    line: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds the statement in a normalized text."""
        first, *rest = (re.escape(normalize(part)) for part in self.parts)
        gap = CALLS if self.place == "at" else MARKS
        return re.compile(first + "".join(f"{gap}{part}" for part in rest))


# --- what must stand ---


def statements(book: Book, piece: Piece) -> Iterator[Statement]:
    """The statements that must stand in a piece of a book, whatever its layout."""
    material = book.editorial
    match piece.kind:
        case "essay":
            yield from _of_essay(book, piece)
        case "content-notes":
            yield from (Statement(code="F020", parts=(material.note(each.slug),)) for each in book.contributions)
        case "permissions":
            yield from (Statement(code="F027", parts=(material.credit(each.slug),)) for each in book.contributions)
        case "resources":
            yield from _of_resources(book)
    bears_proof = piece.kind in ("copyright", "permissions")
    if book.is_excerpt:
        bears_proof = piece is book.pieces[0] if book.is_gathered else piece.kind == "essay"
    if bears_proof and material.proof:
        yield Statement(code="F030", parts=(material.proof,))


def _of_essay(book: Book, piece: Piece) -> Iterator[Statement]:
    if piece.contribution is None:
        return
    slug, essay, terms = piece.slug, piece.contribution.essay, words(book.language)
    yield Statement(code="F028", parts=(piece.title,), place="head")
    note = (heading(book.language), book.editorial.note(slug))
    yield Statement(code="F020", parts=note, place="head")
    if essay.author_note:
        warning = (terms["author-warning"], *map(plain_block, essay.author_note))
        yield Statement(code="F021", parts=warning, place="head")
    following = book.after(slug)
    if following:
        way = terms["skip" if following.kind == "essay" else "skip-on"]
        yield Statement(code="F022", parts=(way,), place="before", target=following.slug)
    if book.has("resources"):
        yield Statement(code="F023", parts=(terms["support"],), place="before", target="resources")
    if book.has("content-notes"):
        row = f"content-notes#row-{slug}"
        yield Statement(code="F024", parts=(terms["content-notes"],), place="before", target=row)
    for block in walk(essay.blocks):
        remark = book.editorial.remarks.get(block.id)
        if remark:
            line = words_in_order(block)
            tail = [words for words in map(normalize, line.split("\n")) if words][-1]
            parts = (tail[-LINE_TAIL:], EDITORS_MARK, remark.words)
            yield Statement(code="F026", parts=parts, place="at", block=block.id, line=line)
    credit = (book.editorial.credit(slug), book.editorial.license_note(slug))
    yield Statement(code="F027", parts=tuple(filter(None, credit)), place="after")


def _of_resources(book: Book) -> Iterator[Statement]:
    """The sentence at the head, and the caution under the name of each entry that is not current."""
    date, language = book.manifest.date, book.language
    if book.editorial.checks:
        yield Statement(code="F031", parts=(book.editorial.checks,))
    for group in book.editorial.regions:
        for resource in (*group.emergency, *(each for need in group.needs for each in need.resources)):
            warned = caution(resource, date, language)
            if warned:
                yield Statement(code="F031", parts=(resource.name, warned))


def dialled(book: Book) -> frozenset[str]:
    """The addresses that dial a number of which the editors have made sure: no others may stand in any edition."""
    date = book.manifest.date
    found = (link(each, date) for each in book.editorial.appendix.resources for link in (call_link, sms_link))
    return frozenset(filter(None, found))


def check_address(address: str, allowed: frozenset[str], where: str, book: Book, slug: str) -> Iterator[Finding]:
    """F029 for an address that dials a number of which nobody has made sure."""
    bare = PASSED_OVER.sub("", address)
    if DIALLING.match(bare.lower()) and bare not in allowed:
        message = f"{where}: a link in {slug} dials “{shortened(bare, SHOWN)}”, a number that nobody has verified"
        yield Finding("F029", message, book.manifest.at("layout"), piece=slug)


# --- whether it stands ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where in the normalized text of a piece its introduction and its text begin, and where the text may end."""

    head: int
    text: int
    ends: tuple[int, ...]

    def allow(self, place: Place, start: int, end: int) -> bool:
        """Whether something of that place may stand there."""
        match place:
            case "head":
                return end <= min(self.head, self.text)
            case "before":
                return end <= self.text
            case "after":
                return not self.ends or start >= self.ends[0]
            case _:
                return True


def bounds(piece: Piece, text: str) -> Bounds:
    """The bounds of a piece in its normalized text; what is not found in it bounds nothing."""
    headnote = piece.contribution.headnote if piece.contribution else ()
    start = _begins(piece.blocks, text)
    closing = _edge(piece.blocks, EDGES[-1], -1)
    ends = (match.end() for match in closing.finditer(text) if match.start() >= start) if closing else ()
    return Bounds(head=_begins(headnote, text), text=start, ends=tuple(ends))


def _begins(blocks: Blocks, text: str) -> int:
    """Where some blocks begin in a text: by many of their words, as a title may be the first few, or else by few.

    Of fewer letters than that the last place counts: an essay of a table with “a” in it has them in its title too.
    """
    patterns = (_edge(blocks, length) for length in EDGES)
    found = next(filter(None, ([*pattern.finditer(text)] for pattern in patterns if pattern)), [])
    if not found:
        return len(text)
    is_short = len(found[0][0]) < EDGES[-1]
    return found[-1 if is_short else 0].start()


def _edge(blocks: Blocks, length: int, step: Literal[1, -1] = 1) -> re.Pattern[str] | None:
    """What finds so many of the first letters of some blocks, or with a step of -1 of the last.

    None where they have so few that a title may be the same.
    """
    found: list[str] = []
    left = length
    for block in blocks[::step]:
        if left <= 0:
            break
        for line in filter(None, map(normalize, words_in_order(block).split("\n")[::step])):
            if left > 0:
                found.append(line[:left] if step > 0 else line[-left:])
                left -= len(line)
    is_known = sum(map(len, found)) >= EDGES[-1]
    return re.compile(CALLS.join(map(re.escape, found[::step]))) if is_known else None


def missing(statement: Statement, text: str, within: Bounds) -> str:
    """What is wrong with the words or the place of a statement in the normalized text of its piece; empty: nothing."""
    found = list(statement.pattern.finditer(text))
    if any(within.allow(statement.place, *match.span()) for match in found):
        return ""
    if found:
        return "stands in a wrong place" if statement.place != "after" else "stands before the end of the text"
    return "is missing or not in its exact words"


def is_turned(book: Book, piece: Piece) -> bool:
    """Whether a piece has lines that run from right to left, which a PDF has in the order of drawing."""
    languages = (book.language, piece.body_lang or book.language)
    return "rtl" in map(direction, languages) or bool(RIGHT_TO_LEFT_LETTERS.search(piece.title))


def has_words(wanted: str, shown: str) -> bool:
    """Whether every word of a text is in another, in whatever order: so a PDF has lines with right-to-left words.

    Words with marks above or below letters are not looked for: a face may have one glyph for two marks, which is no
    character and cuts the word.
    """
    plain = (word for word in wanted.split() if not any(unicodedata.category(each)[0] == "M" for each in word))
    return not Counter(_turned(" ".join(plain))) - Counter(_turned(shown))


def said(statement: Statement) -> str:
    """The words of a statement; at a line of the author's, those of the editors alone."""
    return " ".join(statement.parts[-1:] if statement.place == "at" else statement.parts)


def _turned(text: str) -> Iterator[str]:
    """The words of a text with their letters in one order, since ligatures come out of a PDF turned round."""
    return ("".join(sorted(normalize(word))) for word in re.findall(r"[^\W_]+", text))


def finding(statement: Statement, reason: str, where: str, book: Book, piece: Piece) -> Finding:
    """The finding on a statement of a piece, with its words."""
    message = f"{where}: {NAMES[statement.code]} of {piece.slug}, “{shortened(said(statement), SHOWN)}”, {reason}"
    return Finding(statement.code, message, book.manifest.at("layout"), piece=piece.slug)
