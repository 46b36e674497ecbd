"""The `check` command: list the findings on a book, or on a finished PDF."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path

import click

from anthology.cli.main import main
from anthology.cli.options import LIMITED, TODAY
from anthology.cli.output import as_record, count_findings, report_errors, show_findings
from anthology.core.errors import AnthologyError, BookError
from anthology.core.findings import Finding, Severity, sorted_findings, worst


@main.command()
@click.argument("manifest", type=click.Path(dir_okay=False, path_type=Path), default=Path("book.yaml"), required=False)
@click.option("--release", is_flag=True, help="Check as for the public: what a proof only warns of is an error.")
@TODAY
@LIMITED
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON on standard output, for other programs.")
def check(manifest: Path, release: bool, today: datetime.datetime | None, as_json: bool) -> None:
    """Say everything that is wrong with the book in MANIFEST, with file, line and remedy; write nothing.

    A finished PDF in place of the manifest is read back: what it claims to be, and whether that holds.

    \b
    anthology check                                  the book in book.yaml
    anthology check --release                        what is still pending before it can be published
    anthology check build/my-book-print.pdf          what a finished PDF is
    """
    with report_errors(manifest.parent):
        from anthology.stages import read_book

        is_pdf = manifest.suffix.lower() == ".pdf"
        try:
            if is_pdf:
                findings = _read_back(manifest, quiet=as_json)
            else:
                findings = read_book(manifest, release=release, today=today and today.date()).findings
            code = BookError.exit_code if worst(findings) is Severity.ERROR else 0
        except AnthologyError as error:
            findings, code = sorted_findings(error.findings), error.exit_code
        if as_json:
            click.echo(json.dumps([as_record(finding) for finding in findings], ensure_ascii=False, indent=2))
        else:
            show_findings(findings, manifest.parent, most=len(findings))
            click.echo(count_findings(findings), err=True)
        sys.exit(code)


def _read_back(path: Path, *, quiet: bool) -> tuple[Finding, ...]:
    """The findings on a finished PDF; its facts are shown unless it is to be quiet."""
    from anthology.pdf.preflight.check import check_facts, describe, guess, read_pdf_file

    facts = read_pdf_file(path)
    for name, words in () if quiet else describe(facts):
        click.echo(f"{name:14}{words}")
    return check_facts(facts, guess(facts))
