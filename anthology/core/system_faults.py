"""What the system refuses: room on a disk, open files, memory, threads. The errors say so, and how to get more."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager

from anthology.core.errors import AnthologyError, LimitError, OutputError
from anthology.core.findings import Finding
from anthology.core.limits import GIGA, MEGA

# Measured with the book of `anthology new`: a build opens 30 files and needs 800 MB of address space. With less the
# libraries crash, wait for ever, or write a cache of fonts for the whole machine that lacks some.
LEAST_FILES, USUAL_FILES = 64, 4096
LEAST_MEMORY = GIGA

FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO))
CROWDED = frozenset((errno.EMFILE, errno.ENFILE))
STARVED = frozenset((errno.ENOMEM, errno.EAGAIN))

NO_TEMPORARY_FOLDER = "No usable temporary directory"  # how `tempfile` says it
NO_THREAD = "can't start new thread"  # how `threading` says it, as a RuntimeError


def check_process() -> None:
    """LimitError if this process may open too few files (X007) or has too little memory (X008) for any book.

    The number of files is raised first, as far as the system lets it.
    """
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files < USUAL_FILES:
        files = USUAL_FILES if most == resource.RLIM_INFINITY else min(USUAL_FILES, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    if files < LEAST_FILES:
        message = f"this process may open {files} files, and the program needs {LEAST_FILES}"
        raise LimitError(Finding("X007", message))
    memory, _ = resource.getrlimit(resource.RLIMIT_AS)
    if memory != resource.RLIM_INFINITY and memory < LEAST_MEMORY:
        message = (
            f"this process may use {memory // MEGA:,} MB of memory, and the program needs {LEAST_MEMORY // MEGA:,}"
        )
        raise LimitError(Finding("X008", message))


@contextmanager
def system_faults() -> Iterator[None]:
    """Within this block what the system refuses is raised as an AnthologyError; other errors pass."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        fault = _fault(error)
        if fault is None:
            raise
        raise fault from error


def is_fault(error: BaseException) -> bool:
    """Whether the system refused something, so that no input is to blame."""
    return isinstance(error, (OSError, RuntimeError)) and _fault(error) is not None


def _fault(error: OSError | RuntimeError) -> AnthologyError | None:
    if isinstance(error, RuntimeError):
        return LimitError(Finding("X008", "the system starts no further thread")) if NO_THREAD in str(error) else None
    about = f"{error.strerror or error}{f' ({error.filename})' if error.filename else ''}"
    if error.errno in FULL or NO_TEMPORARY_FOLDER in str(error):
        return OutputError(Finding("O011", f"a file cannot be written: {about}"))
    if error.errno in CROWDED:
        return LimitError(Finding("X007", f"the system opens no further file: {about}"))
    return LimitError(Finding("X008", f"the system refuses more: {about}")) if error.errno in STARVED else None
