"""Territories of permissions: the world, the world without some countries, or countries by their codes."""

from __future__ import annotations

import re

# The codes of ISO 3166-1, alpha-2.
COUNTRIES = frozenset(
    re.findall(
        "[A-Z]{2}",
        """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
    JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """,
    )
)
WORLD = frozenset({"world", "worldwide", "the world", "whole world", "the whole world", "all countries"})
# Other names that contracts use, and no two readers take for different places.
NAMES = {
    "uk": {"GB"},
    "united kingdom": {"GB"},
    "great britain and northern ireland": {"GB"},
    "usa": {"US"},
    "united states": {"US"},
    "united states of america": {"US"},
    "ireland": {"IE"},
    "canada": {"CA"},
    "australia": {"AU"},
    "new zealand": {"NZ"},
    "south africa": {"ZA"},
    "india": {"IN"},
    "germany": {"DE"},
    "france": {"FR"},
    "spain": {"ES"},
    "north america": {"US", "CA", "MX"},
    "eu": set(
        re.findall("[A-Z]{2}", "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
    ),
}
WITHOUT = re.compile(r",? ?\(?\b(?:except(?:ing)?(?: for)?|excluding|excl\.|without|but not|minus|not)\b:? ?", re.I)
BETWEEN = re.compile(r" ?[,;/+&] ?(?:and )?| and ", re.I)
HOW_TO_WRITE = "write world, world except US, or codes of countries: GB, IE"


def read_territory(text: str) -> frozenset[str] | None:
    """The countries that a territory names, by their codes (ISO 3166-1); None where any word of it is not understood.

    >>> sorted(read_territory("GB, Ireland"))
    ['GB', 'IE']
    >>> "US" in read_territory("world, except US")
    False
    """
    named, *excluded = WITHOUT.split(" ".join(text.split()).rstrip(".)"))
    places = _places(named)
    without = _places(excluded[0]) if excluded else frozenset()
    if places is None or without is None or len(excluded) > 1 or (excluded and not without <= places):
        return None
    return places - without


def _places(text: str) -> frozenset[str] | None:
    """The countries of a list of names and codes; None where one is not known or none is given."""
    found: set[str] = set()
    words = text.casefold()
    parts = [words] if words in NAMES else BETWEEN.split(words)
    for part in parts:
        name = part.strip().removeprefix("the ")
        if part.strip() in WORLD or name in WORLD:
            found |= COUNTRIES
        elif name.upper() in COUNTRIES:
            found.add(name.upper())
        elif name in NAMES:
            found |= NAMES[name]
        else:
            return None
    return frozenset(found)


def in_words(places: frozenset[str]) -> str:
    """Countries as a list of codes, the world in as few words as it takes."""
    missing = COUNTRIES - places
    if len(missing) < len(places):
        return "world" + (f" except {', '.join(sorted(missing))}" if missing else "")
    return ", ".join(sorted(places))
