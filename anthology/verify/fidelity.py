"""Fidelity: every sentence of every kept line is found again, in order, in the finished file."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from anthology.core.document import Note, notes_of, words_in_order
from anthology.core.essay import Essay
from anthology.core.findings import Finding, Location, of_piece
from anthology.core.normalize import RIGHT_TO_LEFT_LETTERS, is_empty_normalized, normalize, shortened

SHOWN = 70  # so much of a lost sentence is quoted in its finding

_WORD = re.compile(r"[^\W\d_]+|\d+")  # the number that calls a note may stand close behind a word
_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|\n+")
_KEYED = re.compile(r"\[[^\[\]]{0,400}@[^\[\]]{1,400}\]")  # a citation by key: the book has the words for it
_KEY = re.compile(r"-?@\{?[^\s{}]{0,199}[\w/]\}?")  # one in the running text
_PLACED = re.compile(rf"({_KEY.pattern})\s?\[([^\[\]@]{{1,200}})\]")  # and with a place in the work


def sentences(text: str) -> tuple[str, ...]:
    """The text cut at line ends and behind each end mark with the closing marks after it; nothing of it is left out."""
    parts: list[str] = []
    start = 0
    for match in _END.finditer(text):
        parts.append(text[start : match.end()].strip())
        start = match.end()
    parts.append(text[start:].strip())
    return tuple(part for part in parts if not is_empty_normalized(part))


def expected_sentences(essay: Essay) -> Iterator[tuple[Location, str]]:
    """Each sentence of the essay's kept lines, in order, with its place in the source."""
    path = Path(essay.origin.path)
    for line in essay.ledger:
        if line.disposition == "kept":
            for sentence in sentences(_PLACED.sub(r"\1\n\2\n", _KEYED.sub("\n", line.expected))):
                yield Location(path, line.number), sentence


def _has_all_lines(essay: Essay, hay: str) -> bool:
    """Whether a folded text has every kept line whole and in order: then it has each sentence so, and that is quick."""
    position = 0
    for line in essay.ledger:
        if line.disposition == "kept":
            needle = normalize(line.expected)
            found = -1 if "@" in needle else hay.find(needle, position)
            if found < 0:
                return False
            position = found + len(needle)
    return True


def missing_sentences(essay: Essay, shown: str | Sequence[str], artefact: str) -> tuple[Finding, ...]:
    """A finding F001 for each sentence of the essay that the text shown by an artefact lacks, alters or moves.

    `shown` is the text of the essay as read back from the artefact, in reading order, without running heads and
    folios: the whole, or each page where notes stand at the foot of pages. Notes may stand anywhere. Quote shapes,
    spaces and hyphens do not count; letters, capitals and every other mark do.
    """
    notes = notes_of(essay.blocks)
    pages = [normalize(page) for page in ([shown] if isinstance(shown, str) else shown)]
    hay = "".join(pages if isinstance(shown, str) else _without_notes(pages, notes))
    position = 0
    places = (*pages, hay)  # a note behind the text may go on over the page
    astray = [each for each in _noted(essay, notes) if not any(normalize(each[1]) in place for place in places)]
    is_whole = _has_all_lines(essay, hay)
    is_sure = is_whole and not astray
    turned = _Turned("" if is_sure else "\n".join([shown] if isinstance(shown, str) else shown))
    findings = [
        Finding("F001", f"“{shortened(sentence, SHOWN)}” (a note) is missing from, or altered in, {artefact}", at)
        for at, sentence in astray
        if not turned.has(sentence)
    ]
    for at, sentence in () if is_whole else expected_sentences(essay):
        needle = normalize(sentence)
        end = _end(sentence, hay, position)
        if end:
            position = end
            turned.use(sentence)
            continue
        if turned.has(sentence):
            continue
        what = "stands out of order in" if needle in hay else "is missing from, or altered in,"
        findings.append(Finding("F001", f"“{shortened(sentence, SHOWN)}” {what} {artefact}", at))
    if turned.count:
        message = f"{turned.count} sentences of right-to-left text: every word is in {artefact}, their order not proved"
        findings.append(Finding("F004", message, Location(Path(essay.origin.path))))
    return of_piece(findings, essay.slug)


def _end(sentence: str, hay: str, position: int) -> int:
    """Where a sentence ends that begins behind a position; 0 where it is not there.

    A key in it may be a citation, for which the book has other words, and may be a name, as networks write them.
    """
    needle = normalize(sentence)
    found = hay.find(needle, position)
    if found >= 0 or "@" not in needle:
        return found + len(needle) if found >= 0 else 0
    for part in _KEY.split(sentence):
        needle = normalize(part)
        found = hay.find(needle, position)
        if found < 0:
            return 0
        position = found + len(needle)
    return position


class _Turned:
    """The words of a text in which some run from right to left, for sentences that cannot be found letter by letter.

    A PDF has such a line in the order of drawing, and programs that read it turn words round again but misplace the
    marks and figures between them; so words are looked for one by one, each as often as the sentences have it.
    """

    def __init__(self, shown: str) -> None:
        self._left = Counter(map(_letters, _words(shown))) if RIGHT_TO_LEFT_LETTERS.search(shown) else Counter[str]()
        self.count = 0

    def use(self, sentence: str) -> None:
        """Count the words of a sentence that was found as it stands: no other may have them."""
        if self._left:
            self._left -= Counter(map(_letters, _words(sentence)))

    def has(self, sentence: str) -> bool:
        """Whether the text still has every word of a sentence; they count as used then."""
        words = Counter(map(_letters, _words(sentence)))
        if not RIGHT_TO_LEFT_LETTERS.search(sentence) or words - self._left:
            return False
        self._left -= words
        self.count += 1
        return True


def _words(text: str) -> list[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each)[0] != "M")
    return _WORD.findall(plain)


def _letters(word: str) -> str:
    """The letters of a word whatever their order: ligatures come out of a PDF turned round."""
    return "".join(sorted(word))


def _noted(essay: Essay, notes: Sequence[Note]) -> Iterator[tuple[Location, str]]:
    """Each sentence of the notes; where it was written is not known better than by its file."""
    for note in notes:
        for block in note.blocks:
            for sentence in sentences(_KEYED.sub("\n", words_in_order(block))):
                yield block.at or Location(Path(essay.origin.path)), sentence


def _without_notes(pages: Sequence[str], notes: Sequence[Note]) -> Iterator[str]:
    """The pages, folded, without the notes at their feet: each note is taken away once, with its number.

    A long note stands behind the text and not at the foot of its page, so any note may be missing from a page whose
    other notes are there. The last note goes first: of two that are alike, 2 is not taken for the end of 12.
    """
    left = [f"{note.number}.{normalize(''.join(map(words_in_order, note.blocks)))}" for note in reversed(notes)]
    for page in pages:
        text = page
        for words in tuple(left):
            start = text.rfind(words)
            if start >= 0:
                text = text[:start] + text[start + len(words) :]
                left.remove(words)
        yield text
