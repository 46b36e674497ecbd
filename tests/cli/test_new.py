"""`anthology new`: the book that it makes builds, and its manifest is completed by editors."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import judges
import pytest
from click.testing import CliRunner
from real_book import build_book

from anthology.cli import main
from anthology.cli.scaffold import start_book
from anthology.core.errors import OutputError
from anthology.core.findings import Severity, worst
from anthology.manifest import load, schema
from anthology.stages import read_book

DAY = datetime.date(2026, 11, 20)


def test_a_new_book_has_no_finding(tmp_path: Path) -> None:
    start_book(tmp_path / "mine", DAY)
    assert read_book(tmp_path / "mine" / "book.yaml").findings == ()


def test_a_new_book_builds_and_its_e_book_is_well_made(tmp_path: Path) -> None:
    start_book(tmp_path / "mine", DAY)
    report = build_book(tmp_path / "mine" / "book.yaml", tmp_path / "out")
    assert worst(report.findings) not in (Severity.ERROR, Severity.WARNING)
    names = [artefact.path.relative_to(tmp_path / "out").as_posix() for artefact in report.editions]
    assert names == [
        "a-small-anthology-print.pdf",
        "a-small-anthology-print-cover.pdf",
        "a-small-anthology-handouts/first-essay.pdf",
        "a-small-anthology-ebook.epub",
    ]
    assert [message for message in judges.epubcheck(report.editions[-1].path) if not message.is_harmless] == []


def test_the_second_manifest_that_the_first_describes_builds_on_it(tmp_path: Path) -> None:
    start_book(tmp_path, DAY)
    text = (tmp_path / "book.yaml").read_text("utf-8")
    lines = re.findall(r"^#   (.*)$", text[text.index("# A second manifest") :], re.MULTILINE)
    (tmp_path / "week.yaml").write_text("\n".join(lines), "utf-8")
    assert read_book(tmp_path / "week.yaml").findings == ()


def test_editors_complete_the_manifest_by_the_schema_beside_it(tmp_path: Path) -> None:
    start_book(tmp_path, DAY)
    named = (tmp_path / "book.yaml").read_text("utf-8").splitlines()[0]
    assert named == "# yaml-language-server: $schema=book.schema.json"
    assert json.loads((tmp_path / "book.schema.json").read_text("utf-8")) == schema()


def test_the_identifier_comes_of_the_name_and_the_day(tmp_path: Path) -> None:
    made = {}
    for name, day in (("one", DAY), ("other", DAY), ("one", DAY.replace(year=2027))):
        folder = tmp_path / str(day.year) / name
        start_book(folder, day)
        manifest, _ = load(folder / "book.yaml")
        assert manifest is not None
        assert manifest.date == day
        made[folder] = manifest.identifier
    assert len(set(made.values())) == 3
    start_book(tmp_path / "elsewhere" / "one", DAY)
    manifest, _ = load(tmp_path / "elsewhere" / "one" / "book.yaml")
    assert manifest is not None
    assert manifest.identifier == made[tmp_path / "2026" / "one"]


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("mine")
    with pytest.raises(OutputError, match="O005"):
        start_book(tmp_path, DAY)
    result = CliRunner().invoke(main, ["new", str(tmp_path)])
    assert (result.exit_code, [path.name for path in tmp_path.iterdir()]) == (7, [".hidden"])
    assert "hint: name a folder that is empty" in result.stderr


def test_a_file_in_the_way_ends_with_code_7(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("a file")
    result = CliRunner().invoke(main, ["new", str(tmp_path / "mine")])
    assert (result.exit_code, "O010" in result.stderr) == (7, True)


@pytest.mark.parametrize(
    ("arguments", "environment", "day"),
    [
        (["--date", "2020-02-29"], {"SOURCE_DATE_EPOCH": "0"}, "2020-02-29"),
        ([], {"SOURCE_DATE_EPOCH": "86400"}, "1970-01-02"),
    ],
)
def test_the_date_is_given_or_that_of_the_surroundings(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], day: str
) -> None:
    result = CliRunner().invoke(main, ["new", str(tmp_path / "mine"), *arguments], env=environment)
    assert result.exit_code == 0, result.stderr
    assert f"\ndate: {day}\n" in (tmp_path / "mine" / "book.yaml").read_text("utf-8")
    assert result.stdout.splitlines()[0] == f"{tmp_path}/mine/book.yaml"
