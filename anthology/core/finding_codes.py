"""What each finding code means. The facts are in `finding_codes.yaml`; a subject is read when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from anthology.core.facts import Facts, read_facts

CONSEQUENCES = {"error": "the build fails", "warning": "the book is built all the same", "note": "nothing to do"}


class Example(Facts):
    """Lines of a manifest for which a code is reported, and the same lines corrected."""

    wrong: str
    right: str


class CodeInfo(Facts):
    """What a code means: its severity, a summary, what to do, and an example where one helps."""

    severity: Literal["error", "warning", "note"]
    summary: str
    remedy: str
    example: Example | None = None


class Subject(Facts):
    """What the codes with one letter are about, why the program looks at it, and those codes."""

    name: str
    why: str
    codes: Mapping[str, CodeInfo]


@cache
def _sections() -> dict[str, str]:
    """The YAML text of each subject by its letter: to read the whole file takes 15 ms, one subject about one."""
    text = Path(__file__).with_suffix(".yaml").read_text("utf-8")
    _, *parts = re.split(r"^([A-Z]):\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@cache
def subject(letter: str) -> Subject:
    """The subject whose codes begin with the letter; KeyError if there is none."""
    return read_facts(Subject, _sections()[letter])


def code_info(code: str) -> CodeInfo:
    """What a code means; KeyError if there is no such code."""
    return subject(code[:1]).codes[code]


def subjects() -> dict[str, Subject]:
    """All subjects by their letters, in the order of the reference page."""
    return {letter: subject(letter) for letter in _sections()}


def all_codes() -> dict[str, CodeInfo]:
    """All codes in alphabetical order."""
    return dict(sorted(item for found in subjects().values() for item in found.codes.items()))


def explanation(code: str) -> Iterator[str]:
    """The lines that explain a code: what it means, why it matters, what to do, and an example if there is one."""
    found, about = code_info(code), subject(code[0])
    yield from (f"{code} ({found.severity}: {CONSEQUENCES[found.severity]})", found.summary, "")
    yield from (f"{about.name}. {about.why}", "", f"What to do: {found.remedy}")
    if found.example:
        yield from ("", "Instead of", *(f"    {line}" for line in found.example.wrong.splitlines()))
        yield from ("write", *(f"    {line}" for line in found.example.right.splitlines()))
