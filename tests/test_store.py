"""The cache in a folder."""

from __future__ import annotations

import os
import pwd
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.cache import Store, default_folder


@given(data=st.binary(), key=st.text())
def test_what_was_put_is_got(tmp_path_factory: pytest.TempPathFactory, data: bytes, key: str) -> None:
    store = Store(folder=tmp_path_factory.mktemp("store"))
    store.put(key, data)
    assert store.get(key) == data
    assert store.get(key + "x") is None


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data + b"x", lambda _: b"", lambda d: b"?" + d[1:]]
)
def test_a_damaged_entry_is_missing(tmp_path: Path, damage: object) -> None:
    store = Store(folder=tmp_path)
    store.put("key", b"some data")
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]  # a table of functions
    assert store.get("key") is None


def test_the_oldest_entries_go_first(tmp_path: Path) -> None:
    store = Store(folder=tmp_path, limit=400)
    for number in range(5):
        store.put(f"key {number}", bytes(100))
    for age, path in enumerate(sorted(path for path in tmp_path.rglob("*") if path.is_file())):
        os.utime(path, (1000 + age, 1000 + age))
    kept = sorted(path for path in tmp_path.rglob("*") if path.is_file())[2:]
    store.trim()
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == kept
    assert store.size() <= 400


def test_reading_makes_an_entry_young(tmp_path: Path) -> None:
    store = Store(folder=tmp_path, limit=150)
    store.put("old", bytes(100))
    store.put("new", bytes(100))
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        os.utime(path, (1000, 1000))
    assert store.get("old") is not None
    store.trim()
    assert (store.get("old") is None, store.get("new") is None) == (False, True)


def test_writers_at_the_same_time_leave_whole_entries(tmp_path: Path) -> None:
    stores = [Store(folder=tmp_path) for _ in range(4)]
    values = [bytes([number]) * 200_000 for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        for _ in range(20):
            list(threads.map(lambda pair: pair[0].put("key", pair[1]), zip(stores, values, strict=True)))
            assert stores[0].get("key") in values
    assert [path.name for path in tmp_path.rglob(".new-*")] == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    store = Store(folder=blocked / "cache")
    store.put("key", b"data")
    assert store.get("key") is None


def test_clearing_removes_everything(tmp_path: Path) -> None:
    store = Store(folder=tmp_path)
    store.put("key", b"data")
    assert (store.count(), store.size()) == (1, 4 + 32)
    store.clear()
    assert (store.count(), store.size()) == (0, 0)


def test_the_default_folder_follows_the_base_directory_specification(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "anthology"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert default_folder() == tmp_path / "home" / ".cache" / "anthology"


@pytest.mark.parametrize("home", ["relative", ""])
def test_a_relative_home_is_none(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    monkeypatch.setenv("HOME", home)
    assert default_folder() == Path(pwd.getpwuid(os.getuid()).pw_dir) / ".cache" / "anthology"
