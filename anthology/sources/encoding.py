"""From the bytes of a text to its characters: which encoding it is in, and what is refused.

Nothing is read by a guess. No library is asked: charset-normalizer 3.5.2, on the Universal Declaration of Human Rights
in 69 languages, in the encodings that were usual for them and cut to 300, 1,500 and 6,000 characters, takes half of the
texts in Windows-1252 for something else and errs in a fifth of the others. On the same texts the rules here refuse 3 of
400 in Windows-1252 (Breton and Walloon of 300 characters), and every one in a script of its own. Of the others 2 in 100
pass, all but a few of 300 characters: in code pages of the Macintosh and of MS-DOS, and in Romanian. For 98 in 100 of
those refused the true encoding is named, nearly always as the first.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from anthology.core.errors import SourceError
from anthology.core.findings import Finding, Location, summarize
from anthology.core.limits import limit, limit_error
from anthology.core.normalize import with_few_marks, without_forbidden
from anthology.manifest.choices import Encoding

# Names of the WHATWG Encoding Standard, section 4.2, for which Python's codec of that name reads something else than
# browsers do (a page in ISO-8859-1 has the quotation marks of Windows-1252), or has another name.
_CODECS: dict[Encoding, str] = {
    "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac-cyrillic",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}

LINE_END = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")

# The mark of UTF-32 begins like that of UTF-16, so it is looked for first.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Two bytes or more that are a letter in UTF-8 (RFC 3629, section 4).
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_TEXT = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n\r\x0c")  # bytes of text in other encodings
MOST_CONTROLS = 0.1  # of the characters of a text: with more it is none
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")

MOST_HIGH = 0.3  # of the letters of a text; in Walloon, which has the most accents here, it is a sixth
LEAST_HIGH = 6  # letters that are judged by that
MOST_SIGNS = 0.05  # of the characters beyond ASCII: signs within words, and capitals amid small letters
LEAST_WORDS = 0.06  # of the words of a text: fewer small words tell no language

SHIFT = b"\x1b$"  # by which ISO-2022-JP begins text that is not ASCII (RFC 1468)
MOST_JUDGED = 50_000  # characters of a text that are judged in each encoding
MOST_NAMED = 3
SHOWN = 32  # characters of a text that a message shows

_MARKUP = re.compile(rb"<[^<>]{0,400}>")
_LETTER = re.compile(rb"[A-Za-z]")
_WORD = re.compile("[A-Za-z\x80-\xff]+")
_HIGH = re.compile(r"[^\x00-\x7f]")
_NEUTRAL = re.compile(r"[\s\u00a0\u00ab\u00bb\u2010-\u2026\u3000-\u303f\uff00-\uff20]")  # spaces, punctuation
# Within a word only apostrophes, hyphens, dashes and dots are usual; lone accents and low quotation marks stand behind
# no letter, and capitals not between small ones. From U+0300 on there are the letters and marks of other scripts.
_SIGN = re.compile(
    r"(?<=[^\W\d_])[^\x00-\x7f\w\u00a0\u00ad\u00b4\u00b7\u0300-\u0eff\u2010-\u2015\u2018\u2019\u2026](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[\xb2\xb3\xb9\xbc-\xbe\xaa\xba](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[\xa4\xa6\xac\u02c6\u02dc\u201a\u201e]"
    r"|(?<=[a-z])[\xc0-\xde\u0152\u0160\u0178\u017d](?=[a-z])"
)


def decode(data: bytes, at: Location) -> tuple[str, tuple[Finding, ...]]:
    """The text of a file, and a note where its encoding had to be guessed.

    The encoding is what the byte order mark says, else UTF-8, else UTF-16 where every second byte is nothing, else
    Windows-1252 (as the WHATWG Encoding Standard, section 9, has it for text that says nothing), with note S007.
    A text that cannot have been written in Windows-1252 is refused with SourceError S028, which names the encodings
    that it may be in. A file that is UTF-8 but for a few bytes is damaged and not Windows-1252: it is refused with
    SourceError S002, as are bytes that fit none of these. Raises LimitError X002 for a line of more than 200,000
    characters.
    """
    text, findings = decode_any_lines(data, at)
    longest = limit("line")
    lines = LINE_END.split(text) if len(text) > longest else [""]
    needed = max(map(len, lines))
    for number, line in enumerate(lines, start=1):
        if len(line) > longest:
            message, hint = f"a line of {len(line):,} characters", "break it into paragraphs"
            raise limit_error("line", message, replace(at, line=number), hint, needed=needed)
    return text, findings


def decode_any_lines(data: bytes, at: Location) -> tuple[str, tuple[Finding, ...]]:
    """The same as `decode` without the limit on lines, for texts whose lines are not their paragraphs."""
    encoding = "utf-8"
    for mark, named in _BOMS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], named
            break
    else:
        encoding = _utf16_without_mark(data) or encoding
    try:
        text = data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        broken = error
    else:
        if encoding == "utf-8" and SHIFT in data:  # ASCII to the eye
            raise _unknown_encoding(data, at, _line(data, data.index(SHIFT)))
        if len(_CONTROL.findall(text)) > MOST_CONTROLS * len(text):
            hint = "open it in the program that made it, and save it as text in UTF-8 or as .docx"
            raise SourceError(Finding("S002", "the file is no text: too many of its characters are none", at, hint))
        return text, ()
    if encoding == "utf-8" and not _is_damaged_utf8(data):
        return _read_legacy(data, at, broken)
    raise _undecodable(data, encoding.upper(), at, broken) from broken


def to_utf8(data: bytes, encoding: Encoding, at: Location) -> bytes:
    """The text of a file in an encoding that the editors name, as UTF-8 with its mark, which goes before all else.

    SourceError S002 for bytes that the encoding does not have, and for a text that is UTF-8 though another is named.
    """
    if encoding != "utf-8" and _HIGH_BYTE.search(data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            hint = "take `encoding` out of the manifest"
            raise SourceError(Finding("S002", f"the file is UTF-8 and not {encoding}", at, hint))
    try:
        text = data.decode(codec_of(encoding))
    except UnicodeDecodeError as error:
        raise _undecodable(data, encoding, at, error) from error
    if encoding == "windows-1258":  # has letters and their tones as characters of their own
        text = unicodedata.normalize("NFC", text)
    return codecs.BOM_UTF8 + text.removeprefix("\ufeff").encode("utf-8", "surrogatepass")


def _read_legacy(data: bytes, at: Location, broken: UnicodeDecodeError) -> tuple[str, tuple[Finding, ...]]:
    """Text in a legacy encoding: Windows-1252 if it may be that; the finding quotes words for an editor to judge."""
    line = _line(data, broken.start)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if text and may_be_western(data):
        message = f"the file is not UTF-8 and was read as Windows-1252: “{some_words(text)}”"
        return text, (Finding("S007", message, replace(at, line=line)),)
    if text or possible_encodings(data):
        raise _unknown_encoding(data, at, line) from broken
    raise _undecodable(data, "UTF-8", at, broken) from broken


def _unknown_encoding(data: bytes, at: Location, line: int) -> SourceError:
    """The error for an unknown encoding: those that it may be, and how the first words read in each."""
    found = possible_encodings(data)
    hint = "save it as UTF-8, or name its encoding in the manifest, as `encoding` of the essay"
    if found:
        named = "; ".join(f"as {name} it begins “{some_words(text)}”" for name, text in found)
        hint = f"{named}; name the right one in the manifest, as `encoding` of the essay, or save the file as UTF-8"
    message = "the file is neither UTF-8 nor Windows-1252"
    return SourceError(Finding("S028", message, replace(at, line=line), hint))


def _undecodable(data: bytes, encoding: str, at: Location, error: UnicodeDecodeError) -> SourceError:
    message = f"the byte 0x{data[error.start]:02x} is not {encoding}"
    return SourceError(Finding("S002", message, replace(at, line=_line(data, error.start))))


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _utf16_without_mark(data: bytes) -> str:
    """The byte order of UTF-16 that has no mark: nearly every second byte is then a small number that no text has.

    It is the block of the letters: 0 for Latin, 3 for Greek, 4 for Cyrillic, 5 for Hebrew, 6 for Arabic.
    """
    half = len(data[:4096]) // 2
    if half < 4:
        return ""
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        blocks, letters = (len(data[start:4096:2].translate(None, _TEXT)) for start in (offset, 1 - offset))
        if blocks > half * 0.8 and letters < half * 0.3:
            return encoding
    return ""


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8, or there are bytes that no text has."""
    letters = len(_UTF8_LETTER.findall(data))
    others = len(_HIGH_BYTE.findall(_UTF8_LETTER.sub(b"", data)))
    return others <= letters or 0 in data


def invalid_characters(text: str, at: Location) -> tuple[Finding, ...]:
    """A finding for each kind of character that house style removes from a text, other than white space."""
    findings = []
    if gone := sorted({each for each in text if not each.isprintable() and not without_forbidden(each)}):
        names = summarize(f"U+{ord(each):04X}" for each in gone)
        findings.append(Finding("C005", f"characters removed that no book can hold: {names}", at))
    if "\ufffd" in text:
        findings.append(Finding("C010", "U+FFFD stands where a character was lost", at))
    if with_few_marks(text) != text:
        findings.append(Finding("C007", "of more than 40 combining marks in a row the first 40 were kept", at))
    return tuple(findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What tells legacy encodings apart, as `encodings.yaml` describes it.

    `western` and `others` are the small words of languages, `alphabets` the letters of each with their least share.
    """

    western: tuple[frozenset[str], ...]
    others: tuple[frozenset[str], ...]
    alphabets: dict[str, tuple[str, float]]
    scripts: frozenset[str]
    tried: dict[Encoding, tuple[str, ...]]


@cache
def tables() -> Tables:
    """The tables, read when the first text comes that is not UTF-8."""
    import yaml

    read = yaml.safe_load(Path(__file__).with_name("encodings.yaml").read_text("utf-8"))
    western, others = (
        tuple(frozenset(words.split()) for words in read["small-words"][kind].values())
        for kind in ("western", "others")
    )
    return Tables(
        western=western,
        others=others,
        alphabets={name: (each["letters"], each["least"]) for name, each in read["alphabets"].items()},
        scripts=frozenset(read["scripts"]),
        tried={name: tuple(alphabets) for name, alphabets in read["tried"].items()},
    )


def codec_of(encoding: Encoding) -> str:
    """The codec of Python for an encoding."""
    return _CODECS.get(encoding, encoding)


def may_be_western(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 may be a text in Windows-1252.

    They are none where a third of the letters has accents, where signs stand within words, where small words tell of a
    language that Windows-1252 lacks letters of, or where marks of ISO-2022-JP shift between alphabets.
    """
    data = _MARKUP.sub(b" ", data)
    text = data.decode("cp1252", "replace")
    high = len(_HIGH.findall(text))
    letters = [letter for letter in text if letter.isalpha()]
    accented = sum(letter > "\x7f" for letter in letters)
    if accented >= LEAST_HIGH and accented > MOST_HIGH * len(letters):
        return False
    signs = len(_SIGN.findall(text))
    if signs > 1 and signs > MOST_SIGNS * high:
        return False
    western, other = _small_words(data.decode("latin-1"))
    return other < LEAST_WORDS or other <= western


def _small_words(text: str) -> tuple[float, float]:
    """The share of the words that are small words of a language: the highest of the Western, and of the others."""
    counts = Counter(_WORD.findall(text.lower()))
    highest = (
        max(sum(counts[word] for word in known) for known in each) for each in (tables().western, tables().others)
    )
    western, other = (found / max(1, counts.total()) for found in highest)
    return western, other


def possible_encodings(data: bytes) -> tuple[tuple[Encoding, str], ...]:
    """The encodings in which the bytes are words of an alphabet, and these words: the likeliest first, at most three.

    Of encodings in which the words are the same only the first is named.
    """
    data = data if SHIFT in data else _MARKUP.sub(b" ", data)  # between shifts < and > are halves of letters
    ranked = sorted(_tried(data), key=lambda found: -found[0])
    best = ranked[0][0] if ranked else 0
    texts: dict[str, Encoding] = {}
    for score, name, text in ranked:
        if score > 0.8 * best:
            texts.setdefault(text, name)
    return tuple((name, text) for text, name in list(texts.items())[:MOST_NAMED])


def _tried(data: bytes) -> Iterator[tuple[float, Encoding, str]]:
    beyond, ascii_letters = len(_HIGH_BYTE.findall(data)), len(_LETTER.findall(data))
    is_script = SHIFT in data or beyond > MOST_HIGH * (beyond + ascii_letters)
    is_latin, known = not is_script, tables()
    for name, alphabets in known.tried.items():
        if is_script is not known.scripts.issuperset(alphabets):
            continue
        try:
            text = data.decode(codec_of(name))[:MOST_JUDGED]
        except UnicodeDecodeError:
            continue
        high = [letter for letter in _HIGH.findall(_NEUTRAL.sub("", text)) if letter.isprintable()]
        signs = len(_SIGN.findall(text))
        controls = len(_HIGH.findall(text)) - len(_NEUTRAL.findall(text)) - len(high)
        for letters, least in map(known.alphabets.__getitem__, alphabets):
            count = sum(letter in letters or (is_latin and letter.lower() in letters) for letter in high)
            score = (count - signs - max(0, controls)) / max(1, len(high))
            if score >= least:
                yield score / least, name, text


def some_words(text: str) -> str:
    """The first words of a text that are not all ASCII, with what follows them."""
    first = _HIGH.search(text)
    start = text.rfind(" ", 0, first.start()) + 1 if first else 0
    line = " ".join(text[max(start, text.rfind("\n", 0, first.start()) + 1 if first else 0) :].split()[:6])
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"
