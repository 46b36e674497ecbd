"""YAML files that people write, as pydantic records: their kinds of value, their faults with places, their JSON Schema.

The manifest, a file of resources, a vocabulary and a layout's settings are all read here, so they keep the same
promises: every value is text as typed until a record says otherwise, an unknown key is refused with the nearest known
one, and everything that is wrong with a file is reported in one run, each with its line and column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import ErrorDetails, PydanticCustomError, core_schema

from anthology.core.findings import Finding, Severity, sorted_findings, suggest, worst
from anthology.core.yaml import NOTHING, TURNING, Document, Plain, Route, parse, quote

# An editor's YAML reader takes 1.10 for a number and no for a truth value; here both are text, so all three fit.
TEXT_SCHEMA = {"type": ["string", "number", "boolean"]}
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 80
MOST_ITEMS = 2000  # of any list: essays, files, subjects
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # the extended calendar form of ISO 8601, and no other

Check = Callable[[Document], Iterable[Finding]]
AnyRecord = TypeVar("AnyRecord", bound="Record")


class Record(BaseModel):
    """A group of keys: no key that is not named here, nothing changed after it is made."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def key(description: str, example: str, default: object = ..., *, alias: str | None = None) -> Any:
    """The field of a key: its description, an example as typed, and the default.

    >>> class Part(Record):
    ...     title: Line = key("The title of the part.", "Water")
    """
    return Field(default, alias=alias, description=description, examples=[example])


def refusal(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """The exception that carries a finding's code, message and hint through pydantic."""
    return PydanticCustomError("anthology", "{message}", {"code": code, "message": message, "hint": hint})


def slug_of(text: str) -> str:
    """A name that is safe as a file name and as an identifier: small letters and digits of ASCII, joined by “-”."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-")


# --- kinds of value ---


def _is_seen(letter: str) -> bool:
    """Whether a letter leaves a trace: no space, and nothing that only steers others (Unicode, 4.5: Z, Cc, Cf)."""
    category = unicodedata.category(letter)
    return category[0] != "Z" and category not in ("Cc", "Cf")


def read_text(value: object) -> str:
    """A text that is not empty, without space around it and without marks that turn its direction round."""
    if isinstance(value, str) and any(map(_is_seen, value)):
        return TURNING.sub("", value).strip()
    if isinstance(value, list):
        hint = "if the square brackets belong to the text, put it in quotes"
        raise refusal("M009", "a list stands where text is expected", hint)
    if isinstance(value, dict):
        hint = "if “: ” or curly brackets belong to the text, put it in quotes"
        raise refusal("M009", "keys and values stand where text is expected", hint)
    raise refusal("M009", "the text is empty", "give a value, or leave the key out")


def read_line(value: object) -> str:
    """A text on one line."""
    text = read_text(value)
    if "\n" in text:
        raise refusal("M010", "the text must stand on one line", "write > instead of | to join the lines")
    return text


def read_day(value: object) -> date:
    """A day as YYYY-MM-DD that the calendar has."""
    text = read_line(value)
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise refusal("M010", f"there is no day {text}", "look at the month and the day") from None
    raise refusal("M010", f"{quote(text)} is not a date", "write year-month-day, for instance 2026-11-20")


def read_list(value: object) -> tuple[object, ...]:
    """The items of a list; no list is longer than MOST_ITEMS."""
    if isinstance(value, list):
        if len(value) > MOST_ITEMS:
            raise refusal("X002", f"the list is longer than the limit of {MOST_ITEMS:,} items", "divide the book")
        return tuple(value)
    raise refusal(
        "M009", "a list is expected here", "write each item after “- ” on a line of its own, or [in, brackets]"
    )


def read_word(value: object, words: Iterable[str]) -> str:
    """One of the words that are allowed; for another the nearest of them is named."""
    text, allowed = read_line(value), tuple(words)
    if text not in allowed:
        raise refusal("M011", f"{quote(text)} is not one of the words that may stand here", suggest(text, allowed))
    return text


def one_of(choices: Any) -> BeforeValidator:
    """A validator that takes the words of a Literal."""
    words: tuple[str, ...] = get_args(choices)
    return BeforeValidator(lambda value: read_word(value, words))


def matching(pattern: str, code: str, message: str, hint: str = "") -> Callable[[object], str]:
    """What reads a line if all of it fits the pattern; the message follows the quoted line."""
    allowed = re.compile(pattern)

    def read(value: object) -> str:
        text = read_line(value)
        if not allowed.fullmatch(text):
            raise refusal(code, f"{quote(text)} {message}", hint)
        return text

    return read


def optional(read: Callable[[object], object], otherwise: object = "") -> BeforeValidator:
    """A validator for a value that may be left empty: `key:` and `key: ""` both mean unknown."""
    return BeforeValidator(lambda value: otherwise if value in (None, "") else read(value))


def _slug(value: object) -> str:
    text = read_line(value)
    if len(text) > LONGEST_SLUG or not SLUG.fullmatch(text):
        better = slug_of(text)
        hint = f"for instance {better}" if better else "small letters and digits, joined by “-”"
        raise refusal("M010", f"{quote(text)} is not a name of small letters, digits and “-”", hint)
    return text


def _folded(value: object) -> str:
    return " ".join(read_text(value).split())


def _count(value: object) -> int:
    text = read_line(value)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise refusal("M010", f"{quote(text)} is not a whole number", "write it in figures, for instance 1")
    return int(text)


Item = TypeVar("Item")
Listed = Annotated[tuple[Item, ...], BeforeValidator(read_list)]
OptionalList = Annotated[tuple[Item, ...], optional(read_list, ())]

Text = Annotated[str, BeforeValidator(read_text), WithJsonSchema(TEXT_SCHEMA)]
Line = Annotated[str, BeforeValidator(read_line), WithJsonSchema(TEXT_SCHEMA)]
OptionalLine = Annotated[str, optional(read_line), WithJsonSchema(TEXT_SCHEMA)]
# Several lines in the file become one, as in YAML's folded style (YAML 1.2.2, section 8.1.3).
Folded = Annotated[str, BeforeValidator(_folded), WithJsonSchema(TEXT_SCHEMA)]
OptionalFolded = Annotated[str, optional(_folded), WithJsonSchema(TEXT_SCHEMA)]
Slug = Annotated[str, BeforeValidator(_slug), WithJsonSchema({**TEXT_SCHEMA, "pattern": f"^{SLUG.pattern}$"})]
Day = Annotated[date, BeforeValidator(read_day), WithJsonSchema({"type": "string", "format": "date"})]
OptionalDay = Annotated[
    date | None,
    optional(read_day, None),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"const": ""}]}),
]
Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0})]
Flag = Annotated[
    bool,
    BeforeValidator(lambda value: read_word(value, ("true", "false")) == "true"),
    WithJsonSchema({"type": "boolean"}),
]


# --- from a document to a record ---


def check_nothing_words(document: Document) -> Iterator[Finding]:
    """YAML's words for nothing are text here, and would be printed."""
    for route, at in document.values.items():
        if document.get(*route) in NOTHING:
            hint = "to give nothing, leave the key out"
            yield Finding("M017", f"{quote(str(document.get(*route)))} is taken as text", at, hint)


def check_turned(document: Document) -> Iterator[Finding]:
    """Direction marks can disguise a text; the records hold it without them."""
    for route, at in document.values.items():
        value = document.get(*route)
        if isinstance(value, str) and TURNING.sub("", value).strip() and TURNING.search(value):
            names = sorted({f"U+{ord(mark):04X}" for mark in TURNING.findall(value)})
            yield Finding("M022", f"{quote(value)} has {', '.join(names)}", at, "take the mark out")


def validate_record(
    record: type[AnyRecord],
    document: Document,
    checks: Iterable[Check] = (),
    *,
    code: str = "",
    context: object = None,
    hints: Mapping[str, str] | None = None,
) -> tuple[AnyRecord | None, tuple[Finding, ...]]:
    """The record in a document, and all that is wrong with it in the order of the file; None where one is an error.

    `checks` read the plain document, so that they speak also where another part of it is wrong. `code` stands in place
    of the manifest's codes in another kind of file. `hints` are for keys that are missing, by their names.
    """
    checked = [finding for check in (check_nothing_words, check_turned, *checks) for finding in check(document)]
    made = None
    try:
        made = record.model_validate(document.value, context=context)
    except ValidationError as error:
        known = {finding.at for finding in checked if finding.severity is Severity.ERROR}
        details = error.errors(include_url=False, include_input=False)
        found = (_finding(detail, document, record, hints or {}) for detail in details)
        checked += [finding for finding in found if finding.at not in known]
    if code:
        checked = [replace(finding, code=code) if finding.code.startswith("M") else finding for finding in checked]
    return (None if worst(checked) is Severity.ERROR else made), sorted_findings(checked)


def _finding(detail: ErrorDetails, document: Document, record: type[Record], hints: Mapping[str, str]) -> Finding:
    route = _route(detail["loc"], document)
    name = str(route[-1]) if route else ""
    context = detail.get("ctx", {})
    match detail["type"]:
        case "anthology":
            at = document.key_at(*route) if "[key]" in detail["loc"] else document.at(*route)
            return Finding(context["code"], context["message"], at, context["hint"])
        case "missing":
            hint = hints.get(name, f"add {name}:")
            return Finding("M008", f"the key {quote(name)} is missing", document.at(*route[:-1]), hint)
        case "extra_forbidden":
            hint = "leave a space after the colon" if ":" in name else suggest(name, _known_keys(record, route[:-1]))
            return Finding("M007", f"{quote(name)} is not a key that may stand here", document.key_at(*route), hint)
        case _:
            message = "keys with values are expected here"
            return Finding("M009", message, document.at(*route), "write key: value, one to a line, indented")


def _route(loc: Iterable[int | str], document: Document) -> Route:
    """Where the value stands: one that stands by itself, where a list may stand, is no item of the document's."""
    route: Route = ()
    for part in loc:
        if part != "[key]" and not (isinstance(part, int) and isinstance(document.get(*route), dict)):
            route = (*route, part)
    return route


def _known_keys(record: type[Record], route: Route) -> tuple[str, ...]:
    """The keys that the record at this route below another may have."""
    for part in route:
        fields = {field.alias or name: field.annotation for name, field in record.model_fields.items()}
        record = next(records_in(fields.get(str(part))), record)
    return tuple(field.alias or name for name, field in record.model_fields.items())


def records_in(annotation: Any) -> Iterator[type[Record]]:
    """The classes of record that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from records_in(argument)


# --- JSON Schema ---


class _Schema(GenerateJsonSchema):
    """Writes no `null`: what may be left out is left out, never given as nothing."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """The schema of the value itself."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """The schema without its default: an empty string would be refused if it were written out."""
        return self.generate_inner(schema["schema"])


def json_schema(record: type[Record]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a file that holds this record, for editors that complete and check its keys."""
    whole = record.model_json_schema(schema_generator=_Schema)
    for each in (whole, *whole.get("$defs", {}).values()):
        for value in each.get("properties", {}).values():
            value.pop("title", None)
            if "examples" in value:
                value["examples"] = [example_value(example) for example in value["examples"]]
    return {"$schema": GenerateJsonSchema.schema_dialect, **whole}


def example_value(example: str) -> Plain:
    """The value of an example, every scalar as typed."""
    document, findings = parse(f"value: {example}\n", Path("example"))
    assert document is not None, findings
    return document.get("value")
