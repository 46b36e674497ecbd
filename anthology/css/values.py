"""Lengths and colours of CSS as numbers, those that are reckoned too, near enough to tell what can be read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import tinycss2
import tinycss2.color5

EM = 12.0  # points: the size of letters that is taken for the usual one
SCREEN = 3.5  # points: a hundredth of a small screen, and of what stands on it
POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "q": 72 / 101.6, "pc": 12.0}
POINTS |= dict.fromkeys(("vw", "vh", "vmin", "vmax", "vi", "vb", "dvw", "dvh", "svw", "svh", "lvw", "lvh"), SCREEN)
POINTS |= {"lh": 1.2 * EM, "rlh": 1.2 * EM, "cap": 0.7 * EM, "ic": EM}
SHARES = {"em": 1.0, "rem": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?"
UNITS = "|".join(sorted((*POINTS, *SHARES), key=len, reverse=True))
LENGTH = re.compile(rf"(?<![\w.#-])({NUMBER})({UNITS})?(?![\w.%])")
INNERMOST = re.compile(r"(?<![\w-])(calc|min|max|clamp|)\(([^()]*)\)")
TERM = re.compile(rf"\s*(?:({NUMBER})({UNITS})?|([*/+-]))")
MOST_STEPS = 400
LONGEST = 2_000  # letters of a value
MOST_KEPT = 512
LEAST_CONTRAST = 1.35  # of letters to their ground: less is not seen
SYSTEM = {"canvas": 1.0, "field": 1.0, "buttonface": 1.0, "window": 1.0, "background": 1.0}
UNKNOWN = (1.0, 1.0, 1.0, 0.0)  # a colour that cannot be reckoned here counts as one that is not seen

Colour = tuple[float, float, float, float]  # red, green, blue and opacity, from 0 to 1


@lru_cache(maxsize=MOST_KEPT)  # the same value is asked of for each element of a book
def lengths(value: str) -> tuple[tuple[float, str], ...]:
    """The numbers of a value with their units, those of calc(), min(), max() and clamp() reckoned in points.

    One of more than 2,000 letters, which nobody writes, counts as less than nothing.
    """
    if len(value) > LONGEST:
        return ((-LONGEST, "pt"),)
    return tuple((float(number), unit) for number, unit in LENGTH.findall(reckoned(value)))


def points(number: float, unit: str) -> float:
    """A length in points; a share of something is taken for that of a small screen, a number for nothing."""
    if unit == "%":
        return number * SCREEN
    return number * (POINTS.get(unit) or EM * SHARES.get(unit, 0.0))


def reckoned(value: str) -> str:
    """A value in which sums have become numbers; one that cannot be reckoned stays."""
    for _ in range(MOST_STEPS):
        found = next((each for each in INNERMOST.finditer(value) if each[1] or "(" in value[: each.start()]), None)
        if found is None or not _is_sum(value, found):
            return value
        parts = [_sum(part) for part in found[2].split(",")]
        if not parts or any(part is None for part in parts):
            return value
        value = f"{value[: found.start()]}{_joined(found[1], [part for part in parts if part])}{value[found.end() :]}"
    return value


def _is_sum(value: str, found: re.Match[str]) -> bool:
    """Whether what was found is a sum, or a bracket within one."""
    return bool(found[1]) or bool(re.search(r"(?<![\w-])(?:calc|min|max|clamp)\([^;]*$", value[: found.start()]))


def _joined(name: str, parts: list[tuple[float, str]]) -> str:
    numbers = [number for number, _ in parts]
    chosen = {"min": min, "max": max}.get(name, lambda each: sorted(each)[len(each) // 2])(numbers)
    return f"{chosen:.6f}{'pt' if any(unit for _, unit in parts) else ''}"


def _sum(text: str) -> tuple[float, str] | None:
    """A sum of lengths and numbers, in points where it has any length; None for what is none."""
    place, total, product, sign, doing, unit = 0, 0.0, 0.0, 1.0, "+", ""
    is_empty = True
    while place < len(text.rstrip()):
        found = TERM.match(text, place)
        if found is None:
            return None
        place = found.end()
        if found[3]:
            doing = found[3]
            continue
        is_empty = False
        number = points(float(found[1]), found[2]) if found[2] else float(found[1])
        unit = "pt" if found[2] else unit
        if doing in "*/":
            product = product * number if doing == "*" else product / number if number else 0.0
        else:
            total, product = total + sign * product, number
            sign = -1.0 if doing == "-" else 1.0
        doing = "+"
    return None if is_empty else (total + sign * product, unit)


@lru_cache(maxsize=MOST_KEPT)
def colours(value: str) -> tuple[Colour | None, ...]:
    """The colours of a value, those inside of gradients too; None stands for that of the letters."""
    found: list[Colour | None] = []
    waiting: list[Any] = list(reversed(tinycss2.parse_component_value_list(value, skip_comments=True)))
    while waiting:
        token = waiting.pop()
        if token.type == "ident" and token.lower_value == "currentcolor":
            found.append(None)
        elif (made := _colour(token)) is not None:
            found.append(made)
        elif token.type == "function" and token.lower_name.endswith("gradient"):
            waiting.extend(reversed(token.arguments))
    return tuple(dict.fromkeys(found))


def _colour(token: Any) -> Colour | None:
    if token.type == "ident" and token.lower_value in SYSTEM:
        return (1.0, 1.0, 1.0, 1.0)
    found: Any = tinycss2.color5.parse_color(token)
    if found is None or found == "currentcolor":
        is_unknown = token.type == "function" and (
            token.lower_name in ("color-mix", "contrast-color", "device-cmyk") or _is_relative(token)
        )
        return UNKNOWN if is_unknown else None
    parts = [float(part or 0) for part in found]
    return (*_in_srgb(str(found.space), parts, found), float(found.alpha))


def _is_relative(token: Any) -> bool:
    first = next((each for each in token.arguments if each.type != "whitespace"), None)
    return first is not None and first.type == "ident" and first.lower_value == "from"


def _in_srgb(space: str, parts: list[float], found: Any) -> tuple[float, float, float]:
    """A colour in sRGB; of one that is measured by its lightness the grey that is as light."""
    if space == "device-cmyk":
        light = 1 - min(1.0, parts[3] if len(parts) > 4 else 0)
        red, green, blue = ((1 - min(1.0, part)) * light for part in parts[:3])
        return red, green, blue
    if space in ("lab", "lch"):  # CIE 15, lightness
        return _grey(((parts[0] + 16) / 116) ** 3)
    if space in ("oklab", "oklch"):
        return _grey(parts[0] ** 3)
    if space.startswith("xyz"):
        return _grey(parts[1])
    if space == "srgb-linear":
        return _encoded(parts[0]), _encoded(parts[1]), _encoded(parts[2])
    if space in ("hsl", "hwb"):
        parts = [float(part or 0) for part in found.to("srgb")]
    return parts[0], parts[1], parts[2]


def _grey(light: float) -> tuple[float, float, float]:
    return (_encoded(light),) * 3


def linear(part: float) -> float:
    """A part of sRGB, from 0 to 1, as the light that it stands for (WCAG 2.2, relative luminance)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: float, other: float) -> float:
    """The contrast of two luminances, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _encoded(light: float) -> float:
    """A linear part of sRGB as it is written (IEC 61966-2-1)."""
    light = min(1.0, max(0.0, light))
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
