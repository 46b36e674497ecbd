"""A picture that the editors give for the cover: looked at, made fit for shops and readers, and written anew."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from anthology.errors import SourceError
from anthology.findings import Finding, Location

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG")
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK")
LEAST = (625, 1000)  # pixels: the least that shops take
WANTED = (1600, 2560)  # what they ask; larger ones are made smaller, none is made larger
MOST_PIXELS = 40_000_000
QUALITY = 88


def cover_picture(data: bytes, at: Location | None = None) -> bytes:
    """The picture as a JPEG in sRGB of at most 1600 × 2560 pixels, in its own proportions, without metadata.

    It is turned as its camera meant it, and stands on white where it was transparent. SourceError if it is neither PNG
    nor JPEG, damaged, wider than high, smaller than 625 × 1000 or larger than 40 million pixels; the size is known
    before anything is unpacked.
    """
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow says of large or odd pictures is decided here
        try:
            picture = _opened(data, at)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise _refusal("it is neither a PNG nor a JPEG, or damaged, or far too large", at) from error
    if picture.width < LEAST[0] or picture.height < LEAST[1]:
        raise _refusal(f"it has {picture.width} × {picture.height} pixels, fewer than {LEAST[0]} × {LEAST[1]}", at)
    if picture.width > picture.height:
        raise _refusal(f"it is wider than high: {picture.width} × {picture.height} pixels", at)
    picture.thumbnail(WANTED, Image.Resampling.LANCZOS, reducing_gap=None)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return written.getvalue()


def _opened(data: bytes, at: Location | None) -> Image.Image:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _refusal(f"it has {opened.width} × {opened.height} pixels, more than {MOST_PIXELS:,}", at)
        if opened.mode not in MODES:
            raise _refusal(f"its pixels are of a kind that is not taken here ({opened.mode})", at)
        return _in_srgb(ImageOps.exif_transpose(opened))


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB: by its own profile where it has one that fits, otherwise by its numbers."""
    from PIL import Image, ImageCms

    profile = picture.info.get("icc_profile")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        picture = Image.alpha_composite(paper, clear).convert("RGB")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return picture.convert("RGB")
        assert converted is not None
        return _bare(converted)
    return _bare(picture.convert("RGB"))


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: no profile, no EXIF, no comment."""
    picture.info = {}
    return picture


def _refusal(why: str, at: Location | None) -> SourceError:
    return SourceError(Finding("D064", f"the picture for the cover: {why}", at))
