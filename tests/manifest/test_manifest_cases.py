"""One small manifest for each way to be wrong: beside each NAME.yaml stands NAME.txt, what is said about it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from anthology.core.finding_codes import all_codes
from anthology.core.findings import Finding, Severity, worst
from anthology.manifest import load

CASES = Path(__file__).parents[1] / "manifests"
NAMES = sorted(path.stem for path in CASES.glob("*.yaml"))
VALID = {"extended", "valid"}

# Said about a manifest that is not there at all, about a build's wishes, and about names when the book is put together.
WITHOUT_A_CASE = {"M001", "M018", "M080"}


def report(findings: Iterable[Finding]) -> str:
    """The findings as a terminal shows them, with the manifest's bare name as its path."""
    lines: list[str] = []
    for finding in findings:
        assert finding.at is not None
        lines.append(str(finding).replace(str(finding.at.path), finding.at.path.name, 1))
        lines.append(f"    hint: {finding.hint}")
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_each_case_says_what_stands_beside_it(name: str) -> None:
    manifest, findings = load(CASES / f"{name}.yaml")
    assert report(findings) == (CASES / f"{name}.txt").read_text("utf-8")
    assert (manifest is None) == (worst(findings) is Severity.ERROR)


@pytest.mark.parametrize("name", NAMES)
def test_each_finding_of_a_case_has_its_line_and_says_what_to_do(name: str) -> None:
    _, findings = load(CASES / f"{name}.yaml")
    assert bool(findings) == (name not in VALID)
    assert all(finding.at and finding.at.line and finding.at.column and finding.hint for finding in findings)


def test_each_code_of_the_manifest_has_a_case() -> None:
    said = "".join(path.read_text("utf-8") for path in CASES.glob("*.txt"))
    missing = {code for code in all_codes() if code.startswith("M") and f" {code} " not in said}
    assert missing == WITHOUT_A_CASE & set(all_codes())
