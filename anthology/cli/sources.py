"""Commands on what goes into a book and what comes of many: start one, look at its sources, list finished books."""

from __future__ import annotations

import datetime
import json
import os
import shlex
import time
from pathlib import Path

import click

from anthology.cli.guard import LIMITED
from anthology.cli.main import main
from anthology.cli.output import report_errors, show_findings

SHOWN_TEXT = 88


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
        from anthology.cli.scaffold import start_book

        for path in start_book(folder, day.date() if day else _today()):
            click.echo(f"{path}")
        click.echo(f"next: put your texts in, and run anthology build {shlex.quote(f'{folder}/book.yaml')}", err=True)


def _today() -> datetime.date:
    """The day of SOURCE_DATE_EPOCH (reproducible-builds.org), in UTC, or of the clock."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(given) if given.isdecimal() and len(given) < len("253402300800") else time.time()
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--manifest",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Clean as this manifest declares [the book.yaml of the current folder, if it names the file].",
)
@LIMITED
def ingest(files: tuple[Path, ...], manifest: Path | None) -> None:
    """Show what cleaning makes of FILES: each line with its fate, the rule that decided it, and where it went.

    \b
    anthology ingest texts/rain.txt                       as book.yaml declares it, if that names the file
    anthology ingest texts/* --manifest other.yaml        as another manifest declares it
    """
    with report_errors():
        from anthology.book.assemble import read_source
        from anthology.book.model import difference

        for path in files:
            essay = read_source(path, manifest or (Path("book.yaml") if Path("book.yaml").is_file() else None))
            click.echo(f"{path}: {essay.title or '(no title)'}")
            click.echo(
                f"  by {essay.byline or '(unsigned)'} · {essay.date or '(no date)'} · {len(essay.blocks)} blocks"
            )
            for line in essay.ledger:
                click.echo(f"{line.number:5}  {line.disposition:<8}{line.rule:<18}{_shortened(line.text.strip())}")
            for change in essay.changes:
                before, after = difference(change)
                click.echo(f"{change.number:5}  changed {change.rule:<18}{before} → {after}")
            show_findings(essay.findings)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
@LIMITED
def catalogue(folder: Path) -> None:
    """Make a catalogue of the EPUBs in FOLDER, which an e-reader app can open (OPDS 2.0).

    \b
    anthology catalogue build        of the e-books that were built
    """
    with report_errors():
        from anthology.core.atomic_output import publish
        from anthology.export import FEED_NAME, opds_feed, read_folder

        shelf = read_folder(folder)
        feed = opds_feed(shelf.entries, folder.resolve().name)
        paths = publish({FEED_NAME: feed, **dict(shelf.covers)}, folder)
        show_findings(shelf.findings)
        click.echo(f"{paths[0]}  ({len(shelf.entries)} books)")


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"


@main.command("schema")
@click.argument("file", type=click.Choice(["manifest", "resources", "vocabulary", "layout"]), default="manifest")
@click.option("--markdown", is_flag=True, help="Print the manifest's keys as a page to read, in Markdown.")
def show_schema(file: str, markdown: bool) -> None:
    """Print the JSON Schema of FILE, by which editors complete its keys and mark mistakes.

    FILE is manifest (book.yaml, if nothing is named), resources, vocabulary or layout (layout.yaml).

    \b
    anthology schema > book.schema.json      then begin book.yaml with the line
                                             # yaml-language-server: $schema=book.schema.json
    anthology schema resources               the same for the file that `resources:` names
    anthology schema --markdown              every key with what it says and an example
    """
    from anthology.core.schema import Record, json_schema
    from anthology.editorial.resources import ResourcesFile
    from anthology.editorial.vocabulary import VocabularyFile
    from anthology.manifest import schema
    from anthology.manifest.reference import page
    from anthology.render.layout_files import LayoutSettings

    records: dict[str, type[Record]] = {
        "resources": ResourcesFile,
        "vocabulary": VocabularyFile,
        "layout": LayoutSettings,
    }
    if markdown and file in records:
        raise click.UsageError("--markdown prints the keys of the manifest only")
    made = json_schema(records[file]) if file in records else schema()
    click.echo("\n".join(page()) if markdown else json.dumps(made, ensure_ascii=False, indent=2))
