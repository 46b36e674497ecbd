"""Strict reading of the mappings in a YAML document: known keys only, typed values, a finding for everything else."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Collection, Iterable, Iterator

from anthology.core.findings import Finding, Location
from anthology.core.yaml import NOTHING, TURNING, Document, Plain, Route, shown

FLAGS = {"true": True, "false": False}
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")  # the extended calendar form of ISO 8601, and no other


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint that names the known word most like this one, or lists all where none is."""
    known = sorted(words)
    close = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known are: {', '.join(known)}"


def calendar_day(text: str) -> datetime.date | None:
    """The day that a text names as YYYY-MM-DD, None for anything else."""
    if not ISO_DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


class Fields:
    """One mapping of a document, read key by key; what is wrong gathers in `findings` under one code.

    Every reading method returns an empty value where the key is absent, empty or wrong, so that a record can always
    be made and all its faults be told at once.
    """

    def __init__(
        self,
        document: Document,
        known: Collection[str],
        code: str,
        route: Route = (),
        findings: list[Finding] | None = None,
    ) -> None:
        self.document = document
        self.route = route
        self.code = code
        self.findings: list[Finding] = [] if findings is None else findings
        value = _value(document.value, route)
        self.values: dict[str, Plain] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.say("a mapping of keys and values should stand here")
        for key in self.values:
            if key not in known:
                at = document.key_at(*route, key)
                self.findings.append(Finding(code, f"the key {shown(key)} is not known", at, nearest(key, known)))

    def below(self, *keys: str | int, known: Collection[str]) -> Fields:
        """The mapping below these keys, its findings gathered with the others."""
        return Fields(self.document, known, self.code, (*self.route, *keys), self.findings)

    def members(self, key: str, *, known: Collection[str]) -> Iterator[tuple[str, Fields]]:
        """The mappings in a mapping or list, each with its key or, in a list, its `id`; a finding for anything else."""
        value = self.values.get(key)
        if isinstance(value, dict):
            for name in value:
                yield name, self.below(key, name, known=known)
        elif isinstance(value, list):
            for index in range(len(value)):
                member = self.below(key, index, known=known)
                yield member.text("id", needed=True), member
        elif value is not None:
            self.say(f"{key} should be a mapping or a list", key)

    def at(self, *keys: str | int) -> Location:
        """Where the value below these keys stands."""
        return self.document.at(*self.route, *keys)

    def say(self, message: str, *keys: str | int, hint: str = "") -> None:
        """Add a finding at the value below these keys."""
        self.findings.append(Finding(self.code, message, self.at(*keys), hint))

    def text(self, key: str, *, needed: bool = False) -> str:
        """The text of a key on one line; a finding if it is a list or mapping, or empty though needed."""
        value = self.values.get(key)
        if isinstance(value, list | dict):
            self.say(f"{key} should be a text", key)
            return ""
        text = " ".join((value or "").split())
        self._judge(text, key)
        if needed and not text:
            self.say(f"{key} is missing or empty", key)
        return text

    def _judge(self, text: str, *keys: str | int) -> None:
        """Refuse YAML's words for nothing, which would be printed, and marks that turn the order of a text round."""
        if text.lower() in NOTHING:
            self.say(f"{keys[0]} is {shown(text)}, which would be printed", *keys, hint="to give nothing, leave it out")
        if TURNING.search(text):
            message = f"{keys[0]} holds a mark that turns the direction of text round"
            self.say(message, *keys, hint="take it out: it makes a text look like another")

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list; a finding for anything that is not a list of texts."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.say(
                f"{key} should be a list", key, hint="write it in square brackets, or each on its own line after -"
            )
            return ()
        for index, item in enumerate(value):
            if not isinstance(item, str) or not item:
                self.say(f"each of {key} should be a text", key, index)
            else:
                self._judge(item, key, index)
        return tuple(item for item in value if isinstance(item, str) and item)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false; a finding for any other word."""
        text = self.text(key)
        if text and text not in FLAGS:
            self.say(f"{key} should be true or false, not {shown(text)}", key)
        return FLAGS.get(text, default)

    def number(self, key: str) -> int:
        """A whole number written in digits; a finding for anything else."""
        text = self.text(key, needed=True)
        if text and not re.fullmatch(r"[0-9]{1,6}", text):
            self.say(f"{key} should be a whole number, not {shown(text)}", key)
            return 0
        return int(text or 0)

    def date(self, key: str) -> datetime.date | None:
        """A day as YYYY-MM-DD (ISO 8601); a finding for any other form, and for days that no calendar has."""
        text = self.text(key)
        day = calendar_day(text)
        if text and day is None:
            self.say(f"{key} should be a day such as 2026-11-20, not {shown(text)}", key)
        return day

    def choice(self, key: str, choices: Collection[str], *, needed: bool = True) -> str:
        """One of the words allowed; a finding for any other."""
        text = self.text(key, needed=needed)
        if text and text not in choices:
            self.say(f"{key} cannot be {shown(text)}", key, hint=nearest(text, choices))
            return ""
        return text


def _value(value: Plain, route: Route) -> Plain:
    for part in route:
        if isinstance(value, dict) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value
