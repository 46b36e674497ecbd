"""Style sheets of a book's own layout: what hides words, fetches, acts or is no CSS is refused, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from test_hostile import sound
from test_hostile_books import BOOK, EDITIONS, ENTRY, ESSAY

from anthology.cli import main

PAGES = "editions:\n  screen: {format: pdf, for: screen}\n"
WHITE = "p { color: #fff }"
# Rules that keep words of the text from a reader.
HIDING = {
    "none": ".text { display: none }",
    "one": "p:last-child { display: none }",
    "invisible": "p { visibility: hidden }",
    "collapsed": "p { visibility: collapse }",
    "no-size": "p { font-size: 0 }",
    "pixel": "p { font-size: 1px }",
    "share": "p { font-size: 0.01em }",
    "font": "p { font: 0/0 a }",
    "calculated": "p { font-size: calc(1px - 1px) }",
    "clear": "p { color: transparent }",
    "alpha": "p { color: rgba(0, 0, 0, 0) }",
    "same": "p { color: #fff; background: #fff }",
    "white": WHITE,
    "filled": "p { -webkit-text-fill-color: transparent }",
    "opaque": "section { opacity: .01 }",
    "far": "p { position: absolute; left: -9999px }",
    "indent": "p { text-indent: -9999px !important }",
    "margin": "p { margin-left: -9999px }",
    "moved": "p { transform: translateX(-9999px) }",
    "translated": "p { translate: -9999px }",
    "shrunk": "p { transform: scale(0) }",
    "clip": "p { position: absolute; clip: rect(0 0 0 0) }",
    "clip-path": "p { clip-path: inset(100%) }",
    "mask": "p { mask: linear-gradient(transparent, transparent) }",
    "filter": "p { filter: opacity(0) }",
    "zoom": "p { zoom: 0.001 }",
    "percent": "p { opacity: 5% }",
    "matrix": "p { transform: matrix(0, 0, 0, 0, 0, 0) }",
    "blurred": "p { filter: blur(9px) }",
    "line-height": "p { font: 1px/20px serif }",
    "undone-for-some": "p { display: none } @media (min-width: 1px) { p { display: block } }",
    "twice-nothing": "section { font-size: 1px } p { font-size: 2em }",
    "ink": "p { color: device-cmyk(0 0 0 0) }",
    "one-line-clipped": "p { white-space: nowrap; overflow-x: clip }",
    "low": "p { height: 0; overflow: hidden }",
    "lowest": "p { max-height: 0; overflow: hidden }",
    "one-line": "p { white-space: nowrap; overflow: hidden }",
    "clamp": "p { -webkit-line-clamp: 1; overflow: hidden }",
    "skipped": "p { content-visibility: hidden }",
    "dots": "p { -webkit-text-security: disc }",
    "important": "p { display: none !important } p { display: block }",
    "media": "@media all { p { display: none } }",
    "narrow": "@media (max-width: 99999px) { p { display: none } }",
    "supports": "@supports (display: block) { p { display: none } }",
    "layer": "@layer x { p { display: none } }",
    "container": "@container (min-width: 1px) { p { display: none } }",
    "nested": "section { p { display: none } }",
    "nested-and": "section { & p { display: none } }",
    "escaped": "p { d\\69splay: n\\6fne }",
    "capitals": "P { DISPLAY: NONE }",
    "comment": "p { display:/**/none }",
    "variable": ":root { --a: var(--b); --b: none } p { display: var(--a) }",
    "fallback": "p { display: var(--nowhere, none) }",
    "colour-variable": ":root { --a: transparent } p { color: var(--a) }",
    "is": ":is(p, li) { display: none }",
    "has": "section:has(p) { display: none }",
    "attribute": "[id] { display: none }",
    "all": "* { display: none }",
    "line": "p::first-line { color: transparent }",
    "note": ".caution, .proof, .credit { display: none }",
}
PRINTED = ("white", "ink", "clear", "pixel", "same", "invisible", "far")  # of these in the pages of a PDF too
# Declarations for the paragraphs of an essay that may hide them in some reading system, whatever its screen.
ON_SCREENS = (
    *("color: lab(100% 0 0)", "color: oklch(1 0 0)", "color: hsl(0 0% 100%)", "color: hwb(0 100% 0%)"),
    *("color: color(xyz 0.95 1 1.09)", "color: color(display-p3 1 1 1)", "color: color(srgb-linear 1 1 1)"),
    *("color: color-mix(in srgb, white 100%, black)", "color: rgb(from red 255 255 255)", "color: Canvas"),
    *("color: light-dark(white, black)", "background: currentColor", "background: linear-gradient(#000, #000)"),
    *("font-size: min(0.1px, 12px)", "font-size: max(0px, 0.1px)", "font-size: clamp(0px, 0.1px, 0.2px)"),
    *("font-size: calc(1em * 0.01)", "font-size: 0.01vw", "font-size: 99999px", "font-size-adjust: 0.0001"),
    *("line-height: 0", "line-height: calc(1px * 0)", "letter-spacing: -1em", "word-spacing: -99em", "height: 0"),
    *("position: absolute; top: 0", "position: fixed; top: 0", "position: relative; left: -500px", "columns: 99"),
    *("left: -100vw", "left: -100%", "left: calc(-1px * 9999)", "text-indent: -999px", "text-indent: -100em"),
    *("margin-left: 200vw", "padding: 99999px", "transform: translateX(-100vw)", "transform: translateY(300vh)"),
    *("transform: perspective(1px) translateZ(5px)", "transform: rotateY(90deg)", "rotate: y 90deg", "scale: 0 1"),
    *("transform: skewX(89.9deg)", "offset-path: path('M-9999 -9999')", "contain: strict", "display: table-column"),
    *("overflow: hidden; height: 1lh", "overflow: clip; max-height: 1vh", "overflow: scroll; height: 1px"),
    *("overflow: hidden; height: calc(1px * 0)", "overflow: auto; max-height: 5px", "mix-blend-mode: color-dodge"),
    *("outline: 2000px solid #fff; outline-offset: -1000px", "box-shadow: inset 0 0 0 2000px #000"),
    *("filter: brightness(100)", "filter: contrast(0)", "-webkit-text-stroke: 20px #fff", "opacity: calc(0.5 - 0.5)"),
    *("display: env(nowhere, none)", "background: #fff; -webkit-text-fill-color: transparent"),
)
# Whole rules, for the text of the essay `#`.
LAID_OVER = (
    "#::after { content: ''; position: absolute; inset: 0; background: #fff }",
    "#, # .text, # .text p { opacity: 0.4 }",
    "# .text { overflow: hidden; height: 30px }",
    f"# .text p {{ margin-left: calc(1px{' + 1px' * 3_000}) }}",
    f"# .text p {{ margin-left: {'(1px) ' * 3_000} }}",
    "# .text { display: grid; grid-template-rows: 0; overflow: hidden }",
)
AT_ONCE = 15
# Rules that hide nothing.
PLAIN = {
    "nothing": "",
    "unused": ".no-such-class { display: none }",
    "undone": "p { display: none } p { display: block }",
    "weaker": "p { color: #fff } section p { color: #000 }",
    "on-black": "body { background: #000; color: #fff } a { color: #eee }",
    "shipped": "nav[hidden] { display: none } @supports (display: grid) { .matrix thead { display: none } }",
    "other-medium": "@media print { p { display: none } }",
    "small": ".note { font-size: 0.7em } sup { font-size: 6pt }",
    "moved": "p { margin-left: -1em; text-indent: -1.5em; position: relative; top: -0.2em; transform: rotate(1deg) }",
    "stronger-first": "section p { color: #000 } p { color: #fff }",
    "clear-ground": "body { background: #000; color: #fff } p { background: rgba(255, 255, 255, 0) }",
    "large-again": "body { font-size: 1px } body * { font-size: 12pt }",
    "seen-again": "section { visibility: hidden } section * { visibility: visible }",
    "nested-elsewhere": ".no-such-class { p { display: none } & p { display: none } }",
    "half": "p { font-size: 0.5em }",
    "pale": "p { color: #aaa }",
    "hover": "a:hover { opacity: 0.5 } p::before { content: ''; display: none }",
    "reckoned": "p { font-size: calc(1em + 2px); color: lab(20% 0 0); margin: max(1em, 2%) min(5%, 2em) }",
    "lines": "p { line-height: 1.2; letter-spacing: -0.02em; word-spacing: -0.05em; height: auto; opacity: 0.9 }",
    "scrolled": "pre { overflow: auto; max-width: 100% } p { overflow: hidden; transform: translate(-50%, -50%) }",
    "filtered": "p { filter: grayscale(1); background: linear-gradient(#fff, #eee); columns: 2 }",
    "behind": "p::before { content: '§'; position: absolute; left: -1em }",
    "loop": ":root { --a: var(--b); --b: var(--a) } p { color: var(--a) }",
}
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


def said(folder: Path, sheet: str, text: str, editions: str = EDITIONS, code: int | None = None) -> str:
    """What a check says of a book with this style sheet in a layout of its own."""
    (folder / "one.txt").write_text(ESSAY, "utf-8")
    (folder / "book.yaml").write_text(BOOK.replace(EDITIONS, f"layout: mine\n{editions}"), "utf-8")
    path = folder / "layouts/mine" / sheet
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode())
    told = sound(CliRunner().invoke(main, ["check", str(folder / "book.yaml")]))
    assert code is None or told.exit_code == code, told.stderr
    return told.stderr


@pytest.mark.parametrize("name", HIDING)
def test_words_that_a_sheet_hides_are_said_with_the_line(name: str, tmp_path: Path) -> None:
    told = said(tmp_path, "ebook.css", f"\n{HIDING[name]}", code=1)
    assert "layouts/mine/ebook.css:2:" in told
    assert "F005" in told


GROUPS = tuple(
    (*(f"# .text p {{ {each} }}" for each in ON_SCREENS), *LAID_OVER)[start : start + AT_ONCE]
    for start in range(0, len(ON_SCREENS) + len(LAID_OVER), AT_ONCE)
)


@pytest.mark.parametrize("rules", GROUPS, ids=lambda rules: rules[0].partition("{")[2].strip(" }"))
def test_whatever_may_hide_words_on_a_screen_is_said_with_its_line(rules: tuple[str, ...], tmp_path: Path) -> None:
    """Each rule stands in a line of its own, for an essay of its own."""
    names = [f"essay-{number}" for number in range(len(rules))]
    entries = "".join(f"  - {ENTRY.replace('id: one', f'id: {name}')}\n" for name in names)
    (tmp_path / "one.txt").write_text(ESSAY, "utf-8")
    book = BOOK.replace(f"  - {ENTRY}\n", entries).replace(EDITIONS, f"layout: mine\n{EDITIONS}")
    (tmp_path / "book.yaml").write_text(book, "utf-8")
    (tmp_path / "layouts/mine").mkdir(parents=True)
    sheet = "\n".join(rule.replace("#fff", "white").replace("#000", "black") for rule in rules)
    lines = [line.replace("#", f"#{name}") for name, line in zip(names, sheet.split("\n"), strict=True)]
    (tmp_path / "layouts/mine/ebook.css").write_text("\n".join(lines), "utf-8")
    told = sound(CliRunner().invoke(main, ["check", str(tmp_path / "book.yaml")])).stderr
    assert [rule for line, rule in enumerate(rules, 1) if f"layouts/mine/ebook.css:{line}:" not in told] == []


@pytest.mark.parametrize("name", PRINTED)
def test_words_that_the_pages_hide_are_said(name: str, tmp_path: Path) -> None:
    assert "layouts/mine/print.css:1:" in said(tmp_path, "print.css", HIDING[name], PAGES, code=1)


@pytest.mark.parametrize(
    ("sheet", "edition", "others"),
    [
        ("press.css", "{format: pdf}", "{format: pdf, for: screen}"),
        ("handout.css", "{format: pdf, for: handout}", "{format: pdf}"),
        ("common.css", "{format: pdf, for: screen}", ""),
    ],
)
def test_words_that_one_kind_of_pages_hides_are_said_where_the_book_has_it(
    sheet: str, edition: str, others: str, tmp_path: Path
) -> None:
    for name, kind in (("with", edition), ("without", others)):
        if kind:
            folder = tmp_path / name
            folder.mkdir()
            told = said(folder, sheet, "p { display: none }", f"editions:\n  one: {kind}\n")
            assert (f"layouts/mine/{sheet}:1:" in told) == (name == "with")


@pytest.mark.parametrize("name", PLAIN)
def test_what_hides_nothing_is_taken(name: str, tmp_path: Path) -> None:
    assert "layouts/mine" not in said(tmp_path, "ebook.css", PLAIN[name], code=0)


@pytest.mark.parametrize("name", FAULTS)
def test_what_no_style_sheet_may_have_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    text, code = FAULTS[name]
    told = said(tmp_path, "ebook.css", text, code=9 if code == "X002" else 1)
    assert code in told
    assert "layouts/mine/ebook.css:" in told


def test_a_rule_that_hides_much_is_said_once(tmp_path: Path) -> None:
    assert said(tmp_path, "ebook.css", "p { display: none }", code=1).count("F005 ") == 1


def test_of_many_faults_the_first_are_said(tmp_path: Path) -> None:
    assert said(tmp_path, "ebook.css", "p { color: }\n" * 30, code=1).count("L010 ") == 20


@pytest.mark.parametrize("name", IN_PRINT)
def test_print_has_fonts_that_are_installed_and_nothing_else(name: str, tmp_path: Path) -> None:
    text, code = IN_PRINT[name]
    assert code in said(tmp_path, "print.css", text, PAGES, code=1 if code else 0)


def test_words_in_what_is_not_shown_are_said_with_the_template(tmp_path: Path) -> None:
    for number, (before, after) in enumerate(
        [
            ('<div hidden="hidden">', "</div>"),
            ('<div style="display: none">', "</div>"),
            ('<div style="color: #ffffff">', "</div>"),
            (f'<div style="margin-left: -{"1" * 5_000}px">', "</div>"),
            ("<details>", "</details>"),
            ("<template>", "</template>"),
            ("<noscript>", "</noscript>"),
        ]
    ):
        page = (
            '{% extends "page.xhtml.j2" %}{% block content %}'
            f"{before}{{{{ blocks(piece.blocks) }}}}{after}{{% endblock %}}"
        )
        folder = tmp_path / str(number)
        folder.mkdir()
        assert "layouts/mine/essay.xhtml.j2: F005" in said(folder, "essay.xhtml.j2", page, code=1), before


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
    said(tmp_path, "ebook.css", HIDING["none"], code=1)
    told = CliRunner().invoke(main, ["build", str(tmp_path / "book.yaml"), "--out", str(tmp_path / "out")])
    assert told.exit_code == 1
    assert "F005" in told.stderr
    assert not (tmp_path / "out").exists()
