"""Saved web pages: what is the text, what is furniture, what vanishes and is said, the limits, and hostile pages."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_book import SOURCES, build_sources, pages_of

from anthology.core.document import (
    Divider,
    Heading,
    Link,
    ListBlock,
    Mark,
    Preformatted,
    Quote,
    Table,
    inlines_of,
    notes_of,
    plain_block,
)
from anthology.core.errors import AnthologyError, LimitError
from anthology.core.essay import Essay
from anthology.core.normalize import normalize
from anthology.sources.pipeline import Source, read_essay
from anthology.verify.fidelity import missing_sentences

PROSE = "This is a sentence that is long enough to be somebody’s own writing and not a label of any page at all."


def read(text: str | bytes) -> Essay:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return read_essay(Source(slug="essay", path=Path("essay.html"), data=data))


def sample() -> Essay:
    return read((SOURCES / "saved-page.html").read_bytes())


def shown(essay: Essay) -> str:
    notes = [plain_block(block) for note in notes_of(essay.blocks) for block in note.blocks]
    return "\n".join([*map(plain_block, essay.blocks), *notes])


def codes(essay: Essay) -> list[str]:
    return [finding.code for finding in essay.findings]


def test_the_text_of_a_page_is_told_from_its_furniture() -> None:
    essay = sample()
    assert (essay.title, essay.byline, essay.date) == ("Who Was Listening?", "Noor Haddad", "2018-10-05")
    dropped = [line.text for line in essay.ledger if line.rule == "page-furniture"]
    assert dropped == [
        "The Example Review",
        "Home About",
        "More from us",
        "Another essay that you may like",
        "© The Example Review",
    ]
    assert [line.number for line in essay.ledger] == list(range(1, len(essay.ledger) + 1))
    assert sorted(codes(essay)) == ["C009", "S011"]
    (gone,) = (finding.message for finding in essay.findings if finding.code == "S011")
    for what in ("3 × event handler", "1 × script,", "1 × script in a link", "1 × form,", "1 × embedded object"):
        assert what in gone


def test_every_kind_of_block_is_read_as_what_it_is() -> None:
    blocks = sample().blocks
    kinds = {type(block) for block in blocks}
    assert {Heading, ListBlock, Quote, Table, Preformatted, Divider} < kinds
    lists = [block for block in blocks if isinstance(block, ListBlock)]
    assert [(block.ordered, block.start, len(block.items)) for block in lists] == [
        (False, 1, 2),
        (True, 3, 2),
        (False, 1, 1),
    ]
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert (table.header_rows, table.rows[1][0].rowspan, plain_block(table).split("\n")[0]) == (1, 2, "Who answered")
    assert any(isinstance(inline, Mark) and inline.lang == "fr" for inline in inlines_of(blocks))
    words = "\n".join(map(plain_block, blocks))
    assert "on two lines.\nAnd a second paragraph" in words
    assert "{{ 7*7 }}" in words


def test_notes_are_notes_and_links_lead_to_the_web_only() -> None:
    essay = sample()
    first, second = notes_of(essay.blocks)
    assert [plain_block(block) for block in first.blocks] == ["Not at first."]
    assert [plain_block(block) for block in second.blocks] == ["Counted by the author.", "Twice."]
    links = [inline.target for inline in inlines_of(essay.blocks) if isinstance(inline, Link)]
    assert links == ["https://review.example.org/archive/2017"]


def test_both_formats_hold_every_word_and_nothing_that_acts(tmp_path: Path) -> None:
    report = build_sources(tmp_path, [SOURCES / "saved-page.html"])
    page = pages_of(report)["essay-1"]
    names = {str(element.tag).rpartition("}")[2] for element in page.iter()}
    assert not names & {"script", "form", "iframe", "button", "input", "img", "object"}
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert "alert" not in "".join(page.itertext())


@pytest.mark.parametrize(
    "page",
    [
        f"<nav>Menu</nav><main><h1>T</h1><p>{PROSE}</p></main><p>below</p>",
        f"<div role=navigation>Menu</div><div role=main><h1>T</h1><p>{PROSE}</p></div><p>below</p>",
        f"<div><div>Menu</div><div><div><h1>T</h1><p>{PROSE}</p><p>{PROSE}</p></div></div><div>below</div></div>",
        f"<h1>T</h1><div>Menu</div><article><p>{PROSE}</p></article><article><p>below</p></article>",
    ],
)
def test_the_main_text_is_found_by_what_pages_have_in_common(page: str) -> None:
    essay = read(page)
    assert PROSE in shown(essay)
    assert "Menu" not in shown(essay)
    assert {line.text for line in essay.ledger if line.disposition == "dropped"} >= {"Menu"}


def test_a_page_that_is_only_paragraphs_is_all_text() -> None:
    essay = read(f"<h1>T</h1>Loose words.<p>{PROSE}<p>Short.<br><br>After a gap.</p>end")
    assert shown(essay).split("\n") == ["Loose words.", PROSE, "Short.", "After a gap.", "end"]
    assert essay.title == "T"


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-1", "utf-8", "windows-1251", "shift_jis", "utf-16"])
def test_the_encoding_that_a_page_declares_is_used(encoding: str) -> None:
    words = {"windows-1251": "Кто слушал", "shift_jis": "聞く人"}.get(encoding, "déjà vu")
    essay = read(f'<meta charset="{encoding}"><h1>T</h1><p>{words} {PROSE.replace("’", "")}'.encode(encoding))
    assert words in shown(essay)


@pytest.mark.parametrize("encoding", ["hex", "base64", "rot13", "zlib", "no-such"])
def test_what_is_no_encoding_of_text_is_not_used(encoding: str) -> None:
    essay = read(f'<meta charset="{encoding}"><h1>T</h1><p>déjà vu {PROSE}'.encode())
    assert "déjà vu" in shown(essay)


@pytest.mark.parametrize(
    ("page", "limit"),
    [
        ("<div>" * 101 + "deep", "100 \\(levels\\)"),
        ("<b>" * 100_000, "100 \\(levels\\)"),
        ("<ul><li>" * 60 + "deep", "100 \\(levels\\)"),
        ("<p>a" * 60_001, "60,000"),
        ("<br>" * 60_001, "60,000"),
        ("x" * 2_097_153, "2,097,152"),
    ],
)
def test_limits_are_named(page: str, limit: str) -> None:
    with pytest.raises(LimitError, match=limit) as refused:
        read(page)
    assert [finding.code for finding in refused.value.findings] == ["X002"]


def test_spans_and_starts_stay_within_reason() -> None:
    essay = read(
        "<h1>T</h1><table><tr><td colspan=1000000000 rowspan=-3>a<td>b</table><ol start=99999999999><li>x</ol><p>end"
    )
    (table,) = (block for block in essay.blocks if isinstance(block, Table))
    assert [(cell.colspan, cell.rowspan) for cell in table.rows[0]] == [(100, 1), (1, 1)]
    assert [block.start for block in essay.blocks if isinstance(block, ListBlock)] == [1]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<",
        "<html>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><p>&e; words",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>a</p></body></html>",
        "<p>&#0;&#7;&#xD800;&#xFFFF;&#12; words \x00\x07\x0b</p>",
        "<p>a" + "&#x301;" * 5000,
        "<p><sup><a href=#a id=b>1</a></sup></p><p id=a>note <sup><a href=#a>1</a></sup><a href=#b>back</a></p>",
        "<p><a href=#a id=b>1</a></p><div id=a><p>x<a href=#b>^</a></p>y<sup><a href=#c>2</a></sup></div><p id=c>z",
        "<ol><li id=a>note <a href=#b>^</a><li>no note</ol><p>late <a href=#a id=b>1</a>",
        "<p>x<sup><a href=#a>1</a></sup><table><tr><td>q<td>r<tr><td id=a>note<td>s</table>",
        "<h1>T<sup><a href=#a id=b>*</a></sup></h1><p>words</p><p id=a>* thanks <a href=#b>^</a></p>",
        "<ul>loose<ul><li>nested</ul><li>item<p>more</ul><dl>x<dd>y<dt>z</dl>",
        "<table><tr><td><h2>layout</h2><p>a<td>b</table>",
        "<a href='http://[bad'>x</a><a href='//evil.example/'>y</a><a href=' java\nscript:alert(1)'>z</a>",
        "<svg><text>gone</text></svg><math><mi>x</mi></math><p>kept",
        "<h2><div>a<p>b</div></h2><p><blockquote>c</p></blockquote><b><p>d</b>e",
        "<form><input><label>l</label><select><option>o</select></form><p>x",
        "<p>“<q>quoted</q>” <cite>T</cite> <code>a  b</code> x<sub>2</sub><wbr>y</p><pre>\n\n a\x07 </pre>",
        "<p>words<sup><a href=#a id=b>1</a></sup></p><p id=a><a href=#b>back</a></p>",
        "<ul>" * 45 + "<li>x" * 20,
        "<template><p>t</template><noscript><p>n</noscript><p>kept",
        "<base href='http://[x'><a href='a'>b</a> " + "words " * 3,
    ],
)
def test_odd_pages_are_read_or_refused_and_lose_nothing(page: str) -> None:
    try:
        essay = read(page)
    except AnthologyError as error:
        assert {finding.code for finding in error.findings} <= {"S004", "X002"}  # noqa: PT017
        return
    assert missing_sentences(essay, shown(essay), "it") == ()
    assert [line.number for line in essay.ledger] == list(range(1, len(essay.ledger) + 1))
    for note in notes_of(essay.blocks):
        assert note.blocks
        assert not notes_of(note.blocks)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", shown(essay))
    assert "root:" not in shown(essay)


LISTS = {"ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "tr", "td", "th", "caption", "pre", "figure"}
TAGS = sorted(LISTS | {"p", "div", "h1", "h2", "b", "em", "a", "sup", "q", "section", "article", "main", "nav"})
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ["<br>", "<hr>", "<a href=#n id=r>1</a>", "<li id=n>", "<p id=n>", "<a href=#r>b</a>", "&#7;", "&lt;"]
    ),
    st.sampled_from(["<!--", "-->", "<td colspan=3>", "<sup><a href=#n>2</a></sup>", " ", "\n", "\x0b", "\u0301", '"']),
    st.integers(0, 999).map(" w{}x ".format),
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_word_of_any_page_is_lost_unsaid(page: str) -> None:
    try:
        essay = read(page)
    except AnthologyError as error:
        assert {finding.code for finding in error.findings} <= {"S004", "X002"}  # noqa: PT017
        return
    assert missing_sentences(essay, shown(essay), "it") == ()
    told = normalize("\n".join([shown(essay), *(line.text for line in essay.ledger if line.disposition != "kept")]))
    for word in re.findall(r"w\d+x", re.sub("<!--.*?(?:-->|$)", "", page, flags=re.DOTALL)):
        assert word in told


def test_figures_within_captions_are_each_read_once() -> None:
    depth = 14  # twice the time for each level would be many seconds
    nested = "<figure><figcaption>" * depth + "the innermost words" + "</figcaption></figure>" * depth
    begun = time.monotonic()
    essay = read(f"<h1>T</h1><p>Text of the page.</p>{nested}")
    assert time.monotonic() - begun < 3
    assert [plain_block(block) for block in essay.blocks] == ["Text of the page.", "the innermost words"]


def test_words_that_stand_beside_the_picture_of_a_figure_are_kept() -> None:
    figure = "<figure>Before <em>it</em> <img src='a.png' alt='A'> and behind it.<figcaption>Said</figcaption></figure>"
    essay = read(f"<h1>T</h1><p>Text of the page.</p>{figure}<p>After.</p>")
    words = [" ".join(plain_block(block).split()) for block in essay.blocks]
    assert words == ["Text of the page.", "Said", "Before it and behind it.", "After."]


MICRODATA = """<html><head><title>x</title></head><body><article itemscope itemtype="http://schema.org/BlogPosting">
<h1 itemprop="headline">Rain</h1><p>By <span itemprop="author" itemscope itemtype="http://schema.org/Person"><span
itemprop="name">Bo Writer</span></span>, <time itemprop="datePublished" datetime="2020-01-02">2 January</time></p>
<div itemprop="articleBody"><p>{prose}</p></div><a itemprop="license" href="https://example.org/by">CC</a></article>"""
IN_HEAD = """<html><head><meta property="og:title" content="Rain"><meta property="article:author" content="Bo Writer">
<meta property="article:published_time" content="2020-01-02T10:00:00Z"><meta property="article:section"
content="Essays"><link rel="license" href="https://example.org/by"></head><body><article><h1>Rain</h1><p>{prose}</p></article>"""
LINKED = """<html><head><script type="application/ld+json">{{"@type": "Article", "headline": "Rain", "author":
[{{"name": "Bo Writer"}}], "datePublished": "2020-01-02", "articleSection": "Essays", "license":
"https://example.org/by"}}</script></head><body><article><h1>Rain</h1><p>{prose}</p></article>"""


@pytest.mark.parametrize("page", [MICRODATA, IN_HEAD, LINKED], ids=["microdata", "head", "linked data"])
def test_a_page_says_who_wrote_the_text_and_when_in_any_of_its_ways(page: str) -> None:
    prose = "A paragraph of words that is long enough to be taken for the running text of a page by every rule."
    essay = read(page.format(prose=prose).encode())
    assert (essay.title, essay.byline, essay.date) == ("Rain", "Bo Writer", "2020-01-02")
    assert plain_block(essay.blocks[0]) == prose
    (said,) = (each.message for each in essay.findings if each.code == "C009")
    assert "licence “https://example.org/by”" in said
    assert page is MICRODATA or "section “Essays”" in said
