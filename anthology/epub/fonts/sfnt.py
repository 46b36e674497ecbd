"""Font files as tables (OpenType 1.9.1, “Font file”): taken apart, put together, named anew."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from anthology.css.font_face import Style

CHECKED = 0xB1B0AFBA  # OpenType, “Calculating checksums”: what the whole file comes to
ADJUSTMENT, MAC_STYLE = 8, 44  # places in `head`
SELECTION, RIGHTS = 62, 8  # places in `OS/2`: fsSelection and fsType
ITALIC, BOLD, REGULAR = 1 << 0, 1 << 5, 1 << 6  # of fsSelection
FORBIDDING = 0x0002 | 0x0100 | 0x0200  # of fsType: no embedding, no subsets, pictures of letters alone
WINDOWS, UNICODE, ENGLISH = 3, 1, 0x409


def tables(data: bytes) -> dict[str, bytes]:
    """The tables of a font file by their tags; a collection of fonts is no font file. ValueError if it is none."""
    count = struct.unpack_from(">4xH", data)[0] if data[:4] in (b"OTTO", b"\0\1\0\0", b"true") else 0
    found = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        found[tag.decode("ascii", "replace")] = data[offset : offset + length]
    if "head" not in found:
        raise ValueError("not a font file")
    return found


def joined(found: Mapping[str, bytes]) -> bytes:
    """The font file of some tables, in the order of their tags, with its checksums."""
    parts = {tag: found[tag] for tag in sorted(found)}
    parts["head"] = parts["head"][:ADJUSTMENT] + bytes(4) + parts["head"][ADJUSTMENT + 4 :]
    power = 1 << (len(parts).bit_length() - 1)
    version = b"OTTO" if "CFF " in parts or "CFF2" in parts else b"\0\1\0\0"
    steps = (len(parts), 16 * power, power.bit_length() - 1, 16 * (len(parts) - power))
    directory, body, offset = [version + struct.pack(">HHHH", *steps)], b"", 12 + 16 * len(parts)
    for tag, data in parts.items():
        directory.append(struct.pack(">4sLLL", tag.encode(), _checksum(data), offset + len(body), len(data)))
        body += data + bytes(-len(data) % 4)
    file = b"".join(directory) + body
    adjustment = struct.pack(">L", (CHECKED - _checksum(file)) & 0xFFFFFFFF)
    place = offset + sum(len(data) + -len(data) % 4 for tag, data in parts.items() if tag < "head") + ADJUSTMENT
    return file[:place] + adjustment + file[place + 4 :]


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    return sum(int(each) for each in struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF


def forbids(data: bytes) -> bool:
    """Whether the file itself says that no part of it may be put into a document (OpenType, `OS/2`, fsType)."""
    rights = tables(data).get("OS/2", b"").ljust(RIGHTS + 2, b"\0")
    return bool(int.from_bytes(rights[RIGHTS : RIGHTS + 2], "big") & FORBIDDING)


def renamed(data: bytes, names: Mapping[int, str], style: Style) -> bytes:
    """The font file with these names, by their numbers in the table `name`, and no others, declared to be of a style.

    The names are for Windows and in English, which every system reads.
    """
    found = tables(data)
    head, metrics = bytearray(found["head"]), bytearray(found["OS/2"])
    struct.pack_into(">H", head, MAC_STYLE, style.bold | style.italic << 1)
    (selection,) = struct.unpack_from(">H", metrics, SELECTION)
    selection &= ~(ITALIC | BOLD | REGULAR)
    selection |= (ITALIC * style.italic | BOLD * style.bold) or REGULAR
    struct.pack_into(">H", metrics, SELECTION, selection)
    return joined({**found, "head": bytes(head), "OS/2": bytes(metrics), "name": _name_table(names)})


def _name_table(names: Mapping[int, str]) -> bytes:
    records, texts = [], b""
    for number, text in sorted(names.items()):
        encoded = text.encode("utf-16-be")
        records.append(struct.pack(">6H", WINDOWS, UNICODE, ENGLISH, number, len(encoded), len(texts)))
        texts += encoded
    return struct.pack(">3H", 0, len(records), 6 + 12 * len(records)) + b"".join(records) + texts
