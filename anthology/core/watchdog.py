"""The work of a command in a child process: whatever becomes of it, the parent lives to tell.

The child says through a pipe what it is doing, and each step that it announces has a time of its own. Where a library
crashes, hangs or eats the memory, the parent ends all that the child has started and knows at which step that was.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

MEGABYTE = 1 << 20
BYTES_PER_SECOND = 20 * 1024  # of a source: so much longer a step may take
GRACE = 1.5  # seconds that the child has to end by itself when it is asked to
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # prctl(2)
LONGEST_MESSAGE = 512  # bytes: what a pipe takes whole (POSIX, PIPE_BUF)
OWN_FOLDER = "anthology-"

Fate = Literal["ended", "asked", "late", "died"]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How the child ended: by itself with an exit code, asked to by a signal, out of time, or of a signal.

    `doing` is the step that it was at; `seconds` those that the step was given. One that was asked to end and had to
    be killed has the negative number of a signal as its code.
    """

    fate: Fate
    code: int = 0
    signal: int = 0
    doing: str = ""
    seconds: int = 0


class _Pipe:
    """The child's end of the pipe; in a process that nobody watches it swallows what is said."""

    descriptor = -1


def is_supervised() -> bool:
    """Whether this process has a parent that watches it."""
    return _Pipe.descriptor >= 0


def doing(step: str, *, size: int = 0, longer: int = 0, usual: int | None = None) -> None:
    """Tell the parent the step that begins: it may take its usual time, `longer` seconds more, and some for its size.

    `size` is that of its input in bytes. `usual` sets the usual time of this step and all that follow, in seconds; 0
    that there is no end to it.
    """
    if is_supervised():
        more = longer + size // BYTES_PER_SECOND
        said = f"{'' if usual is None else usual}\t{more}\t{' '.join(step.split())}"
        data = said.encode(errors="replace")[: LONGEST_MESSAGE - 1] + b"\n"
        with contextlib.suppress(OSError):
            os.write(_Pipe.descriptor, data)


def bound(*, memory: int) -> None:
    """Limit this process and its children to so many bytes of address space, and have them leave no core behind."""
    import resource  # POSIX only, as is all of this

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        _, hardest = resource.getrlimit(kind)
        allowed = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
        resource.setrlimit(kind, (allowed, hardest))


def _die_with_parent() -> None:
    """Have the system end this process when the one that started it ends (Linux, prctl(2))."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def supervise(work: Callable[[], NoReturn]) -> End:
    """Do the work in a child process and tell how it ended; what it has started has ended too then.

    The child returns from here by the SystemExit that the work raises.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()
    folder = _own_folder()
    reading, writing = os.pipe()
    asked: list[int] = []
    before = {number: signal.signal(number, lambda number, _: asked.append(number)) for number in FORWARDED}
    parent, child = os.getpid(), os.fork()
    if child == 0:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        _Pipe.descriptor = writing
        _settle(parent, folder)
        work()
    os.close(writing)
    with contextlib.suppress(OSError):
        os.setpgid(child, child)
    try:
        return _Watch(child, reading, asked).end()
    finally:
        os.close(reading)
        for number, handler in before.items():
            signal.signal(number, handler)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _settle(parent: int, folder: Path | None) -> None:
    """Make the child a group of its own that does not outlive the parent, with a folder for what is temporary."""
    os.setpgid(0, 0)
    _die_with_parent()
    if os.getppid() != parent:
        os._exit(1)
    if folder:
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def _own_folder() -> Path | None:
    """A folder for all that is temporary, named by this process; those of processes that were killed are removed."""
    try:
        base = Path(tempfile.gettempdir())
        for old in base.glob(f"{OWN_FOLDER}[0-9]*-*"):
            owner = old.name.removeprefix(OWN_FOLDER).partition("-")[0]
            is_folder = old.is_dir() and not old.is_symlink()  # at a pipe rmtree would wait for ever
            if is_folder and owner.isdecimal() and not _is_alive(int(owner)):
                shutil.rmtree(old, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f"{OWN_FOLDER}{os.getpid()}-"))
    except OSError:
        return None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


class _Watch:
    """The parent's side: reads the steps, keeps the time, hands signals on."""

    def __init__(self, child: int, pipe: int, asked: list[int]) -> None:
        self._child, self._pipe, self._asked = child, pipe, asked
        self._handed = 0
        self._step, self._usual, self._seconds = "", 0, 0
        self._deadline = float("inf")
        self._rest = b""

    def end(self) -> End:
        """Watch until the child has ended, and end what it leaves behind."""
        late = False
        while self._hear():
            self._hand_on()
            if time.monotonic() > self._deadline:
                late = not self._asked
                break
        if late or self._asked:
            self._kill()
        _, status = _waited(self._child)
        self._kill()
        code = os.waitstatus_to_exitcode(status)
        if self._asked and code:
            return End(fate="asked", code=code, signal=self._asked[0], doing=self._step)
        if late:
            return End(fate="late", doing=self._step, seconds=self._seconds)
        if code < 0:
            return End(fate="died", signal=-code, doing=self._step, seconds=self._seconds)
        return End(fate="ended", code=code)

    def _hear(self) -> bool:
        """Read what the child says within a moment; False when it has closed its end."""
        try:
            ready, _, _ = select.select([self._pipe], [], [], min(1.0, max(0.0, self._deadline - time.monotonic())))
        except InterruptedError:
            return True
        if not ready:
            return True
        data = os.read(self._pipe, 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            usual, longer, step = line.decode(errors="replace").split("\t", 2)
            self._usual = int(usual) if usual else self._usual
            self._step, self._seconds = step, self._usual + int(longer)
            if not self._asked:
                self._deadline = time.monotonic() + self._seconds if self._usual else float("inf")
        return bool(data)

    def _hand_on(self) -> None:
        """Give the child the signals that came since, and from the first on little time to end."""
        for number in self._asked[self._handed :]:
            if not self._handed:
                self._deadline = time.monotonic() + GRACE
            self._handed += 1
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, number)

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child, signal.SIGKILL)


def _waited(child: int) -> tuple[int, int]:
    while True:
        with contextlib.suppress(InterruptedError):
            return os.waitpid(child, 0)
