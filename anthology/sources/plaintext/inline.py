"""What authors type with the keys they have: breaks, verse, emphasis, names below quotations, quotation marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import replace

from anthology.core.document import (
    Block,
    Blocks,
    Divider,
    Inline,
    Inlines,
    LineBreak,
    Mark,
    Paragraph,
    Quote,
    Verse,
    is_wordless,
    notes_of,
    plain,
    rewrite_inlines,
)
from anthology.core.findings import Location
from anthology.sources.draft import Draft, Line
from anthology.sources.inlines import trimmed

_BAR = re.compile(r"\|(?: (?P<indent> *)\S.*)?$")
STANZA = 3  # so many line ends in a row: two are one end written twice, as `<br>` at the end of a line is


def versed(content: Inlines, at: Location | None) -> Iterator[Verse]:
    """The content as stanzas, each of the lines between its breaks."""
    lines: list[Inlines] = []
    run: list[Inline] = []
    breaks = indent = 0
    for inline in (*content, LineBreak()):
        if not isinstance(inline, LineBreak):
            run.append(inline)
            continue
        line = trimmed(run)
        breaks = 1 if line else breaks + 1
        run = []
        if line:
            lines.append(("\u2003" * indent, *line) if indent else line)
        elif breaks >= STANZA and lines:
            yield Verse(lines=tuple(lines), at=at)
            lines = []
        indent = inline.indent
    if lines:
        yield Verse(lines=tuple(lines), at=at)


def is_barred(typed: str) -> bool:
    """Whether each line of a paragraph begins with a bar, and it is no part of a table."""
    lines = typed.split("\n")
    return len(lines) > 1 and all(map(_BAR.match, lines)) and not typed.rstrip().endswith("|")


def barred(typed: str, content: Inlines, at: Location) -> Verse:
    """The content of a barred paragraph, with its line ends, as verse; lines are set in as their author set them in."""
    indents = [len(bar["indent"] or "") // 2 for bar in map(_BAR.match, typed.split("\n")) if bar]
    lines = zip(indents, lines_of(content), strict=False)
    return Verse(lines=tuple(_unbarred("\u2003" * indent, line) for indent, line in lines), at=at)


def _unbarred(indent: str, line: Inlines) -> Inlines:
    first = line[0] if line else ""
    words = f"{indent}{first.lstrip().removeprefix('|').lstrip()}" if isinstance(first, str) else ""
    return (words, *line[1:])


def lines_of(content: Inlines) -> list[Inlines]:
    """The content line by line, as its line breaks divide it."""
    lines: list[list[Inline]] = [[]]
    for inline in content:
        if isinstance(inline, LineBreak):
            lines.append(["\u2003" * inline.indent] if inline.indent else [])
        else:
            lines[-1].append(inline)
    return [tuple(line) for line in lines]


SHORT_LINE = 70  # letters: a longer line is one of an address or of a letter, not of verse
FEWEST_LINES = 3
LONGEST_NAME = 120  # letters of the line that says whose words a quotation is

_BREAK = re.compile(r"\W?(?:[*⁎∗•·~#_–—-]\s*){3,12}|[⁂❦§]")
_NAMED = re.compile(r"(?:-{1,3}|[–—])\s*(?=[^\W\d_])")

# The quotation marks of a language for “ ” ‘ ’, as its readers expect them.
MARKS: dict[str, tuple[str, str, str, str]] = {
    "de": ("„", "“", "‚", "‘"),
    "fr": ("«\u202f", "\u202f»", "“", "”"),
    "es": ("«", "»", "“", "”"),
}
CURLY = "“”„«»"
_SINGLE = re.compile(r"‘(\S|\S[^‘’]{0,300}\S)’(?!\w)")


def mark_breaks(draft: Draft) -> Draft:
    """Lines of three asterisks or the like that stand by themselves between paragraphs, as breaks."""
    below = [*(line.gap for line in draft.lines[1:]), 1]
    lines = [
        replace(line, text="", block=Divider(at=draft.place(line)))
        if _is_break(line) and (line.block or (line.gap and gap))
        else line
        for line, gap in zip(draft.lines, below, strict=False)
    ]
    return replace(draft, lines=(*draft.lines[:1], *lines[1:]))


def _is_break(line: Line) -> bool:
    if not isinstance(line.block, Paragraph | None) or not _BREAK.fullmatch(line.text.strip()):
        return False
    return line.block is None or not (notes_of((line.block,)) or is_wordless(line.block))


def by_shape(block: Block) -> Block:
    """A paragraph of short lines as verse; the last line of a quotation, where it is a name after a dash, as such."""
    match block:
        case Paragraph(content=content, role="") if _is_verse(content):
            return Verse(lines=tuple(lines_of(content)), id=block.id, at=block.at)
        case Quote(blocks=(*above, Paragraph(content=content)), attribution=()):
            rest, name = _named(content, bool(above))
            last = (Paragraph(content=rest, at=block.blocks[-1].at),) if rest else ()
            return replace(block, blocks=(*above, *last), attribution=name) if name else block
    return block


def _is_verse(content: Inlines) -> bool:
    if sum(isinstance(inline, LineBreak) for inline in content) < FEWEST_LINES - 1:
        return False
    lines = [plain(line).strip() for line in lines_of(content)]
    return all(line and len(line) <= SHORT_LINE for line in lines)


def _named(content: Inlines, has_words: bool) -> tuple[Inlines, Inlines]:
    """The content without its last line, and that line, if it is a name after a dash; else all of it, and nothing.

    `has_words` says that something stands above the content.
    """
    lines = lines_of(content)
    last, first = lines[-1], lines[-1][0] if lines[-1] else None
    mark = _NAMED.match(first.lstrip()) if isinstance(first, str) else None
    if not mark or not isinstance(first, str) or len(plain(last)) > LONGEST_NAME or not (has_words or lines[1:]):
        return content, ()
    name = (f"– {first.lstrip()[mark.end() :]}", *last[1:])
    above: list[Inline] = []
    for line in lines[:-1]:
        above.extend((LineBreak(), *line) if above else line)
    return tuple(above), name


def marks_of(language: str, typed: Container[str]) -> Callable[[str], str] | None:
    """What gives quotation marks typed straight the shape of a language; None where they are right as they are.

    `typed` are the marks that the source was typed with: curly ones among them are the author's choice and stay.
    """
    marks = MARKS.get(language.partition("-")[0].lower())
    if not marks or ('"' not in typed and "'" not in typed) or any(mark in typed for mark in CURLY):
        return None
    opening, closing, inner_opening, inner_closing = marks

    def shaped(text: str) -> str:
        text = _SINGLE.sub(lambda found: f"{inner_opening}\0{found[1]}\1", text)
        text = text.replace("“", opening).replace("”", closing)
        return text.replace("\0", "").replace("\1", inner_closing)

    return shaped


def with_marks(blocks: Blocks, shaped: Callable[[str], str]) -> Blocks:
    """The blocks with their quotation marks shaped, but those of code and of passages in another language."""

    def change(inline: Inline, _block: Block) -> Inlines | None:
        if isinstance(inline, str):
            return (shaped(inline),)
        is_apart = isinstance(inline, Mark) and (inline.kind == "code" or inline.lang)
        return (inline,) if is_apart else None

    return rewrite_inlines(blocks, change)


# What stands for the two underscores until blocks are made: no source can have these (see `without_forbidden`).
OPENS, CLOSES = "\ufdd0", "\ufdd1"
_EMPHASIS = re.compile(r"(?<![\w_])_(?![\s_])([^_]{1,400}?)(?<![\s_])_(?![\w_])")
_MARKED = re.compile(f"{OPENS}([^{OPENS}{CLOSES}]*){CLOSES}")


def mark_emphasis(draft: Draft) -> Draft:
    """The draft with each pair of underscores in a paragraph of plain text as marks of emphasis."""
    lines = list(draft.lines)
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and not lines[index].gap and not lines[index].block:
            continue
        group = lines[start:index]
        if any("_" in line.text for line in group if not line.block):
            whole = "\n".join(line.text for line in group)
            marked = _EMPHASIS.sub(f"{OPENS}\\1{CLOSES}", whole).split("\n")
            lines[start:index] = [
                line if line.block else replace(line, text=text) for line, text in zip(group, marked, strict=True)
            ]
        start = index
    return replace(draft, lines=tuple(lines))


def unmarked(text: str) -> str:
    """The text without the marks."""
    return text.replace(OPENS, "").replace(CLOSES, "")


def emphasised(text: str) -> Inlines:
    """The text as inlines, emphasised between the marks."""
    pieces = enumerate(map(unmarked, _MARKED.split(text)))  # every second one stood between marks
    return tuple(Mark(kind="emphasis", content=(each,)) if odd % 2 else each for odd, each in pieces if each) or ("",)
