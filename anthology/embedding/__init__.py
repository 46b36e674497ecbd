"""The faces of a layout put into an e-book: those that its pages use, cut down to the characters of the book."""

from anthology.embedding.faces import Embedded, embed

__all__ = ["Embedded", "embed"]
