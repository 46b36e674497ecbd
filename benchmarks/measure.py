"""What a command costs: processor time of its whole process tree, wall time, and its largest process."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds of all processors together, seconds on the clock, and the largest process in megabytes."""

    processor: float
    wall: float
    megabytes: float


def adopt_orphans() -> None:
    """Have the descendants of commands that outlive their parents counted too (Linux, prctl(2))."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("this system cannot count the processes that a command leaves behind")


def cost(command: Sequence[str], environment: Mapping[str, str], *, is_quiet: bool = False) -> Cost:
    """Run a command to its end and that of all its descendants; CalledProcessError if it fails."""
    started = time.perf_counter()
    # Compiled modules are kept, as they are on a user's machine.
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment}
    said = subprocess.DEVNULL if is_quiet else None
    process = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    wall, processor, largest, code = 0.0, 0.0, 0, 0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        processor += usage.ru_utime + usage.ru_stime
        largest = max(largest, usage.ru_maxrss)
        if pid == process.pid:
            wall = time.perf_counter() - started
            process.returncode = code = os.waitstatus_to_exitcode(status)
    if code:
        raise subprocess.CalledProcessError(code, command)
    return Cost(processor=processor, wall=wall, megabytes=largest / 1024)
