"""What an e-book says of its own accessibility: each word holds for its pages, or is not said."""

from __future__ import annotations

import pytest
from lxml import etree

from anthology.epub.accessibility import STANDARD, Evidence, accessibility_metadata

PAGE = """<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>One</h1><section role="doc-part"><h2>Two</h2>
<span role="doc-pagebreak"/><p>Words <img src="a.png" alt="A street"/> <img src="b.png" alt="" role="presentation"/></p>
</section><h2>Three</h2></body></html>"""
SHEET = "p { font-size: 1.2em; line-height: 1.5; margin: 0 0 3px } img { max-height: 95vh; position: relative }"
ALL = {
    *("tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability", "alternativeText"),
    *("pageBreakMarkers", "pageNavigation", "ARIA"),
}


def said(
    page: str = PAGE, sheet: str = SHEET, page_list: int = 1, certifier: str = "A. Certifier"
) -> dict[str, object]:
    """What the metadata of a book of this page says: values by their properties, in sets where there are several."""
    evidence = Evidence(pages=[etree.fromstring(page)], stylesheets=[sheet], page_list=page_list)
    found: dict[str, set[str]] = {}
    for name, value in accessibility_metadata(evidence, certifier):
        found.setdefault(name.partition(":")[2], set()).add(value)
    return {
        name: values if "Feature" in name or "Mode" in name else next(iter(values)) for name, values in found.items()
    }


def test_a_book_in_which_all_is_well_says_so_and_may_claim_it() -> None:
    made = said()
    assert made["accessibilityFeature"] == ALL
    assert made["accessMode"] == {"textual", "visual"}
    assert made["accessModeSufficient"] == {"textual"}
    assert (made["accessibilityHazard"], made["conformsTo"], made["certifiedBy"]) == ("none", STANDARD, "A. Certifier")
    assert "A. Certifier" in str(made["accessibilitySummary"])


def test_without_a_certifier_nothing_is_claimed() -> None:
    made = said(certifier="")
    assert made["conformsTo"] == "none"
    assert "certifiedBy" not in made
    assert made["accessibilityFeature"] == ALL


@pytest.mark.parametrize(
    ("old", "new", "gone", "claims"),
    [
        ("<h2>Two", "<h3>Two", {"structuralNavigation"}, False),  # a level is skipped
        ("<h1>One</h1>", "", {"structuralNavigation"}, False),  # it begins below the first
        (' alt="A street"', "", {"alternativeText"}, False),
        (' alt="" role="presentation"', ' alt=""', {"alternativeText"}, False),
        (' alt="" role="presentation"', "", {"alternativeText"}, False),
        ('<span role="doc-pagebreak"/>', "", {"pageBreakMarkers", "pageNavigation"}, True),
        ("<p>Words", "<p>Words <video/>", set(), False),
        ("<p>Words", "<p>Words <script>act()</script>", set(), False),
    ],
)  # fmt: skip
def test_what_the_pages_lack_is_not_said_of_them(old: str, new: str, gone: set[str], claims: bool) -> None:
    assert old in PAGE
    page = PAGE.replace(old, new).replace("</h2>\n<span", f"</{new[1:3] if new.startswith('<h') else 'h2'}>\n<span")
    made = said(page)
    assert made["accessibilityFeature"] == ALL - gone
    assert (made["conformsTo"] == STANDARD) == claims == ("certifiedBy" in made)
    assert made["accessibilityHazard"] == ("unknown" if "<video" in new or "<script" in new else "none")


def test_pages_without_pictures_or_roles_say_nothing_of_them() -> None:
    made = said('<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>One</h1></body></html>', page_list=0)
    wanted = {"tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability"}
    assert made["accessibilityFeature"] == wanted
    assert made["accessMode"] == made["accessModeSufficient"] == {"textual"}
    assert made["conformsTo"] == STANDARD


@pytest.mark.parametrize("old", [' role="presentation"', '<img src="a.png" alt="A street"/> | role="presentation"'])
def test_a_picture_without_words_leaves_readers_who_hear_without_it(old: str) -> None:
    page = PAGE
    for part in old.split("|"):
        page = page.replace(part, "")
    made = said(page)
    assert "accessModeSufficient" not in made
    assert made["accessMode"] == {"textual", "visual"}


def test_ornaments_alone_are_no_pictures() -> None:
    made = said(PAGE.replace('<img src="a.png" alt="A street"/>', ""))
    assert made["accessMode"] == {"textual"}
    assert made["accessibilityFeature"] == ALL - {"alternativeText"}
    assert made["conformsTo"] == STANDARD


def test_page_numbers_that_no_list_names_lead_nowhere() -> None:
    assert said(page_list=0)["accessibilityFeature"] == ALL - {"pageNavigation"}


@pytest.mark.parametrize("rule", ["font-size: 12pt", "font: 12px/1.2 serif", "line-height: 14.4pt", "position: fixed"])
def test_type_that_readers_cannot_change_is_not_called_their_own(rule: str) -> None:
    made = said(sheet=f"p {{ {rule} }}")
    assert made["accessibilityFeature"] == ALL - {"displayTransformability"}
    assert made["conformsTo"] == "none"


@pytest.mark.parametrize("rule", ["animation: x 1s", "transition: all 1s"])
def test_what_moves_may_be_a_hazard(rule: str) -> None:
    made = said(sheet=f"p {{ {rule} }}")
    assert (made["accessibilityHazard"], made["conformsTo"]) == ("unknown", "none")
