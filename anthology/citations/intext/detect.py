"""Author–date citations in running text, found in one pass.

Every year is looked at once, with the words between it and the last bracket, semicolon or year: these stretches never
overlap, so the time grows with the length of the text and with nothing else. What only has the shape of a citation (a
place with a year, a publication, a season, a life's date) is left out where no reference answers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anthology.citations.intext.index import OPENERS, CitationIndex, Cited, Trouble, Work, matching, resolve, word_key
from anthology.citations.model import MONTHS
from anthology.citations.parse.publisher import HOUSES, PLACES

Form = Literal["paren", "narrative", "bare"]

#: As many characters before a year are looked at for its authors.
WINDOW = 240

_ONE_YEAR = r"(?:1[5-9]\d\d|20\d\d)(?:/(?:\d\d){1,2})?[a-r]?(?!\w)|n\.\s?d\.|forthcoming|in press"
_YEARS = (
    rf"(?<![\w/£$€.\-–—#])(?<!\d,)(?:{_ONE_YEAR})"
    rf"(?:(?:,\s?|\s(?:and|&)\s)(?:{_ONE_YEAR}|[a-r](?![\w.’'])))*(?!\s?[-–—/]\s?\d|%|,\d)"
)
_SIGN = re.compile(rf"(?P<open>[(\[])|(?P<close>[)\]])|(?P<semicolon>;)|(?P<years>{_YEARS})")
_DATED = re.compile(r"[12]\d\d\d|n\.\s?d\.|forthcoming|in press")  # without one of these there is no citation
_SINGLE = re.compile(rf"(?P<year>{_ONE_YEAR})|(?<!\w)(?P<letter>[a-r])(?!\w)")
_LOCATOR = re.compile(
    r"[,:;]?\s?(?P<locator>(?:pp?|paras?|ch|chap|chapter|sec|vol|figs?|table|§)\.?\s?[\divxlc]{1,8}(?:\s?[-–,]\s?\d{1,6}){0,4})(?!\w)|"
    r":\s?(?P<pages>\d{1,6}(?:[-–]\d{1,6})?)(?!\w)"
)
_TOKEN = re.compile(r"\bal\.|[^\W\d_]\.(?!\w{2})|[^\W\d_]+(?:['’\-‐][^\W\d_]+)*['’]?|[&,]")
_PARTICLES = re.compile(r"van|von|der|den|de|del|della|di|da|dos|du|la|le|ter|ten|al|el|bin|ibn|st", re.IGNORECASE)
_JOINING = re.compile(r"for|of|and|the|on|in|to|et|al\.?|others|colleagues|[&,]")
_OTHERS = re.compile(r",?\s(?:et\sal\.?|and\s(?:others|colleagues))$")
_BETWEEN = re.compile(r",\s(?:and\s|&\s)?|\s(?:and|&)\s")
_PREFIX = re.compile(
    r"(?:see|also|e\.?g\.?|i\.?e\.?|cf\.?|but|and|after|following|by|in|from|as|quoted|cited|reviewed|for|example|[,\s])*",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}")
_POSSESSIVE = re.compile(r"['’]s?$")


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
_SEASONS = ("Sept", "Spring", "Summer", "Autumn", "Fall", "Winter", "Easter", "Michaelmas")
_TIMES = frozenset((*MONTHS, *(month[:3] for month in MONTHS), *_SEASONS))
_ERA = re.compile(r"(?:A\.?D|B\.?C(?:\.?E)?|C\.?E)\.?")
_EDITIONS = re.compile(
    r"(?:Chapter|Book|Part|Vol(?:ume)?|Figure|Table|Act|Section|Edition|World War|Class|Season|Session)\b"
)
_PLACE = re.compile(r"[(\[;,]\s?(?P<place>[^()\[\];:]{2,45}):\s$")
#: Before this year a name with a year behind it is more often a date of somebody's life.
FIRST_YEAR = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A citation's place in the text, the key it means if it means exactly one, and else the trouble.

    `keys` holds the candidates: one where `trouble` is empty, several where it is ambiguous. `words` are the words
    that a finding quotes.
    """

    start: int
    end: int
    keys: tuple[str, ...]
    words: str
    locator: str = ""
    form: Form = "paren"
    trouble: Trouble = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owner:
    """The names that the years after them belong to, where they begin, and the works whose authors they are."""

    start: int
    cited: Cited
    works: tuple[Work, ...] = ()


def find_citations(text: str, index: CitationIndex, essay: str = "") -> tuple[Citation, ...]:
    """The author–date citations of a text, in order, none overlapping another.

    Finds `(Walby, 2011)`, `Walby (2011)`, several in one bracket, locators, possessives, et al., letters after the
    year, years that inherit their authors, n.d. and forthcoming; outside brackets `Walby, 2011` only where it resolves.
    A year without a name before it is never a citation. Citations that do not resolve are given with their trouble.
    """
    return tuple(_Finder(text, index, essay).citations()) if _DATED.search(text) else ()


class _Finder:
    """One pass over a text: the open brackets, the border behind which the next names must lie, their owner."""

    def __init__(self, text: str, index: CitationIndex, essay: str) -> None:
        self.text = text
        self.index = index
        self.essay = essay
        self.opened: list[int] = []
        self.border = 0
        self.before_bracket = 0
        self.owner: _Owner | None = None

    def citations(self) -> Iterator[Citation]:
        for sign in _SIGN.finditer(self.text):
            at = sign.start()
            if sign["open"]:
                self.before_bracket, self.border, self.owner = self.border, at + 1, None
                self.opened.append(at)
            elif sign["close"]:
                if self.opened:
                    self.opened.pop()
                self.border = at + 1
            elif sign["semicolon"]:
                self.border = at + 1
            else:
                yield from self._years(sign)
                self.border = sign.end()

    def _years(self, sign: re.Match[str]) -> Iterator[Citation]:
        at = sign.start()
        inside = bool(self.opened)
        part = self.text[max(self.border, at - WINDOW) : at]
        form: Form = "paren" if inside else "bare"
        if inside and _PREFIX.fullmatch(part):
            opened = self.opened[-1]
            if self.border == opened + 1:
                form = "narrative"
                self.owner = self._owner(self.before_bracket, opened, form)
        elif inside or self.text[at - 2 : at] == ", ":
            self.owner = self._owner(self.border, at, form)
        else:
            self.owner = None
        if self.owner:
            yield from self._each(sign, self.owner, form)

    def _each(self, sign: re.Match[str], owner: _Owner, form: Form) -> Iterator[Citation]:
        """One citation for each year of the list, the first with the names that go before it."""
        singles = list(_SINGLE.finditer(sign.group()))
        locator = _LOCATOR.match(self.text, sign.end())
        place = (locator["locator"] or locator["pages"]) if locator else ""
        base = ""
        seen: set[tuple[str, ...]] = set()
        for number, single in enumerate(singles):
            year = single["year"] or base + single["letter"]
            base = year[:4] if year[0].isdigit() else base
            start, end = sign.start() + single.start(), sign.start() + single.end()
            if form == "narrative":
                close = locator.end() if locator else end
                whole = len(singles) == 1 and self.text[close : close + 1] in (")", "]")
                start, end = (owner.start, close + 1) if whole else (start, end)
            elif number == 0 and owner.start >= self.border:
                start = owner.start
            keys, trouble = resolve(owner.works, re.sub(r"n\.\s?d\.", "n.d.", year), self.essay)
            if trouble and (form == "bare" or (trouble == "unknown" and is_old(year, form))):
                continue
            if keys in seen and not trouble:
                keys, trouble = (), "unknown"
            seen.add(keys)
            yield Citation(
                start=start,
                end=end,
                keys=keys,
                words=f"{owner.cited} {year}",
                locator=place if number == len(singles) - 1 else "",
                form=form,
                trouble=trouble,
            )

    def _owner(self, low: int, high: int, form: Form) -> _Owner | None:
        """The names between `low` and `high` that end at `high`: the longest that the index knows, else as written."""
        title = self._title(low, high) if form == "paren" else None
        tokens = _run(self.text, max(low, high - WINDOW), high)
        if title or not tokens:
            return title
        opened = OPENERS.fullmatch(tokens[0].group()) is not None
        unknown: _Owner | None = None
        first = next((at for at, token in enumerate(tokens) if not OPENERS.fullmatch(token.group())), 0)
        end = self._known_end(tokens, 0)
        for number, token in enumerate(tokens):
            word = token.group()
            if word in ("&", "and") or (word == "," and not (opened and form == "narrative")):
                break
            if word == ",":
                end = self._known_end(tokens, number + 1)
            known = number < end <= number + self.index.longest
            if not _opens_name(word) or not (known or number == first):
                continue
            before = tokens[number - 1].group().strip(",&") if number else ""
            for cited in _readings(self.text[token.start() : tokens[-1].end()], before, form):
                works = matching(self.index, cited) if known else ()
                if works:
                    return _Owner(start=token.start(), cited=cited, works=works)
                if number != first or before == "the" or not _is_likely(cited):
                    continue
                if not is_publication(self.text[max(0, low - 1) : token.start()]):
                    unknown = _Owner(start=token.start(), cited=cited)
        return unknown

    def _title(self, low: int, high: int) -> _Owner | None:
        """The title between `low` and `high`, if a work that nobody signs has it."""
        words = self.text[low:high] if high - low <= WINDOW else ""
        works = tuple(work for work in self.index.works.get(word_key(words.strip(" ,“”‘’\"'")), ()) if not work.names)
        start = low + len(words) - len(words.lstrip())
        return _Owner(start=start, cited=Cited(authors=(words.strip(" ,"),)), works=works) if works else None

    def _known_end(self, tokens: list[re.Match[str]], start: int) -> int:
        """Where the first name from `start` on ends, if the index has one that ends like it or like the whole run."""
        words = [token.group() for token in tokens]
        stop = next((at for at in range(start, len(words)) if words[at] in (",", "&", "and", "et")), len(words))
        ends = {words[-1], words[stop - 1]}
        ends |= {_POSSESSIVE.sub("", end) for end in ends}
        return stop if any(word_key(end) in self.index.last_words for end in ends) else 0


def _run(text: str, low: int, high: int) -> list[re.Match[str]]:
    """The tokens that could be names and end at `high`, but for a comma and space."""
    stretch = text[low:high].rstrip(" ,\u00a0\n\t")
    if not stretch or not (stretch[-1].isalpha() or stretch[-1] in ".'’") or "\n\n" in text[low + len(stretch) : high]:
        return []
    tokens: list[re.Match[str]] = []
    next_start = low + len(stretch)
    for token in reversed(list(_TOKEN.finditer(text, low, next_start))):
        word = token.group()
        gap = text[token.end() : next_start]
        if (gap and not gap.isspace()) or "\n\n" in gap:
            break
        if not (_opens_name(word) or _JOINING.fullmatch(word)):
            break
        tokens.append(token)
        next_start = token.start()
    tokens.reverse()
    while tokens and not _opens_name(tokens[0].group()) and tokens[0].group() != "the":
        tokens.pop(0)
    return tokens


def _opens_name(word: str) -> bool:
    return word[0].isupper() or _PARTICLES.fullmatch(word) is not None


def _readings(written: str, before: str, form: Form) -> Iterator[Cited]:
    """How the words may be read: as one name, as several, and both without a possessive."""
    stripped = _POSSESSIVE.sub("", written) if form == "narrative" else written
    for words in dict.fromkeys((written, stripped)):
        yield Cited(authors=(words,), before=before)
        others = _OTHERS.search(words)
        authors = tuple(filter(None, _BETWEEN.split(words[: others.start()] if others else words)))
        authors = tuple(author for author in authors if not _INITIALS.fullmatch(author))
        if authors and (others or authors != (words,)):
            yield Cited(authors=authors, others=bool(others), before=before)


def _is_likely(cited: Cited) -> bool:
    """Whether words that the index does not know have at least the shape of authors."""
    words = [author.split() for author in cited.authors]
    return all(
        len(author) <= 4 and author[-1][0].isupper() and not OPENERS.fullmatch(author[0]) for author in words
    ) and not any(map(names_no_author, cited.authors))


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


def is_old(year: str, form: Form) -> bool:
    """Whether a name with such a year behind it in brackets of its own is rather a date in a life."""
    return form == "narrative" and year[:4].isdecimal() and int(year[:4]) < FIRST_YEAR
