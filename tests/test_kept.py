"""Finished PDFs that were read back before."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pikepdf
import press_book
import pytest
from generated_book import write_book

from anthology.book.model import Book
from anthology.build import read_book
from anthology.core.errors import SourceError
from anthology.core.essay import Essay
from anthology.core.findings import Finding
from anthology.core.record_codec import pack
from anthology.pdf.assemble.paginate import Pagination, PlacedPage
from anthology.pdf.inspect.facts import read_pdf
from anthology.pdf.inspect.page_digests import PageDigests
from anthology.pdf.preflight.check import check_facts
from anthology.pdf.preflight.common import Expected
from anthology.sources.fidelity import missing_sentences
from anthology.verify import cache as kept
from anthology.verify.cache import Pages, Verdict, kept_facts, kept_findings, kept_pages, kept_print
from anthology.verify.page_text import check_print, pdf_pages

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


# --- of a changed file only the pages that changed are read again ---

Change = Callable[[pikepdf.Pdf], object]


def changed(data: bytes, change: Change) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def page_digests(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        digests = PageDigests(pdf)
        return [digests.of(page.obj) for page in pdf.pages]


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
def test_a_changed_page_is_read_again_and_no_other(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    change, most = CHANGES[name]
    store, other = Memory(), changed(data, change)
    for before in (changed(data, lambda _: None), other):
        known = page_digests(before)
        read: list[int] = []

        def noted(data: bytes, indices: Sequence[int], read: list[int] = read) -> tuple[str, ...]:
            read.extend(indices)
            return pdf_pages(data, indices)

        monkeypatch.setattr(kept, "pdf_pages", noted)
        assert kept_pages(before, store, "a book") == pdf_pages(before)
        assert kept_findings(before, WRONG, store, "a book") == check_facts(read_pdf(before), WRONG)
    assert bool(most) <= len(read) <= most
    assert len(set(known)) > 3


def test_what_a_page_paints_comes_from_the_store_if_the_page_is_the_same(data: bytes) -> None:
    store = Memory()
    facts = kept_facts(data, store, "a book")
    assert {page.digest for page in facts.pages} == set(page_digests(data))
    assert [page.content for page in facts.pages] == [page.content for page in read_pdf(data).pages]
    store.clear()
    kept_facts(changed(data, paint), store, "a book")
    again = kept_facts(data, store, "a book")
    assert again == facts
    assert kept_facts(data, store, "another book") == facts


def test_pages_that_lead_back_to_themselves_are_always_read() -> None:
    def tie(pdf: pikepdf.Pdf) -> None:
        resources = pdf.make_indirect(pikepdf.Dictionary())
        resources.Again = resources
        pdf.pages[0].obj.Resources.Loop = resources

    assert set(page_digests(changed(press_book.bound().data, tie))) == {""}


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


def test_an_essay_is_looked_for_where_it_or_its_pages_have_changed(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, pagination, store = pages_of(book), one_page_each(book), Memory()
    looked_for: list[str] = []

    def noted(essay: Essay, shown: Sequence[str], artefact: str) -> tuple[Finding, ...]:
        looked_for.append(essay.slug)
        return missing_sentences(essay, shown, artefact)

    monkeypatch.setattr(kept, "lost", noted)
    assert kept_print(texts, book, pagination, store, "a book") == check_print(texts, book, pagination) == ()
    assert looked_for == ["essay-0001", "essay-0002"]
    assert kept_print(texts, book, pagination, store, "a book") == ()
    assert looked_for == ["essay-0001", "essay-0002"]
    altered = [texts[0], texts[1].replace(" the ", " a ", 1)]
    wanted = check_print(altered, book, pagination)
    assert {finding.code for finding in wanted} == {"F001"}
    for _ in range(2):
        looked_for.clear()
        assert kept_print(altered, book, pagination, store, "a book") == wanted
        assert looked_for == ["essay-0002"], "what is not whole is never remembered as whole"
