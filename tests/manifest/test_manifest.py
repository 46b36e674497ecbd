"""The manifest: text becomes values only where the schema says so; everything wrong is told in one run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.findings import Location, Severity, worst
from anthology.core.yaml import Limits
from anthology.manifest import BACK, FRONT, Length, Manifest, Title, load, schema
from anthology.manifest.validate import RESERVED

BOOK = Path(__file__).parents[2] / "book.yaml"
CASES = Path(__file__).parents[1] / "manifests"
VALID = (CASES / "valid.yaml").read_text("utf-8")


def loaded(folder: Path, text: str) -> Manifest:
    """The manifest of a text that has nothing wrong with it; one.txt and two.txt are there."""
    manifest, findings = load(written(folder, text))
    assert findings == ()
    assert manifest is not None
    return manifest


def written(folder: Path, text: str) -> Path:
    """The path of a manifest with this text, in a folder with two sources."""
    (folder / "one.txt").write_text("One")
    (folder / "two.txt").write_text("Two")
    (folder / "book.yaml").write_text(text, "utf-8")
    return folder / "book.yaml"


def said(path: Path) -> list[str]:
    """Code and line of each finding."""
    return [f"{finding.code}:{finding.at.line if finding.at else None}" for finding in load(path)[1]]


# --- the first edition ---


def test_the_first_edition_has_nothing_wrong() -> None:
    manifest, findings = load(BOOK)
    assert findings == ()
    assert manifest is not None
    assert (manifest.title, manifest.subtitle) == ("After the Hashtag", "Five Essays on #MeToo")
    assert manifest.date == date(2026, 11, 20)
    assert [entry.source[6:9] for entry in manifest.essays] == ["000", "001", "002", "003", "004"]


def test_the_first_edition_says_what_is_known_and_how() -> None:
    manifest, _ = load(BOOK)
    assert manifest is not None
    known = [(entry.published.on, entry.published.certainty) for entry in manifest.essays if entry.published]
    assert known == [
        ("undated", "supplied"),
        ("2017-11-01", "from-address"),
        ("2017-11-29", "stated"),
        ("2019-02-24", "stated"),
        ("2017-10-16", "from-address"),
    ]
    assert [", ".join(each.name for each in entry.credits) for entry in manifest.essays] == [
        *("Jessica Wild", "", "Jessica Schwartz", "", "")
    ]
    assert {entry.permission.status for entry in manifest.essays if entry.permission} == {"to-request"}
    assert [entry.title for entry in manifest.essays if entry.title] == [
        Title("#MeToo: tackling sexual assault, one tweet at a time", supplied=True)
    ]


def test_no_essay_of_the_first_edition_is_said_to_depict_an_act() -> None:
    manifest, _ = load(BOOK)
    assert manifest is not None
    levels = [{note.level for note in entry.content_notes or ()} for entry in manifest.essays]
    assert all(found and found <= {"mention", "discussion"} for found in levels)


# --- values ---


def test_text_comes_out_as_typed(tmp_path: Path) -> None:
    text = VALID.replace(
        "title: A Small Book", "title: NO\nedition: 1.10\nplace: 0113\npublisher: 9:00\nsubtitle: 1984"
    )
    manifest = loaded(tmp_path, text.replace("id: one", "id: 000"))
    found = (manifest.title, manifest.edition, manifest.place, manifest.publisher, manifest.subtitle)
    assert found == ("NO", "1.10", "0113", "9:00", "1984")
    assert manifest.essays[0].id == "000"


@pytest.mark.parametrize(
    "title", ["\u200b", "\ufeff", " \u00a0\u2003", "\u202e\u2066", "\U000e0041\U000e007f", "\u00ad"]
)
def test_a_title_of_which_nothing_is_seen_is_none(tmp_path: Path, title: str) -> None:
    assert said(written(tmp_path, VALID.replace("title: A Small Book", f'title: "{title}"'))) == ["M009:3"]


def test_what_is_left_out_has_the_value_of_the_house(tmp_path: Path) -> None:
    manifest = loaded(tmp_path, VALID)
    assert (manifest.language, manifest.front, manifest.back) == ("en-GB", FRONT, BACK)
    assert manifest.bibliography.style == "harvard-leeds"
    assert manifest.essays[0].content_notes is None
    assert manifest.essays[0].credits == ()
    assert manifest.editions["ebook"].format == "epub"


def test_values_become_what_the_schema_says(tmp_path: Path) -> None:
    essay = """
  - id: one
    source: one.txt
    title: {supplied: "#One"}
    author: {name: Jane Doe, sort_as: "Doe, Jane", as: a nurse, entry: She writes.}
    published: {in: A Magazine, place: Leeds, on: 2017-11, url: "https://example.org/a?b=c#d", certainty: from-address}
    content_notes: none
    cleaning: [{closing_note: the last line, because: it is one}]
    permission:
      {status: granted, holder: Jane, channels: [ebook, print], until: 2030-01-31, dates: {granted: 2026-01-02}}
    references: {override: {doe-2017: {title: A Title, url: }}}
    questions: [Why?]"""
    text = VALID.replace("\n  - {id: one, source: one.txt, author: unsigned}", essay)
    text = text.replace("{ebook: {format: epub}}", "{print: {format: pdf, trim: [148mm, 21cm]}}")
    manifest = loaded(tmp_path, text + "bibliography: {same: [[a, b]]}\n")
    entry = manifest.essays[0]
    assert entry.title == Title("#One", supplied=True)
    assert [(each.capacity, each.sort_as) for each in entry.credits] == [("a nurse", "Doe, Jane")]
    assert entry.published
    assert (entry.published.venue, entry.published.on) == ("A Magazine", "2017-11")
    assert entry.content_notes == ()
    assert [(step.action, step.words) for step in entry.cleaning] == [("closing-note", "the last line")]
    assert entry.permission
    assert entry.permission.dates
    assert (entry.permission.until, entry.permission.dates.granted) == (date(2030, 1, 31), date(2026, 1, 2))
    assert entry.references
    assert entry.references.override == {"doe-2017": {"title": "A Title", "url": ""}}
    assert manifest.editions["print"].trim == (Length(148.0, "mm"), Length(21.0, "cm"))
    assert [round(length.points, 1) for length in manifest.editions["print"].trim] == [419.5, 595.3]
    assert manifest.bibliography.same == (("a", "b"),)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("urn:uuid:123E4567-E89B-12D3-A456-426614174000", "urn:uuid:123e4567-e89b-12d3-a456-426614174000"),
        ("urn:isbn:9780306406157", "urn:isbn:9780306406157"),
        ("ISBN:978-0-306-40615-7", "urn:isbn:9780306406157"),
        ("0-8044-2957-X", "urn:isbn:080442957X"),
    ],
)
def test_identifiers_are_checked_and_made_regular(tmp_path: Path, typed: str, kept: str) -> None:
    text = VALID.replace("urn:uuid:123e4567-e89b-12d3-a456-426614174000", typed)
    assert loaded(tmp_path, text).identifier == kept


@pytest.mark.parametrize(
    "typed", ["0-8044-2957-0", "urn:isbn:9780306406158", "urn:uuid:1", "978030640615", "doi:10.1/2"]
)
def test_identifiers_that_cannot_be_right_are_refused(tmp_path: Path, typed: str) -> None:
    text = VALID.replace("urn:uuid:123e4567-e89b-12d3-a456-426614174000", typed)
    assert said(written(tmp_path, text)) == ["M010:4"]


@pytest.mark.parametrize(
    "tag", ["fr", "pt-BR", "zh-Hant-TW", "sr-Latn", "de-CH-1996", "en-GB-x-house", "es-419", "x-own"]
)
def test_language_tags_of_each_shape_are_taken(tmp_path: Path, tag: str) -> None:
    assert loaded(tmp_path, f"{VALID}language: {tag}\n").language == tag


@pytest.mark.parametrize(
    "tag", ["e", "english", "en_GB", "en-", "-en", "en-GB-GB", "en-x", "x", "fr CA", "en-u", "中文"]
)
def test_what_is_no_language_tag_is_refused(tmp_path: Path, tag: str) -> None:
    assert said(written(tmp_path, f"{VALID}language: {tag}\n")) == ["M010:10"]


@pytest.mark.parametrize("year", ["2017", "2017-02", "2017-02-28", "undated"])
def test_a_date_of_publication_may_be_less_than_a_day(tmp_path: Path, year: str) -> None:
    text = VALID.replace("author: unsigned", f"author: unsigned, published: {{in: A, on: {year}}}")
    published = loaded(tmp_path, text).essays[0].published
    assert published
    assert published.on == year


@pytest.mark.parametrize("url", ["http://a/", "https://example.org:8080/%20?a=b&c=d#e", "https://例え.jp/ページ"])
def test_web_addresses_are_taken(tmp_path: Path, url: str) -> None:
    text = f'{VALID}rights: {{notice: ours, url: "{url}"}}\n'
    rights = loaded(tmp_path, text).rights
    assert rights
    assert rights.url == url


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "data:text/html,x", "//example.org", "https://", "https:///a", "https://a/%zz"),
        *("https://a/<b>", "https://[::1]/", "https://a/#b#c", "mailto:a@example.org", "HTTPS://a/", "https://a b/"),
    ],
)
def test_other_addresses_are_refused(tmp_path: Path, url: str) -> None:
    assert said(written(tmp_path, f'{VALID}rights: {{notice: ours, url: "{url}"}}\n')) == ["M010:10"]


@pytest.mark.parametrize("name", RESERVED)
def test_an_essay_cannot_have_the_name_of_a_piece_of_the_book(tmp_path: Path, name: str) -> None:
    assert said(written(tmp_path, VALID.replace("id: one", f"id: {name}"))) == ["M012:8"]


# --- places ---


def test_a_later_stage_can_name_a_place(tmp_path: Path) -> None:
    manifest = loaded(tmp_path, VALID)
    path = tmp_path / "book.yaml"
    assert manifest.at("essays", 0, "source") == Location(path, 8, 23)
    assert manifest.at("essays", 0, "title") == Location(path, 8, 5)
    assert manifest.folder.read("one.txt", 10) == b"One"


def test_findings_come_in_the_order_of_the_file() -> None:
    for path in CASES.glob("*.yaml"):
        places = [(one.at.path, one.at.line, one.at.column) for one in load(path)[1] if one.at]
        assert places == sorted(places)


# --- files ---


def test_links_pipes_and_folders_are_no_sources(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("not ours")
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "link.txt").symlink_to("../elsewhere")
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.txt")
    sources = ["link.txt", "up/elsewhere", "pipe.txt", "."]
    lines = "".join(f"\n  - {{id: e{index}, source: {name}, author: unsigned}}" for index, name in enumerate(sources))
    text = VALID.replace("\n  - {id: one, source: one.txt, author: unsigned}", lines)
    assert said(written(folder, text)) == ["M014:8", "M014:9", "M013:10", "M014:11"]


def test_a_manifest_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("book.yaml")
    written(tmp_path, VALID)
    codes = [load(tmp_path / name)[1][0].code for name in ("nowhere.yaml", "link.yaml", ".", "a/../book.yaml")]
    assert codes == ["M001"] * 4
    assert load(written(tmp_path, VALID), Limits(size=20))[1][0].code == "X002"


def test_lists_have_a_limit(tmp_path: Path) -> None:
    subjects = "".join(f"\n  - s{number}" for number in range(2001))
    assert said(written(tmp_path, f"{VALID}subjects:{subjects}\n")) == ["X002:11"]


# --- the JSON Schema ---


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a JSON value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def test_the_schema_is_json_and_refuses_unknown_keys() -> None:
    exported = json.loads(json.dumps(schema()))
    records = [node for node in nodes(exported) if "properties" in node and node.get("type") == "object"]
    assert len(records) > 10
    assert all(node["additionalProperties"] is False for node in records)
    assert not any(node.get("type") == "null" for node in nodes(exported))


def test_the_schema_has_each_key_of_the_first_edition() -> None:
    exported = schema()
    entry = exported["$defs"]["EssayEntry"]["properties"]
    assert {"editors", "essays", "editions"} <= set(exported["then"]["required"])
    assert exported["if"] == {"not": {"required": ["extends"]}}
    alone = exported["then"]["properties"]["essays"]["items"]
    assert alone["required"] == ["id", "source"]
    assert alone["anyOf"] == [{"required": ["author"]}, {"required": ["contributors"]}]
    assert exported["else"]["properties"]["essays"]["items"]["required"] == ["id"]
    assert exported["properties"]["anthology"]["enum"] == [1, "1"]
    assert {"type": "string"} in entry["author"]["anyOf"][0]["anyOf"]  # unsigned, or an id
    assert {"const": "none"} in entry["content_notes"]["anyOf"]
    assert "in" in exported["$defs"]["Published"]["properties"]
    assert exported["$defs"]["Bibliography"]["properties"]["style"]["enum"][0] == "harvard-leeds"


# --- no text makes it raise ---

PIECES = st.sampled_from(
    [
        *"#:-,[]{}'\"|>&*!%@?\t\n \\~",
        *(": ", " #", "- ", "\n  ", "one", "unsigned", "none", "{}", "[]", "essays", "parts: ", "front: ", "trim: "),
        *(
            "../",
            "/",
            "\0",
            "\ud800",
            "文",
            "9" * 400,
            "override: ",
            "bibliography: {",
            "}",
            "{supplied: ",
            "epub",
            "pdf",
        ),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A valid manifest with some of its text replaced."""
    text = draw(st.sampled_from([VALID, BOOK.read_text("utf-8")]))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + "".join(draw(st.lists(PIECES, max_size=4))) + text[end:]
    return text


@given(text=damaged() | st.text())
def test_no_text_makes_loading_raise(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "book.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    manifest, findings = load(path)
    assert all(finding.at and finding.at.line for finding in findings)
    assert (manifest is None) == (worst(findings) is Severity.ERROR)
