"""Formulas in Markdown: where one begins and where it ends."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from anthology.sources.formulas import is_formula

FORMULA = "formula"  # the type of a token of one; its content is what stands between the marks, its info is all of it
LONGEST = 2_000  # characters of a formula in a line
LONGEST_SHOWN = 10_000  # of one on lines of its own
MOST_LINES = 200  # of such a one: each beginning of one is followed so far

_MARKS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
_BEGINS = re.compile(r"\\begin\{([A-Za-z]{2,20}\*?)\}")


def formula_plugin(parser: MarkdownIt) -> None:
    r"""Have a parser read `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and `\begin{…}` … `\end{…}`.

    Source: the pandoc manual, tex_math_dollars, tex_math_single_backslash and raw_tex: behind the first `$` and before
    the last no space, behind the last no digit. Two sums of money are no formula.
    """
    parser.inline.ruler.before("escape", FORMULA, _formula)
    parser.block.ruler.before("fence", FORMULA, _shown, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _formula(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] not in "$\\":
        return False
    begun = _BEGINS.match(source, start)
    if begun:
        closing = f"\\end{{{begun[1]}}}"
        end = source.find(closing, begun.end(), start + LONGEST_SHOWN)
        return end >= 0 and _taken(state, source[start : end + len(closing)], "", silent)
    for opening, closing in _MARKS:
        if source.startswith(opening, start):
            inside = _inside(source, start + len(opening), closing)
            return bool(inside) and _taken(state, f"{opening}{inside}{closing}", inside, silent)
    return False


def _inside(source: str, start: int, closing: str) -> str:
    """What stands between the marks of a formula that begins here; empty where it is none."""
    most = LONGEST if closing == "$" else LONGEST_SHOWN
    end = source.find(closing, start, start + most)
    while end > start and source[end - 1] == "\\" and closing[0] == "$":  # a sign of money in the formula
        end = source.find(closing, end + 1, start + most)
    inside = source[start:end] if end > start else ""
    if closing == "$":
        before, after = source[max(0, start - 2) : start - 1] or " ", source[end + 1 : end + 2] or " "
        is_close = bool(inside) and not inside[0].isspace() and not inside[-1].isspace()
        return inside if is_close and is_formula(inside, before, after) else ""
    if closing == "$$":
        return inside if is_formula(inside) else ""
    return inside if re.search(r"\\[A-Za-z]{2}|[\^_=]", inside) and is_formula(inside) else ""


def _taken(state: StateInline, typed: str, inside: str, silent: bool) -> bool:
    if not silent:
        token = state.push(FORMULA, "", 0)
        token.content, token.info = inside, typed
    state.pos += len(typed)
    return True


def _shown(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula on lines of its own, as a paragraph: a line of it may begin like a list or a heading."""
    place = state.bMarks[start] + state.tShift[start]
    line = state.src[place : state.eMarks[start]].strip()
    begun = _BEGINS.match(line)
    if state.is_code_block(start) or not (begun or line.startswith("$$")):
        return False
    closing = f"\\end{{{begun[1]}}}" if begun else "$$"
    lines = [line]
    rest = line if begun else line[2:]
    while closing not in rest:
        number = start + len(lines)
        if number >= end or len(lines) >= MOST_LINES or state.isEmpty(number) or state.sCount[number] < state.blkIndent:
            return False
        rest = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()
        lines.append(rest)
    if not rest.endswith(closing) or (not begun and not is_formula(" ".join(lines)[2:-2])):
        return False
    if not silent:
        state.push("paragraph_open", "p", 1).map = [start, start + len(lines)]
        inner = state.push("inline", "", 0)
        inner.content, inner.map, inner.children = "\n".join(lines), [start, start + len(lines)], []
        state.push("paragraph_close", "p", -1)
        state.line = start + len(lines)
    return True
