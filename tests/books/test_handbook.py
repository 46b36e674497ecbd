"""The handbook: a book built by the builder, whose tutorial does what it says."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import judges
from real_book import ROOT, build_book

from anthology.cli.scaffold import start_book
from anthology.core.findings import Severity, worst
from anthology.stages import read_book
from anthology.verify.page_text import pdf_pages

DOCS = ROOT / "docs"
MEANT = {"E032", "S017", "T021", "T022", "T024", "T027"}  # the last four are notes on how pages break


def test_every_page_of_docs_is_a_chapter() -> None:
    book = read_book(DOCS / "book.yaml")
    chapters = {entry.source for entry in book.manifest.essays}
    assert chapters == {path.name for path in DOCS.glob("*.md")}


def test_the_handbook_builds_without_a_complaint_and_its_e_book_is_well_made(tmp_path: Path) -> None:
    report = build_book(DOCS / "book.yaml", tmp_path)
    assert [finding for finding in report.findings if finding.code not in MEANT] == []
    ebook = next(artefact.path for artefact in report.editions if artefact.path.suffix == ".epub")
    assert [message for message in judges.epubcheck(ebook) if not message.is_harmless] == []


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_whoever_follows_the_tutorial_has_a_book_and_a_handout(tmp_path: Path) -> None:
    start_book(tmp_path, datetime.date(2026, 11, 20))
    essays, seminar = blocks((DOCS / "tutorial.md").read_text("utf-8"), "yaml")
    manifest = tmp_path / "book.yaml"
    before, after = re.split(r"^essays:\n.*?(?=^# Each edition)", manifest.read_text("utf-8"), flags=re.M | re.S)
    manifest.write_text(f"{before}{essays}\n{after}", "utf-8")
    (tmp_path / "texts/rain.txt").write_text("On Rain\n\nIt rained for a week, and nobody went out.\n", "utf-8")
    (tmp_path / "texts/snow.md").write_text("# On Snow\n\nIt snowed on the second day of the war.\n", "utf-8")
    (tmp_path / "editorial/introductions/rain.md").write_text("A note on a wet week.\n", "utf-8")
    assert worst(read_book(manifest).findings) is not Severity.ERROR
    (tmp_path / "seminar.yaml").write_text(seminar, "utf-8")
    (tmp_path / "editorial/seminar.md").write_text("Please read both before Monday.\n", "utf-8")
    report = build_book(tmp_path / "seminar.yaml", tmp_path / "build", "handout")
    assert [artefact.path.name for artefact in report.editions] == [
        "readings-for-the-first-week-handout.pdf",
        "readings-for-the-first-week-handout-booklet.pdf",
    ]
    first, *others = pdf_pages(report.editions[0].path.read_bytes())
    assert "Please read both before Monday." in first
    assert "It rained for a week" in others[0]
    assert "It snowed on the second day" in others[1]
