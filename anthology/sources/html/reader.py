"""HTML and saved web pages: what is dangerous goes, the main text is found, the rest is accounted for."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree, html

from anthology.core.document import Paragraph, is_wordless, words_in_order
from anthology.core.findings import Finding, Location
from anthology.core.normalize import house_style
from anthology.core.urls import link_target
from anthology.sources.cleaning import FURNITURE
from anthology.sources.draft import WORDLESS, Draft, Line
from anthology.sources.encoding import decode_any_lines, invalid_characters
from anthology.sources.html.blocks import Tree, Unit
from anthology.sources.html.doctype import without_subset
from anthology.sources.html.footnotes import find_notes
from anthology.sources.html.formulas import with_formulas
from anthology.sources.html.images import drawings, extract_images
from anthology.sources.html.linked_data import linked_data, microdata
from anthology.sources.html.lists import shape
from anthology.sources.html.main_content import main_part, surroundings_of
from anthology.sources.html.sanitize import body_of, check_depth, count_words, is_xhtml, sanitize, tags, xhtml_as_html
from anthology.sources.html.site_parts import mark_site_parts
from anthology.sources.html.styles import SUBTITLE, sheet_of, without_comments
from anthology.sources.metadata import Facts, heading_of, with_facts
from anthology.sources.page_doubts import OUTSIDE

HEAD_LENGTH = 400_000  # characters of a page in which its metadata are looked for
HEAD_UNITS = 10  # how far from the start of the main text its title may stand

TITLE_FIELDS = ("citation_title", "dc.title", "dcterms.title", "ld:headline", "og:title", "twitter:title")
AUTHOR_FIELDS = (
    *("citation_author", "dc.creator", "dcterms.creator", "ld:author", "author", "article:author"),
    "parsely-author",
)
DATE_FIELDS = (
    *("citation_publication_date", "ld:datepublished", "article:published_time", "dc.date", "dcterms.issued"),
    *("date", "pubdate"),
)
# What a book has no place for, and a finding names.
OTHER_FIELDS = {
    "section": ("ld:articlesection", "article:section"),
    "licence": ("ld:license", "dc.rights", "dcterms.license", "license"),
}

_CHARSET = re.compile(
    rb"<(?:meta[^>]{0,200}charset|\?xml[^>]{0,200}encoding)\s*+=\s*+(?:[\"']\s*+)?([a-zA-Z0-9_:-]{2,40})", re.I
)
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(\S{1,500})\s*-->")  # written by browsers into what they save
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_page(data: bytes, slug: str, at: Location) -> Draft:
    """A draft with one line for each block of a web page, numbered as they follow one another.

    A page is XHTML by its declaration, or by the ending of its name. Scripts, handlers, forms and what is embedded
    vanish (S011), and what stands outside of the main text is in the ledger as page furniture. Title, author and date
    are those of the text, else those of the page's metadata (C009). Raises SourceError S002 as `decode` does, and
    LimitError X002 for more than 100 levels or 60,000 elements.
    """
    text, findings = page_text(data, at)
    return draft_from_html(xhtml_as_html(text) if is_xml(text, at) else text, slug, at, findings)


def is_xml(text: str, at: Location) -> bool:
    """Whether a page is XHTML: by its declaration, or by the ending of its name."""
    return is_xhtml(text) or at.path.suffix.lower() == ".xhtml"


def read_whole_page(data: bytes, slug: str, at: Location) -> Draft:
    """A draft as by `read_page` of a page that has nothing around its text, such as a chapter of an e-book."""
    text, findings = page_text(data, at)
    return draft_from_html(text, slug, at, findings, is_whole=True)


def draft_from_html(
    text: str,
    slug: str,
    at: Location,
    findings: Sequence[Finding] = (),
    *,
    has_metadata: bool = True,
    is_whole: bool = False,
) -> Draft:
    """The draft of an HTML text, with what its head says of it; where it `is_whole`, all of it is the main text."""
    check_depth(text, at)
    text, pictures = extract_images(text, drawings(text, tags(text)))
    clean, opened = sanitize(with_formulas(text))
    gone = (Finding("S011", f"left out: {count_words(opened)}", at),) if opened else ()
    body = body_of(clean, at)
    sheet = sheet_of(text)
    if not is_whole:
        mark_site_parts(body, sheet)
    shape(body, sheet)
    said = _metadata(text) if has_metadata else {}
    main = body if is_whole else main_part(body)
    tree = Tree(main=main, at=at, surroundings=surroundings_of(main), base=_base(said))
    tree.notes, tree.back = find_notes(body, tree.main)
    units = tuple(tree.walk(body))
    draft = _drafted(units, slug, at)
    findings = (
        *findings,
        *gone,
        *invalid_characters(clean, at),
        *dict.fromkeys(tree.findings),
        *tree.formulas.findings(at),
    )
    draft = replace(draft, findings=tuple(findings), pictures=pictures, typed=frozenset(body.text_content()))
    return _with_subtitle(with_facts(_with_title(draft, units), _facts(said), "metadata"), units)


def page_text(data: bytes, at: Location) -> tuple[str, tuple[Finding, ...]]:
    """The text of a page, its entities read; errors as for `decode` and `without_subset`."""
    text, findings = _decoded(data, at)
    text, more = without_comments(without_subset(text, at, is_xml=is_xml(text, at)), at)
    return text, (*findings, *more)


def _decoded(data: bytes, at: Location) -> tuple[str, tuple[Finding, ...]]:
    """The page in the encoding that it declares, if it holds; else as for plain text.

    A mark at its beginning goes before that (HTML, 13.2.3.2). One that declares Windows-1252, which programs write of
    themselves, is judged like any other text.
    """
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        name = declared[1].decode("ascii").lower()
        name = "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else name
        try:
            if codecs.lookup(name).name == "cp1252":
                text, found = decode_any_lines(data, at)
                return text, tuple(finding for finding in found if finding.code != "S007")
            if not name.startswith(("utf", "unicode", "raw")):
                return data.decode(name), ()  # LookupError for what is no encoding of text, such as hex
        except (LookupError, UnicodeError):
            pass
    return decode_any_lines(data, at)


def _drafted(units: Sequence[Unit], slug: str, at: Location) -> Draft:
    draft = Draft(slug=slug, at=at, lines=())
    furniture: list[Line] = []
    forms: list[Line] = []
    notes, empty = [], []
    lines, anchors = [], []
    for number, unit in enumerate(units, start=1):
        text = words_in_order(unit.block) if unit.block else house_style(unit.words)
        place = replace(at, line=number)
        block = replace(unit.block, at=place) if unit.block else None
        source = " ".join(text.split())
        line = Line(number=number, source=source, text=text, gap=1, block=block, standing=unit.standing)
        lines.append(line)
        anchors += [(name, number) for name in unit.anchors]
        if unit.block is None:
            notes.append(line)
        elif not unit.is_main:
            (forms if unit.standing == "form" else furniture).append(line)
        elif not text.strip() and not is_wordless(unit.block):
            empty.append(line)
    draft = replace(draft, lines=tuple(lines), anchors=tuple(anchors), outside=(*furniture, *forms))
    draft = draft.claim(notes, "moved", "note", "the text of a note, shown where it is called", "notes")
    draft = draft.claim(furniture, "dropped", "page-furniture", OUTSIDE)
    draft = draft.claim(forms, "dropped", "form", FURNITURE["form"].reason)
    return draft.claim(empty, "dropped", "empty", WORDLESS)


def _with_title(draft: Draft, units: Sequence[Unit]) -> Draft:
    """The heading of the first rank near the start of the main text, or the only one on the page, as the title."""
    inside = [line for line in draft.lines[:HEAD_UNITS] if units[line.number - 1].tag == "h1"]
    outside = [number for number, unit in enumerate(units, start=1) if unit.tag == "h1" and not unit.is_main]
    if inside and inside[0] is draft.lines[0]:
        return draft
    if inside:
        moved = draft.claim(inside[:1], "moved", "title", "the title of the essay", "title")
        is_moved = len(moved.lines) < len(draft.lines)
        heading = heading_of(getattr(inside[0].block, "content", ()))
        return replace(moved, title=" ".join(inside[0].text.split()), heading=heading) if is_moved else draft
    if len(outside) != 1 or not draft.lines:
        return draft
    claims = tuple(
        replace(
            claim,
            disposition="moved",
            rule="title",
            reason="the title of the essay",
            expected=claim.text,
            place="title",
        )
        if claim.number == outside[0]
        else claim
        for claim in draft.claims
    )
    (title,) = (claim.text for claim in draft.claims if claim.number == outside[0])
    return replace(draft, claims=claims, title=title)


def _with_subtitle(draft: Draft, units: Sequence[Unit]) -> Draft:
    """The draft with the paragraph below its title as subtitle, where the program that made the page calls it so."""
    first = draft.lines[0] if draft.lines else None
    if first is None or not draft.title or units[first.number - 1].tag != SUBTITLE:
        return draft
    moved = draft.claim([first], "moved", "subtitle", "the subtitle of the essay", "subtitle")
    content = first.block.content if isinstance(first.block, Paragraph) else ()
    return replace(moved, subtitle=content) if len(moved.lines) < len(draft.lines) else draft


def _facts(said: Mapping[str, tuple[str, ...]]) -> Facts:
    """What the head of the page says of the text."""
    authors = next((said[name] for name in AUTHOR_FIELDS if name in said and "//" not in said[name][0]), ())
    dates = (said[name][0] for name in DATE_FIELDS if name in said)
    days = (_DAY.search(each.replace("/", "-")) for each in dates)
    return Facts(
        title=next((said[name][0] for name in (*TITLE_FIELDS, "title") if name in said), ""),
        byline=" and ".join(dict.fromkeys(authors)),
        date=next((day[0] for day in days if day), ""),
        others=tuple(
            (what, said[name][0])
            for what, names in OTHER_FIELDS.items()
            for name in [next((name for name in names if name in said), "")]
            if name
        ),
    )


def _base(said: Mapping[str, tuple[str, ...]]) -> str:
    """The address that relative links of the page start from, if it says one."""
    found = (said[name][0] for name in ("base", "canonical", "og:url", "saved from") if name in said)
    return next((address for address in map(link_target, found) if address.startswith("http")), "")


def _metadata(text: str) -> dict[str, tuple[str, ...]]:
    """The fields of the head of a page, by their names in small letters, each with its values in order."""
    end = re.search(r"</head\s*>|<body\b", text[:HEAD_LENGTH], re.IGNORECASE)
    head = text[: end.start() if end else HEAD_LENGTH].encode("utf-8", "ignore")
    saved = _SAVED.search(text[:HEAD_LENGTH])
    fields: dict[str, tuple[str, ...]] = {"saved from": (saved[1],)} if saved else {}
    try:
        tree = html.document_fromstring(head or b" ", html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        return fields
    fields |= linked_data(text[:HEAD_LENGTH]) or microdata(text[:HEAD_LENGTH])
    for element in tree.iter("title", "meta", "link", "base"):
        name, value = _field(element)
        if name and value:
            fields[name] = (*fields.get(name, ()), value)
    return fields


def _field(element: html.HtmlElement) -> tuple[str, str]:
    match element.tag:
        case "title":
            name, value = "title", element.text
        case "link":
            name, value = element.get("rel"), element.get("href")
        case "base":
            name, value = "base", element.get("href")
        case _:
            name, value = element.get("name") or element.get("property"), element.get("content")
    return (name or "").lower(), house_style(" ".join((value or "").split()))[:300]
