"""However a book is built, its files are the same: with other workers, from the cache, beside another build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from generated_book import write_book
from real_book import say_nothing

from anthology.build_cache import cached_build
from anthology.core.cache import NO_CACHE, Cache
from anthology.result import BuildOptions

EDITIONS = "ebook: {format: epub}\n  print: {format: pdf}"


def built(manifest: Path, folder: Path, spec: str = "inline", cache: Cache = NO_CACHE) -> dict[str, bytes]:
    """The files of a build, by name."""
    cached_build(manifest, BuildOptions(out=folder, executor=spec, cache=cache), say_nothing)
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("book"), 3, EDITIONS)


@pytest.fixture(scope="module")
def plain(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files made in one process and without a cache."""
    return built(manifest, tmp_path_factory.mktemp("plain"))


def test_from_a_cold_a_warm_and_a_damaged_cache(manifest: Path, plain: dict[str, bytes], tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path / "cache")
    assert built(manifest, tmp_path / "cold", cache=cache) == plain
    assert cache.count() > 10
    assert built(manifest, tmp_path / "warm", cache=cache) == plain
    for path in (tmp_path / "cache").glob("*/*"):
        path.write_bytes(path.read_bytes()[:-1])
    assert built(manifest, tmp_path / "mended", cache=cache) == plain


def test_by_two_builds_at_once_with_one_cache(manifest: Path, plain: dict[str, bytes], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "anthology", "build", str(manifest), "--quiet", "--jobs", "1", "--out"]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    folders = tmp_path / "one", tmp_path / "other"
    builds = [subprocess.Popen([*command, str(folder)], env=environment) for folder in folders]
    assert [made.wait() for made in builds] == [0, 0]
    assert [contents(folder) for folder in folders] == [plain, plain]


def test_after_an_edit_that_moves_pages_and_its_undoing(
    manifest: Path, plain: dict[str, bytes], tmp_path: Path
) -> None:
    """What earlier builds have kept of pages, texts and themes is of the same words or of no use."""
    cache, path = Cache(folder=tmp_path / "cache"), manifest.parent / "texts/essay-0002.txt"
    assert built(manifest, tmp_path / "before", cache=cache) == plain
    text = path.read_text("utf-8")
    changed = text.replace("\n\n", f"\n\n{'This sentence was written later. ' * 80}\n\n", 1)
    assert changed != text
    try:
        path.write_text(changed, "utf-8")
        edited = built(manifest, tmp_path / "edited", cache=cache)
        assert edited == built(manifest, tmp_path / "afresh")
    finally:
        path.write_text(text, "utf-8")
    assert edited != plain
    assert built(manifest, tmp_path / "undone", cache=cache) == plain


@pytest.mark.parametrize("spec", ["processes:4", "dask:local:2"])
def test_by_other_workers(manifest: Path, plain: dict[str, bytes], spec: str, tmp_path: Path) -> None:
    assert built(manifest, tmp_path, spec) == plain
