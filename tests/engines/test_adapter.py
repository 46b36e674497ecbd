"""The contract with WeasyPrint and pydyf: what `anthology.pdf.engine.adapter` takes from inside them.

A failure here says what a release has changed. None of it is promised by their documentation.
"""

from __future__ import annotations

import ast
import ctypes.util
import inspect
import logging
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pydyf
import pytest
import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.document import Document
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.fonts import Font

from anthology.core.errors import MissingError
from anthology.pdf.engine import typeset
from anthology.pdf.engine.adapter import boxes, library, objects
from anthology.pdf.engine.model import Job
from anthology.pdf.engine.weasyprint import Layout, lay_out

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "anthology"
ADAPTER = PACKAGE / "pdf" / "engine" / "adapter"
STYLES = """
@font-face { font-family: Body; src: url("asset:font/SourceSerif4%5Bopsz,wght%5D.ttf") }
@page { size: 105mm 148mm; margin: 15mm; @bottom-center { content: counter(page) } }
@page :first { @bottom-center { content: "first" } }
html { font-family: Body; font-size: 10pt; hyphens: auto }
.note { float: footnote }
.page-ref { font-variant-numeric: tabular-nums }
.far { position: absolute; top: 20mm; left: 3mm }
.rtl { direction: rtl; text-indent: 12px; font-family: "DejaVu Sans" }
"""
BODY = """
<h1 id="top">Title</h1>
<p id="one">Words with <a href="#two">a link within</a> and <a href="https://example.org/">one <b>outside</b></a>,
and a note<span class="note">at the foot</span>.</p>
<p class="far">absolute</p>
<table><tr><td>cell</td></tr></table>
<p class="rtl">שלום עולם</p>
<p id="two" style="page-break-before: always">See page <a class="page-ref" href="#top">0</a>.</p>
"""


def document(body: str = BODY, styles: str = STYLES, **facts: Any) -> Layout:
    xhtml = f'<html lang="en"><head><title>t</title></head><body>{body}</body></html>'
    return lay_out(Job(slug="contract", xhtml=xhtml, stylesheets=(styles,), side="recto", **facts))


@pytest.fixture(scope="module")
def layout() -> Layout:
    return document()


def names_of(thing: object) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("__")}


def test_the_release_is_the_one_that_pyproject_pins() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert f"weasyprint=={library.TESTED}" in needed
    assert weasyprint.__version__ == library.TESTED, "read anthology/pdf/engine/adapter again, then change TESTED"


def private_names(path: Path) -> set[str]:
    """The names with an underscore that a module takes from anything but itself: `thing._name`, `import _name`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    own |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    own |= {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and re.match(r"_[a-z]", node.attr) and node.attr not in own
        if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    }
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("anthology")
        for alias in node.names
        if alias.name.startswith("_")
    }
    return used | imported


def test_nothing_private_is_read_outside_the_adapter() -> None:
    allowed = {"_exit"}  # os._exit is documented
    found = {
        path.relative_to(ROOT).as_posix(): names
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.parent != ADAPTER and (names := private_names(path) - allowed)
    }
    assert found == {}
    inside = set().union(*map(private_names, ADAPTER.glob("*.py")))
    assert inside == {"_page_box"}


def test_only_the_adapter_imports_the_inside_of_weasyprint() -> None:
    pattern = re.compile(r"^\s*(?:from|import) (weasyprint\b\S*|pyphen\b)", re.MULTILINE)
    for path in PACKAGE.rglob("*.py"):
        found = pattern.findall(path.read_text(encoding="utf-8"))
        assert not found or path.parent == ADAPTER, f"{path} imports {found}"


def test_find_library_is_as_it_was() -> None:
    before = "import ctypes.util; before = ctypes.util.find_library; import anthology.pdf.engine.adapter.library; "
    code = before + "print(ctypes.util.find_library is before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
    assert ctypes.util.find_library.__module__ == "ctypes.util"


def test_render_reads_of_a_document_only_what_ours_has() -> None:
    read = set(re.findall(r"\bhtml\.(\w+)", inspect.getsource(Document)))
    read |= set(re.findall(r"\bhtml\.(\w+)", inspect.getsource(weasyprint.css.get_all_computed_styles)))
    read |= set(re.findall(r"\bhtml\.(\w+)", inspect.getsource(weasyprint.html.get_html_metadata)))
    ours = library.XhtmlDocument("<html/>", library.URLFetcher())
    assert read - names_of(ours) == set()
    assert {"wrapper_element", "etree_element"} <= read, "our tree is no longer what is laid out"
    assert ours.base_url is None
    assert ours.wrapper_element.etree_element is ours.etree_element


def test_lines_are_broken_with_our_hyphenation_alone() -> None:
    source = inspect.getsource(weasyprint.text.line_break)
    assert set(re.findall(r"\bpyphen\.(\w+)", source)) == {"language_fallback", "Pyphen"}
    body = '<p style="width: 20mm">' + "incomprehensibilities " * 4 + "</p>"
    shown = [
        "".join(run.text for run in boxes.pages_of(made.document, made.root)[0].runs)
        for made in (document(body), document(body, whole=("incomprehensibilities",)))
    ]
    assert ["\u2010" in text for text in shown] == [True, False]


def test_the_boxes_say_where_each_text_is(layout: Layout) -> None:
    pages = boxes.pages_of(layout.document, layout.root)
    assert [page.kind.side for page in pages] == ["recto", "verso"]
    runs = {run.text.strip(): run for page in pages for run in page.runs}
    assert runs["first"].area == "margin"
    assert runs["at the foot"].area == "note"
    assert runs["cell"].area == "text"
    assert runs["cell"].element.tag == "td"
    assert runs["absolute"].element.get("class") == "far", "what is positioned absolutely is no longer found"
    assert runs["absolute"].x == pytest.approx((15 + 3) * 96 / 25.4)
    assert runs["0"].features == {"tnum": 1}
    assert all(run.lang == "en" and run.size > 0 and run.end > run.x for run in pages[0].runs if run.area == "text")


def test_no_placeholder_is_among_the_boxes(layout: Layout) -> None:
    found = [each for page in layout.document.pages for each in page._page_box.descendants(placeholders=True)]
    assert not [each for each in found if type(each) is AbsolutePlaceholder], "boxes behind placeholders must be opened"
    assert [each for each in found if each.element is not None and each.element.get("class") == "far"]


def test_lines_from_right_to_left_have_their_indent(layout: Layout) -> None:
    page = boxes.pages_of(layout.document, layout.root)[0]
    run = next(run for run in page.runs if run.text.startswith("ש"))
    assert run.x + run.width == pytest.approx(run.end - 12)


def test_a_link_has_its_box_and_its_annotation() -> None:
    made = document()
    before = [link for page in made.document.pages for link in boxes.links_of(page)]
    boxes.drop_repeated_links(made.document)
    links = [link for page in made.document.pages for link in boxes.links_of(page)]
    assert [(link.kind, link.target) for link in links] == [
        ("internal", "two"),
        ("external", "https://example.org/"),
        ("internal", "top"),
    ]
    assert len(before) > len(links), "links are no longer repeated: drop_repeated_links may go"
    assert [link.annotation for link in links] == [None, None, None]
    objects.write(made.document, objects.RecordedFonts(), tagged=True)
    written = [link.annotation for page in made.document.pages for link in boxes.links_of(page)]
    assert [each["Contents"].data for each in written] == [b"(two)", b"(https://example.org/)", b"(top)"]
    assert all(isinstance(annotation.number, int) for annotation in written)


def test_fonts_are_recorded_and_not_embedded() -> None:
    made, fonts = document("<p>a\U0010fffe</p>"), objects.RecordedFonts()
    pdf = objects.write(made.document, fonts, tagged=False)
    assert len(fonts.used) >= 1
    font = fonts.used[0]
    assert (font.family, font.file[:4], font.axes["wght"]) == ("Body", b"\0\1\0\0", 400)
    assert "a" in font.texts.values()
    assert any(0x10FFFE in each.missing for each in fonts.used)
    assert not [item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and "FontDescriptor" in item]


def test_a_font_is_used_under_the_name_and_the_widths_that_it_is_given() -> None:
    class Named(objects.RecordedFonts):
        def record(self, font: objects.UsedFont) -> None:
            font.name = "OWN"
            font.set_widths(dict.fromkeys(range(5000), 500))

    pdf = objects.write(document("<p>a</p>").document, Named(), tagged=False)
    content = objects.page_content(pdf, objects.page_numbers(pdf)[0])
    assert any(isinstance(part, bytes) and part.startswith(b"/OWN ") for part in content.stream)


def test_the_objects_of_a_pdf_refer_to_one_another_as_they_did(layout: Layout) -> None:
    pdf = objects.write(layout.document, objects.RecordedFonts(), tagged=True)
    numbers = objects.page_numbers(pdf)
    assert [pdf.objects[number]["Type"] for number in numbers] == ["/Page", "/Page"]
    assert [pdf.objects[number].number for number in numbers] == numbers
    for number in numbers:
        assert isinstance(objects.page_content(pdf, number), pydyf.Stream)
    root = pdf.objects[objects.number_of(pdf.catalog["StructTreeRoot"])]
    parents = pdf.objects[objects.number_of(root["ParentTree"])]
    assert parents["Nums"][:4:2] == [0, 1]
    assert pdf.objects[objects.number_of(root["K"][0])]["S"] == "/Document"


def test_each_run_stands_where_its_operator_says(layout: Layout) -> None:
    pdf = objects.write(layout.document, objects.RecordedFonts(), tagged=True)
    for page, number in zip(boxes.pages_of(layout.document, layout.root), objects.page_numbers(pdf), strict=True):
        operators = objects.page_content(pdf, number).stream
        assert [run.text for run in page.runs if objects.text_place(run.x, run.y) not in operators] == []


@pytest.mark.parametrize("value", [0, 1.0, -2.5, 1 / 3, "/Name", b"7 0 R", pydyf.Array([1, "R"]), pydyf.String("é(")])
def test_values_are_written_as_pydyf_writes_them(value: object) -> None:
    assert objects.pdf_bytes(value) == pydyf._to_bytes(value)


def test_a_colour_profile_has_what_ours_has() -> None:
    path = Path(weasyprint.__file__).parent / "pdf" / "sRGB2014.icc"
    with path.open("rb") as file:
        theirs = ColorProfile(file, "asset:a.icc", "relative-colorimetric", ())
    ours = library.exact_profile(theirs, {"asset:a.icc": path.read_bytes()}.__getitem__)
    assert {name for name in names_of(theirs) if not name.startswith("_")} == set(vars(ours))
    assert ours.content == path.read_bytes()
    assert len(ours.components) == 3


def test_the_log_says_what_is_left_to_other_checks(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        picture = '<img src="asset:a.svg"/>'
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9"/></svg>'
        made = document(f"<p>\U0010fffe {picture}</p>", assets=(("a.svg", svg),))
        objects.write(made.document, objects.RecordedFonts(), tagged=True)
    messages = [record.getMessage() for record in caplog.records]
    assert any(library.MISSING_GLYPH.search(message) for message in messages), messages
    assert any(library.MISSING_DESCRIPTION in message for message in messages), messages


@pytest.mark.parametrize(
    ("target", "name", "value"),
    [
        pytest.param("boxes", "boxes", SimpleNamespace(), id="the classes of boxes"),
        pytest.param("objects", "FONT", (*objects.FONT, "no_such_thing"), id="the fonts"),
        pytest.param("objects", "PARTS", 2, id="the list of pages"),
        pytest.param("boxes", "FEATURE_PROPERTIES", ("font_no_such",), id="the style of a box"),
    ],
)
def test_what_is_missing_is_an_error_that_names_the_version(
    monkeypatch: pytest.MonkeyPatch, target: str, name: str, value: object
) -> None:
    monkeypatch.setattr({"boxes": boxes, "objects": objects}[target], name, value)
    xhtml = f'<html lang="en"><head><title>t</title></head><body>{BODY}</body></html>'
    with pytest.raises(MissingError) as caught:
        typeset(Job(slug="contract", xhtml=xhtml, stylesheets=(STYLES,), side="recto"))
    finding = caught.value.findings[0]
    assert finding.code == "X001"
    assert f"weasyprint {weasyprint.__version__}, pydyf {pydyf.__version__}" in finding.message
    assert f"weasyprint=={library.TESTED}" in finding.remedy


@pytest.mark.parametrize(
    ("name", "removal"),
    [
        ("pyphen", "del weasyprint.text.line_break.pyphen"),
        ("font_features", "del weasyprint.text.fonts.font_features"),
        (
            "boxes",
            "del weasyprint.formatting_structure.boxes; sys.modules['weasyprint.formatting_structure.boxes'] = None",
        ),
    ],
)
def test_a_release_without_a_private_name_is_named_when_it_is_imported(name: str, removal: str) -> None:
    code = (
        "import sys, ctypes.util; ctypes.util.find_library = lambda name: None\n"
        f"import weasyprint.text.line_break\n{removal}\n"
        "from anthology.core.errors import MissingError\n"
        "try:\n    import anthology.pdf.engine.adapter.library\n"
        "except MissingError as error:\n    print(error.findings[0].message)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"weasyprint {weasyprint.__version__}" in done.stdout
    assert name in done.stdout


def test_fonts_have_what_the_adapter_reads_and_sets() -> None:
    source = inspect.getsource(Font.__init__)
    assert set(objects.FONT) - set(re.findall(r"self\.(\w+) =", source)) == set()
