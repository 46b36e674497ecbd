"""The record of a foreword, an introduction or an afterword: its file, who wrote it and when."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from anthology.core.schema import Line, Record, key
from anthology.manifest.people import BY_ID, Authors, Credit, Credits
from anthology.manifest.types import File, Language, When


class WrittenMatter(Record):
    """A text around the essays, given by its file alone or with what there is to say of it.

    It may be of any kind that an essay may be of; Markdown is the editors' own and is not cleaned.
    """

    source: File = key("The text: .md, .docx, .html, .epub.", "editorial/foreword.md")
    title: Line = key("The title, where the text has another or none.", "On Doors", "")
    authors: Authors = key("Who wrote it: a person, or a list of them.", "{name: Dee Guest}", (), alias="author")
    others: Credits = key(
        "Who did something else for it, with the role.", "[{name: Di Four, role: translator}]", (), alias="contributors"
    )
    date: When | None = key("When it was written, as far as it is known.", "2026-05", None)
    language: Language = key("Its language, where it is not the book's.", "fr", "")

    @property
    def credits(self) -> tuple[Credit, ...]:
        """Who did something for the text, in the order of its byline."""
        return (*self.authors, *self.others)


def _matter(value: object) -> object:
    return {"source": value} if isinstance(value, str) else value


# The text, or None; its path may stand for it.
Matter = Annotated[WrittenMatter | None, BeforeValidator(_matter), BY_ID]
