"""The one opener for files of a book: on disk below its folder, or in memory. Nothing outside the folder is read."""

from __future__ import annotations

import bisect
import contextlib
import difflib
import itertools
import os
import posixpath
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

from anthology.core.input_trace import InputTrace, Question

Trouble = Literal["path", "missing", "outside", "irregular", "unreadable", "size"]

STEP = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
DRIVE = re.compile(r"[A-Za-z]:")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/{1,3}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
MOST_NAMES, NEAREST = 1000, 20  # names of a folder that are read, and compared, when a file is missing


class FolderError(Exception):
    """A file of the book's folder cannot be read: the kind of trouble, the message and a hint.

    `size` are the bytes of a file that is too large.
    """

    def __init__(self, trouble: Trouble, message: str, hint: str = "", size: int = 0) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.message = message
        self.hint = hint
        self.size = size

    def __reduce__(self) -> tuple[type[FolderError], tuple[Trouble, str, str, int]]:
        return type(self), (self.trouble, self.message, self.hint, self.size)


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder that a book lives in; the files in it are named by relative paths with `/` between the parts.

    Files in `memory`, by their paths, come before those of the disk. Without a `root` there are no others.
    `trace`, if given, notes whatever is asked of the folder.
    """

    root: Path | None
    trace: InputTrace | None = field(default=None, compare=False, repr=False)
    memory: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of_book(cls, manifest: Path, memory: Mapping[str, bytes], trace: InputTrace | None = None) -> Folder:
        """The folder of a book: that of its manifest, or none on disk if the manifest itself is in memory."""
        return cls(None if manifest.name in memory else manifest.parent, trace, memory)

    def read(self, relative: str, limit: int) -> bytes:
        """The bytes of a regular file inside the folder, at most `limit` of them.

        Each part of the path is opened below the one before it and never through a symbolic link, so a file that is
        swapped between the check and the reading cannot lead outside (CWE-59, CWE-367). Raises FolderError for a path
        that is absolute, climbs or is damaged, for a link, for anything but a regular file, and for a larger file.
        """
        with self._noted(Question("bytes", relative, limit)) as answer:
            data = self._from_memory(relative)
            size = len(data or b"")
            if data is None:
                data, size = self._from_disk(relative, limit)
            if len(data) > limit:
                message = f"the file is larger than the limit of {limit:,} bytes"
                raise FolderError("size", message, "divide it into several files", max(size, len(data)))
            answer.append(sha256(data).hexdigest())
        return data

    def check(self, relative: str) -> None:
        """Open the file as `read` would and close it again; raises the same FolderError."""
        with self._noted(Question("file", relative)) as answer:
            if self._from_memory(relative) is None:
                with self._opened(relative):
                    pass
            answer.append("there")

    def has(self, relative: str) -> bool:
        """Whether `read` would find a regular file there."""
        try:
            self.check(relative)
        except FolderError:
            return False
        return True

    def names(self, relative: str) -> tuple[str, ...]:
        """The names of what is in a folder below this one, in their order; none if there is no such folder."""
        names: tuple[str, ...] = ()
        with self._noted(Question("names", relative)) as answer:
            if not self.has_folder(relative):
                answer.append("missing")
            else:
                below = f"{relative}/"
                found = {name.removeprefix(below).partition("/")[0] for name in self.memory if name.startswith(below)}
                if self.root is not None:
                    with contextlib.suppress(OSError):
                        found |= {path.name for path in (self.root / relative).iterdir()}
                names = tuple(sorted(found))
                answer.append(sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest())
        return names

    def has_folder(self, relative: str) -> bool:
        """Whether there is a folder of this name below this one."""
        is_in_memory = any(name.startswith(f"{relative}/") for name in self.memory)
        return is_in_memory or (self.root is not None and (self.root / relative).is_dir())

    @contextlib.contextmanager
    def as_file(self, relative: str, limit: int) -> Iterator[Path]:
        """A copy of a file for another program, at a path that lasts for the block; raises FolderError as `read` does.

        What the other program makes of it is not known to the trace, which is partial from then on.
        """
        if self.trace is not None:
            self.trace.is_partial = True
        data = self.read(relative, limit)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, parts(relative)[-1])
            path.write_bytes(data)
            yield path

    @contextlib.contextmanager
    def _noted(self, question: Question) -> Iterator[list[str]]:
        """Within this context an answer is found, or trouble, which is an answer too."""
        answer: list[str] = []
        try:
            yield answer
        except FolderError as error:
            answer.append(error.trouble)
            raise
        finally:
            if self.trace is not None and answer:
                self.trace.note(question, answer[0])

    def _from_memory(self, relative: str) -> bytes | None:
        return self.memory.get("/".join(parts(relative))) if self.memory else None

    def _from_disk(self, relative: str, limit: int) -> tuple[bytes, int]:
        """The first bytes of a file on disk, one more than the limit if it has more, and how many it has in all."""
        with self._opened(relative) as descriptor, os.fdopen(os.dup(descriptor), "rb") as file:
            try:
                return file.read(limit + 1), os.fstat(descriptor).st_size
            except OSError as error:
                raise _unreadable(error) from error

    @contextlib.contextmanager
    def _opened(self, relative: str) -> Iterator[int]:
        names = parts(relative)
        if self.root is None:
            raise FolderError("missing", "there is no such file", _did_you_mean(relative, self.memory))
        descriptor = _open(os.fsencode(self.root), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for number, name in enumerate(names, 1):
                below = _step(descriptor, name, last=number == len(names))
                os.close(descriptor)
                descriptor = below
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise FolderError("irregular", "is not a regular file", "name a file, not a folder or a device")
            yield descriptor
        finally:
            os.close(descriptor)


def parts(relative: str) -> tuple[str, ...]:
    """The names that a relative path is made of.

    Raises FolderError for a path that is empty, absolute, climbs with `..`, names a drive, is an address, has a
    backslash, a control character, an empty part, or letters that no file name can hold; its hint fits what is wrong.
    """
    if not relative.strip():
        raise FolderError("path", "the path is empty", "name a file inside the book's folder")
    if CONTROL.search(relative):
        raise FolderError("path", "the path holds a control character", "rename the file")
    if scheme := SCHEME.match(relative):
        what = "the address of a file" if scheme[1].lower() == "file" else "an address of the web"
        hint = f"{'copy' if scheme[1].lower() == 'file' else 'save'} the file into the book's folder and write its path"
        raise FolderError("outside", f"the path is {what}", f"{hint} from there, such as {_example(relative)}")
    path = relative.replace("\\", "/")
    if path.startswith(("/", "~")) or DRIVE.match(path):
        hint = f"copy the file into the folder and write its path from there, such as {_example(path)}"
        raise FolderError("outside", "the path does not start in the book's folder", hint)
    names = tuple(name for name in path.split("/") if name != ".")
    if ".." in names:
        inside = posixpath.normpath(path)
        if inside.startswith(".."):
            hint = f"copy the file into the folder and write its path from there, such as {_example(path)}"
            raise FolderError("outside", "the path leaves the book's folder with “..”", hint)
        raise FolderError("outside", "the path goes up with “..”", f"write {inside}")
    if "\\" in relative:
        raise FolderError("path", "the path has a backslash", f"write {path}")
    if not names or "" in names:
        raise FolderError("path", "the path has an empty part", "write one “/” between two names, none at the end")
    try:
        relative.encode()
    except UnicodeEncodeError:
        raise FolderError("path", "the path holds a damaged character", "rename the file") from None
    return names


def _example(path: str) -> str:
    """The name of the file that a path outside of the folder leads to, as it would be written inside."""
    path = re.sub(r"^https?:/+[^/]*|[?#].*", "", path.replace("\\", "/"))
    return path.rstrip("/").rpartition("/")[2].lstrip("~") or "essay.txt"


def _step(parent: int, name: str, *, last: bool) -> int:
    try:
        return _open(name.encode(), STEP if last else STEP | os.O_DIRECTORY, parent)
    except FolderError as error:
        if _is_link(parent, name):
            message = f"“{name}” is a symbolic link"
            raise FolderError("outside", message, "put the file itself into the folder") from error
        if error.trouble == "missing":
            raise FolderError("missing", error.message, _neighbour(parent, name)) from error
        raise


def _open(name: bytes, flags: int, parent: int | None = None) -> int:
    try:
        return os.open(name, flags, dir_fd=parent)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FolderError("missing", "there is no such file") from error
    except OSError as error:
        raise _unreadable(error) from error


def _is_link(parent: int, name: str) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name.encode(), dir_fd=parent, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _neighbour(parent: int, name: str) -> str:
    """A hint at the name that may be meant, among the names that stand in the same folder."""
    try:
        with os.scandir(parent) as entries:
            names = sorted(entry.name for entry in itertools.islice(entries, MOST_NAMES))
    except OSError:
        return ""
    index = bisect.bisect(names, name)
    return _did_you_mean(name, names[max(0, index - NEAREST) : index + NEAREST])


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that may be meant, empty if none is like it or it cannot be printed."""
    close = difflib.get_close_matches(name[:255], known, n=1)
    return f"did you mean “{close[0]}”?" if close and close[0].isprintable() else ""


def _unreadable(error: OSError) -> FolderError:
    reason = error.strerror or type(error).__name__
    return FolderError("unreadable", f"cannot be read: {reason}", "check its rights: it must be readable for you")
