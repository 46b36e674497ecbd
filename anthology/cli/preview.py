"""The `preview` command: show a book on a local page that follows every save."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from anthology.cli.main import main
from anthology.cli.options import LIMITED
from anthology.cli.output import report_errors
from anthology.core.errors import ManifestError, MissingError, OutputError
from anthology.core.findings import Finding, Location
from anthology.core.watchdog import report_step


@main.command()
@click.argument("manifest", type=click.Path(dir_okay=False, path_type=Path), default=Path("book.yaml"), required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port of the page [one that is free].")
@LIMITED
def preview(manifest: Path, port: int) -> None:
    """Show the book in MANIFEST on a local page, and show it again after every save. Ctrl-C ends it.

    The page has the e-book as read, the printed pages side by side, the content notes, the findings with their places,
    and what became of each line of each source. Nobody but this machine can open it, and nothing is fetched.

    \b
    anthology preview                       the book in book.yaml
    anthology preview seminar.yaml          another book
    anthology preview --port 8000           at the same address every time
    """
    with report_errors(manifest.parent):
        try:
            from anthology.preview.server import Preview, serve
            from anthology.preview.session import Session
        except ImportError as error:
            hint = "pip install 'anthology-builder[preview]'"
            raise MissingError(Finding("X001", f"the preview needs more: {error.name}", hint=hint)) from error
        from anthology.core.cache import Cache, default_cache_folder
        from anthology.stages import lazy_executor

        if not manifest.is_file():
            raise ManifestError(Finding("M001", "the manifest: there is no such file", Location(manifest)))
        report_step("showing the preview", usual=0)
        with ExitStack() as stack:
            session = Session(manifest, lazy_executor(stack, "processes"), Cache(folder=default_cache_folder()))
            page = Preview(
                session, manifest.parent, manifest.parent / "build", lambda words: click.echo(words, err=True)
            )
            try:
                serve(page, port, lambda number: click.echo(f"http://127.0.0.1:{number}/"))
            except OSError as error:
                raise OutputError(
                    Finding("O006", f"port {port}: {error.strerror}", hint="take another --port, or leave it out")
                ) from error
