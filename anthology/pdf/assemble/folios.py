"""Folios: the page numbers that merging writes onto galleys, in the look that the style sheets give them.

No piece prints its own page numbers: what WeasyPrint lays out must not depend on where a
piece stands in the book. Besides, `counter-reset: page` on an element leaves its footers wrong (WeasyPrint issue 2114).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from anthology.core.cache import NO_CACHE, Cache
from anthology.pdf.assemble.writer import real
from anthology.pdf.engine import probe, styles_digest
from anthology.pdf.engine.model import Folios, FolioStyle, Galley, PageKind


def find_folios(
    galleys: Iterable[Galley],
    stylesheets: tuple[str, ...],
    assets: tuple[tuple[str, bytes], ...] = (),
    cache: Cache = NO_CACHE,
) -> Folios:
    """How the style sheets show folios on the pages of these galleys, from the cache if it knows."""
    names = tuple(sorted({kind.name for galley in galleys for kind in galley.kinds}))
    inputs = (styles_digest(stylesheets), names, [(name, sha256(data).hexdigest()) for name, data in assets])
    return cache.memo("folios", inputs, lambda: probe(stylesheets, names, assets), Folios)


def folio_styles(folios: Folios) -> dict[tuple[str, bool, str], FolioStyle]:
    """The styles by page name, whether the page is its piece's first, and side."""
    return {(style.page_name, style.first, style.side): style for style in folios.styles}


def folio_content(
    styles: Mapping[tuple[str, bool, str], FolioStyle], kind: PageKind, *, first: bool, folio: str, tagged: bool
) -> bytes:
    """The content that shows the folio on such a page, empty if the style sheets have no place for one there.

    In a tagged book it is an artifact of pagination: ISO 32000-1, 14.8.2.2.
    """
    style = styles.get((kind.name, first, kind.side))
    if style is None or not folio:
        return b""
    places = [style.characters.index(character) for character in folio]
    width = sum(style.advances[place] for place in places) * style.size / 1000
    x = style.x - {"left": 0.0, "center": width / 2, "right": width}[style.align]
    shown = b"".join(b"%04x" % style.glyphs[place] for place in places)
    text = b"q %s BT /%s %s Tf %s %s Td <%s> Tj ET Q" % (
        style.colour.replace(b"\n", b" "),
        style.face.encode(),
        real(style.size),
        real(x),
        real(style.y),
        shown,
    )
    return b"/Artifact <</Type /Pagination>> BDC %s EMC" % text if tagged else text
