"""Markdown essays: what is read as what, what is said to be lost, the limits, and the words in the finished files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_book import SOURCES, build_sources, pages_of

from anthology.core.document import (
    Heading,
    Link,
    ListBlock,
    Mark,
    Note,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    inlines_of,
    notes_of,
    number_notes,
    plain,
    plain_block,
    walk,
    words_in_order,
)
from anthology.core.errors import AnthologyError, LimitError
from anthology.core.essay import Essay
from anthology.core.normalize import normalize
from anthology.sources.pipeline import Source, read_essay
from anthology.verify.fidelity import missing_sentences

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def read(text: str) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.md"), data=text.encode("utf-8", "surrogatepass")))


def numbered(text: str) -> Essay:
    """The essay with its notes numbered, as it stands in a book."""
    essay = read(text)
    return replace(essay, blocks=number_notes(essay.blocks, essay.slug))


def sample() -> Essay:
    path = SOURCES / "reader-essay.md"
    return read_essay(Source(slug="essay", path=path, data=path.read_bytes()))


def shown(essay: Essay) -> str:
    """What a book shows of an essay: its blocks, and behind them its notes."""
    notes = [plain_block(block) for note in notes_of(essay.blocks) for block in note.blocks]
    return "\n".join([*map(plain_block, essay.blocks), *notes])


def codes(essay: Essay) -> list[str]:
    return [finding.code for finding in essay.findings]


def test_title_authors_and_date_are_known() -> None:
    essay = sample()
    assert essay.title == "Reading the Thread: Testimony Online"
    assert (essay.byline, essay.date) == ("Ada Marlowe and Ines Okafor", "2019-03-08")
    other = read("---\ntitle: One\nauthor: A\n---\n# Two\n\nText of the essay.")
    assert (other.title, codes(other)) == ("Two", ["C008"])


def test_every_kind_of_block_is_read_as_what_it_is() -> None:
    kinds = [type(block) for block in sample().blocks]
    assert {Paragraph, Heading, ListBlock, Quote, Table, Preformatted} < set(kinds)
    headings = [(block.level, plain_block(block)) for block in sample().blocks if isinstance(block, Heading)]
    assert headings == [(1, "What a thread is"), (2, "A deeper heading")]
    terms, steps = (block for block in sample().blocks if isinstance(block, ListBlock))
    assert [len(item) for item in terms.items] == [3, 2]
    assert steps.ordered
    assert isinstance(steps.items[1][1], ListBlock)
    (code,) = (block for block in sample().blocks if isinstance(block, Preformatted))
    assert code.text == "keep   these   spaces\n"


def test_each_line_has_its_fate() -> None:
    essay = sample()
    lines = (SOURCES / "reader-essay.md").read_text("utf-8").split("\n")
    assert [line.number for line in essay.ledger] == [n for n, line in enumerate(lines, start=1) if line.strip()]
    by_rule = {line.rule for line in essay.ledger if line.disposition != "kept"}
    assert by_rule == {"front-matter", "title", "note", "link-address"}
    assert codes(essay) == ["S009", "S011", "S019", "S043"]


def test_notes_stand_where_they_are_called_and_a_stray_one_is_kept() -> None:
    essay = sample()
    first, week, margin = notes_of(essay.blocks)
    assert [len(note.blocks) for note in (first, week, margin)] == [2, 1, 1]
    assert plain_block(margin.blocks[0]) == "Written in the margin by hand."
    assert "Nothing calls this one." in shown(essay)


def test_both_formats_hold_every_word_and_every_note(tmp_path: Path) -> None:
    twice = tmp_path / "again.md"
    twice.write_text((SOURCES / "reader-essay.md").read_text("utf-8"), "utf-8")
    report = build_sources(tmp_path, [SOURCES / "reader-essay.md", twice, SOURCES / "broken-front-matter.md"])
    pages = pages_of(report)
    ids = [element.get("id") for name in ("essay-1", "essay-2") for element in pages[name].iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    for name in ("essay-1", "essay-2"):
        calls = [each.get("href") for each in pages[name].iter() if each.get(EPUB_TYPE) == "noteref"]
        asides = [f"#{each.get('id')}" for each in pages[name].iter() if each.get(EPUB_TYPE) == "footnote"]
        assert calls == asides
        assert len(calls) == 3
    assert "S010" in {finding.code for finding in report.findings}
    assert "title: Allies" not in "".join(pages["essay-3"].itertext())


def test_a_note_or_a_cell_that_a_book_lacks_is_missed() -> None:
    essay = sample()
    words = "\n".join([shown(essay), *(words_in_order(block) for block in essay.blocks)])
    assert missing_sentences(essay, shown(essay), "it") == ()
    assert [
        "(a note)" in found.message for found in missing_sentences(essay, words.replace("on a bus", "on a train"), "it")
    ] == [True]
    assert missing_sentences(essay, shown(essay).replace("12,000", "1,000"), "it") != ()


def test_notes_at_the_foot_of_a_page_do_not_hide_or_break_a_sentence() -> None:
    essay = numbered("# T\n\nA sentence goes on[^1] over two pages.\n\n[^1]: The note.")
    pages = ["A sentence goes on1 over\n1. The note.", "two pages."]
    assert missing_sentences(essay, pages, "it") == ()
    assert len(missing_sentences(essay, [pages[0], "two pages more."], "it")) == 1
    assert len(missing_sentences(essay, ["A sentence goes on1 over", pages[1]], "it")) == 1


def test_a_long_note_behind_the_text_hides_none_of_the_notes_after_it() -> None:
    text = "# T\n\nOne[^1] sentence goes on[^2] over two pages, where it is 1.\n\n[^1]: Behind.\n\n[^2]: At the foot."
    pages = ["One1 sentence goes on2 over\n2. At the foot.", "two pages, where it is 1.\nBe", "hind."]
    assert missing_sentences(numbered(text), pages, "it") == ()
    assert len(missing_sentences(numbered(text), [*pages[:2], "hold."], "it")) == 1
    last = ["One1 sentence", "goes on2 over two pages, where it is 1.\n1. Behind.\n2. At the foot."]
    assert missing_sentences(numbered(text), last, "it") == ()


def test_two_single_marks_are_a_double_one_whatever_stands_between_them() -> None:
    essay = read("# T\n\nShe said 'it is \"so\"' and left. 'Yes.' 'No.'")
    shown_words = "She said ‘it is “so ” ’ and left. ‘Yes.’ ‘No.’"
    assert missing_sentences(essay, shown_words, "it") == ()
    assert len(missing_sentences(essay, shown_words.replace("“so ”", "so"), "it")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\nA word[^a].\n\n[^a]: Note with a call of itself[^a].",
        "# T\n\nA word[^a].\n\n[^a]: One[^b].\n\n[^b]: Two[^a].",
        "# T\n\nA word^[inline ^[within ^[itself]]].",
        "# T\n\n[A link[^a]](https://example.org/) and ![a picture[^a]](x.png)\n\n[^a]: Note.",
        "# T\n\nTwice[^a] called[^a].\n\n[^a]: Note.\n[^a]: Another of the name.",
        "# T[^a]\n\nA title with a note.\n\n[^a]: Note of the title.",
        "# T[^a]\n\n- no paragraph\n\n[^a]: Note of the title.",
        "# T\n\n> A quotation[^a]\n>\n> [^a]: with its note inside.",
        "# T\n\n[^a]:\n\nA word[^a].",
        "---\n---\n\nText after an empty front matter.",
        "---\ntitle: x\n\nText after a front matter that never ends.",
        "---\n- a\n---\n\nText after a list.",
        "---\nauthor: [{name: A}, B, {x: y}]\ntitle: [1]\n---\n\nText.",
        "![only a picture](a.png)\n\nText of the essay, which is longer.",
        "***\n\n***",
        "#\n\n##\n\nText.",
        "# T\n\n|a|\n|-|\n\n- \n\n>\n\nText.",
        "Text &#12; &#xFFFF; &#x0; &nbsp; `&#12;` and\x0ba\x85b\u2028c.",
        "# T\n\n\tcode\x07 with a bell\n\nText.",
        "T\n: d\n: e\n\nU\nV\n~ f",
        "# T\n\n1984. A year is a list.\n\n999999999. So is this.",
        "# T\n\n[a][b]\n\n[b]: javascript:alert(1)\n[b]: https://example.org/ 'a b'\n[c]: <> \n\nText.",
        "# T\n\nBy Ada Marlowe\n\n8 March 2019\n\nText.\n\n## References\n\nWalby, S. 2011. The future of it. Polity.",
    ],
)
def test_odd_texts_lose_nothing(text: str) -> None:
    try:
        essay = read(text)
    except AnthologyError as error:
        assert [finding.code for finding in error.findings] == ["S004"]  # noqa: PT017
        return
    assert missing_sentences(essay, shown(essay), "it") == ()
    lines = re.split("\r\n|\r|\n", text)
    assert [line.number for line in essay.ledger] == [n for n, line in enumerate(lines, start=1) if line.strip()]
    for note in notes_of(essay.blocks):
        assert note.blocks
        assert not notes_of(note.blocks)
    for link in inlines_of(essay.blocks):
        assert not isinstance(link, Link) or not any(isinstance(inner, Note) for inner in link.content)


def test_attributes_say_the_language_and_small_capitals_and_never_stand_in_the_text() -> None:
    text = """# One

## The [raison d'être]{lang=fr} {#being .unnumbered lang=en-US}

A [mot]{lang="fr"}, [Small]{.smallcaps}, [a [link](https://example.org/){target=x}]{lang=de}, `code`{.python}.

[Kept]{a note of the author} and [kept]{% as it is %} and [kept] {lang=fr} and [kept]{lang=fr
"""
    essay = read(text)
    heading, first, last = essay.blocks
    assert isinstance(heading, Heading)
    assert [(each.lang, plain((each,))) for each in inlines_of([heading]) if isinstance(each, Mark)] == [
        ("en-US", "The raison d’être"),
        ("fr", "raison d’être"),
    ]
    marks = [(each.kind, each.lang, plain((each,))) for each in inlines_of([first]) if isinstance(each, Mark)]
    assert marks == [
        ("span", "fr", "mot"),
        ("small-caps", "", "Small"),
        ("span", "de", "a link"),
        ("code", "", "code"),
    ]
    assert plain_block(first) == "A mot, Small, a link, code."
    assert (
        plain_block(last)
        == "[Kept]{a note of the author} and [kept]{% as it is %} and [kept] {lang=fr} and [kept]{lang=fr"
    )
    assert [each.message for each in essay.findings if each.code == "S019"] == [
        "not used: .unnumbered, target=x, .python"
    ]


def test_addresses_that_lead_out_of_the_web_are_no_links() -> None:
    essay = read(
        "# T\n\n[a](file:///etc/passwd) [b](//evil.example/x) [c](book:other) [d](mailto:a@example.org) [e](/x.md)"
    )
    links = [inline.target for inline in inlines_of(essay.blocks) if isinstance(inline, Link)]
    assert links == ["book:other", "mailto:a@example.org"]
    assert "S006" in codes(essay)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("> " * 101 + "deep", "100 \\(levels\\)"),
        ("".join(f"{'  ' * depth}- x\n" for depth in range(60)), "100 \\(levels\\)"),
        ("[a](" * 20_001, "20,000"),
        ("<" * 20_001, "20,000"),
        ("*" * 60_001, "60,000"),
        ("a\n" * 60_001, "60,001 lines"),
        ("word " * 210_000, "1,048,576"),
        ("# T\n\n" + "a^[b] " * 1_001, "1,000"),
        ("# T\n\n" + "*a* " * 25_000 + "`a`" * 15_000, "60,000"),
    ],
)
@pytest.mark.slow
def test_limits_are_named(text: str, limit: str) -> None:
    with pytest.raises(LimitError, match=limit) as refused:
        read(text)
    assert [finding.code for finding in refused.value.findings] == ["X002"]


def test_what_is_nearly_too_deep_is_kept_whole() -> None:
    quoted = read("# T\n\n" + "> " * 90 + "quoted")
    listed = read("# T\n\n" + "".join(f"{'  ' * depth}- word{depth}\n" for depth in range(45)))
    assert shown(quoted) == "quoted"
    assert shown(listed).split() == [f"word{depth}" for depth in range(45)]


BLOCK_MARKS = [
    "# ",
    "## ",
    "- ",
    "  - ",
    "1. ",
    "> ",
    "    ",
    "```",
    "---",
    "***",
    ": ",
    "~ ",
    "{.x}",
    "title: ",
    "[^a]: ",
]
INLINE_MARKS = [
    "[^a]",
    "^[",
    "[",
    "](https://example.org/",
    ")",
    "]: ",
    "![",
    "*",
    "**",
    "`",
    "~~",
    "\\",
    "&#12;",
    "[@key]",
    "<b>",
    '"',
    "é",
    "́",
    "\x00",
    "\ufeff",
    "—",
    "--",
]
PIECES = st.sampled_from([*BLOCK_MARKS, *INLINE_MARKS, "|", "|-|-|", "\n", "\n\n", "\r\n", "\t", " ", "'"])
WORDS = st.integers(0, 999).map("w{}x".format)


def all_words_told(essay: Essay, text: str) -> None:
    """Every word of a text is in the essay, in its ledger, in a link or in a finding."""
    assert missing_sentences(essay, shown(essay), "it") == ()
    told = "\n".join(
        [shown(essay), *(line.text for line in essay.ledger if line.disposition != "kept")]
        + [inline.target for inline in inlines_of(essay.blocks) if isinstance(inline, Link)]
        + [finding.message for finding in essay.findings]
    )
    for word in re.findall(r"w\d+x", text):
        assert normalize(word) in normalize(told)


@given(st.lists(st.one_of(PIECES, WORDS), max_size=40).map("".join))
def test_no_word_of_any_markdown_is_lost_unsaid(text: str) -> None:
    try:
        essay = read(text)
    except AnthologyError as error:
        assert {finding.code for finding in error.findings} <= {"S004", "X002", "S002", "S028"}  # noqa: PT017
        return
    all_words_told(essay, text)


@pytest.mark.parametrize(
    ("head", "title", "byline", "date", "left"),
    [
        ("title: Rain: a record\nauthor: Ada Lee\nText", "Rain: a record", "Ada Lee", "", "Text"),
        ("Title: Rain\nDate: 2019-05-03\n\nText", "Rain", "", "2019-05-03", "Text"),
        (
            "% Rain\n  in May\n% Ada Lee; Bo Roe\n% 3 May 2019\n\nText",
            "Rain in May",
            "Ada Lee and Bo Roe",
            "3 May 2019",
            "Text",
        ),
        ("author: Ada Lee\n\nText", "author: Ada Lee", "", "", "Text"),
        ("title: Rain\nNote: it rains\n\nText", "Rain", "", "", "Note: it rains"),
        ("% \n\nText", "%", "", "", "Text"),
    ],
)
def test_a_title_block_without_fences_gives_its_facts(head: str, title: str, byline: str, date: str, left: str) -> None:
    essay = read(f"{head} of the essay, a sentence as any other.\n\nMore.")
    assert (essay.title, essay.byline, essay.date) == (title, byline, date)
    kept = [line.text for line in essay.ledger if line.disposition == "kept"]
    assert kept[0].startswith(left)
    assert all(line.strip() for line in kept)


def test_headings_never_skip_a_rank() -> None:
    essay = read("# T\n\n#### a\n\nText.\n\n## b\n\n#### c\n\n### d\n\n##### e\n\n## f\n\nText.")
    levels = [(plain_block(block), block.level) for block in essay.blocks if isinstance(block, Heading)]
    assert levels == [("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 3), ("f", 1)]
    quoted = read("# T\n\n## a\n\n> #### b\n>\n> Text.\n\n- ### c").blocks
    assert [block.level for block in walk(quoted) if isinstance(block, Heading)] == [1, 2, 2]


def test_a_heading_of_notes_with_nothing_below_it_goes_and_is_told() -> None:
    essay = read("# T\n\nA word[^1] and more.\n\n## Notes\n\n[^1]: The note.")
    assert [plain_block(block) for block in essay.blocks] == ["A word and more."]
    assert [line.rule for line in essay.ledger if line.text == "## Notes"] == ["empty"]
    assert len(read("# T\n\nText.\n\n## Notes\n\nOf another kind.").blocks) == 3


def test_a_reference_list_with_marks_is_the_essays_list() -> None:
    listed = "- Lee, A. 2016. *On Rain*. Leeds: Press.\n- Roe, Bo. *Snow*. York: Press, 2017."
    essay = read(f"# T\n\nText.\n\n## Works Cited\n\n{listed}\n\n## About the author\n\nLives in Leeds.")
    assert [line.text for line in essay.references] == [
        "Lee, A. 2016. On Rain. Leeds: Press.",
        "Roe, Bo. Snow. York: Press, 2017.",
    ]
    assert [line.number for line in essay.references] == [7, 8]
    assert [plain_block(block) for block in essay.blocks] == ["Text.", "About the author", "Lives in Leeds."]
    other = read(f"# T\n\nText.\n\n## Sources\n\n- a spring\n- a well\n- {listed[2:40]}")
    assert other.references == ()


def test_comments_are_left_out_and_told() -> None:
    hidden = "<!-- to do -->\n\nText.\n\n<!--\nmore\n\nof it\n-->\n- item"
    typed = "```\n<!-- code -->\n```\n\n<!-- a --> words\n\nIn <!-- b --> line.\n\n<!-- never ends\n\nEnd."
    essay = read(f"# T\n\n{hidden}\n\n{typed}")
    words = [plain_block(block).strip() for block in essay.blocks]
    assert words == ["Text.", "item", "<!-- code -->", "words", "In line.", "<!-- never ends", "End."]
    assert [line.number for line in essay.ledger if line.rule == "comment"] == [3, 7, 8, 10, 11]
    assert [finding.message for finding in essay.findings if finding.code == "S011"] == [
        "left out: 4 × comment (lines 3, 7, 18, 20)"
    ]
