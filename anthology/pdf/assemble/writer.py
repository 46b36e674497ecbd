"""A PDF file as bytes: objects, object streams and the cross-reference stream (ISO 32000-1, 7.5)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
DEFLATE_LEVEL = 6


@dataclass(slots=True, kw_only=True)
class PdfFile:
    """A file under construction; objects are written as they come, their places remembered."""

    data: bytearray = field(default_factory=lambda: bytearray(HEADER))
    top: int = 0
    places: dict[int, int] = field(default_factory=dict)
    members: dict[int, tuple[int, int]] = field(default_factory=dict)

    def reserve(self, count: int = 1) -> int:
        """Take `count` object numbers in a row; the first of them is returned."""
        first = self.top + 1
        self.top += count
        return first

    def add_objects(self, objects: list[tuple[int, bytes]]) -> None:
        """Write objects that are not streams, together in one object stream."""
        if not objects:
            return
        container = self.reserve()
        for index, (number, _) in enumerate(objects):
            self.members[number] = (container, index)
        starts = accumulate((len(body) + 1 for _, body in objects), initial=0)
        head = (
            b" ".join(b"%d %d" % (number, start) for (number, _), start in zip(objects, starts, strict=False)) + b"\n"
        )
        entries = b"/Type /ObjStm/N %d/First %d" % (len(objects), len(head))
        self.add_stream(container, entries, head + b"\n".join(body for _, body in objects))

    def add_stream(self, number: int, entries: bytes, data: bytes, *, deflated: bool = False) -> None:
        """Write a stream; `entries` are those of its dictionary without the length and, unless deflated, the filter."""
        if not deflated:
            data = zlib.compress(data, DEFLATE_LEVEL)
            entries += b"/Filter /FlateDecode"
        self.places[number] = len(self.data)
        self.data += b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, entries, len(data))
        self.data += data + b"\nendstream\nendobj\n"

    def finish(self, catalog: int, info: int) -> bytes:
        """The whole file; its identifier is made from its content, so that equal files have equal identifiers."""
        identifier = sha256(self.data).hexdigest()[:32].encode()
        number = self.reserve()
        start = self.places[number] = len(self.data)
        table = bytearray()
        for index in range(self.top + 1):
            if index in self.members:
                container, position = self.members[index]
                table += b"\x02" + container.to_bytes(4, "big") + position.to_bytes(4, "big")
            else:
                place = self.places.get(index)
                table += (b"\x00" if place is None else b"\x01") + (place or 0).to_bytes(4, "big") + bytes(4)
        data = zlib.compress(bytes(table), DEFLATE_LEVEL)
        self.data += (
            b"%d 0 obj\n<</Type /XRef/Size %d/W [1 4 4]/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]"
            b"/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (number, self.top + 1, catalog, info, identifier, identifier, len(data), data, start)
        )
        return bytes(self.data)


def text_string(text: str) -> bytes:
    """A PDF text string: ISO 32000-1, 7.9.2.2."""
    if text.isascii() and text.isprintable():
        return b"(%s)" % text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode()
    return b"<feff%s>" % text.encode("utf-16-be").hex().encode()


def real(value: float) -> bytes:
    """A number with at most three decimals, without an exponent."""
    return (f"{value:.3f}".rstrip("0").rstrip(".") or "0").encode()
