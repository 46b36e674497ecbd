"""A YAML document as a tree whose nodes carry their places, so that parts of several files can become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from anthology.core.findings import Location
from anthology.core.yaml import Document, Plain, Route

Content: TypeAlias = "str | tuple[Node, ...] | dict[str, Node] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value, the place where it stands, and the place of its key if it has one."""

    content: Content
    at: Location
    key_at: Location | None = None

    @property
    def members(self) -> Mapping[str, Node]:
        """The values under keys, none where this is no mapping."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of a list, none where this is no list."""
        return self.content if isinstance(self.content, tuple) else ()

    @property
    def name(self) -> str:
        """The text under the key `id`, empty where there is none."""
        known = self.members.get("id")
        return known.content if known and isinstance(known.content, str) else ""

    def having(self, members: Mapping[str, Node]) -> Node:
        """The same mapping with these members added, or put in the place of those of the same key."""
        return replace(self, content={**self.members, **members})

    def changed_by(self, members: Mapping[str, Node]) -> Node:
        """The same mapping with these members on top; an empty text (`""`) takes out what stood under its key."""
        taken = [key for key, node in members.items() if node.content == "" and key in self.members]
        return self.having(members).without(*taken)

    def without(self, *keys: str) -> Node:
        """The same mapping without these keys."""
        return replace(self, content={key: node for key, node in self.members.items() if key not in keys})

    def holding(self, items: Iterable[Node]) -> Node:
        """The same list with other items."""
        return replace(self, content=tuple(items))


def tree(document: Document, *route: str | int) -> Node:
    """The tree of a document, or of its value at a route; as deep as the document, which the limits bound."""
    value = document.get(*route)
    content: Content = value if isinstance(value, str) else None
    if isinstance(value, dict):
        content = {name: tree(document, *route, name) for name in value}
    elif isinstance(value, list):
        content = tuple(tree(document, *route, index) for index in range(len(value)))
    return Node(content=content, at=document.at(*route), key_at=document.keys.get(route))


def document_of(top: Node, path: Path, lines: Mapping[Path, tuple[str, ...]]) -> Document:
    """The document of a tree; `lines` are those of each file that a part of the tree stands in."""
    values: dict[Route, Location] = {}
    keys: dict[Route, Location] = {}

    def plain(node: Node, route: Route) -> Plain:
        values[route] = node.at
        if node.key_at:
            keys[route] = node.key_at
        if isinstance(node.content, dict):
            return {name: plain(inner, (*route, name)) for name, inner in node.content.items()}
        if isinstance(node.content, tuple):
            return [plain(inner, (*route, index)) for index, inner in enumerate(node.content)]
        return node.content

    value = plain(top, ())
    return Document(path=path, value=value, lines=lines[path], others=lines, values=values, keys=keys)
