"""The progress of a build: on a terminal one line that is overwritten, elsewhere a line for each edition."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from threading import Event, Thread
from typing import Literal

import click

from anthology.cli.output import escape_controls

# quiet: errors only; short: files and findings; verbose: everything; json: a report for other programs.
OutputMode = Literal["quiet", "short", "verbose", "json"]
# ECMA-48 (EL) and DECTCEM of the VT220; a dumb terminal knows neither.
WIPE, HIDE_CURSOR, SHOW_CURSOR = "\r\x1b[2K", "\x1b[?25l", "\x1b[?25h"
MARKS, SECONDS_PER_MARK = "|/-\\", 0.1
USUAL_COLUMNS = 80
FEWEST_TIMED = 2  # pieces that must be set before the time that is left can be estimated


def output_mode(*, quiet: bool, verbose: bool, as_json: bool) -> OutputMode:
    """How much a command prints; UsageError if two of the options are given."""
    given: dict[OutputMode, bool] = {"quiet": quiet, "verbose": verbose, "json": as_json}
    chosen = [name for name, is_given in given.items() if is_given]
    if len(chosen) > 1:
        raise click.UsageError("--quiet, --verbose and --json exclude one another: give one of them")
    return chosen[0] if chosen else "short"


class Watch:
    """The state of a build: the current edition, how many of its pieces are typeset, and how many there are.

    A round begins with the number of pieces that were cached; the time left is estimated from the pieces typeset since.
    `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self.edition, self.done, self.total, self.kept = "", 0, 0, 0

    def note(self, edition: str, done: int, total: int) -> None:
        """Note a step of the build."""
        if edition != self.edition or total != self.total or done < self.done or (done == self.done == total):
            self._began, self.kept = self._clock(), done
        self.edition, self.done, self.total = edition, done, total

    @property
    def seconds_left(self) -> float | None:
        """The estimated time for the rest of this round; None until enough pieces are typeset."""
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
def report_progress(mode: OutputMode) -> Iterator[Callable[[str, int, int], None]]:
    """A function that takes each step of a build and prints it on standard error, unless the mode is quiet or JSON.

    A terminal has one line that is overwritten. Elsewhere, for instance in a log, each edition has a line; `verbose`
    adds one for each piece.
    """
    watch = Watch()
    if mode in ("quiet", "json"):
        yield watch.note
    elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _status_line(watch) as report:
            yield report
    else:
        yield lambda edition, done, total: _print_line(watch, edition, done, total, each=mode == "verbose")


@contextmanager
def _status_line(watch: Watch) -> Iterator[Callable[[str, int, int], None]]:
    """A line that a thread draws over and over, so that its mark turns also while a step takes long."""
    ended, line = Event(), "reading the manifest"

    def draw() -> None:
        with suppress(OSError, ValueError):  # a terminal that has gone away
            for mark in cycle(MARKS):
                sys.stderr.write(f"{HIDE_CURSOR}{WIPE}{f'{mark} {line}'[: _columns() - 1]}")
                sys.stderr.flush()
                if ended.wait(SECONDS_PER_MARK):
                    break
            sys.stderr.write(f"{WIPE}{SHOW_CURSOR}")
            sys.stderr.flush()

    def report(edition: str, done: int, total: int) -> None:
        nonlocal line
        watch.note(edition, done, total)
        line = escape_controls(str(watch))

    thread = Thread(target=draw, daemon=True)
    thread.start()
    try:
        yield report
    finally:
        ended.set()
        thread.join()


def _columns() -> int:
    """The width of the terminal that shows standard error."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or USUAL_COLUMNS
    except OSError:
        return USUAL_COLUMNS


def _print_line(watch: Watch, edition: str, done: int, total: int, *, each: bool) -> None:
    is_new = edition != watch.edition
    watch.note(edition, done, total)
    if is_new or (each and total):
        click.echo(str(watch), err=True)
