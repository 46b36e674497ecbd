"""Word documents: their structure and notes, what hostile ones try, and damage of every kind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import word_file
from hypothesis import given
from hypothesis import strategies as st
from source_book import build_sources, pages_of

from anthology.errors import AnthologyError, LimitError, SourceError
from anthology.essay import Essay
from anthology.ingest.clean import Source, read_essay
from anthology.ingest.document import MOST_ENTRIES
from anthology.ingest.fidelity import lost
from anthology.text import Heading, Link, Mark, Table, inlines_of, notes_of, plain, plain_block

PROSE = "The words of a paragraph that somebody wrote, long enough to be no label."


def read(data: bytes) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.docx"), data=data))


def shown(essay: Essay) -> str:
    notes = [plain_block(block) for note in notes_of(essay.blocks) for block in note.blocks]
    return "\n".join([*map(plain_block, essay.blocks), *notes])


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_headings_marks_tables_links_and_notes_are_kept() -> None:
    essay = read(word_file.sample())
    assert (essay.title, essay.byline) == ("What the Minutes Leave Out", "Ruth Adeyemi")
    assert [plain(block.content) for block in essay.blocks if isinstance(block, Heading)] == ["The first room"]
    assert {inline.kind for inline in inlines_of(essay.blocks) if isinstance(inline, Mark)} == {"emphasis", "strong"}
    assert [inline.target for inline in inlines_of(essay.blocks) if isinstance(inline, Link)] == [
        "https://example.org/"
    ]
    assert [plain_block(note.blocks[0]) for note in notes_of(essay.blocks)] == [
        "Minutes of 4 May 2016, kept by the author.",
        "“Rest” is her word.",
    ]
    assert any(isinstance(block, Table) and len(block.rows) == 3 for block in essay.blocks)
    assert sorted(finding.code for finding in essay.findings) == ["S006", "S012"]
    assert [line.number for line in essay.ledger] == list(range(1, 11))
    assert lost(essay, shown(essay), "it") == ()


def test_both_formats_hold_every_word(tmp_path: Path) -> None:
    (tmp_path / "minutes.docx").write_bytes(word_file.sample())
    page = pages_of(build_sources(tmp_path, [tmp_path / "minutes.docx"]))["essay-1"]
    assert len([each for each in page.iter() if each.get("role") == "doc-footnote"]) == 2
    assert "/etc/passwd" not in "".join(page.itertext()) + "".join(
        value for each in page.iter() for value in each.attrib.values()
    )


def test_a_style_map_inside_the_document_is_not_followed() -> None:
    evil = {"mammoth/style-map": "p => !\np[style-name='heading 1'] => !"}
    essay = read(word_file.document(word_file.paragraph(PROSE), more=evil))
    assert PROSE in shown(essay)


def test_bombs_and_entities_are_refused_before_they_are_opened() -> None:
    bomb = word_file.document(word_file.paragraph(PROSE), more={"word/theme.xml": " " * 40_000_000})
    with pytest.raises(LimitError, match="bytes in one part"):
        read(bomb)
    many = word_file.document(more={f"word/{number}.bin": "" for number in range(MOST_ENTRIES)})
    with pytest.raises(LimitError, match="2,000"):
        read(many)
    deep = word_file.document("<w:sdt>" * 700 + "</w:sdt>" * 700)
    with pytest.raises(LimitError, match="600 levels"):
        read(deep)
    entity = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    with pytest.raises(SourceError, match="document type"):
        read(word_file.document(more={"word/styles.xml": entity}))
    with pytest.raises(SourceError, match="Word never writes"):
        read(word_file.document(more={"word/styles.xml": entity.encode("utf-16")}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"no archive at all",
        packed({}),
        packed({"word/document.xml": b"<a"}),
        packed({"[Content_Types].xml": word_file.TYPES.encode(), "word/document.xml": b"<a/>"}),
        word_file.sample()[:-40],
        word_file.sample()[:900] + word_file.sample()[1000:],
    ],
)
def test_what_is_no_document_is_refused_with_a_finding(data: bytes) -> None:
    with pytest.raises(SourceError) as refused:
        read(data)
    assert [finding.code for finding in refused.value.findings] in (["S002"], ["S004"])


@given(st.integers(0, 4000), st.integers(0, 255))
def test_a_damaged_byte_never_does_anything_but_read_or_be_refused(place: int, value: int) -> None:
    data = bytearray(word_file.sample())
    data[place % len(data)] = value
    try:
        essay = read(bytes(data))
    except AnthologyError as error:
        assert {finding.code for finding in error.findings} <= {"S002", "S004", "X002"}  # noqa: PT017
    else:
        assert lost(essay, shown(essay), "it") == ()
