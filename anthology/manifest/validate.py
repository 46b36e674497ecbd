"""Checks across values of a manifest: names given twice, names of nothing, keys that contradict each other.

Each check reads the plain document, not the records, so that it speaks also where another part of the manifest is
wrong, and everything is reported in one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from anthology.core.findings import Finding, suggest
from anthology.core.schema import Check, slug_of
from anthology.core.yaml import Document, quote
from anthology.manifest.choices import ACTIONS, BackKind, FrontKind
from anthology.manifest.purposes import PURPOSES

# Names that pieces, files or places of the finished book have for themselves.
RESERVED = (*get_args(FrontKind), *get_args(BackKind), "cover", "nav", "toc", "styles")
OPENS_A_PART = re.compile("part-[0-9]+")
# Matter that is written by the editors: its kind, the key that names its file, the list in which it stands.
WRITTEN = (
    ("foreword", "foreword", "front"),
    ("introduction", "introduction", "front"),
    ("afterword", "afterword", "back"),
    ("resources", "resources", "back"),
)

WITH_ENCODING = (".docx", ".epub")  # kinds of source that name their encoding in themselves
EDITION_KEYS: dict[str, tuple[str, ...]] = {name: purpose.keys for name, purpose in PURPOSES.items()}
EBOOK_KEYS: tuple[str, ...] = ("fonts",)
ALL_EDITION_KEYS = tuple(dict.fromkeys(key for keys in (EBOOK_KEYS, *EDITION_KEYS.values()) for key in keys))


def check_empty(document: Document) -> Iterator[Finding]:
    """Refuse empty values; where a comment starts on its line, the text may have been swallowed by it."""
    for route, at in document.values.items():
        if document.get(*route) is not None or not route or "override" in route:
            continue
        name = quote(str(route[-1])) if isinstance(route[-1], str) else f"item {route[-1] + 1}"
        hint = "give a value, or leave the key out"
        if document.line(at.line, at.path)[at.column - 1 :].lstrip().startswith("#"):
            hint = "YAML reads # as the start of a comment: put the text in quotes if it begins with #"
        yield Finding("M009", f"{name} is empty", at, hint)


def check_ids(document: Document) -> Iterator[Finding]:
    """Each essay has an id of its own, which no matter of the book has."""
    seen: dict[str, int] = {}
    for route, name in document.texts("essays", "*", "id"):
        at = document.at(*route)
        if name in seen:
            hint = "give each essay an id of its own"
            yield Finding("M012", f"the id {quote(name)} is given to the essay on line {seen[name]} too", at, hint)
        elif name in RESERVED or OPENS_A_PART.fullmatch(name):
            hint = f"for instance {slug_of(name)}-essay"
            yield Finding("M012", f"the book itself has a piece with the name {quote(name)}", at, hint)
        seen.setdefault(name, at.line)


def check_people(document: Document) -> Iterator[Finding]:
    """Each of the people of the book has an id of their own."""
    seen: dict[str, int] = {}
    for route, name in document.texts("contributors", "*", "id"):
        at = document.at(*route)
        if name in seen:
            hint = "give each person an id of their own"
            yield Finding("M012", f"the id {quote(name)} is given to the person on line {seen[name]} too", at, hint)
        seen.setdefault(name, at.line)


def check_parts(document: Document) -> Iterator[Finding]:
    """The parts hold every essay once and nothing else."""
    ids = [name for _, name in document.texts("essays", "*", "id")]
    placed: dict[str, int] = {}
    for route, name in document.texts("parts", "*", "essays", "*"):
        at = document.at(*route)
        if name not in ids:
            yield Finding("M015", f"there is no essay with the id {quote(name)}", at, suggest(name, ids))
        elif name in placed:
            yield Finding("M012", f"the essay {quote(name)} has its place on line {placed[name]}", at, "name it once")
        placed.setdefault(name, at.line)
    if placed:
        for route, name in document.texts("essays", "*", "id"):
            if name not in placed:
                message = f"the essay {quote(name)} is in none of the parts"
                yield Finding("M015", message, document.at(*route), "add its id to a part, or take the essay out")


def check_matter(document: Document) -> Iterator[Finding]:
    """Matter is listed once, and what the editors write is both listed and there."""
    for side in ("front", "back"):
        seen: set[str] = set()
        for route, kind in document.texts(side, "*"):
            if kind in seen:
                yield Finding("M012", f"{quote(kind)} is listed twice", document.at(*route), "list it once")
            seen.add(kind)
    for kind, key, side in WRITTEN:
        listed = {name: route for route, name in document.texts(side, "*")}
        is_written = document.get(key) is not None
        if kind in listed and not is_written:
            hint = f"add {key}: with the path of its file"
            yield Finding("M016", f"{quote(kind)} is listed, but no file is named", document.at(*listed[kind]), hint)
        if is_written and document.get(side) is not None and kind not in listed:
            at = document.key_at(key)
            yield Finding("M016", f"{quote(key)} is named, but not listed in `{side}`", at, f"add {kind} to {side}")


def check_encodings(document: Document) -> Iterator[Finding]:
    """Word documents and e-books declare their own encoding."""
    for route, essay in document.find("essays", "*"):
        named = str(essay.get("source", "")) if isinstance(essay, dict) else ""
        if isinstance(essay, dict) and "encoding" in essay and named.lower().endswith(WITH_ENCODING):
            message = f"{quote(named)} says itself in which encoding it is: `encoding` has no effect"
            yield Finding("M016", message, document.key_at(*route, "encoding"), "take it out")


def check_cleaning(document: Document) -> Iterator[Finding]:
    """A cleaning step does one thing."""
    for route, step in document.find("essays", "*", "cleaning", "*"):
        if not isinstance(step, dict):
            continue
        given = [name for name in ACTIONS if name in step]
        if len(given) != 1:
            message = "a cleaning step says one thing of one line" + (f", not {len(given)}" if given else "")
            yield Finding("M016", message, document.at(*route), f"one of: {', '.join(ACTIONS)}; and because")


def check_editions(document: Document) -> Iterator[Finding]:
    """There is an essay and an edition, and an edition has only keys that its format uses."""
    if document.get("essays") == []:
        hint = "for instance - {id: first, source: seeds/first.txt, author: unsigned}"
        yield Finding("M008", "no essay is named", document.at("essays"), hint)
    if document.get("editions") == {}:
        yield Finding("M008", "no edition is named", document.at("editions"), "for instance ebook: {format: epub}")
    for route, edition in document.find("editions", "*"):
        if not isinstance(edition, dict):
            continue
        of, useful = "an EPUB", EBOOK_KEYS
        if edition.get("format") != "epub":
            purpose = str(edition.get("for", "press"))
            of, useful = f"a PDF for {purpose}", EDITION_KEYS.get(purpose, ALL_EDITION_KEYS)
        for key in edition:
            if key in ALL_EDITION_KEYS and key not in useful:
                hint = f"take it out; keys of {of}: {', '.join(('format', *useful))}"
                yield Finding("M016", f"`{key}` has no effect in {of}", document.key_at(*route, key), hint)


def check_selections(document: Document) -> Iterator[Finding]:
    """An edition selects essays that there are, each once."""
    ids = [name for _, name in document.texts("essays", "*", "id")]
    for edition, _ in document.find("editions", "*", "select"):
        seen: set[str] = set()
        for route, name in document.texts(*edition, "*"):
            if name not in ids:
                message = f"there is no essay with the id {quote(name)}"
                yield Finding("M015", message, document.at(*route), suggest(name, ids))
            elif name in seen:
                yield Finding("M012", f"{quote(name)} is selected twice", document.at(*route), "name it once")
            seen.add(name)


def check_bibliography(document: Document) -> Iterator[Finding]:
    """Our own engine follows `style`, pandoc follows a CSL file."""
    given = document.get("bibliography")
    if not isinstance(given, dict):
        return
    by_pandoc = given.get("engine") == "pandoc"
    if by_pandoc and "csl" not in given:
        at = document.at("bibliography", "engine")
        yield Finding("M016", "pandoc needs a style file", at, "add csl: with the path of a .csl file")
    if by_pandoc and "style" in given:
        at = document.key_at("bibliography", "style")
        yield Finding("M016", "pandoc follows `csl`: `style` has no effect", at, "take `style` out")
    if not by_pandoc and "csl" in given:
        at = document.key_at("bibliography", "csl")
        yield Finding("M016", "only pandoc reads a CSL file: `csl` has no effect", at, "add engine: pandoc")


CHECKS: tuple[Check, ...] = (
    check_empty,
    check_ids,
    check_people,
    check_parts,
    check_matter,
    check_encodings,
    check_cleaning,
    check_editions,
    check_selections,
    check_bibliography,
)
