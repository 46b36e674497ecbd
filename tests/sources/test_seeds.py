"""The five sources after cleaning: each line's fate as a golden file, and what was recognised for what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from real_book import ROOT

from anthology.book.assemble import read_source
from anthology.cli import main
from anthology.core.document import Heading, ListBlock, Paragraph, Quote, plain, plain_block
from anthology.core.essay import Essay

GOLDEN = Path(__file__).parents[1] / "golden" / "ingest"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


def essay(number: str) -> Essay:
    path = next(path for path in SEEDS if path.name.startswith(number))
    return read_source(path, ROOT / "book.yaml")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_every_line_has_the_fate_that_an_editor_signed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, ["ingest", str(path.relative_to(ROOT))])
    assert result.exit_code == 0, result.stderr
    assert result.stdout == (GOLDEN / f"{path.stem[:3]}.txt").read_text("utf-8")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_the_ledger_names_every_line_that_is_not_blank(path: Path) -> None:
    named = [line.number for line in read_source(path, ROOT / "book.yaml").ledger]
    lines = path.read_text("utf-8").split("\n")
    assert named == [number for number, line in enumerate(lines, start=1) if line.strip()]


def test_titles_bylines_and_dates_are_those_of_the_texts() -> None:
    facts = [(essay(n).title, essay(n).byline, essay(n).date) for n in ("000", "001", "002", "003", "004")]
    assert facts == [
        (
            "#Metoo and the task of coalition building to combat violence against women",
            "Jessica Wild, PhD candidate, School of Sociology & Social Policy",
            "",
        ),
        ("", "", ""),
        ("#MeToo Campaign and Beyond: Combating Sexual Violence", "Jessica Schwartz", "November 29, 2017"),
        ("pragmatic allyship for the #metoo age", "", "feb 24, 2019"),
        ("Not All Survivors Should Feel The Need To Share Their #MeToo Stories", "", ""),
    ]


def test_the_unheaded_reference_list_is_found_whole() -> None:
    references = essay("000").references
    assert len(references) == 12
    assert references[0].text.startswith("Butler, J. 2013.")
    assert references[-1].text.startswith("Women’s Aid. 2016.")
    assert essay("001").references == ()


def test_a_missing_space_is_put_back_and_said() -> None:
    (change,) = essay("000").changes
    assert change.rule == "missing-space"
    assert "change”(Home Office" in change.before
    assert "change” (Home Office" in change.after


def test_loose_list_items_are_one_list_and_helplines_are_known_as_such() -> None:
    lists = [block for block in essay("001").blocks if isinstance(block, ListBlock)]
    assert [(len(block.items), block.role) for block in lists] == [(4, ""), (2, "helplines")]
    assert plain_block(lists[1]).splitlines() == [
        "Rape Crisis – Helpline: 0808 802 9999",
        "Victim Support – Helpline: 0808 168 9111",
    ]


def test_headings_are_read_from_the_blank_lines_around_them() -> None:
    headings = [plain(block.content) for block in essay("003").blocks if isinstance(block, Heading)]
    assert [heading.split(",")[0] for heading in headings] == ["First", "Second", "Third", "Fourth"]
    assert not any(
        isinstance(block, Heading) for number in ("000", "001", "002", "004") for block in essay(number).blocks
    )


def test_the_authors_closing_note_is_the_last_block_and_marked() -> None:
    last = essay("003").blocks[-1]
    assert isinstance(last, Paragraph)
    assert last.role == "closing-note"
    assert plain(last.content).startswith("Disclaimer: When sexual violence has occurred")


def test_quotations_keep_their_attributions() -> None:
    quotes = [block for block in essay("004").blocks if isinstance(block, Quote)]
    assert [plain(quote.attribution) for quote in quotes] == [
        "– Shanth",
        "– Kathy",
        "– Anon",
        "– Anon",
        "– Katharyn Rose",
        "– Anon",
    ]
    assert plain_block(quotes[1]).startswith("“98% of the perpetrators")


def test_the_authors_own_warning_is_kept_verbatim_and_comments_are_gone() -> None:
    text = essay("004")
    assert plain_block(text.author_note[0]) == "Trigger Warning: Sexual violence, rape, and mental health"
    words = "\n".join(plain_block(block) for block in text.blocks)
    assert "victim mentality" not in words
    assert "Akismet" not in words
    assert words.endswith("Misleading centralities of power is detrimental.")


def test_the_numbered_list_of_the_author_is_not_mistaken_for_comments() -> None:
    (ordered,) = [block for block in essay("004").blocks if isinstance(block, ListBlock)]
    assert ordered.ordered
    assert len(ordered.items) == 3


def test_spelling_capitals_and_masks_stand_as_the_authors_left_them() -> None:
    words = "\n".join(plain_block(block) for number in ("002", "004") for block in essay(number).blocks)
    for kept in ("p*ssy", "f*cked", "LGTBQIA+", "illegitimatize", "naïve", "#BalanceTonPorc", "facebook", "Latinx"):
        assert kept in words
