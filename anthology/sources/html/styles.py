"""What a page says by classes and styles: the marks of words, and the paragraphs of Word and Google Docs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import html

from anthology.core.document import MarkKind
from anthology.core.findings import Finding, Location
from anthology.css.parser import Declaration, declarations, is_too_deep, parse, style_rules
from anthology.sources.html.tree import HEADINGS

SMALL_CAPITALS, SUBTITLE = "x-small", "x-subtitle"  # elements of our own, which no text can write
# Elements amid words and what they are in a text.
MARKS: dict[str, MarkKind] = {
    **dict.fromkeys(("em", "i", "dfn", "var"), "emphasis"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("s", "del", "strike"), "strike"),
    "sup": "superscript",
    "sub": "subscript",
    "cite": "title",
    SMALL_CAPITALS: "small-caps",
}
# Marks by the declaration that asks for them (CSS Fonts 4; CSS 2.2, sections 10.8.1 and 16.3.1).
_MARKS = {
    "font-style": (re.compile("italic|oblique.*"), "em"),
    "font-weight": (re.compile("bold|bolder|[6-9]00"), "strong"),
    "font-variant": (re.compile(r"\A(?:.*\s)?small-caps"), SMALL_CAPITALS),
    "font-variant-caps": (re.compile("small-caps"), SMALL_CAPITALS),
    "vertical-align": (re.compile("(super|sub)"), ""),
    "text-decoration": (re.compile(r"\A(?:.*\s)?line-through(?:\s.*)?"), "s"),
    "text-decoration-line": (re.compile(r"\A(?:.*\s)?line-through(?:\s.*)?"), "s"),
}
_SAME = {"i": "em", "b": "strong", "cite": "em", "dfn": "em", "var": "em"}  # what is italic, or bold, of itself
_PLAIN = {"em": "font-style", "i": "font-style", "b": "font-weight", "strong": "font-weight"}
_NORMAL = ("normal", "400", "lighter")
_SHEET = re.compile(r"<style\b[^<>]*>(.*?)(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
_SELECTOR = re.compile(r"\s*([a-z][a-z0-9]*)?\.([\w-]+)\s*")
_MARKER = re.compile(r"\s*\.?(lst-kix_[\w-]+)\s*>\s*li:before\s*")
_COUNTER = re.compile(r"counter\([\w-]+,\s*([a-z-]+)\)")
_GOOGLE = re.compile(r"\bdoc-content\b|\blst-kix_")
MOST_SHEET = 2_000_000  # characters: such a sheet is no author's

_VERSED = frozenset({"wp-block-verse", "verse", "poem", "poetry"})
SUBTITLE_CLASS = "MsoSubtitle"
SMALL_CLASSES = frozenset({"smallcaps", "small-caps", "smcap"})
# Classes of Word's own paragraph styles in what it saves as a page, and the element for each.
_WORD = {
    "msotitle": "h1",
    "msoquote": "blockquote",
    "msointensequote": "blockquote",
    "msoblocktext": "blockquote",
    "msocaption": "figcaption",
    "msohtmlpreformatted": "pre",
}
_CONTENTS = re.compile(
    r"(?:MsoTo[acf]\w*|MsoIndex\w*)", re.IGNORECASE
)  # of contents, figures, authorities, and indexes


@dataclass(frozen=True, slots=True)
class Sheet:
    """The style sheet of a page as far as a book uses it: declarations by element and class, what lists are marked by.

    `is_google` says that Google Docs has written the page.
    """

    rules: Mapping[tuple[str, str], Mapping[str, str]]
    markers: Mapping[str, str]
    is_google: bool = False


NO_SHEET = Sheet({}, {})


def sheet_of(text: str) -> Sheet:
    """The sheet of a page, of rules for one class only: others depend on what is around an element."""
    rules: dict[tuple[str, str], dict[str, str]] = {}
    markers: dict[str, str] = {}
    for found in _SHEET.finditer(text):
        content = found[1].replace("<!--", "").replace("-->", "")
        if len(content) > MOST_SHEET or is_too_deep(content):
            continue
        for rule in style_rules(parse(content)):
            own = _values(declarations(rule.content))
            for selector in "".join(token.serialize() for token in rule.prelude).split(","):
                if (marked := _MARKER.fullmatch(selector)) and "content" in own:
                    markers[marked[1]] = own["content"]
                elif simple := _SELECTOR.fullmatch(selector):
                    rules.setdefault((simple[1] or "", simple[2]), {}).update(own)
    return Sheet(rules, markers, bool(_GOOGLE.search(text)))


def _values(found: tuple[Declaration, ...]) -> dict[str, str]:
    return {each.name: each.text.lower() for each in found}


def style_of(element: html.HtmlElement, sheet: Sheet) -> dict[str, str]:
    """The declarations that hold for an element: those of its classes, then its own."""
    found: dict[str, str] = {}
    for name in classes_of(element):
        found |= sheet.rules.get(("", name), {})
        found |= sheet.rules.get((str(element.tag), name), {})
    own = element.get("style", "")
    return found | (_values(declarations(own)) if own and not is_too_deep(own) else {})


def classes_of(element: html.HtmlElement) -> list[str]:
    """The classes of an element."""
    return list(element.get("class", "").split())


def counter_style(marker: str) -> str:
    """The style of numbers in the content of a marker; empty for a bullet."""
    counted = _COUNTER.search(marker)
    return counted[1] if counted else ""


def apply_marks(body: html.HtmlElement, sheet: Sheet) -> None:
    """Put elements for what styles say of words: italics, bold, small capitals, raised, lowered, struck through.

    Only elements amid words are looked at: a class of a paragraph may be for the look of the page alone.
    """
    for element in list(body.iter("span", "font", "b", "i", "em", "strong")):
        style = style_of(element, sheet)
        kinds = list(dict.fromkeys(_kinds(element, style)))
        if style.get(_PLAIN.get(str(element.tag), ""), "") in _NORMAL:
            element.tag = "span"
        if kinds:
            _wrap(element, kinds)


def _kinds(element: html.HtmlElement, style: Mapping[str, str]) -> Iterator[str]:
    if not SMALL_CLASSES.isdisjoint(classes_of(element)):
        yield SMALL_CAPITALS
    around = [_SAME.get(str(above.tag), str(above.tag)) for above in (element, *element.iterancestors())]
    for name, value in style.items():
        pattern, kind = _MARKS.get(name, (None, ""))
        found = pattern.fullmatch(value.removesuffix("!important").strip()) if pattern else None
        if found:
            kind = kind or {"super": "sup", "sub": "sub"}[found[1]]
            if kind not in around and not (kind == "strong" and not {*HEADINGS, "th"}.isdisjoint(around)):
                yield kind


def _wrap(element: html.HtmlElement, kinds: list[str]) -> None:
    """Make the first of some marks of an element, or in it, the others in one another."""
    if element.tag in ("span", "font"):
        element.tag = kinds.pop(0)
    for kind in kinds:
        inner = html.Element(kind)
        inner.text, element.text = element.text, None
        inner.extend(list(element))
        element.append(inner)
        element = inner


def name_verse(body: html.HtmlElement) -> None:
    """Make a paragraph with breaks of text as it stands that is called verse, as WordPress calls it."""
    for element in list(body.iter("pre")):
        if _VERSED.isdisjoint(classes_of(element)):
            continue
        source = html.tostring(element, encoding="unicode", with_tail=False)
        made = html.fragment_fromstring(re.sub("\n( *)", lambda end: "<br>" + "\u00a0" * len(end[1]), source))
        made.tag, made.tail = "p", element.tail
        element.getparent().replace(element, made)


def name_paragraphs(body: html.HtmlElement, sheet: Sheet) -> None:
    """Make of paragraphs what their classes are in Word and Google Docs: titles, quotations, captions, contents.

    A list of contents is navigation, which a book leaves out with a finding.
    """
    for element in list(body.iter("p")):
        classes = classes_of(element)
        for name in classes:
            made = _WORD.get(name.lower(), "")
            if _CONTENTS.fullmatch(name):
                element.tag = "nav"
                element.set("role", "navigation")
            elif name == SUBTITLE_CLASS or (sheet.is_google and name == "subtitle"):
                element.tag = SUBTITLE
            elif made or (sheet.is_google and name == "title"):
                element.tag = made or "h1"


# A comment of the margin in Google Docs: the link that calls it, and its text with the way back.
_CALL = re.compile(
    r"<sup\b[^<>]*>\s*<a\b[^<>]{0,500}#cmnt\d{1,6}\b[^<>]{0,500}>[^<]{0,20}</a>\s*</sup>"
    r"|<a\b[^<>]{0,500}#cmnt\d{1,6}\b[^<>]{0,500}>[^<]{0,20}</a>"
)
_OPENED = r"<div\b[^<>]*>\s*<p\b[^<>]*>\s*<a\b[^<>]{0,500}#cmnt_ref\d{1,6}\b[^<>]{0,500}>"
_COMMENT = re.compile(rf"{_OPENED}(?:(?!{_OPENED}).){{0,20000}}?</div>", re.DOTALL)


def without_comments(text: str, at: Location) -> tuple[str, tuple[Finding, ...]]:
    """A page without the comments of its margin, which are private, and a finding of how many there were."""
    if "#cmnt_ref" not in text:
        return text, ()
    text, count = _COMMENT.subn(_lines, text)
    if not count:
        return text, ()
    return _CALL.sub(_lines, text), (Finding("S011", f"left out: {count} × comment", at),)


def _lines(found: re.Match[str]) -> str:
    """Nothing but the ends of lines, so that the lines of a page keep their numbers."""
    return "\n" * found[0].count("\n")
