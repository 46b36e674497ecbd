"""Names as reference lists write them: inverted, in order, with initials or in full, or those of a body."""

from __future__ import annotations

import re

from anthology.citations.model import Name, is_east_asian

#: Small words that open a family name; printed with it, and never its whole.
PARTICLE = re.compile(r"af|al|bin|da|dal|de|del|della|den|der|di|do|dos|du|el|ibn|la|le|st|ten|ter|van|vom|von|zu")

_REST = r"[\w'’‐-]{1,60}"  # of a word: without an end, a long one would cost its square in time
_WORD = r"(?!and\b)[^\W\d_]"
_FAMILY = rf"(?:(?:St\.|{_WORD}[^\W\d_.]{{0,4}}) ){{0,3}}{_WORD}[\w'’‐-]{{0,60}}(?: {_WORD}{_REST}){{0,2}}"
_INITIALS = r"[^\W\d_]\.(?:[ -]?[^\W\d_]\.){0,5}|[^\W\d_a-z](?:-?[^\W\d_a-z]){0,2}(?![\w.'’])"
_GIVEN = rf"(?:[^\W\d_]\. )?{_WORD}{_REST}(?:[ -](?!d['’](?:[.,;]|$))(?:{_WORD}{_REST}|{_WORD}\.?(?!\w))){{0,3}}"
_SUFFIX = r"(?:,? (?P<suffix>Jr|Sr|I{2,3}|IV)(?!\w)\.?)?"
_INVERTED = re.compile(
    rf"(?P<family>{_FAMILY}),? (?P<given>{_INITIALS})(?: (?P<dropping>[a-z]{{2,4}})(?=[,;.]|$| and| &))?{_SUFFIX}"
)
_INVERTED_FULL = re.compile(
    rf"(?P<family>{_FAMILY})(?: (?P<early>Jr|Sr)\.?)?, (?P<given>{_GIVEN})"
    rf"(?: (?P<dropping>d['’]|de|du|van|von)(?=[,;.]|$))?{_SUFFIX}"
)
_NATURAL = re.compile(rf"(?P<given>{_INITIALS}) (?P<family>{_FAMILY}){_SUFFIX}")
_NATURAL_FULL = re.compile(
    rf"(?P<given>[^\W\d_](?:\.|{_REST})"
    rf"(?:[ -]?[^\W\d_]\.| [^\W\d_a-z](?=\s)|(?: |(?<=\.)-)[^\W\d_a-z]{_REST}){{0,3}}?) "
    rf"(?P<family>(?:(?:{PARTICLE.pattern}) ){{0,3}}[^\W\d_a-z]{_REST}(?=[,;.]|$| and| &| Jr| Sr)){_SUFFIX}"
)
_BETWEEN = re.compile(r"[,;]? (?:and|&|und|et|y|e) |, ?|; ")
_LAST_BETWEEN = re.compile(r" (?:and|&|und|et|y|e) ")
_NAMES_END = re.compile(r"(?=[.,;)\]]{1,2}\s|[.,;)\]]{0,2}$|\s[(\[])")
_NO_GIVEN = ("Inc", "Ltd", "LLC", "Corp", "Co", "Jr", "Sr")
_ET_AL = re.compile(r",? (?:et al|& al|et alii|and others|and colleagues)\.?,?(?:; [^\W\d_a-z].{3,80})?$")

_ALIAS = re.compile(
    r"^(?P<body>.{4,}?)(?<!\s)\s*[(\[](?P<short>[A-Z][\w&]{1,9})[)\]]$|^(?P<short2>[A-Z]{2,9})\s*[(\[](?P<body2>.{4,})[)\]]$"
)
NOT_ALL = "the line does not name all of the authors"

#: How each name of a list is written: the first one, and those after it.
SHAPES = (
    ((_INVERTED,), (_INVERTED,)),
    ((_INVERTED_FULL,), (_INVERTED_FULL,)),
    ((_NATURAL,), (_NATURAL,)),
    ((_INVERTED, _INVERTED_FULL), (_NATURAL, _NATURAL_FULL)),  # so the Chicago Manual and the MLA Handbook
)
#: Words of which a body's name is made and a person's is not.
BODIES = re.compile(
    r"\b(?:Academy|Agency|Aid|Association|Authority|Bank|Board|Books?|Bureau|Cent(?:er|re)|College|Commission|Committee|"
    r"Company|Corporation|Council|Department|Editions?|Foundation|Fund|Government|Group|Institute|Journal|Library|Ltd|"
    r"Ministry|Museum|Nations?|Network|Office|Organi[sz]ation|Parliament|Party|Press|Project|Publish(?:ers|ing)|Review|"
    r"School|Services?|Society|State|Studies|Times|Trust|Union|Universit(?:y|ies)|Verlag|House|UP|Consortium|Team|Collaboration|Investigators)\b"
)


def parse_name(text: str) -> Name:
    """A name from "Family, Given" (small words that open it are its particle) or, without a comma, a body's name.

    A third part is a suffix: "King, Martin Luther, Jr".
    """
    family, comma, given = " ".join(text.split()).partition(",")
    if not comma:
        return Name(literal=family)
    given, _, suffix = given.strip().partition(",")
    particle, family = _split_particle(family)
    return Name(family=family, particle=particle, given=given.strip(), suffix=suffix.strip())


def parse_signature(text: str) -> Name:
    """A name from a byline: "Given Family", "Family, Given", or a single word or an account's name as it stands.

    In the scripts of East Asia the family name stands first.
    """
    if "," in text:
        return parse_name(text)
    words = text.split()
    if is_east_asian(text) and len(words) > 1:
        return Name(family=words[0], given="".join(words[1:]))
    if len(words) < 2:
        return Name(literal=text.strip())
    start = next((at for at, word in enumerate(words[:-1]) if PARTICLE.fullmatch(word)), len(words) - 1)
    particle, family = _split_particle(" ".join(words[start:]))
    return Name(given=" ".join(words[:start]), particle=particle, family=family)


def parse_people(text: str) -> tuple[Name, ...] | None:
    """The people that the text lists, or None if it is not from end to end a list of people.

    Reads "Dobash, R.E. and Dobash, R.P.", "Gill R & Scharff C", "Walby, Sylvia; Towers, Jude" and, for editors,
    "S.-E. Case and J. Reinelt". "et al." at the end is left to the caller.
    """
    for first, others in SHAPES:
        found = _scan(text.strip(), first, others)
        if found is not None:
            return found
    return None


def parse_natural_order(text: str) -> tuple[Name, ...] | None:
    """People whose names stand in the order of speech ("Ada Lee and B. Roe"), or None; a body is no person.

    Where several are listed, the last one stands behind "and": two names with only a comma between them may as well be
    an editor and a publisher.
    """
    text = text.strip()
    found = _scan(text, (_NATURAL, _NATURAL_FULL), (_NATURAL, _NATURAL_FULL))
    if found is None or BODIES.search(text) or (len(found) > 1 and not _LAST_BETWEEN.search(text)):
        return None
    return found


def natural_people(text: str) -> tuple[Name, ...] | None:
    """People whose names stand in the order of speech, however many, where it is known that nothing else is listed."""
    found = _scan(text.strip(), (_NATURAL, _NATURAL_FULL), (_NATURAL, _NATURAL_FULL))
    return None if found is None or BODIES.search(text) else found


def leading_people(text: str) -> tuple[int, tuple[Name, ...]]:
    """Where the longest list of people ends with which a text begins ("Ada Lee and B. Roe, 3–9"), and who they are."""
    best: tuple[int, tuple[Name, ...]] = (0, ())
    for end in _NAMES_END.finditer(text, 0, 300):
        words, others = split_et_al(text[: end.start()])
        several = others or _LAST_BETWEEN.search(words)
        people = parse_natural_order(words) or (parse_people(words) if several else None)
        if people:
            best = (end.start(), people)
    return best


def split_et_al(text: str) -> tuple[str, bool]:
    """The text without a closing "et al.", and whether there was one."""
    found = _ET_AL.search(text)
    return (text[: found.start()], True) if found else (text, False)


def split_alias(body: str) -> tuple[str, tuple[str, ...]]:
    """A body's name, and the short form in brackets behind it or before it ("Office for National Statistics (ONS)")."""
    found = _ALIAS.match(body)
    if not found:
        return body, ()
    return found["body"] or found["body2"], (found["short"] or found["short2"],)


def _scan(
    text: str, first: tuple[re.Pattern[str], ...], others: tuple[re.Pattern[str], ...]
) -> tuple[Name, ...] | None:
    """The names of a list from end to end, each of the first shape that fits and is followed by a border."""
    names: list[Name] = []
    position = 0
    while True:
        for shape in others if names else first:
            found = shape.match(text, position)
            name = _name(found) if found else None
            between = _BETWEEN.match(text, found.end()) if found else None
            if found and name and (between or found.end() == len(text)):
                break
        else:
            return None
        names.append(name)
        if not between:
            return tuple(names)
        position = between.end()


def _name(found: re.Match[str]) -> Name | None:
    particle, family = _split_particle(found["family"])
    given = found["given"]
    lower = family.islower() and "." in given and given.islower()
    if not lower and (not family[:1].isupper() or not given[:1].isupper() or given.rstrip(".") in _NO_GIVEN):
        return None
    if len(given.split(" ")[-1]) > 2 and given.count(".") == 1:
        given = given.rstrip(".")
    if not lower and any(word[0].islower() and not PARTICLE.fullmatch(word) for word in family.split()):
        return None
    dropping = found.groupdict().get("dropping") or ""
    is_particle = PARTICLE.fullmatch(dropping) is not None or dropping[1:] in ("'", "’")
    return Name(
        family=family,
        particle=particle,
        given=given if is_particle or not dropping else f"{given} {dropping}",
        dropping=dropping if is_particle else "",
        suffix=found["suffix"] or found.groupdict().get("early") or "",
    )


def _split_particle(family: str) -> tuple[str, str]:
    words = family.split()
    count = 0
    while count < len(words) - 1 and PARTICLE.fullmatch(words[count]):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])
