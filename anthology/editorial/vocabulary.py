"""The vocabulary of content notes: levels, qualifiers and themes, each theme with the patterns that suggest it."""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ValidationError, WithJsonSchema

from anthology.core.findings import Finding, suggest
from anthology.core.i18n import primary
from anthology.core.schema import (
    Count,
    Flag,
    Folded,
    Line,
    OptionalFolded,
    OptionalLine,
    OptionalList,
    Record,
    Slug,
    key,
    matching,
    optional,
    read_text,
    refusal,
    validate_record,
)
from anthology.core.yaml import Document, Route, quote, read

SHIPPED = Path(__file__).with_name("content_vocabulary.yaml")
LABELS = Path(__file__).with_name("content_labels.yaml")
PATTERN_LENGTH = 200
# A group repeated without limit that holds a repetition without limit: each letter may double the time to match.
NESTED_REPEAT = re.compile(r"\((?:\\.|[^()\\])*(?<!\\)[+*](?:\\.|[^()\\])*\)(?:[+*]|\{[0-9]*,\})")


def _pattern(value: object) -> re.Pattern[str]:
    read_text(value)
    text = str(value)
    fault = _fault(text)
    if fault:
        raise refusal("N002", f"the pattern {quote(text)} {fault}", "write a bounded regular expression")
    return re.compile(text, re.IGNORECASE)


def _fault(pattern: str) -> str:
    """What forbids the use of a pattern, empty where nothing does."""
    if len(pattern) > PATTERN_LENGTH:
        return f"is longer than {PATTERN_LENGTH} characters"
    if NESTED_REPEAT.search(pattern):
        return "repeats a repetition without limit, and may never end"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            empty = re.compile(pattern).match("")
    except (re.error, OverflowError, Warning) as error:
        return f"cannot be understood: {error}"
    return "matches where there is nothing" if empty else ""


def _name(value: object) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(read_text(value))}s?\b")


Patterns = OptionalList[
    Annotated[
        re.Pattern[str], BeforeValidator(_pattern), WithJsonSchema({"type": "string", "maxLength": PATTERN_LENGTH})
    ]
]
Names = OptionalList[Annotated[re.Pattern[str], BeforeValidator(_name), WithJsonSchema({"type": "string"})]]


class Level(Record):
    """How closely a text treats a theme: a higher rank is closer."""

    rank: Count = key("How close it is: a higher rank is closer.", "1")
    label: Folded = key("The word that readers see.", "mentioned")
    means: Folded = key("What it means, in a few words.", '"named in passing; no detail"')


class Qualifier(Record):
    """A word that narrows a note: through statistics, in quoted words."""

    label: Folded = key("The words that readers see.", "through statistics")


class ThemePatterns(Record):
    """The patterns of a theme.

    One hit of `strong` or of `names` (which minds capitals) suggests the theme, or three of `weak`; where `context`
    is not empty, weak hits count only in a text that also has a hit of it. A hit inside one of `exclude` (the key
    `not`) is none.
    """

    strong: Patterns = key("Patterns of which one hit suggests the theme.", "['\\bsnakes?\\b']", ())
    weak: Patterns = key("Patterns of which three hits suggest it.", "['\\bscales\\b']", ())
    exclude: Patterns = key("A hit inside one of these is none.", "['snake oil']", (), alias="not")
    context: Patterns = key("Patterns without a hit of which weak ones do not count.", "['\\breptiles?\\b']", ())
    names: Names = key("Names that suggest the theme, in their own capitals.", "[Medusa]", ())


class Theme(Record):
    """A theme that a content note can name.

    `must_name`: neither a broader nor a narrower note stands for it. `legal_read`: a note needs the date of a lawyer's
    reading. `patterns` is the key `lint`, and `short_form` the key `short`.
    """

    id: Slug = key("The name by which notes refer to the theme.", "snakes")
    label: Folded = key("The words that readers see.", "Snakes")
    short_form: OptionalFolded = key(
        "How it reads inside a sentence; left out, it is the label.", "snakes", "", alias="short"
    )
    broader: OptionalLine = key("The theme above it, by its id.", "animals", "")
    description: OptionalFolded = key("When to use it.", "Snakes, by name or plainly meant.", "")
    must_name: Flag = key("Whether no broader or narrower note stands for it.", "true", False)
    reader_facing: Flag = key("Whether a note can name it; otherwise it only groups others.", "false", True)
    legal_read: Flag = key("Whether a note needs the date of a lawyer's reading.", "true", False)
    onix203: Annotated[
        str,
        optional(matching("[0-9]{2}", "N001", "is not two digits of ONIX code list 203")),
        WithJsonSchema({"type": "string", "pattern": "^([0-9]{2})?$"}),
    ] = key("Its code in ONIX code list 203, content warnings.", '"08"', "")
    patterns: ThemePatterns = key("The patterns that suggest it.", "{strong: [snake]}", ThemePatterns(), alias="lint")

    @property
    def short(self) -> str:
        """How the theme reads inside a sentence."""
        return self.short_form or self.label


Entry = TypeVar("Entry", Level, Qualifier, Theme)


class VocabularyFile(Record):
    """A file of a vocabulary: that of the program, or what a book adds to it."""

    version: Count = key("The version of the file.", "1")
    levels: dict[Slug, Level] = key("How closely a text may treat a theme, by id.", "{}", {})
    qualifiers: dict[Slug, Qualifier] = key("What narrows a note, by id.", "{}", {})
    themes: OptionalList[Theme] = key("The themes.", "[{id: snakes, label: Snakes}]", ())


class Label(Record):
    """What readers see of an entry of the shipped vocabulary in another language."""

    label: Line
    short: OptionalLine = ""
    means: OptionalLine = ""


class Labels(Record):
    """The labels of one language, by the ids of the entries."""

    levels: dict[Slug, Label]
    qualifiers: dict[Slug, Label]
    themes: dict[Slug, Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Levels, qualifiers and themes, each by its id in the order of the file."""

    version: int = 0
    levels: Mapping[str, Level] = field(default_factory=dict)
    qualifiers: Mapping[str, Qualifier] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)

    def broader(self, theme: str) -> tuple[str, ...]:
        """The ids of all themes above this one, nearest first; empty for a theme that is not known."""
        return _above(theme, {name: known.broader for name, known in self.themes.items()})


def _above(theme: str, broader: Mapping[str, str]) -> tuple[str, ...]:
    """The ids above a theme, nearest first; a theme that leads back to itself is among them."""
    above: list[str] = []
    while (theme := broader.get(theme, "")) and theme not in above:
        above.append(theme)
    return tuple(above)


def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the program."""
    return load_vocabulary(SHIPPED.read_bytes(), Path(SHIPPED.name))[0]


def in_language(vocabulary: Vocabulary, language: str) -> Vocabulary:
    """The vocabulary with the labels that its shipped part has in a language; what has none there keeps its own."""
    labels = _labels(primary(language))
    if labels is None:
        return vocabulary
    return replace(
        vocabulary,
        levels=_relabelled(vocabulary.levels, labels.levels),
        qualifiers=_relabelled(vocabulary.qualifiers, labels.qualifiers),
        themes=_relabelled(vocabulary.themes, labels.themes),
    )


def _relabelled(entries: Mapping[str, Entry], labels: Mapping[str, Label]) -> dict[str, Entry]:
    """Entries with the labels that there are for them, each in the fields that it has."""
    made = dict(entries)
    for name in labels.keys() & entries.keys():
        said = {"label": labels[name].label, "means": labels[name].means, "short_form": labels[name].short}
        fields = type(entries[name]).model_fields
        made[name] = entries[name].model_copy(update={key: said[key] for key in said if key in fields})
    return made


@functools.cache
def _labels(language: str) -> Labels | None:
    """The labels that readers see in a language, None where there are none."""
    document, _ = read(LABELS.read_bytes(), LABELS)
    found = document.get(language) if document else None
    return Labels.model_validate(found) if found else None


def load_vocabulary(
    data: bytes, path: Path, extends: Vocabulary | None = None
) -> tuple[Vocabulary, tuple[Finding, ...]]:
    """The vocabulary in a YAML file, and what is wrong with it; that which it extends alone where that is an error.

    Findings: unknown keys, missing or mistyped values (N001), patterns that do not compile or may take time without
    bound (N002), a broader theme that does not exist or a circle of them (N003). With `extends` the file adds to that
    vocabulary; an id that is there already and means something else is refused (N004).
    """
    base = extends or Vocabulary()
    document, unread = read(data, path)
    if document is None:
        return base, unread
    checks = (check_ids, functools.partial(check_broader, base), functools.partial(check_clashes, base))
    file, findings = validate_record(VocabularyFile, document, checks, code="N001")
    if file is None:
        return base, (*unread, *findings)
    return Vocabulary(
        version=base.version or file.version,
        levels={**file.levels, **base.levels},
        qualifiers={**file.qualifiers, **base.qualifiers},
        themes={**base.themes, **{theme.id: theme for theme in file.themes if theme.id not in base.themes}},
    ), (*unread, *findings)


def check_ids(document: Document) -> Iterator[Finding]:
    """Each theme has an id of its own."""
    seen: set[str] = set()
    for route, name in document.texts("themes", "*", "id"):
        if name in seen:
            yield Finding("N001", f"{quote(name)} is given twice", document.at(*route), "keep one of the two")
        seen.add(name)


def check_broader(base: Vocabulary, document: Document) -> Iterator[Finding]:
    """A broader theme exists and does not lead back."""
    broader = {name: theme.broader for name, theme in base.themes.items()}
    for route, name in document.texts("themes", "*", "id"):
        broader.setdefault(name, str(document.get(*route[:-1], "broader") or ""))
    for route, above in document.texts("themes", "*", "broader"):
        name = str(document.get(*route[:-1], "id"))
        if above and above not in broader:
            message = f"the broader theme {quote(above)} does not exist"
            yield Finding("N003", message, document.at(*route), suggest(above, broader))
        elif name in _above(name, broader):
            message = f"the theme {quote(name)} is broader than itself"
            yield Finding("N003", message, document.at(*route), "name a theme that is above it")


def check_clashes(base: Vocabulary, document: Document) -> Iterator[Finding]:
    """An id that the extended vocabulary has means the same here."""
    themes = dict(document.texts("themes", "*", "id"))
    known: list[tuple[Route, str, Level | Qualifier | Theme | None]] = [
        *((route[:-1], "theme", base.themes.get(name)) for route, name in themes.items()),
        *((("levels", name), "level", level) for name, level in base.levels.items()),
        *((("qualifiers", name), "qualifier", qualifier) for name, qualifier in base.qualifiers.items()),
    ]
    for route, kind, entry in known:
        value = document.get(*route)
        if entry is None or value is None:
            continue
        try:
            is_same = type(entry).model_validate(value) == entry
        except ValidationError:
            continue  # reported with the file's other faults
        if not is_same:
            name = themes.get((*route, "id"), str(route[-1]))
            message = f"the {kind} {quote(name)} is in the vocabulary already, with another meaning"
            yield Finding("N004", message, document.at(*route), "give it another id")
