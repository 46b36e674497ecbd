"""Rules for PDFs that are kept in archives: what PDF/A-2 (ISO 19005-2) asks beyond tags and embedded fonts.

Stricter than the standard where that is simpler: it allows transparency and more than one kind of colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from anthology.core.findings import Finding
from anthology.pdf.inspect.facts import PdfFacts
from anthology.pdf.preflight.common import Expected, Rule, on_pages

# Colours that the profile of a screen explains, or that explain themselves.
SCREEN_SPACES = ("DeviceRGB", "DeviceGray", "CalRGB", "CalGray", "Lab", "ICCBased1", "ICCBased3", "none")


def check_screen_intent(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """One output intent, with the profile of a screen, explains every colour: ISO 19005-2, 6.2.3 and 6.2.4."""
    intents = [intent for intent in facts.intents if intent.kind == "GTS_PDFA1"]
    if [intent.colours for intent in intents] != ["RGB"]:
        yield Finding("D022", "there is not one output intent with the profile of a screen")
    foreign = [page for page in facts.pages if any(ink.space not in SCREEN_SPACES for ink in page.content.inks)]
    yield from on_pages("D022", "a colour that the output intent does not explain", foreign)


def check_printed(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Annotations are printed too: ISO 19005-2, 6.3.2."""
    hidden = [page for page in facts.pages if not all(annotation.is_printed for annotation in page.annotations)]
    yield from on_pages("D022", "a link that is not printed", hidden)


def check_smoothing(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """No picture asks readers to smooth it: ISO 19005-2, 6.2.8."""
    smoothed = [page for page in facts.pages if any(picture.is_smoothed for picture in page.content.pictures)]
    yield from on_pages("D022", "a picture that readers may smooth", smoothed)


def check_self_contained(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Nothing runs, hides or is attached, and the file has an identifier: ISO 19005-2, 6.1.3, 6.4, 6.5 and 6.8."""
    for extra in facts.extras:
        if extra != "an outline":
            yield Finding("D022", f"the file has {extra}")
    if not facts.has_id:
        yield Finding("D022", "the file has no identifier")


def check_agreement(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Information and metadata name the same title: ISO 19005-2, 6.6.2.3."""
    if facts.info.get("Title", "") != facts.title:
        yield Finding("D022", "the file's information has another title than its metadata")


RULES: tuple[Rule, ...] = (
    *(check_screen_intent, check_printed, check_smoothing),
    *(check_self_contained, check_agreement),
)
