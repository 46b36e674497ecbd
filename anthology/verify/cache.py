"""What reading a finished PDF back has brought, kept by what it depends on.

An unchanged file is known by the digest of its bytes. Of a changed one only those pages are read again of which
something that is seen or said has changed: a page is known by its streams, fonts, pictures and boxes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from anthology.book.model import Book
from anthology.core.cache import Cache
from anthology.core.findings import Finding
from anthology.core.fingerprint import program_digest
from anthology.core.record_codec import pack, unpack
from anthology.pdf.assemble.paginate import Pagination
from anthology.pdf.inspect.content_stream import Content
from anthology.pdf.inspect.facts import PdfFacts, read_pdf
from anthology.pdf.inspect.page_digests import PageDigests
from anthology.pdf.preflight.check import check_facts
from anthology.pdf.preflight.common import Expected
from anthology.sources.fidelity import missing_sentences
from anthology.verify.missing_words import Unread, look_at_pages
from anthology.verify.page_text import check_print, own_pages, pdf_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checks found in a file."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The text of each page of a file."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Painted:
    """What the pages of a document painted when it was last read: for each digest the index of one of `contents`."""

    digests: tuple[str, ...] = ()
    indices: tuple[int, ...] = ()
    contents: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The texts of the pages of a document when it was last read, by their digests."""

    digests: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


Record = TypeVar("Record")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """The essays of which no sentence was missing from their pages: digests of both."""

    essays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Digests:
    """The digests of the pages of a file."""

    pages: tuple[str, ...]


def kept_findings(data: bytes, expected: Expected, store: Cache | None, document: str = "") -> tuple[Finding, ...]:
    """What is wrong with a finished PDF, from the store if the same checks have read the same bytes before.

    `document` is a name that the file has in every build. SourceError D010 for a PDF that is damaged.
    """

    def judge() -> Verdict:
        return Verdict(findings=check_facts(kept_facts(data, store, document), expected))

    return _kept(Verdict, f"{sha256(data).hexdigest()} {expected!r}", judge, store).findings


def kept_facts(data: bytes, store: Cache | None, document: str = "") -> PdfFacts:
    """A finished PDF read back; what its pages paint from the store where the document had the same page before."""
    if store is None or not document:
        return read_pdf(data)
    key = _key(_Painted, document)
    before = _known(_Painted, key, store) or _Painted()
    known = {digest: before.contents[index] for digest, index in zip(before.digests, before.indices, strict=True)}
    facts = read_pdf(data, known)
    store.put(
        _key(_Digests, sha256(data).hexdigest()), pack(_Digests(pages=tuple(page.digest for page in facts.pages)))
    )
    contents = {page.digest: page.content for page in facts.pages if page.digest}
    if contents.keys() != known.keys():
        places = {content: index for index, content in enumerate(dict.fromkeys(contents.values()))}
        indices = tuple(places[content] for content in contents.values())
        store.put(key, pack(_Painted(digests=tuple(contents), indices=indices, contents=tuple(places))))
    return facts


def kept_pages(data: bytes, store: Cache | None, document: str = "") -> tuple[str, ...]:
    """The text of each page of a PDF, as a reader extracts it, from the store where it was extracted before."""
    return _kept(Pages, sha256(data).hexdigest(), lambda: Pages(texts=_page_texts(data, store, document)), store).texts


def kept_print(
    texts: Sequence[str], book: Book, pagination: Pagination, store: Cache | None, document: str
) -> tuple[Finding, ...]:
    """As `check_print`; an essay that was found whole on pages with the same words before is not looked for again."""
    if store is None:
        return check_print(texts, book, pagination)
    key = _key(_Whole, f"{document} {program_digest()}")
    known = frozenset((_known(_Whole, key, store) or _Whole()).essays)
    own, whole, findings = own_pages(texts, pagination), [], list[Finding]()
    for contribution in book.contributions:
        essay, pages = contribution.essay, own[contribution.slug]
        digest = sha256(repr((essay.blocks, essay.ledger, essay.origin.path, pages)).encode("utf-8", "surrogatepass"))
        name = digest.hexdigest()
        found = () if name in known else missing_sentences(essay, pages, "the PDF")
        findings.extend(found)
        whole += [] if found else [name]
    if known != frozenset(whole):
        store.put(key, pack(_Whole(essays=tuple(whole))))
    return tuple(findings)


def kept_sight(data: bytes, store: Cache | None) -> Unread:
    """The words of a PDF that are not seen on its pages, from the store if the same bytes were looked at before."""
    return _kept(Unread, sha256(data).hexdigest(), lambda: look_at_pages(data), store)


def _page_texts(data: bytes, store: Cache | None, document: str) -> tuple[str, ...]:
    if store is None or not document:
        return pdf_pages(data)
    key = _key(_Said, document)
    before = _known(_Said, key, store) or _Said()
    known = dict(zip(before.digests, before.texts, strict=True))
    digests = _kept(_Digests, sha256(data).hexdigest(), lambda: _digests(data), store).pages
    fresh = [index for index, digest in enumerate(digests) if digest not in known]
    read = dict(zip(fresh, pdf_pages(data, fresh), strict=True))
    texts = tuple(read[index] if index in read else known[digest] for index, digest in enumerate(digests))
    if read:
        said = {digest: text for digest, text in zip(digests, texts, strict=True) if digest}
        store.put(key, pack(_Said(digests=tuple(said), texts=tuple(said.values()))))
    return texts


def _digests(data: bytes) -> _Digests:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        digests = PageDigests(pdf)
        return _Digests(pages=tuple(digests.of(page.obj) for page in pdf.pages))


def _kept(kind: type[Record], asked: str, make: Callable[[], Record], store: Cache | None) -> Record:
    if store is None:
        return make()
    key = _key(kind, asked)
    known = _known(kind, key, store)
    if known is not None:
        return known
    made = make()
    store.put(key, pack(made))
    return made


def _key(kind: type[object], asked: str) -> str:
    return f"{kind.__name__} {asked} {_checks()}"


def _known(kind: type[Record], key: str, store: Cache) -> Record | None:
    data = store.get(key)
    try:
        return unpack(kind, data) if data is not None else None
    except ValueError:
        return None


@cache
def _checks() -> str:
    """What a verdict depends on beside the file: the code of the checks and the libraries that read for them."""
    package = Path(__file__).parents[1]
    places = (package / name for name in ("verify", "pdf/inspect", "pdf/preflight"))
    code = b"".join(sha256(path.read_bytes()).digest() for place in places for path in sorted(place.glob("*.py")))
    return f"{sha256(code).hexdigest()} {version('pikepdf')} {version('pypdfium2')}"
