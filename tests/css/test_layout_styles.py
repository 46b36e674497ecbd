"""Style sheets of a book's own layout: what may hide words, fetches, acts or is no CSS is refused, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from test_hostile_books import BOOK, EDITIONS, ESSAY
from test_hostile_sources import sound

from anthology.cli import main
from anthology.core.findings import Finding
from anthology.css.lint import hiding_markup, sheet_faults
from anthology.render.layout_files import shipped_layout
from anthology.render.shipped_layouts import shipped_names

# Declarations that no style sheet of a layout may have, for print or for an e-book.
HIDING = (
    *(
        "display: none",
        "display: table-column",
        "display: var(--a)",
        "display: env(nowhere, none)",
        "d\\69splay: n\\6fne",
    ),
    *("DISPLAY: NONE", "display:/**/none", "display: none !important", "visibility: hidden", "visibility: collapse"),
    *("content-visibility: hidden", "contain: strict", "opacity: .01", "opacity: 5%", "opacity: 0.9"),
    *("opacity: calc(0.5 - 0.5)", "filter: opacity(0)", "filter: blur(9px)", "filter: brightness(100)"),
    *("-webkit-filter: contrast(0)", "mix-blend-mode: color-dodge", "-webkit-text-security: disc", "zoom: 0.001"),
    *("-webkit-line-clamp: 1", "-webkit-text-stroke: 20px #fff", "mask: linear-gradient(transparent, transparent)"),
    *("clip: rect(0 0 0 0)", "clip-path: inset(100%)", "offset-path: path('M-9999 -9999')", "font-size-adjust: 0.0001"),
    *("transform: translateX(-9999px)", "transform: scale(0)", "transform: rotate(3deg)", "translate: -9999px"),
    *("transform: matrix(0, 0, 0, 0, 0, 0)", "rotate: y 90deg", "scale: 0 1", "order: 1", "order: -1"),
    *("flex-direction: row-reverse", "flex-direction: column-reverse", "flex-flow: wrap row-reverse"),
    *("content: 'not the text'", "content: counter(a) ' of 7'", "font-size: 0", "font-size: 1px", "font-size: 0.01em"),
    *("font: 0/0 a", "font: 1px/20px serif", "font: calc(1px - 1px) serif", "font-size: calc(1px - 1px)"),
    *("font-size: min(0.1px, 12px)", "font-size: 0.01vw", "font-size: 99999px", "font-size: 1unit", "left: -9999px"),
    *(
        "text-indent: -9999px",
        "text-indent: -100em",
        "text-indent: 30em",
        "margin-left: -9999px",
        "margin: 0 0 0 200vw",
    ),
    *("left: -100vw", "left: -100%", "left: calc(-1px * 9999)", "right: 999px", "inset: 0 -500px", "padding: 99999px"),
    *("margin-inline-start: -999px", "outline: 2000px solid #fff", "box-shadow: inset 0 0 0 2000px #000"),
    *("letter-spacing: -1em", "word-spacing: -99em", "margin-left: calc(1px" + " + 1px" * 3_000 + ")"),
    *("color: transparent", "color: rgba(0, 0, 0, 0)", "color: rgb(0 0 0 / 30%)", "color: #fff", "color: #fafafa"),
    *("color: hsl(0 0% 100%)", "color: hwb(0 100% 0%)", "color: device-cmyk(0 0 0 0)", "color: var(--a)"),
    *("color: lab(100% 0 0)", "color: color-mix(in srgb, white 100%, black)", "color: rgb(from red 255 255 255)"),
    *("color: Canvas", "color: light-dark(white, black)", "-webkit-text-fill-color: transparent"),
    *("color: #fff; background: #fff", "color: #111; background: linear-gradient(#000, #fff)", "background: #000"),
    *("background: currentColor", "background: var(--a)", "background: linear-gradient(#000, #000)"),
)
# What an e-book's style sheet may not have beside that: nobody looks at its pages before a reader does.
HIDING_IN_EBOOKS = (
    *("position: absolute", "position: fixed; top: 0", "overflow: hidden", "overflow-x: clip", "height: 0"),
    *("max-height: 5px", "height: 1vh", "height: calc(1px * 0)", "line-height: 0", "line-height: calc(1px * 0)"),
)
# Rules around a declaration: under no condition and in no place is it taken.
AROUND = (
    *("p { %s }", "section { p { %s } }", "section { & p { %s } }", "@media all { p { %s } }", "@layer x { p { %s } }"),
    *("@supports (display: block) { p { %s } }", "@container (min-width: 1px) { p { %s } }", "* { %s }"),
    *("p::first-line { %s }", ":is(p, li) { %s }", ".caution, .proof { %s }", "@media all { p { & b { %s } } }"),
)
# Rules that hide nothing.
PLAIN = (
    *("", "body { background: #000; color: #fff } a { color: #eee; background: #000 }", "p { display: block }"),
    *(
        ".note { font-size: 0.7em } sup { font-size: 6pt }",
        "p { font: 600 8.4pt/1 'Two Words', serif }",
        "p { order: 0 }",
    ),
    *(
        "p { margin: 0 auto; margin-left: -1em; text-indent: -1.5em; position: relative; top: -0.2em }",
        "p { all: unset }",
    ),
    *("p { color: #aaa } q { color: inherit } b { color: currentColor; background: rgba(255, 255, 255, 0) }",),
    *("p { line-height: 1.2; letter-spacing: -0.02em; word-spacing: -0.05em; height: auto; opacity: 1 }",),
    *("pre { overflow: auto; max-width: 100% } p { background: linear-gradient(#fff, #eee); columns: 2 }",),
    *("p::before { content: '§ ' counter(a) attr(title) } q { content: open-quote }", "p { box-shadow: 0 0 1px #ccc }"),
    *(":root { --a: var(--b); --b: none } p { width: calc(1em + 2px); display: inline-block }",),
    *("nav[hidden] { display: none } @supports (display: grid) { .matrix thead { display: none } }",),
)
# What no style sheet of a layout may have: in the e-book's unless another is named.
FAULTS: dict[str, tuple[str, str]] = {
    "url": ("body { background: url(http://evil.example/x.png) }", "L011"),
    "escaped": ("body { background: u\\72l(\\68ttp://evil.example/x) }", "L011"),
    "relative": ("body { background: url(x.png) }", "L011"),
    "data": ("body { background: url(data:image/png;base64,AAAA) }", "L011"),
    "empty-url": ("body { background: url('') }", "L011"),
    "import": ("@\\69mport 'other.css';", "L011"),
    "late-import": ("p {} @import url(//evil.example/x.css);", "L011"),
    "face": ("@font-face { font-family: X; src: url(../../../x.woff) }", "L011"),
    "image-set": ("body { background: image-set('http://evil.example/x.png' 1x) }", "L011"),
    "src": ("body { background: src('http://evil.example/x.png') }", "L011"),
    "content": ("p::before { content: url(http://evil.example/x.png) }", "L011"),
    "variable": (":root { --u: url(http://evil.example/x.png) }", "L011"),
    "document": ("@document url(http://evil.example/) { p { color: red } }", "L011"),
    "in-supports": ("@supports (a: b) { p { cursor: url(c.cur), auto } }", "L011"),
    "behavior": ("p { behavior: none }", "L011"),
    "binding": ("p { -moz-binding: none }", "L011"),
    "expression": ("p { width: expression(alert(1)) }", "L011"),
    "no-source": ("@font-face { font-family: X }", "L010"),
    "property": ("@property --x { syntax: '*'; inherits: true; initial-value: none }", "L010"),
    "shrunk-face": ("@font-face { font-family: X; src: local(x); size-adjust: 1% }", "L010"),
    "range": ("@font-face { font-family: X; unicode-range: U+0-10FFFFF; src: local(x) }", "L010"),
    "wide-range": ("@font-face { font-family: X; unicode-range: U+1?????; src: local(x) }", "L010"),
    "installed": ("@font-face { font-family: X; src: url('asset:font/EBGaramond[wght].ttf') }", "L011"),
    "namespace": ("@namespace x 'y'; p {}", "L010"),
    "no-braces": ("@media all;", "L010"),
    "charset": ('@charset "utf-16"; p {}', "L010"),
    "bad-url": ("body { background: url(http://evil.example/x y) }", "L010"),
    "open": ("p { color: red", "L010"),
    "open-comment": ("p {} /* never closed", "L010"),
    "open-media": ("@media all { p { color: red }", "L010"),
    "open-string": ('p { content: "abc\n } q {}', "L010"),
    "closed-twice": ("p {} } q {}", "L010"),
    "nul": ("p { color: r\0ed }", "L010"),
    "turned": ("p { color: red } /* \u202e */", "L010"),
    "markup": ("<style>p { color: red }</style>", "L010"),
    "end": ("p { content: '</style><script>alert(1)</script>' }", "L010"),
    "declaration": ("color: red;", "L010"),
    "selector": ("p::no-such:thing(3) > { color: red }", "L010"),
    "no-selector": ("{ color: red }", "L010"),
    "no-value": ("p { color: }", "L010"),
    "deep": ("p { color: " + "calc(" * 3_000 + "1" + ")" * 3_000 + " }", "L010"),
    "deep-selector": (":not(" * 2_000 + "p" + ")" * 2_000 + " { color: red }", "L010"),
    "deep-braces": ("{" * 20_000, "L010"),
    "long-selector": ("p " * 5_000 + "{ color: red }", "L010"),
    "direction": ("p { direction: rtl }", "L012"),
    "bidi": ("p { unicode-bidi: bidi-override }", "L012"),
    "keyframes": ("@keyframes x { to { opacity: 0 } } p { color: red }", "L012"),
    "animation": ("p { -webkit-animation: x 1s }", "L012"),
    "many": ("p { color: red }\n" * 30_000, "X002"),
    "commas": ("p," * 30_000 + "p { color: red }", "X002"),
    "digits": ("p { margin: " + "1" * 5_000 + "px }", "L010"),
    "selector-digits": (f"p:nth-child({'9' * 5_000}) {{ color: red }}", "L010"),
    "binary": (bytes(range(256)).decode("latin-1") * 4, "L010"),
}
# In print: what the one in charge there may do, and what not.
IN_PRINT: dict[str, tuple[str, str]] = {
    "installed": ("@font-face { font-family: X; src: url('asset:font/EBGaramond[wght].ttf') }", ""),
    "direction": ("p { direction: ltr }", ""),
    "picture": ("body { background: url(asset:x.png) }", "L011"),
    "file": ("@font-face { font-family: X; src: url(file:///etc/passwd) }", "L011"),
    "import": ("@import 'asset:x.css';", "L011"),
    "margin-box": ("@page { @top-left { content: url(http://evil.example/x.png) } }", "L011"),
    "profile": ("@color-profile x { src: url(file:///etc/passwd) }", "L011"),
}


def faults(sheet: str, text: str, code: str = "") -> list[Finding]:
    """The findings on a style sheet, of one code alone where it is given."""
    return [each for each in sheet_faults(sheet, Path("layouts/mine", sheet), text) if code in each.code]


def said(folder: Path, sheet: str, text: str, code: int | None = None) -> str:
    """What a check says of a book with this style sheet or template in a layout of its own."""
    (folder / "one.txt").write_text(ESSAY, "utf-8")
    (folder / "book.yaml").write_text(BOOK.replace(EDITIONS, f"layout: mine\n{EDITIONS}"), "utf-8")
    path = folder / "layouts/mine" / sheet
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode())
    told = sound(CliRunner().invoke(main, ["check", str(folder / "book.yaml")]))
    assert code is None or told.exit_code == code, told.stderr
    return told.stderr


@pytest.mark.parametrize("sheet", ["print.css", "ebook.css", "common.css", "handout.css"])
def test_each_declaration_that_may_hide_words_is_refused(sheet: str) -> None:
    assert [each for each in HIDING if not faults(sheet, f"p {{ {each} }}", "F005")] == []


def test_an_ebook_may_not_hide_words_by_place_or_height_either() -> None:
    assert [each for each in HIDING_IN_EBOOKS if not faults("ebook.css", f"p {{ {each} }}", "F005")] == []
    assert [each for each in HIDING_IN_EBOOKS if faults("print.css", f"p {{ {each} }}")] == []


def test_a_declaration_is_refused_wherever_it_stands() -> None:
    for around in AROUND:
        for declaration in ("display: none", "color: #fff", "font-size: 0"):
            found = faults("ebook.css", "\n  " + around % declaration, "F005")
            assert [each.at.line for each in found if each.at] == [2], around
            assert found[0].message == f"“{declaration}” may hide words"


def test_margin_boxes_and_the_cover_have_words_of_their_own() -> None:
    assert faults("print.css", "@page { @top-left { content: 'Draft'; font-size: 0 } }") == []
    assert faults("cover.css", ".room { visibility: hidden }") == []


@pytest.mark.parametrize("rules", PLAIN)
def test_what_hides_nothing_is_taken(rules: str) -> None:
    assert faults("ebook.css", rules) == []


@pytest.mark.parametrize("name", FAULTS)
def test_what_no_style_sheet_may_have_is_refused_with_its_line(name: str) -> None:
    text, code = FAULTS[name]
    found = faults("ebook.css", text, code)
    assert found
    assert all(each.at and each.at.line for each in found)


@pytest.mark.parametrize("name", IN_PRINT)
def test_print_has_fonts_that_are_installed_and_nothing_else(name: str) -> None:
    text, code = IN_PRINT[name]
    assert {each.code for each in faults("print.css", text)} == ({code} if code else set())


def test_of_many_faults_the_first_are_said() -> None:
    assert len(faults("ebook.css", "p { color: }\n" * 30)) == 20


@pytest.mark.parametrize("name", shipped_names())
def test_the_layouts_that_come_with_the_builder_have_no_faults(name: str) -> None:
    assert [each for file in shipped_layout(name).sheets for each in faults(file.name, file.text)] == []


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ('<div hidden="hidden">x</div>', "the attribute hidden"),
        ('<div style="display: none">x</div>', "display: none"),
        ('<div style="color: #ffffff">x</div>', "color: #ffffff"),
        (f'<div style="margin-left: -{"1" * 5_000}px">x</div>', "an attribute style that cannot be read"),
        ("<details>x</details>", "the element details"),
        ("<template>x</template>", "the element template"),
        ("<noscript>x</noscript>", "the element noscript"),
        ("<style>p { display: none }</style>", "the element style"),
        ('<p style="text-align: right">x</p>', ""),
    ],
)
def test_markup_that_may_hide_words_is_named(inside: str, what: str) -> None:
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{inside}</body></html>'
    assert list(hiding_markup(page)) == ([what] if what else [])


def test_a_template_that_hides_words_is_named_once(tmp_path: Path) -> None:
    hidden = '<div hidden="hidden">{{ blocks(piece.blocks) }}</div>'
    page = f'{{% extends "page.xhtml.j2" %}}{{% block content %}}{hidden}{{% endblock %}}'
    told = said(tmp_path, "essay.xhtml.j2", page, code=1)
    assert told.count("layouts/mine/essay.xhtml.j2: F005 the attribute hidden may hide words of the book") == 1


@pytest.mark.parametrize(
    "template",
    [
        "{{ (10**99999)|string|length }}",
        "{% if 1 %}" * 3_000 + "{% endif %}" * 3_000,
        f"{{{{ {'(' * 900}1{')' * 900} }}}}",
    ],
    ids=["digits", "levels", "brackets"],
)
def test_a_template_that_cannot_be_read_is_named(template: str, tmp_path: Path) -> None:
    assert "layouts/mine/foreword.xhtml.j2" in said(tmp_path, "foreword.xhtml.j2", template, code=1)


def test_a_face_of_the_cover_that_is_not_installed_has_its_line(tmp_path: Path) -> None:
    settings = "summary: Mine\ncover:\n  title: {font: ../../../etc/passwd}\n"
    said(tmp_path, "layout.yaml", settings, code=0)
    told = CliRunner().invoke(main, ["build", str(tmp_path / "book.yaml"), "--out", str(tmp_path / "out")])
    assert told.exit_code == 5
    assert "layouts/mine/layout.yaml:3:" in told.stderr
    assert "root:" not in told.output


@pytest.mark.parametrize("name", ["house", "modern", "classical"])
def test_a_copy_of_a_layout_that_is_shipped_has_no_faults(name: str, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(ESSAY, "utf-8")
    press = "  print: {format: pdf}\n  handout: {format: pdf, for: handout}\n"
    (tmp_path / "book.yaml").write_text(f"{BOOK}{press}layout: ours\n", "utf-8")
    export = CliRunner().invoke(main, ["layouts", "export", name, str(tmp_path / "layouts/ours"), "--templates"])
    assert export.exit_code == 0, export.output
    told = CliRunner().invoke(main, ["check", str(tmp_path / "book.yaml")])
    assert "layouts/ours" not in told.stderr
    assert told.exit_code == 0, told.stderr


def test_nothing_is_built_of_a_book_whose_layout_hides_it(tmp_path: Path) -> None:
    said(tmp_path, "ebook.css", "p { display: none }", code=1)
    told = CliRunner().invoke(main, ["build", str(tmp_path / "book.yaml"), "--out", str(tmp_path / "out")])
    assert told.exit_code == 1
    assert "F005" in told.stderr
    assert not (tmp_path / "out").exists()
