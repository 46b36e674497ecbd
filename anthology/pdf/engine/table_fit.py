"""Tables that a page has no room for: what of them is set in another way, found out from how they were laid out.

Nothing is decided by counting letters: a table whose words run out of their columns is set smaller, with hyphens, then
with words that break at any letter, so that no word stands on another. A row that is taller than a page is set cell
below cell: its parts beside one another, on two pages, could not be read in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from xml.etree.ElementTree import Element

from anthology.core.findings import Finding, of_piece
from anthology.pdf.engine.adapter.boxes import pages_of
from anthology.pdf.engine.layout_tree import PageRuns, Run
from anthology.pdf.engine.line_quality import OVERRUN
from anthology.pdf.engine.model import Job
from anthology.pdf.engine.weasyprint import Layout, lay_out

MOST_TRIES = 4  # layouts of a piece: each sets some of its tables in another way
NARROWER = "narrower"
BROKEN = "broken"  # the last step: beyond it nothing makes a table narrower
#: Sizes are parts of those that the layout has: of the 7.6 points of a crowded table in the house's book 6.7 and 6.1.
SHEET = f"""
table.{NARROWER} td, table.{NARROWER} th {{ font-size: 88%; line-height: 1.35; padding: 1.5pt 4pt 1.5pt 0;
  hyphens: auto; hyphenate-limit-chars: 6 2 3 }}
table.{BROKEN} td, table.{BROKEN} th {{ font-size: 80%; line-height: 1.3; padding: 1.5pt 3pt 1.5pt 0;
  hyphens: auto; hyphenate-limit-chars: 5 2 2; overflow-wrap: anywhere }}
"""
STEPS = ("", NARROWER, BROKEN)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table is set: the step in STEPS, and the rows, by their numbers in it, that stand cell below cell."""

    step: int = 0
    rows: frozenset[int] = frozenset()


Fits = Mapping[int, Fit]  # by the number of the table in its piece


def lay_out_fitted(job: Job) -> Layout:
    """Lay out a job's pages as by `lay_out`, again and again until its tables have room, and say where that changed."""
    fits: Fits = {}
    for _ in range(MOST_TRIES):
        layout = lay_out(job, partial(apply_fits, fits=fits), SHEET if fits else "")
        wanted = next_fits(layout.root, pages_of(layout.document, layout.root), fits) if "<table" in job.xhtml else fits
        if wanted == fits:
            break
        fits = wanted
    said = of_piece(fit_findings(job.slug, layout.root, fits), job.slug)
    return replace(layout, findings=(*layout.findings, *said))


def apply_fits(root: Element, fits: Fits) -> None:
    """Set the tables of a page in the ways that were found."""
    tables = list(root.iter("table"))
    for number, fit in fits.items():
        table = tables[number]
        table.set("class", f"{table.get('class', '')} {STEPS[fit.step]}".strip())
        for index, (parent, row) in enumerate(_rows(table)):
            if index in fit.rows:
                _unroll(parent, row)


def next_fits(root: Element, pages: Sequence[PageRuns], fits: Fits) -> Fits:
    """The same ways where all tables have room on their pages, else others, for another layout."""
    found = dict(fits)
    tables = list(root.iter("table"))
    runs = [(number, run) for number, page in enumerate(pages) for run in page.runs if run.area == "text"]
    crowded = {_around(run, "table") for _, run in runs if run.x + run.width - run.end > OVERRUN}
    for number, table in enumerate(tables):
        fit = fits.get(number, Fit())
        if table in crowded and fit.step + 1 < len(STEPS):
            fit = replace(fit, step=fit.step + 1)
        if not fit.rows:
            fit = replace(fit, rows=frozenset(_divided(table, runs)))
        if fit != Fit():
            found[number] = fit
    return found


def fit_findings(slug: str, root: Element, fits: Fits) -> Iterator[Finding]:
    """What is said of tables that are not set as the layout has them, where a reader sees it."""
    tables = list(root.iter("table"))
    for number, fit in fits.items():
        words = " ".join(" ".join(tables[number].itertext()).split()[:4])
        if STEPS[fit.step] == BROKEN:
            message = f"{slug}: the table “{words} …” has no room for its columns: its words break at any letter"
            yield Finding("T037", message)
        if fit.rows:
            rows = f"{len(fit.rows)} rows are" if len(fit.rows) > 1 else "a row is"
            yield Finding("T038", f"{slug}: the table “{words} …”: {rows} taller than a page, and set cell below cell")


def _divided(table: Element, runs: Sequence[tuple[int, Run]]) -> Iterator[int]:
    """The rows with several cells that stand on more than one page; none of a table in which cells span rows.

    Heads and feet stand on every page of their table.
    """
    if any(int(cell.get("rowspan", "1")) > 1 for cell in table.iter() if cell.tag in ("td", "th")):
        return
    shown: dict[Element | None, set[int]] = {}
    for page, run in runs:
        if _around(run, "table") is table:
            shown.setdefault(_around(run, "tr"), set()).add(page)
    for index, (parent, row) in enumerate(_rows(table)):
        if len(row) > 1 and len(shown.get(row, ())) > 1 and parent.tag not in ("thead", "tfoot"):
            yield index


def _around(run: Run, tag: str) -> Element | None:
    """The innermost element of a kind around a run."""
    return next((each for each in reversed(run.ancestry) if each.tag == tag), None)


def _rows(table: Element) -> list[tuple[Element, Element]]:
    """The rows of a table in order, each with the element that holds it."""
    return [(parent, row) for parent in table.iter() for row in parent if row.tag == "tr"]


def _unroll(parent: Element, row: Element) -> None:
    """Put each cell of a row into a row of its own, as wide as the table (HTML, 4.9.11)."""
    width = sum(int(cell.get("colspan", "1")) for cell in row)
    place = list(parent).index(row)
    parent.remove(row)
    for offset, cell in enumerate(list(row)):
        alone = Element("tr", {**row.attrib, "style": "break-inside: auto"})
        alone.tail = row.tail
        cell.set("colspan", str(width))
        alone.append(cell)
        parent.insert(place + offset, alone)
