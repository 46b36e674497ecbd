"""The printed pages in the e-book: a marker at the word with which each page begins, and the proof that it is there.

The pagination knows for each printed page the block and the character where its text begins. Both formats are made
from one markup, so the block has the same id in the e-book; where the words differ (page numbers are printed, links
are not) the place is carried over along the words that both have.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from anthology.findings import Finding
from anthology.ingest.typography import folded
from anthology.press.paginate import Pagination
from anthology.typeset.boxes import INLINE

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
PROOF = 24  # so many letters after a marker must be those with which the printed page begins
NOTES = ("footnote", "note-call")  # classes of what stands outside the running text of a block
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


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


def page_marks(pagination: Pagination) -> tuple[PageMark, ...]:
    """A mark for each page that has text; blank pages are in no e-book."""
    return tuple(
        PageMark(label=label, page=index, slug=page.slug, block=opening.block, offset=opening.offset)
        for index, (page, label, opening) in enumerate(
            zip(pagination.pages, pagination.labels, pagination.openings, strict=True)
        )
        if page.slug and opening is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A page of the e-book with its markers, the marks that found their place, and those that did not."""

    xhtml: bytes
    marks: tuple[PageMark, ...]
    findings: tuple[Finding, ...]


def mark_pages(ebook: bytes, printed: bytes, marks: Sequence[PageMark]) -> Marked:
    """The e-book's page with an empty `doc-pagebreak` where each printed page begins (EPUB Accessibility 1.1, 4.2).

    A page that begins inside a word, which the press has hyphenated, is marked before the word. Where the e-book has
    no such block the mark is left out, with a finding E020.
    """
    tree, print_tree = etree.fromstring(ebook), etree.fromstring(printed)
    blocks, print_blocks = _by_id(tree), _by_id(print_tree)
    placed: list[PageMark] = []
    findings: list[Finding] = []
    for mark in reversed(marks):  # from the end, so that earlier places stay where they are
        block, source = blocks.get(mark.block), print_blocks.get(mark.block)
        if block is None or source is None:
            findings.append(Finding("E020", f"printed page {mark.label}: the e-book has no “{mark.block}”"))
            continue
        _insert(block, _carried_over(mark.offset, _text(source), _text(block)), mark)
        placed.append(mark)
    xhtml = etree.tostring(tree, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    return Marked(xhtml=xhtml, marks=tuple(reversed(placed)), findings=tuple(findings))


def _by_id(tree: etree._Element) -> dict[str, etree._Element]:
    return {str(element.get("id")): element for element in tree.iter() if element.get("id")}


def _is_note(element: etree._Element) -> bool:
    return not isinstance(element.tag, str) or bool(set(str(element.get("class", "")).split()) & set(NOTES))


def _strings(element: etree._Element, *, whole: bool = False) -> Iterator[tuple[etree._Element, str, str]]:
    """Every string of a block as (element, "text" or "tail", string), without the words of notes.

    What stands in a block inside the block is that block's own, unless the `whole` is asked for.
    """
    yield element, "text", element.text or ""
    for child in element:
        if not _is_note(child) and (whole or not _is_block(child)):
            yield from _strings(child, whole=whole)
        yield child, "tail", child.tail or ""


def _is_block(element: etree._Element) -> bool:
    return bool(element.get("id")) and etree.QName(element).localname not in INLINE


def _counts(letter: str) -> bool:
    return not letter.isspace() and letter not in UNSEEN


def _text(element: etree._Element) -> str:
    """The letters of a block that count: no white space, no soft hyphens, no notes."""
    return "".join(letter for _, _, string in _strings(element) for letter in string if _counts(letter))


def _carried_over(offset: int, source: str, target: str) -> int:
    """The place in the target's letters that answers to a place in the source's letters."""
    if source == target:
        return offset
    for first, second, size in difflib.SequenceMatcher(None, source, target, autojunk=False).get_matching_blocks():
        if offset < first + size:
            return second + max(0, offset - first)
    return len(target)


def _insert(block: etree._Element, offset: int, mark: PageMark) -> None:
    """Put the marker before the word that holds this letter of the block."""
    node, part, index = _place(block, offset)
    string = getattr(node, part) or ""
    while index and not string[index - 1].isspace():
        index -= 1
    marker = etree.Element(f"{XHTML}span", id=mark.id, role="doc-pagebreak")
    marker.set(OPS_TYPE, "pagebreak")
    marker.set("aria-label", mark.label)
    marker.tail = string[index:]
    setattr(node, part, string[:index])
    if part == "text":
        node.insert(0, marker)
    else:
        parent = node.getparent()
        parent.insert(parent.index(node) + 1, marker)


def _place(block: etree._Element, offset: int) -> tuple[etree._Element, str, int]:
    left = offset
    last = (block, "text", 0)
    for node, part, string in _strings(block):
        for index, letter in enumerate(string):
            if _counts(letter):
                if left == 0:
                    return node, part, index
                left -= 1
                last = (node, part, index + 1)
    return last


def unproved(
    marked: Mapping[str, bytes], marks: Iterable[PageMark], pages: Sequence[str], shown: int = PROOF
) -> tuple[Finding, ...]:
    """A finding E021 for each mark after which the e-book does not go on as the printed page begins.

    `marked` are the finished pages of the e-book by slug, `pages` the text of the printed pages, read back from the
    PDF without running heads and folios. The rest of a hyphenated word counts; so do words that only print has (a
    page number before the first common word), within one line.
    """
    trees = {slug: _by_id(etree.fromstring(data)) for slug, data in marked.items()}
    findings = []
    for mark in marks:
        after = folded(_after(trees[mark.slug][mark.id], 4 * shown))
        page = folded(pages[mark.page])
        if not _goes_on(after, page, shown):
            message = (
                f"printed page {mark.label}: the e-book goes on “{after[:shown]}”, the page begins “{page[:shown]}”"
            )
            findings.append(Finding("E021", message))
    return tuple(findings)


def _goes_on(after: str, page: str, shown: int) -> bool:
    """Whether the page begins with these words, perhaps inside the first of them or behind a few words of its own."""
    length = min(shown, len(page), len(after))
    starts = (after[start : start + length] for start in range(min(2 * shown, max(1, len(after) - length + 1))))
    return any(page.startswith(start) for start in starts) or after[: length // 2] in page[: 4 * shown]


def _after(marker: etree._Element, most: int) -> str:
    """The words that follow a marker in reading order, up to some letters."""
    words = [marker.tail or ""]
    node = marker
    while node is not None and sum(map(len, words)) < 2 * most:
        following = node.getnext()
        if following is not None:
            if not _is_note(following):
                words.append(" " if following.tag == f"{XHTML}br" else "")
                words.extend(string for _, _, string in _strings(following, whole=True))
            words.append(following.tail or "")
            node = following
        else:
            node = node.getparent()
            words.append(node.tail or "" if node is not None else "")
    return "".join(words)
