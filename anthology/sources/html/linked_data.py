"""What a page says of its text in linked data (schema.org: Article), in JSON-LD 1.1, section 7, or as microdata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree, html

from anthology.core.normalize import house_style

_SCRIPT = re.compile(r"<script\b[^>]{0,300}application/ld\+json[^>]{0,300}>([^<]{1,100000})", re.IGNORECASE)
_KINDS = ("Article", "NewsArticle", "BlogPosting", "OpinionNewsArticle", "ReportageNewsArticle", "ScholarlyArticle")
_PROPERTIES = {"headline", "author", "datepublished", "articlesection", "license"}
_LONGEST = 300  # characters of a value
_DEEPEST = 4  # graphs in graphs


def linked_data(text: str) -> dict[str, tuple[str, ...]]:
    """Title, authors and date of the first article that a page describes, by `ld:` names.

    What is no JSON says nothing.
    """
    for found in _SCRIPT.finditer(text):
        try:
            value = json.loads(found[1])
        except (ValueError, RecursionError):
            continue
        for article in _articles(value, 0):
            authors = article.get("author")
            names = map(_name, authors if isinstance(authors, list) else [authors])
            section = article.get("articleSection")
            said = {
                "headline": [_text(article.get("headline"))],
                "author": list(names),
                "datepublished": [_text(article.get("datePublished"))],
                "articlesection": [_text(each) for each in (section if isinstance(section, list) else [section])],
                "license": [_address(article.get("license"))],
            }
            return _fields(said)
    return {}


def microdata(text: str) -> dict[str, tuple[str, ...]]:
    """The same of the first article that a page describes in its elements (HTML Living Standard, section 5)."""
    if "itemprop" not in text:
        return {}
    try:
        tree = html.document_fromstring(text.encode("utf-8", "ignore"), html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        return {}
    for article in tree.iter():
        if str(article.get("itemtype") or "").rpartition("/")[2] not in _KINDS:
            continue
        said: dict[str, list[str]] = {}
        for element in article.iterdescendants():
            names = str(element.get("itemprop") or "").lower().split()
            holder = next((above for above in element.iterancestors() if above.get("itemscope") is not None), None)
            for name in (_PROPERTIES & set(names)) if holder is article else ():
                said.setdefault(name, []).append(_value(element))
        return _fields(said)
    return {}


def _value(element: html.HtmlElement) -> str:
    """The value of a property (section 5.2.4), of a person or a body the name."""
    named = [each for each in element.iterdescendants() if "name" in str(each.get("itemprop") or "").split()]
    if element.get("itemscope") is not None and named:
        return _value(named[0])
    given = (element.get(name) for name in ("content", "datetime", "href"))
    return _text(next((each for each in given if each), element.text_content()))


def _fields(said: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {f"ld:{name}": kept for name, given in said.items() if (kept := tuple(dict.fromkeys(filter(None, given))))}


def _articles(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(kind in _KINDS for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield value
        yield from _articles(value.get("@graph"), depth + 1)


def _address(value: object) -> str:
    return _text(value.get("url", value.get("@id")) if isinstance(value, dict) else value)


def _name(value: object) -> str:
    return _text(value.get("name") if isinstance(value, dict) else value)


def _text(value: object) -> str:
    return house_style(" ".join(value.split()))[:_LONGEST] if isinstance(value, str) else ""
