"""The pictures of texts: read from the book's folder or out of the source, made fit for each edition, described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

from anthology.book.images.placement import Place, fits_in_line, place_pictures
from anthology.book.images.raster import UnfitError, is_animated, opened, written
from anthology.book.images.svg import for_print, in_black, is_drawing, is_plain, read_drawing
from anthology.core.document import Block, Blocks, Figure, InlineImage, Inlines, Paragraph
from anthology.core.errors import AnthologyError
from anthology.core.files import FolderError, parts
from anthology.core.findings import Finding, Location
from anthology.core.watchdog import report_step
from anthology.manifest import Manifest, PictureWords, read_file
from anthology.sources.encoding import decode
from anthology.sources.inlines import without_pictures
from anthology.sources.markdown.reader import read_markdown

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 5_600_000  # of a picture in an e-book: Apple's limit
SIGN = 72  # pixels in height that a picture in a line of print needs, for 300 to the inch
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as the book has it: its name among the assets, its width and height in pixels, and its bytes.

    `data` is for the e-book, `coloured` for pages that are read on a screen, both in sRGB or grey; `grey` is for the
    press, and empty for a drawing that pages can only have as pixels. `left_out` says what of a drawing is not kept.
    `source` is its path in the book's folder or its name in the source, `at` where an essay first shows it.
    """

    name: str
    size: tuple[float, float]
    data: bytes
    coloured: bytes
    grey: bytes
    left_out: str = ""
    source: str = ""
    at: Location | None = None

    @property
    def is_for_pixels(self) -> bool:
        """Whether pages, on a screen or from a press, show it as pixels though the e-book has it as a drawing."""
        return not self.grey

    @property
    def media_type(self) -> str:
        """Its media type."""
        return MEDIA_TYPES[self.name.rpartition(".")[2]]


@dataclass(slots=True, kw_only=True)
class _Gathering:
    source: str
    manifest: Manifest
    release: bool
    said: Sequence[PictureWords] = ()
    embedded: Mapping[str, bytes] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)


def with_pictures(
    blocks: Blocks,
    source: str,
    manifest: Manifest,
    *,
    release: bool,
    index: int | None = None,
    embedded: Mapping[str, bytes] | None = None,
) -> tuple[Blocks, tuple[Picture, ...], tuple[Finding, ...]]:
    """The blocks of a text with its pictures found, those pictures, and what is wrong with them.

    `source` is the text's file, `index` the number of the essay that it is, whose pictures the manifest describes, and
    `embedded` are those that its file holds. A picture is read by its path from the folder of its source, through the
    book's folder alone; of one that cannot be had only the caption stays, with finding S008. Amid words only what is as
    small as a sign stays in its line, and any in a table cell; another stands behind its paragraph, with finding S023.
    What the manifest says of a picture goes before what the source says; one of which nobody says what it shows is
    finding S013, in a release S014.
    """
    said = () if index is None else manifest.essays[index].pictures
    gathering = _Gathering(source=source, manifest=manifest, release=release, said=said, embedded=embedded or {})
    found = place_pictures(blocks, lambda figure, place: _found(figure, place, gathering))
    for number, each in enumerate(said):
        if each.file not in gathering.paths:
            at = manifest.at("essays", index or 0, "pictures", number, "file")
            gathering.findings.append(Finding("S015", f"{source} shows no picture “{each.file}”", at))
    return found, tuple(gathering.pictures.values()), tuple(gathering.findings)


def path_of(image: str, source: str) -> str:
    """The path of a picture in the book's folder, which a source names from its own folder."""
    if ":" in image.partition("/")[0] or image.startswith("/"):
        return image
    names: list[str] = []
    for name in (*PurePosixPath(source).parent.parts, *image.split("/")):
        if name == ".." and names and names[-1] != "..":
            names.pop()
        elif name not in ("", "."):
            names.append(name)
    return "/".join(names)


def _found(figure: Figure, place: Place, gathering: _Gathering) -> InlineImage | Block | None:
    known = [each for each in (figure.at, place.at) if each]
    at = next((each for each in known if each.line), known[0] if known else Location(Path(gathering.source)))
    path = path_of(figure.image, gathering.source)
    gathering.paths.add(path)
    said = next((each for each in gathering.said if each.file in (path, figure.image)), None)
    shown = figure.alt or "no words for it"
    try:
        data = gathering.embedded.get(figure.image)
        if data is None:
            _must_be_inside(figure.image)
            data = read_file(gathering.manifest, path, "picture-bytes", at)
        report_step(f"opening the picture {path}")
        picture = fit_picture(data)
        is_small = place.is_amid and not figure.caption and fits_in_line(picture.size)
        picture = fit_picture(data, least=SIGN) if is_small else picture
    except (UnfitError, FolderError, AnthologyError) as error:
        told = error.findings[0] if isinstance(error, AnthologyError) else error
        why, hint = (str(told), "") if isinstance(told, UnfitError) else (told.message, told.hint)
        gathering.findings.append(Finding("S008", f"the picture “{_short(figure.image)}” ({shown}): {why}", at, hint))
        words = (*figure.caption, *figure.credit)
        return Paragraph(content=words, id=figure.id, at=figure.at) if words else None
    if picture.left_out:
        gathering.findings.append(Finding("S021", f"“{_short(path)}”: {picture.left_out}", at))
    if not is_drawing(data) and is_animated(data, FORMATS):
        gathering.findings.append(Finding("S016", f"“{_short(path)}” moves: its first frame stands in the book", at))
    gathering.pictures.setdefault(picture.name, replace(picture, source=path, at=at))
    described = replace(_described(figure, said, at) if said else figure, image=picture.name)
    if not described.alt and not described.decorative:
        code = "S014" if gathering.release else "S013"
        gathering.findings.append(Finding(code, f"nobody says what the picture “{_short(path)}” shows", at))
    if is_small or (place.is_in_cell and not described.caption and not described.credit):
        return InlineImage(figure=described, is_small=is_small)
    if place.is_amid:
        gathering.findings.append(Finding("S023", f"“{_short(path)}”", at))
    return described


def _must_be_inside(image: str) -> None:
    """Refuse the address of a picture that is no relative path, with a hint that fits it."""
    if ":" in image.partition("/")[0]:
        parts(image)
        raise FolderError("outside", "it is not a file of the book's folder", "save it there, and name the file")
    if "\\" in image:
        raise FolderError("path", "the path has a backslash", f"write {image.replace(chr(92), '/')}")


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:79]}…"


def _described(figure: Figure, said: PictureWords, at: Location) -> Figure:
    """The picture with what the manifest says of it, where it says it."""
    return replace(
        figure,
        alt=said.alt or ("" if said.decorative == "yes" else figure.alt),
        decorative=said.decorative == "yes" or (figure.decorative and not said.alt),
        caption=_inlines(said.caption, at) or figure.caption,
        credit=_inlines(said.credit, at) or figure.credit,
    )


def _inlines(words: str, at: Location) -> Inlines:
    if not words:
        return ()
    blocks, _ = read_markdown(decode(words.encode(), at)[0], at)
    content = blocks[0].content if blocks and isinstance(blocks[0], Paragraph) else (words,)
    return without_pictures(content)[0] or (words,)


@lru_cache(maxsize=64)
def fit_picture(data: bytes, least: int = 0) -> Picture:
    """The picture written anew for e-book and print, named by its digest.

    Photographs are JPEG, drawings SVG with only what draws, all else PNG. One of fewer than `least` pixels in height is
    made larger by a whole number: a sign that a screen shows as high as its letters would else be too coarse for the
    same height in print. UnfitError if it is no PNG, JPEG, GIF, WebP or SVG, damaged, larger than 40 million pixels, or
    a drawing beyond the limits of `read_drawing`.
    """
    if is_drawing(data):
        return _fit_drawing(data)
    from PIL import Image

    picture = opened(data, FORMATS)
    kind = "JPEG" if data.startswith(b"\xff\xd8") else "PNG"
    if picture.width * picture.height > MOST_PIXELS:
        scale = (MOST_PIXELS / (picture.width * picture.height)) ** 0.5
        size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    larger = -(-least // picture.height)
    if larger > 1:
        picture = picture.resize((picture.width * larger, picture.height * larger), Image.Resampling.LANCZOS)
    mark = "-sign" if larger > 1 else ""
    name = f"picture-{sha256(data).hexdigest()[:16]}{mark}.{'jpg' if kind == 'JPEG' else 'png'}"
    made = written(picture, kind)
    grey = written(picture.convert("L"), kind)
    return Picture(name=name, size=picture.size, data=made, coloured=made, grey=grey)


def _fit_drawing(data: bytes) -> Picture:
    drawing = read_drawing(data)
    coloured = for_print(drawing.data)
    return Picture(
        name=f"picture-{sha256(data).hexdigest()[:16]}.svg",
        size=(drawing.width, drawing.height),
        data=drawing.data,
        coloured=coloured,
        grey=in_black(coloured) if is_plain(coloured) else b"",
        left_out=drawing.left_out,
    )
