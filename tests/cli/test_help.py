"""What the program says of itself: help by example, explanations that hold, completion in real shells."""

from __future__ import annotations

import datetime
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from anthology.cli import main
from anthology.cli.scaffold import start_book
from anthology.core.errors import AnthologyError
from anthology.core.excerpts import with_excerpts
from anthology.core.finding_codes import all_codes, code_info, explanation
from anthology.core.findings import Severity
from anthology.manifest import load
from anthology.render.shipped_layouts import shipped_names
from anthology.stages import read_book

CASES = Path(__file__).parents[1] / "manifests"
DAY = datetime.date(2026, 11, 20)

# The lines of a new book's manifest that the example of a code takes the place of.
PLACES = {
    "M002": "title: A Small Anthology",
    "M003": "title: A Small Anthology",
    "M004": "title: A Small Anthology",
    "M005": "title: A Small Anthology",
    "M007": "    author:\n      name: A. Writer\n      sort_as: Writer, A.",
    "M009": "title: A Small Anthology",
    "M010": "date: 2026-11-20",
    "M011": "  style: harvard-leeds  # or apa-7, chicago-author-date",
    "M013": "foreword: editorial/foreword.md",
    "M014": "    source: texts/first-essay.txt",
    "M016": "  ebook:    {format: epub}",
    "C001": "    introduction: editorial/introductions/first-essay.md",
    "C006": "    introduction: editorial/introductions/first-essay.md",
    "N005": "    content_notes: none  # or themes, for instance [{theme: war, level: mention}]",
    "N009": "    content_notes: none  # or themes, for instance [{theme: war, level: mention}]",
    "P001": "      status: own  # the author is an editor; or to-request, requested, granted, licensed, public-domain",
    "L007": "layout: house  # or modern, classical, or one of your own in layouts/: `anthology layouts` lists them",
}


def commands(group: click.Group = main, above: str = "anthology") -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        yield f"{above} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")


@pytest.mark.parametrize(
    ("name", "command"), tuple(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_has_a_sentence_and_an_example(name: str, command: click.Command) -> None:
    text = command.help or ""
    assert text.split("\n\n")[0].rstrip().endswith("."), name
    assert any(line.strip().startswith(name) for line in text.splitlines()), f"{name} --help shows no example"


def test_the_program_names_every_command() -> None:
    told = CliRunner().invoke(main, ["--help"]).stdout
    assert all(f"  {name}" in told for name, _ in commands() if name.count(" ") == 1)


def said(folder: Path) -> set[str]:
    try:
        return {finding.code for finding in read_book(folder / "book.yaml").findings}
    except AnthologyError as error:
        return {finding.code for finding in error.findings}


@pytest.mark.parametrize("code", [code for code, info in all_codes().items() if info.example])
def test_an_example_is_as_wrong_as_it_says_and_mended_by_its_right_side(code: str, tmp_path: Path) -> None:
    example = code_info(code).example
    assert example
    for name, lines in (("wrong", example.wrong), ("right", example.right)):
        start_book(tmp_path / name, DAY)
        manifest = tmp_path / name / "book.yaml"
        text = manifest.read_text("utf-8")
        assert text.count(PLACES[code]) == 1, "the new book has other lines: put PLACES right"
        manifest.write_text(text.replace(PLACES[code], lines), "utf-8")
    assert code in said(tmp_path / "wrong")
    assert code not in said(tmp_path / "right")


def test_every_code_has_its_story() -> None:
    for code, info in all_codes().items():
        lines = list(explanation(code))
        assert info.summary in lines
        assert any(info.remedy in line for line in lines)


def test_every_error_in_a_manifest_is_quoted_with_a_mark() -> None:
    seen = 0
    for path in sorted(CASES.glob("*.yaml")):
        for finding, lines in with_excerpts(load(path)[1], path.parent):
            if finding.severity is Severity.ERROR:
                assert len(lines) == 2, f"{finding}: no line, or no mark below it"
                assert lines[1].endswith("^")
                seen += 1
    assert seen > 150


def offered(words: str, folder: Path) -> list[str]:
    """What bash is offered for a line that ends where the cursor is."""
    program = str(Path(sys.executable).with_name("anthology"))
    line = f"{words} " if words.endswith(" ") else words
    parts = [*line.split(" ")]
    environment = {
        **os.environ,
        "_ANTHOLOGY_COMPLETE": "bash_complete",
        "COMP_WORDS": shlex.join(part for part in parts if part),
        "COMP_CWORD": str(len([part for part in parts if part]) - (0 if words.endswith(" ") else 1)),
    }
    told = subprocess.run([program], env=environment, cwd=folder, capture_output=True, text=True, check=True).stdout
    return [line.partition(",")[2] for line in told.splitlines() if line]


def test_editions_codes_and_layouts_are_completed(tmp_path: Path) -> None:
    start_book(tmp_path / "book", DAY)
    assert offered("anthology build --edition ", tmp_path / "book") == ["ebook", "print", "handouts"]
    assert offered("anthology build --edition p", tmp_path / "book") == ["print"]
    assert offered("anthology build --edition ", tmp_path) == []
    assert offered("anthology explain M00", tmp_path) == [f"M00{figure}" for figure in range(1, 10)]
    assert offered("anthology layouts export ", tmp_path) == list(shipped_names())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_one_that_the_shell_can_read(shell: str) -> None:
    told = CliRunner().invoke(main, ["completion", shell])
    assert told.exit_code == 0
    assert f"_ANTHOLOGY_COMPLETE={shell}_complete" in told.stdout
    program = shutil.which(shell)
    if program is None and shell != "bash":
        return  # bash is on every machine that the tests run on; the others are read where they are
    assert program is not None
    subprocess.run([program, "-n"], input=told.stdout, text=True, check=True, capture_output=True)


def test_the_help_of_the_program_names_each_command_once() -> None:
    said = CliRunner().invoke(main, ["--help"]).output
    for name in main.commands:
        assert len([line for line in said.splitlines() if line.split()[:2] == ["anthology", name]]) == 1, name
