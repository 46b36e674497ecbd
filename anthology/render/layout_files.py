"""The files of a layout: its own, over those of the layout that it extends; shipped, or from a book's own folder."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from anthology.core.errors import LayoutError
from anthology.core.fields import Fields, nearest
from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding, Location, Severity, worst
from anthology.core.i18n import layouts_folder
from anthology.core.units import INCH, MM, Margins
from anthology.core.yaml import decode, parse, shown

HOUSE = "house"
SETTINGS = "layout.yaml"
OWN = "layouts"  # the folder of a book in which its own layouts are
LARGEST = 1_000_000  # bytes of a template or style sheet
# Style sheets that stand in place of those below them; any other is added after them.
REPLACING = ("faces.css",)
PAGE_EDGES = ("top", "outside", "bottom", "inside")
COLOURS = ("ground", "tint", "ink", "paper")
LENGTH = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(in|mm|pt)")
UNITS = {"in": INCH, "mm": MM, "pt": 1.0}
# What may be said of a colour: on a screen RGB in six figures, in print four inks (CSS Color 5, section 6).
SCREEN_COLOUR = re.compile(r"#[0-9a-f]{6}")
INK_COLOUR = re.compile(r"device-cmyk\((?:0|1|0\.[0-9]+)(?: (?:0|1|0\.[0-9]+)){3}\)")
AXIS = re.compile(r"[a-zA-Z]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font file by name, with the values of its axes, for measuring words before they are set; where it is named."""

    file: str
    axes: tuple[tuple[str, float], ...] = ()
    at: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a layout says of itself outside its style sheets: the margins of a book's page, the colours of its cover.

    `typefaces` are named in the colophon. `screen` and `press` are the colours by name; `title` and `spine` the faces
    of the cover's title and of its spine.
    """

    summary: str
    typefaces: tuple[str, ...]
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


def shipped_names() -> tuple[str, ...]:
    """The names of the layouts that come with the builder, that of the house first."""
    names = sorted(path.parent.name for path in layouts_folder().glob(f"*/{SETTINGS}"))
    return tuple(sorted(names, key=lambda name: name != HOUSE))


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
                hint = nearest(file, _known())
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
    fields = Fields(document, ("summary", "extends", "typefaces", "margins", "cover"), "L007")
    extended = "" if name == HOUSE and not is_own else fields.choice("extends", shipped_names(), needed=False) or HOUSE
    below = shipped_layout(extended) if extended else None
    settings = _settings(fields, below.settings if below else None, has_faces="faces.css" in texts)
    if worst((*unread, *fields.findings)) is Severity.ERROR:
        return None, (*unread, *fields.findings)
    files = [LayoutFile(name=each, path=path / each, text=text) for each, text in sorted(texts.items())]
    templates = {file.name: file for file in (*(below.templates if below else ()), *files) if file.name.endswith(".j2")}
    sheets = [file for file in files if file.name.endswith(".css")]
    replaced = {file.name for file in sheets} & set(REPLACING)
    kept = tuple(file for file in (below.sheets if below else ()) if file.name not in replaced)
    return LayoutFiles(
        name=name, templates=tuple(templates.values()), sheets=(*kept, *sheets), settings=settings, is_own=is_own
    ), (*unread, *fields.findings)


def _settings(fields: Fields, below: Settings | None, *, has_faces: bool) -> Settings:
    """The settings in a layout.yaml; what it leaves out is that of the layout below."""
    has_cover = "cover" in fields.values
    cover = fields.below("cover", known=("screen", "press", "title", "spine")) if has_cover else None
    return Settings(
        summary=fields.text("summary"),
        typefaces=fields.texts("typefaces") or (below.typefaces if below and not has_faces else ()),
        margins=_margins(fields, below.margins if below else Margins(top=0, outside=0, bottom=0, inside=0)),
        screen={**(below.screen if below else {}), **dict(_colours(cover, "screen", SCREEN_COLOUR, "#0f484e"))},
        press={**(below.press if below else {}), **dict(_colours(cover, "press", INK_COLOUR, "device-cmyk(0 0 0 1)"))},
        title=_face(cover, "title") or (below.title if below else Face(file="")),
        spine=_face(cover, "spine") or (below.spine if below else Face(file="")),
    )


def _margins(fields: Fields, below: Margins) -> Margins:
    if "margins" not in fields.values:
        return below
    edges = fields.below("margins", known=PAGE_EDGES)
    return replace(below, **{edge: _length(edges, edge) for edge in PAGE_EDGES if edge in edges.values})


def _length(fields: Fields, key: str) -> float:
    text = fields.text(key, needed=True)
    match = LENGTH.fullmatch(text)
    if text and not match:
        fields.say(f"{key} should be a length, not {shown(text)}", key, hint="for instance 0.8in, 20mm or 57pt")
    return float(match[1]) * UNITS[match[2]] if match else 0.0


def _colours(cover: Fields | None, key: str, allowed: re.Pattern[str], example: str) -> Iterator[tuple[str, str]]:
    if cover is None or key not in cover.values:
        return
    fields = cover.below(key, known=COLOURS)
    for name in COLOURS:
        text = fields.text(name)
        if text and not allowed.fullmatch(text):
            fields.say(f"{shown(text)} is not a colour for the {key}", name, hint=f"for instance {example}")
        elif text:
            yield name, text


def _face(cover: Fields | None, key: str) -> Face | None:
    if cover is None or key not in cover.values:
        return None
    fields = cover.below(key, known=("font", "axes"))
    axes: list[tuple[str, float]] = []
    if "axes" in fields.values:
        values = fields.values["axes"]
        below = fields.below("axes", known=tuple(values) if isinstance(values, dict) else ())
        for axis in below.values:
            text = below.text(axis)
            if not AXIS.fullmatch(axis) or not re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]+)?", text):
                below.say(f"{shown(axis)}: {shown(text)} is not an axis of a font with its value", axis)
            else:
                axes.append((axis, float(text)))
    return Face(file=fields.text("font", needed=True), axes=tuple(axes), at=fields.at("font"))
