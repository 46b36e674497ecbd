"""Files of references that are an essay's own: a key means what the essay's file has under it, in the finished book."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from real_book import build_book
from source_book import pages_of

from anthology.stages import read_book

X = {"x": "http://www.w3.org/1999/xhtml"}
MANIFEST = """anthology: 1
title: Two Chapters
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d12
date: 2026-11-20
editors: [{name: An Editor}]
essays:
"""
ESSAY = "  - {{id: {name}, source: {name}.md, author: {{name: Writer}}, content_notes: none, references: {own}}}\n"
RAIN = "@book{lee2016, author={Lee, Ada}, title={On Rain}, year=2016, publisher={Quay}, location={Leeds}}\n"
SNOW = "@book{lee2016, author={Lee, Bo}, title={A History of Snow}, year=2016, publisher={Quay}, location={Leeds}}\n"


def write(folder: Path, files: dict[str, str], *, third: str = "", shared: str = "") -> Path:
    """A book of two essays that cite `lee2016`, each with a file of references, and a third without one."""
    entries = ""
    for name, bib in files.items():
        (folder / f"{name}.md").write_text(f"# The {name}\n\nIt falls, as [@lee2016, p. 3] has it.\n", "utf-8")
        (folder / f"{name}.bib").write_text(bib, "utf-8")
        entries += ESSAY.format(name=name, own=f"{{sources: [{name}.bib]}}")
    if third:
        (folder / "third.md").write_text(f"# The third\n\n{third}\n", "utf-8")
        entries += ESSAY.format(name="third", own="{}")
    bibliography = f"bibliography: {{sources: [{shared}]}}\n" if shared else ""
    manifest = folder / "book.yaml"
    manifest.write_text(f"{MANIFEST}{entries}{bibliography}editions:\n  ebook: {{format: epub}}\n", "utf-8")
    return manifest


def cited(pages: dict[str, etree._Element], name: str) -> list[str]:
    """The words of the entries to which the citations of an essay lead."""
    targets = [link.get("href", "").partition("#")[2] for link in pages[name].iterfind(".//x:a[@class='citation']", X)]
    (entries,) = [page for page in pages.values() if page.find(f".//*[@id='{targets[0]}']") is not None]
    return ["".join(entries.find(f".//*[@id='{target}']").itertext()) for target in targets]


def test_one_key_means_in_each_essay_the_work_of_its_own_file(tmp_path: Path) -> None:
    manifest = write(tmp_path, {"rain": RAIN, "snow": SNOW})
    report = build_book(manifest, tmp_path / "out")
    pages = pages_of(report)
    assert [finding.code for finding in report.findings if finding.code[0] in "RB"] == []
    ((rain,), (snow,)) = cited(pages, "rain"), cited(pages, "snow")
    assert "Lee, A" in rain
    assert "On Rain" in rain
    assert "Lee, B" in snow
    assert "A History of Snow" in snow


def test_a_key_of_another_essays_file_is_no_key_and_one_of_the_whole_book_is(tmp_path: Path) -> None:
    manifest = write(tmp_path, {"rain": RAIN, "snow": SNOW}, third="So says [@lee2016].")
    found = [finding for finding in read_book(manifest).findings if finding.code[0] in "RB"]
    assert [(one.code, one.at.path.name if one.at else "") for one in found] == [("B004", "third.md")]
    (tmp_path / "all.bib").write_text(RAIN.replace("On Rain", "On Hail").replace("Lee, Ada", "Lee, Cy"), "utf-8")
    manifest = write(tmp_path, {"rain": RAIN, "snow": SNOW}, third="So says [@lee2016].", shared="all.bib")
    report = build_book(manifest, tmp_path / "out")
    pages = pages_of(report)
    assert [finding.code for finding in report.findings if finding.code[0] in "RB"] == []
    titles = ("On Rain", "A History of Snow", "On Hail")
    for name, title in zip(("rain", "snow", "third"), titles, strict=True):
        assert [title in entry for entry in cited(pages, name)] == [True]


def test_one_work_in_the_files_of_two_essays_is_one_entry_and_no_finding(tmp_path: Path) -> None:
    manifest = write(tmp_path, {"rain": RAIN, "snow": RAIN.replace("lee2016", "leeRain")})
    text = (tmp_path / "snow.md").read_text("utf-8").replace("lee2016", "leeRain")
    (tmp_path / "snow.md").write_text(text, "utf-8")
    report = build_book(manifest, tmp_path / "out")
    pages = pages_of(report)
    assert [finding.code for finding in report.findings if finding.code[0] in "RB"] == []
    assert cited(pages, "rain") == cited(pages, "snow")
    words = "".join(pages["bibliography"].itertext())
    assert words.count("On Rain") == 1


def test_an_override_reaches_the_essays_file_and_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    manifest = write(tmp_path, {"rain": RAIN, "snow": SNOW})
    text = manifest.read_text("utf-8").replace("[snow.bib]", "[snow.bib], override: {lee2016: {title: On Ice}}")
    manifest.write_text(text, "utf-8")
    book = read_book(manifest)
    assert sorted(work.title for work in book.bibliography.references if not work.is_essay) == ["On Ice", "On Rain"]
    manifest.write_text(text.replace("snow.bib", "hail.bib"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "anthology", "check", str(manifest)], capture_output=True, text=True, check=False
    )
    assert "hail.bib" in done.stderr
    assert done.returncode


@pytest.mark.parametrize(
    ("bib", "code"),
    [
        ("@book{a, title={x {y}, year=2000}\n", "R004"),
        ("@book{a\n title={x}}\n", "R004"),
        ("@book{a, title={On \\frac{x}}, year=2000}\n", "R002"),
        ("@book{a, title={On \\verb}, year=2000}\n", "R002"),
        ("@book{a, title={On \\sqrt[}, year=2000}\n", "R002"),
    ],
)
def test_what_a_file_has_wrong_is_told_by_findings_with_its_line_and_by_nothing_else(bib: str, code: str) -> None:
    words = "from pathlib import Path; from anthology.citations.formats import read_references as read; import sys; "
    words += "found = read(Path('a.bib'), sys.argv[1].encode())[1]; print(*(f'{x.code}:{x.at.line}' for x in found))"
    done = subprocess.run([sys.executable, "-c", words, f"\n{bib}"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split() == [f"{code}:2"]
