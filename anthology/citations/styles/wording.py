"""Words and quotation marks that a style takes from the language of the book."""

from __future__ import annotations

from dataclasses import dataclass

from anthology.citations.model import MONTHS, Date


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

_OPENERS = "([{ \t\n‘“–—/-"


def wording_for(language: str) -> Wording:
    """The wording for a BCP 47 tag: en-US for American English, en-GB for all else."""
    return WORDINGS.get(language, WORDINGS[DEFAULT_LANGUAGE])


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
