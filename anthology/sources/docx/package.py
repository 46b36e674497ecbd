"""The parts of a Word document as XML: checked before anything reads them, and what they hold that nobody would see."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from lxml import etree

from anthology.core.errors import LimitError, SourceError
from anthology.core.findings import Finding, Location
from anthology.core.limits import limit, limit_error
from anthology.core.xml import parse_xml

MOST_ENTRIES = 2_000
MOST_PART = 16 * 1024 * 1024  # bytes of one XML part
DEEPEST = 600  # levels of XML
HEAD = 4096  # bytes that are read at once to know what a part is
SAVE = "open it in Word or LibreOffice, and save it again as .docx"

Parts: TypeAlias = "Mapping[str, etree._Element]"  # the XML parts of a document, by their names in the archive

# Each vocabulary has two names, for documents of the transitional and of the strict kind (ECMA-376, parts 4 and 1).
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# What the reader passes over without a word (ECMA-376, part 1, 17.13 and 22.1).
_LEFT_OUT = {
    "del": "tracked deletion",
    "moveFrom": "passage at the place from which it was moved",
    "commentReference": "comment",
    "object": "embedded object",
}
# Elements through which mammoth reads words. Any other around words of the text would drop them (simple fields, turned
# runs, ruby, custom markup, shapes: 17.16.19, 17.3.2.3, 17.3.2.8, 17.3.3.25), so it is read as the wrapping `smartTag`.
_READ = frozenset(
    {"document", "body", "footnotes", "footnote", "endnotes", "endnote", "p", "r", "tbl", "tr", "tc", "ins", "moveTo"}
    | {"customXml", "object", "smartTag", "pict", "hyperlink", "sdt", "sdtContent", "txbxContent", "del", "moveFrom"}
)
TEXTS = ("document", "footnotes", "endnotes")
_SHAPE = re.compile(r"\{urn:schemas-microsoft-com:vml\}(?:group|rect|roundrect|shape|textbox)")
_ON = (None, "1", "true", "on")  # a switch that is there and says nothing is on (17.17.4)

_XML_NAMES = (".xml", ".rels")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_TAG = re.compile(rb"<(/?)[^\s<>!?/][^<>]*?(/?)>")


def checked_parts(data: bytes, at: Location) -> Parts:
    """The XML parts of a document's archive, whatever their names.

    Raises SourceError S002 for what is no archive of such parts, or where one declares entities or an encoding that
    Word never writes; LimitError X002 for more than 2,000 entries, 16 MiB in one part, more bytes unpacked than the
    limit has, or 600 levels of XML.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, at)
            return {
                entry.filename: _root(archive.read(entry), entry.filename, at)
                for entry in entries
                if not entry.is_dir() and _is_xml(entry, archive)
            }
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise SourceError(Finding("S002", f"the file is no Word document: {error}", at, SAVE)) from error
    except (ValueError, IndexError, zlib.error) as error:
        raise SourceError(Finding("S002", f"the document is damaged: {error}", at, SAVE)) from error


def repaired(data: bytes, parts: Parts, others: Collection[str]) -> bytes:
    """The document with what mammoth would drop or tear apart in a form that it reads; the parts are changed as well.

    `others` are parts that were changed before. Wrappings that would vanish with their words have the name of one that
    is read through; a first letter that stands in a frame of its own (a dropped capital, 17.3.1.11) is in its word
    again; a last paragraph whose end was taken out, which would wait for the next one without end, has an end.
    """
    mended = {name for name, root in parts.items() if any([_unwrap(root), _join_capitals(root), _close(root)])}
    changed = mended.union(others)
    if not changed:
        return data
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            part = etree.tostring(parts[name], encoding="UTF-8") if name in changed else source.read(name)
            archive.writestr(zipfile.ZipInfo(name), part)
    return target.getvalue()


def author_of(parts: Parts) -> str:
    """The words of the paragraph in the style Author, as pandoc writes it; empty where there is none, or several."""
    styles = {
        attribute(style, "styleId")
        for root in parts.values()
        if name_of(root) == "styles"
        for style in root
        for name in style
        if name_of(name) == "name" and (attribute(name, "val") or "").casefold() == "author"
    }
    found = [
        "".join(inner.text or "" for inner in paragraph.iter() if name_of(inner) == "t")
        for root in parts.values()
        if styles and name_of(root) == "document"
        for paragraph in root.iter()
        if name_of(paragraph) == "p"
        and any(name_of(inner) == "pStyle" and attribute(inner, "val") in styles for inner in paragraph.iter())
    ]
    return found[0].strip() if len(found) == 1 else ""


def unread_content(parts: Parts, at: Location) -> Iterator[Finding]:
    """What a document holds and the essay does not, left out by rule; and what is hidden in Word."""
    texts = [root for root in parts.values() if name_of(root) in TEXTS]
    counts = Counter(what for root in texts for element in root.iter() if (what := _left_out(element)))
    counts["header or footer"] = sum(
        any(name_of(element) == "t" and (element.text or "").strip() for element in root.iter())
        for root in parts.values()
        if name_of(root) in ("hdr", "ftr")
    )
    told = [f"{count} × {what}" for what, count in counts.items() if count]
    if told:
        yield Finding("S011", f"left out: {', '.join(told)}", at)
    styles = _hidden_styles(parts)
    hidden = sum(_is_hidden(element, styles) for root in texts for element in root.iter())
    if hidden:
        yield Finding("S012", f"text that is hidden in Word stands in the book: {hidden} × run", at)


def _check_sizes(entries: list[zipfile.ZipInfo], at: Location) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries if entry.filename.lower().endswith(_XML_NAMES)), default=0)
    hint = "save it again without pictures, or divide it"
    if unpacked > limit("unpacked-bytes"):
        raise limit_error("unpacked-bytes", f"the document has {unpacked:,} bytes unpacked", at, hint, needed=unpacked)
    for found, most, what in ((len(entries), MOST_ENTRIES, "entries"), (largest, MOST_PART, "bytes in one part")):
        if found > most:
            raise LimitError(Finding("X002", f"the document has {found:,} {what}: the limit is {most:,}", at, hint))


def _is_xml(entry: zipfile.ZipInfo, archive: zipfile.ZipFile) -> bool:
    """Whether a part is XML by its name, or by its first sign: the parts of a document may be called anything."""
    name = entry.filename.lower()
    if name.endswith((*_XML_NAMES, ".svg")):
        return not name.endswith(".svg")
    with archive.open(entry) as part:
        start = part.read(HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
        while not start and (more := part.read(HEAD)):
            start = more.lstrip()
    return start.startswith(b"<")


def _root(part: bytes, name: str, at: Location) -> etree._Element:
    encoding = _ENCODING.match(part)
    if _DOCTYPE.search(part) or part.startswith(_UTF_16) or (encoding and encoding[1].lower() not in _ENCODINGS):
        raise SourceError(
            Finding("S002", f"{name} declares a document type or an encoding that Word never writes", at, SAVE)
        )
    depth = 0
    for tag in _TAG.finditer(part):
        depth += -1 if tag[1] else not tag[2]
        if depth > DEEPEST:
            raise LimitError(Finding("X002", f"{name} is nested more than {DEEPEST} levels deep", at, "save it again"))
    try:
        return parse_xml(part, huge_tree=True)
    except etree.XMLSyntaxError as error:
        raise SourceError(Finding("S002", f"the document is damaged: {name}: {error.msg}", at, SAVE)) from error


def name_of(element: etree._Element, spaces: tuple[str, ...] = _WORD) -> str:
    """The name of an element of a vocabulary, whatever prefix the document gives it; empty for all else."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in spaces else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """The value of an attribute of the vocabulary of Word."""
    return next((value for space in _WORD if (value := element.get(f"{{{space}}}{name}")) is not None), None)


def _unwrap(root: etree._Element) -> bool:
    """Whether the part had words in what mammoth does not read: boxes are set free, other wrappings renamed."""
    if name_of(root) not in TEXTS:
        return False
    holders: dict[etree._Element, None] = {}
    for element in root.iter():
        if name_of(element) == "t":
            for above in element.iterancestors():
                if above in holders:
                    break
                holders[above] = None
    found = [element for element in holders if _is_unread(element)]
    for element in found:
        space = etree.QName(root).namespace
        drawing = next((each for each in element.iterancestors() if name_of(each) == "drawing"), None)
        if element.tag == f"{_ALTERNATIVES}Choice":
            element.tag = f"{_ALTERNATIVES}Fallback"
        elif name_of(element) == "drawing":  # mammoth reads only the pictures of a drawing
            box = etree.Element(f"{{{space}}}pict")
            box.extend([each for each in element.iter() if name_of(each) == "txbxContent"])
            element.addnext(box)
        elif drawing is None:
            element.tag = f"{{{space}}}smartTag"
    return bool(found)


def _is_unread(element: etree._Element) -> bool:
    """Whether mammoth drops an element in which there are words."""
    if element.tag in (f"{_ALTERNATIVES}AlternateContent", f"{_ALTERNATIVES}Fallback"):
        return False
    if element.tag == f"{_ALTERNATIVES}Choice":
        return element.getparent().find(f"{_ALTERNATIVES}Fallback") is None
    if not name_of(element):
        return not _SHAPE.fullmatch(str(element.tag)) and not name_of(element, MATH)
    return name_of(element) not in _READ


def _join_capitals(root: etree._Element) -> bool:
    """Whether the part had dropped capitals, which are put before the rest of their words."""
    frames = [
        frame
        for frame in root.iter()
        if name_of(frame) == "framePr" and attribute(frame, "dropCap") in ("drop", "margin")
    ]
    joined = False
    for frame in frames:
        paragraph = frame.getparent().getparent()
        following = paragraph.getnext() if paragraph is not None and name_of(paragraph) == "p" else None
        if following is None or name_of(following) != "p":
            continue
        place = int(len(following) > 0 and name_of(following[0]) == "pPr")
        following[place:place] = [each for each in paragraph if name_of(each) != "pPr"]
        paragraph.getparent().remove(paragraph)
        joined = True
    return joined


def _close(root: etree._Element) -> bool:
    """Whether the part had a last paragraph without an end, which is given one."""
    open_ends = [
        mark
        for paragraph in root.iter()
        if name_of(paragraph) == "p" and (paragraph.getnext() is None or name_of(paragraph.getnext()) != "p")
        for properties in paragraph
        if name_of(properties) == "pPr"
        for mark in properties.iterdescendants()
        if name_of(mark) == "del"
    ]
    for mark in open_ends:
        mark.getparent().remove(mark)
    return bool(open_ends)


def _left_out(element: etree._Element) -> str:
    name = name_of(element)
    if name in ("del", "moveFrom") and not any(name_of(inner) in ("r", "p") for inner in element.iterdescendants()):
        return ""  # the end of a paragraph was taken out, or a row: no words
    return _LEFT_OUT.get(name, "")


def _hidden_styles(parts: Parts) -> frozenset[str | None]:
    """The ids of the styles that hide what is set in them."""
    styles = [
        style for root in parts.values() if name_of(root) == "styles" for style in root if name_of(style) == "style"
    ]
    return frozenset(attribute(style, "styleId") for style in styles if _vanishes(style))


def _is_hidden(element: etree._Element, styles: frozenset[str | None]) -> bool:
    """Whether an element is a run with words that Word hides, by itself or by its style (17.3.2.41)."""
    if name_of(element) != "r" or not any(name_of(inner) == "t" for inner in element):
        return False
    own = _vanishes(element)
    named = [attribute(inner, "val") for inner in element.iterdescendants() if name_of(inner) == "rStyle"]
    return any(name in styles for name in named) if own is None else own


def _vanishes(element: etree._Element) -> bool | None:
    """Whether the properties of a run or a style hide it; nothing where they do not say."""
    properties = (inner for inner in element if name_of(inner) == "rPr")
    switches = [each for inner in properties for each in inner if name_of(each) == "vanish"]
    return attribute(switches[0], "val") in _ON if switches else None
