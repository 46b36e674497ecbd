"""House style, applied to every text without notice: spaces, and the shape of quotation marks and dashes.

Any other correction of a line is a Change, which the note on the texts reports to the reader. Texts are compared in a
normalized form, in which none of this counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# Letters of the scripts that run from right to left, and their forms for presentation (Unicode 15.1, blocks).
RIGHT_TO_LEFT_LETTERS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

# A word that begins with an apostrophe for letters left out: not an opening quotation mark.
ELISIONS = ("em", "tis", "twas", "til", "till", "cause", "bout", "n", "round", "cuz")

_NONCHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\u2060\ufeff"
    # Marks that turn the direction of a text round hide what it says.
    "\u202a-\u202e\u2066-\u2069"
    # What a private character means, only the font of its author knew.
    "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd" + _NONCHARACTERS + "]"
)
_SYMBOL_BULLETS = dict.fromkeys(map(ord, "\uf076\uf0a7\uf0a8\uf0b7\uf0d8"), "•")  # as Word writes Symbol and Wingdings
_MANY_MARKS = re.compile("[\u0300-\U0010ffff]{41}")  # where this is not found, neither are 41 marks in a row
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_OPENS_AFTER = frozenset(" ([{<–—-/“‘\u00ab")
_YEAR_RANGE = re.compile(r"(?<![\w-])((?:1[5-9]|20)\d\d)-((?:1[5-9]|20)\d\d)(?![\w-])")
_LETTER = re.compile("[A-Za-z0-9]")
_WORD_LETTER = re.compile(r"\w")
_ADDRESS = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]{0,30}://|www\.)\S+)")
_DASHES = (
    (re.compile("(?<!-)---(?!-)"), "—"),
    (re.compile(r"(?<=\d)--(?=\d)|(?<![\w-])([ivxlc]+|[A-Z])--(?=(?:[ivxlc]+|[A-Z])(?![\w-]))"), r"\1–"),
    (re.compile(r"\A --(?= [^\W\d_])"), " —"),
    (re.compile(r"(?<=\S )--?(?= \S)"), "–"),
    (re.compile(r"(?<=[\w,.?!…’”\")])(?<!<!)--(?=[\w\s’”“‘\",.?!)])|(?<=[“‘\"])--(?=\w)"), "—"),
    (_YEAR_RANGE, r"\1–\2"),
)
_MISSING_SPACE = re.compile(r"(?<=\w[”’])(?=\([^\W\d_])")


def without_forbidden(text: str) -> str:
    """The text without the characters that XML 1.0 (section 2.2) and EPUB refuse, invisible joiners and private ones.

    The private ones by which Word writes bullets are bullets.
    """
    return text if text.isprintable() else _FORBIDDEN.sub("", text.translate(_SYMBOL_BULLETS))  # none can be printed


def printable(text: str) -> str:
    """The text as a source has it, without what no book can hold."""
    return with_few_marks(without_forbidden(text))


def with_few_marks(text: str, most: int = 40) -> str:
    """The text with at most 40 combining marks in a row: more need minutes of the typesetter.

    Marks are the characters of the general categories Mn and Me (Unicode Standard Annex 44).
    """
    if text.isascii() or not _MANY_MARKS.search(text):
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= most:
            kept.append(character)
    return "".join(kept)


def with_single_spaces(text: str) -> str:
    """Every run of white space as one space, none at the ends."""
    return _SPACES.sub(" ", text).strip()


def with_curly_quotes(text: str, before: str = " ", after: str = " ") -> str:
    """Straight quotation marks and apostrophes as curly ones; marks that are curly already stay as they are.

    `before` and `after` are the characters that stand at the two sides of the text.
    """
    if '"' not in text and "'" not in text:
        return text
    whole = f"{before}{text}{after}"
    return "".join(
        _quote(character, whole, index) if character in "\"'" else character
        for index, character in enumerate(text, start=1)
    )


def _quote(mark: str, text: str, index: int) -> str:
    opens = text[index - 1] in _OPENS_AFTER and not text[index + 1].isspace()
    if mark == '"':
        return "“" if opens else "”"
    following = text[index + 1 :]
    if opens and (following[0].isdigit() or re.match(rf"(?:{'|'.join(ELISIONS)})\b", following, re.IGNORECASE)):
        return "’"
    return "‘" if opens else "’"


def with_dashes(text: str, before: str = " ", after: str = " ") -> str:
    """Hyphens that were typed for dashes as dashes; `before` and `after` stand at the two sides of the text.

    Three hyphens are an em dash. Two are an en dash between figures, Roman numbers or single capitals and where spaces
    stand around them, and an em dash between words, behind a word that ends or breaks off there, and before the name
    below a quotation. One is an en dash between spaces or two years. Options of programs (`--help`), addresses and
    lines of nothing else stay as typed.
    """
    if "-" not in text:
        return text
    parts = _ADDRESS.split(f"{before}{text}{after}")
    if not any(map(_WORD_LETTER.search, parts)):
        return text
    for pattern, dash in _DASHES:
        parts[::2] = [pattern.sub(dash, part) for part in parts[::2]]
    return "".join(parts)[len(before) : -len(after)]


def with_restored_spaces(text: str) -> str:
    """A space put back between a closing quotation mark and the bracket that follows it."""
    return _MISSING_SPACE.sub(" ", text) if "(" in text else text


# The changes of house style, in order.
HOUSE_STYLE: tuple[Callable[[str], str], ...] = (
    without_forbidden,
    with_few_marks,
    with_single_spaces,
    with_curly_quotes,
    with_dashes,
)

# Repairs that the note on the texts must name: rule, function.
REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (("missing-space", with_restored_spaces),)


def house_style(text: str) -> str:
    """The text in house style; applying it again changes nothing."""
    for change in HOUSE_STYLE:
        text = change(text)
    return text


def shortened(text: str, most: int) -> str:
    """The text for a message, cut to so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


_FOLDED = {
    **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
    **dict.fromkeys('"“”„‟″«»', "''"),
    **dict.fromkeys("-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\x02\ufffe", ""),
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
    **dict.fromkeys("•‣◦▪", ""),
    **dict.fromkeys(map(chr, range(0xE0000, 0xE0080)), ""),  # tags, which are never seen
    "…": "...",
}
_FOLDS = re.compile(f"[{re.escape(''.join(_FOLDED))}]")  # several times quicker than str.translate


def normalize(text: str) -> str:
    """What is compared to know whether words survived: quote shapes, spaces, dashes, hyphens and bullets do not count.

    Case, spelling and every other character do.
    """
    text = _FOLDS.sub(lambda match: _FOLDED[match[0]], unicodedata.normalize("NFKC", text))
    return "".join(text.split())


def is_empty_normalized(text: str) -> bool:
    """Whether nothing of a text is compared."""
    return not _LETTER.search(text) and not normalize(text)
