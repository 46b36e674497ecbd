"""The one parser of style sheets (CSS Syntax 3): rules and declarations, as tinycss2 reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import tinycss2

Node: TypeAlias = Any  # tinycss2 brings no types
Token: TypeAlias = Any

MAX_DEPTH = 40  # brackets within one another: tinycss2 and cssselect2 go down level by level
OPENING, CLOSING = "{[(", "}])"
LONG_NUMBER = re.compile(r"[0-9]{400}")  # Python refuses to read numbers of thousands of digits
CONDITIONS = ("media", "supports")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration: its name in small letters, the tokens of its value, whether it is `!important`, its place."""

    name: str
    value: tuple[Token, ...]
    important: bool
    line: int
    column: int

    @property
    def text(self) -> str:
        """The value as text, without comments."""
        return str(tinycss2.serialize([token for token in self.value if token.type != "comment"])).strip()


def is_too_deep(text: str) -> bool:
    """Whether brackets stand more than 40 levels deep in a text."""
    depth = 0
    for letter in text:
        depth += (letter in OPENING) - (letter in CLOSING)
        if depth > MAX_DEPTH:
            return True
    return False


def parse(text: str) -> list[Node]:
    """The rules and errors of a style sheet, without comments and space."""
    return list(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def parse_contents(content: str | Sequence[Token]) -> list[Node]:
    """What stands in the braces of a rule or in an attribute `style`: declarations, rules and errors."""
    return list(tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True))


def declaration(node: Node) -> Declaration:
    """The declaration that a node is."""
    return Declaration(node.lower_name, tuple(node.value), node.important, node.source_line, node.source_column)


def declarations(content: str | Sequence[Token]) -> tuple[Declaration, ...]:
    """The declarations in the braces of a rule, or in an attribute `style`; rules and errors are passed over."""
    return tuple(declaration(node) for node in parse_contents(content) if node.type == "declaration")


def style_rules(nodes: Iterable[Node]) -> Iterator[Node]:
    """The rules for elements, those within `@media` and `@supports` too, as if the condition held."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content and node.lower_at_keyword in CONDITIONS:
            yield from style_rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def bare(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Tokens without space and comments."""
    return tuple(token for token in tokens if token.type not in ("whitespace", "comment"))


def walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Every token, those inside brackets and functions too."""
    waiting = list(reversed(list(tokens)))
    while waiting:
        token = waiting.pop()
        yield token
        waiting.extend(reversed(getattr(token, "content", None) or getattr(token, "arguments", None) or ()))
