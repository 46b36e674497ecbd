"""The day of building, by which a release judges checks, grants and terms; no byte of a book is made of it."""

from __future__ import annotations

import datetime
import os
import time

LATEST = len("253402300800")  # digits of the first second of the year 10000


def build_day() -> datetime.date:
    """The day of SOURCE_DATE_EPOCH (reproducible-builds.org), in UTC, or of the clock where that is not set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(given) if given.isdecimal() and len(given) < LATEST else time.time()
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
