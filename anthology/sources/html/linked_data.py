"""What a page says of its text in linked data (schema.org: Article, in JSON-LD 1.1, section 7)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from anthology.core.normalize import house_style

_SCRIPT = re.compile(r"<script\b[^>]{0,300}application/ld\+json[^>]{0,300}>([^<]{1,100000})", re.IGNORECASE)
_KINDS = ("Article", "NewsArticle", "BlogPosting", "OpinionNewsArticle", "ReportageNewsArticle", "ScholarlyArticle")
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
            fields = {
                "ld:headline": (_text(article.get("headline")),),
                "ld:author": tuple(names),
                "ld:datepublished": (_text(article.get("datePublished")),),
            }
            return {name: kept for name, given in fields.items() if (kept := tuple(filter(None, given)))}
    return {}


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


def _name(value: object) -> str:
    return _text(value.get("name") if isinstance(value, dict) else value)


def _text(value: object) -> str:
    return house_style(" ".join(value.split()))[:_LONGEST] if isinstance(value, str) else ""
