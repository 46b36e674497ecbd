"""Word documents: numbers of lists, lists of contents, numbers of pages, looks of styles, tables in tables."""

from __future__ import annotations

from pathlib import Path

import word_file
from test_lists import outline
from word_file import paragraph, run

from anthology.core.document import Mark, inlines_of, plain, plain_block
from anthology.core.essay import Essay
from anthology.sources.pipeline import Source, read_essay

FORMATS = {"1": ("decimal", "lowerLetter", "bullet"), "2": ("upperRoman", "decimal"), "3": ("bullet",)}


def numbering() -> str:
    def level(depth: int, form: str, start: int) -> str:
        return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/></w:lvl>'

    made = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">'
        + "".join(level(depth, form, 5 if key == "1" and not depth else 1) for depth, form in enumerate(forms))
        + "</w:abstractNum>"
        for key, forms in FORMATS.items()
    )
    numbers = "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in FORMATS)
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbers += f'<w:num w:numId="4"><w:abstractNumId w:val="1"/>{again}</w:num>'
    return f'<w:numbering xmlns:w="{word_file.W}">{made}{numbers}</w:numbering>'


def item(words: str, number: int, level: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}</w:pPr>{run(words)}</w:p>"


def field(instruction: str, result: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{kinds[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{kinds[1]}{result}{kinds[2]}"


def read(*body: str, **more: str) -> Essay:
    parts = {"word/numbering.xml": numbering(), **{f"word/{name}.xml": part for name, part in more.items()}}
    data = word_file.document(paragraph("A title", style="Heading1"), *body, more=parts)
    return read_essay(Source(slug="essay", path=Path("essay.docx"), data=data))


def said(essay: Essay) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in essay.findings]


def test_lists_have_the_numbers_that_word_shows() -> None:
    essay = read(
        *(item("five", 1), item("sub a", 1, 1), item("sub b", 1, 1), item("dot", 1, 2), item("six", 1)),
        *(paragraph("Between."), item("seven", 1), item("roman", 2), item("roman two", 2), item("bullet", 3)),
        *(item("again one", 4), paragraph("And."), item("deep first", 2, 1), item("three", 2)),
    )
    assert outline(essay.blocks) == [
        [["5", "five", [["a", "sub a"], ["b", "sub b", [["•", "dot"]]]]], ["6", "six"]],
        "Between.",
        [["7", "seven"]],
        [["I", "roman"], ["II", "roman two"]],
        [["•", "bullet"]],
        [["1", "again one"]],
        "And.",
        [["1", "deep first"]],
        [["III", "three"]],
    ]
    assert said(essay) == []


def test_lists_of_contents_are_left_out_and_said() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    pages = run("Methods ") + field("PAGEREF _Toc1 \\h", run("3"))
    essay = read(
        f"<w:sdt>{gallery}<w:sdtContent>{paragraph('Contents')}"
        + f"{paragraph(field('TOC', pages))}</w:sdtContent></w:sdt>",
        paragraph(field("INDEX", run("rain, 4"))),
        paragraph("The text begins here."),
    )
    assert [plain_block(block) for block in essay.blocks] == ["The text begins here."]
    assert said(essay) == [("S060", "left out: 3 × line of a list of contents or an index")]
    assert [line.disposition for line in essay.ledger] == ["moved", "dropped", "dropped", "dropped", "kept"]


def test_numbers_of_pages_are_left_out_with_their_sentence() -> None:
    essay = read(
        paragraph(run("See page "), field("PAGEREF bm1", run("12")), run(".")),
        paragraph('<w:fldSimple w:instr=" PAGE ">' + run("7") + "</w:fldSimple>", run("Last words.")),
    )
    assert [plain_block(block) for block in essay.blocks] == ["See page .", "Last words."]
    assert said(essay) == [("S061", "the number of a page is left out of “See page 12.”, “7Last words.”")]


def test_the_look_of_a_style_is_that_of_its_words() -> None:
    styles = (
        f'<w:styles xmlns:w="{word_file.W}"><w:style w:type="character" w:styleId="Base"><w:name w:val="Base"/>'
        '<w:rPr><w:i/></w:rPr></w:style><w:style w:type="character" w:styleId="Own"><w:name w:val="Own"/>'
        '<w:basedOn w:val="Base"/><w:rPr><w:smallCaps/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    words = (run("both", '<w:rStyle w:val="Own"/>'), run(" and "), run("Small", "<w:smallCaps/>"))
    essay = read(paragraph(*words), styles=styles)
    marks = [(each.kind, plain(each.content)) for each in inlines_of(essay.blocks) if isinstance(each, Mark)]
    assert sorted(marks) == [("emphasis", "both"), ("small-caps", "Small"), ("small-caps", "both")]


def test_a_table_in_a_table_is_said() -> None:
    inner = word_file.table(("in a", "in b"), ("in c", "in d"))
    essay = read(f"<w:tbl><w:tr><w:tc>{paragraph('outer')}{inner}{paragraph('after')}</w:tc></w:tr></w:tbl>")
    assert [plain_block(block) for block in essay.blocks] == ["outer", "in a in b\nin c in d", "after"]
    assert said(essay) == [("S062", "1 × table in a cell of another")]
