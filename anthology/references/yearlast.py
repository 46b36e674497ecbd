"""Lines of reference lists that give the year at their end, put into the order of those that give it first.

So write the Chicago Manual of Style (17th edition, 14.23 and 14.168: "Bibliography") and the MLA Handbook (9th edition,
5.2: "Works Cited"): "Okafor, Ben, and Ada Lee. The Salt Road. Leeds: Quay Press, 1987."
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anthology.references.names import parse_name, parse_people, parse_signature, part_et_al
from anthology.references.record import MONTHS, Name

_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d[a-z]?|n\.d\.)"
# The people end at a full stop that ends no initial, before a title.
_HEAD = re.compile(
    r"(?P<people>[^\W\d_](?:[^.“\"‘]|(?<=[\s.-][A-Z])\.(?=[\s,-])|(?<=et al)\.){2,160}?)"
    r"(?P<role>, eds?\.|, editors?\.|\.)\s(?=[“\"‘'¡¿\w])"
)
_BETWEEN = re.compile(r",\s(?:(?:and|&)\s)?|\s(?:and|&)\s")
_NAME = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}")
_FAMILY = re.compile(r"(?:[a-z]{1,4} ){0,3}[^\W\d_a-z][\w'’-]*(?: [^\W\d_a-z][\w'’-]*){0,2}")
_TITLE = re.compile(r"[^\W\d_]{2}[.?!][’”'\"]?\s[“‘'\"]?\w|[“‘\"]")
_DATES = (
    re.compile(rf"\s?\((?:[^()]{{0,24}}\s)?{_YEAR}\)(?=[:.,]|$)"),  # a journal's, in brackets
    re.compile(rf",\s(?:(?:\d{{1,2}}\s)?(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*\.?\s)?{_YEAR}(?=[.,]|$)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLast:
    """Who made the work, whether as its editors, the year, and the words between without it."""

    people: tuple[Name, ...]
    are_editors: bool
    year: str
    rest: str


def part_year_last(line: str) -> YearLast | None:
    """The parts of a line that opens with people turned round and ends with its year; None for any other line."""
    head = _HEAD.match(line)
    people = _people(head["people"]) if head else ()
    if not head or not people:
        return None
    rest = line[head.end() :]
    for pattern in _DATES:
        found = [*pattern.finditer(rest)][-1:]
        if found:
            without = f"{rest[: found[0].start()]}{rest[found[0].end() :]}"
            return YearLast(people=people, are_editors=head["role"] != ".", year=found[0]["year"], rest=without)
    return None


def opens_with_people(words: str) -> bool:
    """Whether the words before a year are people, or a body; where the year comes last they hold a title too."""
    if not words:
        return False
    return bool(parse_people(words.rstrip(",")) or parse_people(words.rstrip(".,"))) or not _TITLE.search(words)


def _people(text: str) -> tuple[Name, ...]:
    """The first turned round, those after it in the order of speech; none where words are no names."""
    first, *more = (part.strip() for part in _BETWEEN.split(part_et_al(text)[0]))
    given = more[0] if more else ""
    if not given or not _NAME.fullmatch(given) or not _FAMILY.fullmatch(first):
        return ()
    names = (parse_name(f"{first}, {given}"), *map(parse_signature, more[1:]))
    return names if all(name.given and name.family for name in names) else ()
