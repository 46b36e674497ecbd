"""Rules for tagged PDFs: PDF/UA-1 (ISO 14289-1) as far as a program can judge it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from anthology.core.findings import Finding
from anthology.pdf.inspect.facts import PdfFacts
from anthology.pdf.preflight.common import Expected, Rule, on_pages


def check_tags(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Everything is tagged or an artifact, and every tag is in the structure: ISO 14289-1, 7.1."""
    structure = facts.structure
    if structure is None or not facts.is_marked:
        yield Finding("D030", "the file has no structure")
        return
    yield from on_pages("D030", "content outside all tags", [page for page in facts.pages if page.content.unmarked])
    lost = [page for page in facts.pages if page.content.tags - structure.tags.get(page.id, frozenset())]
    yield from on_pages("D030", "tagged content that the structure does not hold", lost)
    for name in structure.unknown:
        yield Finding("D030", f"nothing says what elements of the type {name} are")


def check_headings(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Headings begin at the first level and skip none: ISO 14289-1, 7.4.2."""
    levels = facts.structure.headings if facts.structure else ()
    if levels and levels[0] != 1:
        yield Finding("D031", f"the first heading is of level {levels[0]}")
    for number, (before, after) in enumerate(pairwise(levels), 2):
        if after > before + 1:
            yield Finding("D031", f"heading {number} is of level {after}, that before it of level {before}")


def check_words(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Title and language are there and used: ISO 14289-1, 7.1 and 7.2."""
    for is_there, what in (
        (facts.title, "a title in its metadata"),
        (facts.language, "a language"),
        (facts.shows_title, "the wish that its title be shown"),
    ):
        if not is_there:
            yield Finding("D032", f"the file has not {what}")


def check_links(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Every link has words of its own and its place in the structure: ISO 14289-1, 7.18."""
    known = facts.structure.annotations if facts.structure else frozenset()
    links = [(page, link) for page in facts.pages for link in page.annotations if link.kind == "Link"]
    mute = [page for page, link in links if not link.words or (link.words == link.address)]
    yield from on_pages("D033", "a link has no words, or only its address", mute)
    yield from on_pages(
        "D033", "a link is not in the structure", [page for page, link in links if link.id not in known]
    )


def check_figures(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Every picture has a text instead of it: ISO 14289-1, 7.3."""
    if facts.structure and facts.structure.bare_pictures:
        yield Finding("D034", f"{facts.structure.bare_pictures} pictures have no text instead of them")


def check_headers(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Every header cell says what it heads: ISO 14289-1, 7.5."""
    if facts.structure and facts.structure.bare_headers:
        yield Finding("D035", f"{facts.structure.bare_headers} header cells have neither scope nor id")


def check_characters(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Every font says which characters its glyphs are: ISO 14289-1, 7.21.7."""
    for font in facts.fonts:
        if not font.has_characters:
            yield Finding("D036", f"the font {font.name} does not say which characters its glyphs are")


def check_missing(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """No font shows its sign of absence for a character: ISO 14289-1, 7.21.8."""
    for font in facts.fonts:
        if font.lacks_characters:
            yield Finding("D036", f"the font {font.name} lacks characters that the text has")


def check_order(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """On pages with links, their order is the structure's: ISO 14289-1, 7.18.3."""
    unordered = [page for page in facts.pages if page.annotations and not page.orders_by_structure]
    yield from on_pages("D037", "the order of links is not the structure's", unordered)


RULES: tuple[Rule, ...] = (
    *(check_tags, check_headings, check_words, check_links),
    *(check_figures, check_headers, check_characters, check_missing, check_order),
)
