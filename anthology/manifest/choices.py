"""The words among which a manifest chooses: kinds of matter, of editions, of rights and of cleaning."""

from __future__ import annotations

from typing import Literal, get_args

FrontKind = Literal["half-title", "title-page", "copyright", "contents", "content-notes", "foreword", "introduction"]
BackKind = Literal[
    "afterword", "contributors", "note-on-the-texts", "permissions", "bibliography", "resources", "colophon"
]
# The default front and back matter; empty sections are omitted.
FRONT: tuple[FrontKind, ...] = (
    "half-title",
    "title-page",
    "copyright",
    "contents",
    "content-notes",
    "foreword",
    "introduction",
)
BACK: tuple[BackKind, ...] = (
    "afterword",
    "contributors",
    "note-on-the-texts",
    "permissions",
    "bibliography",
    "resources",
    "colophon",
)

# Matter that is nothing but a text of its own, which the key of the same name gives.
WrittenKind = Literal["foreword", "introduction", "afterword"]
WRITTEN: tuple[WrittenKind, ...] = get_args(WrittenKind)

# What people do for a text; `roles.yaml` has the codes.
RoleName = Literal[
    "author",
    "editor",
    "compiler",
    "translator",
    "adapter",
    "illustrator",
    "photographer",
    "interviewer",
    "interviewee",
    "introduction",
    "preface",
    "foreword",
    "afterword",
    "commentary",
    "contributor",
]

LANGUAGE = "en-GB"  # of a book that names none
Certainty = Literal["stated", "from-address", "supplied"]
Status = Literal["unknown", "to-request", "requested", "refused", "granted", "licensed", "public-domain", "own"]
Channel = Literal["ebook", "print", "screen", "handout", "large-print"]
StyleName = Literal["harvard-leeds", "apa-7", "chicago-author-date"]
Placement = Literal["merged", "per-essay", "both"]
Engine = Literal["builtin", "pandoc"]
Format = Literal["epub", "pdf"]
YesOrNo = Literal["yes", "no"]
PurposeName = Literal["press", "screen", "handout", "large-print"]
PrinterName = Literal["generic", "kdp", "ingramspark", "lulu"]
Stock = Literal["white", "cream"]
Standard = Literal["x-4", "x-1a"]
Paper = Literal["a4", "letter", "a5", "half-letter"]
SheetName = Literal["a4", "letter"]
Each = Literal["essay"]
Fonts = Literal["reader", "embed"]
# The encodings of text that a source may be in: names of the WHATWG Encoding Standard, and code pages of MS-DOS.
Encoding = Literal[
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-9",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "koi8-r",
    "koi8-u",
    "macintosh",
    "x-mac-cyrillic",
    "ibm437",
    "ibm850",
    "ibm852",
    "ibm857",
    "ibm866",
    "gb18030",
    "gbk",
    "big5",
    "euc-jp",
    "iso-2022-jp",
    "shift_jis",
    "euc-kr",
]

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
