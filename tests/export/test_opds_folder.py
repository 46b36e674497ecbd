"""Folders of EPUBs as catalogues: ours, other people's, old ones, damaged ones and hostile ones."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import sample_book
from hypothesis import given, settings
from hypothesis import strategies as st
from opds_model import Feed
from PIL import Image
from real_book import ROOT, build_book

from anthology.core import epub_container
from anthology.core.errors import LimitError
from anthology.editorial.content_notes import Assessment
from anthology.export import (
    CatalogueEntry,
    Contributor,
    Cover,
    Output,
    Shelf,
    entry_of,
    onix_message,
    opds_feed,
    opds_folder,
    read_folder,
)
from anthology.export.model import as_uri
from anthology.result import BuildResult
from anthology.stages import read_book

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
OLD_PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="key">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:identifier>not the one</dc:identifier>
<dc:identifier id="key" opf:scheme="ISBN">978-0-306-40615-7</dc:identifier>
<dc:title>An Old
 Book</dc:title>
<dc:creator opf:role="edt" opf:file-as="Old, Ed">Ed Old</dc:creator>
<dc:creator>Al Author</dc:creator>
<dc:creator> </dc:creator>
<dc:contributor opf:role="ill">Di Draw</dc:contributor>
<dc:language>en_US</dc:language>
<dc:date opf:event="modification">2012-01-01</dc:date>
<dc:date opf:event="publication">2010-05-04T00:00:00Z</dc:date>
<dc:description>&lt;p&gt;Read &amp;amp; &lt;b&gt;enjoy&lt;/b&gt;: 1 &lt; 2, a &lt;novel&gt;.&lt;/p&gt;</dc:description>
<dc:subject>Fiction</dc:subject><dc:subject>Fiction</dc:subject>
<meta name="cover" content="pic"/>
</metadata>
<manifest><item id="pic" href="../pictures/a%20cover.jpg" media-type="image/jpeg"/></manifest><spine/></package>"""


SHARED = (
    *("title", "subtitle", "language", "identifier", "date", "modified", "publisher", "contributors"),
    *("description", "subjects", "rights", "is_proof", "accessibility"),
)


def picture(kind: str, width: int = 30, height: int = 48) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (1, 2, 3)).save(stream, kind)
    return stream.getvalue()


OLD = {
    "META-INF/container.xml": CONTAINER.encode(),
    "OPS/book.opf": OLD_PACKAGE.encode(),
    "pictures/a cover.jpg": picture("JPEG"),
}


def epub(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def old(change: Mapping[str, bytes | None] | None = None) -> bytes:
    return epub({name: data for name, data in {**OLD, **(change or {})}.items() if data is not None})


def folder_of(path: Path, **books: bytes) -> Path:
    for name, data in books.items():
        (path / f"{name}.epub").write_bytes(data)
    return path


def only(found: Shelf) -> CatalogueEntry:
    assert found.findings == ()
    (entry,) = found.entries
    return entry


# --- ours ---


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    return build_book(ROOT / "book.yaml", tmp_path_factory.mktemp("catalogued"), "ebook", "print")


@pytest.fixture(scope="module")
def listed(report: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> CatalogueEntry:
    """The e-book as a folder with nothing else in it tells it."""
    (path,) = (made.path for made in report.editions if made.edition == "ebook")
    return only(read_folder(folder_of(tmp_path_factory.mktemp("listed"), ebook=path.read_bytes())))


def outputs(report: BuildResult) -> tuple[Output, ...]:
    return tuple(
        Output(edition=made.edition, name=made.path.name, data=made.path.read_bytes(), pages=made.pages)
        for made in report.editions
        if made.edition
    )


def test_the_first_edition_is_told_alike_by_the_build_and_by_its_e_book(
    report: BuildResult, listed: CatalogueEntry
) -> None:
    built = entry_of(read_book(ROOT / "book.yaml"), outputs(report))
    for name in SHARED:
        assert getattr(listed, name) == getattr(built, name), name
    assert built.title == "After the Hashtag"
    assert [person.role for person in built.contributors] == ["edt", "aut", "aut"]
    assert built.is_proof
    assert ("schema:accessModeSufficient", "textual") in built.accessibility
    Feed.model_validate_json(opds_feed([listed], "Our books"))


def test_content_notes_come_with_the_e_book(report: BuildResult, listed: CatalogueEntry) -> None:
    built = entry_of(read_book(ROOT / "book.yaml"), outputs(report))
    assert {note.rpartition(" (")[0] for note in listed.content_notes} == {
        note.rpartition(" (")[0] for note in built.content_notes
    }
    assert "Domestic abuse (discussed)" in listed.content_notes
    assert "Real people accused or convicted (mentioned, discussed)" in listed.content_notes
    assert "Real people accused or convicted (discussed)" in built.content_notes


def test_words_in_passing_are_no_content_of_an_extreme_nature(report: BuildResult) -> None:
    assert entry_of(read_book(ROOT / "book.yaml"), outputs(report)).advice == ("07", "08")


def test_themes_that_are_only_mentioned_get_the_advice_that_names_none(report: BuildResult) -> None:
    book = read_book(ROOT / "book.yaml")
    mentioned = {
        slug: replace(each, notes=tuple(note.model_copy(update={"level": "mention"}) for note in each.notes))
        for slug, each in book.editorial.assessments.items()
    }
    silent = {slug: replace(each, state="none", notes=()) for slug, each in mentioned.items()}

    def advice(assessments: Mapping[str, Assessment]) -> tuple[str, ...]:
        editorial = replace(book.editorial, assessments=assessments)
        return entry_of(replace(book, editorial=editorial), outputs(report)).advice

    assert advice(mentioned) == ("02",)
    assert advice(silent) == ()


def test_the_print_edition_is_the_one_that_the_e_book_takes_its_pages_from(report: BuildResult) -> None:
    message = onix_message([entry_of(read_book(ROOT / "book.yaml"), outputs(report))], "The Editors", "2026-11-20")
    (ebook,) = (each.path for each in report.editions if each.edition == "ebook")
    with zipfile.ZipFile(ebook) as archive:
        opf = archive.read("EPUB/content.opf").decode()
    source = opf.partition('property="pageBreakSource">')[2].partition("<")[0]
    assert f"<RecordReference>{source}</RecordReference>" in message.decode()


def test_files_know_their_size_digest_and_pages(report: BuildResult) -> None:
    files = entry_of(read_book(ROOT / "book.yaml"), outputs(report)).files
    made = {each.path.name: each for each in report.editions}
    for file in files:
        artefact = made[file.href.rpartition("/")[2]]
        assert (file.size, file.sha256, file.pages) == (artefact.size, artefact.sha256, artefact.pages)
    assert [file.form for file in files][:2] == ["ebook", "press"]
    assert files[1].pages > 20


def test_each_edition_is_listed_once_but_for_handouts_and_discreet_ones(report: BuildResult) -> None:
    book = read_book(ROOT / "book.yaml")
    others = [
        Output(edition="print", name="print-cover.pdf", data=b"%PDF"),
        *(Output(edition="handouts", name=f"handouts/{number}.pdf", data=b"%PDF") for number in (1, 2)),
        Output(edition="quiet", name="quiet.epub", data=b"PK"),
        Output(edition="large", name="large.pdf", data=b"%PDF", pages=80),
    ]
    files = entry_of(book, (*others[1:], *outputs(report), others[0])).files
    assert [(file.form, file.href.removeprefix("after-the-hashtag-")) for file in files] == [
        ("ebook", "ebook.epub"),
        ("press", "print.pdf"),
        ("handout", "handouts/1.pdf"),
        ("handout", "handouts/2.pdf"),
        ("large-print", "large.pdf"),
    ]


def test_a_book_without_an_e_book_says_nothing_of_accessibility(report: BuildResult) -> None:
    cover = Cover(href="cover.jpg", media_type="image/jpeg", width=1, height=2)
    made = [output for output in outputs(report) if output.edition == "print"]
    entry = entry_of(read_book(ROOT / "book.yaml"), made, cover)
    assert entry.accessibility == ()
    assert entry.cover == cover


def test_a_packed_book_comes_back_with_its_cover(tmp_path: Path) -> None:
    found = read_folder(folder_of(tmp_path, sample=sample_book.packed()))
    entry = only(found)
    packed = sample_book.PACKAGE
    assert (entry.title, entry.subtitle, entry.language) == (packed.title, packed.subtitle, packed.language)
    assert entry.description == "A book of <two> essays."
    assert entry.contributors == tuple(
        Contributor(name=each.name, role=each.role, sort_as=each.file_as) for each in packed.creators
    )
    assert set(entry.accessibility) == set(packed.accessibility)
    assert not entry.is_proof
    assert entry.content_notes == ()
    assert entry.cover is not None
    assert (entry.cover.media_type, entry.cover.width, entry.cover.height) == ("image/png", 160, 240)
    assert found.covers == ((entry.cover.href, sample_book.cover_picture()),)


# --- other people's ---


def test_an_old_book_is_read_by_the_rules_of_its_time(tmp_path: Path) -> None:
    found = read_folder(folder_of(tmp_path, old=old()))
    entry = only(found)
    assert entry.title == "An Old Book"
    assert entry.identifier == "urn:isbn:9780306406157"
    assert entry.language == "en-US"
    assert entry.date == "2010-05-04"
    assert entry.modified == ""
    assert entry.description == "Read & enjoy : 1 < 2, a <novel>."
    assert entry.subjects == ("Fiction",)
    assert entry.contributors == (
        Contributor(name="Ed Old", role="edt", sort_as="Old, Ed"),
        Contributor(name="Al Author", role="aut"),
        Contributor(name="Di Draw", role="ill"),
    )
    (file,) = entry.files
    assert (file.href, file.form, file.sha256) == ("old.epub", "ebook", hashlib.sha256(old()).hexdigest())
    assert found.covers[0][1] == OLD["pictures/a cover.jpg"]
    assert entry.cover
    assert (entry.cover.width, entry.cover.height) == (30, 48)


def test_a_book_that_says_next_to_nothing_is_listed_by_its_file_name(tmp_path: Path) -> None:
    bare = b'<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest/><spine/></package>'
    first = only(read_folder(folder_of(tmp_path, bare=old({"OPS/book.opf": bare}))))
    assert first.title == "bare"
    assert first.identifier.startswith("urn:uuid:")
    Feed.model_validate_json(opds_feed([first], "Theirs"))
    _, second = read_folder(folder_of(tmp_path, other=old({"OPS/book.opf": bare + b" "}))).entries
    assert second.identifier != first.identifier


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("urn:uuid:9f400261-a7aa-51b4-b627-b1e71aa53f94", "urn:uuid:9f400261-a7aa-51b4-b627-b1e71aa53f94"),
        ("9F400261-A7AA-51B4-B627-B1E71AA53F94", "urn:uuid:9f400261-a7aa-51b4-b627-b1e71aa53f94"),
        ("https://example.org/1", "https://example.org/1"),
        ("ISBN 0-306-40615-2", "urn:isbn:9780306406157"),
        ("urn:isbn:0306406152", "urn:isbn:0306406152"),
    ],
)
def test_identifiers_become_uris(written: str, uri: str) -> None:
    assert as_uri(written) == uri


def test_an_identifier_of_no_known_kind_always_becomes_the_same_uuid() -> None:
    made = as_uri("book no. 7")
    assert made.startswith("urn:uuid:")
    assert made == as_uri(" book no. 7 ")
    assert made != as_uri("book no. 8")


def test_books_stand_by_title_wherever_they_lie_and_are_found_there(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    titled = {
        title: old({"OPS/book.opf": OLD_PACKAGE.replace("An Old\n Book", title).encode()}) for title in ("zebra", "Ape")
    }
    folder_of(tmp_path, one=titled["zebra"], three=titled["Ape"])
    folder_of(tmp_path / "b" / "c", two=old())
    folder_of(tmp_path / ".hidden", three=old())
    (tmp_path / "._one.epub").write_bytes(b"what a system leaves behind")
    (tmp_path / "notes.txt").write_text("no book")
    found = read_folder(tmp_path)
    assert [(entry.title, entry.files[0].href) for entry in found.entries] == [
        ("An Old Book", "b/c/two.epub"),
        ("Ape", "three.epub"),
        ("zebra", "one.epub"),
    ]
    assert len(found.covers) == 1
    assert found.findings == ()
    assert opds_feed(found.entries, "x") == opds_feed(read_folder(tmp_path).entries, "x")


# --- damaged and hostile ---

BOMB = (
    b'<!DOCTYPE package [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    + OLD_PACKAGE.replace("An Old", "&b;").encode()
)
OUTSIDE = (
    b'<!DOCTYPE package [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + OLD_PACKAGE.replace("An Old", "&a;").encode()
)


def with_long_directory(data: bytes) -> bytes:
    """The archive with the Zip64 records of APPNOTE.TXT 4.3.14, by which its directory could be of any length."""
    body, end = data[:-22], data[-22:]
    count, size, offset = (int.from_bytes(end[a:b], "little") for a, b in ((10, 12), (12, 16), (16, 20)))
    numbers = (44, 45 | 45 << 16, 0, count, count, size, offset)
    widths = (8, 4, 8, 8, 8, 8, 8)
    record = b"".join(number.to_bytes(width, "little") for number, width in zip(numbers, widths, strict=True))
    locator = bytes(4) + len(body).to_bytes(8, "little") + (1).to_bytes(4, "little")
    made = body + b"PK\x06\x06" + record + b"PK\x06\x07" + locator + end
    assert zipfile.ZipFile(io.BytesIO(made)).read("OPS/book.opf") == OLD["OPS/book.opf"]
    return made


def squeezed() -> bytes:
    """A book with its package document packed by LZMA and damaged, which that library says in its own way."""
    stream = io.BytesIO(old({"OPS/book.opf": None}))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("OPS/book.opf", OLD["OPS/book.opf"], zipfile.ZIP_LZMA)
        place = archive.getinfo("OPS/book.opf").header_offset + 30 + len("OPS/book.opf") + 9
    made = bytearray(stream.getvalue())
    made[place : place + 60] = bytes([255]) * 60
    with zipfile.ZipFile(io.BytesIO(made)) as archive, pytest.raises(lzma.LZMAError):
        archive.read("OPS/book.opf")
    return bytes(made)


DAMAGED = {
    "no archive": b"PK? no",
    "empty": b"",
    "cut short": old()[: len(old()) // 2],
    "no container": old({"META-INF/container.xml": None}),
    "no package": old({"OPS/book.opf": None}),
    "a package that is no XML": old({"OPS/book.opf": b"<package>"}),
    "a container that names nothing": old({"META-INF/container.xml": b"<container/>"}),
    "entities": old({"OPS/book.opf": BOMB}),
    "an entity from outside": old({"OPS/book.opf": OUTSIDE}),
    "a package that unpacks without end": old(
        {"OPS/book.opf": OLD["OPS/book.opf"] + b" " * epub_container.DOCUMENT_LIMIT}
    ),
    "a second, longer account of its directory": with_long_directory(old()),
    "packed by a method that fails": squeezed(),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_book_is_a_finding_and_the_others_are_listed(tmp_path: Path, data: bytes) -> None:
    found = read_folder(folder_of(tmp_path, bad=data, good=old()))
    assert [(finding.code, finding.at and finding.at.path.name) for finding in found.findings] == [("E030", "bad.epub")]
    assert [entry.files[0].href for entry in found.entries] == ["good.epub"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    folder_of(tmp_path, book=old())
    (tmp_path / "shelf" / "book.epub").symlink_to(tmp_path / "book.epub")
    (tmp_path / "shelf" / "more").symlink_to(tmp_path)
    found = read_folder(tmp_path / "shelf")
    assert found.entries == ()
    assert [finding.code for finding in found.findings] == ["E030"]
    assert "symbolic link" in found.findings[0].message


def test_an_archive_with_a_directory_beyond_measure_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epub_container, "DIRECTORY_LIMIT", 100)
    found = read_folder(folder_of(tmp_path, book=old()))
    assert [finding.code for finding in found.findings] == ["E030"]


def test_more_books_than_a_catalogue_can_hold_stop_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opds_folder, "MOST_BOOKS", 1)
    assert len(read_folder(folder_of(tmp_path, one=old())).entries) == 1
    with pytest.raises(LimitError) as caught:
        read_folder(folder_of(tmp_path, two=old()))
    assert [finding.code for finding in caught.value.findings] == ["X002"]


def png_head(width: int, height: int) -> bytes:
    """A picture whose head claims a size, made of a small one."""
    small = picture("PNG")
    chunk = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + small[24:29]
    return small[:12] + chunk + zlib.crc32(chunk).to_bytes(4, "big") + small[33:]


@pytest.mark.parametrize(
    "data",
    [b"no picture", b"", picture("BMP"), b"<svg xmlns='http://www.w3.org/2000/svg'/>", png_head(60000, 60000), None],
    ids=["words", "nothing", "another format", "a drawing", "a bomb", "not there"],
)
def test_a_cover_that_cannot_be_shown_is_a_finding_and_the_book_is_listed(tmp_path: Path, data: bytes | None) -> None:
    found = read_folder(folder_of(tmp_path, book=old({"pictures/a cover.jpg": data})))
    assert [finding.code for finding in found.findings] == ["E031"]
    assert [entry.cover for entry in found.entries] == [None]
    assert found.covers == ()


def test_a_cover_that_would_need_too_much_memory_is_left_out_whatever_warnings_do(tmp_path: Path) -> None:
    folder_of(tmp_path, book=old({"pictures/a cover.jpg": png_head(12000, 12000)}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = read_folder(tmp_path)
    assert [finding.code for finding in found.findings] == ["E031"]


def test_keywords_of_other_peoples_books_are_no_content_notes(tmp_path: Path) -> None:
    metas = '<meta property="schema:keywords" refines="#{}">Rape (mentioned)</meta>'
    theirs = OLD_PACKAGE.replace("</metadata>", metas.format("chapter-1") + "</metadata>")
    ours = OLD_PACKAGE.replace("</metadata>", metas.format("page-one") + "</metadata>")
    found = read_folder(
        folder_of(tmp_path, a=old({"OPS/book.opf": theirs.encode()}), b=old({"OPS/book.opf": ours.encode()}))
    )
    assert [entry.content_notes for entry in found.entries] == [(), ("Rape (mentioned)",)]


def test_a_cover_is_named_by_its_bytes_and_typed_by_what_it_is(tmp_path: Path) -> None:
    found = read_folder(folder_of(tmp_path, book=old({"pictures/a cover.jpg": picture("GIF")}), twin=old()))
    covers = {entry.files[0].href: entry.cover for entry in found.entries}
    kinds = {name: cover and cover.media_type for name, cover in covers.items()}
    assert kinds == {"book.epub": "image/gif", "twin.epub": "image/jpeg"}
    assert [name for name, _ in found.covers] == sorted(cover.href for cover in covers.values() if cover)
    assert all(hashlib.sha256(data).hexdigest()[:16] in name for name, data in found.covers)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(old()) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 40),
)
def test_no_damage_ends_in_anything_but_a_finding(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(old())
    for place, value in changes:
        data[place] = value
    with tempfile.TemporaryDirectory() as name:
        found = read_folder(folder_of(Path(name), book=bytes(data[: len(data) - cut])))
    assert len(found.entries) + sum(finding.code == "E030" for finding in found.findings) == 1
    if found.entries:
        json.loads(opds_feed(found.entries, "x"))


def test_a_proof_among_the_books_is_marked(tmp_path: Path) -> None:
    marked = '<meta property="schema:creativeWorkStatus">Proof</meta></metadata>'
    opf = OLD_PACKAGE.replace("</metadata>", marked).encode()
    entry = only(read_folder(folder_of(tmp_path, book=old({"OPS/book.opf": opf}))))
    assert entry.is_proof
    assert not replace(entry, is_proof=False).is_proof
