"""Sources that cannot be read: each has a stand-in, so that one run names all and checks the rest of the book."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

from anthology.core.document import Paragraph, number_blocks
from anthology.core.errors import AnthologyError, LimitError, SourceError
from anthology.core.essay import Essay, Origin
from anthology.core.findings import Finding, of_piece

T = TypeVar("T")

OF_ONE_FILE = "X002"  # a limit that a file goes beyond; every other one ends the run
STANDS_IN = "…"


def attempt(read: Callable[[], T], piece: str, unread: list[Finding]) -> T | None:
    """What `read` returns; where it says that a file cannot be read, None, and its findings among the `unread`."""
    try:
        return read()
    except (SourceError, LimitError) as error:
        if isinstance(error, LimitError) and any(finding.code != OF_ONE_FILE for finding in error.findings):
            raise
        unread += of_piece(error.findings, piece)
        return None


def stand_in(slug: str, path: str, lang: str) -> Essay:
    """An essay that no edition is made of: it has the place of one that cannot be read."""
    return Essay(
        slug=slug,
        title="",
        byline="",
        date="",
        lang=lang,
        blocks=number_blocks((Paragraph(content=(STANDS_IN,)),), slug),
        references=(),
        author_note=(),
        origin=Origin(path=path, sha256="", media_type=""),
        ledger=(),
    )


def without_consequences(findings: Iterable[Finding], unread: Collection[Finding]) -> Iterator[Finding]:
    """The findings but those on pieces that could not be read, of which nothing else can be said."""
    pieces = {finding.piece for finding in unread}
    return (finding for finding in findings if finding in unread or finding.piece not in pieces)


def refusal(unread: Iterable[Finding], findings: Iterable[Finding]) -> AnthologyError:
    """The error that ends a run in which files could not be read, with all findings of the book."""
    is_beyond = any(finding.code == OF_ONE_FILE for finding in unread)
    return (LimitError if is_beyond else SourceError)(*findings)
