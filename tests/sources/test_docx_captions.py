"""Captions of Word documents with their pictures and tables, and headings that are only bold."""

from __future__ import annotations

from pathlib import Path

import word_file
from source_book import build_sources, pages_of
from word_file import paragraph, run, table
from written_documents import DRAWING, named, notes_part, packed
from written_texts import sentence

from anthology.core.document import Figure, Paragraph, Table, plain, plain_block
from anthology.core.essay import Essay
from anthology.sources.pipeline import Source, read_essay

STYLES = named(Heading1="heading 1", Caption="caption", Figure="Figure")


def read(data: bytes) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.docx"), data=data))


def captioned(*body: str) -> bytes:
    return packed(
        [paragraph("A Title", style="Heading1"), paragraph(sentence(1)), *body], notes_part("footnote", {}), "", STYLES
    )


def caption(words: str) -> str:
    return paragraph(words, style="Caption")


def kinds(data: bytes) -> list[tuple[str, str]]:
    """The blocks below the first, each with its caption or, where it is no picture and no table, its words."""
    return [
        (type(each).__name__, plain(each.caption) if isinstance(each, Figure | Table) else plain_block(each))
        for each in read(data).blocks[1:]
    ]


def test_a_caption_belongs_to_the_picture_or_the_table_beside_it() -> None:
    picture, rows = paragraph(DRAWING), table(("Day", "Boats"), ("Monday", "4"))
    own = paragraph(DRAWING, style="Figure")
    assert kinds(captioned(picture, caption("Below"))) == [("Figure", "Below")]
    assert kinds(captioned(own, caption("Below"))) == [("Figure", "Below")]
    assert kinds(captioned(caption("Above"), picture)) == [("Figure", "Above")]
    assert kinds(captioned(caption("Above"), rows)) == [("Table", "Above")]
    assert kinds(captioned(rows, caption("Below"))) == [("Table", "Below")]
    assert kinds(captioned(picture, caption("Of it"), rows)) == [("Figure", "Of it"), ("Table", "")]
    assert kinds(captioned(picture, caption("1"), picture, caption("2"))) == [("Figure", "1"), ("Figure", "2")]
    assert kinds(captioned(caption("1"), rows, caption("2"), rows)) == [("Table", "1"), ("Table", "2")]
    assert kinds(captioned(paragraph("Text"), caption("By itself"), paragraph("Text"))) == [
        ("Paragraph", "Text"),
        ("Paragraph", "By itself"),
        ("Paragraph", "Text"),
    ]


def test_the_book_has_the_caption_with_the_picture(tmp_path: Path) -> None:
    source = tmp_path / "captions.docx"
    words = caption("").replace("</w:p>", run("The ") + run("grey", "<w:i/>") + run(" square") + "</w:p>")
    source.write_bytes(captioned(paragraph(DRAWING), words, paragraph(sentence(2))))
    page = pages_of(build_sources(tmp_path, [source]))["essay-1"]
    (figure,) = page.iter("{*}figure")
    assert [each.tag.rpartition("}")[2] for each in figure] == ["img", "figcaption"]
    assert "".join(figure.itertext()) == "The grey square"
    assert [each.text for each in figure.iter("{*}em")] == ["grey"]
    assert "".join(page.itertext()).count("grey square") == 1


def bold(words: str) -> str:
    return paragraph(run(words, "<w:b/>"))


def told(*body: str) -> list[str]:
    essay = read(word_file.document(paragraph("A Title"), *body))
    return [each.message for each in essay.findings if each.code == "S035"]


def test_headings_that_are_only_bold_are_named() -> None:
    text = paragraph(" ".join(["A long paragraph of the text goes on below."] * 4))
    assert told(bold("Early years"), text, bold("Late years"), text) == ["“Early years”, “Late years”"]
    assert told(bold("Early years"), text) == []
    assert told(bold("Early years"), text, bold("It ends in a stop."), text) == []
    assert told(bold("Early years"), bold("Late years"), paragraph("Short.")) == []
    assert told(text, paragraph("Rank", style="Heading2"), text, bold("Early"), text, bold("Late"), text) == []
    essay = read(word_file.document(paragraph("A Title"), bold("Early"), text, bold("Late"), text))
    assert [type(each) for each in essay.blocks] == [Paragraph] * 4
