"""How a drawing is written anew: each part as it was meant, in the few forms that every reader draws alike."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from test_svg import HEAD, SQUARE, drawn

from anthology.book.images.raster import UnfitError
from anthology.book.images.svg import for_print, in_black, is_plain, read_drawing
from anthology.book.images.svg.allowed import SVG

NAMES = re.compile(r' xmlns(:xlink)?="[^"]*"')
GRADIENT = '<linearGradient id="g"><stop offset="50%" stop-color="red"/></linearGradient>'


def written(inside: str, head: str = HEAD) -> str:
    """What is inside the drawing as it is written, without the names of its namespaces."""
    text = NAMES.sub("", read_drawing(drawn(inside, head)).data.decode())
    return text.partition(">")[2].removesuffix("</svg>")


@pytest.mark.parametrize(
    ("inside", "made"),
    [
        # names and values
        ('<RECT WIDTH="2" height="1"/>', '<rect width="2" height="1"/>'),
        ('<path D="m0 0 1 1z"/>', '<path d="m0 0l1 1z"/>'),
        ('<path d="M0 0 1 1-2-2"/>', '<path d="M0 0L1 1L-2 -2"/>'),
        ('<path d="M1,1a5 5 0 0100 0a5 5 0 01 3 3"/>', '<path d="M1 1a5 5 0 0 1 3 3"/>'),
        ('<polygon points="0,0 2,0 1-2"/>', '<path d="M0 0L2 0L1 -2Z"/>'),
        ('<polyline points="0 0 2 0 1 2"/>', '<path d="M0 0L2 0L1 2"/>'),
        ('<circle r="1mm" cx="1e2" cy=".0000001"/>', '<circle r="1mm" cx="100" cy="0"/>'),
        ('<circle r="1" transform="translate(3px, 4px) rotate(45deg)"/>', 'transform="translate(3 4) rotate(45)"'),
        ('<g fill="hsl(120, 100%, 25%)"><circle r="1"/></g>', '<g fill="#008000">'),
        ('<circle r="1" stroke-dasharray="1, 2.50"/>', 'stroke-dasharray="1 2.5"'),
        # what one sees through
        ('<circle r="1" fill="#ff000080"/>', '<circle r="1" fill="#ff0000" fill-opacity="0.502"/>'),
        ('<circle r="1" stroke="#ff000080" stroke-opacity="50%"/>', 'stroke="#ff0000" stroke-opacity="0.251"'),
        # styles
        ('<circle r="1" fill="red" style="fill: blue"/>', 'fill="#0000ff"'),
        ('<style>circle { fill: red }</style><circle r="1" style="fill: blue"/>', 'fill="#0000ff"'),
        ('<style>#a { fill: red } .b { fill: blue }</style><circle id="a" class="b" r="1"/>', 'fill="#ff0000"'),
        ('<style>.b { fill: red } circle { fill: blue }</style><circle class="b" r="1"/>', 'fill="#ff0000"'),
        ('<style>.b { fill: red }</style><circle class="c" r="1"/>', '<circle r="1"/>'),
        ('<style>#a .b { fill: red }</style><g id="c"><circle class="b" r="1"/></g>', '<circle r="1"/>'),
        ('<path d="M0 0L1 1" style="marker: url(#m)"/><marker id="m"/>', 'marker-end="url(#part-'),
        # letters
        ('<text style="font: oblique 9px/1.2 Courier New">a</text>', 'font-family="monospace" font-style="oblique"'),
        ('<text style="font: italic bold 12px Courier New">a</text>', 'font-weight="bold"'),
        ('<text style="font: 12pt Times">a</text>', '<text font-size="12pt" font-family="serif">'),
        ('<text font-weight="bolder" font-family="Sans-Serif">a</text>', 'font-weight="bold" font-family="sans-serif"'),
        ('<text>a <tspan>b</tspan> c<view/> d</text>', "<text>a <tspan>b</tspan> c d</text>"),
        ('<text>a <view/>b<tspan/>c <view/>d</text>', "<text>a b<tspan></tspan>c d</text>"),
        ('<text>a <a href="https://a.example/">b</a> c</text>', "<text>a <tspan>b</tspan> c</text>"),
        ('<text xml:space="preserve">a  b</text>', '<text xml:space="preserve">a  b</text>'),
        ("<text>a\u202eb</text>", "<text>ab</text>"),
        ("<text>a" + "\u0300" * 50 + "</text>", "<text>a" + "&#768;" * 40 + "</text>"),
        # what is drawn by reference
        ('<clipPath id="c"><rect width="1" height="1"/><g/></clipPath><circle r="1" clip-path="url(#c)"/>',
         '<clipPath id="part-1"><rect width="1" height="1"/></clipPath><circle r="1" clip-path="url(#part-1)"/>'),
        (f'{GRADIENT}<circle r="1" fill="url(#g) red"/>', '<circle r="1" fill="url(#part-1) #ff0000"/>'),
        (f"{GRADIENT}<circle r='1'/>", '<linearGradient><stop offset="0.5" stop-color="#ff0000"/></linearGradient>'),
        ('<circle r="1" fill="url(#none) red"/>', '<circle r="1" fill="#ff0000"/>'),
        ('<circle r="1" fill="url(#none)"/>', '<circle r="1" fill="none"/>'),
        ('<circle id="a" r="1"/><circle r="2" fill="url(#a)"/>', '<circle r="2" fill="none"/>'),
        ('<rect id="r"/><text>a<textPath href="#r">b</textPath> c</text>', "<text>a c</text>"),
        ('<rect id="r"/><text>a<tspan>b</tspan><textPath href="#r"/> c</text>', "<text>a<tspan>b</tspan> c</text>"),
        ('<g id="a"><use href="#no"/></g><use href="#a"/>', '<g id="part-1"/><use xlink:href="#part-1"/>'),
        ('<use id="a" href="#no"/><use href="#a"/><circle r="1"/>', f'{SQUARE}<circle r="1"/>'),
        ('<symbol id="a"><symbol id="b"/></symbol><use href="#b"/>', '<symbol><symbol id="part-1"/></symbol><use'),
        ('<switch><view/><g><circle r="1"/></g><circle r="2"/></switch>', '<g><circle r="1"/></g>'),
    ],
)  # fmt: skip
def test_each_part_is_written_as_it_was_meant(inside: str, made: str) -> None:
    assert made in written(SQUARE + inside)


def test_of_a_switch_one_part_stays() -> None:
    assert "2" not in written('<switch><circle r="1"/><circle r="2"/></switch>')


@pytest.mark.parametrize(
    ("inside", "word"),
    [
        ('<rect width="-1" height="1"/>', "value of “width”"),
        ('<symbol viewBox="0 0 0 1"/>', "value of “viewBox”"),
        ('<g color="currentColor"/>', "value of “color”"),
        ('<text font-size="0">a</text>', "value of “font-size”"),
        ("<style>a b c d e { fill: red }</style>", "style rule"),
        ("<style>p > q { fill: red }</style>", "style rule"),
        (f"<style>{'a { fill: red } ' * 1_001}</style>", "1 × style rule"),
        ('<text><rect width="1" height="1"/></text>', "“rect”"),
    ],
)
def test_what_cannot_be_read_is_said(inside: str, word: str) -> None:
    assert word in read_drawing(drawn(SQUARE + inside)).left_out


def test_selectors_that_could_be_tried_in_millions_of_ways_are_left_out() -> None:
    """Each of a thousand rules asks for any three of the 35 elements above each of a hundred squares."""
    rules = "q g g rect { fill: red } " * 1_000
    inside = "<g>" * 35 + SQUARE * 100 + "</g>" * 35
    assert read_drawing(drawn(f"<style>{rules}</style>{inside}")).left_out == "1000 × style rule"


def test_of_many_kinds_of_things_left_out_the_first_are_named() -> None:
    said = read_drawing(drawn(SQUARE + "".join(f"<x{n}/>" for n in range(12)))).left_out
    assert said.count("×") == 8
    assert said.endswith("and 4 kinds more")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<!ENTITY a 'b'>" + drawn(SQUARE), "entities"),
        (drawn("".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(35)) + f'<g id="a35">{SQUARE}</g>'),
         "nested too deep"),
        (drawn(SQUARE + f"<text>a{'<tspan/>b' * 10_100}</text>"), "drawing-parts"),
    ],
)  # fmt: skip
def test_what_asks_for_too_much_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnfitError, match=why):
        read_drawing(data)


def test_one_side_gives_the_other() -> None:
    made = read_drawing(drawn(SQUARE, f'<svg xmlns="{SVG}" height="30" viewBox="0 0 40 20">'))
    assert (made.width, made.height) == (60, 30)
    assert etree.fromstring(read_drawing(drawn(SQUARE, f'<svg xmlns="{SVG}" width="40">')).data).get("viewBox") == (
        "0 0 40 20"
    )


@pytest.mark.parametrize(
    ("inside", "plain"),
    [
        ('<circle r="1" opacity="1"/>', True),
        ('<circle r="1" fill-opacity="0.5"/>', False),
        ("<text>a</text>", False),
        (GRADIENT, False),
        (GRADIENT.replace("linear", "radial"), False),
        ('<marker id="m"/>', False),
    ],
)
def test_each_thing_that_makes_a_drawing_more_than_plain(inside: str, plain: bool) -> None:
    assert is_plain(read_drawing(drawn(SQUARE + inside)).data) == plain


def test_letters_have_the_faces_of_the_book() -> None:
    texts = '<text>a</text><text font-family="Arial">b</text><text font-family="Menlo, monospace">c</text>'
    root = etree.fromstring(for_print(read_drawing(drawn(texts)).data))
    assert [root.get("font-family"), *(text.get("font-family") for text in root)] == [
        "Book Serif",
        None,
        "Book Sans",
        "Book Mono",
    ]


def test_each_colour_is_a_share_of_black_ink() -> None:
    inside = '<circle r="1" fill="#fff" stroke="#f00"/><circle r="2" stroke="currentColor" fill="none" color="#00f"/>'
    root = etree.fromstring(in_black(read_drawing(drawn(inside)).data))
    assert (root.get("fill"), root.get("color")) == ("device-cmyk(0 0 0 1)", "device-cmyk(0 0 0 1)")
    first, second = root
    assert (first.get("fill"), first.get("stroke")) == ("device-cmyk(0 0 0 0)", "device-cmyk(0 0 0 0.701)")
    assert (second.get("stroke"), second.get("color")) == ("currentColor", "device-cmyk(0 0 0 0.886)")
