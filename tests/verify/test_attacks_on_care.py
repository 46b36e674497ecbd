"""Attacks on the care apparatus by a layout of the book's own: each is refused, in the e-book and on the pages.

Every attack changes files of the house's layout, or adds rules to its style sheets. What is asked of the book is read
back from the finished files.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from care_book import write_care_book
from real_book import build_book, replace_in

from anthology.book.model import Book
from anthology.core.errors import BookError
from anthology.core.findings import Finding, Severity
from anthology.core.i18n import layouts_folder
from anthology.pdf.build import print_book
from anthology.pdf.executors import executor
from anthology.pdf.imposition import SHEETS, booklet
from anthology.pdf.print_job import PdfResult, PrintJob
from anthology.render.shipped_layouts import shipped_names
from anthology.render.templates import layout
from anthology.stages import read_book
from anthology.verify.care_print import check_booklet, check_care
from anthology.verify.page_text import check_ebook, page_texts, pdf_pages

Change = tuple[str, str, str]  # a file, a text in it, what stands in its place

ESSAY, RESOURCES, PRINT, EBOOK = "essay.xhtml.j2", "resources.xhtml.j2", "print.css", "ebook.css"
HOUSE = (layouts_folder() / "house" / ESSAY).read_text("utf-8")
NOTE = "{{ mark_sentence(book.editorial.note_parts(piece.slug)) }}"
SECTION = HOUSE[HOUSE.index('<section class="content-note"') : HOUSE.index("{% if contribution.headnote %}")]
WARNING = HOUSE[HOUSE.index("{% for line in essay.author_note %}") : HOUSE.index('<p class="ways"')]
LABEL = '{{ mark_message(words["author-warning"] ~ words["colon"]) }}'
SAID = "{{ inlines(line.content) }}"
TO_NEXT = '<a href="{{ link("book:" ~ following.slug) }}">'
PAST = '{{ words.skip if following.kind == "essay" else words["skip-on"] }}'
PAST_PAGE = '{{ on_page("book:" ~ following.slug, words["colon"] ~ " ") }}'
TO_SUPPORT = '<a href="{{ link("book:resources") }}">'
SUPPORT = "{{ words.support }}"
TEXT = "{{ opening(essay.blocks) }}"
CREDIT = "{{ mark_sentence(book.editorial.credit_parts(piece.slug)) }}"
TITLE = "{{ title_markup(piece.title, piece.heading) }}</h1>"
FOOTER = '<footer class="credit">'
ED = "[Ed.: This number is part of the essay as first published. We have not verified that it is still in use."
NUMBER = '<span class="number"{{ dir_attribute("en", book.language) }}>{{ value }}</span>'
PROOF = "{{ book.editorial.proof }}"
BOTH = ("ebook", "screen")


@dataclass(frozen=True, slots=True)
class Attack:
    """Changes of the layout, the code by which they are refused, and the editions in which they are."""

    code: str
    changes: tuple[Change, ...]
    editions: tuple[str, ...] = BOTH


def changed(code: str, old: str, new: str, *editions: str, file: str = ESSAY) -> Attack:
    return Attack(code, ((file, old, new),), editions or BOTH)


def moved(code: str, words: str, before: str) -> Attack:
    """What stands before some other words of the essay's template, in place of where it stood."""
    return Attack(code, ((ESSAY, words, ""), (ESSAY, before, f"{words}{before}")))


def added(code: str, sheet: str, rule: str, *editions: str) -> Attack:
    return Attack(code, ((sheet, "", rule),), editions)


ATTACKS: dict[str, Attack] = {
    "note dropped": changed("F020", NOTE, ""),
    "note without its second sentence": changed("F020", NOTE, "{{ inlines(book.editorial.note_parts(piece.slug)[0]) }}"),
    "note in other words": changed("F020", NOTE, NOTE.replace(" }}", ' | replace("discussed", "touched on") }}')),
    "note in capitals": changed("F020", NOTE, NOTE.replace(" }}", " | upper }}")),
    "note of another essay": changed("F020", NOTE, NOTE.replace("piece.slug", '"snow"')),
    "note under another heading": changed("F020", '{{ words["content-note"] }}.', "Trigger warning."),
    "note behind the text": moved("F020", SECTION, FOOTER),
    "note behind the introduction": moved("F020", SECTION, '<div class="text"'),
    "note where a table has a head that is not shown": changed(
        "F020", NOTE, f'</p><table class="wide"><thead><tr><th scope="col">{NOTE}</th></tr></thead></table><p>', "ebook"
    ),
    "note not shown in the e-book": added("F005", EBOOK, ".content-note { display: none }", "ebook"),
    "note with an attribute that hides it": changed("F005", '<p class="note-words">', '<p hidden="hidden">', "ebook"),
    "note not shown in print": added("F005", PRINT, ".content-note { display: none }", "screen"),
    "note out of the page": added("F006", PRINT, ".note-words { width: 900pt; text-align: right }", "screen"),
    "warning dropped": changed("F021", WARNING, ""),
    "warning in other words": changed("F021", SAID, "{{ inlines(line.content) | upper }}"),
    "warning as the editors’ words": changed("F021", LABEL, "Editors’ note:"),
    "warning without whose it is": changed("F021", LABEL, ""),
    "warning behind the text": moved("F021", WARNING, FOOTER),
    "way past dropped": changed("F022", f"{TO_NEXT}{PAST}</a>{PAST_PAGE}", ""),
    "way past in other words": changed("F022", PAST, "Read on"),
    "way past that is no link": changed("F022", f"{TO_NEXT}{PAST}</a>", PAST),
    "way past that leads back": changed("F022", "following.slug) }}", "piece.slug) }}"),
    "way past that leads too far": changed("F022", "following.slug) }}", '"colophon") }}'),
    "way past behind the text": Attack("F022", ((ESSAY, TO_NEXT, ""), (ESSAY, PAST, ""), (ESSAY, FOOTER, f"<p>{TO_NEXT}{PAST}</a></p>{FOOTER}"), (ESSAY, "</a>{{ on_page(\"book:\" ~ following", "{{ on_page(\"book:\" ~ following"))),
    "way to support dropped": changed("F023", f"{TO_SUPPORT}{SUPPORT}</a>", ""),
    "way to support in other words": changed("F023", SUPPORT, "More"),
    "way to support that is no link": changed("F023", f"{TO_SUPPORT}{SUPPORT}</a>", SUPPORT),
    "way to support that leads elsewhere": changed("F023", TO_SUPPORT, TO_SUPPORT.replace("resources", "colophon")),
    "way to the table dropped": changed("F024", '{{ words["content-notes"] }}', ""),
    "way to the table that leads elsewhere": changed("F024", '<a href="{{ link("book:content-notes#row-" ~ piece.slug) }}">', '<a href="{{ link("book:colophon") }}">'),
    "page of the way past made up": changed("F025", PAST_PAGE, '{% if target == "print" %}: page 77{% endif %}', "screen"),
    "page of the way past that is another’s": changed("F025", PAST_PAGE, PAST_PAGE.replace("following.slug", '"colophon"'), "screen"),
    "page of the way to support dropped": changed("F025", '{{ on_page("book:resources", words["colon"] ~ " ") }}', "", "screen"),
    "folio that is another number": added("F025", PRINT, "@page body:first { @bottom-center { content: '99' } }", "screen"),
    "helpline note dropped": changed("F026", TEXT, f'{{{{ opening(essay.blocks) | replace("{ED}", "") }}}}'),
    "helpline note shortened": changed("F026", TEXT, '{{ opening(essay.blocks) | replace("Please see the support pages of this book.", "") }}'),
    "helpline note without whose it is": changed("F026", TEXT, '{{ opening(essay.blocks) | replace("[Ed.: ", "") }}'),
    "helpline note behind the text": changed("F026", TEXT, f'{{{{ opening(essay.blocks) | replace("{ED}", "") }}}}<p>{ED} Please see the support pages of this book.]</p>'),
    "helpline note on another page": added("F026", PRINT, ".editorial-note { break-before: page }", "screen"),
    "credit dropped": changed("F027", CREDIT, ""),
    "credit in other words": changed("F027", CREDIT, CREDIT.replace(" }}", ' | replace("has not yet been requested", "has been given") }}')),
    "credit before the text": Attack("F027", ((ESSAY, CREDIT, ""), (ESSAY, TEXT, f"<p>{CREDIT}</p>{TEXT}"))),
    "credit dropped from the permissions page": changed("F027", "{{ mark_sentence(book.editorial.credit_parts(contribution.slug)) }}", "", file="permissions.xhtml.j2"),
    "title dropped": changed("F028", TITLE, "Essay</h1>"),
    "title in capitals": changed("F028", TITLE, "{{ piece.title | upper }}</h1>"),
    "title behind the text": Attack("F028", ((ESSAY, TITLE, "Essay</h1>"), (ESSAY, FOOTER, f"<p>{{{{ piece.title }}}}</p>{FOOTER}"))),
    "number made a link": changed("F029", NUMBER, '<a href="tel:{{ value | replace(" ", "") }}">{{ value }}</a>', file=RESOURCES),
    "number of text messages made a link": changed("F029", NUMBER, '<a href="sms:60001">{{ value }}</a>', file=RESOURCES),
    "number in the essay made a link": changed("F029", TEXT, '<p><a href="tel:08000000001">Call</a></p>{{ opening(essay.blocks) }}'),
    "number made a link in disguise": changed("F029", TEXT, '<p><a href=" T&#10;EL:0800-000-0009">Call</a></p>{{ opening(essay.blocks) }}'),
    "proof mark dropped from the copyright page": changed("F030", PROOF, "", file="copyright.xhtml.j2"),
    "proof mark in other words": changed("F030", PROOF, "Final edition.", file="copyright.xhtml.j2"),
    "proof mark dropped from the permissions page": changed("F030", PROOF, "", file="permissions.xhtml.j2"),
    "proof mark dropped from a handout": changed("F030", PROOF, "", "handouts"),
    "caution dropped": changed("F031", "{{ note }}", "", file=RESOURCES),
    "caution softened": changed("F031", "{{ note }}", "Checked.", file=RESOURCES),
    "head of the resources dropped": changed("F031", "{{ book.editorial.checks }}", "", file=RESOURCES),
    "note dropped from a handout": changed("F020", NOTE, "", "handouts"),
    "note dropped from large print": changed("F020", NOTE, "", "large"),
    "note dropped from the press edition": changed("F020", NOTE, "", "print"),
    "note dropped from the quiet e-book": changed("F020", NOTE, "", "quiet"),
}  # fmt: skip


def refused(folder: Path, attack: Attack) -> tuple[Finding, ...]:
    manifest = write_care_book(folder / "book", attack.changes)
    with pytest.raises(BookError) as stopped:
        build_book(manifest, folder / "out", *attack.editions)
    assert not (folder / "out").exists()
    return tuple(each for each in stopped.value.findings if each.severity is Severity.ERROR)


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_refused_and_named(name: str, tmp_path: Path) -> None:
    attack = ATTACKS[name]
    found = [each for each in refused(tmp_path, attack) if each.code == attack.code]
    assert found
    if attack.code >= "F020" and attack.code[0] == "F":
        assert {each.edition for each in found} == set(attack.editions)
        assert all(each.piece and each.piece in each.message and each.remedy and each.at for each in found)


@pytest.mark.parametrize("name", shipped_names())
def test_every_edition_of_a_shipped_layout_has_all_of_it(name: str, tmp_path: Path) -> None:
    report = build_book(write_care_book(tmp_path / "book", layout=name), tmp_path / "out")
    assert [each for each in report.findings if each.code >= "F020" and each.code[0] == "F"] == []


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return read_book(write_care_book(tmp_path_factory.mktemp("care")))


@pytest.fixture(scope="module")
def epub(book: Book, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("finished")
    report = build_book(write_care_book(folder / "book"), folder / "out", "ebook")
    return report.editions[0].path.read_bytes()


@pytest.fixture(scope="module")
def printed(book: Book) -> PdfResult:
    with executor("inline") as workers:
        edition = book.manifest.editions["screen"]
        return print_book(PrintJob(name="screen", edition=edition, book=book, layout=layout(), executor=workers))


# What may happen to a finished e-book: a file in it, a text of it, what stands in its place; the code that says so.
IN_EBOOK: dict[str, tuple[Change, str]] = {
    "a word of the note": (("EPUB/rain.xhtml", "(discussed)", "(mentioned)"), "F020"),
    "a note in the table": (("EPUB/content-notes.xhtml", "No content notes", "Some content notes"), "F020"),
    "a rule that hides": (("EPUB/book.css", ".byline {", ".note-words { visibility: hidden } .byline {"), "F020"),
    "a comment in the note": (("EPUB/rain.xhtml", "(discussed)", "(disc<!-- -->ussed)"), ""),
    "a word of the warning": (("EPUB/rain.xhtml", "a flood, and a death", "a flood"), "F021"),
    "the way past": (("EPUB/rain.xhtml", 'href="snow.xhtml"', 'href="rain.xhtml"'), "F022"),
    "the way past to the end": (("EPUB/rain.xhtml", 'href="snow.xhtml"', 'href="snow.xhtml#snow-b2"'), "F022"),
    "the way to support": (("EPUB/rain.xhtml", 'href="resources.xhtml"', 'href="resources.xhtml#resource-night-line"'), "F023"),
    "the way to the table": (("EPUB/rain.xhtml", "#row-rain", "#row-snow"), "F024"),
    "a helpline note": (("EPUB/rain.xhtml", "We have not verified that it", "It"), "F026"),
    "the credit": (("EPUB/rain.xhtml", "Permission to reprint has not yet been requested.", "Reprinted by permission."), "F027"),
    "the title": (("EPUB/rain.xhtml", "Rain over the Town</h1>", "Rain</h1>"), "F028"),
    "a number": (("EPUB/resources.xhtml", ">0800 000 0001<", '><a href="tel:08000000001">0800 000 0001</a><'), "F029"),
    "the rights": (("EPUB/content.opf", "This is a proof", "This is a book"), "F030"),
    "the status": (("EPUB/content.opf", ">Proof<", ">Published<"), "F030"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_EBOOK)
def test_a_finished_ebook_that_was_changed_is_refused(name: str, epub: bytes, book: Book) -> None:
    (file, old, new), code = IN_EBOOK[name]
    made = io.BytesIO()
    with ZipFile(io.BytesIO(epub)) as before, ZipFile(made, "w") as after:
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename == file:
                assert old in data.decode()
                data = data.decode().replace(old, new).encode()
            after.writestr(entry, data)
    found = {each.code for each in check_ebook(made.getvalue(), book)}
    assert code in found if code else not found


def linked(pdf: pikepdf.Pdf, way: str) -> Iterator[Any]:
    """The links of the first essay that lead past its text or to support."""
    pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    names = pikepdf.NameTree(pdf.Root.Names.Dests) if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names else {}
    links: Any = pdf.pages[8].obj.Annots
    for link in links:
        place: Any = link.get("/Dest", link.get("/A", {}).get("/D"))
        place = names[str(place)] if isinstance(place, pikepdf.String) else place
        if pages[place[0].objgen] == {"past": 10, "support": 14}[way]:
            yield link


def led_elsewhere(pdf: pikepdf.Pdf) -> None:
    for link in linked(pdf, "past"):
        link.Dest = pikepdf.Array([pdf.pages[2].obj, pikepdf.Name.Fit])


def dialling(pdf: pikepdf.Pdf) -> None:
    link = next(linked(pdf, "support"))
    del link["/Dest"]
    link.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="tel:08000000001")


def unmarked(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Subject"]


def relabelled(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D)])


IN_PDF: dict[str, tuple[Callable[[pikepdf.Pdf], None] | None, str]] = {
    "nothing": (None, ""),
    "the way past": (led_elsewhere, "F022"),
    "a number": (dialling, "F029"),
    "the subject": (unmarked, "F030"),
    "the numbers of the pages": (relabelled, "F025"),
}


@pytest.mark.parametrize("name", IN_PDF)
def test_a_finished_pdf_that_was_changed_is_refused(name: str, printed: PdfResult, book: Book) -> None:
    change, code = IN_PDF[name]
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed.data)) as pdf:
        if change:
            change(pdf)
        pdf.save(made)
    data, extracted = made.getvalue(), pdf_pages(made.getvalue())
    texts = page_texts(extracted, book, printed.pagination)
    found = {each.code for each in check_care(data, extracted, texts, "screen", book, printed.pagination)}
    assert code in found if code else not found


def without_first_sheet(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0]


@pytest.mark.parametrize(("change", "code"), [(None, ""), (without_first_sheet, "F032"), (unmarked, "F030")])
def test_a_booklet_that_was_changed_is_refused(
    change: Callable[[pikepdf.Pdf], None] | None, code: str, printed: PdfResult, book: Book
) -> None:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(booklet(printed.data, sheet=SHEETS["letter"]))) as pdf:
        if change:
            change(pdf)
        pdf.save(made)
    found = {each.code for each in check_booklet(made.getvalue(), printed.data, "screen", book, printed.pagination)}
    assert found == ({code} if code else set())


def test_a_helpline_in_the_first_paragraph_has_its_note(tmp_path: Path) -> None:
    manifest = write_care_book(tmp_path / "book")
    source = manifest.parent / "rain.txt"
    text = source.read_text("utf-8").replace(
        "The rain fell on", "Call the helpline on 0800 000 0009, for the rain fell on"
    )
    source.write_text(text, "utf-8")
    report = build_book(manifest, tmp_path / "out", "ebook", "screen")
    (path,) = [each.path for each in report.editions if each.edition == "ebook"]
    with ZipFile(path) as made:
        page = made.read("EPUB/rain.xhtml").decode()
    opening = page[page.index('id="rain-b1"') : page.index('id="rain-b2"')]
    assert "[Ed.: This number is part of the essay as first published." in opening


def test_each_line_of_an_authors_warning_is_printed(tmp_path: Path) -> None:
    manifest = write_care_book(tmp_path / "book")
    source, second = manifest.parent / "rain.txt", "Please read it by daylight."
    text = source.read_text("utf-8").replace("a death\n", f"a death\n\n{second}\n")
    source.write_text(text, "utf-8")
    lines = (second, "Content warning: a flood, and a death")
    cleaning = "".join(f"\n      - {{author_note: '{line}', because: a warning}}" for line in lines)
    replace_in(manifest, "    author: {name: Ann Author}", f"    author: {{name: Ann Author}}\n    cleaning:{cleaning}")
    report = build_book(manifest, tmp_path / "out", "ebook", "screen")
    (path,) = [each.path for each in report.editions if each.edition == "ebook"]
    with ZipFile(path) as made:
        assert f">{second}</q>" in made.read("EPUB/rain.xhtml").decode()


@pytest.mark.parametrize("text", ["Rain.", "Rain over the Town", "Unsigned", "Content note."])
def test_a_text_that_is_as_short_as_its_title_is_no_alarm(text: str, tmp_path: Path) -> None:
    manifest = write_care_book(tmp_path / "book")
    (manifest.parent / "snow.md").write_text(f"# {text}\n\n{text}\n", "utf-8")
    report = build_book(manifest, tmp_path / "out", "ebook", "screen")
    assert len(report.editions) > 1
