"""The frames of themes, measured on labelled passages: a third of them, told by the hash of their words, held back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from anthology.core.document import Paragraph
from anthology.editorial.theme_frames import hits
from anthology.editorial.theme_suggestions import suggest
from anthology.editorial.vocabulary import shipped_vocabulary

PASSAGES = yaml.safe_load(Path(__file__).with_name("theme_passages.yaml").read_text(encoding="utf-8"))
VOCABULARY = shipped_vocabulary()
SEXUAL = {"rape", "sexual-assault", "sexual-harassment", "sexual-violence", "coerced-sex", "child-abuse"}
ESSAY = 8  # neutral passages that make an essay


def is_held_back(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % 3 == 0


def suggested(text: str) -> set[str]:
    return {found.theme for found in suggest([Paragraph(content=(line,)) for line in text.split("\n")], VOCABULARY)}


@pytest.mark.parametrize("held_back", [False, True])
def test_the_themes_of_labelled_passages_are_found(held_back: bool) -> None:
    labelled = [(theme, text) for each in PASSAGES["harmful"] for theme, text in each.items()]
    chosen = [(theme, text) for theme, text in labelled if is_held_back(text) == held_back]
    missed = [(theme, text) for theme, text in chosen if theme not in suggested(text)]
    assert 1 - len(missed) / len(chosen) >= 0.8, missed


@pytest.mark.parametrize("held_back", [False, True])
def test_neutral_essays_raise_next_to_nothing(held_back: bool) -> None:
    chosen = [text for text in PASSAGES["neutral"] if is_held_back(text) == held_back]
    essays = ["\n".join(chosen[first : first + ESSAY]) for first in range(0, len(chosen), ESSAY)]
    false = [theme for essay in essays for theme in suggested(essay)]
    assert not SEXUAL & set(false)
    assert len(false) / len(essays) <= 0.15, false


@pytest.mark.parametrize(
    ("line", "theme"),
    [
        ("He went into the garage and did not come out.", "suicide"),
        ("He molested me when I was 7.", "child-abuse"),
        ("Her husband threw her down the stairs.", "domestic-abuse"),
        ("A mob took him from the jail and hanged him from a tree.", "lynching"),
    ],
)
def test_a_passage_that_names_no_theme_suggests_it(line: str, theme: str) -> None:
    assert theme in suggested(line)


@pytest.mark.parametrize(
    "line",
    [
        *("We shot a film.", "It struck a chord.", "He bombed the exam.", "We were killing time."),
        *("A coonhound slept by the door.", "Web addresses ran over the edge.", "He died in the second act."),
        *("After the war they opened a bakery.", "She broke her arm skiing."),
    ],
)
def test_idioms_take_a_hit_back(line: str) -> None:
    assert suggested(line) == set()


def test_frames_name_themes_of_the_vocabulary() -> None:
    texts = [text.casefold() for each in PASSAGES["harmful"] for text in each.values()]
    assert set(hits(texts)) <= VOCABULARY.themes.keys()
