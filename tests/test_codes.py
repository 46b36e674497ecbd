"""Every code that the program uses is documented, and every documented code is used and tested."""

from __future__ import annotations

import re
from pathlib import Path

import anthology
from anthology.core.codes import CODES

CODE = re.compile(r"\"([A-Z]\d{3})\"")
PACKAGE = Path(anthology.__file__).parent


def used_in(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*.py") if path.parent.name != "codes")
    texts = (path.read_text("utf-8") for path in paths)
    return {code for text in texts for code in CODE.findall(text)}


def test_every_code_that_is_used_is_explained_and_the_other_way_round() -> None:
    assert used_in(PACKAGE) == set(CODES)


def test_every_code_has_words_for_its_summary_and_remedy() -> None:
    for code, rule in CODES.items():
        assert rule.severity in ("error", "warning", "note"), code
        assert rule.summary.endswith("."), code
        assert rule.remedy.endswith("."), code
