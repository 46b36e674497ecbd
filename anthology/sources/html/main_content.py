"""The part of a web page that holds its text, by rules that know no site."""

from __future__ import annotations

from collections import Counter

from lxml import html

from anthology.sources.html.tree import FLOW, HEADINGS

LONGER_THAN_LABELS = 80  # letters
MAIN_SHARE = 0.6  # of the running text: so much of it makes a part of the page its main text

_LOOSE = {"article", "blockquote", "body", "center", "div", "main", "section", "td"}
_NO_PARTS = {"p", "blockquote", "ul", "ol", "dl", "li", "pre", *HEADINGS[:3]}


def main_part(body: html.HtmlElement) -> html.HtmlElement:
    """The part of a page that holds its text, by rules that know no site.

    The only article in the main element, or that with most of its words; the main element; the only article of the
    page (HTML Living Standard, sections 4.3.2 and 4.4.14); else the deepest element with most of the words that stand
    in paragraphs.
    """
    mains = [each for each in body.iter() if each.tag == "main" or each.get("role") == "main"]
    within = mains[0] if len(mains) == 1 else body
    articles = [
        each for each in within.iter("article") if not any(above.tag == "article" for above in each.iterancestors())
    ]
    weights = _weights(body)
    share = weights[within] * MAIN_SHARE
    heavy_ones = [each for each in articles if share and weights[each] >= share]
    if len(articles) == 1 and weights[articles[0]] >= share:
        return articles[0]
    if len(heavy_ones) == 1:  # the others are comments, or show other texts of the site
        return heavy_ones[0]
    if within is not body:
        return within
    while True:
        heavy = [child for child in within if _is_part(child) and share and weights[child] >= share]
        beside = sum(_loose_letters(child) for child in within if child.tag == "p")
        if not heavy or beside:  # the text of a page that folds its end away goes on in a part beside its paragraphs
            return within
        within = heavy[0]


def _is_part(element: html.HtmlElement) -> bool:
    return element.tag in FLOW and element.tag not in _NO_PARTS


def _weights(body: html.HtmlElement) -> Counter[html.HtmlElement]:
    """How many letters of running text stand in each part, not counting what is navigation.

    Running text is what stands in paragraphs, and what stands loose in another part and is long enough not to be a
    label, without its links: many weblogs have no paragraphs, only breaks between lines.
    """
    outside = {"nav", "footer", "header", "form"}
    weights: Counter[html.HtmlElement] = Counter()
    for each in body.iter():
        is_paragraph = each.tag in ("p", "pre")
        if is_paragraph or each.tag in _LOOSE:
            letters = len(each.text_content()) if is_paragraph else _loose_letters(each)
            above = [*([] if is_paragraph else [each]), *each.iterancestors()]
            if letters and not any(element.tag in outside for element in above):
                for element in above:
                    weights[element] += letters
    return weights


def _loose_letters(part: html.HtmlElement) -> int:
    """The letters that stand in a part and in none of its parts, without links; none if that is a mere label."""
    letters, waiting = len((part.text or "").strip()), list(part)
    while waiting:
        each = waiting.pop()
        letters += len((each.tail or "").strip())
        if each.tag not in FLOW and each.tag != "a":
            letters += len((each.text or "").strip())
            waiting.extend(each)
    return letters if letters >= LONGER_THAN_LABELS else 0
