"""The first edition in two reading engines: what a person finds, follows and sets there must come out right."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TypeAlias

import pytest
from lxml import etree
from PIL import Image
from readers import ENGINES, PHONE, TABLET, Reader, Wish, luminance, reading
from real_book import ROOT, build_book

X = {"x": "http://www.w3.org/1999/xhtml", "e": "http://www.idpf.org/2007/ops", "opf": "http://www.idpf.org/2007/opf"}
TYPE = f"{{{X['e']}}}type"
CITING = "coalition-building.xhtml"
FOR_TEXT = 4.5  # WCAG 2.2, success criterion 1.4.3
REFERENCES = ("doc-biblioref", "doc-noteref", "doc-backlink")

Tree: TypeAlias = etree._Element  # the package gives this class no public name


class Book:
    """The built e-book as a file and as trees."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            found = {Path(name).name: archive.read(name) for name in archive.namelist()}
        self.trees = {name: etree.fromstring(data) for name, data in found.items() if name.endswith(".xhtml")}
        package = etree.fromstring(found["content.opf"])
        files = {item.get("id"): item.get("href") for item in package.iterfind(".//opf:item", X)}
        self.spine = [str(files[item.get("idref")]) for item in package.iterfind(".//opf:itemref", X)]

    def navigation(self, kind: str) -> list[tuple[int, str, str]]:
        """Depth from 0, label and address of each entry of the contents (toc) or the list of pages (page-list)."""
        (nav,) = (nav for nav in self.trees["nav.xhtml"].iterfind(".//x:nav", X) if nav.get(TYPE) == kind)
        links = nav.iterfind(".//x:a", X)
        return [(depth_of(link), "".join(link.itertext()), str(link.get("href"))) for link in links]

    @property
    def essays(self) -> list[str]:
        return [name for name, tree in self.trees.items() if find(tree, "//x:section[contains(@class,'essay')]")]


def find(tree: Tree, path: str) -> list[Tree]:
    return list(tree.xpath(path, namespaces=X))


def depth_of(link: Tree) -> int:
    return sum(1 for _ in link.iterancestors(f"{{{X['x']}}}ol")) - 1


def squashed(text: str) -> str:
    """Without white space: engines break lines where they like."""
    return re.sub(r"\s", "", text)


def text_after(marker: Tree) -> str:
    return squashed("".join(str(piece) for piece in marker.xpath("following::text()", namespaces=X)))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    report = build_book(ROOT / "book.yaml", tmp_path_factory.mktemp("read"), "print", "ebook")
    return Book(next(artefact.path for artefact in report.editions if artefact.edition == "ebook"))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with reading() as started:
        yield started


# --- finding ---


@pytest.mark.parametrize("engine", ENGINES)
def test_the_book_opens_with_its_title_and_a_cover_that_shows(
    reader: Reader, book: Book, engine: str, tmp_path: Path
) -> None:
    reader.open(book.path, engine, Wish(screen=PHONE))
    reader.save_picture(tmp_path / "cover.png")
    assert reader.titles() == ["After the Hashtag"]
    assert reader.file() == "cover.xhtml"
    with Image.open(tmp_path / "cover.png") as picture:
        shades = picture.convert("L").histogram()
    assert sum(shades[:200]) > sum(shades) / 3


@pytest.mark.parametrize("engine", ENGINES)
def test_each_entry_of_the_contents_leads_where_it_says(reader: Reader, book: Book, engine: str) -> None:
    reader.open(book.path, engine, Wish(screen=PHONE))
    shown = reader.contents()
    wanted = book.navigation("toc")
    assert [(depth, label) for depth, label, _ in shown] == [(depth, label) for depth, label, _ in wanted] != []
    for (_, label, _), (_, _, address) in zip(wanted, shown, strict=True):
        reader.go(address)
        title = re.sub(r", (by .*|unsigned)$", "", label)
        assert squashed(title) in squashed(reader.words()), address


@pytest.mark.parametrize("engine", ENGINES)
def test_each_page_of_print_leads_to_the_words_that_it_begins_with(reader: Reader, book: Book, engine: str) -> None:
    reader.open(book.path, engine, Wish(screen=TABLET))
    shown = reader.pages()
    wanted = book.navigation("page-list")
    assert len(shown) == len(wanted) > 30
    for (_, label, href), (number, address) in zip(wanted, shown, strict=True):
        name, _, fragment = href.partition("#")
        assert engine != "foliate" or number == label  # epub.js knows arabic numbers only
        (marker,) = find(book.trees[name], f"//*[@id='{fragment}']")
        reader.go(address)
        assert reader.file() == name
        assert text_after(marker)[:12] in squashed(reader.words()), f"page {label}"


@pytest.mark.parametrize("engine", ENGINES)
def test_turning_the_pages_shows_every_word_once_and_in_order(reader: Reader, book: Book, engine: str) -> None:
    reader.open(book.path, engine, Wish(screen=TABLET))
    wanted = "".join(squashed("".join(map(str, tree.xpath(VISIBLE, namespaces=X)))) for tree in in_order(book))
    seen = squashed(reader.words())
    while reader.file() != book.spine[-1]:
        reader.turn()
        seen += squashed(reader.words())
    assert seen == wanted


# The header of the table of themes stands aside for the numbers that the style sheet puts before each essay's level.
VISIBLE = "//x:body//text()[not(ancestor::*[@hidden] or ancestor::x:thead)]"


def in_order(book: Book) -> list[Tree]:
    return [book.trees[name] for name in book.spine]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engines_report_no_error_and_ask_for_nothing_from_outside(reader: Reader, book: Book, engine: str) -> None:
    reader.open(book.path, engine, Wish(dark=True))
    for name in book.spine:
        reader.go(address_of(engine, name))
        assert reader.file() == name
    assert reader.log() == []


def address_of(engine: str, href: str) -> str:
    """Foliate-js counts addresses from the root of the package, epub.js from the folder of its contents."""
    return f"EPUB/{href}" if engine == "foliate" else href


# --- following links ---


def test_links_that_should_jump_are_no_pop_ups_anywhere(book: Book) -> None:
    seen = 0
    for name, tree in book.trees.items():
        for link in find(tree, "//x:a[not(starts-with(@href,'http') or starts-with(@href,'tel:'))]"):
            target, _, fragment = str(link.get("href")).partition("#")
            if not fragment or link.get("role") in REFERENCES or name == "nav.xhtml":
                continue
            (place,) = find(book.trees[target or name], f"//*[@id='{fragment}']")
            assert not "".join(place.itertext()), f"{name}: {fragment} has words that Kobo shows as a pop-up"
            seen += 1
    assert seen >= len(book.essays) == 5


@pytest.mark.parametrize(("engine", "notes"), [("foliate", "pop up"), ("epubjs", "jump")])
def test_the_ways_past_an_essay_and_to_support_are_jumps(reader: Reader, book: Book, engine: str, notes: str) -> None:
    reader.open(book.path, engine, Wish(notes=notes))
    for essay in book.essays:
        ways = [str(link.get("href")) for link in find(book.trees[essay], "//*[@class='ways']//x:a")]
        assert len(ways) == 3
        assert "resources.xhtml" in ways
        for href in ways:
            reader.go(address_of(engine, essay))
            reader.click(f".ways a[href='{href}']")
            assert reader.file() == href.partition("#")[0]
    assert reader.pop_ups() == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_citation_jumps_to_its_entry_and_the_entry_back(reader: Reader, book: Book, engine: str) -> None:
    citations = find(book.trees[CITING], "//x:a[@role='doc-biblioref']")
    assert len(citations) > 10
    reader.open(book.path, engine, Wish(screen=PHONE))
    for citation in (citations[0], citations[-1]):
        entry = str(citation.get("href")).partition("#")[2]
        (anchor,) = citation.xpath("preceding-sibling::x:span[1]/@id", namespaces=X)
        reader.go(address_of(engine, CITING))
        reader.click(f"#{anchor} + a")
        assert reader.file() == "bibliography.xhtml"
        assert words_of(book, "bibliography.xhtml", entry)[:40] in squashed(reader.words())
        reader.click(f"#{entry} a[href$='#{anchor}']")
        assert reader.file() == CITING
        assert squashed("".join(citation.itertext())) in squashed(reader.words())


def test_a_citation_is_a_pop_up_where_the_reader_has_them(reader: Reader, book: Book) -> None:
    citation = find(book.trees[CITING], "//x:a[@role='doc-biblioref']")[0]
    entry = str(citation.get("href")).partition("#")[2]
    reader.open(book.path, "foliate", Wish(notes="pop up"))
    reader.go(address_of("foliate", CITING))
    reader.click(f"a[href$='{entry}']")
    assert reader.file() == CITING
    assert [squashed(text) for text in reader.pop_ups()] == [words_of(book, "bibliography.xhtml", entry)]


def words_of(book: Book, name: str, fragment: str) -> str:
    (element,) = find(book.trees[name], f"//*[@id='{fragment}']")
    return squashed("".join(element.itertext()))


# --- setting ---


@pytest.mark.parametrize(("engine", "flow", "size"), [*product(ENGINES, ("paginated", "scrolled"), (100, 200))])
def test_nothing_is_wider_than_a_phone(reader: Reader, book: Book, engine: str, flow: str, size: int) -> None:
    reader.open(book.path, engine, Wish(screen=PHONE, flow=flow, size=size))
    found = {}
    for name in book.spine:
        reader.go(address_of(engine, name))
        if wide := reader.overflows():
            found[name] = wide
    assert found == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_all_text_grows_as_the_reader_asks(reader: Reader, book: Book, engine: str) -> None:
    sizes: dict[int, list[float]] = {}
    for size in (100, 200):
        reader.open(book.path, engine, Wish(size=size))
        sizes[size] = []
        for name in book.spine:
            reader.go(address_of(engine, name))
            sizes[size] += [style.size for style in reader.text_styles()]
    assert len(sizes[100]) > 100
    assert sizes[200] == pytest.approx([2 * size for size in sizes[100]])


@pytest.mark.parametrize(("engine", "dark"), [*product(ENGINES, (False, True))])
def test_text_stands_out_by_day_and_by_night(reader: Reader, book: Book, engine: str, dark: bool) -> None:
    reader.open(book.path, engine, Wish(dark=dark))
    seen = 0
    for name in book.spine:
        reader.go(address_of(engine, name))
        for style in reader.text_styles():
            assert style.contrast >= FOR_TEXT, f"{name}: {style}"
            assert (luminance(style.ground) < luminance(style.color)) == dark
            seen += 1
    assert seen > 100


@pytest.mark.parametrize("engine", ENGINES)
def test_all_text_is_in_the_face_that_the_reader_chose(reader: Reader, book: Book, engine: str) -> None:
    reader.open(book.path, engine, Wish(font="fantasy"))
    families = {}
    for name in book.spine:
        reader.go(address_of(engine, name))
        families[name] = {style.family for style in reader.text_styles()}
    assert {name for name, found in families.items() if found != {"fantasy"}} <= {"cover.xhtml"}, families


# --- the tests themselves ---

FAULTS = {
    "</head>": "<style>h1 { color: #222 } li { font-family: serif } pre.note { font-size: 12px; white-space: pre }"
    "</style></head>",
    "</h1>": '</h1><img src="https://example.org/picture.png" alt=""/><pre class="note">' + "long" * 60 + "</pre>",
}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_book_must_not_do_would_be_seen(reader: Reader, book: Book, engine: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.epub"
    with zipfile.ZipFile(book.path) as whole, zipfile.ZipFile(path, "w") as broken:
        for item in whole.infolist():
            data = whole.read(item)
            if item.filename == "EPUB/bibliography.xhtml":
                for place, fault in FAULTS.items():
                    data = data.replace(place.encode(), fault.encode(), 1)
            broken.writestr(item, data)
    reader.open(path, engine, Wish(dark=True, size=200, font="fantasy"))
    reader.go(address_of(engine, "bibliography.xhtml"))
    styles = {style.element.split(".")[0]: style for style in reader.text_styles()}
    assert styles["h1"].contrast < FOR_TEXT
    assert styles["li"].family == "serif"
    assert styles["pre"].size == 12
    assert "pre.note" in reader.overflows()
    assert "request: https://example.org/picture.png" in reader.log()
