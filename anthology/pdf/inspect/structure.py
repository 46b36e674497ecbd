"""The structure tree of a PDF read back: its elements, and which content and links of each page it holds.

Tagged PDF: ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

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
DEEPEST = 200
NOWHERE = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element of the structure tree.

    `kind` is its type as the role map explains it, `page` the page of its first content. `attributes` are those of
    all owners by name, as texts; `headers` the ids of the header cells that a cell names. `has_words` means that there
    is a text to be read instead of it, `language` is None where it names none.
    """

    kind: str
    page: ObjectId = NOWHERE
    kids: tuple[Element, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    id: str = ""
    has_words: bool = False
    has_parent: bool = True
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What the structure tree says.

    `top` are the elements below its root. `unknown` are types that the role map does not explain, `turned` standard
    types that it makes another of, `circular` those that it explains by themselves. `tags` are the identifiers of
    marked content by page, `annotations` the links that stand in a Link element.
    """

    top: tuple[Element, ...]
    unknown: tuple[str, ...]
    turned: tuple[str, ...]
    circular: tuple[str, ...]
    tags: Mapping[ObjectId, frozenset[int]]
    annotations: frozenset[ObjectId]

    def elements(self) -> Iterator[tuple[Element, Element | None]]:
        """Every element in reading order, with the one that it stands in."""
        stack: list[tuple[Element, Element | None]] = [(element, None) for element in reversed(self.top)]
        while stack:
            element, above = stack.pop()
            yield element, above
            stack.extend((kid, element) for kid in reversed(element.kids))


@dataclass(slots=True)
class _Walk:
    """What a walk through the tree has met so far."""

    roles: Mapping[str, str]
    unknown: set[str] = field(default_factory=set)
    turned: set[str] = field(default_factory=set)
    circular: set[str] = field(default_factory=set)
    tags: dict[ObjectId, set[int]] = field(default_factory=dict)
    annotations: set[ObjectId] = field(default_factory=set)

    def kind(self, name: str) -> str:
        """The standard type of a type: the role map may explain one by another (ISO 32000-1, 14.7.3)."""
        if name in STANDARD and name in self.roles:
            self.turned.add(name)
        met = {name}
        while name not in STANDARD and name in self.roles:
            name = self.roles[name]
            if name in met:
                self.circular.add(name)
                break
            met.add(name)
        if name not in STANDARD:
            self.unknown.add(name)
        return name

    def elements(self, kid: Any, page: ObjectId, kind: str, depth: int = 0) -> Iterator[Element]:
        """The elements among some kids; marked content and annotations are noted, numbers and references alike."""
        import pikepdf

        if depth > DEEPEST:
            return
        if isinstance(kid, int):
            self.tags.setdefault(page, set()).add(kid)
        elif isinstance(kid, pikepdf.Array):
            for each in iter(kid):
                yield from self.elements(each, page, kind, depth)
        elif isinstance(kid, pikepdf.Dictionary):
            own = kid.Pg.objgen if "/Pg" in kid else page
            if "/S" in kid:
                yield self._element(kid, own, depth)
            elif "/MCID" in kid:
                self.tags.setdefault(own, set()).add(int(kid.MCID))
            elif "/Obj" in kid and kind == "Link":
                self.annotations.add(kid.Obj.objgen)

    def _element(self, item: Any, page: ObjectId, depth: int) -> Element:
        kind = self.kind(str(item.S)[1:])
        kids = tuple(self.elements(item.get("/K"), page, kind, depth + 1))
        given = list(_attributes(item.get("/A")))
        headers = next((owner["/Headers"] for owner in given if "/Headers" in owner), ())
        return Element(
            kind=kind,
            page=page if page != NOWHERE or not kids else kids[0].page,
            kids=kids,
            attributes={str(key)[1:]: str(value) for owner in given for key, value in owner.items()},
            headers=tuple(map(str, headers)),
            id=str(item.get("/ID", "")),
            has_words=bool(str(item.get("/Alt", "")) or str(item.get("/ActualText", ""))),
            has_parent="/P" in item,
            language=str(item["/Lang"]) if "/Lang" in item else None,
        )


def read_structure(pdf: pikepdf.Pdf) -> Structure | None:
    """The structure of a PDF, None if it has none."""
    root: Any = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return None
    walk = _Walk({str(key)[1:]: str(value)[1:] for key, value in root.get("/RoleMap", {}).items()})
    top = tuple(walk.elements(root.get("/K"), NOWHERE, ""))
    return Structure(
        top=top,
        unknown=tuple(sorted(walk.unknown)),
        turned=tuple(sorted(walk.turned)),
        circular=tuple(sorted(walk.circular)),
        tags={page: frozenset(tags) for page, tags in walk.tags.items()},
        annotations=frozenset(walk.annotations),
    )


def _attributes(value: Any) -> Iterator[Any]:
    import pikepdf

    if isinstance(value, pikepdf.Dictionary):
        yield value
    elif isinstance(value, pikepdf.Array):
        for each in iter(value):
            yield from _attributes(each)
