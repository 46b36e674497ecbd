"""What styles, place and look of a paragraph of Word say: quotations, captions, headings made by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from anthology.core.document import Heading, Inlines, Mark, Paragraph, plain
from anthology.core.findings import Finding, Location, summarize
from anthology.sources.draft import Line

# By the names that Word, LibreOffice, Google Docs and pandoc write into the file, whatever language they speak
# themselves. Letters of either case are the same.
QUOTES = ("Quote", "Intense Quote", "Block Text", "Quotations", "Block Quotation")
_LITERAL = ("Source Code", "HTML Preformatted", "Preformatted Text")
_SLANTED = ("Emphasis", "Subtle Emphasis", "Intense Emphasis", "Book Title", "HTML Cite", "HTML Definition")
_CODE = ("Verbatim Char", "Source Text", "HTML Code", "HTML Keyboard", "HTML Sample", "HTML Typewriter")
_CAPTIONS = ("caption", "Image Caption", "Table Caption", "Figure", "Illustration", "Drawing", "Table")
_TERMS = ("Definition Term", "HTML Definition Term")
_MEANINGS = ("Definition", "Definition Definition")

# Styles of running text, links, lists and notes: what they mean is there without them. They are no rules, because a
# rule for a style would go before that for the items of a list which are set in it.
_PLAIN = (
    *("Normal (Web)", "Body Text", "Body Text 2", "Body Text 3", "Body Text Indent", "Text Body", "Text Body Indent"),
    *("First Paragraph", "Compact", "No Spacing", "Standard", "Default", "Plain Text", "List Paragraph"),
    *("List Number", "List Bullet", "Bibliography", "Author", "Table Contents", "Table Paragraph", "Table Heading"),
    *("Hyperlink", "FollowedHyperlink", "Internet Link", "Visited Internet Link", "Link", "Page Number"),
    *("Default Paragraph Font", "Body Text Char", "Quote Char", "Footnote Text Char", "Endnote Text Char"),
    *("Footnote Characters", "Endnote Characters", "Footnote Block Text", "Placeholder Text"),
)
_PLAIN_NAMES = frozenset(name.casefold() for name in _PLAIN)
_UNKNOWN = re.compile(r"Unrecognised (?:paragraph|run) style: (?P<name>.*) \(Style ID: .*\)", re.DOTALL)

_BLOCKS = (
    (("Title",), "h1:fresh"),
    (("heading 7", "heading 8", "heading 9"), "h6:fresh"),
    (QUOTES, "blockquote > p:fresh"),
    (_LITERAL, r"pre:separator('\n')"),
    (_CAPTIONS, "figcaption:fresh"),
    (_TERMS, "dl > dt:fresh"),
    (_MEANINGS, "dl > dd:fresh"),
)
_RUNS = ((_SLANTED, "em"), (_CODE, "code"))

STYLES = "\n".join(
    f"{kind}[style-name='{name}'] => {made}"
    for kind, table in (("p", _BLOCKS), ("r", _RUNS))
    for names, made in table
    for name in names
)


def is_plain(message: str) -> bool:
    """Whether a message of the reader only says that it has no rule for a style that needs none."""
    unknown = _UNKNOWN.fullmatch(message)
    return unknown is not None and unknown["name"].casefold() in _PLAIN_NAMES


LONGEST_HEADING = 90  # letters
PROSE = 120  # letters of a paragraph that has a heading above it

_CAPTION = r"<figcaption>(?P<words>(?:(?!</?figcaption>|<img ).)*)</figcaption>"
_PICTURE = r"<(?:p|figcaption)>(?P<picture>\s*(?:<a id=\"[^\"]*\"></a>)*<img [^>]*>\s*)</(?:p|figcaption)>"
_BELOW = re.compile(rf"{_PICTURE}{_CAPTION}", re.DOTALL)
_ABOVE = re.compile(rf"{_CAPTION}{_PICTURE}(?!<figcaption>)", re.DOTALL)
_FIGURE = r"<figure><p>\g<picture></p><figcaption>\g<words></figcaption></figure>"
_TABLE = re.compile(rf"{_CAPTION}<table>", re.DOTALL)
_TABLE_ENDS = re.compile(rf"</table>{_CAPTION}", re.DOTALL)


def with_captions(html: str) -> str:
    """The HTML of a document, each caption with the picture or the table right beside it.

    Below a picture it is that one's, whatever stands below; above a table it is that one's. One that stands by no
    picture and no table stays a paragraph.
    """
    if "<figcaption>" not in html:
        return html
    html = _BELOW.sub(_FIGURE, html)
    html = _TABLE.sub(r"<table><caption>\g<words></caption>", html)
    html = _ABOVE.sub(_FIGURE, html)
    parts = []
    done = 0
    for found in _TABLE_ENDS.finditer(html):
        start = html.rfind("<table>", done, found.start())
        if start >= 0 and "</table>" not in html[start : found.start()] and not html.startswith("<caption>", start + 7):
            table = html[start + len("<table>") : found.start()]
            parts += [html[done:start], f"<table><caption>{found['words']}</caption>{table}</table>"]
            done = found.end()
    return "".join([*parts, html[done:]])


def bold_headings(lines: Sequence[Line], at: Location) -> tuple[Finding, ...]:
    """A finding S035 that names paragraphs of a document which look like headings and are none.

    They are short, all bold, without an end mark, and stand above a longer paragraph that is not bold; two at least,
    and the first line, which may be the title, is not counted.
    """
    found = [
        " ".join(line.text.split())
        for line, below in pairwise(lines[1:])
        if isinstance(line.block, Paragraph)
        and isinstance(below.block, Paragraph)
        and _is_bold(line.block.content)
        and 0 < len(line.text.strip()) <= LONGEST_HEADING
        and line.text.rstrip()[-1] not in ".,;:"
        and len(below.text) >= PROSE
    ]
    if len(found) < 2 or any(isinstance(line.block, Heading) for line in lines[1:]):
        return ()
    return (Finding("S035", summarize(f"“{words}”" for words in found), at),)


def _is_bold(content: Inlines) -> bool:
    return bool(content) and all(
        (isinstance(each, Mark) and each.kind == "strong") or not plain((each,)).strip() for each in content
    )
