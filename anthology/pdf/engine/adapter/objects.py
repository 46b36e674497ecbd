"""WeasyPrint's PDF as objects of pydyf: written without its fonts, and the forms in which these objects refer."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pydyf

from anthology.pdf.engine.adapter.library import changed, require

FONT = ("family", "file_content", "hash", "index", "missing", "to_unicode", "variations", "widths")
PARTS = 3  # numbers in an array of references: WeasyPrint adds number, generation and R as three items


class _WrittenError(Exception):
    """The PDF's objects are complete; nothing more is wanted of WeasyPrint."""


class UsedFont:
    """A font as WeasyPrint uses it in a document, of which nothing is documented."""

    def __init__(self, font: Any) -> None:
        require(font, *FONT)
        self._font = font
        self.file: bytes = font.file_content
        self.index: int = font.index
        self.axes: dict[str, float] = font.variations
        self.family: str = font.family

    @property
    def name(self) -> str:
        """The name under which content streams ask for it."""
        return str(self._font.hash)

    @name.setter
    def name(self, name: str) -> None:
        self._font.hash = name

    def set_widths(self, widths: dict[int, int]) -> None:
        """Give it the advance widths of its glyphs, in thousandths of the size."""
        self._font.widths = widths

    @property
    def texts(self) -> Mapping[int, str]:
        """The text that each glyph used so far stands for."""
        texts: Mapping[int, str] = self._font.to_unicode
        return texts

    @property
    def missing(self) -> Mapping[int, int]:
        """The code points that it has no glyph for, and the spare glyph ids that stand for them."""
        missing: Mapping[int, int] = self._font.missing
        return missing


class RecordedFonts(dict[Any, Any]):
    """Stands in for `Document.fonts`: embeds nothing, and records each font when it is used first."""

    def __init__(self) -> None:
        super().__init__()
        self.used: list[UsedFont] = []

    def values(self) -> Any:
        """Nothing, which is what WeasyPrint then embeds."""
        return ()

    def __setitem__(self, key: Any, font: Any) -> None:
        used = UsedFont(font)
        self.record(used)
        self.used.append(used)
        super().__setitem__(key, font)

    def record(self, font: UsedFont) -> None:
        """Take note of a font before it is used; for subclasses."""


def write(document: Any, fonts: RecordedFonts, *, tagged: bool) -> Any:
    """WeasyPrint's PDF objects for a document, taken before they are written; fonts are recorded, not embedded."""
    caught: list[Any] = []

    def stop(_: Any, pdf: Any) -> None:
        caught.append(pdf)
        raise _WrittenError

    require(document, "fonts")
    document.fonts = fonts
    with suppress(_WrittenError):
        document.write_pdf(finisher=stop, pdf_tags=tagged)
    if not caught:
        raise changed("`write_pdf` does not call its finisher before it writes")
    return caught[0]


def number_of(reference: bytes) -> int:
    """The number of the object that a reference names."""
    return int(reference.split()[0])


def page_numbers(pdf: Any) -> list[int]:
    """The number of each page's object."""
    kids = pdf.pages["Kids"]
    if list(kids) != [part for number in kids[::PARTS] for part in (number, 0, "R")]:
        raise changed(f"the pages of a PDF are listed as {kids[:PARTS]}")
    return list(kids[::PARTS])


def page_content(pdf: Any, page: int) -> Any:
    """The content stream of the page whose object has that number; its list of operators may be changed in place."""
    return pdf.objects[number_of(pdf.objects[page]["Contents"])]


def pdf_bytes(item: Any) -> bytes:
    """A value as pydyf writes it."""
    if isinstance(item, bytes):
        return item
    return bytes(item.data if isinstance(item, pydyf.Object) else pydyf.Array([item]).data[1:-1])


def text_place(x: float, y: float) -> bytes:
    """The operator by which WeasyPrint moves to where a run of text begins."""
    scratch = pydyf.Stream()
    scratch.set_text_matrix(1, 0, 0, -1, x, y)
    return bytes(scratch.stream[0])
