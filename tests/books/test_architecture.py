"""The pages on the program's structure: what they name is there, and no room is missing."""

from __future__ import annotations

import re

import pytest
from real_book import ROOT

PAGES = ("docs/architecture.md", "docs/contributing.md", "docs/performance.md", "docs/safety.md")
PATH = re.compile(r"`((?:anthology|docs|layouts|tests)/[\w./-]*)`")
NAME_IN_PATH = re.compile(r"`(\w+)` in\s+`((?:anthology|tests)/[\w./-]+)`")
ROOMS = sorted(path.parent.name for path in ROOT.glob("anthology/*/__init__.py"))


@pytest.mark.parametrize("page", PAGES)
def test_every_path_named_exists(page: str) -> None:
    paths = PATH.findall((ROOT / page).read_text("utf-8"))
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_name_is_in_the_module_that_is_said_to_have_it() -> None:
    named = NAME_IN_PATH.findall((ROOT / "docs/architecture.md").read_text("utf-8"))
    assert named
    assert [
        (name, path)
        for name, path in named
        if not re.search(rf"^(?:def |class )?{name}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    ] == []


def test_the_architecture_page_lists_and_draws_every_room() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    assert sorted(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == ROOMS
    drawn = re.findall(r"\w+", re.search(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1])  # type: ignore[index]
    assert set(ROOMS) <= set(drawn)
    modules = [path.stem for path in ROOT.glob("anthology/*.py") if not path.stem.startswith("_")]
    assert set(modules) <= set(drawn)
