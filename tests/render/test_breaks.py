"""Where the markup of a page lets lines break inside of addresses and long words."""

from __future__ import annotations

import pytest
from lxml import etree

from anthology.core.urls import addresses_in
from anthology.render.breaks import unhyphenated_words, with_breaks

LETTERS = "internationalization"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See (https://example.org/a_(b)?c=d&e#f), and go.", ["https://example.org/a_(b)?c=d&e#f"]),
        ("Write to first.last+x@mail.example.org!", ["first.last+x@mail.example.org"]),
        ("doi:10.1000/abc-def, and 10.1234/x", ["doi:10.1000/abc-def", "10.1234/x"]),
        (
            "www.example.org or EXAMPLE.ORG/Page or samaritans.org.",
            ["www.example.org", "EXAMPLE.ORG/Page", "samaritans.org"],
        ),
        ("“https://example.org/a”; «http://b.example»", ["https://example.org/a", "http://b.example"]),
        ("Dr. M.Phil., U.S.A., e.g. he/she, 3.5 mm, 10.30 p.m., AT&T, a@ b, either/or", []),
    ],
)
def test_addresses_of_all_kinds_are_found(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in addresses_in(text)] == found


@pytest.mark.parametrize("target", ["ebook", "print"])
@pytest.mark.parametrize(
    "inner",
    [
        "https://example.org/a-b_c.d?e=f&amp;g",
        '<a href="https://example.org/a">https://example.org/<em>very</em>/long</a> &lt;https://example.org/&gt;',
        "&lt;x@example.org&gt; a &amp; b &#39;www.example.org/&#39;",
        f"<code>{LETTERS * 20}</code> &amp;{'&amp;' * 300}",
        "<pre>a\n  https://example.org/\n</pre><p title='a>https://b.example/c'>x</p>",
        "<svg><text>https://example.org/a</text></svg><!-- > https://example.org/a -->",
        "https://example.org/</p><p>next",
    ],
)
def test_only_spans_and_breaks_are_added(inner: str, target: str) -> None:
    page = f"<html><head><title>https://example.org/a</title></head><body><p>{inner}</p></body></html>"
    made = with_breaks(page, target)  # type: ignore[arg-type]
    before, after = etree.fromstring(page), etree.fromstring(made)
    assert "".join(after.itertext()).replace("\u200b", "") == "".join(before.itertext())
    for name in ("title", "text"):
        assert [each.text for each in after.iter(name)] == [each.text for each in before.iter(name)]
    assert {each.tag for each in after.iter()} - {each.tag for each in before.iter()} <= {"span", "wbr"}
    if target == "ebook":
        assert "\u200b" not in made


def test_an_address_breaks_after_its_marks_alone() -> None:
    made = with_breaks("<p>at https://example.org/a-b_c.d?e=f&amp;g/.</p>", "ebook")
    words = "https://|example.|org/|a-|b_|c.|d?|e=|f&amp;|g/".replace("|", "<wbr/>")
    assert made == f'<p>at <span class="unhyphenated">{words}</span>.</p>'


def test_characters_that_nobody_types_leave_an_address() -> None:
    made = with_breaks("<p>https://ex\u00adample.org/\u200binter\u00adnational, co\u00adoperate</p>", "print")
    assert unhyphenated_words(made) == {"https://example.org/international"}
    assert made.count("\u200b") == 3
    assert made.endswith("</span>, co\u00adoperate</p>")


def test_a_very_long_word_breaks_between_letters_and_not_before_their_marks() -> None:
    word = "e\u0301" * 3_000
    made = with_breaks(f"<p>{word} {'語' * 3_000}</p>", "print")
    assert made.count("\u200b") > 200
    assert "\u200b\u0301" not in made
    assert unhyphenated_words(made) == {word}


def test_many_addresses_amid_much_emphasis_take_no_long_time() -> None:
    page = f"<p>{'https://a.example/<em>x</em> ' * 20_000}</p>"
    assert with_breaks(page, "ebook").count("<span") == 40_000
