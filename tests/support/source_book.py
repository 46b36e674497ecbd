"""A book made of sources of any kind, for tests that follow their words into the finished files."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from lxml import etree
from real_book import build_book

from anthology.result import BuildResult

SOURCES = Path(__file__).parents[1] / "sources"
MANIFEST = """anthology: 1
title: A Reader
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
essays:
"""
ENTRY = "  - {{id: essay-{number}, source: {name}, author: {{name: Writer {number}}}, content_notes: none}}\n"
EDITIONS = "editions:\n  ebook: {format: epub}\n  print: {format: pdf}\n"


def write_book(folder: Path, sources: Sequence[Path]) -> Path:
    """A book in the folder with these files as its essays, `essay-1` and on; the path of its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for number, source in enumerate(sources, start=1):
        shutil.copy(source, folder / source.name)
        entries.append(ENTRY.format(number=number, name=source.name))
    manifest = folder / "book.yaml"
    manifest.write_text(MANIFEST + "".join(entries) + EDITIONS, "utf-8")
    return manifest


def build_sources(folder: Path, sources: Sequence[Path], *editions: str) -> BuildResult:
    """The editions of a book of these sources; BookError where a sentence of one is not in them."""
    return build_book(write_book(folder / "book", sources), folder / "out", *editions)


def pages_of(report: BuildResult) -> dict[str, etree._Element]:
    """The XHTML pages of the e-book that was built, by their names without folder and ending."""
    (data,) = [each.path.read_bytes() for each in report.editions if each.edition == "ebook"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            Path(name).stem: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }
