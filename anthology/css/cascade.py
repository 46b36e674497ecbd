"""Which faces the pages of an e-book ask for: the family, the weight and the slant that the style sheet gives a text.

A part of the CSS cascade (CSS Cascading and Inheritance 4, section 6): the properties of fonts alone, by the order of
importance, specificity and place. Rules under conditions (`@media`, `@supports`) count as if they held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from unicodedata import normalize

Element: TypeAlias = Any  # neither lxml nor cssselect2 brings types
Token: TypeAlias = Any

NORMAL, BOLD = 400, 700
# What reading systems set bold, italic or in a monospaced face by themselves (HTML Living Standard, 15.3).
BY_ITSELF = """
b, strong { font-weight: bolder } h1, h2, h3, h4, h5, h6, th { font-weight: bold }
i, em, cite, dfn, var, address { font-style: italic }
pre, code, kbd, samp, tt { font-family: monospace }
"""
PROPERTIES = ("font", "font-family", "font-style", "font-weight")
WEIGHTS = {"normal": NORMAL, "bold": BOLD}
SHOWN = ("content", "quotes")  # properties whose strings are shown


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is set: its families in the order in which they are tried, its weight, its slant."""

    families: tuple[str, ...] = ()
    weight: int = NORMAL
    italic: bool = False


@dataclass(frozen=True, slots=True)
class _Declaration:
    name: str
    value: tuple[Token, ...]
    important: bool


def manners(pages: Iterable[Element], stylesheet: str) -> dict[Manner, set[str]]:
    """The manners in which the text of some pages is set, each with its characters; pages are parsed XHTML.

    Letters with marks of their own count also as the one letter that a font may have for both.
    Of what pseudo-elements show, the characters are those of the element that they stand in. An attribute `style`
    is not looked at.
    """
    import cssselect2  # only where faces are put into a book

    matcher, found = cssselect2.Matcher(), dict[Manner, set[str]]()
    for sheet in (BY_ITSELF, stylesheet):
        for prelude, declarations in _rules(sheet):
            try:
                selectors = cssselect2.compile_selector_list(prelude)
            except cssselect2.SelectorError:
                continue  # as in a reading system: a rule that is not understood does nothing
            for selector in selectors:
                matcher.add_selector(selector, declarations)
    for page in pages:
        for element, manner in _walked(cssselect2.ElementWrapper.from_xml_root(page), Manner(), matcher):
            texts = [element.text or "", *(child.tail or "" for child in element), element.get("alt") or ""]
            characters = set().union(*texts, *(normalize("NFC", text) for text in texts))
            if any(not each.isspace() for each in characters):
                found.setdefault(manner, set()).update(characters)
    return found


def shown(stylesheet: str) -> str:
    """The strings that a style sheet itself sets beside the text: ornaments, quotation marks."""
    import tinycss2

    texts: list[str] = []
    for rule in _flat(tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True)):
        for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            if each.type == "declaration" and each.lower_name in SHOWN:
                texts += [token.value for token in each.value if token.type == "string"]
    return "".join(texts)


def _walked(wrapper: Element, inherited: Manner, matcher: Any) -> Iterator[tuple[Element, Manner]]:
    """Each element of a page with its manner; pages have a limit of depth."""
    matches = [declarations for _, _, pseudo, declarations in matcher.match(wrapper) if pseudo is None]
    flat = [each for declarations in matches for each in declarations]
    manner = inherited
    for each in (*(one for one in flat if not one.important), *(one for one in flat if one.important)):
        manner = _set(manner, each, inherited)
    yield wrapper.etree_element, manner
    for child in wrapper.iter_children():
        yield from _walked(child, manner, matcher)


def _rules(sheet: str) -> Iterator[tuple[Sequence[Token], tuple[_Declaration, ...]]]:
    """The rules of a style sheet that say something of faces."""
    import tinycss2

    for rule in _flat(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
        declarations = tuple(
            _Declaration(each.lower_name, _bare(each.value), each.important)
            for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            if each.type == "declaration" and each.lower_name in PROPERTIES
        )
        if declarations:
            yield rule.prelude, declarations


def _flat(rules: Iterable[Any]) -> Iterator[Any]:
    """The rules for elements, those within conditions too."""
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in ("media", "supports"):
            yield from _flat(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def _bare(tokens: Iterable[Token]) -> tuple[Token, ...]:
    return tuple(token for token in tokens if token.type not in ("whitespace", "comment"))


def _set(manner: Manner, declaration: _Declaration, inherited: Manner) -> Manner:
    value = declaration.value
    match declaration.name:
        case "font-family":
            return replace(manner, families=families(value) or manner.families)
        case "font-style":
            return replace(manner, italic=_italic(value, inherited))
        case "font-weight":
            return replace(manner, weight=_weight(value, inherited))
    size = next((place for place, token in enumerate(value) if token.type in ("dimension", "percentage")), len(value))
    after = value[size + 1 :]
    if after and after[0] == "/":
        after = after[2:]  # the height of lines
    if not after:
        return manner
    return Manner(families(after), _weight(value[:size], inherited), _italic(value[:size], inherited))


def families(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The families of a list, in small letters; several words in a row are one name, `inherit` is none."""
    names = [""]
    for token in tokens:
        if token == ",":
            names.append("")
        elif token.type in ("ident", "string"):
            names[-1] = f"{names[-1]} {token.value.lower()}".strip()
    return tuple(name for name in names if name and name not in ("inherit", "unset"))


def _italic(tokens: Sequence[Token], inherited: Manner) -> bool:
    words = _words(tokens)
    return inherited.italic if words & {"inherit", "unset"} else bool(words & {"italic", "oblique"})


def _weight(tokens: Sequence[Token], inherited: Manner) -> int:
    """CSS Fonts 4, 2.2.1, for what is `bolder` and `lighter`."""
    number = next(map(weight_of, (token for token in tokens if token.type == "number")), 0)
    words = _words(tokens)
    if number or words & {"inherit", "unset"}:
        return number or inherited.weight
    if "bolder" in words:
        return NORMAL if inherited.weight < 350 else BOLD if inherited.weight < 550 else 900
    if "lighter" in words:
        return 100 if inherited.weight < 550 else NORMAL if inherited.weight < 750 else BOLD
    return next((WEIGHTS[word] for word in ("bold", "normal") if word in words), NORMAL)


def weight_of(number: Token) -> int:
    """A weight given as a number: from 1 to 1000 (CSS Fonts 4, 2.2), whatever is written."""
    return int(min(max(number.value, 1), 1000))


def _words(tokens: Iterable[Token]) -> set[str]:
    return {token.lower_value for token in tokens if token.type == "ident"}


def family_of(manner: Manner, known: Mapping[str, Any]) -> str:
    """The family in which a text is set, of those that are known: the first in its list; empty if none is."""
    return next((name for name in manner.families if name in known), "")
