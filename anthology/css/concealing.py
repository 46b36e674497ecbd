"""What a declaration does to the words of an element: whether its value takes them out of a reader's sight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from anthology.css.values import (
    LEAST_CONTRAST,
    POINTS,
    SHARES,
    Colour,
    colours,
    contrast,
    lengths,
    linear,
    points,
)

SMALLEST = 3.0  # points: smaller letters cannot be read
SMALLEST_SHARE = 0.3  # of the size around
LARGEST = 300.0  # points: larger letters do not stand on a page
FAR = 200.0  # points: so far to the left or above that it is off most screens
FURTHER = 600.0  # points: so far to the right or below that nobody finds it
TIGHT = -0.25  # of the size: letters that are so much nearer to one another stand in one another
FAINT = 0.15  # what is less opaque than this cannot be read
MOST_VALUES = 32  # readings of a value with variables
DEEPEST_VALUE = 8  # variables within variables

VARIABLE = re.compile(r"(?:var|env)\(\s*([^\s,()]+)\s*(?:,([^()]*))?\)")
AMOUNT = re.compile(r"(?:opacity|scale|scalex|scaley|scale3d)\(\s*([^,)]*)")
# A property, and the words among its values that take the words of an element away with the element.
WORDS: Mapping[str, tuple[str, ...]] = {
    "display": ("none", "table-column", "table-column-group"),
    "contain": ("strict", "size"),
    "content-visibility": ("hidden",),
    "-webkit-text-security": ("disc", "circle", "square"),
}
BLENDING = ("filter", "mix-blend-mode", "backdrop-filter")
PLAIN_FILTERS = re.compile(r"(?:\s*(?:none|normal|initial|(?:grayscale|sepia)\([^()]*\)))*\s*")
IN_SPACE = re.compile(r"\b(?:rotate[xy]|rotate3d|matrix3d|translate(?:z|3d)|perspective)\(|\bskew\w*\([^)]*[6-9]\d")
FRAMES = ("outline", "outline-width", "-webkit-text-stroke", "-webkit-text-stroke-width", "box-shadow")
THICK = {"outline": 20.0, "outline-width": 20.0, "box-shadow": 20.0}  # points; letters have no thicker edge than one
HEIGHTS = ("height", "max-height", "block-size", "max-block-size", "grid-template-rows", "grid-auto-rows")
OFFSETS = ("left", "right", "top", "bottom", "inset", "margin", "text-indent", "translate", "padding")
CLIPPING = ("clip", "clip-path", "mask", "mask-image", "-webkit-mask", "-webkit-mask-image")
SIDES = ("-left", "-right", "-top", "-bottom", "-inline-start", "-inline-end", "-block-start", "-block-end")


def readings(value: str, variables: Mapping[str, tuple[str, ...]], depth: int = 0) -> Iterator[str]:
    """What a value may be when each variable in it stands for any of the values that it is given anywhere."""
    found = VARIABLE.search(value)
    if not found or depth > DEEPEST_VALUE:
        yield value
        return
    given = (*variables.get(found[1], ()), *([found[2].strip()] if found[2] else ()))[:MOST_VALUES]
    made = 0
    for each in given:
        for reading in readings(value[: found.start()] + each + value[found.end() :], variables, depth + 1):
            yield reading
            made += 1
            if made >= MOST_VALUES:
                return


def family(name: str) -> str:
    """The property under which declarations compete: a side of the margin by itself, `font` with its size."""
    short = {"font": "font-size", "background": "background-color", "-webkit-line-clamp": "line-clamp"}
    return short.get(name, name)


def takes_away(name: str, value: str) -> bool:
    """Whether an element with this declaration is not seen, with all that stands in it."""
    if name in WORDS:
        return any(word in value.split() for word in WORDS[name])
    if name == "opacity":
        return _is_faint(value)
    if name in CLIPPING or name in ("offset", "offset-path"):
        return value not in ("none", "auto", "initial", "unset", "inherit")
    if name in BLENDING:
        return not PLAIN_FILTERS.fullmatch(value)
    if name in ("transform", "scale", "zoom", "rotate"):
        return _is_shrunk(name, value)
    if name in FRAMES:
        is_one = name != "box-shadow" or "inset" in value
        return is_one and any(abs(points(*each)) > THICK.get(name, 1.0) for each in lengths(value))
    base = next((name.removesuffix(side) for side in SIDES if name.endswith(side)), name)
    return base in OFFSETS and any(not -FAR < points(*each) < FURTHER for each in lengths(value))


def piles_up(name: str, value: str) -> bool:
    """Whether the words of an element with this declaration may stand on top of one another, or of what follows."""
    if name == "position":
        return value in ("absolute", "fixed")
    if name in ("letter-spacing", "word-spacing"):
        bound = TIGHT * (4 if name == "word-spacing" else 1)
        return any(number * SHARES.get(unit, POINTS.get(unit, 1.0) / 12) < bound for number, unit in lengths(value))
    if name == "line-height":
        return any(
            number < 0.5 if not unit else number * SHARES[unit] < 0.5 if unit in SHARES else points(number, unit) < 5
            for number, unit in lengths(value)
        )
    if name in ("height", "max-height", "block-size", "max-block-size"):
        return any(unit != "%" and points(number, unit) < SMALLEST for number, unit in lengths(value))
    if name == "font-size-adjust":
        return any(not unit and number < 0.2 for number, unit in lengths(value))
    if name in ("columns", "column-count"):
        return any(not unit and number > 6 for number, unit in lengths(value))
    return False


def cuts_off(values: Mapping[str, str], *, strictly: bool) -> bool:
    """Whether an element with all these values shows only a part of what is in it.

    `strictly` says that any height is too low for words of which nobody knows how large a reader sets them.
    """
    overflow = " ".join(filter(None, (values.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))))
    if not any(word in overflow for word in ("hidden", "clip", "scroll", "auto")):
        return False
    low = any(
        unit != "%" and (strictly or points(number, unit) < SMALLEST)
        for name in HEIGHTS
        for number, unit in lengths(values.get(name, ""))
    )
    narrow = any(
        _is_below(number, unit, SMALLEST)
        for name in ("width", "max-width", "inline-size")
        for number, unit in lengths(values.get(name, ""))
    )
    if low or narrow:
        return True
    is_one_line = values.get("white-space", "") in ("nowrap", "pre") or values.get("line-clamp", "none") != "none"
    return is_one_line and any(word in overflow for word in ("hidden", "clip"))


def is_too_small(value: str) -> bool:
    """Whether a font's size, by itself or in `font`, is too small to be read, or too large for any page."""
    sizes: Sequence[tuple[float, str]] = lengths(value.partition("/")[0] if "(" not in value else value)
    sizes = [each for each in sizes if each[1] or not each[0]] or sizes
    small = all(_is_below(number, unit, SMALLEST) for number, unit in sizes)
    return bool(sizes) and (small or any(points(*each) > LARGEST for each in sizes if each[1] != "%"))


def colour(value: str) -> Colour | None:
    """Red, green, blue and opacity, each from 0 to 1, of the first colour in a value; None where there is none."""
    return next((each for each in colours(value) if each is not None), None)


def is_unseen(letters: Colour, ground: Colour) -> bool:
    """Whether letters of a colour cannot be told from their ground."""
    return letters[3] < FAINT or contrast(_luminance(letters), _luminance(ground)) < LEAST_CONTRAST


def _luminance(colour_: Colour) -> float:
    """The relative luminance of a colour in sRGB (WCAG 2.2, definitions)."""
    return sum(weight * linear(part) for weight, part in zip((0.2126, 0.7152, 0.0722), colour_[:3], strict=True))


def _is_below(number: float, unit: str, points: float) -> bool:
    if unit in SHARES:
        return number * SHARES[unit] < SMALLEST_SHARE
    return number * POINTS.get(unit, 1.0) < points


def _is_faint(value: str) -> bool:
    return any(number * (0.01 if unit == "%" else 1) < FAINT for number, unit in lengths(value))


def _is_shrunk(name: str, value: str) -> bool:
    amounts = [value] if name in ("scale", "zoom") and value != "none" else AMOUNT.findall(value)
    if name == "rotate":
        return any(word in ("x", "y") for word in value.split()) or len(value.split()) > 2
    if any(_is_faint(amount) for amount in amounts) or IN_SPACE.search(value):
        return True
    if "translate" in value:
        return any(not -FAR < points(*each) < FURTHER for each in lengths(value))
    if "matrix" in value:
        return not any(abs(number) >= FAINT for number, _ in lengths(value)[:1])
    return False
