"""Hints that fit what is wrong: paths of sources and pictures, limits that suffice, names of pictures in pages."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import word_file
from PIL import Image

import anthology
from anthology.core.findings import Finding

HEAD = """anthology: 1
title: A Reader
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
editions: {ebook: {format: epub}}
"""
ENTRY = "essays:\n  - {{id: one, source: '{}', author: unsigned, content_notes: none}}\n"
PATHS = {
    "..\\x.md": ("leaves the book's folder", "such as x.md"),
    "texts\\one.md": ("backslash", "write texts/one.md"),
    "texts\\..\\one.md": ("goes up", "write one.md"),
    "essays/../essays/two.md": ("goes up", "write essays/two.md"),
    "../x.md": ("leaves the book's folder", "copy the file into the folder"),
    "http://example.org/a/b.html?c=d": ("address of the web", "save the file into the book's folder"),
    "https://example.org/": ("address of the web", "such as essay.txt"),
    "file:///home/me/one.md": ("address of a file", "such as one.md"),
    "C:\\texts\\one.md": ("does not start", "such as one.md"),
    "C:/texts/one.md": ("does not start", "such as one.md"),
    "/home/me/one.md": ("does not start", "such as one.md"),
    "~/one.md": ("does not start", "such as one.md"),
}
PICTURES = {
    "..\\x.png": ("backslash", "write ../x.png"),
    "img\\a.png": ("backslash", "write img/a.png"),
    "../x.png": ("leaves the book's folder", "such as x.png"),
    "http://example.org/a.png": ("address of the web", "save the file into the book's folder"),
    "file:///home/me/a.png": ("address of a file", "such as a.png"),
    "C:/a.png": ("does not start", "such as a.png"),
    "/home/me/a.png": ("does not start", "such as a.png"),
    "cid:part1": ("not a file", "save it there"),
}


def check(source: str, files: dict[str, str | bytes], **limits: int) -> list[Finding]:
    sources: dict[str, str | bytes] = {"book.yaml": HEAD + ENTRY.format(source), **files}
    return anthology.check(sources=sources, limits=limits)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_a_source_has_a_hint_of_its_own(path: str) -> None:
    (finding,) = [each for each in check(path, {"one.md": "# T\n\nWords.\n"}) if each.code == "M014"]
    message, hint = PATHS[path]
    assert message in finding.message
    assert hint in finding.hint


@pytest.mark.parametrize("form", ["html", "md"])
@pytest.mark.parametrize("path", PICTURES)
def test_a_path_of_a_picture_has_a_hint_of_its_own(path: str, form: str) -> None:
    address = path.replace("\\", "%5C") if form == "md" else path
    text = f"# T\n\nWords.\n\n![A]({address})\n"
    page = f"<html><title>T</title><h1>T</h1><p>Words of it.</p><img alt='A' src='{path}'></html>"
    found = check(f"one.{form}", {f"one.{form}": page if form == "html" else text})
    (finding,) = [each for each in found if each.code == "S008"]
    message, hint = PICTURES[path]
    assert message in finding.message
    assert hint in finding.hint


# Texts that are beyond a limit of that value.
LARGE: dict[str, tuple[int, str, str]] = {
    "source-bytes": (100, "txt", "A Title\n\n" + "Words with é of a line that go on.\n\n" * 20),
    "markdown-bytes": (100, "md", "# A Title\n\n" + "Words with é of a line that go on.\n\n" * 20),
    "line": (100, "txt", f"A Title\n\n{'word ' * 30}\n\n{'word ' * 90}\n"),
    "elements": (20, "md", f"# A Title\n\n{'*a* ' * 90}\n"),
    "marks": (20, "md", f"# A Title\n\n{'[ ' * 30}{'< ' * 90}\n"),
    "notes": (2, "md", "# A Title\n\n" + "".join(f"w[^{n}]\n\n[^{n}]: note\n\n" for n in range(9))),
    "parts": (4, "md", "# A Title\n\n" + "Words of a line.\n\n" * 9),
    "levels": (5, "html", f"<title>T</title><h1>T</h1>{'<div>' * 30}<p>Words of the text.</p>{'</div>' * 30}"),
    "document-bytes": (100, "docx", ""),
    "unpacked-bytes": (100, "docx", ""),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_number_that_a_hint_names_suffices(name: str) -> None:
    value, ending, text = LARGE[name]
    words = word_file.document("<w:p><w:r><w:t>Words of the text.</w:t></w:r></w:p>")
    files: dict[str, str | bytes] = {f"one.{ending}": text or words}
    beyond = [each for each in check(f"one.{ending}", files, **{name: value}) if each.code == "X002"]
    found = re.search(rf"--limit {name}=(\d+)", beyond[0].remedy)
    assert found
    again = check(f"one.{ending}", files, **{name: int(found[1])})
    assert not [str(each) for each in again if each.code == "X002"]


@pytest.mark.parametrize("name", ["manifest-bytes", "manifest-parts", "manifest-text"])
def test_the_number_for_a_manifest_suffices(name: str) -> None:
    manifest = f"{HEAD}{ENTRY.format('one.md')}description: {'words é ' * 60}\n"
    files: dict[str, str | bytes] = {"one.md": "# T\n\nWords.\n", "book.yaml": manifest}
    beyond = [each for each in anthology.check(sources=files, limits={name: 40}) if of_manifest(each)]
    found = [re.search(rf"{name}=(\d+)", each.remedy) for each in beyond]
    needed = max(int(each[1]) for each in found if each)
    assert not any(map(of_manifest, anthology.check(sources=files, limits={name: needed})))


def of_manifest(finding: Finding) -> bool:
    return finding.code == "X002" and finding.at is not None and finding.at.path.name == "book.yaml"


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), (90, 10, 20)).save(stream, "PNG")
    return stream.getvalue()


NAMES = {
    "a%231.png": "a#1.png",
    "a%20b.png": "a b.png",
    "%C3%A9t%C3%A9.png": "été.png",
    "été.png": "été.png",
    "100%25.png": "100%.png",
    "what%3F.png": "what?.png",
    "a.png?size=2#x": "a.png",
    "img/../img%20x/a.png": "img x/a.png",
}


@pytest.mark.parametrize("form", ["html", "md", "epub"])
@pytest.mark.parametrize("address", NAMES)
def test_a_page_names_a_picture_by_its_decoded_path(address: str, form: str) -> None:
    page = f"<html><head><title>T</title></head><body><h1>T</h1><p>Words.</p><p><img alt='A' src='{address}'/></p>"
    files: dict[str, str | bytes] = {f"texts/{NAMES[address]}": picture()}
    if form == "epub":
        files = {"texts/one.epub": chapter(f"{page}</body></html>", address, NAMES[address])}
    else:
        files[f"texts/one.{form}"] = (
            f"{page}</body></html>" if form == "html" else f"# T\n\nWords.\n\n![A]({address})\n"
        )
    found = check(f"texts/one.{form}", files)
    assert not [str(each) for each in found if each.code in ("S008", "S013")]


def chapter(page: str, address: str, name: str) -> bytes:
    """An e-book of that page and a picture."""
    href = address.partition("?")[0]
    container = "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
    container += "<rootfile full-path='p.opf' media-type='application/oebps-package+xml'/></rootfiles></container>"
    package = "<package xmlns='http://www.idpf.org/2007/opf' version='3.0'><manifest>"
    package += "<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>"
    package += (
        f"<item id='b' href='{href}' media-type='image/png'/></manifest><spine><itemref idref='a'/></spine></package>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("mimetype", "application/epub+zip")
        made.writestr("META-INF/container.xml", container)
        made.writestr("p.opf", package)
        made.writestr("a.xhtml", page.replace("<html>", "<html xmlns='http://www.w3.org/1999/xhtml'>"))
        made.writestr(name, picture())
    return stream.getvalue()
