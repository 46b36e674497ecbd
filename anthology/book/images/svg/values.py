"""Values of SVG attributes: a pattern for each kind; what it takes is written anew, with plain numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from anthology.css import values

LARGEST = 1_000_000.0  # of any number: beyond it writers of PDFs and screens round differently or give up
LONGEST_NUMBER = 32  # characters
LONGEST_COLOUR = 100
SMALLEST = 1e-6  # numbers nearer to nothing are nothing

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?"
_NUMBERS = re.compile(rf"(?<![\w.+-])(?>{_NUMBER})(?![\d.+-])")
_ADJOINING = re.compile(_NUMBER)  # numbers of points may stand without a space, as in `1-2`
_BETWEEN = re.compile(r"[\s,]+")
_BRACKETS = re.compile(r" ?([()]) ?")
_UNITS = re.compile(r"(?<=\d)(?:px|deg)\b")  # as style sheets write what attributes have without
_LOCAL = re.compile(r"\s*url\(\s*+([\"']?)\s*+#([^\"'()\s]+)\s*+\1\s*+\)\s*(.*)", re.DOTALL)
_COMMAND = re.compile(r"\s*([MmZzLlHhVvCcSsQqTtAa])")
_STEP = re.compile(rf"\s*+,?\s*+({_NUMBER})")
_FLAG = re.compile(r"\s*+,?\s*+([01])")

# Arguments of each command of a path (SVG 1.1, section 8.3): n for a number, f for a flag.
ARGUMENTS = {"M": "nn", "L": "nn", "H": "n", "V": "n", "C": "nnnnnn", "S": "nnnn", "Q": "nnnn", "T": "nn"}
ARGUMENTS |= {"A": "nnnffnn", "Z": ""}

# Patterns of values in which each number has been written plainly, and one space stands between two things.
_N, _P, _MORE = r"-?\d+(?:\.\d+)?", r"\d+(?:\.\d+)?", r"(?!0(?!\.))\d+(?:\.\d+)?"  # any, from zero on, above zero
_UNIT = "(?:px|pt|pc|in|cm|mm|em|ex|%)?"
_FUNCTION = (
    rf"(?:matrix\({_N}(?: {_N}){{5}}\)|(?:translate|scale)\({_N}(?: {_N})?\)|"
    rf"rotate\({_N}(?: {_N} {_N})?\)|skew[XY]\({_N}\))"
)
NUMERIC: Mapping[str, str] = {
    "number": _N,
    "numbers": rf"{_N}(?: {_N})*",
    "length": f"{_N}{_UNIT}",
    "positive": f"{_P}{_UNIT}",
    "above zero": f"{_MORE}{_UNIT}",
    "lengths": f"{_N}{_UNIT}(?: {_N}{_UNIT})*",
    "dashes": f"none|{_P}{_UNIT}(?: {_P}{_UNIT})*",
    "points": f"{_N} {_N}(?: {_N} {_N})*",
    "view box": f"{_N} {_N} {_MORE} {_MORE}",
    "transform": f"{_FUNCTION}(?: {_FUNCTION})*",  # SVG 1.1, section 7.6
    "turn": f"auto|auto-start-reverse|{_N}",
}
BASELINES = "auto|central|middle|hanging|text-before-edge|text-after-edge|alphabetic|baseline"
WORDS: Mapping[str, str] = {
    "reference": r"#[^\"'()\s#]+",
    "fitting": r"(?:none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max))(?: (?:meet|slice))?",  # SVG 1.1, section 7.8
    "units": "userSpaceOnUse|objectBoundingBox",
    "marker units": "userSpaceOnUse|strokeWidth",
    "spread": "pad",  # WeasyPrint repeats the others as often as a narrow gradient asks it to
    "adjust": "spacing|spacingAndGlyphs",
    "rule": "nonzero|evenodd",
    "cap": "butt|round|square",
    "join": "miter|round|bevel",
    "display": "none|inline|block",
    "visibility": "visible|hidden|collapse",
    "overflow": "visible|hidden|auto|scroll",
    "slope": "normal|italic|oblique",
    "anchor": "start|middle|end",
    "baseline": BASELINES,
    "direction": "ltr|rtl",
}


def read_value(kind: str, value: str) -> str | None:
    """The value of an attribute of that kind, as it is written in a sanitized drawing; None for a wrong one."""
    if kind in READERS:
        return READERS[kind](value)
    if kind in WORDS:
        text = " ".join(value.split())
        return text if re.fullmatch(WORDS[kind], text) else None
    text = _UNITS.sub("", value) if kind in ("transform", "turn") else value
    before, numbers = (" ", _ADJOINING) if kind == "points" else ("", _NUMBERS)
    text = _BETWEEN.sub(" ", numbers.sub(lambda found: before + (tidy(found[0]) or "?"), text)).strip()
    if kind == "transform":
        text = _BRACKETS.sub(r"\1", text).replace(")", ") ").rstrip()
    return text if re.fullmatch(NUMERIC[kind], text) else None


def tidy(text: str) -> str | None:
    """A number as it is written, None where it is too large; what is next to nothing is 0."""
    if len(text) > LONGEST_NUMBER or not abs(float(text)) <= LARGEST:
        return None
    value = float(text)
    return "0" if abs(value) < SMALLEST else f"{value:.6f}".rstrip("0").rstrip(".")


def _share(value: str) -> str | None:
    """A number from 0 to 1, or its percentage."""
    figure = read_value("number", value.strip().removesuffix("%"))
    if figure is None:
        return None
    amount = float(figure) / (100 if value.strip().endswith("%") else 1)
    return f"{min(1.0, max(0.0, amount)):.4f}".rstrip("0").rstrip(".")


def _path(value: str) -> str | None:
    """The data of a path, written with one command before each group of its numbers."""
    made: list[str] = []
    end, text = 0, value.rstrip()
    while end < len(text):
        command = _COMMAND.match(text, end)
        if not command or (not made and command[1] not in "Mm"):
            return None
        letter, end = command[1], command.end()
        wanted = ARGUMENTS[letter.upper()]
        if not wanted:
            made.append(letter)
            continue
        first = True
        while first or _STEP.match(text, end):
            group, end = _group(text, end, wanted)
            if group is None:
                return None
            if letter != "a" or group[-2:] != ["0", "0"]:  # an arc to where it starts is none (section F.6.2)
                made.append(f"{letter}{' '.join(group)}")
            letter = {"M": "L", "m": "l"}.get(letter, letter)
            first = False
    return "".join(made) or None


def _group(text: str, end: int, wanted: str) -> tuple[list[str] | None, int]:
    group = []
    for kind in wanted:
        found = _FLAG.match(text, end) if kind == "f" else _STEP.match(text, end)
        figure = tidy(found[1]) if found else None
        if found is None or figure is None:
            return None, end
        group.append(figure)
        end = found.end()
    return group, end


def _colour(value: str) -> str | None:
    """A colour of CSS as `#rrggbb`, with two figures more where one sees through it; `currentColor` stays."""
    if value.strip().lower() == "currentcolor":
        return "currentColor"
    found = values.colour(value) if len(value) < LONGEST_COLOUR else None
    if found is None:
        return None
    parts = [round(255 * part) for part in found]
    return "#" + "".join(f"{part:02x}" for part in (parts[:3] if parts[3] == 255 else parts))


def _own_colour(value: str) -> str | None:
    """A colour that is one by itself."""
    made = _colour(value)
    return None if made == "currentColor" else made


def _paint(value: str) -> str | None:
    """None, a colour, or a gradient of the drawing itself with a colour for want of it."""
    found = _LOCAL.fullmatch(value)
    if not found:
        return "none" if value.strip() == "none" else _colour(value)
    rest = found[3].strip()
    other = "none" if rest == "none" else _colour(rest)
    return f"url(#{found[2]})" + (f" {other}" if other else "")


def _local(value: str) -> str | None:
    """Something of the drawing itself, or none."""
    found = _LOCAL.fullmatch(value)
    if found and not found[3]:
        return f"url(#{found[2]})"
    return "none" if value.strip() == "none" else None


def _families(value: str) -> str | None:
    """The general family that a list of fonts ends in or means: a drawing cannot bring a font of its own."""
    names = value.casefold()
    if "mono" in names or "courier" in names or "consol" in names:
        return "monospace"
    rest = names.replace("sans-serif", "sans")
    serifs = ("serif", "times", "georgia", "garamond", "roman", "palatino", "cambria", "book antiqua")
    return "serif" if "sans" not in rest and any(each in rest for each in serifs) else "sans-serif"


def _weight(value: str) -> str | None:
    """The weight of a font, as a number or in the two words for the usual ones."""
    word = value.strip().lower()
    word = {"bolder": "bold", "lighter": "normal"}.get(word, word)
    return word if re.fullmatch("normal|bold|[1-9]00", word) else None


READERS: Mapping[str, Callable[[str], str | None]] = {
    "share": _share,
    "path": _path,
    "colour": _colour,
    "own colour": _own_colour,
    "paint": _paint,
    "local": _local,
    "families": _families,
    "weight": _weight,
}
