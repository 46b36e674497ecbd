"""What an entry of CSL-JSON or CSL-YAML holds and a reference cannot: named, because it would be lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from anthology.citations.model import unfit

Value = object
Fault = tuple[str, str]  # the code of a finding and its words

LARGEST_YEAR = 9999
HIGHEST = (LARGEST_YEAR, 12, 31)  # of the parts of a date


def faults(
    item: Mapping[str, Value], texts: Sequence[str], people: Sequence[str], dates: Sequence[str], parts: Sequence[str]
) -> Iterator[Fault]:
    """What of an entry's variables would be lost, in words: values of a wrong kind, characters that no book holds.

    `texts`, `people` and `dates` are the names of the variables that are read, `parts` those of a name's parts (CSL
    1.0.2, csl-data.json).
    """
    for name in texts:
        yield from _text_faults(name, item.get(name))
    for name in people:
        yield from _people_faults(name, item.get(name), parts)
    for name in dates:
        yield from _date_faults(name, item.get(name))


def _text_faults(name: str, value: Value) -> Iterator[Fault]:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        yield "R004", f"{name} is neither a text nor a number"
    elif isinstance(value, str):
        yield from ((code, f"{name} has {what}") for code, what in unfit(value))


def _people_faults(name: str, value: Value, parts: Sequence[str]) -> Iterator[Fault]:
    if value is None:
        return
    if not isinstance(value, list):
        yield "R004", f"{name} is no list of names"
        return
    for number, person in enumerate(value, start=1):
        if not isinstance(person, Mapping):
            yield "R004", f"{name} {number} is no name with its parts"
            continue
        for part in parts:
            yield from _text_faults(f"{part} of {name} {number}", person.get(part))


def _date_faults(name: str, value: Value) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield from _text_faults(name, value)
        return
    for part in ("literal", "raw"):
        yield from _text_faults(f"{part} of {name}", value.get(part))
    given = value.get("date-parts")
    if given is None:
        return
    first = given[0] if isinstance(given, list) and given else None
    if not isinstance(first, list) or not first or not all(map(_fits, first, HIGHEST)):
        yield "R004", f"{name} is no date: its date-parts should be a list with a list of year, month and day"


def _fits(part: Value, highest: int) -> bool:
    if part is None or isinstance(part, bool) or not isinstance(part, str | int):
        return False
    text = str(part).strip()
    return text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_YEAR)) and int(text) <= highest
