"""The structure tree that WeasyPrint wrote for a piece, as something to walk through and to change in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pydyf

from anthology.pdf.engine.adapter.objects import number_of
from anthology.pdf.engine.layout_tree import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTree:
    """WeasyPrint's objects, the top of its structure tree, its parent tree, and which run each marked content shows."""

    objects: list[Any]
    top: Any
    parents: Any
    runs: tuple[Mapping[int, Run], ...]

    def element(self, kid: Any) -> Any:
        """The structure element that a kid refers to, None for marked content and references to objects."""
        found = self.objects[number_of(kid)] if isinstance(kid, bytes) else None
        return found if found is not None and "S" in found else None

    def elements(self, element: Any) -> Iterator[tuple[int, Any]]:
        """Place and element of each kid that is an element."""
        for index, kid in enumerate(element["K"]):
            found = self.element(kid)
            if found is not None:
                yield index, found

    def owner(self, page: int, content: int) -> Any:
        """The element that holds this marked content."""
        return self.element(self.parents["Nums"][2 * page + 1][content])

    def is_artifact(self, page: int, content: int) -> bool:
        """Whether this marked content was taken out of the tree."""
        return bool(self.parents["Nums"][2 * page + 1][content] == b"null")

    def give(self, page: int, content: int, element: Any) -> None:
        """Make that element the holder of this marked content."""
        self.parents["Nums"][2 * page + 1][content] = element.reference

    def page(self, element: Any) -> int:
        """The index of an element's page."""
        return int(self.objects[number_of(element["Pg"])]["StructParents"])

    def contents(self, element: Any) -> Iterator[int]:
        """The marked contents of an element and of all below it, which are on one page."""
        yield from (kid for kid in element["K"] if isinstance(kid, int))
        for _, kid in self.elements(element):
            yield from self.contents(kid)

    def remove(self, element: Any) -> None:
        """Take an element out of the one that holds it."""
        above = self.element(element["P"])
        above["K"] = pydyf.Array(kid for kid in above["K"] if kid != element.reference)
