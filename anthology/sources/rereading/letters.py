"""The letters of a text as they are compared: without spaces, shapes and signs, each word with its beginning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import accumulate

from anthology.core.normalize import printable

# Not compared: spaces (which only divide words), the shapes of quotation marks and dashes, bullets, what is not seen.
_NEVER = (
    "'\"‘’‚‛′´`ʼ“”„‟″«»‹›•‣◦▪\\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f"
    "\U000e0000-\U000e007f\x00-\x08\x0e-\x1f\x7f"
)
SHAPES = re.compile(f"[{_NEVER}]")
TYPED = re.compile(f"[{_NEVER}!-/:-@\\[-`{{-~¶⁎∗⁂❦·]")  # with what people type to mark up a text


@dataclass(slots=True)
class Letters:
    """A text without its spaces, and for each letter whether a word begins there."""

    parts: list[str] = field(default_factory=list)
    starts: bytearray = field(default_factory=bytearray)
    is_open: bool = False

    def add(self, text: str, fold: re.Pattern[str]) -> int:
        """Add a text; how many letters that are compared it has."""
        text = compared(text, fold)
        words = text.split()
        if not words:
            self.is_open = self.is_open and not text
            return 0
        joined = "".join(words)
        begun = bytearray(len(joined))
        begun[0] = not (self.is_open and not text[0].isspace())
        for place in accumulate(map(len, words[:-1])):
            begun[place] = 1
        self.is_open = not text[-1].isspace()
        self.parts.append(joined)
        self.starts += begun
        return len(joined)


def compared(text: str, fold: re.Pattern[str]) -> str:
    """A text with what is compared of it, and its spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", printable(text))
    return fold.sub(_folded, text)


def _folded(found: re.Match[str]) -> str:
    """What stands for a sign that is not compared: nothing, or a space between the cells of a table."""
    return " " if found[0] == "|" else ""
