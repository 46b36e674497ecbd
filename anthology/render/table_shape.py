"""The shape of a table: its cells as a grid, what style sheets have to know of it, and its columns of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from anthology.core.document import Cell, Table, plain

SHORT_TABLE = 12  # rows of a line each, which a page has room for
MEASURE = 62  # letters of a table on a line of 6 × 9 inches
WIDEST = 1000  # columns: the most that a cell spans (HTML, 4.9.11)
NARROW = 40  # and of one on a phone
NUMBER = re.compile(r"[-+−–]?[$£€]?\s?\d[\d.,’'\u2009\u202f ]*\s?[%$£€]?")

Row = tuple[Cell, ...]


def as_grid(table: Table) -> Table:
    """The table with cells that fill each row and do not overlap, as readers show it and as PDF/UA-1, 7.2, wants it.

    A cell spans no row beyond the head or the body that it is in (HTML, 4.9.12), no column in which no cell begins, and
    none that a cell from above has. Rows that are too short end in empty cells.
    """
    is_plain = all(cell.colspan == cell.rowspan == 1 for row in table.rows for cell in row)
    if is_plain and len({len(row) for row in table.rows}) < 2:
        return table
    _, columns = _laid_out(table, WIDEST)
    return replace(table, rows=_laid_out(table, columns)[0])


def _laid_out(table: Table, width: int) -> tuple[tuple[Row, ...], int]:
    """The rows of a table of so many columns, and the number of columns up to the last in which a cell begins."""
    taken: set[tuple[int, int]] = set()
    rows: list[Row] = []
    last = 0
    for index, row in enumerate(table.rows):
        end = table.header_rows if index < table.header_rows else len(table.rows)
        cells: list[Cell] = []
        column = 0
        for cell in row:
            while (index, column) in taken:
                column += 1
            last = max(last, column + 1)
            high, wide = min(cell.rowspan, end - index), 1
            while wide < cell.colspan and column + wide < width and (index, column + wide) not in taken:
                wide += 1
            taken |= {(index + down, column + right) for down in range(high) for right in range(wide)}
            cells.append(replace(cell, colspan=wide, rowspan=high))
            column += wide
        if width < WIDEST:
            cells += [Cell(content=())] * (width - sum((index, place) in taken for place in range(width)))
        rows.append(tuple(cells))
    return tuple(rows), last


def columns_of(table: Table) -> list[list[Cell]]:
    """The cells of each column; none of a table in which cells span several, or rows have not all the same number."""
    cells = [cell for row in table.rows for cell in row]
    if any(cell.colspan > 1 or cell.rowspan > 1 for cell in cells) or len({len(row) for row in table.rows}) > 1:
        return []
    return [list(column) for column in zip(*table.rows, strict=True)]


def shape_of(table: Table, columns: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """What style sheets have to know: that a page has room for all rows, or a page or a phone none for all columns."""
    words = sum(len(plain(cell.content)) for row in table.rows for cell in row)
    if len(table.rows) <= SHORT_TABLE and words <= SHORT_TABLE * MEASURE:
        yield "short"
    longest = [max(len(word) for cell in column for word in plain(cell.content).split() or [""]) for column in columns]
    if sum(longest) + len(longest) > MEASURE:
        yield "crowded"
    if sum(longest) + 2 * len(longest) > NARROW:
        yield "wide"


def columns_of_numbers(table: Table, columns: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """The columns of which the cells hold numbers, two at least, and nothing else; not the first, which names rows."""
    bodies = [[plain(cell.content).strip() for cell in column[table.header_rows :]] for column in columns]
    filled = [[words for words in body if words] for body in bodies]
    return frozenset(
        index for index, body in enumerate(filled) if index and len(body) > 1 and all(map(NUMBER.fullmatch, body))
    )
