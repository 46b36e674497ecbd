"""What styles, place and look of a paragraph of Word say: quotations, captions, headings made by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise

from lxml import etree

from anthology.core.document import Heading, Inlines, Mark, Paragraph, plain
from anthology.core.findings import Finding, Location, summarize
from anthology.sources.docx.fields import CONTENTS_STYLE
from anthology.sources.docx.package import Parts, attribute, name_of
from anthology.sources.draft import Line
from anthology.sources.html.styles import SUBTITLE_CLASS

# By the names that Word, LibreOffice, Google Docs and pandoc write into the file, whatever language they speak
# themselves. Letters of either case are the same.
QUOTES = ("Quote", "Intense Quote", "Block Text", "Quotations", "Block Quotation")
_LITERAL = ("Source Code", "HTML Preformatted", "Preformatted Text")
_SLANTED = ("Emphasis", "Subtle Emphasis", "Intense Emphasis", "Book Title", "HTML Cite", "HTML Definition")
_CODE = ("Verbatim Char", "Source Text", "HTML Code", "HTML Keyboard", "HTML Sample", "HTML Typewriter")
_CAPTIONS = ("caption", "Image Caption", "Table Caption", "Figure", "Illustration", "Drawing", "Table")
_CONTENTS = (
    *(f"{kind} {level}" for kind in ("toc", "index") for level in range(1, 10)),
    *("TOC Heading", "table of figures", "table of authorities", "toa heading", "index heading"),
)
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
    (("Subtitle",), f"p.{SUBTITLE_CLASS}:fresh"),
    (_CONTENTS, "nav > p:fresh"),
    (("heading 7", "heading 8", "heading 9"), "h6:fresh"),
    (QUOTES, "blockquote > p:fresh"),
    (_LITERAL, r"pre:separator('\n')"),
    (_CAPTIONS, "figcaption:fresh"),
    (_TERMS, "dl > dt:fresh"),
    (_MEANINGS, "dl > dd:fresh"),
)
_RUNS = ((_SLANTED, "em"), (_CODE, "code"))

STYLES = "\n".join(
    [
        f"p.{CONTENTS_STYLE} => nav > p:fresh",
        "small-caps => span.smallcaps",
        *(
            f"{kind}[style-name='{name}'] => {made}"
            for kind, table in (("p", _BLOCKS), ("r", _RUNS))
            for names, made in table
            for name in names
        ),
    ]
)


# What a style of letters says, by its element (ECMA-376, part 1, 17.3.2); mammoth reads it of each run alone.
_LOOKS = ("b", "i", "smallCaps", "strike", "vertAlign")
_KNOWN_RUNS = frozenset(name.casefold() for name in (*_SLANTED, *_CODE, "Strong", "Hyperlink", "FollowedHyperlink"))


def style_runs(parts: Parts) -> frozenset[str]:
    """Give each run the look of its style, where no rule above knows that style; the names of the changed parts."""
    looks = {key: made for key, made in _looks(parts).items() if made}
    changed = set()
    for name, root in parts.items() if looks else ():
        for properties in [each for each in root.iter() if name_of(each) == "rPr"]:
            own = {name_of(each) for each in properties}
            styles = [attribute(each, "val") or "" for each in properties if name_of(each) == "rStyle"]
            for look in looks.get(styles[0], ()) if styles else ():
                if name_of(look) not in own:
                    properties.append(deepcopy(look))
                    changed.add(name)
    return frozenset(changed)


def _looks(parts: Parts) -> dict[str, tuple[etree._Element, ...]]:
    """What the styles of letters say of the look of words, by their ids; each has that of the one it is based on."""
    found: dict[str, tuple[etree._Element, ...]] = {}
    based: dict[str, str] = {}
    known: set[str] = set()
    for style in (each for root in parts.values() if name_of(root) == "styles" for each in root):
        if name_of(style) != "style" or attribute(style, "type") != "character":
            continue
        key = attribute(style, "styleId") or ""
        values = {name_of(each): attribute(each, "val") or "" for each in style}
        based[key] = values.get("basedOn", "")
        known |= {key} if values.get("name", "").casefold() in _KNOWN_RUNS else set()
        found[key] = tuple(each for part in style if name_of(part) == "rPr" for each in part if name_of(each) in _LOOKS)
    for key, own_looks in found.items():
        looks = own_looks
        above, seen = based[key], {key}
        while above in found and above not in seen:
            own = {name_of(each) for each in looks}
            looks += tuple(each for each in found[above] if name_of(each) not in own)
            seen.add(above)
            above = based[above]
        found[key] = looks
    return {key: () if key in known else made for key, made in found.items()}


def is_plain(message: str) -> bool:
    """Whether a message of the reader only says that it has no rule for a style that needs none."""
    unknown = _UNKNOWN.fullmatch(message)
    if CONTENTS_STYLE in message:
        return True
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
