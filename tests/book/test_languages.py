"""Passages in other languages: declared in the manifest or in the text, and marked in the e-book and the tagged PDF."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from real_book import build_book

from anthology.book.languages import mark_languages
from anthology.core.document import (
    Block,
    Cell,
    Figure,
    Heading,
    Inlines,
    ListBlock,
    Mark,
    Note,
    Paragraph,
    Quote,
    Table,
    Verse,
    plain,
    rewrite_inlines,
)
from anthology.core.errors import AnthologyError

MANIFEST = """anthology: 1
title: A Reader
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
essays:
  - id: words
    source: words.md
    author: {name: Writer}
    content_notes: none
    foreign:
%s
editions:
  ebook: {format: epub}
  screen: {format: pdf, for: screen}
"""
TEXT = """# Words

They wrote #BalanceTonPorc, and again #BalanceTonPorc; not #BalanceTonPorcs. It *was the raison* d'être[^1] of it.

They asked ¿Qué (más)? of *a brave[^2]*\\
*new world* once.

> La nuit
> est [longue]{lang=it}.

| One | Two |
|-----|-----|
| [Das Wort](https://example.org/) | más |

[^1]: Also said: c'est la vie, in a note.

[^2]: Called in the midst of emphasis: *más*.
"""
DECLARED = """      - {words: "#BalanceTonPorc", language: fr}
      - {words: raison d'être, language: fr}
      - {words: c'est la vie, language: fr-CA}
      - {words: La nuit est, language: fr}
      - {words: Wort, language: de}
      - {words: más, language: es}
      - {words: ¿Qué (más)?, language: es-MX}
      - {words: la vie, language: it}
      - {words: asked ¿Qué, language: it}
      - {words: brave new, language: en-US}"""


def build(folder: Path, declared: str, *editions: str) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    (folder / "words.md").write_text(TEXT, "utf-8")
    (folder / "book.yaml").write_text(MANIFEST % declared, "utf-8")
    report = build_book(folder / "book.yaml", folder / "out", *editions)
    return {each.edition: each.path.read_bytes() for each in report.editions}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build(tmp_path_factory.mktemp("foreign"), DECLARED, "ebook", "screen")


def test_the_e_book_has_each_passage_in_its_language(made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made["ebook"])) as archive:
        page = etree.fromstring(archive.read(next(name for name in archive.namelist() if name.endswith("words.xhtml"))))
    spoken = [
        (element.get("lang"), " ".join("".join(element.itertext()).split()))
        for element in page.iter("{*}span")
        if element.get("lang")
    ]
    assert spoken == [
        ("fr", "#BalanceTonPorc"),
        ("fr", "#BalanceTonPorc"),
        ("fr", "raison"),  # within the emphasis, which began before
        ("fr", "d’être"),
        ("es-MX", "¿Qué (más)?"),  # others lie in it, and across its beginning: the longest stays
        ("en-US", "brave"),
        ("en-US", "new"),  # across a line's end, for which there is no empty element
        ("fr", "La nuit est"),
        ("it", "longue"),
        ("de", "Wort"),
        ("es", "más"),
        ("fr-CA", "c’est la vie"),
        ("es", "más"),
    ]
    assert all(
        element.get("lang") == element.get("{http://www.w3.org/XML/1998/namespace}lang") for element in page.iter("*")
    )


def test_the_tagged_pdf_has_them_too(made: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(made["screen"])) as pdf:
        said = [str(each.Lang) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Lang" in each]
    assert {"fr", "it", "de", "es", "fr-CA"} <= set(said)


def test_words_that_are_not_there_are_told_with_their_place(tmp_path: Path) -> None:
    with pytest.raises(AnthologyError) as caught:
        build(tmp_path, "      - {words: Balance, language: fr}", "ebook")
    (finding,) = [each for each in caught.value.findings if each.code == "C011"]
    assert finding.message == "“Balance” is not in the text of words.md"
    assert finding.at is not None
    assert (finding.at.path.name, finding.at.line, finding.at.column) == ("book.yaml", 12, 17)


@given(st.lists(st.text("ab c", max_size=4), max_size=6), st.text("ab ", min_size=1, max_size=3).filter(str.strip))
def test_no_word_is_changed(pieces: list[str], words: str) -> None:
    """Whatever marks lie across them: all text stays, and just the declared words have the language."""
    content = tuple(
        Mark(kind="emphasis", content=(piece,)) if index % 2 else piece for index, piece in enumerate(pieces)
    )
    (block,), met = mark_languages((Paragraph(content=content),), [(words, "fr")])
    assert isinstance(block, Paragraph)
    assert plain(block.content) == plain(content)
    wanted = re.compile(r"(?<!\w)" + r"\s+".join(words.split()) + r"(?!\w)")
    assert "".join(spoken(block.content)) == "".join(wanted.findall(plain(content)))
    assert bool(met) == bool(wanted.search(plain(content)))


HERE: Inlines = ("Before ", "raison d’être", " behind")


@pytest.mark.parametrize(
    "block",
    [
        Heading(content=HERE),
        Quote(blocks=(Paragraph(content=HERE),)),
        Quote(blocks=(), attribution=HERE),
        Verse(lines=(("One",), HERE)),
        ListBlock(items=((Paragraph(content=HERE),),)),
        Figure(image="a.png", caption=HERE),
        Figure(image="a.png", credit=HERE),
        Table(rows=((Cell(content=HERE),),)),
        Table(rows=((Cell(content=("x",)),),), caption=HERE),
        Paragraph(content=("A", Note(blocks=(Quote(blocks=(Paragraph(content=HERE),)),)))),
        Paragraph(content=(Mark(kind="emphasis", content=("A", Note(blocks=(Paragraph(content=HERE),)))),)),
        Verse(lines=(("A", Note(blocks=(Paragraph(content=HERE),))),)),
    ],
)
def test_a_passage_is_found_wherever_words_stand(block: Block) -> None:
    (marked,), met = mark_languages((block,), [("raison d’être", "fr")])
    assert met == {0}
    found: list[str] = []
    rewrite_inlines((marked,), lambda inline, _: found.extend(spoken((inline,))))
    assert found == ["raison d’être"]


def spoken(content: Inlines) -> Iterator[str]:
    for inline in content:
        if isinstance(inline, Mark) and inline.lang:
            yield plain(inline.content)
        elif isinstance(inline, Mark):
            yield from spoken(inline.content)
