"""Outputs appear whole or not at all, and what was there before stays until the new files are complete."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from anthology.core.errors import OutputError
from anthology.core.findings import Finding, Location

STAGE = ".anthology-"
PATIENCE = 20  # seconds that a build waits for another that writes into the same folder


def publish(files: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write the files into the folder, which is made if it is not there; the paths are given back in order.

    A name may hold folders below it, with `/` between them.

    Everything is written and synced beside its place first and then renamed, so a failure at any moment leaves either
    the old file or the new one, whole. A link that stands in a file's place is replaced, never followed. Raises
    OutputError: O001 where the folder cannot be written, O002 where another build is writing into it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder), _stage(folder) as stage:
            for number, data in enumerate(files.values()):
                _write(stage / f"new-{number}", data)
            return _swap(tuple(files), folder, stage)
    except OSError as error:
        hint = "choose another folder with --out, or make room and see who may write there"
        message = f"{error.strerror or error} ({error.filename or folder})"
        raise OutputError(Finding("O001", message, Location(folder), hint)) from error


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The folder's own descriptor is the lock: it needs no file, and goes with the process that holds it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _lock(descriptor)
        yield
    except BlockingIOError as error:
        finding = Finding("O002", "another build is writing into this folder", Location(folder), "wait for it to end")
        raise OutputError(finding) from error
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Wait for the lock as long as another build may need to put its files in place; BlockingIOError after that."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


@contextlib.contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """A hidden folder on the same file system; what a killed build left behind is taken away first."""
    for leftover in folder.glob(f"{STAGE}*"):
        if leftover.is_dir() and not leftover.is_symlink():  # rmtree would wait for ever at a pipe
            shutil.rmtree(leftover, ignore_errors=True)
    stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=folder))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _swap(names: tuple[str, ...], folder: Path, stage: Path) -> tuple[Path, ...]:
    """Put the new files in their places; if one cannot be put there, the old ones come back."""
    paths = tuple(folder / name for name in names)
    for parent in {path.parent for path in paths}:
        parent.mkdir(parents=True, exist_ok=True)
    kept: list[tuple[Path, Path]] = []
    done: list[Path] = []
    try:
        for number, path in enumerate(paths):
            old = stage / f"old-{number}"
            if path.is_symlink():
                old.symlink_to(path.readlink())
            elif path.exists():
                os.link(path, old)
            else:
                continue
            kept.append((old, path))
        for number, path in enumerate(paths):
            (stage / f"new-{number}").replace(path)
            done.append(path)
    except OSError:
        for path in done:
            path.unlink(missing_ok=True)
        for old, path in kept:
            if path in done:
                old.replace(path)
        raise
    return paths
