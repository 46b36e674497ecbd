"""The cover: a picture for the e-book and a wrap for print, both set from the layout's cover templates."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from anthology.core.cache import NO_CACHE, Cache
from anthology.core.errors import AnthologyError, LayoutError
from anthology.core.findings import Finding, Location
from anthology.core.i18n import words
from anthology.core.yaml import quote
from anthology.pdf.assemble.merge import merge_one_page
from anthology.pdf.assemble.resolve_pages import typeset_alone
from anthology.pdf.cover.barcode import Bar, bars, isbn_digits
from anthology.pdf.engine.model import Galley, Job
from anthology.pdf.fonts.files import font_file
from anthology.pdf.icc import Profile
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.pdf.metadata import DocumentMetadata
from anthology.pdf.pdfx import PressOptions, Standard, make_press_file
from anthology.render.layout_files import Face
from anthology.render.templates import Layout
from anthology.render.xhtml import message_attributes

if TYPE_CHECKING:
    from PIL.Image import Image

Panel = Literal["front", "back"]

PICTURE = (1600, 2560)  # pixels: what shops ask of a cover
PICTURE_PAGE = (1200.0, 1920.0)  # the same in points, at 96 pixels to the inch
JPEG_QUALITY = 85
UNITS = (100.0, 160.0)  # the front's width and height in units, unless its proportions differ: cover.css

# The colours of a plain cover, by what shows them: grey paper, in every layout.
PLAIN: Mapping[Literal["screen", "press"], Mapping[str, str]] = {
    "screen": {"ground": "#e9e7e2", "tint": "#e9e7e2", "ink": "#1a1a1a", "paper": "#ffffff"},
    "press": {
        "ground": "device-cmyk(0 0 0 0.08)",
        "tint": "device-cmyk(0 0 0 0.08)",
        "ink": "device-cmyk(0 0 0 1)",
        "paper": "device-cmyk(0 0 0 0)",
    },
}

# Sizes that are tried from the largest: titles in units, the words on the back in points.
TITLE_SIZES = (22.0, 19.0, 16.5, 14.0, 12.0, 10.0, 8.0, 6.5)
PLAIN_TITLE_SIZES = TITLE_SIZES[4:]
TEXT_SIZES = (13.0, 12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
TITLE_MARGINS = 13.4  # units left and right of the title
SPINE_ROOM = 86.0  # units along the spine
SPINE_MARGIN = 4.5  # points at either side of the words: a sixteenth of an inch, by which folds may miss
SPINE_REACH = 0.6  # ems from the middle of a line to the lowest point of its letters
SPINE_SIZES = (4.0, 6.0)  # the largest in units, the smallest in points


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverFacts:
    """What a cover says; `editors` is a line of words, `date` ISO 8601, `isbn` as printed above its bar code.

    `places` are where the manifest gives the title, the subtitle, the editors and the description.
    """

    title: str
    subtitle: str = ""
    editors: str = ""
    publisher: str = ""
    isbn: str = ""
    description: str = ""
    language: str = "en"
    date: str = ""
    is_plain: bool = False
    places: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)

    @property
    def has_hashtag(self) -> bool:
        """Whether the words on the front have a hashtag, which the cover then shows."""
        return not self.is_plain and "#" in f"{self.title} {self.subtitle}"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The description's paragraphs."""
        return tuple(filter(None, (part.strip() for part in self.description.split("\n\n"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A finished cover, JPEG or PDF, and what was found when it was made."""

    data: bytes
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The measures of a wrap in points: a page's width and height, the spine's width, the bleed on all four sides.

    The front is right of the spine, or left of it where the book `opens_left`, as those in Arabic and Hebrew do.
    """

    width: float
    height: float
    spine: float
    bleed: float
    opens_left: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet with its bleed."""
        return 2 * (self.width + self.bleed) + self.spine, self.height + 2 * self.bleed

    @property
    def panels(self) -> tuple[tuple[str, float, float], ...]:
        """Each panel's name, its left edge on the sheet and its width."""
        left, right = ("front", "back") if self.opens_left else ("back", "front")
        return (
            (left, self.bleed, self.width),
            ("spine", self.bleed + self.width, self.spine),
            (right, self.bleed + self.width + self.spine, self.width),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Symbol:
    digits: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SpineWords:
    title: str
    editors: str
    size: float


def discreet(facts: CoverFacts, title: str) -> CoverFacts:
    """The facts of a plain cover with a neutral title; all that could tell of the book's subject is left out.

    The ISBN goes too: looked up, it gives the true title.
    """
    return CoverFacts(title=title, language=facts.language, date=facts.date, is_plain=True, places=facts.places)


def front_cover(facts: CoverFacts, layout: Layout, cache: Cache = NO_CACHE) -> Cover:
    """The front as a JPEG of 1600 × 2560 pixels; the same facts make the same bytes.

    LayoutError if the words do not fit at the smallest size, or if a template is at fault.
    """
    size = _title_size(facts, layout, PICTURE_PAGE, cache)
    job = _panel_job(facts, layout, "front", PICTURE_PAGE, _front_sizes(size), "screen")
    made = _bound(job, facts, cache)
    with open_pdf(made.data) as document:
        picture = document[0].render(scale=PICTURE[0] / PICTURE_PAGE[0]).to_pil().copy()
    return Cover(data=_jpeg(picture.convert("RGB")), findings=made.findings)


def wrap(
    facts: CoverFacts,
    layout: Layout,
    board: Board,
    *,
    spine_text: bool,
    profile: Profile | None = None,
    standard: Standard = "x-4",
    cache: Cache = NO_CACHE,
) -> Cover:
    """The whole cover as a PDF of one page, front to the right of the spine, in CMYK and with a bleed.

    The origin is at 0, 0; TrimBox is the cover as cut, BleedBox and MediaBox the sheet. `spine_text` tells whether the
    printer allows words on a spine of this width; with a `profile` of the press the file is PDF/X. LayoutError as
    `front_cover`, and for an ISBN that is none. A finding where the spine may bear words and has no room for them.
    """
    page = (board.width, board.height)
    symbol = _symbol(facts)
    sizes = _front_sizes(_title_size(facts, layout, page, cache))
    sizes |= {"text": f"{_text_size(facts, layout, page, cache)}pt"}
    spine_words = _spine_words(facts, board, layout.settings.spine) if spine_text else None
    values = {"facts": facts, "board": board, "symbol": symbol, "spine_words": spine_words}
    sheets = _sheets(facts, layout, page, board.size, sizes, "press")
    job = Job(slug="wrap", xhtml=_xhtml(layout, "wrap.xhtml.j2", values), stylesheets=sheets, tagged=False)
    made = _bound(job, facts, cache)
    no_room = spine_text and spine_words is None
    findings = [Finding("D063", f"a spine of {board.spine / 72:.3g} in has no room for the title")] if no_room else []
    pressed = make_press_file(made.data, PressOptions(profile=profile, standard=standard), _metadata(facts))
    return Cover(data=_with_trim(pressed, board.bleed), findings=(*made.findings, *findings))


def cover_page(facts: CoverFacts, layout: Layout, picture: str, alt: str | None = None) -> str:
    """The e-book's cover page: the picture of that name, alone on the page, with `alt` or else the words on it."""
    return layout.render(
        "cover-page.xhtml.j2",
        facts=facts,
        words=words(facts.language),
        message_attributes=message_attributes(facts.language),
        picture=picture,
        alt=alternative(facts) if alt is None else alt,
    )


def alternative(facts: CoverFacts) -> str:
    """What the front shows, for those who do not see it."""
    terms = words(facts.language)
    details = [facts.title, facts.subtitle, facts.editors, terms["cover-motif"] if facts.has_hashtag else ""]
    return f"{terms['cover']}: {'. '.join(filter(None, details))}."


def _title_size(facts: CoverFacts, layout: Layout, page: tuple[float, float], cache: Cache) -> float:
    """The largest size in units at which no word of the title is broken and the front has room for all."""
    unit = _unit(page)
    room = page[0] / unit - TITLE_MARGINS
    widest = max((_advance(word, layout.settings.title) for word in facts.title.split()), default=0.0)
    known = PLAIN_TITLE_SIZES if facts.is_plain else TITLE_SIZES
    sizes = tuple(size for size in known if size * widest <= room) or known[-1:]
    return _fitting(
        sizes,
        lambda size: _panel_job(facts, layout, "front", page, _front_sizes(size), "press"),
        facts,
        ("title", "subtitle", "editors"),
        cache,
    )


def _front_sizes(title: float) -> dict[str, str]:
    """The sizes of all words on the front: those that go with the title are smaller beside a small one."""
    sizes = {"title": title, "subtitle": min(5.4, 0.45 * title), "editors": min(4.6, 0.4 * title)}
    return {name: f"{size:.2f}rem" for name, size in sizes.items()}


def _text_size(facts: CoverFacts, layout: Layout, page: tuple[float, float], cache: Cache) -> float:
    return _fitting(
        TEXT_SIZES,
        lambda size: _panel_job(facts, layout, "back", page, {"text": f"{size}pt"}, "press"),
        facts,
        ("description", "publisher"),
        cache,
    )


def _fitting(
    sizes: tuple[float, ...],
    job: Callable[[float], Job],
    facts: CoverFacts,
    words_there: tuple[str, ...],
    cache: Cache,
) -> float:
    """The first size at which the panel keeps to one page; LayoutError D062 at the longest of the words on it."""
    for size in sizes:
        if _set(job(size), facts, cache).pages == 1:
            return size
    longest = max(words_there, key=lambda name: len(getattr(facts, name)))
    message = f"the cover has no room for all of its {longest}, {quote(getattr(facts, longest))}"
    raise LayoutError(Finding("D062", message, facts.places.get(longest), "make it shorter"))


def _panel_job(
    facts: CoverFacts,
    layout: Layout,
    panel: Panel,
    page: tuple[float, float],
    sizes: Mapping[str, str],
    shown_by: Literal["screen", "press"],
) -> Job:
    values = {"facts": facts, "panel": panel, "symbol": _symbol(facts)}
    sheets = _sheets(facts, layout, page, page, sizes, shown_by)
    return Job(slug=panel, xhtml=_xhtml(layout, "cover.xhtml.j2", values), stylesheets=sheets, tagged=False)


def _xhtml(layout: Layout, name: str, values: Mapping[str, object]) -> str:
    return layout.render(name, **values).lstrip()


def _sheets(
    facts: CoverFacts,
    layout: Layout,
    page: tuple[float, float],
    sheet: tuple[float, float],
    sizes: Mapping[str, str],
    shown_by: Literal["screen", "press"],
) -> tuple[str, ...]:
    """The layout's style sheet, and one with what it takes from here: unit, colours, sizes and the page."""
    palette = PLAIN[shown_by] if facts.is_plain else getattr(layout.settings, shown_by)
    variables = "; ".join(f"--{name}: {value}" for name, value in {**palette, **sizes}.items())
    own = (
        f":root {{ font-size: {_unit(page):.4f}pt; {variables} }}\n"
        f"@page {{ size: {sheet[0]:.4f}pt {sheet[1]:.4f}pt; background: {palette['ground']} }}"
    )
    return (layout.stylesheet("cover"), own)


def _unit(page: tuple[float, float]) -> float:
    return min(page[0] / UNITS[0], page[1] / UNITS[1])


def _symbol(facts: CoverFacts) -> _Symbol | None:
    if not facts.isbn:
        return None
    digits = isbn_digits(facts.isbn)
    return _Symbol(digits=digits, bars=bars(digits))


def _spine_words(facts: CoverFacts, board: Board, face: Face) -> _SpineWords | None:
    """The title, and the editors if both fit, as large as the spine allows; None if not even the title fits."""
    unit = _unit((board.width, board.height))
    largest = min((board.spine / 2 - SPINE_MARGIN) / SPINE_REACH, SPINE_SIZES[0] * unit)
    title, both = (_advance(words, face) for words in (facts.title, f"{facts.title}    {facts.editors}"))
    size = min(largest, SPINE_ROOM * unit / title)
    if size < SPINE_SIZES[1]:
        return None
    fits = both * size <= SPINE_ROOM * unit
    return _SpineWords(title=facts.title, editors=facts.editors if fits else "", size=round(size, 2))


def _advance(text: str, font: Face) -> float:
    """The width of a line in a face, in ems; LayoutError for a face of a font that is not installed."""
    import uharfbuzz

    data = font_file(font.file)
    if data is None:
        hint = "name a font file of the layouts, or of an installed fontpkg package, under `cover`"
        raise LayoutError(Finding("L007", f"{quote(font.file)} is not an installed font", font.at, hint))
    face = uharfbuzz.Face(data)
    shaper = uharfbuzz.Font(face)
    shaper.set_variations(dict(font.axes))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(shaper, buffer)
    return float(sum(position.x_advance for position in buffer.glyph_positions) / face.upem)


def _set(job: Job, facts: CoverFacts, cache: Cache) -> Galley:
    """A part of the cover, set."""
    try:
        galley = typeset_alone(job, cache)
    except AnthologyError as error:
        raise type(error)(*_at_title(error.findings, facts)) from error
    return replace(galley, findings=_at_title(galley.findings, facts))


def _at_title(findings: Iterable[Finding], facts: CoverFacts) -> tuple[Finding, ...]:
    """Findings on a part of the cover at the book's title: the parts are pieces to the typesetter, not in the book."""
    at = facts.places.get("title")
    return tuple(replace(each, at=each.at or at) if each.piece else each for each in findings)


def _bound(job: Job, facts: CoverFacts, cache: Cache) -> Cover:
    """The job's only page as a PDF."""
    galley = _set(job, facts, cache)
    merged = merge_one_page(galley, _metadata(facts))
    return Cover(data=merged.data, findings=(*galley.findings, *_at_title(merged.findings, facts)))


def _metadata(facts: CoverFacts) -> DocumentMetadata:
    authors = tuple(filter(None, [facts.editors]))
    return DocumentMetadata(title=facts.title, authors=authors, language=facts.language, date=facts.date)


def _with_trim(data: bytes, bleed: float) -> bytes:
    """The finished page with its trim box within the bleed, which the page already has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0].obj
        width, height = (float(edge) for edge in page.MediaBox.as_list()[2:])
        page.TrimBox = pikepdf.Array([round(edge, 3) for edge in (bleed, bleed, width - bleed, height - bleed)])
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, force_version=pdf.pdf_version)
    return written.getvalue()


def _jpeg(picture: Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    return written.getvalue()
