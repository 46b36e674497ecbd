"""Rules for tagged PDFs: PDF/UA-1 (ISO 14289-1) as far as a program can judge it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anthology.core.findings import Finding
from anthology.pdf.inspect.facts import PdfFacts
from anthology.pdf.inspect.fonts import Trouble
from anthology.pdf.inspect.structure import NOWHERE
from anthology.pdf.preflight.common import Expected, Rule, on_pages
from anthology.pdf.preflight.tag_rules import LANGUAGE, TAG_RULES

# What of a font speaks against the claim: ISO 14289-1, 7.21.
FONT_TROUBLES: Mapping[Trouble, tuple[str, str]] = {
    "foreign map": ("D074", "is read by a map that the file does not bring whole"),
    "other collection": ("D074", "is read by a map of other characters than its own"),
    "writing mode": ("D074", "is read by a map that contradicts itself on the direction of writing"),
    "no glyph map": ("D074", "does not say which glyph each character has"),
    "absent glyph": ("D074", "lacks glyphs that the text shows"),
    "wrong width": ("D074", "has glyphs of another width than the file says"),
    "untold characters": ("D036", "does not say of all glyphs which characters they are"),
    "no characters": ("D036", "says of a glyph that it is a character that is none"),
    "absent character": ("D036", "lacks characters that the text has"),
}


def check_claim(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """A claim to be PDF/UA names part 1, under the prefix `pdfuaid`, in a PDF of version 1: ISO 14289-1, 5 and 6.1."""
    part = facts.xmp.get("pdfuaid:part", "1")
    if part != "1":
        yield Finding("D075", f"the file says that it follows part {part} of PDF/UA, and the rules here are of part 1")
    if "prefix" in facts.xmp:
        yield Finding("D075", f"the claim to be PDF/UA has the prefix {facts.xmp['prefix']}, not pdfuaid")
    if not facts.version.startswith("1."):
        yield Finding("D075", f"the file is PDF {facts.version}, and PDF/UA-1 stands on PDF 1.7")


def check_tags(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Everything is tagged or an artifact, and every tag is in the structure: ISO 14289-1, 7.1."""
    structure = facts.structure
    if structure is None or not facts.is_marked:
        yield Finding("D030", "the file has no structure")
        return
    yield from on_pages("D030", "content outside all tags", [page for page in facts.pages if page.content.unmarked])
    mixed = [page for page in facts.pages if page.content.mixed]
    yield from on_pages("D030", "an artifact in tagged content, or tagged content in an artifact or a form", mixed)
    lost = [page for page in facts.pages if page.content.tags - structure.tags.get(page.id, frozenset())]
    yield from on_pages("D030", "tagged content that the structure does not hold", lost)
    if facts.is_suspect:
        yield Finding("D030", "the file says itself that its tags are doubtful")
    for name in structure.unknown:
        yield Finding("D030", f"nothing says what elements of the type {name} are")
    for name in structure.turned:
        yield Finding("D030", f"the file makes another type of the standard type {name}")
    for name in structure.circular:
        yield Finding("D030", f"the file explains the type {name} by itself")


def check_elements(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """What the structure tree alone shows: `tag_rules` has the rules."""
    if facts.structure is None:
        return
    pages = {page.id: page for page in facts.pages}
    faults: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for rule in TAG_RULES:
        for code, message, element in rule(facts.structure):
            faults.setdefault((code, message), []).append(element.page)
    for (code, message), places in faults.items():
        known = [pages[place] for place in places if place != NOWHERE and place in pages]
        yield from on_pages(code, message, known) if known else (Finding(code, message),)


def check_words(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Title and language are there and used: ISO 14289-1, 7.1 and 7.2.

    The file as a whole names its language, so that every word in it, of the outline and of links too, has one.
    """
    for is_there, what in (
        (facts.title, "a title in its metadata"),
        (facts.language, "a language"),
        (facts.shows_title, "the wish that its title be shown"),
    ):
        if not is_there:
            yield Finding("D032", f"the file has not {what}")
    named = {facts.language, *(name for page in facts.pages for name in page.content.languages)} - {""}
    for name in sorted(named):
        if not LANGUAGE.fullmatch(name):
            yield Finding("D032", f"“{name}” names no language")


def check_links(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Every link has words of its own and its place in the structure: ISO 14289-1, 7.18.

    Other annotations would need a place of their own kind, which this program gives to none.
    """
    known = facts.structure.annotations if facts.structure else frozenset()
    found = [(page, each) for page in facts.pages for each in page.annotations]
    links = [(page, link) for page, link in found if link.kind == "Link"]
    mute = [page for page, link in links if not link.words or (link.words == link.address)]
    yield from on_pages("D033", "a link has no words, or only its address", mute)
    yield from on_pages(
        "D033", "a link is not in the structure", [page for page, link in links if link.id not in known]
    )
    others = [page for page, each in found if each.kind not in ("Link", "Widget", "Popup")]
    yield from on_pages("D033", "an annotation that is no link", others)


def check_fonts_shown(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Every font has the glyphs that are shown, and says which characters they are: ISO 14289-1, 7.21."""
    for font in facts.fonts:
        if not font.has_characters:
            yield Finding("D036", f"the font {font.name} does not say which characters its glyphs are")
        for trouble in font.troubles:
            code, words = FONT_TROUBLES[trouble]
            yield Finding(code, f"the font {font.name} {words}")


def check_order(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """On pages with links, their order is the structure's: ISO 14289-1, 7.18.3."""
    unordered = [page for page in facts.pages if page.annotations and not page.orders_by_structure]
    yield from on_pages("D037", "the order of links is not the structure's", unordered)


RULES: tuple[Rule, ...] = (
    *(check_claim, check_tags, check_elements, check_words),
    *(check_links, check_fonts_shown, check_order),
)
