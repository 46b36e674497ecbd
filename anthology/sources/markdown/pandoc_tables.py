"""Tables that pandoc reads beside those with bars: grid tables, and tables whose columns stand below lines of hyphens.

Source: the pandoc manual, sections simple_tables, multiline_tables, grid_tables and table_captions. A cell holds what a
line holds; where it has several paragraphs or a list, each line of it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

_GRID = re.compile(r"\+(?::?-+:?\+)+[ \t]*")
_HEAD = re.compile(r"\+(?::?=+:?\+)+[ \t]*")
_RULES = re.compile(r" {0,3}-{2,}(?: +-{2,})+ *")
_WHOLE = re.compile(r" {0,3}-{5,} *")
_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s")
CAPTION = re.compile(r"(?:Table)?:[ \t]+(?P<words>\S.*)")

Row = tuple[str, ...]  # the words of each cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A table as it is typed: its rows with the number of the line where each begins, and the lines that it takes."""

    heads: tuple[tuple[int, Row], ...]
    rows: tuple[tuple[int, Row], ...]
    aligns: tuple[str, ...]
    end: int


def typed_tables_plugin(parser: MarkdownIt) -> None:
    """Have a parser read these tables, and the caption below one of any kind."""
    parser.block.ruler.before("hr", "typed_table", _rule, {"alt": ["paragraph", "reference"]})


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    # This is asked at each line of a text: all lines that follow are read only where a table may begin.
    if not _may_begin(state.getLines(start, min(start + 2, end), state.blkIndent, False).split("\n")):
        return False
    found = read_table(state.getLines(start, end, state.blkIndent, False).split("\n"))
    if found is None:
        return False
    if not silent:
        state.tokens += _tokens(found, start, state.level)
        state.line = start + found.end
        add_caption(state, end)
    return True


def _may_begin(lines: Sequence[str]) -> bool:
    """Whether a table may begin with the first of these lines."""
    first, second = (*lines, "")[:2]
    return any(rule.fullmatch(first) for rule in (_GRID, _RULES, _WHOLE)) or _RULES.fullmatch(second) is not None


def read_table(lines: Sequence[str]) -> Typed | None:
    """The table that begins with the first of these lines, if one does."""
    if not lines or not lines[0].strip():
        return None
    if _GRID.fullmatch(lines[0]):
        return _grid(lines)
    if _RULES.fullmatch(lines[0]):
        return _ruled(lines, 0, 0)
    if _WHOLE.fullmatch(lines[0]):
        rules = next((at for at, line in enumerate(lines[:12]) if at > 1 and _RULES.fullmatch(line)), 0)
        return _ruled(lines, 1, rules) if rules and all(line.strip() for line in lines[1:rules]) else None
    return _ruled(lines, 0, 1) if len(lines) > 2 and _RULES.fullmatch(lines[1]) and lines[2].strip() else None


def _grid(lines: Sequence[str]) -> Typed | None:
    width = next((at for at, line in enumerate(lines) if line[:1] not in ("+", "|")), len(lines))
    edges = [at for at, sign in enumerate(lines[0].rstrip()) if sign == "+"]
    rules = [at for at, line in enumerate(lines[:width]) if _GRID.fullmatch(line) or _HEAD.fullmatch(line)]
    if len(rules) < 2 or any(line[at : at + 1] not in ("+", "|") for line in lines[: rules[-1] + 1] for at in edges):
        return None
    rows = []
    for above, below in pairwise(rules):
        cells = [[line[left + 1 : right] for line in lines[above + 1 : below]] for left, right in pairwise(edges)]
        rows.append((above + 1, tuple(map(_words, cells))))
    head = next((at for at in rules[:-1] if _HEAD.fullmatch(lines[at])), 0)
    marks = lines[head]
    aligns = tuple(_by_colons(marks[left + 1 : right]) for left, right in pairwise(edges))
    count = rules.index(head)
    return Typed(heads=tuple(rows[:count]), rows=tuple(rows[count:]), aligns=aligns, end=rules[-1] + 1)


def _ruled(lines: Sequence[str], first: int, rules: int) -> Typed | None:
    """A table whose columns stand below the hyphens of a line; `first` is the line of its heads, if above that."""
    runs = [(found.start(), found.end()) for found in re.finditer("-+", lines[rules])]
    edges = [*(start for start, _ in runs), max(map(len, lines[:200]), default=0) + 1]
    is_closed = first > 0 or rules == 0
    closing = (_WHOLE if first else _RULES).fullmatch
    end = rules + 1
    while end < len(lines) and not closing(lines[end]) and (is_closed or lines[end].strip()):
        end += 1
    if is_closed and (end == len(lines) or end == rules + 1):
        return None
    body = list(enumerate(lines))[rules + 1 : end]
    if any(
        line[at - 1 : at].strip() for line in (*lines[first:rules], *(each for _, each in body)) for at in edges[1:]
    ):
        return None  # words stand where a column should end: no table
    is_multiline = is_closed and any(not line.strip() for _, line in body)
    groups = (list(group) for is_blank, group in groupby(body, lambda each: not each[1].strip()) if not is_blank)
    parts = groups if is_multiline else ([each] for each in body)
    rows = tuple((part[0][0], _cells([line for _, line in part], edges)) for part in parts)
    heads = ((first, _cells(lines[first:rules], edges)),) if rules else ()
    shown = lines[first] if rules else body[0][1]
    aligns = tuple(_by_place(shown, run, edges[number + 1]) for number, run in enumerate(runs))
    is_last = end < len(lines) and bool(closing(lines[end]))
    return Typed(heads=heads, rows=rows, aligns=aligns, end=end + is_last)


def _cells(lines: Sequence[str], edges: Sequence[int]) -> Row:
    starts = [0, *edges[1:]]
    return tuple(_words([line[left:right] for line in lines]) for left, right in pairwise(starts))


def _words(lines: Sequence[str]) -> str:
    """The words of a cell, with a break behind each of its paragraphs and before each of its items."""
    words = ""
    is_new = False
    for line in map(str.strip, lines):
        if line and words:
            words += "\\\n" if is_new or _ITEM.match(line) else "\n"
        words += line
        is_new = not line
    return words


def _by_colons(rule: str) -> str:
    left, right = rule.startswith(":"), rule.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""


def _by_place(line: str, run: tuple[int, int], end: int) -> str:
    """How a column is aligned: as the head stands above its hyphens."""
    words = line[run[0] : end]
    if not words.strip():
        return ""
    at_left = not words[:1].isspace()
    at_right = run[0] + len(words.rstrip()) >= run[1]
    return "" if at_left and at_right else "left" if at_left else "right" if at_right else "center"


def _tokens(table: Typed, start: int, level: int) -> Iterator[Token]:
    yield Token("table_open", "table", 1, level=level, block=True, map=[start, start + table.end])
    heads = table.heads or ((0, ("",) * len(table.aligns)),)
    for part, tag, rows in (("thead", "th", heads), ("tbody", "td", table.rows)):
        if rows:
            yield Token(f"{part}_open", part, 1, level=level + 1, block=True)
            for line, row in rows:
                yield from _row(row, tag, table.aligns, start + line, level + 2)
            yield Token(f"{part}_close", part, -1, level=level + 1, block=True)
    yield Token("table_close", "table", -1, level=level, block=True)


def _row(row: Row, tag: str, aligns: Sequence[str], line: int, level: int) -> Iterator[Token]:
    yield Token("tr_open", "tr", 1, level=level, block=True, map=[line, line + 1])
    for words, align in zip(row, aligns, strict=False):
        attributes: dict[str, str | int | float] = {"style": f"text-align:{align}"} if align else {}
        yield Token(f"{tag}_open", tag, 1, attrs=attributes, level=level + 1, block=True)
        yield inline(words, line, level + 2)
        yield Token(f"{tag}_close", tag, -1, level=level + 1, block=True)
    yield Token("tr_close", "tr", -1, level=level, block=True)


def inline(words: str, line: int, level: int) -> Token:
    """The token of words that are still to be read."""
    return Token("inline", "", 0, level=level, block=True, map=[line, line + 1], children=[], content=words.strip())


def add_caption(state: StateBlock, end: int) -> None:
    """Put the caption that stands below a table into it."""
    at = state.skipEmptyLines(state.line)
    if at >= end or at > state.line + 1 or state.sCount[at] < state.blkIndent:
        return
    last = next((line for line in range(at, end) if state.isEmpty(line)), end)
    first, *rest = state.getLines(at, last, state.blkIndent, False).split("\n")
    found = CAPTION.fullmatch(first)
    if not found or state.is_code_block(at):
        return
    words = "\n".join([found["words"], *map(str.strip, rest)])
    closing = state.tokens.pop()
    state.tokens += [
        Token("caption_open", "caption", 1, level=closing.level + 1, block=True),
        inline(words, at, closing.level + 2),
        Token("caption_close", "caption", -1, level=closing.level + 1, block=True),
        closing,
    ]
    state.line = last
    opening = next(token for token in reversed(state.tokens) if token.type == "table_open")
    opening.map = [opening.map[0] if opening.map else at, state.line]
