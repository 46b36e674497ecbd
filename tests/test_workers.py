"""Executors by their words."""

from __future__ import annotations

import os

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


@pytest.mark.parametrize("spec", ["", "process", "processes:0", "processes:", "processes:-1", "inline:2", "dask"])
def test_other_words_are_refused(spec: str) -> None:
    with pytest.raises(ValueError, match="executor"):
        executor(spec)


def test_there_is_a_core_to_run_on() -> None:
    assert cores() >= 1
