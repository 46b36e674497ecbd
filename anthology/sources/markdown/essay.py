"""An essay that its author wrote in Markdown: its parts as a draft, and the facts of its front matter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from anthology.core.document import Paragraph, is_wordless, words_in_order
from anthology.core.essay import Disposition, LineRecord, SourceLine
from anthology.core.findings import Finding, Location, summarize
from anthology.core.normalize import house_style
from anthology.core.yaml import Document, Plain, parse
from anthology.sources.draft import COMMANDS, WORDLESS, Draft, Line
from anthology.sources.encoding import decode, invalid_characters
from anthology.sources.markdown.reader import Part, read_parts
from anthology.sources.metadata import KEYS, Facts, TitleBlock, front_matter_record, read_title_block, with_facts

LINE_END = re.compile("\r\n|\r|\n")  # CommonMark 0.31.2, section 2.1
FENCE = re.compile(r"---[ \t]*")
_LINE = re.compile(r"(?P<name>[A-Za-z][\w -]{0,40}?)\s*:\s+(?P<value>\S.*)")
_PART = re.compile(r"\s*|\s+\S.*|-\s.*|#.*|[\]}].*|[A-Za-z][\w -]{0,40}?\s*:.*")
FENCE_END = re.compile(r"(?:---|\.\.\.)[ \t]*")

# Fields of a front matter that may be meant for readers, and that the book has from its manifest.
TOLD = frozenset(
    {"abstract", "copyright", "dedication", "description", "keywords", "lang", "language", "licence", "license"}
    | {"rights", "summary", "thanks", "translator"}
)
# What becomes of a part that has no block: disposition, rule, reason, place.
ROLES: dict[str, tuple[Disposition, str, str, str]] = {
    "note": ("moved", "note", "the text of a note, shown where it is called", "notes"),
    "address": ("moved", "link-address", "the address that links of the text lead to", "links"),
    "comment": ("dropped", "comment", "a comment, which no reader was meant to see", ""),
    "command": ("dropped", "command", COMMANDS, ""),
    "markup": ("dropped", "empty", WORDLESS, ""),
    "picture": ("dropped", "picture", "a picture, which this edition leaves out", ""),
}


def read_markdown_essay(data: bytes, slug: str, at: Location) -> Draft:
    """A draft with one line for each block at the top of a Markdown text, its further lines with it.

    A front matter in YAML or a title block gives title, subtitle, author and date; others that
    readers may want are named (S065).
    One that is not YAML is read line by line (S010); of a key that it gives twice (S042) the first is read.
    Raises SourceError S002 and LimitError X002 as `decode` and `read_markdown` do.
    """
    text, findings = decode(data, at)
    lines = LINE_END.split(text)
    found = [
        *findings,
        *(each for number, line in enumerate(lines, start=1) for each in invalid_characters(line, _at(at, number))),
    ]
    end = _front_matter_end(lines)
    document, faults = parse("\n".join(["", *lines[1 : end - 1]]), at.path) if end else (None, ())
    front = _front(document) if document else {}
    if end and not front:
        shown = "; ".join(fault.message for fault in faults) or "it names no fields"
        front = _line_by_line(lines[: end - 1])
        found.append(Finding("S010", f"{'read line by line' if front else 'kept as text'}: {shown}", _at(at, 1)))
        end = end if front else 0
    draft = Draft(slug=slug, at=at, lines=(), typed=frozenset(text))
    head = TitleBlock() if end else read_title_block(lines)
    if head.end:
        draft = replace(draft, claims=head.claims)
    if end:
        draft = replace(draft, claims=tuple(_front_claims(front, lines[:end])))
        found += [Finding("S042", fault.message, fault.at) for fault in faults if fault.code == "M004"]
        unused = [f"{field.name} (line {field.line})" for name, field in front.items() if name in TOLD]
        found += [Finding("S065", f"not used: {summarize(unused)}", _at(at, 1))] if unused else []
    start = end or head.end
    parts, more = read_parts("\n".join([""] * start + lines[start:]), at)
    draft = _with_parts(draft, _covering(parts, lines, start, at), lines)
    draft = replace(draft, findings=(*found, *more))
    title, subtitle, date = (_said(front, key) for key in ("title", "subtitle", "date"))
    facts = Facts(title=title, byline=_names(front), date=date, subtitle=subtitle) if end else head.facts
    return with_facts(draft, facts, "front matter")


def _at(at: Location, number: int) -> Location:
    return replace(at, line=number)


def _front_matter_end(lines: Sequence[str]) -> int:
    """How many lines the front matter takes, 0 where there is none."""
    if not FENCE.fullmatch(lines[0]):
        return 0
    ends = (number for number, line in enumerate(lines[1:], start=2) if FENCE_END.fullmatch(line))
    end = next(ends, 0)
    return end if end > 2 and lines[1].strip() else 0


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a front matter: its name as it is typed, its line, its value."""

    name: str
    line: int
    value: Plain


def _front(document: Document) -> dict[str, _Field]:
    """The fields of a front matter by their names in small letters; nothing where it is no mapping."""
    if not isinstance(document.value, dict):
        return {}
    lines = {str(route[0]): place.line for route, place in document.keys.items() if len(route) == 1}
    fields = [_Field(str(name), lines.get(str(name), 1), value) for name, value in document.value.items()]
    return _by_name(fields)


def _by_name(fields: Sequence[_Field]) -> dict[str, _Field]:
    """Fields by their names in small letters; of two the first counts."""
    found: dict[str, _Field] = {}
    for field in fields:
        found.setdefault(field.name.lower(), field)
    return found


def _line_by_line(lines: Sequence[str]) -> dict[str, _Field]:
    """The fields of a front matter that is not YAML, as far as each stands on a line of its own.

    Nothing where a line has neither a field nor what goes on with one: it is text.
    """
    if not all(map(_PART.fullmatch, lines[1:])):
        return {}
    found = ((number, _LINE.fullmatch(line)) for number, line in enumerate(lines, start=1))
    fields = [_Field(line["name"], number, line["value"].strip("\"' ")) for number, line in found if line]
    return _by_name(fields)


def _front_claims(front: Mapping[str, _Field], lines: Sequence[str]) -> Iterator[LineRecord]:
    """What became of each line of the front matter: used as a fact, or passed over."""
    starts = {field.line: name for name, field in front.items()}
    key = ""
    for number, line in enumerate(lines, start=1):
        key = starts.get(number, key) if number < len(lines) else ""
        if not line.strip():
            continue
        if key in KEYS:
            yield front_matter_record(number, line, KEYS[key])
        else:
            reason = "a field that the book does not use" if key else "begins or ends the front matter"
            yield front_matter_record(number, line, "", reason)


def _said(front: Mapping[str, _Field], key: str) -> str:
    value = front[key].value if key in front else ""
    return house_style(" ".join(value.split())) if isinstance(value, str) else ""


def _names(front: Mapping[str, _Field]) -> str:
    """The authors, however the front matter has them: a name, a list of names, or of mappings with a name."""
    value = next((front[key].value for key in ("author", "authors") if key in front), "")
    names = [_name(each) for each in (value if isinstance(value, list) else [value])]
    return house_style(" and ".join(filter(None, [", ".join(filter(None, names[:-1])), names[-1] if names else ""])))


def _name(value: Plain) -> str:
    named = value.get("name") if isinstance(value, dict) else value
    return " ".join(named.split()) if isinstance(named, str) else ""


def _covering(parts: Sequence[Part], lines: Sequence[str], start: int, at: Location) -> Iterator[Part]:
    """The parts, each without the lines of the one before it, and a paragraph for each line that none covers."""
    done = start
    for part in parts:
        yield from _uncovered(lines, done, part.first, at)
        if part.end > done:
            yield replace(part, first=max(part.first, done))
            done = part.end
        elif part.block:  # another block of the same lines
            yield replace(part, end=part.first + 1)
    yield from _uncovered(lines, done, len(lines), at)


def _uncovered(lines: Sequence[str], first: int, end: int, at: Location) -> Iterator[Part]:
    for index in range(first, end):
        text = house_style(lines[index])
        if text:
            yield Part(first=index, end=index + 1, block=Paragraph(content=(text,), at=_at(at, index + 1)))


def _with_parts(draft: Draft, parts: Iterator[Part], lines: Sequence[str]) -> Draft:
    begun: Counter[int] = Counter()
    for part in parts:
        numbers = [index + 1 for index in range(part.first, part.end) if lines[index].strip()]
        if not numbers:
            continue
        sources = [SourceLine(number=number, text=lines[number - 1]) for number in numbers]
        text = words_in_order(part.block) if part.block else ""
        number, more = numbers[0], tuple(sources[1:])
        line = Line(number=number, source=sources[0].text, text=text, block=part.block, more=more, part=begun[number])
        begun[number] += 1
        anchors = tuple((name, line.number) for name in part.anchors)
        draft = replace(draft, lines=(*draft.lines, line), anchors=(*draft.anchors, *anchors))
        if part.role:
            draft = draft.claim([line], *ROLES[part.role])
        elif not text.strip() and not (part.block and is_wordless(part.block)):
            draft = draft.claim([line], "dropped", "empty", WORDLESS)
    return draft
