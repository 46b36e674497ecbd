"""The vocabulary of content notes: levels, qualifiers and themes, each theme with the patterns that suggest it."""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from anthology.core.fields import Fields, nearest
from anthology.core.findings import Finding, Location
from anthology.core.i18n import primary
from anthology.core.yaml import Document, decode, parse, shown

SHIPPED = Path(__file__).with_name("content_vocabulary.yaml")
LABELS = Path(__file__).with_name("content_labels.yaml")

TOP_KEYS = ("version", "levels", "qualifiers", "themes")
LEVEL_KEYS = ("rank", "label", "means")
QUALIFIER_KEYS = ("label",)
LEXICON_KEYS = ("strong", "weak", "not", "context", "names")
THEME_KEYS = (
    "id",
    "label",
    "short",
    "broader",
    "description",
    "must_name",
    "reader_facing",
    "legal_read",
    "onix203",
    "lint",
)

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
ONIX_CODE = re.compile(r"[0-9]{2}")
PATTERN_LENGTH = 200
# A group repeated without limit that holds a repetition without limit: each letter may double the time to match.
NESTED_REPEAT = re.compile(r"\((?:\\.|[^()\\])*(?<!\\)[+*](?:\\.|[^()\\])*\)(?:[+*]|\{[0-9]*,\})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How closely a text treats a theme: a higher rank is closer."""

    id: str
    rank: int
    label: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifier:
    """A word that narrows a note: through statistics, in quoted words."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The patterns of a theme.

    One hit of `strong` or of `names` (which minds capitals) suggests the theme, or three of `weak`; where `context`
    is not empty, weak hits count only in a text that also has a hit of it. A hit inside one of `exclude` is none.
    """

    strong: tuple[re.Pattern[str], ...] = ()
    weak: tuple[re.Pattern[str], ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()
    context: tuple[re.Pattern[str], ...] = ()
    names: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme that a content note can name; `broader` is the id of the theme above it, empty at the top.

    `short` is how it reads inside a sentence. `must_name`: neither a broader nor a narrower note stands for it.
    Not `reader_facing`: it only groups others. `legal_read`: a note needs the date of a lawyer's reading. `onix203`
    is its code in ONIX code list 203 (content warnings), empty where none fits.
    """

    id: str
    label: str
    short: str = ""
    broader: str = ""
    description: str = ""
    must_name: bool = False
    reader_facing: bool = True
    legal_read: bool = False
    onix203: str = ""
    lexicon: Lexicon = field(default_factory=Lexicon)
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Levels by rank, qualifiers and themes, each by its id in the order of the file."""

    version: int
    levels: Mapping[str, Level]
    qualifiers: Mapping[str, Qualifier]
    themes: Mapping[str, Theme]

    def broader(self, theme: str) -> tuple[str, ...]:
        """The ids of all themes above this one, nearest first; empty for a theme that is not known."""
        above: list[str] = []
        while (known := self.themes.get(theme)) and known.broader and known.broader not in above:
            theme = known.broader
            above.append(theme)
        return tuple(above)


def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the program."""
    return load_vocabulary(SHIPPED.read_bytes(), Path(SHIPPED.name))[0]


def in_language(vocabulary: Vocabulary, language: str) -> Vocabulary:
    """The vocabulary with the labels that its shipped part has in a language; what has none there keeps its own."""
    labels = _labels().get(primary(language), {})
    if not labels:
        return vocabulary
    return replace(
        vocabulary,
        levels={
            name: replace(level, label=own["label"], means=own["means"]) if own else level
            for name, level in vocabulary.levels.items()
            for own in [labels["levels"].get(name, {})]
        },
        qualifiers={
            name: replace(qualifier, label=own["label"]) if own else qualifier
            for name, qualifier in vocabulary.qualifiers.items()
            for own in [labels["qualifiers"].get(name, {})]
        },
        themes={
            name: replace(theme, label=own["label"], short=own.get("short", own["label"])) if own else theme
            for name, theme in vocabulary.themes.items()
            for own in [labels["themes"].get(name, {})]
        },
    )


@functools.cache
def _labels() -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """The labels that readers see, by language, then levels, qualifiers and themes by their ids."""
    return dict(yaml.safe_load(LABELS.read_text("utf-8")))


def load_vocabulary(
    data: bytes, path: Path, extends: Vocabulary | None = None
) -> tuple[Vocabulary, tuple[Finding, ...]]:
    """The vocabulary in a YAML file, and what is wrong with it.

    Findings: unknown keys, missing or mistyped values (N001), patterns that do not compile or may take time without
    bound (N002), a broader theme that does not exist or a circle of them (N003). With `extends` the file adds to that
    vocabulary; an id that is there already and means something else is refused (N004). What is refused is left out.
    """
    base = extends or Vocabulary(version=0, levels={}, qualifiers={}, themes={})
    text, undecoded = decode(data, path)
    document, unread = parse(text, path) if not undecoded else (None, ())
    if document is None:
        return base, (*undecoded, *unread)
    top = Fields(document, TOP_KEYS, "N001")
    version = top.number("version")
    added = Vocabulary(
        version=base.version or version,
        levels={name: _level(name, fields) for name, fields in _entries(top, "levels", LEVEL_KEYS)},
        qualifiers={name: _qualifier(name, fields) for name, fields in _entries(top, "qualifiers", QUALIFIER_KEYS)},
        themes={name: _theme(name, fields) for name, fields in _entries(top, "themes", THEME_KEYS)},
    )
    joined = Vocabulary(
        version=added.version,
        levels={**added.levels, **base.levels},
        qualifiers={**added.qualifiers, **base.qualifiers},
        themes={**base.themes, **{name: theme for name, theme in added.themes.items() if name not in base.themes}},
    )
    clashes = _clashes(base, added, document)
    rootless = dict(_rootless(joined))
    themes = {name: replace(theme, broader="") if name in rootless else theme for name, theme in joined.themes.items()}
    return replace(joined, themes=themes), (*unread, *top.findings, *clashes, *rootless.values())


def _entries(top: Fields, key: str, known: tuple[str, ...]) -> Iterator[tuple[str, Fields]]:
    """The entries under a key that have an id fit for use, each name once."""
    seen: set[str] = set()
    for name, fields in top.members(key, known=known):
        if not name:
            continue  # said already
        if not ID.fullmatch(name):
            fields.say(f"{shown(name)} is no id", hint="use small letters, digits and single hyphens")
        elif name in seen:
            fields.say(f"{shown(name)} is given twice", "id", hint="keep one of the two")
        else:
            seen.add(name)
            yield name, fields


def _level(name: str, fields: Fields) -> Level:
    return Level(
        id=name,
        rank=fields.number("rank"),
        label=fields.text("label", needed=True),
        means=fields.text("means", needed=True),
    )


def _qualifier(name: str, fields: Fields) -> Qualifier:
    return Qualifier(id=name, label=fields.text("label", needed=True))


def _theme(name: str, fields: Fields) -> Theme:
    label = fields.text("label", needed=True)
    onix203 = fields.text("onix203")
    if onix203 and not ONIX_CODE.fullmatch(onix203):
        fields.say(f"onix203 should be two digits of ONIX list 203, not {shown(onix203)}", "onix203")
    return Theme(
        id=name,
        label=label,
        short=fields.text("short") or label,
        broader=fields.text("broader"),
        description=fields.text("description"),
        must_name=fields.flag("must_name", default=False),
        reader_facing=fields.flag("reader_facing", default=True),
        legal_read=fields.flag("legal_read", default=False),
        onix203=onix203 if ONIX_CODE.fullmatch(onix203) else "",
        lexicon=_lexicon(fields) if "lint" in fields.values else Lexicon(),
        at=fields.at(),
    )


def _lexicon(fields: Fields) -> Lexicon:
    lint = fields.below("lint", known=LEXICON_KEYS)
    return Lexicon(
        strong=tuple(_patterns(lint, "strong")),
        weak=tuple(_patterns(lint, "weak")),
        exclude=tuple(_patterns(lint, "not")),
        context=tuple(_patterns(lint, "context")),
        names=tuple(re.compile(rf"\b{re.escape(name)}s?\b") for name in lint.texts("names")),
    )


def _patterns(lint: Fields, key: str) -> Iterator[re.Pattern[str]]:
    for index, text in enumerate(lint.texts(key)):
        fault = _fault(text)
        if fault:
            lint.findings.append(Finding("N002", f"the pattern {shown(text)} {fault}", lint.at(key, index)))
        else:
            yield re.compile(text, re.IGNORECASE)


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


def _clashes(base: Vocabulary, added: Vocabulary, document: Document) -> Iterator[Finding]:
    """The findings for ids that the extended vocabulary has with another meaning."""
    known = {"level": base.levels, "qualifier": base.qualifiers, "theme": base.themes}
    again = {"level": added.levels, "qualifier": added.qualifiers, "theme": added.themes}
    for kind, entries in again.items():
        for name, entry in entries.items():
            if name in known[kind] and known[kind][name] != entry:
                at = entry.at if isinstance(entry, Theme) else document.at(f"{kind}s", name)
                yield Finding(
                    "N004", f"the {kind} {shown(name)} is in the vocabulary already, with another meaning", at
                )


def _rootless(vocabulary: Vocabulary) -> Iterator[tuple[str, Finding]]:
    """The themes whose broader theme does not exist or leads back to them."""
    for name, theme in vocabulary.themes.items():
        if theme.broader and theme.broader not in vocabulary.themes:
            hint = nearest(theme.broader, vocabulary.themes)
            yield name, Finding("N003", f"the broader theme {shown(theme.broader)} does not exist", theme.at, hint)
        elif name in vocabulary.broader(name):
            yield name, Finding("N003", f"the theme {shown(name)} is broader than itself", theme.at)
