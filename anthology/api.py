"""The public API: build a book, or check it, from Python. `import anthology` gives all of it.

Nothing is printed, the process is not changed, and builds may run side by side in threads or processes. In one
process pieces are typeset one at a time; `executor="processes"` typesets several at once, and each in a process that
is ended when it takes more time or memory than the limits allow. For manifests of people you do not know use that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from anthology.build_cache import cached_build
from anthology.core.errors import AnthologyError
from anthology.core.files import FolderError, parts
from anthology.core.findings import Finding, sorted_findings
from anthology.core.limits import limits_set
from anthology.result import BuildOptions, BuildResult, PathLike, Progress, no_progress


def build(
    manifest: PathLike = "book.yaml",
    options: BuildOptions | None = None,
    *,
    editions: Iterable[str] | None = None,
    out: PathLike | None = None,
    sources: Mapping[str, str | bytes] | None = None,
    progress: Progress = no_progress,
) -> BuildResult:
    """Make the editions of a book.

    `editions`, `out` and `sources` replace those of the options. Files are written into the folder `out`, all or none
    of them; without it they are in the result as bytes. `sources` are texts and other files by their path in the
    book's folder; if the manifest is among them, nothing is read from the disk. `progress` is called with the name
    of an edition, the number of its pieces that are typeset, and the number of all.

    >>> result = anthology.build("book.yaml", editions=["print"], out="build")
    >>> result.of("print")[0].path

    Raises ManifestError, SourceError, LayoutError, SettingError, MissingError or LimitError where work cannot go on,
    BookError where the book or a finished file has an error, OutputError where the files cannot be written; all are
    AnthologyErrors and carry their findings. ValueError for a limit, the path of a source
    or a SOURCE_DATE_EPOCH that cannot be.
    """
    asked = options or BuildOptions()
    if editions is not None:
        asked = replace(asked, editions=tuple(editions))
    if out is not None:
        asked = replace(asked, out=Path(out))
    if sources is not None:
        asked = replace(asked, sources=_in_memory(sources))
    with limits_set(asked.limits):
        return cached_build(Path(manifest), asked, progress)


def check(
    manifest: PathLike = "book.yaml",
    *,
    release: bool = False,
    today: date | None = None,
    sources: Mapping[str, str | bytes] | None = None,
    limits: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Check a book without making it, and list everything that is wrong, in the order of its files.

    With `release` what is only a warning of a proof may be an error. `today` is the day by which a release is judged;
    `sources` and `limits` are as for `build`.

    >>> errors = [found for found in anthology.check("book.yaml") if found.severity is anthology.Severity.ERROR]
    """
    from anthology.stages import read_book

    with limits_set(limits or {}):
        try:
            memory = _in_memory(sources or {})
            return list(read_book(Path(manifest), release=release, today=today, sources=memory).findings)
        except AnthologyError as error:
            return list(sorted_findings(error.findings))


def _in_memory(sources: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """Files by their paths in one spelling, texts as UTF-8; ValueError for a path that leads outside of the book."""
    found: dict[str, bytes] = {}
    for name, content in sources.items():
        try:
            path = "/".join(parts(name))
        except FolderError as error:
            raise ValueError(f"the source “{name}”: {error.message}") from error
        found[path] = content.encode() if isinstance(content, str) else content
    return found
