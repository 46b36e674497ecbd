"""The words among which a manifest chooses: kinds of matter, of editions, of rights and of cleaning."""

from __future__ import annotations

from typing import Literal

FrontKind = Literal["half-title", "title-page", "copyright", "contents", "content-notes", "foreword"]
BackKind = Literal[
    "afterword", "contributors", "note-on-the-texts", "permissions", "bibliography", "resources", "colophon"
]
# The matter that a book has where the manifest does not say; what has nothing to show is left out.
FRONT: tuple[FrontKind, ...] = ("half-title", "title-page", "copyright", "contents", "content-notes", "foreword")
BACK: tuple[BackKind, ...] = (
    "afterword",
    "contributors",
    "note-on-the-texts",
    "permissions",
    "bibliography",
    "resources",
    "colophon",
)

LANGUAGE = "en-GB"  # of a book that names none
Certainty = Literal["stated", "from-address", "supplied"]
Status = Literal["unknown", "to-request", "requested", "refused", "granted", "licensed", "public-domain", "own"]
Channel = Literal["ebook", "print", "screen", "handout", "large-print"]
StyleName = Literal["harvard-leeds", "apa-7", "chicago-author-date"]
Placement = Literal["merged", "per-essay", "both"]
Engine = Literal["builtin", "pandoc"]
Format = Literal["epub", "pdf"]
YesOrNo = Literal["yes", "no"]
Purpose = Literal["press", "screen", "handout", "large-print"]
PrinterName = Literal["generic", "kdp", "ingramspark", "lulu"]
Stock = Literal["white", "cream"]
Standard = Literal["x-4", "x-1a"]
Paper = Literal["a4", "letter", "a5", "half-letter"]
SheetName = Literal["a4", "letter"]
Each = Literal["essay"]
Fonts = Literal["reader", "embed"]

Action = Literal["drop", "keep", "heading", "closing-note", "author-note", "quote"]

# What the editor may declare a line of a source to be: the key in the manifest, and its name as a step of cleaning.
ACTIONS: dict[str, Action] = {
    "drop": "drop",
    "keep": "keep",
    "heading": "heading",
    "closing_note": "closing-note",
    "author_note": "author-note",
    "quote": "quote",
}
