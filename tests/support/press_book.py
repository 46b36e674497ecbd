"""A small book for the tests of the print path: contents, three essays and references, with what a page can hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape

from anthology.pdf.assemble.folios import find_folios
from anthology.pdf.assemble.merge import MergedPdf, merge
from anthology.pdf.assemble.paginate import Placement
from anthology.pdf.assemble.resolve_pages import TypesetPieces, typeset_pieces
from anthology.pdf.engine.model import Folios, Job, Side
from anthology.pdf.executors import executor
from anthology.pdf.metadata import DocumentMetadata

STYLES = """
@font-face { font-family: "Book Serif"; src: url("asset:font/SourceSerif4%5Bopsz,wght%5D.ttf"); font-style: normal }
@font-face { font-family: "Book Serif"; src: url("asset:font/SourceSerif4-Italic[opsz,wght].ttf"); font-style: italic }
@font-face { font-family: "Book Sans"; src: url("asset:font/SourceSans3[wght].ttf") }
@page { size: 5in 7in; margin: 0.7in 0.6in 0.8in; @footnote { border-top: 0.4pt solid black; padding-top: 3pt } }
@page front:left { @bottom-left { content: string(folio); font: 9pt "Book Serif" } }
@page front:right { @bottom-right { content: string(folio); font: 9pt "Book Serif" } }
@page body:left { @bottom-left { content: string(folio); font: 9pt "Book Sans"; color: #333 }
                  @top-left { content: "A Small Book"; font: italic 9pt "Book Serif" } }
@page body:right { @bottom-right { content: string(folio); font: 9pt "Book Sans"; color: #333 } }
@page body:first { @bottom-right { content: none } @bottom-left { content: none } @top-left { content: none }
                   @bottom-center { content: string(folio); font: 9pt "Book Sans" } }
html { font: 10.5pt/1.36 "Book Serif"; text-align: justify; hyphens: auto; widows: 2; orphans: 2;
       font-variant-numeric: oldstyle-nums }
body { margin: 0 }
.front { page: front }
.body { page: body }
h1 { font: 700 18pt/1.2 "Book Sans"; bookmark-level: 1; hyphens: none; text-align: left; margin: 0 0 12pt }
h2 { font: 600 12pt/1.2 "Book Sans"; bookmark-level: 2; break-after: avoid; margin: 10pt 0 4pt; text-align: left }
p { margin: 0; text-indent: 1.2em }
blockquote { margin: 6pt 1.5em; font-size: 9.5pt }
a { color: inherit; text-decoration: none }
.small-caps { font-variant-caps: small-caps }
.note { float: footnote; font-size: 8.5pt; text-indent: 0 }
table { border-collapse: collapse } td, th { border: 0.4pt solid black; padding: 2pt 4pt }
.page-ref { font-variant-numeric: lining-nums tabular-nums; font-kerning: none }
"""

PLACEMENTS = (
    Placement(slug="contents", opens="recto", folio_style="roman"),
    Placement(slug="alpha", opens="recto", folio_style="arabic"),
    Placement(slug="beta", opens="recto", folio_style="arabic"),
    Placement(slug="gamma", opens="next", folio_style="arabic"),
)
TITLES = {"alpha": "Speaking Out", "beta": "Standing By", "gamma": "After All"}
METADATA = DocumentMetadata(
    title="A Small Book — for Tests",
    authors=("Ada Author", "Ben Wróbel"),
    subject="What a page can hold",
    keywords=("tests", "typesetting"),
    language="en-GB",
    date="2026-11-20",
    identifier="urn:uuid:00000000-0000-4000-8000-000000000000",
)
SENTENCES = (
    "Nobody who has spoken before a room of strangers forgets the silence that follows the first sentence.",
    "Institutions are rarely persuaded by arguments alone; they answer to attention, and attention wanders.",
    "She kept the letters, the dates and the names, because remembering was the one thing that nobody could forbid.",
    "It is not enough to ask what happened; we have to ask who was listening, and what it cost them to listen.",
    "Solidarity, they wrote, begins where embarrassment ends, and embarrassment ends with practice.",
)


def paragraph(number: int, length: int) -> str:
    """Words that differ from one paragraph to the next, so that a page's first words are its own."""
    chosen = [SENTENCES[(number * 7 + step * 3) % len(SENTENCES)] for step in range(length)]
    return f"In the {number}th place: " + " ".join(f"({number}.{step}) {text}" for step, text in enumerate(chosen))


def page(slug: str, matter: str, inner: str) -> str:
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en-GB" lang="en-GB"><head><title>A piece</title></head>'
        f'<body class="{matter}"><section id="{slug}">{inner}</section></body></html>'
    )


def contents(labels: Mapping[str, str]) -> str:
    rows = "".join(
        f'<p><a href="#{slug}">{escape(title)}</a>, page '
        f'<a class="page-ref" href="#{slug}">{labels.get(slug, "0")}</a></p>'
        for slug, title in TITLES.items()
    )
    return page("contents", "front", f'<h1 id="contents-t">Contents</h1>{rows}')


def essay(slug: str, paragraphs: int, labels: Mapping[str, str]) -> str:
    target = "gamma-b9" if slug == "alpha" else "alpha-b4"
    label = labels.get(target, "0")
    parts = [f'<h1 id="{slug}-t">{TITLES[slug]}</h1>']
    for number in range(paragraphs):
        text = paragraph(number, 5 + number % 3)
        if number == 1:
            text += (
                f' Compare <em>the other case</em> in <a href="#{target}">another essay</a> on page '
                f'<a class="page-ref" href="#{target}">{label}</a>, <span class="small-caps">Nato</span> and '
                '<a href="https://example.org/a">an <em>outside</em> source</a>.'
            )
        if number == 2:
            text += (
                '<span class="note" id="' + slug + '-n1">A note below the text about <i>everything</i>.</span> And on.'
            )
        if number == 3:
            parts.append(f'<h2 id="{slug}-s1">A Section</h2>')
            parts.append(f'<ul id="{slug}-l1"><li>first item</li><li>second item</li></ul>')
        if number == 5:
            text = f'<span xml:lang="fr">Déjà vu, le naïf œuvre.</span> {text}'
            parts.append(f'<blockquote id="{slug}-q1"><p>{SENTENCES[2]}</p><p>{SENTENCES[3]}</p></blockquote>')
        parts.append(f'<p id="{slug}-b{number}">{text}</p>')
    if slug == "beta":
        parts.append("<table><tr><th>Year</th><th>Voices</th></tr><tr><td>2017</td><td>12</td></tr></table>")
    return page(slug, "body", "".join(parts))


LENGTHS = {"alpha": 14, "beta": 8, "gamma": 11}


def make_job(slug: str, labels: Mapping[str, str], side: Side) -> Job:
    xhtml = contents(labels) if slug == "contents" else essay(slug, LENGTHS[slug], labels)
    return Job(slug=slug, xhtml=xhtml, stylesheets=(STYLES,), side=side)


@cache
def settled() -> TypesetPieces:
    with executor("inline") as workers:
        return typeset_pieces(make_job, PLACEMENTS, workers)


@cache
def folios() -> Folios:
    return find_folios(settled().galleys, (STYLES,))


@cache
def bound() -> MergedPdf:
    book = settled()
    return merge(book.galleys, book.pagination, folios(), METADATA)
