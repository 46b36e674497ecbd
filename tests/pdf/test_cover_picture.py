"""Pictures that editors give for a cover: what is taken, what becomes of it, what is refused."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image, ImageCms, PngImagePlugin

from anthology.cli import main
from anthology.core.errors import SourceError
from anthology.core.findings import Location
from anthology.pdf.cover.picture import cover_picture
from anthology.pdf.icc import shipped_profile

RED = (200, 30, 40)


def encoded(picture: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **more)
    return written.getvalue()


def decoded(data: bytes) -> Any:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 4) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ((1600, 2560), (1600, 2560)),
        ((3200, 5120), (1600, 2560)),
        ((2000, 3000), (1600, 2400)),
        ((1000, 4000), (640, 2560)),
        ((700, 1100), (700, 1100)),
    ],
)
def test_a_picture_keeps_its_proportions_and_is_made_no_larger(given: tuple[int, int], made: tuple[int, int]) -> None:
    shown = decoded(cover_picture(encoded(Image.new("RGB", given, RED))))
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", made)
    assert near(shown.getpixel((5, 5)), RED)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_nothing_is_left_of_what_a_picture_says_of_itself(kind: str) -> None:
    picture = Image.new("RGB", (700, 1100), RED)
    exif = Image.Exif()
    exif[0x013B] = "A Photographer"
    exif[0x8825] = {2: (51.0, 30.0, 0.0)}  # where it was taken
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "A Photographer")
    more: dict[str, Any] = {"pnginfo": told} if kind == "PNG" else {"comment": b"A Photographer"}
    given = encoded(picture, kind, exif=exif, **more)
    assert b"A Photographer" in given
    made = cover_picture(given)
    assert b"Photographer" not in made
    assert not decoded(made).getexif()
    assert set(decoded(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_is_turned_as_its_camera_meant_it() -> None:
    picture = Image.new("RGB", (1100, 700), RED)
    picture.paste((20, 20, 200), (0, 0, 550, 700))
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the scene is on the right
    shown = decoded(cover_picture(encoded(picture, "JPEG", exif=exif, quality=95)))
    assert shown.size == (700, 1100)
    assert near(shown.getpixel((350, 100)), (20, 20, 200), 8)
    assert near(shown.getpixel((350, 1000)), RED, 8)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_stands_on_white(mode: str) -> None:
    clear = Image.new("RGBA", (700, 1100), (0, 0, 0, 0))
    if mode == "P":
        picture = Image.new("P", (700, 1100), 0)
        given = encoded(picture, transparency=0)
    else:
        given = encoded(clear.convert(mode))
    assert near(decoded(cover_picture(given)).getpixel((350, 500)), (255, 255, 255))


def test_inks_and_greys_become_screen_colours() -> None:
    inks = Image.new("CMYK", (700, 1100), (0, 255, 255, 0))
    assert near(decoded(cover_picture(encoded(inks, "JPEG"))).getpixel((9, 9)), (255, 0, 0), 12)
    grey = Image.new("L", (700, 1100), 90)
    assert near(decoded(cover_picture(encoded(grey))).getpixel((9, 9)), (90, 90, 90))


def test_a_profile_is_applied_before_it_is_dropped() -> None:
    """Magenta and yellow in full are a red that no screen's numbers tell: the profile of the press does."""
    profile = shipped_profile()
    assert profile is not None
    inks = Image.new("CMYK", (700, 1100), (0, 255, 255, 0))
    shown = decoded(cover_picture(encoded(inks, "JPEG", icc_profile=profile.data)))
    assert near(shown.getpixel((9, 9)), (227, 0, 27), 12)
    assert "icc_profile" not in shown.info


def test_a_profile_that_does_not_fit_is_passed_over() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    for profile in (lab.tobytes(), b"no profile"):
        given = encoded(Image.new("RGB", (700, 1100), RED), icc_profile=profile)
        assert near(decoded(cover_picture(given)).getpixel((9, 9)), RED)


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is large and holds next to nothing."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"")))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


GOOD = encoded(Image.effect_noise((700, 1100), 60).convert("RGB"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "neither a PNG nor a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PNG nor a JPEG"),
        (encoded(Image.new("RGB", (700, 1100)), "GIF"), "neither a PNG nor a JPEG"),
        (encoded(Image.new("RGB", (700, 1100)), "TIFF"), "neither a PNG nor a JPEG"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (encoded(Image.new("RGB", (624, 1000))), "fewer than 625"),
        (encoded(Image.new("RGB", (700, 999))), "fewer than 625"),
        (encoded(Image.new("RGB", (1600, 1200))), "wider than high"),
        (bomb(5000, 8001), "more than 40,000,000"),
        (bomb(9000, 10100), "more than 40,000,000"),
        (bomb(20000, 30000), "far too large"),
    ],
    ids=["empty", "svg", "gif", "tiff", "cut", "narrow", "low", "wide", "large", "larger", "largest"],
)
def test_what_cannot_be_a_cover_is_refused_with_its_place(data: bytes, why: str) -> None:
    at = Location(Path("book.yaml"), 3, 5)
    with pytest.raises(SourceError) as caught:
        cover_picture(data, at)
    (finding,) = caught.value.findings
    assert finding.code == "D064"
    assert why in finding.message
    assert finding.at == at


def test_the_same_picture_makes_the_same_bytes() -> None:
    assert cover_picture(GOOD) == cover_picture(GOOD)


def told(folder: Path, editions: str, data: bytes, *arguments: str) -> tuple[int, str]:
    """What a command says of a book with a cover picture of its own."""
    (folder / "rain.txt").write_text("Rain\n\nIt rains.\n", "utf-8")
    (folder / "book.yaml").write_text(BOOK.format(editions), "utf-8")
    (folder / "front.png").write_bytes(data)
    result = CliRunner().invoke(main, [*arguments, str(folder / "book.yaml")])
    return result.exit_code, result.stderr


BOOK = """anthology: 1
title: Weather Reports
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
editors: [{{name: Ada Editor}}]
cover: {{image: front.png, alt: Rain}}
essays: [{{id: rain, source: rain.txt, author: {{name: Bo Writer}}, content_notes: none}}]
editions: {{{}}}
"""
SHOWN = "ebook: {format: epub}"


@pytest.mark.parametrize(
    ("data", "code", "why"),
    [
        (GOOD[: len(GOOD) // 2], "D064", "damaged"),
        (bomb(20000, 30000), "D064", "far too large"),
        (encoded(Image.new("RGB", (1600, 1200))), "D064", "wider than high"),
        (GOOD, "", ""),
    ],
    ids=["cut", "large", "wide", "good"],
)
def test_a_check_says_what_a_build_would(data: bytes, code: str, why: str, tmp_path: Path) -> None:
    ended, said = told(tmp_path, SHOWN, data, "check")
    built, also = told(tmp_path, SHOWN, data, "build", "--out", str(tmp_path / "out"))
    assert ended == built == bool(code)
    line = f"book.yaml:6:16: {code} "
    assert (line in said) == (line in also) == bool(code)
    assert why in said


@pytest.mark.parametrize("editions", ["ebook: {format: epub, discreet: Essays}", "screen: {format: pdf, for: screen}"])
def test_a_picture_that_no_edition_shows_is_not_opened(editions: str, tmp_path: Path) -> None:
    assert told(tmp_path, editions, b"", "check")[0] == 0
