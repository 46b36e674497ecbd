"""Lengths of paper in points, 72 to the inch, and the margins of a page."""

from __future__ import annotations

from dataclasses import dataclass

INCH = 72.0
MM = 72 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The margins of a page in points; `inside` is at the spine, before the gutter of a thick book widens it."""

    top: float
    outside: float
    bottom: float
    inside: float
