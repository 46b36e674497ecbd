"""Pages of a PDF known by all that their looks and words depend on, wherever they stand and whatever their number."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

REFERENCE = re.compile(rb"(?<![0-9])([0-9]+) ([0-9]+) R\b")
# What of a page's own dictionary changes what is seen and read; its contents and resources are followed to their ends.
OWN_KEYS = ("/Contents", "/Resources", "/Group", "/MediaBox", "/CropBox", "/Rotate")


def page_digests(pdf: Any) -> tuple[str, ...]:
    """A digest of each page of an open file: equal digests are equal pages; empty where something has no end."""
    digests = _Digests(pdf)
    return tuple(digests.of(page.obj) for page in pdf.pages)


def digests_of(data: bytes) -> tuple[str, ...]:
    """The digests of the pages of a file."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return page_digests(pdf)


def by_number(digests: Sequence[str]) -> dict[str, str | None]:
    """The digests by the numbers of their pages, None for a page that has none."""
    return {str(number): each or None for number, each in enumerate(digests)}


class _Digests:
    """Digests of pages of one open file: object numbers do not count, but all that they lead to, streams too."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._known: dict[bytes, bytes] = {}
        self._has_loop = False

    def of(self, page: Any) -> str:
        """The digest of a page: equal digests are equal pages; empty where something leads back to itself."""
        summary = sha256()
        for key in OWN_KEYS:
            if key in page:
                summary.update(key.encode() + self._resolved(page.get(key)))
        return "" if self._has_loop else summary.hexdigest()

    def _resolved(self, value: Any) -> bytes:
        """A value with every reference in it replaced by the digest of what it leads to."""
        import pikepdf

        if not isinstance(value, pikepdf.Object):
            return repr(value).encode()
        return REFERENCE.sub(self._digest, value.unparse())

    def _digest(self, reference: re.Match[bytes]) -> bytes:
        name = reference[0]
        if name not in self._known:
            self._known[name] = b""
            self._known[name] = self._read(int(reference[1]), int(reference[2]))
        self._has_loop |= not self._known[name]
        return self._known[name]

    def _read(self, number: int, generation: int) -> bytes:
        import pikepdf

        found = self._pdf.get_object(number, generation)
        if isinstance(found, pikepdf.Stream):
            raw = sha256(found.read_raw_bytes()).digest()
            return sha256(REFERENCE.sub(self._digest, found.stream_dict.unparse()) + raw).hexdigest().encode()
        words = found.unparse(resolved=True) if isinstance(found, pikepdf.Object) else repr(found).encode()
        return sha256(REFERENCE.sub(self._digest, words)).hexdigest().encode()
