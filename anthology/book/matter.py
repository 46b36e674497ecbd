"""The texts around the essays: introductions, and a foreword, an introduction or an afterword to the book."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from anthology.book.images.collect import Picture
from anthology.book.links import Origin
from anthology.book.model import Piece
from anthology.book.names import unlike_byline
from anthology.core.document import Blocks, Heading, Paragraph
from anthology.core.errors import SourceError
from anthology.core.essay import Essay
from anthology.core.findings import Finding, Location, of_piece
from anthology.core.i18n import format_date, message_languages, messages_language, words
from anthology.core.normalize import normalize
from anthology.core.titles import plain_title, title_content
from anthology.manifest import Manifest, read_file
from anthology.manifest.bylines import Byline, byline
from anthology.manifest.choices import WRITTEN, WrittenKind
from anthology.manifest.matter import WrittenMatter
from anthology.manifest.types import UNDATED
from anthology.sources.confirmation import doubts_as_findings
from anthology.sources.encoding import decode
from anthology.sources.kinds import kind_of
from anthology.sources.markdown.reader import read_markdown
from anthology.sources.pipeline import READERS, Source, read_essay, size_limit

# A heading of the first rank at the top of a text (CommonMark 0.31.2, sections 4.2 and 4.3).
FIRST_RANK = re.compile(r"\ufeff?\s*+(?:#[ \t]|[^\n]+\n {0,3}=+[ \t]*(?:\n|$))")
MARKDOWN = (".md", ".markdown", ".txt")  # kinds of file in which editors write, which are not cleaned

TextKind = Literal["essay", "author-note", "introduction", "matter", "portraits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of the book while steps change its blocks, which is a part of this piece.

    `index` is the number of the essay in the manifest that it is, or that it belongs to. Of a text that the editors
    wrote `named` is where the manifest names its file, and `heading` its heading of the first rank: it `has_heading`
    until that is taken from the blocks. Of one that was read as an essay is, `embedded` are the pictures in its file,
    `signed` and `dated` who wrote it and when, as the file says it.
    """

    kind: TextKind
    piece: str
    origin: Origin
    blocks: Blocks
    index: int = 0
    named: Location | None = None
    has_heading: bool = False
    heading: str = ""
    pictures: tuple[Picture, ...] = ()
    embedded: tuple[tuple[str, bytes], ...] = ()
    signed: str = ""
    dated: str = ""


def read_matter(kind: WrittenKind, manifest: Manifest, *, release: bool) -> tuple[list[Text], tuple[Finding, ...]]:
    """The foreword, the introduction or the afterword, if there is one, from a file of any kind."""
    given, named = manifest.written(kind), manifest.at(kind)
    if given is None:
        return [], ()
    suffix = Path(given.source).suffix.lower()
    if suffix in MARKDOWN or suffix not in READERS:
        return read_written("matter", kind, given.source, named, manifest)
    essay = read_essay(_source(kind, given, manifest))
    text = Text(
        kind="matter",
        piece=kind,
        origin=Origin(path=given.source),
        blocks=_whole(essay, given.language or manifest.language),
        named=named,
        heading=essay.title,
        embedded=essay.pictures,
        signed=essay.byline,
        dated=essay.date,
    )
    other = unlike_byline(given.credits, essay)
    disagreements = [Finding("C004", other, manifest.at(kind, "author"))] if other else []
    doubts = doubts_as_findings(essay, release=release)
    return [text], of_piece((*essay.findings, *doubts, *disagreements), kind)


def _source(kind: WrittenKind, given: WrittenMatter, manifest: Manifest) -> Source:
    path, language = Path(given.source), given.language or manifest.language
    return Source(
        slug=kind,
        path=path,
        data=read_file(manifest, given.source, size_limit(path), manifest.at(kind)),
        lang=language,
        author=byline(given.credits, language).authors,
    )


def _whole(essay: Essay, language: str) -> Blocks:
    """The text with its warning and its references, which of an essay stand in places of their own."""
    listed = [Paragraph(content=(line.text.strip(),)) for line in essay.references if line.text.strip()]
    heading = [Heading(level=1, content=(str(words(language)["references"]),))] if listed else []
    return (*essay.author_note, *essay.blocks, *heading, *listed)


def read_written(
    kind: TextKind, piece: str, name: str, named: Location, manifest: Manifest
) -> tuple[list[Text], tuple[Finding, ...]]:
    """A text of the editors in Markdown, if there is one; `named` is where the manifest names its file."""
    if not name:
        return [], ()
    at = Location(Path(name))
    data = read_file(manifest, name, size_limit(at.path), at)
    if found := kind_of(data):
        message = f"the file is {found.name}, and a text of the editors is Markdown"
        raise SourceError(Finding("S041", message, at, "save it as Markdown (.md) in UTF-8"))
    text, guessed = decode(data, at)
    blocks, findings = read_markdown(text, at)
    has_heading = FIRST_RANK.match(text) is not None
    read = Text(kind=kind, piece=piece, origin=Origin(path=name), blocks=blocks, named=named, has_heading=has_heading)
    return [read], of_piece((*guessed, *findings), piece)


def matter_piece(text: Text, usual: str, manifest: Manifest) -> Piece:
    """The piece that a foreword, an introduction or an afterword is; `usual` is what such a text is called.

    It may have a title of its own, and says who wrote it and when: as the manifest has it, else as its file does.
    """
    kind = next(each for each in WRITTEN if each == text.piece)
    given = manifest.written(kind)
    assert given is not None
    title = plain_title(given.title) or ("" if _is_usual(text.heading, kind) else text.heading)
    signed = byline(given.credits, manifest.language)
    date = given.date or ""
    return Piece(
        slug=kind,
        kind=kind,
        title=title or usual,
        heading=title_content(given.title),
        lang=given.language if title else messages_language(manifest.language),
        text_lang=given.language,
        signed=signed if signed.lines else Byline(authors=text.signed, short=text.signed),
        dated=text.dated if not date else "" if date == UNDATED else format_date(date, manifest.language),
        blocks=text.blocks,
        running_head=title or usual,
    )


def _is_usual(heading: str, kind: WrittenKind) -> bool:
    """Whether a heading is none, or what such a text is called in one of the languages of the builder's words."""
    usual = ("", *(words(each)[kind] for each in message_languages()))
    return normalize(heading).casefold() in {normalize(each).casefold() for each in usual}
