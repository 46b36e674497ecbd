"""No regular expression that reads what others wrote takes quadratic time: each is run on long runs of its beginnings.

The texts are made of each pattern's own syntax tree, so a new pattern is tested as soon as it stands in a module. Time
is counted in seconds of this process's work, so that other programs do not count.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import random
import re
import signal
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import FrameType, ModuleType

import pytest

import anthology

pytestmark = pytest.mark.slow

ROOMS = ("sources", "citations", "editorial", "book", "core")
LENGTH = 100_000  # characters
QUICK = 5_000  # characters on which a pattern that is not quadratic needs no more than QUICK_LIMIT
QUICK_LIMIT = 0.03  # seconds; a quadratic pattern needs about 0.09 for QUICK characters
LIMIT = 3.0  # seconds for LENGTH characters; a quadratic pattern needs 30 or more
METHODS = ("search", "match", "fullmatch", "sub", "subn", "finditer", "findall", "split")
LETTERS = "aA7 .,-(['\"/:@#<&\n*_=é“”’;|\\{})]>"
# What texts hold many of, whatever a pattern looks for.
RUNS = (
    *(
        "A. ",
        "(",
        "[",
        "a@",
        "1. ",
        "https://",
        " ",
        '"',
        "“",
        "‘",
        "'",
        "a",
        "A",
        "7",
        "a ",
        "A ",
        "A, A. ",
        "7 ",
        "- ",
    ),
    *("a-", "/", "@a ", "*", "_", "<", "<a ", "&", "a; ", ":", "\n", "a\n", " \n", "| ", "#", "a=", "{", "[@a", "(a "),
    *("(A 1999", "A 1999 ", "A, 1999 ", "pp. 1", "1–", "A & ", "a.", "é", "[^1]", "](", "![", "\\", "$", "`", "a) "),
    *("\t", "a'", "In: ", "<!--", "<![CDATA[", "\u0301", "”", "“a ”", "help line ", "help line 0 ", "\0"),
)


# These read patterns of a vocabulary, which have at most 200 characters.
SAFE = ("PATTERN_PARTS", "NESTED_REPEAT")


class TooSlowError(Exception):
    """A pattern has used up its time."""


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(f"anthology.{room}")
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def patterns_in(value: object, path: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """The patterns in a value of a module: itself, or in tables and records, with their paths."""
    if isinstance(value, re.Pattern):
        yield path, value
    elif depth > 5 or isinstance(value, type):
        return
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from patterns_in((key, each), f"{path}[{key!r}]", depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from patterns_in(each, path, depth + 1)
    elif is_dataclass(value):
        for field in fields(value):
            yield from patterns_in(getattr(value, field.name), f"{path}.{field.name}", depth + 1)


def written_in(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str], str]]:
    """The patterns that a module gives to functions of `re` as they stand, each with that function."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=name), args=[ast.Constant(value=str(words)), *_]
            ):
                if name in METHODS:
                    yield f"{module.__name__}:{node.lineno}", re.compile(words), name


def calls(text: str) -> dict[str, set[str]]:
    """The methods of patterns that a text of the program calls, by the names on which it calls them."""
    called: dict[str, set[str]] = {}
    for name, method in re.findall(rf"\b([A-Za-z_]+)(?:\[[^\[\]]{{1,40}}\])?\.({'|'.join(METHODS)})\b", text):
        called.setdefault(name, set()).add(method)
    return called


def all_patterns() -> list[tuple[str, re.Pattern[str] | re.Pattern[bytes], tuple[str, ...]]]:
    """Each pattern once, with its path and the methods that are called on it, or else in its module at all."""
    texts = [path.read_text("utf-8") for path in sorted(Path(anthology.__path__[0]).rglob("*.py"))]
    everywhere = calls("\n".join(texts))
    found: dict[tuple[str | bytes, int, tuple[str, ...]], tuple[str, re.Pattern[str] | re.Pattern[bytes]]] = {}
    for module in modules():
        here = calls(Path(str(module.__file__)).read_text("utf-8"))
        for name, value in vars(module).items():
            called = (here if name.startswith("_") else everywhere).get(name) or set().union(*here.values())
            for path, pattern in () if name in SAFE else patterns_in(value, name):
                methods = tuple(sorted(called or ("match", "fullmatch")))
                found.setdefault((pattern.pattern, pattern.flags, methods), (f"{module.__name__}.{path}", pattern))
        for path, made, method in written_in(module):
            found.setdefault((made.pattern, made.flags, (method,)), (path, made))
    return [(path, pattern, key[2]) for key, (path, pattern) in found.items()]


class Long(Exception):  # noqa: N818 (no error: it carries a text out of the tree)
    """A beginning and what is repeated after it."""


def sample(tree: object, chance: random.Random, long: int, count: list[int]) -> str:
    """A text that a syntax tree matches, or nearly; raises Long at the repetition with the number `long`."""
    made: list[str] = []
    for operation, value in tree:  # type: ignore[attr-defined]
        name = str(operation)
        if name == "LITERAL":
            made.append(chr(value))
        elif name == "NOT_LITERAL":
            made.append("a" if value != 97 else "b")
        elif name == "ANY":
            made.append(chance.choice("aA 7.,"))
        elif name == "IN":
            made.append(one_of(value, chance))
        elif name == "BRANCH":
            made.append(part(chance.choice(value[1]), chance, long, count, made))
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            made.append(part(value[3] if name == "SUBPATTERN" else value, chance, long, count, made))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = value
            count[0] += 1
            if count[0] == long and most > 20:
                raise Long(
                    "".join(made), "".join(sample(inner, chance, 0, [0]) for _ in range(chance.choice((1, 1, 2))))
                )
            times = min(least + chance.choice((0, 0, 1, 2)), most)
            made += [sample(inner, chance, 0, [0]) for _ in range(times)]
    return "".join(made)


def part(tree: object, chance: random.Random, long: int, count: list[int], before: list[str]) -> str:
    try:
        return sample(tree, chance, long, count)
    except Long as found:
        raise Long("".join(before) + found.args[0], found.args[1]) from None


def one_of(items: list[tuple[object, object]], chance: random.Random) -> str:
    """A character of a set."""
    is_negated = str(items[0][0]) == "NEGATE"
    listed = items[1:] if is_negated else items
    fits = [letter for letter in LETTERS if any(is_in(letter, *item) for item in listed) != is_negated]
    others = [chr(value) for name, value in listed if str(name) == "LITERAL" and isinstance(value, int)]
    others += [chr(value[0]) for name, value in listed if str(name) == "RANGE" and isinstance(value, tuple)]
    return chance.choice(fits or others or ["a"])


def is_in(letter: str, name: object, value: object) -> bool:
    match str(name), value:
        case "LITERAL", int(code):
            return ord(letter) == code
        case "RANGE", (int(first), int(last)):
            return first <= ord(letter) <= last
    kinds = {"DIGIT": letter.isdigit(), "SPACE": letter.isspace(), "WORD": letter.isalnum() or letter == "_"}
    kind = str(value).removeprefix("CATEGORY_")
    return not kinds[kind.removeprefix("NOT_")] if kind.startswith("NOT_") else kinds.get(kind, False)


def runs(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Iterator[tuple[str, str, str]]:
    """A beginning, what is repeated after it, and an end that fits nothing."""
    yield from (("", run, "") for run in RUNS)
    tree, chance = importlib.import_module("re._parser").parse(pattern.pattern, pattern.flags), random.Random(7)
    for _ in range(8):
        text = sample(tree, chance, 0, [0])
        for length in {len(text), len(text) - 1, len(text) // 2} - {-1, 0}:
            yield "", text[:length], ""
    for number in range(1, 24):
        try:
            sample(tree, chance, number, [0])
        except Long as found:
            start, again = found.args
            if again:
                yield start, again, "\0"
                yield "", start + again * 9, "\0"


def is_slow(pattern: re.Pattern[str] | re.Pattern[bytes], method: str, text: str, seconds: float) -> bool:
    """Whether a method takes more time of this process than it may."""
    data: str | bytes = text if isinstance(pattern.pattern, str) else text.encode()
    call = getattr(pattern, method)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        if method == "finditer":
            for _ in call(data):
                pass
        else:
            call(*((data[:0], data) if method.startswith("sub") else (data,)))
    except TooSlowError:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return False


def test_no_pattern_takes_quadratic_time() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    slow: list[str] = []
    try:
        for path, pattern, methods in all_patterns():
            for start, again, end in runs(pattern):
                text = start + again * (QUICK // len(again)) + end
                methods_slow = [method for method in methods if is_slow(pattern, method, text, QUICK_LIMIT)]
                text = start + again * (LENGTH // len(again)) + end
                methods_slow = [method for method in methods_slow if is_slow(pattern, method, text, LIMIT)]
                if methods_slow:
                    slow.append(f"{path}: {methods_slow[0]} on {start!r} + {again[:40]!r} again and again")
                    break
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert slow == [], "\n".join(slow)
