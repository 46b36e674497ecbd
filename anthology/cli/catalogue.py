"""The `catalogue` command: an OPDS catalogue of a folder of e-books."""

from __future__ import annotations

from pathlib import Path

import click

from anthology.cli.main import main
from anthology.cli.options import LIMITED
from anthology.cli.output import report_errors, show_findings


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
