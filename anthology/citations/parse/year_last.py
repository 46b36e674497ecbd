"""Lines of reference lists whose year does not follow the authors: their authors, their date, and the words between.

So write the Chicago Manual of Style (17th edition, 14.23 and 14.168: "Bibliography"), the MLA Handbook (9th edition,
5.2: "Works Cited") and Citing Medicine (NLM, 2nd edition, chapters 1 and 2, known as Vancouver): "Okafor, Ben, and Ada
Lee. The Salt Road. Leeds: Quay Press, 1987." and "Okafor B, Lee A. Salt. J Roads. 1987;12(3):4-9."
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from anthology.citations.model import MONTHS, UNPUBLISHED, Date, Name
from anthology.citations.parse.names import BODIES, PARTICLE, parse_people, parse_spoken, part_et_al
from anthology.citations.parse.trailing_fields import Trail, part_trail

_HEAD_END = re.compile(r"\.\s(?=\S)|[.,]?\s(?=[“\"‘«„])|:\s(?=[“\"‘]?[^\W\d_a-z])")
_SURNAME_NEXT = re.compile(r"[^\W\d_a-z][\w'’-]+(?:,| and| &)\s")  # so "Robert J. Banks, God the Worker" goes on
_ROLE = re.compile(r",?\s(?:[(\[](?:eds?|editors?|Hrsg|Hg)\.?[)\]]|(?:eds?|editors?)\b\.?)$", re.IGNORECASE)
_OTHER_ROLE = re.compile(r",\s(?:trans|dir|comp|translator|director)s?\.?$", re.IGNORECASE)
_VANCOUVER = re.compile(r"(?:19|20)\d\d(?: [A-Z][a-z]{2})?(?: \d{1,2})?;")
_OPENING = tuple('“"‘«„')
_LONGEST_HEAD = 600
_TITLE = re.compile(r"[^\W\d_]{2}[.?!][’”'\"]?\s[“‘'\"]?\w|[“‘\"]")
_NAMED = re.compile(r"[^\W\d_][\w'’-]+, [^.,]{0,40}\b[^\W\d_]\. (?:[\w'’-]+ ){2}")  # so "Okafor, Ben A. The Salt Road"
_FULL_LAST = re.compile(r"(?<![^\W\d_a-z][^\W\d_a-z])(?<! [^\W\d_a-z]), [^,]*\.$")  # so "Okafor, Ben A."
_MONTH = rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]{{0,6}}\.?"
_SEASON = r"(?i:Spring|Summer|Autumn|Fall|Winter)"
_DATE = re.compile(
    r"(?:(?P<day>\d{1,2})(?:[-–]\d{1,2})?\s)?"
    rf"(?:(?P<month>{_MONTH}|{_SEASON})(?:\s?[-–/]\s?(?:{_MONTH}|{_SEASON}))?,?\s"
    r"(?:(?P<day2>\d{1,2})(?:[-–]\d{1,2})?,?\s)?)?"
    r"(?<![\w–-])(?P<year>(?:1[5-9]|20)\d\d)(?P<suffix>[a-z]?)(?:/\d{2,4})?"
    rf"(?:\s(?P<month2>{_MONTH})(?:\s(?P<day3>\d{{1,2}}))?)?"
    r"(?=[\s).,;:\]]|$)"
)
_UNPUBLISHED = re.compile(rf"[.,]\s\(?(?P<word>{'|'.join(UNPUBLISHED)})\)?\.?$", re.IGNORECASE)
_EMPTY = re.compile(r"\s?\(\s*[.,;:]*\s*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLast:
    """Who made the work, whether as its editors, the date with its letter, and what else the line has."""

    people: tuple[Name, ...]
    are_editors: bool
    others: bool
    issued: Date
    suffix: str
    trail: Trail


def part_year_last(line: str, marked: tuple[str, ...] = ()) -> YearLast | None:
    """The parts of a line that opens with people or a body and has its year later; None for any other line.

    `marked` are the words of the line that were set apart in italics: where people stand before the first, it is the
    title.
    """
    start, people, are_editors, others = _head(line, line.find(marked[0]) if marked else -1)
    quoted = line[:1] in _OPENING
    if not start and not quoted:
        return None
    trail = part_trail(line[start:])
    rest = trail.text
    found = _date(rest)
    unpublished = _UNPUBLISHED.search(rest) if not found else None
    if unpublished:
        issued = Date(literal=unpublished["word"].casefold())
        trail = replace(trail, text=rest[: unpublished.start()])
        return YearLast(people=people, are_editors=are_editors, others=others, issued=issued, suffix="", trail=trail)
    if not found and rest[:1] in _OPENING and (trail.url or trail.accessed.year):  # a page without a date
        undated = Date(literal="n.d.")
        return YearLast(people=people, are_editors=are_editors, others=others, issued=undated, suffix="", trail=trail)
    if not found:
        return None
    month = _number(found["month"] or found["month2"] or "")
    day = int(found["day"] or found["day2"] or found["day3"] or 0) if month else 0
    return YearLast(
        people=people,
        are_editors=are_editors,
        others=others,
        issued=Date(year=int(found["year"]), month=month, day=day if day <= 31 else 0),
        suffix=found["suffix"],
        trail=replace(trail, text=_without(rest, found).strip(" ,").removesuffix(".").rstrip()),
    )


def opens_with_people(words: str) -> bool:
    """Whether the words before a year are people, or a body; where the year comes last they hold a title too."""
    if not words:
        return False
    people = parse_people(words.rstrip(",")) or parse_people(words.rstrip(".,"))
    return bool(people) or (": " not in words and not _TITLE.search(words) and not _NAMED.match(words))


def _head(line: str, title: int) -> tuple[int, tuple[Name, ...], bool, bool]:
    """Where the title begins, who stand before it, whether as editors, and whether others are meant too."""
    best: tuple[int, tuple[Name, ...], bool, bool] = (0, (), False, False)
    ends = [(end.start() + (line[end.start()] == "."), end.end()) for end in _HEAD_END.finditer(line, 0, _LONGEST_HEAD)]
    for stop, start in (*ends, *([(title, title)] if title > 0 else [])):
        words = line[:stop].strip(" ,")
        role = _ROLE.search(words) or _ROLE.search(words.rstrip("."))
        named = _OTHER_ROLE.sub("", words[: role.start()] if role else words)
        named, others = part_et_al(named.strip(" ,"))
        people = _people(named) or _people(named.rstrip("."))
        if people and best[0] and _is_longer_than_a_name(line[best[0] : stop]):
            continue
        if not people and not best[0]:
            people = _body(named.rstrip("."))
        if re.match(r"[^\W\d_a-z][.,]", line[start:]):
            continue  # a further initial
        alone = len(people) == 1 and "," not in named and not others
        if alone and _SURNAME_NEXT.match(line, start) and not _VANCOUVER.search(line):
            continue
        if people:
            best = (start, people, role is not None, others)
    return best


def _is_longer_than_a_name(more: str) -> bool:
    """Whether the words behind people who are known already are a title and no family name ("Hans B. Pacejka")."""
    several = len([word for word in more.split() if not PARTICLE.fullmatch(word)]) > 1
    return several and not re.search(r",|\band\b|&", more)


def _people(text: str) -> tuple[Name, ...]:
    """People of a list: turned round, the first one alone turned round, or all in the order of speech."""
    if text.count(".") == 1 and not _FULL_LAST.search(text):
        text = text.removesuffix(".")  # so in "Okafor B. Salt", where no initial has a stop
    return parse_people(text) or parse_spoken(text) or ()


def _body(text: str) -> tuple[Name, ...]:
    """A body that signs a work: few words, of which one says that it is a body."""
    few = len(text.split()) <= len("ten words!") and text[:1].isupper()
    return (Name(literal=text),) if few and BODIES.search(text) and "," not in text else ()


def _date(rest: str) -> re.Match[str] | None:
    """The date of a line without its authors: the last one that stands behind a mark, outside of quotation marks."""
    found = [each for each in _DATE.finditer(rest) if not _in_quotes(rest, each.start())]
    marked = [
        each
        for each in found
        if re.match(r";|,\s\d+,", rest[each.end() :]) or re.search(r"[(.,;:]\s?$|\([^()]*\s$", rest[: each.start()])
    ]
    usable = marked or [each for each in found if each.end() >= len(rest) - 1]
    return usable[-1] if usable else None


def _in_quotes(text: str, at: int) -> bool:
    if any(text.count(left, 0, at) > text.count(right, 0, at) for left, right in ("“”", "«»", "„“")):
        return True
    return text.count('"', 0, at) % 2 == 1


def _number(month: str) -> int:
    return next((at for at, name in enumerate(MONTHS, start=1) if month and name.startswith(month[:3])), 0)


def _without(rest: str, found: re.Match[str]) -> str:
    """The words without the date and the mark that parted it from them."""
    left, right = rest[: found.start()].rstrip(), rest[found.end() :].lstrip()
    if right[:1] in (";", ",", ".", ":") and left[-1:] in (".", ",", ";", ":"):
        right = right[1:].lstrip()
    elif left[-1:] in (",", ";") and not right:
        left = left[:-1]
    joined = f"{left}{right}" if right[:1] in (")", ";", ",", ".", ":") else f"{left} {right}"
    return _EMPTY.sub("", re.sub(r"[,;]\s?\)", ")", joined)).strip()
