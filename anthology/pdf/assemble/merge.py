"""Binding: galleys, pagination and folios become one PDF; no object of a galley is parsed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anthology.core.findings import Finding
from anthology.core.i18n import direction
from anthology.pdf.assemble.folios import folio_styles, stamp
from anthology.pdf.assemble.outline import add_names, add_outline, destination, page_labels
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.assemble.renumber import Place, relocated, write_galley
from anthology.pdf.assemble.writer import PdfFile, real, text_string
from anthology.pdf.engine import Folios, Galley
from anthology.pdf.fonts.embed import add_fonts, merge_faces
from anthology.pdf.icc import Profile
from anthology.pdf.metadata import DocumentMetadata, info_dictionary, xmp_packet


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundBook:
    """A finished PDF, and what was found wrong when it was bound."""

    data: bytes
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbers:
    """The numbers of objects that the book has once."""

    catalog: int
    info: int
    xmp: int
    pages: int
    fonts: int
    structure: int
    document: int
    parents: int


def bind(
    galleys: Sequence[Galley],
    pagination: Pagination,
    folios: Folios,
    metadata: DocumentMetadata,
    assets: Iterable[tuple[str, bytes]] = (),
    profile: Profile | None = None,
) -> BoundBook:
    """Join the galleys in their order: the same arguments give the same bytes.

    `assets` are needed where pieces were set in fonts from them; `profile` is what the colours of a file for archives
    mean. Findings: links and page references without a
    target, ids that two pieces share, page references that do not fit their place.
    SettingError if a font that pieces were set with is not to be had.
    """
    file = PdfFile()
    numbers = _Numbers(**{name: file.reserve() for name in _Numbers.__dataclass_fields__})
    places = _places(file, galleys, pagination, numbers)
    findings = [*folios.findings, *_doubles(galleys), *_dead(galleys, pagination)]
    stamps = _stamps(galleys, pagination, folios)
    for galley in galleys:
        findings += write_galley(file, galley, places[galley.slug], stamps[galley.slug], pagination)
    _write_pages(file, galleys, pagination, places, numbers)
    faces = merge_faces([*(face for galley in galleys for face in galley.faces), *folios.faces])
    file.add_objects([(numbers.fonts, add_fonts(file, faces, dict(assets)))])
    _write_structure(file, galleys, places, numbers)
    intent = _add_intent(file, profile) if profile else b""
    _write_catalog(file, galleys, pagination, places, numbers, metadata, intent)
    return BoundBook(data=file.finish(numbers.catalog, numbers.info), findings=tuple(findings))


def _places(file: PdfFile, galleys: Sequence[Galley], pagination: Pagination, numbers: _Numbers) -> dict[str, Place]:
    """Where each galley's objects go; streams that galleys share are written at once."""
    shared: dict[str, int] = {}
    targets = frozenset(pagination.anchors) | frozenset(pagination.first)
    places: dict[str, Place] = {}
    key = 0
    for galley in galleys:
        for stream in galley.shared:
            if stream.digest not in shared:
                shared[stream.digest] = file.reserve()
        places[galley.slug] = Place(
            base=file.reserve(galley.count) - 1,
            node=file.reserve(),
            key=key,
            fonts=numbers.fonts,
            document=numbers.document,
            shared=shared,
            targets=targets,
        )
        key += galley.parent_keys
    written: set[str] = set()
    for galley in galleys:
        for stream in galley.shared:
            if stream.digest not in written:
                written.add(stream.digest)
                entries = relocated(stream.entries, galley, places[galley.slug], {}, pagination)
                file.add_stream(shared[stream.digest], entries, stream.data, deflated=True)
    return places


def _stamps(galleys: Iterable[Galley], pagination: Pagination, folios: Folios) -> dict[str, tuple[bytes, ...]]:
    """For every page of every galley the content that shows its folio."""
    styles = folio_styles(folios)
    found = {}
    for galley in galleys:
        first = pagination.first[galley.slug]
        found[galley.slug] = tuple(
            stamp(
                styles,
                kind,
                first=index == 0,
                folio=pagination.folios[first + index],
                tagged=bool(galley.tops),
            )
            for index, kind in enumerate(galley.kinds)
        )
    return found


def _write_pages(
    file: PdfFile,
    galleys: Sequence[Galley],
    pagination: Pagination,
    places: Mapping[str, Place],
    numbers: _Numbers,
) -> None:
    """The page tree: a node for each piece, blank pages between them."""
    sizes = {galley.slug: (galley.width, galley.height) for galley in galleys}
    size = sizes[galleys[0].slug]
    objects: list[tuple[int, bytes]] = []
    kids: list[bytes] = []
    for page in pagination.pages:
        if not page.slug:
            number = file.reserve()
            objects.append((number, _blank(size, numbers.pages)))
            kids.append(b"%d 0 R" % number)
        elif page.index == 0:
            size = sizes[page.slug]
            kids.append(b"%d 0 R" % places[page.slug].node)
    for galley in galleys:
        place = places[galley.slug]
        leaves = b" ".join(b"%d 0 R" % (place.base + 1 + index) for index in range(galley.pages))
        node = b"<</Type /Pages/Parent %d 0 R/Kids [%s]/Count %d>>" % (numbers.pages, leaves, galley.pages)
        objects.append((place.node, node))
    root = b"<</Type /Pages/Kids [%s]/Count %d>>" % (b" ".join(kids), len(pagination.pages))
    file.add_objects([(numbers.pages, root), *objects])


def _blank(size: tuple[float, float], parent: int) -> bytes:
    box = b"[0 0 %s %s]" % (real(size[0]), real(size[1]))
    boxes = b"/MediaBox %s/TrimBox %s/BleedBox %s" % (box, box, box)
    return b"<</Type /Page/Parent %d 0 R%s/Resources <<>>/Tabs /S>>" % (parent, boxes)


def _write_structure(file: PdfFile, galleys: Sequence[Galley], places: Mapping[str, Place], numbers: _Numbers) -> None:
    """One structure tree under one Document, and its parent tree: ISO 32000-1, 14.7."""
    tops: list[bytes] = []
    leaves: list[tuple[int, bytes]] = []
    for galley in galleys:
        place = places[galley.slug]
        tops += [b"%d 0 R" % (place.base + number) for number in galley.tops]
        if galley.parent_keys:
            entries = relocated(galley.parents, galley, place, {}, None)
            limits = b"%d %d" % (place.key, place.key + galley.parent_keys - 1)
            leaves.append((file.reserve(), b"<</Limits [%s]/Nums [%s]>>" % (limits, entries)))
    if not tops:
        return
    keys = sum(galley.parent_keys for galley in galleys)
    elements = {name: places[galley.slug].base + number for galley in galleys for name, number in galley.ids}
    names = add_names(file, {name: b"%d 0 R" % number for name, number in elements.items()})
    ids = b"/IDTree %d 0 R" % names if names else b""
    root = b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d%s>>"
    document = b"<</Type /StructElem/S /Document/P %d 0 R/K [%s]>>" % (numbers.structure, b" ".join(tops))
    tree = b"<</Kids [%s]>>" % b" ".join(b"%d 0 R" % number for number, _ in leaves)
    file.add_objects(
        [
            (numbers.structure, root % (numbers.document, numbers.parents, keys, ids)),
            (numbers.document, document),
            (numbers.parents, tree),
            *leaves,
        ]
    )


def _write_catalog(
    file: PdfFile,
    galleys: Sequence[Galley],
    pagination: Pagination,
    places: Mapping[str, Place],
    numbers: _Numbers,
    metadata: DocumentMetadata,
    intent: bytes,
) -> None:
    tagged = any(galley.tops for galley in galleys)
    turned = b"/Direction /R2L" if direction(metadata.language) == "rtl" else b""
    bookmarks = [
        (bookmark, places[galley.slug].base + 1 + bookmark.page) for galley in galleys for bookmark in galley.bookmarks
    ]
    outline = add_outline(file, bookmarks)
    names = add_names(file, _destinations(galleys, places))
    file.add_stream(
        numbers.xmp, b"/Type /Metadata/Subtype /XML", xmp_packet(metadata), deflated=True
    )  # XMP stays legible to programs that do not read PDF
    parts = [
        b"/Type /Catalog/Pages %d 0 R/Metadata %d 0 R" % (numbers.pages, numbers.xmp),
        b"/Lang %s/ViewerPreferences <</DisplayDocTitle true%s>>" % (text_string(metadata.language), turned),
        b"/PageLabels %s" % page_labels(pagination),
        b"/MarkInfo <</Marked true>>/StructTreeRoot %d 0 R" % numbers.structure if tagged else b"",
        b"/Outlines %d 0 R/PageMode /UseOutlines" % outline if outline else b"",
        b"/Names <</Dests %d 0 R>>" % names if names else b"",
        intent,
    ]
    file.add_objects([(numbers.catalog, b"<<%s>>" % b"".join(parts)), (numbers.info, info_dictionary(metadata))])


def _add_intent(file: PdfFile, profile: Profile) -> bytes:
    """The output intent of a file for archives: ISO 19005-2, 6.2.3."""
    number = file.reserve()
    file.add_stream(number, b"/N 3", profile.data)
    names = (text_string(words) for words in (profile.condition, profile.registry, profile.info))
    entries = b"/OutputConditionIdentifier %s/RegistryName %s/Info %s" % tuple(names)
    return b"/OutputIntents [<</Type /OutputIntent/S /GTS_PDFA1%s/DestOutputProfile %d 0 R>>]" % (entries, number)


def _destinations(galleys: Sequence[Galley], places: Mapping[str, Place]) -> dict[str, bytes]:
    """The places of all names that links use, and of every piece."""
    wanted = {name for galley in galleys for name in galley.linked} | {galley.slug for galley in galleys}
    found: dict[str, bytes] = {}
    for galley in galleys:
        for anchor in galley.anchors:
            if anchor.id in wanted:
                page = places[galley.slug].base + 1 + anchor.page
                found.setdefault(anchor.id, destination(page, anchor.x, anchor.y))
    for galley in galleys:
        found.setdefault(galley.slug, destination(places[galley.slug].base + 1, 0, galley.height))
    return found


def _doubles(galleys: Iterable[Galley]) -> list[Finding]:
    owners: dict[str, str] = {}
    findings = []
    for galley in galleys:
        for anchor in galley.anchors:
            owner = owners.setdefault(anchor.id, galley.slug)
            if owner != galley.slug:
                message = f"{galley.slug}: the id {anchor.id} is also one of {owner}"
                findings.append(Finding("T013", message, piece=galley.slug))
    return findings


def _dead(galleys: Iterable[Galley], pagination: Pagination) -> list[Finding]:
    targets = pagination.anchors.keys() | pagination.first.keys()
    return [
        Finding("T012", f"{galley.slug}: {what} {target}, which is nowhere in the book", piece=galley.slug)
        for galley in galleys
        for what, names in (
            ("a link leads to", {link.target for link in galley.links}),
            ("a page reference points to", {reference.target for reference in galley.references}),
        )
        for target in sorted(names - targets)
    ]
