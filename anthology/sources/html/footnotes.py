"""Notes in HTML: the links that call them, the elements that hold their text, and the ways back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

HOLDERS = ("li", "p", "div", "aside", "dd", "section", "td")

_LABEL = re.compile(r"[\[(]?\s*(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶]{1,4})\s*[\])]?")


def find_notes(
    body: html.HtmlElement, main: html.HtmlElement
) -> tuple[dict[html.HtmlElement, html.HtmlElement], frozenset[str]]:
    """The elements of the notes' texts by the links that call them, and the addresses of the links back.

    A call is a short label, raised or declared as one (DPUB-ARIA 1.1, doc-noteref) or answered by a link back, whose
    target stands later on the page. Calls inside the text of a note, or outside of the main text, do not count.
    """
    places = {each.get("id") or each.get("name"): each for each in body.iter() if each.get("id") or each.get("name")}
    order = {each: index for index, each in enumerate(body.iter())}
    notes: dict[html.HtmlElement, html.HtmlElement] = {}
    back: set[str] = set()
    for call in main.iter("a"):
        target = places.get(call.get("href", "").removeprefix("#")) if call.get("href", "").startswith("#") else None
        text = _holder(target) if target is not None else None
        if text is None or order[text] < order[call] or not _LABEL.fullmatch(call.text_content().strip()):
            continue
        ways = set(_ways_back(call))
        answers = any(each.get("href") in ways for each in text.iter("a"))
        if answers or _is_raised(call):
            notes[call] = text
            back |= ways
    texts = set(notes.values())
    own = {call: text for call, text in notes.items() if not any(each in texts for each in call.iterancestors())}
    return _without_nested(own, main), frozenset(back)


def _without_nested(
    notes: dict[html.HtmlElement, html.HtmlElement], main: html.HtmlElement
) -> dict[html.HtmlElement, html.HtmlElement]:
    """The notes whose text holds neither the main text nor another note's: such an element is more than a note."""
    texts = set(notes.values())
    large = {main, *main.iterancestors()}
    large |= {above for text in texts for above in text.iterancestors() if above in texts}
    return {call: text for call, text in notes.items() if text not in large}


def _holder(target: html.HtmlElement) -> html.HtmlElement | None:
    for element in (target, *target.iterancestors()):
        if element.tag in HOLDERS:
            return element
    return None


def _ways_back(call: html.HtmlElement) -> Iterator[str]:
    above = call.getparent()
    for element in (call, above, *call.iterchildren()):
        if element is not None:
            yield from (f"#{element.get(name)}" for name in ("id", "name") if element.get(name))


def _is_raised(call: html.HtmlElement) -> bool:
    above = call.getparent()
    if call.get("role") == "doc-noteref" or call.find(".//sup") is not None:
        return True
    return above is not None and above.tag == "sup"
