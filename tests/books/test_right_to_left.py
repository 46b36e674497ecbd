"""A book that runs from right to left is the mirror of one that runs from left to right, on its pages and e-readers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import weasyprint
from real_book import build_book

from anthology.result import BuildResult

# What begins each part: the same letter three times, which no word has.
MARKS = dict(zip("ABCDEFGHIJKLMN", "אבגדהזחטיכלמקר", strict=True))
ENDS = "MNקר"  # what stands at an end instead
WORDS = {"en": "so on and on and one", "he": "עת את כן לא גם זה"}
LONG = " ".join(["{words}"] * 12)
TEXT = f"""# {{A}} {{words}}

{{B}} {{words}}

{{C}} {{words}} [linked](https://example.org/)

## {{D}} {{words}}

- {{E}} {{words}}

1. {{F}} {{words}}

> {{G}} {LONG}
>
> — {{H}} {{words}} {{M}}

| {{I}} {{words}} | {{words}} |
|---|---|
| {{J}} {{words}} | {{words}} |
"""
WORKS = """- {{id: first, type: book, title: "{words}", author: [{{family: "{K} {words}", given: "{words}"}}],
   issued: {{date-parts: [[2001]]}}}}
- {{id: two, type: book, title: Days, author: [{{family: Xxx, given: Ann}}], issued: {{date-parts: [[2002]]}}}}
- {{id: three, type: book, title: ימים, author: [{{family: צצצ, given: חנה}}], issued: {{date-parts: [[2003]]}}}}
"""
RESOURCES = """version: 1
safety: ["{words}"]
regions: {{INT: "{words}"}}
needs: {{talk: "{words}"}}
resources:
  - {{id: line, kind: service, name: "{L} {words}", region: INT, need: talk, for_whom: "{words}", source: "{words}",
     web: "https://example.org"}}
"""
MANIFEST = """anthology: 1
title: "{words}"
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
language: {language}
date: 2026-11-20
editors: [{{name: "{words}"}}]
bibliography: {{sources: [works.yaml]}}
resources: resources.yaml
foreword: foreword.md
essays:
  - id: one
    source: one.md
    author: {{name: "{words}"}}
    content_notes: [{{theme: trauma, level: mention}}]
    not_present: "{words}"
  - {{id: other, source: other.md, language: {other}, author: unsigned, content_notes: none}}
editions:
  ebook: {{format: epub}}
  screen: {{format: pdf, for: screen}}
"""
FILES = {"one.md": TEXT, "works.yaml": WORKS, "resources.yaml": RESOURCES, "book.yaml": MANIFEST}
FILES |= {"foreword.md": "{words}. {words}.\n\n{words} {N}\n"}
OTHER = {
    "en": "# עעע {words}\n\nפפפ {words}\n\n- ששש {words}\n",
    "he": "# Yyy {words}\n\nZzz {words}\n\n- Vvv {words}\n",
}


def made(folder: Path, language: str) -> BuildResult:
    other = "en" if language == "he" else "he"
    marks = {mark: 3 * (letter if language == "he" else mark) for mark, letter in MARKS.items()}
    told = {"words": WORDS[language], "language": language, "other": other, **marks}
    for name, text in FILES.items():
        (folder / name).write_text(text.format(**told), "utf-8")
    (folder / "other.md").write_text(OTHER[language].format(words=WORDS[other]), "utf-8")
    return build_book(folder / "book.yaml", folder / "out")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The bytes of each edition of a book in English and of the same in Hebrew."""
    return {
        language: {each.edition: each.path.read_bytes() for each in made(folder, language).editions}
        for language in WORDS
        if (folder := tmp_path_factory.mktemp(language))
    }


def starts(data: bytes) -> dict[str, list[float]]:
    """How far from the edge of the page each part begins, in points, from the left or in Hebrew from the right.

    By the letter that stands three times at its beginning, once for each time that it does.
    """
    found: dict[str, list[float]] = {}
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            words = page.get_textpage()
            text = [words.get_text_range(at, 1) for at in range(words.count_chars())]
            for at, letter in enumerate(text[:-2]):
                if letter.isalpha() and len({each.casefold() for each in text[at : at + 3]}) == 1:
                    boxes = [words.get_charbox(each) for each in range(at, at + 3)]
                    right = page.get_width() - max(box[2] for box in boxes)
                    is_right = (letter >= "א") != (letter in ENDS)
                    found.setdefault(letter, []).append(right if is_right else min(box[0] for box in boxes))
    finally:
        document.close()
    return found


def mirrored(books: dict[str, dict[str, list[float]]], *marks: str) -> None:
    for mark in marks:
        english, hebrew = books["en"][mark], books["he"][MARKS[mark]]
        assert len(english) == len(hebrew), mark
        # Letters do not fill the whole of their width: by how much depends on the machine's Hebrew font. The smallest
        # indent of a page is 12 points.
        assert hebrew == pytest.approx(english, abs=3.5), mark


@pytest.fixture(scope="module")
def printed(books: dict[str, dict[str, bytes]]) -> dict[str, dict[str, list[float]]]:
    return {language: starts(editions["screen"]) for language, editions in books.items()}


def test_each_part_of_a_page_begins_at_the_other_side(printed: dict[str, dict[str, list[float]]]) -> None:
    mirrored(printed, *"BDEFGIJKLMN")
    for language, mark in (("en", "C"), ("he", MARKS["C"])):
        (indented,), (before,) = printed[language][mark], printed[language]["B" if language == "en" else MARKS["B"]]
        assert indented - before == pytest.approx(14, abs=1), "the second paragraph is indented"


def test_the_contents_and_the_titles_begin_at_the_other_side(printed: dict[str, dict[str, list[float]]]) -> None:
    assert printed["he"]["א"][:3] == pytest.approx(printed["en"]["A"][:3], abs=2.5)


def test_what_runs_otherwise_than_its_book_is_the_mirror_too(printed: dict[str, dict[str, list[float]]]) -> None:
    """An essay in Hebrew in an English book, and one in English in a Hebrew book: title, paragraph, list, entry."""
    for hebrew, english in {"ע": "Y", "פ": "Z", "ש": "V", "צ": "X"}.items():
        there, here = printed["en"][hebrew], printed["he"][english]
        places = slice(1) if english != "Y" else slice(2, 3)  # of the title: the essay itself, after the contents
        assert there[places] == pytest.approx(here[places], abs=2.5), (hebrew, there, here)


def test_links_of_an_indented_line_lie_on_their_words(books: dict[str, dict[str, bytes]]) -> None:
    for editions in books.values():
        with pikepdf.open(io.BytesIO(editions["screen"])) as pdf:
            notes: list[Any] = [note for page in pdf.pages for note in page.obj.get("/Annots", [])]
            links = [note.Rect for note in notes if str(note.get("/Contents", "")).startswith("linked")]
            ((left, _, right, _),) = [[float(edge) for edge in rectangle] for rectangle in links]
        document = pypdfium2.PdfDocument(editions["screen"])
        try:
            texts = [page.get_textpage() for page in document]
            (words, at) = next((each, place[0]) for each in texts if (place := each.search("linked").get_next()))
            boxes = [words.get_charbox(index) for index in range(at, at + len("linked"))]
        finally:
            document.close()
        assert (left, right) == pytest.approx((boxes[0][0], boxes[-1][2]), abs=1.5)


def codes_of(data: bytes) -> list[tuple[float, float]]:
    """The left and right edges of what is as large as a code for a camera."""
    document = pypdfium2.PdfDocument(data)
    try:
        boxes = [each.get_bounds() for page in document for each in page.get_objects(max_depth=4) if each.type == 2]
        return [(left, right) for left, low, right, high in boxes if 30 < right - left < 50 and 30 < high - low < 50]
    finally:
        document.close()


def test_a_code_stands_at_the_end_of_its_entry(books: dict[str, dict[str, bytes]]) -> None:
    (english,), (hebrew,) = codes_of(books["en"]["screen"]), codes_of(books["he"]["screen"])
    assert hebrew == pytest.approx((432 - english[1], 432 - english[0]), abs=1)


@pytest.fixture(scope="module")
def shown(books: dict[str, dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Pages of the two e-books with their own style sheet, set by a program that knows what `dir` means."""
    pages: dict[str, dict[str, bytes]] = {}
    for language, editions in books.items():
        folder = tmp_path_factory.mktemp("shown")
        with zipfile.ZipFile(io.BytesIO(editions["ebook"])) as archive:
            archive.extractall(folder)
        pages[language] = {
            name: weasyprint.HTML(filename=folder / f"EPUB/{name}.xhtml").write_pdf()
            for name in ("one", "other", "foreword", "resources")
        }
    return pages


def test_each_part_of_the_e_book_begins_at_the_other_side(shown: dict[str, dict[str, bytes]]) -> None:
    for name, marks in {"one": "ABDEFGIJM", "foreword": "N", "resources": "L"}.items():
        mirrored({language: starts(pages[name]) for language, pages in shown.items()}, *marks)
    there, here = (starts(shown[language]["other"]) for language in ("en", "he"))
    for hebrew, english in {"ע": "Y", "פ": "Z", "ש": "V"}.items():
        assert there[hebrew][:1] == pytest.approx(here[english][:1], abs=2.5), hebrew


def upright(data: bytes) -> list[float]:
    """The left edges of all upright lines, in order."""
    document = pypdfium2.PdfDocument(data)
    try:
        paths = [each.get_bounds() for page in document for each in page.get_objects(max_depth=4) if each.type == 2]
        return sorted(left for left, low, right, high in paths if right - left < 10 < high - low)
    finally:
        document.close()


def test_the_lines_beside_notes_stand_at_the_other_side(shown: dict[str, dict[str, bytes]]) -> None:
    english, hebrew = (upright(shown[language]["one"]) for language in ("en", "he"))
    assert english[0] < 65, "beside the content note"
    assert sorted(595 - left for left in hebrew) == pytest.approx(english, abs=5)
