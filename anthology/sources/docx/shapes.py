"""What place and look of a paragraph of Word say: a caption of a picture or a table, a heading made by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from anthology.core.document import Heading, Inlines, Mark, Paragraph, plain
from anthology.core.findings import Finding, Location, some
from anthology.sources.draft import Line

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
    return (Finding("S035", some(f"“{words}”" for words in found), at),)


def _is_bold(content: Inlines) -> bool:
    return bool(content) and all(
        (isinstance(each, Mark) and each.kind == "strong") or not plain((each,)).strip() for each in content
    )
