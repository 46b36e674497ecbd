"""What editors add at a text and around it, read back from the finished files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from lxml import etree, html

from anthology import BookError, build
from anthology.result import BuildResult

RAIN = """# Rain

The first of June was wet.

> Nobody went out,
> they said.

1. An umbrella
2. A hat

## Later

It rained on.

Share this page
"""
SNOW = "# Snow\n\nSnow fell.\n\n## Ice\n\nIt froze.\n"
MANIFEST = """anthology: 1
title: Weather
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
essays:
  - id: rain
    source: rain.md
    author: {name: Bo Writer}
    introduction: about-rain.md
    content_notes: [{theme: war, level: mention}]
    waived: []
    source_note: Reprinted from our copy; a button is left out.
    editors_notes:
      - {at: first of June, note: It was the second.}
      - {at: Nobody went out, note: Somebody did.}
      - {at: A hat, note: A cap.}
    cleaning: [{drop: Share this page, because: a button}]
    permission: {status: to-request, holder: The Weekly}
  - id: snow
    source: snow.md
    author: {name: Cy Poet}
    content_notes: none
    permission: {status: own, holder: Cy Poet}
editions:
  ebook: {format: epub}
  screen: {format: pdf, for: screen}
"""
INTRODUCTION = "See also “[Snow](book:snow)”.\n"


def write(folder: Path, manifest: str = MANIFEST, introduction: str = INTRODUCTION) -> Path:
    files = {"book.yaml": manifest, "rain.md": RAIN, "snow.md": SNOW, "about-rain.md": introduction}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder / "book.yaml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    return build(write(tmp_path_factory.mktemp("weather")))


def file_of(built: BuildResult, end: str) -> bytes:
    return next(each for each in built.files if each.name.endswith(end)).read()


@pytest.fixture(scope="module")
def pages(built: BuildResult) -> Mapping[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(file_of(built, ".epub"))) as archive:
        return {Path(name).stem: etree.fromstring(archive.read(name)) for name in archive.namelist() if "xhtml" in name}


@pytest.fixture(scope="module")
def printed(built: BuildResult) -> str:
    document = pypdfium2.PdfDocument(file_of(built, "screen.pdf"))
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def said(page: etree._Element) -> str:
    return " ".join("".join(page.itertext()).split())


def test_a_note_of_the_editors_stands_behind_its_paragraph_quotation_or_item(
    pages: Mapping[str, etree._Element], printed: str
) -> None:
    for text in (said(pages["rain"]), printed):
        assert "The first of June was wet. [Ed.: It was the second.]" in text
        assert re.search(r"they said\. \[Ed\.: Somebody did\.\]", text)
        assert "A hat [Ed.: A cap.]" in text


def test_a_note_without_a_place_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BookError) as refused:
        build(write(tmp_path, MANIFEST.replace("first of June", "third of June")), editions=["ebook"])
    (finding,) = [each for each in refused.value.findings if each.code == "C016"]
    assert finding.at is not None
    assert (finding.at.line, "third of June" in finding.message) == (15, True)


def test_a_source_note_stands_after_the_essay_and_in_the_note_on_the_texts(
    pages: Mapping[str, etree._Element], printed: str
) -> None:
    note = "Reprinted from our copy; a button is left out."
    assert said(pages["rain"]).index(note) > said(pages["rain"]).index("It rained on.")
    assert note in said(pages["note-on-the-texts"])
    assert printed.count(note) == 2


def test_print_gives_the_page_of_an_essay_that_an_introduction_names(
    pages: Mapping[str, etree._Element], printed: str
) -> None:
    assert "See also “Snow”." in said(pages["rain"]).replace(" (page", "(page")
    assert re.search(r"See also “Snow \(page 3\)”\.", printed)


def test_contents_show_no_subheading_of_an_essay_with_a_content_note(
    built: BuildResult, pages: Mapping[str, etree._Element]
) -> None:
    listed = said(pages["nav"])
    assert "Later" not in listed
    assert "Ice" in listed
    with pikepdf.open(io.BytesIO(file_of(built, "screen.pdf"))) as pdf, pdf.open_outline() as outline:
        titles = [below.title for top in outline.root for below in (top, *top.children)]
    assert "Later" not in titles
    assert "Ice" in titles


def test_nobody_is_named_as_holder_of_a_right_before_they_answered(printed: str) -> None:
    assert "Rights holder believed to be The Weekly. Permission to reprint has not yet been requested." in printed
    assert "© The Weekly" not in printed
    assert "© Cy Poet." in printed


def test_the_record_of_changes_has_every_line_of_every_source(built: BuildResult) -> None:
    record = json.loads(file_of(built, "-changes.json"))
    rain, snow = record["essays"]
    lines = {each["number"] for each in rain["lines"]}
    assert lines == {number for number, line in enumerate(RAIN.splitlines(), 1) if line.strip()}
    (dropped,) = [each for each in rain["lines"] if each["became"] == "dropped"]
    assert (dropped["words"], dropped["because"]) == ("Share this page", "a button")
    assert snow["id"] == "snow"


def test_the_same_record_can_be_read_as_a_page(built: BuildResult) -> None:
    page = html.fromstring(file_of(built, "-changes.html"))
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.iter("tr")]
    assert ["15", "left out", "a button", "Share this page"] in rows
    assert page.get("lang") == "en-GB"


RESOURCES = """version: 1
regions: {GB: United Kingdom, FR: France, XX: Elsewhere}
needs: {now: In danger}
resources:
  - {id: gb, kind: emergency, name: Police, region: GB, need: now, for_whom: Anyone, phone: "999", source: The law}
  - {id: fr, kind: emergency, name: Police, region: FR, need: now, for_whom: Anyone, phone: "17 17 17", source: A page}
  - {id: xx, kind: emergency, name: Police, region: XX, need: now, for_whom: Anyone, phone: "999", source: A page}
"""


def test_only_numbers_of_the_law_stand_unchecked_at_the_head_of_the_resources(tmp_path: Path) -> None:
    (tmp_path / "resources.yaml").write_text(RESOURCES, "utf-8")
    made = build(write(tmp_path, MANIFEST.replace("editions:", "resources: resources.yaml\neditions:")))
    with zipfile.ZipFile(io.BytesIO(file_of(made, ".epub"))) as archive:
        page = etree.fromstring(archive.read("EPUB/resources.xhtml"))
    (head,) = page.iterfind(".//{*}p[@class='urgent']")
    assert said(head) == "In an emergency: 999 (United Kingdom)."
    marked = [said(each) for each in page.iterfind(".//{*}li[@class='service']") if "Not checked" in said(each)]
    assert [("17 17 17" in each, "(not checked)" in each) for each in marked] == [(True, True), (False, True)]
    assert {each.message.split(":")[0] for each in made.findings if each.code == "H005"} == {"fr", "xx"}
