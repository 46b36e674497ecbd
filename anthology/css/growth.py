"""Custom properties that grow: `--b: var(--a) var(--a)` a few times over is more text than any machine has room for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from pathlib import Path

from anthology.core.findings import Finding, Location
from anthology.css.parser import Declaration, Node, declaration, is_too_deep, parse, parse_contents, walk

MOST = 10_000  # parts of a value when all that it names is written out
ROUNDS = 200  # levels of names that are followed
HINT = "name each other property once, and write the values out where they are needed"
# What has declarations in a template or in a page: an attribute, or an element (HTML, sections 3.2.6.5 and 4.2.6).
STYLE = re.compile(r"""\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')|<style\b[^>]*>(.*?)</style""", re.IGNORECASE | re.DOTALL)


def growing_properties(files: Iterable[tuple[Path, str]]) -> tuple[Finding, ...]:
    """L020 for the first custom property of a layout that is longer than 10,000 parts when it is written out.

    `files` are its style sheets and templates, by their paths; all are looked at together, as a page uses them
    together (CSS Custom Properties 1, section 3.3, leaves the limit to the program).
    """
    found = [each for path, text in files for each in _own(path, text)]
    own = [(each.name, Location(path, each.line), *_measured(each)) for path, each in found]
    sizes: Counter[str] = Counter()
    for _ in range(ROUNDS):
        made: Counter[str] = Counter()
        for name, at, size, names in own:
            whole = size + sum(count * sizes[each] for each, count in names.items())
            if whole > MOST:
                message = f"the custom property {name} is more than {MOST:,} parts long when it is written out"
                return (Finding("L020", message, at, HINT),)
            made[name] = max(made[name], whole)
        if made == sizes:
            break
        sizes = made
    return ()


def _own(path: Path, text: str) -> Iterator[tuple[Path, Declaration]]:
    """The declarations of custom properties in a style sheet or a template, with their lines there."""
    if path.suffix == ".css":
        nodes = () if is_too_deep(text) else parse(text)
        yield from ((path, each) for each in _declared(nodes))
        return
    for found in STYLE.finditer(text):
        words = unescape(found[found.lastindex or 1])
        above = text.count("\n", 0, found.start(found.lastindex or 1))
        for each in () if is_too_deep(words) else _declared(parse_contents(words)):
            yield path, Declaration(each.name, each.value, each.important, each.line + above, each.column)


def _declared(nodes: Sequence[Node]) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "declaration" and node.name.startswith("--"):
            made = declaration(node)
            yield Declaration(node.name, made.value, made.important, made.line, made.column)
        elif node.type in ("qualified-rule", "at-rule") and node.content is not None:
            yield from _declared(parse_contents(node.content))


def _measured(each: Declaration) -> tuple[int, Counter[str]]:
    """How many parts a value has, and how often it names which other properties."""
    tokens = list(walk(each.value))
    names = (
        next((inner.value for inner in token.arguments if inner.type == "ident"), "")
        for token in tokens
        if token.type == "function" and token.lower_name == "var"
    )
    return len(tokens), Counter(names)
