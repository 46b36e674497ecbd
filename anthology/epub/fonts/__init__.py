"""The faces of a layout put into an e-book: those that its pages use, cut down to the characters of the book."""

from anthology.epub.fonts.embed import Embedded, embed

__all__ = ["Embedded", "embed"]
