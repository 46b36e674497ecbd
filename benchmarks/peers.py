"""Other programs on the same texts, as far as they are installed: pandoc, Typst, a browser that prints.

`python -m benchmarks.peers typst FOLDER` sets FOLDER/book.typ: Typst comes as a library.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from anthology.book.model import Book
from anthology.core.document import Heading, plain_block
from anthology.render.templates import Layout
from benchmarks.measure import Cost, cost

TYPST = """#set page(width: 6in, height: 9in, numbering: "1")
#set text(size: 10.5pt, hyphenate: true)
#set par(justify: true)
#outline(depth: 1)
"""
MARKUP = re.compile(r"([!-/:-@\[-`{-~])")  # ASCII marks that may be markup


def peers(book: Book, look: Layout, folder: Path) -> Iterator[tuple[str, Cost]]:
    """What each program costs that is there, by what it makes; FOLDER/whole.xhtml and whole.css must be there."""
    pandoc = _pandoc()
    if pandoc:
        names = _pages(book, look, folder / "pieces")
        arguments = ["--from", "html", "--to", "epub3", "--toc", "--metadata", "title=A book"]
        yield (
            "EPUB by pandoc",
            cost([pandoc, *arguments, "--output", str(folder / "peer.epub"), *names], {}, is_quiet=True),
        )
    if find_spec("typst"):
        (folder / "book.typ").write_text(TYPST + "".join(_typst(book)), "utf-8")
        yield "PDF by Typst", cost([sys.executable, "-m", "benchmarks.peers", "typst", str(folder)], {})
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser:
        page = (folder / "whole.xhtml").read_text("utf-8")
        style = '<link rel="stylesheet" href="whole.css"/></head>'
        (folder / "print.xhtml").write_text(page.replace("</head>", style, 1), "utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={folder / 'browser.pdf'}"]
        profile = f"--user-data-dir={folder / 'profile'}"
        yield (
            "PDF by Chromium",
            cost([browser, *options, profile, (folder / "print.xhtml").as_uri()], {}, is_quiet=True),
        )


def _pandoc() -> str | None:
    """The pandoc of the package pypandoc_binary, or else of this machine."""
    if find_spec("pypandoc"):
        pypandoc: Any = import_module("pypandoc")
        return str(pypandoc.get_pandoc_path())
    return shutil.which("pandoc")


def _pages(book: Book, look: Layout, folder: Path) -> list[str]:
    folder.mkdir(exist_ok=True)
    for number, piece in enumerate(book.pieces):
        (folder / f"{number:04}.html").write_text(look.page(piece, book, "ebook"), "utf-8")
    return [str(path) for path in sorted(folder.iterdir())]


def _typst(book: Book) -> Iterator[str]:
    """The words of the essays as Typst's markup: titles and paragraphs, no notes and no links."""
    for contribution in book.contributions:
        yield f'\n#pagebreak(to: "odd", weak: true)\n= {_escaped(contribution.title)}\n'
        for block in contribution.essay.blocks:
            sign = "== " if isinstance(block, Heading) else ""
            words = " ".join(plain_block(block).split())
            yield f"\n{sign}{_escaped(words)}\n" if words else ""


def _escaped(words: str) -> str:
    return MARKUP.sub(r"\\\1", words)


def main(folder: Path) -> None:
    """Set the file with Typst."""
    typst: Any = import_module("typst")
    typst.compile(str(folder / "book.typ"), output=str(folder / "typst.pdf"))


if __name__ == "__main__":
    main(Path(sys.argv[2]))
