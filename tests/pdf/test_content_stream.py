"""Content streams read back: what is painted, in which ink, how large, inside which tags."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from anthology.pdf.inspect.content_stream import Content, Ink, Picture, read_content
from anthology.pdf.inspect.structure import read_structure

TEXT = "BT (a) Tj ET"
BLACK = Ink("text", "DeviceGray", (0.0,))


def content(stream: str, form: str = "", matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0), **page: Any) -> Content:
    """What a page paints whose resources have a form `F`, a picture `P` of 72 x 72 pixels and a mask `M` as large."""
    pdf = pikepdf.new()
    target: Any = pdf.add_blank_page(page_size=(100, 100)).obj
    picture, mask = Stream(pdf, bytes(72 * 72)), Stream(pdf, bytes(72 * 9))
    for each in (picture, mask):
        each.Subtype, each.Width, each.Height = Name.Image, 72, 72
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
    mask.ImageMask = True
    inner = Stream(pdf, form.encode())
    inner.Subtype, inner.BBox, inner.Matrix = Name.Form, Array([0, 0, 100, 100]), Array(matrix)
    target.Resources = Dictionary(XObject=Dictionary(F=inner, P=picture, M=mask))
    target.Resources.Properties = Dictionary(Tag=Dictionary(MCID=4))
    target.Contents = Stream(pdf, stream.encode())
    for key, value in page.items():
        target[f"/{key}"] = value
    return read_content(pdf.pages[0])


@pytest.mark.parametrize(
    ("stream", "unmarked", "tags"),
    [
        (TEXT, 1, set()),
        (f"/P <</MCID 3>> BDC {TEXT} EMC", 0, {3}),
        (f"/P /Tag BDC {TEXT} EMC", 0, {4}),
        (f"/Artifact BMC {TEXT} EMC", 0, set()),
        (f"/Span <</ActualText (b)>> BDC {TEXT} EMC", 1, set()),
        (f"/P <</MCID 3>> BDC /Span <</ActualText (b)>> BDC {TEXT} EMC {TEXT} EMC", 0, {3}),
        (f"/P <</MCID 3>> BDC EMC {TEXT}", 1, {3}),
    ],
)
def test_what_is_painted_outside_tags_is_counted(stream: str, unmarked: int, tags: set[int]) -> None:
    found = content(stream)
    assert (found.unmarked, set(found.tags)) == (unmarked, tags)


def test_what_a_form_paints_is_tagged_as_the_form_is() -> None:
    assert content("/P <</MCID 3>> BDC /F Do EMC", form=TEXT).unmarked == 0
    assert content("/F Do", form=TEXT).unmarked == 1


@pytest.mark.parametrize(
    ("stream", "matrix", "resolution"),
    [
        ("72 0 0 72 0 0 cm /P Do", (1, 0, 0, 1, 0, 0), 72),
        ("36 0 0 36 0 0 cm /P Do", (1, 0, 0, 1, 0, 0), 144),
        ("0 36 -36 0 0 0 cm /P Do", (1, 0, 0, 1, 0, 0), 144),
        (".6 .8 -.8 .6 0 0 cm 36 0 0 36 0 0 cm /P Do", (1, 0, 0, 1, 0, 0), 144),
        ("36 0 0 72 0 0 cm /P Do", (1, 0, 0, 1, 0, 0), 72),
        ("q 9 0 0 9 0 0 cm Q 36 0 0 36 0 0 cm /P Do", (1, 0, 0, 1, 0, 0), 144),
        ("/F Do", (18, 0, 0, 18, 0, 0), 288),
        ("2 0 0 2 0 0 cm /F Do", (18, 0, 0, 18, 5, 5), 144),
    ],
)
def test_a_picture_is_as_fine_as_its_place_makes_it(stream: str, matrix: tuple[float, ...], resolution: int) -> None:
    assert content(stream, form="/P Do", matrix=matrix).pictures == (Picture(resolution, 72, 72),)


def test_a_mask_is_painted_in_the_ink_of_the_moment() -> None:
    assert content("0 0 1 rg 9 0 0 9 0 0 cm /M Do").inks == {Ink("picture", "DeviceRGB", (0, 0, 1))}
    assert content("0 0 1 rg 9 0 0 9 0 0 cm /P Do").inks == {Ink("picture", "DeviceGray")}


def test_a_picture_within_the_content_is_seen() -> None:
    found = content("36 0 0 36 0 0 cm BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI")
    assert found.pictures == (Picture(2, 1, 1),)
    assert [ink.what for ink in found.inks] == ["picture"]


def test_colours_go_back_with_the_graphics_state() -> None:
    assert content(f"q 1 0 0 rg Q {TEXT}").inks == {BLACK}
    assert content(f"q 1 0 0 rg {TEXT} Q").inks == {Ink("text", "DeviceRGB", (1, 0, 0))}
    assert content("q 0 0 0 1 K 0 0 m 9 9 l S Q").inks == {Ink("line or area", "DeviceCMYK", (0, 0, 0, 1))}
    assert content("1 0 0 rg /F Do", form=TEXT).inks == {Ink("text", "DeviceRGB", (1, 0, 0))}


def test_a_page_that_is_a_transparency_group_is_transparent() -> None:
    assert content(TEXT, Group=Dictionary(S=Name.Transparency)).transparency == ("transparency group",)
    assert content(TEXT).transparency == ()


def test_a_form_within_itself_ends() -> None:
    assert content("/F Do", form=f"/F Do {TEXT}").unmarked > 0


def test_types_of_elements_are_those_of_the_role_map() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page().obj
    title = pdf.make_indirect(Dictionary(S=Name.Title, K=0, Pg=page))
    root = Dictionary(Type=Name.StructTreeRoot, K=Array([title]), RoleMap=Dictionary(Title=Name.H1))
    pdf.Root.StructTreeRoot = pdf.make_indirect(root)
    found = read_structure(pdf)
    assert found is not None
    assert ([element.kind for element, _ in found.elements()], found.unknown) == (["H1"], ())
    assert found.tags == {page.objgen: {0}}
