"""Messages in the language of a book, and the marking of languages: `lang`, `dir` and the writing direction.

The messages are data beside the layouts. Screen readers choose the voice by the language of an element (WCAG 2.2,
3.1.2, Language of Parts).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml

from anthology.core.document import Inlines, Mark

FALLBACK = "en"
# What a name begins with before which “and” has another form, by language: in Spanish the sound of an i (Real Academia
# Española, Diccionario panhispánico de dudas, “y”), in Hebrew and Arabic, which join it to the word, another script.
ELSE_BEFORE = {"es": "(?i)h?[ií](?![aeo])", "he": "[^\\u0590-\\u05ff]", "ar": "[^\\u0600-\\u06ff]"}
NEVER = "(?!)"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where PyYAML was built with it: ten times quicker


def layouts_folder() -> Path:
    """Where the layouts and the words are: beside the modules in an installed package, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "layouts"
    return inside if inside.is_dir() else package.parent / "layouts"


@functools.cache
def words(language: str) -> Mapping[str, Any]:
    """The messages in a language, English if there is no file for it."""
    name = primary(language) if primary(language) in message_languages() else FALLBACK
    return dict(yaml.load((layouts_folder() / "words" / f"{name}.yaml").read_text("utf-8"), Loader=LOADER))


def messages_language(language: str) -> str:
    """The language of the messages in a book: that of the book, or English if there are none in it."""
    return language if primary(language) in message_languages() else FALLBACK


@functools.cache
def message_languages() -> tuple[str, ...]:
    """The languages that have messages."""
    return tuple(sorted(path.stem for path in (layouts_folder() / "words").glob("*.yaml")))


def primary(language: str) -> str:
    """The language in a tag, without script, region and variants (BCP 47, section 2.2.1)."""
    return language.partition("-")[0].lower()


def mark_language(words: str, language: str, around: str) -> Inlines:
    """Words as inline content, marked with their language if it is not that of the words around.

    Regions are no other language; both are tags of BCP 47, an empty one is not known.
    """
    if not words:
        return ()
    is_other = language and primary(language) != primary(around)
    return (Mark(kind="span", content=(words,), lang=language),) if is_other else (words,)


def translate(key: str, language: str, **values: object) -> str:
    """A message in a language, with its placeholders filled in."""
    return str(words(language)[key]).format(**values)


def join_names(names: Sequence[str], language: str) -> str:
    """Names as a list in a sentence: “A, B and C”.

    Before some names a language has another “and”: see `ELSE_BEFORE`.
    """
    if len(names) < 2:
        return "".join(names)
    before = words(language)["comma"].join(names[:-1])
    is_else = re.match(ELSE_BEFORE.get(primary(language), NEVER), names[-1])
    return translate("and-else" if is_else else "and", language, before=before, last=names[-1])


def format_date(date: object, language: str) -> str:
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
    """The writing direction of a language: by the script in its tag, else by the language."""
    script = _script(language)
    is_turned = script in RIGHT_TO_LEFT_SCRIPTS if script else primary(language) in RIGHT_TO_LEFT
    return "rtl" if is_turned else "ltr"


def _script(language: str) -> str:
    """The script that a tag names (BCP 47, section 2.2.3), empty where it names none."""
    subtags = language.lower().split("-")
    return next((part for part in subtags[1:4] if len(part) == 4 and part.isalpha()), "")


def lang_values(language: str, around: str) -> dict[str, str]:
    """The attributes `lang`, and `dir` if the directions differ, for words in a language inside another.

    None if both are the same language, whatever the region, or if `language` is empty, which means unknown.
    """
    inner, outer = ((primary(tag), _script(tag)) for tag in (language, around))
    if not language or inner == outer:
        return {}
    turned = direction(language)
    return {"lang": language} | ({"dir": turned} if turned != direction(around) else {})
