"""Accessibility metadata of an e-book, derived from its finished pages and style sheet, never asserted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from anthology.core.i18n import translate

XHTML = "{http://www.w3.org/1999/xhtml}"
HEADINGS = tuple(f"{XHTML}h{level}" for level in range(1, 7))
MOVING = ("video", "audio", "object", "embed", "script", "canvas", "iframe")

_FIXED = re.compile(
    r"(?:font-size|line-height|font)\s*:[^;}]*\d(?:px|pt|pc|in|cm|mm)\b|position\s*:\s*(?:absolute|fixed)"
)
_MOTION = re.compile(r"animation|transition|@keyframes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the metadata is derived from: the pages as parsed XHTML, the style sheets, the entries of the page list."""

    pages: Sequence[Any]
    stylesheets: Sequence[str]
    page_list: int = 0

    def elements(self, *names: str) -> Iterator[Any]:
        """Every element with one of these names, in reading order."""
        wanted = [XHTML + name for name in names]
        for page in self.pages:
            yield from page.iter(*wanted)


def heading_levels(page: Any) -> list[int]:
    """The levels of a page's headings in reading order."""
    return [int(element.tag[-1]) for element in page.iter(*HEADINGS)]


def is_nested(levels: Sequence[int]) -> bool:
    """Whether headings begin at the first level and never skip one on the way down (WCAG 2.2, technique G141)."""
    return all(level <= previous + 1 for previous, level in zip([0, *levels], levels, strict=False))


def _is_ornament(image: Any) -> bool:
    return (image.get("alt"), image.get("role")) == ("", "presentation")


def _has_images(evidence: Evidence) -> bool:
    return not all(map(_is_ornament, evidence.elements("img")))


def _is_readable(evidence: Evidence) -> bool:
    """Whether each picture has words for readers who do not see it, or is declared an ornament."""
    return all(image.get("alt") or _is_ornament(image) for image in evidence.elements("img"))


def _has_alternatives(evidence: Evidence) -> bool:
    return _has_images(evidence) and _is_readable(evidence)


def _has_structure(evidence: Evidence) -> bool:
    levels = [heading_levels(page) for page in evidence.pages]
    return any(levels) and all(is_nested(page) for page in levels)


def _page_breaks(evidence: Evidence) -> list[Any]:
    return [element for element in evidence.elements("span") if element.get("role") == "doc-pagebreak"]


def _is_still(evidence: Evidence) -> bool:
    is_moving = next(evidence.elements(*MOVING), None) is not None  # an element without children is false
    return not is_moving and not any(_MOTION.search(sheet) for sheet in evidence.stylesheets)


# Values of schema:accessibilityFeature (Schema.org Accessibility Properties for Discoverability Vocabulary), each with
# the question that the finished pages answer. The table of contents and the reading order are the package's own: every
# EPUB 3 has a toc and a spine, and the packing refuses pages that are not in them.
FEATURES: tuple[tuple[str, Callable[[Evidence], bool]], ...] = (
    ("tableOfContents", lambda evidence: bool(evidence.pages)),
    ("readingOrder", lambda evidence: bool(evidence.pages)),
    ("structuralNavigation", _has_structure),
    ("displayTransformability", lambda evidence: not any(_FIXED.search(sheet) for sheet in evidence.stylesheets)),
    ("alternativeText", _has_alternatives),
    ("pageBreakMarkers", lambda evidence: bool(_page_breaks(evidence))),
    ("pageNavigation", lambda evidence: evidence.page_list >= len(_page_breaks(evidence)) > 0),
    ("ARIA", lambda evidence: any(element.get("role") for page in evidence.pages for element in page.iter())),
)


STANDARD = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
NEEDED = ("tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability")


def accessibility_metadata(
    evidence: Evidence, certifier: str = "", language: str = "en"
) -> tuple[tuple[str, str], ...]:
    """Pairs of property and value for the package (EPUB Accessibility 1.1, section 3.2), in a fixed order.

    Conformance is claimed only where somebody certifies it and our own checks find nothing against it (section 4).
    """
    features = [name for name, holds in FEATURES if holds(evidence)]
    pairs: list[tuple[str, str]] = [("schema:accessMode", "textual")]
    if _has_images(evidence):
        pairs.append(("schema:accessMode", "visual"))
    is_readable = _is_readable(evidence)
    if is_readable:
        pairs.append(("schema:accessModeSufficient", "textual"))
    pairs.extend(("schema:accessibilityFeature", name) for name in features)
    pairs.append(("schema:accessibilityHazard", "none" if _is_still(evidence) else "unknown"))
    conforms = bool(certifier) and is_readable and _is_still(evidence) and set(NEEDED) <= set(features)
    pairs.append(("schema:accessibilitySummary", summary(features, certifier if conforms else "", language)))
    pairs.append(("dcterms:conformsTo", STANDARD if conforms else "none"))
    if conforms:
        pairs.append(("a11y:certifiedBy", certifier))
    return tuple(pairs)


def summary(features: Iterable[str], certifier: str, language: str = "en") -> str:
    """What a reader should know beyond the codes, in a few sentences."""
    keys = ["access-text"]
    keys += ["access-structure"] if "structuralNavigation" in features else []
    keys += ["access-pages"] if "pageNavigation" in features else []
    keys += ["access-certified" if certifier else "access-uncertified"]
    return " ".join(translate(key, language, name=certifier, standard=STANDARD) for key in keys)
