"""A build that was made before: where nothing that it read has changed, its files come from the cache.

It is known by the program, the build options and the manifest's bytes, and by what it read of the book's folder. What
was found about it is reported again; a build with an error is not stored. The files were read back when they were
made, and are known by their digests.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from anthology.api import Artefact, Progress, Report, Wishes
from anthology.core.atomic_output import publish
from anthology.core.cache import Cache
from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding
from anthology.core.input_trace import InputTrace, Question, keep_traced, recall_traced
from anthology.core.limits import raised_limits

LARGEST_MANIFEST = 64 << 20  # bytes; the reading of it has limits of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class _Output:
    """A file of a build: the edition that it belongs to, empty for a record beside them, and its name in the folder."""

    edition: str
    name: str
    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What a build made and found."""

    outputs: tuple[_Output, ...]
    findings: tuple[Finding, ...]


def build_once(path: Path, wishes: Wishes, progress: Progress) -> Report:
    """As `anthology.build.build`, but what the cache remembers of the same build is not made again.

    Files of the output folder that hold the right bytes already are left as they are.
    """
    inputs = _inputs(path, wishes) if wishes.cache.folder else None
    report = _recall(inputs, path.parent, wishes) if inputs else None
    if report is not None:
        return report
    from anthology.build import build  # with all that makes a book

    trace = InputTrace()
    report = build(path, replace(wishes, trace=trace), progress)
    outcome = _outcome(report, wishes.folder, wishes.cache) if inputs and not trace.is_partial else None
    if outcome:
        keep_traced(wishes.cache, "build", inputs, trace.answers, outcome, _Outcome)
    return report


def _recall(inputs: object, book: Path, wishes: Wishes) -> Report | None:
    folder, out = Folder(book), wishes.folder
    outcome = recall_traced(wishes.cache, "build", inputs, lambda question: _answer(folder, question), _Outcome)
    if outcome is None:
        return None
    if not all(_holds(out / output.name, output) for output in outcome.outputs):
        files = {output.name: wishes.cache.recall("output", output.sha256, bytes) for output in outcome.outputs}
        there = {name: data for name, data in files.items() if data is not None}
        if len(there) < len(files):
            return None
        publish(there, out)
    return _report(outcome, out)


def _outcome(report: Report, out: Path, cache: Cache) -> _Outcome | None:
    """What a build made, its files stored; None if another build has written into the folder."""
    outputs = []
    made = {artefact.path: artefact for artefact in report.artefacts}
    for path in (*made, *report.records):
        data, artefact = path.read_bytes(), made.get(path)
        digest = sha256(data).hexdigest()
        if artefact and artefact.sha256 != digest:
            return None
        cache.keep("output", digest, data, bytes)
        outputs.append(
            _Output(
                edition=artefact.edition if artefact else "",
                name=path.relative_to(out).as_posix(),
                sha256=digest,
                size=len(data),
                pages=artefact.pages if artefact else 0,
            )
        )
    return _Outcome(outputs=tuple(outputs), findings=report.findings)


def _report(outcome: _Outcome, folder: Path) -> Report:
    return Report(
        artefacts=tuple(
            Artefact(
                edition=output.edition,
                path=folder / output.name,
                sha256=output.sha256,
                size=output.size,
                pages=output.pages,
            )
            for output in outcome.outputs
            if output.edition
        ),
        records=tuple(folder / output.name for output in outcome.outputs if not output.edition),
        findings=outcome.findings,
    )


def _inputs(path: Path, wishes: Wishes) -> tuple[object, ...]:
    """What a build depends on before it reads anything but the manifest; where it runs does not matter."""
    try:
        manifest = Folder(path.parent).read(path.name, LARGEST_MANIFEST)
    except FolderError:
        manifest = b""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    limits = sorted(raised_limits().items())
    return str(path), sha256(manifest).hexdigest(), wishes.editions, wishes.release, limits, epoch


def _answer(folder: Folder, question: Question) -> str:
    """What the folder answers now."""
    trace = InputTrace()
    again = replace(folder, trace=trace)
    try:
        match question.asked:
            case "bytes":
                again.read(question.name, question.limit)
            case "file":
                again.check(question.name)
            case "names":
                again.names(question.name)
    except FolderError:
        pass  # trouble is an answer too
    return trace.answers.get(question, "")


def _holds(path: Path, output: _Output) -> bool:
    """Whether a file of the output folder has the bytes that belong there."""
    try:
        if path.is_symlink() or path.stat().st_size != output.size:
            return False
        return sha256(path.read_bytes()).hexdigest() == output.sha256
    except OSError:
        return False
