"""Style sheets taken apart into rules with their places, nested rules and those under a condition among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import tinycss2

from anthology.core.findings import Location
from anthology.render.layout_files import LayoutFile

Tokens: TypeAlias = Sequence[Any]  # tinycss2 brings no types

DEEPEST = 40  # brackets within one another: no style sheet needs more, and what reads them goes down level by level
OPENING, CLOSING = "{[(", "}])"
LONG_NUMBER = re.compile(r"[0-9]{400}")
CONDITIONS = ("media", "supports", "container", "layer", "scope", "starting-style")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One declaration: the selector it belongs to, its name and value in small letters, its place, its importance."""

    selector: str
    name: str
    value: str
    at: Location
    important: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A selector with its declarations; `condition` is that of the @media and the like around it, empty for none."""

    selector: str
    condition: str
    at: Location
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What no style sheet may have, and where."""

    at: Location
    what: str


def is_too_deep(text: str) -> bool:
    """Whether brackets stand more than 40 levels deep in a text."""
    depth = 0
    for letter in text:
        depth += (letter in OPENING) - (letter in CLOSING)
        if depth > DEEPEST:
            return True
    return False


def is_unreadable(text: str) -> bool:
    """Whether the reader of style sheets would fail on a text."""
    return is_too_deep(text) or LONG_NUMBER.search(text) is not None


def parsed(file: LayoutFile) -> list[Any]:
    """The rules of a style sheet as tinycss2 reads them (CSS Syntax 3).

    None where its brackets are too deep or a number is so long that Python refuses it.
    """
    if is_unreadable(file.text):
        return []
    return list(tinycss2.parse_stylesheet(file.text, skip_comments=True, skip_whitespace=True))


def place(file: LayoutFile, node: Any) -> Location:
    """Where a node stands in its file."""
    return Location(file.path, node.source_line, node.source_column)


def rules(file: LayoutFile) -> Iterator[Rule]:
    """Every rule of a style sheet that has declarations; at-rules other than conditions are passed over."""
    yield from _rules(file, parsed(file), "", "")


def _rules(file: LayoutFile, nodes: Sequence[Any], parent: str, condition: str) -> Iterator[Rule]:
    """The rules among these nodes; `parent` is the selector around a nested rule (CSS Nesting 1)."""
    own = tuple(_declaration(file, node, parent) for node in nodes if node.type == "declaration")
    if own and parent:
        yield Rule(selector=parent, condition=condition, at=own[0].at, declarations=own)
    for node in nodes:
        if node.type == "qualified-rule":
            selector = _nested(tinycss2.serialize(node.prelude).strip(), parent)
            yield from _rules(file, contents(node), selector, condition)
        elif node.type == "at-rule" and node.lower_at_keyword in CONDITIONS and node.content is not None:
            asked = f"{condition} {node.lower_at_keyword} {tinycss2.serialize(node.prelude).strip()}".lower().strip()
            yield from _rules(file, contents(node), parent, asked)


def contents(node: Any) -> list[Any]:
    """What stands in the braces of a rule: declarations, rules and errors."""
    return list(tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True))


def _nested(selector: str, parent: str) -> str:
    if not parent:
        return selector
    if "&" in selector:
        return selector.replace("&", f":is({parent})")
    return ", ".join(f":is({parent}) {part.strip()}" for part in selector.split(","))


def _declaration(file: LayoutFile, node: Any, selector: str) -> Declaration:
    value = " ".join(tinycss2.serialize(_bare(node.value)).split())
    return Declaration(
        selector=selector,
        name=node.name if node.name.startswith("--") else node.lower_name,
        value=value.lower(),
        at=place(file, node),
        important=node.important,
    )


def _bare(tokens: Tokens) -> list[Any]:
    return [token for token in tokens if token.type != "comment"]


def walk(tokens: Tokens) -> Iterator[Any]:
    """Every token, those inside brackets and functions too."""
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        yield token
        waiting.extend(reversed(getattr(token, "content", None) or getattr(token, "arguments", None) or ()))
