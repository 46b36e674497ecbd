"""The builder's own words in each language, the dates, and which way a page runs."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import judges
import pytest
import yaml
from lxml import etree
from real_book import ROOT, build_book, copy_book, replace_in

from anthology.book.assemble import read_source
from anthology.core.i18n import direction, layouts_folder, message_languages, words
from anthology.editorial.vocabulary import in_language, shipped_vocabulary
from anthology.render.templates import layout
from anthology.stages import read_book

LANGUAGES = ("ar", "de", "en", "es", "fr", "he")
OTHERS = tuple(language for language in LANGUAGES if language != "en")
ENGLISH: dict[str, Any] = dict(words("en-GB"))
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def book_in(folder: Path, language: str) -> Path:
    """The manifest of the first edition as a book in another language, with two essays."""
    copy_book(folder)
    (folder / "mine.yaml").write_text(
        f"extends: book.yaml\ntitle: Mine\nlanguage: {language}\nselect: [one-tweet-at-a-time, not-all-survivors]\n"
    )
    return folder / "mine.yaml"


def test_there_are_words_in_each_language() -> None:
    assert message_languages() == LANGUAGES
    assert {path.name for path in (layouts_folder() / "words").iterdir()} == {f"{name}.yaml" for name in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_word_and_none_is_empty(language: str) -> None:
    text = (layouts_folder() / "words" / f"{language}.yaml").read_text("utf-8")
    found = yaml.safe_load(text)
    assert set(found) == set(ENGLISH)
    assert len(re.findall(r"^[a-z-]+:", text, re.MULTILINE)) == len(found)  # none is given twice
    assert isinstance(found.pop("reasons"), dict)
    for key, value in found.items():
        assert isinstance(value, type(ENGLISH[key])), key
        assert all(word.strip() for word in (value if isinstance(value, list) else [value])), key
        assert sorted(re.findall(r"\{\w+\}", str(value))) == sorted(re.findall(r"\{\w+\}", str(ENGLISH[key]))), key
    assert len(found["months"]) == 12


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_says_it_in_other_words(language: str) -> None:
    same = {key for key, value in words(language).items() if value == ENGLISH[key]}
    assert len(same) < len(ENGLISH) / 4
    assert "contents" not in same


def test_a_colon_in_french_keeps_its_space_on_the_line() -> None:
    assert words("fr-CA")["colon"] == "\u00a0:"
    assert not [value for value in words("fr").values() if re.search(r" [:;?!]", str(value))]


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "1 November 2017", "November 2017"),
        ("fr", "1er novembre 2017", "novembre 2017"),
        ("de", "1. November 2017", "November 2017"),
        ("es", "1 de noviembre de 2017", "noviembre de 2017"),
        ("he", "1 בנובמבר 2017", "נובמבר 2017"),
        ("ar", "1 نوفمبر 2017", "نوفمبر 2017"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(tmp_path: Path, language: str, day: str, month: str) -> None:
    path = book_in(tmp_path, language)
    with path.open("a") as file:
        file.write("date: 2017-11-01\nedition: '{{ in_words }}'\n")
    book = read_book(path)
    page = layout().page(book.piece("copyright"), book, "ebook")
    assert f"<p>{day}</p>" in page
    assert "<p>{{ in_words }}</p>" in page
    assert words(language)["date-month"].format(month=words(language)["months"][10], year=2017) == month


def test_a_french_book_speaks_french(tmp_path: Path) -> None:
    manifest = book_in(tmp_path, "fr-FR")
    manifest.write_text(manifest.read_text("utf-8") + "bibliography: {own_essays: yes}\n", "utf-8")
    book = read_book(manifest)
    pages = {piece.slug: layout().page(piece, book, "ebook") for piece in book.pieces}
    for slug, words_of_it in FRENCH.items():
        for said in words_of_it:
            assert said in pages[slug], said
    left = re.compile(
        r"\b(Contents|Before you read|The essays|Telephone|Hours|Left out|was set in|(?<!>)mentioned|discussed"
        r"|proof|Reprinted|Permission to|First published|verified|a menu, button|readers|support pages)\b"
    )
    ours = ("contents", "content-notes", "note-on-the-texts", "permissions", "colophon", "bibliography")
    shown = {slug: re.sub("<[^>]*>", "", pages[slug]) for slug in ours}
    # The source notes are the editors' own words, in the language in which they wrote them.
    shown["note-on-the-texts"] = re.sub(r"Reprinted from [^\n]*", "", shown["note-on-the-texts"])
    assert {slug: left.findall(text) for slug, text in shown.items() if left.search(text)} == {}


FRENCH = {
    "contents": (">Table des matières</h1>",),
    "note-on-the-texts": ("Source\u00a0: 40 lignes", "Rien d’autre n’a été modifié en silence"),
    "one-tweet-at-a-time": (
        "Note sur le contenu.",
        "gression sexuelle (",
        "Ce numéro fait partie du texte tel qu’il a paru.",
    ),
    "content-notes": ("<strong>mentionné</strong>", '<th scope="row">Agression sexuelle</th>'),
    "resources": ("Pour votre sécurité", "Non vérifié</p>", "n’ont pas été vérifiés par nous"),
    "permissions": ("épreuve", "non signé. Première publication\u00a0: Unwritten, 16 octobre 2017."),
}


@pytest.mark.parametrize("language", OTHERS)
def test_each_label_of_the_vocabulary_has_a_word_in_each_language(language: str) -> None:
    shipped = shipped_vocabulary()
    known = in_language(shipped, language)
    for kind in ("levels", "qualifiers", "themes"):
        ours, theirs = getattr(shipped, kind), getattr(known, kind)
        assert list(ours) == list(theirs)
        same = [name for name in ours if theirs[name].label == ours[name].label]
        # Words that languages share: “Stalking” in German, “Torture” in French.
        shared = {"trauma", "alcohol", "violence", "suicide", "discrimination", "stalking", "torture"}
        assert set(same) <= shared, same
    assert in_language(shipped, "it") == shipped == in_language(shipped, "en-GB")
    theme = known.themes["rape"]
    assert (theme.must_name, theme.patterns) == (True, shipped.themes["rape"].patterns)


@pytest.mark.parametrize("language", OTHERS)
def test_each_reason_of_the_cleaning_has_words_in_each_language(language: str) -> None:
    known = words(language)["reasons"]
    reasons = {
        line.reason
        for seed in sorted((ROOT / "seeds").iterdir())
        for line in read_source(seed, ROOT / "book.yaml").ledger
        if line.disposition in ("moved", "dropped") and line.rule != "declared"
    }
    assert len(reasons) > 8
    assert reasons <= set(known)
    assert all(value.strip() and value != key for key, value in known.items())


def test_a_book_in_a_language_without_words_is_told_of(tmp_path: Path) -> None:
    book = read_book(book_in(tmp_path, "fi"))
    assert [finding.code for finding in book.findings if finding.code == "L005"] == ["L005"]
    assert words("fi") == words("en")


def test_an_essay_that_the_patterns_cannot_read_is_told_of(tmp_path: Path) -> None:
    path = copy_book(tmp_path)
    replace_in(path, "language: en-US\n    short_title: Not All Survivors", "language: es\n    short_title: Not All")
    (found,) = [finding for finding in read_book(path).findings if finding.code == "L006"]
    assert "not-all-survivors" in found.message
    assert found.at is not None
    assert found.at.line > 1


def test_an_english_book_hears_nothing_of_languages(tmp_path: Path) -> None:
    book = read_book(copy_book(tmp_path))
    assert not [finding for finding in book.findings if finding.code in ("L005", "L006")]


def test_a_note_leads_back_in_the_language_of_the_book(tmp_path: Path) -> None:
    path = book_in(tmp_path, "de")
    replace_in(path, "title: Mine\n", "title: Mine\nforeword: mine.md\n")
    (tmp_path / "mine.md").write_text("Ein Wort.[^1]\n\n[^1]: Eine Anmerkung.\n", "utf-8")
    book = read_book(path)
    page = layout().page(book.piece("foreword"), book, "ebook")
    assert 'aria-label="Zurück zum Text, Anmerkung 1"' in page


# --- from right to left ---


@pytest.mark.parametrize(
    ("language", "way"),
    [
        *[(tag, "rtl") for tag in ("ar", "he", "fa-IR", "ur", "AR-EG", "az-Arab", "zh-Hebr")],
        *[(tag, "ltr") for tag in ("en-GB", "fr", "ar-Latn", "x-own", "sr-Cyrl", "de-CH-1996")],
    ],
)
def test_a_script_runs_one_way(language: str, way: str) -> None:
    assert direction(language) == way


def test_a_hebrew_e_book_runs_from_right_to_left(tmp_path: Path) -> None:
    path = book_in(tmp_path, "he")
    report = build_book(path, tmp_path / "out", "ebook")
    made = report.editions[0].path
    with zipfile.ZipFile(made) as archive:
        trees = {name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith("html")}
        package = next(name for name in archive.namelist() if name.endswith(".opf"))
        spine = etree.fromstring(archive.read(package)).find("{*}spine")
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    pages = {name: tree for name, tree in trees.items() if not name.endswith("cover.xhtml")}
    assert len(pages) > 10
    assert {tree.get("dir") for tree in pages.values()} == {"rtl"}
    essay = next(tree for name, tree in pages.items() if name.endswith("not-all-survivors.xhtml"))
    turned = [element for element in essay.iter() if element.get("dir") == "ltr" and element.get(XML_LANG)]
    spoken = [(str(element.tag).rpartition("}")[2], element.get(XML_LANG)) for element in turned]
    assert spoken == [("title", "en-US"), ("h1", "en-US"), ("q", "en-US"), ("section", "en-GB"), ("div", "en-US")]
    assert [message for message in judges.epubcheck(made) if not message.is_harmless] == []


def test_a_printed_page_runs_as_its_words_do(tmp_path: Path) -> None:
    book = read_book(book_in(tmp_path, "ar"))
    page = etree.fromstring(layout().page(book.piece("foreword"), book, "print").encode())
    body = page.find("{*}body")
    assert body is not None
    assert (page.get("dir"), body.get("dir")) == (None, "rtl")


def test_an_essay_in_hebrew_turns_inside_an_english_book(tmp_path: Path) -> None:
    path = copy_book(tmp_path)
    replace_in(path, "language: en-US\n    short_title: Not All Survivors", "language: he\n    short_title: Not All")
    book = read_book(path)
    page = layout().page(book.piece("not-all-survivors"), book, "ebook")
    assert page.count('xml:lang="he" dir="rtl"') == 4
    # The editors' note at a quotation is in the language of the book.
    assert page.count("dir=") == 5
    assert 'role="note" lang="en-GB" xml:lang="en-GB" dir="ltr">[Ed.:' in page


MIXED = {
    "he": """# על השקט

טקסט קצר על שקט (ועל דיבור), עמודים 12–15, וגם *Unwritten* באנגלית.[^1]

[^1]: הערה עם hashtag.
""",
    "ar": """# عن الصمت

نص قصير عن الصمت (والكلام)، الصفحات 12–15، وكلمة *Unwritten* بالإنجليزية.[^1]

[^1]: ملاحظة مع hashtag.
""",
}


@pytest.mark.parametrize("language", sorted(MIXED))
def test_a_book_with_essays_of_both_ways_is_proved_and_speaks_its_language(tmp_path: Path, language: str) -> None:
    path = book_in(tmp_path, language)
    (tmp_path / "mixed.md").write_text(MIXED[language], "utf-8")
    with path.open("a") as file:
        file.write("essays:\n  - {id: mixed, source: mixed.md, author: unsigned, content_notes: none}\n")
    report = build_book(path, tmp_path / "out", "ebook", "print", "large")
    assert not [finding for finding in report.findings if finding.code in ("F001", "L005", "T006")]
    made = {each.edition: each.path for each in report.editions}
    assert [message for message in judges.epubcheck(made["ebook"]) if not message.is_harmless] == []
    english = re.compile(
        r"\b(Contents|Before you read|The essays|Telephone|Hours|Left out|mentioned|verified|Unsigned)\b"
    )
    with zipfile.ZipFile(made["ebook"]) as archive:
        for name in ("content-notes", "note-on-the-texts", "resources"):
            page = etree.fromstring(archive.read(f"EPUB/{name}.xhtml"))
            assert not english.findall("".join(page.find("{*}body").itertext())), name


def test_english_words_run_their_own_way_in_a_hebrew_book(tmp_path: Path) -> None:
    book = read_book(book_in(tmp_path, "he"))
    page = etree.fromstring(layout().page(book.piece("contents"), book, "ebook").encode())
    titles = {"".join(link.itertext()): link.get("dir") for link in page.iter("{*}a")}
    assert titles["Not All Survivors Should Feel The Need To Share Their #MeToo Stories"] == "ltr"
    assert titles["מקורות סיוע"] is None
    page = etree.fromstring(layout().page(book.piece("resources"), book, "ebook").encode())
    numbers = [element for element in page.iter("{*}span") if element.get("class") == "number"]
    assert numbers
    assert {element.get("dir") for element in numbers} == {"ltr"}


def test_essays_keep_their_language_in_a_book_of_another(tmp_path: Path) -> None:
    book = read_book(book_in(tmp_path, "he"))
    spoken = {each.slug: each.essay.lang for each in book.contributions}
    assert spoken == {"one-tweet-at-a-time": "en-GB", "not-all-survivors": "en-US"}
