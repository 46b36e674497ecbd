"""Links of a galley: one annotation for each, with words, and with a way out of the piece."""

from __future__ import annotations

from typing import Any

import pydyf

from anthology.pdf.engine.adapter.boxes import links_of
from anthology.pdf.engine.layout_tree import is_page_reference

PRINTED = 4  # the flag that PDF/A asks of annotations: ISO 32000-1, table 165


def add_outside_targets(document: Any) -> set[str]:
    """Give links out of the piece a target, without which WeasyPrint drops them; return the names of these targets."""
    known = {name for page in document.pages for name in page.anchors}
    linked = {target for page in document.pages for kind, target, _, _ in page.links if kind == "internal"}
    for name in sorted(linked - known):
        document.pages[-1].anchors[name] = (0, 0, 0, 0)
    return linked - known


def describe_links(document: Any, outward: set[str]) -> dict[int, str]:
    """Give every link's annotation words; return the targets of those that leave the piece, by the object's number.

    WeasyPrint 70 writes the raw address or id as `/Contents`, which PDF/UA-1 (7.18.5) wants to be words. They say where
    the link leads: to which address, or, once the book is merged, to which piece and page of the book.
    """
    leaving: dict[int, str] = {}
    for page in document.pages:
        for link in links_of(page):
            if link.annotation is None:
                continue
            words = " ".join((link.element.get("aria-label") or link.element.get("title") or "").split())
            words = words or " ".join(_words(link.element).split())
            is_inside = link.kind == "internal"
            link.annotation["Contents"] = _inside(words, link.target) if is_inside else _outside(words, link.target)
            link.annotation["F"] = PRINTED
            if is_inside and link.target in outward:
                leaving[link.annotation.number] = link.target
    return leaving


def _outside(words: str, address: str) -> bytes:
    """The words of a link to the web, with its address."""
    return _string(words if address in words else f"{words}, {address}" if words else address)


def _inside(words: str, target: str) -> bytes:
    """The words of a link within the book: a mark for `target` as merging describes it, `d:WORDS:TARGET`.

    Words with a page reference among others name the page themselves.
    """
    is_reference = words == f"\x00{target}\x00"
    if "\x00" in words and not is_reference:
        return _string(words)
    told = b"" if is_reference else words.encode("utf-16-be").hex().encode()
    return b"<feff\x00d:%s:%s\x00>" % (told, target.encode())


def _words(element: Any) -> str:
    """The text of a link, page references in it as marks for their labels."""
    if is_page_reference(element):
        return f"\x00{element.get('data-ref') or (element.get('href') or '').removeprefix('#')}\x00"
    inner = (f"{_words(child)}{child.tail or ''}" for child in element)
    return (element.text or "") + "".join(inner)


def _string(text: str) -> bytes:
    """A PDF text string; the marks in it are `l:TARGET` where a label's own bytes fit, `u:TARGET` in UTF-16."""
    if text.isascii():
        parts = text.split("\x00")
        plain = [pydyf.String(part).data[1:-1] for part in parts[::2]]
        return b"(%s)" % _join(plain, [b"\x00l:%s\x00" % name.encode() for name in parts[1::2]])
    parts = text.split("\x00")
    plain = [part.encode("utf-16-be").hex().encode() for part in parts[::2]]
    return b"<feff%s>" % _join(plain, [b"\x00u:%s\x00" % name.encode() for name in parts[1::2]])


def _join(plain: list[bytes], marks: list[bytes]) -> bytes:
    return b"".join(part for pair in zip(plain, [*marks, b""], strict=True) for part in pair)
