"""Citations as links: `Cite` inlines set around the author's own words, and nothing else changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from anthology.citations.find import Citation, find_citations
from anthology.citations.index import CitationIndex
from anthology.citations.keys import KeyedItem, find_keys
from anthology.findings import Finding, Location
from anthology.references.harvard import read_footnote
from anthology.references.record import Reference
from anthology.styles.entries import InText
from anthology.text import (
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
    plain,
    rewrite,
)

#: What stands in the searched text for an inline that no citation may reach into or across.
WALL = "\ufffc"

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
    blocks: Blocks, index: CitationIndex, slug: str, labels: Mapping[str, InText] | None = None
) -> Linked:
    """The blocks with each citation that means exactly one work inside a `Cite`, numbered `slug-c1`, `slug-c2` …

    The words stay as they are, so that the plain text of the blocks is the same before and after; only a `[@key]` of
    a Markdown source, which is a command and not a word, becomes what `labels` has for the key. Notes are searched
    too; links, code and citations that are there already are not.
    """
    linker = _Linker(index, slug, labels or {})
    linked = rewrite(blocks, linker.change)
    return Linked(blocks=linked, places=tuple(linker.places), findings=tuple(linker.findings))


def uncited(works: Iterable[Reference], places: Iterable[CitingPlace]) -> tuple[Finding, ...]:
    """A finding for each work that is no essay of this book and that no place of it cites (R010)."""
    cited = {place.key for place in places}
    return tuple(
        Finding("R010", f"“{work.key}” is listed, but nothing cites it", work.at)
        for work in works
        if work.key not in cited and not work.own
    )


def footnoted_references(blocks: Blocks, slug: str) -> tuple[Reference, ...]:
    """The references that the essay's notes give in full, to be merged with those of its list."""
    found: list[Reference] = []

    def look(content: Inlines, _block: Block) -> Inlines:
        for inline in content:
            if isinstance(inline, Note):
                found.extend(replace(read[0], essays=(slug,)) for read in map(_footnote, inline.blocks) if read)
            elif isinstance(inline, Mark):
                look(inline.content, _block)
        return content

    rewrite(blocks, look)
    return tuple(found)


def _footnote(block: Block) -> tuple[Reference, int] | None:
    return read_footnote(plain(block.content), block.at) if isinstance(block, Paragraph) else None


class _Linker:
    """Goes through one essay in reading order, counting its citations and keeping what it finds."""

    def __init__(self, index: CitationIndex, slug: str, labels: Mapping[str, InText]) -> None:
        self.index = index
        self.slug = slug
        self.labels = labels
        self.places: list[CitingPlace] = []
        self.findings: list[Finding] = []

    def change(self, content: Inlines, block: Block) -> Inlines:
        """The run with its citations linked, by key first and then by author and date."""
        content = self._keyed(content, block)
        text = "".join(map(_searched, content))
        return self._linked(content, find_citations(text, self.index, self.slug), block)

    def _change_note(self, content: Inlines, block: Block) -> Inlines:
        """The same for a note: where it gives a reference in full, its authors and year are the citation."""
        read = _footnote(block)
        key = self.index.keys.get(read[0].key) if read else None
        if not read or not key:
            return self.change(content, block)
        cited = Citation(start=0, end=read[1], keys=(key,), words="")
        return self._linked(content, (cited,), block)

    def _linked(self, content: Inlines, citations: Iterable[Citation], block: Block) -> Inlines:
        linked: list[Citation] = []
        for citation in citations:
            if citation.trouble:
                code, message = _TROUBLES[citation.trouble]
                words = message.format(words=citation.words, keys=" or ".join(citation.keys))
                self.findings.append(Finding(code, words, block.at))
            else:
                linked.append(citation)
        return tuple(self._cited(content, linked, block)) if linked else content

    def _cited(self, content: Inlines, citations: Sequence[Citation], block: Block) -> Iterator[Inline]:
        points = [point for citation in citations for point in (citation.start, citation.end)]
        waiting = iter(citations)
        citation = next(waiting, None)
        inside: list[Inline] = []
        for start, inline in _cut(content, sorted(points), 0):
            if citation and start >= citation.end:
                yield self._cite(citation.keys[0], tuple(inside), citation.locator, block)
                inside = []
                citation = next(waiting, None)
            if citation and start >= citation.start:
                inside.append(inline)
            else:
                yield inline
        if citation and inside:
            yield self._cite(citation.keys[0], tuple(inside), citation.locator, block)

    def _keyed(self, content: Inlines, block: Block) -> Inlines:
        """The run with its citations by key linked, and with the notes in it gone through."""
        if all(isinstance(inline, str) and "@" not in inline for inline in content):
            return content
        made: list[Inline] = []
        for inline in content:
            if isinstance(inline, str):
                made += self._keys_in(inline, block)
            elif isinstance(inline, Note):
                made.append(replace(inline, blocks=rewrite(inline.blocks, self._change_note)))
            elif isinstance(inline, Mark) and inline.kind != "code":
                made.append(replace(inline, content=self._keyed(inline.content, block)))
            else:
                made.append(inline)
        return tuple(made)

    def _keys_in(self, text: str, block: Block) -> Iterator[Inline]:
        end = 0
        for bracket in find_keys(text) if "@" in text else ():
            missing = [item.key for item in bracket.items if item.key not in self.index.keys]
            self.findings += [Finding("B004", f"“@{key}” is not the key of a reference", block.at) for key in missing]
            if missing:
                continue
            yield text[end : bracket.start] + "("
            for number, item in enumerate(bracket.items):
                yield from self._item("; " if number else "", item, block)
            yield ")"
            end = bracket.end
        if text[end:] or not end:
            yield text[end:]

    def _item(self, before: str, item: KeyedItem, block: Block) -> Iterator[Inline]:
        if before + item.prefix:
            yield before + item.prefix
        key = self.index.keys[item.key]
        label = self.labels.get(key)
        words = (label.year if item.alone else str(label)) if label else key
        yield self._cite(key, (words,), item.locator, block)
        if item.locator:
            yield f", {item.locator}"

    def _cite(self, key: str, content: Inlines, locator: str, block: Block) -> Cite:
        number = f"{self.slug}-c{len(self.places) + 1}"
        place = CitingPlace(key=key, essay=self.slug, id=number, block=block.id, locator=locator, at=block.at)
        self.places.append(place)
        return Cite(keys=(key,), content=content, locator=locator, id=number)


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


def _cut(content: Inlines, points: Sequence[int], start: int) -> Iterator[tuple[int, Inline]]:
    """Each inline with the offset where it begins, cut in two wherever a point lies inside it."""
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
