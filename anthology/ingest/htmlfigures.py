"""Pictures of HTML: what their elements say of them."""

from __future__ import annotations

from urllib.parse import unquote

from lxml import html

from anthology.findings import Location
from anthology.ingest.typography import silently_changed
from anthology.text import Figure


def figure_of(element: html.HtmlElement, at: Location) -> Figure:
    """The picture of an `img`: `alt=""` declares it decorative (HTML Living Standard, section 4.8.4.4)."""
    given = element.get("alt")
    alt = silently_changed(given or "")
    source = element.get("src", "")
    return Figure(
        image=source if source.startswith("data:") else unquote(source),
        alt=alt,
        decorative=given is not None and not alt,
        at=at,
    )
