"""`anthology doctor` and `--version`: what is there is named, what is missing comes with its command."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from anthology import __version__
from anthology.cli import doctor, main
from anthology.cli.versions import library_version

LISTS = Path(__file__).parents[2] / "setup"


def test_a_machine_that_runs_these_tests_can_build_and_says_so() -> None:
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0
    assert "MISSING" not in result.stdout
    assert [line.split("  ")[0] for line in result.stdout.splitlines() if line.startswith("Pango")] == [
        "Pango",
        "PangoFT2",
    ]


def test_fonts_of_other_scripts_are_named_or_their_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FONT_FOLDERS", (str(tmp_path),))
    assert "apt-get install fonts-noto-core fonts-noto-cjk fonts-symbola" in CliRunner().invoke(main, ["doctor"]).stdout
    for name in ("NotoSansThai-Regular.ttf", "NotoSerifCJK-Regular.ttc", "NotoSansLisu-Regular.ttf", "Other.ttf"):
        (tmp_path / name).touch()
    (part,) = (part for part in doctor.examine() if part.name == "Fonts of other scripts")
    assert part.found == "NotoSansLisu-Regular.ttf, NotoSansThai-Regular.ttf and 1 more"


def test_what_only_the_tests_need_may_be_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    result = CliRunner().invoke(main, ["doctor"])
    absent = {part.name for part in doctor.examine() if not part.found}
    assert absent >= {"Poppler", "Java", "Chromium"}
    assert result.exit_code == 0
    assert "apt-get install default-jre-headless" in result.stdout


def test_what_a_build_needs_and_cannot_find_ends_with_code_8(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = ("Pango", "print", lambda: library_version("libnowhere.so.0", "version"), "apt-get install it", True)
    monkeypatch.setattr(doctor, "PARTS", (lost, *doctor.PARTS[:1]))
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 8
    assert result.stdout.splitlines()[0].split() == ["Pango", "MISSING", "(for", "print)"]
    assert result.stdout.splitlines()[1].strip() == "apt-get install it"


def test_the_doctor_knows_every_part_that_is_installed_for_books_and_tests() -> None:
    commands = " ".join(install for *_, install, _ in doctor.PARTS)
    lines = "".join((LISTS / name).read_text("utf-8") for name in ("system-book.txt", "system-test.txt"))
    wanted = [line.split()[-1].split("|")[-1] for line in lines.splitlines() if line and not line.startswith("#")]
    assert len(wanted) > 5
    assert [name for name in wanted if name not in commands] == []


def test_the_version_comes_with_those_of_the_engines() -> None:
    lines = CliRunner().invoke(main, ["--version"]).stdout.splitlines()
    assert lines[0] == f"anthology {__version__}"
    assert f"  weasyprint {version('weasyprint')}" in lines
    assert not [line for line in lines if line.endswith("missing")]


def test_a_shell_can_be_taught_to_complete() -> None:
    surroundings = {"_ANTHOLOGY_COMPLETE": "bash_source"}
    result = CliRunner().invoke(main, [], prog_name="anthology", env=surroundings)
    assert "_ANTHOLOGY_COMPLETE=bash_complete" in result.stdout
    assert "anthology completion bash" in CliRunner().invoke(main, ["--help"]).stdout
