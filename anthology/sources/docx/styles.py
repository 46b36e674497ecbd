"""Word's named styles, and those of programs that write its documents, as the HTML that says the same."""

from __future__ import annotations

import re

# By the names that Word, LibreOffice, Google Docs and pandoc write into the file, whatever language they speak
# themselves. Letters of either case are the same.
QUOTES = ("Quote", "Intense Quote", "Block Text", "Quotations", "Block Quotation")
_LITERAL = ("Source Code", "HTML Preformatted", "Preformatted Text")
_SLANTED = ("Emphasis", "Subtle Emphasis", "Intense Emphasis", "Book Title", "HTML Cite", "HTML Definition")
_CODE = ("Verbatim Char", "Source Text", "HTML Code", "HTML Keyboard", "HTML Sample", "HTML Typewriter")
_CAPTIONS = ("caption", "Image Caption", "Table Caption", "Figure", "Illustration", "Drawing", "Table")
_TERMS = ("Definition Term", "HTML Definition Term")
_MEANINGS = ("Definition", "Definition Definition")

# Styles of running text, links, lists and notes: what they mean is there without them. They are no rules, because a
# rule for a style would go before that for the items of a list which are set in it.
_PLAIN = (
    *("Normal (Web)", "Body Text", "Body Text 2", "Body Text 3", "Body Text Indent", "Text Body", "Text Body Indent"),
    *("First Paragraph", "Compact", "No Spacing", "Standard", "Default", "Plain Text", "List Paragraph"),
    *("List Number", "List Bullet", "Bibliography", "Author", "Table Contents", "Table Paragraph", "Table Heading"),
    *("Hyperlink", "FollowedHyperlink", "Internet Link", "Visited Internet Link", "Link", "Page Number"),
    *("Default Paragraph Font", "Body Text Char", "Quote Char", "Footnote Text Char", "Endnote Text Char"),
    *("Footnote Characters", "Endnote Characters", "Footnote Block Text", "Placeholder Text"),
)
_PLAIN_NAMES = frozenset(name.casefold() for name in _PLAIN)
_UNKNOWN = re.compile(r"Unrecognised (?:paragraph|run) style: (?P<name>.*) \(Style ID: .*\)", re.DOTALL)

_BLOCKS = (
    (("Title",), "h1:fresh"),
    (("heading 7", "heading 8", "heading 9"), "h6:fresh"),
    (QUOTES, "blockquote > p:fresh"),
    (_LITERAL, r"pre:separator('\n')"),
    (_CAPTIONS, "figcaption:fresh"),
    (_TERMS, "dl > dt:fresh"),
    (_MEANINGS, "dl > dd:fresh"),
)
_RUNS = ((_SLANTED, "em"), (_CODE, "code"))

STYLES = "\n".join(
    f"{kind}[style-name='{name}'] => {made}"
    for kind, table in (("p", _BLOCKS), ("r", _RUNS))
    for names, made in table
    for name in names
)


def is_plain(message: str) -> bool:
    """Whether a message of the reader only says that it has no rule for a style that needs none."""
    unknown = _UNKNOWN.fullmatch(message)
    return unknown is not None and unknown["name"].casefold() in _PLAIN_NAMES
