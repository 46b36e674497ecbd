"""What the parser's complaints about YAML mean, in words for people who write books."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

import yaml

from anthology.core.findings import Finding, Location

QUOTE = "put the whole text in quotes"
COMMENT = re.compile(r"\s*#")
KEY = re.compile(r"( +)[\w-]+:")
KEY_WITH_VALUE = re.compile(r"( *(?:- +)*)[\w-]+: +[^\s#]")
NO_SPACE = re.compile(r"([ -]*[\w-]+):[^\s/]")

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
