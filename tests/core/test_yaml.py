"""YAML as plain values with places; the words of each refusal stand in tests/manifests."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from anthology.core import yaml as yamlfile
from anthology.core.findings import Location
from anthology.core.yaml import Document, Limits, Plain, decode, parse, quote

PATH = Path("book.yaml")


def read(text: str) -> Document:
    """The document of a text that has nothing wrong with it."""
    document, findings = parse(text, PATH)
    assert findings == ()
    assert document is not None
    return document


def codes(text: str, limits: Limits | None = None) -> list[str]:
    """The codes of what is wrong with a text."""
    return [finding.code for finding in parse(text, PATH, limits)[1]]


@pytest.mark.parametrize(
    "typed",
    [
        *("0113 496 0000", "0113", "9:00", "12:30", "NO", "no", "Yes", "on", "000", "1.10", "1e3", "0x1F", "0b1"),
        *("1_000", ".inf", "2026-02-30", "2026-11-20", "1984", "Null", "true", "=", "<<", "9" * 6000, "C:\\x", "a #b"),
    ],
)
def test_a_scalar_stays_what_was_typed(typed: str) -> None:
    quoted = f"'{typed}'" if "#" in typed else typed
    assert read(f"a: {quoted}").value == {"a": typed}


def test_only_an_empty_value_is_none() -> None:
    assert read("a:\nb: ''\nc: [d, ]\ne: ~\n").value == {"a": None, "b": "", "c": ["d"], "e": "~"}


def test_keys_and_values_know_their_place() -> None:
    document = read("title: A\nessays:\n  - id: one\n    notes: [x, {theme: y}]\n")
    assert document.at("title") == Location(PATH, 1, 8)
    assert document.key_at("title") == Location(PATH, 1, 1)
    assert document.at("essays", 0) == Location(PATH, 3, 5)
    assert document.at("essays", 0, "notes", 1, "theme") == Location(PATH, 4, 24)
    assert document.key_at("essays", 0, "notes", 1, "theme") == Location(PATH, 4, 17)
    assert document.key_at("essays", 0) == Location(PATH, 3, 5)
    assert document.line(3) == "  - id: one"
    assert document.line(99) == ""


def test_a_route_that_leads_nowhere_has_the_place_of_what_would_hold_it() -> None:
    document = read("essays:\n  - id: one\n")
    assert document.at("essays", 0, "title", "supplied") == document.at("essays", 0)
    assert document.at("nothing", 7) == Location(PATH, 1, 1)
    assert document.get("essays", 0, "title") is None
    assert document.get("essays", 9) is None


def test_places_count_characters_behind_a_byte_order_mark_and_other_line_ends() -> None:
    text, findings = decode("\ufeffa: 文𝔘: \r\nb: c\rd: e\n".replace(": \r", "\r").encode(), PATH)
    assert findings == ()
    document = read(text)
    assert [document.key_at(key).line for key in ("a", "b", "d")] == [1, 2, 3]
    assert document.line(2) == "b: c"


def test_find_goes_through_lists_and_mappings() -> None:
    document = read("essays: [{id: a}, {id: b}, c]\n")
    assert list(document.find("essays", "*", "id")) == [(("essays", 0, "id"), "a"), (("essays", 1, "id"), "b")]
    assert list(document.find("essays", 1, "*")) == [(("essays", 1, "id"), "b")]


def test_what_stands_under_a_key_given_twice_changes_nothing() -> None:
    document, findings = parse("a: {b: 1}\na: {b: 2, c: [3]}\nd: 4\n", PATH)
    assert document is not None
    assert document.value == {"a": {"b": "1"}, "d": "4"}
    assert document.at("a", "b") == Location(PATH, 1, 8)
    assert ("a", "c", 0) not in document.values
    assert [str(finding.at) for finding in findings] == ["book.yaml:2:1"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: *b", "M003"),
        ("*b : a", "M003"),
        ("a: &b c", "M003"),
        ("a: &b [c]", "M003"),
        ("&a b: c", "M003"),
        ("a: !!python/object/apply:os.system [ls]", "M003"),
        ("!a b: c", "M003"),
        ("a: !<tag:x> {b: c}", "M003"),
        ("{a: b}: c", "M003"),
        ("?\n: b", "M003"),
        ("[", "M002"),
        ("?", "M003"),
        ("--- a\n--- b", "M003"),
        ("a: 1\nb: 2\na: 3", "M004"),
        ("a: b #c", "M005"),
        ("a: 'b' #c", "M005"),
        ("a: [b, #c\n d]", "M005"),
        ("a:\n  - #b\n  - c", "M005"),
        ("a: b\n  c\n  #d", "M005"),
        ("a: \0", "M006"),
        ("a: \ud800", "M006"),
        ("a: b\u2028c", "M006"),
        ("a: b\x85c", "M006"),
        ("a: \ufffe", "M006"),
        ('a: "\\0"', "M006"),
        ('a: "\\uFFFE"', "M006"),
        ("a: ]", "M002"),
        ("a: 'It's'", "M002"),
        ("%YAML 9.9\n---\na", "M002"),
        ("a: |x\n b", "M002"),
    ],
)
def test_what_is_not_taken_is_said(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "a: b # c",
        "a: b\n#c: d\ne: f",
        "a: |\n  b #c\n",
        "a: 'b #c'",
        "a: x#y",
        "a:\n  #- b\n  - c",
        "- a: b\n  #c: d\n  e: f",
    ],
)
def test_a_comment_that_swallows_no_text_is_left_in_peace(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("[[a]]", Limits(depth=1)),
        ("a: [b, c]", Limits(events=5)),
        ("a: bcd", Limits(text=2)),
        ("a: bcd", Limits(size=5)),
    ],
)
def test_limits_are_told(text: str, limits: Limits) -> None:
    assert codes(text) == []
    assert codes(text, limits) == ["X002"]


@pytest.mark.parametrize("token", ["- ", "[", "{", "? ", "a: ", "&a ", "!a ", "'", '"', "\t", "---\n", "|\n", "%"])
def test_a_megabyte_of_one_token_is_read_or_refused(token: str) -> None:
    document, findings = parse(token * (1_000_000 // len(token)), PATH)
    assert document or findings


def test_a_lone_byte_is_found_in_its_line() -> None:
    _, findings = decode("a: b\nc: Café".encode("latin-1"), PATH)
    assert [str(finding.at) for finding in findings] == ["book.yaml:2:7"]


def test_what_is_shown_is_short_and_has_no_control_characters() -> None:
    assert quote("a\x1b[31m\nb") == "“a�[31m�b”"
    assert quote("x" * 61) == f"“{'x' * 60}…”"


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), max_size=20)
VALUES: st.SearchStrategy[Plain] = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS.filter(bool), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_quoted_values_come_back_as_they_were(value: Plain) -> None:
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True)
    assert read(text).value == value


LINES = st.lists(
    st.sampled_from(
        [
            *"abc#:-,[]{}'\"|>&*!%@`?\t\n \\\0\x85\u2028\ufeff~.",
            ": ",
            " #",
            "- ",
            "\n  ",
            "\r\n",
            "---\n",
            "k: ",
            "''",
            "文",
        ]
    ),
    max_size=40,
).map("".join)


@given(LINES | st.text())
def test_no_text_makes_it_raise_and_every_finding_has_a_line_of_the_text(text: str) -> None:
    document, findings = parse(text, PATH)
    last = len(yamlfile.LINE_END.split(text))
    assert all(finding.at and 1 <= finding.at.line <= last and finding.at.column >= 1 for finding in findings)
    assert document is not None or findings


@given(st.binary(max_size=60))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    text, findings = decode(data, PATH)
    assert not (text and findings)


@given(VALUES)
def test_the_pure_parser_reads_the_same(value: Plain) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    by_c = parse(text, PATH)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlfile, "LOADER", yaml.BaseLoader)
        document, findings = parse(text, PATH)
    assert (document and document.value, [finding.code for finding in findings]) == (
        by_c[0] and by_c[0].value,
        [finding.code for finding in by_c[1]],
    )
