"""What holds a work: the book of a chapter with its editors, pages and publisher, a journal with volume and issue.

The orders are those of the Chicago Manual of Style (17th edition, 14.106 and 15.9), the MLA Handbook (9th edition,
5.31 to 5.99), the APA Manual (7th edition, 10.3), the Leeds guide to Harvard (2024/25) and Citing Medicine (NLM, 2nd
edition, chapters 1 and 2).
"""

from __future__ import annotations

import re
from dataclasses import replace

from anthology.citations.model import MONTHS, Name, Reference
from anthology.citations.parse.names import leading_people, parse_natural_order, parse_people, split_et_al
from anthology.citations.parse.publisher import HOUSES, LONGEST_PLACE, PLACES, is_publisher, split_publication, tidy

EDITORS_UNCLEAR = "the editors' names could not be told apart"
PAGES = r"(?P<pages>[A-Za-z]{0,2}\d{1,8}(?:\s?[-–—]{1,2}\s?[A-Za-z]{0,2}\d{1,6})?)"

_RANGE = r"(?P<pages>[A-Za-z]?\d{1,6}\s?[-–—]{1,2}\s?[A-Za-z]?\d{1,6})"
_LABELLED_PAGES = re.compile(rf"[.,;:]?\s?\(?(?<![\w.])(?:[Pp]p?|[Pp]ages?|S(?=\.\s?\d))\.?\s?{PAGES}\b\)?")
_BARE_PAGES = re.compile(
    rf"\s\({_RANGE.replace('pages', 'bracketed')}\)(?=[.,;]|$)|(?:[,;.]\s|:\s?|(?<=\))\s){_RANGE}(?=[.,;]|\s?$)"
    r"|(?:,|:)\s?(?P<only>[A-Za-z]{0,2}\d{1,8})\.?$"
)
_YEARS = re.compile(r"(?:1[4-9]|20)\d\d\s?[-–—]{1,2}\s?(?:(?:1[4-9]|20)?\d\d)")
_SEASONS = "|".join(("Spring", "Summer", "Autumn", "Fall", "Winter", *MONTHS, *(month[:3] for month in MONTHS)))
_SEASON = re.compile(rf"\s?\((?:\d{{1,2}}\s)?(?:{_SEASONS})\.?(?:[-–/ ](?:{_SEASONS})\.?)?\)")
_NUMBER = r"(?:[Nn](?:o|r|um|umber)s?|[Ii]ss(?:ue)?|[Hh]eft|[Pp](?:ar)?t|n°)\.?\s?"
_VOLUME = re.compile(
    r"(?:(?P<stop>[.,;:])?\s|^)(?:\((?=\d+[.:]))?(?:[Vv]ol(?:ume|s)?\.?\s?|[Bb]d\.?\s|[Bb]and\s|[Tt]ome?\s)?"
    r"(?P<volume>\d{1,4}|(?<=[Vv]ol\. )[IVXLC]{1,8}|(?<=, )[IVXLC]{2,8})"
    rf"(?:\s?[.,;:]?\s?\(?{_NUMBER}(?P<number>\d[\w–/-]{{0,8}}|[A-Z])\)?"
    r"|\s?\((?P<issue>[^()]{1,20})\)|(?:[./]|,\s|:\s?)(?P<short>\d{1,5})"
    r"|\s(?P<part>Suppl(?:\.|ement)?(?:\s\d{1,3})?))?[\s.,:;)]*$"
)
_LABELLED_VOLUME = re.compile(
    r"[.,]?\s?\(?\b(?:[Vv]ol\.|Vol(?:ume)?|(?<=[,(] )vol(?:ume)?|[Bb]d\.)\s(?P<volume>\d{1,3}|[IVXLC]{1,7})\b\)?"
    r"(?!\s[Oo]f\b)(?:,? [Nn]o\.? (?P<number>\d{1,4}))?"
)
_ISSUE_ONLY = re.compile(rf"[.,;]?\s(?:\(?{_NUMBER}(?P<number>\d[\w–/-]{{0,8}})\)?|\((?P<bare>\d{{1,4}})\))[\s.,:;]*$")
_ROLE = r"(?:[Ee]ds?|[Ee]ditors?|Hrsg|Hg)\b\.?"
_EDITORS_IN_BRACKETS = re.compile(
    rf"[,.]?\s\((?:(?P<names>[^()]{{3,200}}?),?\s{_ROLE}|{_ROLE}\s(?P<after>[^()]{{3,200}}))\)[.,]?"
)
_LEADING = re.compile(rf"^(?P<names>.{{3,300}}?)[,.]?\s(?:(?P<bracket>[(\[])\s?{_ROLE}\s?[)\]]|{_ROLE})[.,:]?(?=\s)")
_INNER = re.compile(
    r"[.,;]?\s\(?(?:[Ee]dited (?:and translated )?by|[Ee]ds?\.(?: by)?|[Ee]ds? by|herausgegeben von)\s(?=[^\W\d_a-z])"
)
_IN_BRACKETS = re.compile(r"\s?\((?P<publisher>[^():,]{3,60})\)(?=[.,]?\s|[.,]?$)")
_BRACKETED = re.compile(r"\s?\((?P<place>[^():]{2,60}):\s(?P<publisher>[^()]{2,100})\)")


def read_container(text: str, reference: Reference, marked: str = "") -> Reference:
    """A chapter with its book, from the words after "In"; `marked` is its title, where that was set apart in italics.

    Its problems say where editors could not be told apart (EDITORS_UNCLEAR), and which words were not read.
    """
    text, pages = take_pages(text)
    text = _BRACKETED.sub(r". \g<place>: \g<publisher>", text)
    text = _IN_BRACKETS.sub(lambda found: f". {found[1]}" if HOUSES.fullmatch(found[1]) else found[0], text)
    text, volume, issue = take_labelled_volume(text)
    before, editors, after, are_unclear = _find_editors(text)
    problems = (*reference.problems, EDITORS_UNCLEAR) if are_unclear else reference.problems
    reference = replace(reference, pages=pages, volume=volume, issue=issue, editors=editors, problems=problems)
    if marked and marked in text:
        rest = text.partition(marked)[2] if not editors or marked in after else after
        return _published(replace(reference, container=tidy(marked)), rest)
    if before:
        return _published(replace(reference, container=tidy(before)), after)
    container, place, publisher = split_publication(after)
    return replace(reference, container=tidy(container), place=place, publisher=publisher)


def _published(reference: Reference, tail: str) -> Reference:
    """The chapter with its publication, which is all that the words hold."""
    rest, place, publisher = split_publication(tidy(tail))
    if publisher or place:
        return replace(reference, place=place, publisher=publisher)
    if PLACES.fullmatch(rest):
        return replace(reference, place=rest)
    if is_publisher(rest) or (len(rest) < LONGEST_PLACE and not re.search(r"\d", rest)):
        return replace(reference, publisher=rest)
    return replace(reference, problems=(*reference.problems, f"“{rest}” was not understood"))


def _find_editors(text: str) -> tuple[str, tuple[Name, ...], str, bool]:
    """What stands before the editors, who they are, what follows, and whether they are there but not told apart."""
    bracketed = _EDITORS_IN_BRACKETS.search(text)
    people = _people(bracketed["names"] or bracketed["after"]) if bracketed else ()
    if bracketed and people and bracketed.start() > 0:
        return text[: bracketed.start()], people, text[bracketed.end() :], False
    leading = _LEADING.match(text)
    names = leading["names"].strip(" ,") if leading else ""
    people = _people(names, inverted_only=not (leading and leading["bracket"]))
    inner = _INNER.search(text)
    end, inside = leading_people(text[inner.end() :]) if inner else (0, ())
    if inner and inside and not people:
        return text[: inner.start()], inside, text[inner.end() + end :], False
    if leading:
        people = people or _people(names)
        if people:
            return "", people, text[leading.end() :].strip(), False
        for border in re.finditer(r"(?<!^)[,.]\s", names):
            people = _people(names[border.end() :])
            if people:
                return text[: border.start()], people, text[leading.end() :], False
        return "", (), text[leading.end() :].strip(), True
    return "", (), text, inner is not None


def _people(names: str, *, inverted_only: bool = False) -> tuple[Name, ...]:
    """Editors of a list, with the stop of their last initial where it was taken for the end."""
    words = split_et_al(names.strip(" ,"))[0]
    words = re.sub(r"(?<=\.[^\W\d_])$|(?<=[.,] [^\W\d_])$", ".", words)
    return parse_people(words) or (None if inverted_only else parse_natural_order(words)) or ()


def split_editors(title: str) -> tuple[str, tuple[Name, ...], str]:
    """A title without those who edited the work ("Othello. Edited by Ada Lee"), these, and what stands after them."""
    for found in _INNER.finditer(title):
        end, people = leading_people(title[found.end() :])
        if people:
            return tidy(title[: found.start()]), people, tidy(title[found.end() + end :])
    return title, (), ""


def take_pages(text: str) -> tuple[str, str]:
    """The text without the pages, and these with a hyphen: said with "pp.", or a range that is no span of years."""
    labelled = list(_LABELLED_PAGES.finditer(text))
    if labelled:
        return _joined(text[: labelled[-1].start()], text[labelled[-1].end() :]), dashed(labelled[-1]["pages"])
    for found in reversed(list(_BARE_PAGES.finditer(text))):
        pages, border = found["pages"] or found["only"] or found["bracketed"], found.group()[0]
        is_year = border == "," and re.fullmatch(r"(?:1[4-9]|20)\d\d", pages)
        is_span_of_years = _YEARS.fullmatch(pages) and (border != ":" or found.end() < len(text))
        if not is_year and not is_span_of_years:
            return _joined(text[: found.start()], text[found.end() :]), dashed(pages)
    return text, ""


def take_volume(text: str) -> tuple[str, str, str] | None:
    """The text before a volume at its end, the volume and the issue; None where it ends in none."""
    text = _SEASON.sub("", text)
    found = _VOLUME.search(text)
    if found and text[: found.start()].strip():
        issue = found["number"] or found["issue"] or found["short"] or found["part"] or ""
        return text[: found.start()] + (found["stop"] or ""), found["volume"], dashed(issue)
    found = _ISSUE_ONLY.search(text)
    return (text[: found.start()], "", dashed(found["number"] or found["bare"])) if found else None


def take_labelled_volume(text: str) -> tuple[str, str, str]:
    """The text without a volume that is called one ("vol. 2"), its number, and that of an issue after it."""
    found = _LABELLED_VOLUME.search(text)
    if not found:
        return text, "", ""
    return _joined(text[: found.start()], text[found.end() :]), found["volume"], found["number"] or ""


def dashed(pages: str) -> str:
    """A range with a hyphen between its ends."""
    return re.sub(r"(?<!\s)\s*[-–—]+\s*", "-", pages)


def _joined(left: str, right: str) -> str:
    """Two ends of a text with one border between them."""
    left, right = left.rstrip(" (["), right.lstrip(" )]")
    if right[:1] in {".", ",", ";", ":"}:
        left = left.rstrip(" .,;:")
    return f"{left} {right}" if right[:1] not in {".", ",", ";", ":"} else left + right
