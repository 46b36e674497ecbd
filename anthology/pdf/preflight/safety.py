"""How far the text of a press file keeps from the edges where the pages are cut, page numbers and running heads too."""

from __future__ import annotations

from collections.abc import Iterator

from anthology.core.findings import Finding
from anthology.core.units import INCH
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.pdf.preflight.common import ROUNDING, SHOWN_PAGES, Expected


def check_safety(data: bytes, expected: Expected) -> Iterator[Finding]:
    """Text that stands nearer to an outer edge than the printer wants is a finding D076; the gutter is `fit_gutter`'s.

    `data` is a finished press file. Printers count everything that is printed in black within a page as text.
    """
    printer = expected.printer
    if printer is None or expected.kind != "press":
        return
    wanted = printer.margin_with_bleed if expected.bleed else printer.margin
    near: dict[int, float] = {}
    with open_pdf(data) as document:
        for number, page in enumerate(document, 1):
            spine_on_left = bool(number % 2) != expected.has_spine_on_right
            left = least_distance(page, spine_on_left=spine_on_left)
            if left < wanted - ROUNDING:
                near[number] = left
    if near:
        pages = ", ".join(map(str, list(near)[:SHOWN_PAGES])) + (" …" if len(near) > SHOWN_PAGES else "")
        message = f"text stands {min(near.values()) / INCH:.2f} in from the edge (page{'s' * (len(near) > 1)} {pages})"
        hint = "move page numbers and running heads inwards: change their padding or the margins in the style sheet"
        yield Finding("D076", f"{message}: {printer.title} wants {wanted / INCH:.3g} in", hint=hint)


def least_distance(page: object, *, spine_on_left: bool) -> float:
    """The points from the text of a page of PDFium's to the nearest outer edge of the trimmed page."""
    from pypdfium2 import PdfPage

    assert isinstance(page, PdfPage)
    left, low, right, high = page.get_trimbox()
    text = page.get_textpage()
    distances = [right - left]
    for index in range(text.count_rects()):
        x0, y0, x1, y1 = text.get_rect(index)
        distances += [y0 - low, high - y1, right - x1 if spine_on_left else x0 - left]
    return float(min(distances))
