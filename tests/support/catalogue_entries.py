"""Books as a catalogue knows them, plain and awkward, for the tests of what is made of them."""

from __future__ import annotations

from dataclasses import replace

from anthology.export import CatalogueEntry, Contributor, Cover, EditionFile

DIGEST = "0" * 64
EBOOK = EditionFile(
    edition="ebook",
    form="ebook",
    href="a-book-ebook.epub",
    media_type="application/epub+zip",
    size=42125,
    sha256=DIGEST,
)
PRINT = EditionFile(
    edition="print",
    form="press",
    href="a-book-print.pdf",
    media_type="application/pdf",
    size=291975,
    sha256=DIGEST,
    pages=44,
)
SCREEN = replace(PRINT, edition="screen", form="screen", href="a-book-screen.pdf")
LARGE = replace(PRINT, edition="large", form="large-print", href="a-book-large.pdf", pages=80)
HANDOUT = replace(PRINT, edition="handouts", form="handout", href="a-book-handouts/one.pdf", pages=8)

COMPUTED = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityHazard", "none"),
    ("schema:accessibilitySummary", "This book is text that can be enlarged."),
    ("dcterms:conformsTo", "none"),
)
CERTIFIED = (
    *COMPUTED[:-1],
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilityFeature", "pageBreakMarkers"),
    ("schema:accessibilityFeature", "pageNavigation"),
    ("schema:accessibilityFeature", "ARIA"),
    ("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"),
    ("a11y:certifiedBy", "A Certifier"),
)

PLAIN = CatalogueEntry(
    title="A Book",
    language="en-GB",
    identifier="urn:uuid:9f400261-a7aa-51b4-b627-b1e71aa53f94",
    files=(EBOOK, PRINT),
)
FULL = replace(
    PLAIN,
    subtitle="Essays & <other> things",
    date="2026-11-20",
    modified="2026-11-20T00:00:00Z",
    publisher="A Press",
    contributors=(
        Contributor(name="Ann Editor", role="edt", sort_as="Editor, Ann"),
        Contributor(name="Bo Author", role="aut"),
        Contributor(name="Cy Cook", role="clb"),
    ),
    description="First paragraph,\nof two lines.\n\nSecond paragraph.",
    subjects=("One subject", "Another"),
    rights="Copyright © 2026 the authors.",
    edition="First edition",
    cover=Cover(href="a-book-cover.jpg", media_type="image/jpeg", width=1600, height=2560),
    accessibility=COMPUTED,
    advice=("08", "13"),
    content_notes=("Suicide (mentioned)", "Domestic abuse (discussed)"),
)
PROOF = replace(FULL, is_proof=True, rights="This is a proof, not for distribution.")

ENTRIES = {
    "plain": PLAIN,
    "full": FULL,
    "proof": PROOF,
    "proof without a date": replace(PROOF, date=""),
    "certified": replace(FULL, accessibility=CERTIFIED),
    "every form": replace(FULL, files=(EBOOK, PRINT, SCREEN, LARGE, HANDOUT)),
    "only handouts": replace(FULL, files=(HANDOUT,)),
    "no pages counted": replace(FULL, files=(replace(PRINT, pages=0),)),
    "isbn": replace(FULL, identifier="urn:isbn:9780306406157"),
    "isbn of ten digits": replace(FULL, identifier="urn:isbn:0306406152"),
    "an isbn for print": replace(FULL, files=(EBOOK, replace(PRINT, identifier="urn:isbn:9780306406157"))),
    "an address": replace(FULL, identifier="https://example.org/books/1"),
    "a language without a code": replace(FULL, language="yue"),
    "a language and a script": replace(FULL, language="sr-Latn-RS"),
    "another alphabet": replace(FULL, title="Мы", subtitle="", language="ru", publisher="Издательство"),
    "an unknown hazard": replace(FULL, accessibility=(("schema:accessibilityHazard", "unknown"),)),
}
