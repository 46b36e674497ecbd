"""Fixtures that more than one test module uses."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_book
from hypothesis import settings

# A deadline would be a timed assertion: speed is for benchmarks.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


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
