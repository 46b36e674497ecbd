"""The fonts of a PDF read back: whether they are embedded, and whether they have and explain what is shown with them.

Fonts: ISO 32000-1, 9. What text shows is looked at in composite fonts (9.7), the only ones that this program writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal

FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
IDENTITY = ("/Identity-H", "/Identity-V")
WIDTH_OFF = 1.5  # thousandths of an em: one is allowed, and both widths are rounded
# A section of a map, and the numbers in it: ISO 32000-1, 9.7.5.4 and 9.10.3.
SECTION = re.compile(rb"begin(bf|cid)(char|range)(.*?)end\1\2", re.DOTALL)
TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\d+)|[\[\]]")
NO_CHARACTERS = ("\0", "\ufeff", "\ufffe")

# What can be wrong with a font: `foreign map` is one that is not embedded or stands on another, `other collection` a
# map of other characters than the font's; `no glyph map` is a font of which nothing says what glyph a character has.
Trouble = Literal[
    "foreign map",
    "other collection",
    "writing mode",
    "no glyph map",
    "untold characters",
    "no characters",
    "absent character",
    "absent glyph",
    "wrong width",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFacts:
    """A font: its name, whether it is embedded, says which characters its glyphs are, and what is wrong with it."""

    name: str
    is_embedded: bool
    has_characters: bool
    troubles: tuple[Trouble, ...] = ()


def read_fonts(pdf: Any, shown: Mapping[tuple[int, int], Set[int]]) -> Iterator[FontFacts]:
    """Every font of an open file; `shown` are the character codes in use by the font's number."""
    import pikepdf

    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != pikepdf.Name.Font:
            continue
        if str(item.get("/Subtype")) in ("/CIDFontType0", "/CIDFontType2"):
            continue
        is_composite = "/DescendantFonts" in item
        descendant = item.DescendantFonts[0] if is_composite else item
        descriptor: Any = descendant.get("/FontDescriptor", {})
        is_drawn = str(item.get("/Subtype")) == "/Type3"  # its glyphs are content of the file
        program = next((descriptor[key] for key in FONT_FILES if key in descriptor), None)
        found = _troubles(item, descendant, program, shown.get(item.objgen, frozenset())) if is_composite else ()
        yield FontFacts(
            name=str(item.get("/BaseFont", "/Type3"))[1:],
            is_embedded=is_drawn or program is not None,
            has_characters="/ToUnicode" in item,
            troubles=tuple(dict.fromkeys(found)),
        )


def _troubles(font: Any, descendant: Any, program: Any, codes: Set[int]) -> Iterator[Trouble]:
    import pikepdf

    encoding = font.get("/Encoding")
    glyphs = {code: code for code in codes}
    if isinstance(encoding, pikepdf.Stream):
        data = encoding.read_bytes()
        if "/UseCMap" in encoding or b"usecmap" in data:
            yield "foreign map"
        if _collection(encoding) != _collection(descendant):
            yield "other collection"
        mode = re.search(rb"/WMode\s+(\d)", data)
        if int(mode[1] if mode else 0) != int(encoding.get("/WMode", 0)):
            yield "writing mode"
        named = {code: cid for code, cid in read_map(data).items() if isinstance(cid, int)}
        glyphs = {code: named.get(code, 0) for code in codes}
    elif str(encoding) not in IDENTITY:
        yield "foreign map"
    is_truetype = str(descendant.get("/Subtype")) == "/CIDFontType2"
    if is_truetype and program is not None and "/CIDToGIDMap" not in descendant:
        yield "no glyph map"
    if 0 in glyphs.values():
        yield "absent character"
    yield from _unread(font, codes)
    is_plain = str(descendant.get("/CIDToGIDMap", "/Identity")) == "/Identity"
    if program is not None and is_plain:
        yield from _unfit(descendant, program.read_bytes(), frozenset(glyphs.values()))


def _collection(item: Any) -> tuple[str, str]:
    info = item.get("/CIDSystemInfo", {})
    return str(info.get("/Registry")), str(info.get("/Ordering"))


def _unread(font: Any, codes: Set[int]) -> Iterator[Trouble]:
    """What the map from codes to characters lacks of what is shown: ISO 14289-1, 7.21.7."""
    if "/ToUnicode" not in font:
        return
    told = read_map(font.ToUnicode.read_bytes())
    texts = [str(told.get(code, "")) for code in codes]
    if not all(texts):
        yield "untold characters"
    if any(letter in text for text in texts for letter in NO_CHARACTERS):
        yield "no characters"


def _unfit(descendant: Any, program: bytes, glyphs: frozenset[int]) -> Iterator[Trouble]:
    """Whether the embedded font has these glyphs, as wide as the file says: ISO 14289-1, 7.21.4.1 and 7.21.5."""
    import uharfbuzz  # only where a file is checked

    face = uharfbuzz.Face(program)
    font, count = uharfbuzz.Font(face), face.glyph_count
    if any(glyph >= count for glyph in glyphs):
        yield "absent glyph"
    widths, default = dict(_widths(descendant.get("/W", ()))), float(descendant.get("/DW", 1000))
    scale = 1000 / face.upem
    present = (glyph for glyph in glyphs if glyph < count)
    if any(abs(widths.get(glyph, default) - font.get_glyph_h_advance(glyph) * scale) > WIDTH_OFF for glyph in present):
        yield "wrong width"


def _widths(items: Any) -> Iterator[tuple[int, float]]:
    """The widths of a composite font by character: ISO 32000-1, 9.7.4.3."""
    import pikepdf

    values = list(items)
    while len(values) > 1:
        first = int(values[0])
        if isinstance(values[1], pikepdf.Array):
            yield from ((first + index, float(width)) for index, width in enumerate(iter(values[1])))
            del values[:2]
        else:
            yield from ((code, float(values[2])) for code in range(first, int(values[1]) + 1))
            del values[:3]


def read_map(data: bytes) -> dict[int, str | int]:
    """What a map makes of each code: characters (ToUnicode) or the number of a character (CMap)."""
    found: dict[int, str | int] = {}
    for section in SECTION.finditer(data):
        tokens = list(TOKEN.finditer(section[3]))
        step = 2 if section[2] == b"char" else 3
        while len(tokens) >= step:
            first, last, target = tokens[0], tokens[step - 2], tokens[step - 1]
            codes = range(int(first[1], 16), int(last[1], 16) + 1)
            if target[0] == b"[":  # a text for each code of the range
                found.update((code, _text(token[1])) for code, token in zip(codes, tokens[step:], strict=False))
                del tokens[: step + len(codes) + 1]
                continue
            for index, code in enumerate(codes):
                found[code] = int(target[2]) + index if target[2] else _next(_text(target[1]), index)
            del tokens[:step]
    return found


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace")


def _next(text: str, index: int) -> str:
    return text[:-1] + chr(min(ord(text[-1]) + index, 0x10FFFF)) if text else ""
