"""Chicago author–date, as The Chicago Manual of Style has it (18th edition, chapters 13 and 14)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anthology.citations.model import Name, is_initials
from anthology.citations.styles.common import (
    AFTER,
    IN_BOOKS,
    LAST,
    SERIALS,
    EntryWriter,
    concat,
    end_sentence,
    join_names,
    leading_name,
    month_day,
    natural_name,
    page_range,
)
from anthology.core.document import Inlines, Mark

QUOTED = (*SERIALS, *IN_BOOKS, "thesis", "webpage", "post", "post-weblog")
#: Up to this many authors are all listed; of more, the first three and "et al." (section 13.107).
MOST_AUTHORS = 6


class Chicago(EntryWriter):
    """Entries in Chicago's author–date style."""

    initials_gap = " "
    citation_gap = " "
    undated = LAST
    unpublished = AFTER

    def creators(self) -> str:
        """The names under which the entry stands: "Gill, Rosalind, and Christina Scharff, eds."."""
        people, others = self.reference.creators, self.reference.others
        if not people:
            return ""
        names = [leading_name(people[0], self._given(people[0]), particle_last=True)]
        names += [natural_name(name, self._given(name)) for name in people[1:]]
        many = len(names) > MOST_AUTHORS
        who = join_names(names[:3] if many else names, "and", serial=True, others=many or others)
        if not self.reference.authors:
            who += ", eds." if len(names) > 1 or others else ", ed."
        return self._quotes(who)

    def _given(self, name: Name) -> str:
        """A given name as the record has it, initials with a space between them (section 8.4)."""
        return super()._given(name) if is_initials(name.given) else name.given

    def _work_title(self) -> Inlines:
        if self.reference.type not in QUOTED:
            return end_sentence(*self._marked_title(italic=True))
        left, right = tuple(self.wording.quotes[0])
        text = self._title_words(depth=1)
        if not text:
            return ()
        stop = "" if re.search(r"[.?!]$", text) else "."
        marked = f"{left}{text}{stop}{right}" if self.wording.stop_inside else f"{left}{text}{right}{stop}"
        foreign = self._foreign_language()
        return (Mark(kind="span", content=(marked,), lang=foreign),) if foreign else (marked,)

    def _in_serial(self) -> Sequence[Inlines]:
        reference, pages = self.reference, short_range(self.reference.pages)
        if reference.type != "article-journal":
            tail = "".join(f", {part}" for part in (month_day(reference.issued), pages) if part)
        else:
            volume = f" {reference.volume}" if reference.volume else ""
            volume += f" ({reference.issue})" if reference.issue else ""
            tail = f"{volume}{': ' if volume else ', '}{pages}" if pages else volume
        return (end_sentence(*concat(self._container(), (tail,))),)

    def _in_book(self) -> Sequence[Inlines]:
        reference = self.reference
        editors = f", {self._by('edited', reference.editors)}" if reference.editors and reference.authors else ""
        volume = f", vol. {reference.volume}" if reference.volume else ""
        return (
            end_sentence(*concat(("In ",), self._container(), (volume, editors))),
            end_sentence(self._by("Translated", reference.translators)),
            end_sentence(self._edition()),
            end_sentence(self._quotes(reference.publisher)),
        )

    def _alone(self) -> Sequence[Inlines]:
        reference = self.reference
        date = month_day(reference.issued) if reference.type in QUOTED else ""
        return (
            end_sentence(self._edition()),
            end_sentence(self._volume()),
            end_sentence(self._by("Edited", reference.editors) if reference.authors else ""),
            end_sentence(self._by("Translated", reference.translators)),
            end_sentence(", ".join(filter(None, (self._quotes(reference.container), date)))),
            end_sentence(", ".join(filter(None, (reference.genre, self._quotes(reference.publisher))))),
        )

    def _access(self, where: Inlines) -> Sequence[Inlines]:
        accessed = self.reference.accessed
        day = ", ".join(filter(None, (month_day(accessed), str(accessed.year or ""))))
        is_needed = where and day and self.reference.year == "n.d."
        return (f"Accessed {day}.",) if is_needed else (), end_sentence(*where)


def short_range(pages: str) -> str:
    """Pages with the second number cut as section 9.63 has it: 113–27, 808–33, 1103–4, but 100–108 and 71–72."""
    ranged = re.fullmatch(r"(\d+)–(\d+)", page_range(pages))
    if not ranged or len(ranged[1]) != len(ranged[2]) or int(ranged[1]) < 100 or int(ranged[1]) % 100 == 0:
        return page_range(pages)
    first, last = ranged[1], ranged[2]
    changed = next((at for at, (old, new) in enumerate(zip(first, last, strict=True)) if old != new), len(first) - 1)
    count = len(first) - changed
    if int(first) % 100 >= 10:
        count = max(count, 2)
    return f"{first}–{last[len(last) - count :]}"
