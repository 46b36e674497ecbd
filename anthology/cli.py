"""The command line: the only module that prints or exits."""

from __future__ import annotations

import datetime
import json
import logging
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from anthology import __version__
from anthology.codes import CODES
from anthology.errors import AnthologyError, BookError, MissingError, ReleaseError
from anthology.findings import Finding, Location, Severity, in_order, worst

MANIFEST = click.argument(
    "manifest", type=click.Path(dir_okay=False, path_type=Path), default=Path("book.yaml"), required=False
)
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
SHOWN_FINDINGS = 20
SHOWN_TEXT = 88
INTERRUPTED = 130
TERMINATED = 143
BUG = 70
VERSION_HELP = "Say the version, and those of the engines that the finished bytes depend on."


def _say_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if not value or context.resilient_parsing:
        return
    from anthology.doctor import versions

    click.echo(f"anthology {__version__}")
    for name, number in versions():
        click.echo(f"  {name} {number}")
    context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version, help=VERSION_HELP)
def main() -> None:
    """Build an anthology from one manifest: an EPUB for e-readers and PDFs for print.

    \b
    anthology new FOLDER         start a book that builds as it is
    anthology check              what is wrong with the book in book.yaml
    anthology build              make all its editions in build/
    anthology ingest FILE        what cleaning makes of a source, line by line
    anthology catalogue FOLDER   a catalogue of the e-books there
    anthology explain CODE       what a finding means and how to mend it
    anthology cache              what is kept for quicker builds, and how to clear it
    anthology doctor             what this machine has and lacks

    \b
    Completion for this shell (zsh_source and fish_source for others):
    eval "$(_ANTHOLOGY_COMPLETE=bash_source anthology)"
    """
    signal.signal(signal.SIGTERM, _terminate)
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it says is a finding already


class Terminated(BaseException):
    """The process was asked to end."""


def _terminate(signum: int, frame: object) -> None:
    del signum, frame
    raise Terminated


@main.command()
@MANIFEST
@click.option("--edition", "editions", multiple=True, metavar="NAME", help="Make only this edition (may be repeated).")
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where the files go [build].")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many pieces are set at once [one for each core].")
@click.option("--executor", metavar="SPEC", help="Where: inline, processes:N, dask:local or dask:tcp://HOST:PORT.")
@click.option("--fresh", is_flag=True, help="Set everything anew, whatever earlier builds have kept.")
@click.option("--release", is_flag=True, help="Make the book for the public: refused while anything is pending.")
@click.option("--quiet", is_flag=True, help="Say nothing unless there is an error.")
def build(  # noqa: PLR0913  # one argument for each option
    *,
    manifest: Path,
    editions: tuple[str, ...],
    folder: Path | None,
    jobs: int | None,
    executor: str | None,
    fresh: bool,
    release: bool,
    quiet: bool,
) -> None:
    """Make the editions of MANIFEST (book.yaml if none is named).

    Files appear in the output folder whole or not at all; where a finding is an error, nothing is written and the
    files of the last build stay.
    """
    with _errors_shown(manifest.parent):
        from anthology.build import Wishes
        from anthology.build import build as build_book
        from anthology.store import Store, default_folder

        started = time.monotonic()
        store = Store(folder=default_folder())
        wishes = Wishes(
            editions=editions,
            folder=folder or manifest.parent / "build",
            executor=_workers(jobs, executor),
            release=release,
            store=None if fresh else store,
        )
        with _progress(quiet) as progress:
            report = build_book(manifest, wishes, progress)
        store.trim()
        if quiet:
            return
        _show_findings(report.findings, manifest.parent)
        seconds = time.monotonic() - started
        for artefact in report.artefacts:
            pages = f", {artefact.pages} pages" if artefact.pages else ""
            click.echo(f"{artefact.path}  ({artefact.edition}: {_size(artefact.size)}{pages})")
        for path in report.records:
            click.echo(f"{path}")
        click.echo(f"{_count(report.findings)} in {seconds:.1f} s", err=True)


@main.command()
@MANIFEST
@click.option("--release", is_flag=True, help="Check as for the public: what a proof only warns of is an error.")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON on standard output, for other programs.")
def check(manifest: Path, release: bool, as_json: bool) -> None:
    """Say everything that is wrong with the book in MANIFEST, with file, line and remedy; write nothing.

    A finished PDF in place of the manifest is read back: what it claims to be, and whether that holds.
    """
    with _errors_shown(manifest.parent):
        is_pdf = manifest.suffix.lower() == ".pdf"
        try:
            findings = _read_back(manifest, quiet=as_json) if is_pdf else _read_book(manifest, release)
            code = BookError.exit_code if worst(findings) is Severity.ERROR else 0
        except AnthologyError as error:
            findings, code = in_order(error.findings), error.exit_code
        if as_json:
            click.echo(json.dumps([_as_record(finding) for finding in findings], ensure_ascii=False, indent=2))
        else:
            _show_findings(findings, manifest.parent, most=len(findings))
            click.echo(_count(findings), err=True)
        sys.exit(code)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--manifest",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Clean as this manifest declares [the book.yaml of the current folder, if it names the file].",
)
def ingest(files: tuple[Path, ...], manifest: Path | None) -> None:
    """Show what cleaning makes of FILES: each line with its fate, the rule that decided it, and where it went."""
    with _errors_shown():
        from anthology.assemble import read_source
        from anthology.book import difference

        for path in files:
            essay = read_source(path, manifest or (Path("book.yaml") if Path("book.yaml").is_file() else None))
            click.echo(f"{path}: {essay.title or '(no title)'}")
            click.echo(
                f"  by {essay.byline or '(unsigned)'} · {essay.date or '(no date)'} · {len(essay.blocks)} blocks"
            )
            for line in essay.ledger:
                click.echo(f"{line.number:5}  {line.fate:<8}{line.rule:<18}{_shortened(line.text.strip())}")
            for change in essay.changes:
                before, after = difference(change)
                click.echo(f"{change.number:5}  changed {change.rule:<18}{before} → {after}")
            _show_findings(essay.findings)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
def catalogue(folder: Path) -> None:
    """Make a catalogue of the EPUBs in FOLDER, which an e-reader app can open (OPDS 2.0)."""
    with _errors_shown():
        from anthology.catalogue import FEED_NAME, opds_feed, read_folder
        from anthology.publish import publish

        shelf = read_folder(folder)
        feed = opds_feed(shelf.entries, folder.resolve().name)
        paths = publish({FEED_NAME: feed, **dict(shelf.covers)}, folder)
        _show_findings(shelf.findings)
        click.echo(f"{paths[0]}  ({len(shelf.entries)} books)")


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
    """
    with _errors_shown(folder):
        from anthology.starting import start_book

        for path in start_book(folder, day.date() if day else _today()):
            click.echo(f"{path}")
        click.echo(f"next: put your texts in, and run anthology build {shlex.quote(f'{folder}/book.yaml')}", err=True)


def _today() -> datetime.date:
    """The day of SOURCE_DATE_EPOCH (reproducible-builds.org), in UTC, or of the clock."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(given) if given.isdecimal() and len(given) < len("253402300800") else time.time()
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()


@main.command()
def doctor() -> None:
    """Say what this machine has and lacks, and the command that installs what is missing.

    Ends with code 8 if a book cannot be built without something that is missing.
    """
    from anthology.doctor import examine

    parts = examine()
    for part in parts:
        state = part.found or ("MISSING" if part.needed else "not there")
        click.echo(f"{part.name:22}{state}  (for {part.purpose})")
        if not part.found:
            click.echo(f"{'':22}{part.install}")
    if any(part.needed and not part.found for part in parts):
        sys.exit(MissingError.exit_code)


@main.command()
@click.option("--clear", is_flag=True, help="Remove every entry.")
def cache(clear: bool) -> None:
    """Say where the cache is, what is in it and how large it may grow.

    Builds keep there what they have set in type; what was used longest ago goes first. Without it nothing is lost but
    time.
    """
    from anthology.store import Store, default_folder

    store = Store(folder=default_folder())
    if clear:
        store.clear()
    count = store.count()
    entries = "1 entry" if count == 1 else f"{count} entries"
    click.echo(f"{store.folder}\n{entries}, {_size(store.size())} of at most {_size(store.limit)}")


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what the finding CODE means, why it matters and how to mend it."""
    rule = CODES.get(code.upper())
    if rule is None:
        raise click.UsageError(f"there is no finding {code}; the codes are {', '.join(sorted(CODES))}")
    click.echo(f"{code.upper()} ({rule.severity})\n{rule.summary}\n{rule.remedy}")


def _show_pending(rows: Sequence[tuple[str, str, str, str]]) -> None:
    """The works that stand in the way of a release, as a table."""
    table = [("essay", "status", "what is pending", "what to do"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for row in table:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        click.echo(f"{line}  {row[3]}", err=True)


@contextmanager
def _errors_shown(folder: Path = Path()) -> Iterator[None]:
    """Errors as findings and an exit code; a fault of ours without a traceback unless it is asked for.

    Lines of the YAML files in the folder are quoted.
    """
    try:
        yield
    except ReleaseError as error:
        _show_findings(in_order(error.findings), folder)
        click.echo("\nThis book cannot be released: nothing was written.", err=True)
        _show_pending(error.rows)
        sys.exit(error.exit_code)
    except AnthologyError as error:
        _show_findings(in_order(error.findings), folder)
        sys.exit(error.exit_code)
    except Terminated:
        click.echo("terminated; nothing was written", err=True)
        sys.exit(TERMINATED)
    except KeyboardInterrupt:
        click.echo("interrupted; nothing was written", err=True)
        sys.exit(INTERRUPTED)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        if os.environ.get("ANTHOLOGY_DEBUG"):
            raise
        click.echo(f"a fault of the builder, not of your book: {type(error).__name__}: {error}", err=True)
        click.echo("hint: run again with ANTHOLOGY_DEBUG=1 and report what it prints", err=True)
        sys.exit(BUG)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A line that is overwritten on a terminal; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield _say_nothing
        return
    from rich.console import Console

    with Console(stderr=True).status("reading the manifest") as status:
        yield lambda stage, done, total: status.update(f"{stage} {done}/{total}" if total else stage)


def _workers(jobs: int | None, spec: str | None) -> str:
    """The executor that the options ask for; UsageError for a word that names none."""
    if spec is None:
        return "inline" if jobs == 1 else f"processes:{jobs}" if jobs else "processes"
    if jobs is not None:
        raise click.UsageError("--jobs and --executor say the same: give one of them")
    from anthology.workers import executor

    try:
        executor(spec)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--executor") from error
    return spec


def _say_nothing(stage: str, done: int, total: int) -> None:
    """Progress where nobody watches."""
    del stage, done, total


def _read_book(manifest: Path, release: bool) -> tuple[Finding, ...]:
    from anthology.build import read_book

    return read_book(manifest, release=release).findings


def _read_back(path: Path, *, quiet: bool) -> tuple[Finding, ...]:
    """The findings on a finished PDF; its facts are shown unless it is to be quiet."""
    from anthology.checks.pdf_file import check_facts, describe, guess, read_pdf_file

    facts = read_pdf_file(path)
    for name, words in () if quiet else describe(facts):
        click.echo(f"{name:14}{words}")
    return check_facts(facts, guess(facts))


def _show_findings(findings: Sequence[Finding], folder: Path = Path(), most: int = SHOWN_FINDINGS) -> None:
    from anthology.quoting import quoted  # reads YAML, which --help and explain have no need of

    for finding, lines in quoted(findings[:most], folder):
        place = f"{finding.at}: " if finding.at else ""
        code = click.style(finding.code, fg=COLOURS[finding.severity], bold=True)
        click.echo(f"{place}{code} {finding.message}", err=True)
        for line in lines:
            click.echo(click.style(line, dim=True), err=True)
        click.echo(f"  hint: {finding.hint or CODES[finding.code].remedy}", err=True)
    if len(findings) > most:
        click.echo(f"… and {len(findings) - most} more: anthology check", err=True)


def _as_record(finding: Finding) -> dict[str, object]:
    at = finding.at or Location(Path())
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "path": at.path.as_posix() if finding.at else "",
        "line": at.line,
        "column": at.column,
        "message": finding.message,
        "hint": finding.hint or CODES[finding.code].remedy,
    }


def _count(findings: Sequence[Finding]) -> str:
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    words = [f"{count} {severity}{'s' if count != 1 else ''}" for severity, count in counts.items() if count]
    return ", ".join(words) or "no findings"


def _size(size: int) -> str:
    return f"{size / 1024:.0f} kB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"
