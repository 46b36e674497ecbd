"""What the editor declares of lines by their words, and the lines of which the editor has yet to say something."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from anthology.core.essay import Doubt, Essay
from anthology.core.findings import Finding, Location
from anthology.core.normalize import house_style, normalize, shortened
from anthology.sources.draft import Draft, EditorRule, Line
from anthology.sources.page_doubts import LINK_LIST

BEGINNING = 20  # letters that a line may be known by, where its words are cut short by an ellipsis
LONG = 100  # characters of a line that the manifest better has by its beginning
KEPT_BECAUSE = "it is the author’s"


def lines_of(step: EditorRule, lines: Sequence[Line]) -> list[Line]:
    """The lines with the words that the editor gave.

    A line is given whole, or by its beginning with `…` behind it. What is not left out may be given by some words of
    its line: where the file changes, these might stand in another one, and a text would lose that.
    """
    wanted = _compared(step.words)
    whole = [line for line in lines if normalize(line.text) == wanted]
    start = wanted.removesuffix("...")
    if not whole and start != wanted and len(start) >= BEGINNING:
        whole = [line for line in lines if normalize(line.text).startswith(start)]
    return whole if whole or step.action == "drop" else _holding(wanted, lines)


def fault_of(step: EditorRule, found: Sequence[Line], draft: Draft) -> Finding | None:
    """The finding on words that fit no line (C001) or several (C002), None for those that fit.

    Lines with the same words may all be kept. Which of them are left out, the rules of cleaning say: see
    `drop_confirmed`.
    """
    alike = len({normalize(line.text) for line in found}) == 1 and step.action in ("drop", "keep")
    if len(found) == 1 or (alike and set(found) <= set(draft.lines)):
        return None
    near = _holding(_compared(step.words).removesuffix("..."), draft.lines) if step.action == "drop" else []
    if len(found) > 1 or len(near) > 1:
        return _fault(step, "C002", f"matches {len(found) or len(near)} lines", draft)
    hint = f"quote the whole line, or its beginning and “…”: “{shortened(near[0].text, 120)}”" if near else ""
    return _fault(step, "C001", "is only a part of a line" if near else "matches no line", draft, hint)


def drop_confirmed(draft: Draft) -> Draft:
    """Leave out what the editor declared to be no part of the text, where no rule has left it out by now.

    Of several lines with the same words, those go that a rule has found: the others are the author's. Where a rule has
    found none, nobody can tell which is meant (C002).
    """
    for step, lines in draft.confirmed:
        places = {(line.number, line.part) for line in lines}
        open_ = [line for line in draft.lines if (line.number, line.part) in places]
        if len(lines) == 1:
            draft = draft.claim(open_, "dropped", "declared", step.because)
        elif len(open_) == len(lines):
            fault = _fault(step, "C002", f"matches {len(lines)} lines", draft)
            draft = replace(draft, findings=(*draft.findings, fault))
    return draft


def doubts_as_findings(essay: Essay, *, release: bool = False) -> tuple[Finding, ...]:
    """What the editor has to confirm: a line left out (C013), one that stays (C014); in a release each is C015.

    Lines that look like links to other pages are one finding (C017).
    """
    path = Path(essay.origin.path)
    linked = [doubt for doubt in essay.doubts if doubt.rule == LINK_LIST]
    others = _distinct([doubt for doubt in essay.doubts if doubt.rule != LINK_LIST])
    findings = [
        Finding(
            "C015" if release else "C014" if doubt.stays else "C013", _say(doubt, count), Location(path, doubt.number)
        )
        for doubt, count in others
    ]
    if linked:
        words = sum(len(doubt.text.split()) for doubt in linked)
        first = shortened(" ".join(linked[0].text.split()), 60)
        where = f"{len(linked)} line{'s' * (len(linked) > 1)}"
        message = f"{words:,} words in {where} look like links to other pages, and stay; first “{first}”"
        findings.append(Finding("C017", message, Location(path, linked[0].number)))
    return tuple(findings)


def suggested_rules(essay: Essay) -> Iterator[str]:
    """Lines of a manifest that confirm what became of each line in doubt; none where nothing is in doubt."""
    said: set[str] = set()
    for doubt, _ in _distinct(essay.doubts):
        if not said:
            yield "    cleaning:"
        words = json.dumps(_quotable(doubt.text, essay), ensure_ascii=False)
        if words not in said:
            is_kept = doubt.stays and doubt.rule != LINK_LIST
            yield f"      - {'keep' if is_kept else 'drop'}: {words}"
            yield f"        because: {KEPT_BECAUSE if is_kept else doubt.reason}"
        said.add(words)


def _distinct(doubts: Sequence[Doubt]) -> list[tuple[Doubt, int]]:
    """The first of the doubts on the same words by the same rule, and how many there are: one answer does for all."""
    alike = Counter(replace(doubt, number=0) for doubt in doubts)
    first = {replace(doubt, number=0): doubt for doubt in sorted(doubts, key=lambda each: -each.number)}
    return sorted(((first[key], count) for key, count in alike.items()), key=lambda each: each[0].number)


def _say(doubt: Doubt, count: int) -> str:
    words = f"“{shortened(doubt.text, 200)}”" + (f" ({count} lines)" if count > 1 else "")
    fate = "stays, because it reads as a sentence" if doubt.stays else "is left out"
    return f"{words} {fate}, and nobody has confirmed it (rule {doubt.rule}: {doubt.reason})"


def _quotable(text: str, essay: Essay) -> str:
    """The words of a line on one line, a long one by as much of its beginning as no other line has."""
    words = text.split()
    others = [normalize(line.text) for line in essay.ledger if normalize(line.text) != normalize(text)]
    for most in range(1, len(words)):
        start = " ".join(words[:most])
        compared = normalize(start)
        is_enough = len(start) >= LONG // 2 and len(compared) >= BEGINNING
        if is_enough and len(text) > LONG and not any(other.startswith(compared) for other in others):
            return f"{start}…"
    return " ".join(words)


def _compared(words: str) -> str:
    return normalize(house_style(words))


def _holding(words: str, lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if words in normalize(line.text)]


def _fault(step: EditorRule, code: str, how: str, draft: Draft, hint: str = "") -> Finding:
    return Finding(code, f"“{shortened(step.words, 60)}” {how} of {draft.at}", step.at or draft.at, hint)
