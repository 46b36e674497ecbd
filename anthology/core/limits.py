"""Limits of size and time in one table. A caller may raise each of them, a book none: a book is not trusted.

The values in force belong to the context of a build (`contextvars`), so builds side by side in one process can have
different ones. A thread or a worker process is given those of the build that it works for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

from anthology.core.errors import LimitError
from anthology.core.findings import Finding, Location

KILO, MEGA, GIGA = 1 << 10, 1 << 20, 1 << 30
SUFFIXES = {"": 1, "k": KILO, "m": MEGA, "g": GIGA}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as it stands unless it is raised, what it counts, and why it is there."""

    default: int
    counts: str
    because: str


LIMITS: Mapping[str, Limit] = {
    "memory": Limit(4 * GIGA, "bytes of memory of the program", "a small text can ask for all there is"),
    "piece-memory": Limit(2 * GIGA, "bytes of memory of a worker that sets a piece", "as above"),
    "seconds": Limit(90, "seconds of a step, and one more for 20 kB of its source", "some texts never end"),
    "manifest-bytes": Limit(MEGA, "bytes of a manifest or another YAML file", "50,000 essays take minutes to read"),
    "manifest-parts": Limit(100_000, "keys, values and lists in a YAML file", "as above"),
    "manifest-text": Limit(20_000, "characters of one text in a manifest", "it stands in running heads and metadata"),
    "source-bytes": Limit(2 * MEGA, "bytes of a text or a page", "a long novel is half of that"),
    "markdown-bytes": Limit(MEGA, "bytes of a Markdown text", "its parser is slower than that of plain text"),
    "picture-bytes": Limit(20 * MEGA, "bytes of a picture", "no page needs more"),
    "drawing-bytes": Limit(2 * MEGA, "bytes of a drawing in SVG", "whoever opens the e-book has to draw it"),
    "drawing-parts": Limit(20_000, "elements and letters of a drawing, drawn again counted again", "as above"),
    "document-bytes": Limit(20 * MEGA, "bytes of a Word document or an e-book", "pictures are most of it"),
    "unpacked-bytes": Limit(100 * MEGA, "bytes of such a file when unpacked", "3 MB can hold 3 GB"),
    "line": Limit(200_000, "characters of one line of a text", "Pango needs minutes for ten million"),
    "levels": Limit(100, "levels of lists, quotations and elements", "WeasyPrint fails from about 130"),
    "elements": Limit(60_000, "elements of a page, lines of Markdown", "the typesetter needs minutes for more"),
    "marks": Limit(20_000, "brackets of a kind in a Markdown text", "its parser's time grows with their square"),
    "parts": Limit(60_000, "blocks, cells and marks of an essay", "the typesetter needs minutes for more"),
    "notes": Limit(1_000, "notes of an essay", "the typesetter needs more than a minute for 2,000"),
    "selectors": Limit(20_000, "selectors and values of a style sheet", "each is tried on each element of a page"),
    "alike": Limit(20_000, "pairs of references that may be one work", "each pair is a question to the editors"),
    "pages": Limit(5_000, "pages of a book", "no binder takes more"),
}

_raised: ContextVar[Mapping[str, int]] = ContextVar("raised limits", default=MappingProxyType({}))  # read-only


def limit(name: str) -> int:
    """The value of the limit with this name in the present context."""
    return _raised.get().get(name, LIMITS[name].default)


def set_limits(values: Mapping[str, int]) -> None:
    """Set the limits of the present context by name, for as long as it lasts; those not named have their defaults."""
    _raised.set(MappingProxyType(dict(values)))


@contextmanager
def limits_set(values: Mapping[str, int]) -> Iterator[None]:
    """Within this block the limits named have these values and the others their defaults.

    ValueError for a name that is not in LIMITS and for a value below 1.
    """
    for name, value in values.items():
        if name not in LIMITS:
            raise ValueError(f"unknown limit “{name}”: the limits are {', '.join(LIMITS)}")
        if value < 1:
            raise ValueError(f"the limit “{name}” must be at least 1, not {value}")
    token = _raised.set(MappingProxyType(dict(values)))
    try:
        yield
    finally:
        _raised.reset(token)


def raised_limits() -> dict[str, int]:
    """The limits of the present context that are not at their defaults, for a worker that is to have the same."""
    return dict(_raised.get())


def read_limit(text: str) -> tuple[str, int]:
    """Parse a limit `NAME=NUMBER`, with k, m or g behind the number; raises ValueError."""
    name, _, value = text.partition("=")
    number = value.strip().lower().rstrip("kmg")
    suffix = value.strip().lower()[len(number) :]
    if name not in LIMITS:
        raise ValueError(f"there is no limit “{name}”: the limits are {', '.join(LIMITS)}")
    if not (number.isascii() and number.isdecimal()) or suffix not in SUFFIXES or len(number) > len("1000000000000"):
        raise ValueError(f"“{value}” is no number: write for instance {name}={LIMITS[name].default}")
    return name, max(1, int(number) * SUFFIXES[suffix])


def limit_error(
    name: str, message: str, at: Location | None = None, hint: str = "", piece: str = "", needed: int = 0
) -> LimitError:
    """The error for input beyond a limit: which one, and the option that raises it; `hint` says how to do without.

    `needed` is the value that is enough for the input, where it is known; else twice the limit is proposed.
    """
    return LimitError(limit_finding(name, message, at, hint, piece, needed))


def limit_finding(
    name: str, message: str, at: Location | None = None, hint: str = "", piece: str = "", needed: int = 0
) -> Finding:
    """The same as a finding."""
    ways = [hint] if hint else []
    raised = f"if you trust the file, raise the limit: --limit {name}={needed or 2 * limit(name)}"
    return Finding("X002", f"{message}: the limit is {limit(name):,} ({name})", at, "; ".join([*ways, raised]), piece)
