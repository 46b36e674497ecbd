"""Build several books at once: their pieces share one queue and its workers, and equal pieces are typeset once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from anthology.build_cache import cached_build
from anthology.core.errors import AnthologyError, OutputError
from anthology.core.findings import Finding, Location
from anthology.manifest import load
from anthology.pdf.engine import digest
from anthology.pdf.engine.model import Job
from anthology.result import BuildOptions, BuildResult, Progress
from anthology.stages import lazy_executor, output_names

Result = TypeVar("Result")

AT_ONCE = 16  # books that are read, bound and checked in parallel


@dataclass(frozen=True, slots=True, kw_only=True)
class BookOutcome:
    """The result of one book, or the error that stopped it."""

    manifest: Path
    result: BuildResult | None = None
    error: AnthologyError | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the result or of the error."""
        return self.result.findings if self.result else self.error.findings if self.error else ()


class DeduplicatingExecutor(Executor):
    """Passes jobs on to an executor; of equal jobs only the first."""

    def __init__(self, executor: Callable[[], Executor]) -> None:
        self._executor = executor
        self._futures: dict[str, Future[Any]] = {}
        self._lock = Lock()

    def submit(self, function: Callable[..., Result], /, *arguments: Any, **named: Any) -> Future[Result]:
        """The future of the call, or of an equal one that has not failed."""
        key = digest(arguments[0]) if arguments and isinstance(arguments[0], Job) else ""
        with self._lock:
            known = self._futures.get(key)
            if known is not None and not (known.cancelled() or (known.done() and known.exception())):
                return known
            future = self._executor().submit(function, *arguments, **named)
            if key:
                self._futures[key] = future
            return future


def build_many(
    manifests: Sequence[Path], options: Mapping[Path, BuildOptions], progress: Progress
) -> tuple[BookOutcome, ...]:
    """Build each book as its options say, in the order of the manifests; the error of one does not stop the others.

    The executor is that of the first book's options. Raises OutputError O007 before anything is built where two books
    would write files of the same names into one folder.
    """
    _check_names(manifests, options)
    spec = options[manifests[0]].executor
    is_inline = spec == "inline"
    lock = Lock()
    with ExitStack() as stack:
        deduplicating = DeduplicatingExecutor(lazy_executor(stack, spec))

        def make(path: Path) -> BookOutcome:
            def report(edition: str, done: int, total: int) -> None:
                with lock:
                    progress(f"{path.stem}, {edition}", done, total)

            shared = None if is_inline else deduplicating
            try:
                return BookOutcome(
                    manifest=path, result=cached_build(path, replace(options[path], workers=shared), report)
                )
            except AnthologyError as error:
                return BookOutcome(manifest=path, error=error)

        if is_inline:
            return tuple(map(make, manifests))
        with ThreadPoolExecutor(min(AT_ONCE, len(manifests)), thread_name_prefix="book") as books:
            contexts = (copy_context() for _ in manifests)  # each thread has the limits of the caller
            return tuple(books.map(lambda context, path: context.run(make, path), contexts, manifests))


def _check_names(manifests: Sequence[Path], options: Mapping[Path, BuildOptions]) -> None:
    """OutputError if two books would write files of the same name into one folder."""
    owners: dict[tuple[Path, str], Path] = {}
    for path in manifests:
        manifest, _ = load(path)
        for name in output_names(manifest) if manifest else ():
            place = ((options[path].out or Path()).resolve(), name)
            owner = owners.setdefault(place, path)
            if owner != path:
                at = manifest.at("title") if manifest else Location(path)
                hint = "give one of them a title of its own, or build them into two folders"
                raise OutputError(Finding("O007", f"{owner} would write files of the same names, “{name}-…”", at, hint))
