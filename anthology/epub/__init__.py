"""Packs finished XHTML pages into an EPUB 3.3."""

from anthology.epub.packing import pack
from anthology.epub.records import Asset, Creator, Document, Meta, Navigation, Package, PageTarget

__all__ = ["Asset", "Creator", "Document", "Meta", "Navigation", "Package", "PageTarget", "pack"]
