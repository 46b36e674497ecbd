"""Pictures of a built e-book in the reading engines, for docs/reading-systems.md.

.venv/bin/python tests/support/reader_pictures.py build/BOOK.epub docs/images/readers
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from readers import PHONE, TABLET, Reader, Wish, reading

SHOWN = {
    "cover": "cover.xhtml",
    "contents": "nav.xhtml",
    "content-notes": "content-notes.xhtml",
    "note": "coalition-building.xhtml",
    "citations": "coalition-building.xhtml#coalition-building-c5",
    "resources": "resources.xhtml",
}
WISHES = (
    ("foliate", "", Wish(screen=PHONE)),
    ("foliate", "-dark", Wish(screen=PHONE, dark=True)),
    ("foliate", "-large", Wish(screen=PHONE, size=200)),
    ("epubjs", "", Wish(screen=TABLET, size=140)),
    ("epubjs", "-dark", Wish(screen=TABLET, size=140, dark=True)),
)
PLACES = {"foliate": "EPUB/", "epubjs": ""}  # where an address begins: at the root of the package, or at its contents
LARGEST = (600, 900)  # pixels
SHADES = 8  # enough for text that is smoothed, and for the blue of links


def draw(reader: Reader, engine: str, setting: str, folder: Path) -> None:
    """Save a picture of each place: all in the first setting, in the others the content note alone."""
    for name, href in SHOWN.items():
        if not setting or name == "note":
            path = folder / f"{engine}-{name}{setting}.png"
            reader.go(PLACES[engine] + href)
            reader.save_picture(path)
            reduce(path)


def reduce(path: Path) -> None:
    """Fewer pixels and colours, so that the file is small."""
    with Image.open(path) as picture:
        small = picture.convert("RGB")
    small.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    small = small.quantize(SHADES, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main(book: Path, folder: Path) -> None:
    """Draw every picture of the book into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with reading() as reader:
        for engine, setting, wish in WISHES:
            reader.open(book, engine, wish)
            draw(reader, engine, setting, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
