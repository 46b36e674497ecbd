"""What is asked of a build, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from anthology.core.cache import NO_CACHE, Cache
from anthology.core.findings import Finding
from anthology.core.input_trace import InputTrace

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks of a build: which editions (all if none is named), where, and with what workers.

    `workers` are those that several builds share, instead of an own `executor`. What the build reads of the book's
    folder is noted in `trace`, if that is given.
    """

    editions: tuple[str, ...] = ()
    folder: Path = Path("build")
    executor: str = "inline"
    workers: Executor | None = None
    cache: Cache = NO_CACHE
    release: bool = False
    trace: InputTrace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A file that was made: its edition, its path, its digest, its size in bytes and, for print, its pages."""

    edition: str
    path: Path
    sha256: str
    size: int
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build made, editions and the records beside them, and what it found."""

    artefacts: tuple[Artefact, ...]
    records: tuple[Path, ...]
    findings: tuple[Finding, ...]
