"""Requests for fonts: which faces the text of a page asks for, and which files the `@font-face` rules give.

Only the properties of fonts are looked at. Rules under conditions (`@media`, `@supports`) count as if they held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize
from urllib.parse import unquote

from anthology.css.cascade import Cascade, Element
from anthology.css.parser import Declaration, Token, bare, declarations, parse, style_rules
from anthology.css.values import font_parts

ASSET = "asset:font/"
NORMAL, BOLD = 400, 700
BOLDEST_REGULAR = 500  # a text of a greater weight is bold
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
class FontRequest:
    """How a text is set: its families in the order in which they are tried, its weight, its slant."""

    families: tuple[str, ...] = ()
    weight: int = NORMAL
    italic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One of the four styles of which old reading systems know: upright or italic, regular or bold."""

    bold: bool
    italic: bool

    @property
    def name(self) -> str:
        """As it stands in a font: Regular, Bold, Italic or Bold Italic."""
        return " ".join(filter(None, ["Bold" if self.bold else "", "Italic" if self.italic else ""])) or "Regular"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceRule:
    """A rule `@font-face`: the family in small letters and as written, the font file, weight, slant."""

    key: str
    family: str
    file: str
    weight: int
    italic: bool


def font_requests(pages: Iterable[Element], stylesheet: str) -> dict[FontRequest, set[str]]:
    """The ways in which the text of some pages is set, each with its characters; pages are parsed XHTML.

    Letters with marks of their own count also as the one letter that a font may have for both.
    Of what pseudo-elements show, the characters are those of the element that they stand in. An attribute `style`
    is not looked at.
    """
    cascade, found = Cascade(), dict[FontRequest, set[str]]()
    for sheet in (BY_ITSELF, stylesheet):
        for rule in style_rules(parse(sheet)):
            own = [each for each in declarations(rule.content) if each.name in PROPERTIES]
            if own:
                cascade.add(rule.prelude, own)
    for page in pages:
        known: dict[Element, FontRequest] = {}
        for element, declared in cascade.apply(page):
            request = inherited = known.get(element.getparent(), FontRequest())
            for each in declared:
                request = _set(request, each, inherited)
            known[element] = request
            texts = [element.text or "", *(child.tail or "" for child in element), element.get("alt") or ""]
            characters = set().union(*texts, *(normalize("NFC", text) for text in texts))
            if any(not each.isspace() for each in characters):
                found.setdefault(request, set()).update(characters)
    return found


def generated_text(stylesheet: str) -> str:
    """The strings that a style sheet itself sets beside the text: ornaments, quotation marks."""
    found = (each for rule in style_rules(parse(stylesheet)) for each in declarations(rule.content))
    return "".join(
        token.value for each in found if each.name in SHOWN for token in each.value if token.type == "string"
    )


def _set(request: FontRequest, declaration: Declaration, inherited: FontRequest) -> FontRequest:
    value = bare(declaration.value)
    match declaration.name:
        case "font-family":
            return replace(request, families=_families(value) or request.families)
        case "font-style":
            return replace(request, italic=_italic(value, inherited))
        case "font-weight":
            return replace(request, weight=_weight(value, inherited))
    parts = font_parts(value)
    if parts is None:
        return request
    before, _, families = parts
    return FontRequest(_families(families), _weight(before, inherited), _italic(before, inherited))


def _families(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The families of a list, in small letters; several words in a row are one name, `inherit` is none."""
    names = [""]
    for token in tokens:
        if token == ",":
            names.append("")
        elif token.type in ("ident", "string"):
            names[-1] = f"{names[-1]} {token.value.lower()}".strip()
    return tuple(name for name in names if name and name not in ("inherit", "unset"))


def _italic(tokens: Sequence[Token], inherited: FontRequest) -> bool:
    words = _words(tokens)
    return inherited.italic if words & {"inherit", "unset"} else bool(words & {"italic", "oblique"})


def _weight(tokens: Sequence[Token], inherited: FontRequest) -> int:
    """CSS Fonts 4, 2.2.1, for what is `bolder` and `lighter`."""
    number = next(iter(_numbers(tokens)), 0)
    words = _words(tokens)
    if number or words & {"inherit", "unset"}:
        return number or inherited.weight
    if "bolder" in words:
        return NORMAL if inherited.weight < 350 else BOLD if inherited.weight < 550 else 900
    if "lighter" in words:
        return 100 if inherited.weight < 550 else NORMAL if inherited.weight < 750 else BOLD
    return next((WEIGHTS[word] for word in ("bold", "normal") if word in words), NORMAL)


def _numbers(tokens: Iterable[Token]) -> list[int]:
    """Weights given as numbers: from 1 to 1000 (CSS Fonts 4, 2.2), whatever is written."""
    return [int(min(max(token.value, 1), 1000)) for token in tokens if token.type == "number"]


def _words(tokens: Iterable[Token]) -> set[str]:
    return {token.lower_value for token in tokens if token.type == "ident"}


def family_of(request: FontRequest, known: Mapping[str, object]) -> str:
    """The family in which a text is set, of those that are known: the first in its list; empty if none is."""
    return next((name for name in request.families if name in known), "")


def face_rules(stylesheet: str) -> dict[str, tuple[FaceRule, ...]]:
    """The rules of a style sheet by their families in small letters; those that name no file of a package are none."""
    found: dict[str, tuple[FaceRule, ...]] = {}
    for rule in parse(stylesheet):
        if rule.type == "at-rule" and rule.lower_at_keyword == "font-face" and rule.content:
            for each in _face_rule(rule.content):
                found[each.key] = (*found.get(each.key, ()), each)
    return found


def _face_rule(content: Sequence[Token]) -> Iterator[FaceRule]:
    declared = {each.name: bare(each.value) for each in declarations(content)}
    addresses = [address for token in declared.get("src", ()) for address in _addresses(token)]
    files = [unquote(address.removeprefix(ASSET)) for address in addresses if address.startswith(ASSET)]
    names = _families(declared.get("font-family", ()))
    if not files or not names:
        return
    weight = declared.get("font-weight", ())
    yield FaceRule(
        key=names[0],
        family=" ".join(token.value for token in declared["font-family"] if token.type in ("ident", "string")),
        file=files[0],
        # Of a range of weights the first, as its file is a variable one that has them all.
        weight=BOLD if "bold" in _words(weight) else next(iter(_numbers(weight)), NORMAL),
        italic=bool(_words(declared.get("font-style", ())) & {"italic", "oblique"}),
    )


def _addresses(token: Token) -> Iterator[str]:
    """The address in `url(…)`, with quotation marks or without (CSS Syntax 3, 4.3.6)."""
    if token.type == "url":
        yield token.value
    elif token.type == "function" and token.lower_name == "url":
        yield from (each.value for each in token.arguments if each.type == "string")


def is_bold(weight: int) -> bool:
    """Whether a text of that weight is shown in the bold face, where there are two (CSS Fonts 4, 5.2)."""
    return weight > BOLDEST_REGULAR


def rule_for(rules: Sequence[FaceRule], style: Style, *, has_weights: Callable[[str], bool]) -> FaceRule | None:
    """The rule for a style, None if the family has none, so that a reading system slants or thickens another itself.

    `has_weights` tells of a file whether it is a variable one with an axis of weights.
    """
    slanted = [rule for rule in rules if rule.italic == style.italic]
    fitting = [rule for rule in slanted if has_weights(rule.file) or is_bold(rule.weight) == style.bold]
    return min(fitting, key=lambda rule: abs(rule.weight - (BOLD if style.bold else NORMAL)), default=None)
