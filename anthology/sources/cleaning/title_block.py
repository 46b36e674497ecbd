"""Title, author and date at the head of a Markdown text without fences around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from anthology.core.essay import LedgerLine
from anthology.core.normalize import silently_changed
from anthology.sources.metadata import Facts

NO_FACTS = Facts()
FIELDS = ("title", "byline", "date")
# What the head of a text may say, and what that is in a draft.
KEYS = {"title": "title", "author": "byline", "authors": "byline", "date": "date"}

_FIELD = re.compile(r"(?P<key>[A-Za-z]{4,7}):[ \t]+(?P<value>\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """How many lines at the start of a text it takes, the facts in it, and what became of each line."""

    end: int = 0
    facts: Facts = NO_FACTS
    claims: tuple[LedgerLine, ...] = ()


def read_title_block(lines: Sequence[str]) -> TitleBlock:
    """The title block of a text; an empty one where it has none.

    Either lines that begin with a per cent sign (the pandoc manual, Extension: pandoc_title_block), or fields as
    MultiMarkdown 6 has them ("Metadata"), of which the first must be the title and only title, author and date are
    taken.
    """
    found = _percent(lines) or _fields(lines)
    said = {name: "; ".join(words for _, field, words in found if field == name) for name in FIELDS}
    claims = tuple(
        LedgerLine(
            number=number,
            text=lines[number - 1],
            fate="moved",
            rule="front-matter",
            reason="a fact about the essay",
            place=field,
        )
        for number, field, _ in found
    )
    authors = " and ".join(filter(None, (part.strip() for part in said["byline"].split(";"))))
    facts = Facts(title=said["title"].replace("; ", " "), byline=authors, date=said["date"])
    return TitleBlock(end=len(found), facts=facts, claims=claims)


def _percent(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    fields = iter(FIELDS)
    field = ""
    for number, line in enumerate(lines, start=1):
        if line.startswith("%"):
            field = next(fields, "")
        elif not (field and line[:1] in (" ", "\t") and line.strip()):
            break
        if not field:
            break
        found.append((number, field, silently_changed(line.removeprefix("%"))))
    return found if any(words for _, name, words in found if name == "title") else []


def _fields(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    for number, line in enumerate(lines, start=1):
        field = _FIELD.fullmatch(line.rstrip())
        name = KEYS.get(field["key"].lower(), "") if field else ""
        if not field or not name or (number == 1) != (name == "title"):
            break
        found.append((number, name, silently_changed(field["value"])))
    return found
