"""Words that a style sheet keeps from the reader: a page's elements with what the rules of the sheets make of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cssselect2

from anthology.core.findings import Location
from anthology.css.concealing import (
    FAINT,
    colour,
    cuts_off,
    family,
    is_too_small,
    is_unseen,
    piles_up,
    readings,
    takes_away,
)
from anthology.css.parser import Declaration, Rule, is_unreadable, rules
from anthology.css.values import Colour, colours, lengths
from anthology.render.layout_files import LayoutFile

PAGE = Path("a page")  # where a style attribute stands
XHTML = "{http://www.w3.org/1999/xhtml}"
LETTERS = (None, "first-line", "first-letter")  # pseudo-elements that are words of the text
COVERS = ("before", "after")  # pseudo-elements that may be laid over the words
BLACK, WHITE = (0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 1.0, 1.0)
COVERING = ("background", "background-color", "background-image", "backdrop-filter", "box-shadow", "outline", "border")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Words that are not seen: the declaration at fault and its place, None for an attribute of the page itself."""

    words: str
    by: str
    at: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What an element hands down to those in it."""

    by: Declaration | str | None = None  # what took the element away
    unseen: Declaration | None = None  # visibility
    small: Declaration | None = None
    letters: Colour = BLACK
    grounds: tuple[Colour, ...] = (WHITE,)
    opacity: float = 1.0
    by_letters: Declaration | None = None
    by_ground: Declaration | None = None


@dataclass(slots=True, kw_only=True)
class Sheets:
    """The rules that hold for a page, ready to be tried on its elements."""

    matcher: Any
    covers: Any
    variables: Mapping[str, tuple[str, ...]]
    own: frozenset[Path]
    harmless: frozenset[tuple[str, str, str]]
    strictly: bool
    found: list[Hidden] = field(default_factory=list)


def sheets_for(
    files: Iterable[LayoutFile],
    own: Iterable[LayoutFile],
    *,
    passed_over: str,
    conditions: bool,
    strictly: bool = False,
) -> Sheets:
    """The rules of these files in their order; those of `own` are told of, but for what they repeat of the others.

    Under a condition stand rules that hold only for some readers: with `conditions` all of them hold, but those for
    the medium `passed_over`, without it none. `strictly` is for pages that nobody can look at before a reader does:
    what only may take words away counts as if it did.
    """
    told = frozenset(file.path for file in own)
    every = [(rule, file.path in told) for file in files for rule in rules(file)]
    harmless = {
        (rule.selector, each.name, each.value) for rule, mine in every if not mine for each in rule.declarations
    }
    matcher, covers, variables = cssselect2.Matcher(), cssselect2.Matcher(), defaultdict[str, dict[str, None]](dict)
    for rule, _ in every:
        for each in rule.declarations:
            if each.name.startswith("--"):
                variables[each.name][each.value] = None
        if rule.condition and (not conditions or passed_over in rule.condition.split()):
            continue
        for selector in _compiled(rule.selector):
            if selector.pseudo_element in LETTERS:
                matcher.add_selector(selector, rule)
            elif selector.pseudo_element in COVERS and (cover := _cover(rule)):
                covers.add_selector(selector, cover)
    return Sheets(
        matcher=matcher,
        covers=covers,
        variables={name: tuple(values) for name, values in variables.items()},
        own=told,
        harmless=frozenset(harmless),
        strictly=strictly,
    )


def _cover(rule: Rule) -> Declaration | None:
    """The declaration by which a rule lays something with a ground of its own over the words, None if it does not."""
    by = {each.name: each for each in rule.declarations}
    position = by.get("position")
    is_laid = position is not None and position.value in ("absolute", "fixed")
    return position if is_laid and any(name in by for name in COVERING) else None


def _compiled(selector: str) -> Sequence[Any]:
    try:
        return list(cssselect2.compile_selector_list(selector))
    except cssselect2.SelectorError:
        return ()  # a finding of the sheet itself


def hidden_words(page: str, sheets: Sheets) -> list[Hidden]:
    """The words of an XHTML page that its style sheets, its attributes or its elements hide, once for each cause."""
    sheets.found = []
    for words, state in _look(cssselect2.ElementWrapper.from_html_root(_parsed(page)), sheets):
        _tell(words, state, sheets)
    return list({(each.by, each.at): each for each in reversed(sheets.found)}.values())[::-1]


def shown_words(page: str, sheets: Sheets) -> list[str]:
    """The words of an XHTML page that nothing in it and in these style sheets hides, a text for each element."""
    top = cssselect2.ElementWrapper.from_html_root(_parsed(page))
    return [words for words, state in _look(top, sheets) if _cause(state) is None]


def _parsed(page: str) -> ElementTree.Element:
    root = ElementTree.fromstring(page)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(XHTML)
    return root


def _look(top: Any, sheets: Sheets) -> Iterator[tuple[str, _State]]:
    """The words that stand in each element itself, and what holds for them."""
    waiting = [(top, _State())]
    while waiting:
        element, above = waiting.pop()
        if element.local_name in ("head", "script", "style", "title"):
            continue
        state = _state(element, above, sheets)
        children = list(element.iter_children())
        words = [element.etree_element.text, *(child.etree_element.tail for child in children)]
        shown = " ".join(" ".join(filter(None, words)).split())
        if shown:
            yield shown, state
        waiting.extend((child, state) for child in reversed(children))


def _state(element: Any, above: _State, sheets: Sheets) -> _State:
    """What holds in an element: its own declarations by rank (CSS Cascade 4, section 6), and what it inherits."""
    values = _cascade(element, sheets)
    state = above
    if state.by is None:
        cover = next((each for *_, each in sheets.covers.match(element)), None)
        state = replace(state, by=cover or _taken_away(element, values, strictly=sheets.strictly))
    visibility = values.get("visibility")
    if visibility:
        state = replace(state, unseen=visibility if visibility.value in ("hidden", "collapse") else None)
    size = values.get("font-size")
    if size:
        state = replace(state, small=size if is_too_small(size.value) else state.small if _is_share(size) else None)
    letters = values.get("-webkit-text-fill-color") or values.get("color")
    if letters and (found := colour(letters.value)):
        state = replace(state, letters=found, by_letters=letters)
    for name in ("background-color", "background-image"):
        ground = values.get(name)
        grounds = tuple(each or state.letters for each in colours(ground.value)) if ground else ()
        if any(each[3] for each in grounds):
            state = replace(state, grounds=tuple(each for each in grounds if each[3]), by_ground=ground)
    return _dimmed(state, values.get("opacity"))


def _dimmed(state: _State, opacity: Declaration | None) -> _State:
    """What is left of opacity where those of the elements around have taken theirs (CSS Color 4, section 14)."""
    share = (
        next((number * (0.01 if unit == "%" else 1) for number, unit in lengths(opacity.value)), 1) if opacity else 1
    )
    dimmed = state.opacity * min(1.0, share)
    by = opacity if state.by is None and dimmed < FAINT else state.by
    return replace(state, opacity=dimmed, by=by)


def _is_share(size: Declaration) -> bool:
    return "em" in size.value or "%" in size.value


def _taken_away(element: Any, values: Mapping[str, Declaration], *, strictly: bool) -> Declaration | str | None:
    attributes = element.etree_element.attrib
    if "hidden" in attributes and "display" not in values:
        return "the attribute hidden"
    if is_unreadable(attributes.get("style", "")):
        return "an attribute style that cannot be read"
    if element.local_name in ("template", "noscript", "datalist", "iframe", "audio", "video", "canvas", "details"):
        return f"the element {element.local_name}"
    for name, each in values.items():
        if takes_away(name, each.value) or (strictly and piles_up(name, each.value)):
            return each
    if cuts_off({name: each.value for name, each in values.items()}, strictly=strictly):
        return next(each for name, each in values.items() if name.startswith("overflow"))
    return None


def _cascade(element: Any, sheets: Sheets) -> dict[str, Declaration]:
    """The declaration that wins for each property; of a value with variables the reading that hides most."""
    ranked: dict[str, tuple[tuple[bool, Any, int], Declaration]] = {}
    for specificity, order, _, rule in sheets.matcher.match(element):
        for each in rule.declarations:
            rank = (each.important, specificity, order)
            name = family(each.name)
            if name not in ranked or rank >= ranked[name][0]:
                ranked[name] = rank, _resolved(each, sheets)
    inline = element.etree_element.attrib.get("style")
    values = {name: each for name, (_, each) in ranked.items()}
    return values | ({family(each.name): each for each in _inline(inline)} if inline else {})


def _resolved(declaration: Declaration, sheets: Sheets) -> Declaration:
    if "var(" not in declaration.value and "env(" not in declaration.value:
        return declaration
    options = list(readings(declaration.value, sheets.variables)) or [declaration.value]
    worst = next(
        (
            each
            for each in options
            if takes_away(declaration.name, each)
            or (sheets.strictly and piles_up(declaration.name, each))
            or _hides_letters(declaration, each)
        ),
        "",
    )
    return replace(declaration, value=worst or options[0])


def _hides_letters(declaration: Declaration, value: str) -> bool:
    if family(declaration.name) == "font-size":
        return is_too_small(value)
    if declaration.name == "visibility":
        return value in ("hidden", "collapse")
    found = colour(value) if declaration.name == "color" else None
    return found is not None and is_unseen(found, WHITE)


def _inline(style: str) -> Iterator[Declaration]:
    file = LayoutFile(name="", path=PAGE, text=f"x {{ {style} }}")
    for rule in rules(file):
        yield from rule.declarations


def _cause(state: _State) -> Declaration | str | None:
    """What hides words for which this holds."""
    cause: Declaration | str | None = state.by or state.unseen or state.small
    if cause is None and any(is_unseen(state.letters, ground) for ground in state.grounds):
        cause = state.by_letters or state.by_ground
    return cause


def _tell(words: str, state: _State, sheets: Sheets) -> None:
    cause = _cause(state)
    if cause is None:
        return
    if isinstance(cause, str):
        sheets.found.append(Hidden(words=words, by=cause, at=None))
        return
    is_repeated = (cause.selector, cause.name, cause.value) in sheets.harmless
    if cause.at.path == PAGE or (cause.at.path in sheets.own and not is_repeated):
        at = None if cause.at.path == PAGE else cause.at
        sheets.found.append(Hidden(words=words, by=f"{cause.name}: {cause.value}", at=at))
