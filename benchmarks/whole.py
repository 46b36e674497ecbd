"""The same book as one WeasyPrint document, as one would write it without this program: what builds are held against.

`python -m benchmarks.whole FOLDER [--tagged]` sets FOLDER/whole.xhtml with FOLDER/whole.css as FOLDER/whole.pdf.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from anthology.book.model import Book
from anthology.render.templates import Layout

BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
REFERENCE = re.compile(r'(<a class="page-ref" href="[^"]*">)[^<]*</a>')
# Page numbers are WeasyPrint's own here: a counter in the margins, target-counter() in the text.
NUMBERED = """
@page front:left { @top-left { content: counter(page, lower-roman) } }
@page front:right { @top-right { content: counter(page, lower-roman) } }
.page-ref::after { content: target-counter(attr(href), page) }
.page-front .page-ref::after { content: target-counter(attr(href), page) }
.opens-recto { break-before: recto } .opens-verso { break-before: verso } .opens-next { break-before: page }
"""


def prepare(book: Book, layout: Layout, stylesheets: tuple[str, ...], folder: Path) -> None:
    """Write the pieces of a book, as its print edition has them, into one document and its style sheet."""
    parts = []
    for piece in book.pieces:
        found = BODY.search(layout.page(piece, book, "print"))
        assert found, piece.slug
        numbered = REFERENCE.sub(r"\1</a>", found[1])
        parts.append(f'<div class="opens-{piece.rule.opens}">{numbered}</div>')
    head = (
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{book.language}">'
    )
    title = "<head><title>A book</title></head>"
    (folder / "whole.xhtml").write_text(f"{head}{title}<body>{''.join(parts)}</body></html>", "utf-8")
    sheet = "\n".join(stylesheets).replace("string(folio)", "counter(page)")
    (folder / "whole.css").write_text(f"{sheet}\n{NUMBERED}", "utf-8")


def main(folder: Path, *, tagged: bool) -> None:
    """Set the document."""
    engine: Any = import_module(
        "anthology.pdf.engine.weasyprint"
    )  # it imports WeasyPrint without a search for libraries
    fonts, fetcher = engine.FontConfiguration(), engine.Fetcher(())
    css = (folder / "whole.css").read_text("utf-8")
    sheet = engine.weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)
    page = engine.XhtmlDocument((folder / "whole.xhtml").read_text("utf-8"), fetcher)
    page.write_pdf(folder / "whole.pdf", stylesheets=[sheet], font_config=fonts, pdf_tags=tagged)


if __name__ == "__main__":
    main(Path(sys.argv[1]), tagged="--tagged" in sys.argv[2:])
