"""Where pictures stand: each where it is among the blocks, those amid words in their line or behind their paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from anthology.core.document import (
    Block,
    Blocks,
    Figure,
    Heading,
    Inline,
    InlineImage,
    Inlines,
    Link,
    ListBlock,
    Mark,
    Note,
    Paragraph,
    Quote,
    Table,
    Verse,
    plain,
)
from anthology.core.findings import Location
from anthology.sources.inlines import trimmed

MOST_HEIGHT = 80.0  # pixels: signs are up to 72, the smallest pictures of people and places from 90
MOST_BREADTH = 12.0  # times its height: what is longer has no room in a line

_CLOSES = re.compile(r"[\s,.;:!?)\]”’]")  # before these no space is left where a picture stood


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a picture stands in a source: amid words, and there in the cell of a table; at which line of it."""

    is_amid: bool = False
    is_in_cell: bool = False
    at: Location | None = None


# What a picture at a place becomes: itself in its line, a block there or behind the paragraph, or nothing.
Change = Callable[[Figure, Place], "InlineImage | Block | None"]


def place_pictures(blocks: Blocks, change: Change) -> Blocks:
    """The same blocks, each picture as `change` has it, in the order of the text; notes' pictures among them.

    What amid words becomes a block stands behind their paragraph, heading, quotation, verse or table; a paragraph of
    nothing but pictures gives way to them. What held nothing but pictures that became nothing goes with them.
    """
    return tuple(made for block in blocks for made in _placed(block, change))


def fits_in_line(size: tuple[float, float]) -> bool:
    """Whether a picture of that width and height in pixels is a sign that can stand among letters."""
    return size[1] <= MOST_HEIGHT and size[0] <= MOST_BREADTH * size[1]


def _placed(block: Block, change: Change) -> Iterator[Block]:
    behind: list[Block] = []
    made: Block | None
    amid = Place(is_amid=True, at=block.at)
    match block:
        case Figure():
            found = change(block, Place(at=block.at))
            assert not isinstance(found, InlineImage)
            yield from [found] if found else []
            return
        case Paragraph() | Heading():
            yield from _with_words(block, change)
            return
        case Quote():
            words = _run(block.attribution, change, behind, amid)
            inner = place_pictures(block.blocks, change)
            made = replace(block, blocks=inner, attribution=words) if inner or words else None
        case Verse():
            made = replace(block, lines=tuple(_run(line, change, behind, amid) for line in block.lines))
        case ListBlock():
            items = tuple(filter(None, (place_pictures(item, change) for item in block.items)))
            made = replace(block, items=items) if items else None
        case Table():
            cell = replace(amid, is_in_cell=True)
            rows = tuple(
                tuple(replace(each, content=_run(each.content, change, behind, cell)) for each in row)
                for row in block.rows
            )
            made = replace(block, rows=rows, caption=_run(block.caption, change, behind, amid))
        case _:
            made = block
    yield from [made] if made else []
    yield from _named(behind, block)


def _with_words(block: Paragraph | Heading, change: Change) -> Iterator[Block]:
    """A paragraph and what stands behind it; where it holds nothing but pictures these stand for themselves."""
    behind: list[Block] = []
    is_amid = bool(plain(block.content).strip()) or any(isinstance(each, Note) for each in block.content)
    content = _run(block.content, change, behind, Place(is_amid=is_amid, at=block.at))
    if content is block.content:
        yield block
        return
    left = trimmed(content)
    if left:
        yield replace(block, content=left)
        yield from _named(behind, block)
    elif behind:
        first, *rest = behind
        yield replace(first, id=block.id)
        yield from _named(rest, block)


def _named(behind: list[Block], block: Block) -> Iterator[Block]:
    """The blocks behind another under ids made from its own."""
    for number, each in enumerate(behind, start=1):
        yield replace(each, id=f"{block.id}-p{number}" if block.id else each.id)


def _run(content: Inlines, change: Change, behind: list[Block], place: Place) -> Inlines:
    """The content with the pictures that stay in it; the others are put into `behind`."""
    made: list[Inline | None] = []
    for inline in content:
        match inline:
            case InlineImage():
                found = change(inline.figure, place)
                made.append(found if isinstance(found, InlineImage) else None)
                behind += [found] if found is not None and not isinstance(found, InlineImage) else []
            case Mark() | Link():
                inner = _run(inline.content, change, behind, place)
                made.append(replace(inline, content=inner) if inner else None)
            case Note():
                notes = place_pictures(inline.blocks, change)
                made.append(replace(inline, blocks=notes) if notes else None)
            case _:
                made.append(inline)
    return content if made == list(content) else _closed_up(made)


def _closed_up(content: list[Inline | None]) -> Inlines:
    """The words closed up where a picture is gone: one space at most, none at the ends or before what ends a phrase."""
    whole: list[Inline] = []
    is_gap = False
    for inline in content:
        if inline is None:
            is_gap = True
        elif isinstance(inline, str):
            before = whole[-1] if whole and isinstance(whole[-1], str) else ""
            if is_gap and before.endswith(" ") and _CLOSES.match(inline):
                before = before[:-1]
            words = inline.lstrip() if is_gap and not whole else before + inline
            whole[len(whole) - bool(whole and isinstance(whole[-1], str)) :] = [words]
            is_gap = False
        else:
            whole.append(inline)
            is_gap = False
    if is_gap and whole and isinstance(whole[-1], str):
        whole[-1] = whole[-1].rstrip()
    return tuple(each for each in whole if each != "")
