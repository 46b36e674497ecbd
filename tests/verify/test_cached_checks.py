"""Finished PDFs that were read back before."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import press_book
import pytest
from generated_book import write_book

from anthology.book.model import Book
from anthology.core.cache import NO_CACHE, Cache
from anthology.core.errors import SourceError
from anthology.core.essay import Essay
from anthology.core.findings import Finding
from anthology.pdf.assemble.paginate import Pagination, PlacedPage
from anthology.pdf.inspect.content_stream import Content, read_content
from anthology.pdf.inspect.facts import read_pdf
from anthology.pdf.inspect.page_digests import digests_of
from anthology.pdf.preflight import cached
from anthology.pdf.preflight.cached import cached_facts, cached_findings
from anthology.pdf.preflight.check import check_facts
from anthology.pdf.preflight.common import Expected
from anthology.stages import read_book
from anthology.verify import cache as kept
from anthology.verify.cache import cached_pages, cached_print_check
from anthology.verify.fidelity import missing_sentences
from anthology.verify.page_text import check_print, pdf_pages

WRONG = Expected(kind="screen", trim=(100.0, 100.0))


@pytest.fixture(scope="module")
def data() -> bytes:
    return press_book.bound().data


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(folder=tmp_path)


def test_the_same_is_found_with_and_without_a_cache(data: bytes, cache: Cache) -> None:
    wanted = check_facts(read_pdf(data), WRONG)
    assert wanted
    assert [cached_findings(data, WRONG, each, "a book") for each in (NO_CACHE, cache, cache)] == [wanted] * 3
    assert [cached_pages(data, each, "a book") for each in (NO_CACHE, cache, cache)] == [pdf_pages(data)] * 3


def test_what_is_stored_is_not_made_again_for_the_same_bytes_and_question(
    data: bytes, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, pages = cached_findings(data, WRONG, cache, "a book"), cached_pages(data, cache, "a book")
    others = check_facts(read_pdf(data), Expected(kind="press"))
    monkeypatch.setattr(cached, "check_facts", lambda *_: pytest.fail("checked again"))
    monkeypatch.setattr(kept, "pdf_pages", lambda *_: pytest.fail("read again"))
    assert cached_findings(data, WRONG, cache, "a book") == wanted
    assert cached_pages(data, cache, "a book") == pages
    monkeypatch.undo()
    assert cached_findings(data, Expected(kind="press"), cache, "a book") == others
    assert cached_pages(data + b"\n", cache, "a book") == pdf_pages(data)


def test_a_damaged_entry_is_made_again(data: bytes, cache: Cache, tmp_path: Path) -> None:
    cached_pages(data, cache, "a book")
    for path in tmp_path.glob("*/*"):
        path.write_bytes(path.read_bytes()[:-1])
    assert cached_pages(data, cache, "a book") == pdf_pages(data)


def test_a_damaged_file_is_no_verdict(cache: Cache) -> None:
    with pytest.raises(SourceError, match="D010"):
        cached_findings(b"%PDF-1.7", WRONG, cache, "a book")
    assert cache.count() == 0


# --- of a changed file only the pages that changed are read again ---

Change = Callable[[pikepdf.Pdf], object]


def changed(data: bytes, change: Change) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def paint(pdf: pikepdf.Pdf, operators: bytes = b"1 0 0 rg 0 0 99 99 re f") -> None:
    page = pdf.pages[3].obj
    page.Contents = pikepdf.Array([*page.Contents, pdf.make_stream(operators)])


def other_characters(pdf: pikepdf.Pdf) -> None:
    """Give a font another map of its glyphs to characters."""
    for _, font in pdf.pages[3].obj.Resources.Font.items():
        font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b" <0065>", b" <0066>"))


# What is changed, and how many of the pages look or read otherwise then: at least one, at most all.
CHANGES: dict[str, tuple[Change, int]] = {
    "content": (paint, 1),
    "a box": (lambda pdf: pdf.pages[3].obj.MediaBox.__setitem__(2, 300), 1),
    "how it is turned": (lambda pdf: setattr(pdf.pages[3].obj, "Rotate", 90), 1),
    "its group": (lambda pdf: setattr(pdf.pages[3].obj, "Group", pikepdf.Dictionary(S=pikepdf.Name.Transparency)), 1),
    "its place": (lambda pdf: pdf.pages.append(pdf.pages.p(4)), 0),
    "a font": (other_characters, 99),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_page_is_read_again_and_no_other(
    name: str, data: bytes, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, most = CHANGES[name]
    other = changed(data, change)
    for before in (changed(data, lambda _: None), other):
        known = digests_of(before)
        read: list[int] = []

        def noted(data: bytes, indices: Iterable[int], read: list[int] = read) -> tuple[str, ...]:
            read.extend(numbers := tuple(indices))
            return pdf_pages(data, numbers)

        monkeypatch.setattr(kept, "pdf_pages", noted)
        assert cached_pages(before, cache, "a book") == pdf_pages(before)
        assert cached_findings(before, WRONG, cache, "a book") == check_facts(read_pdf(before), WRONG)
    assert bool(most) <= len(read) <= most
    assert len(set(known)) > 3


def test_what_a_page_paints_comes_from_the_cache_if_the_page_is_the_same(
    data: bytes, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []

    def noted(page: Any) -> Content:
        read.append(page)
        return read_content(page)

    monkeypatch.setattr(cached, "read_content", noted)
    data = changed(data, lambda _: None)
    wanted = read_pdf(data)
    assert cached_facts(changed(data, paint), cache, "a book") != wanted
    assert len(read) == len(wanted.pages)
    assert cached_facts(data, cache, "a book") == wanted
    assert len(read) == len(wanted.pages) + 1
    assert cached_facts(data, cache, "another book") == wanted
    assert len(read) == 2 * len(wanted.pages) + 1


def test_pages_that_lead_back_to_themselves_are_always_read() -> None:
    def tie(pdf: pikepdf.Pdf) -> None:
        resources = pdf.make_indirect(pikepdf.Dictionary())
        resources.Again = resources
        pdf.pages[0].obj.Resources.Loop = resources

    assert set(digests_of(changed(press_book.bound().data, tie))) == {""}


# --- an essay that was found whole is not looked for again ---


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return read_book(write_book(tmp_path_factory.mktemp("book"), 2))


def pages_of(book: Book) -> list[str]:
    """A page for each essay, with all its lines."""
    return [
        "\n".join(line.expected for line in contribution.essay.ledger if line.disposition == "kept")
        for contribution in book.contributions
    ]


def one_page_each(book: Book) -> Pagination:
    pages = tuple(PlacedPage(slug=contribution.slug) for contribution in book.contributions)
    none = tuple("" for _ in pages)
    return Pagination(pages=pages, labels=none, folios=none, first={}, anchors={}, openings=tuple(None for _ in pages))


def test_an_essay_is_looked_for_where_it_or_its_pages_have_changed(
    book: Book, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, pagination = pages_of(book), one_page_each(book)
    looked_for: list[str] = []

    def noted(essay: Essay, shown: Sequence[str], artefact: str) -> tuple[Finding, ...]:
        looked_for.append(essay.slug)
        return missing_sentences(essay, shown, artefact)

    monkeypatch.setattr(kept, "missing_sentences", noted)
    assert cached_print_check(texts, book, pagination, cache, "a book") == check_print(texts, book, pagination) == ()
    assert looked_for == ["essay-0001", "essay-0002"]
    assert cached_print_check(texts, book, pagination, cache, "a book") == ()
    assert looked_for == ["essay-0001", "essay-0002"]
    altered = [texts[0], texts[1].replace(" the ", " a ", 1)]
    wanted = check_print(altered, book, pagination)
    assert {finding.code for finding in wanted} == {"F001"}
    assert [cached_print_check(altered, book, pagination, cache, "a book") for _ in range(2)] == [wanted] * 2
    assert looked_for == ["essay-0001", "essay-0002", "essay-0002"]
