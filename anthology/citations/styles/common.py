"""The pieces that the styles put together: names, titles, addresses, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from anthology.citations.model import Name, Reference
from anthology.citations.styles.wording import Wording, set_quotes
from anthology.core.document import Inline, Inlines, Link, Mark, plain
from anthology.core.urls import link_target
from anthology.manifest.types import LANGUAGE

#: What stands where a source promises an address and gives none.
NO_ADDRESS = "[address not given in the source]."
ENDS = re.compile(r"[.?!…][’”]*$")

_GIVEN = re.compile(r"(-?)([^\W\d_])([\w'’]*)\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an entry is set with: the wording, the book's language, and the letter after the year."""

    wording: Wording
    language: str
    suffix: str = ""


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


def turned(name: Name, given: str, particle_last: bool = False) -> str:
    """A name with the family name first: "van Gogh, V.", or "Gogh, Vincent van" where the particle goes last."""
    if name.literal:
        return name.literal
    family = name.family if particle_last else name.surname
    rest = " ".join(filter(None, (given, name.dropping, name.particle if particle_last else "")))
    return ", ".join(filter(None, (family, rest, name.suffix)))


def straight(name: Name, given: str) -> str:
    """A name in the order of speech: "V. van Gogh"."""
    return name.literal or " ".join(filter(None, (given, name.dropping, name.surname, name.suffix)))


def listed(names: Sequence[str], word: str, serial: bool, others: bool = False) -> str:
    """Names as a list with `word` before the last, and with a comma before the word where `serial`.

    Where there are `others`, whom the source of the names does not give, the list ends in "et al.".
    """
    if others:
        return f"{', '.join(names)}{',' if serial else ''} et al."
    if len(names) < 2:
        return "".join(names)
    comma = "," if serial else ""
    return f"{', '.join(names[:-1])}{comma} {word} {names[-1]}"


def words(text: str, setting: Setting) -> str:
    """A text of the record with its quotation marks set."""
    return set_quotes(text, setting.wording)


def title_words(reference: Reference, setting: Setting, depth: int = 0) -> str:
    """The title, in square brackets where the editors supplied it."""
    title = set_quotes(reference.title, setting.wording, depth)
    return f"[{title}]" if reference.title_supplied else title


def foreign_language(reference: Reference, setting: Setting) -> str:
    """The language of a work where it is not the book's; empty for words that are no tag of a language (BCP 47)."""
    language = reference.language
    is_ours = language.split("-")[0].lower() == setting.language.split("-")[0].lower()
    return "" if is_ours or not LANGUAGE.fullmatch(language) else language


def title(reference: Reference, setting: Setting, italic: bool) -> Inlines:
    """The title as inlines, marked as a title where the style sets it in italics, with its language where foreign."""
    text = title_words(reference, setting)
    if not text:
        return ()
    language = foreign_language(reference, setting)
    if italic:
        return (Mark(kind="title", content=(text,), lang=language),)
    return (Mark(kind="span", content=(text,), lang=language),) if language else (text,)


def work(text: str, setting: Setting) -> Inlines:
    """The name of a work that contains others (a journal, a book, a site), in italics."""
    return (Mark(kind="title", content=(words(text, setting),)),) if text else ()


def address(reference: Reference) -> Inlines:
    """The link to a work: its DOI, else its address; an address that no browser should follow is only printed."""
    if reference.doi:
        target = "https://doi.org/" + quote(reference.doi, safe="/:;().,_-")
        return (Link(target=target, content=(f"https://doi.org/{reference.doi}",)),)
    target = link_target(reference.url)
    if target.startswith("http"):
        return (Link(target=target, content=(reference.url,)),)
    return (reference.url,) if reference.url else ()


def closed(*parts: Inline) -> Inlines:
    """The parts with a full stop, unless they end in a stop, a question mark or an exclamation mark already."""
    text = plain(parts)
    if not text:
        return ()
    return tuple(parts) if ENDS.search(text[-6:]) else joined(parts, (".",))


def sentences(*parts: Inlines) -> Inlines:
    """The parts that are not empty, a space between them."""
    made: list[Inline] = []
    for part in filter(None, parts):
        made += [" ", *part] if made else part
    return joined(made)


def joined(*parts: Sequence[Inline]) -> Inlines:
    """One run of inlines in which neighbouring texts are one text."""
    made: list[Inline] = []
    for part in parts:
        for inline in part:
            last = made[-1] if made else None
            if isinstance(inline, str) and isinstance(last, str):
                made[-1] = last + inline
            elif inline != "":
                made.append(inline)
    return tuple(made)


def page_range(pages: str) -> str:
    """Pages with an en rule between numbers."""
    return re.sub(r"(?<=\w)\s*[-–—]+\s*(?=\w)", "–", pages)
