"""What a stage reads of the book's folder, and results that are stored under what was read.

Which files a build reads is known only when it has read them. So two records are stored: under the inputs that are
known beforehand the questions that were asked of the folder, and under these and their answers the result. A stage
asks the same questions as long as it gets the same answers, so equal answers make an equal result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from anthology.core.cache import Cache

Result = TypeVar("Result")

MOST_TRACES = 3

# A file's bytes, whether there is a file, or the names in a folder.
Asked = Literal["bytes", "file", "names"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked of the folder; `limit` is the most bytes that were wanted of a file."""

    asked: Asked
    name: str
    limit: int = 0


@dataclass(slots=True)
class InputTrace:
    """The questions so far, and their answers: digests, or words of trouble.

    A trace `is_partial` where one question had two answers, or another program read files of the folder.
    """

    answers: dict[Question, str] = field(default_factory=dict)
    is_partial: bool = False

    def note(self, question: Question, answer: str) -> None:
        """Add an answer."""
        self.is_partial |= self.answers.setdefault(question, answer) != answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What one run asked of the folder, in its order."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traces:
    """What the runs with the same inputs asked, the last first: a file that comes or goes leads to other questions."""

    all: tuple[_Asked, ...] = ()


def recall_result(
    cache: Cache, stage: str, inputs: object, answer: Callable[[Question], str], kind: type[Result]
) -> Result | None:
    """The stored result of a run that asked what the folder answers the same now; None if there is none.

    `answer` gives the folder's present answer to a question.
    """
    for asked in (cache.recall(stage, inputs, _Traces) or _Traces()).all:
        answers = {question: answer(question) for question in asked.questions}
        result = cache.recall(stage, _answered(inputs, answers), kind)
        if result is not None:
            return result
    return None


def keep_result(
    cache: Cache, stage: str, inputs: object, answers: Mapping[Question, str], result: Result, kind: type[Result]
) -> None:
    """Store a result under what its run was answered, whatever the folder would answer by now."""
    asked = _Asked(questions=tuple(answers))
    others = (cache.recall(stage, inputs, _Traces) or _Traces()).all
    traces = _Traces(all=tuple(dict.fromkeys((asked, *others)))[:MOST_TRACES])
    cache.keep(stage, inputs, traces, _Traces)
    cache.keep(stage, _answered(inputs, answers), result, kind)


def _answered(inputs: object, answers: Mapping[Question, str]) -> object:
    return inputs, [(question.asked, question.name, question.limit, answer) for question, answer in answers.items()]
