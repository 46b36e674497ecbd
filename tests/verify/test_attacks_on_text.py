"""Attacks on the texts of a book: each changes a finished file, a layout or a page before it is set, and is refused.

A finding has a code, names the piece and says what to do; the book that nobody has attacked has none.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from real_book import build_book
from source_book import MANIFEST

from anthology.book.model import Book, Piece
from anthology.core.errors import BookError
from anthology.core.findings import Finding
from anthology.core.i18n import layouts_folder
from anthology.render import layout_files
from anthology.render.page_context import PageContext
from anthology.render.templates import Layout, chosen_layout
from anthology.render.xhtml import Target
from anthology.stages import read_book
from anthology.verify.known_words import layout_words
from anthology.verify.page_text import check_ebook, pdf_pages

RAIN = """# Of rain

The rain fell on the roofs of the town for three days, and *nobody* had asked for it. Nobody had seen it as **high** as
that before.[^1]

On the fourth day the river came over the meadows. We carried what we could.

## What was lost

1. the boat
2. the bridge

Then the water went down.

5. the mill
6. the road

> No one will believe us.

- a lamp
- a spoon

The last word is the river's.

[^1]: It was measured in 1911.
"""
SNOW = """<html lang="en"><head><title>Of snow</title></head><body><article><h1>Of snow</h1>
<p>Snow is H<sub>2</sub>O too, and 10<sup>6</sup> flakes make a drift <del>of no use</del> by the door of the house.</p>
<p>Roses are red,<br>violets are blue,<br>snow is for those who have nothing to do.</p>
<table><tr><th>Year</th><th>Depth</th></tr><tr><td>1911</td><td>two feet</td></tr><tr><td>1912</td><td>a hand</td></tr>
</table>
<p>It was gone by the spring, and <a href="https://example.org/thaw">others told of it</a> as well as they could.</p>
</article></body></html>
"""
FOREWORD = "These two texts are about weather.\n\nThey stand in the order in which they came to us.\n"
INTRODUCTION = (
    "The writer kept a mill by the river, and speaks as one who lost it that year: https://example.org/the/mill.\n"
)
ESSAYS = """foreword: foreword.md
essays:
  - {id: rain, source: rain.md, author: {name: bell Writer}, content_notes: none, introduction: rain-intro.md}
  - {id: snow, source: snow.html, author: unsigned, content_notes: none}
editions:
  ebook: {format: epub}
  handout: {format: pdf, for: handout, select: [rain]}
  print: {format: pdf}
"""
# A change to a file of the finished e-book: the file, the words that are there, what stands in their place, the code.
E, P, S = "EPUB/rain.xhtml", "EPUB/foreword.xhtml", "EPUB/snow.xhtml"
CSS, OPF = "EPUB/book.css", "EPUB/content.opf"
FOURTH = "On the fourth day the river came over the meadows."
CARRIED = "We carried what we could."
LAST = '<p id="rain-b16">The last word is the river’s.</p>'
ON_EBOOK: dict[str, tuple[str, str, str, str]] = {
    "sentence-put-in": (E, CARRIED, f"They deserved it. {CARRIED}", "F007"),
    "sentence-put-at-the-end": (E, "river’s.</p>", "river’s. Or so they say.</p>", "F007"),
    "word-put-in": (E, "We carried what", "We carried only what", "F007"),
    "paragraph-put-in": (E, '<p id="rain-b7">', '<p>They deserved it.</p><p id="rain-b7">', "F007"),
    "paragraph-put-behind": (E, "</footer>", "</footer><p>Buy our other books.</p>", "F007"),
    "paragraph-put-before": (E, '<div class="text"', '<p>Sponsored by a mill.</p><div class="text"', "F007"),
    "heading-put-in": (E, '<p id="rain-b7">', '<h2>The water</h2><p id="rain-b7">', "F007"),
    "item-put-in": (E, '<li id="rain-b15">', '<li>a gun</li><li id="rain-b15">', "F007"),
    "words-in-a-picture": (E, LAST, f'{LAST}<svg xmlns="http://www.w3.org/2000/svg"><text>Lies.</text></svg>', "F007"),
    "words-in-an-attribute": (E, '<p id="rain-b7">', '<p id="rain-b7" aria-label="They deserved it.">', "F007"),
    "byline-of-another": (E, '"byline">bell Writer', '"byline">Jim Crow', "F007"),
    "words-in-a-note": (E, "measured in 1911.", "measured in 1911, wrongly.", "F007"),
    "words-in-the-introduction": (E, "as one who lost", "as one who falsely lost", "F007"),
    "words-in-the-foreword": (P, "about weather.", "about bad weather.", "F007"),
    "words-on-the-cover": ("EPUB/cover.xhtml", "</body>", "<p>The best book of all.</p></body>", "F007"),
    "words-in-the-contents": ("EPUB/nav.xhtml", ">Of rain<", ">Of rain and lies<", "F007"),
    "sentence-twice": (E, CARRIED, f"{CARRIED} {CARRIED}", "F008"),
    "sentence-twice-elsewhere": (E, "</footer>", f"<p>{FOURTH}</p></footer>", "F008"),
    "paragraph-twice": (E, LAST, LAST + LAST.replace(' id="rain-b16"', ""), "F008"),
    "pull-quote": (E, '<h2 id="rain-b3">', f'<p class="pull">{CARRIED}</p><h2 id="rain-b3">', "F008"),
    "note-twice": (E, "</aside>", "</aside><aside><p>It was measured in 1911.</p></aside>", "F008"),
    "introduction-twice": (
        E,
        "</section>\n<div",
        "<p>The writer kept a mill by the river.</p></section>\n<div",
        "F008",
    ),
    "sentences-turned-round": (E, f"{FOURTH} {CARRIED}", f"{CARRIED} {FOURTH}", "F009"),
    "sentence-altered": (E, "We carried", "They carried", "F001"),
    "mark-altered": (E, "We carried what we could.", "We carried what we could!", "F001"),
    "space-lost": (E, "We carried", "Wecarried", "F010"),
    "capitals-altered": (E, "the boat", "The Boat", "F001"),
    "link-to-elsewhere": (S, "https://example.org/thaw", "https://example.org/trap", "F010"),
    "struck-through": (E, CARRIED, f"<s>{CARRIED}</s>", "F010"),
    "deleted": (E, CARRIED, f"<del>{CARRIED}</del>", "F010"),
    "underlined-as-inserted": (E, CARRIED, f"<ins>{CARRIED}</ins>", "F010"),
    "turned": (E, CARRIED, f'<bdo dir="rtl">{CARRIED}</bdo>', "F010"),
    "deletion-restored": (S, "<s>of no use</s>", "of no use", "F010"),
    "emphasis-lost": (E, "<em>nobody</em>", "nobody", "F010"),
    "emphasis-put-in": (E, "We carried", "<em>We</em> carried", "F010"),
    "strong-lost": (E, "<strong>high</strong>", "high", "F010"),
    "subscript-lost": (S, "<sub>2</sub>", "2", "F010"),
    "superscript-lost": (S, "<sup>6</sup>", "6", "F010"),
    "verse-joined": (S, "red,<br/>\n", "red, ", "F010"),
    "quotation-lost": (E, "blockquote", "div", "F010"),
    "paragraph-made-quotation": (E, LAST, f"<blockquote>{LAST}</blockquote>", "F010"),
    "numbers-lost": (E, ' start="5"', "", "F010"),
    "numbers-altered": (E, ' start="5"', ' start="1"', "F010"),
    "numbers-turned": (E, '<ol id="rain-b4"', '<ol reversed="reversed" id="rain-b4"', "F010"),
    "numbers-made-letters": (E, '<ol id="rain-b4"', '<ol type="a" id="rain-b4"', "F010"),
    "item-renumbered": (E, '<li id="rain-b6"', '<li value="9" id="rain-b6"', "F010"),
    "list-made-bullets": (E, "ol", "ul", "F010"),
    "heading-lost": (E, "h2", "p", "F010"),
    "paragraphs-joined": (E, 'could.</p>\n<h2 id="rain-b3">', 'could.<br/></p>\n<h2 id="rain-b3">', "F010"),
    "row-lost": (S, "</tr><tr><td>1912", "<td>1912", "F010"),
    "call-of-a-note-lost": (E, 'role="doc-noteref"', "", "F007"),
    "hidden": (E, '<p id="rain-b7">', '<p id="rain-b7" hidden="hidden">', "F005"),
    "hidden-from-speech": (E, '<p id="rain-b7">', '<p id="rain-b7" aria-hidden="true">', "F005"),
    "style-on-a-paragraph": (E, '<p id="rain-b7">', '<p id="rain-b7" style="text-decoration: line-through">', "F005"),
    "capitals-on-a-paragraph": (E, '<p id="rain-b7">', '<p id="rain-b7" style="text-transform: uppercase">', "F011"),
    "before": (CSS, "p {", '.text p::before { content: "Allegedly: " } p {', "F005"),
    "after-by-attribute": (CSS, "p {", ".text p::after { content: attr(id) } p {", "F011"),
    "after-by-variable": (CSS, "p {", '.text { --x: "No." } .text p::after { content: var(--x) } p {', "F005"),
    "counted": (CSS, "p {", ".text p::before { content: counter(page) } p {", "F011"),
    "line-through": (CSS, "p {", ".text p { text-decoration: line-through } p {", "F011"),
    "deletions-restored": (CSS, "p {", ".text s { text-decoration: none } p {", "F011"),
    "ordered": (CSS, "p {", ".text p { order: -1 } p {", "F005"),
    "reversed": (CSS, "p {", ".text { display: flex; flex-direction: column-reverse } p {", "F005"),
    "flow-reversed": (CSS, "p {", ".text { display: flex; flex-flow: row-reverse wrap } p {", "F005"),
    "upper-case": (CSS, "p {", ".text { text-transform: uppercase } p {", "F011"),
    "title-in-lower-case": (CSS, "p {", "h1 { text-transform: lowercase } p {", "F011"),
    "first-letter": (CSS, "p {", ".text p::first-letter { text-transform: uppercase } p {", "F011"),
    "numbers-hidden": (CSS, "p {", "ol { list-style: none } p {", "F011"),
    "numbers-as-letters": (CSS, "p {", "ol { list-style-type: upper-alpha } p {", "F011"),
    "numbers-as-words": (CSS, "p {", 'ol { list-style-type: "item " } p {', "F011"),
    "numbers-counted-anew": (CSS, "p {", "ol { counter-reset: list-item 7 } p {", "F011"),
    "items-as-blocks": (CSS, "p {", "ol li { display: block } p {", "F011"),
    "quotes-with-words": (CSS, "p {", 'q { quotes: "not " "" } p {', "F011"),
    "none": (CSS, "p {", ".text p { display: none } p {", "F005"),
    "not-linear": (OPF, 'idref="page-rain"', 'idref="page-rain" linear="no"', "F009"),
    "essays-turned-round": (
        OPF,
        'page-rain"/>\n    <itemref idref="page-snow',
        'page-snow"/>\n    <itemref idref="page-rain',
        "F009",
    ),
    "essay-out-of-the-order": (OPF, '<itemref idref="page-snow"/>', "", "F009"),
    "pages-turned-round": (OPF, 'direction="ltr"', 'direction="rtl"', "F009"),
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("weather"))


def written(folder: Path) -> Path:
    """The manifest of the small book in a folder."""
    texts = {"rain.md": RAIN, "snow.html": SNOW, "foreword.md": FOREWORD, "rain-intro.md": INTRODUCTION}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "book.yaml").write_text(MANIFEST.replace("essays:\n", ESSAYS), "utf-8")
    return folder / "book.yaml"


@pytest.fixture(scope="module")
def book(manifest: Path) -> Book:
    return read_book(manifest)


@pytest.fixture(scope="module")
def ebook(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return build_book(manifest, tmp_path_factory.mktemp("out"), "ebook").editions[0].path.read_bytes()


def checked(data: bytes, book: Book) -> tuple[Finding, ...]:
    return check_ebook(data, book, labels=layout_words(chosen_layout(book.manifest)[0]))


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """An e-book with other words in one of its files; those that are replaced must be there."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for entry in before.infolist():
            text = before.read(entry)
            if entry.filename == name:
                assert old.encode() in text, f"{old!r} is not in {name}"
                text = (
                    text.replace(old.encode(), new.encode())
                    if name != CSS
                    else text.replace(old.encode(), new.encode(), 1)
                )
            after.writestr(entry, text)
    return stream.getvalue()


def test_nothing_is_said_of_the_book_as_it_is(ebook: bytes, book: Book) -> None:
    assert checked(ebook, book) == ()


@pytest.mark.parametrize("name", ON_EBOOK)
def test_each_change_of_a_finished_ebook_is_refused(name: str, ebook: bytes, book: Book) -> None:
    file, old, new, code = ON_EBOOK[name]
    found = [each for each in checked(changed(ebook, file, old, new), book) if each.code.startswith("F")]
    assert code in {each.code for each in found}, [str(each) for each in found]
    places = ("rain", "snow", "foreword", "contents", "cover", "book.css", "content.opf")
    named = [each for each in found if each.code == code]
    assert code == "F001" or all(each.hint for each in named)
    assert all(each.piece in places or any(place in str(each) for place in places) for each in named)


# A change to the page of an essay before it is printed: the words that are there, what stands in their place, the code.
ON_PAGE: dict[str, tuple[str, str, str]] = {
    "sentence-put-in": (CARRIED, f"They deserved it. {CARRIED}", "F007"),
    "word-put-in": ("We carried what", "We carried only what", "F007"),
    "sentence-put-at-the-end": ("river’s.</p>", "river’s. Or so they say.</p>", "F007"),
    "paragraph-put-behind": ("</footer>", "</footer><p>Buy our other books.</p>", "F007"),
    "sentence-twice": (CARRIED, f"{CARRIED} {CARRIED}", "F008"),
    "sentence-twice-elsewhere": ("</footer>", f"<p>{FOURTH}</p></footer>", "F008"),
    "sentences-turned-round": (f"{FOURTH} {CARRIED}", f"{CARRIED} {FOURTH}", "F009"),
    "words-in-the-introduction": ("as one who lost", "as one who falsely lost", "F007"),
    "words-in-a-note": ("measured in 1911.", "measured in 1911, wrongly.", "F007"),
    "capitals": ("the boat", '<span style="text-transform: uppercase">the boat</span>', "F001"),
    "struck-through": (CARRIED, f"<s>{CARRIED}</s>", "F010"),
    "quotation-lost": ("blockquote", "div", "F010"),
    "emphasis-lost": ("<em>nobody</em>", "nobody", "F010"),
    "numbers-lost": ("counter-reset: list-item 4", "", "F010"),
    "numbers-hidden": ('<ol id="rain-b4"', '<ol style="list-style: none" id="rain-b4"', "F010"),
    "numbers-of-another-list": ('<ol id="rain-b4"', '<ol style="counter-reset: list-item 20" id="rain-b4"', "F010"),
    "heading-lost": ("h2", "p", "F010"),
    "column-reversed": ('<div class="text"', '<div style="display: flex; flex-direction: column-reverse"', "F009"),
}


@pytest.mark.parametrize("name", ON_PAGE)
def test_each_change_of_a_printed_page_is_refused(
    name: str, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, code = ON_PAGE[name]
    render = Layout.page_in

    def altered(look: Layout, context: PageContext, piece: Piece, book: Book, target: Target) -> str:
        page = render(look, context, piece, book, target)
        if piece.slug == "rain" and target == "print":
            assert old in page
            return page.replace(old, new)
        return page

    monkeypatch.setattr(Layout, "page_in", altered)
    with pytest.raises(BookError) as refused:
        build_book(manifest, tmp_path / "out", "handout", use_cache=False)
    assert not (tmp_path / "out").exists()
    found = [each for each in refused.value.findings if each.code.startswith("F")]
    assert code in {each.code for each in found}, [str(each) for each in found]
    assert {each.piece for each in found} == {"rain"}


# A layout of the book's own: a file of it, the words of the house that are there, what stands in their place, the code.
T = "essay.xhtml.j2"
OPENING = "{{ opening(essay.blocks) }}"
ON_LAYOUT: dict[str, tuple[str, str, str, str]] = {
    "sentence": (T, OPENING, f"<p>They deserved it.</p>{OPENING}", "F007"),
    "sentence-in-the-middle": (
        T,
        OPENING,
        "{{ blocks(essay.blocks[:3]) }}<p>They lied.</p>{{ blocks(essay.blocks[3:]) }}",
        "F007",
    ),
    "advertisement": (T, "</article>", "<p>Buy our other books.</p></article>", "F007"),
    "twice": (T, OPENING, f"{OPENING}{{{{ blocks(essay.blocks) }}}}", "F008"),
    "pull-quote": (T, "<header>", "<header><p>{{ inlines(essay.blocks[-1].content) }}</p>", "F008"),
    "turned": (T, OPENING, "{{ blocks(essay.blocks[::-1]) }}", "F009"),
    "flattened": (
        T,
        OPENING,
        "{% for block in essay.blocks %}<p>{{ block.content | default('') }}</p>{% endfor %}",
        "F001",
    ),
    "struck": (T, OPENING, f"<s>{OPENING}</s>", "F010"),
    "quoted": (T, OPENING, f"<blockquote>{OPENING}</blockquote>", "F010"),
    "introduction-left-out": (T, "{{ blocks(contribution.headnote) }}", "<p> </p>", "F001"),
    "foreword-left-out": ("foreword.xhtml.j2", "{{ opening(piece.blocks) }}", "", "F001"),
    "before": ("ebook.css", "", '.text::before { content: "Allegedly" }', "F005"),
    "upper-case": ("ebook.css", "", ".text p { text-transform: uppercase }", "F011"),
    "line-through": ("common.css", "", ".text p { text-decoration: line-through }", "F011"),
}


def with_layout(folder: Path, name: str, text: str) -> Path:
    """The manifest of the small book with a layout of its own that has this file."""
    manifest = written(folder)
    manifest.write_text(manifest.read_text("utf-8") + "layout: mine\n", "utf-8")
    (folder / "layouts/mine").mkdir(parents=True)
    (folder / "layouts/mine" / name).write_text(text, "utf-8")
    return manifest


@pytest.mark.parametrize("name", ON_LAYOUT)
def test_each_change_of_a_layout_is_refused(name: str, tmp_path: Path) -> None:
    file, old, new, code = ON_LAYOUT[name]
    house = (layouts_folder() / "house" / file).read_text("utf-8") if old else ""
    assert old in house
    manifest = with_layout(tmp_path, file, house.replace(old, new) if old else new)
    with pytest.raises(BookError) as refused:
        build_book(manifest, tmp_path / "out", "ebook")
    found = [each for each in refused.value.findings if each.code.startswith("F")]
    assert code in {each.code for each in found}, [str(each) for each in found]


@pytest.mark.parametrize("edition", ["ebook", "print"])
def test_a_layout_may_add_the_words_that_it_lists(edition: str, tmp_path: Path) -> None:
    page = (layouts_folder() / "house" / T).read_text("utf-8").replace("<header>", "<header><p>Draft for a seminar</p>")
    manifest = with_layout(tmp_path, T, page)
    sheet = '@page body { @bottom-left { content: "Not for sale" } }'
    (tmp_path / "layouts/mine/print.css").write_text(sheet, "utf-8")
    with pytest.raises(BookError, match=r"F007 “Draft for a seminar”"):
        build_book(manifest, tmp_path / "out", edition)
    (tmp_path / "layouts/mine/layout.yaml").write_text("words: [Draft for a seminar, Not for sale]\n", "utf-8")
    assert build_book(manifest, tmp_path / "out", edition).editions


def test_lists_have_the_numbers_of_their_authors_in_print(manifest: Path, tmp_path: Path) -> None:
    report = build_book(manifest, tmp_path / "out", "handout")
    text = "\n".join(pdf_pages(report.editions[0].path.read_bytes()))
    assert [number for number in ("1. ", "2. ", "5. ", "6. ") if number in text] == ["1. ", "2. ", "5. ", "6. "]


# What is added to the style sheet of printed pages of the builder's own layout, and the codes of what is found.
ON_SHEET: dict[str, tuple[str, set[str]]] = {
    "before": ('.text p::before { content: "Allegedly: " }', {"F005", "F007"}),
    "after-by-attribute": (".text p::after { content: attr(id) }", {"F007"}),
    "counted": (".text p::before { counter-increment: p; content: counter(p) }", {"F007"}),
    "upper-case": (".text p { text-transform: uppercase }", {"F001"}),
    "line-through": (".text p { text-decoration: line-through }", {"F011"}),
    "numbers-hidden": (".text ol { list-style: none }", {"F010"}),
    "numbers-as-letters": (".text ol { list-style-type: upper-alpha }", {"F010"}),
    "reversed": (".text { display: flex; flex-direction: column-reverse }", {"F005", "F009"}),
    "ordered": (".text { display: flex; flex-direction: column } .text p:last-child { order: -1 }", {"F005", "F009"}),
    "quotes-with-words": ('em::before { content: open-quote } em { quotes: "not " "" }', {"F011", "F007"}),
}


@pytest.mark.parametrize("name", ON_SHEET)
def test_each_change_of_the_builders_own_style_sheet_is_refused(
    name: str, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, codes = ON_SHEET[name]
    shutil.copytree(layouts_folder(), tmp_path / "layouts")
    monkeypatch.setattr(layout_files, "layouts_folder", lambda: tmp_path / "layouts")
    with (tmp_path / "layouts/house/print.css").open("a", encoding="utf-8") as sheet:
        sheet.write(rules)
    with pytest.raises(BookError) as refused:
        build_book(manifest, tmp_path / "out", "handout", use_cache=False)
    found = [each for each in refused.value.findings if each.code.startswith("F")]
    assert codes <= {each.code for each in found}, [str(each) for each in found]
