"""The files of a layout: its own, over those of the layout that it extends; shipped, or from a book's own folder."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from anthology.core.errors import LayoutError
from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding, Location, Severity, suggest, worst
from anthology.core.i18n import layouts_folder
from anthology.core.schema import (
    Line,
    OptionalFolded,
    OptionalList,
    Record,
    key,
    matching,
    optional,
    read_word,
    validate_record,
)
from anthology.core.units import Margins
from anthology.core.yaml import Document, decode, parse
from anthology.manifest.types import Length, read_length
from anthology.render.shipped_layouts import HOUSE, SETTINGS, shipped_names

OWN = "layouts"  # the folder of a book in which its own layouts are
LARGEST = 1_000_000  # bytes of a template or style sheet
# Style sheets that stand in place of those below them; any other is added after them.
REPLACING = ("faces.css",)
# What may be said of a colour: on a screen RGB in six figures, in print four inks (CSS Color 5, section 6).
SCREEN_COLOUR = "#[0-9a-f]{6}"
INK_COLOUR = r"device-cmyk\((?:0|1|0\.[0-9]+)(?: (?:0|1|0\.[0-9]+)){3}\)"

_screen_colour = matching(SCREEN_COLOUR, "L007", "is not a colour for the screen", "for instance #0f484e")
_ink_colour = matching(INK_COLOUR, "L007", "is not a colour for the press", "for instance device-cmyk(0 0 0 1)")
_axis = matching("[a-zA-Z]{4}", "L007", "is not an axis of a font", "for instance wght")
_axis_value = matching(r"[0-9]{1,4}(?:\.[0-9]+)?", "L007", "is not the value of an axis", "for instance 600")

ScreenColour = Annotated[str, optional(_screen_colour), WithJsonSchema({"type": "string"})]
InkColour = Annotated[str, optional(_ink_colour), WithJsonSchema({"type": "string"})]
Axis = Annotated[str, BeforeValidator(_axis)]
AxisValue = Annotated[
    float, BeforeValidator(lambda value: float(_axis_value(value))), WithJsonSchema({"type": "number"})
]
PageEdge = Annotated[Length | None, BeforeValidator(read_length), WithJsonSchema({"type": "string"})]
Shipped = Annotated[str, optional(lambda value: read_word(value, shipped_names())), WithJsonSchema({"type": "string"})]


class MarginsEntry(Record):
    """The margins of a page of the book."""

    top: PageEdge = key("From the head of the page.", "20mm", None)
    outside: PageEdge = key("From the edge that is cut.", "0.8in", None)
    bottom: PageEdge = key("From the foot of the page.", "25mm", None)
    inside: PageEdge = key("From the spine; it grows by itself in a thick book.", "57pt", None)


class ScreenColours(Record):
    """The colours of the cover on a screen; one that is left out is that of the layout below."""

    ground: ScreenColour = key("The ground.", '"#0f484e"', "")
    tint: ScreenColour = key("The bands and rules.", '"#5e9c99"', "")
    ink: ScreenColour = key("The words.", '"#ffffff"', "")
    paper: ScreenColour = key("The field of the bar code.", '"#ffffff"', "")


class PressColours(Record):
    """The colours of the cover in print, in four inks; one that is left out is that of the layout below."""

    ground: InkColour = key("The ground.", "device-cmyk(0.9 0.42 0.45 0.4)", "")
    tint: InkColour = key("The bands and rules.", "device-cmyk(0.58 0.16 0.34 0.1)", "")
    ink: InkColour = key("The words.", "device-cmyk(0 0 0 0)", "")
    paper: InkColour = key("The field of the bar code.", "device-cmyk(0 0 0 0)", "")


class FaceEntry(Record):
    """The font in which words of the cover are measured: the one that its style sheet names for them."""

    font: Line = key("The font file, by its name.", '"SourceSans3[wght].ttf"')
    axes: dict[Axis, AxisValue] = key("The values of its axes.", "{wght: 600}", {})


class CoverEntry(Record):
    """The colours and faces of the cover."""

    screen: ScreenColours = key("The colours of an e-book's cover.", '{ground: "#0f484e"}', ScreenColours())
    press: PressColours = key("The colours in print.", "{ink: device-cmyk(0 0 0 0)}", PressColours())
    title: FaceEntry | None = key("The face of the title.", '{font: "SourceSans3[wght].ttf"}', None)
    spine: FaceEntry | None = key("The face of the spine.", '{font: "SourceSans3[wght].ttf"}', None)


class LayoutSettings(Record):
    """The layout.yaml of a layout: what it says of itself outside its style sheets."""

    summary: OptionalFolded = key("How it looks, in a line.", "A modern sans, set to the left", "")
    extends: Shipped = key("The layout that this one builds on, one of those that come with the builder.", "modern", "")
    typefaces: OptionalList[Line] = key(
        "The typefaces with who drew them, for the colophon.", "[EB Garamond (Georg Duffner)]", ()
    )
    words: OptionalList[Line] = key(
        "The words that the templates add to a book beside the builder's own, each as it stands there.",
        '["Continue at"]',
        (),
    )
    margins: MarginsEntry = key("The margins of a page.", "{top: 20mm}", MarginsEntry())
    cover: CoverEntry = key("The cover.", "{}", CoverEntry())


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font file by name, with the values of its axes, for measuring words before they are set; where it is named."""

    file: str
    axes: tuple[tuple[str, float], ...] = ()
    at: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a layout says of itself outside its style sheets: the margins of a book's page, the colours of its cover.

    `typefaces` are named in the colophon, `words` are those that its templates add. `screen` and `press` are the
    colours by name; `title` and `spine` the faces of the cover's title and of its spine.
    """

    summary: str
    typefaces: tuple[str, ...]
    words: tuple[str, ...]
    margins: Margins
    screen: Mapping[str, str]
    press: Mapping[str, str]
    title: Face
    spine: Face


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFile:
    """A template or style sheet: its name in the layout, where it stands for whoever is to mend it, its text."""

    name: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFiles:
    """A layout before it is used: the templates and style sheets in force, and its settings.

    A name may stand twice among `sheets`: the layout's own is added after the one that it builds on.
    """

    name: str
    templates: tuple[LayoutFile, ...]
    sheets: tuple[LayoutFile, ...]
    settings: Settings
    is_own: bool = False

    @property
    def own_texts(self) -> tuple[tuple[Path, str], ...]:
        """The style sheets and templates of a layout of the book's own, each with its path, without those below."""
        own = (file for file in (*self.sheets, *self.templates) if file.path.parent == Path(OWN, self.name))
        return tuple((file.path, file.text) for file in own)


def shipped_layout(name: str = HOUSE) -> LayoutFiles:
    """The layout of that name among those that come with the builder."""
    return _shipped(layouts_folder(), name)


@functools.lru_cache(maxsize=16)
def _shipped(folder: Path, name: str) -> LayoutFiles:
    texts = {path.name: path.read_text("utf-8") for path in sorted((folder / name).iterdir())}
    made, findings = _layered(name, Path(name), texts, is_own=False)
    if made is None:
        raise LayoutError(*findings)
    return made


def own_layout(folder: Folder, name: str) -> tuple[LayoutFiles | None, tuple[Finding, ...]]:
    """The layout in `layouts/NAME` of a book's folder, and what is wrong with its files; None where that is an error.

    Only files of a name that the house has are read, and parts of templates that end in `.j2`; another style sheet or
    template would never be used, and is a finding.
    """
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    base = Path(OWN) / name
    names = folder.names(base.as_posix())
    for file in _known() - set(names):
        folder.has(f"{OWN}/{name}/{file}")  # a file that is made later changes the book: its absence is noted
    for file in names:
        if file not in _known() and not (file.endswith(".j2") and not file.endswith(".xhtml.j2")):
            if file.endswith((".css", ".j2", ".yaml", ".yml")):
                hint = suggest(file, _known())
                findings.append(Finding("L008", f"{file} is never used", Location(base / file), hint))
            continue
        try:
            data = folder.read(f"{OWN}/{name}/{file}", LARGEST)
        except FolderError as error:
            findings.append(Finding("L007", f"{file}: {error.message}", Location(base / file), error.hint))
            continue
        text, undecoded = decode(data, base / file)
        findings.extend(undecoded)
        texts[file] = text
    made, found = _layered(name, base, texts, is_own=True)
    findings.extend(found)
    return (None if worst(findings) is Severity.ERROR else made), tuple(findings)


@functools.cache
def _known() -> frozenset[str]:
    """The names that a layout's files may have: those of the house."""
    return frozenset(path.name for path in (layouts_folder() / HOUSE).iterdir())


def _layered(
    name: str, path: Path, texts: Mapping[str, str], *, is_own: bool
) -> tuple[LayoutFiles | None, tuple[Finding, ...]]:
    """A layout's own files over those of the layout that it extends; None where an error stands in its settings."""
    document, unread = parse(texts.get(SETTINGS) or f"extends: {HOUSE}\n", path / SETTINGS)
    if document is None:
        return None, unread
    given, findings = validate_record(LayoutSettings, document, code="L007")
    if given is None or worst(unread) is Severity.ERROR:
        return None, (*unread, *findings)
    below = shipped_layout(given.extends or HOUSE) if is_own or name != HOUSE else None
    settings = _settings(given, document, below.settings if below else None, has_faces="faces.css" in texts)
    files = [LayoutFile(name=each, path=path / each, text=text) for each, text in sorted(texts.items())]
    templates = {file.name: file for file in (*(below.templates if below else ()), *files) if file.name.endswith(".j2")}
    sheets = [file for file in files if file.name.endswith(".css")]
    replaced = {file.name for file in sheets} & set(REPLACING)
    kept = tuple(file for file in (below.sheets if below else ()) if file.name not in replaced)
    return LayoutFiles(
        name=name, templates=tuple(templates.values()), sheets=(*kept, *sheets), settings=settings, is_own=is_own
    ), (*unread, *findings)


def _settings(given: LayoutSettings, document: Document, below: Settings | None, *, has_faces: bool) -> Settings:
    """The settings in a layout.yaml; what it leaves out is that of the layout below."""
    cover, no_margins = given.cover, Margins(top=0, outside=0, bottom=0, inside=0)
    edges = {edge: length.points for edge, length in given.margins if isinstance(length, Length)}
    return Settings(
        summary=given.summary,
        typefaces=given.typefaces or (below.typefaces if below and not has_faces else ()),
        words=(*(below.words if below else ()), *given.words),
        margins=replace(below.margins if below else no_margins, **edges),
        screen={**(below.screen if below else {}), **{name: colour for name, colour in cover.screen if colour}},
        press={**(below.press if below else {}), **{name: colour for name, colour in cover.press if colour}},
        title=_face(cover.title, document, "title") or (below.title if below else Face(file="")),
        spine=_face(cover.spine, document, "spine") or (below.spine if below else Face(file="")),
    )


def _face(given: FaceEntry | None, document: Document, name: str) -> Face | None:
    at = document.at("cover", name, "font")
    return Face(file=given.font, axes=tuple(given.axes.items()), at=at) if given else None
