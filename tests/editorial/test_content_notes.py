"""Content notes: the vocabulary, what the patterns find, what is wrong with an assessment, what readers see."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.core.cache import NO_CACHE, Cache
from anthology.core.document import Block, Blocks, Cell, Heading, ListBlock, Note, Paragraph, Quote, Table
from anthology.core.findings import Finding, Location
from anthology.editorial import theme_suggestions
from anthology.editorial.content_notes import (
    SENTENCE_WORDS,
    Assessment,
    check_assessment,
    count_words,
    heading,
    keywords,
    matrix,
    onix_codes,
    sentence,
    to_record,
    undeclared,
)
from anthology.editorial.theme_suggestions import Suggestion, suggest, suggest_all
from anthology.editorial.vocabulary import SHIPPED, Vocabulary, load_vocabulary, shipped_vocabulary
from anthology.manifest import ContentNote, Waiver

HERE = Path(__file__).parents[1]
VOCABULARY = shipped_vocabulary()
AT = Location(Path("book.yaml"), 12, 5)
FAMILY = {"sexual-violence", *(theme for theme in VOCABULARY.themes if "sexual-violence" in VOCABULARY.broader(theme))}


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def paragraphs(text: str, path: Path = Path("essay.txt"), first: int = 1, last: int = 10_000) -> tuple[Block, ...]:
    return tuple(
        Paragraph(content=(line,), at=Location(path, number))
        for number, line in enumerate(text.splitlines(), start=1)
        if first <= number <= last and line.strip()
    )


def loaded(text: str, extends: Vocabulary | None = None) -> tuple[Vocabulary, tuple[Finding, ...]]:
    return load_vocabulary(text.encode(), Path("vocabulary.yaml"), extends)


DAY = datetime.date(2026, 11, 26)
content_note, waiver = ContentNote.model_construct, Waiver.model_construct


def notes(*themes: str, level: str = "mention", not_present: str = "No act is described.") -> Assessment:
    made = tuple(content_note(theme=theme, level=level) for theme in themes)
    return Assessment(state="notes", notes=made, not_present=not_present)


def check(assessment: Assessment, *, release: bool = False) -> tuple[Finding, ...]:
    return tuple(check_assessment("essay", assessment, VOCABULARY, AT, DAY, release=release))


# --- the vocabulary ---


def test_the_shipped_vocabulary_has_no_fault_and_reads_as_its_authors_meant() -> None:
    vocabulary, findings = load_vocabulary(SHIPPED.read_bytes(), Path("content_vocabulary.yaml"))
    assert findings == ()
    assert (vocabulary.version, len(vocabulary.themes), len(vocabulary.qualifiers)) == (1, 60, 5)
    assert [level.rank for level in vocabulary.levels.values()] == [1, 2, 3]
    assert vocabulary.broader("rape") == ("sexual-violence", "violence")
    assert {name for name, theme in vocabulary.themes.items() if theme.must_name} == {
        *("rape", "child-abuse", "domestic-abuse", "killing", "suicide", "accused-people"),
        *("lynching", "execution", "torture", "genocide", "slavery", "trafficking", "forced-marriage"),
        *("genital-cutting", "self-harm", "pregnancy-loss", "child-death"),
    }
    assert {name for name, theme in vocabulary.themes.items() if not theme.reader_facing} == {
        *("violence", "discrimination", "state-harm")
    }


THEME = "version: 1\nlevels: {a: {rank: 1, label: a, means: a}}\nthemes:\n  - id: snakes\n    label: Snakes\n"


@pytest.mark.parametrize(
    ("added", "code", "line", "words"),
    [
        ("    colour: red\n", "N001", 6, "colour"),
        ("    label2: x\n", "N001", 6, "did you mean “label”?"),
        ("    must_name: yes\n", "N001", 6, "true, false"),
        ("    onix203: eight\n", "N001", 6, "two digits"),
        ("    lint: {strong: snake}\n", "N001", 6, "a list is expected"),
        ("    lint: {sharp: [snake]}\n", "N001", 6, "sharp"),
        ("  - {label: Nameless}\n", "N001", 6, "key “id” is missing"),
        ("  - {id: Big Snake, label: x}\n", "N001", 6, "not a name"),
        ("  - {id: snakes, label: again}\n", "N001", 6, "twice"),
        ("    lint: {weak: ['(snake']}\n", "N002", 6, "cannot be understood"),
        ("    lint: {not: ['(?:s+)+nake']}\n", "N002", 6, "never end"),
        ("    lint: {strong: ['s*']}\n", "N002", 6, "nothing"),
        (f"    lint: {{strong: ['{'s' * 201}']}}\n", "N002", 6, "longer"),
        ("    lint: {strong: ['[[s]nake']}\n", "N002", 6, "cannot be understood"),
        ("    broader: reptile\n", "N003", 6, "does not exist"),
    ],
)
def test_each_fault_of_a_vocabulary_is_found_at_its_line(added: str, code: str, line: int, words: str) -> None:
    vocabulary, findings = loaded(THEME + added)
    assert codes(findings) == [code]
    assert findings[0].at is not None
    assert findings[0].at.line == line
    assert words in findings[0].message + findings[0].hint
    assert vocabulary == Vocabulary()


def test_a_circle_of_broader_themes_is_found() -> None:
    text = "version: 1\nthemes:\n  - {id: a, label: A, broader: b}\n  - {id: b, label: B, broader: a}\n"
    assert codes(loaded(text)[1]) == ["N003", "N003"]


def test_a_file_that_is_no_yaml_leaves_the_vocabulary_as_it_was() -> None:
    vocabulary, findings = loaded("version: [1", VOCABULARY)
    assert vocabulary == VOCABULARY
    assert findings


def test_a_book_adds_themes_and_cannot_change_one() -> None:
    text = "version: 7\nthemes:\n  - {id: snakes, label: Snakes, broader: violence}\n"
    vocabulary, findings = loaded(text, VOCABULARY)
    assert findings == ()
    assert vocabulary.broader("snakes") == ("violence",)
    assert vocabulary.version == VOCABULARY.version
    vocabulary, findings = loaded(f"{text}  - {{id: rape, label: Rapeseed}}\n  - {{id: x, label: }}\n", VOCABULARY)
    assert codes(findings) == ["N004", "N001"]
    assert findings[0].at == Location(Path("vocabulary.yaml"), 4, 5)
    assert vocabulary == VOCABULARY


def test_a_book_cannot_change_a_level_or_a_qualifier_and_may_repeat_one() -> None:
    text = "version: 1\nlevels: {mention: {rank: 9, label: x, means: y}}\nqualifiers: {quoted: {label: z}}\n"
    assert codes(loaded(text, VOCABULARY)[1]) == ["N004", "N004"]
    again, findings = load_vocabulary(SHIPPED.read_bytes(), SHIPPED, VOCABULARY)
    assert (again, findings) == (VOCABULARY, ())


# --- what the patterns find ---

# Seed, first and last line of the essay itself, and each theme with the lines on which a passage stands.
SEEDS: dict[str, tuple[int, int, dict[str, set[int]]]] = {
    "000": (
        8,
        18,
        {
            "sexual-violence": {8, 10, 12, 18},
            "domestic-abuse": {12, 14, 16, 18},
            "killing": {12},
            "violence-against-women": {8, 10, 12, 14, 16, 18},
            "misogyny": {8, 14},
            "victim-blaming": {16, 18},
        },
    ),
    "001": (
        4,
        38,
        {
            "sexual-violence": {24, 26, 28, 32},
            "sexual-assault": {4, 14, 18, 26, 30},
            "misogyny": {18},
            "accused-people": {14},
        },
    ),
    "002": (
        10,
        18,
        {
            "sexual-violence": {10, 12, 16, 18},
            "rape": {10, 16},
            "sexual-assault": {10, 12, 16, 18},
            "sexual-harassment": {10, 16},
            "violence-against-women": {12},
            "coerced-sex": {12},
            "racism": {12, 16},
            "lgbtq-hate": {16},
            "incarceration": {12, 16},
            "deportation": {16, 18},
            "war": {16},
            "accused-people": {10, 12},
            "strong-language": {12},
        },
    ),
    "003": (
        3,
        83,
        {
            "sexual-violence": {11, 39, 41, 59, 65, 83},
            "rape": {11, 39, 41, 47, 59},
            "misogyny": {19, 35, 47},
            "disbelief": {65},
            "coerced-sex": {47},
            "racism": {47},
            "lgbtq-hate": {47},
            "ableism": {47},
            "accused-people": {19, 27, 59},
        },
    ),
    "004": (
        5,
        63,
        {
            "sexual-violence": {7, 11, 15, 19, 21, 29, 35, 37, 41, 47},
            "rape": {35, 41, 61},
            "sexual-assault": {9, 41},
            "sexual-harassment": {9, 13, 27},
            "child-abuse": {19},
            "violence-against-women": {11},
            "disclosure-pressure": {39, 45, 57, 59},
            "trauma": {43, 45, 59},
            "deportation": {19},
            "war": {19},
            "strong-language": {7},
        },
    ),
}


def lines_found(suggestions: Iterable[Suggestion]) -> dict[str, set[int]]:
    return {found.theme: {passage.at.line for passage in found.passages if passage.at} for found in suggestions}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_five_seeds_suggest_these_themes_on_these_lines(seed: str) -> None:
    first, last, wanted = SEEDS[seed]
    (path,) = (HERE.parent / "seeds").glob(f"{seed}_*.txt")
    blocks = paragraphs(path.read_text(encoding="utf-8"), path, first, last)
    assert lines_found(suggest(blocks, VOCABULARY)) == wanted


ORDINARY = ("astronomy", "cooking", "football", "gardening", "programming")


def test_five_essays_on_other_subjects_raise_less_than_one_flag_and_none_in_the_family() -> None:
    flags = [
        found.theme
        for name in ORDINARY
        for found in suggest(paragraphs((HERE / "prose" / f"{name}.txt").read_text(encoding="utf-8")), VOCABULARY)
    ]
    assert len(flags) < 1
    assert not FAMILY.intersection(flags)


def test_an_essay_on_a_siege_is_about_war_and_its_assaults_are_not_sexual() -> None:
    text = (HERE / "prose" / "siege.txt").read_text(encoding="utf-8")
    assert [found.theme for found in suggest(paragraphs(text), VOCABULARY)] == ["war"]


@pytest.mark.parametrize(
    "line",
    [
        "Pope’s The Rape of the Lock is shorter.",
        "We drove past fields of rape and oilseed rape; the rape fields were yellow, the rape-seed ripe.",
        "A grape, a drape, a scrape and a trapeze.",
        "I am harassed by deadlines. They harass me. What harassment!",
        "Rape Crisis - Helpline: 0808 802 9999",
        "They grab him by the collar and grab it by the handle.",
        "He played his trump card, and a trumpet sounded on Savile Row.",
        "The API is undocumented. It was career suicide.",
        "Migrant birds, summer migrants, and more migrant birds.",
        "Star Wars, the browser wars, a tug of war and a price war.",
        "The minors won; minors may not buy it; no minors.",
    ],
)
def test_harmless_lines_suggest_nothing(line: str) -> None:
    assert suggest(paragraphs(line), VOCABULARY) == ()


@pytest.mark.parametrize(
    ("line", "theme"),
    [
        ("She was raped.", "rape"),
        ("The Rape of Nanking is one of its chapters.", "rape"),
        ("A rapist is a rapist, in the rape fields or not.", "rape"),
        ("Rape Crisis points to rape.", "rape"),
        ("Two women were murdered.", "killing"),
        ("one WOMAN KILLED every week", "killing"),
        ("Cosbys and Weinsteins", "accused-people"),
        ("f*cked", "strong-language"),
        ("sexual\u00a0 \nassault", "sexual-assault"),
        ("assault here, an assault there, an assailant: survivors", "sexual-assault"),
    ],
)
def test_lines_that_mean_it_suggest_the_theme(line: str, theme: str) -> None:
    block = Paragraph(content=(line,))
    assert theme in [found.theme for found in suggest((block,), VOCABULARY)]


def test_names_mind_capitals_and_weak_words_need_three_hits() -> None:
    assert suggest(paragraphs("to trump, a weinstein"), VOCABULARY) == ()
    assert suggest(paragraphs("In prison, in jail."), VOCABULARY) == ()
    assert lines_found(suggest(paragraphs("In prison.\nIn jail.\nBehind bars."), VOCABULARY)) == {
        "incarceration": {1, 2, 3}
    }


def test_every_kind_of_block_is_read_once_and_notes_are_not() -> None:
    at = [Location(Path("essay.txt"), line) for line in range(9)]
    blocks: tuple[Block, ...] = (
        Heading(content=("On rape",), at=at[1]),
        ListBlock(
            items=((Paragraph(content=("rape one",), at=at[3]),), (Paragraph(content=("two",), at=at[4]),)), at=at[2]
        ),
        Quote(blocks=(Paragraph(content=("a rapist",), at=at[6]),), attribution=("of rape",), at=at[5]),
        Table(rows=((Cell(content=("raped",)),),), at=at[7]),
        Paragraph(content=("fine", Note(blocks=(Paragraph(content=("Rape and its sources",)),))), at=at[8]),
    )
    (found,) = suggest(blocks, VOCABULARY)
    assert [passage.at.line for passage in found.passages if passage.at] == [1, 3, 5, 6, 7]


def test_an_excerpt_shows_the_words_around_a_hit() -> None:
    (found,) = suggest(paragraphs(f"{'long ' * 20}and then rape was named {'again ' * 20}"), VOCABULARY)
    (passage,) = found.passages
    assert passage.words == "rape"
    assert passage.excerpt.startswith("…")
    assert passage.excerpt.endswith("…")
    assert "and then rape was named" in passage.excerpt


@pytest.mark.parametrize("piece", ["forc", "forced ", "re-traumati", "f*", "sexually abus", "assault"])
def test_a_text_made_to_be_slow_is_read_to_its_end(piece: str) -> None:
    # A pattern that costs the square of such a text would need many minutes.
    blocks = paragraphs(f"{piece * 50_000} and rape")
    assert "rape" in [found.theme for found in suggest(blocks, VOCABULARY)]


@given(st.lists(st.text(alphabet="rape sualf*ckd’'-.w", max_size=60), max_size=5))
def test_adding_harmless_blocks_never_removes_a_suggestion(lines: list[str]) -> None:
    blocks = tuple(Paragraph(content=(line,)) for line in lines)
    alone = {found.theme for found in suggest(blocks, VOCABULARY)}
    assert alone <= {found.theme for found in suggest((*blocks, Paragraph(content=("Tea.",))), VOCABULARY)}


# --- what no note answers ---


def found(*lines: str) -> tuple[Suggestion, ...]:
    return suggest(paragraphs("\n".join(lines)), VOCABULARY)


def answered(assessment: Assessment, *lines: str, release: bool = False) -> tuple[Finding, ...]:
    return undeclared("essay", found(*lines), assessment, VOCABULARY, AT, release=release)


def test_an_undeclared_theme_is_suggested_with_its_passage_and_line() -> None:
    (finding,) = answered(Assessment(state="none"), "", "much racism there", "racist words")
    assert (finding.code, str(finding.at)) == ("N015", "essay.txt:2")
    assert "much racism there, and 1 more" in finding.message


def test_a_broader_or_a_narrower_note_answers_and_a_sister_does_not() -> None:
    assert answered(notes("sexual-violence"), "sexual assault") == ()
    assert answered(notes("sexual-assault"), "sexual violence") == ()
    assert codes(answered(notes("sexual-harassment"), "sexual assault")) == ["N014"]


def test_a_theme_that_must_be_named_is_answered_by_itself_alone() -> None:
    assert codes(answered(notes("sexual-violence"), "rape")) == ["N015"]
    assert codes(answered(notes("sexual-violence"), "rape", release=True)) == ["N016"]
    assert answered(notes("rape"), "rape", release=True) == ()


def test_a_waiver_with_a_reason_answers_and_one_without_does_not_pass() -> None:
    reason = replace(notes("racism"), waived=(waiver(theme="rape", because="only a crop"),))
    assert answered(reason, "rape", "racism", release=True) == ()
    for because in (" ", "-", "no", "TODO"):
        empty = replace(reason, waived=(waiver(theme="rape", because=because),))
        assert codes(answered(empty, "rape", "racism")) == ["N017"]


def test_a_waiver_that_waives_nothing_is_a_finding() -> None:
    idle = replace(
        notes("racism"),
        waived=(
            waiver(theme="suicide", because="one word in a list"),
            waiver(theme="racism", because="one word in a list"),
        ),
    )
    assert codes(answered(idle, "racism")) == ["N018", "N018"]


# --- what is wrong with an assessment ---


def test_an_assessment_in_order_has_no_findings() -> None:
    assert check(notes("rape", "racism"), release=True) == ()
    assert check(Assessment(state="none"), release=True) == ()


def test_an_essay_that_nobody_assessed_warns_a_proof_and_stops_a_release() -> None:
    assert [(item.code, item.severity) for item in check(Assessment(state="not-assessed"))] == [("N006", "warning")]
    assert [(item.code, item.severity) for item in check(Assessment(state="not-assessed"), release=True)] == [
        ("N007", "error")
    ]


def test_words_that_the_vocabulary_lacks_are_found_with_a_proposal() -> None:
    note = content_note(theme="rapes", level="mentions", qualifiers=("quote",))
    misspelt = waiver(theme="racsim", because="x")
    said = check(Assessment(state="notes", notes=(note,), not_present="x", waived=(misspelt,)))
    assert codes(said) == ["N005"] * 4
    assert [item.hint for item in said] == [
        f"did you mean “{word}”?" for word in ("rape", "mention", "quoted", "racism")
    ]
    assert all(item.at == AT for item in said)


@pytest.mark.parametrize(
    "assessment", [Assessment(state="notes", not_present="x"), replace(notes("rape"), state="none")]
)
def test_a_state_that_contradicts_the_notes_is_an_error(assessment: Assessment) -> None:
    assert codes(check(assessment)) == ["N008"]


def test_two_notes_on_a_theme_are_an_error() -> None:
    assert codes(check(notes("rape", "racism", "rape", "rape"))) == ["N009"]


def test_a_theme_that_only_groups_is_refused_and_its_narrower_ones_named() -> None:
    (finding,) = check(notes("discrimination"))
    assert finding.code == "N010"
    assert "misogyny, victim-blaming, racism" in finding.hint


def test_naming_accused_people_asks_for_a_dated_legal_reading() -> None:
    assert codes(check(notes("accused-people"))) == ["N011"]
    read = content_note(theme="accused-people", level="mention", legal_read=datetime.date(2026, 11, 1))
    assert check(Assessment(state="notes", notes=(read,), not_present="x")) == ()


def test_a_note_says_what_is_not_there() -> None:
    assert codes(check(notes("rape", not_present=""))) == ["N012"]


def test_a_note_has_at_most_35_words_with_its_heading() -> None:
    def said(count: int) -> tuple[Finding, ...]:
        return check(notes("rape", not_present="word " * count))

    fits = SENTENCE_WORDS - 4  # Content note: Rape (mentioned).
    assert said(fits) == ()
    assert codes(said(fits + 1)) == ["N013"]


# --- what readers see ---


def test_the_sentence_puts_the_closest_level_first_and_shares_brackets() -> None:
    assessment = Assessment(
        state="notes",
        notes=(
            content_note(theme="killing", level="mention", qualifiers=("statistics",)),
            content_note(theme="sexual-violence", level="discussion"),
            content_note(theme="racism", level="mention"),
            content_note(theme="lgbtq-hate", level="mention"),
            content_note(theme="domestic-abuse", level="discussion"),
        ),
        not_present="No act is described.",
    )
    assert heading("en-GB") == "Content note"
    assert sentence(assessment, VOCABULARY) == (
        "Sexual violence, domestic abuse (discussed) · racism, anti-LGBTQ+ hate (mentioned)"
        " · killing of women (mentioned, through statistics). No act is described."
    )


def test_the_words_of_a_note_stand_for_the_label() -> None:
    note = content_note(theme="strong-language", level="mention", text="a masked slur")
    assert sentence(Assessment(state="notes", notes=(note,)), VOCABULARY) == "A masked slur (mentioned)."


@pytest.mark.parametrize("language", ["en", "en-GB", "de", ""])
def test_no_words_of_ours_frighten(language: str) -> None:
    said = [sentence(Assessment(state=state), VOCABULARY, language) for state in ("none", "not-assessed")]
    assert all(said)
    assert "warning" not in " ".join((*said, heading(language))).lower()
    assert "trigger" not in " ".join((*said, heading(language))).lower()


def test_the_table_has_a_row_for_each_theme_named_and_a_cell_for_each_essay() -> None:
    first = content_note(theme="racism", level="discussion", qualifiers=("quoted",), text="in one line")
    table = matrix(
        {
            "b": Assessment(state="notes", notes=(first,)),
            "a": Assessment(state="none"),
            "c": notes("rape", "racism", "violence"),
        },
        VOCABULARY,
    )
    assert (table.essays, table.states) == (("b", "a", "c"), ("notes", "none", "notes"))
    assert [row.theme.id for row in table.rows] == ["rape", "racism"]
    rape, racism = table.rows
    assert [cell and cell.level.label for cell in rape.cells] == [None, None, "mentioned"]
    assert [cell and cell.qualifiers for cell in racism.cells] == [("in quoted words",), None, ()]
    assert racism.cells[0] is not None
    assert racism.cells[0].text == "in one line"
    assert [level.label for level in table.levels] == ["mentioned", "discussed", "described"]


# --- what machines read ---


def test_the_record_is_json_and_holds_ids_and_labels() -> None:
    assessment = replace(notes("rape"), waived=(waiver(theme="war", because="a game"),))
    record = json.loads(json.dumps(to_record({"essay": assessment}, VOCABULARY)))
    assert record["vocabulary"] == {"version": 1}
    essay = record["essays"]["essay"]
    assert essay["sentence"] == "Rape (mentioned). No act is described."
    assert essay["waived"] == [{"theme": "war", "because": "a game"}]
    assert essay["notes"] == [
        {"theme": "rape", "label": "Rape", "level": "mention", "qualifiers": [], "text": "", "onix203": "08"}
    ]


def test_keywords_and_codes_of_a_book() -> None:
    assert keywords(notes("rape", "racism"), VOCABULARY) == ("Rape (mentioned)", "Racism (mentioned)")
    assert onix_codes([notes("rape", "racism"), notes("alcohol", "rape")], VOCABULARY) == ("07", "08")


def test_words_are_counted_as_readers_count_them() -> None:
    assert count_words("Content note", "Rape (mentioned) · war. – No act.") == 7


TEXTS = {
    "one": paragraphs("Of rape."),
    "two": paragraphs("In prison.\nIn jail.\nBehind bars."),
    "three": paragraphs("Tea."),
}


def test_what_is_suggested_for_the_texts_of_a_book_is_the_same_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(folder=tmp_path)
    wanted = {slug: suggest(blocks, VOCABULARY) for slug, blocks in TEXTS.items()}
    assert [suggest_all(TEXTS, VOCABULARY, each) for each in (NO_CACHE, cache)] == [wanted] * 2
    searched: list[object] = []

    def noted(blocks: Blocks, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
        searched.append(blocks)
        return suggest(blocks, vocabulary)

    monkeypatch.setattr(theme_suggestions, "suggest", noted)
    assert suggest_all(TEXTS, VOCABULARY, cache) == wanted
    assert searched == []
    changed = TEXTS | {"three": paragraphs("Of rape."), "four": paragraphs("Of war.\nOf rape.")}
    assert suggest_all(changed, VOCABULARY, cache) == suggest_all(changed, VOCABULARY, NO_CACHE)
    assert searched[:1] == [changed["four"]], "the third text is the first, word for word"


def test_other_patterns_suggest_other_themes_and_a_damaged_cache_nothing_else(tmp_path: Path) -> None:
    own, _ = loaded("version: 1\nthemes:\n  - {id: tea, label: Tea, lint: {strong: [tea]}}\n", extends=VOCABULARY)
    cache = Cache(folder=tmp_path)
    suggest_all(TEXTS, VOCABULARY, cache)
    assert [found.theme for found in suggest_all(TEXTS, own, cache)["three"]] == ["tea"]
    for path in tmp_path.glob("*/*"):
        path.write_bytes(path.read_bytes()[:-1])
    assert suggest_all(TEXTS, own, cache) == suggest_all(TEXTS, own, NO_CACHE)
