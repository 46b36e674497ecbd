"""What a run of text says, written beside its glyphs where these alone do not tell it in order.

Where marks are stacked or letters change places, as in the scripts of India and Thailand, programs that copy, search
or read aloud would have to guess from the glyphs; the replacement text tells them (ISO 32000-1, 14.9.4). Text that runs
from right to left has none: its glyphs stand as such programs expect them, and PDFium would turn a given text round.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from anthology.pdf.engine.adapter.objects import page_content, page_numbers
from anthology.pdf.engine.layout_tree import PageRuns
from anthology.pdf.engine.page_refs import place_of

RIGHT_TO_LEFT = ("R", "AL")
ENDS_RUN = (b" Tm", b"ET", b"BDC", b"EMC")  # operators behind which another run begins, or none


def add_actual_text(pdf: Any, pages: Sequence[PageRuns]) -> None:
    """Give each run whose glyphs do not tell its text that text, in the contents of WeasyPrint's pages, in place."""
    for page, number in zip(pages, page_numbers(pdf), strict=True):
        texts = {place_of(run): run.text for run in page.runs if not is_clear_from_glyphs(run.text)}
        if texts:
            content = page_content(pdf, number)
            content.stream[:] = _with_actual_text(content.stream, texts)


def is_clear_from_glyphs(text: str) -> bool:
    """Whether programs can tell a text from its glyphs."""
    return text.isascii() or not any(map(_is_mark, text)) or any(map(runs_left, text))


@lru_cache(maxsize=4096)
def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M"


@lru_cache(maxsize=4096)
def runs_left(letter: str) -> bool:
    """Whether a letter belongs to a script that runs from right to left (Unicode Standard Annex 9)."""
    return unicodedata.bidirectional(letter) in RIGHT_TO_LEFT


def _with_actual_text(operators: Sequence[Any], texts: dict[bytes, str]) -> list[Any]:
    """The operators with the run that begins at each of these places in a span with its replacement text.

    A text object of WeasyPrint may hold many runs, each from its place to the next: a span around the whole object
    would put the text of one run in the place of all. Marked content may begin and end inside of a text object
    (ISO 32000-1, 14.6.1).
    """
    found: list[Any] = []
    is_open = False
    for operator in operators:
        if is_open and isinstance(operator, bytes) and operator.endswith(ENDS_RUN):
            found.append(b"EMC")
            is_open = False
        if isinstance(operator, bytes) and operator in texts:
            words = (b"\xfe\xff" + texts[operator].encode("utf-16-be", "replace")).hex().encode()
            found.append(b"/Span <</ActualText <%s>>> BDC" % words)
            is_open = True
        found.append(operator)
    return found
