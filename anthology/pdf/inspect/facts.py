"""A finished PDF read back: its boxes, fonts, links, output intents, metadata, structure, and what its pages paint."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from anthology.core.errors import SourceError
from anthology.core.findings import Finding
from anthology.core.xml import parse_xml
from anthology.pdf.inspect.content_stream import Content, read_content
from anthology.pdf.inspect.fonts import FontFacts, read_fonts
from anthology.pdf.inspect.structure import ObjectId, Structure, read_structure

Box = tuple[float, float, float, float]

UA_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
NAMESPACES = {
    "http://www.aiim.org/pdfa/ns/id/": "pdfaid",
    UA_NAMESPACE: "pdfuaid",
    "http://www.npes.org/pdfx/ns/id/": "pdfxid",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://purl.org/dc/elements/1.1/": "dc",
}
QUALIFIED = re.compile(r"\{(.*?)\}(.*)")
INHERITED = 32  # the deepest page tree that is looked through for a box


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A link or another annotation of a page: its words, and its address where it leads out of the file."""

    id: ObjectId
    kind: str
    words: str
    address: str
    is_printed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """A page: its boxes in points, what it paints, its annotations, and whether their order is the structure's."""

    number: int
    id: ObjectId
    media: Box
    bleed: Box | None
    trim: Box | None
    crop: Box | None
    content: Content
    annotations: tuple[Annotation, ...]
    orders_by_structure: bool

    @property
    def size(self) -> tuple[float, float]:
        """The width and height of the trimmed page."""
        box = self.trim or self.media
        return box[2] - box[0], box[3] - box[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An output intent: its kind, the name of its condition, and the class and colours of its ICC profile."""

    kind: str
    condition: str
    profile_class: str = ""
    colours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFacts:
    """Everything that a check wants to know of a PDF; `extras` names outline, scripts and attachments that it has.

    `xmp` has, besides the metadata by their usual prefix, as `prefix` another one that the claim to be PDF/UA is under.
    """

    version: str
    pages: tuple[PageFacts, ...]
    fonts: tuple[FontFacts, ...]
    intents: tuple[Intent, ...]
    title: str
    language: str
    is_marked: bool
    is_suspect: bool
    shows_title: bool
    has_id: bool
    has_object_streams: bool
    extras: tuple[str, ...]
    structure: Structure | None
    info: Mapping[str, str]
    xmp: Mapping[str, str]


def _contents(pdf: Any) -> Iterable[Content]:
    return map(read_content, pdf.pages)


def read_pdf(data: bytes, contents: Callable[[Any], Iterable[Content]] = _contents) -> PdfFacts:
    """Read a PDF back; SourceError D010 if it is damaged or asks for a password.

    `contents` gives what each page of the open file paints.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _facts(pdf, data, contents(pdf))
    except (pikepdf.PdfError, pikepdf.PasswordError, AttributeError, KeyError, TypeError, ValueError) as error:
        reason = str(error).rpartition(": ")[2]
        raise SourceError(Finding("D010", f"the PDF cannot be read: {reason}")) from error


def _facts(pdf: Any, data: bytes, contents: Iterable[Content]) -> PdfFacts:
    root = pdf.Root
    info = {str(key)[1:]: str(value) for key, value in (pdf.trailer.get("/Info") or {}).items()}
    xmp, marks = dict(_xmp(root)), root.get("/MarkInfo", {})
    pages = tuple(
        _page(page, number, content) for number, (page, content) in enumerate(zip(pdf.pages, contents, strict=True), 1)
    )
    return PdfFacts(
        version=pdf.pdf_version,
        pages=pages,
        fonts=tuple(read_fonts(pdf, _shown(pdf, pages))),
        intents=tuple(_intent(intent) for intent in root.get("/OutputIntents", ())),
        title=xmp.get("dc:title", ""),
        language=str(root.get("/Lang", "")),
        is_marked=bool(marks.get("/Marked", False)),
        is_suspect=bool(marks.get("/Suspects", False)),
        shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
        has_id="/ID" in pdf.trailer,
        has_object_streams=b"/ObjStm" in data,
        extras=tuple(_extras(root)),
        structure=read_structure(pdf),
        info=info,
        xmp=xmp,
    )


def _page(page: Any, number: int, content: Content) -> PageFacts:
    return PageFacts(
        number=number,
        id=page.obj.objgen,
        media=_box(page.obj, "/MediaBox") or (0.0, 0.0, 0.0, 0.0),
        bleed=_box(page.obj, "/BleedBox"),
        trim=_box(page.obj, "/TrimBox"),
        crop=_box(page.obj, "/CropBox"),
        content=content,
        annotations=tuple(_annotation(item) for item in page.obj.get("/Annots", ())),
        orders_by_structure=str(page.obj.get("/Tabs")) == "/S",
    )


def _box(node: Any, key: str) -> Box | None:
    """A box of a page, with its lower left corner first; media and crop boxes are inherited: ISO 32000-1, 7.7.3.4."""
    for _ in range(INHERITED):
        if key in node:
            x0, y0, x1, y1 = (float(value) for value in node[key])
            return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        if key not in ("/MediaBox", "/CropBox") or "/Parent" not in node:
            break
        node = node.Parent
    return None


def _annotation(item: Any) -> Annotation:
    action = item.get("/A", {})
    return Annotation(
        id=item.objgen,
        kind=str(item.get("/Subtype"))[1:],
        words=str(item.get("/Contents", "")).strip(),
        address=str(action.get("/URI", "")),
        is_printed=bool(int(item.get("/F", 0)) & 4),
    )


def _shown(pdf: Any, pages: Iterable[PageFacts]) -> dict[ObjectId, set[int]]:
    """The character codes that pages show in each font, by its number."""
    shown: dict[ObjectId, set[int]] = {}
    for page, facts in zip(pdf.pages, pages, strict=True):
        fonts = page.resources.get("/Font", {}) if facts.content.codes else {}
        for name, codes in facts.content.codes:
            if name in fonts:
                shown.setdefault(fonts[name].objgen, set()).update(codes)
    return shown


def _intent(intent: Any) -> Intent:
    profile = intent.get("/DestOutputProfile")
    header = profile.read_bytes()[:128] if profile is not None else b""
    return Intent(
        kind=str(intent.get("/S"))[1:],
        condition=str(intent.get("/OutputConditionIdentifier", "")),
        profile_class=header[12:16].decode("latin-1"),
        colours=header[16:20].decode("latin-1").strip(),
    )


def _extras(root: Any) -> Iterator[str]:
    import pikepdf

    names = root.get("/Names", {})
    opening = root.get("/OpenAction")
    if "/Outlines" in root and "/First" in root.Outlines:
        yield "an outline"
    if "/JavaScript" in names or "/AA" in root or (isinstance(opening, pikepdf.Dictionary) and "/JS" in opening):
        yield "scripts"
    if "/EmbeddedFiles" in names:
        yield "attachments"
    if "/AcroForm" in root:
        yield "a form"
    if "/OCProperties" in root:
        yield "layers"


def _xmp(root: Any) -> Iterator[tuple[str, str]]:
    """The simple values of the XMP packet by their usual prefix, a list's items joined."""
    if "/Metadata" not in root:
        return
    tree = parse_xml(root.Metadata.read_bytes().strip(), recover=True)
    for element in tree.iter() if tree is not None else ():
        if not isinstance(element.tag, str):
            continue
        words = " ".join(text.strip() for text in element.itertext() if text.strip())
        for name, text in (*element.attrib.items(), (element.tag, words)):
            match = QUALIFIED.match(str(name))
            if match and match[1] in NAMESPACES and text:
                yield f"{NAMESPACES[match[1]]}:{match[2]}", str(text)
                if match[1] == UA_NAMESPACE and element.prefix != NAMESPACES[match[1]] and name == element.tag:
                    yield "prefix", str(element.prefix)
