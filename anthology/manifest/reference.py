"""The manifest described by its own records, as a page to read."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from anthology.core.schema import Record, records_in
from anthology.manifest.schema import Manifest
from anthology.manifest.types import Length

# The records in the order in which they are read about, each with where its keys stand.
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("Manifest", "The book", "At the top of the file."),
    ("EssayEntry", "An essay", "Each of `essays`."),
    ("Credit", "Who did what for an essay", "Below `author` of an essay, and each of its `author` or `contributors`."),
    ("Published", "Where an essay first appeared", "Below `published` of an essay."),
    ("ContentNote", "A content note", "Each of `content_notes` of an essay."),
    ("Waiver", "A theme waived", "Each of `waived` of an essay."),
    ("CleaningStep", "A line declared", "Each of `cleaning` of an essay: one of these, and why."),
    ("PictureWords", "A picture", "Each of `pictures` of an essay."),
    ("ForeignWords", "A passage in another language", "Each of `foreign` of an essay."),
    ("Permission", "A permission", "Below `permission` of an essay."),
    ("PermissionDates", "The dates of a permission", "Below `dates` of a permission."),
    ("EditorsNote", "A note of the editors", "Below `editors_notes` of an essay."),
    ("EssayReferences", "An essay’s references", "Below `references` of an essay."),
    ("Edition", "An edition", "Each of `editions`, under a name of your own."),
    ("Booklet", "A booklet", "Below `booklet` of a handout, in place of `yes`."),
    ("WrittenMatter", "A foreword, an introduction or an afterword", "Below the key of that name, in place of a path."),
    ("Contributor", "A person", "Each of `contributors` of the book."),
    ("Editor", "An editor", "Each of `editors`."),
    ("Portrait", "A person’s picture", "Below `picture` of a person."),
    ("Part", "A part", "Each of `parts`."),
    ("Bibliography", "The bibliography", "Below `bibliography`."),
    ("BookRights", "Rights", "Below `rights`."),
    ("Series", "A series", "Below `series`."),
    ("CoverPicture", "A cover picture", "Below `cover`."),
    ("Accessibility", "Accessibility", "Below `accessibility`."),
)


def page() -> Iterator[str]:
    """All keys as lines of Markdown: a section for each record, a paragraph for each key."""
    yield "# Keys of the manifest"
    yield ""
    yield "A book is a folder with a `book.yaml`. These are all the keys that it may have; no other is taken. Every"
    yield "value is text as typed until the schema says otherwise; a text that begins with `#`, or holds a colon and a"
    yield "space, stands in quotation marks. `anthology schema` gives the same to editors that know JSON Schema."
    records = {record.__name__: record for record in all_records()}
    for name, title, where in SECTIONS:
        yield from ("", f"## {title}", "", where)
        for key, field in records[name].model_fields.items():
            yield from ("", *_paragraph(field.alias or key, field))


def _paragraph(key: str, field: FieldInfo) -> Iterator[str]:
    words = _words(field.annotation)
    facts = [f"One of {', '.join(f'`{word}`' for word in words)}."] if words else []
    facts += ["Needed." if field.is_required() else _default(field.default)]
    example = (field.examples or [""])[0]
    yield " ".join(filter(None, [f"**{key}**: {field.description}", *facts, f"For instance `{key}: {example}`."]))


def _words(annotation: Any) -> tuple[str, ...]:
    """The words of a choice, also of a list of choices; none for anything else."""
    if get_origin(annotation) is Literal:
        return get_args(annotation) if len(get_args(annotation)) > 1 else ()
    if get_origin(annotation) in (tuple, types.UnionType) or hasattr(annotation, "__metadata__"):
        return next(filter(None, map(_words, get_args(annotation))), ())
    return ()


def _default(value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Length):
        return f"`[{', '.join(map(str, value))}]` if it is left out."
    if isinstance(value, tuple) and value:
        return "All of them if it is left out."
    return f"`{value}` if it is left out." if isinstance(value, str) and value else ""


def all_records() -> Iterator[type[Record]]:
    """Every kind of record, the manifest first."""
    waiting: list[type[Record]] = [Manifest]
    seen: set[type[Record]] = set()
    while waiting:
        record = waiting.pop(0)
        if record not in seen:
            seen.add(record)
            yield record
            waiting += [inner for field in record.model_fields.values() for inner in records_in(field.annotation)]
