"""Every page of every PDF of the first edition, as a reviewable text: boxes, faces, folio, first and last words.

To write the golden files anew after a change that is meant, and then read them:
`GOLDEN=write pytest tests/books/test_first_edition_pages.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from real_book import ROOT, build_book

from anthology.result import BuildResult
from anthology.verify.page_text import pdf_pages

GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
EDITIONS = ("print", "screen", "large", "handouts")
WORDS = 4  # at either end of a page


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    return build_book(ROOT / "book.yaml", tmp_path_factory.mktemp("pages"), *EDITIONS)


def described(path: Path) -> Iterator[str]:
    """A line for the file's boxes, then one for each page."""
    texts = pdf_pages(path.read_bytes())
    with pikepdf.open(path) as pdf:
        boxes = {_boxes(page) for page in pdf.pages}
        assert len(boxes) == 1, f"{path.name}: pages of several sizes"
        yield f"{path.name}: {len(pdf.pages)} pages, {boxes.pop()}"
        for page, text in zip(pdf.pages, texts, strict=True):
            label = pikepdf.Page(page.obj).label
            yield f"{label:>6}  {_ends(text):<88}  {_faces(page)}".rstrip()


def _boxes(page: pikepdf.Page) -> str:
    named = {name: page.obj.get(name) for name in ("/MediaBox", "/BleedBox", "/TrimBox")}
    return ", ".join(
        f"{name[1:]} {' '.join(f'{float(side):g}' for side in box)}" for name, box in named.items() if box is not None
    )


def _ends(text: str) -> str:
    words = re.sub(r"[\ufffe\x02]", "-", text).split()
    if len(words) <= 2 * WORDS:
        return " ".join(words) or "(blank)"
    return f"{' '.join(words[:WORDS])} … {' '.join(words[-WORDS:])}"


def _faces(page: pikepdf.Page) -> str:
    """The faces that the page's own text is set in, without the letters that tell subsets apart."""
    fonts = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
    used = set(re.findall(rb"/([A-Za-z0-9_+-]+) [\d.]+ Tf", _content(page)))
    names = {str(font.BaseFont).partition("+")[2] for key, font in fonts.items() if key[1:].encode() in used}
    return " ".join(sorted(names))


def _content(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents")
    if contents is None:
        return b""
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_is_as_it_was_looked_at(report: BuildResult, edition: str) -> None:
    paths = [artefact.path for artefact in report.editions if artefact.edition == edition]
    pages = "\n".join(line for path in paths if "-cover" not in path.name for line in described(path)) + "\n"
    golden = GOLDEN / f"{edition}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(pages, "utf-8")
    assert pages == golden.read_text("utf-8")


def test_running_heads_and_folios_stand_where_a_book_has_them(report: BuildResult) -> None:
    path = next(artefact.path for artefact in report.editions if artefact.edition == "screen")
    openings = {"Contents", "Foreword", "Bibliography", "Resources"}
    for text in pdf_pages(path.read_bytes()):
        lines = [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]
        if lines and lines[0] in openings:
            assert re.fullmatch(r"[ivxlc]+|\d+", lines[-1]), lines  # a drop folio and no running head
            assert lines.count(lines[0]) == 1
