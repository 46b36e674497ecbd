"""The wheel: built, installed into an environment that has what it declares and nothing else, run from elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from real_book import ROOT

EPUB = "my-anthology-ebook.epub"


def closure(names: set[str]) -> set[str]:
    """The distributions that these need, and those that they need, on this machine."""
    found: set[str] = set()
    todo = {canonicalize_name(name) for name in names}
    while todo:
        name = todo.pop()
        found.add(name)
        for line in distribution(name).requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                todo |= {canonicalize_name(requirement.name)} - found
    return found


def lend(name: str, folder: Path) -> None:
    """Put an installed distribution into another environment's folder, as links to its files at the top."""
    installed = distribution(name)
    for top in {file.parts[0] for file in installed.files or () if file.parts[0] != ".."}:
        place = folder / top
        if not place.exists():
            place.symlink_to(Path(str(installed.locate_file(top))).resolve())


@pytest.fixture(scope="module")
def zipapp(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one file that `make zipapp` packs, of the packages in the environment of the installed program."""
    folder = tmp_path_factory.mktemp("zipapp")
    (library,) = program.parents[1].glob("lib/python3.*/site-packages")
    unwanted = shutil.ignore_patterns("__pycache__", "pip", "pip-*", "setuptools*")
    shutil.copytree(library, folder / "packages", ignore=unwanted)
    path = folder / "anthology.pyz"
    command = [str(ROOT / "setup/zipapp"), str(folder / "packages")]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "ZIPAPP": str(path)})
    return path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the wheel, installed by pip into an environment without anything but what it requires."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    (library,) = home.glob("lib/python3.*/site-packages")
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "install", "--quiet", "--no-index"]
    subprocess.run([*pip, "--no-deps", "--disable-pip-version-check", str(wheel)], check=True, capture_output=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for name in closure({Requirement(line).name for line in project["dependencies"]}):
        lend(name, library)
    return home / "bin/anthology"


def run(program: Path | str, *arguments: str, folder: Path) -> str:
    """What a command says on standard output; nothing of this checkout is to be seen by it."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env={**surroundings, "XDG_CACHE_HOME": str(folder / "cache"), "SHIV_ROOT": str(folder / "unpacked")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_one_file_has_a_licence_for_everything_in_it(zipapp: Path, tmp_path: Path) -> None:
    listed = json.loads(zipapp.with_suffix(".cdx.json").read_text("utf-8"))
    parts = {canonicalize_name(part["name"]): part for part in listed["components"]}
    with zipfile.ZipFile(zipapp) as archive:
        names = archive.namelist()
        assert listed == json.loads(archive.read("site-packages/sbom.cdx.json"))
        told = archive.read("site-packages/NOTICES.txt").decode()
    packed = {name.split("/")[1].partition("-")[0] for name in names if name.endswith(".dist-info/METADATA")}
    assert {canonicalize_name(name) for name in packed} - {"anthology-builder"} | {"shiv"} == parts.keys()
    assert not [name for name in names if name.startswith("site-packages/pypandoc")]
    assert all(f"{part['name']} {part['version']}: " in told for part in parts.values())
    assert {"serialNumber", "timestamp"}.isdisjoint({*listed, *listed["metadata"]})
    assert any(
        native["name"] == "libjpeg" or "jpeg" in native["name"]
        for native in parts[canonicalize_name("pillow")]["components"]
    )
    assert "Michael Williamson" in told  # cobble comes without its licence
    dictionaries = {Path(name).name for name in names if name.endswith(".dic")}
    assert "hyph_en_GB.dic" in dictionaries
    assert "hyph_id_ID.dic" not in dictionaries  # states none
    assert run(sys.executable, "-I", str(zipapp), "--licences", folder=tmp_path).count("\nweasyprint 70.0: ") == 1


def test_the_wheel_has_every_file_of_the_package_and_the_layouts(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    places = (ROOT / "anthology", ROOT / "layouts")
    files = [path for place in places for path in place.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    names = {path.relative_to(ROOT).as_posix() for path in files}
    assert packed == {name.replace("layouts/", "anthology/layouts/", 1) if name[0] == "l" else name for name in names}


def test_a_new_book_is_made_by_the_installed_program(program: Path, tmp_path: Path) -> None:
    assert "weasyprint 70" in run(program, "--version", folder=tmp_path).lower()
    run(program, "new", "my book", folder=tmp_path)
    made = run(program, "build", "my book/book.yaml", "--jobs", "2", folder=tmp_path)
    assert made.count(".pdf") == 3
    (book,) = (tmp_path / "my book/build").glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        assert archive.testzip() is None
    run(program, "layouts", "export", "modern", folder=tmp_path)
    assert (tmp_path / "layouts/my-modern/layout.yaml").is_file()


def test_the_one_file_makes_a_book_with_workers_of_its_own(zipapp: Path, tmp_path: Path) -> None:
    run(sys.executable, "-I", str(zipapp), "new", "book", folder=tmp_path)
    made = run(sys.executable, "-I", str(zipapp), "build", "book/book.yaml", "--jobs", "2", folder=tmp_path)
    assert made.count(".pdf") == 3
