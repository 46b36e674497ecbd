"""Checks of a style sheet of a book's own layout: is it CSS, does it fetch or run anything, may it hide words."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from xml.etree import ElementTree

import cssselect2
import tinycss2

from anthology.core.findings import Finding, Location
from anthology.core.limits import limit, limit_finding
from anthology.core.yaml import quote
from anthology.css.cascade import Element
from anthology.css.parser import (
    LONG_NUMBER,
    MAX_DEPTH,
    Declaration,
    Node,
    Token,
    bare,
    declaration,
    declarations,
    is_too_deep,
    parse,
    parse_contents,
    walk,
)
from anthology.css.requests import addresses, requests
from anthology.css.values import LEAST_CONTRAST, colour, contrast, luminance, points

EBOOK = ("common.css", "ebook.css")  # the style sheets that an e-book carries
COVER = "cover.css"  # what is on a cover stands in the book too
FONT = "asset:font/"
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

# What a layout may not do to words (F005). This is no guess at what a reader sees, but a table of values that hide
# nothing: pages of print are looked at when they are made, but nobody sees those of an e-book before its reader does.
SHOW = "take it out: the words of a book are there to be read"
IN_ORDER = "put the words into their order in the template: that is how they are read out"
IN_TEMPLATE = "write words into the template, where a reader can search and copy them"
IN_BOUNDS = "write a length, without calc() or var(), from {:g} to {:g} points or so"
BOTH = "give letters and ground in one rule, as #rrggbb, rgb(), hsl() or device-cmyk(), with more contrast"
# Properties without the prefix of a browser, the values that they may have, and what to do about others.
VALUES = (
    ("clip.*|mask.*|(backdrop-)?filter|mix-blend-mode|transform|translate|line-clamp", "none|normal|auto", SHOW),
    ("rotate|scale|zoom|perspective|offset.*|contain|text-(security|stroke)|font-size-adjust", "none|0|1", SHOW),
    ("display", r"(?!none|table-column)[a-z -]+", SHOW),
    ("(content-)?visibility", "visible", SHOW),
    ("opacity", r"1(\.0*)?|100%", "choose a colour in place of it"),
    ("order", "0", IN_ORDER),
    ("flex-direction|flex-flow", r"(row|column|nowrap|wrap|\s)+", IN_ORDER),
    ("content", r"\W*", IN_TEMPLATE),  # of its strings
    ("background(-color|-image)?", r"(?!.*((var|env|color|mix|dark|lab|lch)\(|from |currentcolor)).*", BOTH),
    ("position", "static|relative", SHOW),
    ("overflow(-[xy])?", "visible|auto|scroll", SHOW),
)
# And what it may not say of words in their place (F011), in the same form: of values that hold texts, of these alone.
MARKED = "mark deletions in the text itself"
COUNTED = "leave the numbers of lists to the lists"
SAYING = (
    ("text-decoration(-line)?", "(?!.*line-through).*", MARKED),
    ("quotes|hyphenate-character|text-overflow|block-ellipsis|text-emphasis(-style)?", r"\W*", IN_TEMPLATE),
    ("list-style(-type)?|symbols|additive-symbols|prefix|suffix|negative|pad", r"[\W\d_]*", IN_TEMPLATE),
    ("counter-(reset|set|increment)", "(?!.*list-item).*", COUNTED),
)
STRINGS = re.compile(
    "content|quotes|hyphenate-.*|text-overflow|block-.*|text-emphasis.*|list-style.*|.*symbols|prefix|suffix|negative|pad"
)
COUNTERS = ("counter", "counters", "target-counter", "target-counters", "leader", "attr", "rgb", "hsl", "device-cmyk")
# Lengths from the least to the most, in points, of letters of 12 points on a small screen.
BOUNDS = (
    (r"(margin|padding|inset)(-.+)?|left|right|top|bottom|text-indent|outline|box-shadow", -72.0, 288.0),
    ("font-size", 3.0, 300.0),
    ("line-height", 6.0, 300.0),
    ("(max-)?(height|block-size)", 12.0, 3000.0),
    ("letter-spacing", -1.0, 24.0),
    ("word-spacing", -3.0, 72.0),
)
IN_EBOOKS = re.compile("position|overflow.*|line-height|(max-)?(height|block-size)")  # in print these may be otherwise
KEPT = ("inherit", "initial", "unset", "revert")
# What the layouts that come with the builder do all the same, and why; a copy of them may.
ALLOWED = {
    (".wide thead", "display", "none"): "each cell of such a table shows the head of its column",
    (".matrix thead", "display", "none"): "each line of that table has the numbers of its essays",
    ("nav[hidden]", "display", "none"): "lists for reading systems, which show them in menus of their own",
    (".note-call", "line-height", "0"): "a raised number must not push the lines apart",
}
TABLES = (*(("F005", *row) for row in VALUES), *(("F011", *row) for row in SAYING))
EFFECTS = {"F005": "hide", "F011": "change"}
HIDING_ELEMENTS = ("template", "noscript", "datalist", "iframe", "audio", "video", "canvas", "details", "style")
HIDING_ATTRIBUTES = ("hidden", "aria-hidden", "inert")
BLACK, WHITE, CLEAR = (0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    path: Path

    @property
    def is_ebook(self) -> bool:
        return self.name in EBOOK

    def place(self, node: Node) -> Location:
        return Location(self.path, node.source_line, node.source_column)


def sheet_faults(name: str, path: Path, text: str) -> tuple[Finding, ...]:
    """What is wrong with a style sheet of that name in its layout, at most 20 findings.

    L010 for what is no CSS, which reading systems pass over and EPUBCheck refuses; L011 for what would be fetched or
    run, installed fonts in print apart; L012 for what no e-book may say; F005 for what may hide words, F011 for what
    may change them.
    """
    if is_too_deep(text):
        return (Finding("L010", f"brackets stand more than {MAX_DEPTH} levels deep", Location(path, 1), WANTED),)
    for pattern, message, hint in UNREADABLE:
        found = pattern.search(text)
        if found:
            at = Location(path, text.count("\n", 0, found.start()) + 1)
            return (Finding("L010", message.format(ord(found[0][0])), at, hint),)
    count = sum(letter in "{," for letter in text)
    if count > limit("selectors"):
        message = f"about {count:,} selectors and values"
        return (limit_finding("selectors", message, Location(path, 1), needed=count),)
    if not is_closed(text):
        message = "at its end something is still open: a bracket, a quotation mark or a comment"
        return (Finding("L010", message, Location(path, text.count("\n") + 1), WANTED),)
    return tuple(dict.fromkeys(islice(_faults(_Sheet(name, path), parse(text), None), MOST)))


def is_closed(text: str) -> bool:
    """Whether what follows a style sheet is read by itself, and not as part of what the sheet has left open."""
    last = parse(f"{text}\n@{PROBE};")[-1:]
    return bool(last) and last[0].type == "at-rule" and last[0].lower_at_keyword == PROBE


def _faults(sheet: _Sheet, nodes: Sequence[Node], selector: str | None) -> Iterator[Finding]:
    """The faults of nodes that stand in a rule with this selector: None outside of rules, empty in `@page`."""
    if selector and sheet.name != COVER:
        yield from _hiding_faults(sheet, nodes, selector)
    for node in nodes:
        match node.type:
            case "error":
                yield Finding("L010", f"this is no CSS: {node.message}", sheet.place(node), WANTED)
            case "declaration" if selector is not None:
                yield from _declaration_faults(sheet, node)
            case "qualified-rule":
                yield from _selector_faults(sheet, node)
                yield from _faults(sheet, parse_contents(node.content), tinycss2.serialize(node.prelude).strip())
            case "at-rule":
                yield from _at_rule_faults(sheet, node, selector or "")
            case _:
                yield Finding("L010", "a declaration stands outside of a rule", sheet.place(node), WANTED)


def _selector_faults(sheet: _Sheet, node: Node) -> Iterator[Finding]:
    selector, at = tinycss2.serialize(node.prelude).strip(), sheet.place(node)
    if any(token.type == "error" for token in walk(node.prelude)) or len(node.prelude) > LONGEST:
        yield Finding("L010", f"{quote(selector)} is no selector", at, WANTED)
        return
    try:
        cssselect2.compile_selector_list(selector.replace("&", ":root"))
    except cssselect2.SelectorError as error:
        message = f"{quote(selector)} is no selector that is known here: {error}"
        yield Finding("L010", message, at, "select elements by their names, classes and places")


def _at_rule_faults(sheet: _Sheet, node: Node, selector: str) -> Iterator[Finding]:
    name, at = node.lower_at_keyword, sheet.place(node)
    if name in ("import", "charset", "namespace", "property"):
        code, hint = ("L011", "put its rules into this file") if name == "import" else ("L010", "leave it out")
        yield Finding(code, f"@{name} is not taken here", at, hint)
        return
    if name.endswith("keyframes") and sheet.is_ebook:
        yield Finding("L012", f"@{name}: a book stands still", at, "leave it out")
    yield from _requested(sheet, addresses(node.prelude))
    if node.content is None:
        yield Finding("L010", f"@{quote(name)} has no rules in braces", at, WANTED)
        return
    inside = parse_contents(node.content)
    if name == "font-face" and not any(each.type == "declaration" and each.lower_name == "src" for each in inside):
        yield Finding("L010", "@font-face names no font", at, f"src: url('{FONT}FILE')")
    yield from _faults(sheet, inside, f"@{name}" if name == "counter-style" else selector)


def _declaration_faults(sheet: _Sheet, node: Node) -> Iterator[Finding]:
    name, at = node.lower_name, sheet.place(node)
    unprefixed = name.removeprefix("-webkit-").removeprefix("-epub-")
    if name in ACTING:
        yield Finding("L011", f"{name} runs a program", at, "leave it out")
    if name == "size-adjust" and not all(
        token.type == "percentage" and token.value >= 50 for token in bare(node.value)
    ):
        yield Finding("L010", "size-adjust makes letters too small to be read", at, "leave it out")
    if name in FORBIDDEN and sheet.is_ebook:
        yield Finding("L012", f"an e-book's style sheet may not have {name}", at, "pages say it by dir and lang")
    if unprefixed.startswith(MOVING) and sheet.is_ebook:
        yield Finding("L012", f"{name}: a book stands still", at, "leave it out")
    broken = next((token for token in walk(node.value) if token.type == "error"), None)
    if broken is not None:
        yield Finding("L010", f"the value of {name} is broken: {broken.message}", at, WANTED)
    if name == "unicode-range" and not all(map(_is_range, tinycss2.serialize(node.value).split(","))):
        yield Finding("L010", f"{name} names characters that there are not", at, "for instance U+0020-007E")
    if not bare(node.value) and not name.startswith("--"):
        yield Finding("L010", f"{name} has no value", at, WANTED)
    yield from _requested(sheet, requests(node.value))


def _is_range(text: str) -> bool:
    """Whether a text is a range of characters that there are (CSS Syntax 3, section 7)."""
    found = RANGE.fullmatch(text.strip())
    return found is not None and int((found[2] or found[1]).replace("?", "F"), 16) <= sys.maxunicode


def _requested(sheet: _Sheet, found: Iterable[tuple[Token, str | None]]) -> Iterator[Finding]:
    """What a style sheet asks for; fonts of installed packages may stand in those for print."""
    for token, address in found:
        if address is None:
            message = f"{token.lower_name}() is not a function that a layout may use"
            yield Finding("L011", message, sheet.place(token), "leave it out")
        elif sheet.is_ebook or not address.startswith(FONT):
            hint = "a layout has the fonts of installed packages in print, and nothing else"
            yield Finding("L011", f"{quote(address)} would be fetched", sheet.place(token), hint)


def _hiding_faults(sheet: _Sheet, nodes: Sequence[Node], selector: str) -> Iterator[Finding]:
    own = (declaration(node) for node in nodes if node.type == "declaration")
    for each, code, hint in hiding(own, is_ebook=sheet.is_ebook):
        if (selector, each.name, each.text) not in ALLOWED:
            message = f"{quote(f'{each.name}: {each.text}')} may {EFFECTS[code]} words"
            yield Finding(code, message, Location(sheet.path, each.line, each.column), hint)


def hiding(own: Iterable[Declaration], *, is_ebook: bool) -> Iterator[tuple[Declaration, str, str]]:
    """The declarations of a rule that may hide words or change them, each with the code and with what to do."""
    ink, grounds, coloured = BLACK, [WHITE], None
    for each in own:
        name, text, tokens = re.sub(r"^-[a-z]+-", "", each.name), each.text.lower(), bare(each.value)
        if text in KEPT or (IN_EBOOKS.fullmatch(name) and not is_ebook):
            continue
        if name == "font":
            before = takewhile(lambda token: token != "/", tokens)
            name, tokens = "font-size", tuple(token for token in before if token.type != "number" or not token.value)
        if STRINGS.fullmatch(name):
            text = "".join(_texts(tokens))
        for code, names, pattern, hint in TABLES:
            if re.fullmatch(names, name) and not re.fullmatch(pattern, text, re.DOTALL):
                yield each, code, hint
        for names, least, most in BOUNDS:
            if re.fullmatch(names, name) and not all(_is_within(token, name, least, most) for token in tokens):
                yield each, "F005", IN_BOUNDS.format(least, most)
        if name in ("color", "text-fill-color") and text != "currentcolor":
            ink, coloured = colour(text) or CLEAR, each
        elif name.startswith("background"):
            found = [colour(token) for token in walk(tokens) if token.type in ("ident", "hash", "function")]
            grounds, coloured = [made for made in found if made and made[3]] or grounds, coloured or each
    light = luminance(ink)
    if coloured and (ink[3] < 0.5 or any(contrast(light, luminance(each)) < LEAST_CONTRAST for each in grounds)):
        yield coloured, "F005", BOTH


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    """The texts in a value, and the names of functions that may give others than those of the page."""
    for token in walk(tokens):
        if token.type == "string":
            yield token.value
        elif token.type == "function" and token.lower_name not in COUNTERS:
            yield token.lower_name


def _is_within(token: Token, name: str, least: float, most: float) -> bool:
    if token.type == "function":
        return colour(token) is not None
    if token.type not in ("number", "percentage", "dimension"):
        return True
    length = points(token, 0.12 if name in ("font-size", "line-height") else 3.5)
    return length is not None and least <= length <= most


def hiding_markup(page: str) -> Iterator[str]:
    """What in the markup of an e-book's page may hide words: elements, attributes `hidden` and `style`."""
    return hiding_parts(ElementTree.fromstring(page))


def hiding_parts(page: Element) -> Iterator[str]:
    """The same of a page that has been parsed."""
    for element in page.iter():  # ElementTree knows no wildcard of namespaces here
        if not isinstance(element.tag, str):  # a comment
            continue
        name = str(element.tag).rpartition("}")[2]
        if name in HIDING_ELEMENTS:
            yield f"the element {name}"
        yield from (f"the attribute {attribute}" for attribute in HIDING_ATTRIBUTES if attribute in element.attrib)
        style = element.get("style", "")
        if is_too_deep(style) or LONG_NUMBER.search(style):
            yield "an attribute style that cannot be read"
        elif style:
            yield from (f"{each.name}: {each.text}" for each, *_ in hiding(declarations(style), is_ebook=True))
