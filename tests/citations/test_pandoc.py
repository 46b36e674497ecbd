"""The pandoc engine: its answer read, and a clear word where it is missing, too old, too slow or refuses."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from anthology.citations.model import Date, Name, Reference
from anthology.citations.styles import csl as pandoc
from anthology.citations.styles.csl import find_pandoc, format_with_pandoc
from anthology.cli import doctor
from anthology.core.document import Link, Mark, plain
from anthology.core.errors import LimitError, MissingError, SettingError
from anthology.stages import read_book

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


@pytest.fixture(autouse=True)
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where pypandoc_binary is not installed."""
    monkeypatch.setattr(pandoc, "find_spec", lambda _: None)


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


def test_the_pandoc_of_the_python_package_is_found_where_that_on_the_path_is_too_old(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    install(monkeypatch, tmp_path / "old", version="2.19.2")
    (tmp_path / "new").mkdir()
    with monkeypatch.context() as other:
        install(other, tmp_path / "new")
    packaged = tmp_path / "pypandoc" / "files" / "pandoc"
    packaged.parent.mkdir(parents=True)
    (tmp_path / "new" / "bin" / "pandoc").rename(packaged)
    package = SimpleNamespace(submodule_search_locations=[str(packaged.parents[1])])
    monkeypatch.setattr(pandoc, "find_spec", lambda _: package)
    assert find_pandoc() == str(packaged)
    monkeypatch.setenv("PATH", "")
    assert find_pandoc() == str(packaged)


def test_the_doctor_and_the_code_agree_on_the_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def told() -> tuple[str, str]:
        return next((part.found, part.install) for part in doctor.examine() if part.name == "pandoc 3")

    install(monkeypatch, tmp_path, version="2.19.2")
    assert told() == ("", "python -m pip install pypandoc_binary")
    with pytest.raises(MissingError, match="too old") as caught:
        find_pandoc()
    assert "pip install pypandoc_binary" in caught.value.findings[0].hint
    install(monkeypatch, tmp_path / "bin", version="3.1")
    assert told()[0] == find_pandoc()


def test_a_pandoc_that_ends_with_an_error_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)
    (tmp_path / "bin" / "pandoc").write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(MissingError, match="too old"):
        find_pandoc()


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<info><category citation-format="numeric"/></info>', "numeric"),
        ('<info><category field="history"/><category citation-format="label"/></info>', "label"),
        ('<info><category citation-format="note"/></info>', "note"),
    ],
)
def test_a_style_for_other_citations_than_the_texts_have_is_refused(tmp_path: Path, markup: str, kind: str) -> None:
    style = tmp_path / "style.csl"
    style.write_text(f'<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text">{markup}</style>')
    with pytest.raises(SettingError, match=f"“{kind}”") as caught:
        format_with_pandoc([WORK], style, "en-GB")
    assert caught.value.findings[0].code == "R012"
    style.write_text('<style xmlns="http://purl.org/net/xbiblio/csl" class="note"/>')
    with pytest.raises(SettingError, match="“note”"):
        format_with_pandoc([WORK], style, "en-GB")


def test_a_title_that_the_editors_supplied_stands_in_brackets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, style: Path
) -> None:
    titles: list[str] = []

    def to_csl(work: Reference) -> dict[str, str]:
        titles.append(work.title)
        return {}

    monkeypatch.setattr(pandoc, "to_csl", to_csl)
    install(monkeypatch, tmp_path, answer=GOLDEN / "pandoc-chicago.json")
    format_with_pandoc([replace(WORK, title="Rain", title_supplied=True)], style, "en-GB")
    assert titles == ["[Rain]"]


BOOK = """anthology: 1
title: Cited
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d13
date: 2026-11-20
editors: [{name: An Editor}]
bibliography: {engine: pandoc, csl: style.csl, sources: [works.bib]}
essays:
  - {id: rain, source: rain.md, author: {name: Ada Lee}, content_notes: none}
editions: {ebook: {format: epub}}
"""


def test_citations_by_key_are_refused_as_pandoc_would_not_print_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pandoc, "format_with_pandoc", lambda works, *_: [(work.key, ("x",)) for work in works])
    for name, text in {
        "book.yaml": BOOK,
        "style.csl": "<style/>",
        "works.bib": "@book{lee, author={Lee, Ada}, title={Rain}, year={2016}}",
        "rain.md": "# Rain\n\nIt rains, as somebody says [@lee, p. 3], and @lee [4] says it again.\n",
    }.items():
        (tmp_path / name).write_text(text)
    found = {finding for finding in read_book(tmp_path / "book.yaml").findings if finding.code == "R012"}
    assert ["“@lee” is cited by its key" in finding.message for finding in found] == [True]
    assert all(finding.at and finding.at.line == 3 for finding in found)
