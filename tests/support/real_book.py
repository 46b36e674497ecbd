"""The first edition as tests use it: a copy of its folder, changed where a test needs that, built for real."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from anthology.build_cache import cached_build
from anthology.core.cache import NO_CACHE, Cache, default_cache_folder
from anthology.result import BuildOptions, BuildResult

ROOT = Path(__file__).parents[2]
PARTS = ("book.yaml", "seeds", "editorial")


def copy_book(folder: Path, change: Callable[[Path], None] | None = None) -> Path:
    """A copy of the book in the folder, changed by `change`; the path of its manifest."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    if change:
        change(folder)
    return folder / "book.yaml"


def say_nothing(stage: str, done: int, total: int) -> None:
    """Progress where nobody watches."""
    del stage, done, total


def build_book(
    manifest: Path, folder: Path, *editions: str, executor: str = "inline", use_cache: bool = True
) -> BuildResult:
    """Build editions of a manifest into a folder, in silence.

    All builds of a run of the tests share a cache: what it gives is the same as without one (test_same_bytes).
    """
    cache = Cache(folder=default_cache_folder()) if use_cache else NO_CACHE
    return cached_build(
        manifest, BuildOptions(editions=editions, out=folder, executor=executor, cache=cache), say_nothing
    )


def replace_in(path: Path, old: str, new: str) -> None:
    """Change a text file in one place; the place must be there."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), "utf-8")
