"""Passages in other languages that the manifest declares: found by their words, and marked with their language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from anthology.core.document import (
    Block,
    Blocks,
    Cite,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Mark,
    Note,
    plain,
    rewrite,
    rewrite_inlines,
)
from anthology.core.findings import Finding
from anthology.core.normalize import house_style
from anthology.manifest import Manifest


@dataclass(frozen=True, slots=True)
class _Range:
    """A part of a run of words, in characters of it, and its language."""

    start: int
    end: int
    lang: str


def with_languages(blocks: Blocks, index: int, manifest: Manifest) -> tuple[Blocks, tuple[Finding, ...]]:
    """The blocks of an essay with the passages that the manifest declares marked; one that is nowhere is C011."""
    entry = manifest.essays[index]
    changed, met = mark_languages(blocks, [(each.words, each.language) for each in entry.foreign])
    missing = (number for number in range(len(entry.foreign)) if number not in met)
    return changed, tuple(
        Finding(
            "C011",
            f"“{entry.foreign[number].words}” is not in the text of {entry.source}",
            manifest.at("essays", index, "foreign", number, "words"),
        )
        for number in missing
    )


def mark_languages(blocks: Blocks, passages: Sequence[tuple[str, str]]) -> tuple[Blocks, frozenset[int]]:
    """The blocks with each passage marked with its language wherever its words stand, and the numbers of those found.

    A passage is its words and their language. The plain text of the blocks is the same before and after. A passage lies
    within one paragraph, heading, line or cell, of the text or of a note. Screen readers take the voice of the
    language, and hyphenation its rules (WCAG 2.2, 3.1.2, Language of Parts).
    """
    patterns = [(number, _pattern(words), language) for number, (words, language) in enumerate(passages)]
    met: set[int] = set()

    def change(content: Inlines, _block: Block) -> Inlines:
        words = plain(content)
        found = [
            (number, _Range(match.start(), match.end(), language))
            for number, pattern, language in patterns
            for match in pattern.finditer(words)
        ]
        met.update(number for number, _ in found)
        ranges = _apart(each for _, each in found)
        return tuple(_marked(content, ranges, 0))

    def in_note(inline: Inline, _block: Block) -> Inlines | None:
        return (replace(inline, blocks=marked(inline.blocks)),) if isinstance(inline, Note) else None

    def marked(blocks: Blocks) -> Blocks:
        return rewrite_inlines(rewrite(blocks, change), in_note)

    return marked(blocks) if patterns else blocks, frozenset(met)


def _pattern(words: str) -> re.Pattern[str]:
    """The words as typeset, with any white space between them, and not as a part of longer ones."""
    typeset = house_style(words)
    before = r"(?<!\w)" if re.match(r"\w", typeset) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", typeset) else ""
    return re.compile(before + r"\s+".join(map(re.escape, typeset.split())) + after)


def _apart(found: Iterator[_Range]) -> tuple[_Range, ...]:
    """The ranges in order; of two that overlap the longer one, or else the first, stays."""
    kept: list[_Range] = []
    for each in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.start))


def _marked(content: Inlines, ranges: Sequence[_Range], start: int) -> Iterator[Inline]:
    """The content with each range inside a mark of its language, within links and marks where it ends in one."""
    if not ranges:
        yield from content
        return
    for lang, group in groupby(_pieces(content, ranges, start), key=lambda piece: piece[0]):
        inside = tuple(inline for _, inline in group)
        if lang and not all(isinstance(inline, LineBreak) for inline in inside):
            yield Mark(kind="span", content=inside, lang=lang)
        else:
            yield from inside


def _pieces(content: Inlines, ranges: Sequence[_Range], start: int) -> Iterator[tuple[str, Inline]]:
    """Each inline, cut where a range begins or ends in it, with the language of the range that it lies in."""
    for inline in content:
        end = start + len(plain((inline,)))
        whole = next((each.lang for each in ranges if each.start <= start < end <= each.end), "")
        within = [each for each in ranges if each.start < end and start < each.end]
        if whole or not within:
            yield whole, inline
        elif isinstance(inline, str):
            borders = sorted({start, end, *(point for each in within for point in (each.start, each.end))})
            for low, high in pairwise(borders):
                if start <= low < high <= end:
                    lang = next((each.lang for each in within if each.start <= low and high <= each.end), "")
                    yield lang, inline[low - start : high - start]
        elif isinstance(inline, Mark | Link | Cite):
            yield "", replace(inline, content=tuple(_marked(inline.content, within, start)))
        else:
            yield "", inline
        start = end
