"""Notes of plain text: made notes where each call has its one note, else left as they are."""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw
from source_book import build_sources, pages_of

from anthology.core.document import notes_of, plain_block
from anthology.core.essay import Essay
from anthology.core.normalize import normalize
from anthology.sources.pipeline import Source, read_essay
from anthology.verify.page_text import page_words

NOTED = """A Voyage

The ship sailed[1] out of the harbour, which was full of others.

It rained [02] all day, and _the captain[3] swore_ that it would never stop.

NOTES:

[1] In May.

[02] Which _is_ usual
     there, as all say.

     So it was.

[3] Not quite.
"""
NOTED_WITHIN = """A Voyage

The ship sailed[1] out of the harbour, which was full of others.

[Footnote 1: In May, see [A].

And June.]

It rained [2] all day.

[Footnote 2: Which is usual.]
"""


def read(text: str) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.txt"), data=text.encode("utf-8")))


def noted(text: str) -> list[list[str]]:
    return [[plain_block(block) for block in note.blocks] for note in notes_of(read(text).blocks)]


def font_of(pdf: Path, words: str) -> str:
    """The name of the font of words in a PDF, the last time that they stand there."""
    found = ""
    for page in pdfium.PdfDocument(pdf):
        text = page.get_textpage()
        place = text.search(words).get_next()
        if place:
            name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
            raw.FPDFText_GetFontInfo(text.raw, place[0], name, 200, flags)
            found = name.value.decode()
    return found


def test_notes_of_plain_text_stand_where_they_are_called(tmp_path: Path) -> None:
    assert noted(NOTED) == [["In May."], ["Which is usual there, as all say.", "So it was."], ["Not quite."]]
    assert noted(NOTED_WITHIN) == [["In May, see [A].", "And June."], ["Which is usual."]]
    source = tmp_path / "voyage.txt"
    source.write_text(NOTED, "utf-8")
    report = build_sources(tmp_path, [source])
    page = pages_of(report)["essay-1"]
    calls = [each for each in page.iter("{*}a") if each.get("role") == "doc-noteref"]
    assert [each.getparent().tag.rpartition("}")[2] for each in calls] == ["p", "p", "em"]
    asides = ["".join("".join(each.itertext()).split()) for each in page.iter("{*}aside")]
    assert asides == ["1InMay.", "2Whichisusualthere,asallsay.Soitwas.", "3Notquite."]
    assert "NOTES" not in page_words(page)
    pdf = next(each.path for each in report.editions if each.path.name.endswith("print.pdf"))
    assert "Italic" in font_of(pdf, "swore")
    assert "Italic" not in font_of(pdf, "Not quite")
    essay = read(NOTED)
    fates = {line.number: (line.disposition, line.rule) for line in essay.ledger}
    assert fates[7] == ("dropped", "empty")
    assert {fates[number] for number in (9, 11, 12, 14, 16)} == {("moved", "note")}


@pytest.mark.parametrize(
    "text",
    [
        NOTED.replace("[3] Not", "[4] Not"),
        NOTED.replace("sailed[1]", "sailed[1] and[1]"),
        NOTED.replace("[3] Not quite.", "[3] Not quite.\n\n[4] One over."),
        NOTED.replace("     So it was.", "So it was."),
        NOTED + "\nThe end.\n",
        NOTED.replace("[3] Not quite.", "[3] Not quite.\n[3] Again."),
        NOTED.replace("sailed[1]", "sailed[02]").replace("rained [02]", "rained [1]"),
        NOTED_WITHIN.replace("usual.]", "usual.] More."),
        NOTED_WITHIN.replace("usual.]", "usual."),
        "A Voyage\n\nThe list [1] of them, as it stands in every book of voyages.\n\n- [1] item\n- item\n",
    ],
)
def test_notes_of_plain_text_stay_where_they_are_unless_each_has_its_one_call(text: str) -> None:
    assert noted(text) == []
    essay = read(text)
    whole = normalize("\n".join([essay.title, *map(plain_block, essay.blocks)]))
    for words in re.findall(r"[A-Za-z]{3,}", text):
        assert words in whole, words
