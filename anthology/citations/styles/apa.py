"""APA, as the Publication Manual of the American Psychological Association has it (7th edition, chapters 9 and 10)."""

from __future__ import annotations

from anthology.citations.model import Name, Reference, name_key
from anthology.citations.styles.common import (
    NO_ADDRESS,
    Setting,
    address,
    closed,
    initials,
    joined,
    listed,
    page_range,
    sentences,
    straight,
    title,
    turned,
    words,
    work,
)
from anthology.citations.styles.wording import month_day, ordinal
from anthology.core.document import Inlines, Mark

SERIALS = ("article-journal", "article-magazine", "article-newspaper")
IN_BOOKS = ("chapter", "paper-conference")
DATED = ("article-magazine", "article-newspaper", "webpage", "post", "post-weblog")
#: Up to this many authors are all listed; of more, the first 19 and the last (section 9.8).
MOST_AUTHORS = 20


def creators(reference: Reference, setting: Setting) -> str:
    """Those under whom the entry stands: "Gill, R., & Scharff, C. (Eds)"."""
    names = [words(turned(name, initials(name.given, " ")), setting) for name in reference.creators]
    if len(names) > MOST_AUTHORS:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    who = listed(names, "&", serial=True, others=reference.others)
    if who and not reference.authors:
        who += f" ({_eds(reference.editors, setting)})"
    return who


def apa(reference: Reference, setting: Setting) -> Inlines:
    """A whole entry: creators, date in brackets, title, source, address."""
    who = creators(reference, setting)
    date = f"({_date(reference, setting)})."
    name = _title(reference, setting)
    head = sentences(closed(who), (date,), name) if who else sentences(name, (date,))
    source = _serial if reference.type in SERIALS else _book if reference.type in IN_BOOKS else _publisher
    return sentences(head, source(reference, setting), _address(reference))


def _date(reference: Reference, setting: Setting) -> str:
    day = month_day(reference.issued) if reference.type in DATED else ""
    return ", ".join(filter(None, (f"{reference.year}{setting.suffix}", day)))


def _title(reference: Reference, setting: Setting) -> Inlines:
    inside = reference.type in (*SERIALS, *IN_BOOKS)
    name = title(reference, setting, italic=not inside)
    if inside:
        return closed(*name)
    translators = [words(straight(name, initials(name.given, " ")), setting) for name in reference.translators]
    edited = [words(straight(name, initials(name.given, " ")), setting) for name in reference.editors]
    editors = f"{listed(edited, '&', serial=len(edited) > 2)}, {_eds(reference.editors, setting)}"
    bracketed = [
        f"({part})"
        for part in (
            "; ".join(
                filter(None, (_edition(reference, setting), f"Vol. {reference.volume}" if reference.volume else ""))
            ),
            "; ".join(
                filter(
                    None,
                    (
                        editors if edited and reference.authors else "",
                        f"{listed(translators, '&', serial=True)}, Trans." if translators else "",
                    ),
                )
            ),
        )
        if part
    ]
    genre = f"[{reference.genre}, {words(reference.publisher, setting)}]" if reference.type == "thesis" else ""
    return closed(*sentences(name, *((part,) for part in filter(None, (*bracketed, genre)))))


def _serial(reference: Reference, setting: Setting) -> Inlines:
    name = ", ".join(filter(None, (words(reference.container, setting), reference.volume)))
    issue = f"({reference.issue})" if reference.issue else ""
    serial: Inlines = (Mark(kind="title", content=(name,)), issue) if name else ()
    pages = page_range(reference.pages)
    return closed(*joined(serial, (f", {pages}" if pages and serial else pages,)))


def _book(reference: Reference, setting: Setting) -> Inlines:
    editors = [words(straight(name, initials(name.given, " ")), setting) for name in reference.editors]
    led = f"In {listed(editors, '&', serial=len(editors) > 2)} ({_eds(reference.editors, setting)}), "
    pages = page_range(reference.pages)
    leaf = f"{'pp.' if '–' in pages else 'p.'} {pages}" if pages else ""
    volume = f"Vol. {reference.volume}" if reference.volume else ""
    inside = ", ".join(filter(None, (_edition(reference, setting), volume, leaf)))
    tail = f" ({inside})" if inside else ""
    book = joined((led if editors and reference.authors else "In ",), work(reference.container, setting), (tail,))
    return sentences(closed(*book), closed(words(reference.publisher, setting)))


def _publisher(reference: Reference, setting: Setting) -> Inlines:
    """The publisher, unless it is the author; of a web page, the site (section 9.29)."""
    names = [reference.container, reference.publisher]
    bodies = {name_key(name) for name in reference.creators if name.literal}
    names = [name for name in names if name and name_key(Name(literal=name)) not in bodies]
    if reference.type == "thesis":
        return ()
    return closed(words(". ".join(names), setting))


def _address(reference: Reference) -> Inlines:
    where = address(reference)
    if not where:
        return (NO_ADDRESS,) if reference.address_missing else ()
    accessed = reference.accessed
    if reference.year != "n.d." or not accessed.year:
        return where
    day = ", ".join(filter(None, (month_day(accessed), str(accessed.year))))
    return joined((f"Retrieved {day}, from ",), where)


def _edition(reference: Reference, setting: Setting) -> str:
    return f"{ordinal(reference.edition)} {setting.wording.edition}" if reference.edition else ""


def _eds(editors: tuple[Name, ...], setting: Setting) -> str:
    return (setting.wording.editors if len(editors) > 1 else setting.wording.editor).capitalize()
