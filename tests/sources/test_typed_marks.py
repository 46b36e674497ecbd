"""What authors type for want of a key or of a program, as it comes out: read back from the finished e-book."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from PIL import Image
from real_book import build_book
from source_book import build_sources, pages_of, write_book

from anthology.core.normalize import house_style
from anthology.result import BuildResult

X = {"x": "http://www.w3.org/1999/xhtml"}
PROSE = "A paragraph of words that is long enough to be taken for the running text of a page by every rule."


def built(folder: Path, text: str, name: str = "a.md") -> tuple[etree._Element, BuildResult]:
    """The text of a source as the e-book has it, and what was said."""
    (folder / name).write_text(text, "utf-8")
    report = build_sources(folder, [folder / name], "ebook")
    (body,) = pages_of(report)["essay-1"].iterfind(".//x:div[@class='text']", X)
    return body, report


def codes(report: BuildResult) -> set[str]:
    return {finding.code for finding in report.findings}


# --- dashes ---

DASHES = {
    "He said---and left": "He said—and left",
    "pages 12--14": "pages 12–14",
    "the years 1914--18": "the years 1914–18",
    "the years 1914-1918": "the years 1914–1918",
    "pages iv--xii and A--Z": "pages iv–xii and A–Z",
    "word--word": "word—word",
    "word -- word": "word – word",
    "“I was--” he": "“I was—” he",
    "well-- he": "well— he",
    "i.e.--that": "i.e.—that",
    "-- A. Poet": "— A. Poet",
    "run it with --help": "run it with --help",
    "https://example.org/a--b/2016-2017/": "https://example.org/a--b/2016-2017/",
    "a well-known one": "a well-known one",
    "---": "---",
    "- item": "- item",
}


@pytest.mark.parametrize("typed", DASHES)
def test_hyphens_typed_for_dashes(typed: str) -> None:
    assert house_style(typed) == DASHES[typed]
    assert house_style(DASHES[typed]) == DASHES[typed]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"# A\n\n{PROSE}\n\nShe went---*so*--or, pages 1--2, `a--b`.\n\n> Words.\n>\n> --- A. Poet\n"),
        (
            "a.html",
            f"<body><article><h1>A</h1><p>{PROSE}</p><p>She went---<em>so</em>--or, pages 1--2, <code>a--b</code>."
            "</p><blockquote><p>Words.</p><p>--- A. Poet</p></blockquote></article></body>",
        ),
    ],
)
def test_dashes_of_a_text(tmp_path: Path, name: str, text: str) -> None:
    body, report = built(tmp_path, text, name)
    words = "".join(body.itertext())
    assert "She went—so—or, pages 1–2, a--b." in words
    assert "A. Poet" in words
    assert "--- A" not in words
    assert "S043" in codes(report)


def test_a_text_without_typed_dashes_says_nothing(tmp_path: Path) -> None:
    _, report = built(tmp_path, f"# A\n\n{PROSE}\n\n---\n\n| a | b |\n|---|---|\n| c | d |\n\n    x--y\n")
    assert "S043" not in codes(report)


# --- the credits of pictures ---

PICTURE = '<img src="a.png" alt="A gate">'
CREDITED = {
    "caption": f"<figure>{PICTURE}<figcaption>Photo by Me</figcaption></figure>",
    "below": f"<p>{PICTURE}</p><p>Photo by Me</p>",
    "above": f"<p>Photo by Me</p><figure>{PICTURE}</figure>",
}


@pytest.mark.parametrize("name", CREDITED)
def test_a_picture_keeps_its_credit(tmp_path: Path, name: str) -> None:
    source = tmp_path / "a.html"
    source.write_text(f"<body><article><h1>A</h1><p>{PROSE}</p>{CREDITED[name]}</article></body>", "utf-8")
    manifest = write_book(tmp_path / "book", [source])
    Image.new("RGB", (400, 300), "grey").save(manifest.parent / "a.png")
    report = build_book(manifest, tmp_path / "out", "ebook")
    page = pages_of(report)["essay-1"]
    assert "Photo by Me" in "".join(page.itertext())
    assert page.find(".//x:figure/x:img", X) is not None
    assert not codes(report) & {"C013", "C014"}


def test_a_credit_without_its_picture_is_left_out_and_named(tmp_path: Path) -> None:
    text = f"<body><article><h1>A</h1><p>{PROSE}</p><p>{PROSE}</p><p>Photo by Me</p></article></body>"
    body, report = built(tmp_path, text, "a.html")
    assert "Photo by Me" not in "".join(body.itertext())
    assert "C013" in codes(report)


# --- tables that pandoc reads ---

SIMPLE = """\
  Right     Left     Centre     Default
-------     ------ ----------   -------
     12     12        12            12
    123     123       123          123
"""
BARE = """\
-----  ----
one    two
three  four
-----  ----
"""
LINES = """\
-------------------------------------
 Place      What is to be
            seen there
---------- --------------------------
 Harbour    Boats of all kinds, and
            a light.

 Hill       The old mill.
-------------------------------------
"""
GRID = """\
+-----------+-------------+
| Fruit     | Good for    |
+===========+:===========:+
| Apples    | - eating    |
| and pears | - baking    |
+-----------+-------------+
| Plums     | jam         |
+-----------+-------------+
"""
TABLES = {
    "simple": (SIMPLE, [["Right", "Left", "Centre", "Default"], ["12"] * 4, ["123"] * 4]),
    "bare": (BARE, [["one", "two"], ["three", "four"]]),
    "lines": (
        LINES,
        [
            ["Place", "What is to be seen there"],
            ["Harbour", "Boats of all kinds, and a light."],
            ["Hill", "The old mill."],
        ],
    ),
    "grid": (GRID, [["Fruit", "Good for"], ["Apples and pears", "- eating- baking"], ["Plums", "jam"]]),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("caption", [": The caption {#tbl-one}", "Table: The caption"])
def test_tables_of_pandoc(tmp_path: Path, name: str, caption: str) -> None:
    typed, rows = TABLES[name]
    body, report = built(tmp_path, f"# A\n\n{PROSE}\n\n{typed}\n{caption}\n\nAfter it.\n")
    (table,) = body.iter("{*}table")
    assert [
        ["".join(cell.itertext()) for cell in row if cell.tag[-2:] in ("td", "th")] for row in table.iter("{*}tr")
    ] == rows
    assert [each.text for each in table.iter("{*}caption")] == ["The caption"]
    assert "".join(body.itertext()).strip().endswith("After it.")
    assert not codes(report) & {"S045", "S019"}


def test_columns_are_set_as_their_author_set_them(tmp_path: Path) -> None:
    pipes = "| a | b | c | d |\n|:--|:-:|--:|---|\n| e | f | g | h |\n"
    body, _ = built(tmp_path, f"# A\n\n{PROSE}\n\n{pipes}\n{SIMPLE}\n")
    rows = [[cell.get("class") for cell in row] for row in body.iter("{*}tr")]
    assert rows[1] == ["to-left", "centred", "to-right", None]
    assert rows[3] == ["to-right", "to-left", "centred", "figures"]


@pytest.mark.parametrize(
    "text", ["Words\n--- ---\nmore words.", "A line\n-- --\nthat goes on here", "+---+\nis no table"]
)
def test_what_is_no_table(tmp_path: Path, text: str) -> None:
    body, _ = built(tmp_path, f"# A\n\n{PROSE}\n\n{text}\n")
    assert body.find(".//{*}table") is None


# --- marks within a line ---


def test_raised_and_lowered_signs(tmp_path: Path) -> None:
    body, report = built(tmp_path, f"# A\n\n{PROSE}\n\nH~2~O, 2^10^, P~a\\ cat~, ~5 km or ~6 km, x^2 and ~~gone~~.\n")
    words = body.findall("x:p", X)[1]
    assert [(each.tag[-3:], each.text) for each in words if each.tag[-1:] in "bp"] == [
        ("sub", "2"),
        ("sup", "10"),
        ("sub", "a cat"),
    ]
    assert "~5 km or ~6 km, x^2 and gone." in "".join(words.itertext())
    assert "S045" not in codes(report)


LEFT_OUT = {
    "amid words": "The rain\\index{rain} fell \\label{here}on us.",
    "page break": "Before.\n\n\\newpage\n\nAfter.",
    "shortcode": 'Before.\n\n[gallery ids="1,2"]\n\nAfter.',
    "contents": "Before.\n\n[TOC]\n\nAfter.",
    "program of a site": 'Before.\n\n{{< figure src="a.png" >}}\n\nAfter.',
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_commands_that_print_nothing_are_left_out_and_named(tmp_path: Path, name: str) -> None:
    body, report = built(tmp_path, f"# A\n\n{PROSE}\n\n{LEFT_OUT[name]}\n")
    words = "".join(body.itertext())
    assert not set("\\[]{}") & set(words)
    assert "The rain fell on us." in words or ("Before." in words and "After." in words)
    assert "S044" in codes(report)
    assert "S045" not in codes(report)


def test_shortcodes_of_a_web_page_are_left_out(tmp_path: Path) -> None:
    text = f'<body><article><h1>A</h1><p>{PROSE}</p><p>[gallery ids="1,2"]</p><p>{PROSE}</p></article></body>'
    body, report = built(tmp_path, text, "a.html")
    assert "gallery" not in "".join(body.itertext())
    assert "S044" in codes(report)


@pytest.mark.parametrize("mark", ["- [ ] to do", "See [[another page]].", "A \\emph{word}.", "By {{author}}."])
def test_marks_without_a_counterpart_are_named(tmp_path: Path, mark: str) -> None:
    _, report = built(tmp_path, f"# A\n\n{PROSE}\n\n{mark}\n")
    assert "S045" in codes(report)


@pytest.mark.parametrize(
    "words", ["[sic] and [1] and [a word]", "C:\\users\\name", "see [1, p. 2]", "`{{x}}` and `\\emph{x}`"]
)
def test_brackets_and_strokes_of_prose_are_not_named(tmp_path: Path, words: str) -> None:
    body, report = built(tmp_path, f"# A\n\n{PROSE}\n\nHere is {words} in it.\n")
    assert not codes(report) & {"S044", "S045"}
    assert f"Here is {words.replace('`', '')} in it." in "".join(body.itertext())


def test_a_called_out_quotation_has_its_word_on_a_line_of_its_own(tmp_path: Path) -> None:
    body, _ = built(tmp_path, f"# A\n\n{PROSE}\n\n> [!NOTE]\n> Useful words.\n")
    (quotation,) = body.iter("{*}blockquote")
    assert ["".join(each.itertext()) for each in quotation] == ["NOTE", "Useful words."]


def test_a_paragraph_may_have_a_name(tmp_path: Path) -> None:
    body, _report = built(tmp_path, f"# A\n\n[there](#rain)\n\n{PROSE}\n\nIt rained. {{#rain}}\n")
    (link,) = body.iter("{*}a")
    (named,) = [each for each in body.iter() if f"#{each.get('id')}" == link.get("href")]
    assert named.text == "It rained."


@pytest.mark.parametrize(
    "line",
    ["[More of her letters are in the archive]", "[Video shows nobody]", "[Gallery closed, 1971]", "[Audio: rain]"],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_words_in_brackets_are_no_command(tmp_path: Path, name: str, line: str) -> None:
    head = "# A" if name.endswith(".md") else "A"
    body, report = built(tmp_path, f"{head}\n\n{PROSE}\n\n{line}\n\n{PROSE}\n", name)
    assert line in "".join(body.itertext())
    assert "S044" not in codes(report)
