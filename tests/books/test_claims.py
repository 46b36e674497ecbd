"""What the finished PDFs say of themselves, held against what they are: tags, links, faces, titles."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from real_book import build_book
from written_documents import png

from anthology.pdf.inspect.facts import PdfFacts, read_pdf
from anthology.pdf.inspect.structure import Element
from anthology.pdf.preflight.check import check_pdf, claimed
from anthology.result import BuildResult

RAIN = "The rain fell on the town for nine days, and nobody who lived there said a word about it. "
LISTS = f"""# Lists

{RAIN}

1. An item

   with a second paragraph

2. and a list in it

   - of two
   - items

- For help, ring 0808 802 9999
- An item with a table, as [the web](https://example.org/a/page) has it

  | Year | Loaves |
  |---|---|
  | 1901 | 9,400 |

a heading follows `some code`

## A section

{"".join(f"{number}. {RAIN * 3}{chr(10)}" for number in range(1, 30))}
"""
TABLES = f"""<html><body><main><h1>Tables</h1><p>{RAIN}</p>
<table><thead><tr><th rowspan="3">A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr>
<tr><td>4</td><td>5</td><td>6</td></tr></tbody></table><p>{RAIN}</p>
<table><tr><th>h</th><td rowspan="2">2</td><td>x</td></tr><tr><td colspan="2">4</td></tr></table><p>{RAIN}</p>
<ol><li><p>One</p><ul><li>inner</li></ul><p>after it</p></li></ol>
<dl><dt>Term</dt><dd>Meaning</dd></dl></main></body></html>"""
PICTURE = f"# A picture\n\n{RAIN}\n\n![](p.png)\n\n{RAIN}\n"
RESOURCES = """version: 1
regions: {GB: United Kingdom}
needs: {sexual-violence: "After sexual violence, at any time"}
resources:
  - id: line
    kind: service
    name: The New Line
    region: GB
    need: sexual-violence
    for_whom: Anyone
    web: https://example.org/line
    source: its own page
    replaces: ["0808 802 9999"]
"""
MANIFEST = """anthology: 1
title: Claims
language: en-GB
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d12
date: 2026-11-20
editors: [{name: An Editor}]
resources: resources.yaml
essays:
  - {id: lists, source: lists.md, author: {name: Ada Lee}, content_notes: none}
  - {id: tables, source: tables.html, author: {name: Ben Roe}, content_notes: none}
editions:
  screen: {format: pdf, for: screen}
  large: {format: pdf, for: large-print}
  handouts: {format: pdf, for: handout, each: essay}
"""


def write_book(folder: Path) -> Path:
    folder.mkdir()
    for name, text in {"lists.md": LISTS, "tables.html": TABLES, "resources.yaml": RESOURCES}.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "book.yaml").write_text(MANIFEST, "utf-8")
    return folder / "book.yaml"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("claims")
    return build_book(write_book(folder / "book"), folder / "out")


def files(report: BuildResult, edition: str) -> dict[str, bytes]:
    return {each.path.stem: each.path.read_bytes() for each in report.editions if each.edition == edition}


def screen(report: BuildResult) -> bytes:
    (data,) = files(report, "screen").values()
    return data


def facts(report: BuildResult) -> PdfFacts:
    return read_pdf(screen(report))


def of_kind(found: PdfFacts, kind: str) -> Iterator[Element]:
    assert found.structure is not None
    return (element for element, _ in found.structure.elements() if element.kind == kind)


def test_every_file_that_claims_to_be_accessible_follows_the_rules(report: BuildResult) -> None:
    for edition in ("screen", "large", "handouts"):
        for data in files(report, edition).values():
            assert claimed(read_pdf(data)) == ("PDF/UA-1", "PDF/A-2a")
            assert check_pdf(data) == ()


def test_the_editors_note_on_a_helpline_in_a_list_stands_in_the_body_of_the_item(report: BuildResult) -> None:
    items = list(of_kind(facts(report), "LI"))
    assert {kid.kind for item in items for kid in item.kids} == {"Lbl", "LBody"}
    assert all([kid.kind for kid in item.kids].count("LBody") == 1 for item in items)
    words = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(screen(report))]
    assert any("0808 802 9999" in page and "[Ed.: " in page for page in words)


def test_lists_say_how_their_items_are_marked(report: BuildResult) -> None:
    lists = list(of_kind(facts(report), "L"))
    marks = {
        each.attributes["ListNumbering"]: any(part.kind == "Lbl" for item in each.kids for part in item.kids)
        for each in lists
    }
    assert marks == {"/Decimal": True, "/Disc": True, "/None": False} | (
        {"/Circle": True} if "/Circle" in marks else {}
    )


def test_a_list_that_goes_on_over_pages_is_one(report: BuildResult) -> None:
    assert max(len(each.kids) for each in of_kind(facts(report), "L")) == 29


def test_a_picture_that_nobody_describes_is_one_finding_and_forbids_the_claim(tmp_path: Path) -> None:
    manifest = write_book(tmp_path / "book")
    (tmp_path / "book" / "tables.html").unlink()
    (tmp_path / "book" / "picture.md").write_text(PICTURE, "utf-8")
    (tmp_path / "book" / "p.png").write_bytes(png(600))
    text = manifest.read_text("utf-8").replace("id: tables, source: tables.html", "id: shown, source: picture.md")
    manifest.write_text(text, "utf-8")
    report = build_book(manifest, tmp_path / "out", "screen")
    assert claimed(facts(report)) == ()
    about_pictures = [each for each in report.findings if "picture" in each.message]
    assert [each.code for each in about_pictures] == ["S013"]
    assert {"T004", "T015", "D034", "D038", "D040"}.isdisjoint(each.code for each in report.findings)


def words_of_links(data: bytes) -> set[tuple[str, str]]:
    """The words and the target of each link: an address, or the name of a place in the book."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        links = [link for page in pdf.pages for link in iter(page.obj.get("/Annots", pikepdf.Array()))]
        return {(str(link.Contents), str(link.A.URI) if "/A" in link else str(link.Dest)) for link in links}


def test_every_link_says_where_it_leads(report: BuildResult) -> None:
    found = words_of_links(screen(report))
    assert ("the web, https://example.org/a/page", "https://example.org/a/page") in found
    assert {words for words, target in found if target == "lists"} == {"Lists, page 1", "Lists – Ada Lee, page 1"}
    for words, target in found:
        assert target in words if "://" in target else re.search(r"\bpage ([ivxl]+|\d+)$", words), words


def test_each_handout_has_its_own_title_and_the_essays_name_at_the_head(report: BuildResult) -> None:
    handouts = files(report, "handouts")
    assert {name: read_pdf(data).title for name, data in handouts.items()} == {
        "lists": "Lists – Claims",
        "tables": "Tables – Claims",
    }
    assert {name: read_pdf(data).info["Title"] for name, data in handouts.items()} == {
        name: read_pdf(data).title for name, data in handouts.items()
    }
    second = pypdfium2.PdfDocument(handouts["lists"])[1]
    head = second.get_textpage().get_text_bounded(bottom=second.get_height() - 20 * 72 / 25.4)
    assert head.strip() == "Lists"


FACES = ("SourceSerif4", "SourceSans3", "SourceCodePro", "AtkinsonHyperlegible")


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        ("screen", ["SourceSerif4", "SourceSans3", "SourceCodePro"]),
        ("large", ["SourceCodePro", "AtkinsonHyperlegible"]),
    ],
)
def test_the_colophon_names_the_faces_that_the_file_holds(
    report: BuildResult, edition: str, expected: list[str]
) -> None:
    (data,) = files(report, edition).values()
    held = {font.name.partition("+")[2].partition("-")[0] for font in read_pdf(data).fonts}
    assert [face for face in FACES if face in held] == expected
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
    (sentence,) = re.findall(r"Claimswassetin(.*?)undertheSIL", re.sub(r"[^A-Za-z0-9]", "", text))
    assert [face for face in FACES if face in sentence] == expected
