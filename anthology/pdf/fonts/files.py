"""Font files by their names: those that come with the layouts, and those of `fontpkg` packages, if any are installed.

The fonts of the layouts are in `layouts/fonts`, a folder for each family with its licence; `fonts.yaml` there names the
files, where they come from, and their SHA-256. Their bytes are part of every book, so a package never replaces one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from re import findall
from urllib.parse import unquote

from anthology.core.facts import Facts, read_facts
from anthology.core.i18n import layouts_folder

FONT_ADDRESS = r"asset:font/([^\s\"')]+)"
LICENCE_FILE = "OFL.txt"


class FontFamily(Facts):
    """A family of `layouts/fonts`: its version, licence by SPDX name, origin, and the SHA-256 of each file by name."""

    family: str
    folder: str
    version: str
    licence: str
    upstream: str
    path: str
    commit: str
    licence_sha256: str
    files: Mapping[str, str]


class FontFamilies(Facts):
    """The families that come with the layouts."""

    families: tuple[FontFamily, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What is known of a font's family: its name and version, its licence by its SPDX name and in full."""

    family: str
    version: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _FontFile:
    """A font file with its family, and the file of the family's licence."""

    path: Path
    family: str
    version: str
    licence: str
    licence_path: Path


@cache
def shipped_families() -> tuple[FontFamily, ...]:
    """The font families that come with the layouts, as `layouts/fonts/fonts.yaml` has them."""
    return read_facts(FontFamilies, (fonts_folder() / "fonts.yaml").read_text("utf-8")).families


def fonts_folder() -> Path:
    """The folder of the fonts that come with the layouts."""
    return layouts_folder() / "fonts"


def _shipped() -> Iterator[_FontFile]:
    for each in shipped_families():
        folder = fonts_folder() / each.folder
        for name in each.files:
            yield _FontFile(
                path=folder / name,
                family=each.family,
                version=each.version,
                licence=each.licence,
                licence_path=folder / LICENCE_FILE,
            )


def _installed() -> Iterator[_FontFile]:
    """The files of the installed font packages; none where the extra `fonts` is not installed."""
    try:
        import fontpkg
    except ModuleNotFoundError:
        return
    for _, each in sorted(fontpkg.families().items()):
        for file in each.files:
            yield _FontFile(
                path=file.path,
                family=each.name,
                version=each.version,
                licence=each.license,
                licence_path=file.path.parent.parent / "LICENSE",
            )


@lru_cache(maxsize=256)
def _find(name: str) -> _FontFile | None:
    """The file with that name; the packages are asked only for one that does not come with the layouts."""
    return next((file for files in (_shipped, _installed) for file in files() if file.path.name == name), None)


@lru_cache(maxsize=32)
def font_file(name: str) -> bytes | None:
    """The font file with that name, None if neither the layouts nor an installed font package have one."""
    file = _find(name)
    return file.path.read_bytes() if file else None


@lru_cache(maxsize=32)
def font_licence(name: str) -> Licence | None:
    """The licence of the font file with that name, None if there is no such file or no licence beside it."""
    file = _find(name)
    if file is None or not file.licence_path.is_file():
        return None
    text = file.licence_path.read_text("utf-8")
    return Licence(family=file.family, version=file.version, name=file.licence, text=text)


@lru_cache(maxsize=32)
def fonts_digest(stylesheet: str) -> str:
    """A digest of the font files that a style sheet names."""
    names = sorted({unquote(name) for name in findall(FONT_ADDRESS, stylesheet)})
    return sha256(b"".join(sha256(font_file(name) or b"").digest() for name in names)).hexdigest()
