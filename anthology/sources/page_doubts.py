"""What a web page leaves in doubt: words beside its text that may belong to it, and words in it that may not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from anthology.core.document import Inlines, Link, ListBlock, Paragraph, Quote, inlines_of, plain
from anthology.core.essay import Doubt
from anthology.core.findings import Finding
from anthology.sources.draft import Draft, Line
from anthology.sources.sentences import reads_as_sentence

_ENDED = re.compile(r"[.?!…][”’)\s]*\Z")

PASSAGE = 25  # words of a line that is more than a label or the announcement of another text
LEAST_OUTSIDE = 100  # words in such passages
SHARE_OUTSIDE = 0.2  # of the words of the main text
TEASER = 40  # words of a line between two links to other pages that belongs to them
BETWEEN = 3  # lines between such links
LABEL = 10  # words of a line that is a label, if it reads as no sentence
FEWEST_ITEMS, MOST_ITEMS = 5, 0.6  # a list of so many items, of which so many have a link
LEAST_LINKED = 60  # words that look like links to other pages
SHARE_LINKED = 0.3  # of the words of the main text

OUTSIDE = "stands outside of the main text of the web page"
HIDDEN = "is not shown by the web page"
LINK_LIST = "link-list"
LINKED = "looks like links to other pages"


def report_outside_text(draft: Draft) -> Draft:
    """The draft as it is, with a finding (C012) where much running text stands outside of a page's main text."""
    passages = [
        line
        for line in draft.outside
        if line.standing != "beside"
        and isinstance(line.block, Paragraph | Quote)
        and _ENDED.search(line.text)
        and len(line.text.split()) >= PASSAGE
    ]
    count = sum(len(line.text.split()) for line in passages)
    main = sum(len(line.text.split()) for line in draft.lines)
    if count < max(LEAST_OUTSIDE, SHARE_OUTSIDE * main):
        return draft
    words = " ".join(passages[0].text.split()[:8])
    message = f"{count:,} words in sentences stand outside of the main text, which has {main:,}; first “{words} …”"
    finding = Finding("C012", message, draft.place(passages[0]), "name the lines that belong to it under `keep`")
    return replace(draft, findings=(*draft.findings, finding))


def question_outside(draft: Draft) -> Draft:
    """What stands outside of the main text, where no structure of the page says that it is furniture.

    A sentence directly beside the main text comes back into it; of all else, and of what the page does not show, it is
    asked whether it may stay away.
    """
    dropped = {claim.number for claim in draft.claims if claim.rule == "page-furniture"}
    for line in draft.outside:
        if line.standing in ("beside", "outside", "hidden") and line.number in dropped and line.text.strip():
            draft = draft.reopened(line)
            reason = HIDDEN if line.standing == "hidden" else OUTSIDE
            draft = draft.question([line], "page-furniture", reason, may_stay=line.standing == "beside")
    return draft


def question_links(draft: Draft) -> Draft:
    """The draft with a doubt for each line that looks like a link to another page, where much of the text does.

    Cards and lists of “related articles” stand in the main text of many pages, and no structure says what they are. All
    of it stays until the editor says otherwise.
    """
    lines = draft.questionable()
    linked = [index for index, line in enumerate(lines) if _is_link(line)]
    alike = {*linked}
    for first, second in pairwise(linked):
        between = range(first + 1, second)
        is_teaser = len(between) <= BETWEEN and all(len(lines[index].text.split()) < TEASER for index in between)
        if is_teaser or all(_is_label(lines[index]) for index in between):
            alike.update(between)
    found = [lines[index] for index in sorted(alike)]
    if _words(found) < max(LEAST_LINKED, SHARE_LINKED * _words(draft.lines)):
        return draft
    doubts = (Doubt(number=line.number, text=line.text, rule=LINK_LIST, reason=LINKED, stays=True) for line in found)
    return replace(draft, doubts=(*draft.doubts, *doubts))


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _is_label(line: Line) -> bool:
    return not reads_as_sentence(line.text) and len(line.text.split()) < LABEL


def _is_link(line: Line) -> bool:
    """Whether half of its letters, or more, stand in links, or most of the items of a long list have one."""
    if line.block is None:
        return False
    if isinstance(line.block, ListBlock) and len(line.block.items) >= FEWEST_ITEMS:
        with_links = [item for item in line.block.items if any(isinstance(each, Link) for each in inlines_of(item))]
        if len(with_links) >= MOST_ITEMS * len(line.block.items):
            return True
    linked = sum(_letters(each.content) for each in inlines_of((line.block,)) if isinstance(each, Link))
    return 0 < len("".join(line.text.split())) <= 2 * linked


def _letters(content: Inlines) -> int:
    return len("".join(plain(content).split()))
