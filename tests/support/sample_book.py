"""A small finished e-book, page by page, for tests that need one: cover, title page, parts, essays, resources."""

from __future__ import annotations

import io

from PIL import Image

from anthology.epub import Asset, Creator, Document, Meta, Navigation, Package, PageTarget, pack

PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en-GB" xml:lang="en-GB">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="styles/book.css"/></head>
<body>
{body}
</body>
</html>
"""
STYLES = "body { line-height: 1.4 } .byline { font-style: italic }\n"

COVER = """<section epub:type="cover" aria-label="Cover">
<img role="doc-cover" src="images/cover.png" alt="Cover of A Sample: the title in white on dark red"/>
</section>"""
TITLE_PAGE = """<section epub:type="titlepage" aria-labelledby="title-page-heading">
<h1 id="title-page-heading">A Sample</h1><p>Two essays &amp; a list</p>
</section>"""
PART = """<section epub:type="part" role="doc-part" aria-labelledby="part-one-heading">
<h1 id="part-one-heading">First part</h1>
</section>"""
FIRST = """<section epub:type="chapter" role="doc-chapter" aria-labelledby="first-heading"><article>
<h1 id="first-heading">Why now?</h1>
<p id="first-b1">It begins<span epub:type="pagebreak" role="doc-pagebreak" id="first-p1" aria-label="1"></span>
here,<a epub:type="noteref" role="doc-noteref" id="first-r1" href="#first-n1">1</a> and
<a href="second.xhtml#second-b2">goes on in the second essay</a>.</p>
<h2 id="first-b2">What was said</h2>
<blockquote id="first-b3"><p>No one<span epub:type="pagebreak" role="doc-pagebreak" id="first-p2" aria-label="2"></span>
asked.</p><footer>A reader</footer></blockquote>
<h3 id="first-b4">By whom</h3>
<ul id="first-b5"><li>One</li><li>Two, <i lang="fr" xml:lang="fr">et trois</i></li></ul>
<h2 id="first-b6">What was done</h2><p>Little.</p>
<aside id="first-n1" epub:type="footnote" role="doc-footnote">
<p>A note. <a role="doc-backlink" href="#first-r1">Back to the text</a></p></aside>
</article></section>"""
SECOND = """<section epub:type="chapter" role="doc-chapter" aria-labelledby="second-heading"><article>
<h1 id="second-heading">Afterwards</h1>
<p id="second-b1">A list:</p><ol id="second-b2"><li>first</li><li>second</li></ol>
<table id="second-b3"><caption>Years</caption>
<thead><tr><th scope="col">Year</th><th scope="col">Event</th></tr></thead>
<tbody><tr><td>2017</td><td>A word</td></tr></tbody></table>
<h2 id="second-b4">And then</h2><p>Nothing.</p>
</article></section>"""
RESOURCES = """<section epub:type="appendix" role="doc-appendix" aria-labelledby="resources-heading">
<h1 id="resources-heading">Resources</h1>
<p><a href="https://example.org/">An example of help</a>, telephone <a href="tel:+44100000">0100 000</a>.
See <a href="first.xhtml">Why now?</a></p>
</section>"""


def page(title: str, body: str) -> bytes:
    return PAGE.format(title=title, body=body).encode()


def cover_picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (160, 240), (90, 10, 20)).save(stream, "PNG")
    return stream.getvalue()


PACKAGE = Package(
    title="A Sample",
    subtitle="Two essays & a list",
    language="en-GB",
    identifier="urn:uuid:0b8f8a44-5f0e-4d3b-9d4b-6d1f2d8f7a10",
    date="2026-11-20",
    creators=(
        Creator(name="Eve Editor", role="edt", file_as="Editor, Eve"),
        Creator(name="Ann Author", role="aut", file_as="Author, Ann"),
        Creator(name="Ida Introducer", role="aui"),
    ),
    publisher="The Sample Press",
    description="A book of <two> essays.",
    subjects=("Essays", "Samples"),
    rights="All rights stay with the authors.",
    accessibility=(
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityFeature", "readingOrder"),
        ("schema:accessibilityHazard", "none"),
        ("schema:accessibilitySummary", "Text with headings and linked notes."),
        ("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"),
        ("a11y:certifiedBy", "Eve Editor"),
    ),
    metas=(
        Meta(property="pageBreakSource", value="urn:isbn:9780000000002"),
        Meta(property="belongs-to-collection", value="Samples", id="series"),
        Meta(property="collection-type", value="series", refines="series"),
    ),
    cover=Asset(name="images/cover.png", media_type="image/png", data=cover_picture()),
)
DOCUMENTS = (
    Document(
        slug="cover",
        title="Cover",
        xhtml=page("Cover", COVER),
        matter="front",
        epub_type="cover",
        landmark="cover",
        listed=False,
    ),
    Document(
        slug="title-page", title="A Sample", xhtml=page("A Sample", TITLE_PAGE), matter="front", epub_type="titlepage"
    ),
    Document(
        slug="part-one",
        title="First part",
        xhtml=page("First part", PART),
        matter="body",
        epub_type="part",
        part="First part",
    ),
    Document(
        slug="first",
        title="Why now?",
        byline="Ann Author",
        xhtml=page("Why now?", FIRST),
        matter="body",
        epub_type="chapter",
        part="First part",
        headings=((1, "first-b2", "What was said"), (2, "first-b4", "By whom"), (1, "first-b6", "What was done")),
    ),
    Document(
        slug="second",
        title="Afterwards",
        byline="Bo Author",
        xhtml=page("Afterwards", SECOND),
        matter="body",
        epub_type="chapter",
        part="Second part",
        headings=((1, "second-b4", "And then"),),
    ),
    Document(
        slug="resources",
        title="Resources",
        xhtml=page("Resources", RESOURCES),
        matter="back",
        epub_type="appendix",
        landmark="appendix",
        linear=False,
    ),
)
ASSETS = (Asset(name="styles/book.css", media_type="text/css", data=STYLES.encode()),)
NAVIGATION = Navigation(
    stylesheets=("styles/book.css",),
    before="part-one",
    pages=(PageTarget(folio="1", slug="first", id="first-p1"), PageTarget(folio="2", slug="first", id="first-p2")),
)


def packed() -> bytes:
    return pack(PACKAGE, DOCUMENTS, ASSETS, NAVIGATION)
