"""Editions for press and screen, made of the real book and read back; each rule of theirs broken once."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import ImageCms
from real_book import ROOT, copy_book

from anthology.core.cache import Cache
from anthology.core.errors import ManifestError
from anthology.core.findings import Finding, Severity
from anthology.pdf import icc as profiles
from anthology.pdf.build import print_book
from anthology.pdf.executors import executor
from anthology.pdf.inspect.content_stream import Ink
from anthology.pdf.inspect.facts import PdfFacts, read_pdf
from anthology.pdf.preflight.check import claimed
from anthology.pdf.preflight.common import Expected
from anthology.pdf.preflight.safety import check_safety
from anthology.pdf.press import guess_pages
from anthology.pdf.print_job import PdfResult, PrintJob
from anthology.pdf.printers import printer_table
from anthology.render.layout_files import LayoutFile
from anthology.render.templates import Layout, layout
from anthology.stages import read_book

MM = 72 / 25.4
EDITIONS = """
  press: {format: pdf, for: press, trim: [6in, 9in], bleed: 3mm, printer: generic}
  screen: {format: pdf, for: screen}
  kdp: {format: pdf, printer: kdp, stock: cream}
  spark: {format: pdf, printer: ingramspark, standard: x-1a, trim: [5.5in, 8.5in], bleed: 0mm}
  marked: {format: pdf, marks: yes, bleed: 5mm}
  tiny: {format: pdf, trim: [3in, 4in]}
  wide: {format: pdf, bleed: 24mm}
  thin: {format: pdf, printer: lulu, bleed: 1mm}
  unmarked: {format: pdf, printer: kdp, marks: yes}
  profiled: {format: pdf, profile: screen.icc}
  own: {format: pdf, profile: press.icc}
  wordy: {format: pdf, profile: words.icc}
"""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manifest of the real book with many editions, and profiles beside it."""

    def change(folder: Path) -> None:
        path = folder / "book.yaml"
        path.write_text(path.read_text("utf-8").partition("\neditions:")[0] + f"\neditions:{EDITIONS}", "utf-8")
        screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        (folder / "screen.icc").write_bytes(screen)
        shutil.copy(ROOT / "anthology/pdf/profiles/FOGRA39L.icc", folder / "press.icc")
        (folder / "words.icc").write_text("words " * 100, "utf-8")

    return copy_book(tmp_path_factory.mktemp("editions"), change)


@pytest.fixture(scope="module")
def make(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., PdfResult]:
    """Prints an edition by its name, each piece set once for all tests; `css` is added to a part of its style sheet."""
    book = read_book(manifest)
    cache = Cache(folder=tmp_path_factory.mktemp("store"))

    def print_edition(name: str, css: str = "", part: str = "press") -> PdfResult:
        look = with_css(css, part) if css else layout()
        with executor("inline") as workers:
            edition = book.manifest.editions[name]
            return print_book(
                PrintJob(name=name, edition=edition, book=book, layout=look, executor=workers, cache=cache)
            )

    return print_edition


def with_css(css: str, part: str) -> Layout:
    files = layout().files
    more = LayoutFile(name=f"{part}.css", path=Path(f"{part}.css"), text=css)
    return Layout(files=replace(files, sheets=(*files.sheets, more)))


def errors(printed: PdfResult) -> list[str]:
    return sorted({finding.code for finding in printed.findings if finding.severity is Severity.ERROR})


def codes(findings: tuple[Finding, ...], letter: str = "D") -> list[str]:
    return sorted({finding.code for finding in findings if finding.code.startswith(letter)})


def facts(printed: PdfResult) -> PdfFacts:
    return read_pdf(printed.data)


def test_the_press_edition_is_black_and_says_that_it_is_pdf_x(make: Callable[..., PdfResult]) -> None:
    printed = make("press")
    found = facts(printed)
    assert errors(printed) == []
    assert claimed(found) == ("PDF/X-4",)
    assert {ink for page in found.pages for ink in page.content.inks} == {
        Ink("text", "DeviceCMYK", (0, 0, 0, 1)),
        Ink("line or area", "DeviceCMYK", (0, 0, 0, 1)),
    }
    assert not any(page.content.tags for page in found.pages)
    assert len(found.pages) % 4 == 0
    assert len(found.pages) == len(printed.pagination.pages)
    assert {page.size for page in found.pages} == {(432, 648)}


def test_the_screen_edition_is_tagged_and_says_that_it_is_accessible(make: Callable[..., PdfResult]) -> None:
    printed = make("screen")
    found = facts(printed)
    assert errors(printed) == []
    assert codes(printed.findings) == []
    assert claimed(found) == ("PDF/UA-1", "PDF/A-2a")
    assert "an outline" in found.extras
    assert sum(len(page.annotations) for page in found.pages) > 100
    assert [(intent.kind, intent.colours) for intent in found.intents] == [("GTS_PDFA1", "RGB")]


def test_veras_rules_find_nothing_in_the_file_for_archives(make: Callable[..., PdfResult], tmp_path: Path) -> None:
    path = tmp_path / "archive.pdf"
    with pikepdf.open(io.BytesIO(make("screen").data)) as pdf:
        judged_part_only(pdf)
        pdf.save(path)
    pdfa = pytest.importorskip("pikepdf.pdfa", reason="pikepdf before 10.17 does not judge PDF/A")
    assert str(pdfa.validate_written(path, "2b").findings) == "[]"


def judged_part_only(pdf: pikepdf.Pdf) -> None:
    """Leave what pikepdf can judge: conformance B, no description of other properties, no empty dictionaries."""
    metadata: Any = pdf.Root.Metadata
    text = metadata.read_bytes().decode().replace('id/">A<', 'id/">B<')
    text = re.sub("<pdfaExtension:schemas.*</pdfaExtension:schemas>|<pdfuaid:part.*</pdfuaid:part>", "", text)
    metadata.write(text.encode())
    for page in pdf.pages:
        resources: Any = page.obj.get("/Resources", {})
        for kind in ("/Pattern", "/Shading"):
            if kind in resources and not resources[kind].keys():
                del resources[kind]


def test_a_claim_that_does_not_hold_is_left_out_with_a_note(make: Callable[..., PdfResult]) -> None:
    printed = make("screen", ".headnote { opacity: 0.5 }", part="print")
    assert claimed(facts(printed)) == ()
    told = [finding.message for finding in printed.findings if finding.code == "D038"]
    for claim in ("PDF/A-2a", "PDF/UA-1"):
        assert any(f"screen: no claim to be {claim}: " in message for message in told)


def test_the_width_of_the_spine_is_told(make: Callable[..., PdfResult]) -> None:
    printed = make("kdp")
    pages = len(printed.pagination.pages)
    told = [finding.message for finding in printed.findings if finding.code == "D007"]
    assert told == [f"kdp: {pages} pages on cream paper make a spine of {pages * 0.0025 * 25.4:.1f} mm"]


def test_a_printer_that_wants_it_gets_its_bleed_at_the_outer_edges_only(make: Callable[..., PdfResult]) -> None:
    recto, verso = facts(make("kdp")).pages[:2]
    assert recto.trim is not None
    assert verso.trim is not None
    assert (recto.trim[0], verso.trim[0]) == (0, 9)
    assert recto.media == (0, 0, 441, 666)


def test_a_printer_that_wants_it_gets_a_blank_last_page_and_pdf_x_1a(make: Callable[..., PdfResult]) -> None:
    printed = make("spark")
    found = facts(printed)
    assert errors(printed) == []
    assert claimed(found) == ("PDF/X-1a",)
    assert len(found.pages) % 2 == 0
    assert not found.pages[-1].content.inks
    assert "D007" not in codes(printed.findings)


def test_page_numbers_and_running_heads_keep_the_printers_distance_from_the_edge(
    make: Callable[..., PdfResult],
) -> None:
    spark = printer_table().printers["ingramspark"]
    printed = make("spark")
    assert "D076" not in codes(printed.findings)
    assert list(check_safety(printed.data, Expected(kind="press", printer=spark))) == []
    wider = spark.model_copy(update={"margin": 0.6 * 72})
    (finding,) = check_safety(printed.data, Expected(kind="press", printer=wider))
    assert finding.code == "D076"
    assert "IngramSpark wants 0.6 in" in finding.message


def test_marks_stand_outside_of_a_bleed_of_ones_own_choice(make: Callable[..., PdfResult]) -> None:
    printed = make("marked")
    page = facts(printed).pages[0]
    assert errors(printed) == []
    assert page.bleed is not None
    assert page.trim is not None
    assert page.trim[0] - page.bleed[0] == pytest.approx(5 * MM, abs=0.01)
    assert page.bleed[0] > 10


@pytest.mark.parametrize(
    ("name", "expected", "line"),
    [
        ("tiny", ["D001", "D001"], "trim"),
        ("wide", ["D002"], "bleed"),
        ("thin", ["D002"], "bleed"),
        ("unmarked", ["D004"], "marks"),
    ],
)
def test_keys_that_do_not_fit_the_printer_are_refused_where_they_stand(
    make: Callable[..., PdfResult], manifest: Path, name: str, expected: list[str], line: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        make(name)
    assert [finding.code for finding in caught.value.findings] == expected
    lines = manifest.read_text("utf-8").split("\n")
    for finding in caught.value.findings:
        assert finding.at is not None
        place = lines[finding.at.line - 1]
        assert place.startswith(f"  {name}:")
        assert place[: finding.at.column - 1].endswith(f"{line}: ")


@pytest.mark.parametrize("name", ["profiled", "wordy"])
def test_without_a_press_profile_no_claim_is_made_and_a_finding_says_so(
    make: Callable[..., PdfResult], name: str
) -> None:
    printed = make(name)
    found = facts(printed)
    assert errors(printed) == []
    assert "D006" in codes(printed.findings)
    assert claimed(found) == ()
    assert found.intents == ()


def test_where_no_profile_was_installed_the_files_make_no_claim_that_needs_one(
    make: Callable[..., PdfResult], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(profiles, "SHIPPED", tmp_path / "none.icc")
    monkeypatch.setattr(profiles, "SCREEN", tmp_path / "none.icc")
    press, screen = make("press"), make("screen")
    assert (claimed(facts(press)), claimed(facts(screen))) == ((), ("PDF/UA-1",))
    assert "D006" in codes(press.findings)
    assert "D038" in codes(screen.findings)
    assert errors(press) == errors(screen) == []


def test_the_books_own_profile_is_taken(make: Callable[..., PdfResult]) -> None:
    found = facts(make("own"))
    assert [intent.condition for intent in found.intents] == ["Custom"]
    assert claimed(found) == ("PDF/X-4",)


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("h1.title { color: #123456 !important }", "D014"),
        ("p { color: device-cmyk(0.2 0 0 1) !important }", "D014"),
        (".headnote { background-color: device-cmyk(0.6 0.5 0.5 1) !important }", "D014"),
        (".headnote { background-color: device-cmyk(1 1 1 0.2) !important }", "D015"),
        (".headnote { opacity: 0.5 }", "D016"),
        ("@page front { size: 5in 8in }", "D012"),
    ],
)
def test_a_style_sheet_that_breaks_a_rule_of_the_press_fails_the_build(
    make: Callable[..., PdfResult], css: str, code: str
) -> None:
    assert code in errors(make("press", css))


def test_pages_are_guessed_from_letters_rather_too_few(make: Callable[..., PdfResult], manifest: Path) -> None:
    pages = len(make("press").pagination.pages)
    assert pages * 0.8 < guess_pages(read_book(manifest)) <= pages


def test_the_text_stands_at_the_houses_margins_from_the_spine(make: Callable[..., PdfResult]) -> None:
    import pypdfium2

    printed = make("press")
    document = pypdfium2.PdfDocument(printed.data)
    try:
        lefts: list[float] = []
        rights: list[float] = []
        for index, page in enumerate(facts(printed).pages):
            assert page.trim is not None
            text = document[index].get_textpage()
            boxes = [text.get_charbox(number) for number in range(text.count_chars())]
            inner = [box[0] - page.trim[0] if index % 2 == 0 else page.trim[2] - box[2] for box in boxes]
            (rights if index % 2 else lefts).extend(inner)
    finally:
        document.close()
    assert min(lefts) == pytest.approx(layout().settings.margins.inside, abs=1.5)
    assert min(rights) == pytest.approx(layout().settings.margins.inside, abs=4)  # hyphens and commas may hang a little


def test_the_same_edition_is_the_same_file(make: Callable[..., PdfResult], manifest: Path) -> None:
    book = read_book(manifest)
    with executor("inline") as workers:
        job = PrintJob(
            name="press", edition=book.manifest.editions["press"], book=book, layout=layout(), executor=workers
        )
        assert print_book(job).data == make("press").data
