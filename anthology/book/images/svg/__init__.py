"""Drawings in SVG: only what draws is kept, in plain attributes alone, within limits; and their form for the press.

A drawing is never given to a library as it came. It is parsed without entities, document type or network, and written
anew from the few elements and attributes of SVG 1.1 (W3C Recommendation, second edition) that put a shape, a line or a
letter on the page; each value is read and has to be what its attribute takes.
"""

from __future__ import annotations

from anthology.book.images.svg.print_colours import for_print, in_black, is_plain
from anthology.book.images.svg.sanitize import Drawing, is_drawing, read_drawing

__all__ = ["Drawing", "for_print", "in_black", "is_drawing", "is_plain", "read_drawing"]
