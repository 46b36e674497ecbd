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

from anthology.core.errors import MissingError
from anthology.core.findings import Finding
from anthology.core.fingerprint import engine_version
from anthology.core.limits import limit, raised_limits, set_limits
from anthology.core.watchdog import limit_memory

Result = TypeVar("Result")

LONGEST_FOLDER = 70  # bytes: what multiprocessing adds for its socket takes more than thirty
PRELOADED = "anthology.pdf.engine.preload"
SPECS = "inline, processes, processes:N, dask:local, dask:local:N or dask:tcp://HOST:PORT"
LOCAL_DASHBOARD = "127.0.0.1:0"  # dask always serves pages about itself: to this machine only, at a port that is free
CLUSTER_TIMEOUT = 30  # seconds until a cluster must have answered


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


class Cluster(Executor):
    """Runs calls on a cluster of dask.distributed: the one at an address, or `count` processes started for it here.

    Its workers need this program in the same version, with the same libraries; a job brings along what else it needs.
    """

    def __init__(self, address: str = "", count: int = 0) -> None:
        self._address = address
        self._count = count
        self._client: Any = None
        self._machines: Any = None

    def submit(self, function: Callable[..., Result], /, *arguments: Any, **named: Any) -> Future[Result]:
        """Have the call run by a worker of the cluster.

        MissingError if dask.distributed is not installed, no scheduler answers, or a worker would set otherwise.
        """
        if self._client is None:
            self._connect()
        future: Future[Result] = Future()
        task = self._client.submit(function, *arguments, pure=False, **named)
        task.add_done_callback(lambda done: _forward_result(done, future))
        future.add_done_callback(lambda done: task.cancel() if done.cancelled() else None)
        return future

    def _connect(self) -> None:
        try:
            import dask
            import distributed
        except ImportError as error:
            hint = "pip install 'anthology[dask]'"
            raise MissingError(Finding("X001", "dask.distributed is not installed", hint=hint)) from error
        start: Any = distributed.LocalCluster
        connect: Any = distributed.Client
        try:
            if not self._address:
                # The caller tries a call again; the scheduler is not to do so as well.
                dask.config.set({"distributed.scheduler.allowed-failures": 0})
                self._machines = start(
                    n_workers=self._count,
                    threads_per_worker=1,
                    dashboard_address=LOCAL_DASHBOARD,
                    worker_dashboard_address=LOCAL_DASHBOARD,
                )
            self._client = connect(self._machines or self._address, timeout=CLUSTER_TIMEOUT, set_as_default=False)
            self._client.wait_for_workers(1, timeout=CLUSTER_TIMEOUT)
        except (OSError, TimeoutError, ValueError) as error:
            self.shutdown()
            message = f"no cluster with a worker answers at {self._address or 'this machine'}: {error}"
            raise MissingError(Finding("X001", message, hint="start a scheduler and workers of dask there")) from error
        self._check_engines()

    def _check_engines(self) -> None:
        """MissingError if a worker has another engine: other pages could come from it."""
        answers = self._client.run(engine_version, on_error="return")
        others = sorted(address for address, answer in answers.items() if answer != engine_version())
        if others:
            self.shutdown()
            message = f"these workers have not the same version of the program and its libraries: {', '.join(others)}"
            raise MissingError(Finding("X001", message, hint="install what this machine has on them too"))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, and end it if it was started here."""
        del wait, cancel_futures
        for part in (self._client, self._machines):
            if part is not None:
                part.close()
        self._client = self._machines = None


def _forward_result(task: Any, future: Future[Any]) -> None:
    """Give a future what became of a task on a cluster."""
    from distributed import KilledWorker

    if not future.set_running_or_notify_cancel():
        return  # nobody waits for it any more
    error = task.exception() if task.status == "error" else None
    if task.status == "finished":
        future.set_result(task.result())
    elif error is None or isinstance(error, KilledWorker):
        future.set_exception(BrokenExecutor(str(error or "the cluster has gone")))
    else:
        future.set_exception(error)


def executor(spec: str) -> Executor:
    """The executor that a word names.

    `inline`, `processes` (one for each core), `processes:N`, `dask:local` (a cluster of this machine, likewise
    `dask:local:N`) or `dask:tcp://HOST:PORT` (the cluster of the scheduler at that address). ValueError for others.
    """
    if spec == "inline":
        return Inline()
    if re.fullmatch(r"dask:(tcp|tls)://\S+", spec):
        return Cluster(address=spec.removeprefix("dask:"))
    match = re.fullmatch(r"(processes|dask:local)(?::([1-9][0-9]*))?", spec)
    if match is None:
        raise ValueError(f"{spec!r} is not an executor: say {SPECS}")
    count = int(match[2]) if match[2] else cores()
    return Processes(count) if match[1] == "processes" else Cluster(count=count)


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
