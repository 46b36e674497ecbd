"""OPDS feeds, held against a strict model of OPDS 2.0: what they say of a book, and what they leave out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from catalogue_entries import CERTIFIED, EBOOK, ENTRIES, FULL, HANDOUT, PLAIN, PRINT, PROOF
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judges import opds_client
from opds_model import Feed
from pydantic import ValidationError

from anthology.core.errors import OutputError
from anthology.export import FEED_NAME, FEED_TYPE, CatalogueEntry, Contributor, EditionFile, opds_feed

ACQUISITION = "http://opds-spec.org/acquisition/open-access"


def feed(*entries: CatalogueEntry) -> dict[str, Any]:
    data = opds_feed(entries, "Our books")
    Feed.model_validate_json(data)
    assert b": null" not in data
    made: dict[str, Any] = json.loads(data)
    return made


def publication(entry: CatalogueEntry) -> dict[str, Any]:
    (made,) = feed(entry)["publications"]
    return dict(made)


def metadata(entry: CatalogueEntry) -> dict[str, Any]:
    return dict(publication(entry)["metadata"])


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_a_feed_is_valid(entry: CatalogueEntry) -> None:
    assert feed(entry)["metadata"]["numberOfItems"] == 1


def test_the_model_refuses_what_is_wrong() -> None:
    data = opds_feed([FULL], "Our books").decode()
    for old, new in (
        ('"self"', '"alternate"'),
        ("2026-11-20T", "yesterdayT"),
        ('"A Book"', '""'),
        ("a-book-", "a book "),
    ):
        assert old in data
        with pytest.raises((ValidationError, AssertionError)):
            Feed.model_validate_json(data.replace(old, new))


def test_the_feed_says_where_it_is_what_it_is_called_and_when_a_book_last_changed() -> None:
    made = feed(FULL, PLAIN, replace(FULL, modified="2027-01-02T00:00:00Z"))
    assert made["metadata"] == {"title": "Our books", "modified": "2027-01-02T00:00:00Z", "numberOfItems": 3}
    assert made["links"] == [{"rel": "self", "href": "catalogue.opds.json", "type": FEED_TYPE}]
    elsewhere = json.loads(opds_feed([FULL], "Our books", "https%3A/my feed.json"))
    assert elsewhere["links"][0]["href"] == "https%253A/my%20feed.json"


def test_a_book_is_told_with_all_that_is_known_of_it() -> None:
    assert metadata(FULL) == {
        "@type": "http://schema.org/Book",
        "identifier": FULL.identifier,
        "title": "A Book",
        "subtitle": "Essays & <other> things",
        "editor": [{"name": "Ann Editor", "sortAs": "Editor, Ann"}],
        "author": [{"name": "Bo Author"}],
        "contributor": [{"name": "Cy Cook", "role": "clb"}],
        "publisher": "A Press",
        "language": "en-GB",
        "published": "2026-11-20",
        "modified": "2026-11-20T00:00:00Z",
        "description": "First paragraph,\nof two lines.\n\nSecond paragraph.\n\n"
        "Content note: Suicide (mentioned) · Domestic abuse (discussed).\n\nCopyright © 2026 the authors.",
        "subject": ["One subject", "Another"],
        "numberOfPages": 44,
        "accessibility": {
            "accessMode": ["textual"],
            "accessModeSufficient": ["textual"],
            "feature": ["tableOfContents", "readingOrder"],
            "hazard": ["none"],
            "summary": "This book is text that can be enlarged.",
        },
    }


def test_what_is_not_known_is_not_there() -> None:
    assert set(metadata(replace(PLAIN, files=(EBOOK,)))) == {"@type", "identifier", "title", "language"}


def test_every_file_can_be_fetched() -> None:
    links = publication(replace(FULL, files=(EBOOK, PRINT, HANDOUT)))["links"]
    assert links[0] == {
        "rel": ACQUISITION,
        "href": "a-book-ebook.epub",
        "type": "application/epub+zip",
        "title": "ebook",
        "size": 42125,
    }
    assert [link["href"] for link in links[1:]] == ["a-book-print.pdf", "a-book-handouts/one.pdf"]


def test_a_client_that_reading_apps_use_finds_every_book_and_its_files(tmp_path: Path) -> None:
    path = tmp_path / FEED_NAME
    path.write_bytes(opds_feed([FULL, PROOF], "Our books"))
    read = opds_client(path)
    assert read["title"] == "Our books"
    first, second = read["books"]
    assert (first["title"], second["title"]) == (FULL.title, PROOF.title)
    assert first["identifier"] == FULL.identifier
    assert first["authors"] == [person.name for person in FULL.contributors if person.role == "aut"]
    assert first["languages"] == [FULL.language]
    (book,) = (link for link in first["links"] if link["type"] == "application/epub+zip")
    assert book == {"href": "a-book-ebook.epub", "type": "application/epub+zip", "rel": [ACQUISITION]}
    assert [image["type"] for image in first["images"]] == ["image/jpeg"]


@example("a:b.epub")
@example("100%?#.epub")
@given(st.text(st.characters(codec="utf-8", exclude_characters="/\x00"), min_size=1, max_size=20))
@settings(max_examples=80, deadline=None)
def test_any_file_name_is_a_relative_reference_to_that_file(name: str) -> None:
    (link,) = publication(replace(PLAIN, files=(replace(EBOOK, href=name),)))["links"]
    parts = urlsplit(link["href"])
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    assert unquote(parts.path) == name


def test_a_proof_begins_by_saying_so_and_has_the_status_of_one() -> None:
    said = metadata(PROOF)
    assert said["description"].startswith("This is a proof, not for distribution.\n\nFirst paragraph")
    assert said["description"].count("This is a proof") == 1
    assert said["http://schema.org/creativeWorkStatus"] == "Proof"
    assert "http://schema.org/creativeWorkStatus" not in metadata(FULL)


def test_a_cover_is_shown_with_its_measures_and_a_book_without_one_has_no_images() -> None:
    cover = {"href": "a-book-cover.jpg", "type": "image/jpeg", "width": 1600, "height": 2560}
    assert publication(FULL)["images"] == [cover]
    assert "images" not in publication(PLAIN)


def test_conformance_is_an_address_and_certified() -> None:
    said = metadata(replace(FULL, accessibility=CERTIFIED))["accessibility"]
    assert said["conformsTo"] == ["https://www.w3.org/TR/epub-a11y-11#wcag-2.2-aa"]
    assert said["certification"] == {"certifiedBy": "A Certifier"}


def test_words_that_the_vocabulary_of_accessibility_lacks_are_left_out() -> None:
    pairs = (
        ("schema:accessMode", "textual"),
        ("schema:accessMode", "smell"),
        ("schema:accessModeSufficient", "textual, visual"),
        ("schema:accessModeSufficient", "smell"),
        ("schema:accessibilityFeature", "sparkles"),
        ("schema:accessibilityHazard", "content warning"),
    )
    said = metadata(replace(FULL, accessibility=pairs))["accessibility"]
    assert said == {"accessMode": ["textual"], "accessModeSufficient": [["textual", "visual"]]}


@pytest.mark.parametrize(
    ("key", "field", "wrong"),
    [
        ("published", "date", "May 2010"),
        ("published", "date", "2010"),
        ("modified", "modified", "2026-11-20"),
        ("language", "language", "English (British)"),
    ],
)
def test_what_others_wrote_in_no_known_form_is_left_out(key: str, field: str, wrong: str) -> None:
    entry = replace(FULL, **{field: wrong})  # type: ignore[arg-type]  # a field of text, by its name
    assert key in metadata(FULL)
    assert key not in metadata(entry)


def test_pages_are_those_of_the_printed_edition() -> None:
    assert metadata(replace(FULL, files=(EBOOK, replace(PRINT, form="screen"))))["title"] == "A Book"
    assert "numberOfPages" not in metadata(replace(FULL, files=(EBOOK, replace(PRINT, form="screen"))))


def test_people_of_one_role_stand_together_in_their_order() -> None:
    people = tuple(Contributor(name=name, role=role) for name, role in (("A", "aut"), ("T", "trl"), ("B", "aut")))
    said = metadata(replace(FULL, contributors=people))
    assert said["author"] == [{"name": "A"}, {"name": "B"}]
    assert said["translator"] == [{"name": "T"}]


def test_a_feed_of_no_books_is_refused() -> None:
    with pytest.raises(OutputError) as caught:
        opds_feed([], "Our books")
    assert [finding.code for finding in caught.value.findings] == ["O004"]


def test_the_same_books_make_the_same_bytes_in_letters_that_people_read() -> None:
    entry = ENTRIES["another alphabet"]
    assert opds_feed([entry], "Мы") == opds_feed([replace(entry)], "Мы")
    assert "Издательство" in opds_feed([entry], "Мы").decode()


def test_a_size_that_is_not_known_is_not_nought() -> None:
    file: EditionFile = replace(EBOOK, size=0)
    assert "size" not in publication(replace(FULL, files=(file,)))["links"][0]
