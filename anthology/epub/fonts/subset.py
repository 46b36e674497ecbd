"""A subset of a font file: some characters, one weight, the features that a style sheet asks for, a name of its own.

HarfBuzz takes the subset: fontTools needs four seconds for a face where that needs 0.04, and writes no smaller file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from anthology.css.font_face import Style

TEXT_SIZE = 12.0  # points: the optical size of a text on a screen, where a face has that axis
WEIGHTS = {False: 400.0, True: 700.0}
# Names in a font (OpenType, `name`): of the face, and notices that a copy must keep.
FAMILY, STYLE, UNIQUE, FULL, VERSION, POSTSCRIPT, TYPOGRAPHIC_FAMILY = 1, 2, 3, 4, 5, 6, 16
COPYRIGHT = 0
KEPT = (COPYRIGHT, 7, 9, 13, 14)  # copyright, trademark, designer, licence, its address
# What the words of a style sheet ask of a font (CSS Fonts 4, 6.5 to 6.9), beside what is always on.
FEATURES: dict[str, tuple[str, ...]] = {
    "small-caps": ("smcp", "c2sc"),
    "petite-caps": ("pcap", "c2pc"),
    "oldstyle-nums": ("onum",),
    "lining-nums": ("lnum",),
    "tabular-nums": ("tnum",),
    "proportional-nums": ("pnum",),
    "slashed-zero": ("zero",),
    "ordinal": ("ordn",),
    "discretionary-ligatures": ("dlig",),
    "historical-ligatures": ("hlig",),
    "super": ("sups",),
    "sub": ("subs",),
}
VARIANT = re.compile(r"\bfont(?:-variant[a-z-]*)?\s*:([^;}]*)")
SETTING = re.compile(r"font-feature-settings\s*:([^;}]*)")
TAG = re.compile(r"[\"']([\x20-\x7e]{4})[\"']")
ITALIC, BOLD, REGULAR = 1 << 0, 1 << 5, 1 << 6  # OpenType, `OS/2`, fsSelection
FORBIDDING = 0x0002 | 0x0100 | 0x0200  # of fsType: no embedding, no subsets, pictures of letters alone
WINDOWS, UNICODE, ENGLISH = 3, 1, 0x409
# Variations and signatures hold of the whole font alone.
DROPPED = ("DSIG", "STAT", "MVAR", "HVAR", "VVAR", "avar", "fvar", "gvar", "cvar")


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """An opened font file: its first bytes, its names, its axes with their ends, the characters it has.

    `forbids` says that the file itself wants no part of it in a document (OpenType, `OS/2`, fsType).
    """

    face: Any
    kind: bytes
    forbids: bool
    names: dict[int, str]
    axes: dict[str, tuple[float, float]]
    characters: frozenset[int]

    @property
    def family(self) -> str:
        """The family's name, of which no weight is a part."""
        return self.names.get(TYPOGRAPHIC_FAMILY) or self.names.get(FAMILY, "")


def open_font(data: bytes) -> FontFile:
    """The font of these bytes."""
    import uharfbuzz  # only where faces are put into a book
    from fontTools.ttLib import TTFont

    face = uharfbuzz.Face(data)
    rights = TTFont(BytesIO(data), lazy=True).get("OS/2")
    wanted = (*KEPT, FAMILY, VERSION, TYPOGRAPHIC_FAMILY)
    return FontFile(
        face=face,
        kind=data[:4],
        forbids=bool(rights and rights.fsType & FORBIDDING),
        names={number: name for number in wanted if (name := str(face.get_name(number) or ""))},
        axes={axis.tag: (axis.min_value, axis.max_value) for axis in face.axis_infos},
        characters=frozenset(face.unicodes),
    )


def features(stylesheet: str) -> tuple[str, ...]:
    """The tags of the features that a style sheet asks for."""
    asked = " ".join(VARIANT.findall(stylesheet))
    named = [tag for word, tags in FEATURES.items() if re.search(rf"(?<![\w-]){word}\b", asked) for tag in tags]
    return tuple(dict.fromkeys([*named, *TAG.findall(" ".join(SETTING.findall(stylesheet)))]))


def postscript_name(family: str, style: Style) -> str:
    """A name without spaces, of letters, digits and a hyphen."""
    return f"{re.sub('[^A-Za-z0-9]', '', family)}-{style.name.replace(' ', '')}"


def subset(font: FontFile, characters: Iterable[int], style: Style, tags: Iterable[str], family: str) -> bytes:
    """The font file with these characters alone, at the weight of the style, under the name of `family`."""
    import uharfbuzz

    request = uharfbuzz.SubsetInput()
    request.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    request.unicode_set.update(characters)
    request.layout_feature_tag_set.update(_number(tag) for tag in tags)
    request.drop_table_tag_set.update(_number(tag) for tag in DROPPED)
    request.pin_all_axes_to_default(font.face)
    for tag, value in (("wght", WEIGHTS[style.bold]), ("opsz", TEXT_SIZE)):
        if tag in font.axes:
            least, most = font.axes[tag]
            request.pin_axis_location(font.face, tag, min(max(value, least), most))
    name, version = postscript_name(family, style), font.names.get(VERSION, "Version 1.0")
    names = {number: font.names[number] for number in KEPT if number in font.names} | {
        FAMILY: family,
        STYLE: style.name,
        UNIQUE: f"{version.removeprefix('Version ').partition(';')[0]};{name}",
        FULL: family if style.name == "Regular" else f"{family} {style.name}",
        VERSION: f"{version}; cut down",
        POSTSCRIPT: name,
    }
    return _rename(bytes(request.subset(font.face).blob.data), names, style)


def _number(tag: str) -> int:
    return int.from_bytes(tag.ljust(4).encode(), "big")


def _rename(data: bytes, names: Mapping[int, str], style: Style) -> bytes:
    """The font file with these names, by their numbers in the table `name`, and no others, declared to be of a style.

    The names are for Windows and in English, which every system reads.
    """
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    font["head"].macStyle = style.bold | style.italic << 1
    selection = (ITALIC * style.italic | BOLD * style.bold) or REGULAR
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~(ITALIC | BOLD | REGULAR) | selection
    font["name"].names = []
    for number, text in sorted(names.items()):
        font["name"].setName(text, number, WINDOWS, UNICODE, ENGLISH)
    made = BytesIO()
    font.save(made)
    return made.getvalue()
