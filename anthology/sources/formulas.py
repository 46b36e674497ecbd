"""Formulas in LaTeX: simple ones as letters, signs, superscripts and subscripts, others as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from anthology.core.document import Inline, Inlines, Mark, plain
from anthology.core.findings import Finding, Location, summarize
from anthology.core.normalize import shortened, with_few_marks, without_forbidden

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
    **_table("function", "sum ∑ prod ∏ int ∫"),
    **_table("ordinary", "infty ∞ ldots … dots … cdots … vert | mid | partial ∂ circ ° degree ° prime ′"),
    **_table("function", "sin sin cos cos tan tan log log ln ln exp exp max max min min lim lim det det dim dim"),
    **_table("function", "ker ker deg deg arg arg gcd gcd"),
}
_NAMES = {sign: name for name, (_, sign) in reversed(_COMMANDS.items())}
_SIGNS = {
    **_table("binary", "+ + * * - −"),
    **_table("relation", "= = < < > >"),
    **_table("opening", "( ( [ ["),
    **_table("punctuation", ", , ; ;"),
    **_table("ordinary", "' ′"),
}
_FRACTIONS = ("frac", "dfrac", "tfrac")
_UNSEEN = ("left", "right", "displaystyle", "textstyle", "limits", "nolimits")
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


_OPENING, _CLOSING = _Atom("opening", "("), _Atom("ordinary", ")")
_SOLIDUS, _ROOT = _Atom("ordinary", "/"), _Atom("ordinary", "√")


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
    r"""The formula, without the marks around it, as inline content; empty where it is not simple.

    Fractions and roots are set in the line, as their author would type them there.

    >>> simple(r"\frac{1}{2}")
    ('1/2',)
    """
    if formula.count("{") > MOST_GROUPS:
        return ()
    try:
        return tuple(_spaced(_row(_tokens(formula.strip()), is_group=False, in_script=False)))
    except _NotSimple:
        return ()


def named_sign(sign: str) -> str:
    """The name of the command for a function, or for a sign that no keyboard has; empty where none is known."""
    return _NAMES.get(sign, "") if not sign.isascii() or len(sign) > 1 or sign in "<>" else ""


def words_of(latex: str) -> str:
    """The letters and signs of a formula as a reader of the book sees them."""
    return plain(simple(latex)) or latex


@dataclass(slots=True)
class Formulas:
    """The formulas of a source: those that are set, and a finding for each that stands as it was typed."""

    made: dict[str, None] = field(default_factory=dict)
    typed: list[Finding] = field(default_factory=list)

    def content(self, latex: str, at: Location, typed: str = "") -> Inlines:
        """A simple formula as it is set, another as it is typed, with a finding (S032)."""
        typed = typed or " ".join(latex.split())
        content = simple(latex)
        if content:
            where = f" (line {at.line})" if at.line else ""
            self.made[f"“{typed[:60]}”{where}"] = None
            return content
        self.typed.append(Finding("S032", f"“{shortened(typed, 120)}”", at))
        return (Mark(kind="code", content=(with_few_marks(without_forbidden(typed)),)),)

    def findings(self, at: Location) -> tuple[Finding, ...]:
        """A finding for each formula that stands as it was typed, and one for all that are set (S033)."""
        return (*self.typed, *([Finding("S033", summarize(self.made), at)] if self.made else []))


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
    fraction: range | None = None  # the atoms that were added last, if they are one
    for token in tokens:
        if token["brace"] == "}":
            if is_group:
                return atoms
            raise _NotSimple
        if token["command"] in _UNSEEN or token["space"]:
            continue
        if token["brace"]:
            added = _row(tokens, is_group=True, in_script=in_script)
        elif token["script"]:
            if in_script:
                raise _NotSimple
            added = [_script(token["script"], tokens)]
        elif token["command"] in _FRACTIONS:
            above, below = (_group(tokens, in_script=in_script) for _ in range(2))
            added = [*_in_brackets(above, 2), _SOLIDUS, *_in_brackets(below, 1)]
        elif token["command"] == "sqrt":
            added = [_ROOT, *_in_brackets(_group(tokens, in_script=in_script), 1)]
        else:
            added = [_atom(token, in_script=in_script)]
        if fraction and added and (added[0].kind in ("function", "script") or _is_factor(added[0])):
            atoms[fraction.start : fraction.stop] = [_OPENING, *atoms[fraction.start : fraction.stop], _CLOSING]
        is_fraction = token["command"] in _FRACTIONS
        fraction = range(len(atoms), len(atoms) + len(added)) if is_fraction else None
        atoms += added
    if is_group:
        raise _NotSimple
    return atoms


def _group(tokens: Iterator[re.Match[str]], *, in_script: bool) -> list[_Atom]:
    """What a command has as its argument: a group, or one sign."""
    first = next((token for token in tokens if not token["space"]), None)
    if first is None or first["script"] or first["brace"] == "}" or first["sign"] == "[":
        raise _NotSimple
    if first["brace"]:
        return _row(tokens, is_group=True, in_script=in_script)
    if len(first["number"] or "") > 1 or first["command"] in (*_FRACTIONS, "sqrt"):
        raise _NotSimple
    return [_atom(first, in_script=in_script)]


def _in_brackets(atoms: list[_Atom], most: int) -> list[_Atom]:
    """The part of a fraction, in brackets if it is a sum or has more factors than stand alone."""
    if not atoms:
        raise _NotSimple
    is_sum = any(atom.kind not in ("ordinary", "script") for atom in atoms)
    factors = sum(atom.kind != "script" for atom in atoms)
    return [_OPENING, *atoms, _CLOSING] if is_sum or factors > most else atoms


def _is_factor(atom: _Atom) -> bool:
    return atom.kind == "opening" or (
        atom.kind == "ordinary" and atom.inline not in (")", "]", "|", ".", "…", " ", "!")
    )


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
        if not (atom.kind == "script" and last == "function"):  # a script is a part of its function
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
