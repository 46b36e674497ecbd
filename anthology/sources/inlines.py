"""Inline content as every reader puts it together, and what a note can hold of the blocks in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from anthology.core.document import (
    Block,
    Blocks,
    Figure,
    Heading,
    Inline,
    InlineImage,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Note,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    Verse,
    plain,
    plain_block,
)
from anthology.core.normalize import house_style, with_curly_quotes, with_dashes

_T = TypeVar("_T", Note, InlineImage)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def is_language(given: str) -> bool:
    """Whether what a source gives as a language has the shape of a tag (BCP 47, section 2.1)."""
    return _LANGUAGE.fullmatch(given) is not None


_HELD = re.compile(r"\s*")
# How far spaces that stay set a line in, in halves of an em; others are too narrow, or may be any number of them.
_WIDTHS = {"\u00a0": 1, "\u2000": 1, "\u2001": 2, "\u2002": 1, "\u2003": 2, "\u3000": 2}


def set_in(text: str) -> tuple[int, str]:
    """By how many ems spaces that stay set a line in, and the rest of it; all of it where they do not."""
    held = _HELD.match(text)
    before = held[0] if held else ""
    indent = sum(_WIDTHS.get(space, 0) for space in before) // 2
    return indent, text[len(before) :] if indent else text


def joined(inlines: Sequence[Inline]) -> Inlines:
    """Neighbouring strings as one, in house style as a whole."""
    whole: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, str) and whole and whole[-1] == LineBreak():
            indent, words = set_in(inline)
            whole[-1:] = [LineBreak(indent=indent), words]
        elif isinstance(inline, str) and whole and isinstance(whole[-1], str):
            whole[-1] += inline
        else:
            whole.append(inline)
    sides = [" ", *(plain((inline,)) for inline in whole), " "]
    return tuple(
        _typeset(inline, sides[index][-1:] or " ", sides[index + 2][:1] or " ") if isinstance(inline, str) else inline
        for index, inline in enumerate(whole)
    )


def _typeset(text: str, before: str, after: str) -> str:
    """The text in house style, with the spaces at its ends kept: what stands beside it is a mark or a link."""
    changed = house_style(with_dashes(with_curly_quotes(text, before, after), before, after))
    lead = " " if text[:1].isspace() and changed else ""
    trail = " " if text[-1:].isspace() and changed else ""
    return f"{lead}{changed}{trail}" or " "


def trimmed(inlines: Sequence[Inline]) -> Inlines:
    """The content without white space and line breaks at its two ends."""
    content = list(inlines)
    while content and _is_blank(content[0]):
        del content[0]
    while content and _is_blank(content[-1]):
        del content[-1]
    if content and isinstance(content[0], str):
        content[0] = content[0].lstrip()
    if content and isinstance(content[-1], str):
        content[-1] = content[-1].rstrip()
    return tuple(content)


def _is_blank(inline: Inline) -> bool:
    return isinstance(inline, LineBreak) or (isinstance(inline, str) and not inline.strip())


def without_notes(content: Inlines) -> tuple[Inlines, tuple[Note, ...]]:
    """The content without the notes called in it, and these: a link cannot hold the call of a note."""
    return _apart(content, Note)


def without_pictures(content: Inlines) -> tuple[Inlines, tuple[Figure, ...]]:
    """The content without the pictures amid its words, and these."""
    kept, insets = _apart(content, InlineImage)
    return kept, tuple(inset.figure for inset in insets)


def _apart(content: Inlines, kind: type[_T]) -> tuple[Inlines, tuple[_T, ...]]:
    """The content without what is of a kind, and that; a mark or a link that held nothing else goes with it."""
    kept: list[Inline] = []
    found: list[_T] = []
    for inline in content:
        if isinstance(inline, kind):
            found.append(inline)
        elif isinstance(inline, Mark | Link):
            inner, within = _apart(inline.content, kind)
            kept += [replace(inline, content=inner)] if inner or not within else []
            found.extend(within)
        else:
            kept.append(inline)
    return tuple(kept), tuple(found)


def without_links(content: Inlines) -> Inlines:
    """The content with the words of links in their place: a link cannot hold another."""
    kept: list[Inline] = []
    for inline in content:
        if isinstance(inline, Link):
            kept += without_links(inline.content)
        elif isinstance(inline, Mark):
            kept.append(replace(inline, content=without_links(inline.content)))
        else:
            kept.append(inline)
    return tuple(kept)


def flat(blocks: Blocks) -> Blocks:
    """The blocks of a note as paragraphs, in order: at the foot of a page there is no room for more structure."""
    return tuple(_paragraphs(blocks))


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Paragraph() | Figure():
                yield block
            case Heading(content=content, at=at):
                yield Paragraph(content=content, at=at)
            case Quote(blocks=inner, attribution=attribution, at=at):
                yield from _paragraphs(inner)
                if attribution:
                    yield Paragraph(content=attribution, at=at)
            case ListBlock(items=items):
                for item in items:
                    yield from _paragraphs(item)
            case Table() | Verse():
                yield from _lines(block)
            case Preformatted(text=text, at=at):
                yield Paragraph(content=(Mark(kind="code", content=(text,)),), at=at)
            case _:
                if plain_block(block):
                    yield Paragraph(content=(plain_block(block),), at=block.at)


def _lines(block: Table | Verse) -> Iterator[Block]:
    """The rows of a table each as a paragraph, verse as one with breaks."""
    if isinstance(block, Verse):
        content = tuple(inline for line in block.lines for inline in (LineBreak(), *line))
        yield Paragraph(content=content[1:], at=block.at)
        return
    for row in block.rows:
        cells = [(*cell.content, " ") for cell in row]
        yield Paragraph(content=tuple(inline for cell in cells for inline in cell), at=block.at)


def captioned(blocks: Blocks) -> Blocks:
    """The blocks of a figure with a caption; where they are a table or a picture and that, the one with it."""
    match blocks:
        case (Table() | Figure() as held, Paragraph() as said) | (Paragraph() as said, Table() | Figure() as held):
            return blocks if held.caption else (replace(held, caption=said.content),)
        case _:
            return blocks


def holds(content: Inlines) -> bool:
    """Whether there is a note or a picture in the content of a cell."""
    return bool(without_notes(content)[1] or without_pictures(content)[1])


def strong(block: Block) -> Block:
    """A paragraph with its words set strong."""
    return (
        replace(block, content=(Mark(kind="strong", content=block.content),)) if isinstance(block, Paragraph) else block
    )
