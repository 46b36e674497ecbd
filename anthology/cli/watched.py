"""A command in a watched child process, and the exit code of the program for each way in which it can end."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

import click

from anthology.cli.output import report_errors, show_findings
from anthology.cli.progress import SHOW_CURSOR, WIPE
from anthology.core.errors import LimitError, SettingError
from anthology.core.findings import Finding
from anthology.core.watchdog import SIGNALLED, ChildExit, run_watched

# Signals by which the system ends what uses more than it may.
STARVED = (signal.SIGKILL, signal.SIGXCPU, signal.SIGPROF, signal.SIGXFSZ)


def run_in_child(work: Callable[[], NoReturn]) -> NoReturn:
    """Do the work in a watched child process; exit with its code."""
    try:
        end = run_watched(work)
    except OSError:  # the system gives no further process: run without the watchdog
        work()
    with report_errors():
        sys.exit(exit_code(end))


def exit_code(end: ChildExit) -> int:
    """Report how the child ended, where it could not do so itself, and return the exit code of the program."""
    if end.kind == "exited":
        return end.code
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr.isatty():
            click.echo(WIPE + SHOW_CURSOR, nl=False, err=True)  # what a killed child leaves
    if end.kind == "signalled":
        outputs = "; every file is whole, of this build or of the last" if end.has_output else "; nothing was written"
        click.echo(f"{'interrupted' if end.signal == signal.SIGINT else 'terminated'}{outputs}", err=True)
        return SIGNALLED + end.signal
    step = end.step or "starting"
    if end.kind == "timeout":
        hint = f"look for what is odd there, or give it more time: --limit seconds={2 * end.seconds}"
        show_findings([Finding("X003", f"no end after {end.seconds} s of {step}; nothing was written", hint=hint)])
        return LimitError.exit_code
    name = signal.Signals(end.signal).name
    if end.signal in STARVED:
        hint = "free memory, use fewer workers (--jobs 1), or raise --limit memory=… and seconds=…"
        message = f"the system ended the work ({name}) while {step}; nothing was written"
        show_findings([Finding("X004", message, hint=hint)])
        return LimitError.exit_code
    show_findings([Finding("X004", f"a library crashed ({name}) while {step}; nothing was written")])
    return SettingError.exit_code
