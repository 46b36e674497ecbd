"""Imposition: laws of the order of pages, held by folding the sheets again, and a booklet read back by its halves."""

from __future__ import annotations

import io
import time
from functools import cache

import pikepdf
import press_book
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.errors import LayoutError
from anthology.core.units import MM
from anthology.pdf.imposition import SHEETS, Direction, Pair, Sheet, booklet, creep, impose, signatures

pages_counts = st.integers(1, 300)
lengths = st.none() | st.integers(1, 16).map(lambda sheets: 4 * sheets)
directions: st.SearchStrategy[Direction] = st.sampled_from(["ltr", "rtl"])


def fold(sheets: tuple[Sheet, ...], direction: Direction = "ltr") -> list[int | None]:
    """The pages in the order in which a reader of the folded and gathered sheets meets them."""
    order: list[int | None] = []
    signature: list[Sheet] = []
    for sheet in (*sheets, None):
        if sheet is None or sheet.depth == 0:
            order += [page for each in signature for page in leaf(each, direction, is_first=True)]
            order += [page for each in reversed(signature) for page in leaf(each, direction, is_first=False)]
            signature = []
        if sheet is not None:
            assert sheet.depth == len(signature)
            signature.append(sheet)
    return order


def leaf(sheet: Sheet, direction: Direction, *, is_first: bool) -> Pair:
    """The two sides of one half of a sheet: behind the right of the front lies the left of the back."""
    on_the_right = is_first == (direction == "ltr")
    sides = (sheet.front[1], sheet.back[0]) if on_the_right else (sheet.front[0], sheet.back[1])
    return sides if is_first else sides[::-1]


@given(pages_counts, lengths, directions, st.booleans())
def test_folded_sheets_read_in_order_and_lose_no_page(
    pages: int, signature: int | None, direction: Direction, back_cover: bool
) -> None:
    order = fold(impose(pages, signature, direction, back_cover=back_cover), direction)
    blanks: list[int | None] = [None] * (-pages % 4)
    numbers: list[int | None] = list(range(pages))
    assert order == ([*numbers[:-1], *blanks, numbers[-1]] if back_cover else [*numbers, *blanks])


@given(pages_counts, lengths)
def test_neighbours_on_a_sheet_add_up(pages: int, signature: int | None) -> None:
    """On every side of a sheet the two pages add up to the first and the last page of their signature."""
    sheets = iter(impose(pages, signature))
    for start, length in signatures(pages, signature):
        for _ in range(length // 4):
            sheet = next(sheets)
            for left, right in (sheet.front, sheet.back):
                if left is not None and right is not None:
                    assert left + right == 2 * start + length - 1
    assert next(sheets, None) is None


@given(pages_counts, lengths, st.booleans())
def test_right_to_left_is_the_mirror(pages: int, signature: int | None, back_cover: bool) -> None:
    one = impose(pages, signature, back_cover=back_cover)
    other = impose(pages, signature, "rtl", back_cover=back_cover)
    assert [(sheet.front, sheet.back) for sheet in one] == [(sheet.front[::-1], sheet.back[::-1]) for sheet in other]


def test_a_known_booklet() -> None:
    assert impose(8) == (
        Sheet(front=(7, 0), back=(1, 6)),
        Sheet(front=(5, 2), back=(3, 4), depth=1),
    )
    assert impose(6, 4)[1] == Sheet(front=(None, 4), back=(5, None))
    assert impose(6, back_cover=True)[0] == Sheet(front=(5, 0), back=(1, None))


@given(st.integers(0, 40), st.floats(0, 1))
def test_creep_grows_from_nothing_by_a_sheet_at_a_time(depth: int, thickness: float) -> None:
    assert creep(0, thickness) == 0
    assert creep(depth + 1, thickness) - creep(depth, thickness) == pytest.approx(thickness)


@pytest.mark.parametrize("pages", [0, -4])
def test_no_pages_are_refused(pages: int) -> None:
    with pytest.raises(LayoutError, match="D060"):
        impose(pages)


@pytest.mark.parametrize("signature", [0, -4, 2, 6, 15])
def test_a_signature_that_cannot_be_folded_is_refused(signature: int) -> None:
    with pytest.raises(LayoutError, match="D060"):
        impose(20, signature)


def test_paper_that_stands_upright_is_refused() -> None:
    with pytest.raises(LayoutError, match="not wider"):
        booklet(numbered(4), sheet=(595.0, 842.0))


@cache
def numbered(count: int, width: float = 148 * MM, height: float = 210 * MM, turned: int = 0) -> bytes:
    """A PDF whose pages bear their number in the middle and a frame on the trim, with a margin of 9 pt around it."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        for number in range(1, count + 1):
            page = pdf.add_blank_page(page_size=(width + 18, height + 18))
            page.obj.TrimBox = pikepdf.Array([9, 9, width + 9, height + 9])
            page.obj.Rotate = turned
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            text = f"BT /F 60 Tf {width / 2 - 20} {height / 2} Td (p{number}) Tj ET 9 9 {width} {height} re S"
            page.obj.Contents = pdf.make_stream(text.encode())
        pdf.docinfo["/Title"] = "Numbers – all of them"
        pdf.docinfo["/CreationDate"] = "D:20261120000000Z"
        pdf.Root.Lang = pikepdf.String("en-GB")
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def halves(data: bytes) -> list[tuple[str, str]]:
    """The words of the left and the right half of every page."""
    found = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        width, height = page.get_size()
        text = page.get_textpage()
        left = text.get_text_bounded(0, 0, width / 2, height)
        right = text.get_text_bounded(width / 2, 0, width, height)
        found.append((left.strip(), right.strip()))
    document.close()
    return found


def test_a_booklet_has_its_pages_where_the_order_puts_them() -> None:
    assert halves(booklet(numbered(7))) == [("", "p1"), ("p2", "p7"), ("p6", "p3"), ("p4", "p5")]
    assert halves(booklet(numbered(7), direction="rtl"))[:2] == [("p1", ""), ("p7", "p2")]
    assert halves(booklet(numbered(7), back_cover=True))[:2] == [("p7", "p1"), ("p2", "")]
    assert halves(booklet(numbered(7), signature=4))[2:] == [("", "p5"), ("p6", "p7")]


def placements(data: bytes) -> list[list[tuple[float, ...]]]:
    """For each side of the sheets the matrices by which pages are placed."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            [
                tuple(float(number) for number in operation.operands)
                for operation in pikepdf.parse_content_stream(page)
                if str(operation.operator) == "cm"
            ]
            for page in pdf.pages
        ]


def test_pages_of_half_the_sheet_keep_their_size_and_stand_at_the_fold() -> None:
    left, right = placements(booklet(numbered(4)))[0]
    fold_at = SHEETS["a4"][0] / 2
    assert left == pytest.approx((1, 0, 0, 1, fold_at - 148 * MM - 9, -9), abs=0.01)
    assert right == pytest.approx((1, 0, 0, 1, fold_at - 9, -9), abs=0.01)


@pytest.mark.parametrize(
    ("sheet", "page", "scale"),
    [
        ("a4", (210 * MM, 297 * MM), 1 / 2**0.5),
        ("letter", (612.0, 792.0), 396 / 612),
        ("letter", (396.0, 612.0), 1.0),
        ("a4", (6 * 72.0, 9 * 72.0), 210 * MM / 648),
        ("a4", (200.0, 300.0), 1.0),
    ],
)
def test_pages_are_made_smaller_where_they_must_be(sheet: str, page: tuple[float, float], scale: float) -> None:
    width, height = SHEETS[sheet]
    for side in placements(booklet(numbered(4, *page), sheet=SHEETS[sheet])):
        for number, (across, _, _, up, x, y) in enumerate(side):
            assert across == up == pytest.approx(scale, rel=0.001)
            assert y + 9 * up == pytest.approx((height - page[1] * up) / 2, abs=0.01)
            inner = x + 9 * across if number else x + (9 + page[0]) * across
            assert inner == pytest.approx(width / 2, abs=0.01)


def test_turned_pages_lie_as_a_reader_sees_them() -> None:
    data = booklet(numbered(4, 210 * MM, 148 * MM, turned=90))
    assert [side[0][0] for side in placements(data)] == pytest.approx([1, 1])
    assert halves(data) == [("p4", "p1"), ("p2", "p3")]


def test_creep_moves_pages_to_the_fold_by_the_paper() -> None:
    flat, crept = (placements(booklet(numbered(12), thickness_mm=thickness)) for thickness in (0.0, 0.1))
    for side in range(6):
        moved = [after[4] - before[4] for before, after in zip(flat[side], crept[side], strict=True)]
        depth = side // 2
        assert moved == pytest.approx([0.1 * depth * MM, -0.1 * depth * MM], abs=0.001)


def test_a_booklet_tells_printers_how_to_print_it_and_claims_no_more_than_it_is() -> None:
    data = booklet(press_book.bound().data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "A Small Book — for Tests"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261120000000Z"
        assert pdf.Root.Lang == "en-GB"
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert "/StructTreeRoot" not in pdf.Root
        assert "/MarkInfo" not in pdf.Root
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert "A Small Book" in packet
        assert "2026-11-20T00:00:00Z" in packet
        assert "pdfuaid" not in packet
        width, height = SHEETS["a4"]
        for page in pdf.pages:
            assert [float(edge) for edge in page.MediaBox] == pytest.approx([0, 0, width, height], abs=0.001)
            assert page.TrimBox == page.MediaBox


def test_a_bound_book_folds_into_its_own_words() -> None:
    document = pypdfium2.PdfDocument(press_book.bound().data)
    texts = [page.get_textpage().get_text_range().split() for page in document]
    document.close()
    sides = halves(booklet(press_book.bound().data))
    pairs = [pair for sheet in impose(len(texts)) for pair in (sheet.front, sheet.back)]
    for (left, right), (first, second) in zip(sides, pairs, strict=True):
        for words, index in ((left, first), (right, second)):
            assert words.split() == ([] if index is None else texts[index])


def test_the_same_pages_make_the_same_bytes_at_another_time() -> None:
    one = booklet(press_book.bound().data, thickness_mm=0.1)
    time.sleep(1.1)  # an identifier made from the clock would change with the second
    assert booklet(press_book.bound().data, thickness_mm=0.1) == one
