"""Characters that no font of the machine has: where they stand, and what to install so that they are drawn."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from anthology.pdf.fonts.files import fonts_folder

BOOK = """anthology: 1
title: {title}
language: en-GB
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
editors: [{{name: Ada Editor}}]
foreword: foreword.md
essays:
  - id: rain
    source: {source}
    title: Rain
    author: {{name: Bo Writer}}
    introduction: rain-introduction.md
    content_notes: none
editions: {{screen: {{format: pdf, for: screen}}}}
"""


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine that has no fonts but those which the builder brings."""
    folder = tmp_path_factory.mktemp("fonts")
    folders = f"<dir>{fonts_folder()}</dir>"
    settings = folder / "fonts.conf"
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    settings.write_text(f"{head}<fontconfig>{folders}<cachedir>{folder}</cachedir></fontconfig>", "utf-8")
    return settings


def make_font(path: Path, letter: str) -> Path:
    """A font that has one letter, a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    glyphs = {".notdef": pen.glyph(), "square": pen.glyph()}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(letter): "square"})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Machine", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(path)
    return path


def told(
    folder: Path, fonts: Path, *, source: str = "rain.txt", title: str = "Weather", code: str = "T006", **texts: str
) -> list[str]:
    """The lines of a build's findings of a code with their hints, in a folder with these texts."""
    files = {source: "It rains.\n", "foreword.md": "A foreword.\n", "rain-introduction.md": "An introduction.\n"}
    files |= {name.replace("__", "-").replace("_", "."): text for name, text in texts.items()}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "book.yaml").write_text(BOOK.format(source=source, title=title), "utf-8")
    command = [sys.executable, "-m", "anthology", "build", "--fresh", "--jobs", "1", "--out", "out"]
    given = {**os.environ, "FONTCONFIG_FILE": str(fonts), "XDG_CACHE_HOME": str(fonts.parent)}
    made = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=200, check=False)
    assert made.returncode == 1, made.stderr  # of the font of one letter no text is read back
    lines = made.stderr.splitlines()
    return [f"{line}\n{''.join(lines[index + 1 :])}" for index, line in enumerate(lines) if f" {code} " in line]


def test_the_first_place_and_the_packages_are_named(bare: Path, tmp_path: Path) -> None:
    text = "It rains here, and that is a sentence.\n\nIn Chinese it is 雨, in Japanese あめ,\nin Thai ฝน, and 😀 too.\n"
    (line,) = told(tmp_path, bare, rain_txt=text)
    assert line.startswith(
        "rain.txt:3:18: T006 rain: no font has a glyph for U+96E8 雨, U+3042 あ, U+3081 め, U+0E1D ฝ"
    )
    assert "hint: on Debian and Ubuntu: apt-get install fonts-noto-core fonts-noto-cjk fonts-symbola" in line


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"source": "rain.md", "rain_md": "Rain falls.\n\n- one\n- *two 雨*\n"}, "rain.md:4:8: T006 rain: "),
        ({"source": "rain.html", "rain_html": "<p>Rain.</p>\n<p>It\nis 雨.</p>\n"}, "rain.html:"),
        ({"foreword_md": "First.\n\nSecond 雨.\n"}, "foreword.md:3: T006 foreword: "),
        ({"rain__introduction_md": "First.\n\nSecond 雨.\n"}, "rain-introduction.md:3: T006 rain: "),
        ({"title": "Weather 雨"}, "book.yaml:2:8: T006 "),
    ],
    ids=["Markdown", "page", "foreword", "introduction", "title"],
)
def test_the_place_is_in_whatever_file_has_it(given: dict[str, str], place: str, bare: Path, tmp_path: Path) -> None:
    lines = told(tmp_path, bare, **given)
    assert lines
    assert [line for line in lines if not line.startswith(place)] == []


def test_of_many_characters_the_first_twelve_are_listed(bare: Path, tmp_path: Path) -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E40)))
    (line,) = told(tmp_path, bare, rain_txt=f"Rain falls, in a sentence of its own.\n\nIt is {letters}\n")
    assert line.split("\n")[0].endswith("U+4E0B 下 and 52 more")


def test_a_character_in_a_font_of_the_machine_is_named_with_its_place(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "machine").mkdir()
    made = make_font(tmp_path / "machine" / "Machine.ttf", "\u21af")
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(bare.read_text("utf-8").replace("<cachedir>", f"<dir>{made.parent}</dir><cachedir>"), "utf-8")
    (line,) = told(tmp_path, fonts, code="T007", rain_txt="It rains here.\n\nAnd there it is \u21af too.\n")
    assert line.startswith("rain.txt:3:17: T007 rain: set in Machine, a font of this machine: \u21af")
