"""A watchdog: run a command in a child process, so that the parent can report crashes, hangs and lack of memory.

The child reports each step through a pipe, and each step has a time limit of its own. When the child crashes or a step
takes too long, the parent kills all processes that the child has started, and knows which step it was.

A signal by which a user ends the program ends the child at once, without unwinding: Python would raise at any
instruction, also while modules are imported or objects deleted. What it leaves is removed by the parent.
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import FrameType
from typing import Literal, NoReturn

BYTES_PER_SECOND = 20 * 1024  # of a source: so much longer a step may take
GRACE = 0.25  # seconds that the child has to end by itself after a signal
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SIGNALLED = 128  # what shells add to the number of a signal
PR_SET_PDEATHSIG = 1  # prctl(2)
LONGEST_MESSAGE = select.PIPE_BUF  # bytes: what a pipe takes whole (POSIX)
OUTPUT = "output"  # the first field of a line that names an output folder
FOLDER_PREFIX = "anthology-"

ExitKind = Literal["exited", "signalled", "timeout", "crashed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildExit:
    """How the child ended: it exited, a user's signal stopped it, a step timed out, or a signal killed it.

    `step` is the last reported step, and `seconds` its time limit. `has_output` says that it was writing files.
    """

    kind: ExitKind
    code: int = 0
    signal: int = 0
    step: str = ""
    seconds: int = 0
    has_output: bool = False


class _Pipe:
    """The child's end of the pipe; -1 in a process without a watchdog."""

    descriptor = -1


class _Ending:
    """Whether a signal may end the process now, and the one that has come while it might not."""

    lock = Lock()
    deferring = 0
    waiting = 0


def end_at_once(number: int, frame: FrameType | None = None) -> None:
    """End this process for a signal, with the exit code of a shell: a handler for `signal.signal`."""
    del frame
    if _Ending.deferring:
        _Ending.waiting = number
    else:
        os._exit(SIGNALLED + number)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Within this block, which must be short, no signal ends the process; one that came ends it after the block."""
    with _Ending.lock:
        _Ending.deferring += 1
    try:
        yield
    finally:
        with _Ending.lock:
            _Ending.deferring -= 1
        if _Ending.waiting:
            end_at_once(_Ending.waiting)


def is_watched() -> bool:
    """Whether a watchdog runs this process."""
    return _Pipe.descriptor >= 0


def report_step(step: str, *, size: int = 0, longer: int = 0, usual: int | None = None) -> None:
    """Report to the watchdog that a step begins; without a watchdog nothing happens.

    The step may take its usual time, `longer` seconds more, and some for its `size`, the bytes of its input. `usual`
    sets the usual time of this step and of all that follow, in seconds; 0 means no limit.
    """
    more = longer + size // BYTES_PER_SECOND
    _send(f"{'' if usual is None else usual}\t{more}\t{' '.join(step.split())}")


def report_output(folder: Path) -> None:
    """Report to the watchdog that files are written into a folder: it removes what a killed child leaves there."""
    _send(f"{OUTPUT}\t0\t{os.fsencode(folder.absolute()).hex()}")


def _send(line: str) -> None:
    if is_watched():
        data = line.encode(errors="replace")[: LONGEST_MESSAGE - 1] + b"\n"
        with contextlib.suppress(OSError):
            os.write(_Pipe.descriptor, data)


def limit_memory(*, memory: int) -> None:
    """Limit the address space of this process and its children to so many bytes, and write no core dumps."""
    import resource  # POSIX only, as is all of this

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        _, hardest = resource.getrlimit(kind)
        allowed = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
        resource.setrlimit(kind, (allowed, hardest))


def _end_with_parent() -> None:
    """Have the system kill this process when its parent ends (Linux, prctl(2))."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def run_watched(work: Callable[[], NoReturn]) -> ChildExit:
    """Do the work in a child process and return how it ended; all processes that it started have ended too.

    In the child this function does not return: the work raises SystemExit.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()
    with contextlib.ExitStack() as stack:
        signals, wake = _gathered_signals(stack)
        folder = _temporary_folder()
        if folder:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        reading, writing = _pipe(stack)
        parent, child = os.getpid(), os.fork()
        if child == 0:
            stack.pop_all()  # the parent's
            for number in FORWARDED:
                signal.signal(number, end_at_once)
            signal.set_wakeup_fd(-1)
            if signals:
                end_at_once(signals[0])
            for end in (reading, wake):
                os.close(end)
            _Pipe.descriptor = writing
            _enter_child(parent, folder)
            work()
        os.close(writing)
        with contextlib.suppress(OSError):
            os.setpgid(child, child)
        return _Watchdog(child, reading, wake, signals).end()


def _gathered_signals(stack: contextlib.ExitStack) -> tuple[list[int], int]:
    """The signals that this process is sent until the stack ends, and a descriptor that is readable after each.

    A system call goes on after a handler of Python has run (PEP 475), so `select` would not see a signal.
    """
    signals: list[int] = []
    wake, waking = _pipe(stack)
    stack.callback(os.close, waking)
    for end in (wake, waking):
        os.set_blocking(end, False)
    for number in FORWARDED:
        before = signal.signal(number, lambda number, _: signals.append(number))
        stack.callback(signal.signal, number, before)
    stack.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(waking, warn_on_full_buffer=False))
    return signals, wake


def _pipe(stack: contextlib.ExitStack) -> tuple[int, int]:
    """The two ends of a pipe; the stack closes the first."""
    reading, writing = os.pipe()
    stack.callback(os.close, reading)
    return reading, writing


def _enter_child(parent: int, folder: Path | None) -> None:
    """Put the child into a process group of its own that ends with the parent, and set its temporary folder."""
    os.setpgid(0, 0)
    _end_with_parent()
    if os.getppid() != parent:
        os._exit(1)
    if folder:
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def _temporary_folder() -> Path | None:
    """Make a temporary folder with this process's number in its name, and remove those that killed processes left."""
    try:
        base = Path(tempfile.gettempdir())
        for old in base.glob(f"{FOLDER_PREFIX}[0-9]*-*"):
            owner = old.name.removeprefix(FOLDER_PREFIX).partition("-")[0]
            is_folder = old.is_dir() and not old.is_symlink()  # at a pipe rmtree would wait for ever
            if is_folder and owner.isdecimal() and not is_alive(int(owner)):
                shutil.rmtree(old, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-"))
    except OSError:
        return None


def is_alive(process: int) -> bool:
    """Whether a process of this machine has not ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


class _Watchdog:
    """The parent's side: reads the steps, enforces their limits, forwards signals."""

    def __init__(self, child: int, pipe: int, wake: int, signals: list[int]) -> None:
        self._child, self._pipe, self._wake, self._signals = child, pipe, wake, signals
        self._forwarded = 0
        self._step, self._usual, self._seconds = "", 0, 0
        self._outputs: set[Path] = set()
        self._deadline = float("inf")
        self._rest = b""

    def end(self) -> ChildExit:
        """Wait until the child has ended, and kill the processes that it leaves behind."""
        timed_out = False
        while self._read_steps():
            self._forward_signals()
            if time.monotonic() > self._deadline:
                timed_out = not self._signals
                break
        if timed_out or self._signals:
            self._kill()
        _, status = _wait_for(self._child)
        self._kill()
        code = os.waitstatus_to_exitcode(status)
        if code:
            self._clean()
        if self._signals and code:
            return ChildExit(kind="signalled", signal=self._signals[0], step=self._step, has_output=bool(self._outputs))
        if timed_out:
            return ChildExit(kind="timeout", step=self._step, seconds=self._seconds)
        if code < 0:
            return ChildExit(kind="crashed", signal=-code, step=self._step, seconds=self._seconds)
        return ChildExit(kind="exited", code=code)

    def _clean(self) -> None:
        """Remove what a killed child leaves in its output folders."""
        from anthology.core.atomic_output import remove_leftovers

        for folder in self._outputs:
            remove_leftovers(folder)

    def _read_steps(self) -> bool:
        """Read the steps reported within a second; False when the child has closed its end."""
        patience = min(1.0, max(0.0, self._deadline - time.monotonic()))
        ready, _, _ = select.select([self._pipe, self._wake], [], [], patience)
        if self._wake in ready:
            os.read(self._wake, 1 << 16)
        if self._pipe not in ready:
            return True
        data = os.read(self._pipe, 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            usual, longer, step = line.decode(errors="replace").split("\t", 2)
            if usual == OUTPUT:
                self._outputs.add(Path(os.fsdecode(bytes.fromhex(step))))
                continue
            self._usual = int(usual) if usual else self._usual
            self._step, self._seconds = step, self._usual + int(longer)
            if not self._signals:
                self._deadline = time.monotonic() + self._seconds if self._usual else float("inf")
        return bool(data)

    def _forward_signals(self) -> None:
        """Forward new signals to the child; after the first it has GRACE seconds to end."""
        for number in self._signals[self._forwarded :]:
            if not self._forwarded:
                self._deadline = time.monotonic() + GRACE
            self._forwarded += 1
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, number)

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child, signal.SIGKILL)


def _wait_for(child: int) -> tuple[int, int]:
    while True:
        with contextlib.suppress(InterruptedError):
            return os.waitpid(child, 0)
