"""PDFium, the program library that shows PDFs in Chromium: it may be asked by one thread at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

_ALONE = RLock()


@contextmanager
def open_pdf(data: bytes) -> Iterator[Any]:
    """A PDF opened to be looked at, and closed again; other threads wait."""
    import pypdfium2

    with _ALONE:
        document = pypdfium2.PdfDocument(data)
        try:
            yield document
        finally:
            document.close()


def is_bound_on_the_right(document: Any) -> bool:
    """Whether an opened PDF says that its pages follow one another from right to left (ISO 32000-1, 12.2)."""
    from ctypes import create_string_buffer

    from pypdfium2 import raw

    name = create_string_buffer(8)
    raw.FPDF_VIEWERREF_GetName(document, b"Direction", name, len(name))
    return name.value == b"R2L"
