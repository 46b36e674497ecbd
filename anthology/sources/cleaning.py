"""Cleaning rules: what stands around an essay and belongs to it is moved, what a page or a library added is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from anthology.core.document import (
    Block,
    Figure,
    Heading,
    InlineImage,
    ListBlock,
    Paragraph,
    inlines_of,
    notes_of,
    walk,
    words_in_order,
)
from anthology.core.essay import SourceLine
from anthology.core.findings import Finding, summarize
from anthology.core.normalize import normalize
from anthology.core.titles import plain_title, title_content
from anthology.sources.draft import COMMANDS, Draft, Line
from anthology.sources.markdown.typed_marks import COMMAND_LINE
from anthology.sources.metadata import heading_of
from anthology.sources.sentences import reads_as_sentence

LIST_ITEM = re.compile(r"(?:[•‣◦▪●*–-]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DATE = re.compile(
    rf"(?:{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS},?\s+\d{{4}}"
    r"|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What pages put around texts, known by the words of a line: its rule and reason in the ledger.

    `edges` are the ends of the page at which it is looked for, up to the running prose; none means anywhere.
    """

    rule: str
    reason: str
    edges: tuple[Literal["head", "foot"], ...]
    pattern: re.Pattern[str]


# The cleaning patterns. Words alone prove nothing: what they match goes through `Draft.question`.
FURNITURE: dict[str, Furniture] = {
    each.rule: each
    for each in (
        # What a page asks of its visitors.
        Furniture(
            rule="form",
            reason="a form of the web page, not the author’s words",
            edges=(),
            pattern=re.compile(
                r"(?:please enter your (?:comment|name|e-?mail).*|leave a (?:reply|comment)|cancel reply|post comment"
                r"|(?:to|you must|you need to).{0,40}(?:sign|log(?:ged)?) in.{0,40}"
                r"|your e-?mail address will not be published.*|this site uses akismet.*"
                r"|learn how your comment data is processed.*|save my name, e-?mail.*|notify me of (?:new|follow).*"
                r"|\[\s?edit(?:\s?source)?\s?\]"
                r"|thanks for reading .{1,80}[!.] (?:subscribe|this post is public).{0,120})",
                re.IGNORECASE,
            ),
        ),
        # The credit line of a picture that the text does not hold.
        Furniture(
            rule="image-credit",
            reason="names the source of a picture that is not part of the text",
            edges=("foot",),
            pattern=re.compile(
                r"(?:featured |header |cover |lead )?(?:image|photo(?:graph)?|picture|illustration)s?(?: credits?)?"
                r"(?:\s*:|\s+(?:via|by|from|courtesy of))\s*\S.{0,100}",
                re.IGNORECASE,
            ),
        ),
        # The day and hour at which the page was shown, above the title.
        Furniture(
            rule="page-clock",
            reason="the day on which the page was copied, not the day of the text",
            edges=("head",),
            pattern=re.compile(rf"\W{{0,20}}(?:{_WEEKDAYS},?\s+{DATE.pattern}\W*|last update[d]?:?.*)", re.IGNORECASE),
        ),
        # What a page offers its visitors.
        Furniture(
            rule="navigation",
            reason="a menu, button or counter of the web page",
            edges=("head", "foot"),
            pattern=re.compile(
                r"(?:skip to (?:main )?content|(?:back to )?top(?: of page)?|bottom of page|menu|home|search|close|next"
                r"|previous|read more(?: articles)?(?: in| from| by)?.{0,30}|more (?:from|in|on) .{1,40}"
                r"|related (?:articles|posts|stories):?|share(?: this)?(?: on \w+| article| post)?:?|tweet|print"
                r"|e-?mail|facebook|twitter|instagram|whatsapp|linkedin|(?:sign|log) (?:in|up|out)|subscribe.{0,40}"
                r"|newsletter|(?:click to (?:share|e-?mail|print|tweet).{0,60}\s*){1,20}"
                r"|follow us.{0,30}|about(?: us)?|contact(?: us)?|who are we\??|write for us|get in touch|donate"
                r"|support us|privacy(?: policy)?|terms(?: of use| and conditions)?|cookies?.{0,30}|advertisement"
                r"|like(?: this)?:?|like loading\W*|copy link|restack|get the app|open in app"
                r"|please reload|loading\W*|\d{1,6} ?/ ?\d{1,6}"
                r"|\d{1,9} (?:likes?|claps?|comments?|responses?|shares?|views?|min(?:ute)?s? read)|tags?:.{0,80}"
                r"|categor(?:y|ies):.{0,60}|filed under:?.{0,60}|posted in:?.{0,40}|©.{0,80}"
                r"|all rights reserved\.?)",
                re.IGNORECASE,
            ),
        ),
    )
}
_FRAME_START = re.compile(r"\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG", re.IGNORECASE)
_FRAME_END = re.compile(r"(?:\*\*\* ?)?END OF (?:(?:THE|THIS) )?PROJECT GUTENBERG", re.IGNORECASE)


def drop_library_frame(draft: Draft) -> Draft:
    """What Project Gutenberg puts before and after a text that its volunteers transcribed, between its two marks."""
    lines = draft.free()
    begin = next((index + 1 for index, line in enumerate(lines) if _FRAME_START.match(line.text)), 0)
    if not begin:
        return draft
    while begin < len(lines) and not lines[begin - 1].text.endswith("***") and not lines[begin].gap:
        begin += 1
    end = next((index for index in range(begin, len(lines)) if _FRAME_END.match(lines[index].text)), len(lines))
    framed = (*lines[:begin], *lines[end:])
    return draft.claim(framed, "dropped", "library-frame", "the frame of a library’s transcription")


def drop_comments(draft: Draft) -> Draft:
    """The readers' comments: the list that stands directly before a comment form, set off from what precedes it.

    Set off means: two blank lines or more, or the credit of the page's picture.
    """
    lines = draft.questionable()
    form = next((index for index, line in enumerate(lines) if FURNITURE["form"].pattern.fullmatch(line.text)), 0)
    before = lines[:form]
    start = len(before)
    while start and (before[start - 1].indent or LIST_ITEM.match(before[start - 1].text)):
        start -= 1
    comments = before[start:]
    if not comments or not LIST_ITEM.match(comments[0].text):
        return draft
    set_off = comments[0].gap >= 2 or (start and FURNITURE["image-credit"].pattern.fullmatch(before[start - 1].text))
    if not set_off:
        return draft
    return draft.question(comments, "comments", "comments of readers, before the page’s comment form", are_one=True)


def drop_commands(draft: Draft) -> Draft:
    """Lines that are nothing but commands and shortcodes for another program (finding S044)."""
    found = [
        line
        for line in draft.questionable()
        if isinstance(line.block, Paragraph | None) and COMMAND_LINE.fullmatch(line.text.strip())
    ]
    if not found:
        return draft
    said = Finding("S044", f"left out: {summarize(line.source.strip()[:60] for line in found)}", draft.place(found[0]))
    draft = draft.claim(found, "dropped", "command", COMMANDS)
    return replace(draft, findings=(*draft.findings, said))


def drop_furniture(rule: str) -> Callable[[Draft], Draft]:
    """The step of cleaning that looks for one kind of furniture."""
    furniture = FURNITURE[rule]

    def step(draft: Draft) -> Draft:
        lines = draft.questionable()
        ends = {"head": lines, "foot": lines[::-1]}
        searched = [line for edge in furniture.edges for line in _until_prose(ends[edge])] if furniture.edges else lines
        found = [line for line in searched if furniture.pattern.fullmatch(_bare(line.text))]
        if rule == "image-credit":
            shown = _beside_pictures(draft.lines)
            found = [line for line in found if (line.number, line.part) not in shown]
        return draft.question(found, furniture.rule, furniture.reason)

    return step


def _beside_pictures(lines: Sequence[Line]) -> set[tuple[int, int]]:
    """The lines that show a picture, and those directly before or behind one: their credit is that of this picture."""
    places = [index for index, line in enumerate(lines) if line.block and _shows_picture(line.block)]
    near = {index + step for index in places for step in (-1, 0, 1)}
    return {(line.number, line.part) for index, line in enumerate(lines) if index in near}


def _shows_picture(block: Block) -> bool:
    inside = any(isinstance(each, Figure) for each in walk((block,)))
    return inside or any(isinstance(each, InlineImage) for each in inlines_of((block,)))


def _bare(text: str) -> str:
    """The words of a line of furniture without the arrows and bars beside them."""
    return text.strip("|» «>→")


def _until_prose(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines at an edge of the page, up to the first sentence that is not furniture by its words."""

    def is_edge(line: Line) -> bool:
        known = any(each.pattern.fullmatch(_bare(line.text)) for each in FURNITURE.values())
        return known or not reads_as_sentence(line.text)

    return takewhile(is_edge, lines)


NAME_LINES = 3  # how far from the top the bare name of the author may stand
HEAD_LINES = 8  # how far from the top a byline, a date or a warning may stand
TITLE_LENGTH = 150
LISTED = 0.8  # so many of the lines below a heading for references must look like entries
REFERENCE_RUN = 3  # so many references in a row make a list that needs no heading

_BYLINE = re.compile(
    r"(?:(?:commentary|words|written|text|opinion|review|story|analysis|interview|essay|posted|a)\s+)?by:?\s+"
    r"(?P<name>[^\W\d_].{1,140})",
    re.IGNORECASE,
)
_NAMED = re.compile(r"^(?:by|von|par|por|de|di|door|av|af):?\s+|[.,]$", re.IGNORECASE)  # around a name that is known
_DATELINE = re.compile(
    rf"[(\[]?\s*(?:(?:published|posted|written|first published)(?: on)?:?\s*)?(?P<date>{DATE.pattern})\s*[)\]]?\W*",
    re.IGNORECASE,
)
_WARNING = re.compile(
    r"(?:(?:trigger|content)s?\s+(?:warnings?|notes?|notices?|advisor(?:y|ies))|[TC]W)\s*[:–—-]\s*\S.*", re.IGNORECASE
)
_YEAR = r"(?:(?:1[5-9]|20)\d\d[a-z]?|n\.d\.?|forthcoming)"
# Without brackets, a mark stands before the year: “I was born in 1950. It rained.” is no reference.
_REFERENCE = re.compile(rf"[^\W\d_][^()\[\]]{{1,160}}?(?:[.,]\s{_YEAR}|[.,]?\s\({_YEAR}\))[.,:]\s\S.{{8,}}")
# What stands below a heading for references may give its year anywhere, and is one entry.
_ENTRY = re.compile(
    r"(?=.{20,900}$)[\W\d_]*[^\W\d_].*(?:(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\bn\.\s?d\b|forthcoming).*", re.DOTALL
)
_REFERENCE_HEADING = re.compile(
    r"(?:references|bibliography|works cited|sources|literature(?: cited)?)\W*", re.IGNORECASE
)


_NOTES_HEADING = re.compile(
    r"(?:end|foot)?notes|notes and references|citations|references|bibliography|works cited", re.IGNORECASE
)


def move_author_note(draft: Draft) -> Draft:
    """The author's own warning, to stand verbatim with the content note."""
    declared = [line for line in draft.lines if draft.role(line) == "author-note"]
    found = declared or [line for line in draft.free()[:HEAD_LINES] if _WARNING.fullmatch(line.text)][:1]
    if not found:
        return draft
    moved = draft.claim(found, "moved", "author-note", "the author’s own warning, shown as such", "author_note")
    return replace(moved, author_note=tuple(found))


def move_title(draft: Draft) -> Draft:
    """The first line, where it is shaped like a title: short, and not a sentence that ends in a full stop.

    A title that the reader has found in the structure of the file stays; one that the editor supplies means that the
    source has none, so no line is taken for it; nor is one that is all the text there is.
    """
    lines = draft.free()
    first = lines[0] if lines else None
    words = " ".join(first.text.split()) if first else ""
    if draft.title_is_supplied or draft.title:
        return draft
    if (
        first is None
        or not words
        or len(lines) == 1
        or (first.block and notes_of((first.block,)))
        or not isinstance(first.block, Paragraph | None)
        or len(first.text) > TITLE_LENGTH
        or words[-1] in ".:;,…"
        or LIST_ITEM.match(first.text)
    ):
        finding = Finding("C003", "no line is shaped like a title", draft.place(first) if first else draft.at)
        return replace(draft, findings=(*draft.findings, finding))
    moved = draft.claim([first], "moved", "title", "the title of the essay", "title")
    if isinstance(first.block, Paragraph):
        return replace(moved, title=words, heading=heading_of(first.block.content))
    return replace(moved, title=plain_title(words), heading=heading_of(title_content(words)))


def move_byline(draft: Draft) -> Draft:
    """The line that says who wrote the essay: by its words, or because it is the author's name and no more."""
    for line in draft.free()[:NAME_LINES]:
        if draft.author and normalize(_NAMED.sub("", line.text)).casefold() == normalize(draft.author).casefold():
            moved = draft.claim([line], "moved", "byline", "says who wrote the essay", "byline")
            return replace(moved, byline=draft.author)
    for line in draft.free()[:HEAD_LINES]:
        if draft.byline and normalize(line.text) == normalize(draft.byline):
            return draft.claim([line], "moved", "byline", "says who wrote the essay", "byline")
        match = _BYLINE.fullmatch(line.text.rstrip(" |·"))
        is_byline = match is not None and match["name"][0].isupper() and len(line.text.split()) <= 20
        if is_byline and reads_as_sentence(line.text) and not (draft.author and draft.author in line.text):
            draft = draft.question([line], "byline", "says who wrote the essay")  # “By God, it rained.” stays
        elif match and is_byline:
            moved = draft.claim([line], "moved", "byline", "says who wrote the essay", "byline")
            return replace(moved, byline=match["name"].strip())
    return draft


def move_date(draft: Draft) -> Draft:
    """A line that is nothing but a date, near the top or near the end."""
    lines = draft.free()
    for line in (*lines[:HEAD_LINES], *lines[-HEAD_LINES:]):
        match = _DATELINE.fullmatch(line.text)
        if match:
            moved = draft.claim([line], "moved", "date", "the date of the essay", "date")
            return replace(moved, date=match["date"])
    return draft


def move_references(draft: Draft) -> Draft:
    """The reference list: what stands below its heading, in lines or as a list; at the end also without a heading."""
    lines = draft.free()
    places = [index for index, line in enumerate(lines) if _REFERENCE_HEADING.fullmatch(line.text)]
    for index in reversed(places):
        below = lines[index + 1 :]
        end = next((at for at, line in enumerate(below) if isinstance(line.block, Heading)), len(below))
        entries = [entry for line in below[:end] for entry in _entries(line)]
        known = sum(_ENTRY.fullmatch(entry.text) is not None for entry in entries)
        if entries and known >= LISTED * len(entries):
            return _moved(draft, lines[index], below[:end], entries)
    start = len(lines)
    while start and all(_REFERENCE.fullmatch(entry.text) for entry in _entries(lines[start - 1])):
        start -= 1
    run = lines[start:]
    heading = lines[start - 1] if start and _REFERENCE_HEADING.fullmatch(lines[start - 1].text) else None
    if len(run) < (1 if heading else REFERENCE_RUN):
        return draft
    return _moved(draft, heading, run, [entry for line in run for entry in _entries(line)])


def _moved(draft: Draft, heading: Line | None, lines: Sequence[Line], entries: Sequence[SourceLine]) -> Draft:
    if heading:
        draft = draft.claim([heading], "moved", "reference-heading", "the heading of the reference list", "references")
    moved = draft.claim(lines, "moved", "references", "an entry of the essay’s own reference list", "references")
    return replace(moved, references=tuple(entries))


def _entries(line: Line) -> Iterator[SourceLine]:
    """The entries in a line: itself, or the items of the list that it is."""
    if not isinstance(line.block, ListBlock):
        yield SourceLine(number=line.number, text=line.text)
        return
    for item in line.block.items:
        number = item[0].at.line if item and item[0].at else line.number
        yield SourceLine(number=number, text=" ".join(" ".join(map(words_in_order, item)).split()))


def drop_empty_headings(draft: Draft) -> Draft:
    """Headings of notes or references at the end, whose notes stand where they are called: nothing stands below."""
    lines, start = draft.free(), len(draft.free())
    while start and isinstance(lines[start - 1].block, Heading) and _NOTES_HEADING.fullmatch(lines[start - 1].text):
        start -= 1
    reason = "heads what stands elsewhere in the book"
    if any(claim.place in ("notes", "references") for claim in draft.claims):
        return draft.claim(lines[start:], "dropped", "empty", reason)
    return draft.question(lines[start:], "empty", reason)
