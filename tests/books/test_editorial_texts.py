"""The editors' own texts keep to the house's limits, and point to essays that the book has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anthology.editorial.content_notes import count_words
from anthology.manifest.loader import load

ROOT = Path(__file__).parents[2]
INTRODUCTIONS = sorted((ROOT / "editorial" / "introductions").glob("*.md"))
LINK = re.compile(r"\[([^\]]+)\]\(book:([a-z-]+)\)")


def words(path: Path) -> int:
    return count_words(LINK.sub(r"\1", path.read_text(encoding="utf-8")))


def test_every_essay_has_an_introduction_and_every_introduction_an_essay() -> None:
    manifest, _ = load(ROOT / "book.yaml")
    assert manifest is not None
    assert sorted(entry.introduction for entry in manifest.essays) == [
        path.relative_to(ROOT).as_posix() for path in INTRODUCTIONS
    ]


@pytest.mark.parametrize("path", INTRODUCTIONS, ids=lambda path: path.stem)
def test_an_introduction_is_short_signed_and_points_to_another_essay(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert 120 <= words(path) <= 220
    assert text.endswith("\n\nEd.\n")
    targets = {target for _, target in LINK.findall(text)}
    assert targets
    assert targets <= {other.stem for other in INTRODUCTIONS} - {path.stem}


def test_the_foreword_keeps_its_length_and_is_signed() -> None:
    path = ROOT / "editorial" / "foreword.md"
    assert 600 <= words(path) <= 1100
    assert path.read_text(encoding="utf-8").endswith("\n\nThe Editors\n")
