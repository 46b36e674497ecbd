"""Every file and every command of the README and the guides, run in an empty folder in the order of the page."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import word_file
import yaml
from PIL import Image
from real_book import ROOT

pytestmark = pytest.mark.slow

PROSE = "It rained for a week, and nobody who lived in the street went out before the water had gone."
LETTERS = {
    f"texts/{name}.docx": word_file.document(word_file.paragraph(title, style="Heading1"), word_file.paragraph(PROSE))
    for name, title in (("hale", "On Rain"), ("ito", "On Snow"))
}


def picture() -> bytes:
    """A picture of a person, so to speak."""
    stream = io.BytesIO()
    Image.new("L", (300, 400), 128).save(stream, "PNG")
    return stream.getvalue()


# What a reader of the page brings along.
GIVEN: dict[str, dict[str, bytes]] = {
    "howto-word-files.md": LETTERS,
    "howto-contributors.md": {"editorial/ada.png": picture()},
}
# Pages with files and commands, and files that are there in the end.
PAGES = {
    "howto-handout.md": ("build/reading-together-handout.pdf", "build/reading-together-handout-booklet.pdf"),
    "howto-word-files.md": ("build/ten-letters-ebook.epub", "build/ten-letters-print.pdf"),
    "howto-contributors.md": ("build/two-voices-ebook.epub", "build/two-voices-print.pdf"),
    "howto-course-reader.md": (
        "build/soc-210-measuring-harm-reader.pdf",
        "build/soc-210-measuring-harm-bibliography.bib",
    ),
    "howto-zine.md": ("build/small-weather-zine-booklet.pdf",),
    "howto-ci.md": ("build/a-small-anthology-ebook.epub",),
    "../README.md": ("build/weather-reports-ebook.epub",),
}
FENCE = re.compile(r"^([^\n]*)\n\n?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"`([\w./-]+\.\w+)`[^`]*:$")  # of the file that the next block is
NOT_HERE = ("make ", ". .venv", "pip", "python", "anthology preview\n", "git ")  # the whole project, or the network


def blocks(page: str) -> Iterator[tuple[str, str, str]]:
    """Each block of a page: its kind, the file that it is or “”, and its text."""
    text = (ROOT / "docs" / page).resolve().read_text("utf-8")
    for before, kind, inside in FENCE.findall(text):
        name = NAME.search(before)
        yield kind, name[1] if name else "", inside


@pytest.mark.parametrize("page", PAGES)
def test_whoever_follows_a_guide_gets_what_it_says(page: str, tmp_path: Path) -> None:
    folder = tmp_path
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    ran = 0
    for kind, name, inside in blocks(page):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(inside, "utf-8")
        elif kind == "yaml":
            yaml.safe_load(inside)
        for line in inside.splitlines() if kind == "sh" else ():
            command = shlex.split(line, comments=True)
            if not command or line.startswith(NOT_HERE):
                continue
            if command[0] == "cd":
                folder /= command[1]
                for given, data in GIVEN.get(page, {}).items():
                    (folder / given).write_bytes(data)
                continue
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            ran += 1
    assert ran > 0
    for name in PAGES[page]:
        assert (folder / name).is_file(), sorted(str(each.relative_to(folder)) for each in folder.rglob("build/*"))


def test_every_guide_is_run() -> None:
    assert {path.name for path in (ROOT / "docs").glob("howto-*.md")} == {Path(page).name for page in PAGES} - {
        "README.md"
    }
