"""From a manifest and its files to a Book: sources read and cleaned, editors' texts read, pieces put in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from anthology.book.images.collect import Picture, with_own_pictures, with_pictures
from anthology.book.languages import with_languages
from anthology.book.links import Origin, linked_blocks, linked_contributions
from anthology.book.model import WRITTEN, Book, Contribution, Piece, essay_pieces, matter_pieces
from anthology.citations.bibliography import Bibliography, gather_bibliography
from anthology.core.cache import Cache
from anthology.core.document import Blocks, Heading, number_blocks, number_notes, plain_block, walk
from anthology.core.errors import SourceError
from anthology.core.essay import Essay
from anthology.core.findings import Finding, Location
from anthology.core.i18n import voice, words, words_languages, written_date
from anthology.core.limits import limit
from anthology.core.normalize import folded
from anthology.core.watchdog import doing
from anthology.editorial.material import Apparatus, gather_apparatus
from anthology.editorial.permissions import Credited
from anthology.manifest import EssayEntry, Manifest, load, read_file
from anthology.sources.draft import Declared
from anthology.sources.encoding import decode
from anthology.sources.markdown.reader import read_markdown
from anthology.sources.pipeline import Source, read_essay, size_limit

# A heading of the first rank at the top of a text (CommonMark 0.31.2, sections 4.2 and 4.3).
FIRST_RANK = re.compile(r"\ufeff?\s*(?:#[ \t]|[^\n]+\n {0,3}=+[ \t]*(?:\n|$))")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def assemble(manifest: Manifest, titles: dict[str, str], *, release: bool = False, store: Cache | None = None) -> Book:
    """The book that a manifest describes; `titles` names each kind of front and back matter.

    Raises SourceError where a source cannot be read; everything else that is wrong is a finding of the book.
    """
    findings: list[Finding] = []
    read = []
    for index, entry in enumerate(manifest.essays):
        contribution, found = _contribution(entry, index, manifest, titles["untitled"], release=release)
        read.append(contribution)
        findings.extend(found)
    contributions, dead = linked_contributions(read)
    findings.extend(dead)
    texts: dict[str, Blocks] = {}
    languages = {kind: (voice(manifest.language), "") for kind in titles}
    pictures: dict[str, tuple[Picture, ...]] = {}
    for kind in WRITTEN:
        path = getattr(manifest, kind)
        text = _written(path, kind, manifest, manifest.at(kind), release=release)
        if text.heading and not _is_usual(text.heading, kind):
            titles = {**titles, kind: text.heading}
            languages[kind] = ("", "")
        spoken = getattr(manifest, f"{kind}_language")
        languages[kind] = (languages[kind][0] or spoken, spoken)
        texts[kind], dead = linked_blocks(text.blocks, Origin(path=path), contributions)
        pictures[kind] = text.pictures
        findings.extend((*text.findings, *dead))
    essays = {contribution.slug: contribution.essay for contribution in contributions}
    credited = {contribution.slug: _credited(contribution, manifest.language) for contribution in contributions}
    apparatus = gather_apparatus(manifest, essays, credited, release=release, store=store)
    titles_printed = {contribution.slug: contribution.title for contribution in contributions}
    bibliography = gather_bibliography(manifest, essays, titles_printed)
    contributions = tuple(_cited(contribution, bibliography) for contribution in contributions)
    pieces: tuple[Piece, ...] = (
        *matter_pieces(manifest.front, texts, titles, languages),
        *essay_pieces(contributions, manifest.parts),
        *matter_pieces(manifest.back, texts, titles, languages),
    )
    return Book(
        manifest=manifest,
        pieces=tuple(piece for piece in pieces if has_something_to_show(piece, apparatus, bibliography)),
        contributions=contributions,
        apparatus=apparatus,
        bibliography=bibliography,
        own_pictures=pictures,
        findings=(*findings, *apparatus.findings, *bibliography.findings),
    )


def _cited(contribution: Contribution, bibliography: Bibliography) -> Contribution:
    """The contribution with the citations of its essay linked."""
    return replace(contribution, essay=replace(contribution.essay, blocks=bibliography.blocks[contribution.slug]))


def _credited(contribution: Contribution, language: str) -> Credited:
    published = contribution.entry.published
    return Credited(
        title=contribution.title,
        author=contribution.author,
        venue=published.venue if published else "",
        date=written_date(published.on, language) if published and published.on != "undated" else "",
        title_lang=contribution.title_lang,
    )


def has_something_to_show(piece: Piece, apparatus: Apparatus, bibliography: Bibliography) -> bool:
    """Whether a piece of matter would not be an empty page."""
    match piece.kind:
        case "resources":
            return bool(apparatus.appendix.resources)
        case "bibliography":
            return bibliography.placement != "per-essay"
        case _:
            return True


def _contribution(
    entry: EssayEntry, index: int, manifest: Manifest, untitled: str, *, release: bool
) -> tuple[Contribution, tuple[Finding, ...]]:
    doing(f"reading {entry.source}")
    is_supplied = entry.title is not None and entry.title.supplied
    essay = read_essay(_source(entry, index, manifest))
    blocks, pictures, seen = with_pictures(essay.blocks, entry, index, manifest, dict(essay.pictures), release=release)
    blocks, languages = with_languages(number_notes(blocks, essay.slug), entry, index, manifest)
    place = manifest.at("essays", index, "introduction")
    headnote = _written(entry.introduction, f"{entry.id}-introduction", manifest, place, release=release)
    given = entry.title.text if entry.title else ""
    title = f"[{given}]" if is_supplied else given or essay.title or f"[{untitled}]"
    contribution = Contribution(
        entry=entry,
        essay=replace(essay, blocks=blocks),
        title=title,
        short_title=entry.short_title or title,
        author=entry.author.name if entry.author else "",
        title_lang=essay.lang if given or essay.title else voice(manifest.language),
        headnote=headnote.blocks,
        pictures=(*headnote.pictures, *pictures),
    )
    return contribution, (
        *essay.findings,
        *seen,
        *languages,
        *headnote.findings,
        *_disagreements(entry, index, essay, manifest),
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
        author=entry.author.name if entry.author else "",
        title_is_supplied=entry.title is not None and entry.title.supplied,
        declared=tuple(_declared(entry, index, manifest)),
    )


def _declared(entry: EssayEntry, index: int, manifest: Manifest) -> Iterator[Declared]:
    for number, step in enumerate(entry.cleaning):
        at = manifest.at("essays", index, "cleaning", number)
        yield Declared(action=step.action, words=step.words, because=step.because, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A text of the editors: its heading of the first rank, what stands below that, its pictures."""

    heading: str = ""
    blocks: Blocks = ()
    pictures: tuple[Picture, ...] = ()
    findings: tuple[Finding, ...] = ()


def _written(name: str, slug: str, manifest: Manifest, named: Location, *, release: bool) -> _Written:
    """A text of the editors; `named` is where the manifest names it."""
    if not name:
        return _Written()
    at = Location(Path(name))
    text, guessed = decode(read_file(manifest, name, size_limit(at.path), at), at)
    blocks, findings = read_markdown(text, at)
    blocks, pictures, seen = with_own_pictures(blocks, name, manifest, release=release)
    found = (*guessed, *findings, *seen)
    heading = ""
    if blocks and isinstance(blocks[0], Heading) and FIRST_RANK.match(text):
        heading, blocks = " ".join(plain_block(blocks[0]).split()), blocks[1:]
    if not any(folded(plain_block(block)) for block in walk(blocks)):
        return _Written(findings=(*found, Finding("S022", f"{name} has no words", named)))
    blocks = number_notes(number_blocks(blocks, slug), slug)
    return _Written(heading=heading, blocks=blocks, pictures=pictures, findings=found)


def _is_usual(heading: str, kind: str) -> bool:
    """Whether a heading is what such a text is called anyway, in one of the languages of the builder's words."""
    return folded(heading).casefold() in {folded(words(each)[kind]).casefold() for each in words_languages()}


def _disagreements(entry: EssayEntry, index: int, essay: Essay, manifest: Manifest) -> Iterator[Finding]:
    """Facts that the manifest and the source both state, and state differently, and readings that are not there."""
    route = ("essays", index)
    if entry.title and essay.title and folded(entry.title.text) != folded(essay.title):
        message = f"the title is “{entry.title.text}” here and “{essay.title}” in {entry.source}"
        yield Finding("C004", message, manifest.at(*route, "title"))
    if essay.byline and entry.author is None:
        yield Finding(
            "C004", f"unsigned here, but {entry.source} is by “{essay.byline}”", manifest.at(*route, "author")
        )
    if essay.byline and entry.author and folded(entry.author.name) not in folded(essay.byline):
        message = f"by {entry.author.name} here and by “{essay.byline}” in {entry.source}"
        yield Finding("C004", message, manifest.at(*route, "author"))
    kept = folded("\n".join(line.wanted for line in essay.ledger if line.fate == "kept")) if entry.readings_kept else ""
    for number, reading in enumerate(entry.readings_kept):
        if folded(reading) not in kept:
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
