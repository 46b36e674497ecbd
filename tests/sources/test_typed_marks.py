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
