"""Pictures of printed pages for the README.

After `make book`: `python tests/support/page_pictures.py build docs/images`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

DPI = 80  # about the size of print on most screens
BOOK = "after-the-hashtag"
# The picture, the file, and the folios of the pages that stand beside one another in it.
SPREADS = {
    "front": ("print", ("v", "viii")),
    "essay": ("print", ("1", "2")),
    "back": ("print", ("Bibliography", "Resources")),
}
SHEETS = {"handout": (("handouts/coalition-building", 0), ("handouts/coalition-building-booklet", 0), ("large", 12))}


def pages(path: Path, wanted: tuple[str, ...]) -> list[Image.Image]:
    """The pages with these folios, or those that begin with these words."""
    document = pypdfium2.PdfDocument(path)
    try:
        found = []
        for mark in wanted:
            for index in range(len(document)):
                text = document[index].get_textpage().get_text_range()
                if document.get_page_label(index) == mark or text.startswith(mark):
                    found.append(drawn(document[index], DPI))
                    break
        return found
    finally:
        document.close()


def drawn(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    """A page, cut to its trim."""
    left, bottom, right, top = page.get_trimbox()
    _width, height = page.get_size()
    picture: Image.Image = page.render(scale=dpi / 72).to_pil().convert("L")
    scale = dpi / 72
    return picture.crop(
        (round(left * scale), round((height - top) * scale), round(right * scale), round((height - bottom) * scale))
    )


def beside(pictures: list[Image.Image], height: int) -> Image.Image:
    """The pictures in a row, each in a fine frame."""
    fit = [
        each.resize((round(each.width * height / each.height), height), Image.Resampling.LANCZOS) for each in pictures
    ]
    row = Image.new("L", (sum(each.width + 1 for each in fit) + 1, height + 2), 119)
    at = 1
    for each in fit:
        row.paste(each, (at, 1))
        at += each.width + 1
    return row


def main(build: Path, images: Path) -> None:
    """Make them all anew."""
    for name, (edition, wanted) in SPREADS.items():
        save(beside(pages(build / f"{BOOK}-{edition}.pdf", wanted), 720), images / f"{name}.png")
    for name, sheets in SHEETS.items():
        found = []
        for edition, index in sheets:
            document = pypdfium2.PdfDocument(build / f"{BOOK}-{edition}.pdf")
            found.append(drawn(document[index], DPI))
            document.close()
        save(beside(found, 644), images / f"{name}.png")


def save(picture: Image.Image, path: Path) -> None:
    """In sixteen greys, which is small and enough."""
    picture.quantize(16).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
