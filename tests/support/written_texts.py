"""Texts of any length about ordinary things, for collections as editors have them: the same number, the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

OPENINGS = (
    "The baker of Elm Street",
    "A keeper of the toll bridge",
    "My grandmother’s neighbour",
    "The last ferryman at Holm",
    "Every surveyor of the marsh",
    "A clerk in the harbour office",
    "The woman who wound the clock",
    "Nobody in the upper village",
    "The two sisters at the mill",
    "A teacher of the evening class",
    "The warden of the orchard",
)
DOINGS = (
    "kept a ledger of the days when it rained",
    "counted the boats before breakfast",
    "read the notices on the chapel door aloud",
    "mended the same gate three winters running",
    "wrote down what the bread had cost",
    "walked the length of the sea wall at dusk",
    "asked the price of coal and never bought any",
    "remembered the year the river changed its bed",
    "drew a map that left out the railway",
    "planted beans where the old road had been",
    "answered letters that were meant for somebody else",
    "measured the snow with a walking stick",
    "lent the good ladder to anyone who asked",
)
ENDS = (
    "and thought little of it",
    "because the almanac said so",
    "until the lamps were lit",
    "although the council had forbidden it",
    "and was seldom thanked",
    "while the kettle sang",
    "as if the summer would never end",
    "which is how the story came down to us",
    "for want of anything better to do",
    "and I have the page before me",
    "before the new houses went up",
    "in a hand that few could read",
    "with a patience we have lost",
    "and the figures agree",
    "so the parish book says",
    "as anyone there will tell you",
    "and that was that",
)
FAMILIES = (
    "Maddox",
    "Okafor",
    "Lindqvist",
    "Pereira",
    "Thorne",
    "Varga",
    "Quill",
    "Rahman",
    "Sørby",
    "Tolliver",
    "Unger",
)
GIVEN = ("Ellen", "Ben", "Sigrid", "Tomás", "Agnes", "Imre", "Rose", "Farid", "Kari", "Miles", "Hedda", "Noor", "Piet")
THINGS = ("Salt", "Bread", "Slate", "Rain", "Coal", "Wool", "Chalk", "Honey", "Tin", "Reed", "Glass", "Peat", "Flax")
WAYS = ("Road", "Ledger", "Almanac", "House", "Question", "Trade", "Season", "Measure", "Year", "Map", "Bridge")
PRESSES = (("Leeds", "Quay Press"), ("York", "Minster Books"), ("Oslo", "Fjord Forlag"), ("Cambridge", "Fen Press"))


def sentence(number: int) -> str:
    """A sentence; the next number gives one of other words, and 2,431 numbers give as many."""
    return f"{OPENINGS[number % 11]} {DOINGS[number % 13]} {ENDS[number % 17]}."


def paragraph(number: int, count: int = 5) -> str:
    """So many sentences that no other number of at least `count` more or less gives."""
    return " ".join(sentence(number + each) for each in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A book that nobody wrote."""

    family: str
    given: str
    year: int
    title: str
    place: str
    publisher: str

    @property
    def harvard(self) -> str:
        return f"{self.family}, {self.given[0]}. {self.year}. *{self.title}*. {self.place}: {self.publisher}."

    @property
    def apa(self) -> str:
        return f"{self.family}, {self.given[0]}. ({self.year}). *{self.title}*. {self.publisher}."

    @property
    def chicago(self) -> str:
        return f"{self.family}, {self.given}. *{self.title}*. {self.place}: {self.publisher}, {self.year}."

    @property
    def mla(self) -> str:
        return f"{self.family}, {self.given}. *{self.title}*. {self.publisher}, {self.year}."

    def bibtex(self, key: str) -> str:
        """An entry as reference managers write it, with accents in LaTeX."""
        family = self.family.replace("ø", r"{\o}")
        given = self.given.replace("á", r"{\'a}")
        return (
            f"@book{{{key},\n  author    = {{{family}, {given}}},\n  title     = {{The {{{self.title}}}}},\n"
            f"  publisher = {{{self.publisher}}},\n  address   = {{{self.place}}},\n  year      = {self.year}\n}}\n"
        )


def works(start: int, count: int) -> Iterator[Work]:
    """So many works from a number on; all numbers below 1,000 give works that differ in author, year or title."""
    for number in range(start, start + count):
        place, publisher = PRESSES[number % len(PRESSES)]
        yield Work(
            family=FAMILIES[number % 11],
            given=GIVEN[number % 13],
            year=1901 + number % 97,
            title=f"{THINGS[number % 13]} and {THINGS[(number // 13 + number + 1) % 13]}: A {WAYS[number // 11 % 11]}",
            place=place,
            publisher=publisher,
        )
