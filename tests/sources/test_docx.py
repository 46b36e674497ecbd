"""Word documents: their structure and notes, what hostile ones try, and damage of every kind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import word_file
from hostile_sources import DOCUMENTS, Case
from hypothesis import given
from hypothesis import strategies as st
from source_book import build_sources, pages_of

from anthology.core.document import Heading, Link, Mark, Table, inlines_of, notes_of, plain, plain_block
from anthology.core.errors import AnthologyError, LimitError, SourceError
from anthology.core.essay import Essay
from anthology.sources.docx.package import MOST_ENTRIES
from anthology.sources.pipeline import Source, read_essay
from anthology.verify.fidelity import missing_sentences

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
    assert missing_sentences(essay, shown(essay), "it") == ()


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
        assert missing_sentences(essay, shown(essay), "it") == ()


READ = [case for case in DOCUMENTS if not case.code]


@pytest.mark.parametrize("prefix", ["x", "word-2006.ns", ""])
@pytest.mark.parametrize("case", READ, ids=[case.name for case in READ])
def test_the_prefix_of_a_vocabulary_changes_nothing(case: Case, prefix: str) -> None:
    renamed = word_file.with_prefix(case.data, prefix)
    assert b"<w:" not in b"".join(parts_of(renamed).values())
    essay, again = read(case.data), read(renamed)
    assert again.blocks == essay.blocks
    assert [(each.code, each.message) for each in again.findings] == [
        (each.code, each.message) for each in essay.findings
    ]


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def said(data: bytes, code: str) -> str:
    return "\n".join(finding.message for finding in read(data).findings if finding.code == code)


def test_a_document_of_the_strict_kind_tells_what_is_left_out_too() -> None:
    changed = '<w:del w:id="2" w:author="a"><w:r><w:delText>deleted words</w:delText></w:r></w:del>'
    parts = parts_of(word_file.document(word_file.paragraph(PROSE, changed)))
    strict = {
        name: part.replace(word_file.W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            word_file.R.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, part in parts.items()
    }
    assert said(packed(strict), "S011") == "left out: 1 × tracked deletion"


def test_what_is_left_out_of_notes_is_told_as_well() -> None:
    changed = '<w:del w:id="2" w:author="a"><w:r><w:delText>deleted words</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="3" w:author="a">{word_file.run("moved words")}</w:moveFrom>'
    text = word_file.paragraph(PROSE, word_file.note_call(1))
    data = word_file.document(text, notes=(word_file.run("A note. ") + changed + moved,))
    assert said(data, "S011") == ("left out: 1 × tracked deletion, 1 × passage at the place from which it was moved")
    assert said(data, "F002") == ""


def test_an_end_of_a_paragraph_that_was_taken_out_is_no_loss_of_words() -> None:
    mark = '<w:p><w:pPr><w:rPr><w:del w:id="2" w:author="a"/></w:rPr></w:pPr>' + word_file.run(PROSE) + "</w:p>"
    data = word_file.document(mark, word_file.paragraph("The words behind it."))
    assert said(data, "S011") == said(data, "F002") == ""
    assert PROSE in shown(read(word_file.document(word_file.paragraph("Before."), mark)))


def styled(kind: str, *names: str) -> dict[str, str | bytes]:
    """Styles of a kind under ids that say nothing."""
    made = "".join(
        f'<w:style w:type="{kind}" w:styleId="s{number}"><w:name w:val="{name}"/></w:style>'
        for number, name in enumerate(names)
    )
    return {"word/styles.xml": f'<w:styles xmlns:w="{word_file.W}">{made}</w:styles>'}


@pytest.mark.parametrize(
    ("style", "kind"),
    [("Emphasis", "emphasis"), ("HTML Cite", "emphasis"), ("Strong", "strong"), ("Verbatim Char", "code")],
)
def test_styles_of_words_are_what_they_are_called(style: str, kind: str) -> None:
    words = word_file.run("set apart", '<w:rStyle w:val="s0"/>')
    essay = read(word_file.document(word_file.paragraph(PROSE, words), more=styled("character", style)))
    assert [(each.kind, plain(each.content)) for each in inlines_of(essay.blocks) if isinstance(each, Mark)] == [
        (kind, "set apart")
    ]
    assert [finding.code for finding in essay.findings] == ["C003"]


def test_styles_of_paragraphs_are_what_they_are_called(tmp_path: Path) -> None:
    lines = ("What It Is", "Ann Bell", PROSE, "x = 1", "y = 2", "Snow", "Water, frozen.", "Deep", "In a list")
    names = ["Title", "Author", "Body Text", "Source Code", "Source Code", "Definition Term", "Definition"]
    names += ["heading 7", "List Paragraph"]
    body = [word_file.paragraph(line, style=f"s{number}") for number, line in enumerate(lines)]
    (tmp_path / "styles.docx").write_bytes(word_file.document(*body, more=styled("paragraph", *names)))
    essay = read((tmp_path / "styles.docx").read_bytes())
    assert (essay.title, essay.byline) == ("What It Is", "Ann Bell")
    assert essay.findings == ()
    page = pages_of(build_sources(tmp_path, [tmp_path / "styles.docx"]))["essay-1"]
    assert [each.text for each in page.iter("{*}pre")] == ["x = 1\ny = 2"]
    assert ["".join(each.itertext()) for each in page.iter("{*}h2")] == ["Deep"]
    assert [plain_block(block) for block in essay.blocks][-2:] == ["Deep", "In a list"]


def test_a_dropped_capital_is_in_its_word() -> None:
    framed = f'<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>{word_file.run("O")}</w:p>'
    essay = read(word_file.document(word_file.paragraph("A Title"), framed, word_file.paragraph("nce, " + PROSE)))
    assert shown(essay) == f"Once, {PROSE}"
    assert said(word_file.document(word_file.paragraph(PROSE), framed), "F002") == ""


def test_words_hidden_by_a_style_are_told() -> None:
    styles = (
        f'<w:styles xmlns:w="{word_file.W}"><w:style w:type="character" w:styleId="Gone">'
        '<w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    runs = word_file.run("hidden words", '<w:rStyle w:val="Gone"/>') + word_file.run(
        "shown words", '<w:rStyle w:val="Gone"/><w:vanish w:val="false"/>'
    )
    text = (word_file.paragraph(PROSE), word_file.paragraph(runs), word_file.paragraph(PROSE))
    told = said(word_file.document(*text, more={"word/styles.xml": styles}), "S012")
    assert "text that is hidden in Word stands in the book: 1 × run" in told


DRAWN = """<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice Requires="wps"><w:drawing><wps:txbx
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:txbxContent>{}</w:txbxContent>
</wps:txbx></w:drawing></mc:Choice>{}</mc:AlternateContent></w:r>"""


def test_words_in_a_drawn_box_are_read() -> None:
    drawn = DRAWN.format(word_file.paragraph("Words in a drawn box."), "")
    essay = read(word_file.document(word_file.paragraph(PROSE, drawn), word_file.paragraph("After it.")))
    assert shown(essay).split("\n") == [PROSE, "Words in a drawn box.", "After it."]
    assert not {"F002", "F003"} & {finding.code for finding in essay.findings}


def test_words_that_stand_in_two_forms_for_two_programs_are_read_once_and_not_missed() -> None:
    inside = word_file.paragraph("Words in a drawn box.")
    box = f'<v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>{inside}</w:txbxContent></v:textbox>'
    drawn = DRAWN.format(inside, f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>")
    data = word_file.document(word_file.paragraph(PROSE, drawn))
    assert said(data, "F002") == ""
    assert shown(read(data)).count("Words in a drawn box.") == 1


def test_parts_are_checked_whatever_they_are_called() -> None:
    entity = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "words">]><a>&b;</a>'
    with pytest.raises(SourceError, match="document type"):
        read(word_file.document(word_file.paragraph(PROSE), more={"word/other.bin": entity}))
    with pytest.raises(SourceError, match="encoding that Word never writes"):
        read(word_file.document(more={"word/styles.xml": '<?xml version="1.0" encoding="cp037"?><a/>'}))
