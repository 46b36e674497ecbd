"""Our own checks of finished e-books: each is shown a book that breaks just that rule."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.findings import Finding
from anthology.epub.validate import CHECKS, check_epub

Container = dict[str, bytes]


def taken_apart(data: bytes) -> Container:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def put_together(files: Container) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name, data in files.items():
            container.writestr(name, data)
    return stream.getvalue()


def changed(data: bytes, name: str, before: str, after: str) -> tuple[Finding, ...]:
    """What is found when `before`, which must be there just once, is `after` in one file of the book."""
    files = taken_apart(data)
    text = files[name].decode()
    assert text.count(before) == 1
    return check_epub(put_together({**files, name: text.replace(before, after).encode()}))


def inserted(data: bytes, markup: str, name: str = "EPUB/second.xhtml") -> list[str]:
    """The codes found when the markup stands at the end of a page."""
    return [finding.code for finding in changed(data, name, "</article>", f"{markup}</article>")]


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(one.code, one.at.path.as_posix() if one.at else "", one.at.line if one.at else 0) for one in findings]


def test_put_together_again_nothing_is_found(sample_epub: bytes) -> None:
    assert check_epub(put_together(taken_apart(sample_epub))) == ()


# --- taking apart ---


@pytest.mark.parametrize(
    "spoil",
    [
        lambda files: dict(reversed(files.items())),
        lambda files: {**files, "mimetype": b"application/zip"},
        lambda files: {name: data for name, data in files.items() if name != "META-INF/container.xml"},
        lambda files: {**files, "META-INF/container.xml": b"<container/>"},
        lambda files: {**files, "EPUB/content.opf": files["EPUB/content.opf"].replace(b' properties="nav"', b"")},
        lambda files: {**files, "EPUB/content.opf": files["EPUB/content.opf"].replace(b'idref="nav"', b'idref="x"')},
        lambda files: {name: data for name, data in files.items() if name != "EPUB/nav.xhtml"},
        lambda files: {**files, "EPUB/first.xhtml": b"<html>"},
        lambda files: {**files, "EPUB/toc.ncx": b"<ncx>"},
    ],
)
def test_what_cannot_be_taken_apart_is_one_finding(sample_epub: bytes, spoil: Callable[[Container], Container]) -> None:
    findings = check_epub(put_together(spoil(taken_apart(sample_epub))))
    assert [finding.code for finding in findings] == ["E010"]


def test_empty_container() -> None:
    assert [finding.code for finding in check_epub(put_together({}))] == ["E010"]


def test_mimetype_must_be_stored(sample_epub: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in taken_apart(sample_epub).items():
            container.writestr(name, data)
    assert [finding.code for finding in check_epub(stream.getvalue())] == ["E010"]


@given(place=st.floats(0, 1, exclude_max=True), byte=st.binary(max_size=3))
def test_damaged_bytes_never_raise(sample_epub: bytes, place: float, byte: bytes) -> None:
    index = int(place * len(sample_epub))
    damaged = sample_epub[:index] + byte + sample_epub[index + 1 :]
    assert isinstance(check_epub(damaged), tuple)


@given(place=st.floats(0, 1, exclude_max=True), length=st.integers(1, 30), instead=st.binary(max_size=2))
@pytest.mark.parametrize("name", ["content.opf", "nav.xhtml", "toc.ncx", "first.xhtml"])
def test_damaged_files_never_raise(sample_epub: bytes, name: str, place: float, length: int, instead: bytes) -> None:
    files = taken_apart(sample_epub)
    data = files[f"EPUB/{name}"]
    index = int(place * len(data))
    files[f"EPUB/{name}"] = data[:index] + instead + data[index + length :]
    assert isinstance(check_epub(put_together(files)), tuple)


# --- the manifest ---


def test_file_outside_the_manifest_and_item_without_a_file(sample_epub: bytes) -> None:
    files = taken_apart(sample_epub)
    style = files.pop("EPUB/styles/book.css")
    found = check_epub(put_together({**files, "EPUB/styles/other.css": style}))
    assert {(finding.code, finding.message.split()[0]) for finding in found if finding.code == "E011"} == {
        ("E011", "EPUB/styles/book.css"),
        ("E011", "EPUB/styles/other.css"),
    }


# --- links and ids ---


def test_link_to_a_page_that_is_not_there(sample_epub: bytes) -> None:
    found = changed(sample_epub, "EPUB/resources.xhtml", 'href="first.xhtml"', 'href="frist.xhtml"')
    assert said(found) == [("E012", "EPUB/resources.xhtml", 9)]


def test_link_to_an_id_that_is_not_there(sample_epub: bytes) -> None:
    found = changed(sample_epub, "EPUB/first.xhtml", 'href="#first-n1"', 'href="#first-n2"')
    assert said(found) == [("E012", "EPUB/first.xhtml", 9)]
    assert said(changed(sample_epub, "EPUB/toc.ncx", "first.xhtml#first-b4", "first.xhtml#b4"))[0][:2] == (
        "E012",
        "EPUB/toc.ncx",
    )


def test_name_taken_from_an_id_that_is_not_there(sample_epub: bytes) -> None:
    assert inserted(sample_epub, '<p aria-labelledby="second-heading nothing">x</p>') == ["E012"]


def test_picture_that_is_not_there(sample_epub: bytes) -> None:
    assert inserted(sample_epub, '<img alt="" src="images/other.png"/>') == ["E012"]


def test_links_out_of_the_book_are_not_followed(sample_epub: bytes) -> None:
    assert inserted(sample_epub, '<a href="https://example.org/x#y">a</a><a href="mailto:a@example.org">b</a>') == []


def test_id_used_in_two_pages(sample_epub: bytes) -> None:
    found = changed(sample_epub, "EPUB/second.xhtml", 'id="second-b1"', 'id="first-n1"')
    assert said(found) == [("E013", "EPUB/second.xhtml", 8)]
    assert "EPUB/first.xhtml" in found[0].message


def test_id_used_twice_in_a_page(sample_epub: bytes) -> None:
    assert inserted(sample_epub, '<p id="second-b1">again</p>') == ["E013"]


# --- accessibility ---


def test_picture_without_text_alternative(sample_epub: bytes) -> None:
    assert inserted(sample_epub, '<img src="images/cover.png"/>') == ["E014"]
    assert inserted(sample_epub, '<img src="images/cover.png" alt=""/>') == []


def test_heading_that_skips_a_level(sample_epub: bytes) -> None:
    found = changed(sample_epub, "EPUB/first.xhtml", '<h2 id="first-b2">What was said</h2>', "")
    assert [finding.code for finding in found if finding.code == "E015"] == ["E015"]
    assert inserted(sample_epub, "<h4>Deep</h4>") == ["E015"]
    assert inserted(sample_epub, "<h2>Deep</h2><h3>Deeper</h3><h1>Up</h1>") == []


def test_page_that_begins_below_level_1(sample_epub: bytes) -> None:
    found = changed(
        sample_epub,
        "EPUB/title-page.xhtml",
        '<h1 id="title-page-heading">A Sample</h1>',
        '<h2 id="title-page-heading">A Sample</h2>',
    )
    assert said(found) == [("E015", "EPUB/title-page.xhtml", 7)]


@pytest.mark.parametrize("attribute", [' lang="en-GB"', ' xml:lang="en-GB"'])
def test_page_without_its_language(sample_epub: bytes, attribute: str) -> None:
    assert said(changed(sample_epub, "EPUB/second.xhtml", attribute, "")) == [("E016", "EPUB/second.xhtml", 3)]


def test_package_without_its_language(sample_epub: bytes) -> None:
    assert said(changed(sample_epub, "EPUB/content.opf", ' xml:lang="en-GB"', ""))[0][:2] == (
        "E016",
        "EPUB/content.opf",
    )


# --- nothing remote, nothing active ---


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="" src="https://example.org/a.png"/>',
        '<img alt="" src="//example.org/a.png"/>',
        '<img alt="" src="data:image/png;base64,AAAA"/>',
        '<p style="background: url(http://example.org/a.png)">x</p>',
        '<link rel="stylesheet" href="https://example.org/a.css"/>',
    ],
)
def test_page_that_fetches_from_the_network(sample_epub: bytes, markup: str) -> None:
    assert set(inserted(sample_epub, markup)) == {"E017"}


def test_style_sheet_that_fetches_from_the_network(sample_epub: bytes) -> None:
    rule = "@font-face { src: url( 'https://example.org/a.woff2' ) } .byline"
    found = changed(sample_epub, "EPUB/styles/book.css", ".byline", rule)
    assert said(found) == [("E017", "EPUB/styles/book.css", 0)]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x()</script>",
        "<style>@import 'https://example.org/a.css';</style>",
        '<video poster="http://example.org/a.png"></video>',
        '<img alt="" src="images/cover.png" srcset="https://example.org/a.png 2x"/>',
        "<form></form>",
        '<iframe src="first.xhtml"></iframe>',
        '<p onclick="x()">x</p>',
        '<a href="javascript:x()">x</a>',
        '<a href="file:///etc/hosts">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    ],
)
def test_page_that_is_not_still(sample_epub: bytes, markup: str) -> None:
    assert inserted(sample_epub, markup) == ["E018"]


def test_page_that_declares_entities(sample_epub: bytes) -> None:
    entity = '<!DOCTYPE html [<!ENTITY a "b">]>'
    assert said(changed(sample_epub, "EPUB/second.xhtml", "<!DOCTYPE html>", entity)) == [
        ("E018", "EPUB/second.xhtml", 3)
    ]


# --- the contents ---


def test_contents_in_another_order_than_the_book(sample_epub: bytes) -> None:
    files = taken_apart(sample_epub)
    opf = files["EPUB/content.opf"]
    first, second = b'<itemref idref="page-first"/>', b'<itemref idref="page-second"/>'
    files["EPUB/content.opf"] = opf.replace(first, b"*").replace(second, first).replace(b"*", second)
    found = check_epub(put_together(files))
    assert [(finding.code, finding.message.partition("”")[0]) for finding in found] == [
        ("E019", "“Afterwards, by Bo Author")
    ]


def test_headings_in_another_order_than_the_page(sample_epub: bytes) -> None:
    files = taken_apart(sample_epub)
    for name in ("EPUB/nav.xhtml", "EPUB/toc.ncx"):
        files[name] = files[name].replace(b"#first-b4", b"#*").replace(b"#first-b6", b"#first-b4")
        files[name] = files[name].replace(b"#*", b"#first-b6")
    assert [finding.code for finding in check_epub(put_together(files))] == ["E019"]


def test_entry_outside_the_reading_order(sample_epub: bytes) -> None:
    found = changed(sample_epub, "EPUB/content.opf", '<itemref idref="page-second"/>', "")
    assert "“Afterwards, by Bo Author” is not in the reading order" in [finding.message for finding in found]


def test_old_contents_that_differ(sample_epub: bytes) -> None:
    assert said(changed(sample_epub, "EPUB/toc.ncx", "Afterwards, by Bo Author", "Afterwards")) == [
        ("E019", "EPUB/toc.ncx", 0)
    ]


def test_contents_without_an_entry(sample_epub: bytes) -> None:
    files = taken_apart(sample_epub)
    nav = files["EPUB/nav.xhtml"].replace(b'epub:type="toc" aria', b'epub:type="x" aria')
    files["EPUB/nav.xhtml"] = nav.replace(b"</body>", b'<nav epub:type="toc"><ol/></nav></body>')
    assert "the table of contents is empty" in [finding.message for finding in check_epub(put_together(files))]


def test_every_check_has_a_sentence_that_says_what_it_checks() -> None:
    assert all(check.__doc__ for check in CHECKS)
    assert len(CHECKS) == len(set(CHECKS)) == 9
