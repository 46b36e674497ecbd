"""What a build has seen of its book's folder: each file that it asked for, and what it found there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

# A file's bytes, whether there is a file, or the names in a folder.
Asked = Literal["bytes", "file", "names"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked of the folder; `limit` is the most bytes that were wanted of a file."""

    asked: Asked
    name: str
    limit: int = 0


@dataclass(slots=True)
class Seen:
    """The answers so far, as digests or words of trouble.

    They are not the whole story (`is_partial`) where one question had two answers, or another program was asked.
    """

    answers: dict[Question, str] = field(default_factory=dict)
    is_partial: bool = False

    def note(self, question: Question, answer: str) -> None:
        """Keep an answer."""
        self.is_partial |= self.answers.setdefault(question, answer) != answer
