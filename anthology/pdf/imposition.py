"""Imposition: which pages go side by side on which sheet, so that the folded sheets read in order.

The order is a pure function of the number of pages; `booklet` lays the pages of a finished PDF out by it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from anthology.core.errors import LayoutError
from anthology.core.findings import Finding
from anthology.core.units import INCH, MM
from anthology.pdf.assemble.writer import real
from anthology.pdf.metadata import DocumentMetadata, info_dictionary, xmp_packet

if TYPE_CHECKING:
    import pikepdf

Direction = Literal["ltr", "rtl"]
Pair = tuple[int | None, int | None]

PAGES_OF_SHEET = 4
# Width and height of sheets as they lie in the printer's tray, long edge up: ISO 216 A4, and US Letter.
SHEETS: dict[str, tuple[float, float]] = {"a4": (297 * MM, 210 * MM), "letter": (11 * INCH, 8.5 * INCH)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The pages on a sheet as it lies before one, left and right, by index from 0; None is a blank page.

    `depth` is the number of sheets that are folded around it.
    """

    front: Pair
    back: Pair
    depth: int = 0


def impose(
    pages: int, signature: int | None = None, direction: Direction = "ltr", *, back_cover: bool = False
) -> tuple[Sheet, ...]:
    """The sheets of a booklet in the order in which they are printed, the outermost of each signature first.

    Without `signature` all sheets are folded as one and stitched through the fold; with it, the pages go into
    signatures of so many pages, of which the last is as short as it can be. A left-to-right booklet has its spine on
    the left. Blank pages fill the last sheet: at the end, or, where the last page is the back cover, before that page.
    LayoutError if there is no page, or if a signature is not a multiple of four pages.
    """
    if pages < 1:
        raise LayoutError(Finding("D060", "there are no pages to fold"))
    order = _with_blanks(pages, back_cover=back_cover)
    sheets = (sheet for start, length in signatures(pages, signature) for sheet in _fold(order[start : start + length]))
    return tuple(sheets if direction == "ltr" else map(_mirrored, sheets))


def signatures(pages: int, signature: int | None = None) -> tuple[tuple[int, int], ...]:
    """The first page and the number of pages, blank ones too, of each signature; LayoutError as `impose`."""
    total = -(-pages // PAGES_OF_SHEET) * PAGES_OF_SHEET
    length = total if signature is None else signature
    if length < PAGES_OF_SHEET or length % PAGES_OF_SHEET:
        hint = "a sheet that is folded once has four pages: give 4, 8, 12, 16 …"
        raise LayoutError(Finding("D060", f"a signature of {length} pages cannot be folded", hint=hint))
    return tuple((start, min(length, total - start)) for start in range(0, total, length))


def creep(depth: int, thickness_mm: float) -> float:
    """How far, in millimetres, the pages of a sheet move towards the spine; 0 for the outermost sheet.

    Every sheet around it pushes a sheet's fold, and with it its outer edges, away from the spine by the paper's
    thickness. Moved back by as much, the type of all pages stands at one distance from the spine, and trimming takes
    its share from the outer margin of each page alike.
    """
    return depth * thickness_mm


def _with_blanks(pages: int, *, back_cover: bool) -> tuple[int | None, ...]:
    blanks = (None,) * (-pages % PAGES_OF_SHEET)
    numbers = tuple(range(pages))
    return (*numbers[:-1], *blanks, numbers[-1]) if back_cover else (*numbers, *blanks)


def _fold(order: tuple[int | None, ...]) -> Iterator[Sheet]:
    """The sheets of one signature: the outermost bears its first two and its last two pages."""
    for depth in range(len(order) // PAGES_OF_SHEET):
        first, last = 2 * depth, len(order) - 1 - 2 * depth
        yield Sheet(front=(order[last], order[first]), back=(order[first + 1], order[last - 1]), depth=depth)


def _mirrored(sheet: Sheet) -> Sheet:
    return Sheet(front=sheet.front[::-1], back=sheet.back[::-1], depth=sheet.depth)


def booklet(
    data: bytes,
    *,
    sheet: tuple[float, float] = SHEETS["a4"],
    signature: int | None = None,
    direction: Direction = "ltr",
    thickness_mm: float = 0.0,
    back_cover: bool = False,
) -> bytes:
    """A PDF's pages two on a side, for printing on both sides, flipped on the short edge, and folding.

    `sheet` is the width and height of the paper in points, wider than high; `thickness_mm` is that of one sheet. Pages
    that are larger than half a sheet are made smaller, none is made larger; each stands against the fold, at half the
    height. What is said of the document is kept, but its links, outline and tags are not: nothing is claimed about
    accessibility. The same data give the same bytes. LayoutError as `impose`, and for paper that is not wider than it
    is high.
    """
    import pikepdf

    if not sheet[0] > sheet[1] > 0:
        raise LayoutError(Finding("D060", f"paper of {sheet[0]:g} × {sheet[1]:g} pt is not wider than it is high"))
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as made:
        forms = [made.copy_foreign(source.make_indirect(page.as_form_xobject())) for page in source.pages]
        for each in impose(len(forms), signature, direction, back_cover=back_cover):
            shift = creep(each.depth, thickness_mm) * MM
            for pair in (each.front, each.back):
                _add_side(made, sheet, [None if index is None else forms[index] for index in pair], shift)
        _describe(made, _metadata_of(source))
        written = io.BytesIO()
        made.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _add_side(made: pikepdf.Pdf, sheet: tuple[float, float], forms: list[pikepdf.Object | None], shift: float) -> None:
    from pikepdf import Dictionary

    page = made.add_blank_page(page_size=sheet)
    placed = {f"/P{side}": (form, side) for side, form in enumerate(forms) if form is not None}
    page.obj.TrimBox = page.obj.MediaBox
    page.obj.Resources = Dictionary(XObject=Dictionary({name: form for name, (form, _) in placed.items()}))
    content = (_draw(name, _frame(form), side, sheet, shift) for name, (form, side) in placed.items())
    page.obj.Contents = made.make_stream(b"\n".join(content))


def _frame(form: pikepdf.Object) -> pikepdf.Rectangle:
    """Where a form shows its page: a turned page has a matrix that turns it."""
    from pikepdf import Matrix, Rectangle

    left, low, right, high = (float(edge) for edge in form.BBox.as_list())
    turn = Matrix(*(float(number) for number in form.Matrix.as_list())) if "/Matrix" in form else Matrix()
    return turn.transform(Rectangle(left, low, right, high))


def _draw(name: str, frame: pikepdf.Rectangle, side: int, sheet: tuple[float, float], shift: float) -> bytes:
    """The operators that show a page on the left (side 0) or right half (side 1), moved by `shift` to the fold."""
    half, height = sheet[0] / 2, sheet[1]
    scale = min(1.0, half / frame.width, height / frame.height)
    x = half - shift if side else half + shift - frame.width * scale
    y = (height - frame.height * scale) / 2
    numbers = (scale, scale, x - frame.llx * scale, y - frame.lly * scale)
    clip = b"%s 0 %s %s re W n" % (real(half * side), real(half), real(height))
    return b"q %s %s 0 0 %s %s %s cm %s Do Q" % (clip, *map(_fine, numbers), name.encode())


def _fine(value: float) -> bytes:
    """A number with six decimals: a scale with three would miss by half a point over a page."""
    return f"{value:.6f}".encode()


def _metadata_of(source: pikepdf.Pdf) -> DocumentMetadata:
    """What a finished PDF says of itself; the date as ISO 8601 has it."""
    known = {str(key): str(value) for key, value in source.docinfo.items()}
    figures = "".join(filter(str.isdigit, known.get("/CreationDate", "")[:16]))
    return DocumentMetadata(
        title=known.get("/Title", ""),
        authors=tuple(filter(None, [known.get("/Author", "")])),
        subject=known.get("/Subject", ""),
        keywords=tuple(filter(None, [known.get("/Keywords", "")])),
        language=str(source.Root.get("/Lang", "en")),
        date=f"{figures[:4]}-{figures[4:6]}-{figures[6:8]}" if len(figures) >= len("20261120") else "",
    )


def _describe(made: pikepdf.Pdf, metadata: DocumentMetadata) -> None:
    """Metadata, and how the file wants to be printed (ISO 32000-1, 12.2): both sides, short edge, true size."""
    from pikepdf import Dictionary, Name, Object, String

    made.trailer.Info = made.make_indirect(Object.parse(info_dictionary(metadata)))
    made.Root.Metadata = made.make_stream(xmp_packet(metadata), Type=Name.Metadata, Subtype=Name.XML)
    made.Root.Lang = String(metadata.language)
    made.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, Duplex=Name.DuplexFlipShortEdge, PrintScaling=Name("/None")
    )
