"""Notes of plain text, `[1]` in the text and `[1] words` at its end, where each call has exactly one note.

Transcribers of old books write them so; also `[Footnote 1: words]`, at the end or behind the paragraph that calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from anthology.core.document import Block, Blocks, Inline, Inlines, Note, Paragraph, rewrite_inlines
from anthology.sources.draft import Draft, Line, groups_of
from anthology.sources.plaintext.inline import emphasised, unmarked

# What stands for the call of a note until blocks are made, its number between: no source can have these.
CALLS, CALLED = "\ufdd2", "\ufdd3"

_CALL = re.compile(r"\s?\[(\d{1,3})\]")
_ENTRY = re.compile(r"\[(\d{1,3})\]:?\s+(?=\S)")
_FOOTNOTE = re.compile(r"\[Footnote:?\s(\d{1,3})[:.]\s*(?=\S)", re.IGNORECASE)
_HEADING = re.compile(r"(?:foot|end)?notes\s*[:.]?", re.IGNORECASE)
_MARKED = re.compile(f"{CALLS}(\\d+){CALLED}")


def call_notes(draft: Draft) -> Draft:
    """The draft with its notes where they are called: only if calls and notes are the same numbers, each once, rising.

    A list of notes ends the text; a paragraph of it that has no number and is set in goes on with the note before it.
    """
    if any(line.block for line in draft.lines) or not any("[" in line.text for line in draft.lines):
        return draft
    groups = groups_of(draft.free(), _begins_group)
    for found in (_at_the_end(groups), _footnotes(groups)):
        taken = {line.number for each in found for line in each}
        text = [line for line in draft.lines if line.number not in taken]
        calls = [int(number) for line in text for number in _CALL.findall(line.text)]
        numbers = [_number(each[0]) for each in found]
        if numbers and calls == numbers == sorted(set(numbers)):
            return _called(draft, found, _heading(text, found))
    return draft


def _begins_group(_first: Line, line: Line) -> bool:
    """Whether a line stands below a blank one, or is an entry of a list of notes."""
    return bool(line.gap or _ENTRY.match(line.text) or _FOOTNOTE.match(line.text))


def _at_the_end(groups: Sequence[list[Line]]) -> list[list[Line]]:
    """The groups of each note of a list that ends the text, the first line of each with its number."""
    if not groups or not _ENTRY.match(groups[-1][0].text):
        return []
    first = next(index for index, group in enumerate(groups) if _ENTRY.match(group[0].text))
    notes: list[list[Line]] = []
    for group in groups[first:]:
        if _ENTRY.match(group[0].text):
            notes.append(list(group))
        elif group[0].indent > notes[-1][0].indent:
            notes[-1] += group
        else:
            return []
    return notes


def _footnotes(groups: Sequence[list[Line]]) -> list[list[Line]]:
    """The paragraphs that say that they are footnotes, from bracket to bracket."""
    notes: list[list[Line]] = []
    depth = 0
    for group in groups:
        if _FOOTNOTE.match(group[0].text):
            notes.append([])
        elif not depth:
            continue
        notes[-1] += group
        for character in "\n".join(line.text for line in group):
            if not depth and character != "[":  # words behind the bracket that ends a note
                return []
            depth += (character == "[") - (character == "]")
    return [] if depth else notes


def _number(line: Line) -> int:
    found = _ENTRY.match(line.text) or _FOOTNOTE.match(line.text)
    return int(found[1]) if found else 0


def _heading(text: Sequence[Line], notes: Sequence[Sequence[Line]]) -> tuple[Line, ...]:
    """The heading of the notes, which stands right above the first of them and over nothing else."""
    above = [line for line in text if line.number < notes[0][0].number]
    below = [line for line in text if line.number > notes[0][0].number]
    return (above[-1],) if above and not below and _HEADING.fullmatch(above[-1].text) else ()


def _called(draft: Draft, notes: Sequence[Sequence[Line]], heading: tuple[Line, ...]) -> Draft:
    said = "the text of a note, shown where it is called"
    lines = [replace(line, text=unmarked(line.text)) for note in notes for line in note]
    draft = draft.claim(lines, "moved", "note", said, "notes")
    draft = draft.claim(heading, "dropped", "empty", "heads what stands elsewhere in the book")
    left = tuple(replace(each, text=_CALL.sub(f"{CALLS}\\1{CALLED}", each.text)) for each in draft.lines)
    return replace(draft, lines=left, notes=tuple((_number(note[0]), tuple(_blocks(note, draft))) for note in notes))


def _blocks(note: Sequence[Line], draft: Draft) -> Iterator[Block]:
    """The paragraphs of a note without its number and its brackets."""
    is_footnote = _FOOTNOTE.match(note[0].text)
    label = is_footnote or _ENTRY.match(note[0].text)
    words = ["", *(line.text for line in note)]
    words[1] = words[1][label.end() if label else 0 :]
    if is_footnote:
        words[-1] = words[-1][:-1]
    run: list[str] = []
    first = note[0]
    for line, text in zip(note, words[1:], strict=True):
        if line.gap and run:
            yield Paragraph(content=emphasised(" ".join(run)), at=draft.place(first))
            run, first = [], line
        run.append(text)
    yield Paragraph(content=emphasised(" ".join(run)), at=draft.place(first))


def without_calls(text: str) -> str:
    """The words of a line, cut where notes are called."""
    return _MARKED.sub("\n", text)


def with_notes(blocks: Blocks, draft: Draft) -> Blocks:
    """The blocks with the notes of the draft where they are called."""
    notes = {number: Note(blocks=words) for number, words in draft.notes}

    def change(inline: Inline, _block: Block) -> Inlines | None:
        if not isinstance(inline, str) or CALLS not in inline:
            return None
        return tuple(
            notes[int(part)] if index % 2 else part for index, part in enumerate(_MARKED.split(inline)) if part
        )

    return rewrite_inlines(blocks, change) if notes else blocks
