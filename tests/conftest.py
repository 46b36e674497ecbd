"""Fixtures that more than one test module uses, the marks of tests, and what a run of the tests shares."""

from __future__ import annotations

import functools
import inspect
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
import sample_book
from hypothesis import settings

# A deadline would be a timed assertion: speed is for benchmarks.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

TESTS = Path(__file__).parent
BUILT = "1795824000"  # 28 November 2026: the day of building of every book of the tests
SHARED = pytest.StashKey[Path]()
# The mark of a test follows from the names that it, its fixtures and their helpers use: nobody has to remember it.
MARKS = {
    "epubcheck": "java",
    "ace": "browser",
    "chromium": "browser",
    "reading": "browser",
    "DASK": "cluster",
    "build": "slow",
    "build_book": "slow",
    "cached_build": "slow",
    "print_book": "slow",
    "subprocess": "slow",
}


def pytest_configure(config: pytest.Config) -> None:
    """Let all workers of a run share one cache, and none use the user's: what is typeset once is not typeset again."""
    if not hasattr(config, "workerinput"):
        config.stash[SHARED] = Path(tempfile.mkdtemp(prefix="anthology-tests-"))
        os.environ["XDG_CACHE_HOME"] = str(config.stash[SHARED])
        os.environ["SOURCE_DATE_EPOCH"] = BUILT


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the workers shared."""
    if SHARED in config.stash:
        shutil.rmtree(config.stash[SHARED], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with what it needs, before `-m` selects."""
    for item in items:
        if isinstance(item, pytest.Function):
            fixtures = item._fixtureinfo.name2fixturedefs.values()
            functions = (item.function, *(each.func for defined in fixtures for each in defined))
            for mark in sorted(set().union(*map(_marks, functions))):
                item.add_marker(mark)


def _marks(function: object) -> frozenset[str]:
    plain = inspect.unwrap(function) if callable(function) else function
    return _marks_of(plain) if isinstance(plain, FunctionType) else frozenset()


@functools.cache
def _marks_of(function: FunctionType) -> frozenset[str]:
    seen: set[FunctionType] = {function}
    waiting, found = [function], set()
    while waiting:
        each = waiting.pop()
        names = set(_words(each.__code__))
        found |= {MARKS[name] for name in names & MARKS.keys()}
        new = set(_helpers(names, each.__globals__)) - seen
        seen |= new
        waiting += new
    return frozenset(found)


def _words(code: CodeType) -> Iterator[str]:
    """The names that a function uses, and the name of the command `build` if it runs that."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _words(constant)
        elif constant == "build" or (isinstance(constant, tuple) and "build" in constant):
            yield "build"


def _helpers(names: Iterable[str], known: dict[str, object]) -> Iterator[FunctionType]:
    """The functions of the tests that go by these names."""
    values = [known[name] for name in names if name in known]
    modules = [value for value in values if isinstance(value, ModuleType)]
    values += [getattr(module, name) for module in modules for name in names if hasattr(module, name)]
    for value in values:
        members = vars(value).values() if isinstance(value, type) else (value,)
        for member in members:
            plain = inspect.unwrap(member) if callable(member) else member
            if isinstance(plain, FunctionType) and TESTS in Path(plain.__code__.co_filename).parents:
                yield plain


@pytest.fixture(scope="session")
def sample_epub() -> bytes:
    """The bytes of the small e-book of sample_book."""
    return sample_book.packed()


@pytest.fixture(scope="session")
def sample_epub_path(sample_epub: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same e-book as a file, for judges that read files."""
    path = tmp_path_factory.mktemp("sample") / "sample.epub"
    path.write_bytes(sample_epub)
    return path
