"""What becomes of a command whose work crashes, hangs, eats the memory, is asked to end, or runs anywhere."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from real_book import ROOT

from anthology.cli import main
from anthology.core.errors import LimitError
from anthology.core.limits import LIMITS, set_limits
from anthology.pdf.engine.timeouts import within_limits
from anthology.pdf.executors import executor

# The program, with another body: what it does is put in place of {}.
PROGRAM = """
import ctypes, os, signal, subprocess, sys, time
from anthology.cli import run
from anthology.core.watchdog import limit_memory, report_step

def work():
    report_step("reading a.txt", usual=1)
    {}
    raise SystemExit(0)

run(work)
"""
HANG = "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32)); time.sleep(60)"


def run(body: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM.format(body)]
    surroundings = {**os.environ, "TMPDIR": str(folder)}
    return subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=30, check=False)


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ("pass", 0, ""),
        ("raise SystemExit(4)", 4, ""),
        ("ctypes.string_at(0)", 6, "X004 a library crashed (SIGSEGV) while reading a.txt"),
        ("os.kill(os.getpid(), signal.SIGKILL)", 9, "X004 the system ended the work (SIGKILL) while reading a.txt"),
        (HANG, 9, "X003 no end after 1 s of reading a.txt"),
        ("report_step('reading b.txt', longer=1); " + HANG, 9, "X003 no end after 2 s of reading b.txt"),
        ("subprocess.Popen(['sleep', '60']); ctypes.string_at(0)", 6, "SIGSEGV"),
    ],
)
def test_every_end_is_told_with_the_step_and_leaves_nothing(body: str, code: int, said: str, tmp_path: Path) -> None:
    ended = run(body, tmp_path)
    assert ended.returncode == code
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_memory_is_bounded(tmp_path: Path) -> None:
    ended = run("limit_memory(memory=1 << 29); bytearray(1 << 30)", tmp_path)
    assert "MemoryError" in ended.stderr


def test_steps_follow_one_another_without_end_if_each_is_short(tmp_path: Path) -> None:
    ended = run("[(report_step('reading'), time.sleep(0.4)) for _ in range(5)]", tmp_path)
    assert ended.returncode == 0


def test_the_work_ends_with_the_program_even_if_that_is_killed(tmp_path: Path) -> None:
    body = "report_step('x', usual=0); open('child', 'w').write(str(os.getpid())); time.sleep(60)"
    surroundings = {**os.environ, "TMPDIR": str(tmp_path)}
    program = subprocess.Popen([sys.executable, "-c", PROGRAM.format(body)], cwd=tmp_path, env=surroundings)
    child = int(read_when_there(tmp_path / "child"))
    program.kill()
    program.wait(timeout=20)
    gone = time.monotonic() + 20
    while is_alive(child) and time.monotonic() < gone:
        time.sleep(0.02)
    assert not is_alive(child)
    assert list(tmp_path.glob("anthology-*"))
    run("pass", tmp_path)
    assert not list(tmp_path.glob("anthology-*")), "what the killed program had left is removed by the next"


def test_a_program_that_is_killed_leaves_no_worker_behind(tmp_path: Path) -> None:
    """Nothing holds the streams any more: who reads from them comes to their end."""
    steps = (
        "report_step('x', usual=0)",
        "from anthology.pdf.executors import executor",
        "workers = executor('processes:2')",
        "open('child', 'w').write(str(workers.submit(os.getpid).result()))",
        "workers.submit(time.sleep, 60)",
        "workers.submit(time.sleep, 60).result()",
    )
    body = "; ".join(steps)
    surroundings = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", PROGRAM.format(body)]
    with subprocess.Popen(command, cwd=tmp_path, env=surroundings, stdout=subprocess.PIPE) as program:
        worker = int(read_when_there(tmp_path / "child"))
        program.kill()
        program.communicate(timeout=20)
    assert not is_alive(worker)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def read_when_there(path: Path) -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if path.exists() and path.read_text("utf-8"):
            return path.read_text("utf-8")
        time.sleep(0.02)
    raise AssertionError(f"{path} never came")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_work_that_does_not_listen_is_ended_all_the_same(number: int, code: int, tmp_path: Path) -> None:
    body = f"report_step('x', usual=0); open('child', 'w').write('1'); {HANG}"
    surroundings = {**os.environ, "TMPDIR": str(tmp_path)}
    program = subprocess.Popen([sys.executable, "-c", PROGRAM.format(body)], cwd=tmp_path, env=surroundings)
    read_when_there(tmp_path / "child")
    program.send_signal(number)
    assert program.wait(timeout=20) == code
    assert [path.name for path in tmp_path.iterdir()] == ["child"]


# --- surroundings ---


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surroundings") / "a book"
    told = CliRunner().invoke(main, ["new", str(folder), "--date", "2026-11-20"])
    assert told.exit_code == 0
    return folder


def anthology(book: Path, *arguments: str, surroundings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "anthology", *arguments]
    given = {name: value for name, value in {**os.environ, **surroundings}.items() if value != "-"}
    return subprocess.run(command, cwd=book, env=given, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    "surroundings",
    [
        {"HOME": "-", "XDG_CACHE_HOME": "-"},
        {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "-"},
        {"XDG_CACHE_HOME": "/dev/null"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
        {"TMPDIR": "/nowhere"},
        {"SOURCE_DATE_EPOCH": "0"},
        {"http_proxy": "http://127.0.0.1:1", "https_proxy": "nonsense"},
    ],
    ids=lambda given: ",".join(f"{name}={value[:9]}" for name, value in given.items()),
)
def test_an_e_book_is_made_in_odd_surroundings(book: Path, surroundings: dict[str, str], tmp_path: Path) -> None:
    made = anthology(book, "build", "--edition", "ebook", "--out", str(tmp_path), surroundings=surroundings)
    assert made.returncode == 0, made.stderr
    assert len(list(tmp_path.glob("*.epub"))) == 1


def test_nothing_is_kept_in_the_folder_of_the_book(book: Path, tmp_path: Path) -> None:
    """Neither by the program nor by fontconfig, whose cache follows the same variables."""
    before = sorted(book.rglob("*"))
    surroundings = {"HOME": "home", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data"}
    arguments = ("build", "--jobs", "1", "--edition", "print", "--out", str(tmp_path))
    made = anthology(book, *arguments, surroundings=surroundings)
    assert made.returncode == 0, made.stderr
    assert sorted(book.rglob("*")) == before


@pytest.mark.parametrize(("arguments", "code"), [(("check",), 0), (("explain", "NOPE"), 2), (("explain", "F001"), 0)])
def test_python_does_not_stay_behind_to_be_looked_at(book: Path, arguments: tuple[str, ...], code: int) -> None:
    told, usual = (
        anthology(book, *arguments, surroundings={"PYTHONINSPECT": given, "COLUMNS": "200"}) for given in ("1", "-")
    )
    assert (told.returncode, told.stdout, told.stderr) == (code, usual.stdout, usual.stderr)


def test_nothing_of_the_folder_and_nothing_on_the_path_is_run(book: Path, tmp_path: Path) -> None:
    """Files called like modules, and programs that the search for libraries would call."""
    for name in ("re", "json", "enum", "typing", "pathlib", "yaml", "click", "lxml", "weasyprint", "sitecustomize"):
        (book / f"{name}.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')\nraise SystemExit(66)\n", "utf-8")
    for name in ("gcc", "ld", "ldconfig", "objdump"):
        (book / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/run\n", "utf-8")
        (book / name).chmod(0o755)
    surroundings = {"PATH": f".{os.pathsep}{os.environ['PATH']}"}
    arguments = ("build", "--fresh", "--jobs", "2", "--edition", "print", "--out", str(tmp_path / "out"))
    try:
        made = anthology(book, *arguments, surroundings=surroundings)
    finally:
        for path in (*book.glob("*.py"), *(book / name for name in ("gcc", "ld", "ldconfig", "objdump"))):
            path.unlink()
    assert made.returncode == 0, made.stderr
    assert not (tmp_path / "run").exists()


def test_streams_that_are_closed_or_break_lose_no_book(book: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m anthology build --edition ebook --out '{tmp_path}/{{}}' {{}}"
    for name, streams in (("closed", "<&- >&- 2>&-"), ("broken", "2>/dev/null | true; exit ${PIPESTATUS[0]}")):
        shell = ["bash", "-c", command.format(name, streams)]
        assert subprocess.run(shell, cwd=book, timeout=120, check=False).returncode == 0, name
        assert len(list((tmp_path / name).glob("*.epub"))) == 1


# --- limits ---


def test_the_handbook_tells_every_limit_as_it_is() -> None:
    told = (ROOT / "docs/safety.md").read_text("utf-8")
    rows = [f"| `{name}` | {each.default:,} | {each.counts} | {each.because} |" for name, each in LIMITS.items()]
    assert [line for line in told.splitlines() if line.startswith("| `")] == rows


def test_a_limit_is_named_with_the_option_that_raises_it_and_can_be_raised(book: Path, tmp_path: Path) -> None:
    manifest = book / "long.yaml"
    manifest.write_text((book / "book.yaml").read_text("utf-8") + "\n# " + "x" * (1 << 20), "utf-8")
    refused = CliRunner().invoke(main, ["check", str(manifest)])
    assert refused.exit_code == 9
    named = re.search(r"--limit (manifest-bytes=\d+)", refused.stderr)
    assert named
    assert CliRunner().invoke(main, ["check", str(manifest), "--limit", named[1]]).exit_code == 0
    assert CliRunner().invoke(main, ["check", str(manifest)]).exit_code == 9, "a limit holds for one command"


def test_a_style_sheet_that_never_comes_to_an_end_is_given_up(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(book, folder)
    (folder / "layouts/mine").mkdir(parents=True)
    (folder / "layouts/mine/layout.yaml").write_text("summary: Mine\nextends: house\n", "utf-8")
    (folder / "layouts/mine/print.css").write_text(
        "section { display: grid; grid-template: repeat(9999, 1px) / repeat(9999, 1px) }", "utf-8"
    )
    text = (folder / "book.yaml").read_text("utf-8")
    (folder / "book.yaml").write_text(re.sub("(?m)^layout: house.*$", "layout: mine", text), "utf-8")
    arguments = ("build", "--edition", "print", "--jobs", "1", "--out", str(tmp_path / "out"), "--limit", "seconds=6")
    told = anthology(folder, *arguments, surroundings={})
    assert told.returncode == 9, told.stderr
    assert "X003" in told.stderr or "X002" in told.stderr
    assert not (tmp_path / "out").exists()


def test_a_book_of_too_many_pages_is_refused(book: Path, tmp_path: Path) -> None:
    arguments = ["build", str(book / "book.yaml"), "--edition", "print", "--jobs", "1", "--out", str(tmp_path / "out")]
    refused = CliRunner().invoke(main, [*arguments, "--limit", "pages=4"])
    assert refused.exit_code == 9
    assert "the limit is 4 (pages)" in refused.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("given", ["speed=3", "seconds", "seconds=", "seconds=-1", "seconds=1e9", "seconds=9x"])
def test_a_limit_that_is_none_is_refused(book: Path, given: str) -> None:
    told = CliRunner().invoke(main, ["check", str(book / "book.yaml"), "--limit", given])
    assert told.exit_code == 2
    assert "--limit" in told.stderr


def busy(kind: str) -> None:
    """A piece that never comes to an end, or asks for all the memory."""
    with within_limits("first-essay", 0):
        taken = []
        while True:
            if kind == "memory":
                taken.append(bytearray(1 << 28))


@pytest.mark.parametrize(
    ("workers", "kind", "code", "named"),
    [
        ("inline", "time", "X003", "seconds=2"),
        ("processes:1", "time", "X003", "seconds=2"),
        ("processes:1", "memory", "X002", "piece-memory="),
    ],
)
def test_a_piece_that_takes_too_much_is_named(workers: str, kind: str, code: str, named: str) -> None:
    set_limits({"seconds": 1 if kind == "time" else 60, "piece-memory": 1 << 30})
    try:
        with executor(workers) as pool, pytest.raises(LimitError, match=code) as refused:
            pool.submit(busy, kind).result(timeout=60)
    finally:
        set_limits({})
    (finding,) = refused.value.findings
    assert finding.message.startswith("first-essay: ")
    assert f"--limit {named}" in finding.hint
