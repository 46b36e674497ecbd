"""Options that several commands have: the day of the checks, and the limits."""

from __future__ import annotations

from collections.abc import Sequence

import click

from anthology.core.build_day import build_day
from anthology.core.limits import LIMITS, limit, read_limit, set_limits
from anthology.core.system_faults import check_process


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
    from anthology.core.watchdog import is_watched, limit_memory, report_step

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
