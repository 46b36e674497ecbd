"""What the editors add is judged for every essay of a book: notes, helplines, services; in releases as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_book import say_nothing
from source_book import MANIFEST, pages_of

from anthology.build_cache import cached_build
from anthology.core.errors import AnthologyError
from anthology.core.findings import Finding
from anthology.result import BuildOptions, BuildResult

TEXT = """A Letter

Years ago she was raped, and the rape was in every paper of the town; nobody there would print one word of hers.

If you need to talk, call the helpline on 01632 960 111 or on 01632 960 222, or ring 01632 960 333 at any time.
"""
RESOURCES = """version: 1
regions: {GB: United Kingdom}
needs: {emergency: Now, talk: To talk}
resources:
  - {id: police, kind: emergency, name: Police, region: GB, need: emergency, for_whom: Anyone, phone: "999",
     source: Its page, verified_on: 2026-11-01, verified_by: R. Ames}
  - {id: line, kind: service, name: The Line, region: GB, need: talk, for_whom: Anyone, phone: "01632 960 111",
     source: Its page, verified_on: "%s", verified_by: "%s"}
  - {id: new, kind: service, name: The New Line, region: GB, need: talk, for_whom: Anyone, phone: "01632 960 999",
     source: Its page, verified_on: 2026-11-01, verified_by: R. Ames, replaces: ["01632 960 222"]}
"""
PERMISSION = (
    "permission: {status: granted, holder: W, evidence: a letter, channels: [ebook], territory: world, "
    "dates: {granted: 2026-01-01}}"
)
OPEN = "content_notes: [{theme: rape, level: discussion}], not_present: No act is described."


def made(folder: Path, notes: str, verified: tuple[str, str] = ("", ""), *, release: bool = False) -> BuildResult:
    """A book of the letter with these notes, one of its services verified so, or BookError."""
    (folder / "letter.txt").write_text(TEXT, "utf-8")
    (folder / "resources.yaml").write_text(RESOURCES % verified, "utf-8")
    entry = f"  - {{id: letter, source: letter.txt, author: {{name: W}}, {PERMISSION}, {notes}}}\n"
    rest = "resources: resources.yaml\neditions: {ebook: {format: epub}}\n"
    (folder / "book.yaml").write_text(MANIFEST + entry + rest, "utf-8")
    return cached_build(
        folder / "book.yaml", BuildOptions(out=folder / "out", executor="inline", release=release), say_nothing
    )


def said(folder: Path, notes: str, verified: tuple[str, str] = ("", ""), *, release: bool = False) -> list[Finding]:
    """What is found, whether the book is made or not."""
    try:
        return list(made(folder, notes, verified, release=release).findings)
    except AnthologyError as error:
        return list(error.findings)


def codes(found: list[Finding], group: str) -> list[str]:
    return sorted(each.code for each in found if each.code.startswith(group))


def words(report: BuildResult, page: str) -> str:
    return " ".join("".join(pages_of(report)[page].itertext()).split())


CURRENT = ("2026-11-01", "R. Ames")


@pytest.mark.parametrize(
    ("notes", "proof", "release"),
    [
        (OPEN, [], []),
        ("content_notes: none", ["N015"], ["N016"]),
        ("language: en", ["N006", "N015"], ["N007", "N016"]),
        ("content_notes: [{theme: waar, level: discussion}], not_present: x.", ["N005", "N015"], ["N005", "N016"]),
        ("content_notes: [{theme: rape, level: discussion}]", ["N012"], ["N012"]),
        (f"{OPEN}, waived: [{{theme: war, because: one word in a list}}]", ["N018"], ["N018"]),
        ("content_notes: none, waived: [{theme: rape, because: a figure of speech}]", [], []),
        (
            "content_notes: [{theme: rape, level: discussion}, "
            "{theme: accused-people, level: discussion}], not_present: x.",
            ["N011"],
            ["N019"],
        ),
        (
            "content_notes: [{theme: rape, level: discussion}, "
            "{theme: accused-people, level: discussion, legal_read: 2026-11-02}], not_present: x.",
            [],
            [],
        ),
        (
            "content_notes: [{theme: rape, level: discussion}, "
            "{theme: accused-people, level: discussion, legal_read: 2026-12-24}], not_present: x.",
            ["N011"],
            ["N019"],
        ),
    ],
)
def test_the_notes_of_every_essay_are_judged(tmp_path: Path, notes: str, proof: list[str], release: list[str]) -> None:
    assert codes(said(tmp_path, notes, CURRENT), "N") == proof
    assert codes(said(tmp_path, notes, CURRENT, release=True), "N") == release


@pytest.mark.parametrize(
    ("verified", "proof", "release"),
    [(CURRENT, [], []), (("", ""), ["H005"], ["H006"]), (("2025-11-01", "R. Ames"), ["H007"], ["H008"])],
)
def test_services_are_judged_by_the_day_of_building(
    tmp_path: Path, verified: tuple[str, str], proof: list[str], release: list[str]
) -> None:
    unknown = "H009"
    assert codes(said(tmp_path, OPEN, verified), "H") == sorted([*proof, unknown])
    assert codes(said(tmp_path, OPEN, verified, release=True), "H") == sorted([*release, unknown])


def test_the_note_stands_before_the_essay_with_what_is_not_in_it(tmp_path: Path) -> None:
    page = words(made(tmp_path, OPEN), "letter")
    assert "Rape (discussed). No act is described." in page
    assert page.index("No act is described.") < page.index("Years ago")


def test_an_essay_that_nobody_has_assessed_says_so_and_one_without_themes_another_thing(tmp_path: Path) -> None:
    open_question = words(made(tmp_path, "language: en"), "letter")
    waived = "content_notes: none, waived: [{theme: rape, because: a figure of speech}]"
    nothing = words(made(tmp_path, waived), "letter")
    assert "has not been assessed" in open_question
    assert "has not been assessed" not in nothing


def test_numbers_that_the_text_prints_are_followed_by_what_the_editors_know(tmp_path: Path) -> None:
    unsure = words(made(tmp_path, OPEN), "letter")
    assert "replaced by this service: The New Line." in unsure
    assert "have not verified that it is still in use" in unsure
    sure = words(made(tmp_path, OPEN, CURRENT), "letter")
    assert "The New Line" in sure
    assert "have not verified that it is still in use" not in sure
