"""The structure tree of a PDF read back: headings, pictures, tables, links, and what of each page it holds.

Tagged PDF: ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

ObjectId = tuple[int, int]

# The standard structure types: ISO 32000-1, 14.8.4.
STANDARD = frozenset(
    (
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct"),
        *("Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH"),
        *("TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot"),
        *("Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form"),
    )
)
LEVELS = {f"H{level}": level for level in range(1, 7)}
DEEPEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What the structure tree says.

    `types` counts the elements by type, as the role map has it; `unknown` are types that it does not explain.
    `headings` are the levels in reading order, `pictures` and `headers` count those without text and without a scope
    or an id. `tags` are the identifiers of marked content by page, `annotations` what stands in a link's element.
    """

    types: Mapping[str, int]
    unknown: tuple[str, ...]
    headings: tuple[int, ...]
    bare_pictures: int
    bare_headers: int
    tags: Mapping[ObjectId, frozenset[int]]
    annotations: frozenset[ObjectId]


@dataclass(slots=True)
class _Walk:
    """What a walk through the tree has met so far."""

    roles: Mapping[str, str]
    types: Counter[str] = field(default_factory=Counter)
    unknown: set[str] = field(default_factory=set)
    headings: list[int] = field(default_factory=list)
    bare_pictures: int = 0
    bare_headers: int = 0
    tags: dict[ObjectId, set[int]] = field(default_factory=dict)
    annotations: set[ObjectId] = field(default_factory=set)

    def enter(self, element: Any, kind: str) -> None:
        self.types[kind] += 1
        if kind not in STANDARD:
            self.unknown.add(kind)
        if kind in LEVELS:
            self.headings.append(LEVELS[kind])
        if kind in ("Figure", "Formula") and not (str(element.get("/Alt", "")) or str(element.get("/ActualText", ""))):
            self.bare_pictures += 1
        if kind == "TH" and "/ID" not in element and not _has_scope(element):
            self.bare_headers += 1

    def visit(self, kid: Any, page: ObjectId, kind: str, depth: int = 0) -> None:
        """Follow a child: a number or a reference to marked content, to an annotation, or another element."""
        import pikepdf

        if depth > DEEPEST:
            return
        if isinstance(kid, int):
            self.tags.setdefault(page, set()).add(kid)
        elif isinstance(kid, pikepdf.Array):
            for each in iter(kid):
                self.visit(each, page, kind, depth)
        elif isinstance(kid, pikepdf.Dictionary):
            own = kid.Pg.objgen if "/Pg" in kid else page
            if "/MCID" in kid and "/S" not in kid:
                self.tags.setdefault(own, set()).add(int(kid.MCID))
            elif "/Obj" in kid and "/S" not in kid:
                if kind == "Link":
                    self.annotations.add(kid.Obj.objgen)
            elif "/S" in kid:
                name = str(kid.S)[1:]
                role = self.roles.get(name, name)
                self.enter(kid, role)
                self.visit(kid.get("/K"), own, role, depth + 1)


def read_structure(pdf: pikepdf.Pdf) -> Structure | None:
    """The structure of a PDF, None if it has none."""
    root: Any = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return None
    roles = {str(key)[1:]: str(value)[1:] for key, value in root.get("/RoleMap", {}).items()}
    walk = _Walk(roles)
    walk.visit(root.get("/K"), (0, 0), "")
    return Structure(
        types=dict(walk.types),
        unknown=tuple(sorted(walk.unknown)),
        headings=tuple(walk.headings),
        bare_pictures=walk.bare_pictures,
        bare_headers=walk.bare_headers,
        tags={page: frozenset(tags) for page, tags in walk.tags.items()},
        annotations=frozenset(walk.annotations),
    )


def _has_scope(element: Any) -> bool:
    return any("/Scope" in attributes for attributes in _attributes(element.get("/A")))


def _attributes(value: Any) -> Iterator[Any]:
    import pikepdf

    if isinstance(value, pikepdf.Dictionary):
        yield value
    elif isinstance(value, pikepdf.Array):
        for each in iter(value):
            yield from _attributes(each)
