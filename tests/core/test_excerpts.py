"""The line of a YAML file below a finding: the mark stands under the place, and no other file is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from anthology.cli import main
from anthology.core.excerpts import WIDEST, with_excerpts
from anthology.core.findings import Finding, Location

CASES = Path(__file__).parents[1] / "manifests"


def shown(folder: Path, at: Location, code: str = "M009") -> tuple[str, ...]:
    return next(with_excerpts([Finding(code, "wrong", at)], folder))[1]


def test_check_shows_the_line_and_a_mark_under_the_column() -> None:
    path = CASES / "ids-twice.yaml"
    lines = CliRunner().invoke(main, ["check", str(path)]).stderr.splitlines()
    assert lines[0].startswith(f"{path}:9:10: M012 the id “one” is given")
    assert lines[1:4] == [
        "    9 |   - {id: one, source: two.txt, author: unsigned}",
        "      |          ^",
        "  hint: give each essay an id of its own",
    ]


def test_an_error_in_a_manifest_that_is_extended_is_shown_there() -> None:
    lines = CliRunner().invoke(main, ["check", str(CASES / "extends-syntax-error-below.yaml")]).stderr.splitlines()
    assert lines[0].startswith(f"{CASES}/tab-as-indent.yaml:11:1: M002")
    assert lines[1].startswith("   11 | ")


def test_a_warning_and_another_kind_of_file_are_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: b\n")
    (tmp_path / "a.txt").write_text("words that nobody asked for\n")
    assert shown(tmp_path, Location(tmp_path / "a.yaml", 1, 1), "M017") == ()
    assert shown(tmp_path, Location(tmp_path / "a.txt", 1, 1)) == ()
    assert shown(tmp_path, Location(tmp_path / "a.yaml", 1, 1)) == ("    1 | a: b", "      | ^")
    assert shown(tmp_path, Location(Path("a.yaml"), 1)) == ("    1 | a: b",)


@pytest.mark.parametrize("name", ["../outside.yaml", "link.yaml", "nowhere.yaml"])
def test_nothing_outside_the_folder_is_shown(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.yaml").write_text("secret: yes\n")
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "link.yaml").symlink_to("../outside.yaml")
    assert shown(folder, Location(Path(name), 1, 1)) == ()
    assert shown(folder, Location(tmp_path / "outside.yaml", 1, 1)) == ()


def test_wide_and_combining_letters_do_not_move_the_mark(tmp_path: Path) -> None:
    text = "title: 本e\u0301 x"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    line, mark = shown(tmp_path, Location(tmp_path / "a.yaml", 1, text.index("x") + 1))
    assert line.endswith(text)
    assert len(mark) == len("    1 | title: ") + len("WWe x")


def test_a_terminal_is_given_no_orders(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a:\t\x1b[2J\x07\xff b\n")
    assert shown(tmp_path, Location(tmp_path / "a.yaml", 1, 3))[0] == "    1 | a: \ufffd[2J\ufffd\ufffd b"


@given(
    text=st.text(), line=st.integers(0, 3), column=st.integers(0, 400), long=st.integers(0, 300).map(lambda n: "x" * n)
)
def test_no_place_in_any_text_makes_quoting_raise(
    text: str, line: int, column: int, long: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "quoted.yaml"
    path.write_bytes((long + text).encode("utf-8", "surrogatepass"))
    lines = shown(path.parent, Location(path, line, column))
    assert all(len(one) <= 2 * WIDEST + 10 for one in lines)
    assert all(one.isprintable() for one in lines)
