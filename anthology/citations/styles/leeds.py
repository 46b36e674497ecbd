"""Harvard as the University of Leeds teaches it (library guide of 2024/25, and the Leeds library's own CSL style)."""

from __future__ import annotations

from anthology.citations.model import Name, Reference
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
from anthology.citations.styles.wording import day_month, ordinal
from anthology.core.document import Inlines, Mark

SERIALS = ("article-journal", "article-magazine", "article-newspaper")
IN_BOOKS = ("chapter", "paper-conference")


def creators(reference: Reference, setting: Setting) -> str:
    """Those under whom the entry stands: "Dobash, R.E. and Dobash, R.P.", all of them, editors marked."""
    names = [words(turned(name, initials(name.given, "")), setting) for name in reference.creators]
    who = listed(names, "and", serial=False, others=reference.others)
    if who and not reference.authors:
        who += f" ({setting.wording.editors if len(names) > 1 or reference.others else setting.wording.editor})"
    return who


def leeds(reference: Reference, setting: Setting) -> Inlines:
    """A whole entry: creators, year, title, publication, access."""
    who = creators(reference, setting)
    year = f"{reference.year}{setting.suffix}"
    inside = reference.type in (*SERIALS, *IN_BOOKS) or (reference.type == "webpage" and bool(reference.container))
    name = closed(*title(reference, setting, italic=not inside))
    head = sentences(closed(who), closed(year), name) if who else sentences(name, closed(year))
    publication = _in_serial if reference.type in SERIALS else _in_book if reference.type in IN_BOOKS else _apart
    return sentences(head, *publication(reference, setting), *_access(reference))


def _in_serial(reference: Reference, setting: Setting) -> tuple[Inlines, ...]:
    serial = closed(*work(reference.container, setting))
    online = _online(reference) if reference.type != "article-journal" else ()
    number = (Mark(kind="strong", content=(reference.volume,)),) if reference.volume else ()
    issue = f"({reference.issue})" if reference.issue else ""
    date = day_month(reference.issued) if reference.type != "article-journal" else ""
    pages = _pages(reference)
    place = joined(number, (issue,))
    for part in filter(None, (date, pages)):
        place = joined(place, (", ",), (part,)) if place else (part,)
    return serial, online, closed(*place)


def _in_book(reference: Reference, setting: Setting) -> tuple[Inlines, ...]:
    names = [words(straight(name, initials(name.given, "")), setting) for name in reference.editors]
    mark = setting.wording.editors if len(names) > 1 else setting.wording.editor
    editors = f" {listed(names, 'and', serial=False)}, {mark}" if names and reference.authors else ""
    inside: Inlines = (Mark(kind="emphasis", content=("In",)), ":" + editors)
    where = ", ".join(filter(None, (_published(reference, setting), _pages(reference))))
    return (
        closed(*inside) if editors else inside,
        closed(*work(reference.container, setting)),
        _online(reference),
        closed(f"Vol. {reference.volume}" if reference.volume else ""),
        closed(_edition(reference, setting)),
        closed(words(_translated(reference), setting)),
        closed(where),
    )


def _apart(reference: Reference, setting: Setting) -> tuple[Inlines, ...]:
    edited = _by("Edited", reference.editors) if reference.authors else ""
    dated = day_month(reference.issued) if reference.type == "webpage" else ""
    return (
        closed(*work(reference.container, setting)),
        _online(reference),
        closed(f"Vol. {reference.volume}" if reference.volume else ""),
        closed(_edition(reference, setting)),
        closed(words(edited, setting)),
        closed(words(_translated(reference), setting)),
        closed(dated),
        closed(reference.genre),
        closed(_published(reference, setting)),
    )


def _translated(reference: Reference) -> str:
    return _by("Translated", reference.translators)


def _by(what: str, people: tuple[Name, ...]) -> str:
    names = [straight(name, initials(name.given, "")) for name in people]
    return f"{what} by {listed(names, 'and', serial=False)}" if names else ""


def _online(reference: Reference) -> Inlines:
    medium = reference.medium or ("Online" if reference.url else "")
    return (f"[{medium}].",) if medium else ()


def _edition(reference: Reference, setting: Setting) -> str:
    return f"{ordinal(reference.edition)} {setting.wording.edition}" if reference.edition else ""


def _published(reference: Reference, setting: Setting) -> str:
    return words(": ".join(filter(None, (reference.place, reference.publisher))), setting)


def _pages(reference: Reference) -> str:
    pages = page_range(reference.pages)
    return (f"pp.{pages}" if "–" in pages or "," in pages else f"p.{pages}") if pages else ""


def _access(reference: Reference) -> tuple[Inlines, ...]:
    accessed = reference.accessed
    when = f"{day_month(accessed)} {accessed.year}".strip() if accessed.year else accessed.literal
    where = address(reference)
    return (
        (f"[Accessed {when}].",) if when else (),
        closed(*joined(("Available from: ",), where)) if where else (),
        (NO_ADDRESS,) if reference.address_missing and not where else (),
    )
