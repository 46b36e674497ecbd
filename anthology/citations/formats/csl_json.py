"""References as CSL-JSON and CSL-YAML: the format that Zotero, pandoc and citeproc share."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from anthology.citations.model import UNDATED, Date, Name, Reference, clean, invalid_characters, make_key, parse_date
from anthology.core import yaml as yamlfile
from anthology.core.findings import Finding, Location

Value = object

_BEFORE_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s?)", re.IGNORECASE)
LIMITS = yamlfile.Limits(size=16_777_216, events=5_000_000)

#: Fields of a reference that hold text, with CSL's names, in the order in which they are written.
TEXTS = {
    "type": "type",
    "title": "title",
    "container": "container-title",
    "publisher": "publisher",
    "place": "publisher-place",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "edition": "edition",
    "number": "number",
    "genre": "genre",
    "url": "URL",
    "doi": "DOI",
    "isbn": "ISBN",
    "medium": "medium",
    "language": "language",
    "note": "note",
    "year_suffix": "year-suffix",
}
PEOPLE = {"authors": "author", "editors": "editor", "translators": "translator"}
DATES = ("issued", "accessed")
NAME_PARTS = {
    "family": "family",
    "given": "given",
    "particle": "non-dropping-particle",
    "dropping": "dropping-particle",
    "suffix": "suffix",
    "literal": "literal",
}
_NUMBER = re.compile("[0-9]{1,4}")
LATEST = (9999, 12, 31)  # the largest year, month and day of a date


def to_csl(reference: Reference) -> dict[str, Value]:
    """A reference as a CSL-JSON item (CSL 1.0.2, csl-data.json); what has no variable there stands under `custom`."""
    names = {csl: list(map(_name_to_csl, getattr(reference, field))) for field, csl in PEOPLE.items()}
    item: dict[str, Value] = {csl: getattr(reference, field) for field, csl in TEXTS.items()}
    item |= names | {name: _date_to_csl(getattr(reference, name)) for name in DATES}
    custom = {
        "raw": reference.raw,
        "problems": list(reference.problems),
        "aliases": list(reference.aliases),
        "address-missing": reference.address_missing,
        "title-supplied": reference.title_supplied,
    }
    item["custom"] = {name: value for name, value in custom.items() if value}
    return {"id": reference.key} | {name: value for name, value in item.items() if value}


def to_csl_json(references: Iterable[Reference]) -> bytes:
    """The references as a CSL-JSON file in the order in which they are given: UTF-8, two spaces a level."""
    return (json.dumps(list(map(to_csl, references)), ensure_ascii=False, indent=2) + "\n").encode()


def from_csl(item: Mapping[str, Value], at: Location | None = None) -> Reference:
    """A reference from a CSL-JSON item; variables that Reference does not have are left out.

    Numbers count as text; a value of another kind than its variable asks for is treated as absent.
    """
    texts = {field: _text(item.get(csl)) for field, csl in TEXTS.items()}
    texts["type"] = texts["type"] or "document"
    texts["doi"] = bare_doi(texts["doi"])
    custom = item.get("custom")
    extra: Mapping[str, Value] = custom if isinstance(custom, Mapping) else {}
    key = _text(item.get("id")) or _text(item.get("citation-key"))
    reference = Reference(
        key=key,
        **{field: _names(item.get(csl)) for field, csl in PEOPLE.items()},  # type: ignore[arg-type]  # tables above
        **{name: _date(item.get(name)) for name in DATES},  # type: ignore[arg-type]
        **texts,  # type: ignore[arg-type]
        raw=_text(extra.get("raw")),
        problems=_words(extra.get("problems")),
        aliases=_words(extra.get("aliases")),
        address_missing=extra.get("address-missing") in (True, "true"),
        title_supplied=extra.get("title-supplied") in (True, "true"),
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

    def report(what: str) -> None:
        lost.append((lines[-1] if lines else 1, what))

    def read_object(members: list[tuple[str, Value]]) -> dict[str, Value]:
        value = dict(members)
        if len(value) < len(members):
            twice = next(key for key, count in Counter(key for key, _ in members).items() if count > 1)
            report(f"the key {yamlfile.quote(twice)} is given twice in one entry")
        return value

    def read_number(text: str) -> float | None:
        if math.isfinite(float(text)):
            return float(text)
        report(f"{text} is no number")
        return None

    decoder = json.JSONDecoder(object_pairs_hook=read_object, parse_constant=read_number, parse_float=read_number)
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
    path: Path, read: Value, locate: Callable[[int], Location]
) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    items = read.get("references") if isinstance(read, Mapping) else read
    if not isinstance(items, Sequence) or isinstance(items, str):
        return (), (Finding("R004", "the file holds no list of references", Location(path)),)
    references: list[Reference] = []
    findings: list[Finding] = []
    for index, item in enumerate(items):
        at = locate(index)
        if isinstance(item, Mapping):
            reference = replace(from_csl(item, at), sources=(path.as_posix(),))
            references.append(reference)
            key = yamlfile.quote(reference.key)
            findings.extend(Finding(code, f"{key}: {what}", at) for code, what in _lost_values(item))
        else:
            findings.append(Finding("R004", f"entry {index + 1} is not a reference", at))
    return tuple(references), tuple(findings)


def _lost_values(item: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The code and the words of a finding for each variable whose value would be lost in part or whole.

    A table of eight rules and not jsonschema with CSL's own schema: that knows no line of the file, calls an entry with
    a variable of one's own invalid, and says of a date that it "is not valid under any of the given schemas".
    """
    for name in ("id", "citation-key", *TEXTS.values()):
        yield from _lost_text(name, item.get(name))
    for name in PEOPLE.values():
        people = item.get(name)
        if people is not None and not isinstance(people, list):
            yield "R004", f"{name} is no list of names"
        for number, person in enumerate(people if isinstance(people, list) else (), start=1):
            if not isinstance(person, Mapping):
                yield "R004", f"{name} {number} is no name with its parts"
                continue
            for part in NAME_PARTS.values():
                yield from _lost_text(f"{part} of {name} {number}", person.get(part))
    for name in DATES:
        yield from _lost_date(name, item.get(name))


def _lost_text(name: str, value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield from ((code, f"{name} has {what}") for code, what in invalid_characters(value))
    elif value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield "R004", f"{name} is neither a text nor a number"


def _lost_date(name: str, value: Value) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield from _lost_text(name, value)
        return
    for part in ("literal", "raw"):
        yield from _lost_text(f"{part} of {name}", value.get(part))
    dates = value.get("date-parts")
    first = dates[0] if isinstance(dates, list) and dates else None
    numbers = [str(part).strip() for part in first[:3]] if isinstance(first, list) else []
    is_date = numbers and all(map(_NUMBER.fullmatch, numbers))
    if dates is not None and not (is_date and all(int(n) <= most for n, most in zip(numbers, LATEST, strict=False))):
        yield "R004", f"{name} is no date: its date-parts should be a list with a list of year, month and day"


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
    names = (Name(**{field: _text(item.get(csl)) for field, csl in NAME_PARTS.items()}) for item in items)
    return tuple(name if name.family or name.literal else Name(literal=name.given) for name in names if name != Name())


def _name_to_csl(name: Name) -> dict[str, str]:
    return {csl: getattr(name, part) for part, csl in NAME_PARTS.items() if getattr(name, part)}


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
