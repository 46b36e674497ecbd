"""Reference lines as essays write them, Harvard (Leeds) first: read what is certain, flag what is not.

The shapes are those of the University of Leeds' guide to its Harvard style (2024/25): creators, year, title, then for
a book place and publisher, for an article journal, volume, issue and pages, for a chapter its book, and at the end
the date of access and the address. `container`, `work_types` and `year_last` name the manuals of the other styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from anthology.citations.model import (
    MONTHS,
    UNDATED,
    UNPUBLISHED,
    Date,
    Name,
    Reference,
    clean,
    is_initials,
    make_key,
    month_number,
    title_key,
)
from anthology.citations.parse.names import NOT_ALL, parse_people, split_alias, split_et_al
from anthology.citations.parse.notes import NoteText, read_marked_note
from anthology.citations.parse.trailing_fields import take_trailing_fields
from anthology.citations.parse.work_types import Words, read_body
from anthology.citations.parse.year_last import opens_with_people, read_year_last
from anthology.core.essay import SourceLine
from anthology.core.findings import Finding, Location

HEADINGS = frozenset(("references", "reference list", "bibliography", "works cited", "sources", "further reading"))
LONGEST_LINE = 2000
LONGEST_BODY = 120  # letters of the name of a body that signs a work
UNREAD = "no author and year were found at its beginning"

_MONTH = rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]{{0,6}}\.?"
_YEAR = re.compile(
    rf"(?P<before>[.,]?\s|^)(?P<open>[(\[])?(?P<early>(?(open)(?:\d{{1,2}} )?{_MONTH},? )?)"
    r"(?P<year>(?:1[5-9]|20)\d\d|n\.\s?d\.?|no date|undated|forthcoming|in press)(?P<suffix>[a-z]?)"
    r"(?P<rest>(?(open)(?:,? [^()\[\]]{3,20})?))(?P<close>[)\]]?)[.,:]*(?=\s|$)",
    re.IGNORECASE,
)
_DAY = re.compile(rf",?\s?(?:(?P<day>\d{{1,2}})\s)?(?P<month>{_MONTH})(?:\s(?P<day2>\d{{1,2}}))?,?\s?", re.IGNORECASE)
_EDITED = re.compile(r"(?:,|(?<!\s))\s*[(\[]?\b(?:[Ee]ds?|[Ee]ditors?|Hrsg|Hg)\b\.?[)\]]?[.,]?$")
_DASHES = re.compile(r"^(?:[‒–—―]{1,3}|-{2,3}|_{2,})\s*(?:[.,]\s*)?(?=[(\[\d]|n\.d)")
_DASHED = re.compile(r"^(?:[‒–—―]{1,3}|-{2,3}|_{2,})\s*[.,]\s*")  # where the year comes last
# A dash without a stop, before what does not begin with an author of its own.
_DASH = re.compile(r"^[—―]{1,3}\s+(?=[“\"‘*_]?[^\W\d_a-z])(?![^.,:]{2,40}, [^\W\d_a-z])")
_BULLET = re.compile(r"^(?:[-*+•–—―]\s+|\[?\d{1,3}[\].)]\s+|\d{1,3}\s+(?=[^\W\d_a-z][\w'’-]+,? [A-Z]\.))")
_LINK = re.compile(
    r"\[(?P<words>[^\[\]]{1,400})\]\((?P<url>https?://[^()\s]+(?:\([^()\s]*\)[^()\s]*)?)\)(?:\{[^{}]*\})?"
)
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,2}|_{1,2})(?=\S)([^*_]+)(?<=\S)\1(?!\w)")


def parse_list(lines: Sequence[SourceLine], path: Path) -> tuple[Reference, ...]:
    """The references of a list, one for each line that is not blank and not the list's heading.

    A line that opens with a dash for "the same author" takes the creators of the line before it.
    """
    references: list[Reference] = []
    for line in lines:
        text = line.text.strip()
        if not text or title_key(text.lstrip("#")) in HEADINGS:
            continue
        at = Location(path, line.number, 1)
        same = _DASHES.match(text) or _DASHED.match(text) or _DASH.match(text)
        if same and references:
            before = references[-1]
            nobody = "Anon. " if _DASHES.match(text) else "Nobody, Nemo. "
            read = parse_line(nobody + text[same.end() :], at)
            read = replace(read, authors=before.authors, editors=before.editors, raw=line.text)
            references.append(replace(read, key=make_key(read)))
        else:
            references.append(parse_line(line.text, at))
    return tuple(references)


def parse_line(text: str, at: Location | None = None) -> Reference:
    """One reference line as a record, with the line kept in `raw` and every doubt in `problems`.

    Never raises: a line that is not understood becomes a record of type `document` whose title is the line.
    """
    written = _LINK.sub(_unlinked, _BULLET.sub("", clean(text)))
    line = _EMPHASIS.sub(r"\2", written)
    marked = tuple(
        found[2].strip(" .,:") for found in _EMPHASIS.finditer(written) if re.search(r"[^\W\d_]{3}", found[2])
    )
    empty = Reference(key="", raw=text, at=at)
    found = _year(line) if len(line) <= LONGEST_LINE else None
    before = line[: found.start()] + found["before"].strip() if found else ""
    head = _EDITED.sub("", before)
    is_year_first = opens_with_people(head) and not any(head.find(title) > 0 for title in marked)
    read = None if len(line) > LONGEST_LINE or is_year_first else read_year_last(line, empty, marked)
    if not read and found:
        signed = _with_creators(before, empty)
        read = take_trailing_fields(line[found.end() :], _dated(found, signed)) if signed else None
    if not read:  # the words of the line are the title
        unread = replace(empty, title=line[:LONGEST_LINE], problems=(UNREAD,))
        return replace(unread, key=make_key(replace(unread, issued=Date(literal="line"))))
    reference = read_body(Words(text=read[0], marked=marked), read[1])
    return replace(reference, key=make_key(reference))


def _unlinked(found: re.Match[str]) -> str:
    """A link of a Markdown line as its words; its address stands behind them where they are another."""
    words, url = found["words"], found["url"]
    return url if "://" in words or words.startswith("www.") else f"{words} {url}"


def read_footnote(note: NoteText, at: Location | None = None) -> tuple[Reference, int, int] | None:
    """A work that a note gives in full, and where the words that name it begin and end; None for any other note.

    Only what is read without a doubt counts, and only with a year and a publication or an address. What is marked as a
    title is one, and a name before a comma is no family name if it has two words, as “Ada Lee, On Rain” shows.
    """
    if marked := read_marked_note(note, at):
        return marked
    text = note.words
    found = _year(text)
    reference = parse_line(text, at) if found else None
    if not found or not reference or reference.problems or not reference.title or not reference.issued.year:
        return None
    if reference.type == "document" or not (reference.authors or reference.editors):
        return None
    titles = {title_key(each) for each in (reference.title, reference.container) if each}
    if any(title_key(text[start:end]) not in titles for start, end in note.marked):
        return None
    if any(" " in each.family and not is_initials(each.given) for each in reference.creators):
        return None
    return reference, 0, found.end("close")


def reference_findings(references: Iterable[Reference]) -> tuple[Finding, ...]:
    """What is doubtful in references that were read: lines not understood, doubts, addresses that are not given."""
    findings: list[Finding] = []
    for reference in references:
        named = f"“{reference.key}”"
        if UNREAD in reference.problems:
            findings.append(Finding("R001", f"{named}: {UNREAD}", reference.at))
        else:
            findings += [Finding("R002", f"{named}: {problem}", reference.at) for problem in reference.problems]
        if reference.address_missing and not (reference.url or reference.doi):
            findings.append(Finding("R003", f"{named}: nothing stands after “Available from”", reference.at))
    return tuple(findings)


def _year(line: str) -> re.Match[str] | None:
    for found in _YEAR.finditer(line, 0, 400):
        whole = bool(found["open"]) == bool(found["close"])
        stopped = bool(found["close"]) or found.group()[-1] in ".,:"
        next_letter = line[found.end() :].lstrip()[:1]
        if found.start() and whole and (stopped or (found["before"].strip() and not next_letter.islower())):
            return found
    return None


def _dated(found: re.Match[str], reference: Reference) -> Reference:
    year = found["year"].casefold()
    if not year[0].isdigit():
        word = next((word for word in UNPUBLISHED if word == year), "")
        return replace(reference, issued=Date(literal=word or UNDATED.get(year.replace(" ", ""), "n.d.")))
    issued = Date(year=int(year))
    day = _DAY.fullmatch(found["early"] or found["rest"])
    if day:
        issued = replace(issued, month=month_number(day["month"]), day=int(day["day"] or day["day2"] or 0))
    return replace(reference, issued=issued, year_suffix=found["suffix"])


def _with_creators(head: str, reference: Reference) -> Reference | None:
    """The reference with those who made it, read from the words before the year; None where these are no names."""
    edited = _EDITED.search(head)
    words, others = split_et_al((head[: edited.start()] if edited else head).rstrip(","))
    problems: tuple[str, ...] = (NOT_ALL,) if others else ()
    people = parse_people(words) or parse_people(words.rstrip("."))
    aliases: tuple[str, ...] = ()
    if not people:
        body, aliases = split_alias(words.rstrip(" .,"))
        if len(body) > LONGEST_BODY or re.search(r": |\d|[“”\"«]", body):
            return None
        if re.search(r",\s[A-Z]\.", body):
            problems += ("the authors' names could not be told apart",)
        people = (Name(literal=body),)
    authors, editors = ((), people) if edited else (people, ())
    return replace(reference, problems=problems, authors=authors, editors=editors, aliases=aliases, others=others)
