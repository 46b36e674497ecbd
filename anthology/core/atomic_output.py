"""Outputs appear whole or not at all, and what was there before stays until the new files are complete."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from anthology.core.errors import OutputError
from anthology.core.findings import Finding, Location
from anthology.core.watchdog import report_output, undisturbed

STAGE = ".anthology-"
PATIENCE = 20  # seconds that a build waits for another that writes into the same folder
# What flock(2) answers on file systems without locks, such as some shared folders.
LOCKLESS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF)


def publish(files: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write the files into the folder, which is made if it is not there; the paths are given back in order.

    A name may hold folders below it, with `/` between them.

    Everything is written and synced beside its place first and then renamed, so a failure at any moment leaves either
    the old file or the new one, whole. A link that stands in a file's place is replaced, never followed. Raises
    OutputError: O001 where the folder cannot be written, O002 where another build is writing into it, O010 where
    something else stands in the place of a file or of a folder.
    """
    try:
        _check_places(files, folder)
        folder.mkdir(parents=True, exist_ok=True)
        report_output(folder)
        with _locked(folder) as is_locked:
            if is_locked:
                _remove_stages(folder)
            with _stage(folder) as stage:
                for number, data in enumerate(files.values()):
                    _write(stage / f"new-{number}", data)
                return _swap(tuple(files), folder, stage)
    except OSError as error:
        hint = "choose another folder with --out, or make room and see who may write there"
        message = f"{error.strerror or error} ({error.filename or folder})"
        raise OutputError(Finding("O001", message, Location(folder), hint)) from error


def remove_leftovers(folder: Path) -> None:
    """Remove what killed builds have left in an output folder, unless another build is writing into it."""
    with contextlib.suppress(OSError, OutputError):
        if next(folder.glob(f"{STAGE}*"), None):
            with _locked(folder, patience=0) as is_locked:
                if is_locked:
                    _remove_stages(folder)


def _check_places(names: Iterable[str], folder: Path) -> None:
    """OutputError O010 where a folder or a dangling link stands in a file's place, or no folder in a folder's place."""
    below = (folder / parent for name in names for parent in PurePosixPath(name).parents)
    for place in dict.fromkeys((*below, *folder.parents)):
        if os.path.lexists(place) and not place.is_dir():
            raise OutputError(_taken(place, "a folder for the output files"))
    for path in (folder / name for name in names):
        if path.is_dir() and not path.is_symlink():
            raise OutputError(_taken(path, "an output file"))


def _taken(place: Path, purpose: str) -> Finding:
    mode = place.lstat().st_mode
    kind = "a folder" if stat.S_ISDIR(mode) else "a dangling link" if stat.S_ISLNK(mode) else "a file"
    hint = f"move or remove {place.name}, or choose another folder with --out"
    return Finding("O010", f"{kind} is in the place of {purpose}", Location(place), hint)


@contextlib.contextmanager
def _locked(folder: Path, patience: float = PATIENCE) -> Iterator[bool]:
    """The folder's own descriptor is the lock: it needs no file, and goes with the process that holds it.

    False on a file system without locks: two builds then replace each other's files, whole ones by whole ones.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield _lock(descriptor, patience)
    except BlockingIOError as error:
        finding = Finding("O002", "another build is writing into this folder", Location(folder), "wait for it to end")
        raise OutputError(finding) from error
    finally:
        os.close(descriptor)


def _lock(descriptor: int, patience: float) -> bool:
    """Wait for the lock as long as another build may need to put its files in place; BlockingIOError after that."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        except OSError as error:
            if error.errno not in LOCKLESS:
                raise
            return False


def _remove_stages(folder: Path) -> None:
    for leftover in folder.glob(f"{STAGE}*"):
        if leftover.is_dir() and not leftover.is_symlink():  # rmtree would wait for ever at a pipe
            shutil.rmtree(leftover, ignore_errors=True)


@contextlib.contextmanager
def _stage(folder: Path) -> Iterator[Path]:
    """A hidden folder on the same file system."""
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
    for number, path in enumerate(paths):
        old = stage / f"old-{number}"
        if path.is_symlink():
            old.symlink_to(path.readlink())
        elif path.exists():
            _keep(path, old)
        else:
            continue
        kept.append((old, path))
    with undisturbed():
        try:
            for number, path in enumerate(paths):
                (stage / f"new-{number}").replace(path)
        except BaseException:  # Python may raise KeyboardInterrupt at any instruction
            done = {path for number, path in enumerate(paths) if not (stage / f"new-{number}").exists()}
            for path in done:
                path.unlink(missing_ok=True)
            for old, path in kept:
                if path in done:
                    old.replace(path)
            raise
    return paths


def _keep(path: Path, old: Path) -> None:
    """A second name for a file, or a copy: FAT, exFAT and many shared folders have no hard links (link(2), EPERM)."""
    try:
        os.link(path, old)
    except OSError:
        shutil.copyfile(path, old)
        with contextlib.suppress(OSError):
            shutil.copystat(path, old)
