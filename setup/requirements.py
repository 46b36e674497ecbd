"""Print lists of packages for pip from pyproject.toml: `requirements.py needed` or `requirements.py lowest`."""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOOR = re.compile(r"([\w.-]+)(?:\[[\w,-]+\])?\s*(?:>=|==)\s*([\w.]+?)(?:\.\*)?(?:,.*)?")


def main() -> None:
    """Print the list that the first argument names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed: list[str] = project["dependencies"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    lines = needed if sys.argv[1] == "needed" else lowest([*needed, *chain.from_iterable(extras.values())])
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def lowest(requirements: list[str]) -> list[str]:
    """Constraints `NAME==VERSION`: the floor of each requirement, else the pin of constraints.txt."""
    floors = {}
    for requirement in requirements:
        match = FLOOR.fullmatch(requirement)
        if match is None:
            sys.exit(f"pyproject.toml: {requirement} has no floor: write it as NAME>=VERSION")
        floors[normalize(match[1])] = match[2]
    pins = re.findall(r"^([\w.-]+)==([\w.]+)( ;[^\\\n]*)?", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    others = [f"{name}=={version}{marker}" for name, version, marker in pins if normalize(name) not in floors]
    return [*(f"{name}=={version}" for name, version in floors.items()), *others]


def normalize(name: str) -> str:
    """A name as packages are compared by it (Python Packaging User Guide, "Names and normalization")."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
