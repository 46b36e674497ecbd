"""The draft: lines of a source on their way to an essay, each still open or claimed by a rule."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from anthology.core.document import Block, Blocks, InlineImage, Inlines, Note, inlines_of, notes_of
from anthology.core.essay import Change, Disposition, Doubt, LineRecord, SourceLine
from anthology.core.findings import Finding, Location
from anthology.sources.sentences import reads_as_sentence

WORDLESS = "markup without words"  # the reason for which a line of a source has nothing that could be kept
COMMANDS = "a command for another program, which prints nothing"

# Where a line stands on a web page: in the main text, in it beside a form, in that form, in what the structure of the
# page says is furniture, directly beside the main text, outside where no structure says what it is, or not shown.
Standing = Literal["main", "by-form", "form", "furniture", "beside", "outside", "hidden"]
Action = Literal["drop", "keep", "heading", "closing-note", "author-note", "quote"]
MAY_STAY: tuple[Standing, ...] = ("main", "beside", "outside", "hidden")  # where structure proves nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorRule:
    """A cleaning step that the editor declared, anchored in the words of one line of the source."""

    action: Action
    words: str
    because: str
    at: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A non-blank line: its number from 1, its text in house style, and how it stands on the page.

    `indent` counts the spaces before it, `gap` the blank lines before it. A reader that knows the structure gives
    the finished `block`; for plain text it is None and the rules of structure make one. The text of a block is what
    `words_in_order` has of it, and `more` are the lines of the source that it takes beyond its first; `part` counts the
    blocks that begin on the same line before it. `standing` is where a web page has it.
    """

    number: int
    source: str
    text: str
    indent: int = 0
    gap: int = 0
    block: Block | None = None
    more: tuple[SourceLine, ...] = ()
    part: int = 0
    standing: Standing = "main"

    def sources(self) -> tuple[SourceLine, ...]:
        """The lines of the source that it is made of, the first one first."""
        return (SourceLine(number=self.number, text=self.source), *self.more)


def groups_of(lines: Iterable[Line], begins: Callable[[Line, Line], bool]) -> list[list[Line]]:
    """The lines in groups; `begins` says of the first line of a group and a later line whether that begins the next."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not begins(groups[-1][0], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _left_of(lines: Iterable[Line], taken: Container[tuple[int, int]]) -> Iterator[Line]:
    """The lines that are not taken; the blank lines before what is taken then stand before what follows it."""
    gap = 0
    for line in lines:
        if (line.number, line.part) in taken:
            gap = max(gap, line.gap)
        else:
            yield replace(line, gap=gap) if gap > line.gap else line
            gap = 0


def _calls_note(line: Line) -> bool:
    return line.block is not None and bool(notes_of((line.block,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A source in work: the lines that are still open, what became of the others, and the facts found.

    `outside` are the claimed lines of a web page that do not stand in its main text, which the editor may want there;
    `anchors` are the names of places that links can lead to, each with the number of its line; `author` is the name
    that the manifest has; `typed` are the characters that the source was typed with;
    `notes` are those of plain text, by their numbers; `confirmed` are the editor's rules that leave lines out, each
    with the lines that have its words; `doubts` are the lines of which only the editor can say whether they belong;
    `verse` is whether the editor says that it is verse, None where nothing is said; `heading` is the title as it
    is set in type, `title_notes` are those that it calls.
    """

    slug: str
    at: Location
    lines: tuple[Line, ...]
    claims: tuple[LineRecord, ...] = ()
    outside: tuple[Line, ...] = ()
    title: str = ""
    title_is_supplied: bool = False
    byline: str = ""
    author: str = ""
    date: str = ""
    author_note: tuple[Line, ...] = ()
    references: tuple[SourceLine, ...] = ()
    roles: tuple[tuple[int, Action], ...] = ()
    changes: tuple[Change, ...] = ()
    pictures: tuple[tuple[str, bytes], ...] = ()
    anchors: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    typed: frozenset[str] = frozenset()
    notes: tuple[tuple[int, Blocks], ...] = ()
    confirmed: tuple[tuple[EditorRule, tuple[Line, ...]], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    verse: bool | None = None
    heading: Inlines = ()
    subtitle: Inlines = ()
    title_notes: tuple[Note, ...] = ()

    def place(self, line: Line) -> Location:
        """Where a line stands in the source."""
        return Location(self.at.path, line.number, self.at.column)

    def role(self, line: Line) -> Action | None:
        """What the editor declared a line to be, None where nothing was declared."""
        return dict(self.roles).get(line.number)

    def free(self) -> tuple[Line, ...]:
        """The open lines that no declaration speaks of: the only ones that a rule may move."""
        leaving = [lines[0].number for _, lines in self.confirmed if len(lines) == 1]
        return tuple(line for line in self.questionable() if line.number not in leaving)

    def questionable(self) -> tuple[Line, ...]:
        """The open lines of which no declaration says that they stay: the only ones that a rule may leave out."""
        staying = {number for number, _ in self.roles} | {doubt.number for doubt in self.doubts}
        return tuple(line for line in self.lines if line.number not in staying)

    def reopened(self, line: Line) -> Draft:
        """The draft with a line from outside of the main text among its open lines again, in its place."""
        return replace(
            self,
            lines=tuple(sorted((*self.lines, line), key=lambda each: (each.number, each.part))),
            claims=tuple(claim for claim in self.claims if claim.number != line.number),
            outside=tuple(each for each in self.outside if each is not line),
        )

    def claim(self, lines: Iterable[Line], disposition: Disposition, rule: str, reason: str, place: str = "") -> Draft:
        """The draft after a rule has taken these lines out of the running text, with the ledger's entry for each.

        A line that calls a note is the author's: only the editor's own declaration takes it.
        """
        taken = {(line.number, line.part): line for line in lines if rule == "declared" or not _calls_note(line)}
        entries = tuple(
            LineRecord(
                number=source.number,
                text=source.text,
                disposition=disposition,
                rule=rule,
                reason=reason,
                expected="" if disposition == "dropped" or source.number != line.number else line.text,
                place=place,
            )
            for line in taken.values()
            for source in line.sources()
        )
        left = tuple(_left_of(self.lines, taken))
        lost = () if disposition == "dropped" else (each for line in taken.values() for each in self._pictures_of(line))
        return replace(self, lines=left, claims=self.claims + entries, findings=(*self.findings, *lost))

    def question(
        self, lines: Iterable[Line], rule: str, reason: str, *, may_stay: bool = True, are_one: bool = False
    ) -> Draft:
        """The draft after a rule has found lines that may be no part of the text.

        What the structure of a page proves, and what the editor confirms by its words, is left out. Of all else there
        is a doubt: what reads as a sentence stays, and a fragment is left out. Lines that `are_one` stay together;
        where not even sentences `may_stay`, they are left out with a doubt.
        """
        draft, lines = self, [line for line in lines if not _calls_note(line)]
        confirmed = {(each.number, each.part): step for step, found in self.confirmed for each in found}
        open_ = [line for line in lines if line.standing in MAY_STAY and (line.number, line.part) not in confirmed]
        stay = {line.number for line in open_ if may_stay and (are_one or reads_as_sentence(line.text))}
        if are_one and not any(reads_as_sentence(line.text) for line in lines):
            stay = set()
        for line in lines:
            step = confirmed.get((line.number, line.part))
            if step and step.because != reason:
                draft = draft.claim([line], "dropped", "declared", step.because)
            elif line.number not in stay:
                draft = draft.claim([line], "dropped", rule, reason)
        doubts = (
            Doubt(number=line.number, text=line.text, rule=rule, reason=reason, stays=line.number in stay)
            for line in open_
        )
        return replace(draft, doubts=(*draft.doubts, *doubts))

    def _pictures_of(self, line: Line) -> Iterator[Finding]:
        """A finding for each picture amid the words of a line that is moved to where only words can be."""
        for inline in inlines_of((line.block,)) if line.block else ():
            if isinstance(inline, InlineImage):
                shown = inline.figure.alt or "no words for it"
                message = f"the picture “{inline.figure.image[:80]}” ({shown}): of its line only the words have a place"
                yield Finding("S008", message, self.place(line))
