"""The printed pages in the e-book: a marker at the word with which each page begins, and the check that it is there.

The pagination knows for each printed page the block and the character where its text begins. Both formats are made
from one markup, so the block has the same id in the e-book. Words that only one of them has stand in an element of
the class `print-only` or `ebook-only`; without them the two must read the same.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from lxml import etree

from anthology.core.findings import Finding
from anthology.core.i18n import direction
from anthology.core.normalize import RIGHT_TO_LEFT_LETTERS, normalize
from anthology.core.xml import Element
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.engine.model import INLINE

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
NOTES = frozenset(("footnote", "note-call"))  # classes of what stands outside the running text of a block
BEHIND = frozenset(("note",))  # notes behind the text: all of them in the e-book, the long ones in print
PRINT_ONLY = frozenset(("print-only",))
EBOOK_ONLY = frozenset(("ebook-only",))
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
COMPARED = 24  # so many letters after a marker must be those with which the printed page begins

Classes = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMark:
    """Where a printed page begins: its label, its index in the book, the piece, the block, and the character in it."""

    label: str
    page: int
    slug: str
    block: str
    offset: int

    @property
    def id(self) -> str:
        """The id of the marker in the e-book."""
        return f"page-{self.label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCheck:
    """What must hold for a mark: the words with which the page is printed, and those that the e-book goes on with.

    `before` are the letters of the first word that stand on the page before, where the press has hyphenated it.
    """

    mark: PageMark
    printed: str
    common: str
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A page of the e-book with its markers, a check for each that found its place, and findings on the others."""

    xhtml: bytes
    mark_checks: tuple[MarkCheck, ...]
    findings: tuple[Finding, ...]


def page_marks(pagination: Pagination) -> tuple[PageMark, ...]:
    """A mark for each page that has text; blank pages are in no e-book."""
    pages = zip(pagination.pages, pagination.labels, pagination.openings, strict=True)
    return tuple(
        PageMark(label=label, page=index, slug=page.slug, block=opening.block, offset=opening.offset)
        for index, (page, label, opening) in enumerate(pages)
        if page.slug and opening is not None
    )


def mark_pages(ebook: bytes, printed: bytes, marks: Sequence[PageMark]) -> Marked:
    """The e-book's page with an empty `doc-pagebreak` where each printed page begins (EPUB Accessibility 1.1, 4.2).

    A page that begins inside a word, which the press has hyphenated, is marked before the word. Where the e-book has
    no such block the mark is left out, with a finding E020.
    """
    tree, print_tree = etree.fromstring(ebook), etree.fromstring(printed)
    blocks, print_blocks = _by_id(tree), _by_id(print_tree)
    mark_checks: list[MarkCheck] = []
    findings: list[Finding] = []
    for mark in reversed(marks):  # from the end, so that earlier places stay where they are
        block, source = blocks.get(mark.block), print_blocks.get(mark.block)
        if block is None or source is None:
            message = f"printed page {mark.label}: the e-book has no “{mark.block}”"
            findings.append(Finding("E020", message, piece=mark.slug))
            continue
        offset = _ebook_offset(mark.offset, source, block)
        before = _insert(block, offset, mark, EBOOK_ONLY, before_word=True)
        _insert(source, mark.offset, mark, frozenset(), before_word=False)
        marker = _by_id(source)[mark.id]
        whole, common = _after(marker, frozenset()), _after(marker, PRINT_ONLY, BEHIND)
        mark_checks.append(MarkCheck(mark=mark, printed=whole, common=common, before=before))
    xhtml = etree.tostring(tree, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    return Marked(xhtml=xhtml, mark_checks=tuple(reversed(mark_checks)), findings=tuple(findings))


def misplaced_marks(
    finished: Mapping[str, Element], mark_checks: Iterable[MarkCheck], pages: Sequence[str]
) -> tuple[Finding, ...]:
    """A finding E021 for each mark where page, markup and e-book do not begin with the same words.

    `finished` are the parsed pages of the e-book by slug, `pages` the text of the printed pages without running heads
    and folios, both as read back from the finished files.
    """
    markers = {slug: _by_id(page) for slug, page in finished.items()}
    findings = []
    for check in mark_checks:
        mark = check.mark
        marker = markers.get(mark.slug, {}).get(mark.id)
        goes_on = _letters(_after(marker, EBOOK_ONLY, BEHIND)) if marker is not None else ""
        page = _letters(pages[mark.page])
        printed = _letters(check.printed)
        turned = marker is not None and _runs_left(marker)
        begins = _begins(page, printed[: len(page)] if page else printed, turned=turned)
        if not begins or not _begins(goes_on[check.before :], _letters(check.common), turned=turned):
            said = f"the e-book goes on “{goes_on[:COMPARED]}”, the page begins “{page[:COMPARED]}”"
            findings.append(Finding("E021", f"printed page {mark.label}: {said}", piece=mark.slug))
    return tuple(findings)


def _letters(text: str) -> str:
    """The letters and figures that are compared: marks between words may be the style's, as quotation marks are."""
    return "".join(filter(str.isalnum, normalize(text)))


def _runs_left(marker: Element) -> bool:
    """Whether a marker stands in a page that runs from right to left, whose lines are read in the order of drawing."""
    language = str(marker.getroottree().getroot().get("lang", ""))
    return direction(language) == "rtl" or any(above.get("dir") == "rtl" for above in marker.iterancestors())


def _begins(text: str, wanted: str, *, turned: bool = False) -> bool:
    """Whether a text begins with the first letters wanted; numbers of items and notes may stand between in print."""
    wanted = wanted[:COMPARED]
    if not wanted or text.startswith(wanted):
        return bool(wanted) or not text
    if turned or RIGHT_TO_LEFT_LETTERS.search(wanted):  # what stands in such a line is read elsewhere than it stands
        return not Counter(filter(str.isalpha, wanted)) - Counter(text[: 4 * COMPARED])
    return re.sub(r"\d", "", text[: 2 * COMPARED]).startswith(re.sub(r"\d", "", wanted))


def _by_id(tree: Element) -> dict[str, Element]:
    return {str(element.get("id")): element for element in tree.iter() if element.get("id")}


def _classes(element: Element) -> Classes:
    return frozenset(str(element.get("class", "")).split())


def _is_note(element: Element) -> bool:
    """Whether an element is no running text: a note, a comment, or a drawing, whose title is heard and not seen."""
    if not isinstance(element.tag, str) or etree.QName(element).localname == "svg":
        return True
    return bool(NOTES & _classes(element))


def _is_block(element: Element) -> bool:
    return bool(element.get("id")) and etree.QName(element).localname not in INLINE


@dataclass(frozen=True, slots=True)
class _String:
    """A string of a block: the element that it stands in or behind, and whether only one format has it."""

    node: Element
    part: Literal["text", "tail"]
    words: str
    is_apart: bool


def _strings(element: Element, apart: Classes, *, whole: bool = False, inside: bool = False) -> Iterator[_String]:
    """Every string of a block in reading order, without the words of notes.

    What stands in a block inside the block is that block's own, unless the `whole` is asked for.
    """
    yield _String(element, "text", element.text or "", inside)
    for child in element:
        if not _is_note(child) and (whole or not _is_block(child)):
            yield from _strings(child, apart, whole=whole, inside=inside or bool(apart & _classes(child)))
        yield _String(child, "tail", child.tail or "", inside)


def _counts(letter: str) -> bool:
    return not letter.isspace() and letter not in UNSEEN


def _common(block: Element, apart: Classes) -> str:
    """The letters of a block that both formats have: no white space, no soft hyphens."""
    strings = (string.words for string in _strings(block, apart) if not string.is_apart)
    return "".join(letter for words in strings for letter in words if _counts(letter))


def _ebook_offset(offset: int, source: Element, target: Element) -> int:
    """The place among the e-book's common letters that answers to a place among all the printed letters."""
    flags = (s.is_apart for s in _strings(source, PRINT_ONLY) for letter in s.words if _counts(letter))
    place = sum(not is_apart for is_apart in islice(flags, offset))
    before, after = _common(source, PRINT_ONLY), _common(target, EBOOK_ONLY)
    if before == after:
        return place
    for first, second, size in difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        if place < first + size:
            return second + max(0, place - first)
    return len(after)


def _insert(block: Element, offset: int, mark: PageMark, apart: Classes, *, before_word: bool) -> int:
    """Put the marker before this common letter of the block, or before its word; how many letters it was moved."""
    string, index = _place(block, offset, apart)
    words = string.words
    start = index
    while before_word and start and not words[start - 1].isspace():
        start -= 1
    marker = etree.Element(f"{XHTML}span", id=mark.id, role="doc-pagebreak")
    marker.set(OPS_TYPE, "pagebreak")
    marker.set("aria-label", mark.label)
    marker.tail = words[start:]
    setattr(string.node, string.part, words[:start])
    if string.part == "text":
        string.node.insert(0, marker)
    else:
        parent = string.node.getparent()
        parent.insert(parent.index(string.node) + 1, marker)
    return len(_letters(words[start:index]))


def _place(block: Element, offset: int, apart: Classes) -> tuple[_String, int]:
    last: tuple[_String, int] | None = None
    left = offset
    for string in _strings(block, apart):
        if string.is_apart:
            continue
        for index, letter in enumerate(string.words):
            if _counts(letter):
                if left == 0:
                    return string, index
                left -= 1
                last = string, index + 1
    return last or (_String(block, "text", block.text or "", False), 0)


def _after(marker: Element, apart: Classes, passed: Classes = frozenset()) -> str:
    """The words that follow a marker in reading order, some more than a check needs; whole elements are `passed`."""
    inside = [above for above in marker.iterancestors() if apart & _classes(above)]
    node: Element | None = inside[-1] if inside else marker  # what only one format has is passed over to its end
    words = [(node.tail if node is not None else "") or ""]
    while node is not None and len("".join(words)) < 8 * COMPARED:
        following = node.getnext()
        if following is None:
            node = node.getparent()
            words.append(" " + (node.tail or "") if node is not None else "")
            continue
        if not _is_note(following) and not (apart | passed) & _classes(following):
            strings = _strings(following, apart, whole=True)
            words.extend([" ", *(string.words for string in strings if not string.is_apart)])
        words.append(following.tail or "")
        node = following
    return "".join(words)
