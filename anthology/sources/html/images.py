"""Pictures of HTML: what their elements say of them, and those that stand in the page itself taken out of it."""

from __future__ import annotations

import base64
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote_to_bytes

from lxml import etree, html

from anthology.core.document import Figure
from anthology.core.findings import Location
from anthology.core.normalize import house_style
from anthology.core.urls import picture_path
from anthology.core.xml import parse_xml

EMBEDDED = "embedded"  # the scheme of addresses of pictures that came inside the source
MOST_DRAWINGS = 1_000  # of one page that are looked at; what is beyond vanishes as those without a name do
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'

_DATA = re.compile(r"(\bsrc\s*=\s*[\"'])data:image/[a-z.+-]{2,20};base64,([A-Za-z0-9+/=\s]+)(?=[\"'])")
_PLAIN_DATA = re.compile(
    r"(\bsrc\s*=\s*([\"']))data:image/svg\+xml(?:;[a-z0-9=-]{1,20}){0,2},(.*?)(?=\2)", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OPENING = re.compile(r"<svg\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = r"\b{}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
_LABEL, _ROLE, _HIDDEN = (
    re.compile(_ATTRIBUTE.format(name), re.IGNORECASE) for name in ("aria-label", "role", "aria-hidden")
)
_TITLE = re.compile(r"\s*<title[^>]*>([^<]*)</title", re.IGNORECASE)
# What ends a drawing where HTML is read (HTML Living Standard, section 13.2.6.5), so that it is not part of it.
_BREAKS_OUT = re.compile(r"<(?:p|div|span|h[1-6]|ul|ol|li|dl|table|pre|blockquote|img|br|center|em|strong)\b", re.I)


@dataclass(frozen=True, slots=True)
class InlineDrawing:
    """A drawing that stands in a page: from where to where, as what it is read out, and as XML."""

    start: int
    end: int
    alt: str | None
    data: bytes


def figure_of(element: html.HtmlElement, at: Location) -> Figure:
    """The picture of an `img`: `alt=""` declares it decorative (HTML Living Standard, section 4.8.4.4)."""
    given = element.get("alt")
    alt = house_style(given or "")
    return Figure(
        image=picture_path(element.get("src", "")),
        alt=alt,
        decorative=given is not None and not alt,
        at=at,
    )


def drawings(text: str, tags: Iterable[re.Match[str]]) -> tuple[InlineDrawing, ...]:
    """The drawings in a page that are part of its text: with a name, a picture's role, or inside a figure.

    Others are signs of its buttons and links, and vanish with them. `tags` are the page's tags in order, those inside
    scripts passed over; what a comment holds is no drawing.
    """
    comments = [each.span() for each in _COMMENT.finditer(text)]
    found: list[InlineDrawing] = []
    start = depth = tried = 0
    for tag in tags:
        if tag[2].lower() != "svg" or _is_within(tag.start(), comments):
            continue
        if not tag[1]:
            opening = _OPENING.match(text, tag.start())
            if opening is None or not opening[0].endswith("/>"):
                start = start if depth else tag.start()
                depth += 1
        elif depth:
            depth -= 1
            end = text.find(">", tag.end()) + 1
            if depth == 0 and end and tried < MOST_DRAWINGS:
                tried += 1
                made = _drawn(text, start, end)
                found += [made] if made else []
    return tuple(found)


def _is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(spans, (place, 0)) - 1
    return index >= 0 and place < spans[index][1]


def _drawn(text: str, start: int, end: int) -> InlineDrawing | None:
    """The drawing if it is part of the text; words that HTML would not have inside a drawing make it none."""
    piece = text[start:end]
    opening = _OPENING.match(piece)
    if opening is None or (_BREAKS_OUT.search(piece) and "foreignobject" not in piece.lower()):
        return None
    label, role, hidden = (each.search(opening[0]) for each in (_LABEL, _ROLE, _HIDDEN))
    said = (role[1] or role[2] or "" if role else "").lower()
    if said in ("presentation", "none") or (hidden and (hidden[1] or hidden[2]) == "true"):
        return None
    title = _TITLE.match(piece, opening.end())
    name = (label[1] or label[2] or "") if label else (title[1] if title else "")
    name = house_style(unescape(name))
    in_figure = text.rfind("<figure", 0, start) > text.rfind("</figure", 0, start)
    data = _as_xml(piece, opening.end()) if name or said in ("img", "graphics-document") or in_figure else b""
    return InlineDrawing(start=start, end=end, alt=name or None, data=data) if data else None


def _as_xml(piece: str, opened: int) -> bytes:
    """The drawing as XML, which it need not be in HTML; empty where it cannot be made so."""
    head = piece[:opened] if "xmlns:xlink" in piece[:opened] else piece[:4] + f" {XLINK}" + piece[4:opened]
    whole = head + piece[opened:]
    try:
        parse_xml(whole.encode("utf-8", "ignore"))
        return whole.encode("utf-8", "ignore")
    except (etree.XMLSyntaxError, ValueError):
        pass
    try:
        tree = html.fragment_fromstring(piece.encode("utf-8", "ignore").decode())
        made = str(etree.tostring(tree, encoding="unicode", with_tail=False))
    except (etree.LxmlError, ValueError):
        return b""
    return made.replace("<svg", f"<svg {XLINK}", 1).encode() if "xmlns:xlink" not in made else made.encode()


def extract_images(text: str, drawn: Iterable[InlineDrawing] = ()) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """The text with pictures that stand in it taken out, and these by the names that now stand for them."""
    pictures: list[tuple[str, bytes]] = []

    def name(data: bytes) -> str:
        pictures.append((f"{EMBEDDED}:{len(pictures) + 1}", data))
        return pictures[-1][0]

    parts, done = [], 0
    for each in drawn:
        alt = "" if each.alt is None else f' alt="{escape(each.alt)}"'
        parts += [text[done : each.start], f'<img src="{name(each.data)}"{alt}>']
        done = each.end
    text = "".join([*parts, text[done:]])

    def lift(found: re.Match[str]) -> str:
        try:
            data = base64.b64decode("".join(found[2].split()), validate=True)
        except ValueError:
            return found[0]
        return f"{found[1]}{name(data)}"

    def lift_plain(found: re.Match[str]) -> str:
        return f"{found[1]}{name(unquote_to_bytes(unescape(found[3])))}"

    return _PLAIN_DATA.sub(lift_plain, _DATA.sub(lift, text)), tuple(pictures)
