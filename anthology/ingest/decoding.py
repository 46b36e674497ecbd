"""From the bytes of a text to its characters, and the limits on both."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from anthology.errors import SourceError
from anthology.findings import Finding, Location
from anthology.ingest.typography import with_few_marks, without_forbidden
from anthology.limits import exceeded, limit

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
    A file that is UTF-8 but for a few bytes is damaged and not Windows-1252: it is refused with SourceError S002, as
    are bytes that fit none of these. Raises LimitError X002 for a line of more than 200,000 characters.
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
        if len(_CONTROL.findall(text)) > MOST_CONTROLS * len(text):
            raise SourceError(Finding("S002", "the file is no text: too many of its characters are none", at))
        return text, ()
    if encoding == "utf-8" and _is_like_windows_1252(data):
        message = "the file is not UTF-8 and was read as Windows-1252"
        return data.decode("cp1252"), (Finding("S007", message, at),)
    line = data.count(b"\n", 0, broken.start) + 1
    message = f"the byte 0x{data[broken.start]:02x} is not {encoding.upper()}"
    raise SourceError(Finding("S002", message, replace(at, line=line))) from broken


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


def _is_like_windows_1252(data: bytes) -> bool:
    letters = len(_UTF8_LETTER.findall(data))
    others = len(_HIGH.findall(_UTF8_LETTER.sub(b"", data)))
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return others > letters and 0 not in data


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
