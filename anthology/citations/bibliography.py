"""The bibliography of a book: references gathered, merged and printed, every citation linked both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from anthology.citations.dedupe import Answers, merge
from anthology.citations.formats import read_references
from anthology.citations.intext.index import index_references
from anthology.citations.intext.link import CitingPlace, footnoted_references, link_citations, uncited
from anthology.citations.model import Name, Reference, is_east_asian
from anthology.citations.overrides import apply_overrides, essay_reference
from anthology.citations.parse import parse_list, reference_findings
from anthology.citations.parse.names import parse_name, parse_signature
from anthology.citations.styles import Entry, changed_letters, format_entry, in_text, label, sort_entries
from anthology.citations.styles.common import NO_ADDRESS, address
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.document import Blocks, Inlines
from anthology.core.errors import SettingError
from anthology.core.essay import Essay
from anthology.core.files import FolderError
from anthology.core.findings import Finding, of_piece
from anthology.core.watchdog import report_step
from anthology.manifest import EssayEntry, Manifest, Person, read_file
from anthology.manifest.roles import roles

LARGEST_STYLE = 4 << 20  # bytes of a CSL file; the largest of the official repository has 130 kB

MANY = 100  # references for which comparing may take one more second


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedEntry:
    """A line of the bibliography: its work, its words, what it is called aloud, and the places that cite it.

    `essay` is the slug of the essay of this book that the work is, empty for every other work.
    """

    key: str
    content: Inlines
    label: str
    places: tuple[CitingPlace, ...]
    essays: tuple[str, ...]
    essay: str = ""

    def citing(self, one_a_block: bool = False) -> tuple[tuple[str, tuple[CitingPlace, ...]], ...]:
        """The citing places by essay, in reading order; `one_a_block` leaves out all but the first of a paragraph."""
        by_essay: dict[str, list[CitingPlace]] = defaultdict(list)
        seen: set[str] = set()
        for place in self.places:
            if not one_a_block or place.block not in seen:
                by_essay[place.essay].append(place)
            seen.add(place.block)
        return tuple((slug, tuple(places)) for slug, places in by_essay.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bibliography:
    """The entries in the order of the style, and the findings.

    `references` are the works for other programs; `replaced` the keys that went when works were merged. `placement` is
    as the manifest has it; where the book has no such piece, each essay has its own references.
    """

    entries: tuple[PrintedEntry, ...]
    references: tuple[Reference, ...]
    replaced: Mapping[str, str]
    placement: str
    findings: tuple[Finding, ...]

    def called(self, key: str) -> str:
        """What a citation of a work is called ("Towers and Walby 2012"), by its key in a list; the key of no work."""
        current = self.replaced.get(key, key)
        return next((entry.label for entry in self.entries if entry.key == current), key)

    def of_essay(self, slug: str) -> tuple[PrintedEntry, ...]:
        """The entries that an essay's own list has or that it cites, with the places in this essay alone."""
        return tuple(
            replace(entry, places=tuple(place for place in entry.places if place.essay == slug))
            for entry in self.entries
            if slug in entry.essays or any(place.essay == slug for place in entry.places)
        )


def gather_bibliography(
    manifest: Manifest, essays: Mapping[str, Essay], titles: Mapping[str, str], cache: Cache = NO_CACHE
) -> tuple[Bibliography, dict[str, Blocks]]:
    """The bibliography of a manifest and its essays, and the blocks of each essay with its citations linked.

    `titles` are the essays' titles as printed.

    Raises SourceError where a file of references cannot be read, MissingError or SettingError from pandoc.
    """
    essay_works = [_essay_work(entry, titles[entry.id]) for entry in manifest.essays]
    listed, findings = _listed(manifest, essays, cache)
    sources, found = _read(manifest, manifest.bibliography.sources, "bibliography")
    report_step("comparing references", longer=len(sources) // MANY)
    wanted = manifest.bibliography
    answers = Answers(same=wanted.same, distinct=wanted.distinct, may_fall_away=bool(manifest.omitted))
    merged = merge((*essay_works, *listed, *sources), answers)
    entries = sort_entries(merged.works, wanted.style)
    by_pandoc = wanted.engine == "pandoc"
    labels = None if by_pandoc else {entry.reference.key: in_text(entry, wanted.style) for entry in entries}
    index = index_references(merged)
    linked = {
        slug: link_citations(essay.blocks, index, slug, labels, running=essay.origin.media_type == "text/markdown")
        for slug, essay in essays.items()
    }
    places = [place for each in linked.values() for place in each.places]
    others = tuple(work for work in merged.works if work.key not in essays)
    printed = tuple(_printed(_wanted(entries, places, set(essays), manifest), places, set(essays), manifest))
    has_list = "bibliography" in (*manifest.front, *manifest.back)
    bibliography = Bibliography(
        entries=printed,
        references=merged.works,
        replaced=merged.replaced,
        placement=wanted.placement if has_list else "per-essay",
        findings=(
            *(() if has_list or wanted.placement == "per-essay" else _without_list(printed, manifest)),
            *findings,
            *found,
            *reference_findings(others),
            *(replace(finding, at=finding.at or manifest.at("bibliography")) for finding in merged.findings),
            *(finding for slug, each in linked.items() for finding in of_piece(each.findings, slug)),
            *uncited(others, places),
            *changed_letters(entries),
        ),
    )
    return bibliography, {slug: each.blocks for slug, each in linked.items()}


def _wanted(
    entries: Sequence[Entry], places: Sequence[CitingPlace], essays: set[str], manifest: Manifest
) -> Sequence[Entry]:
    """The entries that are printed: without the book's own essays where nobody cites them and they are not wanted.

    They are wanted where the manifest itself lists a bibliography, and not where it stands by default.
    """
    typed = {"front": manifest.front, "back": manifest.back}
    is_asked = any("bibliography" in typed[key] for key in typed if key in manifest.model_fields_set)
    has_others = any(entry.reference.key not in essays for entry in entries)
    wanted = manifest.bibliography.own_essays
    if wanted == "yes" or ((is_asked or has_others) and wanted != "no"):
        return entries
    cited = {place.key for place in places}
    return [entry for entry in entries if entry.reference.key not in essays or entry.reference.key in cited]


def _without_list(entries: Sequence[PrintedEntry], manifest: Manifest) -> Iterator[Finding]:
    """A finding where a book without a bibliography has references: they stand behind the essays."""
    if any(entry.essays or entry.places for entry in entries):
        message = "`back` has no bibliography: the references of each essay are printed after it"
        yield Finding("R015", message, manifest.at("back"))


def _essay_work(entry: EssayEntry, title: str) -> Reference:
    """An essay of the book as a work, under where it was first published.

    One that has no author, such as an interview, stands under those whose words it is made of.
    """
    published = entry.published
    writers = [each for each in entry.credits if roles()[each.role].writes and each.role != "translator"]
    authors = [each for each in writers if each.role == "author"] or writers
    return essay_reference(
        slug=entry.id,
        title=entry.title.text if entry.title and entry.title.supplied else title,
        title_supplied=entry.title is not None and entry.title.supplied,
        authors=[_cited(each) for each in authors],
        translators=[_cited(each) for each in entry.credits if each.role == "translator"],
        date=published.on if published and published.on != "undated" else "",
        container=published.venue if published else "",
        url=published.url if published else "",
        language=entry.language,
    )


def _cited(person: Person) -> Name:
    """The name of a person as a reference has it: by its parts, or else by the name that lists sort.

    One that is sorted as it is printed has its family name first, as in Hungary, or is a body's.
    """
    if person.family:
        return parse_name(", ".join(filter(None, (person.family, person.given, person.suffix))))
    if person.sort_as == person.name and not is_east_asian(person.name):
        return Name(literal=person.name)
    return parse_signature(person.sort_as or person.name)


def _listed(
    manifest: Manifest, essays: Mapping[str, Essay], cache: Cache
) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """What the essays list, give in full in their notes and have in files, with what the manifest puts right."""
    lists = {slug: (essay.references, Path(essay.origin.path)) for slug, essay in essays.items()}
    parsed = cache.memo_each(
        "references",
        manifest.identifier,
        lists,
        lambda slugs: (parse_list(*lists[slug]) for slug in slugs),
        tuple[Reference, ...],
    )
    references: list[Reference] = []
    findings: list[Finding] = []
    for index, entry in enumerate(manifest.essays):
        essay = essays[entry.id]
        filed, wrong = _read(manifest, entry.references.sources, "essays", index, "references")
        findings.extend(wrong)
        given = (
            *(replace(one, essays=(entry.id,)) for one in (*parsed[entry.id], *filed)),
            *footnoted_references(essay.blocks, entry.id),
        )
        corrected, found = apply_overrides(given, entry.references.override)
        references.extend(corrected)
        place = manifest.at("essays", index, "references")
        findings.extend(replace(finding, at=finding.at or place) for finding in found)
    return tuple(references), tuple(findings)


def _read(
    manifest: Manifest, names: Sequence[str], *route: str | int
) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """What is in the files of references that the manifest names under `sources` at this route."""
    references: list[Reference] = []
    findings: list[Finding] = []
    for number, name in enumerate(names):
        data = read_file(manifest, name, "source-bytes", manifest.at(*route, "sources", number))
        read, found = read_references(Path(name), data)
        references.extend(read)
        findings.extend(found)
    return tuple(references), tuple(findings)


def _printed(
    entries: Sequence[Entry], places: Sequence[CitingPlace], essays: set[str], manifest: Manifest
) -> Iterator[PrintedEntry]:
    by_key: dict[str, list[CitingPlace]] = defaultdict(list)
    for place in places:
        by_key[place.key].append(place)
    words = _words(entries, manifest)
    by_name = {entry.reference.key: entry for entry in entries}
    for key, content in words.items():
        entry, reference = by_name[key], by_name[key].reference
        yield PrintedEntry(
            key=key,
            content=content,
            label=label(entry),
            places=tuple(by_key[key]),
            essays=reference.essays,
            essay=key if key in essays else "",
        )


def _words(entries: Sequence[Entry], manifest: Manifest) -> dict[str, Inlines]:
    """The words of each entry by its key, in the order of the style or of pandoc."""
    wanted = manifest.bibliography
    if wanted.engine == "pandoc":
        from anthology.citations.styles.csl import format_with_pandoc

        at = manifest.at("bibliography", "csl")
        try:
            with manifest.folder.as_file(wanted.csl, LARGEST_STYLE) as csl:
                made = dict(format_with_pandoc((entry.reference for entry in entries), csl, manifest.language, at))
        except FolderError as error:
            raise SettingError(Finding("R012", f"{wanted.csl}: {error.message}", at, error.hint)) from error
        works = (entry.reference for entry in entries)
        bare = {work.key for work in works if work.address_missing and not address(work)}
        return {key: (*content, f" {NO_ADDRESS}") if key in bare else content for key, content in made.items()}
    return {entry.reference.key: format_entry(entry, wanted.style, manifest.language) for entry in entries}
