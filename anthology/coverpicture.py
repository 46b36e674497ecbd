"""A picture that the editors give for the cover: looked at, made fit for shops and readers, and written anew."""

from __future__ import annotations

from anthology.errors import SourceError
from anthology.findings import Finding, Location
from anthology.raster import UnfitError, opened, written

FORMATS = ("PNG", "JPEG")
LEAST = (625, 1000)  # pixels: the least that shops take
WANTED = (1600, 2560)  # what they ask; larger ones are made smaller, none is made larger
QUALITY = 88


def cover_picture(data: bytes, at: Location | None = None) -> bytes:
    """The picture as a JPEG in sRGB of at most 1600 × 2560 pixels, in its own proportions, without metadata.

    It is turned as its camera meant it, and stands on white where it was transparent. SourceError if it is neither PNG
    nor JPEG, damaged, wider than high, smaller than 625 × 1000 or larger than 40 million pixels; the size is known
    before anything is unpacked.
    """
    from PIL import Image

    try:
        picture = opened(data, FORMATS).convert("RGB")
    except UnfitError as error:
        raise _refusal(str(error), at) from error
    if picture.width < LEAST[0] or picture.height < LEAST[1]:
        raise _refusal(f"it has {picture.width} × {picture.height} pixels, fewer than {LEAST[0]} × {LEAST[1]}", at)
    if picture.width > picture.height:
        raise _refusal(f"it is wider than high: {picture.width} × {picture.height} pixels", at)
    picture.thumbnail(WANTED, Image.Resampling.LANCZOS, reducing_gap=None)
    return written(picture, "JPEG", QUALITY)


def _refusal(why: str, at: Location | None) -> SourceError:
    return SourceError(Finding("D064", f"the picture for the cover: {why}", at))
