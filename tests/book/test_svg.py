"""Drawings in SVG: only what draws is kept, bombs are refused, and each edition shows them as it can."""

from __future__ import annotations

import base64
import re
import zipfile
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from judges import ace, epubcheck
from lxml import etree
from PIL import Image
from real_book import build_book
from source_book import MANIFEST

from anthology.book.assemble import read_source
from anthology.book.images.raster import UnfitError
from anthology.book.images.svg import is_plain, read_drawing
from anthology.book.images.svg.allowed import ELEMENTS, PROPERTIES, SVG, XLINK
from anthology.core.errors import BookError
from anthology.core.findings import Severity
from anthology.pdf.inspect.content_stream import read_content

X = {"x": "http://www.w3.org/1999/xhtml"}
WORDS = "There are words enough around the pictures for this to be the text of an essay and no menu."
HEAD = f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" viewBox="0 0 200 100">'
SQUARE = '<rect width="200" height="100" fill="#ff0000"/>'
CHART = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
{HEAD}<style>.bar {{ fill: url(#sky) }} text {{ font: bold 20px Arial }}</style><script>alert(1)</script>
<linearGradient id="sky"><stop offset="0" stop-color="#00f"/><stop offset="1" stop-color="#00f"/></linearGradient>
<rect class="bar" width="200" height="50" onclick="x()"/><text x="100" y="80" text-anchor="middle">Rain</text></svg>"""
PLAIN = f'{HEAD}{SQUARE}<circle cx="50" cy="50" r="40" fill="#fff"/></svg>'


def drawn(inside: str, head: str = HEAD) -> bytes:
    return f"{head}{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("inside", "word"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<handler type="x">alert(1)</handler>', "script"),
        ('<g onload="alert(1)"/>', "event handler"),
        ('<image href="https://example.org/a.png" width="9" height="9"/>', "picture inside it"),
        ('<image xlink:href="data:image/png;base64,AAAA"/>', "picture inside it"),
        ('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Words</p></foreignObject>', "embedded page"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">Words</p>', "embedded page"),
        ('<use href="https://example.org/a.svg#a"/>', "reference to elsewhere"),
        ('<use xlink:href="other.svg#a"/>', "reference to elsewhere"),
        ('<use href="#nothing"/>', "reference to nothing"),
        ('<rect fill="url(https://example.org/a.svg#b)" width="1" height="1"/>', "reference to elsewhere"),
        ('<g style="fill: url(//example.org/x#y)"/>', "reference to elsewhere"),
        ("<style>g { fill: url('x.svg#y') }</style><g/>", "reference to elsewhere"),
        ("<style>@import url(https://example.org/a.css);</style>", "@import"),
        ("<style>@font-face { font-family: x; src: url(https://example.org/a.woff) }</style>", "@font-face"),
        ('<rect width="9" height="9"><animate attributeName="x" to="9"/></rect>', "animation"),
        ('<a xlink:href="javascript:alert(1)"><rect width="1" height="1"/></a>', "link"),
        ('<g style="filter: url(#f)"/>', "“filter”"),
        ('<g mask="url(#m)"/>', "“mask”"),
        ('<pattern id="p"/>', "“pattern”"),
        ('<rect width="1e300" height="9"/>', "value of “width”"),
        ('<rect width="99999999" height="9"/>', "value of “width”"),
        ('<path d="M0 0L1 1e99"/>', "value of “d”"),
        ('<path d="M0 0 K 3 3"/>', "value of “d”"),
        ('<g transform="matrix(1 2)"/>', "value of “transform”"),
        ('<g fill="expression(alert(1))"/>', "value of “fill”"),
        ('<linearGradient id="g" spreadMethod="repeat" x2="0.0000001"/>', "value of “spreadMethod”"),
    ],
)
def test_what_does_more_than_draw_is_left_out_and_said(inside: str, word: str) -> None:
    made = read_drawing(drawn(SQUARE + inside))
    assert word in made.left_out
    text = made.data.decode()
    assert SQUARE in text, "what draws stays"
    for part in ("script", "alert", "example.org", "javascript", "onload", "data:", "Words", "@", "style", "image"):
        assert part not in text.partition(">")[2]
    only_what_draws(made.data)


def only_what_draws(data: bytes) -> None:
    """Every element and attribute is of the list, and every address leads to an id of the drawing."""
    root = etree.fromstring(data)
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    for element in root.iter():
        name = etree.QName(element).localname
        assert etree.QName(element).namespace == SVG
        assert name in ELEMENTS
        for key, value in element.attrib.items():
            plain = key.replace(f"{{{XLINK}}}", "")
            assert plain in ("id", *ELEMENTS[name], *PROPERTIES) or key.endswith("}space")
            for target in re.findall(r"url\(([^)]*)\)", value):
                assert target.removeprefix("#") in ids
            if plain == "href":
                assert value.removeprefix("#") in ids


BOMB = "".join(f'<g id="a{n}">{f"""<use href="#a{n - 1}"/>""" * 10}</g>' for n in range(1, 12))
ENTITIES = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (drawn(f'<rect id="a0" width="1" height="1"/>{BOMB}'), "drawing-parts"),
        (drawn('<g id="a"><rect width="1" height="1"/><use href="#a"/></g>'), "itself"),
        (drawn('<rect id="r" width="1" height="1"/>' + "<use href='#r'/>" * 25_000), "drawing-parts"),
        (drawn(f"<text>{'a' * 30_000}</text>"), "drawing-parts"),
        (drawn(f'<path d="M0 0{"L1 1" * 500_000}"/>'), "drawing-"),
        (
            drawn('<marker id="m">' + SQUARE * 90 + f'</marker><path marker-mid="url(#m)" d="M0 0{"L1 1" * 900}"/>'),
            "drawing-parts",
        ),
        (drawn('<marker id="m"><path marker-end="url(#m)" d="M0 0L1 1"/></marker>' + SQUARE), "itself"),
        (drawn('<clipPath id="c"><rect clip-path="url(#c)" width="1" height="1"/></clipPath>' + SQUARE), "itself"),
        (
            drawn('<g marker-end="url(#m)"><marker id="m"><path marker-mid="url(#m)" d="M0 0L1 1"/></marker></g>'),
            "itself",
        ),
        (drawn("<g>" * 200 + SQUARE + "</g>" * 200), "levels deep"),
        (drawn("".join(f'<rect id="a{n}"/><use href="#a{n}"/>' for n in range(700))), "referred to"),
        (b" " * 3_000_000 + drawn(SQUARE), "drawing-bytes"),
        ((ENTITIES + PLAIN).encode(), "entities"),
        (drawn(f"<style>rect {{ width: {'1' * 5_000}px }}</style>{SQUARE}"), "digits"),
        (drawn(f'<rect style="width: {"&#49;" * 5_000}px" width="5" height="5"/>'), "digits"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd" [ ]>' + PLAIN.encode(), "entities"),
        (PLAIN.encode("utf-16"), "UTF-8"),
        (b"<html><body>no</body></html>", "no SVG"),
        (b"<svg><rect", "damaged"),
        (drawn('<image href="a.png"/>'), "nothing that draws"),
        (drawn("", HEAD.replace("0 0 200 100", "0 0 1 900000") + SQUARE), "next to nothing"),
        (drawn(SQUARE, f'<svg xmlns="{SVG}" width="0" height="0">'), "no size"),
    ],
)
@pytest.mark.slow
def test_bombs_and_what_is_no_drawing_are_refused_at_once(data: bytes, why: str) -> None:
    with pytest.raises(UnfitError, match=why):
        read_drawing(data)


def test_an_external_document_type_is_passed_over_and_never_fetched() -> None:
    made = read_drawing(b'<!DOCTYPE svg SYSTEM "http://127.0.0.1:9/x.dtd">' + PLAIN.encode())
    assert b"127.0.0.1" not in made.data
    assert made.left_out == ""


def test_styles_become_attributes_in_the_order_of_the_cascade() -> None:
    sheet = "rect { fill: #111111 } .b { fill: #222222; stroke: red !important } #c .d rect { opacity: 25% }"
    inside = (
        '<rect class="b" fill="#333333" style="stroke: blue" width="1" height="1"/>'
        '<rect style="fill: rgba(0, 128, 0, 0.5)" width="1" height="1"/>'
        '<g id="c"><g class="d"><rect width="1" height="1"/></g></g>'
    )
    root = etree.fromstring(read_drawing(drawn(f"<style>{sheet}</style>{inside}")).data)
    first, second, third = list(root.iter(f"{{{SVG}}}rect"))
    assert (first.get("fill"), first.get("stroke")) == ("#222222", "#ff0000")
    assert (second.get("fill"), second.get("fill-opacity")) == ("#008000", "0.502")
    assert (third.get("fill"), third.get("opacity")) == ("#111111", "0.25")


def test_a_drawing_has_a_size_whatever_it_says() -> None:
    sizes = [
        ('width="2in" height="1in"', (192, 96)),
        ('width="100%" viewBox="0 0 30 20"', (30, 20)),
        ('width="90" viewBox="0 0 30 20"', (90, 60)),
        ("", (300, 150)),
        ('viewBox="0 0 40000 20000"', (10_000, 5_000)),
    ]
    for said, size in sizes:
        made = read_drawing(drawn(SQUARE, f'<svg xmlns="{SVG}" {said}>'))
        assert [made.width, made.height] == list(size)
        assert len(etree.fromstring(made.data).get("viewBox").split()) == 4


ESSAYS = """  - {id: one, source: texts/one.md, author: unsigned, content_notes: none}
  - {id: two, source: texts/two.html, author: unsigned, content_notes: none}
editions:
  ebook: {format: epub}
  print: {format: pdf}
  screen: {format: pdf, for: screen}
"""
MARKDOWN = f"""# Drawings

{WORDS}

![A blue bar above the word rain](chart.svg "The chart.")

{WORDS}

![A white circle on red](plain.svg)

{WORDS}

![A bomb](bomb.svg)

{WORDS}
"""
PAGE = f"""<html><body><article><h1>A page</h1><p>{WORDS}</p>
<p><img src="plain.svg" alt="The same circle"></p><p>{WORDS}</p>
<figure><svg viewBox="0 0 20 10" aria-label="A green square"><RECT width="20" height=10 fill="green"/></svg></figure>
<p>{WORDS} <a href="https://example.org/"><svg viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg> Share</a></p>
<p><img alt="A corner"
src='data:image/svg+xml,%3Csvg xmlns="{SVG}" viewBox="0 0 8 8"%3E%3Cpath d="M0 0h8v8z"/%3E%3C/svg%3E'></p>
<script>document.write("<svg>")</script><p>{WORDS}</p></article></body></html>"""


def write(folder: Path) -> Path:
    texts = folder / "texts"
    texts.mkdir(parents=True)
    (texts / "chart.svg").write_text(CHART, "utf-8")
    (texts / "plain.svg").write_text(PLAIN, "utf-8")
    (texts / "bomb.svg").write_bytes(drawn(f'<rect id="a0" width="1" height="1"/>{BOMB}'))
    (texts / "one.md").write_text(MARKDOWN, "utf-8")
    (texts / "two.html").write_text(PAGE, "utf-8")
    manifest = folder / "book.yaml"
    manifest.write_text(MANIFEST + ESSAYS, "utf-8")
    return manifest


def test_drawings_stand_in_every_edition(tmp_path: Path) -> None:
    report = build_book(write(tmp_path), tmp_path / "out")
    paths = {made.edition: made.path for made in report.editions if "cover" not in made.path.name}
    said = {code: [each.message for each in report.findings if each.code == code] for code in ("S008", "S021", "S011")}
    assert ["A bomb" in message for message in said["S008"]] == [True]
    assert said["S021"] == ["“texts/chart.svg”: 1 × event handler, 1 × script"]
    assert "1 × drawing" in said["S011"][0], "the sign of a link is no picture of the text"
    assert {each.code for each in report.findings} & {"S013", "D038", "T003", "T004", "T005", "E020"} == set()

    with zipfile.ZipFile(paths["ebook"]) as archive:
        one, two = (etree.fromstring(archive.read(f"EPUB/{name}.xhtml")) for name in ("one", "two"))
        names = [name for name in archive.namelist() if name.endswith(".svg")]
        for name in names:
            only_what_draws(archive.read(name))
        opf = archive.read("EPUB/content.opf").decode()
    shown = [*one.iterfind(".//x:img", X), *two.iterfind(".//x:img", X)]
    assert [image.get("alt") for image in shown] == [
        "A blue bar above the word rain",
        "A white circle on red",
        "The same circle",
        "A green square",
        "A corner",
    ]
    assert all(image.get("src").endswith(".svg") for image in shown)
    assert len(names) == 4
    assert opf.count('media-type="image/svg+xml"') == 4
    assert [each for each in epubcheck(paths["ebook"]) if not each.is_harmless] == []
    assert ace(paths["ebook"]) == []

    with pikepdf.open(paths["print"]) as pdf:
        assert [(str(image.ColorSpace), int(image.Width)) for image in images_of(pdf)] == [
            ("/DeviceGray", 200 * 600 // 96)
        ]
        sizes = [each.resolution for page in pdf.pages for each in read_content(page).pictures]
        assert sizes == [600], "as large as its pixels of CSS say"
    with pikepdf.open(paths["screen"]) as pdf:
        alts = [str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert {image.get("alt") for image in shown} <= set(alts)
    assert {(255, 0, 0), (0, 0, 255), (0, 128, 0)} <= colours(paths["screen"])
    with pikepdf.open(paths["print"]) as pdf:
        inks = {ink.values for page in pdf.pages for ink in read_content(page).inks if ink.what == "line or area"}
        assert inks == {(0, 0, 0, 0), (0, 0, 0, 0.701), (0, 0, 0, 0.705), (0, 0, 0, 1)}, "white, red, green, black"
        chart = pikepdf.PdfImage(images_of(pdf)[0]).as_pil_image()
    assert chart.getpixel((5, 5)) == 29, "blue as grey"
    letters = chart.crop((0, chart.height // 2, chart.width, chart.height))
    assert letters.getpixel((5, 100)) == 255
    assert letters.getextrema() == (0, 255)


def images_of(pdf: pikepdf.Pdf) -> list[pikepdf.Stream]:
    return [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"]


def test_a_drawing_that_no_page_can_show_is_named_with_its_place(tmp_path: Path) -> None:
    """A gradient without any width, and an end of a line without a direction: WeasyPrint fails on both."""
    stops = '<stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/>'
    gradient = f'<linearGradient id="g" gradientTransform="matrix(0 0 0 0 0 0)">{stops}</linearGradient>'
    marker = '<marker id="m" orient="auto"><path d="M0 0L1 1"/></marker><path d="M0 0 Z" marker-end="url(#m)"/>'
    (tmp_path / "gradient.svg").write_bytes(drawn(f'{gradient}<rect width="9" height="9" fill="url(#g)"/>'))
    (tmp_path / "marker.svg").write_bytes(drawn(marker))
    (tmp_path / "one.md").write_text(f"# T\n\n{WORDS}\n\n![A](gradient.svg)\n\n![B](marker.svg)\n", "utf-8")
    essay = "  - {id: one, source: one.md, author: unsigned, content_notes: none}\n"
    pages = "editions:\n  screen: {format: pdf, for: screen}\n  print: {format: pdf}\n"
    (tmp_path / "book.yaml").write_text(f"{MANIFEST}{essay}{pages}", "utf-8")
    with pytest.raises(BookError) as refused:
        build_book(tmp_path / "book.yaml", tmp_path / "out")
    said = [str(finding) for finding in refused.value.findings if finding.severity is Severity.ERROR]
    assert len(said) == 2
    assert all(each.startswith("one.md:") and "T015" in each for each in said)
    assert "“gradient.svg” cannot be drawn" in said[0]
    assert "“marker.svg” cannot be drawn" in said[1]
    assert not (tmp_path / "out").exists()


def colours(path: Path) -> set[tuple[int, int, int]]:
    """The colours of which there is much on some page, as a reader's screen shows them."""
    found: Counter[tuple[int, int, int]] = Counter()
    for page in pypdfium2.PdfDocument(path):
        picture: Image.Image = page.render(scale=1).to_pil().convert("RGB")
        data = picture.tobytes()
        found.update(zip(data[::3], data[1::3], data[2::3], strict=True))
    return {colour for colour, count in found.items() if count > 80}


def test_drawings_inside_a_chapter_and_a_page_are_read(tmp_path: Path) -> None:
    data = base64.b64encode(PLAIN.encode()).decode()
    page = (
        f'<html><body><h1>T</h1><p>{WORDS}</p><p><img src="data:image/svg+xml;base64,{data}" alt="A"></p></body></html>'
    )
    source = tmp_path / "one.html"
    source.write_text(page, "utf-8")
    essay = read_source(source, None)
    assert [kept for _, kept in essay.pictures] == [PLAIN.encode()]


def test_words_that_html_puts_outside_a_drawing_are_not_lost_with_it(tmp_path: Path) -> None:
    source = tmp_path / "one.html"
    source.write_text(
        f'<html><body><h1>T</h1><p>{WORDS}</p><svg role="img" aria-label="A"><p>Not to be lost.</p></svg></body></html>'
    )
    essay = read_source(source, None)
    assert essay.pictures == ()
    assert "Not to be lost." in "\n".join(line.text for line in essay.ledger)


def test_only_lines_and_areas_are_plain() -> None:
    assert is_plain(read_drawing(PLAIN.encode()).data)
    assert not is_plain(read_drawing(CHART.encode()).data)
    assert not is_plain(read_drawing(drawn('<rect width="9" height="9" opacity="0.5"/>')).data)
