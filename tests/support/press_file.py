"""The small book of press_book as a press file, in black ink, finished in one way or another."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pikepdf
from press_book import METADATA, PLACEMENTS, STYLES, make_job

from anthology.pdf.assemble.folios import find_folios
from anthology.pdf.assemble.merge import merge
from anthology.pdf.assemble.resolve_pages import TypesetPieces, typeset_pieces
from anthology.pdf.engine.model import Job, Side
from anthology.pdf.executors import executor
from anthology.pdf.icc import shipped_profile
from anthology.pdf.pdfx import PressOptions, make_press_file, with_blanks

BLACK = (Path(__file__).parents[2] / "layouts/house/press.css").read_text("utf-8")
# Page numbers and running heads half an inch from the edge, as printers want them.
HEADS = "".join(f"@{box} {{ vertical-align: bottom; padding-bottom: 3pt }}" for box in ("top-left", "top-right"))
FEET = "".join(
    f"@{box} {{ vertical-align: top; padding-top: 6pt }}" for box in ("bottom-left", "bottom-center", "bottom-right")
)
SHEETS = (STYLES.replace("#333", "device-cmyk(0 0 0 1)"), BLACK, f"@page {{ {HEADS}{FEET} }}")
TRIM = (5 * 72.0, 7 * 72.0)
PAGES = 24
PROFILE = shipped_profile()


def black_job(slug: str, labels: Mapping[str, str], side: Side) -> Job:
    job = make_job(slug, labels, side)
    return Job(slug=slug, xhtml=job.xhtml, stylesheets=SHEETS, side=side, tagged=False)


@cache
def settled() -> TypesetPieces:
    with executor("inline") as workers:
        return typeset_pieces(black_job, PLACEMENTS, workers)


@cache
def unfinished() -> bytes:
    book = settled()
    pagination = with_blanks(book.pagination, PAGES)
    return merge(book.galleys, pagination, find_folios(book.galleys, SHEETS), METADATA).data


@cache
def press_file(wish: PressOptions) -> bytes:
    return make_press_file(unfinished(), wish, METADATA)


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None], version: str = "") -> bytes:
    """The file with something in it changed."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, force_version=version)
        return out.getvalue()
