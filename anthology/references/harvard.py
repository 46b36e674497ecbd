"""Reference lines as essays write them, Harvard (Leeds) first: read what is certain, flag what is not.

The shapes are those of the University of Leeds' guide to its Harvard style (2024/25): creators, year, title, then for
a book place and publisher, for an article journal, volume, issue and pages, for a chapter its book, and at the end
the date of access and the address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from anthology.essay import SourceLine
from anthology.findings import Finding, Location
from anthology.references.names import parse_people, part_et_al
from anthology.references.record import MONTHS, UNDATED, UNPUBLISHED, Date, Name, Reference, clean, make_key, title_key
from anthology.references.trail import Trail, part_trail
from anthology.references.yearlast import opens_with_people, part_year_last

#: Places of publication that may be told from a title even where the full stop between them is missing.
PLACES = re.compile(
    r"Abingdon|Amsterdam|Baltimore|Basingstoke|Berkeley|Berlin|Birmingham|Boston|Bristol|Cambridge(?:, MA)?|Cardiff|"
    r"Chicago|Delhi|Dublin|Durham|Edinburgh|Geneva|Glasgow|Harmondsworth|Leeds|Leiden|Lewes|London|Los Angeles|"
    r"Manchester|Melbourne|Milton Keynes|New Delhi|New Haven|New York|Newport|Oxford|Paris|Philadelphia|Princeton|"
    r"San Francisco|Stanford|Sydney|Thousand Oaks|Toronto|Vienna|Washington(?:, DC)?|York"
)
HEADINGS = frozenset(("references", "reference list", "bibliography", "works cited", "sources", "further reading"))
LONGEST_LINE = 2000
MOST_WORDS = 4  # of a publisher's name
UNREAD = "no author and year were found at its beginning"

_YEAR = re.compile(
    r"(?P<before>[.,]?\s|^)(?P<open>[(\[]?)(?P<year>(?:1[5-9]|20)\d\d|n\.\s?d\.?|no date|undated|forthcoming|in press)"
    r"(?P<suffix>[a-z]?)(?P<rest>, [^()\[\]]{3,20})?(?P<close>[)\]]?)[.,:]*(?=\s|$)",
    re.IGNORECASE,
)
_EDITED = re.compile(r",?\s*[(\[]?\beds?\b\.?[)\]]?[.,]?$")
_ALIAS = re.compile(
    r"^(?P<body>.{4,}?)\s*[(\[](?P<short>[A-Z][\w&]{1,9})[)\]]$|^(?P<short2>[A-Z]{2,9})\s*[(\[](?P<body2>.{4,})[)\]]$"
)
_DASHES = re.compile(r"^(?:[‒–—―]{1,3}|-{2,3}|_{2,})\s*[.,]?\s*(?=[(\[\d]|n\.d)")
_DASHED = re.compile(r"^(?:[‒–—―]{1,3}|-{2,3}|_{2,})\s*[.,]\s*")  # where the year comes last
_BULLET = re.compile(r"^(?:[-*+•]\s+|\[?\d{1,3}[\].)]\s+)")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,2}|_{1,2})(?=\S)([^*_]+)(?<=\S)\1(?!\w)")

_PAGES = r"(?P<pages>[A-Za-z]?\d{1,6}(?:\s?[-–—]\s?[A-Za-z]?\d{1,6})?)"
_VOLUME = re.compile(
    r"(?P<full>[.,]?)\s(?:[Vv]ol(?:ume|\.)?\s?)?(?P<volume>\d{1,4})"
    r"(?:\s?\((?P<issue>[^()]{1,20})\)|,?\s(?:[Nn]o|[Ii]ss|[Ii]ssue)\.?\s?(?P<number>\w{1,8}))?"
    rf"(?:[,:.]\s?(?:pp?\.?\s?)?{_PAGES})?$"
)
_ISSUE_DATE = re.compile(
    rf"[.,]\s(?P<day>\d{{1,2}})\s(?P<month>{'|'.join(MONTHS)})(?:[.,]?\spp?\.?\s?{_PAGES})?$|[.,]\spp?\.\s?(?P<only>\d[\d–-]*)$"
)
_IN_BOOK = re.compile(r"[.,?!’'”\"]\s[Ii]n:?\s(?=[A-ZÀ-Þ])|\s[Ii]n:\s")
_BOOK_EDITORS = re.compile(r"^(?P<editors>[^:]{3,200}?),?\s[(\[]?eds?\b\.?[)\]]?[.,:]?\s")
_BOOK_PAGES = re.compile(rf"[.,]?\s\(?pp?\.\s?{_PAGES}\)?$")
_PLACE = re.compile(r"^(?P<before>.*?)(?P<place>[^:.?!]{2,60}):\s(?P<publisher>[^:]{2,100})$")
_QUOTED = re.compile(r"^[‘“'\"](?P<title>.{3,300}?)[.,?!]?[’”'\"][.,]?\s(?=[A-ZÀ-Þ])")
_BREAK = re.compile(r"[.?!][’”'\")]?\s(?=[‘“'\"(]?[^\W_a-z])")
_ABBREVIATED = re.compile(r"(?:^|[\s(.-])(?:[A-Z]|vol|no|vs|cf|St|Dr|Mr|Mrs|Ms|Jr|Sr|ed|eds|Inc|Ltd|etc)$")
_THESIS = re.compile(
    r"^(?P<title>.+?)[.,]\s(?P<genre>(?:Unpublished\s)?(?:Ph\.?D\.?|M\.?Phil\.?|M\.?A\.?|Doctoral|Master['’]s)\s(?:thesis|dissertation))[.,]\s(?P<publisher>.+)$"
)


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
        same = _DASHES.match(text) or _DASHED.match(text)
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
    line = _EMPHASIS.sub(r"\2", _BULLET.sub("", clean(text)))
    found = _year(line) if len(line) <= LONGEST_LINE else None
    head = _EDITED.sub("", line[: found.start()] + found["before"].strip()) if found else ""
    last = None if len(line) > LONGEST_LINE or opens_with_people(head) else part_year_last(line)
    if last:
        read = parse_line(f"Nobody, N. {last.year}. {last.rest}", at)
        named = {"editors" if last.are_editors else "authors": last.people}
        read = replace(read, **{"authors": (), **named}, raw=text)  # type: ignore[arg-type]  # both are names
        return replace(read, key=make_key(read))
    if not found:
        unread = Reference(key="", title=line[:LONGEST_LINE], raw=text, problems=(UNREAD,), at=at)
        return replace(unread, key=make_key(replace(unread, issued=Date(literal="line"))))
    trail = part_trail(line[found.end() :])
    reference = _head(line[: found.start()] + found["before"].strip(), Reference(key="", raw=text, at=at))
    reference = _dated(found, reference)
    reference = _with_trail(trail, reference)
    reference = _body(trail.text, reference)
    return replace(reference, key=make_key(reference))


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
    day = re.fullmatch(rf",\s(?:(\d{{1,2}})\s)?({'|'.join(MONTHS)})(?:\s(\d{{1,2}}))?", found["rest"] or "")
    if day:
        issued = replace(issued, month=MONTHS.index(day[2]) + 1, day=int(day[1] or day[3] or 0))
    return replace(reference, issued=issued, year_suffix=found["suffix"])


def _head(head: str, reference: Reference) -> Reference:
    """The reference with those who made it, read from the words before the year."""
    edited = _EDITED.search(head)
    words = head[: edited.start()] if edited else head
    words, others = part_et_al(words.rstrip(","))
    problems: tuple[str, ...] = ("the line does not name all of the authors",) if others else ()
    people = parse_people(words) or parse_people(words.rstrip("."))
    if not people:
        body = words.rstrip(" .,")
        alias = _ALIAS.match(body)
        short = ""
        if alias:
            body, short = (alias["body"] or alias["body2"]), (alias["short"] or alias["short2"])
        if re.search(r",\s[A-Z]\.", body):
            problems += ("the authors' names could not be told apart",)
        people = (Name(literal=body),)
        reference = replace(reference, aliases=(short,) if short else ())
    if edited:
        return replace(reference, problems=problems, editors=people)
    return replace(reference, problems=problems, authors=people)


def _with_trail(trail: Trail, reference: Reference) -> Reference:
    return replace(
        reference,
        accessed=trail.accessed,
        url=trail.url,
        doi=trail.doi,
        isbn=trail.isbn,
        edition=trail.edition,
        medium=trail.medium,
        translators=trail.translators,
        address_missing=trail.address_missing,
        problems=reference.problems + trail.problems,
    )


def _body(text: str, reference: Reference) -> Reference:
    """The reference with title and publication, by the first shape that fits the words."""
    if not text:
        title = reference.creators[0].literal if len(reference.creators) == 1 else ""
        if title:
            return replace(
                reference, title=title, authors=(), editors=(), type="webpage" if reference.medium else "document"
            )
        return replace(reference, problems=(*reference.problems, "no title was found"))
    for shape in SHAPES:
        read = shape(text, reference)
        if read:
            return read
    problem = "no place and publisher were recognised: the publisher may stand inside the title"
    return replace(reference, type="document", title=text, problems=(*reference.problems, problem))


def _chapter(text: str, reference: Reference) -> Reference | None:
    inside = _IN_BOOK.search(text)
    if not inside:
        return None
    book = text[inside.end() :]
    pages = _BOOK_PAGES.search(book)
    if pages:
        book = book[: pages.start()]
    editors = _BOOK_EDITORS.match(book)
    people = parse_people(editors["editors"]) if editors else None
    published = _published(book[editors.end() :] if editors else book)
    if not published or not (editors or "in:" in inside.group().lower()):
        return None
    container, place, publisher = published
    title = text[: inside.start()] + inside.group()[0].rstrip(" .,")
    problems = () if people or not editors else ("the editors' names could not be told apart",)
    return replace(
        reference,
        type="chapter",
        title=_unquoted(title),
        container=container,
        editors=people or (),
        place=place,
        publisher=publisher,
        pages=_dashed(pages["pages"]) if pages else "",
        problems=reference.problems + problems,
    )


def _thesis(text: str, reference: Reference) -> Reference | None:
    found = _THESIS.match(text)
    if not found:
        return None
    return replace(
        reference, type="thesis", title=_unquoted(found["title"]), genre=found["genre"], publisher=found["publisher"]
    )


def _article(text: str, reference: Reference) -> Reference | None:
    found = _VOLUME.search(text)
    if not found or not (found["issue"] or found["number"] or found["pages"]):
        return None
    parted = _part_container(text[: found.start()])
    if not parted:
        return None
    title, container, problems = parted
    return replace(
        reference,
        type="article-journal",
        title=title,
        container=container,
        volume=found["volume"],
        issue=found["issue"] or found["number"] or "",
        pages=_dashed(found["pages"] or ""),
        problems=reference.problems + problems,
    )


def _newspaper(text: str, reference: Reference) -> Reference | None:
    found = _ISSUE_DATE.search(text)
    parted = _part_container(text[: found.start()]) if found else None
    if not found or not parted:
        return None
    title, container, problems = parted
    if ": " in container:
        return None
    issued = reference.issued
    if found["month"] and issued.year:
        issued = replace(issued, month=MONTHS.index(found["month"]) + 1, day=int(found["day"]))
    return replace(
        reference,
        type="article-newspaper" if found["month"] else "article-magazine",
        title=title,
        container=container,
        issued=issued,
        pages=_dashed(found["pages"] or found["only"] or ""),
        problems=reference.problems + problems,
    )


def _book(text: str, reference: Reference) -> Reference | None:
    published = _published(text)
    if not published:
        return None
    title, place, publisher = published
    body = bool(reference.creators) and bool(reference.creators[0].literal)
    kind = "report" if body or reference.medium == "Online" else "book"
    return replace(reference, type=kind, title=_unquoted(title), place=place, publisher=publisher)


def _book_without_place(text: str, reference: Reference) -> Reference | None:
    """A title and a publisher with nothing else, as APA (7th edition) and MLA (9th) have books."""
    breaks = _breaks(text)
    publisher = text[breaks[0] :] if len(breaks) == 1 else ""
    is_plain = re.fullmatch(r"[^\W\d_a-z][^\d:,/]{2,60}", publisher) and len(publisher.split()) <= MOST_WORDS
    if not is_plain or reference.medium or reference.url or reference.address_missing or not reference.creators:
        return None
    return replace(reference, type="book", title=text[: breaks[0]].rstrip().removesuffix("."), publisher=publisher)


def _web_page(text: str, reference: Reference) -> Reference | None:
    if not (reference.medium or reference.url or reference.address_missing):
        return None
    parted = _part_container(text)
    if not parted:
        return replace(reference, type="webpage", title=_unquoted(text))
    title, container, _ = parted
    problem = "the words after the title are read as the name of the site"
    return replace(reference, type="webpage", title=title, container=container, problems=(*reference.problems, problem))


#: The shapes of what follows the year, in the order in which they are tried.
SHAPES: tuple[Callable[[str, Reference], Reference | None], ...] = (
    _chapter,
    _thesis,
    _article,
    _newspaper,
    _book,
    _book_without_place,
    _web_page,
)


def _published(text: str) -> tuple[str, str, str] | None:
    """Title, place and publisher of "Title. Place: Publisher", None if they cannot be told apart."""
    head, colon, publisher = text.rpartition(": ")
    if not colon or len(publisher) > 100 or _breaks(publisher):
        return None
    breaks = _breaks(head)
    if breaks:
        place = head[breaks[-1] :]
        title = head[: breaks[-1]].rstrip()
        plausible = place[0].isupper() and len(place) <= 40 and len(place.split()) <= 4
        return (title.removesuffix("."), place, publisher) if plausible else None
    for count in (1, 2):
        words = head.rsplit(" ", count)
        place = " ".join(words[1:])
        if (
            len(words) > count
            and PLACES.fullmatch(place)
            and words[0].rsplit(" ", 1)[-1].lower() not in {"in", "of", "and", "to", "from", "new"}
        ):
            return words[0], place, publisher
    return None


def _part_container(text: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Title and container of "Title. Container" with the doubts about where one ends, None if there is no border."""
    quoted = _QUOTED.match(text)
    if quoted:
        return quoted["title"], text[quoted.end() :].strip(" ,."), ()
    breaks = _breaks(text)
    stops = [at for at in breaks if text[:at].rstrip(" ’”'\")").endswith(".")]
    border = (stops or breaks)[-1:]
    if not border:
        return None
    doubt = len(stops) > 1 or (not stops and len(breaks) > 1)
    problems = ("the title could end in more than one place",) if doubt else ()
    return _unquoted(text[: border[0]].rstrip().removesuffix(".")), text[border[0] :].strip(" ,."), problems


def _breaks(text: str) -> list[int]:
    """Where a new sentence begins: after a stop, a question mark or an exclamation mark, not after abbreviations."""
    return [found.end() for found in _BREAK.finditer(text) if not _ABBREVIATED.search(text, 0, found.start())]


def _unquoted(title: str) -> str:
    title = title.strip(" ,")
    if len(title) > 2 and title[0] in "‘“'\"" and title[-1] in "’”'\"":
        return title[1:-1].rstrip(",")
    return title


def _dashed(pages: str) -> str:
    return re.sub(r"\s*[-–—]\s*", "-", pages)
