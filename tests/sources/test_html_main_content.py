"""Where the text of a saved page is: pages without paragraphs, folded ends, and running text that was left outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_book import build_book
from source_book import MANIFEST, pages_of

from anthology.core.document import plain_block
from anthology.core.errors import LimitError
from anthology.core.essay import Essay
from anthology.sources.pipeline import Source, read_essay

SENTENCES = [
    f"In the year {1900 + number} they wrote of it again, at length, and nobody in the town would answer them in print."
    for number in range(12)
]
MENU = "<ul>" + "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Home", "Archive", "About")) + "</ul>"


def page(body: str) -> str:
    return f"<html><head><title>Years</title></head><body><div>{MENU}</div>{body}</body></html>"


def read(text: str) -> Essay:
    return read_essay(Source(slug="essay", path=Path("essay.html"), data=text.encode()))


def lines(essay: Essay) -> list[str]:
    return [line for block in essay.blocks for line in plain_block(block).split("\n")]


def test_a_weblog_without_paragraphs_is_found_whole() -> None:
    text = "<br><br>".join(SENTENCES)
    side = (
        "<div><h3>Popular</h3>" + "".join(f"<div><a href='/{n}'>{SENTENCES[n]}</a></div>" for n in range(6)) + "</div>"
    )
    essay = read(page(f"<div><div><div class='post'>{text}</div></div></div>{side}"))
    assert lines(essay) == SENTENCES


def test_a_text_whose_lines_are_parts_of_their_own_is_found_whole() -> None:
    text = "".join(f"<div><div>{sentence}</div></div>" for sentence in SENTENCES)
    assert (
        lines(read(page(f"<div><div>{text}</div></div><div><p>All rights are with the club.</p></div>"))) == SENTENCES
    )


def test_the_folded_end_of_a_text_belongs_to_it() -> None:
    start = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:3])
    end = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[3:])
    essay = read(page(f"<div><div>{start}<div class='more'>{end}</div></div></div>"))
    assert lines(essay) == SENTENCES


OUTSIDE = (
    "A reader who was there in her day wrote in the week after it that all of it was so and no word made up at all."
)
BESIDE = page(
    f"<div>{''.join(f'<p>{sentence}</p>' for sentence in SENTENCES)}</div>"
    f"<div>{''.join(f'<p>{number}: {OUTSIDE}</p>' for number in range(5))}</div>"
)


def test_much_running_text_outside_of_the_main_text_is_told() -> None:
    essay = read(BESIDE)
    assert lines(essay) == SENTENCES
    (finding,) = [finding for finding in essay.findings if finding.code == "C012"]
    assert finding.message.startswith(
        "140 words in sentences stand outside of the main text, which has 252; first “0: A"
    )
    assert finding.at is not None
    assert finding.at.line == 1 + [line.text for line in essay.ledger].index(f"0: {OUTSIDE}")


@pytest.mark.parametrize("kept", [0, 4])
def test_a_line_outside_is_kept_where_the_editor_says_so(tmp_path: Path, kept: int) -> None:
    (tmp_path / "page.html").write_text(BESIDE, "utf-8")
    entry = "  - {id: page, source: page.html, author: unsigned, content_notes: none, cleaning: [%s]}"
    manifest = (
        MANIFEST + entry % f"{{keep: '{kept}: {OUTSIDE}', because: hers}}" + "\neditions:\n  ebook: {format: epub}\n"
    )
    (tmp_path / "book.yaml").write_text(manifest, "utf-8")
    made = pages_of(build_book(tmp_path / "book.yaml", tmp_path / "out"))["page"]
    words = " ".join("".join(made.itertext()).split())
    assert [number for number in range(5) if f"{number}: {OUTSIDE}" in words] == [kept]
    assert words.index(SENTENCES[-1]) < words.index(OUTSIDE)


def test_tags_that_close_themselves_are_no_levels_within_a_drawing_only() -> None:
    shapes = "<stop offset='0'/><path d='M0 0>'/>" * 120
    drawn = f"<div><svg><defs>{shapes}</defs></svg><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p></div>"
    assert lines(read(page(drawn))) == SENTENCES[:2]
    for hidden in (shapes, f"<svg><p></p>{shapes}</svg>", f"<svg>{'<g>' * 120}</svg>"):
        with pytest.raises(LimitError, match="nested too deep"):
            read(page(f"<div>{hidden}<p>{SENTENCES[0]}</p></div>"))
