"""From the bytes of a text to its characters, and the limits on both."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import replace

from anthology.core.errors import SourceError
from anthology.core.findings import Finding, Location
from anthology.core.limits import exceeded, limit
from anthology.core.normalize import with_few_marks, without_forbidden
from anthology.manifest.choices import Encoding
from anthology.sources.encoding_tables import CODECS, SHIFT, likely_encodings, may_be_western, some_words

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
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, at: Location) -> tuple[str, tuple[Finding, ...]]:
    """The text of a file, and a note where its encoding had to be guessed.

    The encoding is what the byte order mark says, else UTF-8, else UTF-16 where every second byte is nothing, else
    Windows-1252 (as the WHATWG Encoding Standard, section 9, has it for text that says nothing), with note S007.
    A text that cannot have been written in Windows-1252 is refused with SourceError S028, which names the encodings
    that it may be in. A file that is UTF-8 but for a few bytes is damaged and not Windows-1252: it is refused with
    SourceError S002, as are bytes that fit none of these. Raises LimitError X002 for a line of more than 200,000
    characters.
    """
    text, findings = decoded(data, at)
    longest = limit("line")
    for number, line in enumerate(LINE_END.split(text) if len(text) > longest else (), start=1):
        if len(line) > longest:
            message = f"a line of {len(line):,} characters"
            raise exceeded("line", message, replace(at, line=number), "break it into paragraphs")
    return text, findings


def decoded(data: bytes, at: Location) -> tuple[str, tuple[Finding, ...]]:
    """The same without the limit on lines, for texts whose lines are not their paragraphs."""
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
            raise _of_unknown(data, at, _line(data, data.index(SHIFT)))
        if len(_CONTROL.findall(text)) > MOST_CONTROLS * len(text):
            raise SourceError(Finding("S002", "the file is no text: too many of its characters are none", at))
        return text, ()
    if encoding == "utf-8" and not _is_damaged_utf8(data):
        return _of_old(data, at, broken)
    raise _undecodable(data, encoding.upper(), at, broken) from broken


def as_utf8(data: bytes, encoding: Encoding, at: Location) -> bytes:
    """The text of a file in an encoding that the editors name, as UTF-8 with its mark, which goes before all else.

    SourceError S002 for bytes that the encoding does not have, and for a text that is UTF-8 though another is named.
    """
    if encoding != "utf-8" and _HIGH.search(data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            hint = "take `encoding` out of the manifest"
            raise SourceError(Finding("S002", f"the file is UTF-8 and not {encoding}", at, hint))
    try:
        text = data.decode(CODECS[encoding])
    except UnicodeDecodeError as error:
        raise _undecodable(data, encoding, at, error) from error
    if encoding == "windows-1258":  # has letters and their tones as characters of their own
        text = unicodedata.normalize("NFC", text)
    return codecs.BOM_UTF8 + text.removeprefix("\ufeff").encode("utf-8", "surrogatepass")


def _of_old(data: bytes, at: Location, broken: UnicodeDecodeError) -> tuple[str, tuple[Finding, ...]]:
    """Text of a time before Unicode: in Windows-1252 if it may be, with some of its words, so that eyes can judge."""
    line = _line(data, broken.start)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if text and may_be_western(data):
        message = f"the file is not UTF-8 and was read as Windows-1252: “{some_words(text)}”"
        return text, (Finding("S007", message, replace(at, line=line)),)
    if text or likely_encodings(data):
        raise _of_unknown(data, at, line) from broken
    raise _undecodable(data, "UTF-8", at, broken) from broken


def _of_unknown(data: bytes, at: Location, line: int) -> SourceError:
    """The refusal of a text of old, with the encodings that it may be in and how its first words are in each."""
    found = likely_encodings(data)
    hint = "save it as UTF-8, or name its encoding in the manifest, as `encoding` of the essay"
    if found:
        named = "; ".join(f"as {each.name} it begins “{each.words}”" for each in found)
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
    others = len(_HIGH.findall(_UTF8_LETTER.sub(b"", data)))
    return others <= letters or 0 in data


def unfit(text: str, at: Location) -> tuple[Finding, ...]:
    """What the silent changes take from a text that is no white space: said here, once for each kind and line."""
    findings = []
    if without_forbidden(text) != text:
        findings.append(Finding("C005", "control characters removed", at))
    if "\ufffd" in text:
        findings.append(Finding("C010", "U+FFFD stands where a character was lost", at))
    if with_few_marks(text) != text:
        findings.append(Finding("C007", "of more than 40 combining marks in a row the first 40 were kept", at))
    return tuple(findings)
