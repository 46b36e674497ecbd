"""A build that was made before: where nothing that it read has changed, its files come from the cache.

It is known by the program, the build options and the manifest's bytes, and by what it read of the book's folder. What
was found about it is reported again; a build with an error is not stored. The files were read back when they were
made, and are known by their digests.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from anthology.core.atomic_output import remove_leftovers
from anthology.core.build_day import build_day
from anthology.core.errors import AnthologyError
from anthology.core.files import Folder, FolderError, parts
from anthology.core.input_trace import InputTrace, Question, keep_result, recall_result
from anthology.core.limits import raised_limits
from anthology.core.system_faults import is_fault, system_faults
from anthology.result import BuildOptions, BuildResult, OutputFile, Progress

LARGEST_MANIFEST = 64 << 20  # bytes; the reading of it has limits of its own


def cached_build(path: Path, options: BuildOptions, progress: Progress) -> BuildResult:
    """As `stages.make`, but what the cache holds of the same build is not made again, and `out` is written to.

    Files of the output folder that hold the right bytes already are left as they are.
    """
    if options.out:
        remove_leftovers(options.out)
    with system_faults():
        try:
            return _cached_build(path, options, progress)
        except AnthologyError:
            raise
        except Exception as error:
            if options.cache.folder is None or options.cache.is_fresh or is_fault(error):
                raise
            # A stored record that is whole and wrong may lead to any error: only a second one is the program's own.
            fresh = replace(options.cache, is_fresh=True)
            return _cached_build(path, replace(options, cache=fresh), progress)


def _cached_build(path: Path, options: BuildOptions, progress: Progress) -> BuildResult:
    inputs = _inputs(path, options) if options.cache.folder else None
    result = _recall(inputs, path, options) if inputs else None
    if result is not None:
        return result
    from anthology.stages import make  # with all that makes a book

    trace = InputTrace()
    result = make(path, options, progress, trace)
    if inputs and not trace.is_partial:
        for file in result.files:
            options.cache.keep("output", file.sha256, file.read(), bytes)
        bare = replace(result, files=tuple(replace(file, data=None) for file in result.files))
        keep_result(options.cache, "build", inputs, trace.answers, bare, BuildResult)
    return result.save(options.out) if options.out else result


def _recall(inputs: object, path: Path, options: BuildOptions) -> BuildResult | None:
    folder, out = Folder.of_book(path, options.sources), options.out
    bare = recall_result(options.cache, "build", inputs, lambda question: _answer(folder, question), BuildResult)
    if bare is None or not all(map(_has_plain_name, bare.files)):
        return None
    if out is not None and all(_holds(out / file.name, file) for file in bare.files):
        return replace(bare, files=tuple(replace(file, written=out / file.name) for file in bare.files))
    files = tuple(replace(each, data=options.cache.recall("output", each.sha256, bytes)) for each in bare.files)
    if any(file.data is None or sha256(file.data).hexdigest() != file.sha256 for file in files):
        return None
    result = replace(bare, files=files)
    return result.save(out) if out else result


def _inputs(path: Path, options: BuildOptions) -> tuple[object, ...]:
    """What a build depends on before it reads anything but the manifest; where it runs does not matter."""
    try:
        manifest = Folder.of_book(path, options.sources).read(path.name, LARGEST_MANIFEST)
    except FolderError:
        manifest = b""
    day = options.today or build_day()
    limits = sorted(raised_limits().items())
    return str(path), sha256(manifest).hexdigest(), options.editions, options.release, limits, day


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


def _has_plain_name(file: OutputFile) -> bool:
    """Whether a stored record names a file inside the output folder."""
    try:
        return bool(parts(file.name))
    except FolderError:
        return False


def _holds(path: Path, file: OutputFile) -> bool:
    """Whether a file of the output folder has the bytes that belong there."""
    try:
        if path.is_symlink() or path.stat().st_size != file.size:
            return False
        return sha256(path.read_bytes()).hexdigest() == file.sha256
    except OSError:
        return False
