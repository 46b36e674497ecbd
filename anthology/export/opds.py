"""OPDS Catalog 2.0: a feed of finished books that e-reader apps open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from anthology.core.errors import OutputError
from anthology.core.findings import Finding
from anthology.export.epub_metadata import Contributor
from anthology.export.model import CatalogueEntry, EditionFile

FEED_TYPE = "application/opds+json"
FEED_NAME = "catalogue.opds.json"
OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
WORK_STATUS = "http://schema.org/creativeWorkStatus"

# MARC relators that the Readium Web Publication Manifest has a key of its own for; the rest are contributors.
CONTRIBUTOR_KEYS = {"aut": "author", "edt": "editor", "trl": "translator", "ill": "illustrator", "art": "artist"}

# Conformance statements of EPUB Accessibility 1.1, section 4.2, and the addresses that stand for them in a manifest.
PROFILES = {
    f"EPUB Accessibility 1.1 - WCAG {version} Level {level}": (
        f"https://www.w3.org/TR/epub-a11y-11#wcag-{version}-{level.lower()}"
    )
    for version in ("2.0", "2.1", "2.2")
    for level in ("A", "AA", "AAA")
}

# The words that the manifest's accessibility object takes, by the property of the package that they come from.
MODES = ("auditory", "tactile", "textual", "visual")
_FEATURES = """
annotations ARIA bookmarks index pageBreakMarkers printPageNumbers pageNavigation readingOrder structuralNavigation
tableOfContents taggedPDF alternativeText audioDescription closedCaptions captions describedMath longDescription
openCaptions signLanguage transcript displayTransformability synchronizedAudioText timingControl unlocked ChemML
latex latex-chemistry MathML MathML-chemistry ttsMarkup highContrastAudio highContrastDisplay largePrint braille
tactileGraphic tactileObject fullRubyAnnotations horizontalWriting rubyAnnotations verticalWriting
withAdditionalWordSegmentation withoutAdditionalWordSegmentation none unknown
"""
_HAZARDS = """
flashing motionSimulation sound none noFlashingHazard noMotionSimulationHazard noSoundHazard unknown
unknownFlashingHazard unknownMotionSimulationHazard unknownSoundHazard
"""
_ON_VISUAL = tuple(f"{kind}OnVisual" for kind in ("chart", "chem", "diagram", "math", "music", "text"))
VOCABULARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "schema:accessMode": ("accessMode", (*MODES, *_ON_VISUAL, "colorDependent")),
    "schema:accessibilityFeature": ("feature", tuple(_FEATURES.split())),
    "schema:accessibilityHazard": ("hazard", tuple(_HAZARDS.split())),
}

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def opds_feed(entries: Sequence[CatalogueEntry], title: str, self_href: str = FEED_NAME) -> bytes:
    """The feed as UTF-8 JSON, for `self_href` in the folder from which the files' paths count.

    Raises OutputError (O004) where there is no book to list: a feed needs one. A book without a cover has no `images`,
    which the specification asks for and does not require; apps then show its title. A proof stays readable, because
    the feed is made for the folder it lies in; its description begins by saying what it is, and so does its status.
    Source: OPDS Catalog 2.0 and the Readium Web Publication Manifest with its default context.
    """
    if not entries:
        raise OutputError(Finding("O004", f"there is no book for the catalogue “{title}”"))
    modified = max((entry.modified for entry in entries if _MOMENT.fullmatch(entry.modified)), default="")
    feed = {
        "metadata": _filled({"title": title, "modified": modified, "numberOfItems": len(entries)}),
        "links": [{"rel": "self", "href": reference(self_href), "type": FEED_TYPE}],
        "publications": [_publication(entry) for entry in entries],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=2) + "\n").encode()


def reference(path: str) -> str:
    """A path as a relative reference (RFC 3986, section 4.2): letters outside the alphabet of URIs are escaped."""
    return quote(path, safe="/")


def _filled(values: dict[str, object]) -> dict[str, object]:
    """The keys with a value: blank values should not be written (OPDS 2.0, section 5.2)."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {}, ())}


def _publication(entry: CatalogueEntry) -> dict[str, object]:
    cover = entry.cover
    image = cover and {
        "href": reference(cover.href),
        "type": cover.media_type,
        "width": cover.width,
        "height": cover.height,
    }
    return _filled(
        {
            "metadata": _metadata(entry),
            "links": [_acquisition(file) for file in entry.files],
            "images": [image] if image else [],
        }
    )


def _acquisition(file: EditionFile) -> dict[str, object]:
    return _filled(
        {
            "rel": OPEN_ACCESS,
            "href": reference(file.href),
            "type": file.media_type,
            "title": file.edition,
            "size": file.size or None,
        }
    )


def _metadata(entry: CatalogueEntry) -> dict[str, object]:
    pages = max((file.pages for file in entry.files if file.form == "press"), default=0)
    return _filled(
        {
            "@type": "http://schema.org/Book",
            "identifier": entry.identifier,
            "title": entry.title,
            "subtitle": entry.subtitle,
            **_contributors(entry.contributors),
            "publisher": entry.publisher,
            "language": entry.language if _TAG.fullmatch(entry.language) else "",
            "published": entry.date if _DAY.fullmatch(entry.date) else "",
            "modified": entry.modified if _MOMENT.fullmatch(entry.modified) else "",
            "description": _description(entry),
            "subject": list(entry.subjects),
            "numberOfPages": pages or None,
            "accessibility": _accessibility(entry),
            WORK_STATUS: "Proof" if entry.is_proof else "",
        }
    )


def _contributors(contributors: Iterable[Contributor]) -> dict[str, list[dict[str, object]]]:
    groups: dict[str, list[dict[str, object]]] = {}
    for person in contributors:
        key = CONTRIBUTOR_KEYS.get(person.role, "contributor")
        role = person.role if key == "contributor" else ""
        groups.setdefault(key, []).append(_filled({"name": person.name, "sortAs": person.sort_as, "role": role}))
    return groups


def _description(entry: CatalogueEntry) -> str:
    """The description with the content notes; the rights, which have no key of their own, end it or begin a proof's."""
    texts = [entry.description, entry.content_note]
    return "\n\n".join(filter(None, [entry.rights, *texts] if entry.is_proof else [*texts, entry.rights]))


def _accessibility(entry: CatalogueEntry) -> dict[str, object]:
    """The manifest's accessibility object; values of the package that its vocabulary lacks are left out."""
    values: dict[str, object] = {}
    for name, (key, words) in VOCABULARIES.items():
        values[key] = [value for value in entry.values(name) if value in words]
    ways = [way.replace(" ", "").split(",") for way in entry.values("schema:accessModeSufficient")]
    known = [way for way in ways if set(way) <= set(MODES)]
    values["accessModeSufficient"] = [way[0] if len(way) == 1 else way for way in known]
    values["conformsTo"] = [PROFILES[claim] for claim in entry.values("dcterms:conformsTo") if claim in PROFILES]
    values["certification"] = _filled({"certifiedBy": ", ".join(entry.values("a11y:certifiedBy"))})
    values["summary"] = " ".join(entry.values("schema:accessibilitySummary"))
    return _filled(values)
