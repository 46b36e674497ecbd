"""In which language words of a page are, as attributes of its elements: for speech, hyphenation and direction.

Reading systems take the voice of the language that the element says (WCAG 2.2, 3.1.2, Language of Parts).
"""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

from anthology.markup import attributes, language_attributes
from anthology.wording import primary, voice

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


def spoken(language: str, around: str) -> Markup:
    """The attributes for words in a language inside another, as markup: nothing where both are spoken alike."""
    named = other_voice(language, around)
    return Markup(language_attributes(named.get("lang", "")) + attributes(dir=named.get("dir", "")))


def other_voice(language: str, around: str) -> dict[str, str]:
    """The attributes `lang`, and `dir` where the two run opposite ways, for words in a language inside another.

    None where both are spoken alike, or `language` is empty, which is not known. Regions are no other voice.
    """
    ours, theirs = ((primary(tag), _script(tag)) for tag in (language, around))
    if not language or ours == theirs:
        return {}
    turned = direction(language)
    return {"lang": language} | ({"dir": turned} if turned != direction(around) else {})


def own_voice(book: str) -> Markup:
    """The attributes for words of the builder in a book of that language: nothing where it has words in it."""
    return spoken(voice(book), book)
