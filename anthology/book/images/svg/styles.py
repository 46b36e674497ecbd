"""Style sheets and styles of a drawing: read into the attributes that they stand for, so that none is left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import comb
from typing import Any

import tinycss2

from anthology.css.cascade import Cascade, in_order
from anthology.css.parser import Declaration, declarations, parse
from anthology.css.values import font_parts

MOST_RULES = 1_000
MOST_TRIES = 5_000_000  # ways to hold rules against elements

_PART = r"(?=[*A-Za-z.#])(?:\*|[A-Za-z][\w-]*)?(?:[.#][A-Za-z_][\w-]*)*"
_SELECTOR = re.compile(rf"{_PART}(?:\s+{_PART}){{0,3}}")  # `#drawing .node rect` has three parts


class Styles:
    """What the style sheets of a drawing say of each of its elements; `said` is what was left out of them."""

    def __init__(self, root: Any, depth: int) -> None:
        self.said: Counter[str] = Counter()
        self._cascade, self._depth, self._count = Cascade(), depth, 0
        self._tries: Counter[str] = Counter()
        for element in root.iter("{*}style"):
            for rule in parse("".join(element.itertext())):
                if rule.type == "at-rule":
                    self.said[f"@{rule.lower_at_keyword[:30]}"] += 1
                elif rule.type == "qualified-rule":
                    self._add(rule)
        self._declared: dict[Any, tuple[Declaration, ...]] = {}
        if sum(self._tries[key] for element in root.iter() for key in _keys(element)) > MOST_TRIES:
            self.said["style rule"] += self._count
        elif self._count:
            self._declared = dict(self._cascade.apply(root))

    def _add(self, rule: Any) -> None:
        own = declarations(rule.content)
        for selector in tinycss2.serialize(rule.prelude).split(","):
            if self._count >= MOST_RULES or not _SELECTOR.fullmatch(selector.strip()):
                self.said["style rule"] += 1
                continue
            self._count += 1
            self._cascade.add(selector, own)
            *above, last = selector.split()
            marks = re.findall(r"[.#][\w-]+", last)
            key = next(iter(sorted(marks, key=lambda mark: mark[0])), last.lower())
            # What cssselect2 tries for a descendant: any choice of the elements above it.
            self._tries[key] += comb(self._depth, len(above))

    def of(self, element: Any) -> Iterator[tuple[str, str]]:
        """The properties of an element by its style sheets and its attribute `style`, the weakest first."""
        own = declarations(element.get("style", ""))
        for each in in_order((*self._declared.get(element, ()), *own)):
            yield from _expanded(each)


def _keys(element: Any) -> set[str]:
    """What the last part of a selector may ask for, so that its rule is held against an element."""
    classes = (f".{each}" for each in element.get("class", "").split())
    return {"*", str(element.tag).rpartition("}")[2].lower(), f"#{element.get('id', '')}", *classes}


def _expanded(declaration: Declaration) -> Iterator[tuple[str, str]]:
    """A property as those that it stands for: `font` and `marker` have several."""
    parts = font_parts(declaration.value) if declaration.name == "font" else None
    if declaration.name == "marker":
        yield from ((f"marker-{place}", declaration.text) for place in ("start", "mid", "end"))
    elif parts is None:
        yield declaration.name, declaration.text
    else:
        before, size, families = parts
        yield "font-size", size.serialize()
        yield "font-family", " ".join(token.serialize() for token in families)
        for token in before:
            word = token.serialize().lower()
            if word in ("italic", "oblique"):
                yield "font-style", word
            elif word in ("bold", "bolder", "lighter") or word.isdecimal():
                yield "font-weight", word
