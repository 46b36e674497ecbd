"""Executors by their words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from anthology.workers import Inline, cores, executor


@pytest.mark.parametrize("spec", ["inline", "processes", "processes:1"])
def test_executors_run_calls(spec: str) -> None:
    with executor(spec) as workers:
        assert list(workers.map(divmod, [7, 9], [2, 4])) == [(3, 1), (2, 1)]


def test_inline_stays_in_the_process_and_hands_on_errors() -> None:
    future = Inline().submit(divmod, 1, 0)
    assert Inline().submit(os.getpid).result() == os.getpid()
    assert isinstance(future.exception(), ZeroDivisionError)


def test_processes_are_others() -> None:
    with executor("processes:1") as workers:
        assert workers.submit(os.getpid).result() != os.getpid()


SCRIPT = """
from anthology.errors import MissingError
from anthology.typeset import Job, set_bytes
from anthology.workers import executor
if __name__ == "__main__":
    with executor("processes:1") as workers:
        try:
            workers.submit(set_bytes, Job(slug="one", xhtml="<html/>", stylesheets=())).result()
        except MissingError as error:
            print(error.findings[0].code)
"""


def test_a_missing_engine_is_told_in_words_not_by_a_dead_worker(tmp_path: Path) -> None:
    empty, script = tmp_path / "fonts.conf", tmp_path / "make.py"
    empty.write_text('<?xml version="1.0"?><fontconfig/>', encoding="utf-8")
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"FONTCONFIG_FILE": str(empty), "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, env=environment, cwd=tmp_path
    )
    assert done.stdout.strip() == "X001"


@pytest.mark.parametrize("spec", ["", "process", "processes:0", "processes:", "processes:-1", "inline:2", "dask"])
def test_other_words_are_refused(spec: str) -> None:
    with pytest.raises(ValueError, match="executor"):
        executor(spec)


def test_there_is_a_core_to_run_on() -> None:
    assert cores() >= 1
