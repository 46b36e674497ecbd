"""A book set on a real cluster: two workers with homes of their own, one of them killed in the middle."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from generated_book import write_book
from real_book import build_book

from anthology.build_cache import cached_build
from anthology.core.errors import SettingError
from anthology.pdf.assemble.paginate import Placement
from anthology.pdf.assemble.resolve_pages import typeset_pieces
from anthology.pdf.engine.model import Job
from anthology.pdf.executors import executor
from anthology.result import BuildOptions

DASK = Path(sys.executable).with_name("dask")
EDITIONS = "screen: {format: pdf, for: screen}"


def started(stack: ExitStack, folder: Path, until: str, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A command of dask in a folder of its own, and what it says of itself once it is ready."""
    folder.mkdir()
    surroundings = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "XDG_CACHE_HOME": str(folder)}
    process = stack.enter_context(
        subprocess.Popen([str(DASK), *arguments], cwd=folder, env=surroundings, stderr=subprocess.PIPE, text=True)
    )
    stack.callback(process.kill)
    assert process.stderr
    for line in process.stderr:
        found = re.search(until, line)
        if found:
            return process, found[0]
    raise AssertionError(f"dask {arguments[0]} has ended with {process.wait()}")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a scheduler and its two workers, which share no folder with it or with each other."""
    with ExitStack() as stack:
        scheduling = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        _, address = started(stack, tmp_path / "scheduler", r"tcp://127\.0\.0\.1:\d+", *scheduling)
        working = ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        workers = [
            started(stack, tmp_path / name, r"Registered to", *working)[0] for name in ("one worker", "other worker")
        ]
        yield address, workers


def test_a_build_of_which_a_worker_is_killed_ends_with_the_same_bytes(
    cluster: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    address, (victim, _) = cluster
    manifest = write_book(tmp_path / "book", 4, EDITIONS)
    set_before: list[int] = []

    def kill_in_the_middle(edition: str, done: int, total: int) -> None:
        del edition
        if done > 1 and total - done > 1 and not set_before:
            set_before.append(done)
            victim.send_signal(signal.SIGKILL)

    cached_build(manifest, BuildOptions(out=tmp_path / "cluster", executor=f"dask:{address}"), kill_in_the_middle)
    assert set_before, "the worker was killed while pieces were waiting"
    assert victim.wait(timeout=10) == -signal.SIGKILL
    build_book(manifest, tmp_path / "here", use_cache=False)
    here, there = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("here", "cluster")
    )
    assert here == there


@pytest.fixture
def certificates(tmp_path: Path) -> dict[str, str]:
    """Settings of dask for a cluster with TLS: an authority of its own, and one certificate for all who take part."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    making = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    making += ["-subj", "/CN=cluster", "-days", "2", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(making, check=True, capture_output=True)
    settings = {"CA_FILE": certificate}
    for part in ("SCHEDULER", "WORKER", "CLIENT"):
        settings |= {f"{part}__CERT": certificate, f"{part}__KEY": key}
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(path) for name, path in settings.items()}


def test_a_book_is_set_on_a_cluster_with_tls_by_whoever_has_a_certificate(
    certificates: dict[str, str], tmp_path: Path
) -> None:
    manifest = write_book(tmp_path / "book", 1, EDITIONS)
    with ExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setattr(os, "environ", {**os.environ, **certificates})
        scheduling = ("scheduler", "--host", "tls://127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        _, address = started(stack, tmp_path / "scheduler", r"tls://127\.0\.0\.1:\d+", *scheduling)
        working = ("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        started(stack, tmp_path / "worker", r"Registered to", *working)
        made, refused = (
            subprocess.run(
                [sys.executable, "-m", "anthology", "build", str(manifest), "--executor", f"dask:{address}"],
                env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / name)} | ({} if name == "made" else without),
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            for name in ("made", "refused")
            for without in [dict.fromkeys(certificates, "")]
        )
    assert made.returncode == 0, made.stderr
    assert refused.returncode == 8
    assert "X009" in refused.stderr


def test_a_piece_that_kills_every_worker_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anthology.pdf.assemble.resolve_pages.typeset_to_bytes", die)
    job = Job(slug="deadly", xhtml="<html/>", stylesheets=())
    with executor("processes:2") as workers, pytest.raises(SettingError, match="T010 deadly: two workers died"):
        typeset_pieces(lambda *_: job, [Placement(slug="deadly", opens="next")], workers)


def die(job: Job, spent: float = 0) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return f"{job.slug} {spent}".encode()
