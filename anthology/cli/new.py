"""The `new` command: start a book."""

from __future__ import annotations

import datetime
import shlex
from pathlib import Path

import click

from anthology.cli.main import main
from anthology.cli.options import check_epoch
from anthology.cli.output import report_errors
from anthology.core.build_day import build_day


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The book's date [that of SOURCE_DATE_EPOCH if it is set, else today].",
)
def new(folder: Path, day: datetime.datetime | None) -> None:
    """Start a book in FOLDER: a commented book.yaml, a sample text, a foreword; it builds as it is.

    This is the one command that may look at the clock: what it writes is the beginning of a source, not a book.

    \b
    anthology new my-book                            then: anthology build my-book/book.yaml
    anthology new my-book --date 2026-11-20          the same files on any day
    """
    with report_errors(folder):
        check_epoch()
        from anthology.cli.scaffold import start_book

        for path in start_book(folder, day.date() if day else build_day()):
            click.echo(f"{path}")
        click.echo(f"next: put your texts in, and run anthology build {shlex.quote(f'{folder}/book.yaml')}", err=True)
