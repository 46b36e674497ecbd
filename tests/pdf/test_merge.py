"""The bound PDF, read back: text, pages, folios, references, outline, links, fonts, structure, metadata."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import press_book
import pypdfium2
import pytest

from anthology.core.errors import SettingError
from anthology.pdf.assemble.folios import find_folios
from anthology.pdf.assemble.merge import merge
from anthology.pdf.assemble.paginate import Placement, paginate
from anthology.pdf.engine import digest, typeset
from anthology.pdf.engine.model import Folios, Job
from anthology.pdf.engine.weasyprint import lay_out
from anthology.pdf.fonts.files import font_file
from anthology.pdf.inspect.facts import read_pdf
from anthology.pdf.preflight.common import Expected
from anthology.pdf.preflight.pdfua import check_tags

WIDTH, HEIGHT = 360, 504
TEXT_AREA = (0, 55, WIDTH, HEIGHT - 45)
FOOT = (0, 0, WIDTH, 50)
HEAD = (0, HEIGHT - 45, WIDTH, HEIGHT)
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def pdf() -> Iterator[Any]:
    with pikepdf.open(io.BytesIO(press_book.bound().data)) as document:
        yield document


@pytest.fixture(scope="module")
def texts() -> dict[tuple[int, tuple[int, int, int, int]], str]:
    """The text of every page in three parts: text area, foot, head."""
    document = pypdfium2.PdfDocument(press_book.bound().data)
    found = {}
    for index in range(len(document)):
        page = document[index].get_textpage()
        for area in (TEXT_AREA, FOOT, HEAD):
            found[index, area] = page.get_text_bounded(*area)
        page.close()
    document.close()
    return found


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def source_of(slug: str) -> Any:
    """The XHTML of a piece with the true labels, without its notes."""
    book = press_book.settled()
    labels = {target: book.pagination.label(target) for target in book.pagination.anchors}
    root = ElementTree.fromstring(press_book.make_job(slug, labels, "recto").xhtml)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.get("class") == "note":
                before = list(parent).index(child)
                assert before == 0
                parent.text = (parent.text or "") + (child.tail or "")
                parent.remove(child)
    return root


def block(slug: str, name: str) -> str:
    (element,) = (element for element in source_of(slug).iter() if element.get("id") == name)
    return re.sub(r"[\s\u00ad\u200b]+", "", "".join(element.itertext()))


def pages_of(slug: str) -> list[int]:
    return [index for index, page in enumerate(press_book.settled().pagination.pages) if page.slug == slug]


def fonts_of(pdf: Any) -> list[Any]:
    return [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"]


def test_nothing_was_found_wrong() -> None:
    assert press_book.bound().findings == ()
    assert press_book.settled().findings == ()
    found = [finding for galley in press_book.settled().galleys for finding in galley.findings]
    assert {finding.code for finding in found} <= {"T021", "T022", "T024", "T027"}, "notes on how lines and pages break"


def test_the_file_is_sound(pdf: Any) -> None:
    assert pdf.check_pdf_syntax() == []
    assert pdf.pdf_version == "1.7"
    assert bytes(pdf.trailer.ID[0]) == bytes(pdf.trailer.ID[1])


def test_all_text_is_there_and_in_order(texts: dict[Any, str]) -> None:
    for slug in press_book.TITLES:
        found = letters("".join(texts[index, TEXT_AREA] for index in pages_of(slug)))
        (note,) = re.findall("1Anotebelowthetextabouteverything", found)
        body = next(iter(source_of(slug).iter(f"{XHTML}body")))
        assert letters("".join(body.itertext())) == found.replace(note, "").replace("forbid1Andon", "forbidAndon")


def test_pages_and_boxes(pdf: Any) -> None:
    assert len(pdf.pages) == len(press_book.settled().pagination.pages) == 22
    for page in pdf.pages:
        assert [float(edge) for edge in page.mediabox] == [0, 0, WIDTH, HEIGHT]
        assert page.obj.TrimBox == page.obj.BleedBox == page.obj.MediaBox


def test_page_labels(pdf: Any) -> None:
    assert [page.label for page in pdf.pages] == list(press_book.settled().pagination.labels)


def test_folios_are_printed_where_the_style_sheets_want_them(texts: dict[Any, str]) -> None:
    pagination = press_book.settled().pagination
    document = pypdfium2.PdfDocument(press_book.bound().data)
    for index, page in enumerate(pagination.pages):
        foot = texts[index, FOOT].strip()
        assert foot == (pagination.labels[index] if page.slug else "")
        if not page.slug:
            continue
        reader = document[index].get_textpage()
        left, _, right, _ = reader.get_charbox(reader.count_chars() - 1)
        if page.index == 0 and page.slug != "contents":
            assert 170 < left < right < 190
        elif index % 2:
            assert right < 80
        else:
            assert right == pytest.approx(WIDTH - 0.6 * 72, abs=1.5)
        reader.close()
    document.close()


def test_running_heads_stay_where_they_were_set(texts: dict[Any, str]) -> None:
    for index, page in enumerate(press_book.settled().pagination.pages):
        wanted = "A Small Book" if page.slug in press_book.TITLES and page.index and index % 2 else ""
        assert texts[index, HEAD].strip() == wanted


def test_blank_pages_are_empty(pdf: Any) -> None:
    blanks = [index for index, page in enumerate(press_book.settled().pagination.pages) if not page.slug]
    assert blanks == [1, 21]
    assert all("/Contents" not in pdf.pages[index].obj for index in blanks)


def test_page_references_show_true_numbers_inside_their_sentence(texts: dict[Any, str]) -> None:
    label = press_book.settled().pagination.label
    whole = {
        slug: " ".join("".join(texts[index, TEXT_AREA] for index in pages_of(slug)).split())
        for slug in ("contents", "alpha", "beta")
    }
    assert [label("alpha"), label("beta"), label("gamma")] == ["1", "9", "14"]
    assert "Speaking Out, page 1 Standing By, page 9 After All, page 14" in whole["contents"]
    assert label("gamma-b9") == "19"
    assert "another essay on page 19, Nato and" in whole["alpha"].replace("NATO", "Nato")
    assert f"another essay on page {label('alpha-b4')}, Nato" in whole["beta"].replace("NATO", "Nato")


def test_every_page_opens_at_the_letter_that_its_opening_names(texts: dict[Any, str]) -> None:
    checked = 0
    pagination = press_book.settled().pagination
    for index, opening in enumerate(pagination.openings):
        if opening is None:
            assert not texts[index, TEXT_AREA].strip()
            continue
        rest = letters(block(pagination.pages[index].slug, opening.block)[opening.offset :])
        assert letters(texts[index, TEXT_AREA]).startswith(rest[:40])
        checked += bool(opening.offset)
    assert checked >= 6


def outline(pdf: Any) -> list[tuple[int, str, int]]:
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    found = []

    def walk(item: Any, depth: int) -> None:
        while item is not None:
            found.append((depth, str(item.Title), numbers[item.Dest[0].objgen]))
            walk(item.get("/First"), depth + 1)
            item = item.get("/Next")

    walk(pdf.Root.Outlines.First, 1)
    return found


def test_the_outline_nests_and_leads_to_the_headings(pdf: Any) -> None:
    anchors = press_book.settled().pagination.anchors
    expected = [(1, "Contents", anchors["contents-t"])]
    for slug, title in press_book.TITLES.items():
        expected += [(1, title, anchors[f"{slug}-t"]), (2, "A Section", anchors[f"{slug}-s1"])]
    assert outline(pdf) == expected
    assert int(pdf.Root.Outlines.Count) == 7


def destinations(pdf: Any) -> dict[str, int]:
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    tree: Any = pikepdf.NameTree(pdf.Root.Names.Dests)
    return {name: numbers[tree[name][0].objgen] for name in tree}


def links(pdf: Any) -> list[tuple[int, Any]]:
    return [(index, note) for index, page in enumerate(pdf.pages) for note in page.obj.get("/Annots", [])]


def test_links_lead_to_their_targets_and_say_where(pdf: Any) -> None:
    names, anchors = destinations(pdf), press_book.settled().pagination.anchors
    found = [(index, str(note.get("/Dest", "")), str(note.Contents)) for index, note in links(pdf)]
    assert [words for page, target, words in found if (page, target) == (0, "beta")] == ["Standing By, page 9"] * 2
    assert all(names[target] == anchors[target] for _, target, _ in found if target)
    assert {str(note.A.URI) for _, note in links(pdf) if "/A" in note} == {"https://example.org/a"}
    assert {words for _, target, words in found if not target} == {"an outside source, https://example.org/a"}
    assert all(int(note.F) & 4 for _, note in links(pdf))


def test_destinations_are_sorted(pdf: Any) -> None:
    leaves = [bytes(name) for kid in pdf.Root.Names.Dests.Kids for name in list(kid.Names)[::2]]
    assert leaves == sorted(leaves)
    assert set(press_book.TITLES) <= set(destinations(pdf))


def test_every_face_is_embedded_once_as_a_subset(pdf: Any) -> None:
    names = [str(font.BaseFont) for font in fonts_of(pdf)]
    descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts_of(pdf)]
    keys = {face.key for galley in press_book.settled().galleys for face in galley.faces}
    assert len(names) == len(set(names)) == len(keys | {face.key for face in press_book.folios().faces})
    assert all(re.fullmatch(r"/[A-Z]{6}\+Source(Serif4|Sans3)-[A-Za-z]+", name) for name in names)
    assert {name.split("-")[1] for name in names} >= {"Regular", "Italic", "Bold"}
    assert all("/FontFile2" in descriptor for descriptor in descriptors)
    assert sum(len(descriptor.FontFile2.read_bytes()) for descriptor in descriptors) < 400_000


def test_font_descriptors_hold_sound_values(pdf: Any) -> None:
    for font in fonts_of(pdf):
        descriptor = font.DescendantFonts[0].FontDescriptor
        italic = "Italic" in str(font.BaseFont)
        assert bool(int(descriptor.Flags) & 64) == italic
        assert (float(descriptor.ItalicAngle) < 0) == italic
        assert bool(int(descriptor.Flags) & 2) == ("Serif" in str(font.BaseFont))
        assert float(descriptor.Descent) < 0
        assert 600 < float(descriptor.CapHeight) < float(descriptor.Ascent) < 1200
        assert 50 < float(descriptor.StemV) < 220
        left, bottom, right, top = (float(edge) for edge in descriptor.FontBBox)
        assert left < right
        assert bottom < top
    weights = {
        str(font.BaseFont).split("-")[1]: float(font.DescendantFonts[0].FontDescriptor.StemV) for font in fonts_of(pdf)
    }
    assert weights["Bold"] > weights["Regular"]


def test_glyphs_are_as_wide_as_the_fonts_program_says(pdf: Any) -> None:
    from fontTools.ttLib import TTFont

    for font in fonts_of(pdf):
        descendant = font.DescendantFonts[0]
        program = TTFont(io.BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
        order, scale = program.getGlyphOrder(), 1000 / program["head"].unitsPerEm
        assert "fvar" not in program
        runs = list(descendant.W)
        for first, widths in zip(runs[::2], runs[1::2], strict=True):
            for glyph, width in enumerate(widths, int(first)):
                assert abs(program["hmtx"][order[glyph]][0] * scale - float(width)) <= 1


def structure(pdf: Any) -> dict[tuple[Any, int], Any]:
    """Every marked content of the structure tree by page and number, with the element that holds it."""
    found: dict[tuple[Any, int], Any] = {}

    def walk(element: Any) -> None:
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                found[element.Pg.objgen, kid] = element
            elif kid.get("/Type") == "/MCR":
                found[kid.Pg.objgen, int(kid.MCID)] = element
            elif "/S" in kid:
                assert kid.P.objgen == element.objgen
                walk(kid)

    (top,) = pdf.Root.StructTreeRoot.K
    assert str(top.S) == "/Document"
    walk(top)
    return found


def kinds(pdf: Any, wanted: str) -> list[Any]:
    found = {element.objgen: element for element in structure(pdf).values() if str(element.S) == wanted}
    return list(found.values())


def test_all_marked_content_is_in_the_structure_and_in_the_parent_tree(pdf: Any) -> None:
    held = structure(pdf)
    tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    seen = set()
    for page in pdf.pages:
        depth = 0
        instructions: Any = pikepdf.parse_content_stream(page)
        for operands, operator in instructions:
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
                if str(operands[0]) != "/Artifact":
                    content = int(operands[1].MCID)
                    seen.add((page.obj.objgen, content))
                    parent = tree[int(page.obj.StructParents)][content]
                    assert parent.objgen == held[page.obj.objgen, content].objgen
            depth -= name == "EMC"
            assert depth == 1 or name not in ("Tj", "TJ", "f", "S")
    assert seen == set(held)
    assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) == max(tree) + 1


def test_links_are_in_the_structure(pdf: Any) -> None:
    tree: Any = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    assert links(pdf)
    for _, note in links(pdf):
        element = tree[int(note.StructParent)]
        held = [kid.Obj.objgen for kid in element.K if not isinstance(kid, int) and "/Obj" in kid]
        assert str(element.S) == "/Link"
        assert held == [note.objgen]


def test_what_a_page_break_cuts_is_one_element(pdf: Any) -> None:
    found = structure(pdf)
    paragraphs = {element.objgen for element in found.values() if str(element.S) == "/P"}
    assert len(paragraphs) >= 3 + sum(press_book.LENGTHS.values()) + 6
    (document,) = pdf.Root.StructTreeRoot.K
    tops = [str(element.S) for element in document.K]
    assert tops == ["/Sect", "/Sect", "/Note", "/Sect", "/Note", "/Sect", "/Note"]
    spread = {page for (page, _), element in found.items() if str(element.S) == "/P" and element.objgen in paragraphs}
    assert len(spread) == 20


def test_a_foreign_passage_says_its_language(pdf: Any) -> None:
    foreign = [element for element in structure(pdf).values() if "/Lang" in element]
    assert [str(element.Lang) for element in foreign] == ["fr", "fr", "fr"]
    assert str(pdf.Root.Lang) == "en-GB"
    (document,) = pdf.Root.StructTreeRoot.K
    assert {str(top.Lang) for top in document.K if str(top.S) == "/Sect"} == {"en-GB"}


def test_a_piece_in_another_language_than_the_book_says_so() -> None:
    job = one_piece("<p>Texte</p>")
    book = bound_alone(replace(job, xhtml=job.xhtml.replace('lang="en"', 'lang="fr"')))
    with pikepdf.open(io.BytesIO(book.data)) as pdf:
        tree: Any = pdf.Root.StructTreeRoot
        assert [str(top.Lang) for top in tree.K[0].K] == ["fr"]


def test_header_cells_say_what_they_head(pdf: Any) -> None:
    headers = kinds(pdf, "/TH")
    assert [str(header.A.Scope) for header in headers] == ["/Column", "/Column"]
    assert len(kinds(pdf, "/TD")) == 2


def test_metadata_in_both_places_agree(pdf: Any) -> None:
    wanted = press_book.METADATA
    assert str(pdf.docinfo.Title) == wanted.title
    assert str(pdf.docinfo.Author) == "Ada Author, Ben Wróbel"
    assert str(pdf.docinfo.CreationDate) == "D:20261120000000Z"
    assert re.fullmatch(r"anthology \S+ / WeasyPrint 70\.0", str(pdf.docinfo.Producer))
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        assert xmp["dc:title"] == wanted.title
        assert xmp["dc:creator"] == ["Ada Author, Ben Wróbel"]
        assert xmp["dc:description"] == str(pdf.docinfo.Subject) == wanted.subject
        assert xmp["pdf:Keywords"] == str(pdf.docinfo.Keywords)
        assert xmp["pdf:Producer"] == str(pdf.docinfo.Producer)
        assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == "2026-11-20T00:00:00Z"
        assert xmp["dc:language"] == {"en-GB"}
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
    assert pdf.Root.MarkInfo.Marked is True


def pictures(data: bytes, pages: range) -> list[Any]:
    """The text area of each page as a grey picture, 120 dots to the inch."""
    document = pypdfium2.PdfDocument(data)
    drawn = [document[index].render(scale=120 / 72, grayscale=True).to_pil().convert("L") for index in pages]
    document.close()
    width, height = drawn[0].size
    return [picture.crop((0, height // 10, width, height * 9 // 10)) for picture in drawn]


def test_pages_look_as_weasyprint_draws_them_itself() -> None:
    from PIL import ImageChops, ImageStat

    pagination = press_book.settled().pagination
    labels = {target: pagination.label(target) for target in pagination.anchors}
    whole = lay_out(press_book.make_job("beta", labels, "recto")).document.write_pdf()
    first = pagination.first["beta"]
    theirs = pictures(whole, range(5))
    ours = pictures(press_book.bound().data, range(first, first + 5))
    differences = [
        ImageStat.Stat(ImageChops.difference(one, other)).mean[0] for one, other in zip(theirs, ours, strict=True)
    ]
    inks = [ImageStat.Stat(ImageChops.invert(one)).mean[0] for one in theirs]
    assert min(inks) > 5
    assert all(difference < 0.03 * ink for difference, ink in zip(differences, inks, strict=True))


SCRIPT = """
import sys, hashlib, press_book
from anthology.pdf.assemble.merge import merge
from anthology.pdf.assemble.resolve_pages import typeset_pieces
from anthology.pdf.executors import executor
if __name__ == "__main__":
    with executor(sys.argv[1]) as workers:
        book = typeset_pieces(press_book.make_job, press_book.PLACEMENTS, workers)
    data = merge(book.galleys, book.pagination, press_book.folios(), press_book.METADATA).data
    print(hashlib.sha256(data).hexdigest())
"""


@pytest.mark.parametrize(
    ("spec", "environment"),
    [
        ("inline", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C"}),
        ("processes:2", {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LANG": "C.UTF-8"}),
    ],
)
def test_the_same_book_has_the_same_bytes(spec: str, environment: dict[str, str], tmp_path: Path) -> None:
    from hashlib import sha256

    script = tmp_path / "make.py"
    script.write_text(SCRIPT, encoding="utf-8")
    path = os.pathsep.join([str(Path(__file__).parents[1] / "support"), str(Path(__file__).parents[2])])
    whole = os.environ | environment | {"PYTHONPATH": path, "SOURCE_DATE_EPOCH": "1"}
    command = [sys.executable, str(script), spec]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=whole, cwd=tmp_path)
    assert done.stdout.strip() == sha256(press_book.bound().data).hexdigest()


def one_piece(body: str, **more: Any) -> Job:
    xhtml = (
        '<html lang="en"><head><title>t</title></head>'
        f'<body class="body"><section id="one">{body}</section></body></html>'
    )
    return replace(Job(slug="one", xhtml=xhtml, stylesheets=(press_book.STYLES,)), **more)


def bound_alone(job: Job, *others: Job) -> Any:
    galleys = [typeset(job), *(typeset(other) for other in others)]
    placements = [Placement(slug=galley.slug) for galley in galleys]
    pagination = paginate(galleys, placements)
    return merge(galleys, pagination, press_book.folios(), press_book.METADATA, assets=job.assets)


def test_a_folio_box_that_holds_more_is_named() -> None:
    styles = press_book.STYLES + '@page body:first { @bottom-center { content: "page " string(folio) } }'
    galley = typeset(replace(one_piece("<p>text</p>"), stylesheets=(styles,)))
    folios = find_folios([galley], (styles,))
    book = merge([galley], paginate([galley], [Placement(slug="one")]), folios, press_book.METADATA)
    assert [finding.code for finding in book.findings] == ["T014"]


def test_dead_links_are_named_and_dropped_but_their_text_stays() -> None:
    body = (
        '<p id="one-b1">See <a href="#nowhere">the lost place</a>, page <a class="page-ref" href="#nowhere">00</a>.</p>'
    )
    book = bound_alone(one_piece(body))
    assert [finding.code for finding in book.findings] == ["T012", "T012"]
    assert all("one" in finding.message and "nowhere" in finding.message for finding in book.findings)
    with pikepdf.open(io.BytesIO(book.data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert links(pdf) == []
    document = pypdfium2.PdfDocument(book.data)
    assert "See the lost place, page 00." in document[0].get_textpage().get_text_range()
    document.close()


def test_ids_that_two_pieces_share_are_named() -> None:
    one = one_piece('<p id="same">text</p>')
    book = bound_alone(one, replace(one, slug="two", xhtml=one.xhtml.replace('id="one"', 'id="two"')))
    assert [(finding.code, "same" in finding.message) for finding in book.findings] == [("T013", True)]


def test_missing_glyphs_of_two_pieces_do_not_mix() -> None:
    one = one_piece("<p>One \ue123 end.</p>")
    two = replace(one, slug="two", xhtml=one.xhtml.replace('id="one"', 'id="two"').replace("\ue123", "\ue124"))
    data = bound_alone(one, two).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        maps = [font.Encoding.read_bytes() for font in fonts_of(pdf) if isinstance(font.Encoding, pikepdf.Stream)]
        assert len(maps) == 2
        assert all(re.search(rb"<[0-9a-f]{4}> 0\n", mapped) for mapped in maps)
    document = pypdfium2.PdfDocument(data)
    shown = [document[index].get_textpage().get_text_range().strip()[:10] for index in (0, 2)]
    document.close()
    assert shown == ["One \ue123 end.", "One \ue124 end."]


def test_a_font_among_the_assets_is_embedded_and_must_be_there() -> None:
    data = font_file("AtkinsonHyperlegible-Regular.ttf") or b""
    styles = '@font-face { font-family: Own; src: url("asset:own.ttf") } p { font-family: Own }'
    job = replace(one_piece("<p>Own font</p>"), stylesheets=(styles,), assets=(("own.ttf", data),))
    with pikepdf.open(io.BytesIO(bound_alone(job).data)) as pdf:
        assert "AtkinsonHyperlegible-Regular" in [str(font.BaseFont)[8:] for font in fonts_of(pdf)]
    galley = typeset(job)
    with pytest.raises(SettingError, match="T011"):
        merge([galley], paginate([galley], [Placement(slug="one")]), Folios(styles=(), faces=()), press_book.METADATA)


def test_folios_keep_the_ink_of_the_style_sheets() -> None:
    styles = press_book.STYLES.replace("color: #333", "") + "html { color: device-cmyk(0 0 0 1) }"
    galley = typeset(replace(one_piece("<p>text</p><p style='break-before: page'>more</p>"), stylesheets=(styles,)))
    pagination = paginate([galley], [Placement(slug="one")])
    book = merge([galley], pagination, find_folios([galley], (styles,)), press_book.METADATA)
    with pikepdf.open(io.BytesIO(book.data)) as pdf:
        for page in pdf.pages:
            instructions: Any = pikepdf.parse_content_stream(page)
            inks = [(str(name), [str(operand) for operand in operands]) for operands, name in instructions]
            spaces = [operands for name, operands in inks if name == "cs"]
            shown = sum(name in ("TJ", "Tj") for name, _ in inks)
            assert spaces == [["/DeviceCMYK"]] * shown
            assert all(operands == ["0", "0", "0", "1"] for name, operands in inks if name == "scn")
            assert not {"rg", "g", "k"} & {name for name, _ in inks}


def test_pictures_are_shared_between_pieces() -> None:
    from PIL import Image

    data = io.BytesIO()
    Image.linear_gradient("L").convert("RGBA").save(data, "PNG")
    one = one_piece('<p><img src="asset:a.png" alt="grey"/></p>', assets=(("a.png", data.getvalue()),))
    two = replace(one, slug="two", xhtml=one.xhtml.replace('id="one"', 'id="two"'))
    with pikepdf.open(io.BytesIO(bound_alone(one, two).data)) as pdf:
        images = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"]
        shown = [page for page in pdf.pages if page.get_images()]
        assert pdf.check_pdf_syntax() == []
    assert len(images) == 2  # the picture and its transparency
    assert len(shown) == 2


def test_a_colour_profile_is_embedded_once_and_as_it_was() -> None:
    from PIL import ImageCms

    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = made + bytes(16)  # which whoever writes it anew leaves out
    styles = (
        '@color-profile --own { src: url("asset:own.icc") }' + press_book.STYLES + "p { color: color(--own 1 0 0) }"
    )
    one = one_piece("<p>red</p>", stylesheets=(styles,), assets=(("own.icc", profile),))
    two = replace(one, slug="two", xhtml=one.xhtml.replace('id="one"', 'id="two"'))
    with pikepdf.open(io.BytesIO(bound_alone(one, two).data)) as pdf:
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/N" in item]
        profiles = [item for item in streams if "/First" not in item]
        assert [item.read_bytes() for item in profiles] == [profile]
        assert int(profiles[0].N) == 3


def test_an_untagged_book_has_no_structure() -> None:
    book = bound_alone(one_piece("<p>text</p>", tagged=False))
    with pikepdf.open(io.BytesIO(book.data)) as pdf:
        assert {"/StructTreeRoot", "/MarkInfo"}.isdisjoint(pdf.Root.keys())
        assert pdf.check_pdf_syntax() == []
    assert digest(one_piece("<p>text</p>")) != digest(one_piece("<p>text</p>", tagged=False))


TABLE_HEAD = '<thead><tr><th scope="col">Year</th><th scope="col">Voices</th></tr></thead>'


def tree_of(body: str, styles: str = "") -> Any:
    """The bound piece with the kinds of its structure elements, nested, and the pages that each element is on."""
    data = bound_alone(replace(one_piece(body), stylesheets=(press_book.STYLES + styles,))).data
    pdf = pikepdf.open(io.BytesIO(data))
    assert len(pdf.pages) > 1
    return pdf


def outline_of(element: Any) -> Any:
    below = [outline_of(kid) for kid in element.get("/K", []) if not isinstance(kid, int) and "/S" in kid]
    return str(element.S)[1:], below


def elements_of(pdf: Any, kind: str) -> list[Any]:
    found = []

    def walk(element: Any) -> None:
        if str(element.S) == kind:
            found.append(element)
        for kid in element.get("/K", []):
            if not isinstance(kid, int) and "/S" in kid:
                walk(kid)

    walk(pdf.Root.StructTreeRoot.K[0])
    return found


@pytest.mark.parametrize("head", [TABLE_HEAD, ""], ids=["head", "no head"])
def test_a_table_over_pages_is_one_table(head: str) -> None:
    rows = "".join(f'<tr><th scope="row">{year}</th><td>{year % 7}</td></tr>' for year in range(1900, 1990))
    pdf = tree_of(f"<p>before</p><table>{head}<tbody>{rows}</tbody></table><p>after</p>")
    (table,) = elements_of(pdf, "/Table")
    assert [kind for kind, _ in outline_of(table)[1]] == (["THead"] if head else []) + ["TBody"]
    assert len(elements_of(pdf, "/TR")) == 90 + bool(head)
    scopes = [str(cell.A.Scope) for cell in elements_of(pdf, "/TH")]
    assert scopes == ["/Column"] * (2 if head else 0) + ["/Row"] * 90


def test_a_head_row_that_comes_again_is_an_artifact() -> None:
    rows = "".join(f"<tr><td>{year}</td><td>{year % 7}</td></tr>" for year in range(1900, 1990))
    pdf = tree_of(f"<table>{TABLE_HEAD}<tbody>{rows}</tbody></table>")
    marked = [
        [str(item.operands[0]) for item in pikepdf.parse_content_stream(page) if str(item.operator) == "BDC"]
        for page in pdf.pages
    ]
    assert marked[0][0] != "/Artifact"
    assert all(tags[:2] == ["/Artifact", "/Artifact"] for tags in marked[1:] if tags)
    assert len(elements_of(pdf, "/THead")) == 1
    facts = read_pdf(_bytes(pdf))
    assert not list(check_tags(facts, Expected(kind="screen")))


def _bytes(pdf: Any) -> bytes:
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def test_a_row_that_a_page_cuts_is_one_row_and_each_cell_goes_on() -> None:
    words = "many words " * 200
    # In a table in which cells span rows no row is set cell below cell.
    spanned = '<tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>'
    pdf = tree_of(f"<table><tbody>{spanned}<tr><td>{words}</td><td>{words}</td></tr></tbody></table>")
    _, _, row = elements_of(pdf, "/TR")
    assert [kind for kind, _ in outline_of(row)[1]] == ["TD", "TD"]
    for cell in row.K:
        assert len({kid.Pg.objgen for kid in cell.K if not isinstance(kid, int)}) == len(pdf.pages) - 1


def test_a_list_in_a_list_over_pages_is_one_list() -> None:
    inner = "".join(f"<li>thing {number}</li>" for number in range(60))
    pdf = tree_of(f"<ul><li>things<ul>{inner}</ul></li><li>last</li></ul>")
    assert len(elements_of(pdf, "/L")) == 2
