"""What Word documents and chapters of e-books say, read a second time from their archives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from anthology.core.epub_container import resolve
from anthology.core.findings import Location
from anthology.sources.docx.package import checked_parts
from anthology.sources.encoding import decode_any_lines
from anthology.sources.epub_chapter import open_book, page_name
from anthology.sources.formula_trees import latex_of
from anthology.sources.formulas import words_of
from anthology.sources.html.doctype import without_subset
from anthology.sources.html.sanitize import xhtml_as_html
from anthology.sources.rereading.passages import Passage, html_passages, parsed_passages

_OTHER = re.compile(r"\bhref\s*=\s*[\"']([^\"'#]+)#", re.IGNORECASE)


def chapter_passages(data: bytes, chapter: str, at: Location) -> Iterator[Passage]:
    """The visible text of a chapter; that of other files of the book to which it links may hold its notes."""
    return _chapter(data, chapter, at, lambda text: html_passages(text, is_xml=True))


def parsed_chapter_passages(data: bytes, chapter: str, at: Location) -> Iterator[Passage]:
    """The same, the chapter read as a browser reads HTML."""
    return _chapter(data, chapter, at, lambda text: parsed_passages(xhtml_as_html(text)))


def _chapter(data: bytes, chapter: str, at: Location, read: Callable[[str], Iterable[Passage]]) -> Iterator[Passage]:
    book = open_book(data, at)
    name = page_name(book, chapter, at)
    text = _page(book.files.get(name, b""), at)
    yield from read(text)
    for other in sorted({resolve(name, link) for link in _OTHER.findall(text)} - {name}):
        for passage in html_passages(_page(book.files.get(other, b""), at), is_xml=True):
            yield Passage(passage.text, 0, "markup")


def _page(data: bytes, at: Location) -> str:
    return without_subset(decode_any_lines(data, at)[0], at)


_TEXTS = ("document", "footnotes", "endnotes")
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What vanishes by rule with its words (finding S011): tracked deletions, passages at their former place.
_GONE = {"del", "moveFrom"}
# Fields whose result is the number of a page of the file (finding S061), and lists in which such numbers are dropped
# with the words beside them (17.16.5).
_PAGES = {"PAGEREF", "PAGE", "NUMPAGES", "SECTIONPAGES"}
_CONTENTS = {"TOC", "INDEX", "TOA"}
_FORMULAS = {
    f"{{http://{space}/math}}oMath"
    for space in ("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument")
}
_ENDS = {"p": "\n", "tab": "\t", "br": "\n", "cr": "\n", "ptab": "\t"}


def document_passages(data: bytes, chapter: str, at: Location) -> Iterator[Passage]:
    """The words of the text of a Word document, then those of its notes that the text calls (ECMA-376, part 1, 17)."""
    del chapter
    texts = {name: root for root in checked_parts(data, at).values() if (name := _name(root)) in _TEXTS}
    called = {
        (_name(element).removesuffix("Reference"), _attribute(element, "id"))
        for root in texts.values()
        for element in root.iter()
        if _name(element) in ("footnoteReference", "endnoteReference")
    }
    for name in _TEXTS:
        for note in texts.get(name, ()):
            if name == "document" or (_name(note), _attribute(note, "id")) in called:
                yield from _Words().read(note)


def _name(element: etree._Element) -> str:
    tag = element.tag
    is_word = isinstance(tag, str) and tag.startswith("{") and "wordprocessingml" in tag.partition("}")[0]
    return tag.partition("}")[2] if is_word else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.partition("}")[2] == name), "")


class _Words:
    """The words of a part; what stands in a box follows the paragraph that holds the box."""

    def __init__(self) -> None:
        self._boxes: list[etree._Element] = []
        self._fields: list[str] = []

    def read(self, part: etree._Element) -> Iterator[Passage]:
        """The words of all that a part holds."""
        line = part.sourceline or 1
        for event, element in self._walk(part):
            name = _name(element)
            if event == "start":
                line = element.sourceline or line
                self._follow(element, name)
                if name == "t" and element.text:
                    yield Passage(element.text, line, "markup" if self._is_number_of_page() else "text")
                elif name == "sym":  # a sign by its number in a face (17.3.3.30)
                    yield Passage("", line, "formula")
                elif element.tag in _FORMULAS:
                    yield Passage(words_of(latex_of(element)), line, "formula")
            elif name in _ENDS and not (name == "p" and _goes_on(element)):
                yield Passage(_ENDS[name], line)
            if event == "end" and name == "fldSimple":
                self._fields.pop()
            if event == "end" and name == "p" and not any(_name(above) == "p" for above in element.iterancestors()):
                boxes, self._boxes = self._boxes, []
                for box in boxes:
                    yield from self.read(box)

    def _follow(self, element: etree._Element, name: str) -> None:
        """Keep the instructions of the fields that are open (17.16.18)."""
        match name, _attribute(element, "fldCharType"):
            case "fldChar", "begin":
                self._fields.append("")
            case "fldChar", "end" if self._fields:
                self._fields.pop()
            case "instrText", _ if self._fields:
                self._fields[-1] += element.text or ""
            case "fldSimple", _:
                self._fields.append(_attribute(element, "instr"))

    def _is_number_of_page(self) -> bool:
        kinds = {(each.split() or [""])[0].upper() for each in self._fields}
        return not kinds.isdisjoint(_PAGES) and kinds.isdisjoint(_CONTENTS)

    def _walk(self, part: etree._Element) -> Iterable[tuple[str, etree._Element]]:
        walker = etree.iterwalk(part, events=("start", "end"))
        for event, element in walker:
            if event == "start" and element is not part and self._is_passed(element):
                walker.skip_subtree()
            yield event, element

    def _is_passed(self, element: etree._Element) -> bool:
        name = _name(element)
        if name == "txbxContent":
            self._boxes.append(element)
            return True
        parent = element.getparent()
        is_twin = (
            element.tag == f"{_ALTERNATIVES}Choice"
            and parent is not None
            and parent.find(f"{_ALTERNATIVES}Fallback") is not None
        )
        return is_twin or name in _GONE


def _goes_on(paragraph: etree._Element) -> bool:
    """Whether the words of a paragraph go on in the next: a dropped capital, or an end that was deleted."""
    for properties in paragraph:
        if _name(properties) == "pPr":
            return any(
                _name(each) == "del" or (_name(each) == "framePr" and bool(_attribute(each, "dropCap")))
                for each in properties.iterdescendants()
            )
    return False
