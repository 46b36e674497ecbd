"""Setting pieces in type: Job to Galley. The only package that imports WeasyPrint, and only when a piece is set.

No network, no file outside the job and the font files is read.
"""

from __future__ import annotations

import gc
from functools import lru_cache
from hashlib import sha256
from threading import RLock

from anthology.core.watchdog import report_step
from anthology.pdf.engine.model import Folios, Galley, Job, encode
from anthology.pdf.engine.timeouts import GRACE, MARGIN, within_limits
from anthology.pdf.fonts.files import fonts_digest

# WeasyPrint keeps its fonts for the whole process, and they are not made for two threads at once.
_ONE_AT_A_TIME = RLock()


def typeset(job: Job) -> Galley:
    """Set a piece: the same job gives the same galley, in any process.

    A page reference in the XHTML is an element of the class `page-ref`, an `a` with the target in `href` or another
    with it in `data-ref`; its text is the shape of the label, 0 for each digit. WeasyPrint's complaints, characters
    without a glyph and refused addresses are findings of the galley. SettingError if the XHTML is not well-formed;
    MissingError if WeasyPrint cannot be loaded.
    """
    from anthology.pdf.engine.render import typeset_piece

    return typeset_piece(job)


def typeset_to_bytes(job: Job, spent: float = 0) -> bytes:
    """The job's galley as bytes: what workers run. `spent` are the seconds that an earlier try has taken.

    While a piece is set hardly any of the objects made for it can go, so the garbage collector looks for them once,
    at the end, and among the new ones alone.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    report_step(f"setting {job.slug}", longer=GRACE + MARGIN, size=len(job.xhtml))
    try:
        with _ONE_AT_A_TIME, within_limits(job.slug, len(job.xhtml), spent):
            return encode(typeset(job))
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()


def probe(
    stylesheets: tuple[str, ...], page_names: tuple[str, ...], assets: tuple[tuple[str, bytes], ...] = ()
) -> Folios:
    """How the style sheets show folios on the pages of these CSS names ("" for pages without a name).

    The style sheets place folios as `content: string(folio)` in a page-margin box; a kind of page on which they place
    none has no style.
    """
    from anthology.pdf.engine.folios import probe_folios

    report_step("looking at folios", longer=GRACE + MARGIN)
    with _ONE_AT_A_TIME, within_limits("folios", 0):
        return probe_folios(stylesheets, page_names, assets)


def digest(job: Job) -> str:
    """A digest of everything in the job, and of the font files that its style sheets name."""
    summary = sha256(styles_digest(job.stylesheets).encode())
    for part in (job.slug, job.xhtml, job.side, str(job.tagged), "\n".join(job.whole)):
        summary.update(sha256(part.encode()).digest())
    for name, data in job.assets:
        summary.update(sha256(name.encode()).digest() + sha256(data).digest())
    return summary.hexdigest()


@lru_cache(maxsize=64)
def styles_digest(stylesheets: tuple[str, ...]) -> str:
    """A digest of style sheets and of the font files that they name."""
    parts = [f"{sha256(sheet.encode()).hexdigest()} {fonts_digest(sheet)}" for sheet in stylesheets]
    return sha256("\n".join(parts).encode()).hexdigest()
