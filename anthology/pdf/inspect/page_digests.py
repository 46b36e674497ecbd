"""Pages of a PDF known by all that their looks and words depend on, wherever they stand and whatever their number."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

REFERENCE = re.compile(rb"(?<![0-9])([0-9]+) ([0-9]+) R\b")
# What of a page's own dictionary changes what is seen and read; its contents and resources are followed to their ends.
OWN_KEYS = ("/Contents", "/Resources", "/Group", "/MediaBox", "/CropBox", "/Rotate")


class PageDigests:
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
