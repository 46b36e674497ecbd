"""The kinds of value that a manifest holds: text as typed becomes dates, lengths, addresses and choices here only."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, GetJsonSchemaHandler, ValidationInfo, WithJsonSchema
from pydantic_core import CoreSchema

from anthology.core.files import Folder, FolderError
from anthology.core.schema import DAY, TEXT_SCHEMA, read_day, read_line, read_list, refusal
from anthology.core.titles import plain_title
from anthology.core.yaml import Document, quote

# RFC 5646 section 2.1, without the grandfathered tags; the 4 to 8 letters that it reserves are left out.
LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+)",
    re.IGNORECASE,
)
MONTH_OR_YEAR = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
UNDATED = "undated"
# RFC 3986 section 3 with the letters that RFC 3987 adds; no user name, no password, no address in figures of IPv6.
# The classes name what they exclude: a range up to U+E01EF is compiled point by point, which took 7 ms for each.
_NO_LETTERS = r"\x7f-\xa0\U000e01f0-\U0010ffff"
_LETTER = rf"[^\x00-/:-@\[-`{{-~{_NO_LETTERS}]"
_LETTER_OR_HYPHEN = rf"[^\x00-,./:-@\[-`{{-~{_NO_LETTERS}]"
_IN_URL = rf"""[^\x00-\x20"#%<>\[-^`{{-}}{_NO_LETTERS}]|%[0-9A-Fa-f]{{2}}"""
WEB = re.compile(
    rf"https?://{_LETTER}{_LETTER_OR_HYPHEN}*(?:\.{_LETTER}{_LETTER_OR_HYPHEN}*)*\.?"
    rf"(?P<port>:[0-9]{{1,5}})?(?:[/?](?:{_IN_URL})*)?(?:#(?:{_IN_URL})*)?"
)
HIGHEST_PORT = 65535
LENGTH = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,4})?) ?(in|mm|cm|pt)")
POINTS = {"in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "pt": 1.0}
SMALLEST_TRIM, LARGEST_TRIM = 144.0, 1440.0  # points: 2 and 20 inches
LARGEST_BLEED = 71.0  # points: 25 millimetres


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What validation knows beside the value: the document that it came from and the book's folder."""

    document: Document
    folder: Folder
    omitted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Length:
    """A length as typed: a number and a unit, `in`, `mm`, `cm` or `pt` (CSS Values 4 section 6.2)."""

    number: float
    unit: str

    @property
    def points(self) -> float:
        """The length in points, 72 to the inch."""
        return self.number * POINTS[self.unit]

    def __str__(self) -> str:
        return f"{self.number:g}{self.unit}"


@dataclass(frozen=True, slots=True)
class Title:
    """An essay's title as the manifest gives it; a supplied one is the editors' and prints in square brackets.

    `text` are its plain words, `typed` the title as the manifest has it, with the marks of italics.
    """

    text: str
    supplied: bool = False
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Instead:
    """For the JSON Schema: a plain value that may stand where otherwise keys and values or a list are expected."""

    schema: tuple[tuple[str, str], ...]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [dict(self.schema), handler(core)]}


def _language(value: object) -> str:
    text = read_line(value)
    subtags = text.lower().split("-x-")[0].split("-")
    singles = [part for part in subtags if len(part) == 1]
    if not LANGUAGE.fullmatch(text) or len(singles) != len(set(singles)):
        hint = f"write {text.replace('_', '-')}" if "_" in text else "for instance en-GB, fr, pt-BR"
        raise refusal("M010", f"{quote(text)} is not a language tag (BCP 47)", hint)
    return text


def _when(value: object) -> str:
    text = read_line(value)
    if text == UNDATED or (MONTH_OR_YEAR.fullmatch(text) and text[:4] != "0000"):
        return text
    if DAY.fullmatch(text):
        return read_day(text).isoformat()
    hint = f"write 2026-11-20, 2026-11, 2026 or {UNDATED}"
    raise refusal("M010", f"{quote(text)} is not a date of publication", hint)


def _url(value: object) -> str:
    text = read_line(value)
    found = WEB.fullmatch(text)
    if found and not str(value).isprintable():
        raise refusal("M010", f"{quote(text)} holds a character that is not seen", "type the address anew")
    if not found or int((found["port"] or ":0")[1:]) > HIGHEST_PORT:
        hint = "without a user name; spaces and special characters are written as %20 and the like"
        if "://" not in text:
            hint = f"write https://{text}" if WEB.fullmatch(f"https://{text}") else "start it with https://"
        raise refusal("M010", f"{quote(text)} is not a web address", hint)
    return text


def _identifier(value: object) -> str:
    text = read_line(value)
    scheme, _, rest = text.lower().rpartition(":")
    if scheme == "urn:uuid" and re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", rest):
        return f"urn:uuid:{rest}"
    digits = rest.replace("-", "").replace(" ", "").upper()
    if scheme in ("", "isbn", "urn:isbn") and re.fullmatch(r"[0-9]{9}[0-9X]|97[89][0-9]{10}", digits):
        if not _isbn_adds_up(digits):
            raise refusal("M010", f"the check digit of the ISBN {quote(rest)} is wrong", "compare it with the agency's")
        return f"urn:isbn:{digits}"
    hint = f"for instance {fresh_identifier(text)}"
    raise refusal("M010", f"{quote(text)} is neither urn:uuid: with a UUID nor urn:isbn: with an ISBN", hint)


def _isbn_adds_up(digits: str) -> bool:
    """Whether the check digit fits (ISO 2108, annex C): modulus 11 for ten digits, modulus 10 for thirteen."""
    numbers = [10 if digit == "X" else int(digit) for digit in digits]
    if len(numbers) == 10:
        return sum(number * weight for number, weight in zip(numbers, range(10, 0, -1), strict=True)) % 11 == 0
    return sum(number * (1, 3)[index % 2] for index, number in enumerate(numbers)) % 10 == 0


def fresh_identifier(title: str) -> str:
    """An identifier made from a title, the same each time (RFC 9562 section 5.5, name space URL)."""
    name = title.encode("utf-8", "replace").decode()
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def read_length(value: object) -> Length:
    """A length: a number and its unit."""
    text = read_line(value)
    match = LENGTH.fullmatch(text)
    if not match:
        raise refusal("M010", f"{quote(text)} is not a length", "a number and in, mm, cm or pt, for instance 6in")
    return Length(float(match[1]), match[2])


def _trim(value: object) -> tuple[Length, Length]:
    if not isinstance(value, list) or len(value) != 2:
        raise refusal("M009", "a trim size is a list of width and height", "for instance [6in, 9in]")
    width, height = read_length(value[0]), read_length(value[1])
    for length in (width, height):
        if not SMALLEST_TRIM <= length.points <= LARGEST_TRIM:
            raise refusal("M010", f"a page cannot measure {length}", "between 2in and 20in")
    return width, height


def _bleed(value: object) -> Length:
    length = read_length(value)
    if length.points > LARGEST_BLEED:
        raise refusal("M010", f"a bleed cannot measure {length}", "3mm is usual, 25mm at most, 0mm for none")
    return length


def _signature(value: object) -> int:
    text = read_line(value)
    if not re.fullmatch("[0-9]{1,3}", text) or not int(text) or int(text) % 4:
        hint = "a sheet that is folded once has four pages: 4, 8, 12, 16 …"
        raise refusal("M010", f"{quote(text)} pages cannot be folded as one", hint)
    return int(text)


def _title(value: object) -> Title:
    if not isinstance(value, dict):
        return _as_title(value, supplied=False)
    if set(value) != {"supplied"}:
        hint = "write the title as text, or {supplied: …} for a title that the editors made"
        raise refusal("M009", "these are not the keys of a title", hint)
    return _as_title(value["supplied"], supplied=True)


def _as_title(value: object, *, supplied: bool) -> Title:
    typed = read_line(value)
    return Title(plain_title(typed), supplied, typed)


def _pair(value: object) -> tuple[object, ...]:
    items = read_list(value)
    if len(items) != 2:
        raise refusal(
            "M009", f"a pair is expected here, not {len(items)} items", "for instance [first-key, second-key]"
        )
    return items


def _file(value: object, info: ValidationInfo) -> str:
    text = read_line(value)
    assert isinstance(info.context, Context)
    try:
        info.context.folder.check(text)
    except FolderError as error:
        code = "M014" if error.trouble in ("outside", "path") else "M013"
        hint = error.hint or "the path starts in the folder of the manifest"
        raise refusal(code, f"{quote(text)}: {error.message}", hint) from error
    return text


PAIR = BeforeValidator(_pair)
FILE = BeforeValidator(_file)

Language = Annotated[str, BeforeValidator(_language), WithJsonSchema({"type": "string"})]
When = Annotated[str, BeforeValidator(_when), WithJsonSchema({"type": ["string", "integer"]})]
Url = Annotated[str, BeforeValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
Identifier = Annotated[str, BeforeValidator(_identifier), WithJsonSchema({"type": "string"})]
File = Annotated[str, FILE, WithJsonSchema({"type": "string"})]
Trim = Annotated[
    tuple[Length, Length],
    BeforeValidator(_trim),
    WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}),
]
Bleed = Annotated[Length, BeforeValidator(_bleed), WithJsonSchema({"type": "string"})]
Signature = Annotated[int, BeforeValidator(_signature), WithJsonSchema({"type": "integer", "multipleOf": 4})]
EssayTitle = Annotated[
    Title | None,
    BeforeValidator(_title),
    WithJsonSchema(
        {
            "anyOf": [
                TEXT_SCHEMA,
                {
                    "type": "object",
                    "properties": {"supplied": TEXT_SCHEMA},
                    "required": ["supplied"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
