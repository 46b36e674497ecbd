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
from anthology.errors import AnthologyError

CODES = {0, 1, 3, 4, 5, 6, 7, 8, 9}
ACCEPTED = tuple(case for case in HOSTILE if not case.code)
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
def test_a_check_says_what_is_the_matter(case: Case, tmp_path: Path) -> None:
    told = sound(CliRunner().invoke(main, ["check", str(write(tmp_path, [case]))]))
    assert told.exit_code == case.code, told.stderr
    for code in case.says:
        assert code in told.stderr
    if case.code:
        assert f"{case.name}" in told.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the editions of one book of all the sources that are accepted."""
    folder = tmp_path_factory.mktemp("hostile")
    told = sound(CliRunner().invoke(main, ["build", str(write(folder, ACCEPTED)), "--jobs", "2"]))
    assert told.exit_code == 0, told.stderr
    return folder / "build"


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.name)
def test_a_page_of_the_e_book_has_all_words_and_nothing_that_acts(case: Case, built: Path) -> None:
    (book,) = built.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        markup = archive.read(f"EPUB/essay-{ACCEPTED.index(case) + 1}.xhtml").decode()
    root = etree.fromstring(markup.encode())
    words = spaced("".join(root.itertext()))
    for wanted in case.words:
        assert spaced(wanted) in words
    for forbidden in case.absent:
        assert forbidden not in markup or forbidden in words
    for element in root.iter(etree.Element):
        assert etree.QName(element).localname not in ACTIVE
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in ("href", "src") or not DANGEROUS.match(value), value


def spaced(text: str) -> str:
    return " ".join(text.split())


def test_the_e_book_of_all_of_them_is_well_made(built: Path) -> None:
    (book,) = built.glob("*.epub")
    assert [message for message in epubcheck(book) if not message.is_harmless] == []


def test_the_pdf_of_all_of_them_does_nothing(built: Path) -> None:
    (path,) = built.glob("*.pdf")
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) > len(ACCEPTED)
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert not {"/JS", "/JavaScript", "/AA", "/OpenAction", "/EmbeddedFiles", "/EF"} & set(item.keys())
                assert not DANGEROUS.match(str(item.get("/URI", "")))
                assert item.get("/S") not in ("/Launch", "/JavaScript", "/SubmitForm", "/ImportData")
