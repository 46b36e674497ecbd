"""In which language the words of a book are said to be: read from its e-book and from the tags of its PDF."""

from __future__ import annotations

import ctypes
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import judges
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from lxml import etree
from real_book import ROOT, build_book

from anthology.core.i18n import direction, lang_values, words
from anthology.render.xhtml import lang_attributes

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BOOK = """anthology: 1
title: {title}
language: {language}
identifier: urn:uuid:6a1c2b34-9d0e-5f60-8a7b-1c2d3e4f5a6b
date: 2026-11-20
editors: [{{name: Ada Editor}}]
foreword: foreword.md
foreword_language: fr
afterword: afterword.md
resources: resources.yaml
bibliography: {{own_essays: yes}}
front: [half-title, title-page, copyright, contents, content-notes, foreword]
essays:
  - id: rain
    source: rain.md
    title: {title} 1
    author: {{name: Bo Writer}}
    introduction: introduction.md
    introduction_language: de
    published: {{in: Rivista, on: 2017-11-01, certainty: stated}}
    content_notes: [{{theme: suicide, level: mention}}, {{theme: war, level: discussion, text: {words} 1}}]
    not_present: {words} 2.
    permission: {{status: own}}
  - id: snow
    source: snow.md
    language: es
    title: La nieve de la noche
    author: unsigned
    introduction: own.md
    content_notes: none
    permission: {{status: own, credit: {words} 3.}}
editions:
  ebook: {{format: epub}}
  screen: {{format: pdf, for: screen}}
"""
# Words of the editors and of the essays: by book, then those in the book's own language and in each other.
ITALIAN = {"title": "Bollettini del tempo", "words": "Parole dei curatori", "afterword": "Una postfazione breve."}
PERSIAN = {"title": "گزارش هوا", "words": "کلمات ویراستاران", "afterword": "متنی کوتاه."}
OTHERS = {
    "fr": "Un avant-propos assez long pour être lu",
    "de": "Eine Einleitung auf Deutsch",
    "es": "La nieve cae sobre la villa",
}


@pytest.fixture(scope="module", params=[("it", ITALIAN), ("fa", PERSIAN)], ids=["Italian", "Persian"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str], Any]:
    """A book in a language without words of the builder, with texts of the editors in several."""
    language, own = request.param
    folder = tmp_path_factory.mktemp(language)
    fills = {"language": language, "title": own["title"], "words": own["words"]}
    texts = {
        "book.yaml": BOOK.format(**fills),
        "foreword.md": f"{OTHERS['fr']}.\n",
        "afterword.md": f"{own['afterword']}\n",
        "introduction.md": f"{OTHERS['de']}.\n",
        "own.md": f"{own['words']} 4.\n",
        "rain.md": f"{own['words']} 5: 0808 802 9999, <https://example.org/x>.[^1]\n\n[^1]: {own['words']} 6.\n",
        "snow.md": f"{OTHERS['es']}, y nadie sale de casa.[^1]\n\n[^1]: Una nota.\n",
        "resources.yaml": (ROOT / "editorial" / "resources.yaml").read_text("utf-8"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    report = build_book(folder / "book.yaml", folder / "out", "ebook", "screen")
    return language, own, {each.edition: each.path for each in report.editions}


def pages(path: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")}
    return {name.removeprefix("EPUB/").removesuffix(".xhtml"): etree.fromstring(data) for name, data in found.items()}


def voiced(element: Any, around: str = "", way: str = "ltr") -> Iterator[tuple[str, str, str]]:
    """Each text of a page, and each attribute that is spoken, with its language and the way it runs."""
    language, way = element.get("lang", around), element.get("dir", way)
    assert element.get("lang") == element.get(XML_LANG)
    yield from ((language, way, value) for name in ("title", "aria-label") if (value := element.get(name)))
    yield language, way, element.text or ""
    for child in element:
        yield from voiced(child, language, way)
        yield language, way, child.tail or ""


def said(page: Any, between: str = "") -> dict[str, str]:
    """All that a page says, by language."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for language, _, text in voiced(page):
        found[language].append(text)
    return {language: between.join(texts) for language, texts in found.items()}


def builders_words() -> re.Pattern[str]:
    """Any of the words that the builder has for a book, where they are words enough to be told."""
    values = [value for value in words("en").values() if isinstance(value, str)]
    parts = [part.strip(" .,:;“”()") for value in values for part in re.split(r"\{\w+\}", value)]
    told = "|".join(re.escape(part) for part in set(parts) if len(part) > 4)
    return re.compile(rf"(?<!\w)(?:{told})(?!\w)")


def test_the_builders_english_is_said_to_be_english_everywhere(book: tuple[str, dict[str, str], Any]) -> None:
    language, _, made = book
    wanted = builders_words()
    shown = pages(made["ebook"])
    assert len(shown) > 14
    for name, page in shown.items():
        heard = said(page, " ")
        own = heard.pop("en")
        assert name == "cover" or wanted.search(own), name
        for other, text in heard.items():
            assert name == "resources" or not wanted.findall(text), (name, other)
    labels = [label for label in shown["resources"].iter("{*}span") if label.get("class") == "label"]
    assert len(labels) > 20
    assert {label.get("lang") for label in labels} == {"en"}  # what stands behind them is the editors', and English too
    assert {page.get("lang") for page in shown.values()} == {language}
    assert [message for message in judges.epubcheck(made["ebook"]) if not message.is_harmless] == []


def test_words_of_others_are_never_said_to_be_english(book: tuple[str, dict[str, str], Any]) -> None:
    language, own, made = book
    shown = {name: said(page) for name, page in pages(made["ebook"]).items()}
    for name, heard in shown.items():
        for words_of_others in (own["title"], own["words"], own["afterword"]):
            for other in set(heard) - {language}:
                assert words_of_others not in heard[other], (name, other)
        for other, text in OTHERS.items():
            assert not [each for each in set(heard) - {other} if text in heard[each]], (name, text)
    for name, numbers in {"rain": "1256", "snow": "34", "content-notes": "12", "permissions": "3"}.items():
        for number in numbers:
            assert f"{own['words']} {number}" in shown[name][language], (name, number)
    assert own["afterword"] in shown["afterword"][language]
    assert (OTHERS["fr"] in shown["foreword"]["fr"], OTHERS["de"] in shown["rain"]["de"]) == (True, True)
    assert OTHERS["es"] in shown["snow"]["es"]
    assert "Una nota" in shown["snow"]["es"]
    for name in ("nav", "content-notes", "contributors", "bibliography"):
        assert "La nieve de la noche" in shown[name]["es"], name


def test_words_run_as_their_language_does(book: tuple[str, dict[str, str], Any]) -> None:
    language, _, made = book
    for name, page in pages(made["ebook"]).items():
        for other, way, text in voiced(page):
            if other and text.strip() and name != "cover" and (other == "en" or language == "it"):
                assert way == direction(other), (name, other, text)


def tagged(path: Path) -> Mapping[str, str]:
    """The words of a PDF by the language that its tags give them."""
    shown: dict[tuple[int, int], str] = defaultdict(str)
    document = pdfium.PdfDocument(path)
    for number, page in enumerate(document):
        text = page.get_textpage()
        for part in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT]):
            length = pdfium_c.FPDFTextObj_GetText(part.raw, text.raw, None, 0)
            buffer = (ctypes.c_ushort * (length // 2))()
            pdfium_c.FPDFTextObj_GetText(part.raw, text.raw, buffer, length)
            shown[number, pdfium_c.FPDFPageObj_GetMarkedContentID(part.raw)] += bytes(buffer).decode("utf-16-le")[:-1]
    found: defaultdict[str, list[str]] = defaultdict(list)
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

        def walk(element: Any, around: str) -> None:
            language = str(element.get("/Lang", around))
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if isinstance(kid, int):
                    found[language].append(shown[numbers[element.Pg.objgen], int(kid)])
                elif kid.get("/Type") == "/MCR":
                    found[language].append(shown[numbers[kid.Pg.objgen], int(kid.MCID)])
                elif "/S" in kid:
                    walk(kid, language)

        for top in pdf.Root.StructTreeRoot.K:
            walk(top, str(pdf.Root.Lang))
    return {language: " ".join(" ".join(texts).split()) for language, texts in found.items()}


def test_the_tags_of_the_pdf_say_the_same(book: tuple[str, dict[str, str], Any]) -> None:
    language, own, made = book
    heard = tagged(made["screen"])
    assert set(heard) == {language, "en", "fr", "de", "es"}
    for text in ("Before you read", "What the levels mean", "Content note.", "First published:", "Note on the texts"):
        if language == "it":  # on pages that run from right to left words stand in another order
            assert text in heard["en"], text
        assert set(re.findall(r"\w+", text)) <= set(re.findall(r"\w+", heard["en"])), text
        assert not [other for other in set(heard) - {"en"} if text in heard[other]], text
    if language == "it":
        for other, text in {**OTHERS, language: own["afterword"]}.items():
            assert text in heard[other], other


def test_a_book_with_words_of_its_own_is_marked_only_where_another_language_is(tmp_path: Path) -> None:
    fills = {"language": "fr", "title": "Bulletins", "words": "Mots des éditeurs"}
    text = BOOK.format(**fills).replace("resources: resources.yaml\n", "").replace("  screen", "  #screen")
    (tmp_path / "book.yaml").write_text(text, "utf-8")
    for name in ("foreword", "afterword", "own", "rain"):
        (tmp_path / f"{name}.md").write_text("Quelques mots d’ici.\n", "utf-8")
    (tmp_path / "introduction.md").write_text(f"{OTHERS['de']}.\n", "utf-8")
    (tmp_path / "snow.md").write_text("La nieve: <https://example.org>.[^1]\n\n[^1]: Una nota.\n", "utf-8")
    report = build_book(tmp_path / "book.yaml", tmp_path / "out", "ebook")
    heard = {name: set(said(page)) - {"fr"} for name, page in pages(report.editions[0].path).items()}
    assert heard.pop("rain") == {"de"}
    assert heard.pop("snow") == {"es"}
    spanish = {"nav", "content-notes", "contributors", "bibliography", "note-on-the-texts"}
    assert {name for name, others in heard.items() if others} == spanish
    snow = said(pages(report.editions[0].path)["snow"])
    assert "Page web https://example.org" in snow["fr"]
    assert "Retour au texte" in snow["fr"]
    assert "Una nota" in snow["es"]


def test_texts_that_a_manifest_takes_over_keep_their_language_and_new_ones_do_not(tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text(
        BOOK.format(language="en", title="Weather", words="Words").replace("resources: resources.yaml\n", ""), "utf-8"
    )
    for name in ("foreword", "afterword", "own", "rain", "introduction", "snow"):
        (tmp_path / f"{name}.md").write_text(f"The {name} in some words.\n", "utf-8")
    (tmp_path / "eigen.md").write_text("Eigene Worte.\n", "utf-8")
    (tmp_path / "mine.yaml").write_text(
        "extends: book.yaml\ntitle: Wetter\nlanguage: de\nafterword: eigen.md\n"
        "essays: [{id: rain, introduction: eigen.md}]\n",
        "utf-8",
    )
    report = build_book(tmp_path / "mine.yaml", tmp_path / "out", "ebook")
    shown = {name: said(page) for name, page in pages(report.editions[0].path).items()}
    assert "The foreword in some words." in shown["foreword"]["fr"]  # which the other manifest says
    assert "Eigene Worte." in shown["afterword"]["de"]
    assert "Eigene Worte." in shown["rain"]["de"]
    assert "The own in some words." in shown["snow"]["en"]
    assert "Words 2." in shown["rain"]["en"]


@pytest.mark.parametrize(
    ("language", "around", "told"),
    [
        ("en", "en-GB", ""),
        ("en-US", "en-GB", ""),
        ("", "it", ""),
        ("en", "it", ' lang="en" xml:lang="en"'),
        ("en", "fa", ' lang="en" xml:lang="en" dir="ltr"'),
        ("fa", "en", ' lang="fa" xml:lang="fa" dir="rtl"'),
        ("sr-Cyrl", "sr-Latn", ' lang="sr-Cyrl" xml:lang="sr-Cyrl"'),
        ("az-Arab", "az", ' lang="az-Arab" xml:lang="az-Arab" dir="rtl"'),
    ],
)
def test_only_another_voice_is_named(language: str, around: str, told: str) -> None:
    assert lang_attributes(language, around) == told
    assert bool(lang_values(language, around)) == bool(told)
