"""Files to start from: a small book with a commented manifest that builds as it is, and copies of layouts."""

from __future__ import annotations

import datetime
import json
from importlib.resources import files
from pathlib import Path

from anthology.core.atomic_output import publish
from anthology.core.errors import LayoutError, OutputError
from anthology.core.findings import Finding, Location, suggest
from anthology.core.i18n import layouts_folder
from anthology.manifest import schema
from anthology.manifest.types import fresh_identifier
from anthology.render.layout_files import shipped_layout
from anthology.render.shipped_layouts import SETTINGS, shipped_names

# What a new book has, from the folder `starter` beside this module.
FILES = (
    "book.yaml",
    "texts/first-essay.txt",
    "editorial/foreword.md",
    "editorial/introductions/first-essay.md",
    "editorial/resources.yaml",
)
SCHEMA = "book.schema.json"


def start_book(folder: Path, day: datetime.date) -> tuple[Path, ...]:
    """Write a small book that builds into a folder that is empty or not there yet; the paths that were written.

    The book's date is `day`, and its identifier is made of the folder's name and that day. Raises OutputError: O005
    where the folder holds anything, O001 where it cannot be written.
    """
    _refuse_filled(folder)
    starter = files("anthology.cli") / "starter"
    texts = {name: starter.joinpath(*name.split("/")).read_text("utf-8") for name in FILES}
    texts["book.yaml"] = (
        texts["book.yaml"]
        .replace("@identifier@", fresh_identifier(f"{folder.resolve().name} {day.isoformat()}"))
        .replace("@date@", day.isoformat())
    )
    texts[SCHEMA] = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    return publish({name: text.encode() for name, text in texts.items()}, folder)


def export_layout(name: str, folder: Path, *, templates: bool) -> tuple[Path, ...]:
    """Copy a layout that comes with the builder into a folder, to be changed there; the paths that were written.

    Its own files are copied, with `templates` also those that it builds on. Raises LayoutError L007 where there is no
    such layout, OutputError as `start_book`.
    """
    if name not in shipped_names():
        raise LayoutError(Finding("L007", f"there is no layout “{name}”", hint=suggest(name, shipped_names())))
    _refuse_filled(folder)
    made = shipped_layout(name)
    own = {file.name: file.text for file in (*made.templates, *made.sheets) if file.path.parent.name == name}
    settings = (layouts_folder() / name / SETTINGS).read_text("utf-8")
    files = {SETTINGS: settings} | own | ({file.name: file.text for file in made.templates} if templates else {})
    return publish({file: text.encode() for file, text in files.items()}, folder)


def _refuse_filled(folder: Path) -> None:
    """OutputError O005 for a folder that holds anything, O001 for one that cannot be read."""
    try:
        is_filled = folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        hint = "name a folder that you may read and write"
        raise OutputError(Finding("O001", error.strerror or str(error), Location(folder), hint)) from error
    if is_filled:
        hint = "name a folder that is empty or not there yet"
        raise OutputError(Finding("O005", "the folder is not empty, and nothing was written", Location(folder), hint))
