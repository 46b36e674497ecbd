"""ONIX for Books 3.0: the metadata of a book for shops and libraries, one product for each edition that can be sold."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from lxml import etree

from anthology.citations.parse.names import BODIES
from anthology.core.findings import Finding
from anthology.export import onix_codes as lists
from anthology.export.epub_metadata import Contributor
from anthology.export.model import CatalogueEntry, EditionFile, isbn_of, product_identifier
from anthology.manifest import Person
from anthology.manifest.roles import onix_roles

NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"

# An element: its name with its text or its children. One with an empty text or without children is not written, one
# with None stands empty.
Node: TypeAlias = tuple[str, "str | Sequence[Node] | None"]


def onix_message(entries: Iterable[CatalogueEntry], sender: str, sent: str) -> bytes:
    """An ONIX 3.0 message with reference tags: a product for each edition that can be sold.

    No two entries may have the same identifier. `sent` is an ISO date (ValueError for anything else), the day against
    which publication dates are held. Prices, suppliers, subject codes and sales rights of a released book are the
    publisher's own and not written: they go into `ProductSupply`, `Subject` and `SalesRights` of each product. A proof
    goes out as a record for tests, forthcoming and not for sale anywhere. Source: ONIX for Books 3.0, revision 8, and
    EDItEUR's code lists, issue 75.
    """
    day = datetime.date.fromisoformat(sent)
    root = etree.Element(f"{{{NAMESPACE}}}ONIXMessage", nsmap={None: NAMESPACE}, release="3.0")
    header: Node = ("Header", [("Sender", [("SenderName", sender)]), ("SentDateTime", f"{day:%Y%m%d}")])
    products = [
        _product(entry, file, sender, day)
        for entry in entries
        for file in entry.files
        if file.form in lists.onix_tables().forms
    ]
    for node in (header, *(products or [("NoProduct", None)])):
        _append(root, node)
    etree.indent(root)
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def onix_gaps(entry: CatalogueEntry) -> tuple[Finding, ...]:
    """A finding for each field that shops require and the book lacks: ISBNs, a publisher, a known language."""
    found = []
    for file in entry.files:
        if file.form in lists.onix_tables().forms and not isbn_of(product_identifier(entry, file)):
            found.append(f"the edition {file.edition} has no ISBN")
    if not entry.publisher:
        found.append("the book names no publisher, so the sender of the message stands in its place")
    if not _language(entry.language):
        found.append(f"the language {entry.language} has no code in ONIX list 74")
    return tuple(Finding("E032", f"{entry.title}: {message}") for message in found)


def _append(parent: etree._Element, node: Node) -> None:
    name, content = node
    if content is not None and not content:
        return
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if name == "Text":
        element.set("textformat", "05")  # list 34: XHTML, paragraphs
    if isinstance(content, str):
        element.text = content
        return
    for child in content or ():
        _append(element, child)


def _product(entry: CatalogueEntry, file: EditionFile, sender: str, sent: datetime.date) -> Node:
    identifier = product_identifier(entry, file)
    return (
        "Product",
        [
            ("RecordReference", identifier),
            ("NotificationType", _notification(entry, sent)),
            *_identifiers(identifier),
            ("DescriptiveDetail", list(_description(entry, file))),
            ("CollateralDetail", list(_texts(entry))),
            ("PublishingDetail", list(_publishing(entry, sender, sent))),
            ("RelatedMaterial", list(_related(entry, file))),
        ],
    )


def _identifiers(identifier: str) -> list[Node]:
    """List 5: an ISBN as such and as the article number that it also is, anything else as a URN or the sender's own."""
    isbn = isbn_of(identifier)
    if isbn:
        pairs = [("03", isbn), ("15", isbn)]
    else:
        pairs = [("22" if identifier.lower().startswith("urn:") else "01", identifier)]
    return [
        (
            "ProductIdentifier",
            [("ProductIDType", code), ("IDTypeName", "URI" if code == "01" else ""), ("IDValue", value)],
        )
        for code, value in pairs
    ]


def _is_ahead(entry: CatalogueEntry, sent: datetime.date) -> bool:
    return entry.date > sent.isoformat()


def _notification(entry: CatalogueEntry, sent: datetime.date) -> str:
    if entry.is_proof:
        return lists.PROOF
    return lists.ADVANCE if _is_ahead(entry, sent) or not entry.date else lists.CONFIRMED


# --- block 1: what the product is ---


def _description(entry: CatalogueEntry, file: EditionFile) -> Iterator[Node]:
    """The parts of DescriptiveDetail in the order of the schema."""
    form = lists.onix_tables().forms[file.form]
    product_form, *details = form.codes
    yield "ProductComposition", "00"
    yield "ProductForm", product_form
    for detail in details:
        yield "ProductFormDetail", detail
    if file.form == "ebook":
        yield from _accessibility(entry)
    yield "PrimaryContentType", "10"
    title: list[Node] = [("TitleElementLevel", "01"), ("TitleText", entry.title), ("Subtitle", entry.subtitle)]
    yield "TitleDetail", [("TitleType", "01"), ("TitleElement", title)]
    people: dict[tuple[str, str], list[Contributor]] = {}
    for contributor in entry.contributors:
        people.setdefault((contributor.name, contributor.sort_as), []).append(contributor)
    for number, credited in enumerate(people.values(), start=1):
        yield _contributor(number, credited)
    if not entry.contributors:
        yield "NoContributor", None
    yield "EditionType", form.edition
    yield "EditionStatement", entry.edition
    yield "Language", _language(entry.language)
    if form.pages and file.pages:
        yield _extent(form.pages, str(file.pages), lists.PAGES)
    if form.size:
        yield _extent(form.size, str(file.size), lists.BYTES)
    keywords = "; ".join(entry.subjects)
    yield "Subject", [("SubjectSchemeIdentifier", "20"), ("SubjectHeadingText", keywords)] if keywords else ""
    for code in entry.advice:
        yield "Audience", [("AudienceCodeType", lists.ADULT_RATING), ("AudienceCodeValue", code)]


def _accessibility(entry: CatalogueEntry) -> Iterator[Node]:
    """The accessibility metadata of the e-book and nothing more, in the order of the codes (list 79, 196 and 143)."""
    tables = lists.onix_tables()
    found = (tables.accessibility.get(name, {}).get(value, ()) for name, value in entry.accessibility)
    for code in sorted({code for codes in found for code in codes}):
        yield _feature(lists.ACCESSIBILITY_DETAIL, code)
    for name, code in tables.described.items():
        for value in entry.values(name):
            yield _feature(lists.ACCESSIBILITY_DETAIL, code, value)
    if entry.values("schema:accessibilityHazard") == ("none",):
        yield _feature(lists.HAZARD, lists.NO_HAZARD)


def _feature(kind: str, value: str, words: str = "") -> Node:
    children: list[Node] = [
        ("ProductFormFeatureType", kind),
        ("ProductFormFeatureValue", value),
        ("ProductFormFeatureDescription", words),
    ]
    return "ProductFormFeature", children


def _contributor(number: int, credited: Sequence[Contributor]) -> Node:
    """Somebody with all their roles, and what the manifest has of them, in the order of the schema."""
    first = credited[0]
    roles: list[Node] = [("ContributorRole", onix_roles().get(each.role, lists.OTHER_ROLE)) for each in credited]
    person = first.person or Person.model_construct(name=first.name, sort_as=first.sort_as)
    identifier: list[Node] = [("NameIDType", lists.ORCID), ("IDValue", person.orcid.replace("-", ""))]
    death: list[Node] = [("ContributorDateRole", lists.DIED), ("DateFormat", lists.YEAR), ("Date", person.died)]
    return "Contributor", [
        ("SequenceNumber", str(number)),
        *roles,
        ("NameIdentifier", identifier if person.orcid else ""),
        *_name(person),
        *(
            ("AlternativeName", [("NameType", lists.OTHER_NAME), ("PersonName", name)])
            for name in person.scripts.values()
        ),
        ("ContributorDate", death if person.died else ""),
        ("ProfessionalAffiliation", [("Affiliation", person.affiliation)] if person.affiliation else ""),
        ("BiographicalNote", " ".join(person.biography.split())),
        ("Website", [("WebsiteRole", lists.OWN_SITE), ("WebsiteLink", person.web)] if person.web else ""),
    ]


def _name(person: Person) -> Iterator[Node]:
    """The name as printed and as sorted; its parts where the manifest has them, or the sorted form tells the key."""
    if BODIES.search(person.name) and not person.family and "," not in person.sort_as:
        yield "CorporateName", person.name
        return
    family, comma, rest = person.sort_as.partition(", ")
    given, _, suffix = rest.partition(", ")
    if person.family:
        family, given, suffix, comma = person.family, person.given, person.suffix, ","
    yield "PersonName", person.name
    yield "PersonNameInverted", person.sort_as
    if comma:
        is_before = person.name.startswith(family)  # as in “Mao Zedong”
        yield "NamesBeforeKey", "" if is_before else given
        yield "KeyNames", family
        yield "NamesAfterKey", given if is_before else ""
        yield "SuffixToKey", suffix


def _language(tag: str) -> list[Node]:
    """The language of the text by lists 22, 74 and 91: `en-GB` is eng, of GB; nothing for a language without a code."""
    primary, *subtags = tag.split("-")
    code = lists.onix_tables().languages.get(primary.lower(), "")
    region = next((subtag.upper() for subtag in subtags if len(subtag) == 2 and subtag.isalpha()), "")
    return [("LanguageRole", "01"), ("LanguageCode", code), ("CountryCode", region)] if code else []


def _extent(kind: str, value: str, unit: str) -> Node:
    return "Extent", [("ExtentType", kind), ("ExtentValue", value), ("ExtentUnit", unit)]


# --- block 2: texts about it ---


def _texts(entry: CatalogueEntry) -> Iterator[Node]:
    """The description, with the content notes in words, and the notice of rights, which is a proof's notice too.

    List 153 has no type of text for content notes, and the codes of list 203 say neither how closely a theme is
    treated nor that it is information and no warning: so the words stand where shops show them.
    """
    described = [*entry.description.split("\n\n"), entry.content_note]
    for kind, paragraphs in ((lists.DESCRIPTION, described), (lists.NOTICE, [entry.rights])):
        text: list[Node] = [("p", " ".join(paragraph.split())) for paragraph in paragraphs if paragraph.strip()]
        if text:
            yield "TextContent", [("TextType", kind), ("ContentAudience", "00"), ("Text", text)]


# --- block 4: who publishes it, and when ---


def _publishing(entry: CatalogueEntry, sender: str, sent: datetime.date) -> Iterator[Node]:
    yield "Publisher", [("PublishingRole", "01"), ("PublisherName", entry.publisher or sender)]
    if not entry.date:
        yield "PublishingStatus", lists.UNSPECIFIED
    else:
        is_forthcoming = entry.is_proof or _is_ahead(entry, sent)
        yield "PublishingStatus", lists.FORTHCOMING if is_forthcoming else lists.ACTIVE
        yield "PublishingDate", [("PublishingDateRole", "01"), ("Date", entry.date.replace("-", ""))]
    if entry.is_proof:
        everywhere: Node = ("Territory", [("RegionsIncluded", "WORLD")])
        yield "SalesRights", [("SalesRightsType", lists.NOT_FOR_SALE), everywhere]


# --- block 5: the other editions ---


def _related(entry: CatalogueEntry, file: EditionFile) -> Iterator[Node]:
    """The book's other products; the press edition is also what the e-book takes its page numbers from, if any."""
    has_pages = "pageNavigation" in entry.values("schema:accessibilityFeature")
    for other in entry.files:
        if other == file or other.form not in lists.onix_tables().forms:
            continue
        is_source = has_pages and file.form == "ebook" and other.form == "press"
        codes = [lists.ALTERNATIVE_FORMAT, *([lists.BASED_ON_PRINT] if is_source else [])]
        relations: list[Node] = [("ProductRelationCode", code) for code in codes]
        yield "RelatedProduct", [*relations, *_identifiers(product_identifier(entry, other))]
