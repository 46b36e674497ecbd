"""The cache: what is stored, what is believed, what goes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import pwd
import re
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from generated_book import ROOT, write_book
from hypothesis import given
from hypothesis import strategies as st

import anthology
from anthology.core.cache import FINGERPRINTS, NO_CACHE, STAGES, Cache, default_cache_folder
from anthology.core.essay import Essay
from anthology.core.findings import Finding
from anthology.core.record_codec import MAGIC, pack, unpack
from anthology.pdf.engine.model import Galley
from anthology.result import OutputFile
from anthology.sources.pipeline import Source, read_essay
from anthology.stages import read_book

Words = tuple[str, ...]
ROOT_BOOKS = (ROOT / "book.yaml", ROOT / "docs/book.yaml")  # plain texts, and Markdown with tables and code


def put(cache: Cache, name: object, value: bytes) -> None:
    cache.keep("output", name, value, bytes)


def get(cache: Cache, name: object) -> bytes | None:
    return cache.recall("output", name, bytes)


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@given(data=st.binary(), key=st.text())
def test_what_was_stored_is_recalled(tmp_path_factory: pytest.TempPathFactory, data: bytes, key: str) -> None:
    cache = Cache(folder=tmp_path_factory.mktemp("cache"))
    put(cache, key, data)
    assert get(cache, key) == data
    assert get(cache, key + "x") is None


def test_a_stage_is_computed_once_for_equal_inputs(tmp_path: Path) -> None:
    cache, made = Cache(folder=tmp_path), iter(((), ("a",), ("b",)))
    for inputs, wanted in (("one", ()), ("one", ()), ("two", ("a",)), ("one", ()), ("two", ("a",))):
        assert cache.memo("themes", inputs, lambda: next(made), Words) == wanted
    assert cache.memo("verdict", "one", lambda: next(made), Words) == ("b",), "another stage"


def test_what_a_stage_depends_on_is_part_of_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(folder=tmp_path)
    for stage in ("piece", "output", "themes"):
        cache.keep(stage, "inputs", (stage,), Words)
    monkeypatch.setitem(FINGERPRINTS, "engine", lambda: "other")
    assert [cache.recall(stage, "inputs", Words) for stage in ("piece", "output", "themes")] == [
        None,
        ("output",),
        ("themes",),
    ]


def test_every_stage_that_is_asked_for_stands_in_the_table_and_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(anthology.__file__).parent.rglob("*.py"))
    calls = re.findall(r"\.(?:memo|memo_each|recall|keep)\(\s*\"([^\"]+)\"", code)
    traced = re.findall(r"(?:recall|keep)_result\([\w.]+, \"([^\"]+)\"", code)
    assert {*calls, *traced} == set(STAGES)
    assert {name for names in STAGES.values() for name in names} == set(FINGERPRINTS)


def test_of_a_group_only_what_is_unknown_is_computed(tmp_path: Path) -> None:
    cache, asked = Cache(folder=tmp_path), list[tuple[str, ...]]()

    def compute(names: Sequence[str]) -> list[str]:
        asked.append(tuple(names))
        return [name.upper() for name in names]

    def memo(**inputs: object) -> dict[str, str]:
        return cache.memo_each("page text", "a file", inputs, compute, str)

    assert memo(a=1, b=2) == {"a": "A", "b": "B"}
    assert memo(b=3, a=1) == {"b": "B", "a": "A"}
    assert list(memo(a=1, b=3)) == ["a", "b"]
    assert memo(a=None, b=3) == {"a": "A", "b": "B"}
    assert memo(a=None) == {"a": "A"}
    assert asked == [("a", "b"), ("b",), ("a",), ("a",)]
    assert cache.memo_each("page text", "another file", {"b": 3}, compute, str) == {"b": "B"}
    assert cache.count() == 2


def test_without_a_folder_everything_is_computed() -> None:
    made = iter((("a",), ("b",)))
    assert [NO_CACHE.memo("themes", "one", lambda: next(made), Words) for _ in range(2)] == [("a",), ("b",)]
    assert NO_CACHE.memo_each("themes", "", {"one": 1}, lambda _: [("c",)], Words) == {"one": ("c",)}
    assert (NO_CACHE.count(), NO_CACHE.size()) == (0, 0)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data + b"x", lambda _: b"", lambda d: b"?" + d[1:]]
)
def test_a_damaged_entry_is_missing(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    cache = Cache(folder=tmp_path)
    put(cache, "key", b"some data")
    (path,) = entries(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert get(cache, "key") is None
    assert cache.memo("output", "key", lambda: b"other data", bytes) == b"other data"
    assert get(cache, "key") == b"other data"


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "unreadable", "folder above"])
def test_what_is_no_file_is_missing(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(folder=tmp_path / "cache")
    put(cache, "key", b"some data")
    (path,) = entries(tmp_path)
    match kind:
        case "link":
            path.rename(tmp_path / "elsewhere")
            path.symlink_to(tmp_path / "elsewhere")
        case "unreadable":
            monkeypatch.setattr(os, "open", refuse_to_open)
        case "folder above":
            path.unlink()
            path.parent.rmdir()
            path.parent.touch()
        case _:
            path.unlink()
            path.mkdir() if kind == "folder" else os.mkfifo(path)
    assert get(cache, "key") is None
    assert cache.memo("output", "key", lambda: b"other data", bytes) == b"other data"
    cache.trim()
    cache.clear()


def refuse_to_open(*_: object, **__: object) -> int:
    raise PermissionError(errno.EACCES, "Permission denied")


@given(data=st.data())
def test_a_record_whose_fields_are_of_other_types_is_missing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whoever plants a record can make its digests right: what is read has the types of its fields all the same."""
    plain = st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        max_leaves=12,
    )
    header = json.dumps(data.draw(plain)).encode()
    payload = len(header).to_bytes(8, "big") + header + data.draw(st.binary(max_size=8))
    packed = MAGIC + hashlib.sha256(payload).digest() + payload
    for kind in (OutputFile, Words, tuple[int, float, bool], tuple[tuple[int, ...], ...], bytes, Finding, Galley):
        try:
            value = unpack(kind, packed)
        except ValueError:
            continue
        assert pack(value, kind)
        assert unpack(kind, pack(value, kind)) == value


def test_a_field_of_another_type_is_refused() -> None:
    packed = pack(OutputFile(edition="", name="a", sha256="b", size=1))
    wrong = packed[40:].replace(b'"a"', b"123")
    with pytest.raises(ValueError, match="not a"):
        unpack(OutputFile, MAGIC + hashlib.sha256(wrong).digest() + wrong)


def test_a_header_of_endless_depth_is_refused() -> None:
    header = b"[" * 100_000
    payload = len(header).to_bytes(8, "big") + header
    with pytest.raises(ValueError, match="not a"):
        unpack(OutputFile, MAGIC + hashlib.sha256(payload).digest() + payload)


def test_what_a_killed_writer_has_left_goes(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    put(cache, "key", b"some data")
    (path,) = entries(tmp_path)
    gone = subprocess.Popen(["true"])
    gone.wait()
    for process in (gone.pid, os.getpid()):
        (path.parent / f".new-{process}-abc").touch()
    cache.trim()
    assert {each.name for each in entries(tmp_path)} == {path.name, f".new-{os.getpid()}-abc"}


def test_an_entry_in_the_place_of_another_is_missing(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    put(cache, "one", b"data of one")
    (one,) = entries(tmp_path)
    put(cache, "other", b"data of the other")
    (other,) = set(entries(tmp_path)) - {one}
    other.write_bytes(one.read_bytes())
    assert (get(cache, "one"), get(cache, "other")) == (b"data of one", None)


def test_an_entry_of_another_class_is_missing(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    cache.keep("output", "key", ("a", "b"), Words)
    assert get(cache, "key") is None


def test_a_fresh_cache_reads_only_what_it_has_written(tmp_path: Path) -> None:
    fresh = Cache(folder=tmp_path, is_fresh=True)
    put(Cache(folder=tmp_path), "key", b"old")
    assert get(fresh, "key") is None
    assert fresh.memo("output", "key", lambda: b"new", bytes) == b"new"
    assert [get(each, "key") for each in (fresh, Cache(folder=tmp_path))] == [b"new"] * 2


def test_the_least_recently_used_entries_go_first(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path, limit=500)
    for number in range(5):
        put(cache, number, bytes(100))
    for age, path in enumerate(entries(tmp_path)):
        os.utime(path, (1000 + age, 1000 + age))
    newest = entries(tmp_path)[3:]
    (tmp_path / "ab").mkdir(exist_ok=True)
    left = tmp_path / "ab/.new-left"
    left.write_bytes(b"left by a writer that was interrupted")
    os.utime(left, (10, 10))
    cache.trim()
    assert entries(tmp_path) == newest
    assert cache.size() <= 500


def test_reading_an_entry_is_using_it(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path, limit=250)
    put(cache, "old", bytes(100))
    put(cache, "new", bytes(100))
    for path in entries(tmp_path):
        os.utime(path, (1000, 1000))
    assert get(cache, "old") is not None
    cache.trim()
    assert (get(cache, "old") is None, get(cache, "new") is None) == (False, True)


def test_writers_at_the_same_time_leave_whole_entries(tmp_path: Path) -> None:
    caches = [Cache(folder=tmp_path) for _ in range(4)]
    values = [bytes([number]) * 200_000 for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        for _ in range(20):
            list(threads.map(lambda pair: put(pair[0], "key", pair[1]), zip(caches, values, strict=True)))
            assert get(caches[0], "key") in values
    assert [path.name for path in tmp_path.rglob(".new-*")] == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    cache = Cache(folder=blocked / "cache")
    put(cache, "key", b"data")
    assert get(cache, "key") is None


def test_clearing_removes_everything(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    put(cache, "key", b"data")
    assert (cache.count(), cache.size()) == (1, entries(tmp_path)[0].stat().st_size)
    cache.clear()
    assert (cache.count(), cache.size()) == (0, 0)


def test_the_default_folder_follows_the_base_directory_specification(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_folder() == tmp_path / "anthology"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert default_cache_folder() == Path(os.devnull) / ".cache/anthology", "no home is made"
    (tmp_path / "home").mkdir()
    assert default_cache_folder() == tmp_path / "home" / ".cache" / "anthology"


@pytest.mark.parametrize("home", ["relative", ""])
def test_a_relative_home_is_none(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    monkeypatch.setenv("HOME", home)
    assert default_cache_folder() == Path(pwd.getpwuid(os.getuid()).pw_dir) / ".cache" / "anthology"


def test_an_essay_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    for path in ROOT_BOOKS:
        essays = [each.essay for each in read_book(path).contributions]
        for essay in essays:
            cache.keep("essay", essay.slug, essay, Essay)
            assert repr(cache.recall("essay", essay.slug, Essay)) == repr(essay)
        assert essays


def test_an_essay_is_read_again_if_its_source_or_its_entry_or_a_limit_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, cache, read = write_book(tmp_path / "book", 2), Cache(folder=tmp_path / "cache"), list[str]()

    def noted(source: Source) -> Essay:
        read.append(source.slug)
        return read_essay(source)

    monkeypatch.setattr("anthology.book.assemble.read_essay", noted)
    before = read_book(manifest, cache=cache)
    assert read_book(manifest, cache=cache).contributions == before.contributions
    assert read == ["essay-0001", "essay-0002"]
    text = manifest.parent / "texts/essay-0002.txt"
    text.write_text(text.read_text("utf-8").replace("the ", "thy ", 1), "utf-8")
    read_book(manifest, cache=cache)
    assert read.pop() == "essay-0002"
    manifest.write_text(manifest.read_text("utf-8").replace("Contributor 1}", "Contributor One}"), "utf-8")
    read_book(manifest, cache=cache)
    assert read.pop() == "essay-0001"
    monkeypatch.setattr("anthology.book.assemble.raised_limits", lambda: {"line": 1})
    read_book(manifest, cache=cache)
    assert read == ["essay-0001", "essay-0002"] * 2
