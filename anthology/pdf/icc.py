"""ICC profiles: of a press, brought by the book or by the builder, and of screens."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from anthology.core.findings import Finding, Location

HEADER = 128  # bytes: ISO 15076-1, 7.2
SHIPPED = Path(__file__).parent / "profiles" / "FOGRA39L.icc"
SCREEN = Path(__file__).parent / "profiles" / "sRGB.icc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile; `condition` names the printing condition, with the registry that knows it if one does."""

    condition: str
    info: str
    data: bytes
    registry: str = ""


def shipped_profile() -> Profile | None:
    """The profile that comes with the builder, of offset on coated paper; None where a distribution took it out."""
    if not SHIPPED.is_file():
        return None
    return Profile(
        condition="FOGRA39",
        info="Coated FOGRA39 (ISO 12647-2:2004)",
        data=SHIPPED.read_bytes(),
        registry="http://www.color.org",
    )


def screen_profile() -> Profile | None:
    """The profile of screens, which PDF/A asks for where colours are those of a screen: ISO 19005-2, 6.2.3."""
    if not SCREEN.is_file():
        return None
    return Profile(
        condition="sRGB", info="sRGB IEC61966-2.1", data=SCREEN.read_bytes(), registry="http://www.color.org"
    )


def given_profile(data: bytes, name: str, at: Location | None = None) -> tuple[Profile | None, tuple[Finding, ...]]:
    """The profile in a book's file; none and a finding where it is not the output profile of a CMYK press.

    PDF/X asks for one of the class `prtr` (ISO 15930-7, 6.2.1).
    """
    is_profile = len(data) > HEADER and data[36:40] == b"acsp"
    kind, colours = (data[12:16], data[16:20]) if is_profile else (b"", b"")
    if (kind, colours) != (b"prtr", b"CMYK"):
        what = f"an ICC profile for {colours.decode('latin-1').strip()}" if is_profile else "no ICC profile"
        message = f"{name} is {what} and not that of a CMYK press: the file makes no claim to be PDF/X"
        return None, (Finding("D006", message, at, "ask the printer for the profile of its press"),)
    return Profile(condition="Custom", info=_description(data) or name, data=data), ()


def _description(data: bytes) -> str:
    """What a profile calls itself; empty where it cannot be read."""
    from PIL import ImageCms  # only a book with a profile of its own needs it

    try:
        return str(ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(data)))).strip()
    except (OSError, ImageCms.PyCMSError):
        return ""
