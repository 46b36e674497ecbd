"""The `@font-face` rules of a layout: which files its families are made of, and which of them a text needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from anthology.css.cascade import BOLD, NORMAL, families, weight_of
from anthology.epub.fonts.sfnt import Style

ASSET = "asset:font/"
BOLDEST_REGULAR = 500  # a text of a greater weight is bold


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceRule:
    """A rule `@font-face`: the family in small letters and as written, the file of a font package, weight, slant."""

    key: str
    family: str
    file: str
    weight: int
    italic: bool


def face_rules(stylesheet: str) -> dict[str, tuple[FaceRule, ...]]:
    """The rules of a style sheet by their families in small letters; those that name no file of a package are none."""
    import tinycss2  # only where faces are put into a book

    found: dict[str, tuple[FaceRule, ...]] = {}
    for rule in tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "font-face" and rule.content:
            for each in _read(rule.content):
                found[each.key] = (*found.get(each.key, ()), each)
    return found


def _read(content: Any) -> Iterator[FaceRule]:
    import tinycss2

    declared = {
        each.lower_name: [token for token in each.value if token.type != "whitespace"]
        for each in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        if each.type == "declaration"
    }
    addresses = [address for token in declared.get("src", ()) for address in _addresses(token)]
    files = [unquote(address.removeprefix(ASSET)) for address in addresses if address.startswith(ASSET)]
    names = families(declared.get("font-family", ()))
    if not files or not names:
        return
    slant = {token.lower_value for token in declared.get("font-style", ()) if token.type == "ident"}
    written = " ".join(token.value for token in declared["font-family"] if token.type in ("ident", "string"))
    yield FaceRule(
        key=names[0],
        family=written,
        file=files[0],
        weight=_weight(declared.get("font-weight", ())),
        italic=bool(slant & {"italic", "oblique"}),
    )


def _addresses(token: Any) -> Iterator[str]:
    """The address in `url(…)`, with quotation marks or without (CSS Syntax 3, 4.3.6)."""
    if token.type == "url":
        yield token.value
    elif token.type == "function" and token.lower_name == "url":
        yield from (each.value for each in token.arguments if each.type == "string")


def _weight(tokens: Sequence[Any]) -> int:
    """The weight of a rule; of a range the first, as its file is a variable one that has them all."""
    words = {token.lower_value for token in tokens if token.type == "ident"}
    numbers = [weight_of(token) for token in tokens if token.type == "number"]
    return BOLD if "bold" in words else numbers[0] if numbers else NORMAL


def is_bold(weight: int) -> bool:
    """Whether a text of that weight is shown in the bold face, where there are two (CSS Fonts 4, 5.2)."""
    return weight > BOLDEST_REGULAR


def rule_for(rules: Sequence[FaceRule], style: Style, *, has_weights: Any) -> FaceRule | None:
    """The rule for a style, None if the family has none, so that a reading system slants or thickens another itself.

    `has_weights` tells of a file whether it is a variable one with an axis of weights.
    """
    slanted = [rule for rule in rules if rule.italic == style.italic]
    fitting = [rule for rule in slanted if has_weights(rule.file) or is_bold(rule.weight) == style.bold]
    return min(fitting, key=lambda rule: abs(rule.weight - (BOLD if style.bold else NORMAL)), default=None)
