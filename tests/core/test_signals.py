"""Ctrl-C and SIGTERM at any moment: an exit code of a shell, soon, without a traceback, and nothing is left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from anthology.cli import main

INSTALLED = Path(sys.executable).with_name("anthology")
HANGING = 10.0  # seconds; an end takes half of one, but a test may have a tenth of a processor
MOMENTS = (0, 1, 2, 5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 300, 400, 600, 800, 1200, 2000)  # milliseconds
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}

# The program, with another body: what it does is put in place of {}.
PROGRAM = """
import os, sys, time
from pathlib import Path
from anthology.cli import run
from anthology.core import atomic_output

put = Path.replace

def tell(word):
    print(word, flush=True)

def slowly(path, target):
    if path.name == "new-1":
        tell("now")
        time.sleep(0.1)
    return put(path, target)

def work():
    {}
    raise SystemExit(0)

run(work)
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signals") / "book"
    assert CliRunner().invoke(main, ["new", str(folder), "--date", "2026-11-20"]).exit_code == 0
    return folder


@pytest.fixture(scope="module", autouse=True)
def _interrupts_are_heard() -> Iterator[None]:
    """A shell has what it starts behind it ignore SIGINT (POSIX, XCU 2.11), and a program passes that on."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Started:
    """A program with a temporary folder of its own, by which the processes that it starts are known."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir(parents=True)
        environment = {**os.environ, "TMPDIR": str(self.temporary)}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def end(self, number: int) -> tuple[int, float, str]:
        """Send a signal: the exit code, the processor seconds that all waited at most, what was said."""
        self.process.send_signal(number)
        began = time.monotonic()
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, time.monotonic() - began, said

    def left(self) -> list[str]:
        """The files in the temporary folder, and the processes that know of it."""
        return [*(path.name for path in self.temporary.iterdir()), *self._processes()]

    def _processes(self) -> list[str]:
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                state = (place / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
                if state != "Z" and os.fsencode(self.temporary) in (place / "environ").read_bytes():
                    found.append(place.name)
            except OSError:
                continue
        return found


def check_end(started: Started, number: int) -> None:
    """The program begins with `run`: before that a signal ends Python, which may print where it was."""
    code, seconds, said = started.end(number)
    assert ", in run\n" not in said, said
    # 0 with a traceback: Python passes over an interrupt while it looks whether the program is a ZIP file.
    assert code in (-number, 0, 1) or (code, "Traceback" in said) == (CODES[signal.Signals(number)], False), said
    assert seconds < HANGING, said
    assert started.left() == []


@pytest.mark.parametrize("number", CODES)
@pytest.mark.parametrize("command", ["--help", "check", "build", "preview"])
def test_a_signal_ends_the_installed_program_at_any_moment(
    command: str, number: int, book: Path, tmp_path: Path
) -> None:
    options = {"build": ["--fresh", "--jobs", "2", "--out", str(tmp_path / "out")]}.get(command, [])
    manifest = [] if command == "--help" else [str(book / "book.yaml")]
    for moment in MOMENTS:
        started = Started([str(INSTALLED), command, *manifest, *options], tmp_path / str(moment))
        time.sleep(moment / 1000)
        check_end(started, number)
        assert not [path for path in tmp_path.glob("out/.*") if path.name.startswith(".anthology")]


def publishing(body: str, folder: Path) -> Started:
    (folder / "out").mkdir(parents=True)
    for name in ("a", "b"):
        (folder / "out" / name).write_text("old", "utf-8")
    started = Started([sys.executable, "-c", PROGRAM.format(body)], folder)
    assert started.process.stdout
    assert started.process.stdout.readline() == "now\n"
    return started


@pytest.mark.parametrize("number", CODES)
def test_a_signal_while_files_are_written_leaves_the_old_ones(number: int, tmp_path: Path) -> None:
    publish = "atomic_output.publish({'a': b'new', 'b': b'new'}, Path('out'))"
    started = publishing(f"os.fsync = lambda _: (tell('now'), time.sleep(60)); {publish}", tmp_path)
    check_end(started, number)
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()} == {"a": "old", "b": "old"}


@pytest.mark.parametrize("number", CODES)
def test_a_signal_while_files_are_put_in_place_waits_until_all_are(number: int, tmp_path: Path) -> None:
    publish = "atomic_output.publish({'a': b'new', 'b': b'new'}, Path('out'))"
    started = publishing(f"Path.replace = slowly; {publish}; time.sleep(60)", tmp_path)
    check_end(started, number)
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()} == {"a": "new", "b": "new"}


@pytest.mark.parametrize("number", CODES)
def test_work_that_holds_the_interpreter_is_ended_with_what_it_was_writing(number: int, tmp_path: Path) -> None:
    """A library that does not return to Python keeps signals waiting: the program is killed, and cleaned up after."""
    block = "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))"
    hold = f"os.fsync = lambda _: ({block}, tell('now'), time.sleep(60))"
    publish = "atomic_output.publish({'a': b'new', 'b': b'new'}, Path('out'))"
    started = publishing(f"import signal; {hold}; {publish}", tmp_path)
    code, seconds, said = started.end(number)
    assert (code, said.count("\n")) == (CODES[signal.Signals(number)], 1)
    assert seconds < HANGING
    assert started.left() == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "b"]


@pytest.mark.parametrize("kept", [shutil.copyfile, os.link])
def test_python_may_interrupt_a_caller_anywhere_and_all_files_stay(
    kept: Callable[[Path, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the watchdog, from Python, a signal is a KeyboardInterrupt, also between two renames."""
    from anthology.core.atomic_output import publish

    publish({"a": b"old", "b": b"old"}, tmp_path)
    put = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        placed = put(path, target)
        if path.name == "new-0":
            raise KeyboardInterrupt
        return placed

    monkeypatch.setattr(os, "link", kept)
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish({"a": b"new", "b": b"new"}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}
