"""Books of any size for tests and benchmarks: the five sources again and again under new ids and titles."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
IDENTIFIER = "urn:uuid:2b1f6a0e-7c1d-5a0b-8f4e-3d2c1b0a9f8e"


def write_book(folder: Path, count: int, editions: str = "ebook: {format: epub}\n  print: {format: pdf}") -> Path:
    """A manifest of so many essays in the folder, with its sources; the path of the manifest."""
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    entries = []
    for number in range(1, count + 1):
        seed = SEEDS[(number - 1) % len(SEEDS)]
        name = f"texts/essay-{number:04}.txt"
        (folder / name).write_text(varied(seed.read_text("utf-8"), number), "utf-8")
        entries.append(
            f"  - id: essay-{number:04}\n"
            f"    source: {name}\n"
            f'    title: {{supplied: "Essay {number}"}}\n'
            f"    author: {{name: Contributor {number}}}\n"
            f"    content_notes: none\n"
        )
    manifest = folder / "book.yaml"
    manifest.write_text(
        f"anthology: 1\ntitle: A Book of {count} Essays\nidentifier: {IDENTIFIER}\ndate: 2026-11-20\n"
        f"editors: [{{name: An Editor}}]\nessays:\n{''.join(entries)}editions:\n  {editions}\n",
        "utf-8",
    )
    return manifest


def varied(text: str, number: int) -> str:
    """The text with a few lines of its own, so that pages break in other places in every essay."""
    lines = text.split("\n")
    extra = " ".join(
        f"This sentence, the {word}th of its kind, moves every later line on." for word in range(number % 9)
    )
    middle = len(lines) // 3
    return "\n".join([*lines[:middle], "", extra, "", *lines[middle:]])
