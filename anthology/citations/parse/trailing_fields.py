"""What may stand anywhere after a reference's year: medium, edition, translator, date of access, address, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from anthology.citations.model import Date, Reference, month_number, parse_date
from anthology.citations.parse.names import leading_people, parse_people

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
_YEAR_FIRST = re.compile(r"(\d{4}) ([A-Za-z]{3,9})\.?(?: (\d{1,2}))?")
_WRITTEN_OUT = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.?(?: (\d{1,2}))?,? (\d{4})")
Taken = tuple[str, Reference]  # the words that are left, and the reference with what was taken out of them


def take_trailing_fields(text: str, reference: Reference) -> Taken:
    """The words without everything that has a shape of its own, and the reference with what they said."""
    text = text.strip()
    for patterns, take in FIELDS:
        found = next(filter(None, (pattern.search(text) for pattern in patterns)), None)
        text, reference = take(found, reference) if found else (text, reference)
    text = re.sub(r"([.?!])(?:\s[.,])+", r"\1", " ".join(text.split()))
    text = re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)
    text = re.sub(r"(?<!\s)\s+([.,])", r"\1", text)
    return text.strip(" ,").removesuffix(".").rstrip(), reference


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
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first and month_number(year_first[2]) and int(year_first[3] or 0) <= 31:
        return Date(year=int(year_first[1]), month=month_number(year_first[2]), day=int(year_first[3] or 0)), ""
    written = _WRITTEN_OUT.fullmatch(text)
    month = month_number(written[2]) if written else 0
    if written and month:
        day = int(written[1] or written[3] or 0)
        if day <= 31:
            return Date(year=int(written[4]), month=month, day=day), ""
    return Date(literal=text), f"the date “{text}” could not be read"


def _accessed(found: re.Match[str], reference: Reference) -> Taken:
    if not found["date"]:
        return _without(found, "."), reference
    accessed, doubt = read_date(found["date"])
    problems = (*reference.problems, doubt) if doubt else reference.problems
    return _without(found), replace(reference, accessed=accessed, problems=problems)


def _record(found: re.Match[str], reference: Reference) -> Taken:
    """The numbers under which PubMed has an article, which a list of its own style gives behind it."""
    text = found.string
    return _RECORD.sub("", text), replace(reference, note="; ".join(_RECORD.findall(text)))


def _doi(found: re.Match[str], reference: Reference) -> Taken:
    text = found.string
    left = re.sub(r"Available (?:from|at):?\s*$", "", text[: found.start()])
    doi = _bare(found["doi"])
    rest = text[found.start("doi") + len(doi) :].removeprefix(">")
    return _EMPTY.sub("", f"{left} {rest}"), replace(reference, doi=doi)


def _address(found: re.Match[str], reference: Reference) -> Taken:
    text = found.string
    address = _bare(found["url"] or "")
    if address and not re.match(r"https?://\S|www\.\S|[\w-]+(?:\.[\w-]+)+(?:/|$)", address):
        doubt = "the words after “Available from” are not an address"
        text = text[: found.start()] + text[found.start("url") :]
        return text, replace(reference, address_missing=True, problems=(*reference.problems, doubt))
    if not address:
        return _without(found), replace(reference, address_missing=True)
    rest = text[found.start("url") + len(address) :].removeprefix(">").lstrip(".,; ")
    doubts = ("a second address stands in the line",) if _ADDRESS.search(rest) else ()
    text = _EMPTY.sub("", f"{text[: found.start()]} {rest}")
    url = address if not address or "://" in address else f"https://{address}"
    return text, replace(reference, url=url, problems=reference.problems + doubts)


def _bare(address: str) -> str:
    """An address or a DOI without the marks of the sentence behind it; a bracket that it opens itself is its own."""
    while address:
        last = address[-1]
        opening = {")": "(", "]": "[", "}": "{"}.get(last, "")
        if last not in ".,;:>”’»\"'" and not (opening and address.count(last) > address.count(opening)):
            break
        address = address[:-1]
    return address


def _isbn(found: re.Match[str], reference: Reference) -> Taken:
    return _without(found), replace(reference, isbn=found["isbn"].replace("-", ""))


def _medium(found: re.Match[str], reference: Reference) -> Taken:
    if found["medium"].casefold() not in MEDIA:
        return found.string, reference
    return _without(found, "."), replace(reference, medium=found["medium"].capitalize())


def _edition(found: re.Match[str], reference: Reference) -> Taken:
    words = found["edition"].casefold()
    edition = ORDINALS.get(words) or re.sub(r"(?<=\d)\D+$", "", words)
    return _without(found, "."), replace(reference, edition="revised" if edition[:3] == "rev" else edition)


def _translators(found: re.Match[str], reference: Reference) -> Taken:
    text = found.string
    after = text[found.end() :]
    end, people = leading_people(after)
    inverted = re.match(r"(?P<names>[^()\[\]:]{4,60}?)(?:[)\]]\.?|\.(?=\s[A-Z][a-z]))", after)
    if not people and inverted:
        end, people = inverted.end("names"), parse_people(re.sub(r"(?<=\b\w)$", ".", inverted["names"])) or ()
    if not people:
        return text, reference
    rest = after[end:].lstrip(")] ")
    border = "" if rest[:1] in (".", ",") else ". "
    return f"{text[: found.start()]}{border}{rest}", replace(reference, translators=people)


def _without(found: re.Match[str], border: str = "") -> str:
    return f"{found.string[: found.start()]}{border} {found.string[found.end() :]}"


#: Patterns, of which the first that is found counts, and what takes it out of the line, in this order.
FIELDS: tuple[tuple[tuple[re.Pattern[str], ...], Callable[[re.Match[str], Reference], Taken]], ...] = (
    ((_RECORD,), _record),
    ((_ACCESSED, _ACCESSED_BARE, _CITED, _MLA), _accessed),
    ((_DOI,), _doi),
    ((_AVAILABLE, _ADDRESS), _address),
    ((_ISBN,), _isbn),
    ((_MEDIUM,), _medium),
    ((_EDITION,), _edition),
    ((_TRANSLATED,), _translators),
)
