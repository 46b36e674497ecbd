"""People as data: several authors of an essay, those who did something else for it, and where they are all named."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from judges import epubcheck
from lxml import etree
from PIL import Image
from real_book import build_book
from source_book import pages_of

from anthology.api import check
from anthology.manifest.bylines import byline
from anthology.manifest.people import Credit
from anthology.result import BuildResult
from anthology.verify.page_text import pdf_pages

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
MANIFEST = """\
anthology: 1
title: Joint Works
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
publisher: The Press
contributors:
  - id: ann
    name: Ann One
    sort_as: One, Ann
    biography: Ann One repairs clocks.
    orcid: 0000-0002-1825-0097
    web: https://example.org/ann
    affiliation: Quay College
    picture: {file: art/ann.png, alt: Ann One at a bench, credit: Photograph by Ed Five}
  - {id: di, given: Di, family: van Four, suffix: Jr}
editors: [{name: Ada Editor, sort_as: "Editor, Ada"}]
front: [contents]
back: [contributors, permissions, bibliography]
essays:
  - id: joint
    source: joint.md
    author: [ann, {given: Bo, family: Two}, {name: Cy Three, sort_as: "Three, Cy"}]
    contributors: [{id: di, role: translator}, {name: Ed Five, role: illustrator}]
    content_notes: none
    permission: {status: own}
    published: {in: The Weekly, on: 2019}
  - id: talk
    source: talk.md
    contributors:
      - {id: ann, role: interviewer}
      - {given: Mei, family: Lin, name: Lin Mei, scripts: {zh: 林梅}, role: interviewee}
    content_notes: none
    permission: {status: own}
editions: {ebook: {format: epub}, print: {format: pdf}}
"""
SIGNED = "Ann One, Bo Two and Cy Three"
OTHERS = ("translated by Di van Four Jr", "illustrated by Ed Five")


def write_book(folder: Path, manifest: str = MANIFEST) -> Path:
    (folder / "joint.md").write_text("# Joint work\n\nText stands here.\n", "utf-8")
    (folder / "talk.md").write_text("# A Talk\n\nWords were said.\n", "utf-8")
    (folder / "art").mkdir()
    Image.new("RGB", (300, 400), "gray").save(folder / "art" / "ann.png")
    path = folder / "book.yaml"
    path.write_text(manifest, "utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("joint")
    return build_book(write_book(folder), folder / "out")


def package_of(report: BuildResult) -> etree._Element:
    (data,) = [each.path.read_bytes() for each in report.editions if each.edition == "ebook"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith(".opf")]
        return etree.fromstring(archive.read(name))


def words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_package_has_each_person_with_role_sorted_name_and_place(built: BuildResult) -> None:
    package = package_of(built)
    refined = {(meta.get("refines"), meta.get("property")): meta.text for meta in package.iter(f"{OPF}meta")}

    def people(kind: str) -> list[tuple[str | None, ...]]:
        return [
            (each.text, *(refined.get((f"#{each.get('id')}", name)) for name in ("role", "file-as", "display-seq")))
            for each in package.iter(DC + kind)
        ]

    assert people("creator") == [
        ("Ada Editor", "edt", "Editor, Ada", "1"),
        ("Ann One", "aut", "One, Ann", "2"),
        ("Bo Two", "aut", "Two, Bo", "3"),
        ("Cy Three", "aut", "Three, Cy", "4"),
    ]
    assert people("contributor") == [
        ("Di van Four Jr", "trl", "van Four, Di, Jr", "1"),
        ("Ed Five", "ill", None, "2"),
        ("Ann One", "ivr", "One, Ann", "3"),
        ("Lin Mei", "ive", "Lin Mei", "4"),
    ]


def test_pages_name_all_authors_and_what_others_did(built: BuildResult) -> None:
    pages = pages_of(built)
    (line,) = pages["joint"].iterfind(".//{*}p[@class='byline']")
    assert "\n".join(line.itertext()).split("\n") == [SIGNED, *OTHERS]
    (line,) = pages["talk"].iterfind(".//{*}p[@class='byline']")
    assert "\n".join(line.itertext()).split("\n") == ["Interview by Ann One", "interview with Lin Mei"]
    assert f"Joint work, by {SIGNED}; {'; '.join(OTHERS)}" in words(pages["nav"])
    assert "A Talk, interview by Ann One; interview with Lin Mei" in words(pages["nav"])
    assert "One, A., Two, B. and Three, C. 2019. Joint work. The Weekly. Translated by D. van Four Jr." in words(
        pages["bibliography"]
    )
    assert f"“Joint work”, by {SIGNED}; {'; '.join(OTHERS)}. First published" in words(pages["permissions"])
    assert "“A Talk”, interview by Ann One; interview with Lin Mei." in words(pages["permissions"])


def test_the_list_of_contributors_has_everybody_once(built: BuildResult) -> None:
    entries = [words(each) for each in pages_of(built)["contributors"].iter("{*}li")]
    assert entries == [
        "Photograph by Ed Five Ann One, Quay College Ann One repairs clocks. https://example.org/ann "
        "First published: The Weekly. “Joint work” “A Talk”, interview",
        "Bo Two First published: The Weekly. “Joint work”",
        "Cy Three First published: The Weekly. “Joint work”",
        "Di van Four Jr “Joint work”, translation",
        "Ed Five “Joint work”, illustrations",
        "Lin Mei “A Talk”, interview",
    ]
    (picture,) = pages_of(built)["contributors"].iter("{*}img")
    assert picture.get("alt") == "Ann One at a bench"


def test_printed_pages_have_byline_contents_and_running_head(built: BuildResult) -> None:
    (path,) = [each.path for each in built.editions if each.edition == "print" and "cover" not in each.name]
    text = "\n".join(pdf_pages(path.read_bytes()))
    assert f"{SIGNED}\n{OTHERS[0]}\n{OTHERS[1]}" in text.replace("\r", "")
    assert f"{SIGNED}; {'; '.join(OTHERS)}" in " ".join(text.split())


def test_an_onix_message_has_each_person_with_all_roles_and_the_parts_of_the_name(built: BuildResult) -> None:
    (path,) = [each.path for each in built.sidecars if each.name.endswith("-onix.xml")]
    people = [
        [(etree.QName(part).localname, words(part)) for part in each]
        for each in next(etree.parse(path).iter("{*}DescriptiveDetail")).iterfind("{*}Contributor")
    ]
    assert [dict(each)["SequenceNumber"] for each in people] == list("1234567")
    assert people[1] == [
        ("SequenceNumber", "2"),
        ("ContributorRole", "A01"),
        ("ContributorRole", "A43"),
        ("NameIdentifier", "21 0000000218250097"),
        ("PersonName", "Ann One"),
        ("PersonNameInverted", "One, Ann"),
        ("NamesBeforeKey", "Ann"),
        ("KeyNames", "One"),
        ("ProfessionalAffiliation", "Quay College"),
        ("BiographicalNote", "Ann One repairs clocks."),
        ("Website", "06 https://example.org/ann"),
    ]
    assert people[4][1:] == [
        ("ContributorRole", "B06"),
        ("PersonName", "Di van Four Jr"),
        ("PersonNameInverted", "van Four, Di, Jr"),
        ("NamesBeforeKey", "Di"),
        ("KeyNames", "van Four"),
        ("SuffixToKey", "Jr"),
    ]
    assert people[6][-3:] == [("KeyNames", "Lin"), ("NamesAfterKey", "Mei"), ("AlternativeName", "00 林梅")]


def test_package_and_message_are_valid(built: BuildResult) -> None:
    (epub,) = [each.path for each in built.editions if each.edition == "ebook"]
    (message,) = [each.path for each in built.sidecars if each.name.endswith("-onix.xml")]
    assert [each for each in epubcheck(epub) if not each.is_harmless] == []
    onixcheck: Any = importlib.import_module("onixcheck")  # which has no types
    assert [each for schema in ("xsd", "rng") for each in onixcheck.validate(str(message), [schema])] == []


# --- names of several people ---


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Bo Writer and Cy Poet", 2),
        ("Ann One, Bo Two and Cy Three", 3),
        ("Bo Writer & Cy Poet", 2),
        ("Bo Writer und Cy Poet", 2),
        ("Faber and Faber", 0),
        ("Department of Trade and Industry", 0),
        ("José Ortega y Gasset", 0),
        ("Bo Writer; Cy Poet", 2),
        ("Bo Writer et Cy Poet", 2),
        ("Bo Writer with Cy Poet", 2),
        ("Simon and Schuster", 0),
        ("García Márquez, Gabriel José", 0),
        ("Lee, Ada", 0),
        ("The Editors", 0),
        ("Centre for Women and Work", 0),
    ],
)
def test_a_name_that_lists_people_is_found(tmp_path: Path, name: str, count: int) -> None:
    manifest = re.sub(r"editors: .*", f'editors: [{{name: "{name}"}}]', MANIFEST)
    found = [each for each in check(write_book(tmp_path, manifest)) if each.code == "M080"]
    assert [each.message for each in found] == [f"“{name}” names {count} people as one"] * bool(count)
    assert all("write a list: [{name: " in each.hint for each in found)


def test_a_source_by_more_people_than_the_manifest_names_is_found(tmp_path: Path) -> None:
    path = write_book(tmp_path, MANIFEST.replace("[ann, {given: Bo, family: Two}, {name: Cy Three", "[{name: Cy Three"))
    path.write_text(re.sub(r"    contributors: \[\{id: di.*\n", "", path.read_text("utf-8")), "utf-8")
    (tmp_path / "joint.md").write_text("# Joint work\n\nBy Bo Two and Cy Three\n\nText stands here.\n", "utf-8")
    assert [each.code for each in check(path) if each.code == "C004"] == ["C004"]


# --- bylines in each language ---


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", ["A", "B", "C"], "A, B and C"),
        ("de", ["A", "B"], "A und B"),
        ("fr", ["A", "B"], "A et B"),
        ("es", ["Bo", "Cy"], "Bo y Cy"),
        ("es", ["Bo", "Inés"], "Bo e Inés"),
        ("es", ["Bo", "Hilda"], "Bo e Hilda"),
        ("es", ["Bo", "Iago"], "Bo y Iago"),
        ("he", ["דנה", "רות"], "דנה ורות"),
        ("he", ["דנה", "Ruth"], "דנה ו־Ruth"),
        ("ar", ["علي", "ليلى"], "علي وليلى"),
        ("ar", ["علي", "Layla"], "علي و Layla"),
    ],
)
def test_names_are_joined_as_the_language_joins_them(language: str, names: list[str], said: str) -> None:
    assert byline([Credit(name=name) for name in names], language).authors == said


def test_names_keep_their_small_letters_and_phrases_begin_with_a_capital() -> None:
    translated = Credit(name="d. b.", role="translator")
    assert byline([Credit(name="bell hooks"), translated], "en").lines == ("bell hooks", "translated by d. b.")
    assert byline([translated], "en").lines == ("Translated by d. b.",)


def test_a_running_head_names_three_authors_or_the_first_of_more() -> None:
    assert byline([Credit(name=name) for name in "ABC"], "en").short == "A, B and C"
    assert byline([Credit(name=name) for name in "ABCD"], "en").short == "A and others"


def test_what_a_book_says_of_a_person_stands_for_all_that_name_them(tmp_path: Path) -> None:
    text = MANIFEST.replace("{id: di, role: translator}", "{id: di, name: D. V., role: translator}")
    package = package_of(build_book(write_book(tmp_path, text), tmp_path / "out", "ebook"))
    (translator,) = [each for each in package.iter(f"{DC}contributor") if each.text == "D. V."]
    refines = f"#{translator.get('id')}"
    assert [each.get("property") for each in package.iter(f"{OPF}meta") if each.get("refines") == refines] == [
        "role",
        "display-seq",
    ]  # a pen name is not sorted as the other one
