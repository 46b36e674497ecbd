"""Merging: galleys, pagination and page numbers become one PDF; no object of a galley is parsed again.

Parsing the pieces again, as pikepdf would, takes longer than typesetting the changed ones of a long book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anthology.core.findings import Finding
from anthology.core.i18n import direction
from anthology.pdf.assemble.folios import folio_content, folio_styles
from anthology.pdf.assemble.outline import add_names, add_outline, destination, page_labels
from anthology.pdf.assemble.paginate import Pagination, PlacedPage
from anthology.pdf.assemble.renumber import ObjectNumbers, renumbered, write_galley
from anthology.pdf.assemble.writer import PdfFile, real, text_string
from anthology.pdf.engine.model import Folios, Galley
from anthology.pdf.fonts.embed import add_fonts, merge_faces
from anthology.pdf.icc import Profile
from anthology.pdf.metadata import DocumentMetadata, info_dictionary, xmp_packet


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedPdf:
    """A merged PDF, and the findings on its links, ids and page references."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """The file that is being written, what goes into it, and the object numbers of the book and of each galley."""

    file: PdfFile
    galleys: Sequence[Galley]
    pagination: Pagination
    numbers: _Numbers
    places: Mapping[str, ObjectNumbers]

    def page(self, galley: Galley, index: int = 0) -> int:
        """The number of a galley's page, by its index."""
        return self.places[galley.slug].base + 1 + index


def merge(
    galleys: Sequence[Galley],
    pagination: Pagination,
    folios: Folios,
    metadata: DocumentMetadata,
    assets: Iterable[tuple[str, bytes]] = (),
    profile: Profile | None = None,
) -> MergedPdf:
    """Merge the galleys in their order: the same arguments give the same bytes.

    `assets` are needed where pieces were typeset in fonts from them; `profile` is the meaning of the colours in a file
    for archives. Findings: links and page references without a target, ids that two pieces share, page references that
    do not fit their place. SettingError if a font that pieces were typeset with is not to be had.
    """
    file = PdfFile()
    numbers = _Numbers(**{name: file.reserve() for name in _Numbers.__dataclass_fields__})
    places = _places(file, galleys, pagination, numbers, metadata.language)
    context = _Context(file=file, galleys=galleys, pagination=pagination, numbers=numbers, places=places)
    findings = [*folios.findings, *_shared_ids(galleys), *_dead_links(galleys, pagination)]
    contents = _folio_contents(galleys, pagination, folios)
    for galley in galleys:
        findings += write_galley(file, galley, places[galley.slug], contents[galley.slug], pagination)
    _write_pages(context)
    faces = merge_faces([*(face for galley in galleys for face in galley.faces), *folios.faces])
    file.add_objects([(numbers.fonts, add_fonts(file, faces, dict(assets)))])
    _write_structure(context)
    _write_catalog(context, metadata, _add_intent(file, profile) if profile else b"")
    return MergedPdf(data=file.finish(numbers.catalog, numbers.info), findings=tuple(findings))


def merge_one_page(galley: Galley, metadata: DocumentMetadata) -> MergedPdf:
    """A galley of one page as a PDF without a page number: a cover or a drawing."""
    pages = (PlacedPage(slug=galley.slug),)
    first = {galley.slug: 0}
    alone = Pagination(pages=pages, labels=("1",), folios=("",), first=first, anchors={}, openings=(None,))
    return merge((galley,), alone, Folios(styles=(), faces=()), metadata)


def _places(
    file: PdfFile, galleys: Sequence[Galley], pagination: Pagination, numbers: _Numbers, language: str
) -> dict[str, ObjectNumbers]:
    """Reserve the numbers of each galley's objects; streams that galleys share are written at once."""
    shared: dict[str, int] = {}
    targets = frozenset(pagination.anchors) | frozenset(pagination.first)
    titles = {galley.slug: galley.bookmarks[0].title for galley in galleys if galley.bookmarks}
    places: dict[str, ObjectNumbers] = {}
    key = 0
    for galley in galleys:
        for stream in galley.shared:
            if stream.digest not in shared:
                shared[stream.digest] = file.reserve()
        places[galley.slug] = ObjectNumbers(
            base=file.reserve(galley.count) - 1,
            node=file.reserve(),
            key=key,
            fonts=numbers.fonts,
            document=numbers.document,
            shared=shared,
            targets=targets,
            titles=titles,
            language=language,
        )
        key += galley.parent_keys
    written: set[str] = set()
    for galley in galleys:
        for stream in galley.shared:
            if stream.digest not in written:
                written.add(stream.digest)
                entries = renumbered(stream.entries, galley, places[galley.slug], {}, pagination)
                file.add_stream(shared[stream.digest], entries, stream.data, deflated=True)
    return places


def _folio_contents(galleys: Iterable[Galley], pagination: Pagination, folios: Folios) -> dict[str, tuple[bytes, ...]]:
    """For every page of every galley the content that shows its page number."""
    styles = folio_styles(folios)
    return {
        galley.slug: tuple(
            folio_content(
                styles,
                kind,
                first=index == 0,
                folio=pagination.folios[pagination.first[galley.slug] + index],
                tagged=bool(galley.tops),
            )
            for index, kind in enumerate(galley.kinds)
        )
        for galley in galleys
    }


def _write_pages(context: _Context) -> None:
    """The page tree: a node for each piece, blank pages between them."""
    galleys, numbers = {galley.slug: galley for galley in context.galleys}, context.numbers
    galley = context.galleys[0]
    objects: list[tuple[int, bytes]] = []
    kids: list[bytes] = []
    for page in context.pagination.pages:
        if not page.slug:
            number = context.file.reserve()
            objects.append((number, _blank((galley.width, galley.height), numbers.pages)))
            kids.append(b"%d 0 R" % number)
        elif page.index == 0:
            galley = galleys[page.slug]
            kids.append(b"%d 0 R" % context.places[page.slug].node)
    for galley in context.galleys:
        leaves = b" ".join(b"%d 0 R" % context.page(galley, index) for index in range(galley.pages))
        node = b"<</Type /Pages/Parent %d 0 R/Kids [%s]/Count %d>>" % (numbers.pages, leaves, galley.pages)
        objects.append((context.places[galley.slug].node, node))
    root = b"<</Type /Pages/Kids [%s]/Count %d>>" % (b" ".join(kids), len(context.pagination.pages))
    context.file.add_objects([(numbers.pages, root), *objects])


def _blank(size: tuple[float, float], parent: int) -> bytes:
    box = b"[0 0 %s %s]" % (real(size[0]), real(size[1]))
    boxes = b"/MediaBox %s/TrimBox %s/BleedBox %s" % (box, box, box)
    return b"<</Type /Page/Parent %d 0 R%s/Resources <<>>/Tabs /S>>" % (parent, boxes)


def _write_structure(context: _Context) -> None:
    """One structure tree under one Document, and its parent tree: ISO 32000-1, 14.7."""
    file, numbers = context.file, context.numbers
    tops: list[bytes] = []
    leaves: list[tuple[int, bytes]] = []
    for galley in context.galleys:
        place = context.places[galley.slug]
        tops += [b"%d 0 R" % (place.base + number) for number in galley.tops]
        if galley.parent_keys:
            entries = renumbered(galley.parents, galley, place, {}, None)
            limits = b"%d %d" % (place.key, place.key + galley.parent_keys - 1)
            leaves.append((file.reserve(), b"<</Limits [%s]/Nums [%s]>>" % (limits, entries)))
    if not tops:
        return
    keys = sum(galley.parent_keys for galley in context.galleys)
    elements = {
        name: context.places[galley.slug].base + number for galley in context.galleys for name, number in galley.ids
    }
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


def _write_catalog(context: _Context, metadata: DocumentMetadata, intent: bytes) -> None:
    """The catalog with all that hangs on it, and the information dictionary: ISO 32000-1, 7.7.2 and 14.3.3."""
    file, numbers = context.file, context.numbers
    is_tagged = any(galley.tops for galley in context.galleys)
    reading = b"/Direction /R2L" if direction(metadata.language) == "rtl" else b""
    bookmarks = (
        (bookmark, context.page(galley, bookmark.page)) for galley in context.galleys for bookmark in galley.bookmarks
    )
    outline = add_outline(file, bookmarks)
    names = add_names(file, _destinations(context))
    # Not compressed: programs that do not read PDF look for the XMP packet in the bytes of the file.
    file.add_stream(numbers.xmp, b"/Type /Metadata/Subtype /XML", xmp_packet(metadata), deflated=True)
    parts = [
        b"/Type /Catalog/Pages %d 0 R/Metadata %d 0 R" % (numbers.pages, numbers.xmp),
        b"/Lang %s/ViewerPreferences <</DisplayDocTitle true%s>>" % (text_string(metadata.language), reading),
        b"/PageLabels %s" % page_labels(context.pagination),
        b"/MarkInfo <</Marked true>>/StructTreeRoot %d 0 R" % numbers.structure if is_tagged else b"",
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


def _destinations(context: _Context) -> dict[str, bytes]:
    """The places of all names that links use, and of every piece."""
    galleys = context.galleys
    wanted = {name for galley in galleys for name in galley.linked} | {galley.slug for galley in galleys}
    found: dict[str, bytes] = {}
    for galley in galleys:
        for anchor in galley.anchors:
            if anchor.id in wanted:
                found.setdefault(anchor.id, destination(context.page(galley, anchor.page), anchor.x, anchor.y))
    for galley in galleys:
        found.setdefault(galley.slug, destination(context.page(galley), 0, galley.height))
    return found


def _shared_ids(galleys: Iterable[Galley]) -> list[Finding]:
    owners: dict[str, str] = {}
    findings = []
    for galley in galleys:
        for anchor in galley.anchors:
            owner = owners.setdefault(anchor.id, galley.slug)
            if owner != galley.slug:
                message = f"{galley.slug}: the id {anchor.id} is also one of {owner}"
                findings.append(Finding("T013", message, piece=galley.slug))
    return findings


def _dead_links(galleys: Iterable[Galley], pagination: Pagination) -> list[Finding]:
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
