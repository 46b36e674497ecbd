"""Sources that would do harm, or are damaged: refused with place and code, or tamed, and never a word lost unsaid."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from hostile_sources import HOSTILE, Case
from judges import epubcheck
from lxml import etree
from source_book import MANIFEST

from anthology.cli import main
from anthology.core.errors import AnthologyError

CODES = {0, 1, 3, 4, 5, 6, 7, 8, 9}
ACCEPTED = tuple(case for case in HOSTILE if not case.code)
SET = tuple(case for case in ACCEPTED if case.is_set)
# What no page may hold, as an element, an attribute or the beginning of an address.
ACTIVE = {"script", "iframe", "object", "embed", "form", "input", "button", "base", "svg", "math", "template"}
DANGEROUS = re.compile(r"\s*(?:javascript|vbscript|data|file|blob|//)", re.IGNORECASE)
EDITIONS = "editions:\n  ebook: {format: epub}\n  screen: {format: pdf, for: screen}\n"


def write(folder: Path, cases: Sequence[Case], *more: str) -> Path:
    entries = []
    for number, case in enumerate(cases, start=1):
        (folder / case.name).write_bytes(case.data)
        entries.append(f"  - {{id: essay-{number}, source: {case.name}, author: unsigned, content_notes: none}}\n")
    manifest = folder / "book.yaml"
    manifest.write_text("".join([MANIFEST, *entries, *(more or [EDITIONS])]), "utf-8")
    return manifest


def sound(told: Result) -> Result:
    """The answer of a command, if it is one that a person can use."""
    assert told.exception is None or isinstance(told.exception, SystemExit | AnthologyError), told.exception
    assert told.exit_code in CODES, told.output
    assert "Traceback" not in told.output
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", told.output)
    return told


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
@pytest.mark.slow
def test_a_check_says_what_is_the_matter(case: Case, tmp_path: Path) -> None:
    told = sound(CliRunner().invoke(main, ["check", str(write(tmp_path, [case]))]))
    assert told.exit_code == case.code, told.stderr
    for code in case.says:
        assert code in told.stderr
    if case.code:
        assert f"{case.name}" in told.stderr


def test_all_that_are_accepted_make_a_sound_book(tmp_path: Path) -> None:
    for cases, edition in ((ACCEPTED, "ebook"), (SET, "screen")):
        manifest = write(tmp_path, cases)
        wishes = ["--edition", edition, "--jobs", "2", "--out", str(tmp_path / "build")]
        told = sound(CliRunner().invoke(main, ["build", str(manifest), *wishes]))
        assert told.exit_code == 0, told.stderr
    (book,) = (tmp_path / "build").glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        for number, case in enumerate(ACCEPTED, start=1):
            look_at_page(case, archive.read(f"EPUB/essay-{number}.xhtml"))
    assert [message for message in epubcheck(book) if not message.is_harmless] == []
    (path,) = (tmp_path / "build").glob("*.pdf")
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) > len(SET)
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary):
                look_at_object(item)


def look_at_page(case: Case, markup: bytes) -> None:
    """All words that the case names are there, and nothing that acts."""
    root = etree.fromstring(markup)
    words = spaced("".join(root.itertext()))
    for wanted in case.words:
        assert spaced(wanted) in words, case.name
    for forbidden in case.absent:
        assert forbidden not in markup.decode() or forbidden in words, case.name
    for element in root.iter(etree.Element):
        assert etree.QName(element).localname not in ACTIVE, case.name
        for name, value in element.attrib.items():
            assert not name.startswith("on"), case.name
            assert name not in ("href", "src") or not DANGEROUS.match(value), value


def look_at_object(item: pikepdf.Dictionary) -> None:
    """Nothing in the PDF runs, opens or sends anything."""
    assert not {"/JS", "/JavaScript", "/AA", "/OpenAction", "/EmbeddedFiles", "/EF"} & set(item.keys())
    assert not DANGEROUS.match(str(item.get("/URI", "")))
    assert item.get("/S") not in ("/Launch", "/JavaScript", "/SubmitForm", "/ImportData")


def spaced(text: str) -> str:
    return " ".join(text.split())
