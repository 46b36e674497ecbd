"""The bibliography's entries: each reference printed in a style, at its place in the list, with its letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from anthology.citations.model import UNPUBLISHED, Name, Reference, fold, title_key
from anthology.citations.styles.apa import Apa
from anthology.citations.styles.chicago import Chicago
from anthology.citations.styles.common import DATED, DEFAULT_LANGUAGE, EntryWriter
from anthology.citations.styles.leeds import Leeds
from anthology.core.document import Inlines
from anthology.core.findings import Finding

#: The styles by their name in a manifest.
STYLES: dict[str, type[EntryWriter]] = {"harvard-leeds": Leeds, "apa-7": Apa, "chicago-author-date": Chicago}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A reference at its place in the list, with the letter that tells it from another of the same name and year."""

    reference: Reference
    suffix: str = ""

    @property
    def year(self) -> str:
        """The year with its letter: "2011a", "n.d.-b"."""
        return f"{self.reference.year}{self.suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InText:
    """A citation as a style words it: the names, the year, and what stands between them."""

    names: str
    year: str
    gap: str

    def __str__(self) -> str:
        return f"{self.names}{self.gap}{self.year}"


def format_entry(entry: Entry, style: str, language: str = DEFAULT_LANGUAGE) -> Inlines:
    """An entry as inlines in a style of STYLES, in the wording of the book's language.

    The text is plain text and not markup: escaping is the work of whoever writes it out.
    """
    return STYLES[style](entry.reference, language, entry.suffix).entry()


def sort_entries(references: Iterable[Reference], style: str) -> tuple[Entry, ...]:
    """The entries in the style's order, with letters where creators (as printed) and year are the same.

    Case, accents, punctuation and leading articles do not count. Letters follow the order of the list, except that
    works whose sources letter them keep that order among themselves. Every name is written out in each entry: none of
    the three styles now asks for a dash for a repeated author (CMOS 18, 13.113).
    """
    chosen = STYLES[style]
    ordered = sorted(references, key=lambda reference: _sort_key(reference, chosen))
    names = (fold(chosen(each, DEFAULT_LANGUAGE).creators()) or title_key(each.title) for each in ordered)
    groups = [(who, each.year) for who, each in zip(names, ordered, strict=True)]
    sizes = Counter(groups)
    counts: Counter[tuple[str, str]] = Counter()
    entries = []
    for reference, group in zip(ordered, groups, strict=True):
        suffix = ""
        if sizes[group] > 1:
            letter = _letter(counts[group])
            suffix = letter if reference.issued.year else f"-{letter}"
            counts[group] += 1
        entries.append(Entry(reference=reference, suffix=suffix))
    return tuple(entries)


def changed_letters(entries: Iterable[Entry]) -> tuple[Finding, ...]:
    """A finding for each work that the merged list letters otherwise than its source did (B005)."""
    return tuple(
        Finding(
            "B005",
            f"“{entry.reference.key}” is {entry.reference.year}{entry.reference.year_suffix} in its source "
            f"and {entry.year} in the merged list",
            entry.reference.at,
        )
        for entry in entries
        if entry.reference.year_suffix and entry.reference.year_suffix != entry.suffix
    )


def in_text(entry: Entry, style: str) -> InText:
    """How a citation of this work reads in the text: all names up to the style's number, else the first and et al."""
    chosen = STYLES[style]
    names = [name.surname for name in entry.reference.creators] or [entry.reference.title]
    who = f"{names[0]} et al." if len(names) > 2 or entry.reference.others else f" {chosen.conjunction} ".join(names)
    return InText(names=who, year=entry.year, gap=chosen.citation_gap)


def label(entry: Entry) -> str:
    """What a citation of this work is called aloud: "Dobash and Dobash 1992", "Stern and others 2009"."""
    names = [name.surname for name in entry.reference.creators] or [entry.reference.title]
    names += ["others"] if entry.reference.others else []
    who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{names[0]} and others"
    return f"{who} {entry.year}"


def _sort_key(reference: Reference, style: type[EntryWriter]) -> tuple[object, ...]:
    names = tuple(_name_sort_key(name, style) for name in reference.creators)
    unpublished = reference.issued.literal in UNPUBLISHED
    when = DATED if reference.issued.year else style.unpublished if unpublished else style.undated
    title = title_key(reference.title)
    return names or ((title, ""),), when, reference.issued.year, reference.year_suffix or "~", title, reference.key


def _name_sort_key(name: Name, style: type[EntryWriter]) -> tuple[str, str]:
    if name.literal:
        return title_key(name.literal), ""
    family = name.surname if style.sorts_particle else name.family
    return re.sub(r"[^\w ]", "", fold(family)), re.sub(r"[^\w ]", "", fold(name.given))


def _letter(count: int) -> str:
    """a, b … z, aa, ab …"""
    letters = ""
    count += 1
    while count:
        count, digit = divmod(count - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
