"""What the styles share: the order of an entry, names, titles, addresses, and the terms of the book's language."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import quote

from anthology.citations.model import MONTHS, Date, Name, Reference, inverted_name
from anthology.core.document import Inline, Inlines, Link, Mark, plain
from anthology.core.urls import link_target
from anthology.manifest.types import LANGUAGE

SERIALS = ("article-journal", "article-magazine", "article-newspaper")
IN_BOOKS = ("chapter", "paper-conference")
#: Where works without a year stand among an author's dated works.
FIRST, DATED, AFTER, LAST = range(4)

#: What stands where a source promises an address and gives none.
NO_ADDRESS = "[address not given in the source]."
ENDS = re.compile(r"[.?!…][’”]*$")

_GIVEN = re.compile(r"(-?)([^\W\d_])([\w'’]*)\.?")
_OPENERS = "([{ \t\n‘“–—/-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The terms of one variety of English, as CSL's locales have them (locales-en-GB.xml, locales-en-US.xml).

    `quotes` are the outer pair and the inner pair; `stop_inside` says that a full stop stands before a closing mark.
    """

    editor: str
    editors: str
    edition: str
    quotes: tuple[str, str]
    stop_inside: bool


WORDINGS: dict[str, Wording] = {
    "en-GB": Wording(editor="ed.", editors="eds", edition="edn", quotes=("‘’", "“”"), stop_inside=False),
    "en-US": Wording(editor="ed.", editors="eds.", edition="ed.", quotes=("“”", "‘’"), stop_inside=True),
}
DEFAULT_LANGUAGE = "en-GB"


class EntryWriter(ABC):
    """Writes one entry of a bibliography; each style is a subclass, and all begin with creators, date and title.

    A style says which word joins two names, what stands between two initials and between the names and the year of a
    citation, whether a list of three names has a comma before the last, whether a particle counts when names are
    sorted (van Gogh under V), and where works without a year and unpublished ones stand among an author's dated works.
    """

    conjunction = "and"
    initials_gap = ""
    citation_gap = ", "
    serial_comma = True
    sorts_particle = False
    undated = FIRST
    unpublished = LAST

    def __init__(self, reference: Reference, language: str, suffix: str = "") -> None:
        self.reference = reference
        self.language = language
        self.wording = WORDINGS.get(language, WORDINGS[DEFAULT_LANGUAGE])
        self.year = f"{reference.year}{suffix}"

    @abstractmethod
    def creators(self) -> str:
        """The names under which the entry stands, editors marked as such; empty for an unsigned work."""

    @abstractmethod
    def _work_title(self) -> Inlines: ...

    @abstractmethod
    def _in_serial(self) -> Sequence[Inlines]: ...

    @abstractmethod
    def _in_book(self) -> Sequence[Inlines]: ...

    @abstractmethod
    def _alone(self) -> Sequence[Inlines]: ...

    @abstractmethod
    def _access(self, where: Inlines) -> Sequence[Inlines]: ...

    def entry(self) -> Inlines:
        """The whole entry; a work that nobody signs stands under its title."""
        kind = self.reference.type
        source = self._in_serial if kind in SERIALS else self._in_book if kind in IN_BOOKS else self._alone
        who, date, name = end_sentence(self.creators()), self._date(), self._work_title()
        where = address(self.reference)
        missing = (NO_ADDRESS,) if self.reference.address_missing and not where else ()
        start = (who, date, name) if who else (name, date)
        return join_sentences(*start, *source(), *self._access(where), missing)

    def _date(self) -> Inlines:
        return end_sentence(self.year)

    def _given(self, name: Name) -> str:
        return initials(name.given, self.initials_gap)

    def _names(self, people: Sequence[Name]) -> list[str]:
        """Names in the order of speech: "V. van Gogh"."""
        return [self._quotes(natural_name(name, self._given(name))) for name in people]

    def _list(self, people: Sequence[Name]) -> str:
        return join_names(self._names(people), self.conjunction, serial=self.serial_comma and len(people) > 2)

    def _by(self, what: str, people: Sequence[Name]) -> str:
        return f"{what} by {self._list(people)}" if people else ""

    def _edition(self) -> str:
        return f"{ordinal(self.reference.edition)} {self.wording.edition}" if self.reference.edition else ""

    def _volume(self) -> str:
        return f"Vol. {self.reference.volume}" if self.reference.volume else ""

    def _container(self) -> Inlines:
        """The name of the work that holds this one (a journal, a book, a site), in italics."""
        return (
            (Mark(kind="title", content=(self._quotes(self.reference.container),)),) if self.reference.container else ()
        )

    def _quotes(self, text: str) -> str:
        return set_quotes(text, self.wording)

    def _title_words(self, depth: int = 0) -> str:
        """The title, in square brackets where the editors supplied it."""
        title = set_quotes(self.reference.title, self.wording, depth)
        return f"[{title}]" if self.reference.title_supplied else title

    def _foreign_language(self) -> str:
        """The language of a work where it is not the book's; empty for words that are no tag of a language (BCP 47)."""
        language = self.reference.language
        is_same = language.split("-")[0].lower() == self.language.split("-")[0].lower()
        return "" if is_same or not LANGUAGE.fullmatch(language) else language

    def _marked_title(self, italic: bool) -> Inlines:
        """The title, marked as one where the style sets it in italics, with its language where that is foreign."""
        text, language = self._title_words(), self._foreign_language()
        if not text or not (italic or language):
            return (text,) if text else ()
        return (Mark(kind="title" if italic else "span", content=(text,), lang=language),)


def initials(given: str, gap: str) -> str:
    """A given name as initials, with `gap` between them; hyphens stay and small words stay whole.

    "R.E." is two initials, "JP" two, "Sue-Ellen" is "S.-E.": nothing is ever made longer than it was.
    """
    parts: list[str] = []
    for hyphen, letter, rest in _GIVEN.findall(given):
        if letter.islower() and rest:
            parts.append((gap or " ") + letter + rest)
        elif rest and (letter + rest).isupper() and len(rest) < 3:
            parts.append(gap + gap.join(f"{capital}." for capital in letter + rest))
        else:
            parts.append(f"{'-' if hyphen else gap}{letter}.")
    return "".join(parts).strip()


def leading_name(name: Name, given: str, particle_last: bool = False) -> str:
    """A name at the head of an entry, the family name first: "van Gogh, V."."""
    return name.unspaced or inverted_name(name, given, particle_last)


def natural_name(name: Name, given: str) -> str:
    """A name in the order of speech: "V. van Gogh"."""
    return name.literal or name.unspaced or " ".join(filter(None, (given, name.dropping, name.surname, name.suffix)))


def join_names(names: Sequence[str], word: str, serial: bool, others: bool = False) -> str:
    """Names as a list with `word` before the last, and with a comma before the word where `serial`.

    Where there are `others`, whom the source of the names does not give, the list ends in "et al.".
    """
    if others:
        return f"{', '.join(names)}{',' if serial else ''} et al."
    if len(names) < 2:
        return "".join(names)
    comma = "," if serial else ""
    return f"{', '.join(names[:-1])}{comma} {word} {names[-1]}"


def address(reference: Reference) -> Inlines:
    """The link to a work: its DOI, else its address; an address that no browser should follow is only printed."""
    if reference.doi:
        target = "https://doi.org/" + quote(reference.doi, safe="/:;().,_-")
        return (Link(target=target, content=(f"https://doi.org/{reference.doi}",)),)
    target = link_target(reference.url)
    if target.startswith("http"):
        return (Link(target=target, content=(reference.url,)),)
    return (reference.url,) if reference.url else ()


def end_sentence(*parts: Inline) -> Inlines:
    """The parts with a full stop, unless they end in a stop, a question mark or an exclamation mark already."""
    text = plain(parts)
    if not text:
        return ()
    return tuple(parts) if ENDS.search(text[-6:]) else concat(parts, (".",))


def join_sentences(*parts: Inlines) -> Inlines:
    """The parts that are not empty, a space between them."""
    made: list[Inline] = []
    for part in filter(None, parts):
        made += [" ", *part] if made else part
    return concat(made)


def concat(*parts: Sequence[Inline]) -> Inlines:
    """One run of inlines in which neighbouring texts are one text."""
    run: list[Inline] = []
    for inline in chain.from_iterable(parts):
        if isinstance(inline, str) and run and isinstance(run[-1], str):
            run[-1] += inline
        elif inline != "":
            run.append(inline)
    return tuple(run)


def page_range(pages: str) -> str:
    """Pages with an en rule between numbers."""
    return re.sub(r"(?<=\w)\s*[-–—]+\s*(?=\w)", "–", pages)


def set_quotes(text: str, wording: Wording, depth: int = 0) -> str:
    """The text with typographic quotation marks, in the language's order from the given depth of quotation on.

    Apostrophes become ’. Text whose marks do not come in pairs keeps the kind of marks that it has.
    """
    curled = _curl(text)
    stack: list[int] = []
    letters = list(curled)
    for at, letter in enumerate(curled):
        before = curled[at - 1] if at else " "
        after = curled[at + 1] if at + 1 < len(curled) else " "
        if letter in "‘“" and not before.isalnum():
            stack.append(at)
        elif letter in "’”" and stack and curled[stack[-1]] == "‘“"["’”".index(letter)] and not after.isalnum():
            pair = wording.quotes[(depth + len(stack) - 1) % 2]
            letters[stack.pop()], letters[at] = pair[0], pair[1]
        elif letter == "”":
            return curled
    return curled if stack else "".join(letters)


def _curl(text: str) -> str:
    letters: list[str] = []
    for at, letter in enumerate(text):
        opens = at == 0 or text[at - 1] in _OPENERS or (text[at - 1] in "\"'" and letters[-1] in "‘“")
        if letter == "'":
            year = text[at + 1 : at + 3].isdigit() and not text[at + 3 : at + 4].isdigit()
            letters.append("‘" if opens and not year else "’")
        elif letter == '"':
            letters.append("“" if opens else "”")
        else:
            letters.append(letter)
    return "".join(letters)


def ordinal(edition: str) -> str:
    """ "2" as "2nd"; what is not a number stays as it is."""
    if not edition.isdecimal():
        return edition
    tens = int(edition) % 100
    ending = "th" if 10 < tens < 20 else {1: "st", 2: "nd", 3: "rd"}.get(tens % 10, "th")
    return f"{int(edition)}{ending}"


def day_month(date: Date) -> str:
    """ "8 August", "August", or nothing."""
    return " ".join(filter(None, (str(date.day or ""), MONTHS[date.month - 1] if date.month else "")))


def month_day(date: Date) -> str:
    """ "August 8", "August", or nothing."""
    return " ".join(filter(None, (MONTHS[date.month - 1] if date.month else "", str(date.day or ""))))
