"""The `build` command: make the editions of one book or of several."""

from __future__ import annotations

import datetime
import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from anthology.cli.completion import complete_edition
from anthology.cli.main import main
from anthology.cli.options import LIMITED, TODAY
from anthology.cli.output import report_errors
from anthology.cli.progress import output_mode, report_progress
from anthology.cli.report import as_json as report_as_json
from anthology.cli.report import show_report, show_reports
from anthology.core.errors import AnthologyError
from anthology.core.findings import sorted_findings
from anthology.core.limits import raised_limits

# A build keeps what it makes, and its records have no reference cycles: the garbage collector may run rarely.
GC_THRESHOLDS = (100_000, 20, 50)


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
@click.option("--executor", metavar="SPEC", help="Where: inline, processes:N, dask:local or dask:tls://HOST:PORT.")
@click.option("--fresh", is_flag=True, help="Rebuild everything and refresh the cache.")
@click.option("--release", is_flag=True, help="Make the book for the public: refused while anything is pending.")
@TODAY
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
    today: datetime.datetime | None,
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
    mode = output_mode(quiet=quiet, verbose=verbose, as_json=as_json)
    paths = tuple(dict.fromkeys(manifests)) or (Path("book.yaml"),)
    with report_errors(paths[0].parent), _json_on_failure(as_json):
        from anthology import api
        from anthology.core.cache import Cache, default_cache_folder
        from anthology.result import BuildOptions

        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        started = time.monotonic()
        cache = Cache(folder=default_cache_folder(), is_fresh=fresh)
        common = BuildOptions(
            editions=editions,
            executor=_workers(jobs, executor),
            release=release,
            today=today and today.date(),
            cache=cache,
            limits=raised_limits(),
        )
        options = {path: replace(common, out=folder or path.parent / "build") for path in paths}
        with report_progress(mode) as progress:
            if len(paths) > 1:
                from anthology.build_many import build_many

                outcomes = build_many(paths, options, progress)
            else:
                result = api.build(paths[0], options[paths[0]], progress=progress)
        cache.trim()
        seconds = time.monotonic() - started
        if len(paths) > 1:
            sys.exit(show_reports(outcomes, mode, seconds))
        show_report(result, paths[0].parent, mode, seconds)


@contextmanager
def _json_on_failure(as_json: bool) -> Iterator[None]:
    """Print the JSON report also of a build that fails."""
    try:
        yield
    except AnthologyError as error:
        if as_json:
            click.echo(report_as_json(None, sorted_findings(error.findings), error.exit_code))
        raise


def _workers(jobs: int | None, spec: str | None) -> str:
    """The executor that the options ask for; UsageError for one that does not exist."""
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
