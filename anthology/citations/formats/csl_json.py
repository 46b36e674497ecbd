"""References as CSL-JSON and CSL-YAML: the common tongue of Zotero, pandoc and citeproc."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from anthology.citations.formats.csl_errors import faults
from anthology.citations.model import UNDATED, Date, Name, Reference, clean, make_key, parse_date
from anthology.core import yaml as yamlfile
from anthology.core.findings import Finding, Location

Value = object

_BEFORE_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s?)", re.IGNORECASE)
LIMITS = yamlfile.Limits(size=16_777_216, events=5_000_000)

#: Our field and CSL's variable, in the order in which they are written.
TEXTS = (
    ("type", "type"),
    ("title", "title"),
    ("container", "container-title"),
    ("publisher", "publisher"),
    ("place", "publisher-place"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("pages", "page"),
    ("edition", "edition"),
    ("number", "number"),
    ("genre", "genre"),
    ("url", "URL"),
    ("doi", "DOI"),
    ("isbn", "ISBN"),
    ("medium", "medium"),
    ("language", "language"),
    ("note", "note"),
    ("year_suffix", "year-suffix"),
)
PEOPLE = (("authors", "author"), ("editors", "editor"), ("translators", "translator"))
DATES = (("issued", "issued"), ("accessed", "accessed"))
NAME_PARTS = (
    ("family", "family"),
    ("given", "given"),
    ("particle", "non-dropping-particle"),
    ("dropping", "dropping-particle"),
    ("suffix", "suffix"),
    ("literal", "literal"),
)
# CSL's variables that are read: texts, people, dates, and the parts of a name.
READ = (
    ("id", "citation-key", *(theirs for _, theirs in TEXTS)),
    tuple(theirs for _, theirs in PEOPLE),
    tuple(theirs for _, theirs in DATES),
    tuple(theirs for _, theirs in NAME_PARTS),
)


def to_csl(reference: Reference) -> dict[str, Value]:
    """A reference as a CSL-JSON item (CSL 1.0.2, csl-data.json); what has no variable there stands under `custom`."""
    item: dict[str, Value] = {"id": reference.key}
    for ours, theirs in TEXTS:
        text = getattr(reference, ours)
        if text:
            item[theirs] = text
    for ours, theirs in PEOPLE:
        names = getattr(reference, ours)
        if names:
            item[theirs] = [_name_to_csl(name) for name in names]
    for ours, theirs in DATES:
        date = _date_to_csl(getattr(reference, ours))
        if date:
            item[theirs] = date
    custom = {
        name: value
        for name, value in (
            ("raw", reference.raw),
            ("problems", list(reference.problems)),
            ("aliases", list(reference.aliases)),
            ("address-missing", reference.address_missing),
            ("title-supplied", reference.title_supplied),
        )
        if value
    }
    return {**item, "custom": custom} if custom else item


def from_csl(item: Mapping[str, Value], at: Location | None = None) -> Reference:
    """A reference from a CSL-JSON item; variables that Reference does not have are left out.

    Numbers count as text; a value of another kind than its variable asks for is treated as absent.
    """
    texts = {ours: _text(item.get(theirs)) for ours, theirs in TEXTS}
    texts["type"] = texts["type"] or "document"
    texts["doi"] = bare_doi(texts["doi"])
    custom = item.get("custom")
    kept: Mapping[str, Value] = custom if isinstance(custom, Mapping) else {}
    key = _text(item.get("id")) or _text(item.get("citation-key"))
    reference = Reference(
        key=key,
        **{ours: _names(item.get(theirs)) for ours, theirs in PEOPLE},  # type: ignore[arg-type]  # tables above
        **{ours: _date(item.get(theirs)) for ours, theirs in DATES},  # type: ignore[arg-type]
        **texts,  # type: ignore[arg-type]
        raw=_text(kept.get("raw")),
        problems=_words(kept.get("problems")),
        aliases=_words(kept.get("aliases")),
        address_missing=kept.get("address-missing") in (True, "true"),
        title_supplied=kept.get("title-supplied") in (True, "true"),
        given_key=bool(key),
        at=at,
    )
    return reference if key else replace(reference, key=make_key(reference))


def read_csl_json(path: Path, data: bytes) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """The references of a CSL-JSON file; a file that is not JSON gives one finding with line and column.

    What JSON has no word for (NaN, Infinity: RFC 8259, section 6), what an entry gives twice, and values that no
    reference can hold are findings: they would be lost.
    """
    try:
        text = data.decode("utf-8-sig")
        json.loads(text)
        read, lines, lost = _members(text)
    except json.JSONDecodeError as error:
        return (), (Finding("R004", f"not JSON: {error.msg}", Location(path, error.lineno, error.colno)),)
    except UnicodeDecodeError as error:
        return (), (Finding("R004", "not UTF-8 text", Location(path, data[: error.start].count(b"\n") + 1)),)
    except (RecursionError, ValueError):
        return (), (Finding("R004", "the file cannot be read: its values are too deep or too long", Location(path)),)
    references, findings = _read_items(path, read, lambda at: Location(path, lines[at] if lines else 1))
    return references, (*findings, *(Finding("R004", what, Location(path, line)) for line, what in lost))


def _members(text: str) -> tuple[Value, list[int], list[tuple[int, str]]]:
    """The value of a text that is JSON, the line on which each member of a list begins, and what is lost on a line."""
    lost: list[tuple[int, str]] = []
    lines: list[int] = []

    def tell(what: str) -> None:
        lost.append((lines[-1] if lines else 1, what))

    def once(members: list[tuple[str, Value]]) -> dict[str, Value]:
        value = dict(members)
        if len(value) < len(members):
            twice = next(key for key, count in Counter(key for key, _ in members).items() if count > 1)
            tell(f"the key {yamlfile.shown(twice)} is given twice in one entry")
        return value

    def number(given: str) -> None:
        tell(f"{given} is no number")

    def real(given: str) -> float | None:
        if not math.isfinite(float(given)):
            number(given)
            return None
        return float(given)

    decoder = json.JSONDecoder(object_pairs_hook=once, parse_constant=number, parse_float=real)
    if not text.lstrip().startswith("["):
        return decoder.decode(text), lines, lost
    values: list[Value] = []
    line, counted = 1, 0
    at = _next(text, text.index("[") + 1)
    while text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        lines.append(line)
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        at = _next(text, at)
    return values, lines, lost


def _next(text: str, at: int) -> int:
    """Where the next value of a list begins, or the list ends."""
    while text[at] in " \t\r\n,":
        at += 1
    return at


def read_csl_yaml(path: Path, data: bytes) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """The references of a CSL-YAML file: a list, or a mapping whose `references` is one (as pandoc writes it).

    Every scalar is text, and what the house's YAML refuses is refused here with the same findings.
    """
    document, findings = yamlfile.read(data, path, LIMITS)
    if not document:
        return (), findings
    inside: tuple[str | int, ...] = ("references",) if isinstance(document.value, Mapping) else ()
    references, others = _read_items(path, document.value, lambda at: document.at(*inside, at))
    nothing = tuple(
        Finding("R004", f"{document.get(*route)} is text here, and would be printed", at, "leave the variable out")
        for route, at in document.values.items()
        if document.get(*route) in yamlfile.NOTHING
    )
    return references, findings + others + nothing


def bare_doi(text: str) -> str:
    """A DOI without what people put before it, in the letters that they gave it."""
    return _BEFORE_DOI.sub("", text.strip()).strip()


def _read_items(
    path: Path, read: Value, place: Callable[[int], Location] | None = None
) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    items = read.get("references") if isinstance(read, Mapping) else read
    if not isinstance(items, Sequence) or isinstance(items, str):
        return (), (Finding("R004", "the file holds no list of references", Location(path)),)
    references: list[Reference] = []
    findings: list[Finding] = []
    for index, item in enumerate(items):
        at = place(index) if place else Location(path)
        if isinstance(item, Mapping):
            reference = replace(from_csl(item, at), sources=(path.as_posix(),))
            references.append(reference)
            wrong = faults(item, *READ)
            findings.extend(Finding(code, f"{yamlfile.shown(reference.key)}: {what}", at) for code, what in wrong)
        else:
            findings.append(Finding("R004", f"entry {index + 1} is not a reference", at))
    return tuple(references), tuple(findings)


def _text(value: Value) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(str(value))


def _words(value: Value) -> tuple[str, ...]:
    return tuple(filter(None, map(_text, value))) if isinstance(value, list) else ()


def _names(value: Value) -> tuple[Name, ...]:
    if not isinstance(value, list):
        return ()
    items = [item for item in value if isinstance(item, Mapping)]
    names = (Name(**{ours: _text(item.get(theirs)) for ours, theirs in NAME_PARTS}) for item in items)
    return tuple(name if name.family or name.literal else Name(literal=name.given) for name in names if name != Name())


def _name_to_csl(name: Name) -> dict[str, str]:
    return {theirs: getattr(name, ours) for ours, theirs in NAME_PARTS if getattr(name, ours)}


def _date(value: Value) -> Date:
    if not isinstance(value, Mapping):
        return parse_date(_text(value)) if value else Date()
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first:
        return parse_date("-".join(_text(part).zfill(4 if at == 0 else 2) for at, part in enumerate(first[:3])))
    words = _text(value.get("literal")) or _text(value.get("raw"))
    return parse_date(words) if words else Date()


def _date_to_csl(date: Date) -> dict[str, Value]:
    if date.year:
        return {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]}
    return {"literal": date.literal} if date.literal and date.literal not in UNDATED.values() else {}
