"""Fingerprints of what a build depends on beside its input: the program, its libraries, the fonts of the machine."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from anthology.core.i18n import layouts_folder

PROGRAM = Path(__file__).parents[1]
ENGINE = (PROGRAM / "pdf/engine", PROGRAM / "pdf/fonts")
ENGINE_LIBRARIES = frozenset(("weasyprint", "pydyf", "tinycss2", "cssselect2", "pyphen", "pillow", "uharfbuzz"))

# Where Fontconfig looks for fonts and for its own settings, and what turns it elsewhere (fonts.conf(5)).
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "~/.fonts", "~/.config/fontconfig")
FONT_SETTINGS = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT", "XDG_DATA_HOME", "XDG_DATA_DIRS")


@cache
def program_digest() -> str:
    """A digest of the program's own files, its layouts and words."""
    return _files_digest(PROGRAM, layouts_folder())


@cache
def libraries_digest() -> str:
    """A digest of Python's version and of the names and versions of all libraries that are installed."""
    return sha256("\n".join([sys.version, *_distributions()]).encode()).hexdigest()


@cache
def engine_version() -> str:
    """A digest of the code that typesets, and of the libraries with which it does: what a piece set in type depends on.

    A machine of a cluster must have the same.
    """
    names = [name for name in _distributions() if name.partition("-")[0].lower() in ENGINE_LIBRARIES]
    return sha256("\n".join([_files_digest(*ENGINE), *names, f"pango {pango_version()}"]).encode()).hexdigest()


@cache
def fonts_of_machine() -> str:
    """A digest of which fonts the machine has, by name, size and time, how Fontconfig is set, and Pango's version."""
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    summary = sha256(f"pango {pango_version()}".encode())
    summary.update("".join(f"{name}={os.environ.get(name, '')}\n" for name in FONT_SETTINGS).encode())
    for folder in (*FONT_FOLDERS, f"{home}/fonts"):
        for path in sorted(_files(Path(folder).expanduser())):
            state = path.stat()
            summary.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return summary.hexdigest()


@cache
def pango_version() -> int:
    """The version of the machine's Pango as one number, 0 if it has none."""
    try:
        return int(ctypes.CDLL("libpango-1.0.so.0").pango_version())
    except OSError:
        return 0


def _files_digest(*roots: Path) -> str:
    summary = sha256()
    for root in sorted(set(roots)):
        for path in sorted(_files(root)):
            summary.update(f"\n{path.relative_to(root)} ".encode() + sha256(path.read_bytes()).digest())
    return summary.hexdigest()


@cache
def _distributions() -> tuple[str, ...]:
    """The folders of installed distributions, whose names are made of name and version.

    Source: Python Packaging User Guide, "Recording installed projects".
    """
    folders = filter(Path.is_dir, map(Path, sys.path))
    return tuple(sorted(path.name for folder in folders for path in folder.iterdir() if path.suffix == ".dist-info"))


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (path for name in names if (path := Path(folder, name)).is_file())
