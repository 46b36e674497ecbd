"""The metadata of an EPUB, ours or anybody's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from anthology.core.epub_container import OPF, Package, open_archive, read_file, read_package
from anthology.core.xml import Element
from anthology.manifest import Person

DC = "{http://purl.org/dc/elements/1.1/}"
COVER_LIMIT = 32 * 1024 * 1024

MARKUP = re.compile(r"</?(?:p|br|div|span|b|i|em|strong|a|ul|ol|li|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)

CERTIFIER = "a11y:certifiedBy"
ACCESSIBILITY = (
    "schema:accessMode",
    "schema:accessModeSufficient",
    "schema:accessibilityFeature",
    "schema:accessibilityHazard",
    "schema:accessibilitySummary",
    "dcterms:conformsTo",
    CERTIFIER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Someone who made a book: the name as printed, the MARC relator of the role, the name as it is sorted.

    `person` is what the manifest of a book of ours has of them.
    """

    name: str
    role: str
    sort_as: str = ""
    person: Person | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """The metadata of the package document, each text on one line; `cover` is the name of the cover in the archive."""

    title: str
    subtitle: str
    language: str
    identifier: str
    date: str
    modified: str
    publisher: str
    description: str
    rights: str
    subjects: tuple[str, ...]
    contributors: tuple[Contributor, ...]
    accessibility: tuple[tuple[str, str], ...]
    content_notes: tuple[str, ...]
    is_proof: bool
    cover: str


def read_facts(data: bytes) -> PackageFacts:
    """Read the metadata of an EPUB 2 or 3; raises one of DAMAGE for a file that cannot be read as one."""
    with open_archive(data) as archive:
        package = read_package(archive)
    return _facts(package.root, _cover(package))


def read_cover(data: bytes, name: str) -> bytes:
    """The bytes of the cover of an EPUB, as they are; raises one of DAMAGE where there is none or it is too large."""
    with open_archive(data) as archive:
        return read_file(archive, name, COVER_LIMIT)


def _facts(package: Element, cover: str) -> PackageFacts:
    refined = _refinements(package)
    titles = _titles(package, refined)
    return PackageFacts(
        title=titles.get("main", ""),
        subtitle=titles.get("subtitle", ""),
        language=_first(package, "language").replace("_", "-"),
        identifier=_identifier(package),
        date=_date(package),
        modified=next(iter(_metas(package, "dcterms:modified")), ""),
        publisher=_first(package, "publisher"),
        description=_first(package, "description"),
        rights=_first(package, "rights"),
        subjects=tuple(dict.fromkeys(filter(None, map(_words, package.iter(f"{DC}subject"))))),
        contributors=_contributors(package, refined),
        accessibility=tuple((name, value) for name in ACCESSIBILITY for value in _metas(package, name)),
        content_notes=_content_notes(package),
        is_proof="Proof" in _metas(package, "schema:creativeWorkStatus"),
        cover=cover,
    )


def _words(element: Element) -> str:
    """The words of an element on one line, without the HTML that stands in many descriptions as text."""
    text = "".join(element.itertext())
    if MARKUP.search(text):
        text = unescape(MARKUP.sub(" ", text))
    return " ".join(text.split())


def _first(package: Element, name: str) -> str:
    return next(filter(None, map(_words, package.iter(DC + name))), "")


def _metas(package: Element, name: str) -> tuple[str, ...]:
    """The values of a property of the book itself, in order; certifiers refine the claim that they certify."""
    metas = (meta for meta in package.iter(f"{OPF}meta") if meta.get("property") == name)
    return tuple(_words(meta) for meta in metas if _words(meta) and (name == CERTIFIER or not meta.get("refines")))


def _refinements(package: Element) -> Mapping[tuple[str, str], str]:
    """The values that refine elements, by id and property; the first of each."""
    values: dict[tuple[str, str], str] = {}
    for meta in package.iter(f"{OPF}meta"):
        if meta.get("refines"):
            values.setdefault((meta.get("refines", "").removeprefix("#"), meta.get("property", "")), _words(meta))
    return values


def _titles(package: Element, refined: Mapping[tuple[str, str], str]) -> Mapping[str, str]:
    titles: dict[str, str] = {}
    for element in package.iter(f"{DC}title"):
        kind = refined.get((element.get("id", ""), "title-type"), "" if "main" in titles else "main")
        titles.setdefault(kind, _words(element))
    return titles


def _identifier(package: Element) -> str:
    elements = list(package.iter(f"{DC}identifier"))
    unique = [element for element in elements if element.get("id") == package.get("unique-identifier")]
    return next(filter(None, map(_words, [*unique, *elements])), "")


def _date(package: Element) -> str:
    """The date of publication, as far as it names a day (EPUB 2 may give several dates, each with its event)."""
    elements = list(package.iter(f"{DC}date"))
    published = [element for element in elements if element.get(f"{OPF}event") in (None, "publication")]
    return _words(published[0])[:10] if published else ""


def _contributors(package: Element, refined: Mapping[tuple[str, str], str]) -> tuple[Contributor, ...]:
    """Creators and contributors with their roles; a creator without one is an author (EPUB 2 had attributes)."""
    people = []
    for name, otherwise in (("creator", "aut"), ("contributor", "ctb")):
        for element in package.iter(DC + name):
            key = element.get("id", "")
            role = refined.get((key, "role")) or element.get(f"{OPF}role") or otherwise
            sort_as = refined.get((key, "file-as")) or element.get(f"{OPF}file-as") or ""
            people.append(Contributor(name=_words(element), role=role, sort_as=sort_as))
    return tuple(person for person in people if person.name)


def _content_notes(package: Element) -> tuple[str, ...]:
    """The keywords that refine the pages of our own e-books: content notes, each theme once with all its levels."""
    themes: dict[str, dict[str, None]] = {}
    for meta in package.iter(f"{OPF}meta"):
        if meta.get("property") == "schema:keywords" and meta.get("refines", "").startswith("#page-"):
            theme, _, level = _words(meta).rpartition(" (")
            themes.setdefault(theme, {})[level.removesuffix(")")] = None
    return tuple(f"{theme} ({', '.join(levels)})" for theme, levels in themes.items() if theme)


def _cover(package: Package) -> str:
    """The item with the property of a cover in EPUB 3, the one that a meta names in EPUB 2; empty if there is none."""
    named = {meta.get("content") for meta in package.root.iter(f"{OPF}meta") if meta.get("name") == "cover"}
    covers = [item.name for item in package.items.values() if "cover-image" in item.properties]
    covers += [item.name for key, item in package.items.items() if key in named]
    return covers[0] if covers else ""
