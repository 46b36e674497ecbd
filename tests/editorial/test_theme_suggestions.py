"""What lets most patterns of themes be passed over: letters that every match of a pattern has."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anthology.editorial.theme_suggestions import needed_letters, without_case
from anthology.editorial.vocabulary import shipped_vocabulary

THEMES = shipped_vocabulary().themes.values()
PATTERNS = [
    pattern for theme in THEMES for kind in ("strong", "names", "weak") for pattern in getattr(theme.patterns, kind)
]


@given(data=st.data(), pattern=st.sampled_from(PATTERNS))
def test_every_match_has_the_needed_letters(data: st.DataObject, pattern: re.Pattern[str]) -> None:
    text = data.draw(st.from_regex(pattern))
    assert needed_letters(pattern) in without_case(text)


def test_most_patterns_need_letters_that_most_texts_lack() -> None:
    assert sum(len(needed_letters(pattern)) > 3 for pattern in PATTERNS) > 0.8 * len(PATTERNS)


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("sexual(?:ly)? violence", " violence"),
        ("domestic (?:abuse|violence)", "domestic "),
        ("ab?cde", "cde"),
        ("ca{0,2}re", "re"),
        ("one|other", ""),
        (r"\bmen[’']s violence", "s violence"),
        (r"[^]]abc[\]d]efgh", "efgh"),
        (r"ab\x4acd", "ab"),
        (r"\N{BULLET}abc", "abc"),
        (r"(?P<n>xyz)ab(?P=n)", "ab"),
        ("(?x) a b", ""),
        ("KISS", "kiss"),
    ],
)
def test_letters_are_read_from_a_pattern(pattern: str, letters: str) -> None:
    assert needed_letters(re.compile(pattern, re.IGNORECASE)) == letters


@pytest.mark.parametrize("text", ["\u212aISS", "kı\u017fs", "KİSS"])
def test_letters_that_a_pattern_takes_for_others_are_folded(text: str) -> None:
    assert without_case(text) == "kiss"
