"""LaTeX formulas in Markdown: simple ones as letters, signs, superscripts and subscripts, others as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from anthology.core.document import Inline, Inlines, Mark

MOST_GROUPS = 100  # braces of a simple formula

Kind = Literal["ordinary", "binary", "relation", "opening", "punctuation", "function", "script"]


def _table(kind: Kind, pairs: str) -> dict[str, tuple[Kind, str]]:
    """What each name stands for, from a text of names and signs in turn."""
    words = pairs.split()
    return {name: (kind, sign) for name, sign in zip(words[::2], words[1::2], strict=True)}


# Commands and what they are; only what the faces of the house have (LaTeX 2e, an unofficial reference, section 16.2).
# pylatexenc knows more of them, but not how a sign is spaced, nor which signs the faces have.
_COMMANDS = {
    **_table("ordinary", "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ iota ι kappa κ"),
    **_table("ordinary", "lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ"),
    **_table("ordinary", "omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω"),
    **_table("relation", "leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ to → rightarrow → leftarrow ← gets ← lt < gt >"),
    **_table("binary", "times × div ÷ cdot · pm ±"),
    **_table("ordinary", "infty ∞ ldots … dots … cdots … vert | mid | partial ∂ circ ° degree ° prime ′"),
    **_table("function", "sin sin cos cos tan tan log log ln ln exp exp max max min min lim lim det det dim dim"),
    **_table("function", "ker ker deg deg arg arg gcd gcd"),
}
_SIGNS = {
    **_table("binary", "+ + * * - −"),
    **_table("relation", "= = < < > >"),
    **_table("opening", "( ( [ ["),
    **_table("punctuation", ", , ; ;"),
    **_table("ordinary", "' ′"),
}
_ORDINALS = {"th", "st", "nd", "rd"}

_TOKEN = re.compile(
    r"\\(?P<words>text|textrm|mathrm|operatorname|mbox)\s*\{(?P<said>[A-Za-z0-9 .,/()-]+)\}"
    r"|\\(?:mathbf|boldsymbol|textbf)\s*\{(?P<bold>[A-Za-z]{1,3})\}|\\(?P<command>[A-Za-z]+)"
    r"|\\(?P<escaped>[%$&#,;: _{}])|(?P<letter>[A-Za-z])|(?P<number>\d+(?:(?:[.,]|\{,\})\d+)*)|(?P<space>\s+|~)"
    r"|(?P<script>[\^_])|(?P<brace>[{}])|(?P<sign>[-+*=<>/(),.;:!|'\[\]%])"
)
_TEX = re.compile(r"\\[A-Za-z]{2,}|\\[{}]|[\^_]")
_NAME = re.compile(r"[A-Za-z]{2}\w*_\w{2,}|[A-Za-z]{4,}")  # of a variable in some program, or a word
_COMMAND = re.compile(r"\\(?:text|textrm|mathrm|mbox|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]+")
_PROSE = re.compile(r"(?<![A-Za-z])(?:[A-Za-z]{3,},?\s+[A-Za-z]{2,}|[A-Za-z]{2},?\s+[A-Za-z]{3,})")
_MONEY = re.compile(r"\d")
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)*\s?(?:\\?%)?")
_BEGUN = re.compile(r"[\^_]")


@dataclass(frozen=True, slots=True)
class _Atom:
    kind: Kind
    inline: Inline


def is_formula(inside: str, before: str = " ", after: str = " ") -> bool:
    """Whether what stands between two marks is a formula, and not sums of money or names of variables.

    `before` and `after` are the characters beside the marks. A formula has a command, `^` or `_` in it, or is simple.
    """
    words = inside.strip()
    if not words or after.isdigit() or ((before.isalnum() or after.isalpha()) and not _BEGUN.match(words)):
        return False
    if _NAME.fullmatch(words):
        return False
    if _TEX.search(words):
        return not _PROSE.search(_COMMAND.sub(" ", words))
    if _MONEY.match(words) and not (_AMOUNT.fullmatch(words) or re.search("[=<>]", words)):
        return False
    return not _NAME.search(words) and not re.fullmatch(r"[A-Za-z]{2,}|\W+", words) and bool(simple(words))


def simple(formula: str) -> Inlines:
    """The formula, without the marks around it, as inline content; empty where it is not simple."""
    if formula.count("{") > MOST_GROUPS:
        return ()
    try:
        return tuple(_spaced(_row(_tokens(formula.strip()), is_group=False, in_script=False)))
    except _NotSimple:
        return ()


class _NotSimple(Exception):  # noqa: N818
    pass


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(formula):
        found = _TOKEN.match(formula, place)
        if not found:
            raise _NotSimple
        place = found.end()
        yield found


def _row(tokens: Iterator[re.Match[str]], *, is_group: bool, in_script: bool) -> list[_Atom]:
    """The atoms up to the brace that closes a group, or up to the end of the formula."""
    atoms: list[_Atom] = []
    for token in tokens:
        if token["brace"] == "}":
            if is_group:
                return atoms
            raise _NotSimple
        if token["brace"]:
            atoms += _row(tokens, is_group=True, in_script=in_script)
        elif token["script"]:
            if in_script:
                raise _NotSimple
            atoms.append(_script(token["script"], tokens))
        elif not token["space"]:
            atoms.append(_atom(token, in_script=in_script))
    if is_group:
        raise _NotSimple
    return atoms


def _script(mark: str, tokens: Iterator[re.Match[str]]) -> _Atom:
    """What is raised or lowered; degrees and primes stand as they are."""
    first = next(tokens, None)
    if first is None or first["space"] or first["script"] or first["brace"] == "}":
        raise _NotSimple
    if len(first["number"] or "") > 1:  # of `x^12` only the 1 is raised: whoever wrote it may have meant both
        raise _NotSimple
    atoms = _row(tokens, is_group=True, in_script=True) if first["brace"] else [_atom(first, in_script=True)]
    content = tuple(_spaced(atoms, is_tight=True))
    if not content:
        raise _NotSimple
    if mark == "^" and content in (("°",), ("′",)):
        return _Atom("script", content[0])
    words = "".join(each.inline.content[0] for each in atoms if isinstance(each.inline, Mark))  # type: ignore[misc]
    content = (words,) if words in _ORDINALS and len(words) == len(atoms) else content
    return _Atom("script", Mark(kind="superscript" if mark == "^" else "subscript", content=content))


def _atom(token: re.Match[str], *, in_script: bool) -> _Atom:
    if token["words"]:
        return _Atom("function" if token["words"] == "operatorname" else "ordinary", token["said"])
    if token["letter"]:
        return _Atom("ordinary", Mark(kind="emphasis", content=(token["letter"],)))
    if token["bold"]:
        return _Atom("ordinary", Mark(kind="strong", content=(token["bold"],)))
    if token["number"]:
        return _Atom("ordinary", token["number"].replace("{,}", ","))
    if token["escaped"]:
        return _Atom("ordinary", token["escaped"] if token["escaped"] in "%$&#_{}" else " ")
    if token["command"]:
        return _command(token["command"], in_script=in_script)
    return _Atom(*_SIGNS.get(token["sign"], ("ordinary", token["sign"])))


def _command(name: str, *, in_script: bool) -> _Atom:
    if name not in _COMMANDS or (name in ("circ", "prime") and not in_script):  # else a circle between functions
        raise _NotSimple
    kind, sign = _COMMANDS[name]
    is_letter = kind == "ordinary" and sign.islower()
    return _Atom(kind, Mark(kind="emphasis", content=(sign,)) if is_letter else sign)


def _spaced(atoms: list[_Atom], *, is_tight: bool = False) -> Iterator[Inline]:
    """The atoms with the spaces that mathematics has between them, letters that stand together as one mark."""
    made: list[Inline] = []
    last: Kind = "opening"
    for index, atom in enumerate(atoms):
        is_binary = atom.kind == "binary" and last in ("ordinary", "script") and index + 1 < len(atoms)
        is_apart = (atom.kind == "relation" or is_binary) and not is_tight
        before = " " if is_apart and made else ""
        is_function = atom.kind == "function" and last in ("ordinary", "script")
        before = (
            " "
            if is_function or (last == "function" and atom.kind in ("ordinary", "function") and atom.inline != " ")
            else before
        )
        after = " " if (is_apart or (atom.kind == "punctuation" and not is_tight)) and index + 1 < len(atoms) else ""
        for inline in (before, atom.inline, after):
            _add(made, inline)
        last = atom.kind if atom.kind != "binary" or is_binary else "opening"
    yield from made


def _add(made: list[Inline], inline: Inline) -> None:
    before = made[-1] if made else None
    if isinstance(inline, str) and isinstance(before, str):
        made[-1] = before + ("" if before.endswith(" ") and inline == " " else inline)
    elif isinstance(inline, Mark) and isinstance(before, Mark) and inline.kind == before.kind == "emphasis":
        made[-1] = Mark(kind="emphasis", content=("".join(map(str, (*before.content, *inline.content))),))
    elif inline != "":
        made.append(inline)


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
