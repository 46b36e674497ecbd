"""Words that a layout of a book's own keeps from who reads its pages: whatever the means, the build says so and stops.

The pages are drawn and looked at. Each rule below is for one essay of one book, which is called by the rule's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from real_book import build_book
from source_book import MANIFEST
from test_hostile_sources import sound

from anthology.cli import main
from anthology.core.errors import BookError, SettingError
from anthology.pdf.engine import typeset
from anthology.pdf.engine.model import Job

PAGES = "layout: mine\neditions:\n  screen: {format: pdf, for: screen}\n"
WORDS = (
    "The rain fell on the roofs of the town for three days without an end, and on the fourth the river came.\n\n"
    "Nobody had seen it as high as that before, neither the old people nor the books in which they kept such things."
)
OUTSIDE, UNSEEN, COVERED, MISSING = (
    "lies outside",
    "does not stand out",
    "other words on top",
    "is on none of its pages",
)
# What only the look at the pages finds, as no declaration by itself hides words (F005): declarations for the paragraphs
# of an essay, or rules in which `#` stands for the essay, and what is said of them.
HIDING: dict[str, tuple[str, str]] = {
    "shrunk": ("# { font-size: 4pt } # p { font-size: 35% } # p * { font-size: 35% }", UNSEEN),
    "veiled": (
        "# { position: relative } #::after { content: ''; position: absolute; inset: 0 }#::after { background: white }",
        UNSEEN,
    ),
    "overlaid": ("# p { background: white; position: relative } # p + p { margin-top: -60px }", UNSEEN),
    "cut": ("# { overflow: hidden; height: 30px }", UNSEEN),
    "wide": ("width: 900pt; text-align: right", OUTSIDE),
    "flexible": ("# .text { display: flex } # .text p { flex: 0 0 2000px }", OUTSIDE),
    "flat": ("line-height: 0", COVERED),
    "low": ("height: 0", COVERED),
    "piled": ("position: absolute; top: 0; left: 0", COVERED),
    "columns": ("# { columns: 9999 }", COVERED),
    "running": ("position: running(elsewhere)", MISSING),
}
SEEN: dict[str, str] = {
    "plain": "",
    "grey": "color: #767676",
    "small": "font-size: 6pt",
    "tight": "letter-spacing: -0.03em; line-height: 1",
    "white-on-black": "background: #000; color: #fff",
    "bold": "font-weight: 900; text-decoration: underline",
    "columned": "# { columns: 2 }",
    "boxed": "border: 1pt solid; padding: 4pt; overflow: hidden",
}
# Style sheets on which WeasyPrint fails, or which never come to an end.
BROKEN = {
    "huge": "p { font-size: 1e9px }",
    "attribute": "p { background: attr(id url) }",
    "itself": "p { --x: calc(var(--x) + 1px); margin-left: var(--x) }",
    "nothing": "p { margin-left: calc(1px / 0); font-size: calc(12pt / 0) }",
}
ENDLESS = {
    "grid": ("section { display: grid; grid-template: repeat(9999, 1px) / repeat(9999, 1px) }", ("X003", "X002")),
    "symbols": (
        "@counter-style x { system: symbolic; symbols: '*' }"
        "p { counter-increment: c 99999999 } p::before { content: counter(c, x) }",
        ("X003", "X002"),
    ),
    "fill": (
        "@counter-style x { system: numeric; symbols: '0' '1'; pad: 999999999 '0' }"
        "p { counter-increment: c } p::before { content: counter(c, x) }",
        ("X002",),
    ),
}


def rule(name: str, said: str) -> str:
    return said.replace("#", f"#{name}") if "# " in said or "#:" in said else f"#{name} p {{ {said} }}"


def written(folder: Path, sheet: str, names: Iterable[str]) -> Path:
    """The manifest of a book with these essays, whose layout has this style sheet for its pages."""
    entries = ""
    for name in names:
        (folder / f"{name}.md").write_text(f"# Of {name}\n\n{WORDS}\n", "utf-8")
        entries += f"  - {{id: {name}, source: {name}.md, author: unsigned, content_notes: none}}\n"
    (folder / "book.yaml").write_text(f"{MANIFEST}{entries}{PAGES}", "utf-8")
    (folder / "layouts/mine").mkdir(parents=True)
    (folder / "layouts/mine/print.css").write_text(sheet, "utf-8")
    return folder / "book.yaml"


def test_every_way_of_hiding_words_on_pages_is_seen(tmp_path: Path) -> None:
    manifest = written(tmp_path, "\n".join(rule(name, said) for name, (said, _) in HIDING.items()), HIDING)
    with pytest.raises(BookError) as refused:
        build_book(manifest, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not [str(finding) for finding in refused.value.findings if finding.code == "F005"]
    found = [finding for finding in refused.value.findings if finding.code == "F006"]
    assert all(finding.at and finding.at.line and finding.at.path.name == "book.yaml" for finding in found)
    said = [finding.message for finding in found]
    untold = [
        name
        for name, (_, why) in HIDING.items()
        if not any(why in each and (f"({name}):" in each or f" of {name}," in each) for each in said)
    ]
    assert untold == []


def test_what_can_be_read_is_left_alone(tmp_path: Path) -> None:
    sheet = "\n".join(rule(name, said) for name, said in SEEN.items())
    report = build_book(written(tmp_path, sheet, SEEN), tmp_path / "out")
    assert [finding for finding in report.findings if finding.code == "F006"] == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_style_sheet_on_which_the_typesetter_fails_is_said_in_words(name: str) -> None:
    page = '<html lang="en"><head><title>x</title></head><body><p id="a">Words.</p></body></html>'
    with pytest.raises(SettingError, match=r"T002 .*WeasyPrint cannot set this") as refused:
        typeset(Job(slug="one", xhtml=page, stylesheets=(BROKEN[name],)))
    assert "style sheets" in refused.value.findings[0].hint


def test_a_folio_that_cannot_be_set_is_said_in_words(tmp_path: Path) -> None:
    manifest = written(tmp_path, "@page { @top-left { content: string(folio); font-size: 1e9px } }", ["one"])
    with pytest.raises(SettingError, match=r"T002 .*WeasyPrint cannot set this"):
        build_book(manifest, tmp_path / "out")


@pytest.mark.parametrize("name", ENDLESS)
def test_a_style_sheet_without_an_end_is_given_up(name: str, tmp_path: Path) -> None:
    sheet, codes = ENDLESS[name]
    limits = ("--limit", "seconds=2", "--limit", "piece-memory=1g")
    arguments = ("build", str(written(tmp_path, sheet, ("one",))), "--out", str(tmp_path / "out"))
    told = sound(CliRunner().invoke(main, [*arguments, "--executor", "processes:1", *limits]))
    assert told.exit_code == 9, told.stderr
    assert any(code in told.stderr for code in codes)
    assert not (tmp_path / "out").exists()
