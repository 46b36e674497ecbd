"""The reference: one work that the book cites, in the terms of CSL-JSON, with the line that it was read from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anthology.core.findings import Finding, Location
from anthology.core.normalize import without_forbidden

# Letters that Unicode does not decompose into a base letter and a mark.
FOLDED_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
LEADING_ARTICLE = re.compile(r"^(?:the|an|a|le|la|les|der|die|das|el|los|las|il|lo|gli)\s+|^l'(?=\w)")

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: Words that a date may be instead of a year.
UNDATED = {"n.d.": "n.d.", "nd": "n.d.", "n.d": "n.d.", "no date": "n.d.", "undated": "n.d.", "s.d.": "n.d."}
UNPUBLISHED = ("forthcoming", "in press", "in preparation", "submitted")

_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]*){1,5}|[^\W\d_a-z](?:\.?[\s-]*[^\W\d_a-z]){0,3}\.?")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_REPLACED = re.compile("\ufffd")
# Characters that a file of references should not have: code of the finding, pattern, message.
_INVALID = (
    ("R004", _REPLACED, "not UTF-8 text: some letters are lost"),
    ("R004", _UNPRINTABLE, "a control character, which no book holds"),
    ("R013", _DIRECTION, "a mark that turns the direction of text round, and was taken out"),
)
_LINE_END = re.compile("\r\n?|\n")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


# Han characters, kana and hangul (Unicode 16, scripts Hani, Hira, Kana, Hang), and the marks between their names.
_EAST_ASIAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\u00b7\\s]+")


def is_east_asian(name: str) -> bool:
    """Whether a name is written in a script of East Asia, where the family name stands first and no comma follows."""
    return bool(name.strip()) and _EAST_ASIAN.fullmatch(name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person or, where only `literal` is filled, a body.

    `particle` belongs to the family name and is printed before it (van in van Gogh); `dropping` is printed after the
    given name when the name is inverted (de in Beauvoir, S. de). The terms are CSL 1.0.2's name parts.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    dropping: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def surname(self) -> str:
        """The name that a citation uses: the family name with its particle, or the body's name."""
        return self.literal or " ".join(filter(None, (self.particle, self.family)))

    @property
    def unspaced(self) -> str:
        """A name in Han characters, kana or hangul as it is written, the family name first; empty for all others."""
        return f"{self.family}{self.given}" if is_east_asian(f"{self.family}{self.given}") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A year with, where known, month and day; or, where there is no year, the words that stand for it."""

    year: int = 0
    month: int = 0
    day: int = 0
    literal: str = ""

    def __str__(self) -> str:
        if not self.year:
            return self.literal
        parts = [f"{self.year:04d}", f"{self.month:02d}", f"{self.day:02d}"]
        return "-".join(parts[: 3 if self.day else 2 if self.month else 1])


NO_DATE = Date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One work; `raw` is the line as its source has it, `problems` what could not be read from it for certain.

    `type` is a CSL type (book, article-journal, chapter, report, webpage …). `others` is true where it has more
    authors, or editors if it has no authors, than are named. `sources` are the files that list the work and `essays`
    the slugs of the essays whose own lists or files have it. `given_key` is true where a person chose the key, for the
    whole book or for the `essays`; `is_essay` where the work is an essay of this book.
    """

    key: str
    type: str = "document"
    title: str = ""
    title_supplied: bool = False
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    translators: tuple[Name, ...] = ()
    others: bool = False
    container: str = ""
    publisher: str = ""
    place: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    edition: str = ""
    number: str = ""
    genre: str = ""
    issued: Date = NO_DATE
    year_suffix: str = ""
    accessed: Date = NO_DATE
    url: str = ""
    doi: str = ""
    isbn: str = ""
    medium: str = ""
    language: str = ""
    note: str = ""
    address_missing: bool = False
    raw: str = ""
    problems: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    essays: tuple[str, ...] = ()
    given_key: bool = False
    is_essay: bool = False
    at: Location | None = field(default=None, compare=False)

    @property
    def creators(self) -> tuple[Name, ...]:
        """The authors, else the editors, else nobody: the names under which a list has the work."""
        return self.authors or self.editors

    @property
    def year(self) -> str:
        """The year as a citation gives it: four digits, or n.d., or forthcoming."""
        return f"{self.issued.year:04d}" if self.issued.year else self.issued.literal or "n.d."


def read_text(data: bytes, path: Path) -> tuple[str, tuple[Finding, ...]]:
    """The text of a file of references; R004 with the line of what is no UTF-8 or no book can hold, R013 of marks."""
    text = data.decode("utf-8-sig", errors="replace")
    findings = []
    for code, pattern, what in _INVALID:
        found = pattern.search(text)
        if found:
            line = len(_LINE_END.findall(text, 0, found.start())) + 1
            findings.append(Finding(code, what, Location(path, line)))
    return text, tuple(findings)


def invalid_characters(text: str) -> Iterator[tuple[str, str]]:
    """What a text has that `clean` takes out of it: the code of the finding, and the words for it."""
    yield from ((code, what) for code, pattern, what in _INVALID[1:] if pattern.search(text))


def clean(text: str) -> str:
    """The text on one line with single spaces, without the characters that no book can hold (XML 1.0, 2.2)."""
    return " ".join(without_forbidden(text).split())


def fold(text: str) -> str:
    """The text without case, accents and the shape of apostrophes and dashes, for comparing; runs of space are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(FOLDED_LETTERS)
    bare = re.sub("[’‘ʼ`´]", "'", re.sub("[‐-―]", "-", bare))
    return " ".join(bare.split())


def title_key(title: str) -> str:
    """A title for sorting and comparing: folded, without punctuation and without its leading article."""
    folded = LEADING_ARTICLE.sub("", fold(title))
    return " ".join(re.sub(r"[^\w\s]", " ", folded.replace("'", "")).split())


def name_key(name: Name) -> str:
    """A surname or a body's name for comparing: folded, letters and digits only, without "The" before a body."""
    text = fold(name.surname)
    if name.literal:
        text = LEADING_ARTICLE.sub("", text)
    return re.sub(r"[\W_]", "", text)


def first_author(reference: Reference) -> str:
    """The first creator's name for comparing, empty for an unsigned work."""
    return name_key(reference.creators[0]) if reference.creators else ""


def given_name(reference: Reference) -> str:
    """The first creator's given name for comparing, empty where there is none."""
    return fold(reference.creators[0].given) if reference.creators else ""


def given_names_agree(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, one missing, or initials that the other one's begin with."""
    if not one or not other or one == other:
        return True
    ones, others = re.findall(r"[^\W\d_]+", one), re.findall(r"[^\W\d_]+", other)
    return all(
        left == right or (left[0] == right[0] and 1 in (len(left), len(right)))
        for left, right in zip(ones, others, strict=False)
    )


def same_author_and_year(one: Reference, other: Reference) -> bool:
    """Whether two references have the same first author and the same year."""
    same = one.year == other.year and first_author(one) == first_author(other)
    return same and given_names_agree(given_name(one), given_name(other))


def inverted_name(name: Name, given: str, particle_last: bool = False) -> str:
    """A name with the family name first: "van Gogh, V.", or "Gogh, Vincent van" where the particle goes last."""
    if name.literal:
        return name.literal
    family = name.family if particle_last else name.surname
    rest = " ".join(filter(None, (given, name.dropping, name.particle if particle_last else "")))
    return ", ".join(filter(None, (family, rest, name.suffix)))


def first_values(values: Mapping[str, str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For each field of `names` the first value, of those that go by its names in a file, that is not empty."""
    return {field: next(filter(None, map(values.get, alternatives)), "") for field, alternatives in names.items()}


def is_initials(given: str) -> bool:
    """Whether a given name is only initials ("R.E.", "J. P.")."""
    return bool(given) and _INITIALS.fullmatch(given) is not None and ("." in given or given.isupper())


def make_key(reference: Reference) -> str:
    """A key from the first two names (of a body four words), the year and the title's first word of four letters.

    It depends on this reference alone, so that a further source in the book never changes it.
    """
    names = ["-".join(_slug(name.surname).split("-")[:4]) for name in reference.creators[:2]]
    words = title_key(reference.title).split()
    word = next((word for word in words if len(word) > 3 and not word.isdigit()), words[0] if words else "")
    year = _slug(reference.year) + reference.year_suffix
    return "-".join(filter(None, [*names, year, _slug(word)])) or "reference"


def _slug(text: str) -> str:
    plain = re.sub(r"[^a-z0-9 -]", "", fold(text).replace("'", ""))
    return re.sub(r"[ -]+", "-", plain).strip("-")


def month_number(word: str) -> int:
    """The number of a month that is written out or shortened ("Sept", "mar."), 0 for any other word."""
    start = word[:3].casefold()
    return next((at for at, name in enumerate(MONTHS, start=1) if start and name.casefold().startswith(start)), 0)


def parse_date(text: str) -> Date:
    """A date from `2016`, `2016-08`, `2016-08-08` or words such as n.d. and forthcoming.

    Days and months outside the calendar's range are not kept as such: the text stays whole as a literal.
    """
    text = " ".join(text.split())
    found = _ISO_DATE.fullmatch(text)
    if found:
        year, month, day = (int(part or 0) for part in found.groups())
        if year and month <= 12 and day <= 31 and (month or not day):
            return Date(year=year, month=month, day=day)
    return Date(literal=UNDATED.get(text.casefold(), text))
