"""The time and memory that a piece may take while it is set: beyond them it is given up, and named."""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from anthology.core.errors import LimitError
from anthology.core.findings import Finding
from anthology.core.limits import limit, limit_error
from anthology.core.watchdog import BYTES_PER_SECOND

MARGIN = 30  # seconds that the clock on the wall may run ahead of the processor's on a busy machine
GRACE = 10  # seconds more for a library that cannot be interrupted, before the system ends the process


@contextmanager
def within_limits(slug: str, size: int, spent: float = 0) -> Iterator[None]:
    """Give what is done here its time, by the processor's clock, for a piece of that many bytes.

    `spent` are the seconds that an earlier try has taken of it. Raises LimitError: X003 when the time is over, X002
    when the memory of the process is. A library that does not return is ended with the process. Threads other than the
    main one have no clock of their own: there only memory is watched.
    """
    allowed = seconds_for(size)
    if spent >= allowed:
        raise timeout_error(slug, allowed)
    try:
        if threading.current_thread() is threading.main_thread():
            with _timed(slug, allowed, spent):
                yield
        else:
            yield
    except MemoryError as error:
        message = f"{slug}: setting it takes more memory than it may have"
        raise limit_error("piece-memory", message, piece=slug) from error


def seconds_for(size: int) -> int:
    """The seconds that a piece of that many bytes may take in all, however often it is tried."""
    return limit("seconds") + size // BYTES_PER_SECOND


def timeout_error(slug: str, seconds: int) -> LimitError:
    """The error for a piece that takes longer than these seconds."""
    remedy = "make the piece or the style sheets of its layout plainer"
    hint = f"{remedy}, or give it more time: --limit seconds={2 * limit('seconds')}"
    return LimitError(Finding("X003", f"{slug}: setting it takes more than {seconds} s", hint=hint, piece=slug))


@contextmanager
def _timed(slug: str, allowed: int, spent: float) -> Iterator[None]:
    def stop(number: int, frame: object) -> None:
        del number, frame
        raise timeout_error(slug, allowed)

    seconds = allowed - spent
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    latest = int(used.ru_utime + used.ru_stime + seconds) + GRACE
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (latest if hard == resource.RLIM_INFINITY else min(latest, hard), hard))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
