"""ONIX messages, held against EDItEUR's own schemas: both grammars, and the lists that the codes are taken from."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from catalogue_entries import CERTIFIED, EBOOK, ENTRIES, FULL, HANDOUT, LARGE, PLAIN, PRINT, PROOF, SCREEN
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pydantic import ValidationError

from anthology.core.facts import read_facts
from anthology.editorial.vocabulary import SHIPPED, load_vocabulary
from anthology.export import CatalogueEntry, onix_codes, onix_gaps, onix_message
from anthology.export.onix_codes import OnixTables, onix_tables
from anthology.manifest.roles import onix_roles

SHELF = [replace(entry, identifier=f"https://example.org/{number}") for number, entry in enumerate(ENTRIES.values())]
O = "{http://ns.editeur.org/onix/3.0/reference}"  # noqa: E741  the namespace in front of every name below
XS = "{http://www.w3.org/2001/XMLSchema}"
WORDS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).filter(str.strip)


def schemas() -> Path:
    """The folder of schemas in the package onixcheck, which is found and not run."""
    package = importlib.util.find_spec("onixcheck")
    assert package is not None
    assert package.submodule_search_locations is not None
    return Path(package.submodule_search_locations[0]) / "schema"


XSD = etree.XMLSchema(etree.parse(schemas() / "xsd3.0" / "ONIX_BookProduct_3.0_reference.xsd"))
RNG = etree.RelaxNG(etree.parse(schemas() / "rng3.0" / "ONIX_BookProduct_3.0_reference.rng"))
LISTS = etree.parse(schemas() / "xsd3.0" / "ONIX_BookProduct_CodeLists.xsd")


def codes(number: int) -> set[str]:
    (found,) = LISTS.iterfind(f"{XS}simpleType[@name='List{number}']")
    return {str(value.get("value")) for value in found.iter(f"{XS}enumeration")}


def faults(data: bytes) -> list[str]:
    root = etree.fromstring(data)
    return [str(error) for schema in (XSD, RNG) if not schema.validate(root) for error in schema.error_log]


def message(*entries: CatalogueEntry, sent: str = "2026-11-20") -> Any:
    data = onix_message(entries, "A Sender", sent)
    assert faults(data) == []
    return etree.fromstring(data)


def products(entry: CatalogueEntry, sent: str = "2026-11-20") -> list[Any]:
    return list(message(entry, sent=sent).iterfind(f"{O}Product"))


def texts(element: Any, *path: str) -> list[str]:
    return [str(found.text) for found in element.iterfind("/".join(O + name for name in path))]


def pairs(product: Any, *path: str) -> list[tuple[str, ...]]:
    found = product.iterfind("/".join(O + name for name in path))
    return [tuple("".join(child.itertext()).strip() for child in element) for element in found]


# --- the schemas ---


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("sent", ["2026-11-20", "2026-01-01"])
def test_a_message_is_valid_by_both_grammars(entry: CatalogueEntry, sent: str) -> None:
    assert faults(onix_message([entry], "A Sender", sent)) == []


def test_a_message_of_many_books_and_of_none_is_valid() -> None:
    assert len(message(*SHELF).findall(f"{O}Product")) > len(SHELF)
    assert [child.tag for child in message()][1:] == [f"{O}NoProduct"]


def test_the_judges_refuse_what_is_wrong() -> None:
    data = onix_message([FULL], "A Sender", "2026-11-20")
    assert faults(data.replace(b"<LanguageCode>eng<", b"<LanguageCode>en<"))
    assert faults(data.replace(b"<ProductComposition>00</ProductComposition>", b""))


@settings(max_examples=60, deadline=None)
@given(title=WORDS, description=st.lists(WORDS, max_size=3), name=WORDS, subjects=st.lists(WORDS, max_size=3))
def test_any_words_make_a_valid_message_and_come_back(
    title: str, description: list[str], name: str, subjects: list[str]
) -> None:
    entry = replace(PROOF, title=title, description="\n\n".join(description), publisher=name, subjects=tuple(subjects))
    assert texts(products(entry)[0], "DescriptiveDetail", "TitleDetail", "TitleElement", "TitleText") == [title]


def test_every_code_of_our_tables_is_in_its_list() -> None:
    tables = onix_tables()
    forms = tables.forms.values()
    assert {code for form in forms for code in form.codes} <= codes(150) | codes(175)
    assert {form.pages for form in forms} | {form.size for form in forms} <= codes(23) | {""}
    assert {form.edition for form in forms} <= codes(21) | {""}
    assert {*onix_roles().values(), onix_codes.OTHER_ROLE} <= codes(17)
    assert onix_codes.ORCID in codes(44)
    assert onix_codes.OTHER_NAME in codes(18)
    assert onix_codes.DIED in codes(177)
    assert onix_codes.YEAR in codes(55)
    assert onix_codes.OWN_SITE in codes(73)
    assert {
        code for by_value in tables.accessibility.values() for found in by_value.values() for code in found
    } <= codes(196)
    assert set(tables.described.values()) <= codes(196)
    assert {onix_codes.ACCESSIBILITY_DETAIL, onix_codes.HAZARD} <= codes(79)
    assert onix_codes.NO_HAZARD in codes(143)
    assert onix_codes.ADULT_RATING in codes(29)
    assert set(tables.languages.values()) <= codes(74)
    assert len(tables.languages) == 183


@pytest.mark.parametrize(
    ("old", "new"),
    [("described:", "describd:"), ("size: 22", "sise: 22"), ("  press:", "  pres:"), ("codes: [BC], ", "")],
)
def test_a_table_with_an_unknown_or_a_missing_part_is_refused(old: str, new: str) -> None:
    text = Path(onix_codes.__file__).with_suffix(".yaml").read_text("utf-8")
    assert old in text
    with pytest.raises(ValidationError):
        read_facts(OnixTables, text.replace(old, new, 1))


def test_every_content_code_of_the_shipped_vocabulary_is_in_list_203() -> None:
    vocabulary, _ = load_vocabulary(SHIPPED.read_bytes(), SHIPPED)
    assert {theme.onix203 for theme in vocabulary.themes.values()} <= codes(203) | {""}
    assert onix_codes.CONTENT_ADVICE in codes(203)


# --- what a message says ---


def test_each_edition_that_can_be_sold_is_a_product_with_its_form() -> None:
    found = products(replace(FULL, files=(EBOOK, PRINT, SCREEN, LARGE, HANDOUT)))
    forms = [texts(each, "DescriptiveDetail", "ProductForm") for each in found]
    details = [texts(each, "DescriptiveDetail", "ProductFormDetail") for each in found]
    assert forms == [["ED"], ["BC"], ["ED"], ["BC"]]
    assert details == [["E101"], [], ["E107"], []]
    assert texts(found[3], "DescriptiveDetail", "EditionType") == ["LTE"]
    assert [child.tag for child in message(replace(FULL, files=(HANDOUT,)))][1:] == [f"{O}NoProduct"]


def test_extents_are_the_size_of_files_and_the_pages_of_what_has_pages() -> None:
    found = [
        pairs(each, "DescriptiveDetail", "Extent") for each in products(replace(FULL, files=(EBOOK, PRINT, SCREEN)))
    ]
    assert found == [[("22", "42125", "17")], [("06", "44", "03")], [("07", "44", "03"), ("22", "291975", "17")]]


def test_an_isbn_is_sent_as_both_of_its_numbers_and_anything_else_as_what_it_is() -> None:
    def sent(identifier: str) -> list[tuple[str, ...]]:
        return pairs(products(replace(FULL, identifier=identifier))[0], "ProductIdentifier")

    assert sent("urn:isbn:9780306406157") == [("03", "9780306406157"), ("15", "9780306406157")]
    assert sent("urn:isbn:0306406152") == [("03", "9780306406157"), ("15", "9780306406157")]
    assert sent(FULL.identifier) == [("22", FULL.identifier)]
    assert sent("https://example.org/1") == [("01", "URI", "https://example.org/1")]


def test_no_two_editions_share_an_identifier_and_each_keeps_its_own() -> None:
    files = (EBOOK, replace(EBOOK, edition="plain"), PRINT, LARGE)
    first, second = (
        [texts(each, "RecordReference")[0] for each in products(replace(entry, files=files))] for entry in (PLAIN, FULL)
    )
    assert first == second
    assert first[0] == FULL.identifier
    assert len(set(first)) == 4
    own = replace(FULL, files=(EBOOK, replace(PRINT, identifier="urn:isbn:9780306406157")))
    assert texts(products(own)[1], "RecordReference") == ["urn:isbn:9780306406157"]


def test_editions_name_one_another_and_print_is_the_source_of_page_numbers() -> None:
    ebook, _ = products(FULL)
    assert texts(ebook, "RelatedMaterial", "RelatedProduct", "ProductRelationCode") == ["06"]
    files = (EBOOK, PRINT, SCREEN, HANDOUT)
    ebook, paper, screen = products(replace(FULL, accessibility=CERTIFIED, files=files))
    assert texts(ebook, "RelatedMaterial", "RelatedProduct", "ProductRelationCode") == ["06", "13", "06"]
    assert texts(paper, "RelatedMaterial", "RelatedProduct", "ProductRelationCode") == ["06", "06"]
    others = pairs(paper, "ProductIdentifier") + pairs(screen, "ProductIdentifier")
    assert pairs(ebook, "RelatedMaterial", "RelatedProduct", "ProductIdentifier") == others


def test_contributors_have_their_roles_and_the_names_by_which_they_are_sorted() -> None:
    found = pairs(products(FULL)[0], "DescriptiveDetail", "Contributor")
    assert found == [
        ("1", "B01", "Ann Editor", "Editor, Ann", "Ann", "Editor"),
        ("2", "A01", "Bo Author"),
        ("3", "Z99", "Cy Cook"),
    ]
    assert products(PLAIN)[0].find(f"{O}DescriptiveDetail/{O}NoContributor") is not None


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en-GB", [("01", "eng", "GB")]),
        ("de", [("01", "ger")]),
        ("sr-Latn-rs", [("01", "srp", "RS")]),
        ("yue", []),
        ("", []),
    ],
)
def test_the_language_is_said_in_the_codes_of_the_trade(tag: str, said: list[tuple[str, ...]]) -> None:
    assert pairs(products(replace(FULL, language=tag))[0], "DescriptiveDetail", "Language") == said


def accessibility(product: Any) -> list[tuple[str, ...]]:
    return pairs(product, "DescriptiveDetail", "ProductFormFeature")


def test_accessibility_says_what_the_e_book_says_and_nothing_of_paper() -> None:
    ebook, paper = products(FULL)
    summary = ("09", "92", "This book is text that can be enlarged.")
    assert accessibility(ebook) == [("09", "11"), ("09", "13"), ("09", "52"), summary, ("12", "00")]
    assert accessibility(paper) == []
    assert accessibility(products(PLAIN)[0]) == []


def test_conformance_is_claimed_with_who_certifies_it_only_if_the_package_claims_it() -> None:
    claimed = accessibility(products(replace(FULL, accessibility=CERTIFIED))[0])
    codes_said = {value[1] for value in claimed if value[0] == "09"}
    assert {"04", "82", "85", "14", "19", "29", "30", "36", "41"} <= codes_said
    assert ("09", "90", "A Certifier") in claimed
    other = replace(FULL, accessibility=(("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.0 Level A"),))
    assert accessibility(products(other)[0]) == []


def test_an_unknown_hazard_is_no_absence_of_hazards() -> None:
    assert accessibility(products(ENTRIES["an unknown hazard"])[0]) == []


def test_content_advice_is_coded_for_every_edition_and_worded_in_the_description() -> None:
    for product in products(FULL):
        assert pairs(product, "DescriptiveDetail", "Audience") == [("22", "08"), ("22", "13")]
        described, notice = product.iterfind(f"{O}CollateralDetail/{O}TextContent")
        assert texts(described, "TextType") == ["03"]
        assert texts(described, "Text", "p") == [
            "First paragraph, of two lines.",
            "Second paragraph.",
            "Content note: Suicide (mentioned) · Domestic abuse (discussed).",
        ]
        assert texts(notice, "TextType") == ["13"]
        assert texts(notice, "Text", "p") == ["Copyright © 2026 the authors."]
    assert products(PLAIN)[0].find(f"{O}CollateralDetail") is None


def status(entry: CatalogueEntry, sent: str) -> tuple[list[str], list[str], list[str], list[str]]:
    product = products(entry, sent)[0]
    return (
        texts(product, "NotificationType"),
        texts(product, "PublishingDetail", "PublishingStatus"),
        texts(product, "PublishingDetail", "PublishingDate", "Date"),
        texts(product, "PublishingDetail", "SalesRights", "SalesRightsType"),
    )


def test_a_proof_is_a_record_for_tests_forthcoming_and_not_for_sale() -> None:
    for sent in ("2026-01-01", "2026-11-20", "2027-01-01"):
        assert status(PROOF, sent) == (["89"], ["02"], ["20261120"], ["03"])


def test_a_released_book_is_forthcoming_until_its_date_and_then_active() -> None:
    assert status(FULL, "2026-11-19") == (["02"], ["02"], ["20261120"], [])
    assert status(FULL, "2026-11-20") == (["03"], ["04"], ["20261120"], [])


def test_a_book_without_a_date_has_no_status() -> None:
    assert status(PLAIN, "2026-11-20") == (["02"], ["00"], [], [])


def test_the_sender_stands_in_for_a_publisher_that_nobody_named() -> None:
    path = ("PublishingDetail", "Publisher", "PublisherName")
    assert texts(products(FULL)[0], *path) == ["A Press"]
    assert texts(products(PLAIN)[0], *path) == ["A Sender"]


def test_keywords_stand_together_as_their_scheme_asks() -> None:
    assert pairs(products(FULL)[0], "DescriptiveDetail", "Subject") == [("20", "One subject; Another")]


def test_the_header_says_who_sends_it_and_when() -> None:
    (header,) = message(FULL).iterfind(f"{O}Header")
    assert texts(header, "Sender", "SenderName") == ["A Sender"]
    assert texts(header, "SentDateTime") == ["20261120"]


def test_prices_and_supply_are_left_to_the_publisher() -> None:
    names = {element.tag.removeprefix(O) for element in message(*SHELF).iter(f"{O}*")}
    assert "TitleText" in names
    assert not names & {"ProductSupply", "Price", "PriceAmount", "SupplyDetail"}


def test_the_same_books_make_the_same_bytes() -> None:
    def made(entries: Iterable[CatalogueEntry]) -> bytes:
        return onix_message(entries, "A Sender", "2026-11-20")

    assert made(ENTRIES.values()) == made(list(ENTRIES.values()))


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="20 November"):
        onix_message([FULL], "A Sender", "20 November 2026")


def test_what_shops_ask_for_and_the_book_does_not_say_is_a_finding() -> None:
    bare = onix_gaps(replace(PLAIN, language="yue"))
    assert [finding.code for finding in bare] == ["E032"] * 4
    assert [finding.message for finding in bare] == [
        "A Book: the edition ebook has no ISBN",
        "A Book: the edition print has no ISBN",
        "A Book: the book names no publisher, so the sender of the message stands in its place",
        "A Book: the language yue has no code in ONIX list 74",
    ]
    files = (EBOOK, replace(PRINT, identifier="urn:isbn:9780306406157"), HANDOUT)
    assert onix_gaps(replace(FULL, identifier="urn:isbn:0306406152", files=files)) == ()
