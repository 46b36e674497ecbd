"""The `ingest` command: how each line of a source is treated."""

from __future__ import annotations

from pathlib import Path

import click

from anthology.cli.main import LIMITED, main
from anthology.cli.output import report_errors, show_findings

LONGEST_LINE = 88  # characters of a line that are printed


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
                text = line.text.strip()
                text = text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"
                click.echo(f"{line.number:5}  {line.disposition:<8}{line.rule:<18}{text}")
            for change in essay.changes:
                before, after = difference(change)
                click.echo(f"{change.number:5}  changed {change.rule:<18}{before} → {after}")
            show_findings(essay.findings)
