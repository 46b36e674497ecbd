"""What the program imports for answers that must come at once: its version, its help, completions in a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from anthology.__main__ import run
sys.argv = ["anthology", *sys.argv[1:]]
try:
    run()
except SystemExit as end:
    print(end.code or 0, *sorted(sys.modules), file=sys.stderr)
"""
# What no such answer needs.
HEAVY = {
    *("weasyprint", "pydyf", "lxml", "pydantic", "fontTools", "uharfbuzz", "pikepdf", "pypdfium2", "PIL", "jinja2"),
    *("ebooklib", "markdown_it", "rapidfuzz", "nh3", "mammoth", "segno", "tinycss2", "rich", "dask", "starlette"),
    *("asyncio", "concurrent.futures", "multiprocessing", "http", "ssl", "anthology.manifest.schema"),
}


def started(*words: str, folder: Path, **environment: str) -> tuple[str, set[str]]:
    """What the program prints, and the modules that it has imported when it ends."""
    surroundings = {**os.environ, **environment}
    command = [sys.executable, "-c", PROGRAM, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder, env=surroundings)
    code, *modules = done.stderr.split()
    assert code == "0"
    return done.stdout, set(modules)


@pytest.mark.parametrize(
    ("words", "said"), [("--version", "anthology "), ("--help", "anthology build"), ("-h", "anthology doctor")]
)
def test_the_options_of_the_program_import_no_command(words: str, said: str, tmp_path: Path) -> None:
    told, modules = started(words, folder=tmp_path)
    assert said in told
    assert HEAVY & modules == set()
    assert {name for name in modules if name.startswith("anthology.cli.")} <= {
        "anthology.cli.main",
        "anthology.cli.versions",
    }


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("anthology bui", "build"),
        ("anthology build --ed", "--edition"),
        ("anthology build --edition ", "print"),
        ("anthology explain T00", "T003"),
        ("anthology layouts export ", "classical"),
        ("anthology --vers", "--version"),
    ],
)
def test_a_completion_imports_nothing_heavy(line: str, offered: str) -> None:
    places = len(line.split(" ")) - 1
    surroundings = {"_ANTHOLOGY_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(places)}
    told, modules = started(folder=ROOT, **surroundings)
    assert f"plain,{offered}" in told.splitlines()
    assert HEAVY & modules == set()


def completed(line: str, folder: Path) -> list[str]:
    places = len(line.split(" ")) - 1
    surroundings = {"_ANTHOLOGY_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(places)}
    told, _ = started(folder=folder, **surroundings)
    return [found.partition(",")[2] for found in told.splitlines() if found]


def test_editions_are_those_of_the_manifest_on_the_line_and_of_what_it_extends(tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text("editions: {plain: {format: epub}}", "utf-8")
    (tmp_path / "parts").mkdir()
    (tmp_path / "part.yaml").write_text("extends: parts/below.yaml\neditions: {extra: {format: pdf}}", "utf-8")
    (tmp_path / "parts/below.yaml").write_text("extends: lowest.yaml\neditions: {ebook: {format: epub}}", "utf-8")
    (tmp_path / "parts/lowest.yaml").write_text("extends: below.yaml\neditions: {print: {format: pdf}}", "utf-8")
    assert completed("anthology build --edition ", tmp_path) == ["plain"]
    assert completed("anthology build part.yaml --edition ", tmp_path) == ["print", "ebook", "extra"]
    assert completed("anthology build part.yaml --edition e", tmp_path) == ["ebook", "extra"]


@pytest.mark.parametrize(
    "text", ["", "- a", "editions: 3", "editions: {a: 1}", "extends: ../../x.yaml", "extends: book.yaml", "a: [", "\0"]
)
def test_a_manifest_that_cannot_be_read_offers_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text(text, "utf-8")
    assert completed("anthology build --edition ", tmp_path) == []
