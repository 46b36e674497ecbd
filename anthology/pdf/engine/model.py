"""What goes into setting a piece and what comes out of it; plain data only, so that it can be cached and sent away.

Every length is in PDF points (1/72 in), every position counts from the lower left corner of the page.
Objects of a galley carry numbers of their own, from 1; a reference to one is written `NUL number NUL` and gets its
true number when the book is bound. For other marks of that form see `anthology.pdf.engine.serialize`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from anthology.core.findings import Finding
from anthology.core.record_codec import pack, unpack

Side = Literal["recto", "verso"]

MARK = b"\x00"
OBJECT_END = b"\x01"

# Elements that are part of a line of text: an id of theirs names a place, not a block.
# fmt: off
INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img",
    "ins", "kbd", "mark", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "time", "u", "var", "wbr",
))
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that the setting of one piece depends on; `side` is the side of its first page.

    A style sheet or the XHTML names a picture or a font of `assets` as `asset:NAME`, and a font of an installed font
    package as `asset:font/FILENAME`. `whole` are words that are not cut at the end of a line.
    """

    slug: str
    xhtml: str
    stylesheets: tuple[str, ...]
    assets: tuple[tuple[str, bytes], ...] = ()
    side: Side = "recto"
    tagged: bool = True
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where in the text a page begins: the block's id and how many of its characters stand on earlier pages.

    White space, soft hyphens and zero-width spaces do not count; nor do the words of notes set below the text.
    """

    block: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKind:
    """What a style sheet can tell pages apart by: the page's CSS name, its side, and whether it was left blank."""

    name: str
    side: Side
    blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReference:
    """A page number to be written at binding: its target and, for each digit, where its glyph stands.

    `digits` are the glyph ids of 0 to 9 in the reference's own font, `places` byte offsets of four hexadecimal
    characters in the data of the stream with the number `stream`.
    """

    target: str
    page: int
    stream: int = 0
    face: str = ""
    digits: tuple[int, ...] = ()
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font as one galley uses it.

    `key` is its name in the content streams, the same for the same face in every galley. `source` is `font/FILENAME`
    for a font file, `NAME` for an asset of the job, empty for a font of the system, whose subset is then `data`.
    `axes` are the design coordinates of a variable font. `texts` gives for each of `glyphs` the characters that it
    shows; `missing` are glyph ids that stand for characters which the font does not have.
    """

    key: str
    source: str
    digest: str
    index: int
    axes: tuple[tuple[str, float], ...]
    glyphs: tuple[int, ...]
    texts: tuple[str, ...]
    missing: tuple[int, ...] = ()
    data: bytes = b""

    def with_glyphs(self, texts: Mapping[int, str]) -> Face:
        """The face with these glyphs too, each showing the characters given for it unless it is there already."""
        merged = {**texts, **dict(zip(self.glyphs, self.texts, strict=True))}
        glyphs = tuple(sorted(merged))
        return replace(self, glyphs=glyphs, texts=tuple(merged[glyph] for glyph in glyphs))

    def joined(self, others: Iterable[Face]) -> Face:
        """The face with the glyphs of other uses of it; of two texts for a glyph the plainer."""
        texts = dict(zip(self.glyphs, self.texts, strict=True))
        missing = set(self.missing)
        for other in others:
            missing.update(other.missing)
            for glyph, text in zip(other.glyphs, other.texts, strict=True):
                if texts.setdefault(glyph, text) != text:
                    texts[glyph] = plainer(texts[glyph], text)
        glyphs = tuple(sorted(texts))
        return replace(
            self, glyphs=glyphs, texts=tuple(texts[glyph] for glyph in glyphs), missing=tuple(sorted(missing))
        )


def plainer(one: str, other: str) -> str:
    """Of two texts of one glyph the plainer: the shorter, then the one that comes first in Unicode, but not none."""
    return min(filter(None, (one, other)), key=lambda text: (len(text), text), default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A place that a link can go to."""

    id: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """An entry for the outline, as the style sheets made it; level 1 is the highest."""

    level: int
    title: str
    page: int
    x: float
    y: float
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutwardLink:
    """A link to a target outside the piece; `objects` go away with it if the book has no such target."""

    target: str
    objects: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamObject:
    """A stream: the entries of its dictionary without the length, and its data; `raw` data is yet to be deflated."""

    number: int
    entries: bytes
    data: bytes
    raw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedStream:
    """A stream that galleys may have in common, such as a picture, known by the digest of its content."""

    digest: str
    entries: bytes
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Galley:
    """A piece set in type, without page numbers and free of any place in the book.

    `kinds` and `openings` have one entry per page. Pages are the objects 1 to `pages`; `numbers` are those of
    `objects`, which stand one after the other, each closed by OBJECT_END; `count` is the highest number in use.
    `linked` are all ids that the piece's links go to, `links` those links that leave the piece.
    `tops` are the highest structure elements, `parents` the entries of the parent tree with `parent_keys` keys,
    `ids` the ids of structure elements, which are notes, with the elements.
    """

    slug: str
    pages: int
    width: float
    height: float
    kinds: tuple[PageKind, ...]
    openings: tuple[Opening | None, ...]
    anchors: tuple[Anchor, ...]
    bookmarks: tuple[Bookmark, ...]
    references: tuple[PageReference, ...]
    links: tuple[OutwardLink, ...]
    linked: tuple[str, ...]
    faces: tuple[Face, ...]
    count: int
    numbers: tuple[int, ...]
    objects: bytes
    streams: tuple[StreamObject, ...]
    shared: tuple[SharedStream, ...]
    tops: tuple[int, ...]
    parents: bytes
    parent_keys: int
    ids: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolioStyle:
    """How the style sheets show the folio on one kind of page.

    `x` is the left end, the middle or the right end of the folio, as `align` says, `y` its baseline; `colour` holds
    the operators that set the colour; `glyphs` and `advances` (thousandths of the size) are those of `characters`.
    """

    page_name: str
    first: bool
    side: Side
    align: Literal["left", "center", "right"]
    x: float
    y: float
    size: float
    colour: bytes
    face: str
    characters: str
    glyphs: tuple[int, ...]
    advances: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folios:
    """The folio styles of a set of style sheets, and the faces that they need."""

    styles: tuple[FolioStyle, ...]
    faces: tuple[Face, ...]
    findings: tuple[Finding, ...] = ()


def encode(galley: Galley) -> bytes:
    """The galley as bytes, without pickle."""
    return pack(galley)


def decode(data: bytes) -> Galley:
    """The galley that `encode` made the bytes from; ValueError if they are damaged."""
    return unpack(Galley, data)
