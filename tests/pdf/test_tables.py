"""Tables and breaks as a designer looks at them: inside the margins, in one piece, in the book's own faces."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from readers import PHONE, Wish, reading
from real_book import build_book
from source_book import write_book

from anthology.core.normalize import normalize
from anthology.result import BuildResult

LONG_WORDS = "| Room | Interdepartmental | Featherstonehaugh | Reconciliation | Incontrovertible | Disestablishment |"
TEXT = f"""# Tables

{LONG_WORDS}
|---|---|---|---|---|---|
{LONG_WORDS}

{"A paragraph of words that fill the page until nearly its foot. " * 17}

| Year | Loaves |
|---|---|
| 1901 | 9,400 |
| 1902 | 11,250 |
| 1903 | 87 |
| 1904 | 10 |
| 1905 | 101 |

* * *

An end.
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "tables.md").write_text(TEXT, "utf-8")
    return build_book(write_book(folder / "book", [folder / "tables.md"]), folder / "out", "print")


def words_of(report: BuildResult) -> list[dict[str, tuple[float, float]]]:
    """For each page of the printed book its pieces of text, and at which points from the left each begins and ends."""
    path = next(each.path for each in report.editions if each.edition == "print")
    pages = []
    for page in pypdfium2.PdfDocument(io.BytesIO(path.read_bytes())):
        text = page.get_textpage()
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
        pages.append({text.get_text_bounded(*box).strip(): (box[0], box[2]) for box in boxes})
    return pages


def test_long_words_in_many_columns_stay_inside_the_margins(report: BuildResult) -> None:
    page = next(page for page in words_of(report) if "Room" in page)
    prose = max(end for words, (_, end) in page.items() if words.startswith("paragraph of words"))
    assert max(end for _, end in page.values()) <= prose + 1
    assert "T020" not in {finding.code for finding in report.findings}


def test_a_short_table_stands_on_one_page(report: BuildResult) -> None:
    (page,) = [page for page in words_of(report) if "Loaves" in page]
    assert {"9,400", "11,250", "87", "101"} <= set(page)


def test_numbers_stand_below_one_another_by_their_last_figures_and_names_by_their_first(report: BuildResult) -> None:
    (page,) = [page for page in words_of(report) if "Loaves" in page]
    assert (
        max(page[number][1] for number in ("9,400", "11,250", "87"))
        - min(page[number][1] for number in ("9,400", "11,250", "87"))
        < 1.5
    )
    assert abs(page["1901"][0] - page["Year"][0]) < 1.5


def test_a_break_without_a_heading_is_set_in_a_face_of_the_book(report: BuildResult) -> None:
    assert "T007" not in {finding.code for finding in report.findings}
    assert any(normalize("***") in {normalize(word) for word in page} for page in words_of(report))


@pytest.mark.parametrize("language", ["en", "de"])
def test_small_capitals_of_the_classical_layout_are_all_of_a_height(tmp_path: Path, language: str) -> None:
    (tmp_path / "a.md").write_text("# A\n\nWords.\n\n## xofofox\n\nWords.\n", "utf-8")
    manifest = write_book(tmp_path / "book", [tmp_path / "a.md"])
    manifest.write_text(f"{manifest.read_text('utf-8')}layout: classical\nlanguage: {language}\n", "utf-8")
    path = build_book(manifest, tmp_path / "out", "print").editions[0].path
    heights = []
    for page in pypdfium2.PdfDocument(io.BytesIO(path.read_bytes())):
        text = page.get_textpage()
        start = text.get_text_range().find("xofofox")
        boxes = [text.get_charbox(start + index) for index in range(7)] if start >= 0 else []
        heights += [top - bottom for _, bottom, _, top in boxes]
    assert len(heights) == 7
    assert max(heights) < 1.2 * min(heights)


@pytest.mark.parametrize("size", [100, 200])
def test_a_table_of_many_columns_is_no_wider_than_a_phone(tmp_path: Path, size: int) -> None:
    rows = [" | ".join(f"{word}{column}" for column in range(7)) for word in ("Column", "washing")]
    (tmp_path / "wide.md").write_text(f"# Wide\n\n| {rows[0]} |\n{'|---' * 7}|\n| {rows[1]} |\n\nAn end.\n", "utf-8")
    report = build_book(write_book(tmp_path / "book", [tmp_path / "wide.md"]), tmp_path / "out", "ebook")
    with reading() as reader:
        reader.open(report.editions[0].path, "foliate", Wish(screen=PHONE, size=size))
        reader.go("EPUB/essay-1.xhtml")
        assert "Wide" in reader.words()
        assert not reader.overflows()
