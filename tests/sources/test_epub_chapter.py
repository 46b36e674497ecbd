"""Chapters of e-books as sources: their words, notes of other files, pictures; damaged and hostile books refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from real_book import build_book
from source_book import MANIFEST, pages_of

from anthology.core.document import Figure, notes_of, plain_block, walk
from anthology.core.errors import LimitError, SourceError
from anthology.core.findings import Location
from anthology.sources.epub_chapter import read_chapter
from anthology.sources.pipeline import Source, read_essay

AT = Location(Path("old.epub"))
WORDS = "A chapter of an old book with words enough to be an essay, and nothing else around it."
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>
<item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="notes.xhtml" media-type="application/xhtml+xml"/>
<item id="p" href="img/dot.png" media-type="image/png"/>
</manifest><spine><itemref idref="a"/><itemref idref="b"/><itemref idref="n"/></spine></package>"""
PAGE = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>{}</body></html>'
)
ONE = PAGE.format(
    f"<h1>The First</h1><p>{WORDS} Here is a call"
    '<a epub:type="noteref" role="doc-noteref" href="../notes.xhtml#n7">7</a> and é.</p>'
    f'<p><img src="../img/dot.png" alt="A dot"/></p><p>{WORDS}</p>'
)
NOTES = PAGE.format(
    '<aside id="n7" epub:type="footnote"><p>The words of note seven. <a href="text/one.xhtml">back</a></p></aside>'
)


def book(**changed: bytes | str) -> bytes:
    dot = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(dot, "PNG")
    files: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": PACKAGE,
        "OPS/text/one.xhtml": ONE,
        "OPS/text/two.xhtml": PAGE.format(f"<h1>The Second</h1><p>{WORDS}</p>"),
        "OPS/notes.xhtml": NOTES,
        "OPS/img/dot.png": dot.getvalue(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, **changed}.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("chapter", ["one.xhtml", "OPS/text/one.xhtml"])
def test_a_chapter_brings_its_notes_and_pictures(chapter: str) -> None:
    essay = read_essay(Source(slug="one", path=AT.path, data=book(), chapter=chapter))
    assert essay.title == "The First"
    assert essay.origin.media_type == "application/epub+zip"
    text = "\n".join(map(plain_block, essay.blocks))
    assert text.count(WORDS) == 2
    assert "é" in text
    assert "Second" not in text
    (note,) = notes_of(essay.blocks)
    assert "The words of note seven." in plain_block(note.blocks[0])
    (figure,) = [block for block in walk(essay.blocks) if isinstance(block, Figure)]
    assert figure.alt == "A dot"
    assert len(essay.pictures) == 1


def test_a_book_of_chapters_builds(tmp_path: Path) -> None:
    (tmp_path / "old.epub").write_bytes(book())
    entries = (
        f"  - {{id: {name}, source: old.epub, chapter: {name}.xhtml, author: unsigned, content_notes: none}}\n"
        for name in ("one", "two")
    )
    (tmp_path / "book.yaml").write_text(MANIFEST + "".join(entries) + "editions:\n  ebook: {format: epub}\n", "utf-8")
    pages = pages_of(build_book(tmp_path / "book.yaml", tmp_path / "out"))
    assert "The words of note seven." in "".join(pages["one"].itertext())
    assert "The Second" in "".join(pages["two"].itertext())


@pytest.mark.parametrize("chapter", ["", "three.xhtml", "../book.opf"])
def test_a_chapter_that_is_not_there_is_told_with_those_that_are(chapter: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_chapter(book(), chapter, AT)
    (finding,) = refused.value.findings
    assert finding.code == "S018"
    assert "one.xhtml, two.xhtml" in finding.hint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        book()[:900],
        book(**{"META-INF/container.xml": "<x/>"}),
        book(**{"META-INF/container.xml": CONTAINER.replace("book.opf", "none.opf")}),
        book(**{"OPS/book.opf": "<package"}),
    ],
)
def test_what_is_no_e_book_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="S002"):
        read_chapter(data, "one.xhtml", AT)


def test_entities_and_bombs_are_refused() -> None:
    evil = PACKAGE.replace("<package", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><package', 1)
    with pytest.raises(SourceError, match="declares entities"):
        read_chapter(book(**{"OPS/book.opf": evil}), "one.xhtml", AT)
    with pytest.raises(LimitError, match="X002"):
        read_chapter(book(**{"OPS/bomb": b"\0" * (101 << 20)}), "one.xhtml", AT)
    with pytest.raises(LimitError, match="X002"):
        read_chapter(book(**{"OPS/text/one.xhtml": PAGE.format("<div>" * 500)}), "one.xhtml", AT)
