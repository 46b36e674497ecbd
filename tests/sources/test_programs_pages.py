"""Pages that Google Docs and Word have saved: marks by class, titles, private comments, links that lead on."""

from __future__ import annotations

from pathlib import Path

import pytest

from anthology.core.document import Link, Mark, Quote, inlines_of, plain, plain_block
from anthology.core.essay import Essay
from anthology.core.urls import link_target
from anthology.sources.pipeline import Source, read_essay

SHEET = (
    ".c0{font-style:italic}.c1{font-weight:700}.c3{vertical-align:super}.c4{vertical-align:sub}"
    ".c5{font-variant:small-caps}.c6{font-weight:700;font-style:italic}"
)
GOOGLE = f'<html><head><style type="text/css">{SHEET}</style></head><body class="c8 doc-content">'
COMMENTED = (
    '<p>Commented words<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup> end.</p>\n'
    '<div class="c16"><p class="c4"><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Editor: is this right?</span></p>'
    "<p>It is private.</p></div>"
)


def read(text: str) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.html"), data=text.encode()))


def marks(essay: Essay) -> list[tuple[str, str]]:
    return [(each.kind, plain(each.content)) for each in inlines_of(essay.blocks) if isinstance(each, Mark)]


def test_marks_by_class_are_kept() -> None:
    spans = " and ".join(f'<span class="c{number}">word {number}</span>' for number in (0, 1, 3, 4, 5, 6))
    essay = read(f'{GOOGLE}<p class="title"><span class="c1">Rain</span></p><p>Plain {spans}.</p></body></html>')
    assert essay.title == "Rain"
    assert marks(essay) == [
        ("emphasis", "word 0"),
        ("strong", "word 1"),
        ("superscript", "word 3"),
        ("subscript", "word 4"),
        ("small-caps", "word 5"),
        ("strong", "word 6"),
        ("emphasis", "word 6"),
    ]


def test_bold_that_a_style_undoes_is_none() -> None:
    essay = read('<b style="font-weight:normal" id="docs-internal-guid-1"><p>Pasted words stand here.</p></b>')
    assert marks(essay) == []


def test_comments_of_the_margin_are_private() -> None:
    essay = read(f'{GOOGLE}<p class="title">Rain</p>{COMMENTED}</body></html>')
    kept = " ".join(map(plain_block, essay.blocks)) + " ".join(line.text for line in essay.ledger)
    assert "Commented words end." in kept
    assert "Editor" not in kept
    assert "private" not in kept
    assert [(each.code, each.message) for each in essay.findings] == [
        ("S011", "left out: 1 × comment"),
        ("S011", "left out: 1 × style sheet"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/url?q=https://example.org/page%3Fa%3D1&sa=D&source=editors&usg=AOv",
        "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fexample.org%2Fpage%3Fa%3D1",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fpage%3Fa%3D1&h=AT0",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fpage%3Fa%3D1&data=05",
    ],
)
def test_links_that_lead_on_are_what_they_lead_to(address: str) -> None:
    assert link_target(address) == "https://example.org/page?a=1"
    link = f'<a href="{address.replace("&", "&amp;")}">a page</a>'
    page = f'{GOOGLE}<p class="title">Rain</p><p>See {link}.</p></body></html>'
    assert [each.target for each in inlines_of(read(page).blocks) if isinstance(each, Link)] == [
        "https://example.org/page?a=1"
    ]


def test_styles_of_word_are_read_by_their_classes() -> None:
    essay = read(
        "<html><head><style>span.MsoSubtleEmphasis{font-style:italic}</style></head><body><div class=WordSection1>"
        "<p class=MsoTitle>The Weather House</p><p class=MsoToc1>Methods 3</p><h1>First part</h1>"
        "<p class=MsoNormal>It is <span class=MsoSubtleEmphasis>subtle</span> and "
        "<span style='font-variant:small-caps'>Small</span>.</p>"
        "<p class=MsoQuote>A quoted passage.</p></div></body></html>"
    )
    assert essay.title == "The Weather House"
    assert marks(essay) == [("emphasis", "subtle"), ("small-caps", "Small")]
    assert [plain_block(block) for block in essay.blocks if isinstance(block, Quote)] == ["A quoted passage."]
    assert [line.text for line in essay.ledger if line.disposition == "dropped"] == ["Methods 3"]
