"""Tables of Markdown whose rows have more cells than their head: no parser may lose the words in them."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token


def tables_plugin(parser: MarkdownIt) -> None:
    """Have a parser keep the cells of a row beyond those of the head, which GitHub leaves out (GFM 0.29, section 4.10).

    Where a row has more only because it ends in empty cells, it is as long as the head.
    """
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begun = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if not silent:
        state.tokens[begun:] = _whole(state, state.tokens[begun:])
    return True


def _whole(state: StateBlock, tokens: list[Token]) -> Iterator[Token]:
    """The tokens of a table with what was left out at the end of each row."""
    count, line = 0, 0
    for token in tokens:
        if token.type == "tr_open":
            count, line = 0, token.map[0] if token.map else 0
        elif token.type == "tr_close":
            yield from _cells(_columns(state, line)[count:], line, token.level + 1)
        count += token.type in ("td_close", "th_close")
        yield token


def _columns(state: StateBlock, line: int) -> list[str]:
    columns = escapedSplit(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip())
    columns = columns[1:] if columns and not columns[0] else columns
    while columns and not columns[-1].strip():
        columns.pop()
    return columns


def _cells(columns: list[str], line: int, level: int) -> Iterator[Token]:
    for words in columns:
        yield Token("td_open", "td", 1, level=level, block=True)
        inner = Token("inline", "", 0, level=level + 1, block=True, map=[line, line + 1], children=[])
        inner.content = words.strip()
        yield inner
        yield Token("td_close", "td", -1, level=level, block=True)
