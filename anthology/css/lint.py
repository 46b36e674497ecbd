"""What a style sheet of a book's own layout may not do: break the rules of CSS, fetch, act, or be no e-book's."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

import cssselect2
import tinycss2

from anthology.core.findings import Finding, Location
from anthology.core.limits import beyond, limit
from anthology.core.yaml import shown
from anthology.css.parser import DEEPEST, LONG_NUMBER, contents, is_too_deep, parsed, place, walk
from anthology.css.values import lengths
from anthology.render.layout_files import LayoutFile

EBOOK = ("common.css", "ebook.css")  # the style sheets that an e-book carries
FONT = "asset:font/"
# Functions whose texts are addresses (CSS Images 4, CSS Values 5).
FETCHING = ("url", "src", "image", "image-set", "-webkit-image-set", "cross-fade")
ACTING = ("behavior", "-ms-behavior", "-moz-binding")  # scripts by way of old browsers
MOVING = ("animation", "transition")
# EPUB 3.3, section 6.3.1.2: the direction is said in the pages, by attributes alone.
FORBIDDEN = ("direction", "unicode-bidi")
WANTED = "write it as “selector { property: value; }”, with each bracket and quotation mark closed"
MOST = 20  # findings on one file
LONGEST = 400  # parts of a selector: what reads them goes down part by part
PROBE = "end-of-the-sheet"
RANGE = re.compile(r"u\+([0-9a-f]{1,6}|[0-9a-f?]{1,6})(?:-([0-9a-f]{1,6}))?", re.IGNORECASE)
MARKUP = re.compile(r"<[/!a-zA-Z]")
UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd\ufffe\uffff]")

# What ends the reading of a style sheet: a pattern, what is said of it, with the number of its first character, a hint.
UNREADABLE = (
    (LONG_NUMBER, "a number has hundreds of digits", "write a shorter one"),
    (UNFIT, "the character U+{:04X} has no place in a style sheet", "take it out"),
    (MARKUP, "there is markup in the style sheet", "write rules alone"),
)


def sheet_faults(file: LayoutFile) -> tuple[Finding, ...]:
    """What is wrong with a style sheet, at most 20 findings.

    L010 for what is no CSS, which reading systems pass over and EPUBCheck refuses; L011 for what would be fetched or
    run, installed fonts in print apart; L012 for what no e-book may say.
    """
    if is_too_deep(file.text):
        message = f"brackets stand more than {DEEPEST} levels deep"
        return (Finding("L010", message, Location(file.path, 1), WANTED),)
    for pattern, message, hint in UNREADABLE:
        found = pattern.search(file.text)
        if found:
            at = Location(file.path, file.text.count("\n", 0, found.start()) + 1)
            return (Finding("L010", message.format(ord(found[0][0])), at, hint),)
    count = sum(letter in "{," for letter in file.text)
    if count > limit("selectors"):
        return (beyond("selectors", f"about {count:,} selectors and values", Location(file.path, 1)),)
    if not is_closed(file.text):
        lines = file.text.count("\n") + 1
        message = "at its end something is still open: a bracket, a quotation mark or a comment"
        return (Finding("L010", message, Location(file.path, lines), WANTED),)
    return tuple(dict.fromkeys(islice(_faults(file, parsed(file), nested=False), MOST)))


def is_closed(text: str) -> bool:
    """Whether what follows a style sheet is read by itself, and not as part of what the sheet has left open."""
    last = tinycss2.parse_stylesheet(f"{text}\n@{PROBE};", skip_comments=True, skip_whitespace=True)[-1:]
    return bool(last) and last[0].type == "at-rule" and last[0].lower_at_keyword == PROBE


def _faults(file: LayoutFile, nodes: list[Any], *, nested: bool) -> Iterator[Finding]:
    for node in nodes:
        match node.type:
            case "error":
                yield Finding("L010", f"this is no CSS: {node.message}", place(file, node), WANTED)
            case "declaration" if nested:
                yield from _declaration_faults(file, node)
            case "qualified-rule":
                yield from _selector_faults(file, node)
                yield from _faults(file, contents(node), nested=True)
            case "at-rule":
                yield from _at_rule_faults(file, node)
            case _:
                yield Finding("L010", "a declaration stands outside of a rule", place(file, node), WANTED)


def _selector_faults(file: LayoutFile, node: Any) -> Iterator[Finding]:
    selector = tinycss2.serialize(node.prelude).strip()
    if any(token.type == "error" for token in walk(node.prelude)) or len(node.prelude) > LONGEST:
        yield Finding("L010", f"{shown(selector)} is no selector", place(file, node), WANTED)
        return
    try:
        cssselect2.compile_selector_list(selector.replace("&", ":root"))
    except cssselect2.SelectorError as error:
        message = f"{shown(selector)} is no selector that is known here: {error}"
        yield Finding("L010", message, place(file, node), "select elements by their names, classes and places")


def _at_rule_faults(file: LayoutFile, node: Any) -> Iterator[Finding]:
    name, at = node.lower_at_keyword, place(file, node)
    if name in ("import", "charset", "namespace", "property"):
        code, hint = ("L011", "put its rules into this file") if name == "import" else ("L010", "leave it out")
        yield Finding(code, f"@{name} is not taken here", at, hint)
        return
    if name.endswith("keyframes") and file.name in EBOOK:
        yield Finding("L012", f"@{name}: a book stands still", at, "leave it out")
    yield from _fetched(file, node.prelude)
    if node.content is None:
        yield Finding("L010", f"@{shown(name)} has no rules in braces", at, WANTED)
        return
    inside = contents(node)
    if name == "font-face" and not any(each.type == "declaration" and each.lower_name == "src" for each in inside):
        yield Finding("L010", "@font-face names no font", at, f"src: url('{FONT}FILE')")
    yield from _faults(file, inside, nested=True)


def _declaration_faults(file: LayoutFile, node: Any) -> Iterator[Finding]:
    name, at = node.lower_name, place(file, node)
    bare = name.removeprefix("-webkit-").removeprefix("-epub-")
    if name in ACTING:
        yield Finding("L011", f"{name} runs a program", at, "leave it out")
    if name == "size-adjust" and any(number < 50 for number, _ in lengths(tinycss2.serialize(node.value))):
        yield Finding("L010", "size-adjust makes letters too small to be read", at, "leave it out")
    if name in FORBIDDEN and file.name in EBOOK:
        yield Finding("L012", f"an e-book's style sheet may not have {name}", at, "pages say it by dir and lang")
    if bare.startswith(MOVING) and file.name in EBOOK:
        yield Finding("L012", f"{name}: a book stands still", at, "leave it out")
    broken = next((token for token in walk(node.value) if token.type == "error"), None)
    if broken is not None:
        yield Finding("L010", f"the value of {name} is broken: {broken.message}", at, WANTED)
    if name == "unicode-range" and not all(map(_is_range, tinycss2.serialize(node.value).split(","))):
        yield Finding("L010", f"{name} names characters that there are not", at, "for instance U+0020-007E")
    if all(token.type in ("whitespace", "comment") for token in node.value) and not name.startswith("--"):
        yield Finding("L010", f"{name} has no value", at, WANTED)
    yield from _fetched(file, node.value)


def _is_range(text: str) -> bool:
    """Whether a text is a range of characters that there are (CSS Syntax 3, section 7)."""
    found = RANGE.fullmatch(text.strip())
    return found is not None and int((found[2] or found[1]).replace("?", "F"), 16) <= sys.maxunicode


def _fetched(file: LayoutFile, tokens: Any) -> Iterator[Finding]:
    """Addresses that a style sheet asks for; fonts of installed packages may stand in those for print."""
    for token in walk(tokens):
        addresses = []
        if token.type == "url":
            addresses = [token.value]
        elif token.type == "function" and token.lower_name in FETCHING:
            addresses = [each.value for each in walk(token.arguments) if each.type in ("string", "url")]
        elif token.type == "function" and token.lower_name == "expression":
            yield Finding("L011", "expression() runs a program", place(file, token), "leave it out")
        for address in addresses:
            if file.name in EBOOK or not address.startswith(FONT):
                hint = "a layout has the fonts of installed packages in print, and nothing else"
                yield Finding("L011", f"{shown(address)} would be fetched", place(file, token), hint)
