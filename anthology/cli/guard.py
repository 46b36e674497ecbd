"""The program as a whole: its work in a watched child process, its limits, and what is said of an end not chosen."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from anthology.cli.main import main
from anthology.cli.output import show_findings
from anthology.core.errors import LimitError, SettingError
from anthology.core.findings import Finding
from anthology.core.limits import LIMITS, limit, read_limit, set_limits
from anthology.core.watchdog import ChildExit, is_watched, limit_memory, report_step, run_watched

SIGNALLED = 128  # what shells add to the number of a signal
# Signals by which the system ends what uses more than it may.
STARVED = (signal.SIGKILL, signal.SIGXCPU, signal.SIGPROF, signal.SIGXFSZ)


def run() -> NoReturn:
    """The entry of the program: the command in a child process, and its exit code."""
    _make_streams_forgiving()
    try:
        end = run_watched(_work)
    except OSError:  # no further process is to be had: then without a watch
        _work()
    sys.exit(exit_code(end))


def _work() -> NoReturn:
    main()
    raise SystemExit(0)


def _make_streams_forgiving() -> None:
    """Characters that a stream cannot show are escaped, and a stream that was closed swallows what is written."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream: Any = getattr(sys, name)
        if stream is None:
            mode = "r" if name == "stdin" else "w"
            with contextlib.suppress(OSError):
                setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # as long as the process
                continue
        if number and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def exit_code(end: ChildExit) -> int:
    """Report how the child ended, where it could not do so itself, and return the exit code of the program."""
    if end.kind == "exited":
        return end.code
    if end.kind == "signalled":
        if end.code < 0:
            click.echo("interrupted; every file is whole, of this build or of the last", err=True)
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


def _begin(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> None:
    """Set the limits of this process as a command begins."""
    del parameter
    if context.resilient_parsing:
        return
    try:
        set_limits(dict(map(read_limit, values)))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    context.call_on_close(lambda: set_limits({}))
    if is_watched():
        limit_memory(memory=limit("memory"))
        report_step("starting", usual=limit("seconds"))


LIMITED = click.option(
    "--limit",
    multiple=True,
    metavar="NAME=NUMBER",
    expose_value=False,
    callback=_begin,
    help=f"Raise a limit (may be repeated; k, m, g for kilo-, mega-, gigabytes): {', '.join(LIMITS)}.",
)
