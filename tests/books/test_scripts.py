"""Scripts of the world in print: every letter drawn, every word found again, whichever way it runs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import press_book
import pypdfium2
import pytest
import uharfbuzz
from real_book import build_book

from anthology.pdf.assemble.merge import merge
from anthology.pdf.assemble.paginate import Placement, paginate
from anthology.pdf.engine import typeset
from anthology.pdf.engine.model import Folios, Job
from anthology.render.templates import layout
from anthology.sources.pipeline import Source, read_essay
from anthology.verify.fidelity import missing_sentences

LETTERS = {  # of each script the letters of two pieces, none of them in both
    "Hebrew": ("אבגד", "הוזח"),
    "Arrows": ("↯↠", "↣↬"),
    "Armenian": ("աբգդ", "եզէը"),
}


def bound(*paragraphs: str) -> bytes:
    """A book of one piece for each paragraph, every one set by itself."""
    slugs = [f"piece-{number}" for number, _ in enumerate(paragraphs)]
    galleys = [
        typeset(Job(slug=slug, xhtml=press_book.page(slug, "body", words), stylesheets=(press_book.STYLES,)))
        for slug, words in zip(slugs, paragraphs, strict=True)
    ]
    pagination = paginate(galleys, [Placement(slug=slug, opens="next") for slug in slugs])
    return merge(galleys, pagination, Folios(styles=(), faces=()), press_book.METADATA).data


def undrawn(data: bytes) -> Iterator[tuple[str, int]]:
    """Each glyph that a PDF shows and its embedded font has no outline for, with the font, but spaces."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            yield from _undrawn(page, page.Resources.Font)


def _undrawn(page: pikepdf.Page, fonts: Any) -> Iterator[tuple[str, int]]:
    instructions: Any = pikepdf.parse_content_stream(page)
    font, name = None, ""
    for operands, operator in instructions:
        if str(operator) == "Tf":
            name = str(operands[0])
            descriptor = fonts[name].DescendantFonts[0].FontDescriptor
            program = descriptor.get("/FontFile2", descriptor.get("/FontFile3")).read_bytes()
            font = uharfbuzz.Font(uharfbuzz.Face(program))
        elif str(operator) in ("TJ", "Tj") and font is not None:
            for part in operands[0] if str(operator) == "TJ" else operands:
                codes = bytes(part) if isinstance(part, pikepdf.String) else b""
                for glyph in (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)):
                    if not font.get_glyph_extents(glyph).width and glyph not in _spaces(fonts[name]):
                        yield name, glyph


def _spaces(font: Any) -> frozenset[int]:
    lines = font.ToUnicode.read_bytes().decode().split("\n")
    pairs = (line.split() for line in lines if line.endswith(("<0020>", "<00a0>", "<200b>")))
    return frozenset(int(pair[0].strip("<>"), 16) for pair in pairs)


MARKED = {  # words with marks on letters, or letters that change places
    "Yoruba": "Ọlọ́run",
    "Igbo": "ụ̀ṅ",
    "Devanagari": "हिन्दी कि",
    "Thai": "ที่นี่",
}


@pytest.mark.parametrize("words", MARKED.values(), ids=MARKED)
def test_words_with_marks_are_told_beside_their_glyphs(words: str) -> None:
    data = bound(f"<p>Start {words} stop.</p><p>Plain words.</p>")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = b"\n".join(part.read_bytes() for part in pdf.pages[0].Contents)
    assert content.count(b"/ActualText") == 1
    assert content.count(b"BDC") == content.count(b"EMC")
    assert f"/ActualText <feff{f'Start {words} stop.'.encode('utf-16-be').hex()}>".encode() in content
    document = pypdfium2.PdfDocument(data)
    try:
        assert f"Start {words} stop." in document[0].get_textpage().get_text_range()
    finally:
        document.close()


HEBREW = "היא אמרה: „לא יודעת” (בשנת 2017), והלכה אל הבית. Latin words, ועוד שורה אחת של עברית כדי שתישבר."


@pytest.mark.parametrize("missing", ["", "יודעת", "2017", "Latin"])
def test_right_to_left_text_is_proved_word_by_word(missing: str, tmp_path: Path) -> None:
    source = tmp_path / "essay.md"
    source.write_text(f"# חיבור\n\n{HEBREW}\n\n{HEBREW}\n", "utf-8")
    essay = read_essay(Source(slug="essay", path=source, data=source.read_bytes(), lang="he"))
    data = bound(f'<p dir="rtl" lang="he">{HEBREW}</p>', f'<p dir="rtl" lang="he">{HEBREW.replace(missing, "")}</p>')
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    codes = [finding.code for finding in missing_sentences(essay, pages, "the PDF")]
    assert codes == (["F001", "F004"] if missing else ["F004"])


@pytest.mark.parametrize("pieces", LETTERS.values(), ids=LETTERS)
def test_pieces_in_one_font_of_the_machine_keep_all_their_letters(pieces: tuple[str, str]) -> None:
    data = bound(*(f"<p>Word {letters} end.</p>" for letters in pieces))
    assert list(undrawn(data)) == []
    document = pypdfium2.PdfDocument(data)
    try:
        shown = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    assert [f"Word {letters} end." in text for letters, text in zip(pieces, shown, strict=True)] == [True, True]


# --- books that run from right to left ---

MANIFEST = """anthology: 1
title: ספר
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
language: he
date: 2026-11-20
editors: [{name: An Editor}]
essays:
  - {id: one, source: one.md, author: unsigned, content_notes: none}
editions:
  ebook: {format: epub}
  print: {format: pdf, printer: kdp}
  handouts: {format: pdf, for: handout, paper: a4, booklet: yes}
"""


@pytest.fixture(scope="module")
def hebrew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hebrew")
    (folder / "one.md").write_text("# חיבור\n\n" + f"{HEBREW}\n\n" * 200 + f"סוף[^1].\n\n[^1]: {HEBREW}\n", "utf-8")
    (folder / "book.yaml").write_text(MANIFEST, "utf-8")
    build_book(folder / "book.yaml", folder / "out")
    return folder / "out"


def test_a_right_to_left_book_is_bound_on_the_right(hebrew: Path) -> None:
    (path,) = hebrew.glob("*-print.pdf")
    with pikepdf.open(path) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
        first = pdf.pages[0]
        left, right = (float(first.MediaBox[at]) - float(first.TrimBox[at]) for at in (0, 2))
        assert (left, right) == (0, 0) or abs(left) > abs(right), "a recto has its spine, without bleed, on its right"
        labels = [index for index, page in enumerate(pdf.pages) if "/Font" in page.get("/Resources", {})]
    document = pypdfium2.PdfDocument(path)
    try:
        places = {}
        for index in labels:
            words = document[index].get_textpage()
            count = words.count_chars()
            boxes = [words.get_charbox(at) for at in range(count) if words.get_text_range(at, 1).strip()]
            if len(boxes) > 600:
                width = document[index].get_width()
                places[index % 2] = (min(box[0] for box in boxes), width - max(box[2] for box in boxes))
    finally:
        document.close()
    margins = layout().settings.margins
    assert places[0][1] == pytest.approx(margins.inside, abs=1), "the spine of a recto is at its right"
    assert places[1][1] == pytest.approx(margins.outside + 9, abs=1), "a verso has there its edge, with bleed"


def test_its_cover_opens_on_the_left(hebrew: Path) -> None:
    (path,) = hebrew.glob("*-print-cover.pdf")
    document = pypdfium2.PdfDocument(path)
    try:
        words, width = document[0].get_textpage(), document[0].get_width()
        at = next(at for at in range(words.count_chars()) if words.get_text_range(at, 1) == "ס")
        assert words.get_charbox(at)[0] < width / 2
    finally:
        document.close()


def test_its_booklet_is_folded_the_other_way(hebrew: Path) -> None:
    (path,) = hebrew.glob("**/*-booklet.pdf")
    document = pypdfium2.PdfDocument(path)
    try:
        first = document[0].get_textpage()
        width = document[0].get_width()
        at = next(at for at in range(first.count_chars()) if "א" <= first.get_text_range(at, 1) <= "ת")
        assert first.get_charbox(at)[0] < width / 2, "the first page is the left half of the outer side"
    finally:
        document.close()
