"""Font files of the installed font packages, by file name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from re import findall
from urllib.parse import unquote

import fontpkg

FONT_ADDRESS = r"asset:font/([^\s\"')]+)"


@lru_cache(maxsize=1)
def _paths() -> dict[str, Path]:
    return {file.path.name: file.path for _, family in sorted(fontpkg.families().items()) for file in family.files}


@lru_cache(maxsize=32)
def font_file(name: str) -> bytes | None:
    """The font file with that name, None if no installed font package has one."""
    path = _paths().get(name)
    return path.read_bytes() if path else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What a font package says of its family: its name and version, its licence by its SPDX name and in full."""

    family: str
    version: str
    name: str
    text: str


@lru_cache(maxsize=32)
def font_licence(name: str) -> Licence | None:
    """The licence of the font file with that name, None if no installed font package has it with a licence."""
    for family in fontpkg.families().values():
        for file in family.files:
            text = file.path.parent.parent / "LICENSE"
            if file.path.name == name and text.is_file():
                words = text.read_text("utf-8")
                return Licence(family=family.name, version=family.version, name=family.license, text=words)
    return None


@lru_cache(maxsize=32)
def fonts_digest(stylesheet: str) -> str:
    """A digest of the font files that a style sheet names."""
    names = sorted({unquote(name) for name in findall(FONT_ADDRESS, stylesheet)})
    return sha256(b"".join(sha256(font_file(name) or b"").digest() for name in names)).hexdigest()
