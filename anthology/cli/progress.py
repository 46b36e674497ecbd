"""What a build says while it works: on a terminal a line that is overwritten, elsewhere a line for each edition."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import click

# quiet: nothing but errors; short: what was made and found; verbose: everything; json: the report for other programs.
OutputMode = Literal["quiet", "short", "verbose", "json"]
FEWEST_TIMED = 2  # pieces that must be set before the time that is left can be told


def output_mode(*, quiet: bool, verbose: bool, as_json: bool) -> OutputMode:
    """How a command is to speak; UsageError where two of the options are given."""
    given: dict[OutputMode, bool] = {"quiet": quiet, "verbose": verbose, "json": as_json}
    chosen = [name for name, is_given in given.items() if is_given]
    if len(chosen) > 1:
        raise click.UsageError("--quiet, --verbose and --json exclude one another: give one of them")
    return chosen[0] if chosen else "short"


class Watch:
    """Follows a build by what it tells: the edition in work, how many of its pieces are set, and how many there are.

    A round of setting begins by telling how many pieces were kept from earlier builds; the time left is reckoned from
    the pieces set since. `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self.edition, self.done, self.total, self.kept = "", 0, 0, 0

    def tell(self, edition: str, done: int, total: int) -> None:
        """Note a step of the build."""
        if edition != self.edition or total != self.total or done < self.done or (done == self.done == total):
            self._began, self.kept = self._clock(), done
        self.edition, self.done, self.total = edition, done, total

    @property
    def seconds_left(self) -> float | None:
        """How long the pieces of this round will still take; None as long as too few have been set to say."""
        fresh = self.done - self.kept
        if fresh < FEWEST_TIMED:
            return None
        return (self._clock() - self._began) / fresh * (self.total - self.done)

    def __str__(self) -> str:
        if not self.total:
            return f"{self.edition}: being made"
        parts = [f"{self.edition}: {self.done} of {self.total} pieces set"]
        parts += [f"{self.kept} kept from earlier builds"] if self.kept else []
        parts += [f"{self.total - self.done} waiting"] if self.done < self.total else []
        left = self.seconds_left
        parts += [f"about {duration(left)} left"] if left is not None and self.done < self.total else []
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """A time to wait, in words that do not change too often."""
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(1, round(seconds))} s"


@contextmanager
def report_progress(how: OutputMode) -> Iterator[Callable[[str, int, int], None]]:
    """A function that is told each step of a build and shows it on standard error, if it is to be shown.

    A terminal has one line that is overwritten. Elsewhere, for instance in the log of a server, each edition has a line
    of its own; `verbose` adds one for each piece.
    """
    watch = Watch()
    if how in ("quiet", "json"):
        yield watch.tell
    elif sys.stderr.isatty():
        yield from _overwritten(watch)
    else:
        yield lambda edition, done, total: _say_plainly(watch, edition, done, total, each=how == "verbose")


def _overwritten(watch: Watch) -> Iterator[Callable[[str, int, int], None]]:
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True, highlight=False).status("reading the manifest") as status:

        def tell(edition: str, done: int, total: int) -> None:
            watch.tell(edition, done, total)
            status.update(escape(str(watch)))

        yield tell


def _say_plainly(watch: Watch, edition: str, done: int, total: int, *, each: bool) -> None:
    is_new = edition != watch.edition
    watch.tell(edition, done, total)
    if is_new or (each and total):
        click.echo(str(watch), err=True)
