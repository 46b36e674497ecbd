"""A book that may be released, and each single thing that stops it: refused with a row of its own in the table."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

import anthology
from anthology.cli import main

DAY = datetime.date(2026, 11, 26)
MANIFEST = """anthology: 1
title: Letters
language: en-GB
identifier: urn:uuid:8a2f1c3e-5b6d-4e7f-9a0b-1c2d3e4f5a6b
date: 2024-02-03
editors: [{name: A. Editor}]
publisher: The Press
rights: {notice: The letters belong to their authors., territory: "world"}
resources: resources.yaml
essays:
  - id: letter
    source: letter.txt
    author: {name: W. Dale, died: 1960}
    published: {in: The Weekly, on: 1931-04}
    content_notes: [{theme: accused-people, level: discussion, legal_read: 2026-11-02}]
    not_present: No act is described.
    permission:
      status: granted
      holder: W. Dale Estate
      channels: [ebook]
      territory: world
      until: 2026-11-26
      evidence: letter of 3 May 2026, folder 4
      dates: {requested: 2026-04-01, granted: 2026-05-03}
editions: {ebook: {format: epub}}
"""
RESOURCES = """version: 1
regions: {GB: United Kingdom}
needs: {emergency: Now, talk: To talk}
resources:
  - {id: police, kind: emergency, name: Police, region: GB, need: emergency, for_whom: Anyone, phone: "999",
     source: The law}
  - {id: line, kind: service, name: Night Line, region: GB, need: talk, for_whom: Anyone, phone: "0800 000 0001",
     source: Its page, verified_on: 2026-11-01, verified_by: R. Ames}
"""
OWN = "status: own"
NOTES = MANIFEST[MANIFEST.index("    content_notes") : MANIFEST.index("    permission")]
GRANT = MANIFEST[MANIFEST.index("status: granted") : MANIFEST.index("editions:")]
# What is changed in the manifest or the resources, and where and with which code the release is refused.
REFUSED = {
    "not asked": ("status: granted", "status: to-request", "letter P002"),
    "term ended": ("until: 2026-11-26", "until: 2026-11-25", "letter P004"),
    "granted tomorrow": ("granted: 2026-05-03", "granted: 2026-11-27", "letter P004"),
    "granted before it was asked for": ("granted: 2026-05-03", "granted: 2026-03-31", "letter P004"),
    "no day of grant": ("dates: {requested: 2026-04-01, granted: 2026-05-03}", "contact: her agent", "letter P004"),
    "another channel": ("channels: [ebook]", "channels: [screen]", "letter P004"),
    "the world but a country": ("      territory: world", "      territory: world, except US", "letter P004"),
    "a territory not understood": ("      territory: world", "      territory: Europe and beyond", "letter P004"),
    "the book's territory not understood": ('territory: "world"', "territory: everywhere nice", "letter P004"),
    "evidence is a dash": ("evidence: letter of 3 May 2026, folder 4", 'evidence: "-"', "letter P004"),
    "evidence is yes": ("evidence: letter of 3 May 2026, folder 4", "evidence: yes", "letter P004"),
    "evidence is to do": ("evidence: letter of 3 May 2026, folder 4", "evidence: TODO ask again", "letter P004"),
    "no evidence": ("      evidence: letter of 3 May 2026, folder 4\n", "", "letter P004"),
    "holder to be announced": ("holder: W. Dale Estate", "holder: TBA", "letter P004"),
    "own, by another": (GRANT, f"{OWN}\n", "letter P004"),
    "public domain, died lately": (GRANT, "status: public-domain\n      evidence: letter 4\n", "letter P004"),
    "licence and address disagree": (
        GRANT,
        "status: licensed\n      license: CC BY 4.0\n"
        "      license_url: https://creativecommons.org/licenses/by-nc/4.0/\n",
        "letter P005",
    ),
    "a licence without address": (GRANT, "status: licensed\n      license: CC BY 4.0\n", "letter P007"),
    "no legal reading": (", legal_read: 2026-11-02", "", "letter N019"),
    "legal reading tomorrow": ("legal_read: 2026-11-02", "legal_read: 2026-11-27", "letter N019"),
    "not assessed": (
        MANIFEST[MANIFEST.index("    content_notes") : MANIFEST.index("    permission")],
        "",
        "letter N007",
    ),
    "no resources": ("resources: resources.yaml\n", "", "resources H021"),
    "not verified": (", verified_on: 2026-11-01, verified_by: R. Ames", "", "resources H006"),
    "verified by nobody": ("verified_by: R. Ames", "verified_by: somebody", "resources H006"),
    "verified long ago": ("verified_on: 2026-11-01", "verified_on: 2026-05-29", "resources H008"),
    "verified tomorrow": ("verified_on: 2026-11-01", "verified_on: 2026-11-27", "resources H008"),
    "expired": ("verified_by: R. Ames", "verified_by: R. Ames, expires_on: 2026-11-25", "resources H008"),
}


def folder_with(folder: Path, old: str = "", new: str = "") -> Path:
    """The book in a folder, one thing in it changed; the path of its manifest."""
    assert (MANIFEST + RESOURCES).count(old) == 1 or not old
    (folder / "letter.txt").write_text("A Letter\n\nThe year was dry, and nobody wrote of it in any paper.\n", "utf-8")
    (folder / "resources.yaml").write_text(RESOURCES.replace(old, new) if old else RESOURCES, "utf-8")
    manifest = folder / "book.yaml"
    manifest.write_text(MANIFEST.replace(old, new) if old else MANIFEST, "utf-8")
    return manifest


def released(manifest: Path) -> anthology.BuildResult:
    return anthology.build(manifest, anthology.BuildOptions(release=True, today=DAY))


def test_a_book_in_order_is_released_whatever_its_date(tmp_path: Path) -> None:
    assert released(folder_with(tmp_path)).of("ebook")


def test_channels_that_are_not_named_are_all_of_them(tmp_path: Path) -> None:
    assert released(folder_with(tmp_path, "      channels: [ebook]\n", "")).of("ebook")


@pytest.mark.parametrize("name", REFUSED)
def test_each_thing_that_is_pending_stops_a_release_with_its_own_row(tmp_path: Path, name: str) -> None:
    old, new, row = REFUSED[name]
    manifest = folder_with(tmp_path, old, new)
    with pytest.raises(anthology.ReleaseError) as raised:
        released(manifest)
    assert [" ".join(each[:2]) for each in raised.value.rows] == [row]
    assert all(all(each) for each in raised.value.rows)


def test_the_table_stands_when_only_resources_are_pending(tmp_path: Path) -> None:
    manifest = folder_with(tmp_path, ", verified_on: 2026-11-01, verified_by: R. Ames", "")
    result = CliRunner().invoke(main, ["build", str(manifest), "--release", "--today", DAY.isoformat()])
    assert result.exit_code == 1
    heading, row = result.stderr[result.stderr.index("This book cannot be released") :].splitlines()[1:]
    assert heading.split()[:2] == ["where", "code"]
    assert row.split()[:2] == ["resources", "H006"]


def test_the_day_of_building_is_the_option_then_the_environment_then_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = folder_with(tmp_path)

    def found(*options: str) -> str:
        return CliRunner().invoke(main, ["check", str(manifest), "--release", *options]).stderr

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795651200")  # DAY
    assert "H008" not in found()
    assert "H008" in found("--today", "2027-06-01")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1811808000")  # 1 June 2027
    assert "H008" in found()
    assert "H008" not in found("--today", "2026-11-26")
    assert os.environ["SOURCE_DATE_EPOCH"] == "1811808000"


def test_no_byte_of_a_proof_depends_on_the_day_of_building(tmp_path: Path) -> None:
    manifest = folder_with(tmp_path)
    days = (DAY, datetime.date(2031, 1, 1))
    first, second = (anthology.build(manifest, anthology.BuildOptions(today=day)) for day in days)
    assert [file.sha256 for file in first.files] == [file.sha256 for file in second.files]
    assert first.findings != second.findings
