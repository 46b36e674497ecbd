"""Values of CSS as numbers: colours and their contrast, lengths in points, the parts of `font`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tinycss2.color5 import parse_color

from anthology.css.parser import Token, bare

LEAST_CONTRAST = 1.35  # of letters to their ground: with less they are not seen
LUMINANCE = (0.2126, 0.7152, 0.0722)
EM = 12.0  # points: the usual size of letters
SCREEN = 3.5  # points: a hundredth of a small screen
POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "q": 72 / 101.6, "pc": 12.0}
POINTS |= {"em": EM, "rem": EM, "ex": EM / 2, "ch": EM / 2, "lh": 1.2 * EM, "rlh": 1.2 * EM, "ic": EM}
POINTS |= dict.fromkeys(("vw", "vh", "vmin", "vmax", "vi", "vb", "dvw", "dvh", "svw", "svh", "lvw", "lvh"), SCREEN)

Colour: TypeAlias = tuple[float, float, float, float]  # red, green, blue and opacity, from 0 to 1


def colour(value: str | Token) -> Colour | None:
    """The colour of a name, of `#rrggbb`, rgb(), hsl(), hwb() or device-cmyk(), the last by plain subtraction.

    None for all else: for `currentColor`, and for colours that depend on others or are measured by lightness.
    """
    found = parse_color(value)
    if found is None or found == "currentcolor":
        return None
    if found.space == "device-cmyk":
        cyan, magenta, yellow, black = (_share(part) for part in (*found, 0.0)[:4])
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black), _share(found.alpha)
    if found.space not in ("srgb", "hsl", "hwb"):
        return None
    red, green, blue = (_share(part) for part in tuple(found.to("srgb"))[:3])
    return red, green, blue, _share(found.alpha)


def _share(part: float | None) -> float:
    return min(1.0, max(0.0, float(part or 0)))


def luminance(colour_: Colour) -> float:
    """The relative luminance of a colour (WCAG 2.2, definitions)."""
    return sum(weight * linear(part) for weight, part in zip(LUMINANCE, colour_[:3], strict=True))


def linear(part: float) -> float:
    """A part of sRGB, from 0 to 1, as the light that it stands for (WCAG 2.2, relative luminance)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: float, other: float) -> float:
    """The contrast of two luminances, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


def points(token: Token, percent: float) -> float | None:
    """A length in points, for text of the usual size on a small screen; a number counts in ems.

    `percent` is what one hundredth stands for. None for what is no number with a known unit.
    """
    match token.type:
        case "number":
            return float(token.value * EM)
        case "percentage":
            return float(token.value * percent)
        case "dimension" if token.lower_unit in POINTS:
            return float(token.value * POINTS[token.lower_unit])
    return None


def font_parts(value: Sequence[Token]) -> tuple[Sequence[Token], Token, Sequence[Token]] | None:
    """Of a value of `font` what stands before the size, the size, and the families; None where one is missing."""
    tokens = bare(value)
    place = next((at for at, token in enumerate(tokens) if token.type in ("dimension", "percentage")), len(tokens))
    after = tokens[place + 1 :]
    families = after[2:] if after and after[0] == "/" else after  # the height of lines
    return (tokens[:place], tokens[place], families) if families else None
