"""Chapters as Word, LibreOffice and Google Docs write them: the same text in the XML that each of them makes of it.

Word puts its separators among the notes and marks the number in a note; LibreOffice has styles of other names; Google
Docs numbers notes from 0, says `w:val="1"` of what is on, and knows block quotations by their indents alone.
"""

from __future__ import annotations

import struct
import zlib

from word_file import RELATION, RELATIONS, R, document, paragraph, run, table
from written_texts import sentence


def png(side: int = 40) -> bytes:
    """A grey square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x90" * side) * side)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="Picture 1" descr="A grey square"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    '<a:blip r:embed="pic"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


def item(text: str, level: int = 0) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        f"</w:pPr>{run(text)}</w:p>"
    )


def notes_part(kind: str, notes: dict[int, str], before: str = "") -> str:
    mark = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:{kind}Ref/></w:r>'
    made = "".join(f'<w:{kind} w:id="{key}">{paragraph(mark, " " + text)}</w:{kind}>' for key, text in notes.items())
    return f"<w:{kind}s {SPACE}>{before}{made}</w:{kind}s>"


def call(kind: str, number: int) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:{kind}Reference w:id="{number}"/></w:r>'


def packed(body: list[str], footnotes: str, endnotes: str = "", styles: str = "") -> bytes:
    kinds = [("s", "styles", "styles.xml"), ("n", "footnotes", "footnotes.xml"), ("l", "numbering", "numbering.xml")]
    kinds += [("pic", "image", "media/image1.png"), *([("e", "endnotes", "endnotes.xml")] if endnotes else [])]
    own = "".join(RELATION.format(id=key, R=R, kind=kind, target=target, mode="") for key, kind, target in kinds)
    types = document_types()
    more: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "word/_rels/document.xml.rels": RELATIONS.format(own),
        "word/footnotes.xml": footnotes,
        "word/numbering.xml": NUMBERING,
        "word/media/image1.png": png(),
        **({"word/endnotes.xml": endnotes} if endnotes else {}),
        **({"word/styles.xml": f"<w:styles {SPACE}>{styles}</w:styles>"} if styles else {}),
    }
    return document(*body, more=more)


def document_types() -> str:
    from word_file import TYPES

    return TYPES.replace("<Override", '<Default Extension="png" ContentType="image/png"/>\n<Override')


def named(**styles: str) -> str:
    return "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in styles.items()
    )


def from_word(start: int) -> bytes:
    """With tracked changes, a field, a content control, endnotes beside footnotes, a picture."""
    changed = f'<w:ins w:id="7" w:author="A">{run("inserted words")}</w:ins>'
    gone = '<w:del w:id="8" w:author="A"><w:r><w:delText>deleted words</w:delText></w:r></w:del>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> ADDIN ZOTERO_ITEM CSL {"x": 1}</w:instrText>'
        f'</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("(Maddox 1950)")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = [
        paragraph("A Chapter out of Word", style="Title"),
        paragraph("By Rose Quill"),
        paragraph(run("It was “ours”,", "<w:i/>"), f" she’d say. {sentence(start)}", call("footnote", 1)),
        paragraph("First of all", style="Heading1"),
        paragraph("Here stand ", changed, gone, " and ", field, ".", '<w:proofErr w:type="spellEnd"/>'),
        f"<w:sdt><w:sdtContent>{paragraph(sentence(start + 1), call('endnote', 1))}</w:sdtContent></w:sdt>",
        paragraph(sentence(start + 2), style="Quote"),
        *(item(sentence(start + 3 + each), each % 2) for each in range(3)),
        table(("Day", "Boats"), ("Monday", "4")),
        paragraph(DRAWING),
        paragraph("The grey square", style="Caption"),
        paragraph(sentence(start + 6), call("footnote", 2)),
    ]
    styles = named(
        Title="Title", Heading1="heading 1", Quote="Quote", Caption="caption", ListParagraph="List Paragraph"
    )
    footnotes = notes_part("footnote", {1: sentence(start + 7), 2: sentence(start + 8)}, SEPARATORS)
    endnotes = notes_part("endnote", {1: sentence(start + 9)}, SEPARATORS.replace("footnote", "endnote"))
    return packed(body, footnotes, endnotes, styles)


def from_libreoffice(start: int) -> bytes:
    """With its own names of styles and headings set by hand in bold."""
    body = [
        paragraph("A Chapter out of LibreOffice", style="Heading1"),
        paragraph(sentence(start), call("footnote", 2), style="TextBody"),
        paragraph(run("By hand in bold", "<w:b/><w:bCs/>"), style="TextBody"),
        paragraph(sentence(start + 1), style="Quotations"),
        *(item(sentence(start + 2 + each)) for each in range(2)),
        table(("Tide", "Hour"), ("High", "6")),
        paragraph("<w:r><w:br/></w:r>", run("after a break"), call("footnote", 3), style="TextBody"),
    ]
    styles = named(Heading1="heading 1", TextBody="Body Text", Quotations="Quotations", ListParagraph="List")
    return packed(
        body, notes_part("footnote", {2: sentence(start + 5), 3: sentence(start + 6)}, SEPARATORS), "", styles
    )


def from_google(start: int) -> bytes:
    """With notes from 0, quotations by indents, and every property written out."""
    on = '<w:i w:val="1"/><w:iCs w:val="1"/><w:rtl w:val="0"/>'
    indented = '<w:pPr><w:ind w:left="720" w:right="720"/></w:pPr>'
    body = [
        paragraph("A Chapter out of Google Docs", style="Heading1"),
        paragraph(run("In italics", on), run(f" {sentence(start)}", '<w:i w:val="0"/>'), call("footnote", 0)),
        paragraph("A second rank", style="Heading2"),
        f"<w:p>{indented}{run(sentence(start + 1))}</w:p>",
        *(item(sentence(start + 2 + each)) for each in range(3)),
        table(("Year", "Loaves"), ("1950", "400")),
        paragraph(sentence(start + 5), call("footnote", 1)),
    ]
    styles = named(Heading1="heading 1", Heading2="heading 2")
    return packed(body, notes_part("footnote", {0: sentence(start + 6), 1: sentence(start + 7)}), "", styles)
