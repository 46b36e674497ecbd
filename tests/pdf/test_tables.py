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
from anthology.verify.page_text import pdf_pages

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


# --- tables that a page has no room for ---

COLUMNS = 12
MORE = "  screen: {format: pdf, for: screen}\n  large: {format: pdf, for: large-print}\n"
WIDE = "\n".join(
    (
        "| " + " | ".join(f"Heading {column}" for column in range(COLUMNS)) + " |",
        "|---" * COLUMNS + "|",
        *("| " + " | ".join(f"entry-{row}-{column} handbooks" for column in range(COLUMNS)) + " |" for row in range(4)),
    )
)
LONG_CELL = "The words of a cell that no page has room for. " * 120
TALL = f"| One | Two |\n|---|---|\n| {LONG_CELL} | beside it |\n| a | b |\n"


def printed(folder: Path, text: str, edition: str, layout: str = "house") -> BuildResult:
    (folder / "a.md").write_text(f"# A\n\nWords.\n\n{text}\n\nAn end.\n", "utf-8")
    manifest = write_book(folder / "book", [folder / "a.md"])
    manifest.write_text(f"{manifest.read_text('utf-8')}{MORE}layout: {layout}\n", "utf-8")
    return build_book(manifest, folder / "out", edition)


@pytest.mark.parametrize(
    ("edition", "layout"),
    [("print", "house"), ("print", "classical"), ("print", "modern"), ("screen", "house"), ("large", "house")],
)
def test_no_words_of_a_wide_table_stand_on_others(tmp_path: Path, edition: str, layout: str) -> None:
    report = printed(tmp_path, WIDE, edition, layout)
    assert not {"T020", "D076"} & {finding.code for finding in report.findings}
    path = next(each.path for each in report.editions if each.edition == edition)
    for page in pypdfium2.PdfDocument(io.BytesIO(path.read_bytes())):
        text, width = page.get_textpage(), page.get_width()
        shown = [at for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
        boxes = sorted({text.get_charbox(at) for at in shown})  # the letters of a ligature have one box
        for at, (left, low, right, high) in enumerate(boxes):
            assert 0 < left < right < width
            for other_left, other_low, other_right, other_high in boxes[at + 1 :]:
                across = min(right, other_right) - max(left, other_left)
                along = min(high, other_high) - max(low, other_low)
                assert across < 2 or along < 2


def test_words_that_break_at_any_letter_are_said(tmp_path: Path) -> None:
    assert "T037" in {finding.code for finding in printed(tmp_path, WIDE, "print").findings}


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_a_row_taller_than_a_page_is_broken_over_the_pages(tmp_path: Path, edition: str) -> None:
    report = printed(tmp_path, TALL, edition)
    path = next(each.path for each in report.editions if each.edition == edition)
    pages = pdf_pages(path.read_bytes())
    whole = " ".join(pages)
    assert normalize(LONG_CELL).count("nopagehasroom") == 120
    assert normalize(whole).count("nopagehasroom") == 120
    assert sum("no page has room" in " ".join(page.split()) for page in pages) > 1
    assert normalize(whole).index("besideit") > normalize(whole).rindex("nopagehasroom")
    assert [finding.code for finding in report.findings if finding.code.startswith("T03")] == ["T038"]


def test_a_table_that_has_room_is_set_as_the_layout_has_it(report: BuildResult) -> None:
    assert not {"T037", "T038"} & {finding.code for finding in report.findings}
