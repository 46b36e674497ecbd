"""Manifests that build on others: what is taken over, changed, chosen and left out, and where errors are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_book import build_book, copy_book

from anthology.manifest import Manifest, load
from anthology.manifest.inherit import DEEPEST, FILES
from anthology.stages import read_book

CASES = Path(__file__).parents[1] / "manifests"
BASE = (CASES / "extended.yaml").read_text("utf-8")


def extended(folder: Path, text: str, base: str = BASE, name: str = "book.yaml") -> tuple[Manifest | None, list[str]]:
    """A manifest of this text on top of another, and the file, line and code of each finding."""
    for path in (folder / "one.txt", folder / "two.txt", (folder / name).parent / "one.txt"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Words")
    (folder / name).write_text(base, "utf-8")
    (folder / "mine.yaml").write_text(f"extends: {name}\n{text}", "utf-8")
    manifest, findings = load(folder / "mine.yaml")
    return manifest, [f"{one.at.path.name}:{one.at.line} {one.code}" for one in findings if one.at]


def made(folder: Path, text: str, base: str = BASE) -> Manifest:
    """The manifest of a text that has nothing wrong with it."""
    manifest, findings = extended(folder, f"title: Mine\n{text}", base)
    assert not [finding for finding in findings if not finding.endswith("M020")]
    assert manifest is not None
    return manifest


def test_what_is_not_given_comes_from_the_other_manifest(tmp_path: Path) -> None:
    manifest = made(tmp_path, "subtitle: My Own\n")
    assert (manifest.title, manifest.subtitle, manifest.date.year) == ("Mine", "My Own", 2026)
    assert [entry.id for entry in manifest.essays] == ["first", "second"]
    assert manifest.omitted == ()


def test_an_essay_changes_only_in_the_keys_given_and_a_new_one_is_appended(tmp_path: Path) -> None:
    essays = "essays: [{id: second, short_title: S}, {id: third, source: one.txt, author: {name: A}}]\n"
    parts = "parts: [{title: All, essays: [first, second, third]}]\n"
    manifest = made(tmp_path, essays + parts)
    assert [entry.id for entry in manifest.essays] == ["first", "second", "third"]
    assert (manifest.essays[1].source, manifest.essays[1].short_title) == ("two.txt", "S")
    assert [part.title for part in manifest.parts] == ["All"]


def test_an_empty_text_takes_a_value_of_the_other_manifest_out(tmp_path: Path) -> None:
    base = BASE + "subtitle: Theirs\n"
    assert made(tmp_path, "", base).subtitle == "Theirs"
    essays = 'essays: [{id: second, short_title: ""}]\n'
    short = BASE.replace("two.txt,", "two.txt, short_title: Two,")
    assert made(tmp_path, "", short).essays[1].short_title == "Two"
    assert made(tmp_path, essays, short).essays[1].short_title == ""
    assert made(tmp_path, 'subtitle: ""\n', base).subtitle == ""
    assert extended(tmp_path, 'title: ""\n')[1] == ["book.yaml:2 M008"]
    assert "mine.yaml:3 M009" in extended(tmp_path, 'title: Mine\nsubtitle: ""\n')[1]


@pytest.mark.parametrize(
    ("choice", "left", "omitted"),
    [
        ("select: [second]", ["second"], ("first",)),
        ("select: [second, first]", ["second", "first"], ()),
        ("omit: [second]", ["first"], ("second",)),
    ],
)
def test_essays_are_chosen(tmp_path: Path, choice: str, left: list[str], omitted: tuple[str, ...]) -> None:
    manifest = made(tmp_path, choice)
    assert ([entry.id for entry in manifest.essays], manifest.omitted) == (left, omitted)
    assert [name for part in manifest.parts for name in part.essays] == sorted(left)


def test_what_a_manifest_adds_is_there_whatever_it_selects(tmp_path: Path) -> None:
    text = "select: [second]\nessays: [{id: third, source: one.txt, author: unsigned}]\n"
    manifest = made(tmp_path, f"{text}parts: [{{title: All, essays: [second, third]}}]\n")
    assert [entry.id for entry in manifest.essays] == ["second", "third"]


def test_editions_are_changed_by_name_and_replaced_where_the_format_is_given(tmp_path: Path) -> None:
    pages = "press: {format: pdf, trim: [5in, 8in], bleed: 2mm}"
    base = BASE.replace("editions:\n", f"editions:\n  {pages}\n  {pages.replace('press', 'other')}\n")
    text = "editions:\n  press: {bleed: 4mm}\n  other: {format: pdf, for: screen}\n  more: {format: epub}\n"
    editions = made(tmp_path, text, base).editions
    assert list(editions) == ["press", "other", "ebook", "sheet", "more"]
    assert (str(editions["press"].bleed), str(editions["press"].trim[0])) == ("4mm", "5in")
    assert (editions["other"].bleed, str(editions["other"].trim[0])) == (None, "6in")


def test_a_book_of_other_contents_has_an_identifier_of_its_own_that_stays(tmp_path: Path) -> None:
    first = made(tmp_path, "select: [first]").identifier
    assert first.startswith("urn:uuid:")
    assert first not in BASE
    assert made(tmp_path, "select: [second]").identifier == first
    own = "urn:uuid:123e4567-e89b-12d3-a456-426614174999"
    assert made(tmp_path, f"identifier: {own}").identifier == own


def test_files_are_named_from_the_folder_of_the_manifest_that_names_them(tmp_path: Path) -> None:
    base = BASE.replace("two.txt", "one.txt")
    manifest, findings = extended(tmp_path, "title: Mine\n", base, "shared/book.yaml")
    assert findings == []
    assert manifest is not None
    assert [entry.source for entry in manifest.essays] == ["shared/one.txt", "shared/one.txt"]


def test_every_key_that_names_a_file_is_known_as_one() -> None:
    assert {("cover", "image"), ("essays", "*", "source"), ("editions", "*", "profile")} < set(FILES)
    assert ("essays", "*", "references", "sources", "*") in FILES
    assert {("foreword",), ("foreword", "source"), ("contributors", "*", "picture", "file")} < set(FILES)
    assert len(FILES) == 26


def test_an_error_is_found_in_the_file_that_it_stands_in(tmp_path: Path) -> None:
    base = BASE.replace("source: two.txt", "source: tow.txt").replace("date: 2026-11-20", "date: 2026-11-31")
    manifest, findings = extended(tmp_path, "title: Mine\nlanguage: en_GB\n", base)
    assert manifest is None
    assert findings == ["book.yaml:5 M010", "book.yaml:9 M013", "mine.yaml:3 M010"]


def test_a_comment_that_empties_a_value_is_seen_in_the_file_that_it_stands_in(tmp_path: Path) -> None:
    base = BASE.replace("title: A Book to Build On", "subtitle: # not a word")
    assert extended(tmp_path, "title: Mine\n", base)[1] == ["book.yaml:3 M009"]
    assert "start of a comment" in load(tmp_path / "mine.yaml")[1][0].hint


def test_manifests_build_on_each_other_down_to_a_limit(tmp_path: Path) -> None:
    made(tmp_path, "")
    for number in range(DEEPEST):
        below = f"level-{number - 1}.yaml" if number else "book.yaml"
        (tmp_path / f"level-{number}.yaml").write_text(f"extends: {below}\ntitle: L{number}\n")
    manifest, findings = load(tmp_path / f"level-{DEEPEST - 2}.yaml")
    assert findings == ()
    assert manifest is not None
    assert manifest.title == f"L{DEEPEST - 2}"
    _, findings = load(tmp_path / f"level-{DEEPEST - 1}.yaml")
    assert [finding.code for finding in findings] == ["M019"]


def test_a_circle_of_several_manifests_is_refused(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{one}.yaml").write_text(f"extends: {other}.yaml\n")
    _, findings = load(tmp_path / "a.yaml")
    assert [(one.code, one.message.split(": ")[1]) for one in findings] == [
        ("M019", "a.yaml → b.yaml → c.yaml → a.yaml")
    ]


def test_a_manifest_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(BASE)
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "link.yaml").symlink_to("../outside.yaml")
    (folder / "mine.yaml").write_text("extends: link.yaml\n")
    assert [finding.code for finding in load(folder / "mine.yaml")[1]] == ["M014"]


KEYS = ("extends", "select", "omit", "essays", "parts", "editions", "title", "identifier", "front")
VALUES = st.recursive(
    st.sampled_from(["book.yaml", "first", "third", "''", "epub", "~"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(["id", "first", "ebook", "select", "source", "format"]), inner, max_size=3
        ).map(lambda members: "{" + ", ".join(f"{key}: {value}" for key, value in members.items()) + "}")
    ),
    max_leaves=6,
)


@pytest.mark.slow
@given(over=st.dictionaries(st.sampled_from(KEYS), VALUES), under=st.dictionaries(st.sampled_from(KEYS[1:]), VALUES))
def test_no_pair_of_manifests_makes_loading_raise(
    over: dict[str, str], under: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    lines = [f"{key}: {value}\n" for key, value in over.items() if key != "extends"]
    base = "".join(f"{key}: {value}\n" for key, value in under.items())
    _, findings = extended(folder, "".join(lines), base)
    assert all(not finding.startswith(":") for finding in findings)


# --- on the real book ---


def test_two_essays_of_the_first_edition_make_a_book(tmp_path: Path) -> None:
    copy_book(tmp_path)
    path = tmp_path / "two.yaml"
    path.write_text("extends: book.yaml\ntitle: Two Essays\nselect: [not-all-survivors, coalition-building]\n")
    book = read_book(path)
    assert [one.slug for one in book.contributions] == ["not-all-survivors", "coalition-building"]
    missed = {finding.message.split("”")[0][1:] for finding in book.findings if finding.code == "L004"}
    assert missed == {
        "pragmatic allyship for the #metoo age",
        "#MeToo: tackling sexual assault, one tweet at a time",
        "#MeToo Campaign and Beyond: Combating Sexual Violence",
    }
    report = build_book(path, tmp_path / "out", "ebook")
    assert [artefact.path.name for artefact in report.editions] == ["two-essays-ebook.epub"]


def test_answers_on_references_of_an_essay_left_out_fall_away(tmp_path: Path) -> None:
    answers = "bibliography: {same: [[towers-walby-2012-measuring, nobody-2001]]}\n"
    copy_book(tmp_path)
    path = tmp_path / "mine.yaml"
    for text, code in (("omit: [coalition-building]\n", "M020"), ("", "R008")):
        path.write_text(f"extends: book.yaml\ntitle: Mine\n{text}{answers}")
        found = [finding.code for finding in read_book(path).findings if "no reference has the key" in finding.message]
        assert found == [code]


def test_a_link_to_an_essay_that_was_never_there_stays_an_error(tmp_path: Path) -> None:
    copy_book(tmp_path)
    path = tmp_path / "two.yaml"
    path.write_text("extends: book.yaml\ntitle: Two Essays\nomit: [pragmatic-allyship]\nforeword: mine.md\n")
    (tmp_path / "mine.md").write_text("# Foreword\n\nSee [one](book:pragmatic-allyship) and [another](book:nowhere).\n")
    found = [finding.code for finding in read_book(path).findings if finding.at and finding.at.path == Path("mine.md")]
    assert found == ["L003", "L004"]
