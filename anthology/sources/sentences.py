"""What reads as a sentence, in any language: such a line is never left out of a text by its words alone."""

from __future__ import annotations

import re

FEWEST = 3  # words of a sentence: “Follow us home.” is one, “Next!” and “Please reload.” are not
MANY = 15  # words that are somebody's writing even without a mark at the end, such as a line of verse

# Marks that end a sentence (Unicode property Sentence_Terminal) in the scripts that most books are in, and `…`.
_MARKS = ".!?…‼⁇⁈⁉։؟۔।॥။።។᙮。！？．｡"
_CLOSING = "\"'”’“‘»«›‹)]}」』】）"
# Scripts that have no spaces between words: two letters count as a word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED_END = re.compile("[。！？｡]")
_TITLES = frozenset({"jr", "sr", "esq", "inc", "ltd", "co", "st", "dr", "mr", "mrs", "ms", "prof"})


def reads_as_sentence(text: str) -> bool:
    """Whether a line reads as a sentence and not as a label, in any language.

    Either three words or more with the mark of a sentence behind the last one, or several sentences, or 15 words. The
    full stop of an initial or abbreviation ends no sentence. A verb cannot be known.

    >>> [reads_as_sentence(text) for text in ("Follow us, if you can.", "Get in touch", "1 / 1", "by J. Lee, Ph.D.")]
    [True, False, False, False]
    """
    words = [word for word in text.split() if any(each.isalnum() or each in _MARKS for each in word)]
    if not words:
        return False
    letters = len(_UNSPACED.findall(text))
    count = sum(not _UNSPACED.search(word) for word in words) + letters // 2
    ends = sum(map(_ends_sentence, words)) + max(0, len(_UNSPACED_END.findall(text)) - 1)
    return count >= MANY or ends > 1 or (count >= FEWEST and _ends_sentence(words[-1]))


def _ends_sentence(word: str) -> bool:
    bare = word.rstrip(_CLOSING)
    stem = bare.rstrip(_MARKS)
    if stem == bare:
        return False
    if bare[len(stem) :] != ".":
        return True
    stem = stem.lstrip(_CLOSING + "([{")
    is_initial = len(stem) == 1 and stem.isupper() and stem != "I"
    is_number = stem.isdigit() and len(stem) < 3  # “1.” before an item of a list
    return bool(stem) and "." not in stem and not is_initial and not is_number and stem.casefold() not in _TITLES
