"""Verse: line ends and indents are the author's, from plain text, pages, Markdown and Word to the finished books."""

from __future__ import annotations

from pathlib import Path

import pytest
import word_file
from source_book import build_sources, pages_of

from anthology.core.document import LineBreak, Paragraph, Preformatted, Verse, plain
from anthology.core.essay import Essay
from anthology.pdf.inspect.pdfium import open_pdf
from anthology.sources.pipeline import Source, read_essay
from anthology.sources.plaintext.inline import lines_of

PROSE = "A paragraph of prose that is long enough to be somebody's own words, which nobody takes for verse at all."
POEM = "the rain came down\n  on the roof of the house\n    and nobody heard it\n\nthen in the morning\n  it was gone\n"
WRAPPED = """This prose is wrapped at fifty characters or so and
must be joined, as the lines that it has are full
up to the end.
"""
RAGGED = """A line of the text
ends where it wants to end and not at the margin
of its page: this one does not, for it is as full
as the one above.
Short again.
"""
LINES = ["the rain came down", "\u2003on the roof of the house", "\u2003\u2003and nobody heard it"]


def read(data: str | bytes, name: str = "essay.txt", *, verse: bool | None = None) -> Essay:
    raw = data if isinstance(data, bytes) else data.encode()
    return read_essay(Source(slug="essay", path=Path(name), data=raw, verse=verse))


def lines(essay: Essay) -> list[list[str]]:
    """The lines of each stanza, those of a paragraph with breaks too."""
    found = []
    for block in essay.blocks:
        if isinstance(block, Verse):
            found.append(list(map(plain, block.lines)))
        elif isinstance(block, Paragraph) and any(isinstance(each, LineBreak) for each in block.content):
            found.append(list(map(plain, lines_of(block.content))))
    return found


def codes(essay: Essay) -> list[str]:
    return [finding.code for finding in essay.findings]


def test_verse_in_plain_text_is_known_by_its_shape() -> None:
    essay = read(f"A Poem\n\n{POEM}\nand the roofs\nwere dry\n\n{PROSE}\n\n{WRAPPED}")
    assert lines(essay) == [LINES, ["then in the morning", "\u2003it was gone"], ["and the roofs", "were dry"]]
    assert [plain(block.content) for block in essay.blocks[3:] if isinstance(block, Paragraph)] == [
        PROSE.replace("'", "’"),
        " ".join(WRAPPED.split()),
    ]
    assert codes(essay) == ["S063"]


@pytest.mark.parametrize(("verse", "count", "said"), [(True, 5, []), (False, 0, []), (None, 0, ["S064"])])
def test_the_editor_says_what_is_verse(verse: bool | None, count: int, said: list[str]) -> None:
    essay = read(f"A Title\n\n{PROSE}\n\n{RAGGED}", verse=verse)
    assert [len(each) for each in lines(essay)] == ([count] if count else [])
    assert codes(essay) == said


def test_indents_of_pages_are_kept() -> None:
    essay = read(
        f"<main><h1>Verse</h1><p>&nbsp;&nbsp;&nbsp; {PROSE}</p><p>&emsp;the rain<br>\n&nbsp;&nbsp;came"
        "<br>&emsp;&emsp;down"
        "<br><em>&nbsp;&nbsp;on</em> roofs<br><span>&nbsp; &nbsp;</span>of&nbsp;tin</p></main>",
        "essay.html",
    )
    assert lines(essay) == [["\u2003the rain", "\u2003came", "\u2003\u2003down", "\u2003on roofs", "\u2003of tin"]]
    assert plain(essay.blocks[0].content).startswith("A paragraph")  # type: ignore[union-attr]


def test_verse_of_wordpress_is_verse_and_other_text_stays_as_it_stands() -> None:
    page = '<pre class="wp-block-verse">one\n  two\nthree\n\nfour\nfive\nsix</pre><pre>kept   as\n  is</pre>'
    essay = read(f"<main><h1>Verse</h1><p>{PROSE}</p>{page}</main>", "essay.html")
    assert lines(essay) == [["one", "\u2003two", "three"], ["four", "five", "six"]]
    assert [block.text for block in essay.blocks if isinstance(block, Preformatted)] == ["kept   as\n  is"]


def test_verse_of_markdown_is_set_in_as_it_is_typed() -> None:
    fenced = "::: verse\none\n  two of *three\n    and* four\n\n  five\nsix\n:::\n"
    essay = read(f"# Verse\n\n{PROSE}\n\n{fenced}\nhard  \n&nbsp;&nbsp;break  \n&emsp;here\n", "essay.md")
    assert [[line.strip() for line in each] for each in lines(essay)] == [
        ["one", "two of three\nand four"],
        ["five", "six"],
        ["hard", "break", "here"],
    ]
    assert lines(essay)[1] == ["\u2003five", "six"]
    assert lines(essay)[2] == ["hard", "\u2003break", "\u2003here"]


def test_tabs_and_spaces_of_word_set_lines_in() -> None:
    typed = '<w:r><w:t>one</w:t><w:br/><w:tab/><w:t>two</w:t><w:br/><w:t xml:space="preserve">  three</w:t></w:r>'
    data = word_file.document(word_file.paragraph("A title", style="Heading1"), word_file.paragraph(typed))
    assert lines(read(data, "essay.docx")) == [["one", "\u2003\u2003two", "\u2003three"]]


def test_finished_books_have_the_lines_of_verse(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"A Poem\n\n{POEM}\n{PROSE}\n", "utf-8")
    report = build_sources(tmp_path, [tmp_path / "a.txt"])
    verse = [each for each in pages_of(report)["essay-1"].iter() if each.get("class") == "verse"]
    assert "".join(verse[0].itertext()).split("\n") == LINES
    printed, *_ = [each.path.read_bytes() for each in report.editions if each.edition == "print"]
    with open_pdf(printed) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")
    printed_lines = [line.strip() for line in text.split("\n")]
    start = printed_lines.index("the rain came down")
    assert printed_lines[start : start + 3] == [line.strip() for line in LINES]
