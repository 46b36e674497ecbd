"""The program: the command group, the watched child process that runs a command, and the limits."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import click

from anthology.cli.output import report_errors, show_findings
from anthology.core.build_day import build_day
from anthology.core.errors import LimitError, SettingError
from anthology.core.findings import Finding
from anthology.core.limits import LIMITS, limit, read_limit, set_limits
from anthology.core.system_faults import check_process
from anthology.core.version import __version__
from anthology.core.watchdog import SIGNALLED, ChildExit, is_watched, limit_memory, report_step, run_watched

# Signals by which the system ends what uses more than it may.
STARVED = (signal.SIGKILL, signal.SIGXCPU, signal.SIGPROF, signal.SIGXFSZ)

# A killed child may leave a line of progress, and the cursor hidden: ECMA-48 (EL), and DECTCEM of the VT220.
CLEAN_LINE = "\r\x1b[2K\x1b[?25h"

VERSION_HELP = "Say the version, and those of the engines that the finished bytes depend on."


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if not value or context.resilient_parsing:
        return
    from anthology.cli.versions import versions

    click.echo(f"anthology {__version__}")
    for name, number in versions():
        click.echo(f"  {name} {number}")
    context.exit()


class CommandGroup(click.Group):
    """A group whose help lists its commands by example, so that click need not list them again."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say how to learn more of one command."""
        del ctx
        formatter.write_paragraph()
        formatter.write_text("anthology COMMAND --help says more of each command, by example.")


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help=VERSION_HELP)
@click.pass_context
def main(context: click.Context) -> None:
    """Build an anthology from one manifest: an EPUB for e-readers and PDFs for print.

    \b
    anthology new FOLDER         start a book that builds as it is
    anthology check              what is wrong with the book in book.yaml
    anthology build              make all its editions in build/
    anthology preview            a local page that follows every save
    anthology diff OLD NEW       what changed between two editions
    anthology ingest FILE        what cleaning makes of a source, line by line
    anthology catalogue FOLDER   a catalogue of the e-books there
    anthology explain CODE       what a finding means and how to mend it
    anthology layouts            the looks that a book may have
    anthology schema             the keys of the manifest and other files, for editors of text
    anthology completion bash    completion for your shell
    anthology cache              what is kept for quicker builds, and how to clear it
    anthology doctor             what this machine has and lacks
    """
    if os.environ.get("NO_COLOR"):  # no-color.org: any value that is not empty
        context.color = False


def _run_command() -> NoReturn:
    with report_errors():
        main()
    raise SystemExit(0)


def run(work: Callable[[], NoReturn] = _run_command) -> NoReturn:
    """Run the program: the work in a watched child process; exit with its code."""
    _prepare_streams()
    try:
        end = run_watched(work)
    except OSError:  # the system gives no further process: run without the watchdog
        work()
    with report_errors():
        sys.exit(exit_code(end))


def _prepare_streams() -> None:
    """Escape characters that a standard stream cannot encode, and replace a closed stream by the null device."""
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
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr.isatty():
            click.echo(CLEAN_LINE, nl=False, err=True)
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


def check_epoch() -> None:
    """UsageError if SOURCE_DATE_EPOCH is no time."""
    try:
        build_day()
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _set_limits(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> None:
    """Set the limits of this process as a command begins."""
    del parameter
    if context.resilient_parsing:
        return
    check_epoch()
    try:
        set_limits(dict(map(read_limit, values)))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    context.call_on_close(lambda: set_limits({}))
    if is_watched():
        limit_memory(memory=limit("memory"))
        check_process()
        report_step("starting", usual=limit("seconds"))


TODAY = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day by which checks of resources, grants and terms are judged [SOURCE_DATE_EPOCH, else today].",
)
LIMITED = click.option(
    "--limit",
    multiple=True,
    metavar="NAME=NUMBER",
    expose_value=False,
    callback=_set_limits,
    help=f"Raise a limit (may be repeated; k, m, g for kilo-, mega-, gigabytes): {', '.join(LIMITS)}.",
)
