"""Which elements of a structure tree may stand where: lists, tables, notes, headings, languages.

The rules are those of PDF/UA-1 (ISO 14289-1) as far as a structure tree alone shows them; each names its clause. They
are held against veraPDF's published list of rules (PDFUA-1), whose numbers the tests have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from anthology.pdf.inspect.structure import Element, Structure

# A fault: its finding code, what is wrong, and the element that shows on which page.
Fault = tuple[str, str, Element]
TagRule = Callable[[Structure], Iterator[Fault]]

GROUPS = frozenset(("THead", "TBody", "TFoot"))
CELLS = frozenset(("TH", "TD"))
# What may hold an element, and what it may hold: ISO 14289-1, 7.2, 7.5 and 7.6; ISO 32000-1, tables 333, 336 and 337.
PARENTS = {
    **dict.fromkeys(GROUPS, frozenset(("Table",))),
    **dict.fromkeys(CELLS, frozenset(("TR",))),
    "TR": GROUPS | {"Table"},
    "LI": frozenset(("L",)),
    "LBody": frozenset(("LI",)),
    "TOCI": frozenset(("TOC",)),
}
KIDS = {
    **dict.fromkeys(GROUPS, frozenset(("TR",))),
    "Table": GROUPS | {"TR", "Caption"},
    "TR": CELLS,
    "L": frozenset(("L", "LI", "Caption")),
    "LI": frozenset(("Lbl", "LBody")),
    "TOC": frozenset(("TOC", "TOCI", "Caption")),
}
LEVELS = {f"H{level}": level for level in range(1, 7)}
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")  # ISO 32000-1, 14.9.2
WIDEST = 1000  # what a browser takes of a span (HTML, 4.9.11)
# The values of ListNumbering: ISO 32000-1, table 347.
NUMBERINGS = frozenset(
    ("None", "Disc", "Circle", "Square", "Decimal", "UpperRoman", "LowerRoman", "UpperAlpha", "LowerAlpha")
)


def check_nesting(structure: Structure) -> Iterator[Fault]:
    """Parts of tables, lists and contents stand in these and in nothing else, and these hold nothing else."""
    for element, above in structure.elements():
        allowed = PARENTS.get(element.kind)
        if allowed and (above is None or above.kind not in allowed):
            where = above.kind if above else "the root"
            yield "D070", f"{element.kind} stands in {where}, where only {_listed(allowed)} may hold it", element
        held = KIDS.get(element.kind)
        for kid in element.kids if held else ():
            if held and kid.kind not in held and kid.kind not in PARENTS:  # of those the rule above speaks
                yield "D070", f"{element.kind} holds {kid.kind}, where only {_listed(held)} may stand", kid


def check_captions(structure: Structure) -> Iterator[Fault]:
    """One caption at most, first in a list or in contents, first or last in a table; one head and foot of a table."""
    for element, _ in structure.elements():
        kinds = [kid.kind for kid in element.kids]
        if element.kind in ("L", "TOC") and "Caption" in kinds[1:]:
            yield "D070", f"the caption of {element.kind} is not its first element", element
        if element.kind != "Table":
            continue
        if "Caption" in kinds[1:-1] or kinds.count("Caption") > 1:
            yield "D070", "the caption of a table stands between its rows, or there are two", element
        for kind in ("THead", "TFoot"):
            if kinds.count(kind) > 1:
                yield "D070", f"a table has more than one {kind}", element
            if kind in kinds and "TBody" not in kinds:
                yield "D070", f"a table has {kind} and no TBody", element


def check_grids(structure: Structure) -> Iterator[Fault]:
    """The cells of a table do not overlap and fill all its rows and columns: ISO 14289-1, 7.2."""
    for table, _ in structure.elements():
        if table.kind == "Table" and not _is_grid(rows_of(table)):
            yield "D071", "the cells of a table overlap, or its rows have not all the same number of columns", table


def rows_of(table: Element) -> list[Element]:
    """The rows of a table, those in its groups too."""
    return [row for part in table.kids for row in (part.kids if part.kind in GROUPS else (part,)) if row.kind == "TR"]


def _is_grid(rows: list[Element]) -> bool:
    taken: set[tuple[int, int]] = set()
    for index, row in enumerate(rows):
        column = 0
        for cell in row.kids:
            while (index, column) in taken:
                column += 1
            places = {
                (index + down, column + right)
                for down in range(_span(cell, "Row"))
                for right in range(_span(cell, "Col"))
            }
            if taken & places:
                return False
            taken |= places
    widths = {column for _, column in taken}
    return len(taken) == len(rows) * len(widths)


def _span(cell: Element, way: str) -> int:
    value = cell.attributes.get(f"{way}Span", "1")
    return min(max(1, int(value)), WIDEST) if value.isdecimal() else 1


def check_headers(structure: Structure) -> Iterator[Fault]:
    """Every cell is known to a header: header cells say by a scope what they head, or cells name them: 7.5."""
    for table, _ in structure.elements():
        cells = [cell for row in rows_of(table) for cell in row.kids] if table.kind == "Table" else []
        heads = [cell for cell in cells if cell.kind == "TH"]
        known = {cell.id for cell in heads if cell.id}
        bare = [cell for cell in heads if cell.attributes.get("Scope") not in ("/Row", "/Column", "/Both")]
        for cell in cells:
            if set(cell.headers) - known:
                yield "D035", "a cell names header cells that its table does not have", cell
        if any(cell.kind == "TD" and not cell.headers for cell in cells):
            for cell in bare:
                yield "D035", "a header cell says neither by its scope what it heads, nor do cells name it", cell


def check_headings(structure: Structure) -> Iterator[Fault]:
    """Headings begin at the first level, skip none, and are numbered throughout or nowhere: 7.4.2 and 7.4.4."""
    levels = [(LEVELS[element.kind], element) for element, _ in structure.elements() if element.kind in LEVELS]
    if levels and levels[0][0] != 1:
        yield "D031", f"the first heading is of level {levels[0][0]}", levels[0][1]
    for (before, _), (after, element) in pairwise(levels):
        if after > before + 1:
            yield "D031", f"a heading of level {after} follows one of level {before}", element
    for element, _ in structure.elements():
        if element.kind == "H" and levels:
            yield "D031", "a heading without a level stands beside headings with one", element
        if sum(kid.kind == "H" for kid in element.kids) > 1:
            yield "D031", "an element holds two headings without a level", element


def check_figures(structure: Structure) -> Iterator[Fault]:
    """Every picture and formula has a text instead of it: 7.3 and 7.7."""
    for element, _ in structure.elements():
        if element.kind in ("Figure", "Formula") and not element.has_words:
            yield "D034", "a picture has no text instead of it", element


def check_notes(structure: Structure) -> Iterator[Fault]:
    """Every note has an id of its own: 7.9."""
    notes = [element for element, _ in structure.elements() if element.kind == "Note"]
    uses = Counter(note.id for note in notes)
    for note in notes:
        if not note.id or uses[note.id] > 1:
            yield "D072", "a note has no id of its own", note


def check_lists(structure: Structure) -> Iterator[Fault]:
    """A list whose items are marked says how: ISO 14289-1, 7.6, asks it of numbered ones."""
    for element, _ in structure.elements():
        is_marked = element.kind == "L" and any(part.kind == "Lbl" for item in element.kids for part in item.kids)
        if is_marked and element.attributes.get("ListNumbering", "")[1:] not in NUMBERINGS:
            yield "D073", "a list does not say how its items are marked", element


def check_languages(structure: Structure) -> Iterator[Fault]:
    """Every language is named as ISO 32000-1, 14.9.2, wants it: 7.2."""
    for element, _ in structure.elements():
        if element.language is not None and not LANGUAGE.fullmatch(element.language):
            yield "D032", f"“{element.language}” names no language", element


def check_parents(structure: Structure) -> Iterator[Fault]:
    """Every element names the one that holds it: 7.1."""
    for element, _ in structure.elements():
        if not element.has_parent:
            yield "D030", f"an element {element.kind} does not name the one that holds it", element


def _listed(kinds: frozenset[str]) -> str:
    return ", ".join(sorted(kinds))


TAG_RULES: tuple[TagRule, ...] = (
    *(check_nesting, check_captions, check_grids, check_headers, check_headings),
    *(check_figures, check_notes, check_lists, check_languages, check_parents),
)
