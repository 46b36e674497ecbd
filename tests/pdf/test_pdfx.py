"""Finishing: boxes, marks, inks and claims of press files, read back from the finished bytes."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageCms
from press_book import METADATA
from press_file import PAGES, PROFILE, TRIM, press_file, settled, unfinished

from anthology.core.units import MM
from anthology.pdf.icc import given_profile, shipped_profile
from anthology.pdf.inspect.facts import PdfFacts, read_pdf
from anthology.pdf.pdfx import PressOptions, make_press_file, with_blanks
from anthology.pdf.press import fit_gutter

BLEED = 9.0
PLAIN = PressOptions(bleed=BLEED, profile=PROFILE)
OUTER = PressOptions(bleed=BLEED, bleeds_at_spine=False, profile=PROFILE)
MARKED = PressOptions(bleed=BLEED, has_marks=True, profile=PROFILE)
BARE = PressOptions(profile=PROFILE)
WIDTH, HEIGHT = TRIM


def facts(wish: PressOptions) -> PdfFacts:
    return read_pdf(press_file(wish))


def opened(wish: PressOptions) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(press_file(wish)))


def test_every_page_has_its_boxes_around_the_trimmed_page() -> None:
    boxes = {(page.media, page.bleed, page.trim) for page in facts(PLAIN).pages}
    whole = (0, 0, WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED)
    assert boxes == {(whole, whole, (BLEED, BLEED, BLEED + WIDTH, BLEED + HEIGHT))}


def test_a_printer_that_trims_the_outer_edges_gets_no_bleed_at_the_spine() -> None:
    recto, verso = facts(OUTER).pages[:2]
    left, right = (0, BLEED, WIDTH, BLEED + HEIGHT), (BLEED, BLEED, BLEED + WIDTH, BLEED + HEIGHT)
    assert [recto.trim, verso.trim] == [left, right]
    assert {recto.media, verso.media, recto.bleed} == {(0, 0, WIDTH + BLEED, HEIGHT + 2 * BLEED)}


def test_without_bleed_all_boxes_are_the_page() -> None:
    boxes = {box for page in facts(BARE).pages for box in (page.media, page.bleed, page.trim)}
    assert boxes == {(0, 0, WIDTH, HEIGHT)}


def letters(data: bytes, index: int) -> list[tuple[float, float]]:
    """Where the letters of a page begin, from the lower left corner of its sheet."""
    document = pypdfium2.PdfDocument(data)
    try:
        text = document[index].get_textpage()
        return [text.get_charbox(number)[:2] for number in range(text.count_chars())]
    finally:
        document.close()


@pytest.mark.parametrize(("wish", "index"), [(PLAIN, 2), (OUTER, 2), (OUTER, 3), (MARKED, 3), (BARE, 2)])
def test_what_is_printed_moves_with_the_trimmed_page(wish: PressOptions, index: int) -> None:
    trim = facts(wish).pages[index].trim
    assert trim is not None
    before, after = letters(unfinished(), index), letters(press_file(wish), index)
    assert len(before) > 100
    moves = {(round(b[0] - a[0], 1), round(b[1] - a[1], 1)) for a, b in zip(before, after, strict=True)}
    assert moves == {(round(trim[0], 1), round(trim[1], 1))}


def strokes(pdf: pikepdf.Pdf, index: int) -> list[tuple[float, float, float, float]]:
    """The lines that the last part of a page's content draws."""
    last: Any = list(iter(pdf.pages[index].obj.Contents))[-1]
    found: list[tuple[float, float, float, float]] = []
    point = (0.0, 0.0)
    for instruction in pikepdf.parse_content_stream(last):
        values = [float(value) for value in instruction.operands if not isinstance(value, pikepdf.Name)]
        if str(instruction.operator) == "m":
            point = (values[0], values[1])
        elif str(instruction.operator) == "l":
            found.append((*point, values[0], values[1]))
    return found


def test_marks_point_at_the_trimmed_page_from_outside_the_bleed() -> None:
    page = facts(MARKED).pages[0]
    assert page.trim
    assert page.bleed
    with opened(MARKED) as pdf:
        lines = strokes(pdf, 0)
    assert len(lines) == 8
    for x0, y0, x1, y1 in lines:
        assert (x0 == x1 and any(abs(x0 - edge) < 0.01 for edge in page.trim[::2])) or (
            y0 == y1 and any(abs(y0 - edge) < 0.01 for edge in page.trim[1::2])
        )
        beside = max(x0, x1) < page.bleed[0] or min(x0, x1) > page.bleed[2]
        above = max(y0, y1) < page.bleed[1] or min(y0, y1) > page.bleed[3]
        assert beside or above
        assert min(x0, y0, x1, y1) >= 0


def test_marks_are_in_all_inks_and_only_where_they_are_asked_for() -> None:
    spaces = {ink.space for page in facts(MARKED).pages for ink in page.content.inks}
    assert "Separation All" in spaces
    assert "Separation All" not in {ink.space for page in facts(PLAIN).pages for ink in page.content.inks}


def test_nothing_is_left_that_only_a_screen_can_use() -> None:
    found = facts(PLAIN)
    assert found.structure is None
    assert found.extras == ()
    assert not any(page.annotations or page.content.tags for page in found.pages)
    with opened(PLAIN) as pdf:
        kinds = {str(each.get("/Subtype")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)}
        assert "/Link" not in kinds
        assert "lab-d50" not in str([page.obj.Resources for page in pdf.pages])


def test_the_claim_stands_with_its_output_intent() -> None:
    found = facts(PLAIN)
    assert found.xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
    assert found.xmp["xmpMM:DocumentID"] == METADATA.identifier
    assert [(each.kind, each.condition, each.colours) for each in found.intents] == [("GTS_PDFX", "FOGRA39", "CMYK")]
    assert found.info["Trapped"] == "/False"
    assert found.version == "1.6"


def test_pdf_x_1a_is_an_older_file_that_says_so_in_its_information() -> None:
    found = facts(PressOptions(standard="x-1a", profile=PROFILE))
    assert found.info["GTS_PDFXVersion"] == "PDF/X-1a:2003"
    assert found.version == "1.4"
    assert not found.has_object_streams
    assert facts(PLAIN).has_object_streams


def test_without_a_profile_there_is_no_claim() -> None:
    found = facts(PressOptions(standard="x-1a"))
    assert found.intents == ()
    assert "GTS_PDFXVersion" not in found.info
    assert "pdfxid:GTS_PDFXVersion" not in found.xmp


def test_the_same_book_gives_the_same_bytes() -> None:
    assert make_press_file(unfinished(), MARKED, METADATA) == press_file(MARKED)


def test_files_that_differ_have_identifiers_that_differ() -> None:
    identifiers = set()
    for wish in (PLAIN, OUTER, MARKED, BARE):
        with pikepdf.open(io.BytesIO(make_press_file(unfinished(), wish, METADATA))) as pdf:
            identifiers.add(str(pdf.trailer["/ID"]))
    assert len(identifiers) == 4


def test_the_profile_is_in_the_file_as_it_was_given() -> None:
    assert PROFILE is not None
    with opened(PLAIN) as pdf:
        intent: Any = pdf.Root.OutputIntents
        assert intent[0].DestOutputProfile.read_bytes() == PROFILE.data
        assert intent[0].DestOutputProfile.N == 4


@given(st.integers(0, 40))
def test_blank_pages_count_on_at_the_end_and_show_no_folio(more: int) -> None:
    before = settled().pagination
    after = with_blanks(before, len(before.pages) + more)
    added = slice(len(before.pages), None)
    assert after.pages[: len(before.pages)] == before.pages
    assert [page.slug for page in after.pages[added]] == [""] * more
    assert after.folios[added] == ("",) * more
    last = int(before.labels[-1])
    assert after.labels[added] == tuple(str(last + number) for number in range(1, more + 1))
    assert len(after.openings) == len(after.pages) == len(after.folios)


def test_fewer_pages_than_there_are_takes_none_away() -> None:
    before = settled().pagination
    assert with_blanks(before, 2) == before


def test_the_press_file_has_the_pages_that_were_asked_for() -> None:
    assert len(facts(PLAIN).pages) == PAGES
    assert not facts(PLAIN).pages[-1].content.inks


def test_a_profile_for_screens_is_refused_by_name() -> None:
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile, findings = given_profile(screen, "srgb.icc")
    assert profile is None
    assert [(finding.code, "srgb.icc is an ICC profile for RGB" in finding.message) for finding in findings] == [
        ("D006", True)
    ]


def test_what_is_no_profile_is_refused() -> None:
    profile, findings = given_profile(b"text" * 100, "notes.txt")
    assert profile is None
    assert [finding.code for finding in findings] == ["D006"]


def test_a_press_profile_of_the_book_is_named_as_it_names_itself() -> None:
    shipped = shipped_profile()
    assert shipped is not None
    profile, findings = given_profile(shipped.data, "press.icc")
    assert findings == ()
    assert profile is not None
    assert (profile.condition, profile.info) == ("Custom", "FOGRA39L coated (argyll)")


def test_a_gutter_that_fits_is_set_once() -> None:
    tried: list[float] = []

    def set_at(inside: float) -> tuple[str, int]:
        tried.append(inside)
        return "book", 100

    assert fit_gutter(set_at, lambda _: 60.0, 0) == ("book", 100, ())
    assert tried == [60.0]


def test_a_thick_book_is_set_again_until_its_gutter_fits() -> None:
    pages = {60.0: 160, 70.0: 320, 80.0: 330}
    steps = ((150, 60.0), (300, 70.0), (500, 80.0))

    def needed(count: int) -> float:
        return next(least for last, least in steps if count <= last)

    assert fit_gutter(lambda inside: (inside, pages[inside]), needed, 0) == (80.0, 330, ())


def test_a_good_guess_spares_a_round() -> None:
    tried: list[float] = []

    def set_at(inside: float) -> tuple[str, int]:
        tried.append(inside)
        return "book", 320

    assert fit_gutter(set_at, lambda count: 60.0 if count < 300 else 80.0, 310) == ("book", 320, ())
    assert tried == [80.0]


def test_a_gutter_that_never_fits_ends_after_five_rounds_with_a_finding() -> None:
    tried: list[float] = []

    def set_at(inside: float) -> tuple[str, int]:
        tried.append(inside)
        return "book", round(inside) * 10

    made, pages, findings = fit_gutter(set_at, lambda count: count / 10 + 1, 0)
    assert len(tried) == 5
    assert (made, pages) == ("book", round(tried[-1]) * 10)
    assert [finding.code for finding in findings] == ["D005"]


def test_marks_stand_off_from_a_page_without_bleed() -> None:
    page = facts(PressOptions(has_marks=True, profile=PROFILE)).pages[0]
    assert page.trim is not None
    assert page.trim == page.bleed
    with opened(PressOptions(has_marks=True, profile=PROFILE)) as pdf:
        ends = [min(abs(x0 - edge) for edge in page.trim[::2]) for x0, y0, _, y1 in strokes(pdf, 0) if y0 == y1]
    assert min(ends) >= 3 * MM - 0.01
