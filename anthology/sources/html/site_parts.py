"""What is on a page and no part of its text: what the commonest systems put there, and what is not shown.

What a system puts there is known by the names that its own programs give it: those of MediaWiki, WordPress (with
Jetpack and widespread plugins), Substack, Ghost, Blogger and Medium. Only whole names count: a name that merely
contains one of them may be the author's.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html

from anthology.sources.formula_trees import FORMULA
from anthology.sources.html.main_content import HIDDEN
from anthology.sources.html.styles import NO_SHEET, Sheet, style_of
from anthology.sources.html.tree import FLOW, HEADINGS, names

MEDIAWIKI = (
    *("mw-editsection", "mw-jump-link", "hatnote", "toc", "noprint", "navbox", "printfooter", "catlinks"),
    *("mw-indicators", "sistersitebox", "ambox", "mw-hidden-catlinks", "vector-toc", "mw-authority-control"),
)
WORDPRESS = (
    *("sharedaddy", "sd-sharing", "jp-relatedposts", "jetpack-likes-widget-wrapper", "jetpack_subscription_widget"),
    *("wp-block-jetpack-subscriptions", "wpcnt", "addtoany_share_save_container", "a2a_kit", "ez-toc-container"),
    *(
        "lwptoc",
        "rank-math-toc",
        "wp-block-rank-math-toc-block",
        "yarpp",
        "yarpp-related",
        "crp_related",
        "comment-respond",
    ),
    *(
        "comments-area",
        "post-navigation",
        "nav-links",
        "mc4wp-form",
        "tptn_counter",
        "post-views",
        "screen-reader-text",
    ),
    *("essb_links", "heateor_sss_sharing_container", "ssba", "swp_social_panel", "social-share", "share-buttons"),
)
SUBSTACK = (
    *("subscription-widget-wrap", "subscription-widget-wrap-editor", "subscribe-widget", "button-wrapper"),
    *("captioned-button-wrap", "post-ufi", "like-button-container", "share-dialog", "comments-page", "footer-buttons"),
)
OTHERS = (
    *("kg-signup-card", "kg-cta-card", "gh-signup", "gh-subscribe", "gh-comments", "gh-read-next", "read-next"),
    *("post-share-buttons", "blog-pager", "reaction-buttons", "post-labels", "related-posts", "related-articles"),
    *("pw-multi-vote-count", "pw-responses-count"),
    # What KaTeX and MathJax show of a formula that stands beside it.
    *("katex-html", "MathJax", "MathJax_Preview", "MathJax_SVG", "mjx-chtml"),
)
NAMES = frozenset((*MEDIAWIKI, *WORDPRESS, *SUBSTACK, *OTHERS))
IDS = frozenset(
    ("toc", "sitesub", "contentsub", "jp-post-flair", "comments", "respond", "catlinks", "ez-toc-container")
)
FACTS = frozenset(("author", "creator", "datepublished", "datemodified", "publisher"))
LONGEST_FACT = 12  # words of a line: what is longer tells of the author
CAPTIONS = frozenset(("thumbcaption", "wp-caption-text", "image-caption", "caption-text", "gallerycaption"))
MOST_SHARE = 0.4  # of the letters of the page: what has more is no part of its furniture
_BLOCKS = ("p", "ul", "ol", "dl", "table", "blockquote", "figure", "pre", *HEADINGS)


def mark_site_parts(body: html.HtmlElement, sheet: Sheet) -> None:
    """Declare what the program of the site has added to be navigation, what is not shown to be hidden.

    What stands amid words is put behind its block, so that it can be dropped as a line of its own. Captions are set
    below their pictures.
    """
    most = MOST_SHARE * len(body.text_content())
    for role, elements in (("navigation", list(_added(body))), (HIDDEN, list(_hidden(body, sheet)))):
        for element in elements:
            if len(element.text_content()) > most or any(True for _ in element.iter("h1")):
                continue
            part = element if element.tag in FLOW else _put_behind(element)
            part.set("role", role)
    for caption in [each for each in body.iter() if CAPTIONS & _names(each) and each.tag != "figcaption"]:
        holder = caption.getparent()
        if holder is not None and holder.tag in ("div", "figure") and len(list(holder.iter("img"))) == 1:
            holder.tag, caption.tag = "figure", "figcaption"


def _added(body: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The outermost elements that a site's program has added."""
    for element in body.iter():
        is_added = bool(NAMES & _names(element)) or str(element.get("id", "")).lower() in IDS or _has_facts(element)
        if is_added and element.getparent() is not None and element.tag != "body":
            yield element


def _has_facts(element: html.HtmlElement) -> bool:
    """Whether it is a line that says who wrote the text, or when: facts that the page's linked data give."""
    if element.tag not in FLOW or len(element.text_content().split()) > LONGEST_FACT:
        return False
    properties = {name for each in element.iter() for name in str(each.get("itemprop", "")).lower().split()}
    return not FACTS.isdisjoint(properties)


def _hidden(body: html.HtmlElement, sheet: Sheet) -> Iterator[html.HtmlElement]:
    """The outermost elements with words that are not shown, but for those to which a link leads, such as notes.

    Of elements amid words only what they say of themselves counts: the second reading of a page knows no style sheet.
    """
    led_to = {link.get("href", "").removeprefix("#") for link in body.iter("a") if link.get("href", "").startswith("#")}
    passed: set[html.HtmlElement] = set()
    for element in body.iterdescendants():
        if element.getparent() in passed:
            passed.add(element)
        elif _is_hidden(element, sheet if element.tag in FLOW else NO_SHEET) and element.text_content().strip():
            passed.add(element)
            is_formula = any(FORMULA in _names(each) for each in element.iter("code"))
            if led_to.isdisjoint(names(element)) and not is_formula:
                yield element


def _is_hidden(element: html.HtmlElement, sheet: Sheet) -> bool:
    """By its attribute (HTML Living Standard, 6.1) or a declaration (CSS Display 3, section 2.5; CSS 2.2, 11.2)."""
    style = style_of(element, sheet)
    is_named = "hidden" in element.attrib or style.get("visibility") == "hidden"
    return is_named or style.get("display") == "none"


def _names(element: html.HtmlElement) -> frozenset[str]:
    return frozenset(str(element.get("class", "")).split())


def _put_behind(element: html.HtmlElement) -> html.HtmlElement:
    """Take an element out of its words, which close up, and put it behind the block that these stand in."""
    above = [each for each in element.iterancestors() if each.tag in _BLOCKS]
    made = html.Element("div")
    if not above or above[-1].getparent() is None:
        return element
    tail, element.tail = element.tail, None
    parent, before = element.getparent(), element.getprevious()
    parent.remove(element)
    if before is not None:
        before.tail = (before.tail or "") + (tail or "")
    else:
        parent.text = (parent.text or "") + (tail or "")
    made.append(element)
    block = above[-1]
    made.tail, block.tail = block.tail, None
    block.getparent().insert(block.getparent().index(block) + 1, made)
    return made
