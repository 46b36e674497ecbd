"""Texts of a time before Unicode: what is read, what is refused, what the editors are told, and what they may say."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import cast, get_args

import pytest
import yaml
from click.testing import CliRunner, Result

from anthology.cli import main
from anthology.core.document import plain_block
from anthology.core.errors import SourceError
from anthology.core.findings import Finding, Location
from anthology.manifest.choices import Encoding
from anthology.sources.encoding import codec_of, decode, tables
from anthology.sources.pipeline import Source, read_essay

AT = Location(Path("essay.txt"))
TEXTS: dict[str, str] = {
    language: text.strip()
    for language, text in yaml.safe_load(
        (Path(__file__).parents[1] / "prose" / "declaration.yaml").read_text("utf-8")
    ).items()
}
WESTERN = ("fr", "de", "es", "pt", "it", "da", "sv", "fi", "is", "fo", "ca", "ga", "et", "sq")
CENTRAL = ("windows-1250", "iso-8859-2", "ibm852")
# The encodings that were usual for the languages that Windows-1252 lacks letters of.
USUAL: dict[str, tuple[Encoding, ...]] = {
    "hu": ("windows-1250", "iso-8859-2", "ibm852"),
    "pl": ("windows-1250", "iso-8859-2", "ibm852"),
    "cs": ("windows-1250", "iso-8859-2", "ibm852"),
    "sl": ("windows-1250", "iso-8859-2"),
    "hr": ("windows-1250", "iso-8859-2"),
    "ro": ("windows-1250", "iso-8859-2"),
    "tr": ("windows-1254", "iso-8859-9", "ibm857"),
    "lt": ("windows-1257", "iso-8859-13"),
    "lv": ("windows-1257", "iso-8859-13"),
    "mt": ("iso-8859-3",),
    "ru": ("windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic"),
    "uk": ("windows-1251", "koi8-u"),
    "sr": ("windows-1251", "iso-8859-5"),
    "el": ("windows-1253", "iso-8859-7"),
    "he": ("windows-1255", "iso-8859-8"),
    "ar": ("windows-1256", "iso-8859-6"),
    "th": ("windows-874",),
    "ja": ("shift_jis", "euc-jp", "iso-2022-jp"),
    "zh-Hans": ("gb18030", "gbk"),
    "zh-Hant": ("big5",),
    "ko": ("euc-kr",),
    "fr": ("macintosh", "ibm850"),
    "de": ("macintosh", "ibm850"),
}
OLD = [(language, encoding) for language, encodings in USUAL.items() for encoding in encodings]


def in_old(language: str, encoding: Encoding) -> bytes:
    """The text without the few characters that the encoding lacks."""
    return TEXTS[language].encode(codec_of(encoding), "ignore")


def refused(data: bytes) -> Finding:
    with pytest.raises(SourceError) as error:
        decode(data, AT)
    (finding,) = error.value.findings
    return finding


@pytest.mark.parametrize("language", WESTERN)
@pytest.mark.parametrize("kind", ["text", "beginning", "page"])
def test_western_texts_are_read_and_some_of_their_words_are_shown(language: str, kind: str) -> None:
    text = TEXTS[language] if kind != "beginning" else TEXTS[language][:300]
    text = f'<div class="a b"><p id="c">{text}</p></div>' if kind == "page" else text
    data = text.encode("cp1252", "ignore")
    assert not data.isascii()
    read, (finding,) = decode(data, AT)
    assert read == data.decode("cp1252")
    shown = re.findall("“(.+?)…?”", finding.message)
    assert finding.code == "S007"
    assert not shown[0].isascii()
    assert shown[0] in " ".join(read.split())


@pytest.mark.parametrize(("language", "encoding"), OLD)
def test_no_other_text_is_taken_for_one_and_its_own_encoding_is_named(language: str, encoding: Encoding) -> None:
    data = in_old(language, encoding)
    finding = refused(b"A title\n\n" + data)
    assert (finding.code, finding.at and finding.at.line) == ("S028", 3)
    named = dict(re.findall(r"as ([\w-]+) it begins “(.+?)…?”", finding.hint))
    assert 1 <= len(named) <= 3
    true = [
        name
        for name in named
        if data.decode(codec_of(cast("Encoding", name)), "replace") == data.decode(codec_of(encoding))
    ]
    assert true, named
    assert named[true[0]] in " ".join(data.decode(codec_of(encoding)).split())


@pytest.mark.parametrize(("language", "encoding"), OLD)
def test_a_text_is_read_in_the_encoding_that_the_editors_name(language: str, encoding: Encoding) -> None:
    data = in_old(language, encoding)
    source = Source(slug="essay", path=AT.path, data=data, title_is_supplied=True, encoding=encoding)
    assert [plain_block(block) for block in read_essay(source).blocks] == [data.decode(codec_of(encoding))]


def test_every_name_is_known_and_every_named_one_can_be_named() -> None:
    assert set(tables().tried) <= set(get_args(Encoding))
    for codec in map(codec_of, get_args(Encoding)):
        assert "Ada".encode(codec).decode(codec) == "Ada"


# --- whole books ---

BOOK = """anthology: 1
title: Weather Reports
language: {language}
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
editors: [{{name: Ada Editor}}]
essays: [{{id: rain, source: {name}, {more} title: Rain, author: {{name: Bo Writer}}, content_notes: none}}]
editions: {{ebook: {{format: epub}}}}
"""


def run(folder: Path, command: str, name: str, data: bytes, more: str = "", language: str = "ru") -> Result:
    (folder / name).write_bytes(data)
    (folder / "book.yaml").write_text(BOOK.format(language=language, name=name, more=more), "utf-8")
    out = ("--out", str(folder / "out")) if command == "build" else ()
    return CliRunner().invoke(main, [command, *out, str(folder / "book.yaml")])


def words_of(folder: Path) -> str:
    (path,) = (folder / "out").glob("*.epub")
    with zipfile.ZipFile(path) as book:
        page = next(name for name in book.namelist() if name.endswith("rain.xhtml"))
        return " ".join(re.sub("<[^>]+>", "", book.read(page).decode()).split())


@pytest.mark.parametrize(("language", "encoding"), [("ru", "koi8-r"), ("pl", "iso-8859-2"), ("uk", "windows-1251")])
@pytest.mark.parametrize("name", ["rain.txt", "rain.md", "rain.html"])
def test_a_book_has_the_words_and_no_others(language: str, encoding: Encoding, name: str, tmp_path: Path) -> None:
    data = in_old(language, encoding)
    data = b"<html><body><article><p>" + data + b"</p></article></body></html>" if name.endswith("html") else data
    told = run(tmp_path, "build", name, data, language=language)
    assert (told.exit_code, list(tmp_path.glob("out/*"))) == (4, [])
    assert re.search(rf"{name}:1: S028 .*\n  hint: .*as {encoding} it begins “", told.stderr)
    told = run(tmp_path, "build", name, data, f"encoding: {encoding},", language)
    assert told.exit_code == 0, told.stderr
    assert in_old(language, encoding).decode(codec_of(encoding)) in words_of(tmp_path)


def test_an_encoding_goes_before_the_one_that_a_page_declares(tmp_path: Path) -> None:
    page = '<html><head><meta charset="{}"></head><body><article><p>{}</p></article></body></html>'
    data = page.format("windows-1251", TEXTS["ru"]).encode("koi8-r", "ignore")
    assert run(tmp_path, "build", "rain.html", data, "encoding: koi8-r,").exit_code == 0
    assert in_old("ru", "koi8-r").decode("koi8-r") in words_of(tmp_path)
    data = page.format("iso-8859-1", TEXTS["ru"]).encode("cp1251", "ignore")
    assert "S028" in run(tmp_path, "check", "rain.html", data).stderr
    data = page.format("iso-8859-1", TEXTS["ru"]).encode()
    assert run(tmp_path, "build", "rain.html", data).exit_code == 0
    assert TEXTS["ru"] in words_of(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "more", "code", "said"),
    [
        ("rain.txt", "мир\n".encode() * 30, "encoding: koi8-r,", 4, "S002 the file is UTF-8 and not koi8-r"),
        ("rain.txt", b"fine\n\xff fine", "encoding: euc-jp,", 4, "rain.txt:2: S002 the byte 0xff is not euc-jp"),
        ("rain.txt", b"fine", "encoding: koi8,", 3, "M011"),
        ("rain.txt", b"fine", "encoding: unicode_escape,", 3, "M011"),
        ("rain.docx", b"fine", "encoding: koi8-r,", 3, "M016"),
    ],
)
def test_an_encoding_that_cannot_be_is_refused(
    name: str, data: bytes, more: str, code: int, said: str, tmp_path: Path
) -> None:
    told = run(tmp_path, "check", name, data, more)
    assert told.exit_code == code, told.stderr
    assert said in told.stderr
