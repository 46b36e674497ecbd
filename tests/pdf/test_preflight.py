"""The preflight: a good press file and a good screen file pass, and each rule speaks when its own point is broken."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from pikepdf import Array, Dictionary, Name, Stream, String
from press_book import METADATA, bound, folios, settled
from press_file import PROFILE, TRIM, changed, press_file

from anthology.cli import main
from anthology.core.findings import Severity, worst
from anthology.pdf.assemble.merge import merge
from anthology.pdf.icc import screen_profile
from anthology.pdf.inspect.facts import read_pdf
from anthology.pdf.pdfx import PressOptions
from anthology.pdf.preflight.check import CLAIMS, check_pdf, claimed, claims, describe, why_not
from anthology.pdf.preflight.common import Expected
from anthology.pdf.printers import printer_table

BLEED = 9.0
PRESS = Expected(kind="press", trim=TRIM, bleed=BLEED, printer=printer_table().printers["generic"])
SCREEN = Expected(kind="screen", trim=TRIM)
Change = Callable[[pikepdf.Pdf], None]


def press() -> bytes:
    return press_file(PressOptions(bleed=BLEED, profile=PROFILE))


def codes(data: bytes, expected: Expected | None = None) -> set[str]:
    return {finding.code for finding in check_pdf(data, expected)}


def page(pdf: pikepdf.Pdf, index: int = 2) -> Any:
    return pdf.pages[index].obj


def painted(content: str, **resources: Any) -> Change:
    """A change that paints something more on the third page, with these resources."""

    def change(pdf: pikepdf.Pdf) -> None:
        target = page(pdf)
        target.Resources = Dictionary(target.Resources)
        for kind, entries in resources.items():
            entry = target.Resources.get(f"/{kind}", {})
            target.Resources[f"/{kind}"] = Dictionary({**dict(entry.items()), **entries(pdf)})
        target.Contents = Array([*iter(target.Contents), pdf.make_stream(f"q {content} Q".encode())])

    return change


def image(width: int, **entries: Any) -> Callable[[pikepdf.Pdf], dict[str, Any]]:
    def make(pdf: pikepdf.Pdf) -> dict[str, Any]:
        stream = Stream(pdf, bytes(width * width))
        keys = {"Type": Name.XObject, "Subtype": Name.Image, "Width": width, "Height": width}
        for key, value in {**keys, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8, **entries}.items():
            stream[f"/{key}"] = stream if value == "itself" else value
        return {"/Added": stream}

    return make


def gold(_: pikepdf.Pdf) -> dict[str, Any]:
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0, 0, 1, 0]), N=1)
    return {"/Added": Array([Name.Separation, Name.Gold, Name.DeviceCMYK, function])}


def form(**entries: Any) -> Callable[[pikepdf.Pdf], dict[str, Any]]:
    def make(pdf: pikepdf.Pdf) -> dict[str, Any]:
        stream = Stream(pdf, b"1 0 0 rg 0 0 5 5 re f")
        for key, value in {"Subtype": Name.Form, "BBox": Array([0, 0, 9, 9]), **entries}.items():
            stream[f"/{key}"] = value
        return {"/Added": stream}

    return make


def state(**entries: Any) -> Callable[[pikepdf.Pdf], dict[str, Any]]:
    return lambda _: {"/Added": Dictionary(**entries)}


def shift_box(name: str, by: float) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        box = [float(value) + by for value in page(pdf)[name]]
        page(pdf)[name] = Array(box)

    return change


def inset(name: str, by: float) -> Change:
    """A change that makes a box of the third page the media box, smaller by so much on each side."""

    def change(pdf: pikepdf.Pdf) -> None:
        x0, y0, x1, y1 = (float(value) for value in page(pdf).MediaBox)
        page(pdf)[name] = Array([x0 + by, y0 + by, x1 - by, y1 - by])

    return change


def without(*route: str | int) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        node: Any = pdf.trailer
        for key in route[:-1]:
            node = node[key]
        del node[route[-1]]

    return change


def add_link(pdf: pikepdf.Pdf) -> None:
    page(pdf).Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))])


def add_outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Start", 0))


def add_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert()"))


def add_attachment(pdf: pikepdf.Pdf) -> None:
    file = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("a.txt")))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a.txt"), file])))


def drop_fonts(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
            del item["/FontFile2"]


def drop_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[-1]


def swap_profile(pdf: pikepdf.Pdf) -> None:
    intents: Any = pdf.Root.OutputIntents
    data = bytearray(intents[0].DestOutputProfile.read_bytes())
    data[16:20] = b"RGB "
    intents[0].DestOutputProfile = Stream(pdf, bytes(data))


def double_intent(pdf: pikepdf.Pdf) -> None:
    intents: Any = pdf.Root.OutputIntents
    intents.append(intents[0])


def ask_for_trapping(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Trapped"] = Name.Unknown


BROKEN_PRESS: dict[str, tuple[Change, set[str]]] = {
    "origin": (shift_box("/MediaBox", -2), {"D011", "D040"}),
    "trim outside": (shift_box("/TrimBox", 200), {"D011", "D012", "D040", "D076"}),
    "trim moved": (shift_box("/TrimBox", 2), {"D012"}),
    "no trim box": (without("/Root", "/Pages", "/Kids", 0, "/Kids", 0, "/TrimBox"), {"D011", "D012", "D040"}),
    "no bleed box": (without("/Root", "/Pages", "/Kids", 0, "/Kids", 0, "/BleedBox"), {"D011", "D012", "D040"}),
    "bleed within the page": (inset("/BleedBox", 20), {"D011", "D012", "D040"}),
    "crop beyond the sheet": (inset("/CropBox", -20), {"D011", "D040"}),
    "font": (drop_fonts, {"D013", "D040"}),
    "text in RGB": (painted("BT 0 0 0 rg (a) Tj ET"), {"D014", "D040"}),
    "line in RGB": (painted("1 0 0 RG 0 0 m 9 9 l S"), {"D014", "D040"}),
    "text in four inks": (painted("BT .1 0 0 1 k (a) Tj ET"), {"D014"}),
    "rich black": (painted(".5 .5 .5 1 k 0 0 9 9 re f"), {"D014"}),
    "rich grey": (painted(".1 0 0 .5 k 0 0 9 9 re f"), {"D014"}),
    "text in another ink": (painted("BT /Added cs 1 scn (a) Tj ET", ColorSpace=gold), {"D014"}),
    "Lab": (
        painted("/Added cs 1 1 1 sc 0 0 9 9 re f", ColorSpace=lambda _: {"/Added": Array([Name.Lab])}),
        {"D014", "D040"},
    ),
    "RGB in a form": (painted("/Added Do", XObject=form()), {"D014", "D040"}),
    "picture in RGB": (
        painted("9 0 0 9 0 0 cm /Added Do", XObject=image(90, ColorSpace=Name.DeviceRGB)),
        {"D014", "D040"},
    ),
    "too much ink": (painted("1 1 1 .2 k 0 0 9 9 re f"), {"D015", "D040"}),
    "opacity": (painted("/Added gs", ExtGState=state(ca=0.5)), {"D016", "D040"}),
    "soft mask": (painted("/Added gs", ExtGState=state(SMask=Dictionary(S=Name.Alpha))), {"D016", "D040"}),
    "blend mode": (painted("/Added gs", ExtGState=state(BM=Name.Multiply)), {"D016", "D040"}),
    "transparent picture": (painted("9 0 0 9 0 0 cm /Added Do", XObject=image(90, SMask="itself")), {"D016", "D040"}),
    "transparency group": (
        painted("/Added Do", XObject=form(Group=Dictionary(S=Name.Transparency))),
        {"D014", "D016", "D040"},
    ),
    "link": (add_link, {"D017", "D040"}),
    "outline": (add_outline, {"D017", "D040"}),
    "script": (add_script, {"D017", "D040"}),
    "attachment": (add_attachment, {"D017", "D040"}),
    "no intent": (without("/Root", "/OutputIntents"), {"D040"}),
    "profile for screens": (swap_profile, {"D040"}),
    "two intents": (double_intent, {"D040"}),
    "unnamed condition": (without("/Root", "/OutputIntents", 0, "/OutputConditionIdentifier"), {"D040"}),
    "no date of change": (without("/Info", "/ModDate"), {"D040"}),
    "no word on trapping": (without("/Info", "/Trapped"), {"D040"}),
    "no title": (without("/Info", "/Title"), {"D040"}),
    "not known whether trapped": (ask_for_trapping, {"D040"}),
    "page missing": (drop_page, {"D019"}),
    "coarse picture": (painted("72 0 0 72 0 0 cm /Added Do", XObject=image(100)), {"D020"}),
    "picture not quite fine": (painted("72 0 0 72 0 0 cm /Added Do", XObject=image(200)), {"D021"}),
}


def test_a_good_press_file_passes_and_may_claim_what_it_claims() -> None:
    assert check_pdf(press(), PRESS) == ()
    assert claimed(read_pdf(press())) == ("PDF/X-4",)
    assert claims(read_pdf(press())) == ("PDF/X-4",)


@pytest.mark.parametrize(("change", "expected"), BROKEN_PRESS.values(), ids=BROKEN_PRESS)
def test_each_rule_for_the_press_speaks(change: Change, expected: set[str]) -> None:
    assert codes(changed(press(), change), PRESS) == expected


@pytest.mark.parametrize(
    "content",
    [
        "BT 0 g (a) Tj ET",
        "BT 0 0 0 .5 k (a) Tj ET",
        ".5 G 0 0 m 9 9 l S",
        "0 .2 .4 0 k 0 0 9 9 re f",
        "q 1 0 0 rg Q 0 0 9 9 re f",
        "1 0 0 rg n",
    ],
)
def test_what_may_be_painted_passes(content: str) -> None:
    assert codes(changed(press(), painted(content)), PRESS) == set()


def test_a_cover_may_have_coloured_text_and_any_number_of_pages() -> None:
    cover = Expected(kind="cover", trim=TRIM, bleed=BLEED)

    def one_page_in_gold(pdf: pikepdf.Pdf) -> None:
        painted("BT /Added cs 1 scn (a) Tj .5 .2 0 .6 k (a) Tj ET", ColorSpace=gold)(pdf)
        pdf.pages.append(pdf.pages[2])
        del pdf.pages[:-1]

    data = changed(press(), one_page_in_gold)
    assert check_pdf(data, cover) == check_pdf(data) == ()
    assert codes(changed(data, lambda pdf: on_first(pdf, b"0 1 0 rg 0 0 9 9 re f")), cover) == {"D014", "D040"}


def on_first(pdf: pikepdf.Pdf, content: bytes) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(content)


@pytest.mark.parametrize("claim", ["PDF/X-4", "PDF/A-2a"])
def test_a_file_without_an_identifier_may_claim_neither(claim: str) -> None:
    found = read_pdf(press() if claim == "PDF/X-4" else archive())
    assert why_not(found, claim) == ()
    assert [finding.message for finding in why_not(replace(found, has_id=False), claim)] == [
        "the file has no identifier"
    ]


def test_a_newer_version_than_the_standard_knows_is_said() -> None:
    newer = changed(press(), lambda _: None, version="1.7")
    assert "PDF 1.7" in " ".join(finding.message for finding in check_pdf(newer))


def test_an_older_standard_knows_no_object_streams() -> None:
    data = press_file(PressOptions(standard="x-1a", profile=PROFILE))
    assert check_pdf(data) == ()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, force_version="1.5")
    assert codes(out.getvalue().replace(b"%PDF-1.5", b"%PDF-1.4", 1)) == {"D040"}


def test_another_size_and_another_bleed_are_said() -> None:
    other = Expected(kind="press", trim=(300.0, 400.0), bleed=BLEED, printer=printer_table().printers["generic"])
    assert codes(press(), other) == {"D012"}
    unbled = Expected(kind="press", trim=TRIM, bleed=0.0, printer=printer_table().printers["generic"])
    assert codes(press(), unbled) == {"D012"}


def test_a_bleed_at_the_outer_edges_is_what_some_printers_want_and_others_not() -> None:
    outer = press_file(PressOptions(bleed=BLEED, bleeds_at_spine=False, profile=PROFILE))
    kdp = Expected(kind="press", trim=TRIM, bleed=BLEED, printer=printer_table().printers["kdp"])
    assert codes(outer, kdp) == set()
    assert codes(outer, PRESS) == {"D012"}
    assert codes(press(), kdp) == {"D012"}


def test_a_printer_that_ends_with_a_blank_page_wants_one() -> None:
    spark = Expected(kind="press", printer=printer_table().printers["ingramspark"])
    assert codes(press(), spark) == set()

    def write_on_it(pdf: pikepdf.Pdf) -> None:
        pdf.pages[-1].obj.Contents = pdf.make_stream(b"0 0 9 9 re f")

    assert codes(changed(press(), write_on_it), spark) == {"D019"}


def test_a_page_count_that_no_printer_binds_is_said() -> None:
    assert "D003" in codes(press(), Expected(kind="press", printer=printer_table().printers["lulu"]))


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """The elements of that type."""
    return [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == Name(f"/{kind}")]


def retyped(kind: str, to: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for element in elements(pdf, kind):
            element.S = Name(f"/{to}")

    return change


def on_links(key: str, value: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for each in pdf.pages:
            for link in iter(each.obj.get("/Annots", Array())):
                if value is None:
                    del link[key]
                else:
                    link[key] = value

    return change


def name_only_addresses(pdf: pikepdf.Pdf) -> None:
    for each in pdf.pages:
        for link in iter(each.obj.get("/Annots", Array())):
            if "/URI" in link.get("/A", {}):
                link.Contents = link.A.URI


def untag_page(pdf: pikepdf.Pdf) -> None:
    target = page(pdf)
    parts = [part.read_bytes() for part in iter(target.Contents)]
    target.Contents = Array([pdf.make_stream(part.replace(b"/MCID", b"/Other")) for part in parts])


def renumber_tags(pdf: pikepdf.Pdf) -> None:
    target = page(pdf)
    parts = [part.read_bytes() for part in iter(target.Contents)]
    target.Contents = Array([pdf.make_stream(part.replace(b"/MCID ", b"/MCID 77")) for part in parts])


def unscoped(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf, "TH"):
        for key in ("/A", "/ID"):
            if key in element:
                del element[key]


def untold_characters(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            del item["/ToUnicode"]


def unordered(pdf: pikepdf.Pdf) -> None:
    for each in pdf.pages:
        if "/Tabs" in each.obj:
            del each.obj["/Tabs"]


BROKEN_SCREEN: dict[str, tuple[Change, str]] = {
    "no structure": (without("/Root", "/StructTreeRoot"), "D030"),
    "not marked": (without("/Root", "/MarkInfo"), "D030"),
    "content without tag": (painted("0 0 9 9 re f"), "D030"),
    "tags that are no tags": (untag_page, "D030"),
    "tags without element": (renumber_tags, "D030"),
    "unknown type": (retyped("P", "Chapter"), "D030"),
    "first heading too low": (retyped("H1", "H2"), "D031"),
    "heading skipped": (retyped("H2", "H3"), "D031"),
    "no language": (without("/Root", "/Lang"), "D032"),
    "title not shown": (without("/Root", "/ViewerPreferences"), "D032"),
    "no metadata": (without("/Root", "/Metadata"), "D032"),
    "mute links": (on_links("/Contents", None), "D033"),
    "empty links": (on_links("/Contents", String(" ")), "D033"),
    "links that name only an address": (name_only_addresses, "D033"),
    "links outside the structure": (retyped("Link", "Span"), "D033"),
    "picture without text": (retyped("Span", "Figure"), "D034"),
    "header cell without scope": (unscoped, "D035"),
    "glyphs without characters": (untold_characters, "D036"),
    "order of links": (unordered, "D037"),
    "font": (drop_fonts, "D013"),
}


def test_a_good_screen_file_passes_and_may_claim_to_be_accessible() -> None:
    assert check_pdf(bound().data, SCREEN) == ()
    assert claims(read_pdf(bound().data)) == ("PDF/UA-1",)


@pytest.mark.parametrize(("change", "code"), BROKEN_SCREEN.values(), ids=BROKEN_SCREEN)
def test_each_rule_for_the_screen_speaks_and_forbids_the_claim(change: Change, code: str) -> None:
    data = changed(bound().data, change)
    assert code in codes(data, SCREEN)
    assert code in {finding.code for finding in why_not(read_pdf(data), "PDF/UA-1")}
    assert claims(read_pdf(data)) == ()


def claim_accessibility(pdf: pikepdf.Pdf) -> None:
    metadata: Any = pdf.Root.Metadata
    words = b'<pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part></rdf:Description>'
    metadata.write(metadata.read_bytes().replace(b"</rdf:Description>", words))


def test_a_claim_that_holds_passes_and_one_that_does_not_is_an_error() -> None:
    good = changed(bound().data, claim_accessibility)
    assert claimed(read_pdf(good)) == ("PDF/UA-1",)
    assert codes(good) == set()
    assert codes(changed(good, retyped("H1", "H2"))) == {"D031", "D040"}


def test_every_claim_has_rules_that_all_files_without_structure_and_intent_break() -> None:
    nothing = read_pdf(changed(press(), without("/Root", "/OutputIntents")))
    assert all(why_not(nothing, claim) for claim in CLAIMS)


@cache
def archive() -> bytes:
    book = settled()
    metadata = replace(METADATA, claims=("PDF/UA-1", "PDF/A-2a"))
    return merge(book.galleys, book.pagination, folios(), metadata, profile=screen_profile()).data


def smooth(pdf: pikepdf.Pdf) -> None:
    painted("/Artifact BMC 9 0 0 9 0 0 cm /Added Do EMC", XObject=image(90, Interpolate=True))(pdf)


def give_press_profile(pdf: pikepdf.Pdf) -> None:
    intents: Any = pdf.Root.OutputIntents
    data = bytearray(intents[0].DestOutputProfile.read_bytes())
    data[16:20] = b"CMYK"
    intents[0].DestOutputProfile = Stream(pdf, bytes(data), N=4)


def retitle(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Another Book"


def lose_characters(pdf: pikepdf.Pdf) -> None:
    fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/DescendantFonts" in each]
    fonts[0].Encoding = pdf.make_stream(b"", Type=Name.CMap, CMapName=Name("/Missing-H"))


BROKEN_ARCHIVE: dict[str, Change] = {
    "no intent": without("/Root", "/OutputIntents"),
    "two intents": double_intent,
    "profile of a press": give_press_profile,
    "colour of a press": painted("/Artifact BMC 0 0 0 1 k 0 0 9 9 re f EMC"),
    "transparency": painted("/Added gs", ExtGState=state(ca=0.5)),
    "link that is not printed": on_links("/F", 0),
    "smoothed picture": smooth,
    "script": add_script,
    "attachment": add_attachment,
    "two titles": retitle,
    "characters that are not there": lose_characters,
    "no tags": without("/Root", "/StructTreeRoot"),
    "font": drop_fonts,
}


def test_a_good_file_for_archives_passes() -> None:
    assert check_pdf(archive(), SCREEN) == ()
    assert claimed(read_pdf(archive())) == claims(read_pdf(archive())) == ("PDF/UA-1", "PDF/A-2a")


@pytest.mark.parametrize("change", BROKEN_ARCHIVE.values(), ids=BROKEN_ARCHIVE)
def test_each_rule_for_archives_forbids_the_claim(change: Change) -> None:
    data = changed(archive(), change)
    assert "PDF/A-2a" not in claims(read_pdf(data))
    assert "D040" in codes(data)


def test_a_file_that_opens_at_a_page_has_no_script() -> None:
    def open_there(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Array([page(pdf), Name.Fit])

    assert codes(changed(archive(), open_there)) == set()


def test_damaged_bytes_are_a_finding() -> None:
    assert codes(b"%PDF-1.7 and no more") == {"D010"}


def test_the_preflight_is_a_command_with_facts_and_findings(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(press())
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code == 0
    assert "PDF/X-4" in result.stdout
    assert "FOGRA39 (CMYK)" in result.stdout
    assert "no findings" in result.stderr


def test_the_command_says_what_is_wrong_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(changed(press(), add_link))
    result = CliRunner().invoke(main, ["check", "--json", str(path)])
    assert result.exit_code == 1
    assert {each["code"] for each in json.loads(result.stdout)} == {"D017", "D040"}


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(tmp_path / "none.pdf")])
    assert result.exit_code == 4
    assert "D010" in result.stderr


def test_facts_are_told_in_words() -> None:
    told = dict(describe(read_pdf(bound().data)))
    assert told["pages"].endswith("5 x 7 in")
    assert told["may claim"] == "PDF/UA-1"
    assert told["claims"] == "none"


def test_a_file_without_tags_is_warned_of_and_fails_only_if_it_claims_them() -> None:
    bare = changed(bound().data, without("/Root", "/StructTreeRoot"))
    assert {finding.severity for finding in check_pdf(bare)} == {Severity.WARNING}
    claiming = changed(archive(), without("/Root", "/StructTreeRoot"))
    assert worst(check_pdf(claiming)) is Severity.ERROR
