"""From book.yaml to a Manifest and everything that is wrong with it, in one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import ErrorDetails, core_schema

from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding, Location, Severity, in_order, worst
from anthology.core.input_trace import Seen
from anthology.core.limits import beyond
from anthology.core.yaml import Document, Limits, Route, decode, parse, shown
from anthology.manifest.inherit import extend
from anthology.manifest.reference import described
from anthology.manifest.schema import Manifest, Record
from anthology.manifest.types import Context, closest, fresh_identifier
from anthology.manifest.validate import CHECKS

# Why a missing key is asked for, where the name alone does not say it.
MISSING_HINTS = {
    "anthology": "write anthology: 1, the version of the manifest",
    "author": "write author: {name: …}, or author: unsigned",
    "because": "say why: the note on the texts tells the reader",
    "on": "write the date, or undated",
    "editions": "for instance editions: {ebook: {format: epub}}",
}


START = "name the manifest of a book, go to its folder first, or begin a book: anthology new FOLDER"


def load(
    path: Path, limits: Limits | None = None, seen: Seen | None = None
) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """The manifest in a file, and the findings on it in the order of the file; None where a finding is an error.

    The manifest's folder is the book's folder; what is asked of it is noted in `seen`. No text makes this raise: what
    is wrong is a finding with its line.
    """
    limits = limits or Limits()
    folder = Folder(path.parent, seen)
    try:
        data = folder.read(path.name, limits.size)
    except FolderError as error:
        if error.trouble == "size":
            return None, (beyond("manifest-bytes", "the manifest is too large", Location(path), error.hint),)
        hint = START if error.trouble == "missing" else error.hint
        return None, (Finding("M001", f"the manifest: {error.message}", Location(path), hint),)
    text, findings = decode(data, path)
    if findings:
        return None, findings
    document, findings = parse(text, path, limits)
    if document is None:
        return None, findings
    extended = extend(document, folder, limits)
    findings = (*findings, *extended.findings)
    if not extended.is_whole:
        return None, in_order(findings)
    manifest, others = validate(extended.document, folder, extended.omitted)
    explained = {finding.at for finding in findings}
    return (
        None if _has_error(findings) else manifest,
        in_order((*findings, *(finding for finding in others if finding.at not in explained))),
    )


def validate(
    document: Document, folder: Folder, omitted: tuple[str, ...] = ()
) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """The manifest in a document whose files are in this folder, and the findings; None where one is an error.

    `omitted` are the essays that a manifest below it has and this one leaves out.
    """
    if not isinstance(document.value, dict):
        hint = "begin with anthology: 1 and title: …, each on a line of its own"
        return None, (Finding("M009", "the manifest has no keys with values", document.at(), hint),)
    checked = [finding for check in CHECKS for finding in check(document)]
    manifest, told = None, set[Location | None]()
    try:
        context = Context(document=document, folder=folder, omitted=omitted)
        manifest = Manifest.model_validate(document.value, context=context)
    except ValidationError as error:
        told = {finding.at for finding in checked if finding.severity is Severity.ERROR}
        found = (_finding(detail, document) for detail in error.errors(include_url=False, include_input=False))
        checked += [finding for finding in found if finding.at not in told]
    return (None if _has_error(checked) else manifest), in_order(checked)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the manifest, for editors that complete and check while one writes.

    What must be given is asked of a manifest that stands alone: one that extends another gives what it changes.
    """
    whole = described(Manifest.model_json_schema(schema_generator=_Schema))
    records = whole["$defs"]
    essays = {"items": {"required": records["EssayEntry"].pop("required")}}
    editions = {"additionalProperties": {"required": records["Edition"].pop("required")}}
    alone = {"required": whole.pop("required"), "properties": {"essays": essays, "editions": editions}}
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        **whole,
        "if": {"not": {"required": ["extends"]}},
        "then": alone,
        "else": {"properties": {"essays": {"items": {"required": ["id"]}}}},
    }


class _Schema(GenerateJsonSchema):
    """Writes no `null`: what may be left out is left out, never given as nothing."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """The schema of the value itself."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """The schema without its default: an empty string would be refused if it were written out."""
        return self.generate_inner(schema["schema"])


def _has_error(findings: tuple[Finding, ...] | list[Finding]) -> bool:
    return worst(findings) is Severity.ERROR


def _finding(detail: ErrorDetails, document: Document) -> Finding:
    route: Route = tuple(part for part in detail["loc"] if part != "[key]")
    context = detail.get("ctx", {})
    match detail["type"]:
        case "anthology":
            at = document.key_at(*route) if "[key]" in detail["loc"] else document.at(*route)
            return Finding(context["code"], context["message"], at, context["hint"])
        case "missing":
            return _missing(route, document)
        case "extra_forbidden":
            return _unknown(route, document)
        case _:
            message = "keys with values are expected here"
            return Finding("M009", message, document.at(*route), "write key: value, one to a line, indented")


def _missing(route: Route, document: Document) -> Finding:
    name = str(route[-1])
    hint = MISSING_HINTS.get(name, f"add {name}:")
    if name == "identifier":
        hint = f"for instance identifier: {fresh_identifier(str(document.get('title')))}"
    return Finding("M008", f"the key {shown(name)} is missing", document.at(*route[:-1]), hint)


def _unknown(route: Route, document: Document) -> Finding:
    name = str(route[-1])
    hint = closest(name, _known_keys(route[:-1]))
    if ":" in name:
        hint = "leave a space after the colon"
    return Finding("M007", f"{shown(name)} is not a key that may stand here", document.key_at(*route), hint)


def _known_keys(route: Route) -> tuple[str, ...]:
    """The keys that the record at this route may have."""
    record: type[Record] = Manifest
    for part in route:
        fields = {field.alias or name: field.annotation for name, field in record.model_fields.items()}
        record = next(_records(fields.get(str(part))), record)
    return tuple(field.alias or name for name, field in record.model_fields.items())


def _records(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _records(argument)
