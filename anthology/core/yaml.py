"""YAML as plain values that remember where they stand; every scalar stays the text that was typed.

It is built from the events of PyYAML's parser in C. ruamel.yaml 0.19.1 was measured instead (November 2026, processor
time): its round-trip loader, which has line and column, is written in Python and reads a manifest of 500 essays (73 kB)
in 1.2 s where this module takes 0.14 s; it makes numbers and dates of scalars, stops at the first key given twice,
expands aliases, passes over tags, and ends in a RecursionError after seconds of work on brackets 900 deep. Its events
alone take 0.9 s. Importing it takes as long as importing PyYAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, Protocol, TypeAlias

import yaml

from anthology.core.findings import Finding, Location, sorted_findings
from anthology.core.limits import limit, limit_finding

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Route: TypeAlias = "tuple[str | int, ...]"

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# What XML 1.0 section 2.2 forbids, and what YAML 1.1 counts as a line end where no editor does.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides, isolates (Unicode Annex 9, section 2)
LINE_END = re.compile("\r\n|\r|\n")
BLANK = re.compile(r"[ \t]*")
SWALLOWED = re.compile(r"[ \t]*(?:,[ \t]*)?(#\S.*)")
NOTHING = ("~", "null", "Null", "NULL")  # what YAML has for nothing, and is text here (YAML 1.2.2, section 10.3.2)
QUOTE = "put the whole text in quotes"
COMMENT = re.compile(r"\s*#")
KEY = re.compile(r"( +)[\w-]+:")
KEY_WITH_VALUE = re.compile(r"( *(?:- +)*)[\w-]+: +[^\s#]")
NO_SPACE = re.compile(r"([ -]*[\w-]+):[^\s/]")
SHOWN = 60  # characters of the book's own words that a message quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a YAML file may be: bytes, levels of nesting, events of the parser, letters of one text."""

    size: int = field(default_factory=lambda: limit("manifest-bytes"))
    depth: int = 20
    events: int = field(default_factory=lambda: limit("manifest-parts"))
    text: int = field(default_factory=lambda: limit("manifest-text"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A YAML document: its plain value, its lines, and the place of each value and each key by their route.

    A route is the way down from the top: `("essays", 0, "title")`. `others` are the lines of further files from which
    parts of the value were taken.
    """

    path: Path
    value: Plain
    lines: tuple[str, ...] = ()
    others: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[Route, Location] = field(default_factory=dict)
    keys: Mapping[Route, Location] = field(default_factory=dict)

    def at(self, *route: str | int) -> Location:
        """Where the value at this route stands; where there is none, the nearest value that would hold it."""
        for length in range(len(route), -1, -1):
            if route[:length] in self.values:
                return self.values[route[:length]]
        return Location(self.path, 1, 1)

    def get(self, *route: str | int) -> Plain:
        """The value at this route, None where there is none."""
        node: Plain = self.value
        for part in route:
            if isinstance(node, dict) and isinstance(part, str):
                node = node.get(part)
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return None
        return node

    def key_at(self, *route: str | int) -> Location:
        """Where the key of this route stands; the place of the value where there is no key."""
        return self.keys.get(route) or self.at(*route)

    def line(self, number: int, path: Path | None = None) -> str:
        """The text of a line counted from 1, of this file or of another by its path; empty outside the file."""
        lines = self.others.get(path or self.path, self.lines)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def find(self, *pattern: str | int) -> Iterator[tuple[Route, Plain]]:
        """Each route and value that fits a pattern in which `*` stands for any key or index."""
        found: list[tuple[Route, Plain]] = [((), self.value)]
        for part in pattern:
            found = [((*route, key), value) for route, node in found for key, value in _members(node, part)]
        yield from found

    def texts(self, *pattern: str | int) -> list[tuple[Route, str]]:
        """Each route and text that fits a pattern."""
        return [(route, value) for route, value in self.find(*pattern) if isinstance(value, str)]


def _members(node: Plain, part: str | int) -> Iterator[tuple[str | int, Plain]]:
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    yield from ((key, value) for key, value in members if part in ("*", key))


def quote(text: str) -> str:
    """The book's own words as a message quotes them: short, on one line, without control characters."""
    clean = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:SHOWN])
    return f"“{clean}{'…' if len(text) > SHOWN else ''}”"


def decode(data: bytes, path: Path) -> tuple[str, tuple[Finding, ...]]:
    """The text of a YAML file; a finding M006 with line and column where the bytes are not UTF-8.

    A byte order mark is passed over (YAML 1.2.2 section 5.2); UTF-16 is refused, with a word on how to save the file.
    """
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        at = _place(path, before, len(before))
        return "", (Finding("M006", "the file is not text in UTF-8", at, "save it again as UTF-8"),)


def read(data: bytes, path: Path, limits: Limits | None = None) -> tuple[Document | None, tuple[Finding, ...]]:
    """The document in the bytes of a YAML file, and the findings of `decode` and `parse`."""
    text, undecoded = decode(data, path)
    return (None, undecoded) if undecoded else parse(text, path, limits)


def parse(text: str, path: Path, limits: Limits | None = None) -> tuple[Document | None, tuple[Finding, ...]]:
    """The document in a YAML text, and what is wrong with it; None where it cannot be read to its end.

    A scalar is the text as typed, whatever YAML would make of it; None stands for an empty value. Aliases, anchors,
    tags, further documents, keys that are not text, and keys given twice are findings; so is a text that YAML cuts
    off at a `#`. Nothing is recursive, and reading stops at the limits (X002).
    """
    limits = limits or Limits()
    if len(text) > limits.size:
        hint = "divide it into several files"
        needed = len(text.encode("utf-8", "surrogatepass"))
        return None, (limit_finding("manifest-bytes", "the file is too large", Location(path), hint, needed=needed),)
    forbidden = tuple(_forbidden(text, path))
    if forbidden:
        return None, forbidden
    composer = _Composer(path, tuple(LINE_END.split(text)), limits)
    try:
        events = iter(yaml.parse(text, Loader=LOADER))
        for number, event in enumerate(events, start=1):
            at = marked(event.start_mark, path, composer.lines)
            if number > limits.events:
                needed, message = number + sum(1 for _ in events), "the file has too many parts"
                composer.findings.append(limit_finding("manifest-parts", message, at, "divide it", needed=needed))
                raise _Stop
            composer.take(event, at)
    except _Stop:
        return None, sorted_findings(composer.findings)
    except yaml.YAMLError as error:
        return None, sorted_findings((*composer.findings, explain(error, composer.lines, path)))
    document = Document(
        path=path,
        value=composer.value,
        lines=composer.lines,
        values=composer.values,
        keys=composer.keys,
    )
    return document, sorted_findings(composer.findings)


class _Stop(Exception):  # noqa: N818  # not an error: the end of what is read
    """Reading stops; the findings give the reason."""


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet; `key` is the key that waits for its value."""

    route: Route
    node: list[Plain] | dict[str, Plain]
    lost: bool = False  # it stands under a key given twice: read, and left out
    key: str | None = None
    again: bool = False  # the waiting key stood in this mapping before


class _Composer:
    """Builds the value of one document from the parser's events."""

    def __init__(self, path: Path, lines: tuple[str, ...], limits: Limits) -> None:
        self.path = path
        self.lines = lines
        self.limits = limits
        self.value: Plain = None
        self.values: dict[Route, Location] = {}
        self.keys: dict[Route, Location] = {}
        self.findings: list[Finding] = []
        self.stack: list[_Open] = []
        self.documents = 0

    def take(self, event: yaml.Event, at: Location) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._start(at)
            case yaml.AliasEvent():
                hint = f"write the value out; if * belongs to a text, {QUOTE}"
                self._say("M003", f"a reference to an anchor, *{event.anchor}, is not taken here", at, hint)
                self._put(None, at)
            case yaml.ScalarEvent():
                self._scalar(event, at)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open(event, at)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
            case _:
                pass

    def _say(self, code: str, message: str, at: Location, hint: str = "") -> None:
        self.findings.append(Finding(code, message, at, hint))

    def _stop(self, code: str, message: str, at: Location, hint: str = "") -> NoReturn:
        self._say(code, message, at, hint)
        raise _Stop

    def _start(self, at: Location) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop("M003", "a second document starts here", at, "remove the line ---, or what follows it")

    def _scalar(self, event: yaml.ScalarEvent, at: Location) -> None:
        self._decorated(event, at)
        text: str = event.value
        self._cut_off(event, at)
        if len(text) > self.limits.text:
            message = f"a text of {len(text):,} characters"
            self.findings.append(limit_finding("manifest-text", message, at, "shorten it", needed=len(text)))
        if FORBIDDEN.search(text):
            self._say("M006", f"{quote(text)} holds a character that no book can hold", at, "remove the escape")
            text = FORBIDDEN.sub("", text)
        parent = self.stack[-1] if self.stack else None
        if parent and isinstance(parent.node, dict) and parent.key is None:
            self._key(parent, text, at)
        else:
            self._put(None if not text and not event.style else text, at)

    def _key(self, parent: _Open, text: str, at: Location) -> None:
        assert isinstance(parent.node, dict)
        parent.key = text
        parent.again = text in parent.node
        route = (*parent.route, text)
        if parent.again:
            first = self.keys[route].line if route in self.keys else at.line
            where = f"lines {first} and {at.line}" if first != at.line else f"line {first}"
            message = f"the key {quote(text)} is given twice, on {where}"
            self._say("M004", message, at, "keep one of the two")
        elif not parent.lost:
            self.keys[route] = at
        if not text:
            self._say("M003", "the key is empty", at, "write a name before the colon")

    def _decorated(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, at: Location) -> None:
        if event.anchor is not None:
            self._say("M003", f"an anchor, &{event.anchor}, is not taken here", at, f"if & belongs to a text, {QUOTE}")
        if event.tag is not None:
            self._say("M003", f"a tag, {quote(event.tag)}, is not taken here", at, f"if ! belongs to a text, {QUOTE}")

    def _cut_off(self, event: yaml.ScalarEvent, at: Location) -> None:
        """Say where YAML took the rest of a plain text for a comment: `title: On #MeToo` is `On`."""
        if event.style in ("|", ">"):
            return
        end = marked(event.end_mark, self.path, self.lines)
        line, below = (*self.lines[end.line - 1 : end.line + 1], "")[:2]
        swallowed = SWALLOWED.match(line, end.column - 1)
        if not swallowed and event.value and BLANK.fullmatch(line, end.column - 1) and self._is_deeper(below):
            swallowed = SWALLOWED.match(below)
        if not swallowed:
            return
        hint = "put the text in quotes; if a comment is meant, leave a space after #"
        self._say("M005", f"YAML reads # as the start of a comment: {quote(swallowed[1])} is lost", at, hint)

    def _is_deeper(self, line: str) -> bool:
        """Whether a line is indented as a text that goes on would be: more than the key that waits for it."""
        parent = self.stack[-1] if self.stack else None
        if not parent or parent.key is None:
            return False
        key = self.keys.get((*parent.route, parent.key))
        return key is not None and len(line) - len(line.lstrip(" ")) >= key.column

    def _open(self, event: yaml.CollectionStartEvent, at: Location) -> None:
        self._decorated(event, at)
        if len(self.stack) >= self.limits.depth:
            hint = f"if the brackets belong to a text, {QUOTE}"
            self._stop("X002", f"lists and mappings are nested deeper than {self.limits.depth} levels", at, hint)
        parent = self.stack[-1] if self.stack else None
        if parent and isinstance(parent.node, dict) and parent.key is None:
            hint = f"if the brackets belong to a text, {QUOTE}"
            self._stop("M003", "a list or mapping is no key", at, hint)
        node: list[Plain] | dict[str, Plain] = {} if isinstance(event, yaml.MappingStartEvent) else []
        route = self._next()
        lost = bool(parent and (parent.lost or parent.again))
        self._put(node, at)
        self.stack.append(_Open(route=route, node=node, lost=lost))

    def _next(self) -> Route:
        if not self.stack:
            return ()
        parent = self.stack[-1]
        if isinstance(parent.node, list):
            return (*parent.route, len(parent.node))
        return (*parent.route, parent.key or "")

    def _put(self, value: Plain, at: Location) -> None:
        parent = self.stack[-1] if self.stack else None
        if not parent or not (parent.lost or parent.again):
            self.values[self._next()] = at
        if not parent:
            self.value = value
        elif isinstance(parent.node, list):
            parent.node.append(value)
        elif parent.key is None:
            parent.key = ""  # a reference in the place of a key, which take() has reported
        else:
            if not parent.again:
                parent.node[parent.key] = value
            parent.key, parent.again = None, False


def _forbidden(text: str, path: Path) -> Iterator[Finding]:
    for match in FORBIDDEN.finditer(text):
        name = f"U+{ord(match[0]):04X}"
        at = _place(path, text, match.start())
        yield Finding("M006", f"the character {name} may not stand in this file", at, "remove it")
        return


def _place(path: Path, text: str, index: int) -> Location:
    before = LINE_END.split(text[:index])
    return Location(path, len(before), len(before[-1]) + 1)


# --- what the parser's complaints mean, in words for people who write books ---

# Words of PyYAML's message → what is the matter, what to do. The first that fits is taken.
SYNTAX: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "YAML reads “: ” here as the end of a second key",
        "put the text in quotes if the colon belongs to it; otherwise look at the indentation",
    ),
    ("tab character", "a tab stands where YAML wants spaces", "indent with spaces"),
    ("unexpected end of stream", "a quotation mark is opened and never closed", "close it, or double it inside a text"),
    ("unexpected document indicator", "a quotation mark is opened and never closed", "close it"),
    (
        "cannot start any token",
        "no text can start with this character unless it is in quotes",
        f"{QUOTE}; if it is a tab, use spaces",
    ),
    ("while scanning an alias", "YAML reads * at the start of a text as a reference to an anchor", QUOTE),
    ("while scanning an anchor", "YAML reads & at the start of a text as the name of an anchor", QUOTE),
    ("tag", "YAML reads ! at the start of a text as a tag", QUOTE),
    (
        "could not find expected ':'",
        "this line is neither a key with its value nor part of the value above",
        "write `key: value` with a space after the colon",
    ),
    ("block sequence entries", "a list starts on the line of its key", "start the list on a line of its own"),
    ("hexdecimal", "this is not an escape that YAML knows", "use single quotes, or write \\\\ for a backslash"),
    ("escape", "this is not an escape that YAML knows", "use single quotes, or write \\\\ for a backslash"),
    (
        "did not find expected ','",
        "a list or mapping in brackets is not closed, or its parts are not parted by commas",
        f"close it; if the bracket belongs to a text, {QUOTE}",
    ),
    ("did not find expected '-'", "the list stops here but its indentation goes on", "indent like the lines above"),
    (
        "did not find expected key",
        "the text goes on after its closing quotation mark or bracket, or the indentation does not fit",
        f"{QUOTE}, the other kind of quotation marks outside; indent like the lines above",
    ),
    ("directive", "YAML reads % at the start of a line as an instruction to itself", QUOTE),
    (
        "did not find expected node content",
        "a value is missing here, or it starts with a character that YAML keeps for itself",
        QUOTE,
    ),
    ("incompatible YAML document", "this version of YAML is not known", "remove the line that starts with %YAML"),
)


class Mark(Protocol):
    """The place in a parser's event: the pure parser and the one in C each have a class of their own for it."""

    line: int
    column: int


def marked(mark: Mark | None, path: Path, lines: tuple[str, ...]) -> Location:
    """The place of a mark, which counts from 0; without one the start of the file, and never behind its end."""
    if mark is None:
        return Location(path, 1, 1)
    if mark.line >= len(lines):
        return Location(path, len(lines), len(lines[-1]) + 1)
    return Location(path, mark.line + 1, mark.column + 1)


def _indents(lines: tuple[str, ...], at: Location) -> tuple[int, int]:
    """How far a line that begins with a key is set in, and the key with its value above it; 0 twice for another line.

    The place is that of the key, or of the colon behind it.
    """
    line = lines[at.line - 1]
    above = next((each for each in reversed(lines[: at.line - 1]) if each.strip() and not COMMENT.match(each)), "")
    key, beside = KEY.match(line), KEY_WITH_VALUE.match(above)
    if not key or not beside or at.column not in (key.end(), len(key[1]) + 1):
        return 0, 0
    return len(key[1]), len(beside[1])


def explain(error: yaml.YAMLError, lines: tuple[str, ...], path: Path) -> Finding:
    """The finding M002 for an error of the parser: what is wrong in plain words, where, and what to do."""
    problem = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or error}"
    mark = getattr(error, "problem_mark", None)
    if "quoted scalar" in problem and "unexpected" in problem:
        mark = getattr(error, "context_mark", None) or mark
    at = marked(mark, path, lines)
    line = lines[at.line - 1]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Finding("M002", "a tab stands where YAML wants spaces", at, "indent with spaces")
    if "mapping values" in problem or "expected '-'" in problem:
        mine, above = _indents(lines, at)
        if mine != above:
            message = f"this line is set in by {mine} spaces, and the key above it by {above}"
            hint = "give both the same indentation if they belong together"
            return Finding("M002", message, Location(path, at.line, mine + 1), hint)
    for number in (at.line, at.line - 1):
        stuck = NO_SPACE.match(lines[number - 1]) if number else None
        if stuck and ("mapping values" in problem or "expected ':'" in problem):
            place = Location(path, number, stuck.end(1) + 1)
            return Finding("M002", "a colon without a space after it makes no key", place, "leave a space after it")
    for words, message, hint in SYNTAX:
        if words in problem:
            return Finding("M002", message, at, hint)
    return Finding(
        "M002", f"this is not YAML: {problem.strip()}", at, "look at the quotation marks and the indentation"
    )
