"""A cache in a folder: bytes under the digest of what they were made from, safe with several builds at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

LIMIT = 1 << 30
_DIGEST = 32


class Cache(Protocol):
    """Anything that keeps bytes under a key."""

    def get(self, key: str) -> bytes | None:
        """The bytes under that key, None if there are none."""

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes under that key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A folder of at most `limit` bytes; what was read or written longest ago goes first.

    Every entry carries its SHA-256: a damaged one counts as missing. Writers put a whole file in place at once, so
    builds that run at the same time only ever see whole entries. What cannot be written is not kept.
    """

    folder: Path
    limit: int = LIMIT

    def get(self, key: str) -> bytes | None:
        """The bytes under that key, None if there are none or they are damaged."""
        path = self._path(key)
        try:
            entry = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        digest, data = entry[:_DIGEST], entry[_DIGEST:]
        return data if sha256(data).digest() == digest else None

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes under that key, if the folder can be written."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(sha256(data).digest() + data)
                os.replace(temporary, path)  # noqa: PTH105
            except OSError:
                Path(temporary).unlink(missing_ok=True)

    def trim(self) -> None:
        """Remove the oldest entries until the folder keeps its limit, and what interrupted writers left behind."""
        entries = []
        total = 0
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):
                state = path.stat()
                entries.append((state.st_mtime_ns, path.name, path, state.st_size))
                total += state.st_size
        for _, _, path, size in sorted(entries):
            if total <= self.limit:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size

    def size(self) -> int:
        """How many bytes the folder holds."""
        return sum(path.stat().st_size for path in self.folder.glob("*/*") if path.is_file())

    def count(self) -> int:
        """How many entries the folder has."""
        return sum(path.is_file() for path in self.folder.glob("*/*"))

    def clear(self) -> None:
        """Remove every entry."""
        for path in sorted(self.folder.glob("*/*")):
            with contextlib.suppress(OSError):
                path.unlink()

    def _path(self, key: str) -> Path:
        name = sha256(key.encode()).hexdigest()
        return self.folder / name[:2] / name[2:]


def default_folder() -> Path:
    """The user's cache folder for this program: XDG Base Directory Specification 0.8, `$XDG_CACHE_HOME`.

    Relative paths count as not given. For a user without any home it is a folder that cannot be, so nothing is kept.
    """
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else _home() / ".cache") / "anthology"


def _home() -> Path:
    given = Path(os.environ.get("HOME", ""))
    if given.is_absolute():
        return given
    import pwd  # POSIX only

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return Path(os.devnull)
