"""The `layouts` command: list the layouts, or copy one to start your own."""

from __future__ import annotations

from pathlib import Path

import click

from anthology.cli.completion import complete_layout
from anthology.cli.main import main
from anthology.cli.output import report_errors

DEFAULT_FOLDER = "layouts/my-NAME"


@main.group(invoke_without_command=True)
@click.pass_context
def layouts(context: click.Context) -> None:
    """List the layouts that a manifest may name under `layout`, or copy one to start your own.

    \b
    anthology layouts                    the layouts that come with the builder
    anthology layouts export modern      copies that one to layouts/my-modern
    """
    if context.invoked_subcommand is not None:
        return
    with report_errors():
        from anthology.render.layout_files import shipped_layout
        from anthology.render.shipped_layouts import shipped_names

        for name in shipped_names():
            click.echo(f"{name:12}{shipped_layout(name).settings.summary}")


@layouts.command()
@click.argument("name", shell_complete=complete_layout)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--templates", is_flag=True, help="Copy the templates too, to change what stands on a page.")
def export(name: str, folder: Path | None, templates: bool) -> None:
    """Copy the layout NAME to FOLDER (layouts/my-NAME if none is named): its style sheets, to be changed.

    What the copy leaves out is still that of the layout which it builds on, also when a newer builder mends that.

    \b
    anthology layouts export classical
    anthology layouts export house layouts/ours --templates
    """
    with report_errors():
        from anthology.cli.scaffold import export_layout

        place = folder or Path(DEFAULT_FOLDER.replace("NAME", name))
        for path in export_layout(name, place, templates=templates):
            click.echo(f"{path}")
        click.echo(
            f"next: move it into layouts/ of your book if it is not there, and write layout: {place.name} in book.yaml",
            err=True,
        )
