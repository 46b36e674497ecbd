"""The EPUB 3.3 writer: documents, navigation, page list, fonts, metadata computed from the finished file.

In: `book.model.Book`, a layout, the pages of the print edition. Out: the bytes of an EPUB, findings.
Extended by: `validate.CHECKS` (a check of finished e-books).
"""

from anthology.epub.model import Asset, Creator, Document, Meta, Navigation, Package, PageTarget
from anthology.epub.writer import pack

__all__ = ["Asset", "Creator", "Document", "Meta", "Navigation", "Package", "PageTarget", "pack"]
