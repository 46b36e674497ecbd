"""Style sheets and styles of a drawing: read into the attributes that they stand for, so that none is left."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import tinycss2

MOST_RULES = 1_000
MOST_PARTS = 4  # of a selector: `#drawing .node rect` has three
MOST_TRIES = 2_000_000  # rules that are held against elements

Declarations: TypeAlias = "tuple[tuple[str, str, bool], ...]"

_PART = re.compile(r"(\*|[A-Za-z][\w-]*)?((?:[.#][A-Za-z_][\w-]*)*)")
_FONT = re.compile(
    r"(?P<before>(?:[a-z0-9-]+\s+)*?)(?P<size>[\d.]+(?:px|pt|em|%)?)(?:\s*/\s*\S+)?\s+(?P<family>[^\d].*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a selector: the name of the element, its id and its classes; what is empty is not asked for."""

    tag: str
    ids: frozenset[str]
    classes: frozenset[str]

    def fits(self, element: Any) -> bool:
        return (
            (not self.tag or str(element.tag).rpartition("}")[2].lower() == self.tag)
            and self.ids <= {element.get("id", "")}
            and self.classes <= set(element.get("class", "").split())
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    parts: tuple[_Part, ...]
    rank: tuple[int, int, int, int]
    declarations: Declarations

    def fits(self, element: Any) -> bool:
        """Whether the last part is the element and the others, in order, are above it."""
        if not self.parts[-1].fits(element):
            return False
        above = element.getparent()
        for part in reversed(self.parts[:-1]):
            while above is not None and not part.fits(above):
                above = above.getparent()
            if above is None:
                return False
            above = above.getparent()
        return True


@dataclass(slots=True)
class Sheet:
    """The rules of a drawing's style sheets by what their last part asks for; `said` is what was left out of them."""

    rules: dict[str, list[_Rule]] = field(default_factory=lambda: defaultdict(list))
    said: list[str] = field(default_factory=list)
    count: int = 0
    tries: int = 0

    def read(self, text: str) -> None:
        """Take the rules of a style sheet in; rules with an @ and selectors of other kinds are said."""
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule":
                self.said.append(f"@{rule.lower_at_keyword[:30]}")
            elif rule.type == "qualified-rule":
                self._take(rule)

    def _take(self, rule: Any) -> None:
        found = declarations(tinycss2.serialize(rule.content))
        for selector in tinycss2.serialize(rule.prelude).split(","):
            parts = [_part(each) for each in selector.split()]
            if self.count >= MOST_RULES or not parts or len(parts) > MOST_PARTS or None in parts:
                self.said.append("style rule")
                continue
            self.count += 1
            kept = tuple(part for part in parts if part)
            rank = (
                sum(len(part.ids) for part in kept),
                sum(len(part.classes) for part in kept),
                sum(bool(part.tag) for part in kept),
                self.count,
            )
            last = kept[-1]
            key = next(iter([*(f"#{each}" for each in last.ids), *(f".{each}" for each in last.classes)]), last.tag)
            self.rules[key].append(_Rule(kept, rank, found))

    def of(self, element: Any) -> Iterator[Declarations]:
        """The declarations of the rules that fit an element, the weakest rule first."""
        name = str(element.tag).rpartition("}")[2].lower()
        keys = ("", name, f"#{element.get('id', '')}", *(f".{each}" for each in element.get("class", "").split()[:50]))
        asked = [rule for key in dict.fromkeys(keys) for rule in self.rules.get(key, ())]
        self.tries += len(asked)
        if self.tries > MOST_TRIES:
            self.said.append("style rule")
            return
        for rule in sorted((rule for rule in asked if rule.fits(element)), key=lambda rule: rule.rank):
            yield rule.declarations


def _part(text: str) -> _Part | None:
    found = _PART.fullmatch(text)
    if not found:
        return None
    marks = re.findall(r"([.#])([\w-]+)", found[2])
    return _Part(
        tag=(found[1] or "").lower().replace("*", ""),
        ids=frozenset(name for mark, name in marks if mark == "#"),
        classes=frozenset(name for mark, name in marks if mark == "."),
    )


def declarations(text: str) -> Declarations:
    """The properties of a style with their values, and whether each is important; a short form in its parts."""
    found: list[tuple[str, str, bool]] = []
    for each in tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True):
        if each.type != "declaration":
            continue
        value = tinycss2.serialize(each.value).strip()
        found += [(name, part, each.important) for name, part in _parts(each.lower_name, value)]
    return tuple(found)


def _parts(name: str, value: str) -> Sequence[tuple[str, str]]:
    """A property as those that it stands for: `font` and `marker` have several."""
    if name == "marker":
        return [(f"marker-{place}", value) for place in ("start", "mid", "end")]
    font = _FONT.fullmatch(value) if name == "font" and len(value) < 300 else None
    if font is None:
        return [(name, value)]
    parts = [("font-size", font["size"]), ("font-family", font["family"])]
    for word in font["before"].split():
        if word in ("italic", "oblique"):
            parts.append(("font-style", word))
        elif word in ("bold", "bolder", "lighter") or word.isdecimal():
            parts.append(("font-weight", word))
    return parts
