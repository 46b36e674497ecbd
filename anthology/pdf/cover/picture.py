"""A picture that the editors give for the cover: looked at, made fit for shops and readers, and written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anthology.book.images.raster import UnfitError, opened, written
from anthology.core.errors import SourceError
from anthology.core.findings import Finding, Location

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG")
LEAST = (625, 1000)  # pixels: the least that shops take
WANTED = (1600, 2560)  # what they ask; larger ones are made smaller, none is made larger
QUALITY = 88


def cover_picture(data: bytes, at: Location | None = None) -> bytes:
    """The picture as a JPEG in sRGB of at most 1600 × 2560 pixels, in its own proportions, without metadata.

    It is turned as its camera meant it, and stands on white where it was transparent. SourceError as `look_at`.
    """
    from PIL import Image

    picture = look_at(data, at).convert("RGB")
    picture.thumbnail(WANTED, Image.Resampling.LANCZOS, reducing_gap=None)
    return written(picture, "JPEG", QUALITY)


def look_at(data: bytes, at: Location | None = None) -> Image.Image:
    """The picture, opened to its last pixel.

    SourceError if it is neither PNG nor JPEG, damaged, wider than high, smaller than 625 × 1000 or larger than
    40 million pixels; the size is known before anything is unpacked.
    """
    try:
        picture = opened(data, FORMATS)
    except UnfitError as error:
        raise _refusal(str(error), at) from error
    if picture.width < LEAST[0] or picture.height < LEAST[1]:
        raise _refusal(f"it has {picture.width} × {picture.height} pixels, fewer than {LEAST[0]} × {LEAST[1]}", at)
    if picture.width > picture.height:
        raise _refusal(f"it is wider than high: {picture.width} × {picture.height} pixels", at)
    return picture


def _refusal(why: str, at: Location | None) -> SourceError:
    return SourceError(Finding("D064", f"the picture for the cover: {why}", at))
