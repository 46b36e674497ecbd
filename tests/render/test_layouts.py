"""Layouts: those that come with the builder, and those of a book; what is wrong with one is said in its place."""

from __future__ import annotations

import io
import os
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from real_book import build_book, copy_book
from test_first_edition_pages import GOLDEN, described

from anthology.cli import main
from anthology.core.errors import LayoutError
from anthology.core.findings import Finding
from anthology.pdf.inspect.facts import read_pdf
from anthology.pdf.preflight.check import claimed
from anthology.render.shipped_layouts import shipped_names
from anthology.render.templates import Layout, chosen_layout, layout
from anthology.result import BuildResult
from anthology.stages import read_book

LOOKED_AT = {"D007", "T021", "T022", "T023", "T024"}  # the width of the spine, and notes on how lines break


def with_layout(folder: Path, name: str, **files: str) -> Path:
    """A copy of the first edition with that layout; `files` are those of a layout of its own, `_` for `.` in names."""
    folder.mkdir(exist_ok=True)
    manifest = copy_book(folder)
    manifest.write_text(f"{manifest.read_text('utf-8')}\nlayout: {name}\n", "utf-8")
    for file, text in files.items():
        path = manifest.parent / "layouts" / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return manifest


def chosen(manifest: Path) -> tuple[Layout, list[Finding]]:
    book = read_book(manifest)
    look, findings = chosen_layout(book.manifest)
    assert set(findings) <= set(book.findings), "anthology check says what is wrong with a layout"
    return look, list(findings)


def test_a_layout_of_a_book_builds_on_the_house(tmp_path: Path) -> None:
    files = {
        "layout.yaml": "words: [My half-title, Half]",
        "common.css": ".mine { color: #000 }",
        "ebook.css": ".mine-too { margin: 0 }",
        "half-title.xhtml.j2": (
            '{% extends "page.xhtml.j2" %}{% block attributes %} aria-label="Half"{% endblock %}'
            "{% block heading %}<p>My half-title</p>{% endblock %}"
        ),
    }
    manifest = with_layout(tmp_path, "mine", **files)
    look, findings = chosen(manifest)
    assert findings == []
    assert look.stylesheet("ebook").startswith(layout().stylesheet("ebook")[:300])
    report = build_book(manifest, tmp_path / "build", "ebook")
    with ZipFile(io.BytesIO(report.editions[0].path.read_bytes())) as book:
        style = book.read("EPUB/book.css").decode()
        assert style.index("font-variant-caps") < style.index(".mine ") < style.index(".mine-too")
        assert "<p>My half-title</p>" in book.read("EPUB/half-title.xhtml").decode()
        assert 'class="half"' not in book.read("EPUB/half-title.xhtml").decode()


@pytest.mark.parametrize(
    ("name", "files", "code", "place", "said"),
    [
        ("modrn", {}, "L007", "book.yaml", "there is no layout “modrn”"),
        ("mine", {"prnt.css": "p {}"}, "L008", "layouts/mine/prnt.css", "never used"),
        ("mine", {"layout.yaml": "extends: hous"}, "L007", "layouts/mine/layout.yaml:1:10", "“hous” is not one of"),
        (
            "mine",
            {"layout.yaml": "summary: a\nmargins: {top: 1 inch}"},
            "L007",
            "layouts/mine/layout.yaml:2:16",
            "length",
        ),
        (
            "mine",
            {"layout.yaml": "cover:\n  press: {ground: red}"},
            "L007",
            "layouts/mine/layout.yaml:2:19",
            "not a colour",
        ),
        (
            "mine",
            {"essay.xhtml.j2": "<p>\n{% if %}</p>"},
            "L001",
            "layouts/mine/essay.xhtml.j2:2",
            "Expected an expression",
        ),
        ("house", {"print.css": "p {}"}, "L009", "book.yaml", "is not used"),
    ],
)
def test_what_is_wrong_with_a_layout_is_said_in_its_place(
    tmp_path: Path, name: str, files: dict[str, str], code: str, place: str, said: str
) -> None:
    _, findings = chosen(with_layout(tmp_path, name, **files))
    (finding,) = [finding for finding in findings if finding.code == code]
    assert said in finding.message
    assert str(finding.at).endswith(place) or place in str(finding.at)


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("a\nb\n{{ piece.no_such }}", 3, "no_such"),
        ("a\n{{ 1 + 'a' }}", 2, "TypeError"),
        ("a\n{{ ''.__class__.__mro__ }}", 2, "unsafe"),
        ("a\n{{ piece.blocks.__init__.__globals__ }}", 2, "unsafe"),
        ("a\n{{ book.manifest.folder.root.parent.joinpath('x').read_text() }}", 2, "unsafe"),
        ("a\n{{ book.manifest.at('title').path.absolute() }}", 2, "unsafe"),
        ("a\n{{ book.manifest.folder.read('book.yaml', 99) }}", 2, "unsafe"),
        ("a\n{{ book.manifest.parse_file('/etc/passwd') }}", 2, "unsafe"),
        ("a\n{{ book.manifest.parse_raw('x', proto='pickle', allow_pickle=True) }}", 2, "unsafe"),
        ("a\n{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", 2, "RecursionError"),
        ('a\n{% include "../../book.yaml" %}', 2, "book.yaml"),
        ('a\n{% include "/etc/passwd" %}', 2, "passwd"),
    ],
)
def test_a_template_that_fails_names_its_line_and_reaches_nothing(
    tmp_path: Path, template: str, line: int, said: str
) -> None:
    manifest = with_layout(tmp_path, "mine", **{"foreword.xhtml.j2": template})
    with pytest.raises(LayoutError) as failed:
        build_book(manifest, tmp_path / "build", "ebook")
    (finding,) = failed.value.findings
    assert finding.code == "L001"
    assert finding.at is not None
    assert (finding.at.path.as_posix(), finding.at.line) == ("layouts/mine/foreword.xhtml.j2", line)
    assert said in finding.message


@pytest.mark.parametrize("markup", ["", "no markup", "<p>not <b>closed</p>", "<p>&nbsp;</p>", "<a/><b/>"])
def test_a_template_that_makes_no_xml_is_named(tmp_path: Path, markup: str) -> None:
    manifest = with_layout(tmp_path, "mine", **{"foreword.xhtml.j2": markup})
    with pytest.raises(LayoutError) as failed:
        build_book(manifest, tmp_path / "build", "ebook")
    (finding,) = failed.value.findings
    assert (finding.code, str(finding.at)) == ("L001", "layouts/mine/foreword.xhtml.j2")
    assert "no well-formed XML" in finding.message


def test_a_file_of_a_layout_that_leads_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.css").write_text("p { color: #aabbcc }", "utf-8")
    manifest = with_layout(tmp_path / "book", "mine", **{"common.css": "p {}"})
    (manifest.parent / "layouts/mine/print.css").symlink_to(tmp_path / "secret.css")
    look, findings = chosen(manifest)
    assert [finding.code for finding in findings] == ["L007"]
    assert "aabbcc" not in look.stylesheet("print")


def test_the_layouts_that_come_with_the_builder(tmp_path: Path) -> None:
    assert shipped_names()[0] == "house"
    for name in shipped_names():
        look = layout(name)
        assert look.settings.summary
        assert list(look.faults()) == []
        assert look.stylesheet("print", "large") == layout().stylesheet("print", "large"), "large print knows no styles"


EDITIONS = """
  ebook: {format: epub}
  print: {format: pdf, for: press}
  screen: {format: pdf, for: screen}
  handouts: {format: pdf, for: handout, each: essay, select: [not-all-survivors]}
"""


@pytest.fixture(scope="module", params=["modern", "classical"])
def dressed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, BuildResult]:
    """Two essays of the first edition in a look other than the house's: its name, and what was made."""
    folder = tmp_path_factory.mktemp(request.param)
    copy_book(folder)
    chosen = f"layout: {request.param}\nselect: [coalition-building, not-all-survivors]\neditions:{EDITIONS}"
    (folder / "two.yaml").write_text(f"extends: book.yaml\ntitle: Two of Five\n{chosen}", "utf-8")
    return request.param, build_book(folder / "two.yaml", folder / "build")


def made(dressed: tuple[str, BuildResult], name: str) -> Path:
    return next(artefact.path for artefact in dressed[1].editions if artefact.path.name == name)


def test_a_look_keeps_every_promise_of_the_house(dressed: tuple[str, BuildResult]) -> None:
    name, report = dressed
    assert not [finding for finding in report.findings if finding.code[0] in "TD" and finding.code not in LOOKED_AT]
    for file, claims in {
        "two-of-five-print.pdf": ("PDF/X-4",),
        "two-of-five-print-cover.pdf": ("PDF/X-4",),
        "two-of-five-screen.pdf": ("PDF/UA-1", "PDF/A-2a"),
        "not-all-survivors.pdf": ("PDF/UA-1", "PDF/A-2a"),
    }.items():
        assert claimed(read_pdf(made(dressed, file).read_bytes())) == claims, (name, file)
    pages = read_pdf(made(dressed, "two-of-five-print.pdf").read_bytes()).pages
    assert {ink.values for page in pages for ink in page.content.inks} == {(0, 0, 0, 1)}, "black alone"


def test_the_pages_of_a_look_are_as_they_were_looked_at(dressed: tuple[str, BuildResult]) -> None:
    name, _ = dressed
    pages = "\n".join(
        line for part in ("two-of-five-screen.pdf", "not-all-survivors.pdf") for line in described(made(dressed, part))
    )
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(f"{pages}\n", "utf-8")
    assert f"{pages}\n" == golden.read_text("utf-8")


def test_the_layouts_are_listed_and_one_is_copied_to_start_an_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = CliRunner().invoke(main, ["layouts"])
    assert listed.exit_code == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(shipped_names())
    copied = CliRunner().invoke(main, ["layouts", "export", "classical"])
    assert copied.exit_code == 0
    assert "layouts/my-classical/print.css" in copied.stdout
    assert "layout: my-classical" in copied.stderr
    again = CliRunner().invoke(main, ["layouts", "export", "classical"])
    assert (again.exit_code, "O005" in again.stderr) == (7, True)
    manifest = with_layout(tmp_path / "book", "mine")
    whole = CliRunner().invoke(
        main, ["layouts", "export", "modern", str(manifest.parent / "layouts/mine"), "--templates"]
    )
    assert whole.exit_code == 0
    assert "essay.xhtml.j2" in whole.stdout
    look, findings = chosen(manifest)
    assert findings == []
    modern = layout("modern")
    assert look.stylesheet("print") == modern.stylesheet("print")
    assert look.stylesheet("cover") == modern.stylesheet("cover")
    assert look.settings == modern.settings
    assert [(file.name, file.text) for file in look.files.templates] == [
        (file.name, file.text) for file in modern.files.templates
    ]


@pytest.mark.parametrize(
    ("last", "signed"), [("The Editors", True), ("This is a last sentence of a foreword that nobody signed.", False)]
)
def test_only_a_name_below_a_text_is_set_as_a_signature(tmp_path: Path, last: str, signed: bool) -> None:
    manifest = copy_book(tmp_path)
    (tmp_path / "editorial/foreword.md").write_text(f"A first paragraph.\n\n{last}\n", "utf-8")
    book = read_book(manifest)
    page = layout().page(book.piece("foreword"), book, "ebook")
    assert ('class="foreword page-front signed"' in page) is signed
