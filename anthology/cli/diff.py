"""The `diff` command: what changed between two editions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anthology.cli.main import main
from anthology.cli.options import LIMITED
from anthology.cli.output import escape_controls, report_errors

if TYPE_CHECKING:
    from anthology.diff import Change

MARKS = {"added": "+", "removed": "-", "changed": "~", "moved": ">", "looks": "~"}
COLOURS = {"added": "green", "removed": "red", "changed": "yellow", "moved": "cyan", "looks": "yellow"}
LONGEST = 400  # characters of a text that are printed


@main.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The differences as JSON on standard output, for other programs.")
@LIMITED
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Say what changed from OLD to NEW: two manifests, two finished EPUBs, a manifest and an EPUB, or two PDFs.

    Of essays the words, their order, notes, credits and references; of an EPUB also where printed pages begin; of PDFs
    each page's words and whether it looks otherwise. Words that only one side has stand in [brackets]. Ends with 0
    where nothing changed and with 1 where something did, as diff does.

    \b
    anthology diff old/book.yaml book.yaml
    anthology diff first.epub build/my-book-ebook.epub
    anthology diff sent-to-printer.pdf build/my-book-print.pdf
    """
    with report_errors(new.parent):
        from anthology.diff import compare, read_side

        changes = compare(read_side(old), read_side(new))
        if as_json:
            click.echo(json.dumps([asdict(change) for change in changes], ensure_ascii=False, indent=2))
        else:
            for line in format_changes(changes):
                click.echo(line)
            click.echo(f"{len(changes)} differences" if changes else "no differences", err=True)
        sys.exit(1 if changes else 0)


def format_changes(changes: Sequence[Change]) -> Iterator[str]:
    """The differences as lines, grouped by the part that they are in."""
    for part, group in groupby(changes, key=lambda change: change.part):
        yield click.style(escape_controls(part), bold=True)
        for change in group:
            mark = click.style(MARKS[change.kind], fg=COLOURS[change.kind])
            what = f"{change.kind} " if change.kind in ("moved", "looks") else ""
            yield f"  {mark} {what}{escape_controls(change.place)}".rstrip() + (
                "" if change.kind != "looks" else " otherwise"
            )
            for name, words in (("-", change.before), ("+", change.after)):
                if words:
                    yield f"      {name} {escape_controls(words[:LONGEST])}{'…' if len(words) > LONGEST else ''}"
