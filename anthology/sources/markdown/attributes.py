"""Attributes in Markdown: `[words]{lang=fr}` and the like behind pictures, links, code and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from anthology.sources.inlines import is_language

_ONE = r"(?:[#.][\w:.-]+|[A-Za-z][\w:-]*=(?:\"[^\"{}\n]*\"|'[^'{}\n]*'|[^\s\"'{}]+))"
_BRACES = re.compile(rf"\{{:?[ \t]*({_ONE}(?:[ \t]+{_ONE})*)[ \t]*\}}")
_AT_END = re.compile(rf"\s*{_BRACES.pattern}\s*\Z")
_HELD = "attributes"  # under which a token keeps them
_BEFORE = ("image", "link_close", "code_inline")
SMALL_CAPITALS = frozenset({"smallcaps", "small-caps"})  # the pandoc manual, section Small caps


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What stands in braces behind a part of a text; `others` is what no book uses, as it was written."""

    id: str = ""
    lang: str = ""
    is_small_capitals: bool = False
    others: tuple[str, ...] = ()


NONE = Attributes()


class HeadingNames:
    """The names that headings have without being given one, by which links in real collections lead to them."""

    def __init__(self) -> None:
        self._taken: tuple[dict[str, int], dict[str, int]] = ({}, {})

    def of(self, words: str) -> tuple[str, ...]:
        """The names of the next heading: as pandoc makes them, and as sites that show Markdown do.

        Sources: the pandoc manual, Extension: auto_identifiers; GitHub Docs, Section links. Of several headings with
        the same words the second has `-1` behind its name, and so on.
        """
        kept = re.sub(r"[^\w\s.-]", "", words.lower()).strip()
        pandoc = re.sub(r"^[\W\d_]+", "", re.sub(r"\s+", "-", kept)) or "section"
        names = (pandoc, re.sub(r"\s", "-", kept.replace(".", "")))
        return tuple(_another(name, taken) for name, taken in zip(names, self._taken, strict=True))


def _another(name: str, taken: dict[str, int]) -> str:
    """The name, with the first number behind it that makes it one of its own; `taken` counts how often each came."""
    found = name
    while found in taken:
        found = f"{name}-{taken[name]}"
        taken[name] += 1
    taken[found] = 1
    return found


def attributes_of(token: Token | None) -> Attributes:
    """The attributes that a token has from the braces behind it."""
    found = token.meta.get(_HELD) if token is not None else None
    return found if isinstance(found, Attributes) else NONE


def without_attributes(words: str) -> tuple[str, Attributes]:
    """The words of a heading without the braces at their end, and what stands in these."""
    found = _AT_END.search(words)
    return (words[: found.start()], read_attributes(found[1])) if found else (words, NONE)


def attributes_plugin(parser: MarkdownIt) -> None:
    """Have a parser read attributes (the pandoc manual, bracketed_spans, inline_code_attributes, link_attributes).

    Braces with anything else in them, also with nothing but a comment, stay as the characters that they are.
    """
    parser.inline.ruler.after("link", "span", _span)
    parser.inline.ruler.push("attributes", _behind)


def _span(state: StateInline, silent: bool) -> bool:
    """`[words]{attributes}`, where the brackets are no link."""
    if state.src[state.pos] != "[" or "]{" not in state.src:
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    found = _BRACES.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not found:
        return False
    if not silent:
        most = state.posMax
        state.pos, state.posMax = state.pos + 1, end
        state.push("span_open", "span", 1).meta[_HELD] = read_attributes(found[1])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = most
    state.pos = found.end()
    return True


def _behind(state: StateInline, silent: bool) -> bool:
    """The braces right behind a picture, a link or code."""
    if silent or state.pending or not state.tokens or state.tokens[-1].type not in _BEFORE:
        return False
    found = _BRACES.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    _opening(state.tokens).meta[_HELD] = read_attributes(found[1])
    state.pos = found.end()
    return True


def _opening(tokens: list[Token]) -> Token:
    """The token that opens what the last one closes."""
    level = 0
    for token in reversed(tokens):
        level += token.nesting
        if level == 0:
            return token
    return tokens[-1]


def read_attributes(inside: str) -> Attributes:
    """What stands between braces."""
    id_, lang, is_small, others = "", "", False, []
    for one in re.findall(_ONE, inside):
        name, _, value = one.partition("=")
        value = value.strip("\"'")
        if one.startswith("#"):
            id_ = one[1:]
        elif name in ("lang", "xml:lang") and is_language(value):
            lang = value
        elif one[1:] in SMALL_CAPITALS and one.startswith("."):
            is_small = True
        else:
            others.append(one)
    return Attributes(id=id_, lang=lang, is_small_capitals=is_small, others=tuple(others))
