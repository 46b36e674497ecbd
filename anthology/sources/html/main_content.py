"""The part of a web page that holds its text, by rules that know no site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import html

from anthology.sources.draft import Standing
from anthology.sources.html.tree import FLOW, HEADINGS

HIDDEN = "x-hidden"  # a role of our own, for what the page does not show
LONGER_THAN_LABELS = 80  # letters
MAIN_SHARE = 0.6  # of the running text: so much of it makes a part of the page its main text

FORM_LETTERS = 300  # a form with more text than that holds a page, as those of some servers do
IN_MAIN: tuple[Standing, ...] = ("main", "by-form")

# What says of itself that it stands around the text (HTML Living Standard, section 4.3; WAI-ARIA 1.2, section 5.3.4).
_NAVIGATION = {"nav", "navigation"}
_AROUND = {"aside", "footer", "form", "header", "search", "banner", "complementary", "contentinfo"} | _NAVIGATION
_TEXTS = {"p", "blockquote", "ul", "ol", "dl", "pre", "table", "figure", *HEADINGS}

_LOOSE = {"article", "blockquote", "body", "center", "div", "main", "section", "td"}
_NO_PARTS = {"p", "blockquote", "ul", "ol", "dl", "li", "pre", *HEADINGS[:3]}


def main_part(body: html.HtmlElement) -> html.HtmlElement:
    """The part of a page that holds its text, by rules that know no site.

    The only article in the main element, or that with most of its words; the main element; the only article of the
    page (HTML Living Standard, sections 4.3.2 and 4.4.14); else the deepest element with most of the words that stand
    in paragraphs.
    """
    mains = [each for each in body.iter() if _is_main(each)]
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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the main text of a page, and what the structure of the page says of it.

    `elsewhere` is the standing of what lies further away; `around` are the elements that hold the main text with
    something beside it, `forms` the forms in it, `beside_forms` what holds such a form and few words.
    """

    elsewhere: Standing = "furniture"
    around: frozenset[html.HtmlElement] = frozenset()
    forms: frozenset[html.HtmlElement] = frozenset()
    beside_forms: frozenset[html.HtmlElement] = frozenset()

    def of(self, element: html.HtmlElement, above: Standing) -> Standing:
        """Where an element stands; `above` is where the element that holds it stands."""
        if element.get("role") == HIDDEN:
            return "hidden"
        if above in IN_MAIN:
            if not _NAVIGATION.isdisjoint(_kinds(element)):
                return "furniture"
            return "form" if element in self.forms else "by-form" if element in self.beside_forms else above
        if element in self.around:
            return above
        if element.tag in _TEXTS and element.getparent() in self.around and not _is_linked([element]):
            return "beside"
        is_furniture = above == "outside" and (not _AROUND.isdisjoint(_kinds(element)) or _is_linked([element]))
        return "furniture" if is_furniture else above

    def of_run(self, nodes: Sequence[str | html.HtmlElement], holder: html.HtmlElement, above: Standing) -> Standing:
        """The same for text and elements that stand beside one another, loose in the element that holds them."""
        if above in IN_MAIN or above == "beside":
            return above
        if holder in self.around and not _is_linked(nodes):
            return "beside"
        return "furniture" if above == "outside" and _is_linked(nodes) else above


NOTHING_AROUND = Surroundings()


def surroundings_of(main: html.HtmlElement) -> Surroundings:
    """What stands around the main text of a page.

    What lies outside of a main element, or of the only article, is furniture by the structure of the page; so are
    navigation and forms. Text directly beside an article, or beside a part that was only found by its many words, may
    be the author's.
    """
    around: list[html.HtmlElement] = []
    for each in () if _is_main(main) else main.iterancestors():
        around.append(each)
        if _is_main(each):
            break
    forms = [form for form in main.iter("form") if len(form.text_content()) < FORM_LETTERS]
    beside: set[html.HtmlElement] = set()
    for form in forms:
        for each in form.iterancestors():
            if each is main or each in beside or len(each.text_content()) >= FORM_LETTERS:
                break
            beside.add(each)
    is_declared = _is_main(main) or main.tag == "article"
    return Surroundings(
        elsewhere="furniture" if is_declared else "outside",
        around=frozenset(around),
        forms=frozenset(forms),
        beside_forms=frozenset(beside),
    )


def _is_main(element: html.HtmlElement) -> bool:
    return "main" in _kinds(element)


def _kinds(element: html.HtmlElement) -> tuple[str, str]:
    return str(element.tag), element.get("role", "")


def _is_linked(nodes: Iterable[str | html.HtmlElement]) -> bool:
    """Whether half of the letters, or more, stand in links, as those of a menu do."""
    letters = linked = 0
    for node in nodes:
        letters += len("".join((node if isinstance(node, str) else node.text_content()).split()))
        if not isinstance(node, str):
            linked += sum(len("".join(each.text_content().split())) for each in node.iter("a") if each.get("href"))
    return 0 < letters <= 2 * linked


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
