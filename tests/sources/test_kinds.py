"""Files that are no text: what they are, whatever their names say, and what to do about them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import word_file

import anthology
from anthology.core.errors import SourceError
from anthology.sources.kinds import ENDINGS, kind_of
from anthology.sources.pipeline import READERS, Source, read_essay

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENCRYPTED = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600)
HEAD = """anthology: 1
title: A Reader
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
foreword: words.md
essays:
  - {id: one, source: one.md, author: unsigned, content_notes: none}
editions: {ebook: {format: epub}}
"""


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return stream.getvalue()


ODT = archive("mimetype", "content.xml")
CASES: dict[str, tuple[bytes, str, str, str]] = {
    "legacy.docx": (OLE, "S041", "Word document of before 2007", "save it as .docx"),
    "locked.docx": (ENCRYPTED, "S041", "encrypted", "password"),
    "legacy.doc": (OLE, "S003", "Word document of before 2007", "save it as .docx"),
    "locked.doc": (ENCRYPTED, "S003", "encrypted", "password"),
    "letter.odt": (ODT, "S003", "OpenDocument", "save it as .docx"),
    "letter.docx": (ODT, "S041", "OpenDocument", "save it as .docx"),
    "letter.rtf": (b"{\\rtf1 Words}", "S003", "Rich Text", "save it as .docx"),
    "rich.docx": (b"{\\rtf1 Words}", "S041", "Rich Text", "save it as .docx"),
    "letter.pdf": (b"%PDF-1.7\n", "S003", "a PDF", ".docx, .md or .txt"),
    "printed.txt": (b"%PDF-1.7\n\xff\xfe", "S041", "a PDF", ".docx, .md or .txt"),
    "letter.pages": (archive("Index/Document.iwa"), "S003", "Apple Pages", "export it as Word"),
    "old.pages": (b"?", "S003", "Apple Pages", "export it as Word"),
    "word.txt": (archive("word/document.xml"), "S041", "a Word document", "ending .docx"),
    "word.epub": (archive("word/document.xml"), "S041", "a Word document", "ending .docx"),
    "book.docx": (archive("META-INF/container.xml"), "S041", "an e-book", "ending .epub"),
    "scan.md": (b"\x89PNG\r\n\x1a\n", "S041", "a picture", "type out the text"),
    "packed.html": (archive("one.txt"), "S041", "an archive", "unpack it"),
    "novel.mobi": (b"?", "S003", "e-book", "EPUB"),
    "text.docx": (b"Words alone.", "S002", "no Word document", "save it again as .docx"),
    "text.epub": (b"Words alone.", "S002", "no EPUB", "get the e-book once more"),
    "noise.txt": (bytes(range(32)) * 9, "S002", "no text", "the program that made it"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_source_that_is_no_text_says_what_it_is_and_what_to_save(name: str) -> None:
    data, code, what, hint = CASES[name]
    with pytest.raises(SourceError) as caught:
        read_essay(Source(slug="one", path=Path(name), data=data))
    (finding,) = caught.value.findings
    assert (finding.code, str(finding.at)) == (code, name)
    assert what in finding.message
    assert hint in finding.remedy
    assert "Save it as UTF-8" not in finding.remedy


def test_what_is_read_is_not_taken_for_something_else() -> None:
    assert not set(ENDINGS) & set(READERS)
    found = kind_of(word_file.document("<w:p><w:r><w:t>Words.</w:t></w:r></w:p>"))
    assert found
    assert found.may_be(".docx")
    assert kind_of(b"") is None
    assert kind_of(b"PK and %PDF- are words here") is None


def test_a_text_of_the_editors_that_is_a_document_is_refused() -> None:
    sources: dict[str, str | bytes] = {"book.yaml": HEAD, "one.md": "# A Title\n\nWords.\n", "words.md": ENCRYPTED}
    (finding,) = [each for each in anthology.check(sources=sources) if each.code == "S041"]
    assert "Markdown" in finding.remedy


def test_a_key_given_twice_in_a_front_matter_is_said_with_both_lines() -> None:
    text = b"---\ntitle: One\ndate: 2001\ntitle: Two\n---\n\nWords of the essay.\n"
    essay = read_essay(Source(slug="one", path=Path("one.md"), data=text))
    assert essay.title == "One"
    (finding,) = [each for each in essay.findings if each.code == "S042"]
    assert "given twice, on lines 2 and 4" in finding.message
    assert finding.at
    assert finding.at.line == 4
