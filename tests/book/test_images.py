"""Pictures of essays in the finished book: found, fit, described, in grey for the press; others named and left out."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from judges import ace, epubcheck
from lxml import etree
from PIL import Image, ImageDraw
from real_book import build_book
from source_book import MANIFEST

from anthology.book.images.collect import fit_picture, path_of
from anthology.book.images.raster import UnfitError
from anthology.build_cache import cached_build
from anthology.core.errors import BookError
from anthology.pdf.inspect.content_stream import read_content
from anthology.result import BuildOptions
from anthology.stages import read_book

X = {"x": "http://www.w3.org/1999/xhtml"}
WORDS = "There are words enough around the pictures for this to be the text of an essay and no menu."


def drawn(mode: str = "RGB", size: tuple[int, int] = (600, 400), kind: str = "PNG", **more: Any) -> bytes:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1]), fill=(200, 30, 30))
    file = io.BytesIO()
    picture.convert(mode).save(file, kind, **more)
    return file.getvalue()


MARKDOWN = f"""# Pictures

{WORDS}

![A red half](img/one.png "The half, in red.")

![](img/two.jpg)

![](img/ornament.png)

![Gone](img/gone.png)

![Out](../../out.png) and words beside it.

{WORDS}
"""
PAGE = f"""<html><body><article><h1>A page</h1><p>{WORDS}</p>
<figure><img src="img/one.png" alt="The same half"><figcaption>Below <em>it</em>.</figcaption></figure>
<p>Words with <img src="img/ornament.png" alt=""> an ornament.</p>
<p><img src="data:image/png;base64,{{}}" alt="Inside"></p><p>{WORDS}</p></article></body></html>"""
ESSAYS = """  - id: one
    source: texts/one.md
    author: unsigned
    content_notes: none
    pictures:
      - {file: texts/img/two.jpg, alt: Said by the editors, credit: "Photograph by *Bo Lens*"}
      - {file: texts/img/ornament.png, decorative: yes}
  - {id: two, source: texts/two.html, author: unsigned, content_notes: none}
editions:
  ebook: {format: epub}
  print: {format: pdf}
  screen: {format: pdf, for: screen}
"""


def write(folder: Path) -> Path:
    images = folder / "texts/img"
    images.mkdir(parents=True)
    (images / "one.png").write_bytes(drawn())
    (images / "two.jpg").write_bytes(drawn(size=(1200, 900), kind="JPEG", comment=b"secret comment"))
    (images / "ornament.png").write_bytes(drawn(size=(90, 90)))
    (folder / "texts/one.md").write_text(MARKDOWN, "utf-8")
    inside = base64.b64encode(drawn(size=(30, 20))).decode()
    (folder / "texts/two.html").write_text(PAGE.format(inside), "utf-8")
    manifest = folder / "book.yaml"
    manifest.write_text(MANIFEST + ESSAYS, "utf-8")
    return manifest


def test_pictures_stand_in_every_edition_as_it_needs_them(tmp_path: Path) -> None:
    report = build_book(write(tmp_path), tmp_path / "out")
    paths = {made.edition: made.path for made in report.editions if "cover" not in made.path.name}
    with zipfile.ZipFile(paths["ebook"]) as archive:
        one, two = (etree.fromstring(archive.read(f"EPUB/{name}.xhtml")) for name in ("one", "two"))
        opf = archive.read("EPUB/content.opf").decode()
        images = {name: archive.read(name) for name in archive.namelist() if "/picture-" in name}
    shown = one.findall(".//x:figure", X)
    assert [figure.find("x:img", X).get("alt") for figure in shown] == ["A red half", "Said by the editors", ""]
    assert shown[2].find("x:img", X).get("role") == "presentation"
    assert ["".join(figure.itertext()) for figure in shown] == ["The half, in red.", " Photograph by Bo Lens", ""]
    assert shown[1].find(".//x:em", X).text == "Bo Lens"
    assert [figure.find("x:img", X).get("alt") for figure in two.iterfind(".//x:figure", X)] == [
        "The same half",
        "",
        "Inside",
    ]
    assert len(images) == 4
    assert all(b"secret" not in data for data in images.values())
    assert ">alternativeText<" in opf
    left_out = [finding.message for finding in report.findings if finding.code == "S008"]
    assert len(left_out) == 2
    assert "img/gone.png” (Gone): texts/img/gone.png: there is no such file" in " ".join(left_out)
    assert "S013" not in {finding.code for finding in report.findings}
    assert [each for each in epubcheck(paths["ebook"]) if not each.is_harmless] == []
    assert ace(paths["ebook"]) == []
    with pikepdf.open(paths["print"]) as pdf:
        spaces = {str(item.get("/ColorSpace")) for item in pdf.objects if is_image(item)}
        assert spaces == {"/DeviceGray"}
    with pikepdf.open(paths["screen"]) as pdf:
        alts = [str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
        assert sorted(alt for alt in alts if "QR" not in alt) == [
            "A red half",
            "Inside",
            "Said by the editors",
            "The same half",
        ]
        assert "/DeviceRGB" in {str(item.get("/ColorSpace")) for item in pdf.objects if is_image(item)}
    claims = [finding for finding in report.findings if finding.code == "D038"]
    assert claims == [], "the screen edition stays PDF/UA-1 and PDF/A-2a"


def is_image(item: object) -> bool:
    return isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"


def test_a_picture_without_words_is_warned_of_and_refused_in_a_release(tmp_path: Path) -> None:
    manifest = write(tmp_path)
    manifest.write_text(manifest.read_text("utf-8").replace("alt: Said by the editors, ", ""), "utf-8")
    codes = {finding.code: finding for finding in read_book(manifest).findings}
    assert codes["S013"].at is not None
    assert codes["S013"].at.line == 7
    assert "S014" in {finding.code for finding in read_book(manifest, release=True).findings}
    report = build_book(manifest, tmp_path / "out", "ebook")
    with zipfile.ZipFile(report.editions[0].path) as archive:
        assert ">alternativeText<" not in archive.read("EPUB/content.opf").decode()


def test_words_for_a_picture_that_is_not_there_are_pointed_out(tmp_path: Path) -> None:
    manifest = write(tmp_path)
    manifest.write_text(manifest.read_text("utf-8").replace("img/two.jpg", "img/other.jpg"), "utf-8")
    (finding,) = [each for each in read_book(manifest).findings if each.code == "S015"]
    assert finding.at is not None
    assert finding.at.path == manifest


def test_a_picture_behind_a_link_or_outside_is_not_read(tmp_path: Path) -> None:
    manifest = write(tmp_path / "book")
    (tmp_path / "out.png").write_bytes(drawn())
    (tmp_path / "book/texts/img/gone.png").symlink_to(tmp_path / "out.png")
    said = [each.message for each in read_book(manifest).findings if each.code == "S008"]
    assert len(said) == 2
    assert any("symbolic link" in message for message in said)


@pytest.mark.parametrize(
    ("mode", "kind", "more"),
    [
        ("RGB", "PNG", {}),
        ("L", "PNG", {}),
        ("1", "PNG", {}),
        ("P", "PNG", {"transparency": 0}),
        ("RGBA", "PNG", {}),
        ("LA", "PNG", {}),
        ("I;16", "PNG", {}),
        ("CMYK", "JPEG", {}),
        ("P", "GIF", {}),
        ("RGB", "WEBP", {}),
    ],
)
def test_every_kind_of_pixel_is_written_anew_in_srgb_or_grey(mode: str, kind: str, more: dict[str, Any]) -> None:
    source = drawn("L", kind="PNG") if mode == "I;16" else drawn(mode, kind=kind, **more)
    if mode == "I;16":
        file = io.BytesIO()
        Image.open(io.BytesIO(source)).convert("I").point(lambda value: value * 256).convert("I;16").save(file, "PNG")
        source = file.getvalue()
    made = fit_picture(source)
    with Image.open(io.BytesIO(made.data)) as picture, Image.open(io.BytesIO(made.grey)) as grey:
        assert picture.size == grey.size == (600, 400)
        assert picture.mode in ("RGB", "L")
        assert grey.mode == "L"
        assert "icc_profile" not in picture.info
        assert picture.convert("L").crop((500, 200, 501, 201)).tobytes()[0] > 250
    assert made == fit_picture(bytes(source))


def test_a_large_picture_is_made_smaller_and_a_turned_one_upright() -> None:
    made = fit_picture(drawn(size=(4000, 3000), kind="JPEG"))
    with Image.open(io.BytesIO(made.data)) as picture:
        assert picture.width * picture.height <= 5_600_000
        assert picture.width / picture.height == pytest.approx(4 / 3, rel=0.01)
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(fit_picture(drawn(kind="JPEG", exif=exif)).data)) as picture:
        assert picture.size == (400, 600)
        assert len(picture.getexif()) == 0


@pytest.mark.parametrize("data", [b"", b"no picture", drawn()[:500], b"<svg/>", drawn(kind="BMP"), drawn(kind="TIFF")])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UnfitError):
        fit_picture(data)


def test_a_picture_of_absurd_size_is_refused_before_it_is_unpacked() -> None:
    header = drawn(size=(10, 10))
    huge = header[:16] + (100_000).to_bytes(4, "big") + (100_000).to_bytes(4, "big") + header[24:]
    with pytest.raises(UnfitError):
        fit_picture(huge)


@pytest.mark.parametrize(
    ("image", "source", "path"),
    [
        ("a.png", "one.md", "a.png"),
        ("./img/a.png", "texts/one.md", "texts/img/a.png"),
        ("../img/a.png", "texts/one.md", "img/a.png"),
        ("../../a.png", "texts/one.md", "../a.png"),
        ("https://example.org/a.png", "one.md", "https://example.org/a.png"),
        ("/etc/a.png", "one.md", "/etc/a.png"),
    ],
)
def test_a_source_names_pictures_from_its_own_folder(image: str, source: str, path: str) -> None:
    assert path_of(image, source) == path


def test_a_release_stops_at_a_picture_without_words(tmp_path: Path) -> None:
    manifest = write(tmp_path)
    manifest.write_text(manifest.read_text("utf-8").replace("alt: Said by the editors, ", ""), "utf-8")
    with pytest.raises(BookError, match="S014"):
        cached_build(manifest, BuildOptions(release=True, out=tmp_path / "out"), lambda *_: None)


AMID = f"""# Pictures amid words ![sign](img/sign.png)

Press the ![red sign](img/sign.png) sign, then **the ![triangle](img/tri.svg) one** and go on. {WORDS}

Before it ![A red half](img/one.png), and *after it ![again](img/one.png)*, with a note[^1].

![One](img/one.png) ![Two](img/two.jpg "Captioned.")

| | |
|---|---|
| sign ![a sign](img/sign.png) | ![In a cell](img/one.png) |
| gone ![gone](img/gone.png) | words |

## A heading ![small](img/sign.png) here

- An item ![In an item](img/one.png) of a list

> [![linked](img/sign.png)](https://example.org/) and [words ![too](img/one.png)](https://example.org/x).

[^1]: A note ![in a note](img/sign.png) and ![large in a note](img/one.png) more.
"""
LINES = f"""<html><body><article><h1>A page</h1><p>{WORDS}</p>
<p>A <img src="img/sign.png" alt="dot"> and <a href="https://a.example/"><img src="img/one.png" alt="Half"></a> too.</p>
<table><tr><th>A</th><th>B</th></tr><tr><td><img src="img/one.png" alt="Cell"></td><td>words</td></tr></table>
<h2>With <img src="img/one.png" alt="Heading"> it</h2><p>{WORDS}</p></article></body></html>"""


def amid(folder: Path) -> Path:
    manifest = write(folder)
    (folder / "texts/img/sign.png").write_bytes(drawn(size=(16, 16)))
    triangle = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M12 2L22 22H2Z"/></svg>'
    (folder / "texts/img/tri.svg").write_text(triangle, "utf-8")
    (folder / "texts/one.md").write_text(AMID, "utf-8")
    (folder / "texts/two.html").write_text(LINES, "utf-8")
    said = manifest.read_text("utf-8")
    start, end = said.index("    pictures:"), said.index("  - {id: two")
    manifest.write_text(said[:start] + said[end:], "utf-8")
    return manifest


def order(page: Any) -> str:
    """What stands in the text of a page, in order: words as they are, pictures as what they show, figures in braces."""

    def told(element: Any) -> str:
        if etree.QName(element).localname == "figure":
            return f" {{{element.find('x:img', X).get('alt')}}} {''.join(element.itertext())} "
        if etree.QName(element).localname == "img":
            return f"({element.get('class')} {element.get('alt')})"
        inner = "".join(told(child) + (child.tail or "") for child in element)
        return f"{element.text or ''}{inner}" + ("" if etree.QName(element).localname in ("strong", "em", "a") else " ")

    return " ".join(told(page.find(".//x:div[@class='text']", X)).split())


def test_pictures_amid_words_stay_in_their_line_or_stand_behind_it(tmp_path: Path) -> None:
    report = build_book(amid(tmp_path), tmp_path / "out")
    paths = {made.edition: made.path for made in report.editions if "cover" not in made.path.name}
    with zipfile.ZipFile(paths["ebook"]) as archive:
        one, two = (etree.fromstring(archive.read(f"EPUB/{name}.xhtml")) for name in ("one", "two"))
    notes = [[image.get("alt") for image in note.iterfind(".//x:img", X)] for note in one.iterfind(".//x:aside", X)]
    assert notes == [["in a note", "large in a note"]]
    assert order(one) == (
        f"Press the (inline red sign) sign, then the (inline triangle) one and go on. {WORDS} "
        "Before it, and after it, with a note1. {A red half} {again} {One} {Two} Captioned. "
        "sign (inline a sign) (in-cell In a cell) gone words A heading (inline small) here "
        "An item of a list {In an item} (inline linked) and words. {too}"
    )
    assert (
        order(two) == f"{WORDS} A (inline dot) and too. {{Half}} A B (in-cell Cell) words With it {{Heading}} {WORDS}"
    )
    assert one.find(".//x:th", X) is None, "a row of heads in which nothing stands is none"
    said = [f"{each.code} {each.at}" for each in report.findings if each.code in ("S008", "S023")]
    assert sorted(said) == [
        "S008 texts/one.md:1",  # a title has words alone
        "S008 texts/one.md:9",
        *("S023 texts/one.md:16", "S023 texts/one.md:18", "S023 texts/one.md:20"),
        "S023 texts/one.md:5",  # the same picture twice
        *("S023 texts/two.html:3", "S023 texts/two.html:5"),
    ]
    assert {each.code for each in report.findings} & {"D020", "D021", "D033", "D038", "E020", "F001"} == set()
    assert [each for each in epubcheck(paths["ebook"]) if not each.is_harmless] == []
    assert ace(paths["ebook"]) == []
    with pikepdf.open(paths["screen"]) as pdf:
        tags = [
            (str(item.P.S), str(item.Alt))
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        ]
    assert {("/P", "red sign"), ("/TD", "In a cell"), ("/H2", "small"), ("/TD", "a sign")} <= set(tags)
    with pikepdf.open(paths["print"]) as pdf:
        shown = [picture for page in pdf.pages for picture in read_content(page).pictures]
    assert all(picture.resolution >= 300 for picture in shown)
    signs = [picture.height / picture.resolution for picture in shown if picture.height == 80]
    assert len(signs) == 6
    assert all(0.14 < inches < 0.22 for inches in signs)


def test_texts_of_the_editors_have_their_pictures_in_every_edition(tmp_path: Path) -> None:
    manifest = write(tmp_path)
    (tmp_path / "by-us").mkdir()
    (tmp_path / "by-us/map.png").write_bytes(drawn(size=(321, 200)))
    (tmp_path / "by-us/face.png").write_bytes(drawn(size=(322, 200)))
    (tmp_path / "by-us/foreword.md").write_text(
        f"# Foreword\n\n{WORDS} Go on.\n\n![A map](map.png 'Where it was')\n\n![Gone](x.png)\n"
    )
    (tmp_path / "by-us/one.md").write_text(f"{WORDS}\n\n<figure><img src='face.png' alt='A face'></figure>\n\nEd.\n")
    text = manifest.read_text("utf-8").replace("    pictures:", "    introduction: by-us/one.md\n    pictures:")
    manifest.write_text(text + "foreword: by-us/foreword.md\n", "utf-8")
    report = build_book(manifest, tmp_path / "out")
    own = [(each.code, each.message) for each in report.findings if each.at and "by-us" in str(each.at.path)]
    assert own == [("S008", "the picture “x.png” (Gone): by-us/x.png: there is no such file")]
    paths = {made.edition: made.path for made in report.editions if "cover" not in made.path.name}
    with zipfile.ZipFile(paths["ebook"]) as archive:
        foreword, one = (etree.fromstring(archive.read(f"EPUB/{name}.xhtml")) for name in ("foreword", "one"))
        sizes = {Image.open(io.BytesIO(archive.read(name))).size for name in archive.namelist() if "/picture-" in name}
    assert [each.get("alt") for each in foreword.iter("{*}img")] == ["A map"]
    assert ["".join(each.itertext()) for each in foreword.iter("{*}figcaption")] == ["Where it was"]
    assert len(list(one.iter("{*}img"))) == 4
    assert {(321, 200), (322, 200)} <= sizes
    assert [each for each in epubcheck(paths["ebook"]) if not each.is_harmless] == []
    for edition, space in (("print", "/DeviceGray"), ("screen", "/DeviceRGB")):
        with pikepdf.open(paths[edition]) as pdf:
            found = {int(each.Width): str(each.get("/ColorSpace")) for each in pdf.objects if is_image(each)}
        assert found[321] == found[322] == space
