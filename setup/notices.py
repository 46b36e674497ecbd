"""Complete the licences in the folder of packages that the one-file program is packed from, and write its SBOM.

`notices.py PACKAGES` removes hyphenation dictionaries that state no licence, adds the texts of `setup/licences` to the
packages that come without one, and writes NOTICES.txt and sbom.cdx.json into the folder. It stops where a package has
no licence text, or where one is there that must not be passed on with this program.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import distribution
from pathlib import Path

from anthology.cli.licences import installed_packages, notices, read_package, sbom

TEXTS = Path(__file__).parent / "licences"
STATED = re.compile(rb"licen[cs]|\bL?GPL|\bMPL|LPPL|public domain", re.IGNORECASE)
NEVER = ("pypandoc",)  # with pandoc itself, under the GPL 2: an extra, which users install themselves


def main() -> None:
    """Do what the module says, to the folder of the first argument."""
    folder = Path(sys.argv[1])
    for path in sorted((folder / "pyphen/dictionaries").glob("*.dic")):
        if not states_licence(path):
            path.unlink()
    for text in sorted(TEXTS.glob("*/*.txt")):
        for package in folder.glob(f"{text.parent.name}-*.dist-info"):
            add(package, text)
    # shiv puts its starter into the file.
    packages = (*installed_packages(str(folder)), read_package(distribution("shiv")))
    wrong = [f"{each.name} must not be in the file" for each in packages if each.name.startswith(NEVER)]
    wrong += [f"{each.name} has no licence text: add it below setup/licences" for each in packages if not each.texts]
    if wrong:
        sys.exit("\n".join(wrong))
    (folder / "NOTICES.txt").write_text(notices(packages), "utf-8")
    (folder / "sbom.cdx.json").write_text(sbom(packages), "utf-8")


def states_licence(dictionary: Path) -> bool:
    """Whether the head of a dictionary, or the README of its language or region, states a licence."""
    head = [line for line in dictionary.read_bytes().splitlines()[:200] if line[:1] in (b"%", b"#")]
    _, language, *region = dictionary.stem.split("_")
    keys = {dictionary.stem, f"hyph_{language}", *(f"hyph_{each}" for each in region[:1])}
    readmes = [path for path in dictionary.parent.glob("README*.txt") if path.stem.removeprefix("README_") in keys]
    return any(STATED.search(text) for text in (b"\n".join(head), *(path.read_bytes() for path in readmes)))


def add(package: Path, text: Path) -> None:
    """Put a licence text into an installed package and into its list of files, which is where it is looked for."""
    place = package / "licenses" / text.name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(text.read_bytes())
    record = package / "RECORD"
    line = f"{place.relative_to(package.parent).as_posix()},,\n"
    if line not in record.read_text("utf-8"):
        record.write_text(record.read_text("utf-8") + line, "utf-8")


if __name__ == "__main__":
    main()
