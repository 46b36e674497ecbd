"""Executors by their words."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from anthology.core.errors import MissingError
from anthology.pdf.executors import Cluster, Inline, cores, executor


@pytest.mark.parametrize("spec", ["inline", "processes", "processes:1", "dask:local:1"])
def test_executors_run_calls(spec: str) -> None:
    with executor(spec) as workers:
        assert list(workers.map(divmod, [7, 9], [2, 4])) == [(3, 1), (2, 1)]


def test_a_cluster_of_this_machine_needs_no_port_of_its_own() -> None:
    """Two builds at once on one machine, or another program's pages at the usual port, are no hindrance."""
    with contextlib.closing(socket.socket()) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):  # somebody else has it: as good
            taken.bind(("0.0.0.0", 8787))
            taken.listen()
        with executor("dask:local:1") as workers:
            assert workers.submit(divmod, 7, 2).result() == (3, 1)


def test_inline_stays_in_the_process_and_hands_on_errors() -> None:
    future = Inline().submit(divmod, 1, 0)
    assert Inline().submit(os.getpid).result() == os.getpid()
    assert isinstance(future.exception(), ZeroDivisionError)


def test_processes_are_others() -> None:
    with executor("processes:1") as workers:
        assert workers.submit(os.getpid).result() != os.getpid()


SCRIPT = """
from anthology.core.errors import MissingError
from anthology.pdf.engine import typeset_to_bytes
from anthology.pdf.engine.model import Job
from anthology.pdf.executors import executor
if __name__ == "__main__":
    with executor("processes:1") as workers:
        try:
            workers.submit(typeset_to_bytes, Job(slug="one", xhtml="<html/>", stylesheets=())).result()
        except MissingError as error:
            print(error.findings[0].code)
"""


def test_a_missing_engine_is_told_in_words_not_by_a_dead_worker(tmp_path: Path) -> None:
    empty, script = tmp_path / "fonts.conf", tmp_path / "make.py"
    empty.write_text('<?xml version="1.0"?><fontconfig/>', encoding="utf-8")
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"FONTCONFIG_FILE": str(empty), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, env=environment, cwd=tmp_path
    )
    assert done.stdout.strip() == "X001"


REFUSED = ("", "process", "processes:0", "processes:", "processes:-1", "inline:2")
REFUSED_CLUSTERS = ("dask", "dask:", "dask:local:0", "dask:remote", "dask:http://127.0.0.1", "dask:tcp://")


@pytest.mark.parametrize("spec", [*REFUSED, *REFUSED_CLUSTERS])
def test_other_words_are_refused(spec: str) -> None:
    with pytest.raises(ValueError, match="executor"):
        executor(spec)


def test_nothing_is_started_before_the_first_call() -> None:
    with executor("dask:tcp://127.0.0.1:1") as workers:
        assert isinstance(workers, Cluster)


def test_a_cluster_that_does_not_answer_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anthology.pdf.executors.CLUSTER_TIMEOUT", 1)
    with executor("dask:tcp://127.0.0.1:1") as workers, pytest.raises(MissingError, match="X001 no cluster"):
        workers.submit(divmod, 7, 2)


def test_a_worker_with_another_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anthology.pdf.executors.engine_version", lambda: str(os.getpid()))
    with executor("dask:local:1") as workers, pytest.raises(MissingError, match=r"X001 .*same version .*tcp://127"):
        workers.submit(divmod, 7, 2)


def test_a_dead_process_is_replaced() -> None:
    with executor("processes:1") as workers:
        assert isinstance(workers.submit(os.abort).exception(), BrokenExecutor)
        assert workers.submit(divmod, 7, 2).result() == (3, 1)


def test_there_is_a_core_to_run_on() -> None:
    assert cores() >= 1


def touch_late(path: Path) -> None:
    time.sleep(2)
    path.touch()


def test_processes_end_with_what_they_are_at_where_the_work_is_interrupted(tmp_path: Path) -> None:
    late, workers = tmp_path / "late", executor("processes:1")
    with contextlib.suppress(KeyboardInterrupt), workers:
        workers.submit(os.getpid).result()
        workers.submit(touch_late, late)
        raise KeyboardInterrupt
    assert not late.exists()
    assert not multiprocessing.active_children()
