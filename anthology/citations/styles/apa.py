"""APA, as the Publication Manual of the American Psychological Association has it (7th edition, chapters 9 and 10)."""

from __future__ import annotations

from collections.abc import Sequence

from anthology.citations.model import Name, name_key
from anthology.citations.styles.common import (
    IN_BOOKS,
    SERIALS,
    EntryWriter,
    concat,
    end_sentence,
    join_names,
    join_sentences,
    leading_name,
    month_day,
    page_range,
)
from anthology.core.document import Inlines, Mark

DATED = ("article-magazine", "article-newspaper", "webpage", "post", "post-weblog")
#: Up to this many authors are all listed; of more, the first 19 and the last (section 9.8).
MOST_AUTHORS = 20


class Apa(EntryWriter):
    """Entries in APA style."""

    conjunction = "&"
    initials_gap = " "
    sorts_particle = True

    def creators(self) -> str:
        """The names under which the entry stands: "Gill, R., & Scharff, C. (Eds)"."""
        people = self.reference.creators
        names = [self._quotes(leading_name(name, self._given(name))) for name in people]
        if len(names) > MOST_AUTHORS:
            return f"{', '.join(names[:19])}, … {names[-1]}"
        who = join_names(names, "&", serial=True, others=self.reference.others)
        return f"{who} ({self._editor_label()})" if who and not self.reference.authors else who

    def _date(self) -> Inlines:
        day = month_day(self.reference.issued) if self.reference.type in DATED else ""
        return (f"({', '.join(filter(None, (self.year, day)))}).",)

    def _work_title(self) -> Inlines:
        reference = self.reference
        if reference.type in (*SERIALS, *IN_BOOKS):
            return end_sentence(*self._marked_title(italic=False))
        translators = join_names(self._names(reference.translators), "&", serial=True)
        editors = reference.editors if reference.authors else ()
        people = (
            f"{self._list(editors)}, {self._editor_label()}" if editors else "",
            f"{translators}, Trans." if translators else "",
        )
        details = ("; ".join(filter(None, part)) for part in ((self._edition(), self._volume()), people))
        bracketed = [(f"({part})",) for part in details if part]
        if reference.type == "thesis":
            bracketed.append((f"[{reference.genre}, {self._quotes(reference.publisher)}]",))
        return end_sentence(*join_sentences(self._marked_title(italic=True), *bracketed))

    def _in_serial(self) -> Sequence[Inlines]:
        name = ", ".join(filter(None, (self._quotes(self.reference.container), self.reference.volume)))
        issue = f"({self.reference.issue})" if self.reference.issue else ""
        serial: Inlines = (Mark(kind="title", content=(name,)), issue) if name else ()
        pages = page_range(self.reference.pages)
        return (end_sentence(*concat(serial, (f", {pages}" if pages and serial else pages,))),)

    def _in_book(self) -> Sequence[Inlines]:
        editors = self.reference.editors if self.reference.authors else ()
        opening = f"In {self._list(editors)} ({self._editor_label()}), " if editors else "In "
        pages = page_range(self.reference.pages)
        place = f"{'pp.' if '–' in pages else 'p.'} {pages}" if pages else ""
        details = ", ".join(filter(None, (self._edition(), self._volume(), place)))
        book = concat((opening,), self._container(), (f" ({details})" if details else "",))
        return end_sentence(*book), end_sentence(self._quotes(self.reference.publisher))

    def _alone(self) -> Sequence[Inlines]:
        """The publisher, unless it is the author; of a web page, the site (section 9.29)."""
        if self.reference.type == "thesis":
            return ()
        bodies = {name_key(name) for name in self.reference.creators if name.literal}
        names = filter(None, (self.reference.container, self.reference.publisher))
        return (end_sentence(self._quotes(". ".join(n for n in names if name_key(Name(literal=n)) not in bodies))),)

    def _access(self, where: Inlines) -> Sequence[Inlines]:
        accessed = self.reference.accessed
        if not where or self.reference.year != "n.d." or not accessed.year:
            return (where,)
        day = ", ".join(filter(None, (month_day(accessed), str(accessed.year))))
        return (concat((f"Retrieved {day}, from ",), where),)

    def _editor_label(self) -> str:
        return (self.wording.editors if len(self.reference.editors) > 1 else self.wording.editor).capitalize()
