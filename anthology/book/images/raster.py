"""Pictures that come from elsewhere: opened within limits, turned upright, in sRGB, on white, without metadata."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "I;16", "I")
MOST_PIXELS = 40_000_000


class UnfitError(Exception):
    """A picture that is not taken, and why."""


def opened(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    """The first frame of a picture in grey or sRGB, turned as its camera meant it, on white where it was transparent.

    UnfitError for another format, a damaged or cut-off file, and more than 40 million pixels; the size is known before
    anything is unpacked.
    """
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow says of large or odd pictures is decided here
        try:
            with Image.open(io.BytesIO(data), formats=formats) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnfitError(f"it has {picture.width} × {picture.height} pixels, more than {MOST_PIXELS:,}")
                if picture.mode not in MODES:
                    raise UnfitError(f"its pixels are of a kind that is not taken here ({picture.mode})")
                return _in_srgb(ImageOps.exif_transpose(picture))
        except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
            wanted = " nor ".join(f"a {name}" for name in formats)
            raise UnfitError(f"it is neither {wanted}, or damaged, or far too large") from error


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB: by its own profile where it has one that fits, otherwise by its numbers."""
    from PIL import Image, ImageCms

    profile = picture.info.get("icc_profile")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        picture = Image.alpha_composite(paper, clear).convert("RGB")
    if picture.mode in ("I", "I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            return _bare(picture.convert("RGB"))
        assert converted is not None
        return _bare(converted)
    return _bare(picture.convert("L" if picture.mode in ("1", "L") else "RGB"))


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: no profile, no EXIF, no comment."""
    picture.load()
    picture.info = {}
    return picture


def is_animated(data: bytes, formats: tuple[str, ...]) -> bool:
    """Whether a picture that can be opened has more than one frame."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=formats) as picture:
        return int(getattr(picture, "n_frames", 1)) > 1


def written(picture: Image.Image, kind: str, quality: int = 88) -> bytes:
    """The picture as JPEG or PNG, the same bytes every time."""
    file = io.BytesIO()
    if kind == "JPEG":
        picture.save(file, "JPEG", quality=quality, subsampling=0, optimize=True)
    else:
        picture.save(file, "PNG", optimize=True)
    return file.getvalue()
