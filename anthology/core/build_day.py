"""The day of building, by which a release judges checks, grants and terms; no byte of a book is made of it."""

from __future__ import annotations

import datetime
import os
import time

LATEST = 253402300799  # the last second of the year 9999 in UTC


def build_day() -> datetime.date:
    """The day of SOURCE_DATE_EPOCH (reproducible-builds.org), in UTC, or of the clock where that is not set.

    ValueError if it is no number of seconds in ASCII digits, or one beyond the year 9999.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given and not (given.isascii() and given.isdecimal() and int(given[:20]) <= LATEST):
        message = f"SOURCE_DATE_EPOCH is {given[:40]!a}, which is no number of seconds since 1970"
        raise ValueError(f"{message}: give one such as 1700000000, or unset it")
    return datetime.datetime.fromtimestamp(int(given) if given else time.time(), datetime.UTC).date()
