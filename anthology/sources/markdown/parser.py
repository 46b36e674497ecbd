"""The grammar of Markdown: CommonMark 0.31.2, and what collections and pandoc add to it."""

from __future__ import annotations

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from anthology.core.findings import Location
from anthology.core.limits import exceeded, limit
from anthology.sources.markdown.attributes import attributes_plugin
from anthology.sources.markdown.html_rules import html_plugin
from anthology.sources.markdown.math_rules import formula_plugin
from anthology.sources.markdown.tables import tables_plugin

# What the parser is slow with, and the limit on it.
COUNTED = {"[": "marks", "<": "marks", "*": "elements", "_": "elements", "~": "elements", "\n": "elements"}


def grammar(levels: int) -> MarkdownIt:
    """A parser that goes down so many levels: tables, notes, definitions, attributes, HTML, divs and formulas too."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": levels}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, move_to_end=False).use(deflist_plugin).use(attributes_plugin)
    return parser.use(html_plugin).use(tables_plugin).use(formula_plugin)


def check_size(text: str, at: Location) -> None:
    """Refuse a text that its parser is slow with; raises LimitError X002."""
    hint = "divide it into several files"
    if len(text) > limit("markdown-bytes"):
        raise exceeded("markdown-bytes", f"Markdown of {len(text):,} characters", at, hint)
    for mark, name in COUNTED.items():
        if text.count(mark) > limit(name):
            what = "lines" if mark == "\n" else f"times “{mark}”"
            raise exceeded(name, f"{text.count(mark):,} {what} in one Markdown text", at, hint)
