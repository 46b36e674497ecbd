"""The builder's own words in the language of a book, and how languages are marked: which way they run, `lang`, `dir`.

The words are data beside the layouts. Reading systems take the voice of the language that an element names (WCAG 2.2,
3.1.2, Language of Parts).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml

from anthology.core.document import Inlines, Mark

FALLBACK = "en"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where PyYAML was built with it: ten times quicker


def layouts_folder() -> Path:
    """Where the layouts and the words are: beside the modules in an installed package, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "layouts"
    return inside if inside.is_dir() else package.parent / "layouts"


@functools.cache
def words(language: str) -> Mapping[str, Any]:
    """The builder's own words in a language, English where there is no file for it."""
    name = primary(language) if primary(language) in words_languages() else FALLBACK
    return dict(yaml.load((layouts_folder() / "words" / f"{name}.yaml").read_text("utf-8"), Loader=LOADER))


def voice(language: str) -> str:
    """The language of the builder's own words in a book: that of the book, or the one that stands in for it."""
    return language if primary(language) in words_languages() else FALLBACK


@functools.cache
def words_languages() -> tuple[str, ...]:
    """The languages in which the builder has words of its own."""
    return tuple(sorted(path.stem for path in (layouts_folder() / "words").glob("*.yaml")))


def primary(language: str) -> str:
    """The language in a tag, without script, region and variants (BCP 47, section 2.2.1)."""
    return language.partition("-")[0].lower()


def in_voice(words: str, language: str, around: str) -> Inlines:
    """Words as inline content, marked with their language where that of the words around is another.

    Regions are no other language; both are tags of BCP 47, an empty one is not known.
    """
    if not words:
        return ()
    is_other = language and primary(language) != primary(around)
    return (Mark(kind="span", content=(words,), lang=language),) if is_other else (words,)


def translate(key: str, language: str, **values: object) -> str:
    """One of the builder's sentences in a language, with values in the places that it keeps for them."""
    return str(words(language)[key]).format(**values)


def listed(names: Sequence[str], language: str) -> str:
    """Names as a sentence has them: “A, B and C”."""
    before = words(language)["comma"].join(names[:-1])
    return translate("and", language, before=before, last=names[-1]) if before else "".join(names)


def written_date(date: object, language: str) -> str:
    """A date such as 2017-11-29 as “29 November 2017”; a year, or a year and month, likewise."""
    own = words(language)
    year, _, rest = str(date).partition("-")
    number, _, day = rest.partition("-")
    if not number:
        return year
    shape, month = str(own["date-day" if day else "date-month"]), own["months"][int(number) - 1]
    figure = own["first-day"] if day == "01" else day.lstrip("0")
    return shape.format(day=figure, month=month, year=year)


# Languages and scripts that run from right to left (Unicode CLDR, layout.orientation), by their subtags in BCP 47.
RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"])
RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Which way the script of a language runs: by the script that its tag names, else by the language."""
    script = _script(language)
    is_turned = script in RIGHT_TO_LEFT_SCRIPTS if script else primary(language) in RIGHT_TO_LEFT
    return "rtl" if is_turned else "ltr"


def _script(language: str) -> str:
    """The script that a tag names (BCP 47, section 2.2.3), empty where it names none."""
    subtags = language.lower().split("-")
    return next((part for part in subtags[1:4] if len(part) == 4 and part.isalpha()), "")


def other_voice(language: str, around: str) -> dict[str, str]:
    """The attributes `lang`, and `dir` where the two run opposite ways, for words in a language inside another.

    None where both are spoken alike, or `language` is empty, which is not known. Regions are no other voice.
    """
    ours, theirs = ((primary(tag), _script(tag)) for tag in (language, around))
    if not language or ours == theirs:
        return {}
    turned = direction(language)
    return {"lang": language} | ({"dir": turned} if turned != direction(around) else {})
