"""Several books in one command: one queue, equal pieces once, each book whole or not at all, none in another's way."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from generated_book import write_book
from real_book import build_book, replace_in

from anthology.build_many import DeduplicatingExecutor, build_many
from anthology.cli import main
from anthology.core.errors import OutputError, SourceError
from anthology.pdf.engine.model import Job
from anthology.pdf.executors import Inline
from anthology.result import BuildOptions

EDITIONS = "ebook: {format: epub}\n  screen: {format: pdf, for: screen}"


def books(folder: Path) -> tuple[Path, ...]:
    """Three books of two essays; the third is the first again under another title."""
    paths = tuple(write_book(folder / name, 2, EDITIONS) for name in ("one", "two", "three"))
    for path, title in zip(paths, ("The First", "The Second", "The Third"), strict=True):
        text = path.read_text("utf-8")
        path.write_text(text.replace("A Book of 2 Essays", title), "utf-8")
    return paths


def wishes(paths: tuple[Path, ...], out: Path, executor: str) -> dict[Path, BuildOptions]:
    return {path: BuildOptions(out=out, executor=executor) for path in paths}


@pytest.mark.parametrize("executor", ["inline", "processes:2"])
def test_books_made_together_are_those_made_alone(executor: str, tmp_path: Path) -> None:
    paths = books(tmp_path)
    outcomes = build_many(paths, wishes(paths, tmp_path / "together", executor), lambda *_: None)
    assert [outcome.manifest for outcome in outcomes] == list(paths)
    for path in paths:
        build_book(path, tmp_path / "alone")
    alone, together = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("alone", "together")
    )
    assert len(alone) > 12
    assert alone == together


class Counting(Executor):
    """Runs calls at once and counts the jobs."""

    def __init__(self) -> None:
        self.slugs: list[str] = []
        self._inline = Inline()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.slugs += [job.slug for job in arguments if isinstance(job, Job)]
        return self._inline.submit(function, *arguments, **named)


def test_an_equal_piece_is_set_once_and_one_that_failed_again() -> None:
    counting = Counting()
    once = DeduplicatingExecutor(lambda: counting)
    one, same, other = (Job(slug=slug, xhtml="<p/>", stylesheets=()) for slug in ("a", "a", "b"))
    assert once.submit(str, one) is once.submit(str, same)
    once.submit(str, other)
    assert counting.slugs == ["a", "b"]
    broken = Job(slug="c", xhtml="", stylesheets=())
    for _ in range(2):
        once.submit(int, broken)
    assert counting.slugs == ["a", "b", "c", "c"]


def test_a_book_with_an_error_stops_no_other(tmp_path: Path) -> None:
    paths = books(tmp_path)
    (tmp_path / "two/texts/essay-0001.txt").unlink()
    outcomes = build_many(paths, wishes(paths, tmp_path / "out", "processes:2"), lambda *_: None)
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert isinstance(outcomes[1].error, SourceError) or outcomes[1].error is not None
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {name.partition("-e")[0] for name in names if name.endswith(".epub")} == {"the-first", "the-third"}
    assert not any(name.startswith("the-second") for name in names)


def test_the_command_tells_each_book_and_ends_with_the_worst_code(tmp_path: Path) -> None:
    paths = books(tmp_path)
    (tmp_path / "two/texts/essay-0001.txt").unlink()
    arguments = ["build", *map(str, paths), "--edition", "ebook", "--jobs", "1", "--out", str(tmp_path / "out")]
    told = CliRunner().invoke(main, [*arguments, "--json"])
    reports = json.loads(told.stdout)
    assert [each["manifest"] for each in reports] == [path.as_posix() for path in paths]
    assert told.exit_code == max(each["exit_code"] for each in reports) > 0
    assert [len(each["artefacts"]) for each in reports] == [1, 0, 1]
    shown = CliRunner().invoke(main, arguments)
    assert "2 of 3 books made" in shown.stderr
    assert shown.stdout.count(".epub") == 2


def test_books_whose_files_would_have_the_same_names_are_refused_before_any_work(tmp_path: Path) -> None:
    paths = books(tmp_path)
    replace_in(paths[2], "The Third", "The first!")
    with pytest.raises(OutputError, match="O007"):
        build_many(paths, wishes(paths, tmp_path / "out", "inline"), lambda *_: None)
    assert not (tmp_path / "out").exists()
    apart = {path: BuildOptions(out=path.parent / "build", executor="inline", editions=("ebook",)) for path in paths}
    assert all(outcome.result for outcome in build_many(paths, apart, lambda *_: None))
    with zipfile.ZipFile(next((tmp_path / "three/build").glob("*.epub"))) as archive:
        assert archive.testzip() is None
