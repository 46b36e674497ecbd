"""The house: a module imports only from floors below, and what is light does not load what is heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import anthology

PACKAGE = Path(anthology.__file__).parent

# Ground floor first; within a floor from left to right.
FLOORS = (
    ("anthology", "codes", "findings", "errors", "limits", "supervision"),
    ("text", "essay", "packing", "store", "seen", "folder", "wishes", "wording", "standing"),
    ("yamlsyntax", "yamlfile", "quoting", "fields", "manifest"),
    ("ingest",),
    (
        "references",
        "styles",
        "citations",
        "vocabulary",
        "lexicon",
        "notes",
        "resources",
        "helplines",
        "rights",
        "printers",
    ),
    (
        "raster",
        "drawing",
        "pdfium",
        "placing",
        "pictures",
        "passages",
        "apparatus",
        "bibliography",
        "book",
        "whereabouts",
        "crossreferences",
        "assemble",
    ),
    ("markup", "voices", "layoutfiles", "sheets", "layout"),
    ("typeset", "workers"),
    (
        "press",
        "pixels",
        "cover",
        "coverpicture",
        "epub",
        "embedding",
        "accessibility",
        "pagemap",
        "jacket",
        "ebook",
        "records",
        "catalogue",
    ),
    ("checks", "printing", "jacketing"),
    ("publish", "starting", "doctor", "build", "memo", "library", "comparison", "preview"),
    ("cli", "entry", "__main__"),
)
ORDER = {name: index for index, name in enumerate(name for floor in FLOORS for name in floor)}
HEAVY = ("weasyprint", "pikepdf", "pypdfium2", "uharfbuzz", "fontTools", "segno", "rapidfuzz", "rich", "ebooklib")


def rooms() -> list[tuple[str, Path]]:
    return [(_room(path.relative_to(PACKAGE)), path) for path in sorted(PACKAGE.rglob("*.py"))]


def _room(path: Path) -> str:
    if path.name == "__init__.py" and len(path.parts) == 1:
        return "anthology"
    return path.parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        modules = []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [node.module] if node.module != "anthology" else [f"anthology.{name.name}" for name in node.names]
        elif isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        for module in modules:
            parts = module.split(".")
            if parts[0] == "anthology":
                names.add(parts[1] if len(parts) > 1 and not parts[1].startswith("_") else "anthology")
    return names


@pytest.mark.parametrize(("room", "path"), rooms(), ids=lambda value: str(value).rsplit("anthology/", 1)[-1])
def test_a_module_imports_only_from_below(room: str, path: Path) -> None:
    assert room in ORDER, f"{room} has no floor yet: give it one in this test and in docs"
    above = {name for name in imported(path) - {room} if ORDER[name] >= ORDER[room]}
    assert not above, f"{path.name} imports {sorted(above)} from its own floor or above"


def test_every_room_that_has_a_floor_exists() -> None:
    found = {room for room, _ in rooms()}
    assert set(ORDER) <= found


@pytest.mark.parametrize("module", ["anthology.cli", "anthology.build", "anthology.typeset", "anthology.ebook"])
def test_a_light_module_does_not_load_what_is_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in HEAVY if name in loaded]
