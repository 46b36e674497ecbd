"""Layouts: those that come with the builder, and those of a book; what is wrong with one is said in its place."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from real_book import build_book, copy_book

from anthology.build import read_book
from anthology.errors import LayoutError
from anthology.findings import Finding
from anthology.layout import Layout, chosen_layout, layout
from anthology.layoutfiles import shipped_names


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
    with ZipFile(io.BytesIO(report.artefacts[0].path.read_bytes())) as book:
        style = book.read("EPUB/book.css").decode()
        assert style.index("font-variant-caps") < style.index(".mine ") < style.index(".mine-too")
        assert "<p>My half-title</p>" in book.read("EPUB/half-title.xhtml").decode()
        assert 'class="half"' not in book.read("EPUB/half-title.xhtml").decode()


@pytest.mark.parametrize(
    ("name", "files", "code", "place", "said"),
    [
        ("modrn", {}, "L007", "book.yaml", "there is no layout “modrn”"),
        ("mine", {"prnt.css": "p {}"}, "L008", "layouts/mine/prnt.css", "never used"),
        ("mine", {"layout.yaml": "extends: hous"}, "L007", "layouts/mine/layout.yaml:1:10", "cannot be “hous”"),
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
