"""WeasyPrint's PDF objects as bytes that can be joined to others without being parsed again.

References to objects become marks: NUL, what is meant, NUL. What is meant is a local number, or a name that only the
bound book can give a number: `fonts`, `pages` (the piece's node of the page tree), `document` (the one structure
element above all), `s:DIGEST` (a shared stream), `c:PAGE` (the page's folio), `k:KEY` (a key of the parent tree),
`?:NUMBER` (an object that goes away with a dead link), `l:TARGET` or `u:TARGET` (the label of a page reference),
`d:WORDS:TARGET` (the words of a link and where it leads).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pydyf

from anthology.pdf.engine.adapter.objects import number_of, page_content, page_numbers, pdf_bytes
from anthology.pdf.engine.model import OBJECT_END, OutwardLink, SharedStream, StreamObject

REFERENCE = re.compile(rb"(\d+) 0 R")
DEFLATE_LEVEL = 6
NO_SHIFT = b">0<"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The relocatable objects of a galley; the fields are those of the Galley."""

    count: int
    numbers: tuple[int, ...]
    objects: bytes
    streams: tuple[StreamObject, ...]
    shared: tuple[SharedStream, ...]
    links: tuple[OutwardLink, ...]
    tops: tuple[int, ...]
    parents: bytes
    parent_keys: int
    ids: tuple[tuple[str, int], ...]
    page_streams: tuple[int, ...]

    def contents(self) -> list[tuple[int, bytes]]:
        """Number and data of every page's content stream."""
        data = {stream.number: stream.data for stream in self.streams}
        return [(number, data[number]) for number in self.page_streams]


def serialise(pdf: Any, outward: Mapping[int, str], gone: frozenset[int] = frozenset()) -> Body:
    """The objects of WeasyPrint's PDF as a galley's body; `outward` names the target of links that leave the piece.

    `gone` are objects that nothing needs any more. Left out too is what the bound book has once: catalogue, page
    tree, outline, names, fonts, the root of the structure.
    """
    pages = page_numbers(pdf)
    marks, dropped, structure = _plan(pdf, pages)
    kept = [item for item in pdf.objects if item.number not in dropped | gone]
    numbered = [*(pdf.objects[number] for number in pages), *(item for item in kept if item.number not in set(pages))]
    for number, item in enumerate(numbered, 1):
        marks[item.number] = b"%d" % number
    local = {item.number: number for number, item in enumerate(numbered, 1)}
    links = _conditional(numbered, marks, local, outward)
    contents = [page_content(pdf, number).number for number in pages]
    own, shared = _streams([item for item in numbered if isinstance(item, pydyf.Stream)], marks, local, set(contents))
    for index, number in enumerate(pages):
        leaving = {annotation: local[annotation] for annotation in outward}
        _mark_page(pdf.objects[number], index, structure is not None, leaving)
    for item in numbered:
        if isinstance(item, pydyf.Dictionary) and "StructParent" in item:
            item["StructParent"] = b"\x00k:%d\x00" % item["StructParent"]
    plain = [item for item in numbered if not isinstance(item, pydyf.Stream)]
    tops, parents, keys = _structure(structure, marks, local)
    return Body(
        count=len(numbered),
        numbers=tuple(local[item.number] for item in plain),
        objects=b"".join(marked(item, marks) + OBJECT_END for item in plain),
        streams=own,
        shared=shared,
        links=links,
        tops=tops,
        parents=parents,
        parent_keys=keys,
        ids=tuple((item["ID"].string, local[item.number]) for item in plain if "ID" in item),
        page_streams=tuple(local[number] for number in contents),
    )


def _plan(pdf: Any, pages: list[int]) -> tuple[dict[int, bytes], set[int], tuple[Any, Any] | None]:
    """Marks of what the book has once, the objects to leave out, and the structure's parent tree and top element."""
    resources = pdf.objects[number_of(pdf.objects[pages[0]]["Resources"])]
    fonts = number_of(resources["Font"])
    marks = {pdf.pages.number: b"pages", fonts: b"fonts"}
    dropped = {0, pdf.pages.number, pdf.catalog.number, fonts, *_outline(pdf)}
    if "StructTreeRoot" not in pdf.catalog:
        return marks, dropped, None
    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    parents = pdf.objects[number_of(root["ParentTree"])]
    top = pdf.objects[number_of(root["K"][0])]
    marks[top.number] = b"document"
    return marks, dropped | {root.number, parents.number, top.number}, (parents, top)


def _outline(pdf: Any) -> set[int]:
    found: set[int] = set()
    todo = [number_of(pdf.catalog["Outlines"])] if "Outlines" in pdf.catalog else []
    while todo:
        item = pdf.objects[todo.pop()]
        if item.number not in found:
            found.add(item.number)
            todo.extend(number_of(item[key]) for key in ("First", "Next") if key in item)
    return found


def _conditional(
    numbered: Iterable[Any], marks: dict[int, bytes], local: Mapping[int, int], outward: Mapping[int, str]
) -> tuple[OutwardLink, ...]:
    """Give the objects of links that leave the piece marks that can be made void, and list these links."""
    objects: dict[str, list[int]] = {}
    for number, target in outward.items():
        objects.setdefault(target, []).append(local[number])
    for item in numbered:
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/OBJR" and number_of(item["Obj"]) in outward:
            objects[outward[number_of(item["Obj"])]].append(local[item.number])
            marks[item.number] = b"?:%d" % local[item.number]
    return tuple(OutwardLink(target=target, objects=tuple(numbers)) for target, numbers in sorted(objects.items()))


def _mark_page(page: Any, index: int, tagged: bool, leaving: Mapping[int, int]) -> None:
    """Make a page independent of the book: room for a folio, a relative key of the parent tree, links that may go."""
    page["Contents"] = pydyf.Array([page["Contents"], b"\x00c:%d\x00" % index])
    annotations = [(number_of(reference), reference) for reference in page.get("Annots", ())]
    if any(number in leaving for number, _ in annotations):
        page["Annots"] = pydyf.Array(
            b"\x00?:%d\x00" % leaving[number] if number in leaving else reference for number, reference in annotations
        )
    if tagged:
        page["StructParents"] = b"\x00k:%d\x00" % index


def _structure(
    structure: tuple[Any, Any] | None, marks: Mapping[int, bytes], local: Mapping[int, int]
) -> tuple[tuple[int, ...], bytes, int]:
    if structure is None:
        return (), b"", 0
    parents, top = structure
    entries = list(zip(parents["Nums"][::2], parents["Nums"][1::2], strict=True))
    nums = b" ".join(b"\x00k:%d\x00 %s" % (key, marked(value, marks)) for key, value in entries)
    return tuple(local[number_of(kid)] for kid in top["K"]), nums, len(entries)


def _streams(
    items: list[Any], marks: dict[int, bytes], local: Mapping[int, int], contents: set[int]
) -> tuple[tuple[StreamObject, ...], tuple[SharedStream, ...]]:
    """The streams of a galley, and apart from them those that do not depend on it and may be shared."""
    own: list[StreamObject] = []
    shared: dict[str, SharedStream] = {}
    for item in sorted(items, key=lambda item: ("SMask" in item.extra, item.number)):
        if item.number in contents:
            own.append(StreamObject(number=local[item.number], entries=b"", data=_content(item), raw=True))
            continue
        entries, data = _deflated(item, marks)
        if any(not mark.startswith(b"s:") for mark in entries.split(b"\x00")[1::2]):
            own.append(StreamObject(number=local[item.number], entries=entries, data=data))
            continue
        digest = sha256(entries + b"\x00\x00" + data).hexdigest()
        shared[digest] = SharedStream(digest=digest, entries=entries, data=data)
        marks[item.number] = b"s:" + digest.encode()
    own.sort(key=lambda stream: stream.number)
    return tuple(own), tuple(shared[digest] for digest in sorted(shared))


def page_contents(pdf: Any) -> list[bytes]:
    """The contents of all pages."""
    return [_content(page_content(pdf, number)) for number in page_numbers(pdf)]


def _content(item: Any) -> bytes:
    """A page's content, its changes of the coordinate system kept to itself, without shifts by nothing."""
    return b"q\n" + b"\n".join(map(pdf_bytes, item.stream)).replace(NO_SHIFT, b"") + b"\nQ"


def _deflated(item: Any, marks: Mapping[int, bytes]) -> tuple[bytes, bytes]:
    entries = dict(item.extra)
    data = b"\n".join(map(pdf_bytes, item.stream))
    if "Filter" not in entries:
        data = zlib.compress(data, DEFLATE_LEVEL)
        entries["Filter"] = "/FlateDecode"
    entries.pop("Length", None)
    return marked(pydyf.Dictionary(entries), marks)[2:-2], data


def marked(item: Any, marks: Mapping[int, bytes]) -> bytes:
    """An object's bytes with references as marks; only where it has no text can they be found by their look."""
    data = pdf_bytes(item)
    if b"(" not in data:
        return REFERENCE.sub(lambda match: b"\x00%s\x00" % marks[int(match[1])], data)
    if isinstance(item, pydyf.Dictionary):
        pairs = (b"/%s %s" % (pdf_bytes(key), marked(value, marks)) for key, value in item.items())
        return b"<<" + b"".join(pairs) + b">>"
    if isinstance(item, pydyf.Array):
        return b"[" + b" ".join(marked(value, marks) for value in item) + b"]"
    return data
