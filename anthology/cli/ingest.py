"""The `ingest` command: how each line of a source is treated."""

from __future__ import annotations

from pathlib import Path

import click

from anthology.cli.main import main
from anthology.cli.options import LIMITED
from anthology.cli.output import report_errors, show_findings

LONGEST_LINE = 88  # characters of a line that are printed


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--manifest",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Clean as this manifest declares [the book.yaml of the current folder, if it names the file].",
)
@click.option("--suggest", is_flag=True, help="Print lines for the manifest that confirm what is in doubt.")
@LIMITED
def ingest(files: tuple[Path, ...], manifest: Path | None, suggest: bool) -> None:
    """Show how each line of FILES is treated, and by which rule.

    \b
    anthology ingest texts/rain.txt                       as book.yaml declares it, if that names the file
    anthology ingest texts/* --manifest other.yaml        as another manifest declares it
    anthology ingest --suggest texts/rain.txt             what to add to the essay in book.yaml, to be looked through
    """
    with report_errors():
        from anthology.book.accounts import difference
        from anthology.book.assemble import read_source
        from anthology.sources.confirmation import doubts_as_findings, suggested_rules

        for path in files:
            essay = read_source(path, manifest or (Path("book.yaml") if Path("book.yaml").is_file() else None))
            if suggest:
                rules = tuple(suggested_rules(essay))
                said = "look at each line, then add it to the essay" if rules else "nothing to confirm"
                click.echo("\n".join((f"    # {path}: {said}", *rules)))
                continue
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
            show_findings((*essay.findings, *doubts_as_findings(essay)))
