"""From a manifest and its files to a Book: sources read and cleaned, editors' texts read, pieces put in order."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from anthology.book.images.collect import with_pictures
from anthology.book.languages import with_languages
from anthology.book.links import Origin, linked_blocks, with_references
from anthology.book.matter import Text, TextKind, matter_piece, read_matter, read_written
from anthology.book.model import Book, Contribution, Piece, essay_pieces, matter_pieces
from anthology.book.names import portraits, several_in_one, unlike_byline
from anthology.book.unread import attempt, refusal, stand_in
from anthology.citations.bibliography import Bibliography, gather_bibliography
from anthology.core.cache import NO_CACHE, Cache, digest
from anthology.core.document import Figure, Heading, number_blocks, number_notes, plain_block, walk
from anthology.core.errors import SourceError
from anthology.core.essay import Essay
from anthology.core.findings import Finding, Location, of_piece
from anthology.core.i18n import format_date, messages_language
from anthology.core.limits import limit, raised_limits
from anthology.core.normalize import normalize
from anthology.core.titles import plain_title, title_content
from anthology.core.watchdog import report_step
from anthology.editorial.material import EditorialMaterial, gather_material
from anthology.editorial.permissions import Credited
from anthology.manifest import EssayEntry, Manifest, load, read_file
from anthology.manifest.bylines import byline
from anthology.manifest.choices import WRITTEN
from anthology.sources.confirmation import doubts_as_findings
from anthology.sources.draft import EditorRule
from anthology.sources.metadata import heading_of
from anthology.sources.pipeline import Source, read_essay, size_limit

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

Found = Iterable[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookDraft:
    """A book while it is put together: its essays as they were read, and all of its texts as STEPS have left them."""

    manifest: Manifest
    release: bool
    day: datetime.date
    cache: Cache
    contributions: tuple[Contribution, ...]
    texts: tuple[Text, ...]
    findings: tuple[Finding, ...]
    unread: tuple[Finding, ...] = ()
    editorial: EditorialMaterial | None = None
    bibliography: Bibliography | None = None

    @property
    def essays(self) -> Mapping[str, Essay]:
        """The essays by their slugs, with their blocks as they are now."""
        blocks = {text.piece: text.blocks for text in self.texts if text.kind == "essay"}
        return {each.slug: replace(each.essay, blocks=blocks[each.slug]) for each in self.contributions}


def assemble(
    manifest: Manifest, titles: dict[str, str], *, day: datetime.date, release: bool = False, cache: Cache = NO_CACHE
) -> Book:
    """The book that a manifest describes; `titles` names each kind of front and back matter.

    `day` is the day of building, by which a release judges checks and permissions.
    What of its sources cannot be read is among its findings, and named by `unread`: no edition can be made of it then.
    Raises SourceError where a file of references cannot be read.
    """
    draft = _read(manifest, titles["untitled"], day=day, release=release, cache=cache)
    try:
        for step in STEPS:
            draft = step(draft)
    except SourceError as error:
        raise refusal(draft.unread, (*draft.unread, *error.findings)) from error
    return _finished(draft, titles)


def _essay(entry: EssayEntry, index: int, manifest: Manifest, cache: Cache) -> Essay:
    """The essay in a source, from the cache if the source and what the manifest says of it are as before."""
    source = _source(entry, index, manifest)
    inputs = (digest(source.data), replace(source, data=b""), sorted(raised_limits().items()))
    return cache.memo("essay", inputs, lambda: read_essay(source), Essay)


def _read(manifest: Manifest, untitled: str, *, day: datetime.date, release: bool, cache: Cache) -> BookDraft:
    """Every text of the book as it is read from its file."""
    contributions: list[Contribution] = []
    texts: list[Text] = []
    findings: list[Finding] = list(several_in_one(manifest))
    unread: list[Finding] = []
    for index, entry in enumerate(manifest.essays):
        report_step(f"reading {entry.source}")
        found_essay = attempt(partial(_essay, entry, index, manifest, cache), entry.id, unread)
        essay = found_essay or stand_in(entry.id, entry.source, entry.language or manifest.language)
        contributions.append(_contribution(entry, essay, untitled, manifest.language))
        origin = Origin(path=entry.source, chapter=entry.chapter, slug=entry.id)
        texts.append(Text(kind="essay", piece=entry.id, origin=origin, blocks=essay.blocks, index=index))
        texts.append(Text(kind="author-note", piece=entry.id, origin=origin, blocks=essay.author_note, index=index))
        doubts = doubts_as_findings(essay, release=release)
        findings += of_piece((*essay.findings, *doubts, *_disagreements(entry, index, essay, manifest)), entry.id)
        named = manifest.at("essays", index, "introduction")
        introduction = partial(read_written, "introduction", entry.id, entry.introduction, named, manifest)
        written, found = attempt(introduction, "", unread) or ([], ())
        texts += written
        findings += found
    for kind in WRITTEN:
        matter = partial(read_matter, kind, manifest, release=release)
        written, found = attempt(matter, "", unread) or ([], ())
        texts += written
        findings += found
    origin = Origin(path=manifest.at().path.name)
    texts.append(Text(kind="portraits", piece="contributors", origin=origin, blocks=portraits(manifest)))
    return BookDraft(
        manifest=manifest,
        release=release,
        day=day,
        cache=cache,
        contributions=tuple(contributions),
        texts=tuple(texts),
        findings=(*unread, *findings),
        unread=tuple(unread),
    )


# --- what the texts go through ---


def _pictures(text: Text, draft: BookDraft) -> tuple[Text, Found]:
    is_essay = text.kind == "essay"
    embedded = draft.contributions[text.index].essay.pictures if is_essay else text.embedded
    blocks, pictures, found = with_pictures(
        text.blocks,
        text.origin.path,
        draft.manifest,
        release=draft.release,
        index=text.index if is_essay else None,
        embedded=dict(embedded),
    )
    if is_essay and not blocks:
        message = f"nothing of {text.origin.path} is left: it shows a picture alone, which cannot be had"
        found = (*found, Finding("S040", message, Location(Path(text.origin.path))))
    return replace(text, blocks=blocks, pictures=pictures), found


def _headings(text: Text, _: BookDraft) -> tuple[Text, Found]:
    """The title of a text that the editors wrote is no part of it; a text of nothing else is none (S022)."""
    heading, blocks = text.heading, text.blocks
    if text.has_heading and blocks and isinstance(blocks[0], Heading):
        heading, blocks = " ".join(plain_block(blocks[0]).split()), blocks[1:]
    if any(normalize(plain_block(block)) for block in walk(blocks)):
        return replace(text, blocks=blocks, heading=heading), ()
    return replace(text, blocks=(), pictures=()), [Finding("S022", f"{text.origin.path} has no words", text.named)]


def _numbers(text: Text, _: BookDraft) -> tuple[Text, Found]:
    """Notes have numbers, and blocks that the editors wrote have ids, as those of sources have from being read."""
    stem = f"{text.piece}-introduction" if text.kind == "introduction" else text.piece
    blocks = text.blocks if text.kind == "essay" else number_blocks(text.blocks, stem)
    return replace(text, blocks=number_notes(blocks, stem)), ()


def _languages(text: Text, draft: BookDraft) -> tuple[Text, Found]:
    blocks, found = with_languages(text.blocks, text.index, draft.manifest)
    return replace(text, blocks=blocks), found


def _links(text: Text, draft: BookDraft) -> tuple[Text, Found]:
    blocks, found = linked_blocks(text.blocks, text.origin, [(each.entry, each.essay) for each in draft.contributions])
    if text.kind in ("introduction", "matter"):
        blocks = with_references(blocks)
    return replace(text, blocks=blocks), found


def _editorial(draft: BookDraft) -> BookDraft:
    """What the editors add is looked for in the authors' own words, before `_citations` puts names for their keys."""
    credited = {each.slug: _credited(each, draft.manifest.language) for each in draft.contributions}
    texts = {slug: essay.blocks for slug, essay in draft.essays.items()}
    made = gather_material(draft.manifest, texts, credited, release=draft.release, day=draft.day, cache=draft.cache)
    return replace(draft, editorial=made)


def _citations(draft: BookDraft) -> BookDraft:
    titles = {each.slug: each.title for each in draft.contributions}
    bibliography, linked = gather_bibliography(draft.manifest, draft.essays, titles, draft.cache)
    texts = (replace(text, blocks=linked[text.piece]) if text.kind == "essay" else text for text in draft.texts)
    return replace(draft, texts=tuple(texts), bibliography=bibliography)


def _each(
    change: Callable[[Text, BookDraft], tuple[Text, Found]], *kinds: TextKind
) -> Callable[[BookDraft], BookDraft]:
    """The step that changes each text of these kinds by itself."""

    def one(text: Text, draft: BookDraft) -> tuple[Text, Found]:
        if text.kind not in kinds:
            return text, ()
        report_step(f"putting the text of {text.piece} in order")
        return change(text, draft)

    def step(draft: BookDraft) -> BookDraft:
        made = [one(text, draft) for text in draft.texts]
        found = (finding for text, each in made for finding in of_piece(each, text.piece))
        return replace(draft, texts=tuple(text for text, _ in made), findings=(*draft.findings, *found))

    return step


# What the texts of a book go through between their files and their pages, in this order: every step is given all texts
# as the one before has left them.
STEPS: tuple[Callable[[BookDraft], BookDraft], ...] = (
    _each(_pictures, "essay", "introduction", "matter", "portraits"),
    _each(_headings, "introduction", "matter"),
    _each(_numbers, "essay", "introduction", "matter"),
    _each(_languages, "essay"),
    _each(_links, "essay", "author-note", "introduction", "matter"),
    _editorial,
    _citations,
)


def _finished(draft: BookDraft, titles: Mapping[str, str]) -> Book:
    """The texts as pieces of the book in reading order; a text of the editors may have a title of its own."""
    manifest, editorial, bibliography = draft.manifest, draft.editorial, draft.bibliography
    assert editorial is not None
    assert bibliography is not None
    known = {(text.kind, text.piece): text for text in draft.texts}
    contributions = tuple(_with_texts(each, known) for each in draft.contributions)
    matter = {text.piece: text for text in draft.texts if text.kind == "matter"}
    shown = known["portraits", "contributors"]
    written = {kind: matter_piece(text, titles[kind], manifest) for kind, text in matter.items() if text.blocks}
    own = messages_language(manifest.language)
    pieces: tuple[Piece, ...] = (
        *matter_pieces(manifest.front, titles, own, written),
        *essay_pieces(contributions, manifest.parts),
        *matter_pieces(manifest.back, titles, own, written),
    )
    return Book(
        manifest=manifest,
        pieces=tuple(piece for piece in pieces if has_something_to_show(piece, editorial, bibliography)),
        contributions=contributions,
        editorial=editorial,
        bibliography=bibliography,
        own_pictures={text.piece: text.pictures for text in (*matter.values(), shown)},
        portraits={block.id: block for block in shown.blocks if isinstance(block, Figure)},
        findings=(*draft.findings, *editorial.findings, *bibliography.findings),
        unread=draft.unread,
    )


def _with_texts(contribution: Contribution, known: Mapping[tuple[TextKind, str], Text]) -> Contribution:
    slug = contribution.slug
    essay, warning, headnote = known["essay", slug], known["author-note", slug], known.get(("introduction", slug))
    return replace(
        contribution,
        essay=replace(contribution.essay, blocks=essay.blocks, author_note=warning.blocks),
        headnote=headnote.blocks if headnote else (),
        pictures=(*(headnote.pictures if headnote else ()), *essay.pictures),
    )


def _credited(contribution: Contribution, language: str) -> Credited:
    published = contribution.entry.published
    return Credited(
        title=contribution.title,
        author=contribution.author,
        others=contribution.byline.phrases,
        venue=published.venue if published else "",
        date=format_date(published.on, language) if published and published.on != "undated" else "",
        title_lang=contribution.title_lang,
    )


def has_something_to_show(piece: Piece, editorial: EditorialMaterial, bibliography: Bibliography) -> bool:
    """Whether a piece of matter would not be an empty page."""
    match piece.kind:
        case "resources":
            return bool(editorial.appendix.resources)
        case "bibliography":
            return bool(bibliography.entries) and bibliography.placement != "per-essay"
        case _:
            return True


def _contribution(entry: EssayEntry, essay: Essay, untitled: str, language: str) -> Contribution:
    is_supplied = entry.title is not None and entry.title.supplied
    given = entry.title.text if entry.title else ""
    title = f"[{given}]" if is_supplied else given or essay.title or f"[{untitled}]"
    content = heading_of(title_content(entry.title.typed)) if entry.title else essay.heading
    signed = byline(entry.credits, language)
    return Contribution(
        entry=entry,
        essay=essay,
        title=title,
        short_title=plain_title(entry.short_title) or title,
        heading=("[", *content, "]") if is_supplied and content else content,
        subtitle=title_content(entry.subtitle) or essay.subtitle,
        author=signed.authors,
        byline=signed,
        title_lang=essay.lang if given or essay.title else messages_language(language),
    )


def read_source(path: Path, manifest_path: Path | None) -> Essay:
    """The essay in one file: as the manifest declares it where the manifest names the file, else by the rules alone."""
    if manifest_path is not None:
        manifest, _ = load(manifest_path)
        wanted = path.resolve()
        for index, entry in enumerate(manifest.essays if manifest else ()):
            if manifest and (manifest_path.parent / entry.source).resolve() == wanted:
                return read_essay(_source(entry, index, manifest))
    try:
        with path.open("rb") as stream:
            data = stream.read(limit(size_limit(path)) + 1)
    except OSError as error:
        raise SourceError(Finding("S001", str(error.strerror), Location(path))) from error
    return read_essay(Source(slug=path.stem, path=path, data=data))


def _source(entry: EssayEntry, index: int, manifest: Manifest) -> Source:
    return Source(
        slug=entry.id,
        path=Path(entry.source),
        data=read_file(manifest, entry.source, size_limit(Path(entry.source)), manifest.at("essays", index, "source")),
        chapter=entry.chapter,
        encoding=entry.encoding,
        lang=entry.language or manifest.language,
        author=byline(entry.credits, entry.language or manifest.language).authors,
        title_is_supplied=entry.title is not None and entry.title.supplied,
        declared=tuple(_editor_rules(entry, index, manifest)),
        verse={"yes": True, "no": False}.get(entry.verse),
    )


def _editor_rules(entry: EssayEntry, index: int, manifest: Manifest) -> Iterator[EditorRule]:
    for number, step in enumerate(entry.cleaning):
        at = manifest.at("essays", index, "cleaning", number)
        yield EditorRule(action=step.action, words=step.words, because=step.because, at=at)


def _disagreements(entry: EssayEntry, index: int, essay: Essay, manifest: Manifest) -> Iterator[Finding]:
    """Facts that the manifest and the source both state, and state differently, and readings that are not there."""
    route = ("essays", index)
    if entry.title and essay.title and normalize(entry.title.text) != normalize(essay.title):
        message = f"the title is “{entry.title.text}” here and “{essay.title}” in {entry.source}"
        yield Finding("C004", message, manifest.at(*route, "title"))
    if message := unlike_byline(entry.credits, essay):
        yield Finding("C004", message, manifest.at(*route, "author"))
    kept = (
        normalize("\n".join(line.expected for line in essay.ledger if line.disposition == "kept"))
        if entry.readings_kept
        else ""
    )
    for number, reading in enumerate(entry.readings_kept):
        if normalize(reading) not in kept:
            message = f"“{reading}” is listed as kept, but is not in the text of {entry.source}"
            yield Finding("C006", message, manifest.at(*route, "readings_kept", number))
    stated = iso_date(essay.date)
    if stated and entry.published and entry.published.on not in (stated, stated[:7], stated[:4]):
        message = f"dated {entry.published.on} here and “{essay.date}” in {entry.source}"
        yield Finding("C004", message, manifest.at(*route, "published", "on"))


def iso_date(text: str) -> str:
    """A date in English words or figures as YYYY-MM-DD; empty where it is none."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    words = re.findall(r"[a-z]+|\d+", text.lower())
    months = [MONTHS.index(word[:3]) + 1 for word in words if word[:3] in MONTHS]
    numbers = [int(word) for word in words if word.isdigit()]
    if len(months) != 1 or len(numbers) != 2:
        return ""
    day, year = sorted(numbers)
    return f"{year:04d}-{months[0]:02d}-{day:02d}"
