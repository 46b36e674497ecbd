"""A build that was made before: where nothing that it read has changed, its files come from the store.

Kept are two records. Under the program, the wishes and the manifest's bytes stands what that build asked of the book's
folder; under this and the answers of now stands what came of it. A build asks the same as long as it gets the same
answers, so equal answers make an equal book; what was found about it is told again, errors have no record. The files
were read back when they were made, and are known by their digests.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from anthology.api import Artefact, Progress, Report, Wishes
from anthology.core.atomic_output import publish
from anthology.core.cache import Cache
from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding
from anthology.core.fingerprint import fonts_of_machine, program_digest
from anthology.core.input_trace import Question, Seen
from anthology.core.limits import raised_limits
from anthology.core.record_codec import pack, unpack

Record = TypeVar("Record")

MOST_INQUIRIES = 3
LARGEST_MANIFEST = 64 << 20  # bytes; the reading of it has limits of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What one build asked of the book's folder, in its order."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inquiries:
    """What the builds of one manifest asked; a file that comes or goes may lead to other questions. The last first."""

    all: tuple[_Asked, ...] = ()


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
    """As `anthology.build.build`, but what the store remembers of the same build is not made again.

    Files of the output folder that hold the right bytes already are left as they are.
    """
    store = wishes.store
    key = _key(path, wishes) if store else ""
    report = _recall(key, path.parent, wishes.folder, store) if store else None
    if report is not None:
        return report
    from anthology.build import build  # with all that makes a book

    seen = Seen()
    report = build(path, replace(wishes, seen=seen), progress)
    if store and not seen.is_partial:
        _keep(key, seen.answers, wishes.folder, store, report)
    return report


def _recall(key: str, book: Path, out: Path, store: Cache) -> Report | None:
    folder, outcome = Folder(book), None
    for asked in (_known(store, key, _Inquiries) or _Inquiries()).all:
        answers = {question: _answer(folder, question) for question in asked.questions}
        outcome = _known(store, _answered(key, answers), _Outcome)
        if outcome is not None:
            break
    if outcome is None:
        return None
    if not all(_holds(out / output.name, output) for output in outcome.outputs):
        files = {output.name: store.get(_data_key(output.sha256)) for output in outcome.outputs}
        there = {name: data for name, data in files.items() if data is not None}
        if len(there) < len(files):
            return None
        publish(there, out)
    return _report(outcome, out)


def _keep(key: str, answers: Mapping[Question, str], out: Path, store: Cache, report: Report) -> None:
    """Remember what a build asked and made: under what it was answered, whatever the folder would answer by now."""
    outputs = []
    made = {artefact.path: artefact for artefact in report.artefacts}
    for path in (*made, *report.records):
        data, artefact = path.read_bytes(), made.get(path)
        digest = sha256(data).hexdigest()
        if artefact and artefact.sha256 != digest:
            return  # another build has written into the folder
        store.put(_data_key(digest), data)
        outputs.append(
            _Output(
                edition=artefact.edition if artefact else "",
                name=path.relative_to(out).as_posix(),
                sha256=digest,
                size=len(data),
                pages=artefact.pages if artefact else 0,
            )
        )
    asked = _Asked(questions=tuple(answers))
    others = (_known(store, key, _Inquiries) or _Inquiries()).all
    store.put(key, pack(_Inquiries(all=tuple(dict.fromkeys((asked, *others)))[:MOST_INQUIRIES])))
    store.put(_answered(key, answers), pack(_Outcome(outputs=tuple(outputs), findings=report.findings)))


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


def _key(path: Path, wishes: Wishes) -> str:
    """What a build depends on before it reads anything but the manifest; where it runs does not matter."""
    try:
        manifest = Folder(path.parent).read(path.name, LARGEST_MANIFEST)
    except FolderError:
        manifest = b""
    summary = sha256(program_digest().encode() + fonts_of_machine().encode() + sha256(manifest).digest())
    asked = (str(path), wishes.editions, wishes.release, sorted(raised_limits().items()))
    summary.update(repr(asked).encode("utf-8", "surrogateescape"))
    summary.update(os.environ.get("SOURCE_DATE_EPOCH", "").encode("utf-8", "surrogateescape"))
    return f"build {summary.hexdigest()}"


def _answered(key: str, answers: Mapping[Question, str]) -> str:
    """The key of what came of a build that asked these questions and got these answers."""
    summary = sha256(key.encode())
    for question, answer in answers.items():
        summary.update(repr((question.asked, question.name, question.limit, answer)).encode())
    return f"outcome {summary.hexdigest()}"


def _answer(folder: Folder, question: Question) -> str:
    """What the folder answers now."""
    seen = Seen()
    again = replace(folder, seen=seen)
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
    return seen.answers.get(question, "")


def _holds(path: Path, output: _Output) -> bool:
    """Whether a file of the output folder has the bytes that belong there."""
    try:
        if path.is_symlink() or path.stat().st_size != output.size:
            return False
        return sha256(path.read_bytes()).hexdigest() == output.sha256
    except OSError:
        return False


def _data_key(digest: str) -> str:
    return f"output {digest}"


def _known(store: Cache, key: str, kind: type[Record]) -> Record | None:
    data = store.get(key)
    try:
        return unpack(kind, data) if data is not None else None
    except ValueError:
        return None
