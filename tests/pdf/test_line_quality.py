"""What a reader of proofs marks on set pages, and words that are kept whole, read back from the pages themselves."""

from __future__ import annotations

import io
from dataclasses import replace

import press_book
import pypdfium2
import pytest
from PIL import Image

from anthology.pdf.assemble.merge import merge
from anthology.pdf.assemble.paginate import Placement, paginate
from anthology.pdf.engine import digest, typeset
from anthology.pdf.engine.model import Folios, Job

SHEET = """@page { size: 3in 3.05in; margin: 0.5in }
@font-face { font-family: "Book Serif"; src: url("asset:font/SourceSerif4[opsz,wght].ttf") }
html { font: 10pt/14.4pt "Book Serif"; text-align: justify; hyphens: auto; widows: 1; orphans: 1 }
body, h2, p { margin: 0; font-size: 10pt }"""
LINE = "<p>a line</p>"  # ten of them fill a page


def job(body: str, styles: str = "", **more: object) -> Job:
    xhtml = f'<html lang="en-GB"><head><title>t</title></head><body><section id="one">{body}</section></body></html>'
    made = Job(slug="one", xhtml=xhtml, stylesheets=(SHEET + styles,))
    return replace(made, **more)  # type: ignore[arg-type]  # test factory


def marked(body: str, styles: str = "", **more: object) -> list[str]:
    return [finding.code for finding in typeset(job(body, styles, **more)).findings]


def lines(work: Job) -> list[list[str]]:
    """The lines of each page of the bound PDF, from their places on it."""
    galley = typeset(work)
    folios = Folios(styles=(), faces=())
    pagination = paginate([galley], [Placement(slug="one")])
    data = merge([galley], pagination, folios, press_book.METADATA, assets=()).data
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    return [page.get_textpage().get_text_range().splitlines() for page in document]


LONG = "institutionalisation"


@pytest.mark.parametrize(
    ("code", "body", "styles"),
    [
        ("T020", f"<p>https://example.org/{'a' * 60}</p>", ""),
        (
            "T020",
            f"<table><tr><td>{'w' * 15}</td><td>{'w' * 15}</td></tr></table>",
            "td { white-space: nowrap }",  # else it is set smaller and broken (T037)
        ),
        ("T021", f"<p>one two {'w' * 15} three four</p>", ""),
        ("T022", f"{LINE * 9}<p>{LONG} and {LONG} is long</p>", ""),
        ("T023", f"<p>{f'{LONG} and ' * 14}</p>", ""),
        ("T024", f"<p>{LONG} and {LONG}</p>", ""),
        ("T025", f"{LINE * 9}<p>one two three four five six seven eight</p>{LINE * 3}", ""),
        ("T026", f"{LINE * 9}<h2>A heading</h2>{LINE * 4}", "h2 { break-after: auto }"),
        ("T027", LINE * 14, ""),
    ],
)
def test_a_fault_is_marked_and_only_where_it_is(code: str, body: str, styles: str) -> None:
    found = marked(body, styles)
    assert code in found, lines(job(body, styles))
    assert marked(LINE * 4) == []


def test_a_piece_that_is_well_set_is_not_marked() -> None:
    assert marked(f"<h2>A heading</h2>{LINE * 16}") == []


def test_a_word_at_a_page_s_end_is_cut_where_the_leaf_is_not_turned() -> None:
    body = f"{LINE * 9}<p>{LONG} and {LONG} is long</p>"
    assert "T022" not in marked(body, side="verso")


def test_words_are_kept_whole_in_whatever_capitals() -> None:
    body = f"<p>{LONG} and {LONG.capitalize()} and {LONG} and so on</p>"
    cut = "\n".join(lines(job(body))[0])
    kept = "\n".join(lines(job(body, whole=(LONG,)))[0])
    assert cut.casefold().count(LONG) < 3
    assert kept.casefold().count(LONG) == 3
    assert "\n".join(lines(job(body))[0]) == cut, "a list holds for its own piece alone"


def test_the_list_of_whole_words_counts_in_the_digest() -> None:
    assert digest(job(LINE)) != digest(job(LINE, whole=("women",)))


def test_a_picture_is_what_follows_a_heading_and_what_fills_a_last_page() -> None:
    file = io.BytesIO()
    Image.new("L", (40, 40)).save(file, "PNG")
    picture = '<p style="height: 57.6pt"><img src="asset:a.png" alt="A" style="height: 50pt"/></p>'
    below = f"{LINE * 5}<h2>A heading</h2>{picture}{LINE * 9}"
    last = f"{LINE * 10}<p>one line</p>{picture}"
    for body in (below, last):
        assert marked(body, assets=(("a.png", file.getvalue()),)) == []
    assert marked(below.replace("<img", "<span").replace(' alt="A"', "")) == ["T026"]
    assert marked(last.replace("<img", "<span").replace(' alt="A"', "")) == ["T027"]
