"""Where lines may break inside addresses and very long words, for which nothing adds a hyphen.

A reader who types an address takes a hyphen at the end of a line for a part of it. Each address is put into a span of
the class `unhyphenated`, as common.css has it, with a place to break after `/ . - _ ? & =`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal

from anthology.core.urls import addresses_in

CLASS = "unhyphenated"
# In an e-book an element, so that the address is copied as it is. A tag for each would fill the structure tree of a
# PDF; there a zero-width space leaves no character behind, because WeasyPrint paints no glyph for it.
BREAKS = {"ebook": "<wbr/>", "print": "\u200b"}

_SPAN = re.compile(f'<span class="{CLASS}">([^<]*)</span>')
_TAG = re.compile(r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
_NAME = re.compile(r"</?([\w:-]*)")
# What holds no running text, or text of another language of markup.
_PASSED_OVER = ("head", "style", "script", "svg", "math")
# Elements within a word: an address may go on across their tags.
_CROSSED = ("em", "strong", "b", "i", "u", "s", "code", "cite", "small")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # which nobody types, and whoever copies it has it in the address
_PLACE = re.compile(f"(?:[/.\\-_?=]|&amp;)(?={_UNSEEN.pattern}*[\\w%~#+@$])")
# More than a line has room for, and than any word has: WeasyPrint 70 takes minutes to hyphenate one of 6,000 letters.
# Thai, Lao, Tibetan, Burmese, Khmer and the scripts of East Asia have no spaces, and other places to break.
_LONG = re.compile(r"(?:&#?\w{1,8};|[^\s&\u0e00-\u109f\u1780-\u17ff\u2e80-\U0003ffff]){200,}")
_STEP = re.compile(r"(?:&#?\w{1,8};|[^&]){20}(?=\w)")  # a mark above or below a letter is none of \w


def with_breaks(markup: str, target: Literal["ebook", "print"]) -> str:
    """The XHTML of a page with its addresses and its words of 200 letters and more in spans that break without a mark.

    The XHTML must be well-formed.
    """
    edits = [edit for run in _runs(markup) for edit in _edits(markup, run, BREAKS[target])]
    parts, done = [], 0
    for start, end, words in edits:
        parts += [markup[done:start], words]
        done = end
    return "".join([*parts, markup[done:]])


def unhyphenated_words(markup: str) -> set[str]:
    """The words of a page for print that `with_breaks` has put into spans, as they are copied from it."""
    return {unescape(found[1]).replace(BREAKS["print"], "") for found in _SPAN.finditer(markup)}


def _runs(markup: str) -> Iterator[list[tuple[int, int]]]:
    """The texts of the page as places of the markup, those together that only tags within a word part."""
    run: list[tuple[int, int]] = []
    done, inside = 0, ""
    for tag in _TAG.finditer(markup):
        if not inside and tag.start() > done:
            run.append((done, tag.start()))
        done = tag.end()
        found = _NAME.match(tag[0])
        name = found[1] if found else ""
        if inside:
            inside = "" if tag[0].startswith(f"</{inside}") else inside
        elif name not in _CROSSED:
            yield run
            run = []
            inside = name if name in _PASSED_OVER and not tag[0].endswith("/>") else ""


def _edits(markup: str, run: list[tuple[int, int]], mark: str) -> Iterator[tuple[int, int, str]]:
    """What is put where, in the place of what, in the order of the places."""
    text = "".join(markup[start:end] for start, end in run)
    before = 0
    found = list(_unhyphenated(text))
    for start, end in run:
        shift, behind = start - before, before + end - start  # from a place of the run's text to one of the markup
        while found and found[0][0] < behind:
            opened, last, places = max(found[0][0], before), *found[0][1:]
            closed = min(last, behind)
            inner = [(place, place, mark) for place in places if opened < place < closed]
            inner += [(*unseen.span(), "") for unseen in _UNSEEN.finditer(text, opened, closed)]
            yield opened + shift, opened + shift, f'<span class="{CLASS}">'
            yield from ((place + shift, end + shift, words) for place, end, words in sorted(inner))
            yield closed + shift, closed + shift, "</span>"
            if last > behind:
                break
            del found[0]
        before = behind


def _unhyphenated(text: str) -> Iterator[tuple[int, int, list[int]]]:
    """The addresses and very long words of a text, in order, each with the places where it may break."""
    long = [found.span() for found in _LONG.finditer(text)]
    whole = list(addresses_in(text))
    alone = [span for span in long if not any(first < span[1] and span[0] < last for first, last in whole)]
    for first, last in sorted((*whole, *alone)):
        places = {place.end() for place in _PLACE.finditer(text, first, last)}
        for start, end in long:
            places.update(step.end() for step in _STEP.finditer(text, max(first, start), min(last, end)))
        yield first, last, sorted(places)
