"""Facts about an essay that its file states beside the text, and the title that its first heading is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from anthology.core.document import (
    Block,
    Cite,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    Quote,
    plain,
)
from anthology.core.essay import Disposition, LineRecord
from anthology.core.findings import Finding
from anthology.core.normalize import house_style, normalize
from anthology.core.titles import plain_title, title_content
from anthology.sources.draft import Draft, Line
from anthology.sources.inlines import trimmed, without_notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a file says of its essay outside the text: in front matter, metadata or properties; empty where nothing.

    `others` are what it says beside these, of which the manifest may have more: names and values.
    """

    title: str = ""
    byline: str = ""
    date: str = ""
    subtitle: str = ""
    others: tuple[tuple[str, str], ...] = ()


def with_facts(draft: Draft, facts: Facts, where: str) -> Draft:
    """The draft with its first block as title if that is a heading, and with the facts where the text has none.

    Where the text and the facts give two titles, the text's is taken (C008). Headings get levels from 1, none of which
    is more than one below the heading before it.
    """
    draft = draft if draft.title else _titled(draft)
    if draft.title and normalize(draft.title) not in normalize(facts.title or draft.title):
        message = f"the text is headed “{draft.title}”, and its {where} says “{facts.title}”"
        draft = replace(draft, findings=(*draft.findings, Finding("C008", message, draft.at)))
    used = [f"{name} “{said}”" for name, said in _used(draft, facts)] if where != "front matter" else []
    more = [f"{name} “{said}”" for name, said in facts.others]
    if used or more:
        message = f"from the {where}: {', '.join(used) or 'nothing'}"
        message += f"; it also says: {', '.join(more)}" if more else ""
        finding = Finding("C009", message, draft.at)
        draft = replace(draft, findings=(*draft.findings, finding))
    if not draft.title:
        draft = replace(draft, heading=heading_of(title_content(facts.title)))
    subtitle = draft.subtitle or title_content(facts.subtitle)
    title = draft.title or plain_title(facts.title)
    draft = replace(draft, title=title, byline=facts.byline, date=facts.date, subtitle=subtitle)
    return replace(draft, lines=_with_even_levels(draft.lines))


def _used(draft: Draft, facts: Facts) -> Iterator[tuple[str, str]]:
    if facts.title and not draft.title:
        yield "title", facts.title
    if facts.byline:
        yield "author", facts.byline
    if facts.date:
        yield "date", facts.date


def _titled(draft: Draft) -> Draft:
    first = draft.lines[0] if draft.lines else None
    if first is None or not isinstance(first.block, Heading) or not first.text.strip():
        return draft
    content, notes = without_notes(first.block.content)
    bare = replace(first, block=replace(first.block, content=content))
    title = " ".join(plain(content).split())
    draft = replace(draft, lines=(bare, *draft.lines[1:]))
    if not title:  # a heading of nothing but the call of a note
        return draft
    draft = draft.claim([bare], "moved", "title", "the title of the essay", "title")
    return replace(draft, title=title, heading=heading_of(content), title_notes=notes)


def heading_of(content: Inlines) -> Inlines:
    """A title as it is set in type: its words and marks, in one line; nothing where it has no marks."""
    made = tuple(_in_title(content))
    return trimmed(made) if any(isinstance(inline, Mark) for inline in made) else ()


def _in_title(content: Inlines) -> Iterator[Inline]:
    for inline in content:
        match inline:
            case str():
                yield inline
            case Mark(content=inner):
                yield replace(inline, content=tuple(_in_title(inner)))
            case Link(content=inner) | Cite(content=inner):
                yield from _in_title(inner)
            case LineBreak():
                yield " "


def _with_even_levels(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Each heading one level below the nearest one before it that is of a higher rank: authors skip ranks."""
    above: list[int] = []

    def even(block: Block) -> Block:
        match block:
            case Heading(level=level):
                while above and above[-1] >= level:
                    above.pop()
                above.append(level)
                return replace(block, level=len(above))
            case Quote(blocks=blocks):
                return replace(block, blocks=tuple(map(even, blocks)))
            case ListBlock(items=items):
                return replace(block, items=tuple(tuple(map(even, item)) for item in items))
            case _:
                return block

    return tuple(replace(line, block=even(line.block)) if line.block else line for line in lines)


NO_FACTS = Facts()
FIELDS = ("title", "byline", "date", "subtitle")
# What the head of a text may say, and what that is in a draft.
KEYS = {"title": "title", "subtitle": "subtitle", "author": "byline", "authors": "byline", "date": "date"}

_FIELD = re.compile(r"(?P<key>[A-Za-z]{4,8}):[ \t]+(?P<value>\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """How many lines at the start of a text it takes, the facts in it, and what became of each line."""

    end: int = 0
    facts: Facts = NO_FACTS
    claims: tuple[LineRecord, ...] = ()


def read_title_block(lines: Sequence[str]) -> TitleBlock:
    """The title block of a text; an empty one where it has none.

    Either lines that begin with a per cent sign (the pandoc manual, Extension: pandoc_title_block), or fields as
    MultiMarkdown 6 has them ("Metadata"), of which the first must be the title and only title, author and date are
    taken.
    """
    found = _percent(lines) or _fields(lines)
    said = {name: "; ".join(words for _, field, words in found if field == name) for name in FIELDS}
    claims = tuple(front_matter_record(number, lines[number - 1], field) for number, field, _ in found)
    authors = " and ".join(filter(None, (part.strip() for part in said["byline"].split(";"))))
    title, subtitle = (said[name].replace("; ", " ") for name in ("title", "subtitle"))
    facts = Facts(title=title, byline=authors, date=said["date"], subtitle=subtitle)
    return TitleBlock(end=len(found), facts=facts, claims=claims)


def front_matter_record(number: int, text: str, field: str, reason: str = "a fact about the essay") -> LineRecord:
    """What became of a line before the text: moved to a field of the essay, or dropped if there is none."""
    disposition: Disposition = "moved" if field else "dropped"
    return LineRecord(
        number=number, text=text, disposition=disposition, rule="front-matter", reason=reason, place=field
    )


def _percent(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    fields = iter(FIELDS[:3])
    field = ""
    for number, line in enumerate(lines, start=1):
        if line.startswith("%"):
            field = next(fields, "")
        elif not (field and line[:1] in (" ", "\t") and line.strip()):
            break
        if not field:
            break
        found.append((number, field, house_style(line.removeprefix("%"))))
    return found if any(words for _, name, words in found if name == "title") else []


def _fields(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    for number, line in enumerate(lines, start=1):
        field = _FIELD.fullmatch(line.rstrip())
        name = KEYS.get(field["key"].lower(), "") if field else ""
        if not field or not name or (number == 1) != (name == "title"):
            break
        found.append((number, name, house_style(field["value"])))
    return found
