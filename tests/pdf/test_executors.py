"""Executors by their words."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from anthology.core.errors import MissingError
from anthology.pdf.cluster import Cluster
from anthology.pdf.executors import DeadWorkerError, Inline, cores, executor


@pytest.mark.parametrize("spec", ["inline", "processes", "processes:1", "dask:local:1"])
def test_executors_run_calls(spec: str) -> None:
    with executor(spec) as workers:
        assert list(workers.map(divmod, [7, 9], [2, 4])) == [(3, 1), (2, 1)]


def listening() -> set[str]:
    """The local addresses at which this process and those that it started listen (proc_net(5): state 0A)."""
    parents = {path.name: path for path in Path("/proc").glob("[0-9]*")}
    family = {str(os.getpid())}
    for _ in range(3):
        family |= {name for name, path in parents.items() if parent_of(path) in family}
    sockets = set()
    for descriptor in (path for name in family for path in parents[name].glob("fd/*")):
        with contextlib.suppress(OSError):
            sockets.add(str(descriptor.readlink()))
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text("ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1])
    return found


def parent_of(process: Path) -> str:
    try:
        return (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1]
    except OSError:
        return ""


@pytest.mark.parametrize("spec", ["processes:2", "dask:local:2"])
def test_workers_of_this_machine_listen_at_no_port(spec: str) -> None:
    """At the port of a scheduler any user of the machine could run code as the one who builds."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as own:
        before = listening()
        assert f"0100007F:{own.getsockname()[1]:04X}" in before, "the test sees ports"
        with executor(spec) as workers:
            working = workers.submit(time.sleep, 0.5)
            assert workers.submit(divmod, 7, 2).result() == (3, 1)
            assert listening() == before
            working.result()


def test_a_cluster_of_this_machine_hands_on_the_errors_of_its_workers() -> None:
    with executor("dask:local:1") as workers:
        assert workers.submit(os.getpid).result() != os.getpid()
        assert isinstance(workers.submit(divmod, 1, 0).exception(), ZeroDivisionError)
        died = workers.submit(os.abort).exception()
        assert isinstance(died, DeadWorkerError)
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
    monkeypatch.setattr("anthology.pdf.cluster.CLUSTER_TIMEOUT", 1)
    with executor("dask:tcp://127.0.0.1:1") as workers, pytest.raises(MissingError, match="X001 no cluster"):
        workers.submit(divmod, 7, 2)


def test_a_worker_with_another_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anthology.pdf.cluster.engine_version", lambda: threading.current_thread().name)
    with executor("dask:local:1") as workers, pytest.raises(MissingError, match=r"X001 .*same version .*inproc://"):
        workers.submit(divmod, 7, 2)


@pytest.mark.parametrize("given", ["", "missing.pem"])
def test_a_cluster_with_tls_needs_certificates(given: str) -> None:
    import dask
    import distributed

    assert distributed.config  # importing it adds settings, which the ones below replace
    name = {"distributed.comm.tls.ca-file": given or None, "distributed.comm.tls.client.cert": given or None}
    refused = pytest.raises(MissingError, match=r"X009 .*certificates")
    with dask.config.set(name), executor("dask:tls://127.0.0.1:1") as workers, refused:
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
