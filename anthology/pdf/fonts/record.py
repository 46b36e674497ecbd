"""The fonts of a galley: recorded, not embedded; each named for what it is, so that galleys agree on the name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

import pydyf
import uharfbuzz

from anthology.core.findings import Finding, summarize
from anthology.pdf.engine.adapter.objects import RecordedFonts, UsedFont
from anthology.pdf.engine.model import Face

# Tables that layout and systems use, but no PDF needs: ISO 32000-1, 9.9 and table 126.
# fmt: off
UNNEEDED_TABLES = (
    "BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "OS/2", "PCLT",
    "SVG", "VDMX", "cmap", "hdmx", "name", "post",
)
# fmt: on

MOST_LISTED = 12  # characters that a message lists
# These have nearly all of Unicode. The emoji of fonts-noto-color-emoji are pictures in colours of screens, which no
# press file may hold and from which no text can be read back; Symbola draws lines.
GET_FONTS = (
    "on Debian and Ubuntu: apt-get install fonts-noto-core fonts-noto-cjk fonts-symbola; "
    "for a character that they lack write what is meant"
)

# How far from a bracket, quotation mark or sign the one stands that mirrors it (Unicode, BidiMirroring).
TO_MIRRORED = (1, -1, 2, -2, 16, -16)


@dataclass(frozen=True, slots=True, kw_only=True)
class FontInstance:
    """A font file at fixed axes, ready to be asked for advances and glyphs."""

    digest: str
    index: int
    axes: tuple[tuple[str, float], ...]
    font: Any

    @property
    def key(self) -> str:
        """A name that depends on the file, the face in it and its axes alone."""
        return "F" + sha256(f"{self.digest} {self.index} {self.axes}".encode()).hexdigest()[:10]


def font_instance(data: bytes, index: int, variations: dict[str, float]) -> FontInstance:
    """The font at these axes; the upper half of `index` may name an instance of a variable font, as in FreeType."""
    return _font_instance(data, index, tuple(sorted(variations.items())))


@cache
def _font_instance(data: bytes, index: int, variations: tuple[tuple[str, float], ...]) -> FontInstance:
    face = uharfbuzz.Face(data, index)
    font = uharfbuzz.Font(face)
    font.set_variations(dict(variations))
    tags = [axis.tag for axis in face.axis_infos]
    axes = tuple((tag, round(value, 4)) for tag, value in zip(tags, font.get_var_coords_design(), strict=True))
    return FontInstance(digest=sha256(data).hexdigest(), index=index & 0xFFFF, axes=axes, font=font)


@lru_cache(maxsize=64)
def advances(instance: FontInstance) -> dict[int, int]:
    """The advance width of every glyph in thousandths of the size."""
    font, scale = instance.font, 1000 / instance.font.face.upem
    return {glyph: round(font.get_glyph_h_advance(glyph) * scale) for glyph in range(font.face.glyph_count)}


def digits(instance: FontInstance, features: Mapping[str, int]) -> tuple[int, ...]:
    """The glyph ids of 0 to 9 with these OpenType features."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str("0123456789")
    buffer.guess_segment_properties()
    uharfbuzz.shape(instance.font, buffer, dict(features))
    return tuple(info.codepoint for info in buffer.glyph_infos)


class GalleyFonts(RecordedFonts):
    """The fonts of a galley in the order of their first use: each has our name and exact widths."""

    def __init__(self) -> None:
        super().__init__()
        self.instances: dict[str, FontInstance] = {}

    def record(self, font: UsedFont) -> None:
        """Name a font, and measure its glyphs."""
        instance = font_instance(font.file, font.index, font.axes)
        self.instances[instance.key] = instance
        font.name = instance.key
        font.set_widths(dict(advances(instance)))

    def rename_private_fonts(self, pdf: Any, slug: str, sources: Mapping[str, str]) -> None:
        """Give a font a name of this galley's own where what the galley has of it means nothing elsewhere.

        That are fonts that lack glyphs, for which spare glyph ids stand, and fonts of the system: the galley brings
        its own subset, and binding, perhaps on another machine, has no file to take the glyphs of all galleys from.
        """
        names: dict[str, str] = {}
        for font in self.used:
            is_own = font.missing or (font.name in self.instances and self.instances[font.name].digest not in sources)
            if is_own and font.name not in names.values():
                names[font.name] = f"{font.name}x{sha256(slug.encode()).hexdigest()[:8]}"
                self.instances[names[font.name]] = self.instances[font.name]
        for font in self.used:
            font.name = names.get(font.name, font.name)
        for item in (item for item in pdf.objects if names and isinstance(item, pydyf.Stream)):
            for index, operator in enumerate(item.stream):
                if isinstance(operator, bytes) and operator.endswith(b" Tf"):
                    name, size = operator[1:].decode().split(" ", 1)
                    item.stream[index] = f"/{names.get(name, name)} {size}".encode()

    def findings(self, faces: Iterable[Face], slug: str, text: str) -> list[Finding]:
        """Findings for characters that no font has, and for those set in a font that the book does not bring itself.

        Characters without a glyph are in the order in which they come in the piece's text.
        """
        findings = []
        missing = {chr(point) for font in self.used for point in font.missing}
        if missing:
            letters = sorted(missing, key=lambda letter: (letter not in text, text.find(letter), letter))
            listed = summarize((f"U+{ord(letter):04X} {letter}" for letter in letters), MOST_LISTED)
            message = f"{slug}: no font has a glyph for {listed}"
            findings.append(Finding("T006", message, hint=GET_FONTS, character=letters[0]))
        names = {font.name: font.family for font in self.used}
        for face in faces:
            if not face.source:
                shown = [words for words in face.texts if words]
                letters = sorted("".join(shown).strip(), key=lambda letter: (letter not in text, text.find(letter)))
                message = f"{slug}: set in {names[face.key]}, a font of this machine: {' '.join(shown)}"
                findings.append(Finding("T007", message, character="".join(letters[:1])))
        return findings


def faces_of(fonts: GalleyFonts, sources: dict[str, str]) -> tuple[Face, ...]:
    """The faces of a galley by key, a font of the system with its subset; `sources` names files by their digest."""
    merged: dict[str, Face] = {}
    for font in fonts.used:
        instance = fonts.instances[font.name]
        glyphs = tuple(sorted(font.texts))
        face = Face(
            key=font.name,
            source=sources.get(instance.digest, ""),
            digest=instance.digest,
            index=instance.index,
            axes=instance.axes,
            glyphs=glyphs,
            texts=tuple(_as_drawn(font.texts[glyph], glyph, instance.font) for glyph in glyphs),
            missing=tuple(sorted(font.missing.values())),
        )
        merged[face.key] = merged[face.key].joined([face]) if face.key in merged else face
    return tuple(_whole(merged[key], fonts.instances[key]) for key in sorted(merged))


def _as_drawn(text: str, glyph: int, font: Any) -> str:
    """The text of a glyph; of a bracket the one that is drawn.

    In text that runs from right to left an opening bracket is drawn with the glyph of the closing one (Unicode Standard
    Annex 9, rule L4), which stands for itself in all other text.
    """
    if len(text) != 1 or not unicodedata.mirrored(text) or font.get_nominal_glyph(ord(text)) == glyph:
        return text
    near = (chr(ord(text) + step) for step in TO_MIRRORED)
    return next(
        (each for each in near if unicodedata.mirrored(each) and font.get_nominal_glyph(ord(each)) == glyph), text
    )


def _whole(face: Face, instance: FontInstance) -> Face:
    return face if face.source else replace(face, data=subset(instance.font.face, face.axes, face.glyphs))


def subset(face: Any, axes: Iterable[tuple[str, float]], glyphs: Iterable[int]) -> bytes:
    """The font file with these glyphs alone, under their own ids, its axes fixed, without tables that no PDF needs."""
    request = uharfbuzz.SubsetInput()
    flags = uharfbuzz.SubsetFlags
    request.flags = flags.RETAIN_GIDS | flags.NO_HINTING | flags.NO_LAYOUT_CLOSURE | flags.NOTDEF_OUTLINE
    request.glyph_set.update({glyph for glyph in glyphs if glyph < face.glyph_count})
    request.drop_table_tag_set.update({int.from_bytes(tag.ljust(4).encode(), "big") for tag in UNNEEDED_TABLES})
    for tag, value in axes:
        request.pin_axis_location(face, tag, value)
    return bytes(request.subset(face).blob.data)
