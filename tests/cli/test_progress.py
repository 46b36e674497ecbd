"""What a build says while it works and when it is done: on a terminal, in a log, to another program."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from anthology.cli import main, progress
from anthology.cli.progress import Watch, duration
from anthology.cli.scaffold import start_book

DAY = datetime.date(2026, 11, 20)


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    start_book(tmp_path / "book", DAY)
    return tmp_path / "book" / "book.yaml"


def build(manifest: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["build", str(manifest), "--jobs", "1", "--edition", "handouts", *options])


def test_time_left_is_reckoned_from_the_pieces_set_and_not_from_those_kept() -> None:
    now = [0.0]
    watch = Watch(clock=lambda: now[0])
    watch.note("print", 0, 0)
    assert str(watch) == "print: being made"
    watch.note("print", 6, 12)
    assert str(watch) == "print: 6 of 12 pieces set, 6 kept from earlier builds, 6 waiting"
    now[0] = 4.0
    watch.note("print", 8, 12)
    assert str(watch) == "print: 8 of 12 pieces set, 6 kept from earlier builds, 4 waiting, about 8 s left"
    watch.note("print", 12, 12)
    assert str(watch) == "print: 12 of 12 pieces set, 6 kept from earlier builds"
    watch.note("screen", 0, 0)
    watch.note("screen", 1, 12)
    assert str(watch) == "screen: 1 of 12 pieces set, 1 kept from earlier builds, 11 waiting"
    assert [duration(seconds) for seconds in (0.2, 61.0, 200.0)] == ["1 s", "61 s", "3 min"]


def test_a_log_has_a_line_for_each_edition_and_no_colour(manifest: Path) -> None:
    result = build(manifest)
    assert result.exit_code == 0, result.stderr
    lines = result.stderr.splitlines()
    assert lines[0] == "handouts: being made"
    assert "\x1b" not in result.stderr
    made = manifest.parent / "build/a-small-anthology-handouts/first-essay.pdf"
    assert result.stdout.startswith(f"{made}  (handouts: ")
    assert f"next: look at {made}" in lines
    assert "no findings in " in lines[-1] or "note" in lines[-1]


def test_verbose_says_each_piece_and_the_digests(manifest: Path) -> None:
    result = build(manifest, "--verbose")
    made = manifest.parent / "build/a-small-anthology-handouts/first-essay.pdf"
    assert hashlib.sha256(made.read_bytes()).hexdigest() in result.stdout
    assert "handouts: 1 of 1 pieces set" in result.stderr


def test_quiet_says_nothing(manifest: Path) -> None:
    result = build(manifest, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_a_report_for_programs_is_the_same_for_the_same_build(manifest: Path) -> None:
    first, second = build(manifest, "--json"), build(manifest, "--json", "--fresh")
    assert first.stdout == second.stdout
    assert first.stderr == ""
    report = json.loads(first.stdout)
    assert report["exit_code"] == 0
    (artefact,) = report["artefacts"]
    data = Path(artefact["path"]).read_bytes()
    assert artefact["edition"] == "handouts"
    assert (artefact["size"], artefact["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert artefact["pages"] == 1
    assert all(Path(record).is_file() for record in report["records"])


def test_a_build_that_fails_has_its_report_too(manifest: Path) -> None:
    manifest.write_text(manifest.read_text("utf-8").replace("anthology: 1", "anthology: 9"), "utf-8")
    result = build(manifest, "--json")
    assert result.exit_code == 3
    report = json.loads(result.stdout)
    assert (report["exit_code"], report["artefacts"]) == (3, [])
    assert [finding["code"] for finding in report["findings"]] == ["M010"]
    assert "M010" in result.stderr


def test_two_manners_at_once_are_refused(manifest: Path) -> None:
    result = build(manifest, "--json", "--quiet")
    assert (result.exit_code, "exclude one another" in result.stderr) == (2, True)


def on_a_terminal(manifest: Path, **environment: str) -> str:
    """What a build writes to a terminal of its own."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "anthology", "build", str(manifest), "--jobs", "1", "--edition", "handouts"]
    surroundings = {**os.environ, "TERM": "xterm", "COLUMNS": "100", **environment}
    process = subprocess.Popen(command, stdout=follower, stderr=follower, env=surroundings)
    os.close(follower)
    written = b""
    try:
        while data := os.read(leader, 4096):
            written += data
    except OSError:  # the other end was closed
        pass
    os.close(leader)
    assert process.wait() == 0
    return written.decode()


def test_a_terminal_has_a_line_that_is_overwritten_and_colours_unless_they_are_not_wanted(manifest: Path) -> None:
    manifest.write_text(manifest.read_text("utf-8").replace("status: own", "status: requested"), "utf-8")
    coloured = on_a_terminal(manifest, NO_COLOR="")
    assert "handouts: being made" in coloured
    assert "\x1b[2K" in coloured  # the line is wiped
    assert coloured.count("\x1b[?25h") >= 1  # the cursor is back, behind the last line of progress
    assert coloured.rindex("\x1b[?25h") > coloured.rindex("\x1b[?25l")
    assert "\x1b[33m" in coloured  # the code of a warning is yellow
    plain = on_a_terminal(manifest, NO_COLOR="1")
    assert "P001" in plain
    assert "\x1b[33m" not in plain
    assert "\x1b[2m" not in plain


def test_a_line_of_progress_is_no_wider_than_the_terminal_and_turns_while_a_step_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "_columns", lambda: 20)
    with progress.report_progress("short") as report:
        report("an-edition-with-a-long-name", 0, 0)
        time.sleep(5 * progress.SECONDS_PER_MARK)
    drawn = [part.split("\x1b")[0].rstrip("\r") for part in terminal.getvalue().split("\x1b[2K")]
    assert max(map(len, drawn)) == 19
    assert {"| an-edition-with-a", "/ an-edition-with-a", "- an-edition-with-a"} & set(drawn)
    assert len(set(drawn)) >= 3
    assert terminal.getvalue().endswith("\r\x1b[2K\x1b[?25h")


def test_a_dumb_terminal_has_lines_without_escape_sequences(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "dumb")
    with progress.report_progress("short") as report:
        report("print", 0, 0)
    assert terminal.getvalue() == "print: being made\n"
