"""A small Word document, written part by part, for tests that need one or a damaged one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = f"""{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
RELATION = '<Relationship Id="{id}" Type="{R}/{kind}" Target="{target}"{mode}/>'
RELATIONS = (
    f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{{}}</Relationships>'
)


def run(text: str, style: str = "") -> str:
    return f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{''.join(each if each.startswith('<') else run(each) for each in runs)}</w:p>"


def note_call(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    made = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def link(relation: str, text: str) -> str:
    return f'<w:hyperlink r:id="{relation}">{run(text)}</w:hyperlink>'


def document(*body: str, notes: tuple[str, ...] = (), more: Mapping[str, str | bytes] | None = None) -> bytes:
    """The bytes of a document with these paragraphs and tables, these notes, and `more` parts as they are given."""
    names = {f"Heading{level}": f"heading {level}" for level in (1, 2)} | {"Quote": "Quote", "Strange": "Strange"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    written = "".join(
        f'<w:footnote w:id="{number}">{paragraph(note)}</w:footnote>' for number, note in enumerate(notes, start=1)
    )
    kinds = [("s", "styles", "styles.xml", ""), ("n", "footnotes", "footnotes.xml", "")]
    kinds += [("web", "hyperlink", "https://example.org/", ' TargetMode="External"')]
    kinds += [("evil", "hyperlink", "file:///etc/passwd", ' TargetMode="External"')]
    own = "".join(
        RELATION.format(id=key, R=R, kind=kind, target=target, mode=mode) for key, kind, target, mode in kinds
    )
    main = RELATION.format(id="d", R=R, kind="officeDocument", target="word/document.xml", mode="")
    space = f'xmlns:w="{W}" xmlns:r="{R}"'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(main),
        "word/_rels/document.xml.rels": RELATIONS.format(own),
        "word/document.xml": f"{HEAD}<w:document {space}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"{HEAD}<w:styles {space}>{styles}</w:styles>",
        "word/footnotes.xml": f"{HEAD}<w:footnotes {space}>{written}</w:footnotes>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | dict(more or {})).items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def sample() -> bytes:
    return document(
        paragraph("What the Minutes Leave Out", style="Heading1"),
        paragraph("By Ruth Adeyemi"),
        paragraph(
            "The minutes of a meeting ", run("never", "<w:i/>"), " say who fell silent.", note_call(1), " I asked."
        ),
        paragraph("The first room", style="Heading2"),
        paragraph(
            "It had ",
            run("nine chairs", "<w:b/>"),
            " and ",
            link("web", "a record"),
            " of each; ",
            link("evil", "b"),
            ".",
        ),
        paragraph("We wrote what was said.", style="Strange"),
        table(("Room", "Chairs"), ("First", "9"), ("Second", "12")),
        paragraph("Nobody wrote the rest.", note_call(2)),
        notes=("Minutes of 4 May 2016, kept by the author.", "“Rest” is her word."),
    )


def with_prefix(data: bytes, prefix: str) -> bytes:
    """The same document with another prefix, or none, for the elements of Word's vocabulary."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = source.read(name)
            if f'xmlns:w="{W}"'.encode() in part:
                text = re.sub(r"(</?)w:", rf"\1{prefix}:" if prefix else r"\1", part.decode())
                text = re.sub(r"(\s)w:(\w+=)", r"\1v9:\2", text)
                own = f"xmlns:{prefix}" if prefix else "xmlns"
                part = text.replace(f'xmlns:w="{W}"', f'{own}="{W}" xmlns:v9="{W}"').encode()
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
