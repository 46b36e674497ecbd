"""Citations as links: `Cite` inlines set around the author's own words, and nothing else changed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from types import MappingProxyType

from anthology.citations.intext.detect import Citation, find_citations
from anthology.citations.intext.index import CitationIndex, word_key
from anthology.citations.intext.keys import KeyedCitation, KeyedItem, find_keys
from anthology.citations.model import Reference
from anthology.citations.parse import read_footnote
from anthology.citations.parse.notes import (
    NoteText,
    Short,
    looks_like_citation,
    may_be_called,
    read_short_note,
    surnames,
)
from anthology.citations.styles import InText
from anthology.core.document import (
    Block,
    Blocks,
    Cite,
    Inline,
    Inlines,
    LineBreak,
    Mark,
    Note,
    PageBreak,
    Paragraph,
    notes_of,
    rewrite,
)
from anthology.core.findings import Finding, Location
from anthology.core.normalize import shortened

# What stands in the searched text for an inline that no citation may reach into or across.
WALL = "\ufffc"
TITLE_MARKS = ("emphasis", "title")
# A key that nobody gives to himself on a network: it has the year of a work.
_DATED_KEY = re.compile(r"(?:1[5-9]|20)\d\d")

_TROUBLES = {
    "unknown": ("B001", "“{words}” is cited, but not among the references"),
    "ambiguous": ("B002", "“{words}” could be {keys}"),
    "year": ("B003", "“{words}”: the author is among the references, but not with this year"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CitingPlace:
    """One place where an essay cites a work: the way back from the entry to the text."""

    key: str
    essay: str
    id: str
    block: str
    locator: str = ""
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An essay's blocks with their citations linked, the places that cite, and what did not resolve."""

    blocks: Blocks
    places: tuple[CitingPlace, ...]
    findings: tuple[Finding, ...]


def link_citations(
    blocks: Blocks,
    index: CitationIndex,
    slug: str,
    labels: Mapping[str, InText] | None = MappingProxyType({}),
    *,
    running: bool = False,
) -> Linked:
    """The blocks with each citation that means exactly one work inside a `Cite`, numbered `slug-c1`, `slug-c2` …

    The words stay as they are, so that the plain text of the blocks is the same before and after; only a `[@key]` of
    a Markdown source, which is a command and not a word, becomes what `labels` has for the key, and is refused (R012)
    where there are none because another program has the style. `running` says that a source writes keys in its running
    text too, as pandoc reads them. Notes are searched too; links, code and citations that are there already are not.
    """
    linker = _Linker(index, slug, labels, running=running)
    linked = rewrite(blocks, linker.change)
    findings = (*linker.findings, *unread_notes(blocks, linker.places))
    return Linked(blocks=linked, places=tuple(linker.places), findings=findings)


def uncited(works: Iterable[Reference], places: Iterable[CitingPlace]) -> tuple[Finding, ...]:
    """A finding for each work that is no essay of this book and that no place of it cites (R010)."""
    cited = {place.key for place in places}
    return tuple(
        Finding("R010", f"“{work.key}” is listed, but nothing cites it", work.at)
        for work in works
        if work.key not in cited and not work.is_essay
    )


def footnoted_references(blocks: Blocks, slug: str) -> tuple[Reference, ...]:
    """The references that the essay's notes give in full, to be merged with those of its list."""
    found = (_footnote(block) for note in notes_of(blocks) for block in note.blocks)
    return tuple(replace(read[0], essays=(slug,)) for read in found if read)


def unread_notes(blocks: Blocks, places: Sequence[CitingPlace]) -> tuple[Finding, ...]:
    """A finding (R040) for the notes that look like citations and of which no work was read or known."""
    cited = {place.at for place in places}
    unread = [
        (note.words, block.at)
        for each in notes_of(blocks)
        for block in each.blocks
        if isinstance(block, Paragraph)
        and looks_like_citation(note := _note_text(block.content))
        and not _footnote(block)
        and block.at not in cited
    ]
    if not unread:
        return ()
    words, at = unread[0]
    many = f"{len(unread)} notes look like citations" if len(unread) > 1 else "a note looks like a citation"
    return (
        Finding("R040", f"{many} of works that could not be read for certain; first “{shortened(words, 100)}”", at),
    )


def _footnote(block: Block) -> tuple[Reference, int, int] | None:
    return read_footnote(_note_text(block.content), block.at) if isinstance(block, Paragraph) else None


def _note_text(content: Inlines) -> NoteText:
    """The words of a note as the search sees them, and which of them are marked as titles are."""
    words, marked = "", []
    for inline in content:
        run = _searched(inline)
        if isinstance(inline, Mark) and inline.kind in TITLE_MARKS and run.strip():
            marked.append((len(words), len(words) + len(run)))
        words += run
    return NoteText(words, tuple(marked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stretch of the searched text, and what makes of its inlines those that take its place."""

    start: int
    end: int
    make: Callable[[Inlines], Inlines]


class _Linker:
    """Goes through one essay in reading order, counting its citations and keeping what it finds."""

    def __init__(self, index: CitationIndex, slug: str, labels: Mapping[str, InText] | None, *, running: bool) -> None:
        self.index = index
        self.slug = slug
        self.labels = labels
        self.running = running
        self.places: list[CitingPlace] = []
        self.findings: list[Finding] = []
        self.noted: list[str] = []  # of each note the key of the work that it cites, empty for none or several

    def change(self, content: Inlines, block: Block) -> Inlines:
        """The run with its citations linked, by key first and then by author and date."""
        return self._dated(self._keyed(content, block), block)

    def _dated(self, content: Inlines, block: Block, *, is_note: bool = False) -> Inlines:
        """The run with its citations by author and date linked; what only looks like one is left alone."""
        runs = list(map(_searched, content))
        text = "".join(runs)
        marks = ("t" if isinstance(inline, Mark) and inline.kind in TITLE_MARKS else " " for inline in content)
        titles = "".join(mark * len(run) for mark, run in zip(marks, runs, strict=True))
        found = [
            each
            for each in find_citations(text, self.index, self.slug)
            if each.trouble != "unknown"
            or not (is_note or each.form == "narrative")
            or not _follows_title(text, titles, each.end)
        ]
        return self._linked(content, found, block)

    def _change_note(self, content: Inlines, block: Block) -> Inlines:
        """The same for a note: where it gives a reference in full, its authors and year are the citation."""
        read = _footnote(block)
        key = self.index.keys.get(read[0].key) if read else None
        if read and key:
            self.noted.append(key)
            return self._linked(content, (Citation(start=read[1], end=read[2], keys=(key,), words=""),), block)
        short = read_short_note(_note_text(content))
        key = self._named_again(short) if short else None
        if short and key:
            self.noted.append(key)
            cited = Citation(start=short.start, end=short.end, keys=(key,), words="", locator=short.locator)
            return self._linked(content, (cited,), block)
        before = len(self.places)
        made = self._dated(self._keyed(content, block), block, is_note=True)
        cited_here = {place.key for place in self.places[before:]}
        self.noted.append(cited_here.pop() if len(cited_here) == 1 else "")
        return made

    def _named_again(self, short: Short) -> str | None:
        """The key of the one work that a short note means; “ibid.” means that of the note before."""
        if not short.names:
            return self.noted[-1] if self.noted and self.noted[-1] else None
        wanted = surnames(short.names)
        works = self.index.works.get(word_key(wanted[0]), ()) if wanted else ()
        if short.is_before:
            keys = {work.reference.key for work in works}
            return next((key for key in reversed(self.noted) if key in keys), None)
        fitting = {work.reference.key for work in works if may_be_called(short.title, work.reference.title)}
        noted = fitting.intersection(self.noted)
        meant = noted if len(noted) == 1 else fitting
        return meant.pop() if len(meant) == 1 else None

    def _linked(self, content: Inlines, citations: Iterable[Citation], block: Block) -> Inlines:
        changes: list[Change] = []
        for citation in citations:
            if citation.trouble:
                code, message = _TROUBLES[citation.trouble]
                words = message.format(words=citation.words, keys=" or ".join(citation.keys))
                self.findings.append(Finding(code, words, block.at))
            else:
                make = partial(self._cite, citation.keys[0], citation.locator, block)
                changes.append(Change(start=citation.start, end=citation.end, make=make))
        return tuple(_changed(content, changes, lambda inline: inline)) if changes else content

    def _keyed(self, content: Inlines, block: Block) -> Inlines:
        """The run with its citations by key linked, and with the notes in it gone through."""
        if all(isinstance(inline, str) and "@" not in inline for inline in content):
            return content
        text = "".join(map(_searched, content))
        changes = [change for found in find_keys(text) for change in self._changes(found, block)]
        return tuple(_changed(content, changes, lambda inline: self._with_notes(inline, block)))

    def _with_notes(self, inline: Inline, block: Block) -> Inline:
        match inline:
            case Note(blocks=blocks):
                return replace(inline, blocks=rewrite(blocks, self._change_note))
            case Mark(kind=kind, content=content) if kind != "code":
                return replace(inline, content=tuple(self._with_notes(each, block) for each in content))
            case _:
                return inline

    def _changes(self, found: KeyedCitation, block: Block) -> Iterator[Change]:
        """What becomes of a citation by key; nothing, with a finding, where one of its keys is not there."""
        missing = [item.key for item in found.items if not self.index.keyed(item.key, self.slug)]
        if found.is_running:
            (item,) = found.items
            key = self.index.keyed(item.key, self.slug)
            if not self.running or key in self.index.essay_works or (missing and not _DATED_KEY.search(item.key)):
                return  # a name, as networks write them
            if missing:
                self.findings.append(Finding("B001", f"“@{item.key}” is cited, but not among the references", block.at))
                return
            if not self._is_refused(found, block):
                yield from self._running(found, item, block)
            return
        self.findings += [Finding("B004", f"“@{key}” is not the key of a reference", block.at) for key in missing]
        if missing or self._is_refused(found, block):
            return
        yield _words(found.start, found.start + 1, "(")
        for item in found.items:
            yield _replacement(item.start, item.end, partial(self._item, item, block))
        yield _words(found.end - 1, found.end, ")")

    def _is_refused(self, found: KeyedCitation, block: Block) -> bool:
        """Whether nothing says how the style prints a citation by key, which is then a finding."""
        if self.labels is None:
            message = f"“@{found.items[0].key}” is cited by its key, and `engine: pandoc` prints the list alone"
            hint = "write the citation in words, as (Lee 2016), or choose a built-in `style` in place of the engine"
            self.findings.append(Finding("R012", message, block.at, hint))
        return self.labels is None

    def _running(self, found: KeyedCitation, item: KeyedItem, block: Block) -> Iterator[Change]:
        """A key of the running text: its author is a word of the sentence, the year stands in brackets."""
        if found.opens:
            yield _replacement(item.start, found.opens + 1, partial(self._item, item, block, before=True))
            yield _words(found.end - 1, found.end, ")")
        else:
            yield _replacement(item.start, item.end, partial(self._item, item, block, whole=True))

    def _item(self, item: KeyedItem, block: Block, *, before: bool = False, whole: bool = False) -> Inlines:
        """The words of a key: in a bracket; of the running text `before` a place in the work; or the `whole` of it."""
        key = self.index.keyed(item.key, self.slug)
        label = (self.labels or {}).get(key)
        names, year = (label.names, label.year) if label else (key, "")
        if before:
            named = () if item.alone else (f"{names} ",)
            return (*named, "(", *self._cite(key, item.locator, block, (year or key,)), ", ")
        if whole:
            words = f"({year or key})" if item.alone else f"{names} ({year})" if year else names
            return self._cite(key, "", block, (words,))
        words = year if item.alone and year else str(label or key)
        return (*self._cite(key, item.locator, block, (words,)), *("," if item.lacks_comma else ""))

    def _cite(self, key: str, locator: str, block: Block, content: Inlines) -> Inlines:
        number = f"{self.slug}-c{len(self.places) + 1}"
        place = CitingPlace(key=key, essay=self.slug, id=number, block=block.id, locator=locator, at=block.at)
        self.places.append(place)
        return (Cite(keys=(key,), content=content, locator=locator, id=number),)


def _words(start: int, end: int, words: str) -> Change:
    return _replacement(start, end, lambda: (words,))


def _replacement(start: int, end: int, make: Callable[[], Inlines]) -> Change:
    return Change(start=start, end=end, make=lambda inlines: _in_marks(inlines, make()))


def _follows_title(text: str, titles: str, end: int) -> bool:
    """Whether the last bracket that opens before `end` stands directly behind what `titles` marks with a letter."""
    before = text[: max(text.rfind("(", 0, end), text.rfind("[", 0, end), 0)].rstrip(" ,.")
    return bool(before) and titles[len(before) - 1] == "t"


def _searched(inline: Inline) -> str:
    """The words of an inline as the search sees them; its length is what offsets count."""
    match inline:
        case str():
            return inline
        case Mark(kind=kind, content=content) if kind != "code":
            return "".join(map(_searched, content))
        case LineBreak():
            return "\n"
        case PageBreak():
            return ""
        case _:
            return WALL


def _cut(content: Inlines, points: Sequence[int], start: int = 0) -> Iterator[tuple[int, Inline]]:
    """Each inline with the offset where it begins, cut at the points, which are sorted."""
    for inline in content:
        end = start + len(_searched(inline))
        inner = points[bisect_right(points, start) : bisect_left(points, end)]
        borders = (start, *dict.fromkeys(inner), end)
        if isinstance(inline, str):
            yield from ((low, inline[low - start : high - start]) for low, high in pairwise(borders))
        elif isinstance(inline, Mark) and inner:
            pieces = list(_cut(inline.content, points, start))
            for low, high in pairwise(borders):
                held = tuple(piece for at, piece in pieces if low <= at < high or (at == high == end))
                yield low, replace(inline, content=held)
        else:
            yield start, inline
        start = end


def _changed(content: Inlines, changes: Sequence[Change], other: Callable[[Inline], Inline]) -> Iterator[Inline]:
    """The content with its changes made, which are in order and apart, and with everything else as `other` has it."""
    waiting = iter(changes)
    change = next(waiting, None)
    inside: list[Inline] = []
    points = sorted(point for each in changes for point in (each.start, each.end))
    for start, inline in _cut(content, points):
        while change and start >= change.end:
            yield from change.make(tuple(inside))
            inside = []
            change = next(waiting, None)
        if change and start >= change.start:
            inside.append(inline)
        else:
            yield other(inline)
    if change and inside:
        yield from change.make(tuple(inside))


def _in_marks(inlines: Inlines, words: Inlines) -> Inlines:
    """The words in the marks in which the first of these inlines that has words stands."""
    inline = next(filter(_searched, inlines), None)
    if not isinstance(inline, Mark) or not words:
        return words
    return (replace(inline, content=_in_marks(inline.content[:1], words)),)
