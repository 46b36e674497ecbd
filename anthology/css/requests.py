"""What values of CSS may ask for: the functions that only compute or draw, and addresses.

An allow-list: what a new kind of CSS brings is refused until it stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import tinycss2

from anthology.css.parser import Node, Token, parse, parse_contents, walk

_COLOURS = "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark device-cmyk"
_NUMBERS = "calc min max clamp round mod rem sin cos tan asin acos atan atan2 pow sqrt hypot log exp abs sign"
_PLACES = "var env attr counter counters string content leader target-counter target-counters target-text"
_PLACES += " element running repeat minmax fit-content"
_DRAWN = "linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient"
_DRAWN += " repeating-conic-gradient inset circle ellipse polygon path rect xywh blur brightness contrast opacity"
_TURNED = "matrix translate translatex translatey scale scalex scaley rotate skew skewx skewy perspective"
_FACES = "format local tech"
# The functions that a value may have (CSS Values 5, Colours 5, Images 4, Transforms 1, Generated Content for Paged
# Media 3), without the prefix of a browser: none of them fetches or runs anything.
FUNCTIONS = frozenset(" ".join((_COLOURS, _NUMBERS, _PLACES, _DRAWN, _TURNED, _FACES)).split())
PREFIX = re.compile("-[a-z]+-")
ADDRESSED = ("url", "src")  # functions of which the text is an address


def requests(value: str | Iterable[Token]) -> Iterator[tuple[Token, str | None]]:
    """Each address in a value, and None for a function that is not on the list, with the token."""
    tokens = tinycss2.parse_component_value_list(value) if isinstance(value, str) else value
    for token in walk(tokens):
        if token.type == "url":
            yield token, token.value
        elif token.type == "function" and token.lower_name in ADDRESSED:
            yield from ((token, each.value) for each in walk(token.arguments) if each.type in ("string", "url"))
        elif token.type == "function" and PREFIX.sub("", token.lower_name, count=1) not in FUNCTIONS:
            yield token, None


def addresses(tokens: Iterable[Token]) -> Iterator[tuple[Token, str | None]]:
    """The addresses alone, for the conditions of rules, which have functions of their own."""
    return ((token, address) for token, address in requests(tokens) if address is not None)


def style_requests(style: str) -> Iterator[tuple[Token, str | None]]:
    """The same of an attribute `style`."""
    return _of_nodes(parse_contents(style))


def sheet_requests(text: str) -> Iterator[tuple[Token, str | None]]:
    """The same of a whole style sheet; another sheet that it names counts as an address."""
    return _of_nodes(parse(text))


def _of_nodes(nodes: Iterable[Node]) -> Iterator[tuple[Token, str | None]]:
    for node in nodes:
        if node.type == "declaration":
            yield from requests(node.value)
        elif node.type == "at-rule":
            if node.lower_at_keyword == "import":
                yield node, next((each.value for each in node.prelude if each.type in ("string", "url")), "")
            yield from addresses(node.prelude)
        if node.type in ("at-rule", "qualified-rule") and node.content is not None:
            yield from _of_nodes(parse_contents(node.content))
