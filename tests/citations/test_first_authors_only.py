"""Works of which a list names the first authors only: the entry, the citation and the file of references say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from anthology.citations.formats.bibtex import read_bibtex, to_bibtex
from anthology.citations.parse import parse_line
from anthology.citations.styles import Entry, format_entry, in_text, label
from anthology.core.document import plain

LINES = ("Smith, J. et al. 2010. On rain. Leeds: Press.", "Smith, J., Ude, A. et al. 2010. On rain. Leeds: Press.")


@pytest.mark.parametrize(
    ("style", "starts"),
    [
        ("harvard-leeds", ("Smith, J. et al. 2010.", "Smith, J., Ude, A. et al. 2010.")),
        ("apa-7", ("Smith, J., et al. (2010).", "Smith, J., Ude, A., et al. (2010).")),
        ("chicago-author-date", ("Smith, J., et al. 2010.", "Smith, J., A. Ude, et al. 2010.")),
    ],
)
def test_the_entry_says_that_there_are_more(style: str, starts: tuple[str, str]) -> None:
    for line, start in zip(LINES, starts, strict=True):
        entry = Entry(reference=parse_line(line))
        assert plain(format_entry(entry, style)).startswith(start)
        assert in_text(entry, style).names == "Smith et al."
        assert label(entry) == "Smith and others 2010"


def test_editors_of_whom_one_is_named_are_several() -> None:
    entry = Entry(reference=parse_line("Smith, J. et al. (eds.) 2010. On rain. Leeds: Press."))
    assert plain(format_entry(entry, "harvard-leeds")).startswith("Smith, J. et al. (eds). 2010.")
    assert plain(format_entry(entry, "chicago-author-date")).startswith("Smith, J., et al., eds. 2010.")


def test_a_file_of_references_says_it_both_ways() -> None:
    data = b"@book{rain, author={Smith, Jane and Ude, Ann and others}, title={On Rain}, year={2010}}"
    (read,), findings = read_bibtex(Path("a.bib"), data)
    assert not findings
    assert (read.others, [name.family for name in read.authors]) == (True, ["Smith", "Ude"])
    written = to_bibtex([read])
    assert b"author = {Smith, Jane and Ude, Ann and others}" in written
    ((again,), _) = read_bibtex(Path("a.bib"), written)
    assert (again.others, again.authors) == (True, read.authors)
