"""The versions of what the finished bytes depend on, for `--version` and the `doctor` command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

# Packages of which the version decides what a book looks like, byte for byte.
ENGINES = ("weasyprint", "ebooklib", "pydyf", "jinja2", "lxml", "pikepdf")


def package_version(name: str) -> str:
    """The version of an installed Python package, empty where there is none.

    The folder with a package's metadata has it in its name (PyPA, "Recording installed projects"). To read the metadata
    by `importlib.metadata` cost a third of the time of `anthology --version`.
    """
    start = name.replace("-", "_").lower() + "-"
    for folder in sys.path:
        for entry in Path(folder).glob("*.dist-info"):
            if entry.name.lower().startswith(start):
                return entry.stem[len(start) :]
    return ""


def library_version(file: str, function: str) -> str:
    """The version of a library that numbers it as Pango does, 15012 for 1.50.12; empty if it cannot be loaded."""
    import ctypes

    try:
        number = int(getattr(ctypes.CDLL(file), function)())
    except (OSError, AttributeError):
        return ""
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def versions() -> Iterator[tuple[str, str]]:
    """The name and version of Python, Pango and each package that the finished bytes depend on."""
    yield "Python", sys.version.split()[0]
    yield "Pango", library_version("libpango-1.0.so.0", "pango_version") or "missing"
    for name in ENGINES:
        yield name, package_version(name) or "missing"
