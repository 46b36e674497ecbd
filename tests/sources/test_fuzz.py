"""Anything at all in place of a source, a picture, a manifest or a style sheet: never a fault of the builder."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import word_file
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_hostile_books import BOOK, EDITIONS, ESSAY
from test_hostile_sources import sound

from anthology.book.images.collect import FORMATS
from anthology.book.images.raster import UnfitError, opened
from anthology.cli import main
from anthology.core.errors import AnthologyError
from anthology.core.findings import Location
from anthology.css.lint import hiding_markup, sheet_faults
from anthology.editorial.resources import load_resources
from anthology.sources.epub_chapter import read_chapter
from anthology.sources.pipeline import Source, read_essay

AT = Location(Path("x"))
MARKUP = st.text(alphabet=st.sampled_from("<>/=\"'&;#![]()*_`~|-:\\ \n\tabp1\u0301\u202e\ud83d\udc69\0"), max_size=120)
TAGS = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<table>",
            "<td colspan=9>",
            "<li>",
            "<svg>",
            "<math>",
            "<a href='#x'>",
            "<sup>",
            "<img src=x>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<style>",
            "<template>",
            "words ",
            "&#0;",
            "<b>",
            "</table>",
            "<p id=x>",
        ]
    ),
    max_size=40,
).map("".join)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def must_be_of_sources(error: AnthologyError) -> None:
    """The exit codes of a source that is at fault, or too large, with a place for each finding."""
    assert error.exit_code in (4, 9)
    assert all(finding.at for finding in error.findings)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.xhtml", "a.docx", "a.epub", "a.xyz"])
@QUICK
@given(
    data=st.binary(max_size=200) | MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass")) | TAGS.map(str.encode)
)
def test_no_bytes_make_a_reader_of_sources_fail(name: str, data: bytes) -> None:
    long_enough = ESSAY.encode() + data
    for each in (data, long_enough):
        try:
            read_essay(Source(slug="x", path=Path(name), data=each))
        except AnthologyError as error:
            must_be_of_sources(error)


DOCUMENT = word_file.sample()


@QUICK
@given(st.integers(0, len(DOCUMENT) - 1), st.binary(min_size=1, max_size=30), st.booleans())
def test_a_damaged_word_document_is_read_or_refused(place: int, junk: bytes, cut: bool) -> None:
    data = DOCUMENT[:place] + junk + (b"" if cut else DOCUMENT[place + len(junk) :])
    try:
        read_essay(Source(slug="x", path=Path("a.docx"), data=data))
    except AnthologyError as error:
        must_be_of_sources(error)


XML = st.lists(
    st.sampled_from(
        [
            "<w:p>",
            "</w:p>",
            "<w:r>",
            "</w:r>",
            "<w:t>words</w:t>",
            "<w:tbl>",
            "</w:tbl>",
            "<w:tr>",
            "</w:tr>",
            "<w:tc>",
            "</w:tc>",
            "<w:tab/>",
            "<w:fldChar w:fldCharType='begin'/>",
            "<w:fldChar w:fldCharType='end'/>",
            "<w:vanish/>",
            "<w:hyperlink r:id='web'>",
            "</w:hyperlink>",
            "<w:footnoteReference w:id='9'/>",
            "<w:del>",
            "</w:del>",
            "<x/>",
            "<w:gridSpan w:val='x'/>",
            '<w:instrText>HYPERLINK "x"</w:instrText>',
            "<w:drawing/>",
            "<w:br w:type='page'/>",
        ]
    ),
    max_size=25,
).map("".join)


@QUICK
@given(XML)
def test_word_documents_of_any_shape_are_read_or_refused(body: str) -> None:
    try:
        read_essay(Source(slug="x", path=Path("a.docx"), data=word_file.document(word_file.paragraph(ESSAY), body)))
    except AnthologyError as error:
        must_be_of_sources(error)


def book_of(package: str, page: bytes) -> bytes:
    stream = io.BytesIO()
    container = (
        "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfile full-path='p'/></container>"
    )
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in (("META-INF/container.xml", container), ("p", package), ("c.xhtml", page)):
            archive.writestr(name, data)
    return stream.getvalue()


PACKAGE = "<package xmlns='http://www.idpf.org/2007/opf'><item id='c' href='c.xhtml'/>{}<itemref idref='c'/></package>"


@QUICK
@given(st.text(max_size=40), TAGS, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "latin-1"]))
@example("http://[::1", "<a href='http://[' role='doc-noteref'>1</a><img src='http://['>", "utf-8")
@example("x", "", "utf-8")
def test_chapters_of_any_e_book_are_read_or_refused(address: str, page: str, encoding: str) -> None:
    href = address.encode("ascii", "xmlcharrefreplace").decode().translate(dict.fromkeys(map(ord, "<>&'\"")))
    package = PACKAGE.format(f"<item id='d' href='{href}'/>")
    try:
        read_chapter(book_of(package, f"<html><body>{page}</body></html>".encode(encoding, "replace")), "c.xhtml", AT)
    except AnthologyError as error:
        must_be_of_sources(error)


@QUICK
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\x20\0\0\0WEBPVP8 "]),
)
def test_no_bytes_make_a_picture_fail(data: bytes, head: bytes) -> None:
    try:
        opened(head + data, FORMATS)
    except UnfitError:
        return


LINES = BOOK.splitlines()
VALUES = st.sampled_from(
    [
        "",
        "~",
        "null",
        "[]",
        "{}",
        "[a, b]",
        "{a: b}",
        "9e999",
        "-1",
        "'\\0'",
        '"\\u202e"',
        "../x",
        "/etc/passwd",
        "x" * 300,
        "2026-02-30",
        "yes",
        "!!x y",
        "*a",
        "&a b",
        "{supplied: }",
        "[[[[",
        "'",
        '"',
        "#x",
        "|",
        "- a",
        "? b",
        "��",
    ]
)


@QUICK
@given(line=st.integers(0, len(LINES) - 1), value=VALUES | st.text(max_size=20), key=st.text(max_size=8) | st.none())
def test_any_line_of_a_manifest_may_be_anything(line: int, value: str, key: str | None, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(ESSAY, "utf-8")
    name = LINES[line].partition(":")[0] if key is None else key
    text = "\n".join([*LINES[:line], f"{name}: {value}", *LINES[line + 1 :]])
    (tmp_path / "book.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    told = sound(CliRunner().invoke(main, ["check", str(tmp_path / "book.yaml")]))
    assert told.exit_code in (0, 1, 3, 9), told.stderr
    assert told.exit_code in (0,) or "book.yaml:" in told.stderr


@QUICK
@given(st.binary(max_size=200) | MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_the_resources_fail(data: bytes) -> None:
    _, findings = load_resources(data, Path("r.yaml"))
    assert all(finding.at for finding in findings)


CSS = st.text(alphabet=st.sampled_from("{}[]();:,.#>+~*&@!\"'\\/-<%0123456789abp \n\u202e\0"), max_size=120) | st.lists(
    st.sampled_from(
        [
            "p {",
            "}",
            "@media all {",
            "@import",
            "display: none;",
            "color: #fff;",
            "var(--a)",
            "--a: var(--a);",
            "url(x)",
            ":is(",
            ")",
            "font: 0/0 a;",
            "width: calc(1px *",
            "&",
            "::before",
            "transform: matrix(",
            "/*",
            "*/",
            '"',
            ",",
            "1e999px;",
        ]
    ),
    max_size=25,
).map(" ".join)
PAGE = (
    "<html xmlns='http://www.w3.org/1999/xhtml'><body>"
    "<p style='{}'>Words.</p><p hidden='hidden'>More.</p></body></html>"
)


@QUICK
@given(CSS)
def test_no_text_makes_the_judge_of_style_sheets_fail(text: str) -> None:
    for finding in sheet_faults("ebook.css", Path("layouts/mine/ebook.css"), text):
        assert finding.at
    style = text.translate(dict.fromkeys(map(ord, "<>&'\0")))
    assert "the attribute hidden" in hiding_markup(PAGE.format(style))


def test_the_sample_of_these_tests_is_a_book(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(ESSAY, "utf-8")
    (tmp_path / "book.yaml").write_text("\n".join(LINES), "utf-8")
    assert EDITIONS in BOOK
    assert CliRunner().invoke(main, ["check", str(tmp_path / "book.yaml")]).exit_code == 0
