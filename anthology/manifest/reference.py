"""The manifest described by its own schema: for editors that complete keys, and as a page to read."""

from __future__ import annotations

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from anthology.core.yaml import Plain, parse
from anthology.manifest.keys import KEYS
from anthology.manifest.schema import Edition, EssayEntry, Manifest, Record
from anthology.manifest.types import Length

# The records in the order in which they are read about, each with where its keys stand.
SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("Manifest", "The book", "At the top of the file."),
    ("EssayEntry", "An essay", "Each of `essays`."),
    ("Author", "An author", "Below `author` of an essay."),
    ("Published", "Where an essay first appeared", "Below `published` of an essay."),
    ("ContentNote", "A content note", "Each of `content_notes` of an essay."),
    ("Waiver", "A theme waived", "Each of `waived` of an essay."),
    ("CleaningStep", "A line declared", "Each of `cleaning` of an essay: one of these, and why."),
    ("PictureWords", "A picture", "Each of `pictures` of an essay."),
    ("ForeignWords", "A passage in another language", "Each of `foreign` of an essay."),
    ("Permission", "A permission", "Below `permission` of an essay."),
    ("PermissionDates", "The dates of a permission", "Below `dates` of a permission."),
    ("EssayReferences", "An essay’s references", "Below `references` of an essay."),
    ("Edition", "An edition", "Each of `editions`, under a name of your own."),
    ("Booklet", "A booklet", "Below `booklet` of a handout, in place of `yes`."),
    ("Person", "An editor", "Each of `editors`."),
    ("Part", "A part", "Each of `parts`."),
    ("Bibliography", "The bibliography", "Below `bibliography`."),
    ("BookRights", "Rights", "Below `rights`."),
    ("Series", "A series", "Below `series`."),
    ("CoverPicture", "A cover picture", "Below `cover`."),
    ("Accessibility", "Accessibility", "Below `accessibility`."),
)


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema with what each key says and an example, which editors show while one writes."""
    for name, keys in KEYS.items():
        record = schema if name == "Manifest" else schema["$defs"][name]
        for key, said in keys.items():
            value = record["properties"][key]
            value.pop("title", None)
            about = {"description": said.says, "examples": [example_value(said.example)]}
            record["properties"][key] = value | about
    return schema


def example_value(example: str) -> Plain:
    """The value of an example, every scalar as typed."""
    document, findings = parse(f"value: {example}\n", Path("example"))
    assert document is not None, findings
    return document.get("value")


def page() -> Iterator[str]:
    """All keys as lines of Markdown: a section for each record, a paragraph for each key."""
    yield "# Keys of the manifest"
    yield ""
    yield "A book is a folder with a `book.yaml`. These are all the keys that it may have; no other is taken. Every"
    yield "value is text as typed until the schema says otherwise; a text that begins with `#`, or holds a colon and a"
    yield "space, stands in quotation marks. `anthology schema` gives the same to editors that know JSON Schema."
    records = {record.__name__: record for record in _records()}
    for name, title, where in SECTIONS:
        yield from ("", f"## {title}", "", where)
        for key, field in records[name].model_fields.items():
            yield from ("", *_paragraph(name, field.alias or key, field))


def _paragraph(record: str, key: str, field: FieldInfo) -> Iterator[str]:
    said = KEYS[record][key]
    words = _words(field.annotation)
    facts = [f"One of {', '.join(f'`{word}`' for word in words)}."] if words else []
    facts += ["Needed." if field.is_required() else _default(field.default)]
    yield " ".join(filter(None, [f"**{key}**: {said.says}", *facts, f"For instance `{key}: {said.example}`."]))


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


def _records() -> Iterator[type[Record]]:
    """Every kind of record, the manifest first."""
    waiting: list[type[Record]] = [Manifest, EssayEntry, Edition]
    seen: set[type[Record]] = set()
    while waiting:
        record = waiting.pop(0)
        if record in seen:
            continue
        seen.add(record)
        yield record
        for field in record.model_fields.values():
            waiting.extend(_within(field.annotation))


def _within(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _within(argument)
