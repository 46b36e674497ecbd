"""PDFium, the program library that shows PDFs in Chromium: it may be asked by one thread at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

_ALONE = RLock()


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """A PDF opened to be looked at, and closed again; other threads wait."""
    import pypdfium2

    with _ALONE:
        document = pypdfium2.PdfDocument(data)
        try:
            yield document
        finally:
            document.close()
