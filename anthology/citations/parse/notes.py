"""Notes that cite works as the Chicago Manual has it: names in their order, and the title set apart by marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from anthology.citations.model import Date, Reference, fold, make_key, month_number, title_key
from anthology.citations.parse.names import natural_people, split_et_al
from anthology.core.findings import Location

# What stands before a citation and belongs to no name (Chicago Manual of Style, 18th edition, chapter 13).
_SIGNAL = re.compile(
    r"(?:(?:see|cf|compare|contra|quoted in|cited in|qtd in|as in|for (?:example|instance)|e\.g|i\.e|also)\b[.,:]*\s+"
    r"(?:(?:also|e\.g\.|especially|esp\.|generally),?\s+)?)+",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?P<names>[^“”\"]{2,200}?), [“\"](?P<title>[^“”\"]{2,400}?)[,.]?[”\"],?(?P<inside> in:?)? ?")
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_PAGES = r"(?:[,:] ?(?:pp?\. ?)?(?P<pages>\d{1,5}(?:[–-]\d{1,5})?)(?:, ?\d{1,5}(?:[–-]\d{1,5})?){0,9})?"
_END = r"(?:[,.] ?(?:https?://(?:dx\.)?doi\.org/(?P<doi>10\.\S+?)|(?P<url>https?://\S+?)))?\.?"
_BOOK = re.compile(
    r"(?:,? (?:edited by|eds?\.) (?P<editors>[^(),:;]{3,120}))?"
    r"(?:,? (?:translated by|trans\.) (?P<translators>[^(),:;]{3,120}))?"
    r"(?:,? (?P<edition>\d{1,2})(?:st|nd|rd|th) ed\.?)?(?:,? (?P<open>\()|[,.] ?)"
    r"(?:(?P<place>[^(),:;]{2,40}(?:, [A-Z][A-Za-z.]{1,9})?): ?)?"
    rf"(?P<publisher>[^(),:;]{{2,60}}(?:, (?:Inc|Ltd|LLC)\.?)?), {_YEAR}(?(open)\)){_PAGES}{_END}"
)
_ARTICLE = re.compile(
    r",?(?: (?:vol\. ?)?(?P<volume>\d{1,4}))?(?:, ?nos?\. ?(?P<issue>\d{1,4}(?:[–/-]\d{1,4})?))?"
    rf" \((?:[A-Z][a-z]{{2,9}} (?:\d{{1,2}}, )?)?{_YEAR}\){_PAGES}{_END}"
)
_DATED = re.compile(
    rf",? (?:(?P<month>[A-Z][a-z]{{2,9}}) (?P<day>\d{{1,2}}),|(?P<day2>\d{{1,2}}) (?P<month2>[A-Z][a-z]{{2,9}}))"
    rf" {_YEAR}{_PAGES}{_END}"
)
_SHORT = re.compile(
    r",? ?(?:(?:ch|chap|pp?|vol)\. ?)?(?P<locator>\d{1,5}(?:[–-]\d{1,5})?)?[\d,–\- ]{0,30}(?:n\.? ?\d+)?\.?"
)
_AGAIN = re.compile(r"(?:(?:see |cf\. )?ibid(?:em)?)\b\.?,?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_CITED_WORK = re.compile(r"(?P<names>[^,]{2,60}), (?:op\. ?cit|loc\. ?cit)\.?,?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_EDITED = re.compile(r",? \(?eds?\.?\)?\Z")
_ANY_QUOTED = re.compile('[“"][^”"]{8,400}[”"]')
_DATE = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


LONGEST_NOTE = 1_000  # characters of one that is a citation and nothing else


@dataclass(frozen=True, slots=True)
class NoteText:
    """The words of a note, and the stretches of them that are marked as titles are."""

    words: str
    marked: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Short:
    """A note that names a work again: by the beginning of its title, or (`is_before`) as the one named before.

    `names` are empty for “ibid.”; `end` is where what names the work ends.
    """

    names: str
    title: str
    locator: str
    start: int
    end: int
    is_before: bool = False


def read_marked_note(note: NoteText, at: Location | None = None) -> tuple[Reference, int, int] | None:
    """The work that a note gives in full, and where its names begin and its title ends; None for any other note.

    Only a note that is a citation from end to end is read, because of one that goes on with other words nobody can say
    where the work ends.

    >>> note = NoteText("See Ada Lee, On Rain (Leeds: Quay, 2014), 3.", [(13, 20)])
    >>> work, start, end = read_marked_note(note)
    >>> (work.authors[0].family, work.title, work.place, work.publisher, work.year, note.words[start:end])
    ('Lee', 'On Rain', 'Leeds', 'Quay', '2014', 'Ada Lee, On Rain')
    """
    start = _start(note.words)
    span = next((each for each in note.marked if each[0] > start), None)
    if span is None or len(note.words) > LONGEST_NOTE:
        return None
    before, set_apart, after = note.words[start : span[0]], note.words[slice(*span)], note.words[span[1] :]
    # A comma or a full stop may stand inside the marks.
    title = set_apart.strip(" ,.")
    after = set_apart[len(set_apart.rstrip(" ,.")) :] + after
    quoted = _QUOTED.fullmatch(before)
    read: Reference | None
    if quoted and quoted["inside"]:
        read = _book(after, quoted["names"], at)
        read = replace(read, type="chapter", title=quoted["title"], container=title) if read else None
    elif quoted:
        read = _article(after, quoted["names"], at)
        read = replace(read, title=quoted["title"], container=title) if read else None
    else:
        read = _book(after, before.rstrip(" ,"), at)
        read = replace(read, title=title) if read else None
    if read is None:
        return None
    return replace(read, key=make_key(read), raw=note.words), start, span[1]


def _start(words: str) -> int:
    found = _SIGNAL.match(words)
    return found.end() if found else 0


def _people(names: str, at: Location | None) -> Reference | None:
    """A work by these names, in their natural order, of which “ed.” makes editors; None where they are no names."""
    edited = _EDITED.search(names)
    words, others = split_et_al(names[: edited.start()] if edited else names)
    people = natural_people(words)
    if not people:
        return None
    if edited:
        return Reference(key="", editors=people, others=others, at=at)
    return Reference(key="", authors=people, others=others, at=at)


def _book(after: str, names: str, at: Location | None) -> Reference | None:
    found, work = _BOOK.fullmatch(after), _people(names, at)
    if not found or not work:
        return None
    editors, translators = natural_people(found["editors"] or ""), natural_people(found["translators"] or "")
    if (found["editors"] and not editors) or (found["translators"] and not translators):
        return None
    return replace(
        work,
        type="book",
        editors=editors or work.editors,
        translators=translators or (),
        edition=found["edition"] or "",
        place=found["place"] or "",
        publisher=found["publisher"].strip(),
        issued=Date(year=int(found["year"])),
        doi=found["doi"] or "",
        url=found["url"] or "",
    )


def _article(after: str, names: str, at: Location | None) -> Reference | None:
    work = _people(names, at)
    found = _ARTICLE.fullmatch(after)
    if work and found:
        return replace(
            work,
            type="article-journal",
            volume=found["volume"] or "",
            issue=found["issue"] or "",
            pages=(found["pages"] or "").replace("–", "-") if "-" in (found["pages"] or "").replace("–", "-") else "",
            issued=Date(year=int(found["year"])),
            doi=found["doi"] or "",
            url=found["url"] or "",
        )
    found = _DATED.fullmatch(after)
    month = month_number(found["month"] or found["month2"]) if found else 0
    if not work or not found or not month:
        return None
    day = int(found["day"] or found["day2"])
    return replace(
        work,
        type="article-newspaper",
        issued=Date(year=int(found["year"]), month=month, day=day if day <= 31 else 0),
        doi=found["doi"] or "",
        url=found["url"] or "",
    )


def read_short_note(note: NoteText) -> Short | None:
    """The work that a note names again: “Lewis, *Flash Boys*, 12.”, “Ibid., 13.”, “Lewis, op. cit.”; else None."""
    words = note.words.rstrip()
    if again := _AGAIN.fullmatch(words):
        rest = _SHORT.fullmatch(again["rest"])
        return Short("", "", rest["locator"] or "", 0, again.start("rest"), is_before=True) if rest else None
    start = _start(words)
    if cited := _CITED_WORK.fullmatch(words, start):
        rest = _SHORT.fullmatch(cited["rest"])
        end = cited.start("rest")
        return Short(cited["names"], "", rest["locator"] or "", start, end, is_before=True) if rest else None
    span = next((each for each in note.marked if each[0] > start), None)
    if span:
        names, title, after = words[start : span[0]], words[slice(*span)], words[span[1] :]
        end = span[1]
    else:
        quoted = _QUOTED.match(words, start)
        if not quoted or quoted["inside"]:
            return None
        names, title, end = quoted["names"] + ",", quoted["title"], quoted.end()
        after = words[end:]
    rest = _SHORT.fullmatch(after)
    if not rest or not names.rstrip().endswith(",") or _DATE.search(names):
        return None
    return Short(names.rstrip(" ,"), title.strip(" ,."), rest["locator"] or "", start, end)


def may_be_called(short: str, title: str) -> bool:
    """Whether a title may be named so: by its words in order, from its first or from one behind its article."""
    wanted, whole = title_key(short), title_key(title)
    return bool(wanted) and f" {wanted} " in f" {whole} "


def looks_like_citation(note: NoteText) -> bool:
    """Whether a note has a year and a title that is set apart, as those have that cite a work."""
    return bool(_DATE.search(note.words) and (note.marked or _ANY_QUOTED.search(note.words)))


def surnames(names: str) -> tuple[str, ...]:
    """The names of a short note, folded: “Lewis and Roe” or “Ada Lewis”."""
    words = split_et_al(names)[0]
    return tuple(fold(each.strip().rsplit(None, 1)[-1]) for each in re.split(r", | and | & ", words) if each.strip())
