"""Outputs appear whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anthology.core.atomic_output import publish, remove_leftovers
from anthology.core.errors import OutputError

WRITER = """
import sys
from pathlib import Path
from anthology.core.atomic_output import publish
for number in range(10_000):
    data = bytes([number % 256]) * 300_000
    publish({"a.epub": data, "b.pdf": data}, Path(sys.argv[1]))
    print(number, flush=True)
"""


def test_files_are_written_and_older_ones_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert publish({"x": b"1", "y": b"2"}, folder) == (folder / "x", folder / "y")
    publish({"x": b"3"}, folder)
    assert (folder / "x").read_bytes() == b"3"
    assert sorted(path.name for path in folder.iterdir()) == ["x", "y"]


def test_a_link_in_the_place_of_an_output_is_replaced_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "x").symlink_to(outside)
    publish({"x": b"new"}, folder)
    assert outside.read_bytes() == b"mine"
    assert not (folder / "x").is_symlink()


@pytest.mark.parametrize(
    ("way", "named"),
    [
        ("b", "a folder is in the place of an output file"),
        ("below", "a dangling link is in the place of a folder for the output files"),
        ("below/", "a file is in the place of a folder for the output files"),
    ],
)
def test_what_is_in_the_way_is_named_and_all_files_stay_as_they_were(way: str, named: str, tmp_path: Path) -> None:
    publish({"a": b"old"}, tmp_path)
    match way:
        case "b":
            (tmp_path / "b").mkdir()
        case "below":
            (tmp_path / "below").symlink_to("nowhere")
        case _:
            (tmp_path / "below").touch()
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(OutputError, match=named) as failed:
        publish({"a": b"new", "b": b"new", "below/c": b"new"}, tmp_path)
    assert failed.value.findings[0].code == "O010"
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("folder", ["out", "out/deeper"])
def test_an_output_folder_that_is_a_dangling_link_is_named(folder: str, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("nowhere")
    with pytest.raises(OutputError, match="O010 a dangling link is in the place of a folder"):
        publish({"a": b"new"}, tmp_path / folder)


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS])
@pytest.mark.parametrize("fails", [False, True])
def test_a_folder_without_hard_links_has_its_files_replaced_all_the_same(
    number: int, fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish({"a": b"old", "b": b"old"}, tmp_path)
    put = Path.replace

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    def fail_at_last(path: Path, target: Path) -> Path:
        if fails and path.name == "new-1":
            raise OSError(errno.EIO, "Input/output error", str(target))
        return put(path, target)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "replace", fail_at_last)
    if fails:
        with pytest.raises(OutputError, match="O001"):
            publish({"a": b"new", "b": b"new"}, tmp_path)
    else:
        publish({"a": b"new", "b": b"new"}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(
        "ab", b"old" if fails else b"new"
    )


def test_a_folder_without_locks_is_written_and_the_stages_of_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    (tmp_path / ".anthology-other").mkdir()
    publish({"a": b"new"}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".anthology-other", "a"]


def test_leftovers_go_unless_a_build_is_writing_there(tmp_path: Path) -> None:
    (tmp_path / ".anthology-left").mkdir()
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    remove_leftovers(tmp_path)
    assert (tmp_path / ".anthology-left").exists()
    os.close(descriptor)
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []
    remove_leftovers(tmp_path / "missing")


def test_a_disk_that_fails_half_way_leaves_all_files_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish({"a": b"old"}, tmp_path)
    (tmp_path / "link").symlink_to("elsewhere")
    put = Path.replace

    def fail_at_last(path: Path, target: Path) -> Path:
        if path.name == "new-3":
            raise OSError(errno.EIO, "Input/output error", str(target))
        return put(path, target)

    monkeypatch.setattr(Path, "replace", fail_at_last)
    with pytest.raises(OutputError) as failed:
        publish({"a": b"new", "link": b"new", "fresh": b"new", "last": b"new"}, tmp_path)
    assert "Input/output error" in failed.value.findings[0].message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "link"]
    assert (tmp_path / "a").read_bytes() == b"old"
    assert (tmp_path / "link").readlink() == Path("elsewhere")


def test_a_second_build_into_the_same_folder_is_told_to_wait(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        with pytest.raises(OutputError) as failed:
            publish({"a": b"new"}, tmp_path)
    finally:
        os.close(descriptor)
    assert failed.value.findings[0].code == "O002"
    assert not (tmp_path / "a").exists()


def test_a_build_that_is_killed_leaves_whole_files_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for name in ("a.epub", "b.pdf"):
            data = (tmp_path / name).read_bytes()
            assert len(data) == 300_000
            assert len(set(data)) == 1
    publish({"a.epub": b"end"}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.epub", "b.pdf"]


def test_pipes_and_links_called_like_leftovers_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/kept").write_text("kept", "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    os.mkfifo(out / ".anthology-pipe")
    (out / ".anthology-link").symlink_to("../elsewhere")
    (out / ".anthology-old").mkdir()
    publish({"a": b"new"}, out)
    assert sorted(path.name for path in out.iterdir()) == [".anthology-link", ".anthology-pipe", "a"]
    assert (tmp_path / "elsewhere/kept").read_text("utf-8") == "kept"
