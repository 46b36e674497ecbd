"""Read and check a manifest in one run, and read the files that it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from anthology.core.errors import SourceError
from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding, Location, Severity, sorted_findings, worst
from anthology.core.input_trace import InputTrace
from anthology.core.limits import limit, limit_error, limit_finding
from anthology.core.schema import json_schema, validate_record
from anthology.core.yaml import Document, Limits, read
from anthology.manifest.inherit import extend
from anthology.manifest.schema import Manifest
from anthology.manifest.types import Context, fresh_identifier
from anthology.manifest.validate import CHECKS

# Hints for missing keys whose name alone does not explain them.
MISSING_HINTS = {
    "anthology": "write anthology: 1, the version of the manifest",
    "author": "write author: {name: …}, or author: unsigned",
    "because": "say why: the note on the texts tells the reader",
    "on": "write the date, or undated",
    "editions": "for instance editions: {ebook: {format: epub}}",
}


START = "name the manifest of a book, go to its folder first, or begin a book: anthology new FOLDER"


def load(
    path: Path,
    limits: Limits | None = None,
    trace: InputTrace | None = None,
    sources: Mapping[str, bytes] = MappingProxyType({}),
) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """The manifest in a file, and the findings on it in the order of the file; None where a finding is an error.

    The manifest's folder is the book's folder; what is asked of it is noted in `trace`. `sources` are files of it that
    are in memory. No text makes this raise: what
    is wrong is a finding with its line.
    """
    limits = limits or Limits()
    folder = Folder.of_book(path, sources, trace)
    try:
        data = folder.read(path.name, limits.size)
    except FolderError as error:
        if error.trouble == "size":
            message, at = "the manifest is too large", Location(path)
            return None, (limit_finding("manifest-bytes", message, at, error.hint, needed=error.size),)
        hint = START if error.trouble == "missing" else error.hint
        return None, (Finding("M001", f"the manifest: {error.message}", Location(path), hint),)
    document, findings = read(data, path, limits)
    if document is None:
        return None, findings
    extended = extend(document, folder, limits)
    findings = (*findings, *extended.findings)
    if not extended.is_whole:
        return None, sorted_findings(findings)
    manifest, others = validate(extended.document, folder, extended.omitted)
    explained = {finding.at for finding in findings}
    return (
        None if worst(findings) is Severity.ERROR else manifest,
        sorted_findings((*findings, *(finding for finding in others if finding.at not in explained))),
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
    return validate_record(
        Manifest,
        document,
        CHECKS,
        context=Context(document=document, folder=folder, omitted=omitted),
        hints={
            **MISSING_HINTS,
            "identifier": f"for instance identifier: {fresh_identifier(str(document.get('title')))}",
        },
    )


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the manifest, for editors that complete and check while one writes.

    What must be given is asked of a manifest that stands alone: one that extends another gives what it changes.
    """
    whole = json_schema(Manifest)
    records = whole["$defs"]
    needed = [name for name in records["EssayEntry"].pop("required") if name != "author"]
    signed = [{"required": [name]} for name in ("author", "contributors")]
    essays = {"items": {"required": needed, "anyOf": signed}}
    editions = {"additionalProperties": {"required": records["Edition"].pop("required")}}
    alone = {"required": whole.pop("required"), "properties": {"essays": essays, "editions": editions}}
    return {
        **whole,
        "if": {"not": {"required": ["extends"]}},
        "then": alone,
        "else": {"properties": {"essays": {"items": {"required": ["id"]}}}},
    }


def read_file(manifest: Manifest, name: str, most: str, at: Location) -> bytes:
    """The bytes of a file in the book's folder, within the limit named `most`; `at` is the place that names it.

    Raises LimitError for a larger file and SourceError for one that `Folder.read` refuses.
    """
    try:
        return manifest.folder.read(name, limit(most))
    except FolderError as error:
        if error.trouble == "size":
            raise limit_error(most, f"{name} is too large", at, error.hint, needed=error.size) from error
        raise SourceError(Finding("S001", f"{name}: {error.message}", at, error.hint)) from error
