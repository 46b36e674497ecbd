"""Titles: italics, subtitles and notes of them, in sources and in the manifest, plain where metadata has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_book import build_book
from source_book import EDITIONS, MANIFEST, pages_of

from anthology.core.document import Mark, Paragraph, plain, plain_block
from anthology.core.essay import Essay
from anthology.core.titles import plain_title, title_content
from anthology.sources.pipeline import Source, read_essay

PROSE = "Text stands here, and it is long enough for anyone to take it for the words of an author."


def read(text: str, name: str = "essay.md") -> Essay:
    return read_essay(Source(slug="essay", path=Path(name), data=text.encode()))


def said(essay: Essay) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in essay.findings]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("On *Moby-Dick*", "On <Moby-Dick>"),
        ("_Rain_ and **snow**", "<Rain> and <snow>"),
        ("The [nasa]{.smallcaps} file", "The <nasa> file"),
        ("5 * 3 * 2, f*cked and a_b_c", "5 * 3 * 2, f*cked and a_b_c"),
        ("M*A*S*H and #one", "M*A*S*H and #one"),
    ],
)
def test_marks_of_a_typed_title(typed: str, shown: str) -> None:
    content = title_content(typed)
    made = "".join(f"<{plain(each.content)}>" if isinstance(each, Mark) else str(each) for each in content)
    assert made == shown
    assert plain_title(typed) == shown.replace("<", "").replace(">", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"# Reading *Middlemarch* now\n\n{PROSE}\n", "essay.md"),
        (f"---\ntitle: Reading *Middlemarch* now\n---\n\n{PROSE}\n", "essay.md"),
        (f"<main><h1>Reading <i>Middlemarch</i> now</h1><p>{PROSE}</p></main>", "essay.html"),
        (f"Reading _Middlemarch_ now\n\n{PROSE}\n", "essay.txt"),
    ],
)
def test_a_title_keeps_its_italics(text: str, name: str) -> None:
    essay = read(text, name)
    assert essay.title == "Reading Middlemarch now"
    assert essay.heading == ("Reading ", Mark(kind="emphasis", content=("Middlemarch",)), " now")


def test_the_note_of_a_title_stands_behind_the_text() -> None:
    essay = read(f"# On Rain[^t]\n\n{PROSE}\n\n[^t]: Thanks to all.\n")
    assert essay.title == "On Rain"
    assert [(plain_block(block), block.role) for block in essay.blocks if isinstance(block, Paragraph)] == [
        (PROSE, ""),
        ("Thanks to all.", "title-note"),
    ]
    assert said(essay) == []


@pytest.mark.parametrize("first", ["*[^1]*", "[^1]", "# [^1]", "*A note of ours.*[^1]"])
def test_a_text_that_begins_with_a_note_has_no_empty_title(first: str) -> None:
    essay = read(f"{first}\n\n{PROSE}\n\n[^1]: The note.\n")
    assert (essay.title, [code for code, _ in said(essay)]) == ("", ["C003"])


def test_front_matter_in_any_case_gives_a_subtitle_and_names_the_rest() -> None:
    essay = read(
        "---\nTitle: Rain\nSubtitle: A *weather* diary\nAuthor:\n  - Ada\n  - Bo\nabstract: Words.\nlang: fr\n---\n\n"
        f"{PROSE}\n"
    )
    assert (essay.title, plain(essay.subtitle), essay.byline) == ("Rain", "A weather diary", "Ada and Bo")
    assert said(essay) == [("S065", "not used: abstract (line 7), lang (line 8)")]


def test_front_matter_that_is_no_yaml_is_set_aside_line_by_line() -> None:
    essay = read(f"---\ntitle: Rain: a diary\nauthor: Bo Writer\ntags: [open\n---\n\n{PROSE}\n")
    assert (essay.title, essay.byline, len(essay.blocks)) == ("Rain: a diary", "Bo Writer", 1)
    assert [code for code, _ in said(essay)] == ["S010"]


def test_text_between_lines_of_hyphens_is_text() -> None:
    essay = read(f"---\nOnce it rained for days.\nNote: it was cold\n---\n\n{PROSE}\n")
    assert "Once it rained" in " ".join(map(plain_block, essay.blocks)) + essay.title
    assert "S010" in dict(said(essay))


def test_titles_of_the_manifest_are_set_in_type_and_plain_in_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# Rain\n\n{PROSE}\n", "utf-8")
    (tmp_path / "b.md").write_text(f"---\ntitle: Snow\nsubtitle: A diary\n---\n\n{PROSE}\n", "utf-8")
    entry = "  - {{id: {0}, source: {0}.md, author: {{name: W}}, content_notes: none{1}}}\n"
    more = ", title: {supplied: 'On *Moby-Dick*'}, subtitle: 'Of _whales_'"
    entries = entry.format("a", more) + entry.format("b", "")
    parts = "parts: [{title: 'Of *Weather*', essays: [a, b]}]\n"
    manifest = tmp_path / "book.yaml"
    manifest.write_text(MANIFEST + entries + parts + EDITIONS, "utf-8")
    pages = pages_of(build_book(manifest, tmp_path / "out"))

    def italics(name: str) -> list[str | None]:
        return [each.text for each in pages[name].iter("{*}em")]

    assert "Moby-Dick" in italics("a")
    assert "whales" in italics("a")
    assert italics("part-1") == ["Weather"]
    assert "".join(pages["a"].find(".//{*}title").itertext()) == "[On Moby-Dick]"
    assert "*" not in "".join(pages["nav"].itertext())
    assert [each.text for each in pages["b"].iter() if each.get("class") == "subtitle"] == ["A diary"]
