"""The house: every room says what it is for, and what is light does not load what is heavy.

That a room imports only from below is a contract of import-linter, in `pyproject.toml`.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import anthology

PACKAGE = Path(anthology.__file__).parent
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
HEAVY = ("weasyprint", "pikepdf", "pypdfium2", "uharfbuzz", "fontTools", "segno", "rapidfuzz", "ebooklib")


def test_a_stranger_can_count_the_rooms() -> None:
    assert 12 <= len(ROOMS) <= 14, ROOMS


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "cli"])
def test_a_room_says_what_comes_in_and_what_goes_out(room: str) -> None:
    words = importlib.import_module(f"anthology.{room}").__doc__ or ""
    assert "In: " in words
    assert "Out: " in words


@pytest.mark.parametrize(
    "module", ["anthology.cli", "anthology.stages", "anthology.pdf.engine", "anthology.epub.build"]
)
def test_a_light_module_does_not_load_what_is_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in HEAVY if name in loaded]


def test_to_read_a_book_loads_nothing_that_makes_editions() -> None:
    code = "import sys, anthology.stages; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [
        name for name in loaded if name.startswith(("anthology.epub", "anthology.export", "anthology.pdf.engine"))
    ]
