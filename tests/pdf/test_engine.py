"""Setting a piece: a pure function of its job, shut off from files and network."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import press_book
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.errors import MissingError, SettingError
from anthology.pdf.engine import digest, typeset, typeset_to_bytes
from anthology.pdf.engine.model import Galley, Job, Opening, decode, encode
from anthology.pdf.engine.weasyprint import lay_out
from anthology.pdf.fonts.record import advances, font_instance

STYLES = press_book.STYLES


def job(body: str, *, slug: str = "piece", styles: str = STYLES, lang: str = "en", **more: object) -> Job:
    head = f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{lang}"><head><title>t</title></head>'
    xhtml = f"{head}<body>{body}</body></html>"
    return replace(Job(slug=slug, xhtml=xhtml, stylesheets=(styles,)), **more)  # type: ignore[arg-type]  # test factory


def alpha() -> Galley:
    return press_book.settled().galleys[1]


def codes(galley: Galley) -> list[str]:
    return [finding.code for finding in galley.findings]


def test_a_galley_comes_back_from_its_bytes_equal() -> None:
    assert all(decode(encode(galley)) == galley for galley in press_book.settled().galleys)


@given(data=st.data())
def test_damaged_bytes_are_refused(data: st.DataObject) -> None:
    whole = encode(press_book.settled().galleys[0])
    place = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    damaged = whole[:place] if cut else whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
    with pytest.raises(ValueError, match="packed record"):
        decode(damaged)


def test_setting_is_a_pure_function() -> None:
    work = press_book.make_job("beta", {}, "recto")
    assert typeset_to_bytes(work) == typeset_to_bytes(work)


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "other"},
        {"xhtml": "<html/>"},
        {"stylesheets": (STYLES, "p { color: red }")},
        {"assets": (("a.png", b"1"),)},
        {"side": "verso"},
        {"tagged": False},
    ],
)
def test_every_field_of_a_job_counts_in_its_digest(change: dict[str, object]) -> None:
    work = press_book.make_job("beta", {}, "recto")
    assert digest(dataclasses.replace(work, **change)) != digest(work)  # type: ignore[arg-type]  # one field at a time


def test_the_package_is_light_until_a_piece_is_set() -> None:
    heavy = "{'weasyprint', 'uharfbuzz', 'pydyf', 'fontTools'}"
    modules = "anthology.pdf.engine, anthology.pdf.assemble.merge, anthology.pdf.assemble.resolve_pages"
    script = f"import sys, {modules}; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_importing_the_engine_starts_no_other_program() -> None:
    script = (
        "import sys\nstarted = []\n"
        "sys.addaudithook(lambda event, _: started.append(event) if event in ('subprocess.Popen', 'os.exec', "
        "'os.posix_spawn', 'os.system') else None)\n"
        "import anthology.pdf.engine.weasyprint, PIL.ImageFile\nprint(started, PIL.ImageFile.LOAD_TRUNCATED_IMAGES)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] False"


def test_a_machine_without_fonts_is_told_what_to_install(tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text('<?xml version="1.0"?><fontconfig/>', encoding="utf-8")
    script = (
        "from anthology.core.errors import MissingError\n"
        "try:\n    import anthology.pdf.engine.weasyprint\n"
        "except MissingError as error:\n    print(error.exit_code, error.findings[0].hint)"
    )
    environment = os.environ | {"FONTCONFIG_FILE": str(empty)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.startswith("8 apt-get install libpango")


def test_a_font_package_that_is_not_installed_is_named() -> None:
    styles = '@font-face { font-family: Own; src: url("asset:font/NoSuchFont.ttf") } p { font-family: Own }'
    with pytest.raises(MissingError, match=r"NoSuchFont\.ttf"):
        typeset(job("<p>text</p>", styles=styles))


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://localhost:1/a.png",
        "ftp://localhost/a.png",
        "data:image/png;base64,AAAA",
        "asset:absent.png",
        "asset:font/../../pyproject.toml",
    ],
)
def test_addresses_outside_the_job_are_refused(address: str) -> None:
    galley = typeset(job(f'<p id="a">text <img src="{address}" alt="a picture"/></p>'))
    assert "T005" in codes(galley)
    assert not galley.shared


def test_style_sheets_cannot_reach_out_either() -> None:
    galley = typeset(job("<p>text</p>", styles='@import url("file:///etc/hostname");' + STYLES))
    other = typeset(job("<p>text</p>", styles=STYLES + 'p { background: url("http://localhost:1/b.png") }'))
    assert "T005" in codes(galley)
    assert "T005" in codes(other)


def test_an_asset_of_the_job_is_shown() -> None:
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.new("L", (40, 30), 128).save(data, "PNG")
    galley = typeset(job('<p><img src="asset:a.png" alt="grey"/></p>', assets=(("a.png", data.getvalue()),)))
    assert codes(galley) == []
    assert [b"/Width 40" in stream.entries for stream in galley.shared] == [True]


def test_half_a_picture_is_not_a_picture() -> None:
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.effect_noise((60, 60), 80).save(data, "PNG")
    half = data.getvalue()[: len(data.getvalue()) // 2]
    with pytest.raises(SettingError, match=r"piece: .*truncated"):
        typeset(job('<p><img src="asset:a.png" alt="noise"/></p>', assets=(("a.png", half),)))


def test_elements_nested_too_deeply_are_an_error() -> None:
    with pytest.raises(SettingError, match="nested too deeply"):
        typeset(job("<div>" * 400 + "</div>" * 400))


def test_a_page_may_begin_as_those_of_e_books_do() -> None:
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    plain = job('<p id="a">na\u00efve <span id="b"/>text</p>')
    assert typeset(replace(plain, xhtml=head + plain.xhtml)) == typeset(plain)
    assert typeset(plain).openings == (Opening(block="a", offset=0),)


def test_markup_that_is_not_well_formed_is_an_error() -> None:
    with pytest.raises(SettingError) as caught:
        typeset(job("<p>text"))
    assert [finding.code for finding in caught.value.findings] == ["T001"]


def test_complaints_of_the_engine_are_findings_of_the_galley(capfd: pytest.CaptureFixture[str]) -> None:
    galley = typeset(job("<p>text</p>", styles=STYLES + "p { no-such-property: 1 }"))
    assert codes(galley) == ["T003"]
    assert "no-such-property" in galley.findings[0].message
    assert capfd.readouterr() == ("", "")


def test_a_character_that_no_font_has_is_named() -> None:
    galley = typeset(job("<p>Here \ue123 and \ue124.</p>"))
    assert codes(galley) == ["T006"]
    assert "U+E123 \ue123, U+E124 \ue124" in galley.findings[0].message


def test_a_font_of_the_machine_is_named_with_what_it_shows() -> None:
    galley = typeset(job("<p>Arrow \u21af here.</p>"))
    borrowed = [finding.message for finding in galley.findings if finding.code == "T007"]
    lacking = [finding.message for finding in galley.findings if finding.code == "T006"]
    assert any("\u21af" in message for message in borrowed + lacking)


def test_a_piece_can_open_on_a_verso() -> None:
    galley = typeset(press_book.make_job("beta", {}, "verso"))
    assert [kind.side for kind in galley.kinds[:3]] == ["verso", "recto", "verso"]
    assert {kind.name for kind in galley.kinds} == {"body"}


def test_faces_know_the_axes_that_the_layout_used() -> None:
    document = lay_out(press_book.make_job("alpha", {}, "recto")).document
    document.write_pdf()
    measured = [
        (font, font_instance(font.file_content, font.index, font.variations)) for font in document.fonts.values()
    ]
    assert len({cut.key for _, cut in measured}) >= 6
    assert all(abs(advances(cut)[glyph] - width) <= 1 for font, cut in measured for glyph, width in font.widths.items())


def test_opening_offsets_skip_notes_and_count_no_hyphen() -> None:
    galley = alpha()
    split = [opening for opening in galley.openings if opening and opening.offset]
    assert galley.openings[0] == Opening(block="alpha-t", offset=0)
    assert len(split) >= 3


def test_page_references_are_found_with_their_digits() -> None:
    (reference,) = alpha().references
    assert reference.target == "gamma-b9"
    assert len(reference.places) == 2
    assert len(set(reference.digits)) == 10


def test_page_references_are_found_wherever_they_stand() -> None:
    reference = '<a class="page-ref" href="#x">00</a>'
    body = (
        f'<p>(p. {reference}) <b>{reference}</b> <span class="small-caps">{reference}</span>'
        f'<span class="note">{reference}</span></p><ul><li>{reference}\u2013{reference}</li></ul>'
        f'<table><tr><td style="text-align: right">{reference}</td></tr></table>'
        f'<div style="display: flex"><span>a</span>{reference}</div><div style="float: left">{reference}</div>'
        f'<div style="position: absolute; top: 3in">{reference}</div>'
        f'<div style="transform: rotate(9deg)">{reference}</div>'
    )
    galley = typeset(job(body))
    assert codes(galley) == []
    assert [len(found.places) for found in galley.references] == [2] * 11


def test_a_page_reference_whose_digits_cannot_be_told_is_a_finding() -> None:
    galley = typeset(job('<p>See <a class="page-ref" href="#x" style="visibility: hidden">00</a>.</p>'))
    assert codes(galley) == ["T008"]
