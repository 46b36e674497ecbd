"""A machine that gives too little: a message that says what, an exit code of the documented ones, and no hang."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from anthology.cli import main
from anthology.core.errors import AnthologyError, LimitError, OutputError
from anthology.core.system_faults import LEAST_FILES, LEAST_MEMORY, system_faults
from anthology.pdf.engine.weasyprint import warnings_as_findings

COMMANDS = [["--help"], ["explain", "--all"], ["check", "--json"]]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "book"
    assert CliRunner().invoke(main, ["new", str(folder), "--date", "2026-11-20"]).exit_code == 0
    return folder


def anthology(
    *arguments: str, cwd: Path, limits: Callable[[], None] | None = None, **surroundings: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "anthology", *arguments]
    environment = {**os.environ, **surroundings}
    return subprocess.run(
        command, cwd=cwd, env=environment, preexec_fn=limits, capture_output=True, text=True, timeout=120, check=False
    )


def at_most(kind: int, most: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(kind, (most, most))


@pytest.mark.parametrize(
    ("kind", "most", "named"),
    [
        (resource.RLIMIT_NOFILE, 20, "X007 this process may open 20 files, and the program needs 64"),
        (resource.RLIMIT_NOFILE, LEAST_FILES - 1, "X007 this process may open 63 files, and the program needs 64"),
        (resource.RLIMIT_AS, 100 << 20, "X008 this process may use 100 MB of memory, and the program needs 1,024"),
        (resource.RLIMIT_AS, LEAST_MEMORY - (1 << 20), "X008 this process may use 1,023 MB of memory"),
        (resource.RLIMIT_AS, 20 << 20, "anthology cannot start: "),
    ],
)
def test_a_process_that_may_use_too_little_says_so_at_once(kind: int, most: int, named: str, book: Path) -> None:
    told = anthology("build", cwd=book, limits=at_most(kind, most))
    assert told.returncode == 9, told.stderr
    assert told.stderr.startswith(named)
    assert not (book / "build").exists()


@pytest.mark.parametrize("megabytes", range(18, 64, 4))
def test_a_process_with_so_little_memory_that_python_stumbles_says_so(megabytes: int, book: Path) -> None:
    told = anthology("build", cwd=book, limits=at_most(resource.RLIMIT_AS, megabytes << 20))
    assert told.returncode == 9, told.stderr
    assert told.stderr.startswith(("anthology cannot start: ", "X008 ")), told.stderr


def test_a_process_that_may_open_more_files_than_usual_does_so(book: Path) -> None:
    told = anthology("check", cwd=book, limits=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 200)))
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize("most", [0, 10_000])
def test_a_disk_without_room_for_temporary_files_is_no_fault_of_the_style_sheets(
    most: int, book: Path, tmp_path: Path
) -> None:
    arguments = ("build", "--fresh", "--jobs", "1", "--edition", "print", "--out", str(tmp_path / "out"))
    told = anthology(*arguments, cwd=book, limits=at_most(resource.RLIMIT_FSIZE, most), XDG_CACHE_HOME=str(tmp_path))
    assert told.returncode == 7, told.stderr
    assert "O011 a file cannot be written: " in told.stderr
    assert "style sheet" not in told.stderr
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_standard_output_is_named(arguments: list[str], unbuffered: str, book: Path) -> None:
    command = [sys.executable, "-m", "anthology", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        told = subprocess.run(
            command, cwd=book, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
        silent = subprocess.run(command, cwd=book, env=environment, stdout=full, stderr=full, timeout=60, check=False)
    assert (told.returncode, silent.returncode) == (7, 7)
    assert told.stderr.startswith("O012 standard output cannot be written: No space left on device\n")
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("given", ["yesterday", "-5", "1e9", "٣٤", "253402300800", "9" * 5000, " "])
@pytest.mark.parametrize("command", ["build", "new"])
def test_an_epoch_that_is_no_time_is_refused(command: str, given: str, book: Path, tmp_path: Path) -> None:
    argument = tmp_path / "new" if command == "new" else book / "book.yaml"
    told = CliRunner().invoke(main, [command, str(argument)], env={"SOURCE_DATE_EPOCH": given})
    assert told.exit_code == 2
    assert "SOURCE_DATE_EPOCH is '" in told.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("variable", ["HOME", "XDG_CACHE_HOME"])
def test_no_folder_is_made_in_the_root_folder(variable: str, book: Path, tmp_path: Path) -> None:
    place = Path("/a-home-that-does-not-exist")
    surroundings = {"HOME": str(tmp_path), "XDG_CACHE_HOME": "", variable: str(place)}
    arguments = ("build", "--edition", "print", "--jobs", "1", "--out", str(tmp_path / "out"))
    made = anthology(*arguments, cwd=book, limits=None, **surroundings)
    assert made.returncode == 0, made.stderr
    assert not place.exists()


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), OutputError, "O011"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), OutputError, "O011"),
        (OSError(errno.EROFS, "Read-only file system"), OutputError, "O011"),
        (FileNotFoundError("No usable temporary directory found in ['/tmp']"), OutputError, "O011"),
        (OSError(errno.EMFILE, "Too many open files"), LimitError, "X007"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), LimitError, "X008"),
        (BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"), LimitError, "X008"),
        (RuntimeError("can't start new thread"), LimitError, "X008"),
    ],
    ids=str,
)
def test_what_the_system_refuses_is_named_also_while_a_piece_is_set(
    error: Exception, kind: type[AnthologyError], code: str
) -> None:
    with pytest.raises(kind, match=code), system_faults(), warnings_as_findings("a piece"):
        raise error


@pytest.mark.parametrize("error", [FileNotFoundError(errno.ENOENT, "No such file"), RuntimeError("x"), ValueError("x")])
def test_other_errors_pass(error: Exception) -> None:
    with pytest.raises(type(error)) as passed, system_faults():
        raise error
    assert passed.value is error
