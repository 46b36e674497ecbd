"""Fonts of the bound book: one subset for each face over the glyphs of all pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from anthology.core.errors import SettingError
from anthology.core.findings import Finding
from anthology.pdf.assemble.writer import PdfFile, real, text_string
from anthology.pdf.engine.model import Face
from anthology.pdf.fonts.files import font_file

SERIF, SYMBOLIC, ITALIC = 1 << 1, 1 << 2, 1 << 6
FIXED_PITCH = 1
WEIGHTS = {
    100: "Thin",
    200: "ExtraLight",
    300: "Light",
    400: "Regular",
    500: "Medium",
    600: "SemiBold",
    700: "Bold",
    800: "ExtraBold",
    900: "Black",
}
FAMILY_NAME, TYPOGRAPHIC_FAMILY, POSTSCRIPT_NAME = 1, 16, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """A face with its font at the right axes."""

    face: Face
    font: Any
    data: bytes


def merge_faces(faces: Iterable[Face]) -> tuple[Face, ...]:
    """One face for each key, with the glyphs of all; of two texts for a glyph the plainer."""
    uses: dict[str, list[Face]] = {}
    for face in faces:
        uses.setdefault(face.key, []).append(face)
    return tuple(uses[key][0].joined(uses[key][1:]) for key in sorted(uses))


def add_fonts(file: PdfFile, faces: Iterable[Face], assets: Mapping[str, bytes]) -> bytes:
    """Embed the faces and return the dictionary of fonts that all pages share.

    SettingError if the font file that a face was set with is not to be had any more.
    """
    objects: list[tuple[int, bytes]] = []
    entries = [b"/%s %s" % (face.key.encode(), _add_font(file, objects, _load(face, assets))) for face in faces]
    file.add_objects(objects)
    return b"<<%s>>" % b"".join(entries)


def _load(face: Face, assets: Mapping[str, bytes]) -> _Loaded:
    import uharfbuzz  # only when a book is bound

    from anthology.pdf.fonts.record import subset

    if face.data:
        font = uharfbuzz.Font(uharfbuzz.Face(face.data))
        return _Loaded(face=face, font=font, data=face.data)
    name = face.source
    data = font_file(name.removeprefix("font/")) if name.startswith("font/") else assets.get(name)
    if data is None or sha256(data).hexdigest() != face.digest:
        raise SettingError(Finding("T011", f"the font {name} is not the one that pieces were set with"))
    source = uharfbuzz.Face(data, face.index)
    font = uharfbuzz.Font(source)
    font.set_variations(dict(face.axes))
    return _Loaded(face=face, font=font, data=subset(source, face.axes, face.glyphs))


def _add_font(file: PdfFile, objects: list[tuple[int, bytes]], loaded: _Loaded) -> bytes:
    """A composite font: ISO 32000-1, 9.7; its descriptor: 9.8; glyph ids are character codes."""
    face, font = loaded.face, loaded.font
    top, descendant, descriptor, program, unicode = (file.reserve() for _ in range(5))
    name = _base_name(face, font)
    opentype = loaded.data[:4] == b"OTTO"
    kind = b"/Subtype /OpenType" if opentype else b"/Length1 %d" % len(loaded.data)
    file.add_stream(program, kind, loaded.data)
    file.add_stream(unicode, b"", to_unicode(face))
    encoding = b"/Identity-H"
    if face.missing:
        number = file.reserve()
        file.add_stream(number, CMAP_ENTRIES, _missing_map(face))
        encoding = b"%d 0 R" % number
    objects += [
        (
            top,
            b"<</Type /Font/Subtype /Type0/BaseFont /%s/Encoding %s/DescendantFonts [%d 0 R]/ToUnicode %d 0 R>>"
            % (name, encoding, descendant, unicode),
        ),
        (
            descendant,
            b"<</Type /Font/Subtype /CIDFontType%d/BaseFont /%s/CIDSystemInfo %s/FontDescriptor %d 0 R%s/DW 500/W %s>>"
            % (
                0 if opentype else 2,
                name,
                IDENTITY,
                descriptor,
                b"" if opentype else b"/CIDToGIDMap /Identity",
                _widths(face, font),
            ),
        ),
        (descriptor, _descriptor(loaded, name, b"/FontFile%d %d 0 R" % (3 if opentype else 2, program))),
    ]
    return b"%d 0 R" % top


IDENTITY = b"<</Registry (Adobe)/Ordering (Identity)/Supplement 0>>"
CMAP_ENTRIES = b"/Type /CMap/CMapName /Missing-H/CIDSystemInfo " + IDENTITY


def _scale(font: Any) -> float:
    return 1000 / float(font.face.upem)


def _widths(face: Face, font: Any) -> bytes:
    """The array of widths: runs of glyph ids in a row, each with its first id."""
    parts: list[bytes] = []
    previous = None
    for glyph in face.glyphs:
        if glyph != previous:
            parts.append(b"%s%d [" % (b"]" if parts else b"", glyph))
        parts.append(b"%d " % round(font.get_glyph_h_advance(glyph) * _scale(font)))
        previous = glyph + 1
    return b"[%s]" % (b"".join(parts).replace(b" ]", b"]").rstrip() + b"]" if parts else b"")


def _descriptor(loaded: _Loaded, name: bytes, program: bytes) -> bytes:
    import uharfbuzz

    face, font = loaded.face, loaded.font
    scale = _scale(font)
    extents = font.get_font_extents("ltr")
    tags = uharfbuzz.OTMetricsTag
    cap_height = font.get_metric_position_with_fallback(tags.CAP_HEIGHT) * scale
    weight = font.get_style_value(uharfbuzz.StyleTag.WEIGHT)
    angle = font.get_style_value(uharfbuzz.StyleTag.SLANT_ANGLE)
    family = _family(font)
    italic = bool(angle) or font.get_style_value(uharfbuzz.StyleTag.ITALIC) > 0
    flags = SYMBOLIC | (ITALIC if italic else 0) | (SERIF if "Serif" in family and "Sans" not in family else 0)
    values = (
        (b"Ascent", extents.ascender * scale),
        (b"Descent", extents.descender * scale),
        (b"CapHeight", cap_height),
        (b"ItalicAngle", angle),
        (b"StemV", 50 + (weight / 65) ** 2),
    )
    numbers = b"".join(b"/%s %s" % (key, real(round(value, 1))) for key, value in values)
    return b"<</Type /FontDescriptor/FontName /%s/FontFamily %s/Flags %d/FontBBox [%s]%s%s>>" % (
        name,
        text_string(family),
        flags,
        b" ".join(b"%d" % round(edge * scale) for edge in _bounds(face, font)),
        numbers,
        program,
    )


def _bounds(face: Face, font: Any) -> tuple[int, int, int, int]:
    """The box around all glyphs of a face, in font units."""
    boxes = [font.get_glyph_extents(glyph) for glyph in face.glyphs if glyph < font.face.glyph_count]
    boxes = [box for box in boxes if box and box.width]
    if not boxes:
        return 0, 0, 0, 0
    return (
        min(box.x_bearing for box in boxes),
        min(box.y_bearing + box.height for box in boxes),
        max(box.x_bearing + box.width for box in boxes),
        max(box.y_bearing for box in boxes),
    )


def _family(font: Any) -> str:
    return str(font.face.get_name(TYPOGRAPHIC_FAMILY) or font.face.get_name(FAMILY_NAME) or "Unknown")


def _base_name(face: Face, font: Any) -> bytes:
    """A tag that is the subset's own (ISO 32000-1, 9.6.4) and a name that can be read."""
    digest = sha256(f"{face.key} {face.glyphs}".encode()).digest()
    tag = "".join(chr(65 + byte % 26) for byte in digest[:6])
    axes = dict(face.axes)
    name = str(font.face.get_name(POSTSCRIPT_NAME) or _family(font))
    if "wght" in axes:
        italic = "Italic" if "Italic" in name else ""
        weight = WEIGHTS.get(round(axes["wght"]), f"{axes['wght']:g}wght")
        name = f"{_family(font)}-{'' if italic and weight == 'Regular' else weight}{italic}"
    return f"{tag}+{re.sub('[^A-Za-z0-9-]', '', name)}".encode()


def to_unicode(face: Face) -> bytes:
    """The map from glyph ids to characters: ISO 32000-1, 9.10.3."""
    pairs = [
        f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>"
        for glyph, text in zip(face.glyphs, face.texts, strict=True)
        if text
    ]
    return _cmap("Adobe-Identity-UCS", "UCS", 2, "bfchar", pairs)


def _missing_map(face: Face) -> bytes:
    """A map that shows the face's own sign of absence for every character that it does not have."""
    pairs = [f"<{glyph:04x}> {0 if glyph in face.missing else glyph}" for glyph in face.glyphs]
    return _cmap("Missing-H", "Identity", 1, "cidchar", pairs)


def _cmap(name: str, ordering: str, kind: int, section: str, pairs: list[str]) -> bytes:
    """A CMap file; a section of it has at most 100 pairs (Adobe Technical Note 5014, 7.2)."""
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo <</Registry (Adobe) /Ordering ({ordering}) /Supplement 0>> def\n"
        f"/CMapName /{name} def\n/CMapType {kind} def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    )
    blocks = (pairs[start : start + 100] for start in range(0, len(pairs), 100))
    sections = ("\n".join([f"{len(block)} begin{section}", *block, f"end{section}"]) for block in blocks)
    tail = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    return "\n".join([head, *sections, tail]).encode()
