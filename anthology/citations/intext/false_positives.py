"""What has the shape of a citation that no reference answers, and is none: places, publications, seasons, titles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

from anthology.citations.model import MONTHS
from anthology.citations.parse.publisher import HOUSES, PLACES
from anthology.core.document import Inline, Mark

#: Cities, regions and countries that a year follows in prose more often than they sign a work; with PLACES.
WHERE = frozenset(
    re.findall(
        r"\S+",
        """
        Africa Alexandria America Antwerp Argentina Asia Athens Australia Austria Avignon Baghdad Bangkok
        Barcelona Beijing Beirut Belfast Belgium Bern Bologna Bombay Bordeaux Brazil Bremen Brooklyn Brussels
        Bucharest Budapest Cairo Calcutta California Canada Chile China Cologne Copenhagen Cordoba Cracow Cuba
        Damascus Denmark Dresden Egypt England Europe Firenze Florence France Geneva Genoa Germany Ghent Granada
        Greece Haarlem Hamburg Havana Helsinki Holland Hungary Iceland India Iran Iraq Ireland Israel Istanbul
        Italy Jamaica Japan Jerusalem Kenya Kiev Kyiv Kyoto Leipzig Leningrad Lima Lisbon Liverpool Liège Lyon
        Lyons Madras Mainz Mantua Marseille Mexico Milan Milano Modena Montreal Moscow Mumbai Nairobi Nantes
        Naples Napoli Netherlands Nice Nigeria Norway Nuremberg Padua Palermo Parma Persia Peru Pisa Poland
        Portugal Prag Prague Ravenna Riga Roma Romania Rotterdam Rouen Russia Salamanca Salzburg Scotland
        Seville Shanghai Siena Spain Stockholm Strasbourg Stuttgart Sweden Switzerland Syria Tehran Texas Tokyo
        Torino Toulouse Trieste Tunis Turin Turkey Tübingen Uppsala Utrecht Valencia Venezia Venice Verona
        Versailles Vienna Wales Warsaw Washington Weimar Wien Wittenberg Zagreb Zurich Zürich
        """,
    )
)
_TIMES = frozenset(
    (
        *MONTHS,
        *(month[:3] for month in MONTHS),
        "Sept",
        "Spring",
        "Summer",
        "Autumn",
        "Fall",
        "Winter",
        "Easter",
        "Michaelmas",
    )
)
_ERA = re.compile(r"(?:A\.?D|B\.?C(?:\.?E)?|C\.?E)\.?")
_EDITIONS = re.compile(
    r"(?:Chapter|Book|Part|Vol(?:ume)?|Figure|Table|Act|Section|Edition|World War|Class|Season|Session)\b"
)
_PLACE = re.compile(r"[(\[;,]\s?(?P<place>[^()\[\];:]{2,45}):\s$")
#: Before this year a name with a year behind it tells more often when somebody lived or wrote.
FIRST_YEAR = 1800


def names_no_author(author: str) -> bool:
    """Whether the words are a place, a publishing house, a time of the year or a heading, and not who wrote a work."""
    words = author.strip(" .,").split()
    bare = " ".join(words)
    if any(word.rstrip(".") in _TIMES for word in words) or any(map(_ERA.fullmatch, words)):
        return True
    if bare in WHERE or PLACES.fullmatch(bare) or HOUSES.fullmatch(bare) or _EDITIONS.match(bare):
        return True
    return len(words) > 1 and bare.isupper() and "." not in bare


def is_publication(before: str) -> bool:
    """Whether a publication names its house behind these words ("… (London:"), and not somebody a source ("see:")."""
    found = _PLACE.search(before)
    return found is not None and all(word[:1].isupper() or word == "and" for word in found["place"].split())


def is_old(year: str, form: Literal["paren", "narrative", "bare"]) -> bool:
    """Whether a name with such a year behind it in brackets of its own is rather a date in a life."""
    return form == "narrative" and year[:4].isdecimal() and int(year[:4]) < FIRST_YEAR


class SetApart:
    """The stretches of a run that are set apart in italics, as titles are."""

    def __init__(self, content: Sequence[Inline], lengths: Sequence[int]) -> None:
        starts = [sum(lengths[:at]) for at in range(len(lengths))]
        self.spans = [
            (start, start + length)
            for start, length, inline in zip(starts, lengths, content, strict=True)
            if isinstance(inline, Mark) and inline.kind in ("emphasis", "title")
        ]

    def has_before_bracket(self, text: str, end: int) -> bool:
        """Whether the last bracket that opens before `end` stands directly behind such a stretch."""
        bracket = max(text.rfind("(", 0, end), text.rfind("[", 0, end))
        at = len(text[:bracket].rstrip(" ,.")) - 1 if bracket > 0 else -1
        found = bisect_right(self.spans, (at, len(text))) - 1
        return at >= 0 and found >= 0 and self.spans[found][0] <= at < self.spans[found][1]
