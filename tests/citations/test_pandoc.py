"""The pandoc engine: its answer read, and a clear word where it is missing, too old, too slow or refuses."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from anthology.citations.model import Date, Name, Reference
from anthology.citations.styles import csl as pandoc
from anthology.citations.styles.csl import find_pandoc, format_with_pandoc
from anthology.core.document import Link, Mark, plain
from anthology.core.errors import LimitError, MissingError, SettingError

GOLDEN = Path(__file__).parents[1] / "golden" / "bibliography"
WORK = Reference(key="walby", title="The future", authors=(Name(family="Walby", given="S."),), issued=Date(year=2011))

#: A program that answers as pandoc does: the words of a real answer, or a failure.
PROGRAM = """#!{python}
import pathlib, sys, time
if "--version" in sys.argv:
    print("pandoc {version}")
    sys.exit(0)
pathlib.Path({seen!r}).write_text("\\n".join(sys.argv[1:]) + "\\n" + sys.stdin.read())
{action}
"""


@pytest.fixture
def style(tmp_path: Path) -> Path:
    path = tmp_path / "my style.csl"
    path.write_text("<style/>")
    return path


def install(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *, version: str = "3.9", answer: Path | None = None, action: str = ""
) -> Path:
    """Put a stand-in for pandoc on the PATH; what it was asked is in the file that is given back."""
    seen = folder / "seen.txt"
    program = folder / "bin" / "pandoc"
    program.parent.mkdir()
    action = f"print(pathlib.Path({str(answer)!r}).read_text())" if answer else action
    program.write_text(PROGRAM.format(python=sys.executable, version=version, seen=str(seen), action=action))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent))
    return seen


def test_without_pandoc_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, style: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError) as caught:
        format_with_pandoc([WORK], style, "en-GB")
    (finding,) = caught.value.findings
    assert finding.code == "R012"
    assert "pandoc 3" in finding.hint


@pytest.mark.parametrize("version", ["2.19.2", "1.9", "unknown"])
def test_an_old_pandoc_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str) -> None:
    install(monkeypatch, tmp_path, version=version)
    with pytest.raises(MissingError, match="too old"):
        find_pandoc()


def test_pandoc_that_cannot_be_started_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)
    (tmp_path / "bin" / "pandoc").write_text("#!/no/such/program\n")
    with pytest.raises(MissingError, match="cannot be run"):
        find_pandoc()


def test_the_answer_in_chicago_becomes_inlines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, style: Path) -> None:
    seen = install(monkeypatch, tmp_path, answer=GOLDEN / "pandoc-chicago.json")
    entries = format_with_pandoc([WORK], style, "en-GB")
    assert [key for key, _ in entries] == ["kelly-forth", "kelly-westmarland-2016", "walby-2011-impact"]
    content = entries[1][1]
    assert plain(content) == (
        "Kelly, Liz, and Nicole Westmarland. 2016. ‘Naming and Defining “Domestic Violence”: Lessons from Research "
        "with Violent Men’. Feminist Review 112 (1): 113–27. https://doi.org/10.1057/fr.2015.52."
    )
    assert [plain(mark.content) for mark in content if isinstance(mark, Mark) and mark.kind == "title"] == [
        "Feminist Review"
    ]
    assert [link.target for link in content if isinstance(link, Link)] == ["https://doi.org/10.1057/fr.2015.52"]
    asked = seen.read_text()
    assert "--sandbox" in asked
    assert f"--csl={style}" in asked
    assert "lang:en-GB" in asked
    assert "nocite: '@*'" in asked
    assert os.environ["PATH"] == str(tmp_path / "bin")


def test_the_numbers_of_a_numbered_style_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, style: Path) -> None:
    install(monkeypatch, tmp_path, answer=GOLDEN / "pandoc-vancouver.json")
    entries = format_with_pandoc([WORK], style, "en-GB")
    words = [" ".join(plain(content).split()) for _, content in entries]
    assert [line[:8] for line in words] == ["1. Walby", "2. Kelly", "3. Kelly"]
    assert all(line == line.strip() for line in words)


def test_a_style_that_pandoc_refuses_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, style: Path) -> None:
    install(monkeypatch, tmp_path, action="sys.exit('first line\\nCiteprocXMLError: no root')")
    with pytest.raises(SettingError, match="CiteprocXMLError: no root") as caught:
        format_with_pandoc([WORK], style, "en-GB")
    assert caught.value.findings[0].at


def test_a_pandoc_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, style: Path) -> None:
    install(monkeypatch, tmp_path, action="time.sleep(60)")
    monkeypatch.setattr(pandoc, "PATIENCE", 1)
    with pytest.raises(LimitError, match="did not end"):
        format_with_pandoc([WORK], style, "en-GB")
