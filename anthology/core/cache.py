"""The cache: results of stages in a folder, each under a digest of its inputs and of what its stage depends on.

No other module stores anything between builds. An entry that is missing, damaged, of another key or of another class
counts as unknown and is computed again; entries hold plain data and no pickles.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import GenericAlias
from typing import Any, TypeVar

from anthology.core.fingerprint import engine_version, fonts_of_machine, libraries_digest, program_digest
from anthology.core.record_codec import pack, unpack
from anthology.core.user_folders import usable_folder
from anthology.core.watchdog import is_alive

Result = TypeVar("Result")

LIMIT = 1 << 30
WRITTEN = ".new-"  # how the name of a file begins while it is written; then follows the number of the process
_DIGEST = 32

# What results depend on beside their inputs: the program's code, layouts and words; all libraries that are installed;
# the machine's fonts and Pango; the code that typesets with the libraries that it uses.
FINGERPRINTS: Mapping[str, Callable[[], str]] = {
    "program": program_digest,
    "libraries": libraries_digest,
    "fonts": fonts_of_machine,
    "engine": engine_version,
}
_ALL = ("program", "libraries", "fonts")

# Every stage whose results are stored, and which fingerprints its results depend on beside their inputs.
STAGES: Mapping[str, tuple[str, ...]] = {
    "build": _ALL,  # a whole build: what it asked of the book's folder, what it made and found
    "output": (),  # a finished file, by its digest
    "essay": _ALL,  # a source after reading and cleaning
    "references": _ALL,  # the works that an essay's list of references names
    "themes": _ALL,  # the themes that an essay's words suggest
    "markup": _ALL,  # the page of a piece as XHTML
    "piece": ("engine", "fonts"),  # a piece set in type: the galley
    "page labels": (),  # the last page labels of a book: where the next build starts from, never its result
    "folios": ("engine", "fonts"),  # the look of page numbers
    "drawing": _ALL,  # a drawing as pixels
    "cover": _ALL,  # the cover of an e-book
    "verdict": _ALL,  # the findings on a finished PDF
    "page digests": _ALL,  # what tells the pages of a PDF apart
    "page content": _ALL,  # what a page of a PDF paints
    "page text": _ALL,  # the words of a page of a PDF
    "page words": _ALL,  # the same without running heads and page numbers
    "page links": _ALL,  # the links of a PDF, and the labels of its pages
    "missing words": _ALL,  # the sentences of an essay that its pages lack
    "unseen words": _ALL,  # the words of a PDF that are not visible
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A folder of at most `limit` bytes; the least recently used entries go first. Without a folder nothing is stored.

    A cache that `is_fresh` reads only what it has written itself, so everything is computed and stored anew. Files are
    put in place whole, so builds that run at the same time see only whole entries. Errors of the disk are ignored.
    """

    folder: Path | None = None
    limit: int = LIMIT
    is_fresh: bool = False
    _written: set[str] = field(default_factory=set, compare=False, repr=False)

    def memo(self, stage: str, inputs: object, compute: Callable[[], Result], kind: type[Result]) -> Result:
        """The stored result of a stage for these inputs, or else the computed one, which is then stored.

        `kind` is what `compute` returns: any type that `record_codec` can write.
        """
        known = self.recall(stage, inputs, kind)
        if known is None:
            known = compute()
            self.keep(stage, inputs, known, kind)
        return known

    def memo_each(
        self,
        stage: str,
        group: object,
        inputs: Mapping[str, object],
        compute: Callable[[Sequence[str]], Iterable[Result]],
        kind: type[Result],
    ) -> dict[str, Result]:
        """The results for several inputs by name; `compute` gives those that are unknown, in the order of their names.

        All results of a group (the pages of a file, the texts of a book) stand in one entry, which holds what the last
        build asked for. Inputs that are None are never looked up or stored.
        """
        if self.folder is None:
            return dict(zip(inputs, compute(tuple(inputs)), strict=True))
        shape: Any = GenericAlias(tuple, (tuple[str, ...], tuple[int, ...], GenericAlias(tuple, (kind, ...))))
        digests, indices, values = self.recall(stage, group, shape) or ((), (), ())
        known: dict[str, Result] = dict(zip(digests, (values[index] for index in indices), strict=True))
        names = {name: "" if each is None else digest(each) for name, each in inputs.items()}
        missing = [name for name, key in names.items() if key not in known]
        computed = dict(zip(missing, compute(missing), strict=True)) if missing else {}
        results = {name: computed[name] if name in computed else known[key] for name, key in names.items()}
        stored = {key: results[name] for name, key in names.items() if key}
        if stored.keys() != known.keys():
            shown = {key: repr(value) for key, value in stored.items()}  # equal ones may differ in what is not compared
            unique = {shown[key]: value for key, value in stored.items()}
            places = {each: index for index, each in enumerate(unique)}
            indices = tuple(places[each] for each in shown.values())
            self.keep(stage, group, (tuple(stored), indices, tuple(unique.values())), shape)
        return results

    def recall(self, stage: str, inputs: object, kind: type[Result]) -> Result | None:
        """The stored result of a stage for these inputs, None if there is none."""
        data = self._read(_key(stage, inputs)) if self.folder else None
        try:
            return unpack(kind, data) if data is not None else None
        except ValueError:
            return None

    def keep(self, stage: str, inputs: object, result: Result, kind: type[Result]) -> None:
        """Store the result of a stage for these inputs."""
        if self.folder:
            self._write(_key(stage, inputs), pack(result, kind))

    def _read(self, key: str) -> bytes | None:
        if self.is_fresh and key not in self._written:
            return None
        path = self._path(key)
        try:
            with open(path, "rb", opener=_open_plainly) as file:
                state = os.fstat(file.fileno())
                if not stat.S_ISREG(state.st_mode) or state.st_size > LIMIT:
                    return None
                entry = file.read()
                os.utime(file.fileno())
        except OSError:
            return None
        data = entry[_DIGEST:]
        return data if sha256(key.encode() + data).digest() == entry[:_DIGEST] else None

    def _write(self, key: str, data: bytes) -> None:
        self._written.add(key)
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{WRITTEN}{os.getpid()}-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(sha256(key.encode() + data).digest() + data)
                os.replace(temporary, path)  # noqa: PTH105
            except OSError:
                Path(temporary).unlink(missing_ok=True)

    def trim(self) -> None:
        """Remove the least recently used entries beyond the limit, and what interrupted writers left behind."""
        entries = [(path, state) for path, state in self._entries() if not _remove_if_left(path)]
        total = sum(state.st_size for _, state in entries)
        for path, state in sorted(entries, key=lambda pair: (pair[1].st_mtime_ns, pair[0].name)):
            if total <= self.limit:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total -= state.st_size

    def size(self) -> int:
        """The size of all entries in bytes."""
        return sum(state.st_size for _, state in self._entries())

    def count(self) -> int:
        """The number of entries."""
        return len(list(self._entries()))

    def clear(self) -> None:
        """Remove every entry."""
        for path, _ in self._entries():
            with contextlib.suppress(OSError):
                path.unlink()

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.folder.glob("*/*") if self.folder else ():
            with contextlib.suppress(OSError):  # another build may remove it
                yield path, path.stat()

    def _path(self, key: str) -> Path:
        return Path(self.folder or "", key[:2], key[2:])


def _open_plainly(path: str, flags: int) -> int:
    """Open a file neither through a link nor, at a pipe, waiting for a writer."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _remove_if_left(path: Path) -> bool:
    """Remove a file that a writer has begun which has ended since."""
    writer = path.name.removeprefix(WRITTEN).partition("-")[0] if path.name.startswith(WRITTEN) else ""
    if not writer.isdecimal() or is_alive(int(writer)):
        return False
    with contextlib.suppress(OSError):
        path.unlink()
    return True


NO_CACHE = Cache()


def digest(*inputs: object) -> str:
    """A digest of plain data: of bytes and texts by their content, of records and collections by all that they show.

    Sets have no order of their own: sort them first, else equal ones may have different digests.
    """
    summary = sha256()
    for each in inputs:
        data = each if isinstance(each, bytes) else repr(each).encode("utf-8", "surrogatepass")
        summary.update(sha256(data).digest())
    return summary.hexdigest()


def _key(stage: str, inputs: object) -> str:
    return digest(stage, [FINGERPRINTS[name]() for name in STAGES[stage]], inputs)


def default_cache_folder() -> Path:
    """The user's cache folder for this program: XDG Base Directory Specification 0.8, `$XDG_CACHE_HOME`.

    For a user without any home it is a folder that cannot be, so nothing is stored.
    """
    given = usable_folder("XDG_CACHE_HOME", os.environ.get("XDG_CACHE_HOME", ""))
    return (Path(given) if given else _home() / ".cache") / "anthology"


def _home() -> Path:
    import pwd  # POSIX only

    given = usable_folder("HOME", os.environ.get("HOME", ""))
    try:
        return Path(given or usable_folder("HOME", pwd.getpwuid(os.getuid()).pw_dir))
    except KeyError:
        return Path(os.devnull)
