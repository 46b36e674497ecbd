"""The one opener: what is inside the folder is read, and nothing else is reached."""

from __future__ import annotations

import os
import pickle
import socket
from pathlib import Path

import pytest

from anthology.core.files import Folder, FolderError, parts


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book's folder with a file, beside a file that is none of the book's."""
    (tmp_path / "secret.txt").write_text("not ours")
    root = tmp_path / "book"
    (root / "seeds").mkdir(parents=True)
    (root / "seeds" / "one.txt").write_text("ours")
    return root


def trouble(root: Path, relative: str, limit: int = 100) -> str:
    """The kind of trouble that reading ends in."""
    with pytest.raises(FolderError) as caught:
        Folder(root).read(relative, limit)
    return caught.value.trouble


@pytest.mark.parametrize("relative", ["seeds/one.txt", "./seeds/one.txt", "seeds/./one.txt"])
def test_a_file_inside_is_read(book: Path, relative: str) -> None:
    assert Folder(book).read(relative, 100) == b"ours"


def test_the_folder_itself_may_be_reached_through_a_link(book: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(book)
    assert Folder(tmp_path / "link").read("seeds/one.txt", 100) == b"ours"


@pytest.mark.parametrize(
    ("relative", "kind"),
    [
        ("", "path"),
        ("  ", "path"),
        (".", "path"),
        ("seeds//one.txt", "path"),
        ("seeds/one.txt/", "path"),
        ("seeds/one.txt\0.png", "path"),
        ("seeds\\one.txt", "path"),
        ("seeds/\ud800.txt", "path"),
        ("..", "outside"),
        ("../secret.txt", "outside"),
        ("seeds/../../secret.txt", "outside"),
        ("seeds/../seeds/one.txt", "outside"),
        ("/etc/hostname", "outside"),
        ("//etc/hostname", "outside"),
        ("~/one.txt", "outside"),
        ("C:/one.txt", "outside"),
        ("seeds", "irregular"),
        ("seeds/two.txt", "missing"),
        ("seeds/one.txt/more", "missing"),
        ("x" * 300, "unreadable"),
    ],
)
def test_what_is_not_a_file_inside_is_refused(book: Path, relative: str, kind: str) -> None:
    assert trouble(book, relative) == kind


def test_a_link_is_refused_wherever_it_stands(book: Path) -> None:
    (book / "file.txt").symlink_to("../secret.txt")
    (book / "inner.txt").symlink_to("seeds/one.txt")
    (book / "up").symlink_to("..")
    (book / "broken").symlink_to("nowhere")
    assert [trouble(book, name) for name in ("file.txt", "inner.txt", "up/secret.txt", "broken")] == ["outside"] * 4


def test_a_pipe_is_refused_without_waiting_for_a_writer(book: Path) -> None:
    os.mkfifo(book / "pipe")
    assert trouble(book, "pipe") == "irregular"


def test_a_socket_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(book)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        assert trouble(book, "socket") == "unreadable"


def test_the_limit_is_the_last_size_that_is_read(book: Path) -> None:
    assert Folder(book).read("seeds/one.txt", 4) == b"ours"
    assert trouble(book, "seeds/one.txt", 3) == "size"


def test_a_folder_that_is_not_there_is_trouble_and_no_crash(tmp_path: Path) -> None:
    assert trouble(tmp_path / "nowhere", "one.txt") == "missing"


def test_a_near_name_is_proposed(book: Path) -> None:
    with pytest.raises(FolderError) as caught:
        Folder(book).check("seeds/On.txt")
    assert caught.value.hint == "did you mean “one.txt”?"


def test_no_descriptor_stays_open(book: Path) -> None:
    (book / "link").symlink_to("seeds")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for relative in ("seeds/one.txt", "seeds", "seeds/two.txt", "link/one.txt", "../x"):
        Folder(book).has(relative)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_has_tells_what_read_would_find(book: Path) -> None:
    assert Folder(book).has("seeds/one.txt")
    assert not Folder(book).has("seeds")


def test_names_in_any_script_are_found_whatever_the_locale(book: Path) -> None:
    (book / "seeds" / "Ünïcödé 文.txt").write_text("ours too")
    assert Folder(book).read("seeds/Ünïcödé 文.txt", 100) == b"ours too"
    assert parts("seeds/Ünïcödé 文.txt") == ("seeds", "Ünïcödé 文.txt")


def test_the_error_survives_the_way_back_from_a_worker() -> None:
    error = pickle.loads(pickle.dumps(FolderError("missing", "there is no such file", "look")))
    assert (error.trouble, error.message, error.hint) == ("missing", "there is no such file", "look")
