"""Names as reference lists write them: turned round, in order, with initials or in full, or those of a body."""

from __future__ import annotations

import re

from anthology.references.record import Name

#: Small words that open a family name; printed with it, and never its whole.
PARTICLE = re.compile(r"af|al|bin|da|dal|de|del|della|den|der|di|do|dos|du|el|ibn|la|le|st|ten|ter|van|vom|von|zu")

_WORD = r"(?!and\b)[^\W\d_]"
_FAMILY = rf"(?:{_WORD}[^\W\d_.]{{0,4}}\.? ){{0,3}}{_WORD}[\w'’‐-]*(?: {_WORD}[\w'’‐-]+){{0,2}}"
_INITIALS = r"[^\W\d_]\.(?:[ -]?[^\W\d_]\.){0,5}|[^\W\d_]{1,3}(?![\w.'’])"
_GIVEN = r"[^\W\d_][\w'’‐-]+(?:[ -][^\W\d_][\w'’‐-]*\.?){0,3}"
_TURNED = re.compile(
    rf"(?P<family>{_FAMILY}),? (?P<given>{_INITIALS})(?: (?P<dropping>[a-z]{{2,4}})(?=[,;.]|$| and| &))?"
)
_TURNED_FULL = re.compile(rf"(?P<family>{_FAMILY}), (?P<given>{_GIVEN})")
_IN_ORDER = re.compile(rf"(?P<given>{_INITIALS}) (?P<family>{_FAMILY})")
_BETWEEN = re.compile(r",? (?:and|&) |, |; ")
_ET_AL = re.compile(r",? (?:et al|and others|and colleagues)\.?$")

SHAPES: dict[str, re.Pattern[str]] = {"turned": _TURNED, "full": _TURNED_FULL, "in order": _IN_ORDER}


def parse_name(text: str) -> Name:
    """A name from "Family, Given" (small words that open it are its particle) or, without a comma, a body's name.

    A third part is a suffix: "King, Martin Luther, Jr".
    """
    family, comma, given = " ".join(text.split()).partition(",")
    if not comma:
        return Name(literal=family)
    given, _, suffix = given.strip().partition(",")
    particle, family = _part_particle(family)
    return Name(family=family, particle=particle, given=given.strip(), suffix=suffix.strip())


def parse_signature(text: str) -> Name:
    """A name from a byline: "Given Family", "Family, Given", or a single word or an account's name as it stands."""
    if "," in text:
        return parse_name(text)
    words = text.split()
    if len(words) < 2:
        return Name(literal=text.strip())
    start = next((at for at, word in enumerate(words[:-1]) if PARTICLE.fullmatch(word)), len(words) - 1)
    particle, family = _part_particle(" ".join(words[start:]))
    return Name(given=" ".join(words[:start]), particle=particle, family=family)


def parse_people(text: str) -> tuple[Name, ...] | None:
    """The people that the text lists, or None if it is not from end to end a list of people.

    Reads "Dobash, R.E. and Dobash, R.P.", "Gill R & Scharff C", "Walby, Sylvia; Towers, Jude" and, for editors,
    "S.-E. Case and J. Reinelt". "et al." at the end is left to the caller.
    """
    for shape in SHAPES.values():
        found = _scan(text.strip(), shape)
        if found is not None:
            return found
    return None


def part_et_al(text: str) -> tuple[str, bool]:
    """The text without a closing "et al.", and whether there was one."""
    found = _ET_AL.search(text)
    return (text[: found.start()], True) if found else (text, False)


def _scan(text: str, shape: re.Pattern[str]) -> tuple[Name, ...] | None:
    names: list[Name] = []
    position = 0
    while True:
        found = shape.match(text, position)
        name = _name(found) if found else None
        if not found or not name:
            return None
        names.append(name)
        position = found.end()
        if position == len(text):
            return tuple(names)
        between = _BETWEEN.match(text, position)
        if not between:
            return None
        position = between.end()


def _name(found: re.Match[str]) -> Name | None:
    particle, family = _part_particle(found["family"])
    given = found["given"]
    lower = family.islower() and "." in given and given.islower()
    if not lower and (not family[:1].isupper() or not given[:1].isupper() or (len(given) < 4 and not given.isupper())):
        return None
    if len(given.split(" ")[-1]) > 2 and given.count(".") == 1:
        given = given.rstrip(".")
    if not lower and any(word[0].islower() and not PARTICLE.fullmatch(word) for word in family.split()):
        return None
    dropping = found.groupdict().get("dropping") or ""
    return Name(
        family=family, particle=particle, given=given, dropping=dropping if PARTICLE.fullmatch(dropping) else ""
    )


def _part_particle(family: str) -> tuple[str, str]:
    words = family.split()
    count = 0
    while count < len(words) - 1 and PARTICLE.fullmatch(words[count]):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])
