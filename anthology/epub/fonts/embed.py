"""From the pages and the style sheets of an e-book to the font files in it, their rules and their licences."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from anthology.core.findings import Finding, summarize
from anthology.css.font_face import (
    FaceRule,
    Style,
    face_rules,
    family_of,
    font_requests,
    generated_text,
    is_bold,
    rule_for,
)
from anthology.css.parser import is_too_deep
from anthology.epub import Asset
from anthology.epub.fonts.licence import PERMITTING, name_of_copy, notice, reserved_names
from anthology.epub.fonts.subset import COPYRIGHT, FontFile, features, open_font, postscript_name, subset
from anthology.pdf.fonts.files import Licence, font_file, font_licence

FOLDER = "fonts"
# What reading systems themselves put beside a text: numbers of lists and notes, hyphens, the marks of lists.
BESIDE = string.printable.strip() + " \u00a0\u00ad\u2010\u2022\u2026\u25aa\u25cb\u25e6"
UNSAFE = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')  # what cannot stand in a string of a style sheet as it is
MOST_SHOWN = 12  # characters in a message
# The core media types of EPUB 3.3 (section 3.2) for what a font file begins with.
KINDS = {b"OTTO": ("otf", "font/otf")}
TRUETYPE = ("ttf", "font/ttf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """The rules that stand before an e-book's style sheet, the font files and licences, and what was found.

    `families` are those of the fonts, by the names that they have outside of the e-book.
    """

    rules: str = ""
    families: frozenset[str] = frozenset()
    files: tuple[Asset, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A font file that may be cut down, its licence, the names that are reserved, the name of the copy."""

    font: FontFile
    licence: Licence
    reserved: tuple[str, ...]
    copy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """A style of a family that some text of the book is set in, with the rule that gives it and its source."""

    style: Style
    rule: FaceRule
    source: _Source

    @property
    def stem(self) -> str:
        return f"{FOLDER}/{postscript_name(self.source.copy, self.style)}"


def embed(faces: str, stylesheet: str, pages: Sequence[Any], beside: str = "") -> Embedded:
    """The faces that the pages of an e-book use, as files with their rules and licences.

    `faces` are the `@font-face` rules of the layout, `stylesheet` is that of the e-book, `pages` are parsed XHTML,
    `beside` is text that stands on no page. Each file has all characters of the book that its face has: a reader may
    make any text bold. A style that no text has is left out, and so is, with a finding E022, a face that cannot be put
    into a book; what no face has is a note E023.
    """
    if is_too_deep(faces) or is_too_deep(stylesheet):
        return Embedded(findings=(Finding("E022", "the style sheets are nested too deeply to be read"),))
    rules = face_rules(faces)
    texts: dict[tuple[str, Style], set[str]] = defaultdict(set)
    everything = set(BESIDE).union(beside, generated_text(stylesheet))
    for request, characters in font_requests(pages, stylesheet).items():
        everything |= characters
        key = family_of(request, rules)
        if key:
            texts[key, Style(bold=is_bold(request.weight), italic=request.italic)] |= characters
    if not texts:
        return Embedded(findings=(Finding("E022", "no text of the e-book is set in a face of the layout"),))
    sources = {rule.file: _source(rule.file) for key, _ in texts for rule in rules[key]}
    uses = tuple(_uses(texts, rules, {name: each for name, each in sources.items() if isinstance(each, _Source)}))
    tags, points = features(stylesheet), frozenset(_points(everything))
    return Embedded(
        rules="".join(_rule(use) for use in uses),
        families=frozenset(use.source.licence.family for use in uses),
        files=tuple({file.name: file for use in uses for file in _files(use, points, tags)}.values()),
        findings=(
            *dict.fromkeys(each for each in sources.values() if isinstance(each, Finding)),
            *_missing(uses, texts),
        ),
    )


@lru_cache(maxsize=32)
def _source(name: str) -> _Source | Finding:
    data, licence = font_file(name), font_licence(name)
    if data is None or licence is None:
        return Finding("E022", f"no layout or installed font package has {name} and a licence for it")
    if licence.name not in PERMITTING:
        return Finding("E022", f"{licence.family} has the licence {licence.name}, which we do not know to permit it")
    font = open_font(data)
    if font.forbids:
        return Finding("E022", f"{name} itself says that no part of it may be put into a document")
    reserved = reserved_names([licence.text, font.names.get(COPYRIGHT, "")])
    return _Source(font=font, licence=licence, reserved=reserved, copy=name_of_copy(licence.family, reserved))


def _uses(
    texts: Mapping[tuple[str, Style], set[str]],
    rules: Mapping[str, Sequence[FaceRule]],
    sources: Mapping[str, _Source],
) -> Iterator[_Use]:
    for key, style in sorted(texts, key=lambda text: (text[0], text[1].italic, text[1].bold)):
        usable = [rule for rule in rules[key] if rule.file in sources]
        rule = rule_for(usable, style, has_weights=lambda name: "wght" in sources[name].font.axes)
        if rule:
            yield _Use(style=style, rule=rule, source=sources[rule.file])


def _points(characters: Iterable[str]) -> Iterator[int]:
    """Characters with what they may become: capitals, small letters, a letter and its mark apart."""
    for character in characters:
        for form in (character, character.upper(), character.lower()):
            yield from map(ord, form)
            yield from map(ord, unicodedata.normalize("NFD", form))


def _files(use: _Use, points: frozenset[int], tags: tuple[str, ...]) -> Iterator[Asset]:
    """The font file of a use, and the licence that goes with all files of its family."""
    source = use.source
    data = subset(source.font, points & source.font.characters, use.style, tags, source.copy)
    ending, kind = KINDS.get(data[:4], TRUETYPE)
    yield Asset(name=f"{use.stem}.{ending}", media_type=kind, data=data)
    words = notice(source.copy, source.licence, source.reserved, source.font.names.get(COPYRIGHT, ""))
    name = f"{use.stem.rpartition('-')[0]}-licence.txt"
    yield Asset(name=name, media_type="text/plain", data=words.encode())


def _rule(use: _Use) -> str:
    """A rule in the words that the oldest reading systems know: no `format()`, no numbers for weights."""
    ending = KINDS.get(use.source.font.kind, TRUETYPE)[0]
    weight, slant = ("bold" if use.style.bold else "normal"), ("italic" if use.style.italic else "normal")
    family = UNSAFE.sub(lambda found: f"\\{ord(found[0]):x} ", use.rule.family)
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slant};'
        f' src: url("{use.stem}.{ending}") }}\n'
    )


def _is_in(character: str, there: frozenset[int]) -> bool:
    """Whether a font has a character, or the letter and the marks of which it is made."""
    return ord(character) in there or all(ord(part) in there for part in unicodedata.normalize("NFD", character))


def _missing(uses: Sequence[_Use], texts: Mapping[tuple[str, Style], set[str]]) -> Iterator[Finding]:
    """What stands in a text and in no file of its family: the reader's own fonts show it."""
    for key in dict.fromkeys(use.rule.key for use in uses):
        own = [use for use in uses if use.rule.key == key]
        there = frozenset[int]().union(*(use.source.font.characters for use in own))
        asked = set[str]().union(*(characters for (family, _), characters in texts.items() if family == key))
        lacking = sorted(
            each for each in asked if unicodedata.category(each)[0] not in "ZC" and not _is_in(each, there)
        )
        if lacking:
            listed = summarize((f"U+{ord(each):04X} {each}" for each in lacking), MOST_SHOWN)
            names = " and ".join(dict.fromkeys(use.source.licence.family for use in own))
            yield Finding("E023", f"{names}: {listed}")
