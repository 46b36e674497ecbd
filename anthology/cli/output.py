"""What all commands share: printing findings, turning errors into exit codes, escaping text for terminals."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from traceback import walk_tb
from typing import TextIO

import click

from anthology.core.errors import AnthologyError, LimitError, OutputError, ReleaseError
from anthology.core.findings import Finding, Location, Severity, sorted_findings
from anthology.core.limits import limit_finding
from anthology.core.system_faults import system_faults

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
SHOWN_FINDINGS = 20
# Control characters (ECMA-48) but the tab, separators of lines, marks of direction (Unicode Annex 9), lone surrogates.
STEERING = re.compile(
    "[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
)
BUG = 70


@contextmanager
def report_errors(folder: Path = Path()) -> Iterator[None]:
    """Print errors as findings and exit with their code; internal errors have a traceback with ANTHOLOGY_DEBUG only.

    Lines of the YAML files in the folder are quoted.
    """
    try:
        with _findings_printed(folder):
            try:
                yield
            except OSError as error:
                _end_at_broken_stream(error)
                raise
    except OSError as error:  # the message about an error met a broken stream
        _end_at_broken_stream(error)
        raise


@contextmanager
def _findings_printed(folder: Path) -> Iterator[None]:
    """Print errors as findings and exit with their code."""
    try:
        with system_faults():
            yield
    except ReleaseError as error:
        show_findings(sorted_findings(error.findings), folder)
        click.echo("\nThis book cannot be released: nothing was written.", err=True)
        _show_pending(error.rows)
        sys.exit(error.exit_code)
    except AnthologyError as error:
        show_findings(sorted_findings(error.findings), folder)
        sys.exit(error.exit_code)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except (MemoryError, RecursionError) as error:
        name, what = ("memory", "more memory") if isinstance(error, MemoryError) else ("levels", "more levels")
        show_findings([limit_finding(name, f"the work takes {what} than it may")], folder)
        sys.exit(LimitError.exit_code)
    except Exception as error:
        if os.environ.get("ANTHOLOGY_DEBUG"):
            raise
        click.echo(f"a fault of the builder, not of your book: {type(error).__name__}: {error}", err=True)
        click.echo("hint: run again with ANTHOLOGY_DEBUG=1 and report what it prints", err=True)
        sys.exit(BUG)


def _end_at_broken_stream(error: OSError) -> None:
    """Exit if the error comes from printing: as success if the reader has closed the stream, else with O012."""
    printing = [frame for frame, _ in walk_tb(error.__traceback__) if frame.f_code is click.echo.__code__]
    if not printing:
        return
    name = "error" if printing[-1].f_locals["err"] else "output"
    _discard(sys.stderr if name == "error" else sys.stdout)
    if isinstance(error, BrokenPipeError):
        sys.exit(0)
    try:
        show_findings([Finding("O012", f"standard {name} cannot be written: {error.strerror}")])
    except OSError:
        _discard(sys.stderr)
    sys.exit(OutputError.exit_code)


def _discard(stream: TextIO) -> None:
    """Let go of what a stream still holds, which Python would write as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _show_pending(rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Print what blocks a release as a table."""
    table = [("where", "code", "what is pending", "what to do"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for row in table:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        click.echo(f"{line}  {row[3]}", err=True)


def show_findings(findings: Sequence[Finding], folder: Path = Path(), most: int = SHOWN_FINDINGS) -> None:
    """Print findings on standard error, at most so many, errors before all others; lines of YAML files are quoted.

    The folder is that of the book: its files are named from where the command runs.
    """
    printed: set[str] = set()  # a hint shared by many findings is printed once
    order = list(Severity)
    gravest = sorted(range(len(findings)), key=lambda index: order.index(findings[index].severity))[:most]
    for finding, lines in _quoted([findings[index] for index in sorted(gravest)], folder):
        place = f"{_from_here(finding.at, folder)}: " if finding.at else ""
        code = click.style(finding.code, fg=COLOURS[finding.severity], bold=True)
        click.echo(f"{escape_controls(place)}{code} {escape_controls(finding.message)}", err=True)
        for line in lines:
            click.echo(click.style(escape_controls(line), dim=True), err=True)
        if finding.remedy not in printed:
            click.echo(f"  hint: {escape_controls(finding.remedy)}", err=True)
        printed.add(finding.remedy)
    if len(findings) > most:
        click.echo(f"… and {len(findings) - most} more: anthology check, or --verbose", err=True)


def _quoted(findings: Sequence[Finding], folder: Path) -> Iterable[tuple[Finding, tuple[str, ...]]]:
    """Each finding with the lines of its file. One without a place may be that there is too little memory for more."""
    if not any(finding.at for finding in findings):
        return [(finding, ()) for finding in findings]
    from anthology.core.excerpts import with_excerpts  # reads YAML, which --help and explain have no need of

    return with_excerpts(findings, folder)


def _from_here(at: Location, folder: Path) -> Location:
    """A location relative to the current folder: most are relative to the folder of the book."""
    path = at.path if at.path.is_absolute() or at.path.is_relative_to(folder) else folder / at.path
    return replace(at, path=path) if path.is_file() else at


def escape_controls(text: str) -> str:
    """Text from a source on one line, with control characters and direction marks escaped."""
    return STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def as_record(finding: Finding) -> dict[str, object]:
    """A finding as JSON gives it to other programs."""
    at = finding.at or Location(Path())
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "path": at.path.as_posix() if finding.at else "",
        "line": at.line,
        "column": at.column,
        "message": finding.message,
        "hint": finding.remedy,
    }


def count_findings(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity, in words."""
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    words = [f"{count} {severity}{'s' if count != 1 else ''}" for severity, count in counts.items() if count]
    return ", ".join(words) or "no findings"


def format_size(size: int) -> str:
    """A number of bytes in words."""
    return f"{size / 1024:.0f} kB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
