"""Page references: where in a page's content their digits stand, so that binding can write the true ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anthology.core.findings import Finding
from anthology.pdf.engine.adapter.objects import text_place
from anthology.pdf.engine.layout_tree import PageRuns, Run, is_page_reference
from anthology.pdf.engine.model import PageReference
from anthology.pdf.fonts.record import FontInstance, digits

FONT = re.compile(rb"/(\S+) (\S+) Tf")
GLYPH = re.compile(rb"[0-9a-f]{4}(?=[0-9a-f]*>)")
COLOUR = re.compile(rb"(^|\n)((?:/\S+ cs\n)?[^\n]* (?:rg|scn|g|k))(?=\n)")


def target_of(run: Run) -> str:
    """The target of the page reference that a run of text shows, empty if it shows none."""
    element = run.element
    if run.pseudo or not is_page_reference(element):
        return ""
    return str(element.get("data-ref") or (element.get("href") or "").removeprefix("#"))


def place_of(run: Run) -> bytes:
    """The operator that moves to a run's place, by which it is known in a page's content."""
    return text_place(run.x, run.y)


def show_of(content: bytes, run: Run) -> tuple[int, int] | None:
    """The range of the text-showing operator that draws a run, found by the run's place; None if it draws nothing."""
    start = content.find(b"\n%s\n" % place_of(run))
    if start < 0:
        return None
    start = content.index(b"\n[", start) + 1
    return start, content.index(b"] TJ", start)


def font_of(content: bytes) -> tuple[str, float]:
    """The name and size of the font in force at the end of this part of a page's content."""
    start = content.rindex(b" Tf")
    match = FONT.fullmatch(content, content.rindex(b"\n", 0, start) + 1, start + 3)
    assert match is not None
    return match[1].decode(), float(match[2])


def colour_of(content: bytes) -> bytes:
    """The operators that set the colour in force at the end of this part of a page's content; black where none did."""
    found = [match[2] for match in COLOUR.finditer(content)]
    return found[-1] if found else b"0 g"


def glyphs_of(content: bytes, show: tuple[int, int]) -> list[tuple[int, int]]:
    """Offset and glyph id of each glyph that an operator shows."""
    found: list[tuple[int, int]] = []
    for part in re.finditer(rb"<([0-9a-f]*)>", content[show[0] : show[1]]):
        start = show[0] + part.start(1)
        found.extend((start + at, int(part[1][at : at + 4], 16)) for at in range(0, len(part[1]), 4))
    return found


def find_references(
    pages: Sequence[PageRuns], contents: Sequence[tuple[int, bytes]], instances: dict[str, FontInstance], slug: str
) -> tuple[tuple[PageReference, ...], tuple[Finding, ...]]:
    """All page references of a galley; `contents` gives number and bytes of each page's content stream."""
    references: list[PageReference] = []
    findings: list[Finding] = []
    for page, (runs, (stream, content)) in enumerate(zip(pages, contents, strict=True)):
        for run in runs.runs:
            target = target_of(run)
            if not target:
                continue
            reference = _reference(run, target, page, stream, content, instances)
            references.append(reference)
            if len(reference.places) != sum(character.isdigit() for character in run.text):
                findings.append(Finding("T008", f"{slug}: the page reference to {target} cannot be written"))
    return tuple(references), tuple(findings)


def _reference(
    run: Run, target: str, page: int, stream: int, content: bytes, instances: dict[str, FontInstance]
) -> PageReference:
    show = show_of(content, run)
    if show is None or not any(character.isdigit() for character in run.text):
        return PageReference(target=target, page=page)
    glyphs = glyphs_of(content, show)
    face, _ = font_of(content[: show[0]])
    numerals = digits(instances[face], run.features)
    shown = [place for (place, glyph), letter in zip(glyphs, run.text, strict=False) if letter.isdigit()]
    wanted = [numerals[int(letter)] for letter in run.text if letter.isdigit()]
    if len(glyphs) != len(run.text) or wanted != [int(content[place : place + 4], 16) for place in shown]:
        return PageReference(target=target, page=page)
    return PageReference(target=target, page=page, stream=stream, face=face, digits=numerals, places=tuple(shown))
