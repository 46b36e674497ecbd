"""Content notes: what an essay treats and how closely, as information and never as a warning."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from anthology.core.document import Inline, Inlines, plain
from anthology.core.findings import Finding, Location, suggest
from anthology.core.i18n import mark_language, messages_language, translate
from anthology.core.yaml import quote
from anthology.editorial.placeholders import is_placeholder
from anthology.editorial.theme_suggestions import Suggestion
from anthology.editorial.vocabulary import Level, Theme, Vocabulary
from anthology.manifest import ContentNote, Waiver

SENTENCE_WORDS = 35

State = Literal["notes", "none", "not-assessed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the editors say of an essay: notes, that there is nothing to note, or nothing yet.

    `not_present` is the sentence that says what is not in the text; `language` is that of the editors' own words in all
    of this, empty where it is the book's.
    """

    state: State
    notes: tuple[ContentNote, ...] = ()
    not_present: str = ""
    waived: tuple[Waiver, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """What one essay says of one theme, in readers' words."""

    level: Level
    qualifiers: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A theme with a cell for each essay, None where the essay has no note on it."""

    theme: Theme
    cells: tuple[MatrixCell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The table of *Before you read*: essays as columns with their states, themes as rows, levels as its key."""

    essays: tuple[str, ...]
    states: tuple[State, ...]
    rows: tuple[MatrixRow, ...]
    levels: tuple[Level, ...]


# --- what is wrong with an assessment ---


def check_assessment(
    slug: str,
    assessment: Assessment,
    vocabulary: Vocabulary,
    at: Location | None,
    day: datetime.date,
    *,
    release: bool,
) -> Iterator[Finding]:
    """What is wrong with one essay's notes: words that the vocabulary lacks, omissions, contradictions, length.

    An essay that nobody has assessed, and a legal reading that is missing or later than `day`, the day of building, are
    warnings in a proof and errors in a release.
    """
    if assessment.state == "not-assessed":
        code = "N007" if release else "N006"
        yield Finding(code, f"nobody has assessed {slug} for content notes", at, "give notes, or `none`")
    if (assessment.state == "notes") != bool(assessment.notes):
        yield Finding("N008", f"{slug} is said to have {assessment.state}, and has {len(assessment.notes)} notes", at)
    yield from _unknown_words(slug, assessment, vocabulary, at)
    named = [note.theme for note in assessment.notes]
    for twice in dict.fromkeys(name for name in named if named.count(name) > 1):
        yield Finding("N009", f"{slug} has two notes on {twice}", at, "keep the one with the higher level")
    for note in assessment.notes:
        theme = vocabulary.themes.get(note.theme)
        if theme and not theme.reader_facing:
            hint = f"name one of: {', '.join(_directly_below(theme, vocabulary))}"
            yield Finding("N010", f"{theme.id}, which {slug} names, only groups other themes", at, hint)
        if theme and theme.legal_read and (note.legal_read is None or note.legal_read > day):
            what = (
                f"is dated {note.legal_read.isoformat()}, after the day of building"
                if note.legal_read
                else "has no date"
            )
            yield Finding("N019" if release else "N011", f"the legal reading of {slug} for {theme.id} {what}", at)
    if assessment.notes and not assessment.not_present:
        yield Finding("N012", f"the note on {slug} does not say what is not in the text", at)
    words = count_words(heading(""), sentence(assessment, vocabulary))
    if words > SENTENCE_WORDS:
        yield Finding("N013", f"the note on {slug} has {words} words, and {SENTENCE_WORDS} is the limit", at)


def _unknown_words(slug: str, assessment: Assessment, vocabulary: Vocabulary, at: Location | None) -> Iterator[Finding]:
    used: list[tuple[str, str, Collection[str]]] = []
    for note in assessment.notes:
        used.append(("theme", note.theme, vocabulary.themes))
        used.append(("level", note.level, vocabulary.levels))
        used += [("qualifier", qualifier, vocabulary.qualifiers) for qualifier in note.qualifiers]
    used += [("theme", waiver.theme, vocabulary.themes) for waiver in assessment.waived]
    for kind, word, known in used:
        if word not in known:
            yield Finding("N005", f"the {kind} {quote(word)}, of {slug}, is not known", at, suggest(word, known))


def _directly_below(theme: Theme, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(known.id for known in vocabulary.themes.values() if known.broader == theme.id)


def count_words(*texts: str) -> int:
    """The number of words, where a word holds at least one letter or digit."""
    return sum(any(letter.isalnum() for letter in word) for text in texts for word in text.split())


# --- what the text suggests and no note answers ---


def undeclared(
    slug: str,
    suggestions: tuple[Suggestion, ...],
    assessment: Assessment,
    vocabulary: Vocabulary,
    at: Location | None,
    *,
    release: bool,
) -> tuple[Finding, ...]:
    """A finding for each suggested theme that no note and no waiver answers, and for each waiver that is at fault.

    A broader or narrower note answers a suggestion, unless the theme is one that must be named; such a theme is a
    warning in a proof and an error in a release, and so is every likely theme of an essay without notes.
    A waiver needs a reason and has to waive something.
    """
    declared = {note.theme for note in assessment.notes}
    waived = {waiver.theme for waiver in assessment.waived}
    open_ = [found for found in suggestions if not is_covered(found.theme, declared, vocabulary)]
    said = [
        _suggested(slug, found, vocabulary, has_notes=bool(declared), release=release)
        for found in open_
        if found.theme not in waived
    ]
    for waiver in assessment.waived:
        if is_placeholder(waiver.because):
            said.append(Finding("N017", f"{slug} waives {waiver.theme}, and {quote(waiver.because)} is no reason", at))
        if waiver.theme not in {found.theme for found in open_}:
            said.append(Finding("N018", f"{slug} waives {waiver.theme}, which nothing suggests", at))
    return tuple(said)


def _suggested(slug: str, found: Suggestion, vocabulary: Vocabulary, *, has_notes: bool, release: bool) -> Finding:
    theme = vocabulary.themes[found.theme]
    is_grave = theme.must_name or (found.is_likely and not has_notes)
    code = ("N016" if release else "N015") if is_grave else "N014"
    first = found.passages[0]
    level = vocabulary.levels[found.level].label if found.level in vocabulary.levels else found.level
    more = f", and {len(found.passages) - 1} more" if len(found.passages) > 1 else ""
    message = (
        f"{slug} {'probably needs' if found.is_likely else 'may need'} a note on {theme.id} ({level}): "
        f"{first.excerpt}{more}"
    )
    return Finding(code, message, first.at, f"declare {theme.id} in its notes, or waive it with a reason")


def is_covered(theme: str, declared: Collection[str], vocabulary: Vocabulary) -> bool:
    """Whether the declared themes answer for this one: itself, or a broader or narrower one where that may stand in."""
    if theme in declared:
        return True
    if vocabulary.themes[theme].must_name:
        return False
    above = vocabulary.broader(theme)
    return any(other in above or theme in vocabulary.broader(other) for other in declared)


# --- what readers see ---


def heading(language: str) -> str:
    """The heading of a content note in a language, English where we have no words of that language."""
    return translate("content-note", language)


def sentence(assessment: Assessment, vocabulary: Vocabulary, language: str = "en") -> str:
    """What stands under the heading before an essay: its themes, the closest first, and what is not there.

    Themes at one level with the same qualifiers share one bracket; words that the vocabulary lacks are passed over.
    """
    return " ".join(filter(None, map(plain, sentence_parts(assessment, vocabulary, language))))


def sentence_parts(assessment: Assessment, vocabulary: Vocabulary, language: str) -> tuple[Inlines, Inlines]:
    """The words of the builder and the vocabulary in that sentence, and those that only the editors wrote.

    Words of the editors are marked with their language: amid the builder's where it is another than theirs, by
    themselves where it is another than the book's.
    """
    own, theirs = messages_language(language), assessment.language or language
    if assessment.state != "notes":
        return (translate("note-none" if assessment.state == "none" else "note-not-assessed", language),), ()
    notes = [note for note in assessment.notes if _is_shown(note, vocabulary)]
    ranked = sorted(
        notes, key=lambda note: (-vocabulary.levels[note.level].rank, note.qualifiers != (), note.qualifiers)
    )
    said: list[Inline] = []
    for (level, qualifiers), members in groupby(ranked, key=lambda note: (note.level, note.qualifiers)):
        comma = translate("comma", language)
        said += [" · "] if said else []
        for number, note in enumerate(members):
            words = note.text or vocabulary.themes[note.theme].short
            words = words if said or number else f"{words[:1].upper()}{words[1:]}"
            said += [comma] if number else []
            said += mark_language(words, theirs if note.text else own, own)
        labels = (vocabulary.levels[level].label, *_labels(qualifiers, vocabulary))
        said.append(f" ({comma.join(labels)})")
    return (*said, *(["."] if said else [])), mark_language(assessment.not_present.strip(), theirs, language)


def _is_shown(note: ContentNote, vocabulary: Vocabulary) -> bool:
    theme = vocabulary.themes.get(note.theme)
    return bool(theme and theme.reader_facing and note.level in vocabulary.levels)


def _labels(qualifiers: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(vocabulary.qualifiers[word].label for word in qualifiers if word in vocabulary.qualifiers)


def matrix(assessments: Mapping[str, Assessment], vocabulary: Vocabulary) -> Matrix:
    """The table data of *Before you read*: essays in the order given, the themes that any of them has, in the
    vocabulary's order, and all levels by rank.
    """
    cells = {
        (slug, note.theme): MatrixCell(
            level=vocabulary.levels[note.level],
            qualifiers=_labels(note.qualifiers, vocabulary),
            text=note.text,
        )
        for slug, assessment in assessments.items()
        for note in assessment.notes
        if _is_shown(note, vocabulary)
    }
    named = {theme for _, theme in cells}
    return Matrix(
        essays=tuple(assessments),
        states=tuple(assessment.state for assessment in assessments.values()),
        rows=tuple(
            MatrixRow(theme=theme, cells=tuple(cells.get((slug, theme.id)) for slug in assessments))
            for theme in vocabulary.themes.values()
            if theme.id in named
        ),
        levels=tuple(sorted(vocabulary.levels.values(), key=lambda level: level.rank)),
    )


# --- what machines read ---


def keywords(assessment: Assessment, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The keywords that refine an essay in the package metadata, such as “Domestic abuse (discussed)”."""
    return tuple(
        f"{vocabulary.themes[note.theme].label} ({vocabulary.levels[note.level].label})"
        for note in assessment.notes
        if _is_shown(note, vocabulary)
    )


def onix_codes(assessments: Iterable[Assessment], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The codes of ONIX list 203 for a whole book, each once, in order."""
    notes = (note for assessment in assessments for note in assessment.notes)
    themes = (vocabulary.themes.get(note.theme) for note in notes)
    return tuple(sorted({theme.onix203 for theme in themes if theme and theme.onix203}))


def to_record(assessments: Mapping[str, Assessment], vocabulary: Vocabulary, language: str = "en") -> dict[str, object]:
    """The notes of a book as values that JSON can hold: the vocabulary's version, and each essay by its slug."""
    return {
        "vocabulary": {"version": vocabulary.version},
        "essays": {
            slug: {
                "state": assessment.state,
                "sentence": sentence(assessment, vocabulary, language),
                "not_present": assessment.not_present,
                "notes": [_note_record(note, vocabulary) for note in assessment.notes],
                "waived": [{"theme": waiver.theme, "because": waiver.because} for waiver in assessment.waived],
            }
            for slug, assessment in assessments.items()
        },
    }


def _note_record(note: ContentNote, vocabulary: Vocabulary) -> dict[str, object]:
    theme = vocabulary.themes.get(note.theme)
    return {
        "theme": note.theme,
        "label": theme.label if theme else note.theme,
        "level": note.level,
        "qualifiers": list(note.qualifiers),
        "text": note.text,
        "onix203": theme.onix203 if theme else "",
    }
