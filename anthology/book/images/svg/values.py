"""Values of SVG attributes: each kind is read by a function that gives the value to write, or None for a wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from tinycss2.color4 import parse_color

Reader: TypeAlias = Callable[[str], str | None]

LARGEST = 1_000_000.0  # of any number: beyond it writers of PDFs and screens round differently or give up
LONGEST_NUMBER = 32  # characters
SMALLEST = 1e-6  # numbers nearer to nothing are nothing

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
_ONE_NUMBER = re.compile(_NUMBER)
_LENGTH = re.compile(rf"({_NUMBER})\s*(px|pt|pc|in|cm|mm|em|ex|%)?")
_BETWEEN = re.compile(r"\s*,\s*|\s+")
_FUNCTION = re.compile(r"\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)\s*")
_UNITS = re.compile(r"(?<=\d)(?:px|deg)\b")  # as style sheets write what attributes have without
_LOCAL = re.compile(r"\s*url\(\s*([\"']?)\s*#([^\"'()\s]+)\s*\1\s*\)\s*(.*)", re.DOTALL)
_COMMAND = re.compile(r"\s*([MmZzLlHhVvCcSsQqTtAa])")
_STEP = re.compile(rf"\s*,?\s*({_NUMBER})")
_FLAG = re.compile(r"\s*,?\s*([01])")

# Arguments of each command of a path (SVG 1.1, section 8.3): n for a number, f for a flag.
ARGUMENTS = {"M": "nn", "L": "nn", "H": "n", "V": "n", "C": "nnnnnn", "S": "nnnn", "Q": "nnnn", "T": "nn"}
ARGUMENTS |= {"A": "nnnffnn", "Z": ""}
COUNTS = {"matrix": (6,), "translate": (1, 2), "scale": (1, 2), "rotate": (1, 3), "skewX": (1,), "skewY": (1,)}


def tidy(text: str) -> str | None:
    """A number as it is written, None where it is none or too large; what is next to nothing is 0."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER or not _ONE_NUMBER.fullmatch(text):
        return None
    value = float(text)
    if not abs(value) <= LARGEST:
        return None
    if abs(value) < SMALLEST:
        return "0"
    return f"{value:.6f}".rstrip("0").rstrip(".")


def number(value: str) -> str | None:
    """A number without a unit."""
    return tidy(value)


def length(value: str) -> str | None:
    """A length with or without one of the units of SVG 1.1."""
    found = _LENGTH.fullmatch(value.strip())
    figure = tidy(found[1]) if found else None
    return f"{figure}{found[2] or ''}" if found and figure is not None else None


def positive(value: str) -> str | None:
    """A length that is not below zero."""
    made = length(value)
    return None if made is None or made.startswith("-") else made


def _several(value: str, read: Reader, *, even: bool = False) -> str | None:
    parts = [part for part in _BETWEEN.split(value.strip()) if part]
    made = [read(part) for part in parts]
    if not made or None in made or (even and len(made) % 2):
        return None
    return " ".join(part for part in made if part is not None)


def numbers(value: str) -> str | None:
    """Numbers, with spaces or commas between them."""
    return _several(value, number)


def lengths(value: str) -> str | None:
    """Lengths, with spaces or commas between them."""
    return _several(value, length)


def dashes(value: str) -> str | None:
    """The lengths of dashes, or none."""
    return "none" if value.strip() == "none" else _several(value, positive)


def points(value: str) -> str | None:
    """Pairs of numbers; they may stand without a space, as in `1-2`."""
    found = [tidy(each) for each in _ONE_NUMBER.findall(value)]
    rest = _ONE_NUMBER.sub("", value).replace(",", "").strip()
    if not found or rest or None in found or len(found) % 2:
        return None
    return " ".join(each for each in found if each is not None)


def share(value: str) -> str | None:
    """A number from 0 to 1, or its percentage."""
    value = value.strip()
    figure = tidy(value.removesuffix("%"))
    if figure is None:
        return None
    amount = float(figure) / (100 if value.endswith("%") else 1)
    return f"{min(1.0, max(0.0, amount)):.4f}".rstrip("0").rstrip(".")


def view_box(value: str) -> str | None:
    """Four numbers, of which the last two are above zero."""
    made = numbers(value)
    parts = made.split() if made else []
    return made if len(parts) == 4 and min(float(parts[2]), float(parts[3])) > 0 else None


def transform(value: str) -> str | None:
    """Functions that move, turn, stretch or slant (SVG 1.1, section 7.6)."""
    made, end = [], 0
    text = _UNITS.sub("", value.strip())
    while end < len(text):
        found = _FUNCTION.match(text, end)
        arguments = numbers(found[2]) if found else None
        if not found or not arguments or len(arguments.split()) not in COUNTS[found[1]]:
            return None
        made.append(f"{found[1]}({arguments})")
        end = found.end()
    return " ".join(made) or None


def path(value: str) -> str | None:
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
        found = (_FLAG if kind == "f" else _STEP).match(text, end)
        figure = tidy(found[1]) if found else None
        if found is None or figure is None:
            return None, end
        group.append(figure)
        end = found.end()
    return group, end


def colour(value: str) -> str | None:
    """A colour of CSS as `#rrggbb`, with two figures more where one sees through it; `currentColor` stays."""
    parsed = parse_color(value) if len(value) < 100 else None
    if parsed == "currentcolor":
        return "currentColor"
    if parsed is None or parsed.space not in ("srgb", "hsl", "hwb"):
        return None
    parts = [round(255 * min(1.0, max(0.0, part))) for part in (*tuple(parsed.to("srgb"))[:3], parsed.alpha)]
    return "#" + "".join(f"{part:02x}" for part in (parts[:3] if parts[3] == 255 else parts))


def own_colour(value: str) -> str | None:
    """A colour that is one by itself."""
    made = colour(value)
    return None if made == "currentColor" else made


def above_zero(value: str) -> str | None:
    """A length that is more than nothing."""
    made = positive(value)
    return None if made is None or not float(made.rstrip("%abcdefghijklmnopqrstuvwxyz")) else made


def paint(value: str) -> str | None:
    """None, a colour, or a gradient of the drawing itself with a colour for want of it."""
    value = value.strip()
    if value == "none":
        return value
    found = _LOCAL.fullmatch(value)
    if not found:
        return colour(value)
    rest = found[3].strip()
    other = "none" if rest == "none" else colour(rest)
    return f"url(#{found[2]})" + (f" {other}" if other else "")


def local(value: str) -> str | None:
    """Something of the drawing itself, or none."""
    found = _LOCAL.fullmatch(value)
    if found and not found[3]:
        return f"url(#{found[2]})"
    return "none" if value.strip() == "none" else None


def reference(value: str) -> str | None:
    """The address of an element of the drawing itself."""
    value = value.strip()
    return value if re.fullmatch(r"#[^\"'()\s#]+", value) else None


def families(value: str) -> str | None:
    """The general family that a list of fonts ends in or means: a drawing cannot bring a font of its own."""
    names = value.casefold()
    if "mono" in names or "courier" in names or "consol" in names:
        return "monospace"
    rest = names.replace("sans-serif", "sans")
    serifs = ("serif", "times", "georgia", "garamond", "roman", "palatino", "cambria", "book antiqua")
    return "serif" if "sans" not in rest and any(each in rest for each in serifs) else "sans-serif"


def weight(value: str) -> str | None:
    """The weight of a font, as a number or in the two words for the usual ones."""
    value = value.strip().lower()
    if value in ("bolder", "lighter"):
        return "bold" if value == "bolder" else "normal"
    return value if value in ("normal", "bold") or re.fullmatch(r"[1-9]00", value) else None


def turn(value: str) -> str | None:
    """The direction of a marker: along the line, or so many degrees."""
    value = value.strip()
    return value if value in ("auto", "auto-start-reverse") else number(value.removesuffix("deg"))


def fitting(value: str) -> str | None:
    """How a view box fits into its place (SVG 1.1, section 7.8)."""
    words = value.split()
    is_right = len(words) in (1, 2) and re.fullmatch(r"none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max)", words[0])
    return " ".join(words) if is_right and (len(words) == 1 or words[1] in ("meet", "slice")) else None


def one_of(*words: str) -> Reader:
    """The reader of an attribute that takes these words."""

    def read(value: str) -> str | None:
        return value.strip() if value.strip() in words else None

    return read


KINDS: Mapping[str, Reader] = {
    "number": number,
    "numbers": numbers,
    "length": length,
    "positive": positive,
    "lengths": lengths,
    "dashes": dashes,
    "points": points,
    "share": share,
    "view box": view_box,
    "transform": transform,
    "path": path,
    "colour": colour,
    "own colour": own_colour,
    "above zero": above_zero,
    "paint": paint,
    "local": local,
    "reference": reference,
    "families": families,
    "weight": weight,
    "turn": turn,
    "fitting": fitting,
}
