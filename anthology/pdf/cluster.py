"""Executors on a cluster of dask.distributed: that of a scheduler at an address, or one inside this process.

Whoever can connect to a scheduler can run code as its user, and as that of its workers. So the cluster inside this
process listens at no port (`inproc`), and connections to others are best made with TLS.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any, TypeVar

from anthology.core.errors import MissingError
from anthology.core.findings import Finding
from anthology.core.fingerprint import engine_version

Result = TypeVar("Result")

CLUSTER_TIMEOUT = 30  # seconds until a cluster must have answered


class Cluster(Executor):
    """Runs calls on the cluster at an address, or else on one in this process that hands `count` at once to `local`.

    Its workers need this program in the same version, with the same libraries; a job brings along what else it needs.
    """

    def __init__(self, address: str = "", local: Executor | None = None, count: int = 0) -> None:
        self._address = address
        self._local = local
        self._count = count
        self._client: Any = None
        self._machines: Any = None

    def submit(self, function: Callable[..., Result], /, *arguments: Any, **named: Any) -> Future[Result]:
        """Have the call run by a worker of the cluster.

        MissingError if dask.distributed is not installed, there are no certificates for TLS, no scheduler answers, or a
        worker would set otherwise.
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
            import distributed
        except ImportError as error:
            hint = "pip install 'anthology-builder[dask]'"
            raise MissingError(Finding("X001", "dask.distributed is not installed", hint=hint)) from error
        if self._address.startswith("tls://"):
            _check_certificates()
        connect: Any = distributed.Client
        try:
            if not self._address:
                self._machines = _cluster_in_process(self._local, self._count)
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
        for part in (self._client, self._machines):
            if part is not None:
                part.close()
        self._client = self._machines = None
        if self._local is not None:
            self._local.shutdown(wait, cancel_futures=cancel_futures)

    def __exit__(self, *error: Any) -> None:
        """End the cluster; after an error the processes are not waited for."""
        if self._local is not None:
            self._local.__exit__(*error)
        self.shutdown()


def _cluster_in_process(local: Executor | None, count: int) -> Any:
    """A scheduler and a worker as objects of this process, which talk without a socket.

    Dask starts a server of pages about itself whatever its options say, so the method that does is replaced.
    """
    from distributed import Scheduler, SpecCluster, Worker

    silent = {"start_http_server": lambda *_, **__: None}
    common = {"protocol": "inproc://", "dashboard": False}
    worker = {**common, "nthreads": count, "executor": local, "memory_limit": 0}
    start: Any = SpecCluster
    return start(
        scheduler={"cls": type("SilentScheduler", (Scheduler,), silent), "options": common},
        workers={0: {"cls": type("SilentWorker", (Worker,), silent), "options": worker}},
        silence_logs=logging.CRITICAL,  # errors are findings
    )


def _check_certificates() -> None:
    """MissingError X009 if the settings of dask name no certificates for a connection with TLS."""
    import distributed

    settings: Any = distributed.Security
    try:
        context = settings().get_connection_args("client").get("ssl_context")
        problem = "dask is told of no certificates" if context is None else ""
    except OSError as error:  # also ssl.SSLError
        problem = f"the certificates that dask is told of cannot be read: {error}"
    if problem:
        raise MissingError(Finding("X009", problem))


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
