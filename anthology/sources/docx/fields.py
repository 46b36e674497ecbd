"""Fields of a Word document that only lead through it: lists of contents, indexes, numbers of its own pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from anthology.core.findings import Finding, Location, summarize
from anthology.core.normalize import shortened
from anthology.sources.docx.package import Parts, attribute, name_of

CONTENTS_STYLE = "AnthologyContents"  # the id of the style that paragraphs of such a list are given
# Fields by the first word of their instruction (ECMA-376, part 1, 17.16.5).
_CONTENTS = frozenset({"TOC", "INDEX", "TOA"})
_PAGES = frozenset({"PAGEREF", "PAGE", "NUMPAGES", "SECTIONPAGES"})
_SHOWN = 120  # letters of a sentence that lost such a number


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, and the runs that show its result."""

    instruction: str = ""
    is_result: bool = False
    runs: list[etree._Element] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The first word of the instruction."""
        return (self.instruction.split() or [""])[0].upper()


def leave_out_navigation(parts: Parts, at: Location) -> tuple[frozenset[str], tuple[Finding, ...]]:
    """Mark the paragraphs of lists of contents and take out numbers of pages, which are those of another book.

    Gives the names of the parts that are changed, and S060 and S061 for what was left out. Such a list stands in a
    field, or in a building block of Word's gallery (17.5.2.12).
    """
    changed: set[str] = set()
    lists, sentences = 0, list[str]()
    for name, root in parts.items():
        if name_of(root) not in ("document", "footnotes", "endnotes"):
            continue
        fields = list(_fields(root))
        within = {run for each in fields if each.kind in _CONTENTS for run in each.runs}
        listed = {*_of_runs(within), *_of_gallery(root)}
        for paragraph in listed:
            _style(paragraph)
        lists += len(listed)
        for each in fields:
            runs = [run for run in each.runs if run not in within and _text(run)]
            if each.kind in _PAGES and runs:
                sentences.append(shortened(" ".join(_text(_paragraph(runs[0])).split()), _SHOWN))
                for run in runs:
                    holder = run.getparent()
                    holder.remove(run)
                    if name_of(holder) == "fldSimple" and not len(holder):
                        holder.getparent().remove(holder)
                changed.add(name)
        changed |= {name} if listed else set()
    found = []
    if lists:
        found.append(Finding("S060", f"left out: {lists} × line of a list of contents or an index", at))
    if sentences:
        shown = summarize(f"“{sentence}”" for sentence in dict.fromkeys(sentences))
        found.append(Finding("S061", f"the number of a page is left out of {shown}", at))
    return frozenset(changed), tuple(found)


def _fields(root: etree._Element) -> Iterator[_Field]:
    """The fields of a part that have an end, those within others before them (17.16.18, 17.16.19)."""
    open_: list[_Field] = []
    for element in root.iter():
        match name_of(element):
            case "fldSimple":
                runs = [each for each in element.iter() if name_of(each) == "r"]
                yield _Field(attribute(element, "instr") or "", True, runs)
            case "instrText" if open_:
                open_[-1].instruction += element.text or ""
            case "fldChar":
                kind = attribute(element, "fldCharType")
                if kind == "begin":
                    open_.append(_Field())
                elif kind == "separate" and open_:
                    open_[-1].is_result = True
                elif kind == "end" and open_:
                    yield open_.pop()
            case "r":
                for each in open_:
                    if each.is_result:
                        each.runs.append(element)


def _of_runs(runs: set[etree._Element]) -> Iterator[etree._Element]:
    """The paragraphs of which all words stand in some runs."""
    for paragraph in dict.fromkeys(map(_paragraph, runs)):
        words = [each for each in paragraph.iter() if name_of(each) == "r" and _text(each).strip()]
        if all(run in runs for run in words):
            yield paragraph


def _of_gallery(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter():
        if name_of(element) == "docPartGallery" and attribute(element, "val") == "Table of Contents":
            holder = next((above for above in element.iterancestors() if name_of(above) == "sdt"), None)
            if holder is not None:
                yield from (each for each in holder.iter() if name_of(each) == "p")


def _paragraph(run: etree._Element) -> etree._Element:
    return next((above for above in run.iterancestors() if name_of(above) == "p"), run)


def _text(element: etree._Element) -> str:
    return "".join(each.text or "" for each in element.iter() if name_of(each) == "t")


def _style(paragraph: etree._Element) -> None:
    """Give a paragraph the style of lists of contents, instead of its own."""
    space = etree.QName(paragraph).namespace
    for each in [each for each in paragraph if name_of(each) == "pPr"]:
        paragraph.remove(each)
    properties = etree.Element(f"{{{space}}}pPr")
    etree.SubElement(properties, f"{{{space}}}pStyle").set(f"{{{space}}}val", CONTENTS_STYLE)
    paragraph.insert(0, properties)
