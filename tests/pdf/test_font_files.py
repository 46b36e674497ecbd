"""The fonts that come with the layouts: unmodified, each with its licence, and all that the layouts ask for."""

from __future__ import annotations

import io
import re
import sys
from hashlib import sha256

import pytest
from fontTools.ttLib import TTFont

from anthology.core.i18n import layouts_folder
from anthology.pdf.fonts.files import FontFamily, font_file, font_licence, fonts_folder, shipped_families

FAMILIES = pytest.mark.parametrize("family", shipped_families(), ids=lambda each: each.folder)


@FAMILIES
def test_the_files_of_a_family_are_those_of_the_origin(family: FontFamily) -> None:
    folder = fonts_folder() / family.folder
    digests = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert digests == {**family.files, "OFL.txt": family.licence_sha256}
    assert re.fullmatch(r"[0-9a-f]{40}", family.commit)
    assert family.upstream.startswith("https://")


@FAMILIES
def test_a_font_names_the_version_and_the_licence_that_the_table_gives(family: FontFamily) -> None:
    text = (fonts_folder() / family.folder / "OFL.txt").read_text("utf-8")
    assert family.licence == "OFL-1.1"
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    for name in family.files:
        names = TTFont(io.BytesIO(font_file(name) or b""))["name"]
        assert re.match(rf"Version {re.escape(family.version)}\b", names.getDebugName(5))
        assert "SIL Open Font License, Version 1.1" in names.getDebugName(13)
        licence = font_licence(name)
        assert licence is not None
        assert (licence.family, licence.name, licence.text) == (family.family, "OFL-1.1", text)


def test_each_font_of_a_layout_comes_with_the_program_and_none_besides() -> None:
    texts = [path.read_text("utf-8") for kind in ("*.css", "layout.yaml") for path in layouts_folder().rglob(kind)]
    named = {name for text in texts for name in re.findall(r"[\w\[\],-]+\.ttf", text)}
    shipped = {name for family in shipped_families() for name in family.files}
    assert named == shipped
    assert len(shipped) == 12


def test_the_layouts_need_no_font_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `fontpkg`, a font of the layouts is found, and one that nobody brings is absent."""
    monkeypatch.setitem(sys.modules, "fontpkg", None)
    font_file.cache_clear()
    assert font_file("EBGaramond[wght].ttf")
    assert font_file("Nowhere.ttf") is None
