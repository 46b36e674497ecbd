"""Line quality: overfull and loose lines, hyphens where they disturb, pages that begin or end badly.

Bounds are those of printers' handbooks: a word is not cut where a leaf is turned, hyphens do not end more than three
lines in succession, a page does not begin with the last line of a paragraph, nor end with a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from anthology.core.findings import Finding
from anthology.pdf.engine.layout_tree import Element, PageRuns, Run
from anthology.pdf.engine.model import INLINE

HYPHENS = "\u2010\u00ad"
MOST_HYPHENS = 3
WIDEST_STRETCH = 0.55  # of the size: with its own width of a quarter, a space of three times that
OVERRUN = 1.0  # CSS pixels
FEWEST_LINES = 5
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
EXCERPT = 40  # characters of a line
WORD_END = re.compile(rf"[^\W\d_]+(?=[{HYPHENS}]$)")
WORD_START = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the text: its page from 1, that page's side, its block, its words, and how they fill the measure.

    `stretch` is by how much of the size each space is widened, `overrun` by how many CSS pixels it leaves its measure;
    `pictures` how many stand on its page, and `below` how many of these below the line.
    """

    page: int
    is_recto: bool
    block: Element
    text: str
    stretch: float
    overrun: float
    pictures: int = 0
    below: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether it ends in a hyphen that the typesetter put in."""
        return self.text.endswith(tuple(HYPHENS))

    @property
    def excerpt(self) -> str:
        """Its first words, to be found by."""
        return self.text if len(self.text) <= EXCERPT else self.text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def check_lines(slug: str, pages: tuple[PageRuns, ...]) -> tuple[Finding, ...]:
    """Check the lines of a piece's pages: one finding for each kind of fault."""
    lines = [line for number, page in enumerate(pages, 1) for line in _lines(number, page)]
    return tuple(
        finding for code, check in LINE_CHECKS.items() for finding in _findings(slug, code, list(check(lines)))
    )


def _lines(number: int, page: PageRuns) -> Iterator[Line]:
    runs = (run for run in page.runs if run.area == "text" and not run.pseudo and run.element is not None)
    for _, group in groupby(runs, key=lambda run: run.line):
        parts = list(group)
        text = "".join(run.text for run in parts).replace("\u200b", "").strip()
        if text:
            yield Line(
                page=number,
                is_recto=page.kind.side == "recto",
                block=_block(parts[0]),
                text=text,
                stretch=max(run.stretch / run.size for run in parts),
                overrun=max(run.x + run.width - run.end for run in parts),
                pictures=len(page.pictures),
                below=sum(edge > parts[0].y for edge in page.pictures),
            )


def _block(run: Run) -> Element:
    return next((element for element in reversed(run.ancestry) if element.tag not in INLINE), run.element)


def _findings(slug: str, code: str, found: list[tuple[Line, str]]) -> Iterator[Finding]:
    if found:
        line, words = found[0]
        more = f", and {len(found) - 1} more" if len(found) > 1 else ""
        yield Finding(code, f"{slug}, page {line.page} of it: {words}{more}")


def overfull_lines(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Lines that run out of their measure."""
    for line in lines:
        if line.overrun > OVERRUN:
            yield line, f"“{line.excerpt}” runs out of its column by {line.overrun * 0.75:.0f} pt"


def loose_lines(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Justified lines with gaps between the words."""
    for line in lines:
        if line.stretch > WIDEST_STRETCH:
            yield line, f"the words of “{line.excerpt}” stand far apart"


def cut_at_page_turn(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Words cut where the reader turns the leaf."""
    for line, after in pairwise(lines):
        if line.is_cut and line.is_recto and after.page != line.page:
            yield line, f"“{_word(line, after)}” is cut where the leaf is turned"


def ladders(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Hyphens at the end of too many lines in succession."""
    for is_cut, group in groupby(lines, key=lambda line: line.is_cut):
        rungs = list(group)
        if is_cut and len(rungs) > MOST_HYPHENS:
            yield rungs[0], f"{len(rungs)} lines in succession end in hyphens, from “{rungs[0].excerpt}”"


def runts(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Runts: paragraphs of which the last line is the end of a hyphenated word; narrow cells of tables are none."""
    for line, last, after in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        ends = after is None or after.block is not last.block
        is_cell = line.block.tag in ("td", "th")
        if line.is_cut and ends and line.block is last.block and " " not in last.text and not is_cell:
            yield last, f"“{_word(line, last)}” is cut, and its end is the last line of the paragraph"


def widows(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Pages that begin with the last line of a paragraph."""
    for before, line, after in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        goes_on = before.page != line.page and before.block is line.block and line.block.tag == "p"
        if goes_on and (after is None or after.block is not line.block):
            yield line, f"the page begins with the last line of a paragraph, “{line.excerpt}”"


def stranded_headings(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Headings at the foot of a page."""
    for line, after in pairwise(lines):
        if line.block.tag in HEADINGS and after.page != line.page and after.block is not line.block and not line.below:
            yield line, f"the heading “{line.excerpt}” stands at the foot of the page"


def short_pages(lines: list[Line]) -> Iterator[tuple[Line, str]]:
    """Last pages of a piece with next to nothing on them; a picture is something."""
    last = [line for line in lines if line.page == lines[-1].page]
    if last and last[0].page > 1 and len(last) < FEWEST_LINES and not last[0].pictures:
        yield last[0], f"the last page has {len(last)} line{'s' if len(last) > 1 else ''}"


def _word(line: Line, after: Line) -> str:
    end, start = WORD_END.search(line.text), WORD_START.match(after.text)
    return (end[0] if end else "") + (start[0] if start else "")


# The checks by the code of their finding.
LINE_CHECKS = {
    "T020": overfull_lines,
    "T021": loose_lines,
    "T022": cut_at_page_turn,
    "T023": ladders,
    "T024": runts,
    "T025": widows,
    "T026": stranded_headings,
    "T027": short_pages,
}
