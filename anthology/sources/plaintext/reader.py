"""Plain text: bytes to numbered lines, and their structure from blank lines, list marks and quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from anthology.core.document import Block, Blocks, Heading, ListBlock, Paragraph, Quote, Role, plain
from anthology.core.essay import Change
from anthology.core.findings import Finding, Location
from anthology.core.normalize import REPAIRS, house_style
from anthology.sources.cleaning import LIST_ITEM
from anthology.sources.draft import Draft, Line, groups_of
from anthology.sources.encoding import LINE_END, decode, invalid_characters
from anthology.sources.plaintext.footnotes import with_notes, without_calls
from anthology.sources.plaintext.inline import by_shape, emphasised, unmarked
from anthology.sources.plaintext.verse import is_doubtful, said, stanza, stanzas

HEADING_LENGTH = 90
SHAPED_HEADING_LENGTH = 60
PROSE_LENGTH = 120

_ATTRIBUTED = re.compile(r"(?P<quote>[“\"].+[”\"])\s*(?P<attribution>[–—]\s*[^\W\d_][^“”\"]{0,80})", re.DOTALL)
_LETTERED = re.compile(r"\(?[a-zA-Z][.)]\s")
_ORDERED = re.compile(r"\(?(\d{1,3})[.)]\s")
# A word for a helpline, and the number that stands behind it. One pattern for both takes quadratic time.
_HELPLINE = (
    (re.compile(r"(?:help|support|crisis|hot|advice)[ -]?line", re.IGNORECASE), re.compile(r"\d[\d\s()-]{5,}")),
    (re.compile(r"(?:help|support|crisis|hot)[ -]?line\b", re.IGNORECASE), re.compile(r"\d{3}")),
)
_CLOSING = re.compile(
    r"(?:disclaimer|author[’']s note|a note from the author|postscript|p\.?s\.|acknowledge?ments?|correction|update)"
    r"\s*[:.–—]\s*\S.*",
    re.IGNORECASE | re.DOTALL,
)


def read_plain(data: bytes, slug: str, at: Location) -> Draft:
    """A draft with one open line for each line of the file that is not blank; errors as for `decode`."""
    lines: list[Line] = []
    changes: list[Change] = []
    whole, found = decode(data, at)
    findings = list(found)
    gap = 0
    for number, source in enumerate(LINE_END.split(whole), start=1):
        text = house_style(source)
        findings.extend(invalid_characters(source, Location(at.path, number)))
        if not text:
            gap += 1
            continue
        for rule, repair in REPAIRS:
            repaired = repair(text)
            if repaired != text:
                changes.append(Change(number=number, rule=rule, before=text, after=repaired))
                text = repaired
        indent = len(source) - len(source.lstrip(" \t\u00a0"))
        lines.append(Line(number=number, source=source, text=text, indent=indent, gap=gap))
        gap = 0
    return Draft(
        slug=slug,
        at=at,
        lines=tuple(lines),
        changes=tuple(changes),
        findings=tuple(findings),
        typed=frozenset(whole),
    )


def blocks_of(draft: Draft) -> Blocks:
    """The blocks of the lines that are still open, each with the place that it came from."""
    groups, alone, verses = _grouped(draft)
    blocks: list[Block] = []
    ready: set[int] = set()
    for group, is_stanza in zip(groups, verses, strict=True):
        first = group[0]
        if first.block is not None and draft.role(first) in (None, "keep"):
            blocks.append(by_shape(first.block))
            ready.add(id(blocks[-1]))
        elif first.number in alone:
            blocks.append(_set_apart(first, draft))
        elif is_stanza:
            blocks.append(stanza(group, emphasised, draft.place(first)))
        else:
            blocks += _lists(group, draft) if _is_item(first) else [_paragraph(group, draft)]
    return with_notes(_with_closing_note(tuple(_joined_lists(blocks, ready))), draft)


def verse_findings(draft: Draft) -> tuple[Finding, ...]:
    """What is said of lines of plain text that are verse, or may be, where the editor has not said it."""
    if draft.verse is not None or all(line.block for line in draft.lines):
        return ()
    groups, alone, verses = _grouped(draft)
    text = [(group, is_stanza) for group, is_stanza in zip(groups, verses, strict=True) if group[0].number not in alone]
    found = [group for group, is_stanza in text if is_stanza]
    doubtful = [group for group, is_stanza in text if not is_stanza and not _is_item(group[0]) and is_doubtful(group)]
    return tuple(said(found, doubtful, draft.at))


def _grouped(draft: Draft) -> tuple[list[list[Line]], set[int], list[bool]]:
    """The open lines in groups, the numbers of those that stand alone, and which groups are stanzas."""
    alone = _headings(draft) | {
        line.number for line in draft.lines if line.block or draft.role(line) not in (None, "keep")
    }

    def begins(first: Line, line: Line) -> bool:
        """Whether a line begins a group: below a blank line, alone, or an item of another list or of none."""
        is_apart = bool(line.gap) or not alone.isdisjoint((first.number, line.number))
        is_apart = is_apart or (line.block is None and _LETTERED.match(line.text) is not None and not _is_item(first))
        return is_apart or (_is_item(line) and not (_is_item(first) and _is_same_list(first, line)))

    groups = groups_of(draft.lines, begins)
    text = [[] if group[0].number in alone or _is_item(group[0]) else group for group in groups]
    return groups, set(alone), list(stanzas(text, draft.verse))


def _set_apart(line: Line, draft: Draft) -> Block:
    at = draft.place(line)
    content = line.block.content if isinstance(line.block, Paragraph | Heading) else emphasised(line.text)
    match draft.role(line):
        case "closing-note":
            return Paragraph(content=content, role="closing-note", at=at)
        case "quote":
            return Quote(blocks=(line.block or Paragraph(content=content, at=at),), at=at)
        case _:
            return Heading(content=content, at=at)


def _headings(draft: Draft) -> frozenset[int]:
    """Lines that head a section: by the blank lines around them, or by their shape."""
    lines = draft.lines
    found = {line.number for line in lines if draft.role(line) == "heading"}
    usual = Counter(line.gap for line in lines[1:]).most_common(1)[0][0] if len(lines) > 1 else 0
    prose = _lengths(lines)
    for line, following in pairwise(lines):
        if draft.role(line) or line.block or following.block or _is_item(line) or _is_item(following):
            continue
        if _heads_by_spacing(line, following, usual) or _heads_by_shape(line, following, prose[following.number]):
            found.add(line.number)
    return frozenset(found)


def _heads_by_spacing(line: Line, following: Line, usual: int) -> bool:
    """A short line with the usual space before it and less after it, where paragraphs stand further apart."""
    return (
        len(line.text) <= HEADING_LENGTH
        and usual >= 2
        and line.gap >= usual > following.gap >= 1
        and len(following.text) > len(line.text)
        and line.text[-1] not in ",;:–—"
    )


def _lengths(lines: Sequence[Line]) -> Mapping[int, int]:
    """For each line how long it is with those right below it: some files wrap the lines of a paragraph."""
    lengths: dict[int, int] = {}
    below = 0
    for line in reversed(lines):
        lengths[line.number] = len(line.text) + below
        below = 0 if line.gap else lengths[line.number]
    return lengths


def _heads_by_shape(line: Line, following: Line, prose: int) -> bool:
    """A short line of words without an end mark, before a paragraph."""
    return (
        len(line.text) <= SHAPED_HEADING_LENGTH
        and line.gap >= 1
        and following.gap >= 1
        and prose >= PROSE_LENGTH
        and line.text[0].isupper()
        and line.text[-1].isalnum()
    )


def without_mark(line: Line) -> str:
    """The words of a line without the mark of a list item and those of emphasis."""
    mark = LIST_ITEM.match(line.text) if _is_item(line) else None
    return without_calls(unmarked(line.text[mark.end() :] if mark else line.text))


def _is_item(line: Line) -> bool:
    """Whether a line begins with a bullet or a number; a letter would be lost, and may be an initial: “A. Smith”."""
    return line.block is None and LIST_ITEM.match(line.text) is not None and _LETTERED.match(line.text) is None


def _is_same_list(first: Line, line: Line) -> bool:
    return bool(_ORDERED.match(first.text)) == bool(_ORDERED.match(line.text))


def _paragraph(group: Sequence[Line], draft: Draft) -> Block:
    """A paragraph of the lines, or a block quotation where they are quoted words with a name after a dash."""
    at = draft.place(group[0])
    text = " ".join(line.text for line in group)
    quoted = _ATTRIBUTED.fullmatch(text)
    if not quoted:
        return Paragraph(content=emphasised(text), at=at)
    words = Paragraph(content=emphasised(quoted["quote"]), at=at)
    return Quote(blocks=(words,), attribution=emphasised(quoted["attribution"]), at=at)


def _lists(group: Sequence[Line], draft: Draft) -> Iterator[ListBlock]:
    """The lines as lists, one for each run of numbers that go on; a line without a mark goes on with the item above."""
    run: list[Line] = []
    expected = 0
    for line in group:
        number = _ORDERED.match(line.text) if _is_item(line) else None
        if number and run and int(number[1]) != expected:
            yield _list(run, draft)
            run = []
        expected = int(number[1]) + 1 if number else expected
        run.append(line)
    yield _list(run, draft)


def _list(group: Sequence[Line], draft: Draft) -> ListBlock:
    """One list of the lines."""
    items: list[tuple[Line, str]] = []
    for line in group:
        mark = LIST_ITEM.match(line.text) if _is_item(line) else None
        if mark:
            items.append((line, line.text[mark.end() :]))
        else:
            first, text = items[-1]
            items[-1] = first, f"{text} {line.text}"
    number = _ORDERED.match(group[0].text)
    role: Role = "helplines" if all(_is_helpline(text) for _, text in items) else ""
    return ListBlock(
        items=tuple((Paragraph(content=emphasised(text), at=draft.place(line)),) for line, text in items),
        ordered=number is not None,
        start=int(number[1]) if number else 1,
        role=role,
        at=draft.place(group[0]),
    )


def _joined_lists(blocks: Iterable[Block], ready: Container[int]) -> list[Block]:
    """Loose lists are one list: neighbours of one kind, whose numbers go on, are joined.

    A reader that knows the structure has given the lists as they are: `ready` are their blocks.
    """
    joined: list[Block] = []
    for block in blocks:
        held = joined[-1] if joined else None
        is_ready = id(block) in ready or id(held) in ready
        if not is_ready and isinstance(held, ListBlock) and isinstance(block, ListBlock) and _continues(held, block):
            role: Role = held.role if held.role == block.role else ""
            joined[-1] = replace(held, items=held.items + block.items, role=role)
        else:
            joined.append(block)
    return joined


def _continues(held: ListBlock, block: ListBlock) -> bool:
    if held.ordered != block.ordered:
        return False
    return not held.ordered or block.start == held.start + len(held.items)


def _is_helpline(text: str) -> bool:
    found = ((words.search(text), number) for words, number in _HELPLINE)
    return any(word and number.search(text, word.end()) for word, number in found)


def _with_closing_note(blocks: Blocks) -> Blocks:
    """The last paragraph, where the author labels it as a note, a disclaimer or thanks."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph) and not last.role and _CLOSING.fullmatch(plain(last.content)):
        return (*blocks[:-1], replace(last, role="closing-note"))
    return blocks
