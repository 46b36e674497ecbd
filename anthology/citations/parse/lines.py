"""Reference lines as essays write them, Harvard (Leeds) first: read what is certain, flag what is not.

The shapes are those of the University of Leeds' guide to its Harvard style (2024/25): creators, year, title, then for
a book place and publisher, for an article journal, volume, issue and pages, for a chapter its book, and at the end
the date of access and the address. `hosts`, `shapes` and `yearlast` name the manuals of the other manners.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from anthology.citations.model import MONTHS, UNDATED, UNPUBLISHED, Date, Name, Reference, clean, make_key, title_key
from anthology.citations.parse.names import parse_people, part_et_al
from anthology.citations.parse.trailing_fields import Trail, part_trail
from anthology.citations.parse.work_types import Words, marks_of, read_body
from anthology.citations.parse.year_last import YearLast, opens_with_people, part_year_last
from anthology.core.essay import SourceLine
from anthology.core.findings import Finding, Location

HEADINGS = frozenset(("references", "reference list", "bibliography", "works cited", "sources", "further reading"))
LONGEST_LINE = 2000
LONGEST_BODY = 120  # letters of the name of a body that signs a work
UNREAD = "no author and year were found at its beginning"
OTHERS = "the line does not name all of the authors"

_MONTH = rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]{{0,6}}\.?"
_YEAR = re.compile(
    rf"(?P<before>[.,]?\s|^)(?P<open>[(\[])?(?P<early>(?(open)(?:\d{{1,2}} )?{_MONTH},? )?)"
    r"(?P<year>(?:1[5-9]|20)\d\d|n\.\s?d\.?|no date|undated|forthcoming|in press)(?P<suffix>[a-z]?)"
    r"(?P<rest>(?(open)(?:,? [^()\[\]]{3,20})?))(?P<close>[)\]]?)[.,:]*(?=\s|$)",
    re.IGNORECASE,
)
_DAY = re.compile(rf",?\s?(?:(?P<day>\d{{1,2}})\s)?(?P<month>{_MONTH})(?:\s(?P<day2>\d{{1,2}}))?,?\s?", re.IGNORECASE)
_EDITED = re.compile(r",?\s*[(\[]?\b(?:[Ee]ds?|[Ee]ditors?|Hrsg|Hg)\b\.?[)\]]?[.,]?$")
_ALIAS = re.compile(
    r"^(?P<body>.{4,}?)\s*[(\[](?P<short>[A-Z][\w&]{1,9})[)\]]$|^(?P<short2>[A-Z]{2,9})\s*[(\[](?P<body2>.{4,})[)\]]$"
)
_DASHES = re.compile(r"^(?:[‒–—―]{1,3}|-{2,3}|_{2,})\s*[.,]?\s*(?=[(\[\d]|n\.d)")
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
    line, marked = _EMPHASIS.sub(r"\2", written), marks_of(written, _EMPHASIS)
    found = _year(line) if len(line) <= LONGEST_LINE else None
    head = _EDITED.sub("", line[: found.start()] + found["before"].strip()) if found else ""
    opens = opens_with_people(head) and not any(head.find(title) > 0 for title in marked)
    last = None if len(line) > LONGEST_LINE or opens else part_year_last(line, marked)
    if last:
        return _read_year_last(last, Reference(key="", raw=text, at=at), marked)
    if not found:
        return _unread(line, text, at)
    trail = part_trail(line[found.end() :])
    reference = _head(line[: found.start()] + found["before"].strip(), Reference(key="", raw=text, at=at))
    if UNREAD in reference.problems:
        return _unread(line, text, at)
    reference = _dated(found, reference)
    reference = _with_trail(trail, reference)
    reference = read_body(Words(text=trail.text, marked=marked), reference)
    return replace(reference, key=make_key(reference))


def _unread(line: str, text: str, at: Location | None) -> Reference:
    """A line that is not understood: its words are the title."""
    unread = Reference(key="", title=line[:LONGEST_LINE], raw=text, problems=(UNREAD,), at=at)
    return replace(unread, key=make_key(replace(unread, issued=Date(literal="line"))))


def _unlinked(found: re.Match[str]) -> str:
    """A link of a Markdown line as its words; its address stands behind them where they are another."""
    words, url = found["words"], found["url"]
    return url if "://" in words or words.startswith("www.") else f"{words} {url}"


def _read_year_last(last: YearLast, reference: Reference, marked: tuple[str, ...]) -> Reference:
    """The reference of a line whose year stands after its title."""
    people, aliases = last.people, reference.aliases
    alias = _ALIAS.match(people[0].literal) if len(people) == 1 else None
    if alias:
        people, aliases = (Name(literal=alias["body"] or alias["body2"]),), (alias["short"] or alias["short2"],)
    reference = replace(
        reference,
        authors=() if last.are_editors else people,
        editors=people if last.are_editors else (),
        aliases=aliases,
        issued=last.issued,
        year_suffix=last.suffix,
        others=last.others,
        problems=(OTHERS,) if last.others else (),
    )
    read = read_body(Words(text=last.trail.text, marked=marked), _with_trail(last.trail, reference))
    return replace(read, key=make_key(read))


def read_footnote(text: str, at: Location | None = None) -> tuple[Reference, int] | None:
    """A reference that a note gives in full, and where its authors and year end; None for any other note.

    Only what is read without a doubt counts, and only with a year and a publication or an address.
    """
    found = _year(text)
    reference = parse_line(text, at) if found else None
    if not found or not reference or reference.problems or not reference.title or not reference.issued.year:
        return None
    if reference.type == "document" or not (reference.authors or reference.editors):
        return None
    return reference, found.end("close")


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
        month = next(
            at for at, name in enumerate(MONTHS, start=1) if name[:3].casefold() == day["month"][:3].casefold()
        )
        issued = replace(issued, month=month, day=int(day["day"] or day["day2"] or 0))
    return replace(reference, issued=issued, year_suffix=found["suffix"])


def _head(head: str, reference: Reference) -> Reference:
    """The reference with those who made it, read from the words before the year."""
    edited = _EDITED.search(head)
    words = head[: edited.start()] if edited else head
    words, others = part_et_al(words.rstrip(","))
    problems: tuple[str, ...] = (OTHERS,) if others else ()
    people = parse_people(words) or parse_people(words.rstrip("."))
    if not people:
        body = words.rstrip(" .,")
        alias = _ALIAS.match(body)
        short = ""
        if alias:
            body, short = (alias["body"] or alias["body2"]), (alias["short"] or alias["short2"])
        if re.search(r",\s[A-Z]\.", body):
            problems += ("the authors' names could not be told apart",)
        if len(body) > LONGEST_BODY or re.search(r": |\d|[“”\"«]", body):
            return replace(reference, title="", problems=(UNREAD,))
        people = (Name(literal=body),)
        reference = replace(reference, aliases=(short,) if short else ())
    if edited:
        return replace(reference, problems=problems, editors=people, others=others)
    return replace(reference, problems=problems, authors=people, others=others)


def _with_trail(trail: Trail, reference: Reference) -> Reference:
    return replace(
        reference,
        accessed=trail.accessed,
        url=trail.url,
        doi=trail.doi,
        isbn=trail.isbn,
        edition=trail.edition,
        medium=trail.medium,
        note=trail.note,
        translators=trail.translators,
        address_missing=trail.address_missing,
        problems=reference.problems + trail.problems,
    )
