"""Rules for what stands around the running text and belongs to the essay: title, byline, date, warning, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from anthology.core.document import Heading, Items, Paragraph, words_in_order
from anthology.core.essay import SourceLine
from anthology.core.findings import Finding
from anthology.core.normalize import normalize
from anthology.sources.cleaning.boilerplate import DATE, LIST_ITEM
from anthology.sources.draft import Draft, Line

NAME_LINES = 3  # how far from the top the bare name of the author may stand
HEAD_LINES = 8  # how far from the top a byline, a date or a warning may stand
TITLE_LENGTH = 150
LISTED = 0.8  # so many of the lines below a heading for references must look like entries
REFERENCE_RUN = 3  # so many references in a row make a list that needs no heading

_BYLINE = re.compile(
    r"(?:(?:commentary|words|written|text|opinion|review|story|analysis|interview|essay|posted|a)\s+)?by:?\s+"
    r"(?P<name>[^\W\d_].{1,140})",
    re.IGNORECASE,
)
_NAMED = re.compile(r"^(?:by|von|par|por|de|di|door|av|af):?\s+|[.,]$", re.IGNORECASE)  # around a name that is known
_DATELINE = re.compile(
    rf"[(\[]?\s*(?:(?:published|posted|written|first published)(?: on)?:?\s*)?(?P<date>{DATE.pattern})\s*[)\]]?\W*",
    re.IGNORECASE,
)
_WARNING = re.compile(
    r"(?:(?:trigger|content)s?\s+(?:warnings?|notes?|notices?|advisor(?:y|ies))|[TC]W)\s*[:–—-]\s*\S.*", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"[^\W\d_][^()\[\]]{1,160}?[.,]?\s\(?(?:(?:1[5-9]|20)\d\d[a-z]?|n\.d\.?|forthcoming)\)?[.,:]\s\S.{8,}"
)
# What stands below a heading for references may give its year anywhere, and is one entry.
_ENTRY = re.compile(
    r"(?=.{20,900}$)[\W\d_]*[^\W\d_].*(?:(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\bn\.\s?d\b|forthcoming).*", re.DOTALL
)
_REFERENCE_HEADING = re.compile(
    r"(?:references|bibliography|works cited|sources|literature(?: cited)?)\W*", re.IGNORECASE
)


_NOTES_HEADING = re.compile(
    r"(?:end|foot)?notes|notes and references|citations|references|bibliography|works cited", re.IGNORECASE
)


def move_author_note(draft: Draft) -> Draft:
    """The author's own warning, to stand verbatim with the content note."""
    declared = [line for line in draft.lines if draft.role(line) == "author-note"]
    found = declared or [line for line in draft.free()[:HEAD_LINES] if _WARNING.fullmatch(line.text)][:1]
    if not found:
        return draft
    moved = draft.claim(found, "moved", "author-note", "the author’s own warning, shown as such", "author_note")
    return replace(moved, author_note=tuple(found))


def move_title(draft: Draft) -> Draft:
    """The first line, where it is shaped like a title: short, and not a sentence that ends in a full stop.

    A title that the reader has found in the structure of the file stays; one that the editor supplies means that the
    source has none, so no line is taken for it; nor is one that is all the text there is.
    """
    lines = draft.free()
    first = lines[0] if lines else None
    if draft.title_is_supplied or draft.title:
        return draft
    if (
        first is None
        or not first.text
        or len(lines) == 1
        or not isinstance(first.block, Paragraph | None)
        or len(first.text) > TITLE_LENGTH
        or first.text[-1] in ".:;,…"
        or LIST_ITEM.match(first.text)
    ):
        finding = Finding("C003", "no line is shaped like a title", draft.place(first) if first else draft.at)
        return replace(draft, findings=(*draft.findings, finding))
    moved = draft.claim([first], "moved", "title", "the title of the essay", "title")
    return replace(moved, title=first.text)


def move_byline(draft: Draft) -> Draft:
    """The line that says who wrote the essay: by its words, or because it is the author's name and no more."""
    for line in draft.free()[:NAME_LINES]:
        if draft.author and normalize(_NAMED.sub("", line.text)).casefold() == normalize(draft.author).casefold():
            moved = draft.claim([line], "moved", "byline", "says who wrote the essay", "byline")
            return replace(moved, byline=draft.author)
    for line in draft.free()[:HEAD_LINES]:
        if draft.byline and normalize(line.text) == normalize(draft.byline):
            return draft.claim([line], "moved", "byline", "says who wrote the essay", "byline")
        match = _BYLINE.fullmatch(line.text.rstrip(" |·"))
        if match and match["name"][0].isupper() and len(line.text.split()) <= 20:
            moved = draft.claim([line], "moved", "byline", "says who wrote the essay", "byline")
            return replace(moved, byline=match["name"].strip())
    return draft


def move_date(draft: Draft) -> Draft:
    """A line that is nothing but a date, near the top or near the end."""
    lines = draft.free()
    for line in (*lines[:HEAD_LINES], *lines[-HEAD_LINES:]):
        match = _DATELINE.fullmatch(line.text)
        if match:
            moved = draft.claim([line], "moved", "date", "the date of the essay", "date")
            return replace(moved, date=match["date"])
    return draft


def move_references(draft: Draft) -> Draft:
    """The reference list: what stands below its heading, in lines or as a list; at the end also without a heading."""
    lines = draft.free()
    places = [index for index, line in enumerate(lines) if _REFERENCE_HEADING.fullmatch(line.text)]
    for index in reversed(places):
        below = lines[index + 1 :]
        end = next((at for at, line in enumerate(below) if isinstance(line.block, Heading)), len(below))
        entries = [entry for line in below[:end] for entry in _entries(line)]
        known = sum(_ENTRY.fullmatch(entry.text) is not None for entry in entries)
        if entries and known >= LISTED * len(entries):
            return _moved(draft, lines[index], below[:end], entries)
    start = len(lines)
    while start and all(_REFERENCE.fullmatch(entry.text) for entry in _entries(lines[start - 1])):
        start -= 1
    run = lines[start:]
    heading = lines[start - 1] if start and _REFERENCE_HEADING.fullmatch(lines[start - 1].text) else None
    if len(run) < (1 if heading else REFERENCE_RUN):
        return draft
    return _moved(draft, heading, run, [entry for line in run for entry in _entries(line)])


def _moved(draft: Draft, heading: Line | None, lines: Sequence[Line], entries: Sequence[SourceLine]) -> Draft:
    if heading:
        draft = draft.claim([heading], "moved", "reference-heading", "the heading of the reference list", "references")
    moved = draft.claim(lines, "moved", "references", "an entry of the essay’s own reference list", "references")
    return replace(moved, references=tuple(entries))


def _entries(line: Line) -> Iterator[SourceLine]:
    """The entries in a line: itself, or the items of the list that it is."""
    if not isinstance(line.block, Items):
        yield SourceLine(number=line.number, text=line.text)
        return
    for item in line.block.items:
        number = item[0].at.line if item and item[0].at else line.number
        yield SourceLine(number=number, text=" ".join(" ".join(map(words_in_order, item)).split()))


def drop_empty_headings(draft: Draft) -> Draft:
    """Headings of notes or references at the end, whose notes stand where they are called: nothing stands below."""
    lines, start = draft.free(), len(draft.free())
    while start and isinstance(lines[start - 1].block, Heading) and _NOTES_HEADING.fullmatch(lines[start - 1].text):
        start -= 1
    return draft.claim(lines[start:], "dropped", "empty", "heads what stands elsewhere in the book")
