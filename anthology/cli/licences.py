"""The licences of the program and of the packages that it needs, for `--licences`, and their SBOM for the zipapp."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from anthology.core.version import __version__

PROGRAM = "anthology-builder"
NAME = re.compile(r"[\w.-]+")
LICENCE_FILE = re.compile(r"\.dist-info/(licenses/.+|(licen[cs]e|copying|notice)[^/]*)$", re.IGNORECASE)
NATIVE_PARTS = re.compile(r"\.dist-info/sboms/[^/]+\.json$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An installed package: its licence as it states it, the files that say it in full, and what its binaries contain.

    `native` has the components of the package's own SBOMs (PEP 770), in CycloneDX.
    """

    name: str
    version: str
    licence: str
    texts: Mapping[str, str]
    native: Sequence[Mapping[str, Any]]


def installed_packages(folder: str = "") -> tuple[Package, ...]:
    """What the program is installed with: its requirements and theirs; with a folder, every package in it."""
    found = distributions(path=[folder]) if folder else distributions()
    by_name = {_normalize(each.name): each for each in found}
    names = set(by_name) if folder or PROGRAM not in by_name else _closure(by_name)
    return tuple(read_package(by_name[name]) for name in sorted(names))


def notices(packages: Iterable[Package]) -> str:
    """The licence of each package with its full texts, and the names of the libraries inside binary packages."""
    lines = [f"anthology {__version__} and what it is made of", ""]
    for each in packages:
        title = f"{each.name} {each.version}: {each.licence or 'no licence stated'}"
        lines += ["=" * 80, title, "=" * 80, ""]
        native = sorted({f"{part['name']} {part.get('version', '')}".strip() for part in each.native})
        lines += [f"Its binaries contain: {', '.join(native)}", ""] if native else []
        for name, text in each.texts.items():
            lines += [f"--- {name} ---", "", text.strip(), ""]
    return "\n".join(lines)


def sbom(packages: Iterable[Package]) -> str:
    """The packages as a software bill of materials in CycloneDX 1.6; the same for the same packages: it has no date."""
    listed = [_component(each) for each in packages if _normalize(each.name) != PROGRAM]
    itself = {"type": "application", "bom-ref": PROGRAM, "name": PROGRAM, "version": __version__}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": itself},
        "components": listed,
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _component(package: Package) -> dict[str, Any]:
    address = f"pkg:pypi/{_normalize(package.name)}@{package.version}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": address,
        "name": package.name,
        "version": package.version,
        "purl": address,
        "licenses": [{"license": {"name": package.licence or "NOASSERTION"}}],
    }
    kept = ("type", "name", "version", "licenses", "purl")
    native = [{key: part[key] for key in kept if key in part} for part in package.native]
    return component | ({"components": native} if native else {})


def _closure(by_name: Mapping[str, Distribution]) -> set[str]:
    """The names of the program and of what it needs, directly or not; what only an extra needs is left out."""
    found: set[str] = set()
    todo = [PROGRAM]
    while todo:
        name = todo.pop()
        if name in found or name not in by_name:
            continue
        found.add(name)
        lines = [line for line in by_name[name].requires or () if "extra ==" not in line]
        todo += [_normalize(match[0]) for line in lines if (match := NAME.match(line))]
    return found


def read_package(distribution: Distribution) -> Package:
    """What an installed distribution says of its licence, and what it contains besides."""
    texts, native = {}, []
    for file in sorted(distribution.files or (), key=str):
        path = Path(str(distribution.locate_file(file)))
        if match := LICENCE_FILE.search(str(file)):
            texts[match[1].removeprefix("licenses/")] = path.read_text("utf-8", "replace")
        elif NATIVE_PARTS.search(str(file)):
            native += json.loads(path.read_text("utf-8")).get("components", [])
    return Package(
        name=distribution.name,
        version=distribution.version,
        licence=_stated_licence(distribution),
        texts=texts,
        native=native,
    )


def _stated_licence(distribution: Distribution) -> str:
    """The licence by its SPDX expression (PEP 639), else the field or the classifiers that it replaces."""
    stated = distribution.metadata
    single = next((stated[field] for field in ("License-Expression", "License") if field in stated), "")
    kinds = [line.rpartition(" :: ")[2] for line in stated.get_all("Classifier") or () if line.startswith("License ::")]
    return single if single and "\n" not in single else ", ".join(kinds)


def _normalize(name: str) -> str:
    """A name as packages are compared by it (Python Packaging User Guide, "Names and normalization")."""
    return re.sub(r"[-_.]+", "-", name).lower()
