"""What may stand anywhere after a reference's year: medium, edition, translator, date of access, address, numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from anthology.citations.model import MONTHS, NO_DATE, Date, Name, parse_date
from anthology.citations.parse.names import parse_people, people_first

MEDIA = frozenset(
    ("online", "blog", "podcast", "film", "dvd", "video", "leaflet", "press release", "radio", "e-book", "internet")
)
ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}

_ACCESSED = re.compile(r"[(\[](?:[Ll]ast )?[Aa]ccessed:?(?: on)? (?P<date>[^)\]]{4,30})[)\]]\.?")
_ACCESSED_BARE = re.compile(
    r"(?:^|\s)(?:[Ll]ast )?(?:[Aa]ccessed|[Rr]etrieved|[Cc]onsulted):?(?: on)? "
    r"(?P<date>\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)(?!,? from)\.?"
)
_AVAILABLE = re.compile(
    r"(?:Available(?: from| at| online at| online|(?=:? http))|Retrieved(?: [^,]{4,20},)? from):?(?:\s*<?(?P<url>\S+))?"
)
_DOI = re.compile(
    r"<?(?:(?:[Dd][Oo][Ii]:?\s?)?(?:https?://)?(?:dx\.)?doi\.org/|[Dd][Oo][Ii]:?\s?)(?P<doi>10\.\d{4,9}/[^\s<>]+)>?"
)
_ADDRESS = re.compile(r"<?(?P<url>(?:https?://|www\.)[^\s<>]+)>?")
_MLA = re.compile(r"[.,]\s(?:Print|Web)\b\.?(?:\s(?P<date>\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}))?\.?(?=\s|$)")
_CITED = re.compile(r"\[(?:[Cc]ited|[Uu]pdated [^\]]{4,20}; cited) (?P<date>[^\]]{4,30})\]\.?")
_RECORD = re.compile(r"(?:^|\s)(?:PubMed )?(?P<record>PMC?ID:? ?(?:PMC)?\d+)[.;]?")
_ISBN = re.compile(r"ISBN:?\s?(?P<isbn>[\dXx][\dXx-]{8,16})\.?")
_MEDIUM = re.compile(r"\.?\s?\[(?P<medium>[A-Za-z][A-Za-z -]{2,20})\]\.?")
_EDITION = re.compile(
    r"[.,]?\s[(\[]?(?P<edition>\d{1,2}(?:st|nd|rd|th)|[Rr]ev(?:ised|\.)?|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ss]ixth)"
    r"\s(?:edn?|edition)\b\.?[)\]]?[.,]?",
    re.IGNORECASE,
)
_TRANSLATED = re.compile(r"[.,]?\s[(\[]?(?:[Tt]rans\.(?: by)?|[Tt]ranslated by)\s(?=\S)")
_EMPTY = re.compile(r"\s?[(\[“\"‘<]\s*[)\]”\"’>]")  # what is left of brackets around an address
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_TURNED = re.compile(r"(\d{4}) ([A-Za-z]{3,9})\.?(?: (\d{1,2}))?")
_SPOKEN = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.?(?: (\d{1,2}))?,? (\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What was taken out of a line, the words that are left, and the doubts."""

    text: str
    accessed: Date = NO_DATE
    url: str = ""
    doi: str = ""
    isbn: str = ""
    edition: str = ""
    medium: str = ""
    translators: tuple[Name, ...] = ()
    note: str = ""
    address_missing: bool = False
    problems: tuple[str, ...] = ()


def part_trail(text: str) -> Trail:
    """The line's words with everything that has a shape of its own taken out of them."""
    trail = Trail(text=text.strip())
    for take in (
        _take_record,
        _take_accessed,
        _take_doi,
        _take_address,
        _take_isbn,
        _take_medium,
        _take_edition,
        _take_translators,
    ):
        trail = take(trail)
    kept = re.sub(r"([.?!])(?:\s[.,])+", r"\1", " ".join(trail.text.split()))
    kept = re.sub(r"(?<!\.)\.\.(?!\.)", ".", kept)
    kept = re.sub(r"\s+([.,])", r"\1", kept)
    return replace(trail, text=kept.strip(" ,").removesuffix(".").rstrip())


def read_date(text: str) -> tuple[Date, str]:
    """A date as people write it, day before month, and the doubt about it, empty if there is none.

    Reads 08/08/2016, 8 August 2016, August 8, 2016 and August 2016; other words stay a literal with a doubt.
    """
    text = text.strip(" .")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return parse_date(text), ""
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        day, month, year = map(int, slashed.groups())
        if month > 12 >= day:
            day, month = month, day
        elif day != month and day <= 12:
            return Date(year=year, month=month, day=day), f"the date {text} is read as day/month"
        if 1 <= month <= 12 and 1 <= day <= 31:
            return Date(year=year, month=month, day=day), ""
    turned = _TURNED.fullmatch(text)
    if turned and _month(turned[2]) and int(turned[3] or 0) <= 31:
        return Date(year=int(turned[1]), month=_month(turned[2]), day=int(turned[3] or 0)), ""
    spoken = _SPOKEN.fullmatch(text)
    month = _month(spoken[2]) if spoken else 0
    if spoken and month:
        day = int(spoken[1] or spoken[3] or 0)
        if day <= 31:
            return Date(year=int(spoken[4]), month=month, day=day), ""
    return Date(literal=text), f"the date “{text}” could not be read"


def _month(word: str) -> int:
    return next((at for at, month in enumerate(MONTHS, start=1) if month.lower().startswith(word.lower()[:3])), 0)


def _take_accessed(trail: Trail) -> Trail:
    found = next(filter(None, (shape.search(trail.text) for shape in (_ACCESSED, _ACCESSED_BARE, _CITED, _MLA))), None)
    if not found:
        return trail
    if not found["date"]:
        return replace(trail, text=_without(trail.text, found, "."))
    accessed, doubt = read_date(found["date"])
    problems = (*trail.problems, doubt) if doubt else trail.problems
    return replace(trail, text=_without(trail.text, found), accessed=accessed, problems=problems)


def _take_record(trail: Trail) -> Trail:
    """The numbers under which PubMed has an article, which a list of its own style gives behind it."""
    records = [found["record"] for found in _RECORD.finditer(trail.text)]
    return replace(trail, text=_RECORD.sub("", trail.text), note="; ".join(records))


def _take_doi(trail: Trail) -> Trail:
    found = _DOI.search(trail.text)
    if not found:
        return trail
    left = re.sub(r"Available (?:from|at):?\s*$", "", trail.text[: found.start()])
    doi = _bare(found["doi"])
    rest = trail.text[found.start("doi") + len(doi) :].removeprefix(">")
    return replace(trail, text=_EMPTY.sub("", f"{left} {rest}"), doi=doi)


def _take_address(trail: Trail) -> Trail:
    available = _AVAILABLE.search(trail.text)
    found = available or _ADDRESS.search(trail.text)
    if not found:
        return trail
    address = _bare(found["url"] or "")
    if address and not re.match(r"https?://\S|www\.\S|[\w-]+(?:\.[\w-]+)+(?:/|$)", address):
        doubt = "the words after “Available from” are not an address"
        text = trail.text[: found.start()] + trail.text[found.start("url") :]
        return replace(trail, text=text, address_missing=True, problems=(*trail.problems, doubt))
    if not address:
        return replace(trail, text=_without(trail.text, found), address_missing=True)
    rest = trail.text[found.start("url") + len(address) :].removeprefix(">").lstrip(".,; ")
    doubts = ("a second address stands in the line",) if _ADDRESS.search(rest) else ()
    text = _EMPTY.sub("", f"{trail.text[: found.start()]} {rest}")
    return replace(trail, text=text, url=_whole(address), problems=trail.problems + doubts)


def _bare(address: str) -> str:
    """An address or a DOI without the marks of the sentence behind it; a bracket that it opens itself is its own."""
    while address:
        last = address[-1]
        opening = {")": "(", "]": "[", "}": "{"}.get(last, "")
        if last not in ".,;:>”’»\"'" and not (opening and address.count(last) > address.count(opening)):
            break
        address = address[:-1]
    return address


def _whole(address: str) -> str:
    return address if not address or "://" in address else f"https://{address}"


def _take_isbn(trail: Trail) -> Trail:
    found = _ISBN.search(trail.text)
    return replace(trail, text=_without(trail.text, found), isbn=found["isbn"].replace("-", "")) if found else trail


def _take_medium(trail: Trail) -> Trail:
    found = _MEDIUM.search(trail.text)
    if not found or found["medium"].casefold() not in MEDIA:
        return trail
    return replace(trail, text=_without(trail.text, found, "."), medium=found["medium"].capitalize())


def _take_edition(trail: Trail) -> Trail:
    found = _EDITION.search(trail.text)
    if not found:
        return trail
    words = found["edition"].casefold()
    edition = ORDINALS.get(words) or re.sub(r"(?<=\d)\D+$", "", words)
    return replace(trail, text=_without(trail.text, found, "."), edition="revised" if edition[:3] == "rev" else edition)


def _take_translators(trail: Trail) -> Trail:
    found = _TRANSLATED.search(trail.text)
    if not found:
        return trail
    after = trail.text[found.end() :]
    end, people = people_first(after)
    turned = re.match(r"(?P<names>[^()\[\]:]{4,60}?)(?:[)\]]\.?|\.(?=\s[A-Z][a-z]))", after)
    if not people and turned:
        end, people = turned.end("names"), parse_people(re.sub(r"(?<=\b\w)$", ".", turned["names"])) or ()
    if not people:
        return trail
    rest = after[end:].lstrip(")] ")
    return replace(
        trail, text=f"{trail.text[: found.start()]}{'' if rest[:1] in ('.', ',') else '. '}{rest}", translators=people
    )


def _without(text: str, found: re.Match[str], border: str = "") -> str:
    return f"{text[: found.start()]}{border} {text[found.end() :]}"
