"""Cleaning: an ordered table of rules that know no site, what the editor declared, and the essay that is left."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Literal

from anthology.core.document import (
    Block,
    Blocks,
    InlineImage,
    Inlines,
    ListBlock,
    Note,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    inlines_of,
    notes_of,
    number_blocks,
    plain,
    walk,
)
from anthology.core.errors import SourceError
from anthology.core.essay import Essay, LineRecord, Origin
from anthology.core.findings import Finding, Location
from anthology.core.limits import limit, limit_error
from anthology.core.normalize import with_dashes
from anthology.manifest.choices import Encoding
from anthology.sources.cleaning import (
    drop_commands,
    drop_comments,
    drop_empty_headings,
    drop_furniture,
    drop_library_frame,
    move_author_note,
    move_byline,
    move_date,
    move_references,
    move_title,
)
from anthology.sources.confirmation import drop_confirmed, fault_of, lines_of
from anthology.sources.docx.reader import read_document
from anthology.sources.draft import Draft, EditorRule, Line
from anthology.sources.encoding import to_utf8
from anthology.sources.epub_chapter import read_chapter
from anthology.sources.html.reader import read_page, read_whole_page
from anthology.sources.kinds import kind_named, kind_of
from anthology.sources.markdown.essay import read_markdown_essay
from anthology.sources.page_doubts import question_links, question_outside, report_outside_text
from anthology.sources.plaintext.footnotes import call_notes
from anthology.sources.plaintext.inline import mark_breaks, mark_emphasis, marks_of, with_marks
from anthology.sources.plaintext.reader import blocks_of, read_plain, verse_findings, without_mark
from anthology.sources.rereading.compare import unaccounted
from anthology.sources.rereading.documents import chapter_passages, document_passages, parsed_chapter_passages
from anthology.sources.rereading.markdown import markdown_passages, without_syntax
from anthology.sources.rereading.passages import Passage, page_passages, parsed_page_passages, plain_passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to be read as an essay: its bytes and what the manifest says of it.

    `chapter` is the page of an e-book; `encoding` that of a text or a page, empty where the file itself is to tell;
    `author` the author's name, empty where the essay is unsigned; `verse` is whether it is verse, None where its shape
    is to tell.
    """

    slug: str
    path: Path
    data: bytes
    lang: str = "en"
    author: str = ""
    title_is_supplied: bool = False
    declared: tuple[EditorRule, ...] = ()
    chapter: str = ""
    encoding: Encoding | Literal[""] = ""
    verse: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of source: its media type, its reader, the rules that clean what that reads, the limit on its size.

    `unpack` takes the chapter that is wanted out of a file that holds several. `reread` are readings of the text of the
    file that share nothing with the reader, the quickest first: the essay is compared with them. `strip` takes the
    syntax out of a line of the text.
    """

    media_type: str
    read: Callable[[bytes, str, Location], Draft]
    reread: tuple[Callable[[bytes, str, Location], Iterable[Passage]], ...]
    rules: tuple[Callable[[Draft], Draft], ...]
    limit: str = "source-bytes"
    unpack: Callable[[bytes, str, Location], bytes] | None = None
    strip: Callable[[str], str] | None = None


# The rules in the order in which they run: each takes a draft and gives it back with fewer open lines.
# What was copied from a web page may still have the page's furniture; what an author's own program wrote has none.
WEB_RULES: tuple[Callable[[Draft], Draft], ...] = (
    drop_library_frame,
    drop_comments,
    drop_commands,
    *map(drop_furniture, ("form", "image-credit", "page-clock", "navigation")),
    move_author_note,
    move_title,
    move_byline,
    move_date,
    drop_furniture("navigation"),  # again: what stood between title, byline and date is an edge of the page now
    move_references,
    drop_empty_headings,
    drop_confirmed,
    mark_breaks,
    mark_emphasis,
    call_notes,
)
RULES = (
    drop_commands,
    move_author_note,
    move_title,
    move_byline,
    move_date,
    move_references,
    drop_empty_headings,
    drop_confirmed,
    mark_breaks,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# File name ending to the kind of source.
READERS: dict[str, Format] = {
    ".txt": Format(media_type="text/plain", read=read_plain, reread=(plain_passages,), rules=WEB_RULES),
    **dict.fromkeys(
        (".md", ".markdown"),
        Format(
            media_type="text/markdown",
            read=read_markdown_essay,
            reread=(markdown_passages,),
            rules=RULES,
            limit="markdown-bytes",
            strip=without_syntax,
        ),
    ),
    **dict.fromkeys(
        (".html", ".htm", ".xhtml"),
        Format(
            media_type="text/html",
            read=read_page,
            reread=(page_passages, parsed_page_passages),
            rules=(report_outside_text, question_outside, *WEB_RULES, question_links),
        ),
    ),
    ".epub": Format(
        media_type="application/epub+zip",
        read=read_whole_page,
        reread=(chapter_passages, parsed_chapter_passages),
        rules=(drop_library_frame, *RULES),
        limit="document-bytes",
        unpack=read_chapter,
    ),
    ".docx": Format(
        media_type=WORD, read=read_document, reread=(document_passages,), rules=RULES, limit="document-bytes"
    ),
}


def size_limit(path: Path) -> str:
    """The name of the limit on the size of a file that is read as its name says."""
    return READERS.get(path.suffix.lower(), READERS[".txt"]).limit


def read_essay(source: Source) -> Essay:
    """The essay in a source file.

    Raises SourceError: S003 for a kind of file without a reader, S041 for one of another kind than its name says, S002
    for bytes that are not what the file name or the manifest says, S028 for a text in an unknown encoding, S004 where
    cleaning leaves nothing. Raises LimitError X002 for a source that is too large, too deep or too full.
    """
    at = Location(source.path)
    suffix = source.path.suffix.lower()
    if suffix not in READERS:
        kind, known = kind_of(source.data) or kind_named(source.path), f"known: {', '.join(sorted(READERS))}"
        what, hint = (f", {kind.name}", f"{kind.hint}; {known}") if kind else ("", known)
        raise SourceError(Finding("S003", f"no reader for “{suffix or source.path.name}”{what}", at, hint))
    form = READERS[suffix]
    if len(source.data) > limit(form.limit):
        raise limit_error(
            form.limit, "the file is too large", at, "divide it into several files", needed=len(source.data)
        )
    if (kind := kind_of(source.data)) and not kind.may_be(suffix):
        raise SourceError(Finding("S041", f"the file is {kind.name}, and not what its name says", at, kind.hint))
    data = form.unpack(source.data, source.chapter, at) if form.unpack else source.data
    data = to_utf8(data, source.encoding, at) if source.encoding else data
    draft = form.read(data, source.slug, at)
    draft = replace(draft, title_is_supplied=source.title_is_supplied, author=source.author, verse=source.verse)
    for step in (_apply_editor_rules(source.declared), *form.rules):
        draft = step(draft)
    shaped = marks_of(source.lang, draft.typed) or str
    blocks = number_blocks(with_marks((*blocks_of(draft), *_title_notes(draft)), shaped), source.slug)
    if not blocks:
        raise SourceError(Finding("S004", "no line of the essay is left after cleaning", at))
    _check_parts(blocks, at)
    essay = Essay(
        slug=source.slug,
        title=shaped(draft.title),
        heading=_shaped(draft.heading, shaped),
        subtitle=_shaped(draft.subtitle, shaped),
        byline=draft.byline,
        date=draft.date,
        lang=source.lang,
        blocks=blocks,
        references=draft.references,
        author_note=_note_blocks(draft),
        origin=Origin(
            path=source.path.as_posix(), sha256=hashlib.sha256(source.data).hexdigest(), media_type=form.media_type
        ),
        ledger=_ledger(draft, blocks),
        changes=draft.changes,
        pictures=draft.pictures,
        anchors=_anchors(draft, blocks),
        doubts=tuple(sorted(draft.doubts, key=lambda doubt: doubt.number)),
        findings=(*draft.findings, *verse_findings(draft)),
    )
    essay = replace(essay, findings=(*essay.findings, *_typed_dashes(essay)))
    found = _unaccounted(essay, form, source.data if form.unpack else data, source.chapter)
    return replace(essay, findings=(*essay.findings, *found))


def _typed_dashes(essay: Essay) -> Iterator[Finding]:
    """A finding for the first line in which hyphens were typed for dashes, and how many more there are."""
    lines = [each for each in essay.ledger if each.disposition == "kept" and each.rule != _kind_word(Preformatted)]
    found = [each for each in lines if "--" in each.text and with_dashes(each.text).count("--") < each.text.count("--")]
    if found:
        place = found[0].text.index("--")
        more = f", and in {len(found) - 1} more lines" if found[1:] else ""
        words = found[0].text[max(0, place - 20) : place + 25].strip()
        yield Finding("S043", f"“{words}”{more}", Location(Path(essay.origin.path), found[0].number))


def _unaccounted(essay: Essay, form: Format, data: bytes, chapter: str) -> tuple[Finding, ...]:
    """What the readings of a file find wrong with its essay: nothing if one of them finds nothing."""
    found: tuple[Finding, ...] = ()
    for read in form.reread:
        now = unaccounted(essay, read(data, chapter, Location(Path(essay.origin.path))), form.strip)
        if not now:
            return ()
        found = found or now
    return found


def _apply_editor_rules(declared: Sequence[EditorRule]) -> Callable[[Draft], Draft]:
    def apply(draft: Draft) -> Draft:
        for step in declared:
            found = lines_of(step, draft.lines)
            if not found and step.action in ("drop", "keep"):
                found = lines_of(step, draft.outside)
                draft = draft.reopened(found[0]) if len(found) == 1 and step.action == "keep" else draft
            fault = fault_of(step, found, draft)
            if fault:
                draft = replace(draft, findings=(*draft.findings, fault))
            elif step.action == "drop":
                draft = replace(draft, confirmed=(*draft.confirmed, (step, tuple(found))))
            else:
                draft = replace(draft, roles=(*draft.roles, *((line.number, step.action) for line in found)))
        return draft

    return apply


def _title_notes(draft: Draft) -> Blocks:
    """The notes of a title, without a number behind the text: a title stands in contents and running heads too."""
    return tuple(
        replace(block, role="title-note", at=None) if isinstance(block, Paragraph) else block
        for note in draft.title_notes
        for block in note.blocks
    )


def _shaped(content: Inlines, shaped: Callable[[str], str]) -> Inlines:
    """A line with its quotation marks in shape; nothing where it has no words."""
    made = with_marks((Paragraph(content=content),), shaped)[0] if content else None
    return made.content if isinstance(made, Paragraph) else ()


def _note_blocks(draft: Draft) -> Blocks:
    notes = tuple(
        Paragraph(content=_warning(line), role="author-warning", at=draft.place(line)) for line in draft.author_note
    )
    return number_blocks(notes, f"{draft.slug}-note")


def _warning(line: Line) -> Inlines:
    """The words of an author's warning with their links and emphasis; alone where notes or pictures are among them."""
    block = line.block
    if not isinstance(block, Paragraph) or plain(block.content) != line.text:
        return (line.text,)
    return (line.text,) if any(isinstance(each, Note | InlineImage) for each in inlines_of((block,))) else block.content


def _check_parts(blocks: Blocks, at: Location) -> None:
    cells = sum(len(row) for block in walk(blocks) if isinstance(block, Table) for row in block.rows)
    parts = sum(1 for _ in walk(blocks)) + cells + len(inlines_of(blocks))
    hint = "divide it into several essays"
    if parts > limit("parts"):
        raise limit_error("parts", f"the essay has {parts:,} parts (blocks, cells, marks)", at, hint, needed=parts)
    notes = len(notes_of(blocks))
    if notes > limit("notes"):
        raise limit_error("notes", f"the essay has {notes:,} notes", at, hint, needed=notes)


def _ledger(draft: Draft, blocks: Blocks) -> tuple[LineRecord, ...]:
    """Every line that is not blank, in order, with its disposition; the rule of a kept line is what it became."""
    kinds = [(block.at.line, _kind(block)) for block in blocks if block.at is not None]
    places = sorted((block.at.line, block.id) for block in walk(blocks) if block.at is not None)
    kept = tuple(
        LineRecord(
            number=source.number,
            text=source.text,
            disposition="kept",
            rule=kinds[bisect_right(kinds, line.number, key=itemgetter(0)) - 1][1],
            expected=without_mark(line) if source.number == line.number else "",
            place=places[bisect_right(places, line.number, key=itemgetter(0)) - 1][1],
        )
        for line in draft.lines
        for source in line.sources()
    )
    return tuple(sorted((*draft.claims, *kept), key=lambda entry: entry.number))


def _anchors(draft: Draft, blocks: Blocks) -> tuple[tuple[str, str], ...]:
    """Each name of a place with the block that stands there, or the next one above it that is printed."""
    places = [(block.at.line, block.id) for block in blocks if block.at is not None]
    found = []
    for name, line in draft.anchors:
        index = bisect_right(places, line, key=itemgetter(0)) - 1
        found.append((name, places[index][1] if index >= 0 else ""))
    return tuple(found)


def _kind(block: Block) -> str:
    """What a block is, in a word."""
    role = block.role if isinstance(block, Paragraph | ListBlock) else ""
    return role or _kind_word(type(block))


def _kind_word(kind: type[Block]) -> str:
    return KIND_WORDS.get(kind, kind.__name__.lower())


# The word for a type of block where its own name is not the usual one.
KIND_WORDS: dict[type[Block], str] = {ListBlock: "list", Quote: "block quotation"}
