"""The grammar of Markdown: CommonMark 0.31.2, and what collections and pandoc add to it."""

from __future__ import annotations

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from anthology.ingest.attributes import attributes_plugin
from anthology.ingest.formularules import formula_plugin
from anthology.ingest.htmlrules import html_plugin
from anthology.ingest.tables import tables_plugin


def grammar(levels: int) -> MarkdownIt:
    """A parser that goes down so many levels: tables, notes, definitions, attributes, HTML, divs and formulas too."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": levels}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, move_to_end=False).use(deflist_plugin).use(attributes_plugin)
    return parser.use(html_plugin).use(tables_plugin).use(formula_plugin)
