"""Links from one source to another: jumps of the finished e-book and of the PDF, and what is said of dead ones."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judges import epubcheck
from lxml import etree
from real_book import build_book
from source_book import MANIFEST, pages_of
from test_epub_chapter import PAGE, WORDS, book

from anthology.core.urls import internal_target, link_target
from anthology.result import BuildResult
from anthology.sources.markdown.parser import HeadingNames

FILES = {
    "fore.md": "See [Beta](texts/b.md) and [its rain](texts/b.md#rain--snow).",
    "alpha.md": "The editors on [its rain](texts/b.md#rain--snow), as a text has an [own part](#own-part).",
    "texts/a.md": """# Alpha

Trigger warning: as [deep as this](../page.html#deep).

[Second](b.html#rain--snow), *[the page](../page.html#deep)*, [itself](#own-part), [its end](#end-part),
[gone](nothing.md), [bad](#nowhere), [far](b.md#nowhere), [all](b), [web](https://example.org/b.md).[^1]
[Asked](b.md?plain=1#rain--snow), [exact](../same.html), [either](../same), [long](%s.md).

## Own part

Words. [Marked]{#end-part} here, and [the chapter](old.epub).

[^1]: See [Second again](./b.md#rain-snow), or [twice](b.md#rain--snow-1).
""",
    "texts/b.md": "# Beta\n\nText.\n\n## Rain & snow\n\nMore [back](a.md).\n\n## Rain & snow\n\nAgain.",
    "same.md": "# The Same in Markdown\n\nText.",
    "same.html": f"<html><body><h1>The Same as a Page</h1><p>{WORDS}</p></body></html>",
    "page.html": """<html><head><title>Gamma</title></head><body><main><h1>Gamma</h1>
<p>One <a href="texts/a.md#own-part">to alpha</a>.</p><section id="deep"><h2>Deep</h2>
<p>x <a href="#deep">here</a> <a href="#top">top</a> <a href="#lost">lost</a> <a href="../out.md">out</a></p>
<p><a name="old"></a>Words <a href="#old">old</a></p>
<table><caption>Rain after <a href="texts/b.md#rain-snow">the second</a></caption>
<tr><td>Wet</td><td>Dry</td></tr></table>
</section></main></body></html>""",
}
FILES["texts/a.md"] = FILES["texts/a.md"].replace("%s", "long" * 60)
ENTRIES = """  - {id: a, source: texts/a.md, introduction: alpha.md, author: unsigned, content_notes: none}
  - {id: b, source: texts/b.md, author: unsigned, content_notes: none}
  - {id: page, source: page.html, author: unsigned, content_notes: none}
  - {id: same, source: same.md, author: unsigned, content_notes: none}
  - {id: same-page, source: same.html, author: unsigned, content_notes: none}
  - {id: other, source: other.epub, chapter: two.xhtml, author: unsigned, content_notes: none}
  - {id: one, source: old.epub, chapter: one.xhtml, author: unsigned, content_notes: none}
  - {id: two, source: old.epub, chapter: OPS/text/two.xhtml, author: unsigned, content_notes: none}
foreword: fore.md
editions:
  ebook: {format: epub}
  screen: {format: pdf, for: screen}
"""
CHAPTERS = {
    "OPS/text/one.xhtml": f'<h1>The First</h1><p>{WORDS} <a href="two.xhtml#part">on</a> <a href="up.xhtml">up</a></p>',
    "OPS/text/two.xhtml": f'<h1>The Second</h1><p>{WORDS}</p><p id="part">{WORDS} <a href="one.xhtml">to it</a></p>',
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("links")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "old.epub").write_bytes(book(**{name: PAGE.format(body) for name, body in CHAPTERS.items()}))
    (folder / "other.epub").write_bytes(book())
    (folder / "book.yaml").write_text(MANIFEST + ENTRIES, "utf-8")
    return build_book(folder / "book.yaml", folder / "out")


def links(page: etree._Element) -> dict[str, str]:
    """The addresses of the text's own links, by their words."""
    main = [each for each in page.iter("{*}a") if each.get("class") is None and each.get("role") is None]
    return {"".join(each.itertext()): each.get("href", "") for each in main}


def words_at(report: BuildResult, address: str, own: str) -> str:
    """The first words of the place that an address in the e-book leads to."""
    name, _, place = address.partition("#")
    page = pages_of(report)[name.removesuffix(".xhtml") or own]
    (element,) = [each for each in page.iter() if each.get("id") == place] if place else [page.find("{*}body")]
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize(
    ("page", "link", "there"),
    [
        ("foreword", "its rain", "Rain & snow"),
        ("a", "Second", "Rain & snow"),
        ("a", "the page", "Deep"),
        ("a", "itself", "Own part"),
        ("a", "its end", "Words. Marked here"),
        ("a", "Second again", "Rain & snow"),
        ("a", "its rain", "Rain & snow"),  # of the introduction, which stands in another folder
        ("a", "deep as this", "Deep"),  # of the author's warning
        ("a", "Asked", "Rain & snow"),
        ("a", "exact", "The Same as a Page"),
        ("b", "back", "Alpha"),
        ("page", "to alpha", "Own part"),
        ("page", "here", "Deep"),
        ("page", "old", "Words old"),
        ("page", "the second", "Rain & snow"),
        ("one", "on", WORDS),
        ("two", "to it", "The First"),
    ],
)
def test_a_link_of_a_source_leads_to_the_words_that_it_means(
    report: BuildResult, page: str, link: str, there: str
) -> None:
    address = links(pages_of(report)[page])[link]
    assert there in words_at(report, address, page)[: len(there) + 400]
    if "#" in address:
        assert words_at(report, address, page).startswith(there)


def test_headings_with_the_same_words_are_told_apart(report: BuildResult) -> None:
    found = links(pages_of(report)["a"])
    assert found["Second"] != found["twice"]
    assert words_at(report, found["twice"], "a") == "Rain & snow"


def test_the_web_stays_the_web_and_a_place_that_is_missing_is_the_whole_essay(report: BuildResult) -> None:
    found = links(pages_of(report)["a"])
    assert found["web"] == "https://example.org/b.md"
    assert found["far"] == found["all"] == "b.xhtml"


def test_dead_links_keep_their_words_and_are_told(report: BuildResult) -> None:
    pages = pages_of(report)
    dead = {"a": ("gone", "bad", "the chapter", "own part", "either"), "page": ("lost", "top", "out"), "one": ("up",)}
    for name, words in dead.items():
        assert not set(words) & set(links(pages[name]))
        assert all(each in "".join(pages[name].itertext()) for each in words)
    told = [each for each in report.findings if each.code in ("S006", "S020")]
    assert all(len(each.message) < 200 for each in told)
    said = {each.message.split("”")[0].lstrip("“"): f"{each.code} {each.at}" for each in told}
    assert said == {
        "gone": "S006 texts/a.md:5",
        "bad": "S006 texts/a.md:5",
        "far": "S020 texts/a.md:5",
        "either": "S006 texts/a.md:5",  # two essays could be meant
        "long": "S006 texts/a.md:5",
        "the chapter": "S006 texts/a.md:11",  # the e-book has two
        "own part": "S006 alpha.md:1",
        "lost": "S006 page.html:4",
        "out": "S006 page.html:4",
        "up": "S006 old.epub:2",
    }


def test_the_pdf_jumps_to_the_same_places(report: BuildResult) -> None:
    (path,) = [each.path for each in report.editions if each.edition == "screen"]
    with pikepdf.open(path) as pdf:
        names: Any = pikepdf.NameTree(pdf.Root.Names.Dests)
        found: list[Any] = [note for page in pdf.pages for note in page.obj.get("/Annots", [])]
        jumps = {str(note.Contents).partition(": ")[0]: str(note.Dest) for note in found if "/Dest" in note}
        assert all(name in names for name in jumps.values())
    assert jumps["its rain"] == jumps["Second"] == "b-b2"
    assert jumps["far"] == "b"
    assert jumps["the page"] == "page-b2"


def test_the_e_book_is_valid(report: BuildResult) -> None:
    (path,) = [each.path for each in report.editions if each.edition == "ebook"]
    assert epubcheck(path) == []


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("b.md", "source:b.md"),
        ("b%20c.md#x", "source:b c.md#x"),
        ("#x", "source:#x"),
        ("../b.md", "source:../b.md"),
        ("#", ""),
        ("/etc/passwd", ""),
        ("//example.org/b.md", ""),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("a b.md", "source:a b.md"),
        ("", ""),
        ("a" * 401, ""),
        ("\\\\server\\b.md", ""),
        ("%6aavascript:alert(1)", ""),
    ],
)
def test_only_relative_paths_are_inside(address: str, made: str) -> None:
    assert internal_target(address) == made


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("HTTPS://example.org/a b?c=%41&d=%zz#é", "https://example.org/a%20b?c=%41&d=%25zz#%C3%A9"),
        ("https://example.org:8080", "https://example.org:8080"),
        ("https://example.org:80800/", ""),
        ("https://example..org/", ""),
        ("https://", ""),
        ("mailto:an editor@example.org", ""),
        ("mailto:editor@example.org?subject=é", "mailto:editor@example.org?subject=%C3%A9"),
        ("book:colophon", "book:colophon"),
        ("ftp://example.org/", ""),
    ],
)
def test_addresses_of_the_web_are_written_so_that_each_reader_takes_them(address: str, made: str) -> None:
    assert link_target(address) == made


def test_headings_are_named_as_pandoc_and_sites_name_them() -> None:
    names = HeadingNames()
    assert names.of("2.1 Café & Co.: *all*") == ("café-co.-all", "21-café--co-all")
    assert names.of("2020") == ("section", "2020")


@given(st.lists(st.text("aB é-_.1 ", max_size=6), max_size=6))
def test_no_two_headings_of_a_text_share_the_name_of_one_kind(headings: list[str]) -> None:
    names = HeadingNames()
    for kind in zip(*map(names.of, headings), strict=True):
        assert len(set(kind)) == len(kind)
