"""Commands on a book: build and check it."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from anthology.cli.completion import complete_edition
from anthology.cli.guard import LIMITED
from anthology.cli.main import main
from anthology.cli.output import as_record, count_findings, report_errors, show_findings
from anthology.cli.progress import output_mode, report_progress
from anthology.cli.report import as_json as report_as_json
from anthology.cli.report import show_library, show_report
from anthology.core.errors import AnthologyError, BookError
from anthology.core.findings import Finding, Severity, sorted_findings, worst
from anthology.core.limits import raised_limits

# What a build makes it keeps, and its records hold no circles: the garbage collector need not look often.
RARELY = (100_000, 20, 50)
MANIFEST = click.argument(
    "manifest", type=click.Path(dir_okay=False, path_type=Path), default=Path("book.yaml"), required=False
)


@main.command()
@click.argument("manifests", nargs=-1, type=click.Path(dir_okay=False, path_type=Path), metavar="[MANIFEST]...")
@click.option(
    "--edition",
    "editions",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_edition,
    help="Make only this edition (may be repeated).",
)
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where the files go [build].")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many pieces are set at once [one for each core].")
@click.option("--executor", metavar="SPEC", help="Where: inline, processes:N, dask:local or dask:tcp://HOST:PORT.")
@click.option("--fresh", is_flag=True, help="Rebuild everything and refresh the cache.")
@click.option("--release", is_flag=True, help="Make the book for the public: refused while anything is pending.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing unless there is an error.")
@click.option("--verbose", "-v", is_flag=True, help="Say everything: all findings, each piece as it is set, digests.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON on standard output, for other programs.")
@LIMITED
def build(  # noqa: PLR0913  # one argument for each option
    *,
    manifests: tuple[Path, ...],
    editions: tuple[str, ...],
    folder: Path | None,
    jobs: int | None,
    executor: str | None,
    fresh: bool,
    release: bool,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Make the editions of each MANIFEST (book.yaml if none is named).

    Several books are made together: their pieces wait in one queue for the same workers, and what is equal is set once.
    A book with an error does not stop the others. Files appear in the output folder whole or not at all; where a
    finding is an error, nothing of that book is written and the files of its last build stay.

    \b
    anthology build                                  everything that book.yaml asks for, in build/
    anthology build seminar.yaml --edition ebook     one edition of another book
    anthology build handouts/*.yaml                  many books at once
    anthology build --release                        for the public: refused while anything is pending
    anthology build --json > report.json             what was made and found, for another program
    """
    how = output_mode(quiet=quiet, verbose=verbose, as_json=as_json)
    paths = tuple(dict.fromkeys(manifests)) or (Path("book.yaml"),)
    with report_errors(paths[0].parent), _failure_told(as_json):
        from anthology import api
        from anthology.core.cache import Cache, default_cache_folder
        from anthology.result import BuildOptions

        gc.freeze()
        gc.set_threshold(*RARELY)
        started = time.monotonic()
        cache = Cache(folder=default_cache_folder(), is_fresh=fresh)
        common = BuildOptions(
            editions=editions,
            executor=_workers(jobs, executor),
            release=release,
            cache=cache,
            limits=raised_limits(),
        )
        options = {path: replace(common, out=folder or path.parent / "build") for path in paths}
        with report_progress(how) as progress:
            if len(paths) > 1:
                from anthology.build_many import build_many

                outcomes = build_many(paths, options, progress)
            else:
                result = api.build(paths[0], options[paths[0]], progress=progress)
        cache.trim()
        seconds = time.monotonic() - started
        if len(paths) > 1:
            sys.exit(show_library(outcomes, how, seconds))
        show_report(result, paths[0].parent, how, seconds)


@contextmanager
def _failure_told(as_json: bool) -> Iterator[None]:
    """A build that fails has its report too, where one was asked for as JSON."""
    try:
        yield
    except AnthologyError as error:
        if as_json:
            click.echo(report_as_json(None, sorted_findings(error.findings), error.exit_code))
        raise


def _workers(jobs: int | None, spec: str | None) -> str:
    """The executor that the options ask for; UsageError for a word that names none."""
    if spec is None:
        return "inline" if jobs == 1 else f"processes:{jobs}" if jobs else "processes"
    if jobs is not None:
        raise click.UsageError("--jobs and --executor say the same: give one of them")
    from anthology.pdf.executors import executor

    try:
        executor(spec)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--executor") from error
    return spec


@main.command()
@MANIFEST
@click.option("--release", is_flag=True, help="Check as for the public: what a proof only warns of is an error.")
@LIMITED
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON on standard output, for other programs.")
def check(manifest: Path, release: bool, as_json: bool) -> None:
    """Say everything that is wrong with the book in MANIFEST, with file, line and remedy; write nothing.

    A finished PDF in place of the manifest is read back: what it claims to be, and whether that holds.

    \b
    anthology check                                  the book in book.yaml
    anthology check --release                        what is still pending before it can be published
    anthology check build/my-book-print.pdf          what a finished PDF is
    """
    with report_errors(manifest.parent):
        is_pdf = manifest.suffix.lower() == ".pdf"
        try:
            findings = _read_back(manifest, quiet=as_json) if is_pdf else _read_book(manifest, release)
            code = BookError.exit_code if worst(findings) is Severity.ERROR else 0
        except AnthologyError as error:
            findings, code = sorted_findings(error.findings), error.exit_code
        if as_json:
            click.echo(json.dumps([as_record(finding) for finding in findings], ensure_ascii=False, indent=2))
        else:
            show_findings(findings, manifest.parent, most=len(findings))
            click.echo(count_findings(findings), err=True)
        sys.exit(code)


def _read_book(manifest: Path, release: bool) -> tuple[Finding, ...]:
    from anthology.stages import read_book

    return read_book(manifest, release=release).findings


def _read_back(path: Path, *, quiet: bool) -> tuple[Finding, ...]:
    """The findings on a finished PDF; its facts are shown unless it is to be quiet."""
    from anthology.pdf.preflight.check import check_facts, describe, guess, read_pdf_file

    facts = read_pdf_file(path)
    for name, words in () if quiet else describe(facts):
        click.echo(f"{name:14}{words}")
    return check_facts(facts, guess(facts))
