"""The record of what was done to the sources, line by line, as files beside the book: JSON, and a page to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

from anthology.book.model import Book, Contribution
from anthology.core.essay import LineRecord
from anthology.core.i18n import direction, messages_language, words
from anthology.core.normalize import printable

STYLE = (
    "body { font: 1em/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }"
    " table { border-collapse: collapse; width: 100% }"
    " th, td { border-bottom: 1px solid; padding: 0.3em 0.6em; text-align: start; vertical-align: top }"
)


def changes_json(book: Book) -> bytes:
    """Every line of every source: its number, what became of it, by which rule and why.

    Of lines that are not printed as the text, the words stand there too; of places that were put right, what stood
    before and what stands after.
    """
    record = {"book": book.manifest.title, "essays": [_essay_record(each) for each in book.contributions]}
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _essay_record(contribution: Contribution) -> dict[str, Any]:
    essay, entry = contribution.essay, contribution.entry
    return {
        "id": contribution.slug,
        "title": contribution.title,
        "title_is_supplied": contribution.title_is_supplied,
        "source": entry.source,
        "sha256": essay.origin.sha256,
        "lines": [_line_record(line) for line in essay.ledger],
        "put_right": [
            {"line": each.number, "rule": each.rule, "before": each.before, "after": each.after}
            for each in essay.changes
        ],
        "references_put_right": {key: list(fields) for key, fields in entry.references.override.items()},
        "kept_as_they_are": list(entry.readings_kept),
    }


def _line_record(line: LineRecord) -> dict[str, Any]:
    record: dict[str, Any] = {"number": line.number, "became": line.disposition, "rule": line.rule}
    if line.disposition != "kept":
        record |= {"because": line.reason, "words": printable(line.text).strip()}
    return record


def changes_html(book: Book) -> bytes:
    """The same as one page of HTML: for each essay a table, in which lines of the text stand as ranges of numbers."""
    terms, lang = words(book.language), messages_language(book.language)
    title = escape(f"{book.manifest.title}: {terms['changes']}")
    head = f'<meta charset="utf-8"/><title>{title}</title><style>{STYLE}</style>'
    parts = [f"<h1>{title}</h1>", f"<p>{escape(terms['texts-say'])}</p>"]
    for contribution in book.contributions:
        parts.append(f"<h2>{escape(contribution.title)}</h2>\n<p>{escape(contribution.entry.source)}</p>")
        columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in terms["changes-columns"])
        parts.append(f"<table>\n<thead><tr>{columns}</tr></thead>\n<tbody>")
        parts += _rows(contribution, book.language)
        parts.append("</tbody>\n</table>")
    page = f'<!DOCTYPE html>\n<html lang="{lang}" dir="{direction(lang)}">\n<head>{head}</head>\n<body>\n'
    return (page + "\n".join(parts) + "\n</body>\n</html>\n").encode()


def _rows(contribution: Contribution, language: str) -> Iterator[str]:
    terms, essay = words(language), contribution.essay
    lang = escape(essay.lang)

    def row(numbers: str, became: str, because: str, text: str) -> str:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in (numbers, became, because))
        return f'<tr>{cells}<td lang="{lang}" dir="auto">{text}</td></tr>'

    for is_kept, run in groupby(essay.ledger, key=lambda line: line.disposition == "kept"):
        lines = list(run)
        if is_kept:
            first, last = lines[0].number, lines[-1].number
            numbers = str(first) if first == last else f"{first}–{last}"
            yield row(numbers, terms["changes-kept"], "", "")
        else:
            for line in lines:
                because = terms["reasons"].get(line.reason, line.reason)
                said = escape(printable(line.text).strip())
                yield row(str(line.number), terms[f"changes-{line.disposition}"], because, said)
    for change in essay.changes:
        text = f"<del>{escape(change.before)}</del> <ins>{escape(change.after)}</ins>"
        yield row(str(change.number), terms["changes-put-right"], "", text)
    for key, fields in contribution.entry.references.override.items():
        yield row("", terms["changes-put-right"], ", ".join(fields), escape(key))
    for reading in contribution.entry.readings_kept:
        yield row("", terms["texts-kept"], "", escape(reading))
