"""Packing of e-books: what comes out, what is refused, and what the outside judges say."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import judges
import pytest
import sample_book
from lxml import etree
from sample_book import ASSETS, DOCUMENTS, NAVIGATION, PACKAGE

from anthology.core.errors import LayoutError
from anthology.core.finding_codes import all_codes
from anthology.epub import Asset, Document, Meta, Navigation, PageTarget, pack
from anthology.epub.validate import check_epub

TESTS = Path(__file__).parents[1]
NAMES = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "x": "http://www.w3.org/1999/xhtml",
    "ops": "http://www.idpf.org/2007/ops",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}


def read(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return container.read(name)


def find(data: bytes, name: str, path: str) -> list[str]:
    return [str(found) for found in etree.fromstring(read(data, name)).xpath(path, namespaces=NAMES)]


def find_opf(data: bytes, path: str) -> list[str]:
    return find(data, "EPUB/content.opf", path)


def refused(*documents: Document, **changes: object) -> list[str]:
    """The codes with which the sample is refused when it is changed so."""
    assets = changes.pop("assets", ASSETS)
    navigation = changes.pop("navigation", Navigation())
    package = replace(PACKAGE, **changes)  # type: ignore[arg-type]  # the fields are named by the test
    with pytest.raises(LayoutError) as caught:
        pack(package, documents or DOCUMENTS, assets, navigation)  # type: ignore[arg-type]  # likewise
    return [finding.code for finding in caught.value.findings]


# --- the judges ---


def test_epubcheck_finds_nothing(sample_epub_path: Path) -> None:
    messages = judges.epubcheck(sample_epub_path)
    assert [message for message in messages if not message.is_harmless] == []


def test_ace_finds_nothing(sample_epub_path: Path) -> None:
    assert judges.ace(sample_epub_path) == []


def test_judges_see_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "wrong.epub"
    body = '<h1>Title</h1><p><a href="nowhere.xhtml">dead</a></p><p><img src="images/cover.png"/></p>'
    wrong = replace(DOCUMENTS[1], xhtml=sample_book.page("Wrong", body))
    path.write_bytes(pack(PACKAGE, (DOCUMENTS[0], wrong, *DOCUMENTS[2:]), ASSETS, NAVIGATION))
    assert {message.id for message in judges.epubcheck(path) if not message.is_harmless} == {"RSC-007"}
    assert "image-alt" in {violation.rule for violation in judges.ace(path)}


def test_our_own_checks_find_nothing(sample_epub: bytes) -> None:
    assert check_epub(sample_epub) == ()


# --- the container ---


def test_container_begins_with_a_bare_mimetype_and_bears_no_time(sample_epub: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(sample_epub)) as container:
        entries = container.infolist()
    assert sample_epub[30:58] == b"mimetypeapplication/epub+zip"
    assert entries[0].compress_type == zipfile.ZIP_STORED
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.extra, entry.create_system, entry.external_attr) for entry in entries} == {(b"", 3, 0o100644 << 16)}
    names = [entry.filename for entry in entries]
    assert names[1:3] == ["META-INF/container.xml", "EPUB/content.opf"]
    assert names[3:] == sorted(names[3:])


def test_pages_and_assets_are_the_very_bytes_that_were_given(sample_epub: bytes) -> None:
    for document in DOCUMENTS:
        assert read(sample_epub, f"EPUB/{document.slug}.xhtml") == document.xhtml
    assert read(sample_epub, "EPUB/styles/book.css") == ASSETS[0].data


@pytest.mark.parametrize(
    ("zone", "seed", "locale"), [("Pacific/Auckland", "1", "C"), ("America/New_York", "4242", "C.UTF-8")]
)
def test_bytes_do_not_depend_on_zone_seed_locale_or_folder(
    sample_epub: bytes, tmp_path: Path, zone: str, seed: str, locale: str
) -> None:
    surroundings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale}
    surroundings["PYTHONPATH"] = os.pathsep.join([str(TESTS / "support"), str(TESTS.parent)])
    script = "import sys, sample_book; sys.stdout.buffer.write(sample_book.packed())"
    run = subprocess.run(
        [sys.executable, "-c", script], env=surroundings, cwd=tmp_path, capture_output=True, check=True
    )
    assert hashlib.sha256(run.stdout).hexdigest() == hashlib.sha256(sample_epub).hexdigest()


def test_importing_the_records_does_not_import_ebooklib() -> None:
    script = "import sys, anthology.epub; print('ebooklib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], cwd=TESTS.parent, capture_output=True, check=True, text=True)
    assert run.stdout == "False\n"


# --- the package ---


def test_package_says_its_language_and_when_it_was_changed(sample_epub: bytes) -> None:
    assert find_opf(sample_epub, "/opf:package/@xml:lang") == ["en-GB"]
    assert find_opf(sample_epub, "//opf:meta[@property='dcterms:modified']/text()") == ["2026-11-20T00:00:00Z"]


def test_package_does_not_name_the_library_that_wrote_it(sample_epub: bytes) -> None:
    assert find_opf(sample_epub, "//opf:meta[@name]/@name") == ["cover"]
    assert find_opf(sample_epub, "//dc:identifier/text()") == [PACKAGE.identifier]


def test_titles_are_told_apart(sample_epub: bytes) -> None:
    assert find_opf(sample_epub, "//dc:title/text()") == ["A Sample", "Two essays & a list"]
    for kind, words in (("main", "A Sample"), ("subtitle", "Two essays & a list")):
        refined = find_opf(sample_epub, f"//opf:meta[@property='title-type' and .='{kind}']/@refines")
        assert find_opf(sample_epub, f"//dc:title[@id='{refined[0][1:]}']/text()") == [words]


def test_people_have_their_roles_and_sorted_names(sample_epub: bytes) -> None:
    assert find_opf(sample_epub, "//dc:creator/text()") == ["Eve Editor", "Ann Author"]
    assert find_opf(sample_epub, "//dc:contributor/text()") == ["Ida Introducer"]
    roles = "//opf:meta[@property='role' and @scheme='marc:relators']"
    assert find_opf(sample_epub, f"{roles}/text()") == ["edt", "aut", "aui"]
    people = find_opf(sample_epub, "//dc:creator/@id | //dc:contributor/@id")
    assert find_opf(sample_epub, f"{roles}/@refines") == [f"#{person}" for person in people]
    assert find_opf(sample_epub, "//opf:meta[@property='file-as']/text()") == ["Editor, Eve", "Author, Ann"]


def test_certifier_refines_the_claim(sample_epub: bytes) -> None:
    claim = find_opf(sample_epub, "//opf:meta[@property='dcterms:conformsTo']/@id")
    assert find_opf(sample_epub, "//opf:meta[@property='a11y:certifiedBy']/@refines") == [f"#{claim[0]}"]


def test_spine_keeps_the_order_and_holds_the_contents_page_in_its_place(sample_epub: bytes) -> None:
    spine = find_opf(sample_epub, "//opf:itemref/@idref")
    assert spine == [
        "page-cover",
        "page-title-page",
        "nav",
        "page-part-one",
        "page-first",
        "page-second",
        "page-resources",
    ]
    assert find_opf(sample_epub, "//opf:itemref[@linear='no']/@idref") == ["page-resources"]


def test_contents_page_stays_outside_the_spine_unless_it_is_given_a_place() -> None:
    data = pack(PACKAGE, DOCUMENTS, ASSETS)
    assert "nav" not in find_opf(data, "//opf:itemref/@idref")
    assert find_opf(data, "//opf:item[@properties='nav']/@href") == ["nav.xhtml"]


def test_cover_is_found_by_new_and_old_readers(sample_epub: bytes) -> None:
    assert find_opf(sample_epub, "//opf:item[@properties='cover-image']/@href") == ["images/cover.png"]
    identifier = find_opf(sample_epub, "//opf:meta[@name='cover']/@content")
    assert find_opf(sample_epub, f"//opf:item[@id='{identifier[0]}']/@href") == ["images/cover.png"]


def test_drawings_inside_a_page_are_declared() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="dot"><circle r="1"/></svg>'
    drawn = replace(DOCUMENTS[4], xhtml=sample_book.page("Afterwards", f"<h1>Afterwards</h1>{svg}"))
    data = pack(PACKAGE, (*DOCUMENTS[:4], drawn), ASSETS)
    assert find_opf(data, "//opf:item[@properties='svg']/@href") == ["second.xhtml"]


def test_a_book_written_from_right_to_left_says_so() -> None:
    data = pack(replace(PACKAGE, direction="rtl", language="ar"), DOCUMENTS, ASSETS)
    assert find_opf(data, "//opf:spine/@page-progression-direction") == ["rtl"]
    assert find(data, "EPUB/nav.xhtml", "/x:html/@dir") == ["rtl"]


# --- the navigation ---


def lines(data: bytes) -> list[tuple[int, str, str]]:
    """Depth, words and address of each line of the table of contents."""
    root = etree.fromstring(read(data, "EPUB/nav.xhtml"))
    found = root.xpath("//x:nav[@ops:type='toc']//x:li/*[self::x:a or self::x:span]", namespaces=NAMES)
    return [(len(list(line.iterancestors("{*}ol"))), "".join(line.itertext()), line.get("href", "")) for line in found]


def test_contents_are_nested_by_parts_and_headings_and_name_the_authors(sample_epub: bytes) -> None:
    assert lines(sample_epub) == [
        (1, "A Sample", "title-page.xhtml"),
        (1, "First part", "part-one.xhtml"),
        (2, "Why now? by Ann Author", "first.xhtml"),
        (3, "What was said", "first.xhtml#first-b2"),
        (4, "By whom", "first.xhtml#first-b4"),
        (3, "What was done", "first.xhtml#first-b6"),
        (1, "Second part", ""),
        (2, "Afterwards, by Bo Author", "second.xhtml"),
        (3, "And then", "second.xhtml#second-b4"),
        (1, "Resources", "resources.xhtml"),
    ]


def test_old_readers_get_the_same_contents(sample_epub: bytes) -> None:
    labels = find(sample_epub, "EPUB/toc.ncx", "//ncx:navPoint/ncx:navLabel/ncx:text/text()")
    assert labels == [words for _, words, _ in lines(sample_epub)]
    addresses = find(sample_epub, "EPUB/toc.ncx", "//ncx:navPoint/ncx:content/@src")
    assert addresses == [address or "second.xhtml" for _, _, address in lines(sample_epub)]
    assert find(sample_epub, "EPUB/toc.ncx", "//ncx:meta[@name='dtb:uid']/@content") == [PACKAGE.identifier]


def test_contents_page_is_styled_and_told_to_screen_readers(sample_epub: bytes) -> None:
    assert find(sample_epub, "EPUB/nav.xhtml", "//x:link[@rel='stylesheet']/@href") == ["styles/book.css"]
    assert find(sample_epub, "EPUB/nav.xhtml", "//x:nav/@role") == ["doc-toc", "doc-pagelist"]
    assert find(sample_epub, "EPUB/nav.xhtml", "//x:nav[not(@hidden)]/@ops:type") == ["toc"]


def landmark_types(data: bytes) -> list[tuple[str, str]]:
    links = "//x:nav[@ops:type='landmarks']//x:a"
    types = find(data, "EPUB/nav.xhtml", f"{links}/@ops:type")
    return list(zip(types, find(data, "EPUB/nav.xhtml", f"{links}/@href"), strict=True))


def test_landmarks_name_the_beginning_of_the_text(sample_epub: bytes) -> None:
    assert landmark_types(sample_epub) == [
        ("toc", "nav.xhtml"),
        ("cover", "cover.xhtml"),
        ("bodymatter", "part-one.xhtml"),
        ("appendix", "resources.xhtml"),
    ]
    declared = replace(DOCUMENTS[3], landmark="bodymatter")
    data = pack(PACKAGE, (*DOCUMENTS[:3], declared, *DOCUMENTS[4:]), ASSETS)
    assert [href for kind, href in landmark_types(data) if kind == "bodymatter"] == ["first.xhtml"]


def test_page_list_is_there_only_if_printed_pages_are_known(sample_epub: bytes) -> None:
    links = "//x:nav[@ops:type='page-list']//x:a"
    assert find(sample_epub, "EPUB/nav.xhtml", f"{links}/text()") == ["1", "2"]
    assert find(sample_epub, "EPUB/nav.xhtml", f"{links}/@href") == ["first.xhtml#first-p1", "first.xhtml#first-p2"]
    without = pack(PACKAGE, DOCUMENTS, ASSETS, replace(NAVIGATION, pages=()))
    assert find(without, "EPUB/nav.xhtml", "//x:nav/@ops:type") == ["toc", "landmarks"]


# --- what is refused ---


@pytest.mark.parametrize("slug", ["", "Essay", "an essay", "../essay", "essay/one", "-essay", "a--b", "essay.", "é"])
def test_slug_that_cannot_be_a_file_name(slug: str) -> None:
    assert refused(replace(DOCUMENTS[1], slug=slug)) == ["E001"]


@pytest.mark.parametrize(
    "name", ["", "../book.css", "/book.css", "a b.css", "a/b/c.css", "styles/.css", "styles//a.css"]
)
def test_asset_name_that_cannot_be_a_file_name(name: str) -> None:
    assert refused(assets=(Asset(name=name, media_type="text/css", data=b""),)) == ["E001"]


def test_names_that_are_there_twice() -> None:
    assert refused(DOCUMENTS[1], DOCUMENTS[1]) == ["E002"]
    assert refused(replace(DOCUMENTS[1], slug="nav")) == ["E002"]
    capitals = tuple(Asset(name=name, media_type="text/css", data=b"") for name in ("a.css", "A.css", "content.opf"))
    assert refused(assets=capitals) == ["E002", "E002"]


@pytest.mark.parametrize(
    ("xhtml", "message", "line"),
    [
        (sample_book.page("T", "<p>one</p>\n<p>two<br></p>"), "Opening and ending tag mismatch: br", 7),
        (sample_book.page("T", "<p>one &nbsp; two</p>"), "Entity 'nbsp' not defined", 6),
        (b"<html><body/></html>", "is no XHTML", 1),
        (b"", "Document is empty", 1),
    ],
)
def test_page_that_is_not_well_formed_is_named_with_its_line(xhtml: bytes, message: str, line: int) -> None:
    with pytest.raises(LayoutError) as caught:
        pack(PACKAGE, (replace(DOCUMENTS[1], xhtml=xhtml), *DOCUMENTS[2:]))
    (finding,) = caught.value.findings
    assert finding.code == "L002"
    assert "A Sample" in finding.message
    assert message in finding.message
    assert finding.at is not None
    assert (finding.at.path.as_posix(), finding.at.line) == ("title-page.xhtml", line)


def test_metadata_that_is_missing_or_unwritable() -> None:
    assert refused(title=" ", identifier="", date="20 November 2026") == ["E003", "E003", "E003"]
    assert refused(description="a\x00b") == ["E003"]
    assert refused(metas=(Meta(property="schema:name", value="\ud800"),)) == ["E003"]
    assert refused(replace(DOCUMENTS[1], title="a\x0bb")) == ["E003"]


def test_navigation_to_pages_that_are_not_there() -> None:
    pages = (PageTarget(folio="1", slug="third", id="third-p1"),)
    assert refused(navigation=Navigation(before="fourth", pages=pages)) == ["E004", "E004"]
    assert refused(replace(DOCUMENTS[1], listed=False)) == ["E004"]


def test_everything_wrong_is_said_at_once() -> None:
    broken = replace(DOCUMENTS[1], slug="A", xhtml=b"<html>")
    assert sorted(refused(broken, broken, title="")) == ["E001", "E001", "E002", "E003", "L002", "L002"]


def test_finding_codes_are_explained() -> None:
    source = (TESTS.parent / "anthology/epub/writer.py").read_text("utf-8")
    codes = set(re.findall(r'"([EL]\d{3})"', source))
    assert codes <= all_codes().keys()
    assert codes >= {"E001", "E002", "E003", "E004", "L002"}
