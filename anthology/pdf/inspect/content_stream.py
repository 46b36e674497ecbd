"""What the content of a PDF page paints: in which colours, with which pictures, inside or outside of its tags.

Content streams: ISO 32000-1, 7.8 and 8; marked content: 14.6; transparency: 11.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pikepdf

What = Literal["text", "line or area", "picture"]
Marked = Literal["", "tag", "artifact"]
SHOWS = frozenset(("Tj", "TJ", "'", '"'))
FILLS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
STROKES = frozenset(("S", "s", "B", "B*", "b", "b*"))
DEVICES = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
COLOURS = frozenset(case for name in ("cs", "sc", "scn", *DEVICES) for case in (name, name.upper()))
DEEPEST = 12  # forms within forms
POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour in use: what is painted with it, its space, and its values; a picture's values are not looked at."""

    what: What
    space: str
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is placed: pixels to the inch along its coarser side, and whether it is smoothed by readers."""

    resolution: int
    width: int
    height: int
    is_smoothed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a page paints.

    `unmarked` counts what is painted outside all tags and artifacts, `mixed` the artifacts in tagged content, the tags
    in artifacts and the tags in forms. `tags` are the identifiers of marked content, `languages` those that marked
    content names, `transparency` names what makes it transparent. `codes` are the character codes of two bytes that
    text outside of forms shows in each font, by the font's name among the page's resources.
    """

    inks: frozenset[Ink]
    pictures: tuple[Picture, ...]
    transparency: tuple[str, ...]
    unmarked: int
    tags: frozenset[int]
    mixed: int = 0
    languages: frozenset[str] = frozenset()
    codes: tuple[tuple[str, frozenset[int]], ...] = ()


@dataclass(slots=True)
class _State:
    """The part of the graphics state that matters here."""

    matrix: pikepdf.Matrix
    fill: tuple[str, tuple[float, ...]] = ("DeviceGray", (0.0,))
    stroke: tuple[str, tuple[float, ...]] = ("DeviceGray", (0.0,))
    font: str = ""


@dataclass(slots=True)
class _Reader:
    """Reads content streams, forms in them too, and gathers what they paint."""

    inks: set[Ink] = field(default_factory=set)
    pictures: list[Picture] = field(default_factory=list)
    transparency: dict[str, None] = field(default_factory=dict)
    unmarked: int = 0
    mixed: int = 0
    tags: set[int] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    codes: dict[str, set[int]] = field(default_factory=dict)

    def read(self, stream: Any, resources: Any, state: _State, *, mark: Marked = "", depth: int = 0) -> None:
        import pikepdf

        stack: list[_State] = []
        marks: list[Marked] = [mark]
        for instruction in pikepdf.parse_content_stream(stream):
            name, operands = str(instruction.operator), instruction.operands
            if name == "q":
                stack.append(replace(state))
            elif name == "Q":
                state = stack.pop() if stack else state
            elif name in ("BDC", "BMC"):
                marks.append(self._opened(operands, resources, marks[-1], depth))
            elif name == "EMC":
                del marks[max(1, len(marks) - 1) :]
            elif name == "Tf":
                state.font = "" if depth else str(operands[0])
            elif name == "cm":
                state.matrix = pikepdf.Matrix(*map(float, operands)) @ state.matrix
            elif name in COLOURS:
                _set_colour(state, name, operands, resources)
            elif name == "gs":
                self._apply(resources.get("/ExtGState", {}).get(str(operands[0])))
            elif name in PAINTERS:
                self._paint(name, operands, resources, state, marks[-1])
                if name == "Do" and depth < DEEPEST:
                    self._enter(_named(resources, "/XObject", operands[0]), resources, state, marks[-1], depth)

    def _opened(self, operands: Any, resources: Any, around: Marked, depth: int) -> Marked:
        """What marked content is, inside of what is around it; neither of the two kinds may hold the other."""
        import pikepdf

        properties = operands[1] if len(operands) > 1 else {}
        if isinstance(properties, pikepdf.Name):
            properties = resources.get("/Properties", {}).get(str(properties), {})
        if "/Lang" in properties:
            self.languages.add(str(properties["/Lang"]))
        is_tag = "/MCID" in properties
        found: Marked = "artifact" if str(operands[0]) == "/Artifact" else "tag" if is_tag else ""
        if is_tag:
            self.tags.add(int(properties["/MCID"]))
        self.mixed += bool(found and around and found != around) or (is_tag and depth > 0)
        return found or around

    def _apply(self, graphics_state: Any) -> None:
        if graphics_state is None:
            return
        if any(float(graphics_state.get(key, 1)) < 1 for key in ("/ca", "/CA")):
            self.transparency["opacity"] = None
        if str(graphics_state.get("/SMask", "/None")) != "/None":
            self.transparency["soft mask"] = None
        if str(graphics_state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible"):
            self.transparency["blend mode"] = None

    def _paint(self, name: str, operands: Any, resources: Any, state: _State, mark: Marked) -> None:
        item = _named(resources, "/XObject", operands[0]) if name == "Do" else None
        if item is not None and str(item.get("/Subtype")) != "/Image":
            return
        self.unmarked += not mark
        if name in SHOWS:
            self.inks.add(Ink("text", *state.fill))
            self.codes.setdefault(state.font, set()).update(_shown(operands[-1]))
        if name in FILLS:
            self.inks.add(Ink("line or area", *state.fill))
        if name in STROKES:
            self.inks.add(Ink("line or area", *state.stroke))
        if name == "sh":
            shading = _named(resources, "/Shading", operands[0])
            self.inks.add(Ink("line or area", space_name(shading.get("/ColorSpace"), resources)))
        if name == "INLINE IMAGE":
            image = operands[0]
            space = space_name(image.obj.get("/ColorSpace", image.obj.get("/CS")), resources)
            self._place(image.width, image.height, space, state, mask=bool(image.image_mask))
        if item is not None:
            self._place_image(item, resources, state)

    def _place_image(self, image: Any, resources: Any, state: _State) -> None:
        if "/SMask" in image:
            self.transparency["picture with transparent parts"] = None
        space = space_name(image.get("/ColorSpace"), resources)
        is_smoothed = bool(image.get("/Interpolate", False))
        mask = bool(image.get("/ImageMask", False))
        self._place(int(image.Width), int(image.Height), space, state, mask=mask, is_smoothed=is_smoothed)

    def _place(
        self, width: int, height: int, space: str, state: _State, *, mask: bool, is_smoothed: bool = False
    ) -> None:
        matrix = state.matrix
        across, along = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
        if across and along:
            resolution = round(min(width / across, height / along) * POINTS_PER_INCH)
            self.pictures.append(Picture(resolution, width, height, is_smoothed))
        self.inks.add(Ink("picture", *state.fill) if mask else Ink("picture", space))

    def _enter(self, form: Any, resources: Any, state: _State, mark: Marked, depth: int) -> None:
        """Read a form as part of the page."""
        import pikepdf

        if form is None or str(form.get("/Subtype")) != "/Form":
            return
        if str(form.get("/Group", {}).get("/S")) == "/Transparency":
            self.transparency["transparency group"] = None
        own = pikepdf.Matrix(*map(float, form.get("/Matrix", (1, 0, 0, 1, 0, 0))))
        inner = replace(state, matrix=own @ state.matrix)
        self.read(form, form.get("/Resources", resources), inner, mark=mark, depth=depth + 1)


def _set_colour(state: _State, name: str, operands: Any, resources: Any) -> None:
    """Change the colour for filling, or with an operator in capitals that for strokes: ISO 32000-1, 8.6.8."""
    part = "fill" if name.islower() else "stroke"
    is_space = name.lower() == "cs"
    space = space_name(operands[0], resources) if is_space else DEVICES.get(name.lower(), getattr(state, part)[0])
    setattr(state, part, (space, () if is_space else tuple(_numbers(operands))))


PAINTERS = SHOWS | FILLS | STROKES | {"sh", "Do", "INLINE IMAGE"}


def read_content(page: pikepdf.Page) -> Content:
    """What a page paints; PdfError of pikepdf where a stream cannot be read."""
    import pikepdf

    reader = _Reader()
    if "/Group" in page.obj and str(page.obj.Group.get("/S")) == "/Transparency":
        reader.transparency["transparency group"] = None
    if "/Contents" in page.obj:
        reader.read(page, page.obj.get("/Resources", {}), _State(pikepdf.Matrix()))
    return Content(
        inks=frozenset(reader.inks),
        pictures=tuple(reader.pictures),
        transparency=tuple(reader.transparency),
        unmarked=reader.unmarked,
        tags=frozenset(reader.tags),
        mixed=reader.mixed,
        languages=frozenset(reader.languages),
        codes=tuple((name, frozenset(codes)) for name, codes in sorted(reader.codes.items())),
    )


def space_name(space: Any, resources: Any) -> str:
    """The name of a colour space: of a device, `ICCBased3`, `Separation Black`, that below an index; ISO 32000-1, 8.6.

    A name that the page's resources define stands for what they define.
    """
    import pikepdf

    for _ in range(DEEPEST):
        if isinstance(space, pikepdf.Name):
            known = resources.get("/ColorSpace", {})
            if str(space) not in known:
                break
            space = known[str(space)]
        elif isinstance(space, pikepdf.Array) and str(space[0]) in ("/Indexed", "/I", "/Pattern") and len(space) > 1:
            space = space[1]
        else:
            break
    if isinstance(space, pikepdf.Array):
        kind = str(space[0])[1:]
        detail = {"ICCBased": lambda: str(space[1].get("/N")), "Separation": lambda: f" {str(space[1])[1:]}"}
        return kind + detail.get(kind, str)()
    return str(space)[1:] if space is not None else "none"


def _named(resources: Any, kind: str, name: Any) -> Any:
    return resources.get(kind, {}).get(str(name))


def _shown(operand: Any) -> Iterator[int]:
    """The character codes of two bytes that an operator shows, with or without shifts between them."""
    import pikepdf

    for each in iter(operand) if isinstance(operand, pikepdf.Array) else (operand,):
        if isinstance(each, pikepdf.String):
            data = bytes(each)
            yield from struct.unpack(f">{len(data) // 2}H", data[: len(data) & ~1])


def _numbers(operands: Any) -> Iterator[float]:
    for operand in operands:
        try:
            yield float(operand)
        except (TypeError, ValueError):  # the name of a pattern
            return
