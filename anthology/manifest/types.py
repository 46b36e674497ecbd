"""The kinds of value that a manifest holds: text as typed becomes dates, lengths, addresses and choices here only."""

from __future__ import annotations

import difflib
import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, GetJsonSchemaHandler, ValidationInfo, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

from anthology.core.files import Folder, FolderError
from anthology.core.yaml import TURNING, Document, shown

# An editor's YAML reader takes 1.10 for a number and no for a truth value; here both are text, so all three fit.
TEXT_SCHEMA = {"type": ["string", "number", "boolean"]}

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 80
MOST_ITEMS = 2000  # of any list: essays, files, subjects
# RFC 5646 section 2.1, without the grandfathered tags; the 4 to 8 letters that it reserves are left out.
LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+)",
    re.IGNORECASE,
)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH_OR_YEAR = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
UNDATED = "undated"
# RFC 3986 section 3 with the letters that RFC 3987 adds; no user name, no password, no address in figures of IPv6.
_IN_URL = r"[0-9A-Za-z\u00a1-\U000e01ef._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}"
WEB = re.compile(
    r"https?://[0-9A-Za-z\u00a1-\U000e01ef][0-9A-Za-z\u00a1-\U000e01ef-]*"
    r"(?:\.[0-9A-Za-z\u00a1-\U000e01ef][0-9A-Za-z\u00a1-\U000e01ef-]*)*\.?"
    rf"(?P<port>:[0-9]{{1,5}})?(?:[/?](?:{_IN_URL})*)?(?:#(?:{_IN_URL})*)?"
)
HIGHEST_PORT = 65535
LENGTH = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,4})?) ?(in|mm|cm|pt)")
POINTS = {"in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "pt": 1.0}
SMALLEST_TRIM, LARGEST_TRIM = 144.0, 1440.0  # points: 2 and 20 inches
LARGEST_BLEED = 71.0  # points: 25 millimetres


def refusal(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """The exception that carries a finding's code, message and hint through pydantic."""
    return PydanticCustomError("anthology", "{message}", {"code": code, "message": message, "hint": hint})


def closest(word: str, known: Iterable[str]) -> str:
    """A hint: “did you mean” with the nearest of the known words, or all of them where none is near."""
    names = tuple(dict.fromkeys(known))
    near = difflib.get_close_matches(word[:LONGEST_SLUG].lower(), names, n=1)
    if near:
        return f"did you mean “{near[0]}”?"
    return f"possible here: {', '.join(names)}" if names else ""


def slug_of(text: str) -> str:
    """A name that is safe as a file name and as an identifier: small letters and digits of ASCII, joined by “-”."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-")


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
    """An essay's title as the manifest gives it; a supplied one is the editors' and prints in square brackets."""

    text: str
    supplied: bool = False


@dataclass(frozen=True, slots=True)
class Instead:
    """For the JSON Schema: a plain value that may stand where otherwise keys and values or a list are expected."""

    schema: tuple[tuple[str, str], ...]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [dict(self.schema), handler(core)]}


def _is_seen(letter: str) -> bool:
    """Whether a letter leaves a trace: no space, and nothing that only steers others (Unicode, 4.5: Z, Cc, Cf)."""
    category = unicodedata.category(letter)
    return category[0] != "Z" and category not in ("Cc", "Cf")


def _text(value: object) -> str:
    if isinstance(value, str) and any(map(_is_seen, value)):
        return TURNING.sub("", value).strip()
    if isinstance(value, list):
        hint = "if the square brackets belong to the text, put it in quotes"
        raise refusal("M009", "a list stands where text is expected", hint)
    if isinstance(value, dict):
        hint = "if “: ” or curly brackets belong to the text, put it in quotes"
        raise refusal("M009", "keys and values stand where text is expected", hint)
    raise refusal("M009", "the text is empty", "give a value, or leave the key out")


def _line(value: object) -> str:
    text = _text(value)
    if "\n" in text:
        raise refusal("M010", "the text must stand on one line", "write > instead of | to join the lines")
    return text


def _empty_or_line(value: object) -> str:
    return "" if value is None else _line(value)


def _slug(value: object) -> str:
    text = _line(value)
    if len(text) > LONGEST_SLUG or not SLUG.fullmatch(text):
        better = slug_of(text)
        hint = f"for instance {better}" if better else "small letters and digits, joined by “-”"
        raise refusal("M010", f"{shown(text)} is not a name of small letters, digits and “-”", hint)
    return text


def _language(value: object) -> str:
    text = _line(value)
    subtags = text.lower().split("-x-")[0].split("-")
    singles = [part for part in subtags if len(part) == 1]
    if not LANGUAGE.fullmatch(text) or len(singles) != len(set(singles)):
        hint = f"write {text.replace('_', '-')}" if "_" in text else "for instance en-GB, fr, pt-BR"
        raise refusal("M010", f"{shown(text)} is not a language tag (BCP 47)", hint)
    return text


def _day(value: object) -> date:
    text = _line(value)
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise refusal("M010", f"there is no day {text}", "look at the month and the day") from None
    raise refusal("M010", f"{shown(text)} is not a date", "write year-month-day, for instance 2026-11-20")


def _when(value: object) -> str:
    text = _line(value)
    if text == UNDATED or (MONTH_OR_YEAR.fullmatch(text) and text[:4] != "0000"):
        return text
    if DAY.fullmatch(text):
        return _day(text).isoformat()
    hint = f"write 2026-11-20, 2026-11, 2026 or {UNDATED}"
    raise refusal("M010", f"{shown(text)} is not a date of publication", hint)


def _url(value: object) -> str:
    text = _line(value)
    found = WEB.fullmatch(text)
    if found and not str(value).isprintable():
        raise refusal("M010", f"{shown(text)} holds a character that is not seen", "type the address anew")
    if not found or int((found["port"] or ":0")[1:]) > HIGHEST_PORT:
        hint = "without a user name; spaces and special characters are written as %20 and the like"
        if "://" not in text:
            hint = f"write https://{text}" if WEB.fullmatch(f"https://{text}") else "start it with https://"
        raise refusal("M010", f"{shown(text)} is not a web address", hint)
    return text


def _identifier(value: object) -> str:
    text = _line(value)
    scheme, _, rest = text.lower().rpartition(":")
    if scheme == "urn:uuid" and re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", rest):
        return f"urn:uuid:{rest}"
    digits = rest.replace("-", "").replace(" ", "").upper()
    if scheme in ("", "isbn", "urn:isbn") and re.fullmatch(r"[0-9]{9}[0-9X]|97[89][0-9]{10}", digits):
        if not _isbn_adds_up(digits):
            raise refusal("M010", f"the check digit of the ISBN {shown(rest)} is wrong", "compare it with the agency's")
        return f"urn:isbn:{digits}"
    hint = f"for instance {fresh_identifier(text)}"
    raise refusal("M010", f"{shown(text)} is neither urn:uuid: with a UUID nor urn:isbn: with an ISBN", hint)


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


def _length(value: object) -> Length:
    text = _line(value)
    match = LENGTH.fullmatch(text)
    if not match:
        raise refusal("M010", f"{shown(text)} is not a length", "a number and in, mm, cm or pt, for instance 6in")
    return Length(float(match[1]), match[2])


def _trim(value: object) -> tuple[Length, Length]:
    if not isinstance(value, list) or len(value) != 2:
        raise refusal("M009", "a trim size is a list of width and height", "for instance [6in, 9in]")
    width, height = _length(value[0]), _length(value[1])
    for length in (width, height):
        if not SMALLEST_TRIM <= length.points <= LARGEST_TRIM:
            raise refusal("M010", f"a page cannot measure {length}", "between 2in and 20in")
    return width, height


def _bleed(value: object) -> Length:
    length = _length(value)
    if length.points > LARGEST_BLEED:
        raise refusal("M010", f"a bleed cannot measure {length}", "3mm is usual, 25mm at most, 0mm for none")
    return length


def _signature(value: object) -> int:
    text = _line(value)
    if not re.fullmatch("[0-9]{1,3}", text) or not int(text) or int(text) % 4:
        hint = "a sheet that is folded once has four pages: 4, 8, 12, 16 …"
        raise refusal("M010", f"{shown(text)} pages cannot be folded as one", hint)
    return int(text)


def _title(value: object) -> Title:
    if not isinstance(value, dict):
        return Title(_line(value))
    if set(value) != {"supplied"}:
        hint = "write the title as text, or {supplied: …} for a title that the editors made"
        raise refusal("M009", "these are not the keys of a title", hint)
    return Title(_line(value["supplied"]), supplied=True)


def _listed(value: object) -> tuple[object, ...]:
    if isinstance(value, list):
        if len(value) > MOST_ITEMS:
            raise refusal("X002", f"the list is longer than the limit of {MOST_ITEMS:,} items", "divide the book")
        return tuple(value)
    raise refusal(
        "M009", "a list is expected here", "write each item after “- ” on a line of its own, or [in, brackets]"
    )


def _pair(value: object) -> tuple[object, ...]:
    items = _listed(value)
    if len(items) != 2:
        raise refusal(
            "M009", f"a pair is expected here, not {len(items)} items", "for instance [first-key, second-key]"
        )
    return items


def _file(value: object, info: ValidationInfo) -> str:
    text = _line(value)
    assert isinstance(info.context, Context)
    try:
        info.context.folder.check(text)
    except FolderError as error:
        code = "M014" if error.trouble in ("outside", "path") else "M013"
        hint = error.hint or "the path starts in the folder of the manifest"
        raise refusal(code, f"{shown(text)}: {error.message}", hint) from error
    return text


def one_of(choices: Any) -> BeforeValidator:
    """A validator that takes the words of a Literal and, for another word, names the nearest."""
    words: tuple[str, ...] = get_args(choices)

    def check(value: object) -> str:
        text = _line(value)
        if text not in words:
            raise refusal("M011", f"{shown(text)} is not one of the words that may stand here", closest(text, words))
        return text

    return BeforeValidator(check)


LISTED = BeforeValidator(_listed)
PAIR = BeforeValidator(_pair)

Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(TEXT_SCHEMA)]
Line = Annotated[str, BeforeValidator(_line), WithJsonSchema(TEXT_SCHEMA)]
EmptyOrLine = Annotated[str, BeforeValidator(_empty_or_line), WithJsonSchema(TEXT_SCHEMA)]
Slug = Annotated[str, BeforeValidator(_slug), WithJsonSchema({**TEXT_SCHEMA, "pattern": f"^{SLUG.pattern}$"})]
Language = Annotated[str, BeforeValidator(_language), WithJsonSchema({"type": "string"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
When = Annotated[str, BeforeValidator(_when), WithJsonSchema({"type": ["string", "integer"]})]
Url = Annotated[str, BeforeValidator(_url), WithJsonSchema({"type": "string", "format": "uri"})]
Identifier = Annotated[str, BeforeValidator(_identifier), WithJsonSchema({"type": "string"})]
File = Annotated[str, BeforeValidator(_file), WithJsonSchema({"type": "string"})]
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
