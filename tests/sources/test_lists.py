"""Lists as programs write them: numbers, letters, order and depth, in sources and in the finished files."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_book import build_sources, pages_of

from anthology.core.document import Blocks, ListBlock, ListStyle, plain_block
from anthology.core.essay import Essay
from anthology.core.list_numbers import item_numbers, label, number_of
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.sources.pipeline import Source, read_essay

PROSE = "<p>A paragraph of the text that stands here is long enough to be no label of any page at all.</p>"
SPACER = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>"
GOOGLE = """<html><head><style type="text/css">ol.lst-kix_l-0{list-style-type:none}
.lst-kix_l-0>li:before{content:"" counter(lst-ctn-kix_l-0,decimal) ". "}
.lst-kix_l-1>li:before{content:"(" counter(lst-ctn-kix_l-1,lower-latin) ") "}
</style></head><body class="c8 doc-content"><p class="title">Lists</p>"""


def read(text: str, name: str = "essay.html") -> Essay:
    return read_essay(Source(slug="essay", path=Path(name), data=text.encode()))


def outline(blocks: Blocks) -> list[object]:
    """The blocks as words, each list as a list of labels and of what stands behind them."""
    found: list[object] = []
    for block in blocks:
        if isinstance(block, ListBlock):
            labels = [label(number, block.style) if block.ordered else "•" for number in item_numbers(block)]
            found.append([[each, *outline(item)] for each, item in zip(labels, block.items, strict=True)])
        else:
            found.append(plain_block(block))
    return found


def words_item(mark: str, words: str, margin: int = 36) -> str:
    style = f"margin-left:{margin}.0pt;text-indent:-18.0pt"
    return f"<p class=MsoListParagraphCxSpMiddle style='{style}'>{mark}{SPACER}{words}</p>"


HTML = {
    "start, type, value": (
        '<ol start="3" type="a"><li>c<li value="7">g<ol type="I"><li>one<li>two</ol><li>h</ol>',
        [[["c", "c"], ["g", "g", [["I", "one"], ["II", "two"]]], ["h", "h"]]],
    ),
    "reversed": ("<ol reversed><li>x<li>y<li>z</ol>", [[["3", "x"], ["2", "y"], ["1", "z"]]]),
    "reversed, from a number": ('<ol reversed start="9"><li>x<li>y</ol>', [[["9", "x"], ["8", "y"]]]),
    "a style of WordPress": (
        '<ol class="wp-block-list" style="list-style-type:lower-roman" start="4"><li>x<li>y</ol>',
        [[["iv", "x"], ["v", "y"]]],
    ),
    "one list beside another": (
        "<ol><li>x<li>y</ol><ol type=a start=3><li>z</ol><ul><li>u</ul><dl><dt>t<dd>m</dl>",
        [[["1", "x"], ["2", "y"]], [["c", "z"]], [["•", "u"]], [["•", "t", "m"]]],
    ),
    "Word": (
        words_item("5.", "five")
        + words_item("a)", "sub", 72)
        + words_item("b)", "more", 72)
        + words_item("6.", "six")
        + PROSE
        + words_item("iv.", "four")
        + words_item("v.", "fifth")
        + words_item("<span style='font-family:Symbol'>·</span>", "dot"),
        [
            [["5", "five", [["a", "sub"], ["b", "more"]]], ["6", "six"]],
            "A paragraph of the text that stands here is long enough to be no label of any page at all.",
            [["iv", "four"], ["v", "fifth"]],
            [["•", "dot"]],
        ],
    ),
    "Word, unfiltered": (
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>i."
        f"{SPACER}</span>one</p><p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>"
        f"<span style='mso-list:Ignore'>A.{SPACER}</span>deep</p>",
        [[["i", "one", [["A", "deep"]]]]],
    ),
    "Word, a mark that is no label": (words_item("1.1.", "deep"), ["1.1. deep"]),
}


@pytest.mark.parametrize("case", HTML)
def test_lists_of_a_page_keep_their_numbers(case: str) -> None:
    markup, expected = HTML[case]
    essay = read(f"<html><body><main><h1>Lists</h1>{PROSE}{markup}</main></body></html>")
    assert outline(essay.blocks)[1:] == expected
    assert not [finding for finding in essay.findings if finding.code.startswith("F")]


def test_lists_of_google_docs_are_nested_by_their_classes() -> None:
    essay = read(
        f'{GOOGLE}<ol class="lst-kix_l-0 start" start="1"><li>One</li><li>Two</li></ol>'
        '<ol class="lst-kix_l-1 start" start="1"><li>Two a</li></ol><ul class="lst-kix_l-2 start"><li>dot</li></ul>'
        '<ol class="lst-kix_l-1" start="2"><li>Two b</li></ol><ol class="lst-kix_l-0" start="3"><li>Three</li></ol>'
        '<p>Between.</p><ol class="lst-kix_l-0" start="4"><li>Four</li></ol></body></html>'
    )
    assert outline(essay.blocks) == [
        [["1", "One"], ["2", "Two", [["a", "Two a", [["•", "dot"]]], ["b", "Two b"]]], ["3", "Three"]],
        "Between.",
        [["4", "Four"]],
    ]
    assert [finding.code for finding in essay.findings] == ["S011"]


MARKDOWN = {
    "letters, numerals, brackets": (
        "a. one\nb. two\n\ni. first\nii. second\n\n(a) x\n(b) y\n\n(1) u\n(2) v",
        [
            [["a", "one"], ["b", "two"]],
            [["i", "first"], ["ii", "second"]],
            [["a", "x"], ["b", "y"]],
            [["1", "u"], ["2", "v"]],
        ],
    ),
    "within and beside figures": (
        "1. one\n   a. sub\n   b. more\n2. two\n\nc) x\nd) y\n\n1. z",
        [[["1", "one", [["a", "sub"], ["b", "more"]]], ["2", "two"]], [["c", "x"], ["d", "y"]], [["1", "z"]]],
    ),
    "capitals": (
        "A.  big\nB.  bigger\n\nIV) four\n\nV) five",
        [[["A", "big"], ["B", "bigger"]], [["IV", "four"], ["V", "five"]]],
    ),
    "paragraphs and breaks in items": (
        "i. one\n\n   more\n\nii. two\nand on",
        [[["i", "one", "more"], ["ii", "two and on"]]],
    ),
    "names": ("A. Smith went.\n\nB. Jones stayed.", ["A. Smith went.", "B. Jones stayed."]),
    "one alone": ("a. is a letter.\n\nx) is too.", ["a. is a letter.", "x) is too."]),
    "in a paragraph": ("We have\na. not\nb. these", ["We have a. not b. these"]),
    "code": ("```\na. one\nb. two\n```\n\n    a. one\n    b. two", ["a. one\nb. two\n", "a. one\nb. two\n"]),
}


@pytest.mark.parametrize("case", MARKDOWN)
def test_lists_of_markdown_count_as_they_are_written(case: str) -> None:
    written, expected = MARKDOWN[case]
    essay = read(f"# T\n\nA paragraph of the text.\n\n{written}\n\nThe end.\n", "essay.md")
    assert outline(essay.blocks)[1:-1] == expected
    assert [finding.code for finding in essay.findings] == []


def test_finished_books_have_the_numbers_of_the_text(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    lists = "".join(HTML[case][0] for case in ("start, type, value", "reversed", "a style of WordPress"))
    page.write_text(f"<html><body><main><h1>Lists</h1>{PROSE}{lists}</main></body></html>", "utf-8")
    report = build_sources(tmp_path, [page])
    made = [each for each in pages_of(report)["essay-1"].iter() if str(each.tag).endswith("}ol")]
    assert [dict(each.attrib) | {"id": ""} for each in made] == [
        {"id": "", "start": "3", "type": "a"},
        {"id": "", "type": "I"},
        {"id": "", "start": "3", "reversed": "reversed"},
        {"id": "", "start": "4", "type": "i"},
    ]
    assert [item.get("value") for item in made[0]] == [None, "7", None]
    printed, *_ = [each.path.read_bytes() for each in report.editions if each.edition == "print"]
    with open_pdf(printed) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    for mark in ("c. ", "g. ", "h. ", "I. ", "II. ", "3. ", "2. ", "iv. ", "v. "):
        assert f"\n{mark}" in text.replace("\r", "\n"), mark


@pytest.mark.parametrize(
    ("number", "style", "said"),
    [(1, "a", "a"), (27, "a", "aa"), (28, "A", "AB"), (4, "i", "iv"), (1994, "I", "MCMXCIV"), (0, "a", "0")],
)
def test_numbers_are_said_as_their_list_says_them(number: int, style: ListStyle, said: str) -> None:
    assert label(number, style) == said
    assert not number or number_of(said, style) == number
