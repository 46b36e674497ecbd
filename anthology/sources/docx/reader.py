"""Word documents: checked as an archive first, then as HTML through the reader of web pages."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

from anthology.core.errors import SourceError
from anthology.core.findings import Finding, Location
from anthology.sources.docx.fields import leave_out_navigation
from anthology.sources.docx.formulas import FORMULA_STYLE, set_formulas
from anthology.sources.docx.numbering import mark_items
from anthology.sources.docx.package import SAVE, Parts, author_of, checked_parts, name_of, repaired, unread_content
from anthology.sources.docx.styles import QUOTES, STYLES, bold_headings, is_plain, style_runs, with_captions
from anthology.sources.draft import Draft
from anthology.sources.formula_trees import FORMULA
from anthology.sources.html.reader import draft_from_html

_UNREAD = re.compile(r"An unrecognised element was ignored: (.*)")
_WORDLESS = re.compile(r".*Pr\Z|v:")  # properties, and lines of drawings: where such a one has words, these are missed

_SET_IN = re.compile(r"(<br />|<p>)(\t[ \t]*|[ \t]{2,})")
TAB = 4  # spaces
INDENTED = 360  # twentieths of a point: from here on a paragraph that is set in as a whole is a quotation


def read_document(data: bytes, slug: str, at: Location) -> Draft:
    """A draft with one line for each block of a Word document (ECMA-376, Office Open XML), its notes with it.

    What a block is, is said by the names of Word's own styles and those of other programs; quotations are known also by
    their indents, and the author by the line in the style that pandoc has for it. A style map inside the document is
    not followed, because it can make text vanish, and nothing outside of the document is opened. Raises SourceError
    S002 for a file that is no such document, and LimitError X002 for one beyond the limits of `checked_parts`.
    """
    parts = checked_parts(data, at)
    changed, left_out = leave_out_navigation(parts, at)
    changed |= mark_items(parts) | style_runs(parts) | set_formulas(parts)
    import mammoth

    try:
        made = mammoth.convert_to_html(
            io.BytesIO(repaired(data, parts, changed)),
            include_embedded_style_map=False,
            style_map=f"{FORMULA_STYLE}\n{STYLES}",
            transform_document=mammoth.transforms.paragraph(_quoted),
            external_file_access=False,
        )
    except Exception as error:  # what mammoth raises for a damaged document is of many kinds, none of them its own
        raise SourceError(Finding("S002", f"the document is damaged: {type(error).__name__}", at, SAVE)) from error
    messages = tuple(dict.fromkeys(message.message for message in made.messages if message.type != "info"))
    unread = [found[1] for found in map(_UNREAD.match, messages) if found and not _WORDLESS.match(found[1])]
    said = [
        message
        for message in messages
        if not _UNREAD.match(message) and not is_plain(message) and FORMULA not in message
    ]
    findings = [Finding("S012", "; ".join(said[:5]), at)] if said else []
    if unread:
        findings.append(Finding("S011", f"left out with all that is in it: {', '.join(unread[:5])}", at))
    draft = draft_from_html(
        _SET_IN.sub(_spaced, with_captions(made.value)),
        slug,
        at,
        (*findings, *left_out, *_nested_tables(parts, at), *unread_content(parts, at)),
        has_metadata=False,
        is_whole=True,
    )
    found = (*draft.findings, *bold_headings(draft.lines, at))
    return replace(draft, byline=author_of(parts), findings=found)


def _spaced(found: re.Match[str]) -> str:
    """The beginning of a line with spaces that stay: a tab is four of them."""
    return found[1] + "\u00a0" * len(found[2].expandtabs(TAB))


def _nested_tables(parts: Parts, at: Location) -> tuple[Finding, ...]:
    """S062 for tables in cells of others, which no page has room for."""
    count = sum(
        name_of(each) == "tbl" and any(name_of(above) == "tc" for above in each.iterancestors())
        for root in parts.values()
        for each in root.iter()
    )
    return (Finding("S062", f"{count} × table in a cell of another", at),) if count else ()


def _quoted(paragraph: Any) -> Any:
    """A paragraph of the text, and no item or heading, that is set in from the margin, as a quotation.

    Google Docs has no style for quotations. Entries of a list of works hang: their first line is not set in.
    """
    indent, style = paragraph.indent, (paragraph.style_name or "Normal").casefold()
    if paragraph.numbering:
        return paragraph.copy(numbering=None)  # a bookmark says of it what `mark_items` knows
    if indent.hanging or style not in ("normal", "body text"):
        return paragraph
    start = indent.start or ""
    is_set_in = start.isdecimal() and int(start) >= INDENTED
    return paragraph.copy(style_name=QUOTES[0]) if is_set_in else paragraph
