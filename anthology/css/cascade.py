"""The one cascade (CSS Cascading and Inheritance 4, section 6): which declarations hold for each element of a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import tinycss2

from anthology.css.parser import Declaration, Token, declarations, parse, style_rules

Element: TypeAlias = Any  # neither lxml nor cssselect2 brings types


class Cascade:
    """Rules, added in their order, that are tried on the elements of XML trees."""

    def __init__(self) -> None:
        import cssselect2  # only where a style sheet is applied

        self._css = cssselect2
        self._matcher = cssselect2.Matcher()

    def add(self, selectors: str | Sequence[Token], declarations: Iterable[Declaration]) -> bool:
        """Add a rule; False for selectors that are not understood, which do nothing, as in a reading system."""
        payload = tuple(declarations)
        try:
            compiled = self._css.compile_selector_list(selectors)
        except self._css.SelectorError:
            return False
        for selector in compiled:
            self._matcher.add_selector(selector, payload)
        return True

    def apply(self, root: Element) -> Iterator[tuple[Element, tuple[Declaration, ...]]]:
        """Each element of a tree, in its order, with its declarations: the weakest first, important ones last.

        Declarations for pseudo-elements are left out, and an attribute `style` is not read.
        """
        for wrapper in self._css.ElementWrapper.from_xml_root(root).iter_subtree():
            matches = self._matcher.match(wrapper)
            yield wrapper.etree_element, in_order(each for *_, pseudo, own in matches if pseudo is None for each in own)


def rules_of(sheets: Iterable[str]) -> Iterator[tuple[str, Sequence[Declaration]]]:
    """The selectors, as they are written, and the declarations of each rule of some style sheets."""
    for text in sheets:
        for rule in style_rules(parse(text)):
            yield tinycss2.serialize(rule.prelude), declarations(rule.content)


def in_order(declarations: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """Declarations with the important ones last, else in their order."""
    return tuple(sorted(declarations, key=lambda each: each.important))
