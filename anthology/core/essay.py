"""The essay: a source after reading and cleaning, with a record of how each of its lines was treated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anthology.core.document import Blocks, Inlines
from anthology.core.findings import Finding

Disposition = Literal["kept", "moved", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an essay's words come from: the file inside the book's folder, its digest and its media type."""

    path: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line as the source has it, with its number counted from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecord:
    """How one line of a source was treated, by which rule, and where its words went.

    `expected` is the line's text as the finished book must show it (in house style), empty for
    lines that were dropped; `place` is a block's id or the name of the record that the line moved to.
    """

    number: int
    text: str
    disposition: Disposition
    rule: str
    reason: str = ""
    expected: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A line of which a rule of cleaning cannot know whether it belongs to the text: the editor has to say it.

    It `stays` in the text if it reads as a sentence; otherwise it is left out.
    """

    number: int
    text: str
    rule: str
    reason: str
    stays: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A correction inside a kept line, which the note on the texts must list."""

    number: int
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay:
    """A source after cleaning: typed blocks, the facts that stood around them, and the ledger.

    `title`, `byline` and `date` are what the source itself gives, empty if it gives nothing; what the editors supply
    comes from the manifest and is kept apart. `references` are the raw lines of the essay's own reference list,
    `author_note` the author's own warning, verbatim; `pictures` came inside the file, each with the name by which
    blocks show it. `anchors` are the names of places that links can lead to, each with the id of its block, or with
    nothing for the beginning of the essay; `heading` is the title as it is set in type, empty where it is as plain, and
    `subtitle` what stands below it; `doubts` are the lines that the editor has not confirmed.
    """

    slug: str
    title: str
    byline: str
    date: str
    lang: str
    blocks: Blocks
    references: tuple[SourceLine, ...]
    author_note: Blocks
    origin: Origin
    ledger: tuple[LineRecord, ...]
    changes: tuple[Change, ...] = ()
    pictures: tuple[tuple[str, bytes], ...] = ()
    anchors: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Doubt, ...] = ()
    findings: tuple[Finding, ...] = ()
    heading: Inlines = ()
    subtitle: Inlines = ()
