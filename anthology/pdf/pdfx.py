"""Finishing: a bound PDF becomes the inside of a book as a printer takes it.

Links, outline and tags go; boxes, crop marks and the claim to be PDF/X come. The same arguments give the same bytes.
PDF/X-4: ISO 15930-7. PDF/X-1a: ISO 15930-4 (2003). Boxes: ISO 32000-1, 14.11.2.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from anthology.core.units import MM
from anthology.pdf.assemble.paginate import Pagination, PlacedPage, roman
from anthology.pdf.assemble.writer import real
from anthology.pdf.icc import Profile
from anthology.pdf.metadata import DocumentMetadata, xmp_packet

if TYPE_CHECKING:
    import pikepdf

MARK_LENGTH = 5 * MM
MARK_GAP = 1 * MM  # between the bleed and a mark
LEAST_OFFSET = 3 * MM  # of a mark from the trimmed page
MARK_WIDTH = 0.25
# WeasyPrint leaves link annotations in a file that claims PDF/X, and makes a transparency group in RGB, which printers
# refuse, of each gradient, shadow or opacity (issue 2723). Its own marks are in RGB with transparency, lie inside the
# bleed box and move the page's origin (issue 2685): they are drawn here instead, in Separation /All.
PAGE_KEYS = ("/Annots", "/StructParents", "/Tabs", "/Group", "/CropBox", "/ArtBox")
ROOT_KEYS = ("/Outlines", "/PageMode", "/Names", "/StructTreeRoot", "/MarkInfo", "/OpenAction", "/AcroForm")
SCREEN_SPACES = ("/lab-d50", "/lab-d65")  # WeasyPrint defines these on every page, used or not
ALL_INKS = "/all-inks"

Standard = Literal["x-4", "x-1a"]
# By standard: what the file calls itself, and its version of PDF.
STANDARDS: dict[Standard, tuple[str, str]] = {"x-4": ("PDF/X-4", "1.6"), "x-1a": ("PDF/X-1a:2003", "1.4")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PressOptions:
    """How a press file is finished: `bleed` in points, `profile` None for no claim to be PDF/X."""

    bleed: float = 0.0
    bleeds_at_spine: bool = True
    has_spine_on_right: bool = False
    has_marks: bool = False
    standard: Standard = "x-4"
    profile: Profile | None = None


def with_blanks(pagination: Pagination, pages: int) -> Pagination:
    """The pagination with blank pages at its end until there are so many pages; they count on but show no folio."""
    have = len(pagination.pages)
    more = range(have, max(have, pages))
    last = pagination.labels[-1] if pagination.labels else ""
    start = int(last) + 1 if last.isdecimal() else None
    labels = (roman(index + 1) if start is None else str(start + index - have) for index in more)
    return replace(
        pagination,
        pages=(*pagination.pages, *(PlacedPage() for _ in more)),
        labels=(*pagination.labels, *labels),
        folios=(*pagination.folios, *("" for _ in more)),
        openings=(*pagination.openings, *(None for _ in more)),
    )


def make_press_file(data: bytes, options: PressOptions, metadata: DocumentMetadata) -> bytes:
    """The press file of a bound PDF, whose first page is a recto."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ROOT_KEYS:
            if key in pdf.Root:
                del pdf.Root[key]
        sheet = _Sheet(pdf, options)
        for index, page in enumerate(pdf.pages):
            sheet.finish_page(page.obj, is_recto=index % 2 == 0)
        _claim(pdf, options, metadata)
        out = io.BytesIO()
        # Object streams, which PDF 1.4 does not know, go with the version.
        pdf.save(out, deterministic_id=True, force_version=STANDARDS[options.standard][1])
        return out.getvalue()


class _Sheet:
    """The boxes and marks of the pages of one file; what pages share is made once."""

    def __init__(self, pdf: pikepdf.Pdf, options: PressOptions) -> None:
        self.pdf = pdf
        self.options = options
        offset = max(options.bleed + MARK_GAP, LEAST_OFFSET)
        self.around = offset + MARK_LENGTH if options.has_marks else options.bleed
        self.offset = offset
        self.streams: dict[bytes, Any] = {}
        self.all_inks = self._all_inks() if options.has_marks else None

    def finish_page(self, page: Any, *, is_recto: bool) -> None:
        """Give a page its boxes and marks, and take what only a screen can use."""
        for key in PAGE_KEYS:
            if key in page:
                del page[key]
        width, height = (float(value) for value in page.MediaBox[2:])
        left, right = self._sides(self.options.bleed, is_recto=is_recto)
        room_left, room_right = self._sides(self.around, is_recto=is_recto)
        x, y = room_left, self.around
        page.MediaBox = _box(0, 0, x + width + room_right, y + height + self.around)
        page.BleedBox = _box(x - left, y - self.options.bleed, x + width + right, y + height + self.options.bleed)
        page.TrimBox = _box(x, y, x + width, y + height)
        self._clean_spaces(page.Resources)
        self._place(page, width, height, (x, y))

    def _sides(self, width: float, *, is_recto: bool) -> tuple[float, float]:
        """What there is of a width left and right of a page: the spine is on the left of a recto, or on its right."""
        if self.options.bleeds_at_spine:
            return width, width
        return (0.0, width) if is_recto != self.options.has_spine_on_right else (width, 0.0)

    def _place(self, page: Any, width: float, height: float, origin: tuple[float, float]) -> None:
        """Move a page's content to its place on the sheet, and draw the marks around it."""
        from pikepdf import Array, Dictionary, Name

        contents = page.get("/Contents", Array())
        parts = list(iter(contents)) if isinstance(contents, Array) else [contents]
        if parts and any(origin):
            parts = [self._stream(b"q 1 0 0 1 %s %s cm" % (real(origin[0]), real(origin[1]))), *parts]
            parts.append(self._stream(b"Q"))
        if self.all_inks is not None:
            page.Resources = Dictionary(page.Resources)
            page.Resources.ColorSpace = Dictionary(page.Resources.get("/ColorSpace", {}))
            page.Resources.ColorSpace[ALL_INKS] = self.all_inks
            lines = b" ".join(self._marks(width, height, origin))
            parts.append(self._stream(b"q %s CS 1 SCN %s w %s Q" % (ALL_INKS.encode(), real(MARK_WIDTH), lines)))
        page[Name.Contents] = Array(parts)

    def _marks(self, width: float, height: float, origin: tuple[float, float]) -> Iterator[bytes]:
        """Two lines at each corner, in line with the trimmed page and outside its bleed."""
        x, y = origin
        near, far = self.offset, self.offset + MARK_LENGTH
        for edge in (x, x + width):
            for start, end in ((y - near, y - far), (y + height + near, y + height + far)):
                yield _line((edge, start), (edge, end))
        for edge in (y, y + height):
            for start, end in ((x - near, x - far), (x + width + near, x + width + far)):
                yield _line((start, edge), (end, edge))

    def _stream(self, data: bytes) -> Any:
        if data not in self.streams:
            self.streams[data] = self.pdf.make_indirect(self.pdf.make_stream(data))
        return self.streams[data]

    def _all_inks(self) -> Any:
        """The colour that prints on every plate: ISO 32000-1, 8.6.6.4."""
        from pikepdf import Array, Dictionary, Name

        function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
        return self.pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, function]))

    def _clean_spaces(self, resources: Any) -> None:
        spaces = resources.get("/ColorSpace", {})
        for name in SCREEN_SPACES:
            if name in spaces:
                del spaces[name]


def _claim(pdf: Any, options: PressOptions, metadata: DocumentMetadata) -> None:
    """Say what the file is: output intent, information, XMP; no claim without a profile."""
    from pikepdf import Array, Dictionary, Name, Stream, String

    profile, (name, _) = options.profile, STANDARDS[options.standard]
    pdf.docinfo["/Trapped"] = Name("/False")
    if profile is not None:
        metadata = replace(metadata, claims=(name,))
        stream = Stream(pdf, profile.data)
        stream.N = 4
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFX,
            OutputConditionIdentifier=String(profile.condition),
            Info=String(profile.info),
            DestOutputProfile=pdf.make_indirect(stream),
        )
        if profile.registry:
            intent.RegistryName = String(profile.registry)
        pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
        if options.standard == "x-1a":
            pdf.docinfo["/GTS_PDFXVersion"] = String(name)
    pdf.Root.Metadata = pdf.make_stream(xmp_packet(metadata), Type=Name.Metadata, Subtype=Name.XML)


def _box(x0: float, y0: float, x1: float, y1: float) -> Any:
    from pikepdf import Array

    return Array([round(value, 3) for value in (x0, y0, x1, y1)])


def _line(start: tuple[float, float], end: tuple[float, float]) -> bytes:
    return b"%s %s m %s %s l S" % (real(start[0]), real(start[1]), real(end[0]), real(end[1]))
