"""Pages in XHTML, saved or as chapters of e-books: elements that end themselves hold nothing and swallow nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from test_epub_chapter import PAGE, WORDS, book

from anthology.core.document import Link, inlines_of, plain_block
from anthology.core.essay import Essay
from anthology.sources.html.sanitize import xhtml_as_html
from anthology.sources.pipeline import Source, read_essay

BODY = (
    f'<script src="a.js"/><h1><a id="top"/>Old Snow</h1><p>{WORDS}<br></br>It <i/>fell. <span title="a/>"/>Then &amp; '
    f'there.</p><p/><p>He wrote <![CDATA[<b> & <i>]]> by hand.</p><p><a href="http://example.org/a/b"/>{WORDS}</p>'
)
LINES = ["It fell. Then & there.", "He wrote <b> & <i> by hand.", WORDS]


def saved(name: str) -> Essay:
    return read_essay(Source(slug="essay", path=Path(name), data=PAGE.format(BODY).encode()))


def chapter() -> Essay:
    data = book(**{"OPS/text/one.xhtml": PAGE.format(BODY)})
    return read_essay(Source(slug="essay", path=Path("old.epub"), data=data, chapter="one.xhtml"))


@pytest.mark.parametrize("essay", [saved("page.html"), saved("page.xhtml"), chapter()], ids=["html", "xhtml", "epub"])
def test_what_ends_itself_swallows_nothing(essay: Essay) -> None:
    assert essay.title == "Old Snow"
    lines = [line for block in essay.blocks for line in plain_block(block).split("\n")]
    assert lines == [WORDS, *LINES]
    assert not [inline for inline in inlines_of(essay.blocks) if isinstance(inline, Link)]


def test_many_places_in_a_chapter_are_no_levels() -> None:
    places = "".join(f'<p><a id="p{number}"/>{WORDS}</p>' for number in range(150))
    data = book(**{"OPS/text/one.xhtml": PAGE.format(places)})
    essay = read_essay(Source(slug="essay", path=Path("old.epub"), data=data, chapter="one.xhtml"))
    assert len(essay.blocks) == 150


NAMES = st.sampled_from(["p", "i", "a", "br", "img", "script", "td"])
TREES = st.recursive(
    st.text("ab<&>]", max_size=4),
    lambda inner: st.tuples(NAMES, st.sampled_from(["", "x/", "/>", "a b"]), st.lists(inner, max_size=3)),
    max_leaves=12,
)


def element(tree: object) -> etree._Element:
    match tree:
        case str():
            made = etree.Element("span")
            made.text = tree
        case (str(name), str(value), list(inner)):
            made = etree.Element(name, title=value)
            made.extend([] if name in ("br", "img") else [element(each) for each in inner])
        case _:
            raise AssertionError(tree)
    return made


@given(st.lists(TREES, max_size=4))
def test_the_tree_stays_the_same(trees: list[object]) -> None:
    root = etree.Element("body")
    root.extend([element(tree) for tree in trees])
    text = etree.tostring(root, encoding="unicode")
    spelled = xhtml_as_html(text)
    assert etree.tostring(etree.fromstring(spelled), method="c14n") == etree.tostring(root, method="c14n")
    assert set(re.findall(r"<(\w+)[^<]*?/>", re.sub(r'"[^"]*"', "", spelled))) <= {"br", "img"}
    assert xhtml_as_html(spelled) == spelled
