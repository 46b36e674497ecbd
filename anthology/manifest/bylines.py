"""Bylines: who wrote a text and who did what else for it, in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anthology.core.i18n import join_names, translate, words
from anthology.manifest.choices import RoleName
from anthology.manifest.people import Credit

MOST_IN_A_HEAD = 3  # authors whom a running head names; of more the first (Chicago Manual of Style, 17th, 14.76)


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """The authors in a sentence (“A, B and C”, empty if there are none), and a phrase for each other role.

    `short` is the form for the head of a page. A text without authors for which a translator or another is named is
    signed by that phrase.
    """

    authors: str = ""
    phrases: tuple[str, ...] = ()
    short: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the title, a line each; empty where the text is unsigned."""
        if self.authors:  # as they write their names: bell hooks
            return (self.authors, *self.phrases)
        return tuple(phrase if index else phrase[:1].upper() + phrase[1:] for index, phrase in enumerate(self.phrases))

    def listed(self, language: str) -> str:
        """What follows a title in a list: “by A and B; translated by C”, “unsigned”."""
        own = words(language)
        signed = f"{own['by']} {self.authors}" if self.authors else ""
        return str(own["semicolon"]).join(filter(None, (signed, *self.phrases))) or str(own["unsigned"]).lower()


NO_BYLINE = Byline()


def byline(people: Iterable[Credit], language: str) -> Byline:
    """The byline of a text, each role where it is first named, after the authors.

    >>> byline(entry.credits, "en").phrases
    ('translated by Di Four',)
    """
    named: dict[RoleName, list[str]] = {}
    for credit in people:
        named.setdefault(credit.role, []).append(credit.name)
    authors = named.pop("author", [])
    names = join_names(authors, language)
    phrases = (translate(f"by-{role}", language, names=join_names(each, language)) for role, each in named.items())
    return Byline(
        authors=names,
        phrases=tuple(phrases),
        short=translate("and-others", language, first=authors[0]) if len(authors) > MOST_IN_A_HEAD else names,
    )
