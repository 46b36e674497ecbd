"""The promise that no sentence is lost or altered, broken on purpose."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_book import ROOT, build_book
from source_book import write_book

from anthology.book.assemble import read_source
from anthology.core.document import plain_block
from anthology.core.errors import BookError
from anthology.core.i18n import layouts_folder
from anthology.core.normalize import normalize
from anthology.render import layout_files as layout_module
from anthology.verify import fidelity
from anthology.verify.fidelity import missing_sentences, sentences
from anthology.verify.page_text import without_furniture

SEED = ROOT / "seeds" / "004_a98e2ca10a4d5afb.txt"


def test_a_text_is_cut_into_sentences_and_nothing_is_left_out() -> None:
    text = "One. “Two!” (Three?) Four… five, e.g. six. “98%.” – Kathy"
    parts = sentences(text)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")
    assert parts[:3] == ("One.", "“Two!”", "(Three?)")


def shown() -> str:
    return "\n".join(plain_block(block) for block in read_source(SEED, None).blocks)


def test_the_whole_text_is_found_whole() -> None:
    assert missing_sentences(read_source(SEED, None), shown(), "it") == ()


@pytest.mark.parametrize(
    ("old", "new", "quoted"),
    [
        ("f*cked", "fucked", "Before I dive"),
        ("#MeToo cyber", "#metoo cyber", "The purpose of this piece"),
        ("Re-traumatizing people is violence.", "", "Re-traumatizing"),
        ("naïve", "naive", "Is the well-intentioned"),
        ("1/3 women", "1/2 women", "Well, 1/6 men"),
    ],
)
def test_a_sentence_that_is_altered_or_gone_is_named_with_its_line(old: str, new: str, quoted: str) -> None:
    assert old in shown()
    (finding,) = missing_sentences(read_source(SEED, None), shown().replace(old, new), "the EPUB")
    assert finding.code == "F001"
    assert quoted in finding.message
    assert finding.at is not None
    assert finding.at.line > 0


def test_quote_shapes_spaces_and_hyphens_do_not_count() -> None:
    changed = shown().replace("“", '"').replace("’", "'").replace("violence", "vio\u00ad\nlence")
    assert missing_sentences(read_source(SEED, None), changed, "it") == ()


def test_sentences_out_of_order_are_told_apart_from_lost_ones() -> None:
    text = shown()
    last = "Misleading centralities of power is detrimental."
    (finding,) = missing_sentences(read_source(SEED, None), f"{last}\n{text.replace(last, '')}", "the PDF")
    assert "out of order" in finding.message


@pytest.mark.slow
@given(cut=st.tuples(st.integers(0, 8000), st.integers(0, 300)), moved=st.integers(0, 8000))
def test_whole_lines_are_looked_for_first_and_nothing_else_is_found_by_that(cut: tuple[int, int], moved: int) -> None:
    """Any stretch of the text that is taken out and put in elsewhere gives the findings of the search by sentences."""
    essay, text = read_source(SEED, None), shown()
    taken = text[cut[0] : cut[0] + cut[1]]
    rest = text.replace(taken, "", 1)
    changed = rest[:moved] + taken + rest[moved:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fidelity, "_has_all_lines", lambda *_: False)
        by_sentences = missing_sentences(essay, changed, "it")
    assert missing_sentences(essay, changed, "it") == by_sentences


def small_book(folder: Path) -> Path:
    """A book of one essay; the path of its manifest."""
    source = folder / "essay.md"
    source.write_text("# On Rain\n\nIt rained.\n\nNobody had asked for it.\n\nThese words stand last.\n", "utf-8")
    return write_book(folder / "book", [source])


def use_layouts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the layouts that a test may damage, used in place of the builder's own."""
    shutil.copytree(layouts_folder(), folder / "layouts")
    monkeypatch.setattr(layout_module, "layouts_folder", lambda: folder / "layouts")
    return folder / "layouts" / "house"


@pytest.mark.parametrize("edition", ["ebook", "print"])
def test_a_template_that_drops_a_block_fails_the_build_and_the_old_files_stay(
    edition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = small_book(tmp_path)
    report = build_book(manifest, tmp_path / "build", edition, use_cache=False)
    before = report.editions[0].path.read_bytes()
    house = use_layouts(tmp_path, monkeypatch)
    template = (house / "essay.xhtml.j2").read_text("utf-8")
    assert "opening(essay.blocks)" in template
    (house / "essay.xhtml.j2").write_text(template.replace("opening(essay.blocks)", "opening(essay.blocks[:-1])"))
    with pytest.raises(BookError) as failed:
        build_book(manifest, tmp_path / "build", edition, use_cache=False)
    lost_ones = [finding for finding in failed.value.findings if finding.code == "F001"]
    assert any("These words stand last." in finding.message for finding in lost_ones)
    assert report.editions[0].path.read_bytes() == before


def test_a_style_sheet_that_hides_a_block_fails_the_print_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = small_book(tmp_path)
    house = use_layouts(tmp_path, monkeypatch)
    with (house / "print.css").open("a") as sheet:
        sheet.write("\n#essay-1-b3 { display: none }\n")
    with pytest.raises(BookError) as failed:
        build_book(manifest, tmp_path / "build", "print", use_cache=False)
    assert any(finding.code == "F001" and finding.at is not None for finding in failed.value.findings)


def test_a_running_head_of_several_lines_and_marks_of_lists_are_no_text() -> None:
    furniture = frozenset(map(normalize, ("A Title That Runs On and On", "12")))
    page = "A Title That Runs\r\nOn and On\r\nWords of the\r\ntext, maxdepth =\r\n2)\r\n3. \r\n4. \r\n1. A note.\r\n12"
    assert without_furniture(page, furniture) == "Words of the\ntext, maxdepth =\n2)\n1. A note."
    assert without_furniture("On and On\nWords", furniture) == "On and On\nWords"
