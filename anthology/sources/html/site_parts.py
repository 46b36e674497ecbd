"""What the commonest systems put into the text of a page, known by the names that their own programs give it.

The names are those of MediaWiki, WordPress (with Jetpack and widespread plugins), Substack, Ghost, Blogger and Medium.
Only whole names count: a name that merely contains one of them may be the author's.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html

from anthology.sources.html.tree import FLOW, HEADINGS

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
    *("post-share-buttons", "blog-pager", "reaction-buttons", "post-labels"),
    *("pw-multi-vote-count", "pw-responses-count"),
)
NAMES = frozenset((*MEDIAWIKI, *WORDPRESS, *SUBSTACK, *OTHERS))
IDS = frozenset(
    ("toc", "sitesub", "contentsub", "jp-post-flair", "comments", "respond", "catlinks", "ez-toc-container")
)
CAPTIONS = frozenset(("thumbcaption", "wp-caption-text", "image-caption", "caption-text", "gallerycaption"))
MOST_SHARE = 0.4  # of the letters of the page: what has more is no part of its furniture
_BLOCKS = ("p", "ul", "ol", "dl", "table", "blockquote", "figure", "pre", *HEADINGS)


def mark_site_parts(body: html.HtmlElement) -> None:
    """Declare what the program of the site has added to be navigation, and set captions below their pictures.

    What stands amid words is put behind its block, so that it can be dropped as a line of its own.
    """
    most = MOST_SHARE * len(body.text_content())
    for element in list(_added(body)):
        if len(element.text_content()) > most or any(True for _ in element.iter("h1")):
            continue
        part = element if element.tag in FLOW else _put_behind(element)
        part.set("role", "navigation")
    for caption in [each for each in body.iter() if CAPTIONS & _names(each) and each.tag != "figcaption"]:
        holder = caption.getparent()
        if holder is not None and holder.tag in ("div", "figure") and len(list(holder.iter("img"))) == 1:
            holder.tag, caption.tag = "figure", "figcaption"


def _added(body: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The outermost elements that a site's program has added."""
    for element in body.iter():
        is_added = bool(NAMES & _names(element)) or str(element.get("id", "")).lower() in IDS
        if is_added and element.getparent() is not None and element.tag != "body":
            yield element


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
