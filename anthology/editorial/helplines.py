"""Helplines that essays print: they are part of the text, and none is passed on as current that is not."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from anthology.core.document import Block, ListBlock, Paragraph, plain_block, walk
from anthology.core.findings import Finding
from anthology.core.i18n import translate
from anthology.editorial.resources import Appendix, digits, is_current, replaced

_YEAR = "(?:1[0-9]|20)[0-9]{2}"
# First days, years from and to, and numbers of books, which have as many figures and are none.
_PRINTED = re.compile(
    rf"(?<![\w.])(?:{_YEAR}-(?:0[1-9]|1[0-2])-[0-3][0-9]|[0-3]?[0-9][. ]{{1,2}}[01]?[0-9][. ]{{1,2}}{_YEAR}"
    rf"|{_YEAR} ?[-–] ?{_YEAR}|97[89](?:[- ]?[0-9]){{10}})(?!\w)"
    r"|(?<![\w.])(?P<number>\+?\(?[0-9](?:[ ().\-–]{0,2}[0-9]){7,14})(?!\w)"
)
FIGURES = re.compile(r"[0-9][^\w]{0,4}[0-9]")  # without two near each other there is no number, and this is quicker
HELPLINE_WORDS = re.compile(r"\b(?:help|hot|support)[- ]?lines?\b|\b(?:call|ring|phone|text)\b", re.IGNORECASE)


def helpline_notes(
    blocks: Iterable[Block], appendix: Appendix, on: datetime.date, language: str = "en"
) -> dict[str, str]:
    """The editorial notes that essay helplines need, by the id of the block that prints the number.

    Every number that the appendix knows, as its own or as replaced, gets a note, unless it is current.
    """
    notes: dict[str, list[str]] = {}
    for block in walk(blocks):
        for number in _numbers(block):
            note = _helpline_note(number, appendix, on, language)
            if note and note not in notes.setdefault(block.id, []):
                notes[block.id].append(note)
    return {block_id: " ".join(texts) for block_id, texts in notes.items() if texts}


def _numbers(block: Block) -> tuple[str, ...]:
    """The telephone numbers that a paragraph prints; other blocks only hold paragraphs, or are no place for one."""
    if not isinstance(block, Paragraph):
        return ()
    return printed_numbers(plain_block(block))


def printed_numbers(words: str) -> tuple[str, ...]:
    """What in some words may be a telephone number."""
    if not FIGURES.search(words):
        return ()
    return tuple(match["number"] for match in _PRINTED.finditer(words) if match["number"])


def _helpline_note(number: str, appendix: Appendix, on: datetime.date, language: str) -> str:
    key = digits(number)
    successor = replaced(appendix.resources).get(key)
    if successor:
        return translate("helpline-replaced", language, name=successor.name)
    owner = next((found for found in appendix.resources if key in (digits(found.phone), digits(found.sms))), None)
    if owner is None or is_current(owner, on):
        return ""
    return translate("helpline-unverified", language)


def unknown_helplines(slug: str, blocks: Iterable[Block], appendix: Appendix) -> tuple[Finding, ...]:
    """A finding (H009) for each number that an essay prints as a helpline and of which the appendix knows nothing."""
    findings: dict[str, Finding] = {}
    for block in walk(blocks):
        is_marked = isinstance(block, ListBlock | Paragraph) and block.role == "helplines"
        words = plain_block(block) if isinstance(block, ListBlock | Paragraph) else ""
        for number in printed_numbers(words):
            if not is_marked and not (isinstance(block, Paragraph) and HELPLINE_WORDS.search(words)):
                break
            if digits(number) not in _known(appendix):
                message = f"{slug} prints {number}, of which the resources say nothing"
                findings.setdefault(digits(number), Finding("H009", message, block.at))
    return tuple(findings.values())


def _known(appendix: Appendix) -> set[str]:
    own = {digits(number) for found in appendix.resources for number in (found.phone, found.sms)}
    return own | set(replaced(appendix.resources))
