"""Lists in pages: the numbers that elements give, and those that Word and Google Docs write without nesting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree, html

from anthology.core.document import Blocks, ListBlock, ListStyle
from anthology.core.findings import Location
from anthology.core.list_numbers import CSS_NAMES, STYLES, label, number_of
from anthology.css.parser import bare, declarations
from anthology.css.values import points
from anthology.sources.html.styles import (
    Sheet,
    apply_marks,
    classes_of,
    counter_style,
    name_paragraphs,
    name_verse,
    style_of,
)

STEP = 18.0  # points: half of what Word sets a level in
_WORD_ITEM = re.compile(r"MsoList\w*")
_GOOGLE_ITEM = re.compile(r"(?P<list>lst-kix_[\w-]+)-(?P<level>\d)")
ITEM_MARK = "x-anthology-item-"  # begins the name of a bookmark in an item of a Word document
_ITEM_MARK = re.compile(rf"{ITEM_MARK}(?P<level>\d)-(?P<style>ul|[1aAiI])-(?P<number>\d{{1,5}})")
_SPACER = re.compile(r"font:\s*7(?:\.0)?pt|mso-list:\s*ignore", re.IGNORECASE)
_LEVEL = re.compile(r"mso-list:[^;]{0,100}?\blevel(\d)", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?P<open>\(?)(?P<label>\d{1,4}|[A-Za-z]{1,15})[.)]\s*")
_BULLET = re.compile(r"\s*(?:[^\w\s()\[\]]|[o§vØ])\s*")
_NUMBER = re.compile(r"\s*([+-]?\d{1,4})\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item that stands by itself: its element, how deep it is, its number if it has one, in which list it is."""

    element: html.HtmlElement
    level: float
    style: ListStyle | None = None
    number: int = 1
    name: str = ""


def number_in(given: str | None) -> int | None:
    """The number in an attribute `start` or `value`, if it is one (HTML Living Standard, section 4.4.5)."""
    found = _NUMBER.fullmatch(given or "")
    return int(found[1]) if found else None


def list_of(
    element: html.HtmlElement, items: Sequence[Blocks], values: Sequence[int | None], at: Location
) -> ListBlock:
    """The list that an element is, with the numbers that it and its items ask for (section 4.4.5)."""
    if element.tag != "ol":
        return ListBlock(items=tuple(items), at=at)
    is_reversed, start = element.get("reversed") is not None, number_in(element.get("start"))
    return ListBlock(
        items=tuple(items),
        ordered=True,
        start=(len(items) if is_reversed else 1) if start is None else start,
        style=_style(element),
        is_reversed=is_reversed,
        values=tuple(values) if any(value is not None for value in values) else (),
        at=at,
    )


def _style(element: html.HtmlElement) -> ListStyle:
    """The style of the numbers of a list, by its `type`."""
    given = element.get("type", "")
    return next((style for style in CSS_NAMES if style == given), "1")


def shape(body: html.HtmlElement, sheet: Sheet) -> None:
    """Change a tree into one that says by its elements what classes and styles have said."""
    _name_styles(body, sheet)
    _nest_items(body, sheet)
    for mark in [each for each in body.iter("a") if each.get("id", "").startswith(ITEM_MARK)]:
        mark.drop_tag()
    name_verse(body)
    name_paragraphs(body, sheet)
    apply_marks(body, sheet)


def _name_styles(body: html.HtmlElement, sheet: Sheet) -> None:
    """Give lists the `type` that style sheets and attributes ask for; the first item may speak for its list."""
    for element in body.iter("ol"):
        first = next(element.iterchildren("li"), None)
        for each in (first, element):
            style = style_of(each, sheet) if each is not None else {}
            asked = style.get("list-style-type", "") or style.get("list-style", "")
            known = next((STYLES[word] for word in asked.split() if word in STYLES), None)
            if known:
                element.set("type", known)


def _nest_items(body: html.HtmlElement, sheet: Sheet) -> None:
    """Make lists, each in the item that it belongs to, of those of Google Docs and the paragraphs of Word."""
    for element in list(body.iter("p", "ul", "ol")):
        if element.getparent() is None:
            continue
        run = list(_run(element, sheet, []))
        if run:
            _build(run)


def _run(first: html.HtmlElement, sheet: Sheet, found: list[Item]) -> Iterator[Item]:
    """The items from an element on, as long as nothing else stands between them."""
    element: html.HtmlElement | None = first
    while element is not None:
        items = list(_items(element, sheet, found))
        yield from items
        found += items
        if not items or (element.tail or "").strip():
            return
        element = element.getnext()


def _items(element: html.HtmlElement, sheet: Sheet, before: Sequence[Item]) -> Iterator[Item]:
    """The items that an element is, or holds: none if it is of no list that has to be made."""
    if element.tag in ("ul", "ol"):
        named = next((found for name in classes_of(element) if (found := _GOOGLE_ITEM.fullmatch(name))), None)
        if named is None:
            return
        counted = counter_style(sheet.markers.get(named[0], ""))
        style = STYLES.get(counted, _style(element)) if element.tag == "ol" else None
        number = number_in(element.get("start")) or 1
        for index, item in enumerate(element.iterchildren("li")):
            yield Item(element=item, level=int(named["level"]), style=style, number=number + index, name=named["list"])
    elif element.tag == "p" and (mark := _mark(element)):
        style = next((each for each in CSS_NAMES if each == mark["style"]), None)
        yield Item(element=element, level=int(mark["level"]), style=style, number=int(mark["number"]))
    elif element.tag == "p" and any(map(_WORD_ITEM.fullmatch, classes_of(element))):
        item = _word_item(element, before)
        if item is not None:
            yield item


def _mark(element: html.HtmlElement) -> re.Match[str] | None:
    """What the bookmark says with which an item of a Word document begins."""
    named = (_ITEM_MARK.fullmatch(each.get("id", "")) for each in element.iterchildren("a"))
    return next(filter(None, named), None)


def _word_item(element: html.HtmlElement, before: Sequence[Item]) -> Item | None:
    """A paragraph of Word with a mark before it, which stands before a space in small letters; None if it has none."""
    spacer = next((each for each in element.iter("span") if _SPACER.search(each.get("style", ""))), None)
    if spacer is None:
        return None
    mark = _text_before(element, spacer)
    if "ignore" in spacer.get("style", "").lower():
        mark += spacer.text_content()
    level = _level(element)
    labelled, is_bullet = _LABEL.fullmatch(mark), _BULLET.fullmatch(mark)
    if not is_bullet and not labelled:
        return None
    if is_bullet and not (mark.strip() == "o" and _follows("o", level, before)):
        _cut(element, spacer)
        return Item(element=element, level=level)
    assert labelled is not None
    style, number = _read(labelled["label"], level, before)
    if not number and labelled["label"] != "0":
        return None
    _cut(element, spacer)
    return Item(element=element, level=level, style=style, number=number)


def _follows(said: str, level: float, before: Sequence[Item]) -> bool:
    """Whether a label is the next one of the list above it."""
    last = next((item for item in reversed(before) if item.level == level), None)
    return last is not None and last.style is not None and label(last.number + 1, last.style) == said


def _read(said: str, level: float, before: Sequence[Item]) -> tuple[ListStyle, int]:
    """The style and the number of a label: the next one of the list above it, else a first one, else any."""
    last = next((item for item in reversed(before) if item.level == level), None)
    if last is not None and last.style and _follows(said, level, before):
        return last.style, last.number + 1
    styles: tuple[ListStyle, ...] = ("1",) if said.isdigit() else ("i", "a") if said.islower() else ("I", "A")
    if len(said) == 1 and said not in "iI":
        styles = tuple(reversed(styles))
    return next(((style, number) for style in styles if (number := number_of(said, style))), (styles[0], 0))


def _level(element: html.HtmlElement) -> float:
    """How deep an item is: as Word says, or by how far it is set in."""
    style = element.get("style", "")
    if named := _LEVEL.search(style):
        return int(named[1])
    found = 0.0
    for each in declarations(style):
        values = bare(each.value)
        if each.name in ("margin-left", "margin") and values:
            found = points(values[-1], 0.0) or 0.0
    return round(found / STEP)


def _text_before(element: html.HtmlElement, end: html.HtmlElement) -> str:
    """The words of an element before another in it."""
    words: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if each is end:
            break
        if event == "start" or each is not element:
            words.append((each.text if event == "start" else each.tail) or "")
    return "".join(words)


def _cut(element: html.HtmlElement, end: html.HtmlElement) -> None:
    """Take what stands before and in an element out of the paragraph that holds it."""
    above = end
    while above is not element:
        parent = above.getparent()
        for each in list(above.itersiblings(preceding=True)):
            parent.remove(each)
        parent.text = None
        above = parent
    end.text = None
    for each in list(end):
        end.remove(each)


def _build(items: Sequence[Item]) -> None:
    """Put the items into lists, those that are set in deeper into the item before."""
    first = items[0].element
    root = html.Element("div")
    (first if first.tag == "p" else first.getparent()).addprevious(root)
    open_: list[tuple[Item, html.HtmlElement]] = []  # the last item of each level, with its list
    for item in items:
        while open_ and open_[-1][0].level > item.level:
            open_.pop()
        last, made = open_.pop() if open_ and open_[-1][0].level == item.level else (None, None)
        if last is None or not _goes_on(last, item):
            made = html.Element("ol" if item.style else "ul")
            if item.style:
                made.set("type", item.style)
                made.set("start", str(item.number))
            (open_[-1][1][-1] if open_ else root).append(made)
        elif item.style and item.number != last.number + 1:
            item.element.set("value", str(item.number))
        _move(item.element, made)
        open_.append((item, made))


def _goes_on(last: Item, item: Item) -> bool:
    """Whether an item is one of the same list: of its kind and name, and its number goes on where it has one."""
    if (last.style, last.name) != (item.style, item.name):
        return False
    return item.style is None or item.number == last.number + 1 or bool(item.name)


def _move(element: html.HtmlElement, made: html.HtmlElement) -> None:
    """Put an element into a list as an item; the list that it came from goes if nothing is left in it."""
    held, words = element.getparent(), element.tail or ""
    element.tail, element.tag = None, "li"
    made.append(element)
    if words.strip():
        behind = html.Element("p")
        behind.text = words
        element.append(behind)
    if held.tag in ("ul", "ol") and not len(held) and not (held.text or "").strip():
        held.drop_tree()
