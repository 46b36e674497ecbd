"""Lines of reference lists whose year does not follow the authors: their authors, their date, and the words between.

So write the Chicago Manual of Style (17th edition, 14.23 and 14.168: "Bibliography"), the MLA Handbook (9th edition,
5.2: "Works Cited") and Citing Medicine (NLM, 2nd edition, chapters 1 and 2, known as Vancouver): "Okafor, Ben, and Ada
Lee. The Salt Road. Leeds: Quay Press, 1987." and "Okafor B, Lee A. Salt. J Roads. 1987;12(3):4-9."
"""

from __future__ import annotations

import re
from dataclasses import replace

from anthology.citations.model import MONTHS, UNPUBLISHED, Date, Name, Reference, month_number
from anthology.citations.parse.names import (
    BODIES,
    NOT_ALL,
    PARTICLE,
    parse_natural_order,
    parse_people,
    split_alias,
    split_et_al,
)
from anthology.citations.parse.trailing_fields import take_trailing_fields

_HEAD_END = re.compile(r"\.\s(?=\S)|[.,]?\s(?=[“\"‘«„])|:\s(?=[“\"‘]?[^\W\d_a-z])")
_SURNAME_NEXT = re.compile(r"[^\W\d_a-z][\w'’-]+(?:,| and| &)\s")  # so "Robert J. Banks, God the Worker" goes on
_ROLE = re.compile(r",?\s(?:[(\[](?:eds?|editors?|Hrsg|Hg)\.?[)\]]|(?:eds?|editors?)\b\.?)$", re.IGNORECASE)
_OTHER_ROLE = re.compile(r",\s(?:trans|dir|comp|translator|director)s?\.?$", re.IGNORECASE)
_VANCOUVER = re.compile(r"(?:19|20)\d\d(?: [A-Z][a-z]{2})?(?: \d{1,2})?;")
_OPENING = tuple('“"‘«„')
_LONGEST_HEAD = 600
MOST_BODY_WORDS = 10
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
_EMPTY = re.compile(r"\s?\(\s*(?:[.,;:]+\s*)?\)")


def read_year_last(line: str, reference: Reference, marked: tuple[str, ...] = ()) -> tuple[str, Reference] | None:
    """The words between the creators and the date of a line that has its year later, and the reference with the rest.

    None for any other line. `marked` are the words of the line that were set apart in italics: where people stand
    before the first, it is the title.
    """
    start, people, are_editors, others = _head(line, line.find(marked[0]) if marked else -1)
    if not start and not line.startswith(_OPENING):
        return None
    aliases: tuple[str, ...] = ()
    if len(people) == 1 and people[0].literal:
        body, aliases = split_alias(people[0].literal)
        people = (Name(literal=body),)
    authors, editors = ((), people) if are_editors else (people, ())
    problems = (NOT_ALL,) if others else ()
    reference = replace(reference, authors=authors, editors=editors, aliases=aliases, others=others, problems=problems)
    words, reference = take_trailing_fields(line[start:], reference)
    found = _date(words)
    if found:
        month = month_number(found["month"] or found["month2"] or "")
        day = int(found["day"] or found["day2"] or found["day3"] or 0) if month else 0
        issued = Date(year=int(found["year"]), month=month, day=day if day <= 31 else 0)
        words = _without(words, found).strip(" ,").removesuffix(".").rstrip()
        return words, replace(reference, issued=issued, year_suffix=found["suffix"])
    unpublished = _UNPUBLISHED.search(words)
    if unpublished:
        return words[: unpublished.start()], replace(reference, issued=Date(literal=unpublished["word"].casefold()))
    if words.startswith(_OPENING) and (reference.url or reference.accessed.year):  # a page without a date
        return words, replace(reference, issued=Date(literal="n.d."))
    return None


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
        named, others = split_et_al(named.strip(" ,"))
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
    """People of a list: inverted, the first one alone inverted, or all in the order of speech."""
    if text.count(".") == 1 and not _FULL_LAST.search(text):
        text = text.removesuffix(".")  # so in "Okafor B. Salt", where no initial has a stop
    return parse_people(text) or parse_natural_order(text) or ()


def _body(text: str) -> tuple[Name, ...]:
    """A body that signs a work: few words, of which one says that it is a body."""
    few = len(text.split()) <= MOST_BODY_WORDS and text[:1].isupper()
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


def _without(rest: str, found: re.Match[str]) -> str:
    """The words without the date and the mark that parted it from them."""
    left, right = rest[: found.start()].rstrip(), rest[found.end() :].lstrip()
    if right[:1] in (";", ",", ".", ":") and left[-1:] in (".", ",", ";", ":"):
        right = right[1:].lstrip()
    elif left[-1:] in (",", ";") and not right:
        left = left[:-1]
    joined = f"{left}{right}" if right[:1] in (")", ";", ",", ".", ":") else f"{left} {right}"
    return _EMPTY.sub("", re.sub(r"[,;]\s?\)", ")", joined)).strip()
