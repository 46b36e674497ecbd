"""What is asked of a build and what it gives back."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import escape
from pathlib import Path

from anthology.core.atomic_output import publish
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.errors import OutputError
from anthology.core.findings import Finding

# Called with the name of an edition, the number of pieces that are typeset, and the number of all its pieces.
Progress = Callable[[str, int, int], None]
PathLike = str | os.PathLike[str]


def no_progress(edition: str, done: int, total: int) -> None:
    """Ignore the progress of a build."""
    del edition, done, total


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What is asked of a build.

    `editions` are the names of those to make, all if there is none. `out` is the folder for the files; without it they
    are in the result alone. A `release` is refused while anything is pending; checks of resources, grants and terms
    are judged by the day of building, which is `today`, or else that of SOURCE_DATE_EPOCH or the clock. `executor` says
    where pieces are typeset: `inline`, `processes`, `processes:N`, `dask:local`, `dask:tls://HOST:PORT`; `workers`, if
    given, is an executor that several builds share. `limits` are values of `anthology.core.limits.LIMITS` by name.
    `sources` are files by their path in the book's folder, which come before those of the disk; if the manifest is one
    of them, nothing is read from the disk.
    """

    editions: tuple[str, ...] = ()
    out: Path | None = None
    release: bool = False
    today: datetime.date | None = None
    executor: str = "inline"
    workers: Executor | None = None
    cache: Cache = NO_CACHE
    limits: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """A file that was made.

    Its edition (empty for a file that describes the whole book), its name in the output folder, its SHA-256, its size
    in bytes, its pages if it is a PDF; `written` is where it was written, `data` its bytes where it was not.
    """

    edition: str
    name: str
    sha256: str
    size: int
    pages: int = 0
    written: Path | None = None
    data: bytes | None = field(default=None, repr=False)

    def read(self) -> bytes:
        """The bytes of the file."""
        return self.path.read_bytes() if self.data is None else self.data

    @property
    def path(self) -> Path:
        """Where the file was written; ValueError for a file in memory."""
        if self.written is None:
            raise ValueError(f"{self.name} is in memory: save the result, or build it with `out`")
        return self.written


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """What a build made, editions and the files that describe them, and what it found."""

    files: tuple[OutputFile, ...]
    findings: tuple[Finding, ...]

    def of(self, edition: str) -> tuple[OutputFile, ...]:
        """The files of an edition; KeyError if none was made."""
        found = tuple(file for file in self.files if file.edition == edition)
        if not found:
            names = dict.fromkeys(file.edition for file in self.files if file.edition)
            raise KeyError(f"no edition “{edition}” was made: there are {', '.join(names)}")
        return found

    @property
    def editions(self) -> tuple[OutputFile, ...]:
        """The files of editions."""
        return tuple(file for file in self.files if file.edition)

    @property
    def sidecars(self) -> tuple[OutputFile, ...]:
        """The files beside the editions: bibliography, content notes, ONIX."""
        return tuple(file for file in self.files if not file.edition)

    def save(self, folder: PathLike) -> BuildResult:
        """Write all files into a folder, which is made if it is missing: all of them or, with OutputError, none."""
        paths = publish({file.name: file.read() for file in self.files}, Path(folder))
        for file, path in zip(self.files, paths, strict=True):
            if sha256(path.read_bytes()).hexdigest() != file.sha256:
                raise OutputError(Finding("O003", f"{path} does not hold what was written"))
        written = (replace(file, written=path, data=None) for file, path in zip(self.files, paths, strict=True))
        return replace(self, files=tuple(written))

    def _repr_html_(self) -> str:
        """The result as a notebook shows it: a table of the files, and the findings."""
        return f"{_table(('edition', 'file', 'size', 'pages'), map(_cells, self.files))}{_list(self.findings)}"


def _cells(file: OutputFile) -> tuple[str, ...]:
    return file.edition, file.name, f"{file.size:,} bytes", str(file.pages or "")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _list(findings: Iterable[Finding]) -> str:
    items = "".join(f"<li>{escape(f'{finding.severity}: {finding}')}</li>" for finding in findings)
    return f"<ul>{items}</ul>" if items else "<p>No findings.</p>"
