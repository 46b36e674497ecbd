"""Rules for every PDF: its boxes, the size of its pages, its fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from anthology.core.findings import Finding
from anthology.pdf.inspect.facts import Box, PageFacts, PdfFacts
from anthology.pdf.printers import Printer

Kind = Literal["press", "cover", "screen"]

ROUNDING = 0.4  # points by which boxes may differ
SHOWN_PAGES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a file was made to be.

    `kind` is the inside of a book for a press, its cover, or a file for a screen. `trim` is the size of its pages in
    points and `printer` the printer that it is for, None where not known; `bleed` is in points.
    """

    kind: Kind
    trim: tuple[float, float] | None = None
    bleed: float = 0.0
    printer: Printer | None = None
    has_spine_on_right: bool = False


Rule = Callable[[PdfFacts, Expected], Iterator[Finding]]


def on_pages(code: str, message: str, pages: Iterable[PageFacts]) -> Iterator[Finding]:
    """One finding for all pages on which something is wrong."""
    numbers = list(dict.fromkeys(page.number for page in pages))
    if numbers:
        shown = ", ".join(map(str, numbers[:SHOWN_PAGES])) + (" …" if len(numbers) > SHOWN_PAGES else "")
        yield Finding(code, f"{message} (page{'s' if len(numbers) > 1 else ''} {shown})")


def check_boxes(facts: PdfFacts, expected: Expected) -> Iterator[Finding]:
    """The boxes of every page lie within one another, and its origin is 0, 0: ISO 32000-1, 14.11.2."""
    outside, shifted = [], []
    for page in facts.pages:
        nested = [box for box in (page.trim, page.bleed, page.crop, page.media) if box]
        if not all(_within(inner, page.media) for inner in nested) or not _within(page.trim, page.bleed):
            outside.append(page)
        if any(abs(value) > 0.001 for value in page.media[:2]):
            shifted.append(page)
    yield from on_pages("D011", "the boxes of a page do not lie within one another", outside)
    yield from on_pages("D011", "a page does not begin at 0, 0", shifted)
    if expected.kind != "screen":
        unboxed = [page for page in facts.pages if page.trim is None or page.bleed is None]
        yield from on_pages("D011", "a page has no trim box or no bleed box", unboxed)


def check_size(facts: PdfFacts, expected: Expected) -> Iterator[Finding]:
    """Every page has the size that was asked for, and in a press file the bleed."""
    if expected.trim is None:
        return
    wrong = [page for page in facts.pages if not _near(page.size, expected.trim)]
    size = " x ".join(f"{length / 72:.4g} in" for length in expected.trim)
    yield from on_pages("D012", f"a page does not measure {size}", wrong)
    if expected.kind != "screen":
        unbled = [page for page in facts.pages if not _has_bleed(page, expected)]
        yield from on_pages("D012", f"a page does not have a bleed of {expected.bleed / 72 * 25.4:.3g} mm", unbled)


def check_fonts(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Every font is embedded."""
    for font in facts.fonts:
        if not font.is_embedded:
            yield Finding("D013", f"the font {font.name} is not embedded")


def _within(inner: Box | None, outer: Box | None) -> bool:
    if inner is None or outer is None:
        return True
    near = ROUNDING
    return (
        inner[0] >= outer[0] - near
        and inner[1] >= outer[1] - near
        and inner[2] <= outer[2] + near
        and inner[3] <= outer[3] + near
    )


def _near(one: Iterable[float], other: Iterable[float]) -> bool:
    return all(abs(a - b) <= ROUNDING for a, b in zip(one, other, strict=True))


def _has_bleed(page: PageFacts, expected: Expected) -> bool:
    """Whether the bleed box is as much larger than the trim box as it must be, on this page's side of the spine."""
    if page.trim is None or page.bleed is None:
        return False
    bleed = expected.bleed
    at_spine = bleed if expected.printer is None or expected.printer.bleeds_at_spine else 0.0
    left, right = (at_spine, bleed) if page.number % 2 != expected.has_spine_on_right else (bleed, at_spine)
    around = (
        page.trim[0] - page.bleed[0],
        page.trim[1] - page.bleed[1],
        page.bleed[2] - page.trim[2],
        page.bleed[3] - page.trim[3],
    )
    return _near(around, (left, bleed, right, bleed))
