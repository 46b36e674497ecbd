"""The table of finding codes: complete, without unknown keys, and the same codes as the program's."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import anthology
from anthology.core import finding_codes
from anthology.core.facts import read_facts
from anthology.core.finding_codes import CodeInfo, all_codes, subjects

CODE = re.compile(r"\"([A-Z]\d{3})\"")
PACKAGE = Path(anthology.__file__).parent
TABLE = Path(finding_codes.__file__).with_suffix(".yaml")


def test_every_code_that_is_used_is_explained_and_the_other_way_round() -> None:
    used = {code for path in PACKAGE.rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}
    assert used == set(all_codes())


def test_every_code_has_words_for_its_summary_and_remedy() -> None:
    for code, info in all_codes().items():
        assert info.summary.endswith("."), code
        assert info.remedy.endswith("."), code


def test_every_code_stands_once_under_the_subject_of_its_letter() -> None:
    listed = re.findall(r"^    ([A-Z]\d{3}):$", TABLE.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == list(all_codes())
    assert all(code.startswith(letter) for letter, subject in subjects().items() for code in subject.codes)


@pytest.mark.parametrize(
    "text",
    [
        "{severity: error, summary: A., remedy: B., remdey: B.}",
        "{severity: error, summary: A.}",
        "{severity: fatal, summary: A., remedy: B.}",
        "{severity: error, summary: A., remedy: B., example: {wrong: A}}",
    ],
    ids=["unknown key", "missing key", "unknown severity", "half an example"],
)
def test_an_entry_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_facts(CodeInfo, text)


def test_the_program_starts_without_reading_the_table() -> None:
    code = "import sys, anthology.cli, anthology.core.findings; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"anthology.core.finding_codes", "pydantic", "yaml"} & set(loaded)
