"""What reading a finished PDF back has brought, kept under the digest of its bytes: an unchanged file is read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from anthology.checks.pdf_facts import read_pdf
from anthology.checks.pdf_file import check_facts
from anthology.checks.pdf_rules import Expected
from anthology.checks.readback import pdf_pages
from anthology.findings import Finding
from anthology.packing import pack, unpack
from anthology.store import Cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checks found in a file."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The text of each page of a file."""

    texts: tuple[str, ...]


Record = TypeVar("Record", Verdict, Pages)


def kept_findings(data: bytes, expected: Expected, store: Cache | None) -> tuple[Finding, ...]:
    """What is wrong with a finished PDF, from the store if the same checks have read the same bytes before.

    SourceError D010 for a PDF that is damaged.
    """
    return _kept(
        Verdict, data, repr(expected), lambda: Verdict(findings=check_facts(read_pdf(data), expected)), store
    ).findings


def kept_pages(data: bytes, store: Cache | None) -> tuple[str, ...]:
    """The text of each page of a PDF, as a reader extracts it, from the store if it was extracted before."""
    return _kept(Pages, data, "", lambda: Pages(texts=pdf_pages(data)), store).texts


def _kept(kind: type[Record], data: bytes, asked: str, make: Callable[[], Record], store: Cache | None) -> Record:
    if store is None:
        return make()
    key = f"{kind.__name__} {sha256(data).hexdigest()} {asked} {_checks()}"
    known = store.get(key)
    try:
        if known is not None:
            return unpack(kind, known)
    except ValueError:
        pass  # made again below
    made = make()
    store.put(key, pack(made))
    return made


@cache
def _checks() -> str:
    """What a verdict depends on beside the file: the code of the checks and the libraries that read for them."""
    code = b"".join(sha256(path.read_bytes()).digest() for path in sorted(Path(__file__).parent.glob("*.py")))
    return f"{sha256(code).hexdigest()} {version('pikepdf')} {version('pypdfium2')}"
