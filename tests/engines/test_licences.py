"""Which licence each file has: what goes into books carries no claim of the program, and texts of others are marked."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def licence(path: str) -> str:
    """The licence that REUSE.toml gives a file: that of the last table with a path for it (REUSE 3.3)."""
    found = ""
    for table in tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))["annotations"]:
        paths = table["path"] if isinstance(table["path"], list) else [table["path"]]
        if any(fnmatch(path, pattern.replace("**", "*")) for pattern in paths):
            found = table["SPDX-License-Identifier"]
    return found


@pytest.mark.parametrize(
    ("folder", "pattern", "wanted"),
    [
        ("layouts", "*/*.css", "CC0-1.0"),
        ("layouts", "*/*.j2", "CC0-1.0"),
        ("layouts", "words/*.yaml", "CC0-1.0"),
        ("layouts/fonts", "*/*.ttf", "OFL-1.1"),
        ("anthology/cli/starter", "**/*.*", "CC0-1.0"),
        ("anthology/editorial", "*.yaml", "CC0-1.0"),
        ("anthology/editorial", "*.py", "AGPL-3.0-or-later"),
        ("anthology/pdf/profiles", "FOGRA39L.icc", "Zlib"),
        ("seeds", "*", "LicenseRef-Texts-of-Others"),
        ("tests/golden", "ingest/*", "LicenseRef-Texts-of-Others"),
        ("docs/images", "**/*.png", "LicenseRef-Texts-of-Others"),
    ],
)
def test_each_file_has_the_licence_of_its_purpose(folder: str, pattern: str, wanted: str) -> None:
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob(pattern) if path.is_file()]
    assert files
    assert {licence(path) for path in files} == {wanted}
    assert (ROOT / f"LICENSES/{wanted}.txt").is_file()
