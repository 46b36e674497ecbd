"""Chicago author–date, as The Chicago Manual of Style has it (18th edition, chapters 13 and 14)."""

from __future__ import annotations

import re

from anthology.citations.model import Name, Reference, is_initials
from anthology.citations.styles.common import (
    NO_ADDRESS,
    Setting,
    address,
    closed,
    foreign_language,
    initials,
    joined,
    listed,
    page_range,
    sentences,
    straight,
    title,
    title_words,
    turned,
    words,
    work,
)
from anthology.citations.styles.wording import month_day, ordinal
from anthology.core.document import Inlines, Mark

SERIALS = ("article-journal", "article-magazine", "article-newspaper")
IN_BOOKS = ("chapter", "paper-conference")
QUOTED = (*SERIALS, *IN_BOOKS, "thesis", "webpage", "post", "post-weblog")
#: Up to this many authors are all listed; of more, the first three and "et al." (section 13.107).
MOST_AUTHORS = 6


def creators(reference: Reference, setting: Setting) -> str:
    """Those under whom the entry stands: "Gill, Rosalind, and Christina Scharff, eds."."""
    first, *others = reference.creators or (None,)
    if not first:
        return ""
    names = [turned(first, _given(first), particle_last=True)]
    names += [straight(name, _given(name)) for name in others if name]
    many = len(names) > MOST_AUTHORS
    who = listed(names[:3] if many else names, "and", serial=True, others=many or reference.others)
    if not reference.authors:
        who += ", eds." if len(names) > 1 or reference.others else ", ed."
    return words(who, setting)


def _given(name: Name) -> str:
    """A given name as the record has it, initials with a space between them (section 8.4)."""
    return initials(name.given, " ") if is_initials(name.given) else name.given


def chicago(reference: Reference, setting: Setting) -> Inlines:
    """A whole entry: creators, year, title, source, address."""
    who = creators(reference, setting)
    year = closed(f"{reference.year}{setting.suffix}")
    name = _title(reference, setting)
    head = sentences(closed(who), year, name) if who else sentences(name, year)
    source = _serial if reference.type in SERIALS else _book if reference.type in IN_BOOKS else _apart
    return sentences(head, *source(reference, setting), *_address(reference))


def _title(reference: Reference, setting: Setting) -> Inlines:
    if reference.type not in QUOTED:
        return closed(*title(reference, setting, italic=True))
    left, right = setting.wording.quotes[0][0], setting.wording.quotes[0][1]
    text = title_words(reference, setting, depth=1)
    if not text:
        return ()
    stop = "" if re.search(r"[.?!]$", text) else "."
    marked = f"{left}{text}{stop}{right}" if setting.wording.stop_inside else f"{left}{text}{right}{stop}"
    foreign = foreign_language(reference, setting)
    return (Mark(kind="span", content=(marked,), lang=foreign),) if foreign else (marked,)


def _serial(reference: Reference, setting: Setting) -> tuple[Inlines, ...]:
    serial = work(reference.container, setting)
    pages = short_range(reference.pages)
    if reference.type != "article-journal":
        tail = "".join(f", {part}" for part in (month_day(reference.issued), pages) if part)
    else:
        volume = f" {reference.volume}" if reference.volume else ""
        volume += f" ({reference.issue})" if reference.issue else ""
        tail = f"{volume}{': ' if volume else ', '}{pages}" if pages else volume
    return (closed(*joined(serial, (tail,))),)


def _book(reference: Reference, setting: Setting) -> tuple[Inlines, ...]:
    editors = [words(straight(name, _given(name)), setting) for name in reference.editors]
    led = f", edited by {listed(editors, 'and', serial=len(editors) > 2)}" if editors and reference.authors else ""
    volume = f", vol. {reference.volume}" if reference.volume else ""
    book = joined(("In ",), work(reference.container, setting), (volume, led))
    translated = _by("Translated", reference.translators, setting)
    return (
        closed(*book),
        closed(translated),
        closed(_edition(reference, setting)),
        closed(words(reference.publisher, setting)),
    )


def _apart(reference: Reference, setting: Setting) -> tuple[Inlines, ...]:
    edited = _by("Edited", reference.editors, setting) if reference.authors else ""
    site = ", ".join(filter(None, (words(reference.container, setting), month_day(reference.issued))))
    publisher = ", ".join(filter(None, (reference.genre, words(reference.publisher, setting))))
    return (
        closed(_edition(reference, setting)),
        closed(f"Vol. {reference.volume}" if reference.volume else ""),
        closed(edited),
        closed(_by("Translated", reference.translators, setting)),
        closed(site if reference.type in QUOTED else words(reference.container, setting)),
        closed(publisher),
    )


def _by(what: str, people: tuple[Name, ...], setting: Setting) -> str:
    names = [words(straight(name, _given(name)), setting) for name in people]
    return f"{what} by {listed(names, 'and', serial=len(names) > 2)}" if names else ""


def _address(reference: Reference) -> tuple[Inlines, ...]:
    where = address(reference)
    accessed = reference.accessed
    day = ", ".join(filter(None, (month_day(accessed), str(accessed.year or ""))))
    return (
        (f"Accessed {day}.",) if where and day and reference.year == "n.d." else (),
        closed(*where) if where else (),
        (NO_ADDRESS,) if reference.address_missing and not where else (),
    )


def _edition(reference: Reference, setting: Setting) -> str:
    return f"{ordinal(reference.edition)} {setting.wording.edition}" if reference.edition else ""


def short_range(pages: str) -> str:
    """Pages with the second number cut as section 9.63 has it: 113–27, 808–33, 1103–4, but 100–108 and 71–72."""
    ranged = re.fullmatch(r"(\d+)–(\d+)", page_range(pages))
    if not ranged or len(ranged[1]) != len(ranged[2]) or int(ranged[1]) < 100 or int(ranged[1]) % 100 == 0:
        return page_range(pages)
    first, last = ranged[1], ranged[2]
    changed = next((at for at, (old, new) in enumerate(zip(first, last, strict=True)) if old != new), len(first) - 1)
    keep = len(first) - changed
    if int(first) % 100 >= 10:
        keep = max(keep, 2)
    return f"{first}–{last[len(last) - keep :]}"
