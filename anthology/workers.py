"""Executors: where jobs run. Each is a `concurrent.futures.Executor` and a context manager."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import re
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

PRELOADED = "anthology.typeset.preload"


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


def executor(spec: str) -> Executor:
    """The executor that a word names: `inline`, `processes` (one for each core) or `processes:N`.

    ValueError for any other word.
    """
    match = re.fullmatch(r"(inline|processes)(?::([1-9][0-9]*))?", spec)
    if match is None or (match[1] == "inline" and match[2]):
        raise ValueError(f"{spec!r} is not an executor: say inline, processes or processes:N")
    if match[1] == "inline":
        return Inline()
    return _processes(int(match[2]) if match[2] else cores())


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processes(count: int) -> Executor:
    """Worker processes forked from a server that has imported the engine once and does nothing else."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([PRELOADED])
    return ProcessPoolExecutor(count, mp_context=context, initializer=warm_up)


def warm_up() -> None:
    """Import the engine and let the garbage collector forget what will never be garbage."""
    importlib.import_module(PRELOADED)
    gc.freeze()
