"""Which face a text is set in, told from markup and style sheet; what a licence reserves; the tables of a font file."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import tinycss2
from fontTools.ttLib import TTFont
from lxml import etree
from real_book import ROOT

from anthology.css.font_face import FontRequest, Style, face_rules, font_requests, generated_text
from anthology.epub.fonts import embed
from anthology.epub.fonts.licence import name_of_copy, reserved_names
from anthology.epub.fonts.subset import features, open_font, subset
from anthology.pdf.fonts.files import font_file, font_licence
from anthology.render.shipped_layouts import shipped_names
from anthology.render.templates import layout


def set_in(body: str, style: str) -> dict[str, FontRequest]:
    """The font request of each text of a page, by the text."""
    page = etree.fromstring(f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>')
    found = font_requests([page], f"body {{ font-family: Text, serif }} {style}")
    return {"".join(sorted(characters)): request for request, characters in found.items()}


TEXT = ("text", "serif")


@pytest.mark.parametrize(
    ("body", "style", "asked"),
    [
        ("<p>x</p>", "", FontRequest(TEXT)),
        ("<p><b>x</b></p>", "", FontRequest(TEXT, 700)),
        ("<p><em><strong>x</strong></em></p>", "", FontRequest(TEXT, 700, True)),
        ("<h1>x</h1>", "", FontRequest(TEXT, 700)),
        ("<h1>x</h1>", "h1 { font-weight: 400 }", FontRequest(TEXT)),
        ('<h1 class="a">x</h1>', "h1.a { font-weight: 600 } h1 { font-weight: 400 }", FontRequest(TEXT, 600)),
        ('<h1 class="a">x</h1>', "h1.a { font-weight: 600 } h1 { font-weight: 400 !important }", FontRequest(TEXT)),
        ('<p class="a"><b>x</b></p>', ".a { font-weight: 600 }", FontRequest(TEXT, 900)),
        ('<p class="a"><i>x</i></p>', ".a i { font-style: normal }", FontRequest(TEXT)),
        ("<p><i>x</i></p>", "i { font-style: inherit }", FontRequest(TEXT)),
        ("<pre>x</pre>", "", FontRequest(("monospace",))),
        ("<pre>x</pre>", 'pre { font-family: "Two Words", Three Words }', FontRequest(("two words", "three words"))),
        ("<p>x</p>", "p { font: italic 700 1em/1.2 Other, serif }", FontRequest(("other", "serif"), 700, True)),
        ("<p><b>x</b></p>", "b { font: 12px Other }", FontRequest(("other",))),
        ("<p>x</p>", "@media (min-width: 1px) { p { font-style: italic } }", FontRequest(TEXT, 400, True)),
        ("<p>x</p>", "@supports (display: grid) { @media screen { p { font-weight: bold } } }", FontRequest(TEXT, 700)),
        ("<p>x</p>", "p::first-line { font-weight: bold } p:no-such { font-style: italic }", FontRequest(TEXT)),
        ('<p>x</p><p class="none"> </p>', ".none { font-style: italic }", FontRequest(TEXT)),
        ('<p><img alt="x"/></p>', "img { font-style: italic }", FontRequest(TEXT, 400, True)),
    ],
)
def test_a_text_is_set_as_a_browser_would_set_it(body: str, style: str, asked: FontRequest) -> None:
    assert set_in(body, style) == {"x": asked}


def test_a_text_after_an_element_is_that_of_its_parent() -> None:
    assert set_in("<p>a<i>b<!-- c -->d</i>e</p>", "") == {"ae": FontRequest(TEXT), "bd": FontRequest(TEXT, 400, True)}


def test_what_a_style_sheet_sets_itself_is_known() -> None:
    assert (
        generated_text('hr::before { content: "❦" } @supports (a: b) { q { quotes: "„" "“" } p { color: "no" } }')
        == "❦„“"
    )
    assert features("p { vertical-align: super; font-variant-caps: all-small-caps }") == ()
    assert features(".a { font-variant-caps: small-caps } .b { font-variant: oldstyle-nums }") == (
        "smcp",
        "c2sc",
        "onum",
    )
    assert features("p { font-feature-settings: \"ss01\", 'zero' 1 }") == ("ss01", "zero")


@pytest.mark.parametrize(
    ("notice", "names", "copy"),
    [
        ("© 2023 Adobe, with Reserved Font Name ‘Source’", ("Source",), "Anthology Serif 4"),
        (
            'Copyright 2011 A (a@b.c), with Reserved Font Names "Source" and "Serif".',
            ("Source", "Serif"),
            "Anthology 4",
        ),
        ("Copyright 2011 A, with Reserved Font Name Source. All rights reserved.", ("Source",), "Anthology Serif 4"),
        ("Copyright 2011 A, with Reserved Font Name: Source, Other and Third", ("Source", "Other", "Third"), None),
        ("Copyright 2014 The Source Serif 4 Project Authors (https://example.org)", (), "Source Serif 4"),
    ],
)
def test_reserved_names_are_read_as_notices_write_them(notice: str, names: tuple[str, ...], copy: str | None) -> None:
    assert reserved_names([notice]) == names
    assert copy is None or name_of_copy("Source Serif 4", names) == copy


def test_a_name_of_which_all_is_reserved_is_a_new_one() -> None:
    copy = name_of_copy("Clear", ("Clear",))
    assert copy.startswith("Anthology ")
    assert "clear" not in copy.lower()
    assert copy != name_of_copy("Plain", ("Plain",))


def test_the_words_of_a_licence_reserve_nothing() -> None:
    """The licence itself speaks of Reserved Font Names where it says what they are."""
    licence = font_licence("EBGaramond[wght].ttf")
    assert licence
    assert "Reserved Font Name" in licence.text
    assert reserved_names([licence.text]) == ()


def test_each_shipped_layout_names_faces_for_its_text() -> None:
    for name in shipped_names():
        rules = face_rules(layout(name).faces)
        assert [rule.italic for rule in rules["book serif"]] == [False, True]
        assert all(font_licence(rule.file) for each in rules.values() for rule in each)


def test_a_subset_has_its_own_names_and_style_and_right_checksums() -> None:
    font = open_font(font_file("AtkinsonHyperlegible-Bold.ttf") or b"")
    data = subset(font, map(ord, "Words"), Style(bold=True, italic=True), (), "Ä name")
    assert data == subset(font, map(ord, "Words"), Style(bold=True, italic=True), (), "Ä name")
    words = struct.unpack(f">{len(data) // 4}L", data)
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA, "what OpenType wants a whole file to come to"
    made = TTFont(io.BytesIO(data), checkChecksums=2)
    assert {str(record) for record in made["name"].names if record.nameID in (1, 4)} == {"Ä name", "Ä name Bold Italic"}
    assert (made["head"].macStyle, made["OS/2"].fsSelection & 0b1100001) == (3, 0b100001)
    assert set(made.getBestCmap()) == set(map(ord, "Words"))


FACE = '@font-face { font-family: A; src: url("asset:font/EBGaramond[wght].ttf") }'
A = "body { font-family: A }"


@pytest.mark.parametrize(
    ("faces", "style", "codes"),
    [
        (FACE, f"{A} p {{ font-weight: 1e999 }}", []),
        (FACE.replace("src", "font-weight: 1e999; src"), A, []),
        (FACE, A + "@media x {" * 3000 + "p { font-style: italic }" + "}" * 3000, ["E022"]),
        (FACE, A + ":not(" * 3000 + "p" + ")" * 3000 + "{ font-style: italic }", ["E022"]),
        (FACE.replace("A;", r'"\d800 \"}<\a";'), r'body { font-family: "\d800 \"}<\a" }', []),
        (FACE.replace("EBGaramond", "../../../EBGaramond"), A, ["E022"]),
        ("@font-face { font-family: ; src: ; font-weight: }", "body { font-family: ; font: / / }", ["E022"]),
        (f"{FACE} @font-face {{", "body { font-family: A", []),
    ],
)
def test_style_sheets_of_any_kind_are_read(faces: str, style: str, codes: list[str]) -> None:
    page = etree.fromstring('<html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>')
    made = embed(faces, style, [page])
    assert [finding.code for finding in made.findings] == codes
    assert len(made.files) == (0 if codes else 2)
    (*rules,) = tinycss2.parse_stylesheet(made.rules.encode().decode(), skip_whitespace=True)
    assert [rule.type for rule in rules] == ["at-rule"] * len(made.files[1:])


# --- what a licence permits ---

CLOSED = """
import sys; sys.path.insert(0, sys.argv[1])
from lxml import etree
from anthology.epub.fonts import embed
page = etree.fromstring('<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Words</p></body></html>')
made = embed('@font-face { font-family: A; src: url("asset:font/Closed.ttf") }', 'body { font-family: A }', [page])
print(len(made.files), *(finding.message for finding in made.findings))
"""
METADATA = """{{"family": "Closed", "slug": "closed", "version": "1", "license": "{licence}",
"files": [{{"path": "files/Closed.ttf"}}]}}"""


@pytest.mark.parametrize(
    ("licence", "rights", "said"),
    [
        ("OFL-1.1", 0, "2"),
        ("OFL-1.1", 0x0002, "0 Closed.ttf itself says that no part of it may be put into a document"),
        ("OFL-1.1", 0x0100, "0 Closed.ttf itself says that no part of it may be put into a document"),
        ("Proprietary", 0, "0 Closed has the licence Proprietary, which we do not know to permit it"),
    ],
)
def test_a_face_whose_licence_does_not_permit_it_is_not_brought(
    tmp_path: Path, licence: str, rights: int, said: str
) -> None:
    """A font package made for this test, installed in a folder of its own."""
    font = TTFont(io.BytesIO(font_file("AtkinsonHyperlegible-Regular.ttf") or b""))
    font["OS/2"].fsType = rights
    (tmp_path / "closed/files").mkdir(parents=True)
    font.save(tmp_path / "closed/files/Closed.ttf")
    for name, text in {
        "closed/__init__.py": "",
        "closed/LICENSE": "Copyright 2026 Somebody",
        "closed/metadata.json": METADATA.format(licence=licence),
        "closed-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: closed\nVersion: 1\n",
        "closed-1.dist-info/entry_points.txt": "[fontpkg.family]\nclosed = closed\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", CLOSED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert run.stdout.strip() == said
