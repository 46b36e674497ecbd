"""What a declaration does to the words of an element: whether its value takes them out of a reader's sight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import tinycss2
import tinycss2.color5

SMALLEST = 3.0  # points: smaller letters cannot be read
SMALLEST_SHARE = 0.3  # of the size around
FAR = 1_000.0  # points: so far off a page that nobody finds it
FAINT = 0.15  # what is less opaque than this cannot be read
LEAST_CONTRAST = 1.35  # of letters to their ground (WCAG 2.2, relative luminance): less is not seen
MOST_VALUES = 32  # readings of a value with variables
DEEPEST_VALUE = 8  # variables within variables

POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "q": 72 / 101.6, "pc": 12.0}
SHARES = {"em": 1.0, "rem": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
LENGTH = re.compile(
    r"(?<![\w.#-])([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)(pt|px|in|cm|mm|q|pc|em|rem|%|ex|ch)?(?![\w.])"
)
VARIABLE = re.compile(r"var\(\s*(--[^\s,()]+)\s*(?:,([^()]*))?\)")
AMOUNT = re.compile(r"(?:opacity|scale|scalex|scaley|scale3d)\(\s*([^,)]*)")
# A property, and the words among its values that take the words of an element away with the element.
WORDS: Mapping[str, tuple[str, ...]] = {
    "display": ("none",),
    "content-visibility": ("hidden",),
    "-webkit-text-security": ("disc", "circle", "square"),
}
OFFSETS = ("left", "right", "top", "bottom", "inset", "margin", "text-indent", "translate")
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
    if name in CLIPPING:
        return value not in ("none", "auto", "initial", "unset", "inherit")
    if name in ("transform", "filter", "scale", "zoom"):
        return _is_shrunk(name, value)
    base = next((name.removesuffix(side) for side in SIDES if name.endswith(side)), name)
    return base in OFFSETS and any(_points(*each) <= -FAR for each in _lengths(value))


def cuts_off(values: Mapping[str, str]) -> bool:
    """Whether an element with all these values shows only a part of what is in it."""
    overflow = " ".join(filter(None, (values.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))))
    if not any(word in overflow for word in ("hidden", "clip")):
        return False
    small = any(
        _is_below(number, unit, SMALLEST)
        for name in ("height", "max-height", "width", "max-width", "block-size", "inline-size")
        for number, unit in _lengths(values.get(name, ""))
    )
    is_one_line = values.get("white-space", "") in ("nowrap", "pre") or values.get("line-clamp", "none") != "none"
    return small or is_one_line


def is_too_small(value: str) -> bool:
    """Whether a font's size, by itself or in `font`, is too small to be read."""
    sizes = list(_lengths(value.partition("/")[0]))
    sizes = [each for each in sizes if each[1] or not each[0]] or sizes
    return bool(sizes) and all(_is_below(number, unit, SMALLEST) for number, unit in sizes)


def colour(value: str) -> tuple[float, float, float, float] | None:
    """Red, green, blue and opacity, each from 0 to 1, of the first colour in a value; None where there is none."""
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        found: Any = tinycss2.color5.parse_color(token)
        if found is None or found == "currentcolor":
            continue
        parts = [float(part or 0) for part in found]
        if found.space == "device-cmyk":
            light = 1 - min(1.0, parts[3] if len(parts) > 4 else 0)
            red, green, blue = ((1 - min(1.0, part)) * light for part in parts[:3])
            return red, green, blue, float(found.alpha)
        if found.space != "srgb":
            continue
        return parts[0], parts[1], parts[2], float(found.alpha)
    return None


def is_unseen(letters: tuple[float, float, float, float], ground: tuple[float, float, float, float]) -> bool:
    """Whether letters of a colour cannot be told from their ground."""
    lights = sorted((_luminance(letters), _luminance(ground)))
    return letters[3] < FAINT or (lights[1] + 0.05) / (lights[0] + 0.05) < LEAST_CONTRAST


def _luminance(colour_: tuple[float, float, float, float]) -> float:
    """The relative luminance of a colour in sRGB (WCAG 2.2, definitions)."""
    weights = zip((0.2126, 0.7152, 0.0722), colour_[:3], strict=True)
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) for weight, part in weights
    )


def _lengths(value: str) -> Iterator[tuple[float, str]]:
    for number, unit in LENGTH.findall(value):
        yield float(number), unit


def _points(number: float, unit: str) -> float:
    return number * (POINTS.get(unit) or 12 * SHARES.get(unit, 0.0))


def _is_below(number: float, unit: str, points: float) -> bool:
    if unit in SHARES:
        return number * SHARES[unit] < SMALLEST_SHARE
    return number * POINTS.get(unit, 1.0) < points


def _is_faint(value: str) -> bool:
    return any(number * (0.01 if unit == "%" else 1) < FAINT for number, unit in _lengths(value))


def _is_shrunk(name: str, value: str) -> bool:
    amounts = [value] if name in ("scale", "zoom") and value != "none" else AMOUNT.findall(value)
    if any(_is_faint(amount) for amount in amounts):
        return True
    if "translate" in value:
        return any(abs(_points(*each)) >= FAR for each in _lengths(value))
    if "matrix" in value:
        return not any(abs(number) >= FAINT for number, _ in list(_lengths(value))[:1])
    return "blur(" in value
