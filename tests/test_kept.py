"""Finished PDFs that were read back before."""

from __future__ import annotations

import press_book
import pytest

from anthology.checks.kept import Pages, Verdict, kept_findings, kept_pages
from anthology.checks.pdf_facts import read_pdf
from anthology.checks.pdf_file import check_facts
from anthology.checks.pdf_rules import Expected
from anthology.checks.readback import pdf_pages
from anthology.errors import SourceError
from anthology.findings import Finding
from anthology.packing import pack

WRONG = Expected(purpose="screen", trim=(100.0, 100.0))


class Memory(dict[str, bytes]):
    """A cache that a test can look into."""

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes under that key."""
        self[key] = data


@pytest.fixture(scope="module")
def data() -> bytes:
    return press_book.bound().data


def test_the_same_is_found_with_and_without_a_store(data: bytes) -> None:
    store = Memory()
    wanted = check_facts(read_pdf(data), WRONG)
    assert wanted
    assert [kept_findings(data, WRONG, cache) for cache in (None, store, store)] == [wanted] * 3
    assert [kept_pages(data, cache) for cache in (None, store, store)] == [pdf_pages(data)] * 3


def test_what_is_kept_is_not_made_again_for_the_same_bytes_and_question(data: bytes) -> None:
    store, other = Memory(), Finding("D020", "as it was kept")
    kept_findings(data, WRONG, store)
    kept_pages(data, store)
    for key in store:
        record = Pages(texts=("kept",)) if key.startswith("Pages") else Verdict(findings=(other,))
        store[key] = pack(record)
    assert kept_findings(data, WRONG, store) == (other,)
    assert kept_pages(data, store) == ("kept",)
    assert kept_findings(data, Expected(purpose="press"), store) == check_facts(
        read_pdf(data), Expected(purpose="press")
    )
    assert kept_pages(data + b"\n", store) == pdf_pages(data)


def test_a_damaged_entry_is_made_again(data: bytes) -> None:
    store = Memory()
    kept_pages(data, store)
    for key in store:
        store[key] = store[key][:-1]
    assert kept_pages(data, store) == pdf_pages(data)


def test_a_damaged_file_is_no_verdict() -> None:
    store = Memory()
    with pytest.raises(SourceError, match="D010"):
        kept_findings(b"%PDF-1.7", WRONG, store)
    assert store == {}
