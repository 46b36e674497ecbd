"""Executors: where jobs run. Each is a `concurrent.futures.Executor` and a context manager, and starts when first used.

A call whose worker died raises BrokenExecutor; the executor takes further calls all the same.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import re
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from anthology.core.limits import limit, raised_limits, set_limits
from anthology.core.watchdog import limit_memory

Result = TypeVar("Result")

LONGEST_FOLDER = 70  # bytes: what multiprocessing adds for its socket takes more than thirty
PRELOADED = "anthology.pdf.engine.preload"
SPECS = "inline, processes, processes:N, dask:local, dask:local:N, dask:tls://HOST:PORT or dask:tcp://HOST:PORT"


class Inline(Executor):
    """Runs each call at once, in the caller's own process."""

    def submit(self, function: Callable[..., Result], /, *arguments: Any, **named: Any) -> Future[Result]:
        """Run the call; its result or exception is the future's."""
        future: Future[Result] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:  # the future hands it on
            future.set_exception(error)
        return future


class DeadWorkerError(BrokenExecutor):
    """A worker died, so many seconds by the clock after it had begun with a call."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"a worker died after {seconds:.0f} s")
        self.seconds = seconds

    def __reduce__(self) -> tuple[type[DeadWorkerError], tuple[float]]:
        return type(self), (self.seconds,)


class Processes(Executor):
    """Runs calls in so many processes of this machine; one that died is replaced, and only its own call is lost.

    Where the calls end in an error, those that still run are ended with it.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._limits = raised_limits()  # of the caller's context, which the threads below do not share
        self._threads: ThreadPoolExecutor | None = None
        self._thread = threading.local()
        self._slots: list[_WorkerSlot] = []

    def submit(self, function: Callable[..., Result], /, *arguments: Any, **named: Any) -> Future[Result]:
        """Have the call run by the next idle process; its future has a DeadWorkerError where that process died."""
        self._threads = self._threads or ThreadPoolExecutor(self._count, thread_name_prefix="worker")
        return self._threads.submit(self._run, function, arguments, named)

    def _run(self, function: Callable[..., Result], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Result:
        if not hasattr(self._thread, "slot"):
            self._thread.slot = _WorkerSlot(self._limits)
            self._slots.append(self._thread.slot)
        slot: _WorkerSlot = self._thread.slot
        return slot.run(function, arguments, named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        if self._threads is not None:
            self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        for slot in self._slots:
            slot.stop(wait=wait)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the processes, after an error without waiting for what they do."""
        if kind is not None:
            for slot in self._slots:
                slot.end()
        self.shutdown(cancel_futures=kind is not None)


class _WorkerSlot:
    """One process at a time, which one thread gives its calls."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._limits = limits
        self._pool: Executor | None = None
        self._process: int | None = None
        self._is_ended = False

    def run(self, function: Callable[..., Result], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Result:
        """Run the call in the process, in a new one where the last died; DeadWorkerError if this one dies too."""
        began = time.monotonic()
        try:
            if self._pool is None:
                self._pool = _one_process(self._limits)
                self._process = self._pool.submit(os.getpid).result()
                began = time.monotonic()
            if self._is_ended:
                raise BrokenExecutor("the work was given up")
            return self._pool.submit(function, *arguments, **named).result()
        except BrokenExecutor as error:
            self.stop()
            raise DeadWorkerError(time.monotonic() - began) from error

    def stop(self, *, wait: bool = True) -> None:
        """Let the process end when it has done what it does."""
        pool, self._pool, self._process = self._pool, None, None
        if pool is not None:
            pool.shutdown(wait=wait)

    def end(self) -> None:
        """End the process at once, and take no further call."""
        self._is_ended = True
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)


def executor(spec: str) -> Executor:
    """The executor that a word names.

    `inline`, `processes` (one for each core), `processes:N`, `dask:local` (a cluster inside this process that hands
    calls to as many processes, likewise `dask:local:N`), `dask:tls://HOST:PORT` or `dask:tcp://HOST:PORT` (the cluster
    of the scheduler at that address, with or without encryption). ValueError for others.
    """
    if spec == "inline":
        return Inline()
    if spec.startswith("dask:"):
        from anthology.pdf.cluster import Cluster
    if re.fullmatch(r"dask:(tcp|tls)://\S+", spec):
        return Cluster(address=spec.removeprefix("dask:"))
    match = re.fullmatch(r"(processes|dask:local)(?::([1-9][0-9]*))?", spec)
    if match is None:
        raise ValueError(f"{spec!r} is not an executor: say {SPECS}")
    count = int(match[2]) if match[2] else cores()
    return Processes(count) if match[1] == "processes" else Cluster(local=Processes(count), count=count)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _one_process(limits: Mapping[str, int]) -> Executor:
    """A worker process forked from a server that has imported the engine once and does nothing else.

    The server listens on a socket in the temporary folder, whose path has at most 108 bytes (unix(7)): where that
    folder lies too deep, each worker imports the engine by itself.
    """
    has_room = len(os.fsencode(tempfile.gettempdir())) <= LONGEST_FOLDER
    has_server = "forkserver" in multiprocessing.get_all_start_methods()
    method = "forkserver" if has_server and has_room else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([PRELOADED])
    return ProcessPoolExecutor(1, mp_context=context, initializer=warm_up, initargs=(limits,))


def warm_up(limits: Mapping[str, int]) -> None:
    """Import the engine, take over the limits, and let the garbage collector forget what will never be garbage."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    set_limits(limits)
    limit_memory(memory=limit("piece-memory"))
    importlib.import_module(PRELOADED)
    gc.freeze()


def _end_with_parent() -> None:
    """End this worker as soon as the process that gives it work has ended, however that came.

    A worker is the child of the server that forked it, and that server lives for as long as one of its workers does.
    """
    builder = multiprocessing.parent_process()
    if builder is not None:
        builder.join()
        os._exit(1)
