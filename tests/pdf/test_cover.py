"""The cover, as pixels, as a sheet for print and as words: always read back from what was made."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from lxml import etree
from PIL import Image
from test_barcode import decode

import anthology
from anthology.core.errors import LayoutError
from anthology.core.findings import Location
from anthology.manifest.choices import PrinterName
from anthology.pdf.cover.design import Board, Cover, CoverFacts, alternative, cover_page, discreet, front_cover, wrap
from anthology.pdf.icc import shipped_profile
from anthology.pdf.inspect.content_stream import Ink
from anthology.pdf.inspect.facts import read_pdf
from anthology.pdf.pdfx import Standard
from anthology.pdf.preflight.common import Expected, check_boxes, check_fonts
from anthology.pdf.preflight.pdfx import (
    check_ink,
    check_intent,
    check_interactive,
    check_press_words,
    check_transparency,
)
from anthology.pdf.printers import printer_table, spine_width
from anthology.render.templates import layout

DESCRIPTION = "What people said next, and what they did. Five answers to one word, with notes and sources."
FACTS = CoverFacts(
    title="After the Hashtag",
    subtitle="Five Essays on #MeToo",
    editors="The Editors",
    publisher="A Small Press",
    isbn="978-0-306-40615-7",
    description=DESCRIPTION,
    language="en-GB",
    date="2026-11-20",
)
LONG = replace(
    FACTS,
    title="Unaccustomed Conversations and Other Unusually Long Titles for a Volume of Collected Writings",
    subtitle="On Language, Memory and What Remains, with an Afterword on Everything Else",
    editors="Edited by Jacqueline Montgomery-Featherstone, Aleksandra Wróblewska and Bartholomew Okonkwo",
    description="\n\n".join([DESCRIPTION] * 12),
)
SHORT = CoverFacts(title="Ode")
PLAIN = discreet(FACTS, "Collected Essays")
BOARD = Board(width=432, height=648, spine=27, bleed=9)
SAFE = 18.0  # points from the edge of the cut cover in which nothing may stand
WHITE_ON = 4.5  # contrast of text: WCAG 2.2, 1.4.3


@cache
def front(facts: CoverFacts) -> Cover:
    return front_cover(facts, layout())


@cache
def wrapped(facts: CoverFacts, board: Board = BOARD, spine_text: bool = True) -> Cover:
    return wrap(facts, layout(), board, spine_text=spine_text)


def picture(facts: CoverFacts) -> Image.Image:
    return Image.open(io.BytesIO(front(facts).data))


def luminance(colour: tuple[int, int, int]) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [channel / 255 for channel in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("facts", [FACTS, LONG, SHORT, PLAIN], ids=lambda facts: facts.title[:12])
def test_the_front_is_a_small_jpeg_of_the_size_that_shops_ask(facts: CoverFacts) -> None:
    shown = picture(facts)
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (1600, 2560))
    assert len(front(facts).data) < 300_000
    assert front(facts).findings == ()
    assert not shown.getexif()


@pytest.mark.parametrize(("facts", "rows"), [(FACTS, (85, 135)), (SHORT, (85, 115)), (PLAIN, (34, 46))])
def test_the_title_can_be_read_in_a_thumbnail(facts: CoverFacts, rows: tuple[int, int]) -> None:
    """100 pixels wide, the rows of the title hold ink that stands out from the ground, and not a little of it."""
    small: Any = picture(facts).resize((100, 160), Image.Resampling.BOX)
    ground = small.getpixel((97, 5))
    pixels = [small.getpixel((x, y)) for y in range(*rows) for x in range(100)]
    ink = [pixel for pixel in pixels if contrast(pixel, ground) >= WHITE_ON]
    assert len(ink) / len(pixels) > 0.05
    assert max(contrast(pixel, ground) for pixel in pixels) >= 7


def test_only_a_book_with_a_hashtag_shows_one() -> None:
    on_a_stroke, on_a_bar, beside = (450, 250), (1500, 480), (1300, 250)
    with_hash: Any = picture(FACTS)
    without: Any = picture(replace(FACTS, subtitle="Five Essays"))
    plain: Any = picture(PLAIN)
    shown = [
        [contrast(each.getpixel(place), each.getpixel(beside)) > 2 for place in (on_a_stroke, on_a_bar)]
        for each in (with_hash, without, plain)
    ]
    assert shown == [[True, True], [False, True], [False, False]]


def boxes(data: bytes) -> dict[str, list[float]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        page: Any = pdf.pages[0].obj
        return {name: [float(edge) for edge in page[f"/{name}"]] for name in ("MediaBox", "BleedBox", "TrimBox")}


@pytest.mark.parametrize(
    "board",
    [BOARD, Board(width=419.53, height=595.28, spine=0, bleed=8.504), Board(width=432, height=648, spine=90, bleed=0)],
)
def test_the_boxes_of_a_wrap_are_back_spine_and_front_with_bleed(board: Board) -> None:
    found = boxes(wrapped(FACTS, board, spine_text=board.spine > 20).data)
    width = board.width * 2 + board.spine
    sheet = [0, 0, width + 2 * board.bleed, board.height + 2 * board.bleed]
    trim = [board.bleed, board.bleed, board.bleed + width, board.bleed + board.height]
    assert found["MediaBox"] == pytest.approx(sheet, abs=0.01)
    assert found["BleedBox"] == found["MediaBox"]
    assert found["TrimBox"] == pytest.approx(trim, abs=0.01)


def test_a_printers_spine_widens_the_wrap() -> None:
    widths = []
    for pages in (100, 300):
        spine = spine_width(printer_table().printers["kdp"], pages, "cream")
        assert spine is not None
        found = boxes(wrapped(FACTS, replace(BOARD, spine=spine)).data)
        widths.append(found["TrimBox"][2] - found["TrimBox"][0])
    assert widths[1] - widths[0] == pytest.approx(200 * 0.0025 * 72, abs=0.01)


Letter = tuple[str, float, float, float, float]


def letters(data: bytes) -> list[Letter]:
    """Every visible character with the left, lower, right and upper edge of its box."""
    document = pypdfium2.PdfDocument(data)
    try:
        text = document[0].get_textpage()
        return [
            (character, *text.get_charbox(index))
            for index, character in enumerate(text.get_text_range())
            if character.strip()
        ]
    finally:
        document.close()


def panel_words(data: bytes, name: str, board: Board = BOARD) -> str:
    left, width = next((left, width) for panel, left, width in board.panels if panel == name)
    return "".join(letter for letter, x, *_ in letters(data) if left <= x < left + width)


def packed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_words_of_a_wrap_stand_on_their_panels() -> None:
    data = wrapped(FACTS).data
    assert panel_words(data, "front") == packed(FACTS.title + FACTS.subtitle + FACTS.editors)
    assert panel_words(data, "spine") == packed(FACTS.title + FACTS.editors)
    assert panel_words(data, "back") == packed(f"{DESCRIPTION}A Small PressISBN 978-0-306-40615-7") + "9780306406157"
    assert panel_words(wrapped(FACTS, spine_text=False).data, "spine") == ""


@pytest.mark.parametrize("facts", [FACTS, LONG, SHORT, PLAIN], ids=lambda facts: facts.title[:12])
@pytest.mark.slow
def test_all_words_keep_clear_of_edges_and_folds(facts: CoverFacts) -> None:
    found = letters(wrapped(facts).data)
    seen = 0
    for name, start, width in BOARD.panels:
        safe = 4.0 if name == "spine" else SAFE
        for letter, left, low, right, high in found:
            if start <= left < start + width:
                seen += 1
                assert left >= start + safe, (name, letter)
                assert right <= start + width - safe, (name, letter)
                assert low >= BOARD.bleed + SAFE, (name, letter)
                assert high <= BOARD.bleed + BOARD.height - SAFE, (name, letter)
    assert seen == len(found) > 0


def lines(found: list[Letter], words: str) -> tuple[float, float]:
    """The lower and the upper edge of a run of words."""
    text = "".join(letter for letter, *_ in found)
    start = text.index(packed(words))
    run = found[start : start + len(packed(words))]
    return min(low for _, _, low, _, _ in run), max(high for *_, high in run)


@pytest.mark.parametrize("facts", [FACTS, LONG], ids=["short", "long"])
def test_words_do_not_run_into_one_another(facts: CoverFacts) -> None:
    board = BOARD
    front_left = board.panels[2][1]
    on_the_front = [letter for letter in letters(wrapped(facts).data) if letter[1] >= front_left]
    edges = [lines(on_the_front, words) for words in (facts.title, facts.subtitle, facts.editors)]
    for (low, _), (_, high) in pairwise(edges):
        assert low > high
    on_the_back = [letter for letter in letters(wrapped(facts).data) if letter[1] < board.panels[1][1]]
    assert lines(on_the_back, facts.description)[0] > lines(on_the_back, "ISBN 978-0-306-40615-7")[1]


def inks(facts: CoverFacts) -> list[Ink]:
    """Every colour that is painted with."""
    return list(read_pdf(wrapped(facts).data).pages[0].content.inks)


@pytest.mark.parametrize("facts", [FACTS, PLAIN], ids=["house", "plain"])
def test_a_wrap_is_painted_in_process_colours(facts: CoverFacts) -> None:
    used = inks(facts)
    assert {ink.space for ink in used} == {"DeviceCMYK"}
    if facts.is_plain:
        assert all(not any(ink.values[:3]) for ink in used)
    with pikepdf.open(io.BytesIO(wrapped(facts).data)) as pdf:
        assert "/lab-d50" not in pdf.pages[0].obj.Resources.get("/ColorSpace", {})


@pytest.mark.parametrize("printer", sorted(printer_table().printers))
def test_a_wrap_passes_what_is_asked_of_press_files(printer: PrinterName) -> None:
    """All rules but that of black text: the words are the bare paper. IngramSpark allows the least ink, 240 %."""
    expected = Expected(kind="press", printer=printer_table().printers[printer])
    facts = read_pdf(wrapped(FACTS).data)
    rules = (check_boxes, check_fonts, check_ink, check_transparency, check_interactive)
    assert [finding for rule in rules for finding in rule(facts, expected)] == []


def test_with_the_profile_of_a_press_a_wrap_is_pdf_x() -> None:
    profile = shipped_profile()
    assert profile is not None
    expected = Expected(kind="press")
    versions: dict[Standard, str] = {"x-4": "1.6", "x-1a": "1.4"}
    for standard, version in versions.items():
        made = wrap(FACTS, layout(), BOARD, spine_text=True, profile=profile, standard=standard)
        facts = read_pdf(made.data)
        assert facts.version == version
        assert facts.has_object_streams == (standard == "x-4")
        assert [finding for rule in (check_intent, check_press_words) for finding in rule(facts, expected)] == []
        assert boxes(made.data) == boxes(wrapped(FACTS).data)
    assert read_pdf(wrapped(FACTS).data).intents == ()


def test_a_long_word_is_set_smaller_and_not_broken() -> None:
    word = "Intergovernmentalisation"
    low, high = lines([letter for letter in letters(wrapped(replace(FACTS, title=word)).data) if letter[1] > 470], word)
    one_line = lines([letter for letter in letters(wrapped(FACTS).data) if letter[1] > 470], "Hashtag")
    assert high - low < one_line[1] - one_line[0]


def test_the_bar_code_is_drawn_in_black_and_scans() -> None:
    """Read as a scanner does: along one line through the bars, ten pixels to a module of 0.33 mm."""
    assert any(ink.values == (0, 0, 0, 1) for ink in inks(FACTS))
    scale = 10 / (0.33 * 72 / 25.4)
    number = next(letter for letter in letters(wrapped(FACTS).data) if letter[0] == "I" and letter[1] < BOARD.width)
    left, y = number[1] - 6, number[2] - 20
    width, height = BOARD.size
    document = pypdfium2.PdfDocument(wrapped(FACTS).data)
    strip: Any = document[0].render(scale=scale, crop=(left, y, width - BOARD.width, height - y - 1)).to_pil()
    document.close()
    row = [pixel < 128 for pixel in strip.convert("L").crop((0, 5, strip.width, 6)).tobytes()]
    runs = [(dark, len(list(group))) for dark, group in groupby(row)]
    first = next(index for index, (dark, _) in enumerate(runs) if dark)
    symbol = runs[first : first + 59]
    module = sum(length for _, length in symbol) / 95
    assert module == pytest.approx(10, rel=0.01)
    assert (
        decode("".join(("1" if dark else "0") * round(length / module) for dark, length in symbol)) == "9780306406157"
    )
    assert runs[first + 59][1] >= 7 * module


def test_without_an_isbn_there_is_no_bar_code() -> None:
    words = panel_words(wrapped(replace(FACTS, isbn="")).data, "back")
    assert words == packed(f"{DESCRIPTION}A Small Press")
    assert not any(ink.values == (0, 0, 0, 1) for ink in inks(replace(FACTS, isbn="")))


def test_a_discreet_cover_says_nothing_but_its_neutral_title() -> None:
    data = wrapped(PLAIN).data
    assert "".join(letter for letter, *_ in letters(data)) == packed("Collected Essays") * 2
    with pikepdf.open(io.BytesIO(data)) as pdf:
        told = str(dict(pdf.docinfo.items())) + pdf.Root.Metadata.read_bytes().decode()
    assert "Collected Essays" in told
    for word in ("Hashtag", "MeToo", "Editors", "Press", "9780306406157", "Five answers"):
        assert word not in told
    assert alternative(PLAIN) == "Cover: Collected Essays."


@pytest.mark.slow
def test_a_title_without_room_is_refused_and_a_spine_without_room_stays_bare() -> None:
    names = ("title", "subtitle", "editors", "description")
    facts = replace(FACTS, places={name: Location(Path("book.yaml"), line, 8) for line, name in enumerate(names, 1)})
    for line, name in enumerate(names[:3], 1):
        with pytest.raises(LayoutError, match=rf"book\.yaml:{line}:8: D062 .* its {name}"):
            front_cover(replace(facts, **{name: "word " * 900}), layout())  # type: ignore[arg-type]  # texts
    with pytest.raises(LayoutError, match=r"book\.yaml:4:8: D062 .* its description"):
        wrap(replace(facts, description="word " * 2000), layout(), BOARD, spine_text=False)
    thin = wrapped(FACTS, replace(BOARD, spine=12))
    assert [finding.code for finding in thin.findings] == ["D063"]
    assert panel_words(thin.data, "spine", replace(BOARD, spine=12)) == ""


def test_an_isbn_that_is_none_is_refused() -> None:
    with pytest.raises(LayoutError, match="D061"):
        wrap(replace(FACTS, isbn="978-0-306-40615-8"), layout(), BOARD, spine_text=False)


def test_the_cover_page_is_the_picture_alone_with_its_words() -> None:
    page = etree.fromstring(cover_page(FACTS, layout(), "cover.jpg").encode())
    body = page.find("{*}body")
    assert body is not None
    (image,) = body
    assert image.tag.endswith("}img")
    assert image.get("src") == "cover.jpg"
    assert image.get("alt", "").startswith("Cover: After the Hashtag. Five Essays on #MeToo. The Editors. ")
    assert page.get("lang") == "en-GB"
    assert not (body.text or "").strip()


CODE = """
import hashlib, sys
sys.path[:0] = sys.argv[1:]
from test_cover import FACTS, front, wrapped
print(*(hashlib.sha256(part.data).hexdigest() for part in (front(FACTS), wrapped(FACTS))))
"""


def test_the_same_facts_make_the_same_bytes_in_another_process() -> None:
    surroundings = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    surroundings["PYTHONPATH"] = str(Path(anthology.__file__).parent.parent)
    here = Path(__file__).parent
    command = [sys.executable, "-c", CODE, str(here), str(here.parent / "support")]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    made = [hashlib.sha256(part.data).hexdigest() for part in (front(FACTS), wrapped(FACTS))]
    assert done.stdout.split() == made
