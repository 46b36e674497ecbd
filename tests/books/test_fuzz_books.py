"""Tiny books of every structure that a source may have, alone and together: built, or refused with a finding."""

from __future__ import annotations

import io
import zipfile

import pytest
import word_file
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import anthology
from anthology.core.errors import AnthologyError

HEAD = """anthology: 1
title: A Reader
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
essays:
"""
EDITIONS = "editions: {ebook: {format: epub}, screen: {format: pdf, for: screen}}\n"
MARKS = "\u0335\u0321\u0316\u0301\u0300" * 6
MARKDOWN = {
    "picture": "![A red square](p.png)",
    "damaged picture": "![A red square](bad.png)",
    "lost picture": "![A red square](none.png)",
    "picture in a line": "word ![A red square](bad.png)",
    "table": "| a | b |\n|---|---|\n| c | ![A](bad.png) |",
    "table of a picture": "| ![A](bad.png) |\n|---|\n| ![A](bad.png) |",
    "note": "[^1]\n\n[^1]: Words of a note.",
    "note of a picture": "word[^2]\n\n[^2]: ![A red square](bad.png)",
    "heading": "## A heading",
    "empty heading": "##",
    "heading of a picture": "## ![A](bad.png)",
    "list": "- one\n- two",
    "list of pictures": "- ![A](bad.png)\n- ![B](p.png)",
    "quotation": "> A quotation",
    "quotation of a picture": "> ![A](bad.png)",
    "code": "```\ncode\n```",
    "empty code": "```\n```",
    "break": "---",
    "formula": "$$x^2$$",
    "comment": "<!-- a comment -->",
    "definition": "term\n: meaning",
    "link": "[](https://example.org/)",
    "linked picture": "[![A](bad.png)](https://example.org/)",
    "mark": "*\u0301*",
    "stacked marks": f"Z{MARKS}algo begins here with words and more words.",
    "long word": "internationalization" * 20,
    "address": "https://example.org/internationalization",
    "paragraph": "Some words of a text.",
    "raw": "<div><p></p></div>",
    "unseen": "\u200b",
    "right to left": "שלום",
}
HTML = {
    "picture": "<img src=p.png alt=A>",
    "damaged picture": "<p><img src=bad.png alt=A></p>",
    "figure": "<figure><img src=bad.png alt=A><figcaption>Words</figcaption></figure>",
    "figure alone": "<figure><img src=bad.png alt=A></figure>",
    "table": "<table><caption></caption><tr><td></table>",
    "table of nothing": "<table></table>",
    "table of a picture": "<table><tr><td><img src=bad.png alt=A></table>",
    "heading": "<h2>x</h2>",
    "empty heading": "<h2></h2>",
    "list": "<ul><li></ul>",
    "list of pictures": "<ol><li><img src=bad.png alt=A></ol>",
    "quotation": "<blockquote></blockquote>",
    "quotation of a picture": "<blockquote><img src=bad.png alt=A></blockquote>",
    "code": "<pre></pre>",
    "break": "<hr>",
    "drawing": "<svg aria-label=A viewBox='0 0 1 1'><path d='M0 0h1'/></svg>",
    "paragraph": "<p>Some words of a text.",
    "definition": "<dl><dt><dd></dl>",
    "details": "<details><summary>a</summary></details>",
    "nothing": "",
}


PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    '<a:blip r:embed="none"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
)
WORD = {
    "nothing": "",
    "paragraph": word_file.paragraph("Words of a text."),
    "empty paragraph": word_file.paragraph(),
    "heading": word_file.paragraph("A heading", style="Heading2"),
    "empty heading": word_file.paragraph("", style="Heading2"),
    "quotation": word_file.paragraph("A quotation", style="Quote"),
    "table": word_file.table(("a", "b")),
    "empty table": word_file.table(("",)),
    "table without rows": "<w:tbl></w:tbl>",
    "note": word_file.paragraph(word_file.note_call(1)),
    "break": word_file.paragraph("<w:r><w:br/></w:r>"),
    "lost picture": PICTURE,
}


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), (90, 10, 20)).save(stream, "PNG")
    return stream.getvalue()


PICTURES = {"p.png": picture(), "bad.png": picture()[:60]}


def build(text: str | bytes, ending: str, *editions: str) -> None:
    """Build the book; an error must have a finding that says where."""
    name = f"one.{ending}"
    entry = f"  - {{id: one, source: {name}, author: unsigned, content_notes: none}}\n"
    sources: dict[str, str | bytes] = {"book.yaml": f"{HEAD}{entry}{EDITIONS}", name: text, **PICTURES}
    refused: AnthologyError | None = None
    try:
        made = anthology.build(sources=sources, editions=editions)
    except AnthologyError as error:
        refused = error
    if refused:
        assert refused.exit_code != AnthologyError.exit_code
        assert any(finding.at and finding.at.path.name == name for finding in refused.findings), refused
        assert all("F0" not in finding.code for finding in refused.findings), refused
        return
    (data,) = [file.data or b"" for file in made.files if file.name.endswith(".epub")]
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.parametrize("ending", ["md", "txt"])
@pytest.mark.parametrize("name", MARKDOWN)
def test_an_essay_of_one_structure_alone(name: str, ending: str) -> None:
    build(f"# A Title\n\n{MARKDOWN[name]}\n", ending, "ebook")


@pytest.mark.parametrize("name", HTML)
def test_a_page_of_one_structure_alone(name: str) -> None:
    build(f"<!DOCTYPE html><title>T</title><h1>T</h1>{HTML[name]}", "html", "ebook")


@pytest.mark.parametrize("name", WORD)
def test_a_document_of_one_structure_alone(name: str) -> None:
    title = word_file.paragraph("A Title", style="Heading1")
    build(word_file.document(title, WORD[name], notes=("Words of a note.",)), "docx", "ebook")


@pytest.mark.parametrize("table", ["table", "table of a picture"])
def test_a_cell_of_one_letter_is_not_looked_for_in_a_note_before_it(table: str) -> None:
    build(f"# A Title\n\n{MARKDOWN['note']}\n\n{MARKDOWN[table]}\n", "md", "ebook")


@settings(max_examples=12)
@given(st.lists(st.sampled_from(sorted(MARKDOWN)), min_size=1, max_size=5))
def test_an_essay_of_several_structures(names: list[str]) -> None:
    build("# A Title\n\n" + "\n\n".join(MARKDOWN[name] for name in names) + "\n", "md", "ebook")


def test_all_structures_in_print() -> None:
    build("# A Title\n\n" + "\n\n".join(MARKDOWN.values()) + "\n", "md", "ebook", "screen")
