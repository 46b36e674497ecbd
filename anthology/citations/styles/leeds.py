"""Harvard as the University of Leeds teaches it (library guide of 2024/25, and the Leeds library's own CSL style)."""

from __future__ import annotations

from collections.abc import Sequence

from anthology.citations.styles.common import (
    IN_BOOKS,
    SERIALS,
    EntryWriter,
    concat,
    day_month,
    end_sentence,
    join_names,
    leading_name,
    page_range,
)
from anthology.core.document import Inlines, Mark


class Leeds(EntryWriter):
    """Entries in Leeds' Harvard."""

    serial_comma = False

    def creators(self) -> str:
        """The names under which the entry stands: "Dobash, R.E. and Dobash, R.P.", all of them, editors marked."""
        reference = self.reference
        names = [self._quotes(leading_name(name, self._given(name))) for name in reference.creators]
        who = join_names(names, "and", serial=False, others=reference.others)
        return f"{who} ({self._editor_label(reference.others)})" if who and not reference.authors else who

    def _work_title(self) -> Inlines:
        kind = self.reference.type
        is_inside = kind in (*SERIALS, *IN_BOOKS) or (kind == "webpage" and bool(self.reference.container))
        return end_sentence(*self._marked_title(italic=not is_inside))

    def _in_serial(self) -> Sequence[Inlines]:
        reference, is_journal = self.reference, self.reference.type == "article-journal"
        number = (Mark(kind="strong", content=(reference.volume,)),) if reference.volume else ()
        place = concat(number, (f"({reference.issue})" if reference.issue else "",))
        for part in filter(None, ("" if is_journal else day_month(reference.issued), self._pages())):
            place = concat(place, (", ",), (part,)) if place else (part,)
        return end_sentence(*self._container()), () if is_journal else self._online(), end_sentence(*place)

    def _in_book(self) -> Sequence[Inlines]:
        reference = self.reference
        editors = f" {self._list(reference.editors)}, {self._editor_label()}" if reference.editors else ""
        inside: Inlines = (Mark(kind="emphasis", content=("In",)), ":")
        return (
            end_sentence(*concat(inside, (editors,))) if editors and reference.authors else inside,
            end_sentence(*self._container()),
            self._online(),
            end_sentence(self._volume()),
            end_sentence(self._edition()),
            end_sentence(self._by("Translated", reference.translators)),
            end_sentence(", ".join(filter(None, (self._published(), self._pages())))),
        )

    def _alone(self) -> Sequence[Inlines]:
        reference = self.reference
        return (
            end_sentence(*self._container()),
            self._online(),
            end_sentence(self._volume()),
            end_sentence(self._edition()),
            end_sentence(self._by("Edited", reference.editors) if reference.authors else ""),
            end_sentence(self._by("Translated", reference.translators)),
            end_sentence(day_month(reference.issued) if reference.type == "webpage" else ""),
            end_sentence(reference.genre),
            end_sentence(self._published()),
        )

    def _access(self, where: Inlines) -> Sequence[Inlines]:
        accessed = self.reference.accessed
        day = f"{day_month(accessed)} {accessed.year}".strip() if accessed.year else accessed.literal
        address = end_sentence(*concat(("Available from: ",), where)) if where else ()
        return (f"[Accessed {day}].",) if day else (), address

    def _editor_label(self, others: bool = False) -> str:
        return self.wording.editors if len(self.reference.editors) > 1 or others else self.wording.editor

    def _online(self) -> Inlines:
        medium = self.reference.medium or ("Online" if self.reference.url else "")
        return (f"[{medium}].",) if medium else ()

    def _published(self) -> str:
        return self._quotes(": ".join(filter(None, (self.reference.place, self.reference.publisher))))

    def _pages(self) -> str:
        pages = page_range(self.reference.pages)
        return f"{'pp.' if '–' in pages or ',' in pages else 'p.'}{pages}" if pages else ""
