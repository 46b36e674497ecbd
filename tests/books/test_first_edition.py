"""The first edition, built for real and read back: what a reader of either format must find in it."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import judges
import pikepdf
import pytest
from lxml import etree
from PIL import Image
from real_book import ROOT, build_book, copy_book, replace_in

from anthology.core.errors import BookError, ManifestError
from anthology.core.findings import Severity
from anthology.core.normalize import normalize
from anthology.pdf.printers import printer_table, spine_width
from anthology.render.templates import layout
from anthology.result import BuildResult
from anthology.stages import read_book
from anthology.verify.page_text import pdf_pages

X = {
    "x": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}
QUIET = "collected-essays-one-quiet.epub"
ESSAYS = ("coalition-building", "one-tweet-at-a-time", "beyond-the-campaign", "pragmatic-allyship", "not-all-survivors")
#: The seeds’ twelve references and the five essays, in the style and the order of the manifest.
ENTRIES = [
    "Butler, J. 2013. For White Girls Only?: Postfeminism and the Politics of Inclusion. Feminist Formations. "
    "25(1), pp.35–58.",
    "Casey, E. 2010. Strategies for Engaging Men as Anti-Violence Allies: Implications for Ally Movements. "
    "Advances in Social Work. 11(2), pp.267–282.",
    "Dobash, R.E. and Dobash, R.P. 1992. Women, violence and social change. London: Routledge.",
    "Gill, R. and Scharff, C. 2011. New femininities: postfeminism, neoliberalism and subjectivity. Basingstoke: "
    "Palgrave Macmillan.",
    "Home Office. 2016. Violence against Women and Girls Strategy 2016 – 2020. London: HM Government.",
    "Kelly, L. and Westmarland, N. 2016. Naming and defining ‘domestic violence’: Lessons from research with "
    "violent men. Feminist Review. 112(1), pp.113–127.",
    "[#MeToo: tackling sexual assault, one tweet at a time]. 2017. Evade Magazine. [Online]. 1 November. "
    "Available from: "
    "https://evademagazine.com/single-post/2017/11/01/metoo-tackling-sexual-assault-one-tweet-at-a-time.",
    "Not All Survivors Should Feel The Need To Share Their #MeToo Stories. 2017. Unwritten. [Online]. 16 October."
    " Available from: https://readunwritten.com/2017/10/16/not-survivors-feel-need-share-metoo-stories/.",
    "ONS. 2016. Chapter 4: Intimate personal violence and partner abuse. [Online]. [Accessed 8 August 2016]. "
    "[address not given in the source].",
    "pragmatic allyship for the #metoo age. 2019. reading.supply, under the account @jasmine. [Online]. 24 "
    "February. Available from: "
    "https://reading.supply/@jasmine/dear-men-pragmatic-allyship-for-the-metoo-age-HxUMPb.",
    "Robson, S. 2016. Challenging Austerity: The impact of austerity measures on women’s voluntary community "
    "organisations and the response of the women’s sector. [Online]. London: Women’s Resource Centre. [address "
    "not given in the source].",
    "Schwartz, J. 2017. #MeToo Campaign and Beyond: Combating Sexual Violence. Fight Back! News. [Online]. 29 "
    "November. Available from: "
    "https://fightbacknews.org/2017/11/29/metoo-campaign-and-beyond-combating-sexual-violence.",
    "Stanko, E.A. 1990. Intimate intrusions: women’s experience of male violence. London: Unwin Hyman.",
    "Towers, J. and Walby, S. 2012. Measuring the impact of cuts in public expenditure on the provision of "
    "services to prevent violence against women and girls. Lancaster University, Northern Rock Foundation, and "
    "Trust for London.",
    "Walby, S. 2011. The future of feminism. Cambridge: Polity.",
    "Wild, J. n.d. #Metoo and the task of coalition building to combat violence against women. Centre for "
    "Interdisciplinary Gender Studies, University of Leeds. [Online]. Available from: "
    "https://gender-studies.leeds.ac.uk/metoo-and-the-task-of-coalition-building-to-combat-violence-against-women/.",
    "Women’s Aid. 2016. Women’s Aid Annual Survey 2015: the findings. London: Women’s Aid.",
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    return build_book(ROOT / "book.yaml", tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same book as a PDF for the screen: tagged, with an outline."""

    def for_screen(folder: Path) -> None:
        path = folder / "book.yaml"
        before, editions, _ = path.read_text("utf-8").partition("\neditions:\n")
        path.write_text(f"{before}{editions}  screen: {{format: pdf, for: screen}}\n", "utf-8")

    manifest = copy_book(tmp_path_factory.mktemp("for-screen"), for_screen)
    return build_book(manifest, tmp_path_factory.mktemp("screen")).editions[0].path


def epub_path(report: BuildResult) -> Path:
    return next(artefact.path for artefact in report.editions if artefact.edition == "ebook")


def pdf_path(report: BuildResult, edition: str = "print") -> Path:
    return next(artefact.path for artefact in report.editions if artefact.edition == edition)


def page(report: BuildResult, slug: str) -> etree._Element:
    with zipfile.ZipFile(epub_path(report)) as archive:
        return etree.fromstring(archive.read(f"EPUB/{slug}.xhtml"))


def words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def package(report: BuildResult) -> etree._Element:
    with zipfile.ZipFile(epub_path(report)) as archive:
        return etree.fromstring(archive.read("EPUB/content.opf"))


def test_epubcheck_finds_nothing_and_ace_finds_no_violation(report: BuildResult) -> None:
    assert judges.epubcheck(epub_path(report)) == []
    assert judges.ace(epub_path(report)) == []


def test_files_have_the_names_that_the_readme_gives(report: BuildResult) -> None:
    folder = epub_path(report).parent
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    handouts = [f"{slug}{kind}.pdf" for slug in ESSAYS for kind in ("", "-booklet")]
    assert names == sorted(
        f"after-the-hashtag-{name}" if name != QUIET else name
        for name in (
            QUIET,
            "bibliography.bib",
            "bibliography.json",
            "bibliography.ris",
            "changes.html",
            "changes.json",
            "content-notes.json",
            "ebook.epub",
            "large.pdf",
            "onix.xml",
            "print.pdf",
            "print-cover.pdf",
            "screen.pdf",
            *(f"handouts/{name}" for name in handouts),
        )
    )


def test_pieces_stand_in_the_same_order_in_both_formats(report: BuildResult) -> None:
    spine = [item.get("idref", "").removeprefix("page-") for item in package(report).iterfind(".//opf:itemref", X)]
    pieces = [piece.slug for piece in read_book(ROOT / "book.yaml").pieces]
    assert [slug if slug != "nav" else "contents" for slug in spine] == ["cover", *pieces]
    assert pieces == [
        "half-title",
        "title-page",
        "copyright",
        "contents",
        "content-notes",
        "foreword",
        *ESSAYS,
        "contributors",
        "note-on-the-texts",
        "permissions",
        "bibliography",
        "resources",
        "colophon",
    ]
    text = normalize("\n".join(pdf_pages(pdf_path(report).read_bytes())))
    openings = [
        "In the middle of October 2017 two words filled",
        "The recent social media campaign",
        "#METOO is a Twitter trend where women",
        "New York, NY – In the aftermath",
        "But he’s a friend of mine",
        "Hello friends. After the overwhelming",
        "Of the 14 services, 14 could not be checked",
    ]
    places = [
        text.rindex(normalize(opening)) if index else text.index(normalize(opening))
        for index, opening in enumerate(openings)
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("slug", ESSAYS)
def test_each_essay_is_one_article_with_its_note_ahead_of_its_headnote_ahead_of_its_text(
    report: BuildResult, slug: str
) -> None:
    root = page(report, slug)
    (article,) = root.iterfind(".//x:article", X)
    kinds = [child.get("class").split()[0] for child in article if child.get("class")]
    assert kinds[:3] == ["content-note", "headnote", "text"]
    note, headnote, text = (child for child in article if child.get("class", "").startswith(tuple(kinds[:3])))
    said = words(note.find("x:p", X))
    assert said.startswith("Content note. ")
    assert 3 < len(said.split()) <= 37
    assert words(headnote).endswith("Ed.")
    assert text.get("lang") == ("en-GB" if slug in ESSAYS[:2] else "en-US")


@pytest.mark.parametrize("slug", ESSAYS)
def test_each_essay_offers_a_way_past_it_and_a_way_to_support(report: BuildResult, slug: str) -> None:
    ways = page(report, slug).find(".//x:p[@class='ways']", X)
    assert ways is not None
    links = [link.get("href") for link in ways.iterfind("x:a", X)]
    following = dict(zip(ESSAYS, (*ESSAYS[1:], "contributors"), strict=True))[slug]
    assert links == [f"content-notes.xhtml#row-{slug}", f"{following}.xhtml", "resources.xhtml"]
    target = page(report, "content-notes").find(f".//*[@id='row-{slug}']", X)
    assert target is not None
    assert words(target) == ""  # an empty place: Kobo makes a pop-up of any other


def test_the_authors_own_warning_is_shown_verbatim_as_theirs(report: BuildResult) -> None:
    warning = page(report, "not-all-survivors").find(".//x:p[@class='author-warning']/x:q", X)
    assert warning is not None
    assert words(warning) == "Trigger Warning: Sexual violence, rape, and mental health"


def test_the_table_of_themes_is_a_real_table_in_both_formats(report: BuildResult, screen: Path) -> None:
    table = page(report, "content-notes").find(".//x:table", X)
    assert table is not None
    assert len(table.findall("x:thead/x:tr/x:th[@scope='col']", X)) == 6
    rows = {words(row[0]): [words(cell) for cell in row[1:]] for row in table.iterfind("x:tbody/x:tr", X)}
    assert rows["Rape"] == ["", "", "mentioned", "discussed", "discussed"]
    assert rows["Domestic abuse"] == ["discussed", "", "", "", ""]
    with pikepdf.open(screen) as pdf:
        kinds = [str(each.get("/S")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]
    assert "/TH" in kinds
    assert "/Table" in kinds


def test_helplines_of_2017_are_printed_as_text_with_the_editors_word(report: BuildResult) -> None:
    items = page(report, "one-tweet-at-a-time").findall(".//x:ul[@class='helplines']/x:li", X)
    assert [words(item).split(" [Ed.:")[0] for item in items] == [
        "Rape Crisis – Helpline: 0808 802 9999",
        "Victim Support – Helpline: 0808 168 9111",
    ]
    assert "appears to have been replaced" in words(items[0])
    assert "have not verified" in words(items[1])


def test_no_number_is_a_link_and_every_unverified_entry_says_so(report: BuildResult) -> None:
    with zipfile.ZipFile(epub_path(report)) as archive:
        for name in archive.namelist():
            assert not re.search(rb"(?:tel|sms):", archive.read(name)), name
    services = page(report, "resources").findall(".//x:li[@class='service']", X)
    assert len(services) == 17
    unmarked = [words(service[0]) for service in services if "Not checked" not in words(service)]
    assert unmarked == [
        "Police, ambulance, fire and rescue, coastguard",
        "Police, ambulance, fire service",
        "Police, ambulance, fire service",
    ]


def test_thirteen_citations_lead_to_entries_and_back(report: BuildResult) -> None:
    essay, bibliography = page(report, "coalition-building"), page(report, "bibliography")
    entries = {entry.get("id"): entry for entry in bibliography.iterfind(".//x:ul[@class='entries']/x:li", X)}
    assert len(entries) == 17
    citations = essay.findall(".//x:a[@class='citation']", X)
    assert len(citations) == 13
    for citation in citations:
        name, _, anchor = (citation.get("href") or "").partition("#")
        assert name == "bibliography.xhtml"
        place = citation.getprevious()
        assert place is not None
        back = f"coalition-building.xhtml#{place.get('id')}"
        assert entries[anchor].find(f".//x:a[@href='{back}']", X) is not None


def test_the_page_numbers_printed_in_the_contents_are_right(report: BuildResult) -> None:
    pages = pdf_pages(pdf_path(report).read_bytes())
    contents = next(text for text in pages if text.lstrip().startswith("Contents"))
    for title, opening in (
        ("pragmatic allyship for the #metoo age", "With that sentence, said by a male friend"),
        ("Resources", "Of the 14 services"),
    ):
        printed = re.search(rf"{re.escape(title)}\s+(?:Unsigned\s+)?(\d+)", contents)
        assert printed
        (index,) = [index for index, text in enumerate(pages) if opening in " ".join(text.split())]
        with pikepdf.open(pdf_path(report)) as pdf:
            label = pikepdf.Page(pdf.pages[index].obj).label
        assert label == printed[1]


def test_a_proof_says_so_on_three_pages_and_in_the_metadata(report: BuildResult) -> None:
    said = "This is a proof, not for distribution: permissions are pending for 5 of the 5 essays in it."
    assert said in words(page(report, "copyright"))
    assert said in words(page(report, "permissions"))
    assert said in (package(report).findtext(".//dc:rights", namespaces=X) or "")


def test_essays_have_authors_and_keywords_in_the_package_and_none_as_hazards(report: BuildResult) -> None:
    metas = package(report).findall(".//opf:meta", X)
    refined = {(meta.get("refines"), meta.get("property"), meta.text) for meta in metas}
    assert ("#page-beyond-the-campaign", "schema:author", "Jessica Schwartz") in refined
    assert ("#page-coalition-building", "schema:keywords", "Domestic abuse (discussed)") in refined
    hazards = [meta.text for meta in metas if meta.get("property") == "schema:accessibilityHazard"]
    assert hazards == ["none"]


def test_the_package_says_that_the_book_is_a_collection(report: BuildResult) -> None:
    kinds = package(report).findall(".//opf:meta[@property='schema:additionalType']", X)
    assert [kind.text for kind in kinds] == ["http://schema.org/Collection"]


def test_records_beside_the_book_hold_its_works_and_notes(report: BuildResult) -> None:
    by_name = {file.name.removeprefix("after-the-hashtag-"): file.read().decode() for file in report.sidecars}
    assert len(json.loads(by_name["bibliography.json"])) == 17
    assert by_name["bibliography.ris"].count("TY  - ") == 17
    assert by_name["bibliography.bib"].count("\n@") + by_name["bibliography.bib"].startswith("@") == 17
    assert set(json.loads(by_name["content-notes.json"])["essays"]) == set(ESSAYS)


def test_a_release_is_refused_while_anything_is_pending(tmp_path: Path) -> None:
    book = read_book(ROOT / "book.yaml", release=True)
    errors = {finding.code for finding in book.findings if finding.severity is Severity.ERROR}
    assert errors == {"H006", "N019", "P002"}


def test_without_source_notes_the_note_on_the_texts_tells_what_the_ledger_tells(tmp_path: Path) -> None:
    path = copy_book(tmp_path)
    path.write_text(re.sub(r"    source_note: >\n(?: {6}.*\n)+", "", path.read_text("utf-8")), "utf-8")
    book = read_book(path)
    told = etree.fromstring(layout().page(book.piece("note-on-the-texts"), book, "ebook").encode())
    said = words(told)
    assert "further social change” (Home Office" in said
    assert "Moved (the date of the essay): (feb 24, 2019)" in said
    assert "Left out (comments of readers, before the page’s comment form): 3 lines." in said
    assert "12 lines, to the bibliography" in said
    assert "Supplied: the title, in square brackets." in said
    assert "Put right in the references: type, title, publisher of Towers and Walby 2012." in said
    assert "towers-walby" not in said


def test_the_bibliography_is_the_twelve_references_and_the_five_essays_as_leeds_has_them(report: BuildResult) -> None:
    bibliography = page(report, "bibliography")
    entries = [words(entry) for entry in bibliography.iterfind(".//x:ul[@class='entries']/x:li", X)]
    assert [re.sub(r" (?:Cited in|In this book:) .*", "", entry) for entry in entries] == ENTRIES


def test_no_note_says_twice_that_people_are_named(report: BuildResult) -> None:
    notes = words(page(report, "content-notes"))
    assert "named people accused or convicted" in notes
    assert "about named real people" not in notes


def test_the_outline_names_the_author_of_each_essay(screen: Path) -> None:
    with pikepdf.open(screen) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert "#MeToo Campaign and Beyond: Combating Sexual Violence – Jessica Schwartz" in titles
    assert "pragmatic allyship for the #metoo age – Unsigned" in titles


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from real_book import build_book
if __name__ == "__main__":
    build_book(Path(sys.argv[2]), Path(sys.argv[3]), executor=sys.argv[4], use_cache=False)
"""


def test_the_same_input_makes_the_same_bytes_anywhere(report: BuildResult, tmp_path: Path) -> None:
    folder = tmp_path / "another place – with spaces"
    folder.mkdir()
    manifest = copy_book(folder)
    script = tmp_path / "build_it.py"
    script.write_text(BUILD)
    environment = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "77"}
    command = [
        sys.executable,
        str(script),
        str(ROOT / "tests/support"),
        str(manifest),
        str(tmp_path / "out"),
        "processes:2",
    ]
    subprocess.run(command, check=True, env=environment)
    folder = epub_path(report).parent
    for path in folder.rglob("*.*"):
        name = path.relative_to(folder)
        assert (tmp_path / "out" / name).read_bytes() == path.read_bytes(), name


def test_a_book_with_an_error_writes_nothing(tmp_path: Path) -> None:
    manifest = copy_book(tmp_path)
    replace_in(
        tmp_path / "editorial" / "foreword.md",
        "In the middle of October 2017 two",
        "In [the](book:nowhere) middle of October 2017 two",
    )
    with pytest.raises(BookError) as failed:
        build_book(manifest, tmp_path / "build")
    (error,) = [finding for finding in failed.value.findings if finding.severity is Severity.ERROR]
    assert (error.code, str(error.at)) == ("L003", "editorial/foreword.md:3")
    assert not (tmp_path / "build").exists()


def test_an_edition_that_the_manifest_does_not_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as failed:
        build_book(ROOT / "book.yaml", tmp_path / "build", "audio")
    assert failed.value.findings[0].code == "M018"


def test_a_fact_on_which_manifest_and_source_disagree_is_a_finding(tmp_path: Path) -> None:
    manifest = copy_book(tmp_path)
    replace_in(manifest, "      on: 2019-02-24", "      on: 2019-02-25")
    found = [finding for finding in read_book(manifest).findings if finding.code == "C004"]
    assert len(found) == 1
    assert "feb 24, 2019" in found[0].message


def test_the_epub_is_one_file_for_each_piece_and_small(report: BuildResult) -> None:
    data = epub_path(report).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pages = [name for name in archive.namelist() if name.endswith(".xhtml")]
    assert len(pages) == 18  # a page for each piece, the cover, and the contents as navigation
    assert len(data) < 300_000


@pytest.mark.parametrize("slug", ESSAYS)
def test_a_handout_holds_its_essay_and_always_the_resources(report: BuildResult, slug: str) -> None:
    folder = epub_path(report).parent / "after-the-hashtag-handouts"
    pages = pdf_pages((folder / f"{slug}.pdf").read_bytes())
    text = " ".join(" ".join(pages).split())
    assert "From After the Hashtag. This is a proof" in text
    assert "Content note." in text
    assert "Questions for discussion" in text
    assert "Permission to reprint has not yet been requested." in text
    assert "For your safety" in text
    assert "Not checked" in text
    assert ("Butler, J. 2013" in text) is (slug == "coalition-building")
    assert "Foreword" not in text
    with pikepdf.open(folder / f"{slug}.pdf") as pdf:
        assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
        assert str(pikepdf.Page(pdf.pages[0].obj).label) == "1"
        assert pdf.Root.MarkInfo.Marked


def test_a_booklet_has_two_pages_on_each_side_in_the_order_of_folding(report: BuildResult) -> None:
    folder = epub_path(report).parent / "after-the-hashtag-handouts"
    data = (folder / "one-tweet-at-a-time-booklet.pdf").read_bytes()
    sides = pdf_pages(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert {tuple(round(float(side)) for side in page.MediaBox) for page in pdf.pages} == {(0, 0, 842, 595)}
    assert len(sides) % 2 == 0
    assert "From After the Hashtag" in sides[0]  # the first page is on the right of the outermost side
    order = [number for side in sides for number in re.findall(r"(?m)^(\d+)\s*$", side)]
    assert sorted(map(int, order)) == list(range(1, len(order) + 1))
    assert "1" in re.findall(r"(?m)^(\d+)\s*$", sides[0])
    assert {"2", "3"} & set(re.findall(r"(?m)^(\d+)\s*$", sides[1]))


def test_large_print_is_eighteen_points_in_a_clear_face_without_hyphens(report: BuildResult) -> None:
    data = pdf_path(report, "large").read_bytes()
    own_words = " ".join(
        path.read_text("utf-8") for path in (*ROOT.glob("seeds/*"), *ROOT.rglob("editorial/*.*"), ROOT / "book.yaml")
    )
    for before, after in re.findall(r"(\w+)\ufffe(\w+)", " ".join(pdf_pages(data))):
        assert f"{before}-{after}" in own_words, "a hyphen that no text has"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = {str(font.BaseFont) for font in pdf.pages[20].Resources.Font.values()}
        assert all("Atkinson" in font for font in fonts)
        sizes = re.findall(rb"/\S+ ([\d.]+) Tf", b"".join(part.read_bytes() for part in pdf.pages[20].Contents))
    body = max(set(sizes), key=sizes.count)
    assert float(body) * 0.75 == pytest.approx(18)


def test_the_cover_is_the_picture_that_shops_ask_for(report: BuildResult) -> None:
    with zipfile.ZipFile(epub_path(report)) as archive:
        picture = Image.open(io.BytesIO(archive.read("EPUB/cover.jpg")))
        shown = etree.fromstring(archive.read("EPUB/cover.xhtml")).find(".//x:img", X)
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (1600, 2560), "RGB")
    assert shown is not None
    assert "After the Hashtag" in (shown.get("alt") or "")
    item = package(report).find(".//opf:item[@properties='cover-image']", X)
    assert item is not None


def test_the_wrap_is_as_wide_as_the_pages_make_it(report: BuildResult) -> None:
    with pikepdf.open(pdf_path(report)) as inside:
        pages = len(inside.pages)
    with pikepdf.open(pdf_path(report).with_name("after-the-hashtag-print-cover.pdf")) as pdf:
        left, _, right, _ = (float(side) for side in pdf.pages[0].TrimBox)
        assert len(pdf.pages) == 1
    spine = (right - left) - 2 * 6 * 72
    assert 0 < spine < 20
    assert spine == pytest.approx(spine_width(printer_table().printers["generic"], pages, "white"), abs=0.5)


def test_a_discreet_edition_tells_nothing_outside_its_pages_and_everything_inside(report: BuildResult) -> None:
    with zipfile.ZipFile(epub_path(report).with_name(QUIET)) as archive:
        opf, ncx = archive.read("EPUB/content.opf").decode(), archive.read("EPUB/cover.xhtml").decode()
        essays = {name: archive.read(name) for name in archive.namelist() if any(slug in name for slug in ESSAYS)}
    told = (opf.partition("<manifest")[0] + ncx).lower()
    for word in ("hashtag", "metoo", "violence", "assault", "abuse", "rape"):
        assert word not in told
    assert "<dc:title" in opf
    assert "Collected Essays, One" in opf
    with zipfile.ZipFile(epub_path(report)) as archive:
        for name, data in essays.items():
            other = re.sub(rb'data-(?:recto|verso)="[^"]*"', b"", archive.read(name))
            assert re.sub(rb'data-(?:recto|verso)="[^"]*"', b"", data) == other


def conformance(report: BuildResult) -> tuple[str | None, list[str | None]]:
    """What the package says of its conformance, and who certifies that."""
    metas = package(report).findall(".//opf:meta", X)
    (claim,) = [meta for meta in metas if meta.get("property") == "dcterms:conformsTo"]
    assert claim.get("id") == "conf"
    by = [meta.text for meta in metas if (meta.get("property"), meta.get("refines")) == ("a11y:certifiedBy", "#conf")]
    return claim.text, by


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The e-book of which somebody certifies the accessibility, and which belongs to a series."""
    manifest = copy_book(tmp_path_factory.mktemp("declared"))
    more = 'accessibility: {certified_by: A. Certifier}\nseries: {name: Short Readers, number: "2"}\n'
    replace_in(manifest, "resources: editorial", f"{more}resources: editorial")
    return build_book(manifest, manifest.parent / "build", "ebook")


def test_a_book_with_declarations_is_valid(declared: BuildResult) -> None:
    assert judges.epubcheck(epub_path(declared)) == []


def test_conformance_is_claimed_only_where_somebody_certifies_it(report: BuildResult, declared: BuildResult) -> None:
    assert conformance(report) == ("none", [])
    assert conformance(declared) == ("EPUB Accessibility 1.1 - WCAG 2.2 Level AA", ["A. Certifier"])
    for made, said in ((report, "has not been certified"), (declared, "A. Certifier certifies that it conforms")):
        assert said in words(page(made, "copyright"))


def test_a_series_is_told_in_the_package(declared: BuildResult) -> None:
    told = {meta.get("property"): meta.text for meta in package(declared).iterfind(".//opf:meta", X)}
    assert told["belongs-to-collection"] == "Short Readers"
    assert (told["collection-type"], told["group-position"]) == ("series", "2")
